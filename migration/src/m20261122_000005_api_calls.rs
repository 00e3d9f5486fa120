//! Every call to Clockify's API: who made it, and what came of it.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, integer, integer_null, pk_uuid, string, string_null, timestamp_with_time_zone,
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
                    .table("api_call")
                    .col(pk_uuid("id"))
                    .col(string("workspace_id"))
                    .col(string("operation"))
                    .col(string("method"))
                    .col(string("actor"))
                    .col(integer_null("status"))
                    .col(string_null("error"))
                    .col(integer("latency_ms"))
                    .col(integer("attempts"))
                    .col(big_integer("bytes"))
                    .col(timestamp_with_time_zone("called_at"))
                    .to_owned(),
            )
            .await?;
        // Ids rise with time: this serves a workspace's calls, newest first, and by key whatever is too old to keep.
        manager
            .create_index(
                Index::create().name("api_call_workspace").table("api_call").col("workspace_id").col("id").to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("api_call").to_owned()).await
    }
}
