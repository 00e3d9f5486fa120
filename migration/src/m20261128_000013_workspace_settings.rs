//! What a workspace sets on the add-on's own page.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, string, text};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("workspace_setting")
            .col(string("workspace_id"))
            .col(string("name"))
            .col(text("value"))
            .col(big_integer("updated_at_ms"))
            .col(string("updated_by"))
            .primary_key(Index::create().col("workspace_id").col("name"))
            .to_owned();
        manager.create_table(table).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("workspace_setting").to_owned()).await
    }
}
