//! `flow`: an automation of a workspace. What it does stands in `flow_version`, and which version counts here.

use sea_orm::QueryOrder;
use sea_orm::entity::prelude::*;

use crate::domain::ids::WorkspaceId;

/// A row of `flow`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "flow")]
pub struct Model {
    /// Key of the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The workspace.
    pub workspace_id: String,
    /// Its name, unique in the workspace.
    pub name: String,
    /// Whether events start it.
    pub enabled: bool,
    /// Why its runs are kept back: `LOOP`, `FLOOD` or `ASKED`. None: they are not.
    pub held_reason: Option<String>,
    /// The reason in words.
    #[sea_orm(column_type = "Text", nullable)]
    pub held_note: Option<String>,
    /// Since when.
    pub held_at_ms: Option<i64>,
    /// The version that counts.
    pub version: i32,
    /// When it was made.
    pub created_at_ms: i64,
    /// When it was last changed.
    pub updated_at_ms: i64,
    /// Who changed it.
    pub updated_by: String,
}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// The flows of a workspace, by name.
    pub fn of_workspace(workspace: &WorkspaceId) -> Select<Self> {
        Self::find().filter(COLUMN.workspace_id.eq(workspace.as_str())).order_by_asc(COLUMN.name)
    }

    /// One flow of a workspace.
    pub fn one_of(workspace: &WorkspaceId, id: Uuid) -> Select<Self> {
        Self::find().filter(COLUMN.workspace_id.eq(workspace.as_str())).filter(COLUMN.id.eq(id))
    }

    /// The flows of all workspaces, for the view in memory and for an operator.
    pub fn of_all_workspaces() -> Select<Self> {
        Self::find().order_by_asc(COLUMN.workspace_id).order_by_asc(COLUMN.name)
    }
}
