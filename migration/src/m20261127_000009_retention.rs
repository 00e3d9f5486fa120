//! The ledger of erasures, and what lets a sweep find old entities without reading all of them.
//!
//! The ledger names nobody: a workspace is there as a hash. It outlives what it tells of, so that a backup that is
//! restored later can be rid of the same workspaces again.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, binary, pk_uuid, string, text};
use sea_orm_migration::sea_orm::ConnectionTrait;

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

const AGE: &str = "CREATE INDEX cached_entity_age ON cached_entity (workspace_id, fetched_at)";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let ledger = Table::create()
            .table("erasure")
            .col(pk_uuid("id"))
            .col(binary("subject"))
            .col(string("reason"))
            .col(text("counts"))
            .col(big_integer("began_at_ms"))
            .col(big_integer_null("erased_at_ms"))
            .to_owned();
        manager.create_table(ledger).await?;
        manager.get_connection().execute_unprepared(AGE).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared("DROP INDEX cached_entity_age").await?;
        manager.drop_table(Table::drop().table("erasure").to_owned()).await
    }
}
