//! `api_call`: every call to Clockify's API. Rows are written in batches and never changed.

use sea_orm::QueryOrder;
use sea_orm::entity::prelude::*;
use time::OffsetDateTime;

use crate::domain::ids::WorkspaceId;

/// A row of `api_call`. No values of a call are kept, and nothing of its answer.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "api_call")]
pub struct Model {
    /// Key of the row: a `UUIDv7`, so keys rise with time.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The workspace.
    pub workspace_id: String,
    /// Name of the operation.
    pub operation: String,
    /// Its method.
    pub method: String,
    /// On whose behalf: `bootstrap`, `registration`, `reconciliation`, `flow`, or `user:` and the user's id.
    pub actor: String,
    /// The answer's status, where there was one.
    pub status: Option<i32>,
    /// What kind of failure it was, if it failed.
    pub error: Option<String>,
    /// How long the last attempt took.
    pub latency_ms: i32,
    /// Attempts; none when nothing was sent.
    pub attempts: i32,
    /// Bytes of the answer's body.
    pub bytes: i64,
    /// When the call ended.
    pub called_at: OffsetDateTime,
}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// The calls of a workspace, the newest first.
    pub fn of_workspace(workspace: &WorkspaceId) -> Select<Self> {
        Self::find().filter(COLUMN.workspace_id.eq(workspace.as_str())).order_by_desc(COLUMN.id)
    }
}
