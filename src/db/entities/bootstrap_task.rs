//! `bootstrap_task`: what a run does with one operation.

use sea_orm::QueryOrder;
use sea_orm::entity::prelude::*;

/// How an operation is, or how it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum State {
    /// Not at its end.
    #[sea_orm(string_value = "PENDING")]
    Pending,
    /// Everything is there.
    #[sea_orm(string_value = "DONE")]
    Done,
    /// Fetched, but not to its end, as the reason says.
    #[sea_orm(string_value = "WARNED")]
    Warned,
    /// Not fetched, as the reason says.
    #[sea_orm(string_value = "SKIPPED")]
    Skipped,
    /// It failed, as the reason says.
    #[sea_orm(string_value = "FAILED")]
    Failed,
}

impl State {
    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Done => "done",
            Self::Warned => "warning",
            Self::Skipped => "skipped",
            Self::Failed => "failed",
        }
    }
}

/// A row of `bootstrap_task`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "bootstrap_task")]
pub struct Model {
    /// Key of the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The run.
    pub run_id: Uuid,
    /// The workspace.
    pub workspace_id: String,
    /// Its place in the plan.
    pub position: i32,
    /// Name of the operation.
    pub operation: String,
    /// Type of the entities that it brings.
    pub entity_type: String,
    /// Type of the entities that it is called for, one by one.
    pub parent_type: Option<String>,
    /// How it is.
    pub state: State,
    /// Why it is so.
    #[sea_orm(column_type = "Text", nullable)]
    pub reason: Option<String>,
    /// Pages that were fetched.
    pub pages: i64,
    /// Entities that are new.
    pub inserted: i64,
    /// Entities that changed.
    pub updated: i64,
    /// Entities that are as they were.
    pub unchanged: i64,
    /// Entities that are gone.
    pub removed: i64,
}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// The tasks of a run, in their order.
    pub fn of_run(run: Uuid) -> Select<Self> {
        Self::find().filter(COLUMN.run_id.eq(run)).order_by_asc(COLUMN.position)
    }
}
