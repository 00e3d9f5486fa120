//! `replay`: many events that are to be taken through the flows once more, and how far that is.

use sea_orm::QueryOrder;
use sea_orm::entity::prelude::*;

use crate::domain::ids::WorkspaceId;

/// Where a replay is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, serde::Serialize)]
#[sea_orm(rs_type = "String", db_type = "Text")]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// A job works on it.
    #[sea_orm(string_value = "running")]
    Running,
    /// Every event was taken.
    #[sea_orm(string_value = "done")]
    Done,
    /// Somebody put an end to it.
    #[sea_orm(string_value = "cancelled")]
    Cancelled,
    /// It can't go on; `reason` says why.
    #[sea_orm(string_value = "failed")]
    Failed,
}

/// A row of `replay`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "replay")]
pub struct Model {
    /// Key of the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The workspace.
    pub workspace_id: String,
    /// Where it is.
    pub state: State,
    /// Why.
    #[sea_orm(column_type = "Text", nullable)]
    pub reason: Option<String>,
    /// Which events: JSON.
    #[sea_orm(column_type = "Text")]
    pub filter: String,
    /// The last event that was taken.
    pub cursor: Option<Uuid>,
    /// No event from here on is taken: the replay's own would never end.
    pub until: Uuid,
    /// Events that fit the filter at the beginning.
    pub total: i64,
    /// Those that were taken.
    pub done: i64,
    /// Runs that were made of them.
    pub runs: i64,
    /// Events per second.
    pub rate: i32,
    /// Who asked for it.
    pub requested_by: String,
    /// When it was asked for.
    pub created_at_ms: i64,
    /// When it came to its end.
    pub finished_at_ms: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// The replays of a workspace, the newest first.
    pub fn of_workspace(workspace: &WorkspaceId) -> Select<Self> {
        Self::find().filter(COLUMN.workspace_id.eq(workspace.as_str())).order_by_desc(COLUMN.id)
    }
}
