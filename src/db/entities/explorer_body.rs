//! `explorer_body`: a piece of what a call by hand was answered with.

use sea_orm::QueryOrder;
use sea_orm::entity::prelude::*;

use crate::domain::ids::WorkspaceId;

/// A row of `explorer_body`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "explorer_body")]
pub struct Model {
    /// The call.
    #[sea_orm(primary_key, auto_increment = false)]
    pub call_id: Uuid,
    /// Which piece, from 0 on.
    #[sea_orm(primary_key, auto_increment = false)]
    pub part: i32,
    /// The workspace.
    pub workspace_id: String,
    /// The bytes, secrets masked.
    pub content: Vec<u8>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// The pieces of a call, in order.
    pub fn of_call(workspace: &WorkspaceId, call: Uuid) -> Select<Self> {
        Self::find()
            .filter(COLUMN.call_id.eq(call))
            .filter(COLUMN.workspace_id.eq(workspace.as_str()))
            .order_by_asc(COLUMN.part)
    }
}
