//! `flow_once`: that something was done once, and is not to be done again.

use sea_orm::entity::prelude::*;

/// A row of `flow_once`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "flow_once")]
pub struct Model {
    /// The flow.
    #[sea_orm(primary_key, auto_increment = false)]
    pub flow_id: Uuid,
    /// SHA-256 of the key that its definition makes of an event.
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: Vec<u8>,
    /// The workspace.
    pub workspace_id: String,
    /// The run that was first.
    pub run_id: Uuid,
    /// When.
    pub created_at_ms: i64,
}

impl ActiveModelBehavior for ActiveModel {}
