//! `explorer_call`: a call that a user made by hand, and what came of it. The body of the answer stands in
//! `explorer_body`.

use sea_orm::QueryOrder;
use sea_orm::entity::prelude::*;

use crate::domain::ids::WorkspaceId;

/// A row of `explorer_call`. Tokens and secrets are masked in all of it.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "explorer_call")]
pub struct Model {
    /// Key of the row: a `UUIDv7` of the time.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The workspace.
    pub workspace_id: String,
    /// Who made it: the user's id.
    pub user_id: String,
    /// With the add-on's right, and not with the user's own.
    pub as_addon: bool,
    /// Name of the operation.
    pub operation: String,
    /// Its method.
    pub method: String,
    /// Where it went.
    #[sea_orm(column_type = "Text")]
    pub url: String,
    /// What was asked: JSON of `path`, `query` and `body`.
    #[sea_orm(column_type = "Text")]
    pub request: String,
    /// The answer's status. None: there was no answer.
    pub status: Option<i32>,
    /// Why there was none.
    pub error: Option<String>,
    /// The answer's headers: a JSON object.
    #[sea_orm(column_type = "Text", nullable)]
    pub headers: Option<String>,
    /// What the answer's body is: `json`, `text`, `binary` or `empty`.
    pub kind: String,
    /// How long the last attempt took.
    pub latency_ms: i32,
    /// Attempts.
    pub attempts: i32,
    /// Bytes of the answer's body.
    pub bytes: i64,
    /// Bytes of it that are kept, and of the request.
    pub kept_bytes: i64,
    /// Whether all of the body is kept.
    pub is_whole: bool,
    /// When it ended.
    pub called_at_ms: i64,
}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// The calls of a workspace, the newest first.
    pub fn of_workspace(workspace: &WorkspaceId) -> Select<Self> {
        Self::find().filter(COLUMN.workspace_id.eq(workspace.as_str())).order_by_desc(COLUMN.id)
    }
}
