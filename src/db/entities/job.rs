//! `job`: work that waits, runs or failed for good. Rows leave when they are done.
//!
//! Only [`crate::queue`] writes here, mostly by statements of its own.

use sea_orm::QueryOrder;
use sea_orm::entity::prelude::*;

use crate::domain::ids::WorkspaceId;

/// Where a job is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum State {
    /// It waits for its time, or for a worker.
    #[sea_orm(string_value = "pending")]
    Pending,
    /// A worker has it, until the lease runs out.
    #[sea_orm(string_value = "running")]
    Running,
    /// It failed for good; somebody has to look.
    #[sea_orm(string_value = "dead")]
    Dead,
}

/// A row of `job`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "job")]
pub struct Model {
    /// Key of the row: a `UUIDv7` of the time of the push.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The workspace.
    pub workspace_id: String,
    /// What is to be done.
    pub kind: String,
    /// Of one workspace and kind only one live job has this key.
    pub key: Option<String>,
    /// What the handler needs to know: JSON.
    #[sea_orm(column_type = "Text")]
    pub payload: String,
    /// Where the job is.
    pub state: State,
    /// The smaller, the sooner, within one workspace.
    pub priority: i16,
    /// When it may begin, in milliseconds since 1970.
    pub due_at_ms: i64,
    /// How often it was begun.
    pub attempt: i32,
    /// Rises with every claim. Whoever names an older number has lost the job.
    pub run_lease: i64,
    /// Until when its worker has it.
    pub lease_until_ms: Option<i64>,
    /// What kind of failure the last one was.
    pub failure_class: Option<String>,
    /// What the last failure said.
    #[sea_orm(column_type = "Text", nullable)]
    pub last_error: Option<String>,
    /// When it was pushed.
    pub created_at_ms: i64,
    /// When it failed for good.
    pub died_at_ms: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// The jobs of a workspace that failed for good, the newest first.
    pub fn dead(workspace: &WorkspaceId) -> Select<Self> {
        Self::dead_of_all_workspaces().filter(COLUMN.workspace_id.eq(workspace.as_str()))
    }

    /// The same of all workspaces, for an operator.
    pub fn dead_of_all_workspaces() -> Select<Self> {
        // Written out, because a partial index serves only who says its condition word for word.
        Self::find().filter(Expr::cust("state = 'dead'")).order_by_desc(COLUMN.id)
    }
}
