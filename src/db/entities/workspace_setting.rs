//! `workspace_setting`: what a workspace has set on the add-on's own page. What is set in Clockify stands in
//! `installation`.

use sea_orm::entity::prelude::*;

use crate::domain::ids::WorkspaceId;

/// A row of `workspace_setting`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "workspace_setting")]
pub struct Model {
    /// The workspace.
    #[sea_orm(primary_key, auto_increment = false)]
    pub workspace_id: String,
    /// What is set: `retention.events`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    /// To what: JSON.
    #[sea_orm(column_type = "Text")]
    pub value: String,
    /// When it was last changed.
    pub updated_at_ms: i64,
    /// By whom.
    pub updated_by: String,
}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// The settings of a workspace.
    pub fn of_workspace(workspace: &WorkspaceId) -> Select<Self> {
        Self::find().filter(COLUMN.workspace_id.eq(workspace.as_str()))
    }

    /// Those of this kind, of all workspaces: for whoever sweeps.
    pub fn of_all_workspaces(kind: &str) -> Select<Self> {
        Self::find().filter(COLUMN.name.starts_with(kind))
    }
}
