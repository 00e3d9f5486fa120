//! `migration_ledger`: what each migration was when it was applied.

use sea_orm::entity::prelude::*;

/// A row of `migration_ledger`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "migration_ledger")]
pub struct Model {
    /// Name of the migration.
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: String,
    /// SHA-256 of its statements for this engine, in hexadecimal digits.
    pub checksum: String,
    /// Release of the program that stamped it.
    pub tool_version: String,
    /// Whether an older program can go on with the database after it.
    pub expand_only: bool,
    /// When it was stamped, in milliseconds since 1970.
    pub stamped_at_ms: i64,
}

impl ActiveModelBehavior for ActiveModel {}
