//! Systems other than Clockify that may deliver events, each with its scheme and up to two secrets.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    binary, binary_null, pk_uuid, string, string_null, timestamp_with_time_zone, timestamp_with_time_zone_null,
};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("custom_source")
                    .col(pk_uuid("id"))
                    .col(string("workspace_id"))
                    .col(string("name").unique_key())
                    .col(string("scheme"))
                    .col(string_null("header"))
                    .col(binary("secret"))
                    .col(binary_null("previous_secret"))
                    .col(timestamp_with_time_zone_null("previous_until"))
                    .col(timestamp_with_time_zone("created_at"))
                    .col(timestamp_with_time_zone("updated_at"))
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("custom_source").to_owned()).await
    }
}
