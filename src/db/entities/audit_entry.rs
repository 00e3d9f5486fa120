//! `audit_entry`: who changed what, and when.

use sea_orm::QueryOrder;
use sea_orm::entity::prelude::*;

use crate::domain::ids::WorkspaceId;

/// A row of `audit_entry`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_entry")]
pub struct Model {
    /// Key of the row: a `UUIDv7` of the time.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The workspace.
    pub workspace_id: String,
    /// `user:ID`, `operator` or `system`.
    pub actor: String,
    /// What was done: `flow.save`.
    pub action: String,
    /// To what: `flow:ID`.
    pub subject: String,
    /// How it was: JSON, secrets masked.
    #[sea_orm(column_type = "Text", nullable)]
    pub before: Option<String>,
    /// How it is now.
    #[sea_orm(column_type = "Text", nullable)]
    pub after: Option<String>,
    /// When.
    pub at_ms: i64,
}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// The entries of a workspace, the newest first.
    pub fn of_workspace(workspace: &WorkspaceId) -> Select<Self> {
        Self::find().filter(COLUMN.workspace_id.eq(workspace.as_str())).order_by_desc(COLUMN.id)
    }
}
