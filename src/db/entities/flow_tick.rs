//! `flow_tick`: the times at which a schedule has started its flow: one run each, whoever notices first.

use sea_orm::entity::prelude::*;

/// A row of `flow_tick`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "flow_tick")]
pub struct Model {
    /// The flow.
    #[sea_orm(primary_key, auto_increment = false)]
    pub flow_id: Uuid,
    /// Which of its triggers.
    #[sea_orm(primary_key, auto_increment = false)]
    pub trigger_index: i32,
    /// When it was due.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tick_ms: i64,
    /// The workspace.
    pub workspace_id: String,
    /// The run that followed.
    pub run_id: Uuid,
}

impl ActiveModelBehavior for ActiveModel {}
