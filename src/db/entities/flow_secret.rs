//! `flow_secret`: a value that HTTP steps may send and nobody may read.

use sea_orm::entity::prelude::*;

use crate::domain::ids::WorkspaceId;

/// A row of `flow_secret`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "flow_secret")]
pub struct Model {
    /// Key of the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The workspace.
    pub workspace_id: String,
    /// Its name, unique in the workspace.
    pub name: String,
    /// The sealed value.
    pub secret: Vec<u8>,
    /// When it was last set.
    pub updated_at_ms: i64,
    /// By whom.
    pub updated_by: String,
}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// What the sealed value is bound to.
    #[must_use]
    pub fn secret_context(id: Uuid) -> String {
        format!("flow_secret.secret:{id}")
    }
}

impl Entity {
    /// The secrets of a workspace.
    pub fn of_workspace(workspace: &WorkspaceId) -> Select<Self> {
        Self::find().filter(COLUMN.workspace_id.eq(workspace.as_str()))
    }
}
