//! Calls that users made by hand, with what came back, and the requests that they keep.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, binary, boolean, integer, integer_null, pk_uuid, string, string_null, text, text_null, uuid,
};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let call = Table::create()
            .table("explorer_call")
            .col(pk_uuid("id"))
            .col(string("workspace_id"))
            .col(string("user_id"))
            .col(boolean("as_addon"))
            .col(string("operation"))
            .col(string("method"))
            .col(text("url"))
            .col(text("request"))
            .col(integer_null("status"))
            .col(string_null("error"))
            .col(text_null("headers"))
            .col(string("kind"))
            .col(integer("latency_ms"))
            .col(integer("attempts"))
            .col(big_integer("bytes"))
            .col(big_integer("kept_bytes"))
            .col(boolean("is_whole"))
            .col(big_integer("called_at_ms"))
            .to_owned();
        manager.create_table(call).await?;
        // Pieces of a body, so that no row is large.
        let body = Table::create()
            .table("explorer_body")
            .col(uuid("call_id"))
            .col(integer("part"))
            .col(string("workspace_id"))
            .col(binary("content"))
            .primary_key(Index::create().col("call_id").col("part"))
            .to_owned();
        manager.create_table(body).await?;
        let request = Table::create()
            .table("explorer_request")
            .col(pk_uuid("id"))
            .col(string("workspace_id"))
            .col(string("name"))
            .col(string("operation"))
            .col(boolean("as_addon"))
            .col(text("request"))
            .col(string("created_by"))
            .col(big_integer("created_at_ms"))
            .col(string("updated_by"))
            .col(big_integer("updated_at_ms"))
            .to_owned();
        manager.create_table(request).await?;
        let indexes = [
            // Lists, the newest first.
            Index::create()
                .name("explorer_call_workspace")
                .table("explorer_call")
                .col("workspace_id")
                .col("id")
                .to_owned(),
            Index::create()
                .name("explorer_request_name")
                .table("explorer_request")
                .unique()
                .col("workspace_id")
                .col("name")
                .to_owned(),
        ];
        for index in indexes {
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["explorer_request", "explorer_body", "explorer_call"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
