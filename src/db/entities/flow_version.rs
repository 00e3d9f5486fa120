//! `flow_version`: what a flow does, as it was saved. Rows are never changed.

use sea_orm::entity::prelude::*;
use sea_orm::{Condition, ExprTrait, QueryOrder};

use crate::domain::ids::WorkspaceId;

/// A row of `flow_version`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "flow_version")]
pub struct Model {
    /// The flow.
    #[sea_orm(primary_key, auto_increment = false)]
    pub flow_id: Uuid,
    /// From 1 on.
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i32,
    /// The workspace.
    pub workspace_id: String,
    /// The document: JSON.
    #[sea_orm(column_type = "Text")]
    pub definition: String,
    /// When it was saved.
    pub created_at_ms: i64,
    /// By whom.
    pub created_by: String,
}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// The versions of a workspace's flow, the newest first.
    pub fn of_flow(workspace: &WorkspaceId, flow: Uuid) -> Select<Self> {
        Self::find()
            .filter(COLUMN.workspace_id.eq(workspace.as_str()))
            .filter(COLUMN.flow_id.eq(flow))
            .order_by_desc(COLUMN.version)
    }

    /// These versions of flows of whatever workspace, for the view in memory.
    pub fn these(versions: &[(Uuid, i32)]) -> Select<Self> {
        let one = |&(flow, version): &(Uuid, i32)| COLUMN.flow_id.eq(flow).and(COLUMN.version.eq(version));
        Self::find().filter(versions.iter().map(one).fold(Condition::any(), Condition::add))
    }
}
