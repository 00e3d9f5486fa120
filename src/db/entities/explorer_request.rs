//! `explorer_request`: a request that a workspace keeps, to be made again.

use sea_orm::QueryOrder;
use sea_orm::entity::prelude::*;

use crate::domain::ids::WorkspaceId;

/// A row of `explorer_request`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "explorer_request")]
pub struct Model {
    /// Key of the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The workspace.
    pub workspace_id: String,
    /// Its name, unique in the workspace.
    pub name: String,
    /// Name of the operation.
    pub operation: String,
    /// With the add-on's right, and not with the user's own.
    pub as_addon: bool,
    /// JSON of `path`, `query` and `body`.
    #[sea_orm(column_type = "Text")]
    pub request: String,
    /// Who made it: the user's id.
    pub created_by: String,
    /// When.
    pub created_at_ms: i64,
    /// Who changed it last.
    pub updated_by: String,
    /// When.
    pub updated_at_ms: i64,
}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// The requests of a workspace, by name.
    pub fn of_workspace(workspace: &WorkspaceId) -> Select<Self> {
        Self::find().filter(COLUMN.workspace_id.eq(workspace.as_str())).order_by_asc(COLUMN.name)
    }

    /// One request of a workspace.
    pub fn one_of(workspace: &WorkspaceId, id: Uuid) -> Select<Self> {
        Self::find().filter(COLUMN.workspace_id.eq(workspace.as_str())).filter(COLUMN.id.eq(id))
    }
}
