//! `flow_echo`: a write of a flow whose webhook is expected: what comes back is known as our own.
//!
//! One row for each event that the write may raise.

use sea_orm::entity::prelude::*;

/// A row of `flow_echo`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "flow_echo")]
pub struct Model {
    /// Key of the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The workspace.
    pub workspace_id: String,
    /// The event that is expected.
    pub event_type: String,
    /// What it will be about. None: that is known only when the write was answered.
    pub entity_id: Option<String>,
    /// What was written: JSON. An event that says otherwise is no echo.
    #[sea_orm(column_type = "Text")]
    pub fields: String,
    /// Whether the write was not answered yet.
    pub in_flight: bool,
    /// The run that wrote.
    pub run_id: Uuid,
    /// Its flow.
    pub flow_id: Uuid,
    /// The run at the beginning of the chain.
    pub root_run: Uuid,
    /// How many runs stand before the writer in the chain.
    pub depth: i16,
    /// The event that turned out to be the echo.
    pub event_id: Option<Uuid>,
    /// When it is expected no more.
    pub expires_at_ms: i64,
}

impl ActiveModelBehavior for ActiveModel {}
