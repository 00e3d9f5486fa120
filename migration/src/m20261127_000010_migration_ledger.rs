//! What each migration was when it was applied, beside the bare list of names that the migrations themselves keep.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, boolean, string};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("migration_ledger")
            .col(string("version").primary_key())
            .col(string("checksum"))
            .col(string("tool_version"))
            .col(boolean("expand_only"))
            .col(big_integer("stamped_at_ms"))
            .to_owned();
        manager.create_table(table).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("migration_ledger").to_owned()).await
    }
}
