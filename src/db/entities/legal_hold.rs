//! `legal_hold`: workspaces of which nothing may be removed.

use sea_orm::entity::prelude::*;

/// A row of `legal_hold`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "legal_hold")]
pub struct Model {
    /// The workspace.
    #[sea_orm(primary_key, auto_increment = false)]
    pub workspace_id: String,
    /// Why: what an operator wrote.
    #[sea_orm(column_type = "Text")]
    pub reason: String,
    /// Since when.
    pub placed_at_ms: i64,
}

impl ActiveModelBehavior for ActiveModel {}
