//! The event log, and beside it the short memory that tells a repeat from a new event.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, binary, json, pk_uuid, string, string_null, timestamp_with_time_zone, uuid, uuid_null,
};
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

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
                    .table("webhook_event")
                    .col(pk_uuid("id"))
                    .col(string("workspace_id"))
                    .col(string("source"))
                    .col(string_null("custom_source"))
                    .col(string("event_type"))
                    .col(string_null("entity_id"))
                    .col(string_null("user_id"))
                    .col(string_null("project_id"))
                    .col(binary("dedupe_key"))
                    .col(uuid_null("duplicate_of"))
                    .col(uuid_null("replay_of"))
                    .col(timestamp_with_time_zone("received_at"))
                    // The large ones last: SQLite reads a row from its beginning.
                    .col(json("headers"))
                    .col(binary("body"))
                    .to_owned(),
            )
            .await?;
        if manager.get_database_backend() == DbBackend::Postgres {
            // A usual event is just above the two kilobytes from which PostgreSQL compresses and moves columns, which
            // costs more than it saves. Larger ones still are.
            manager
                .get_connection()
                .execute_unprepared("ALTER TABLE webhook_event SET (toast_tuple_target = 8160)")
                .await?;
        }
        // Ids rise with time, so this one index serves every list of a workspace, newest first, by key.
        manager
            .create_index(
                Index::create()
                    .name("webhook_event_workspace")
                    .table("webhook_event")
                    .col("workspace_id")
                    .col("id")
                    .to_owned(),
            )
            .await?;
        // SQLite has a single writer, who remembers recent keys.
        if manager.get_database_backend() == DbBackend::Sqlite {
            return Ok(());
        }
        manager
            .create_table(
                Table::create()
                    .table("webhook_dedupe")
                    .col(binary("key").primary_key())
                    .col(uuid("event_id"))
                    .col(big_integer("seen_at_ms"))
                    .to_owned(),
            )
            .await?;
        // Keys are random, so that each would put another page into the log. After a crash the table is empty, and is
        // filled again from the events.
        manager.get_connection().execute_unprepared("ALTER TABLE webhook_dedupe SET UNLOGGED").await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["webhook_dedupe", "webhook_event"] {
            manager.drop_table(Table::drop().table(table).if_exists().to_owned()).await?;
        }
        Ok(())
    }
}
