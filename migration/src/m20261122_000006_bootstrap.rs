//! The local cache of a workspace's data, and the runs that fill it.
//!
//! `bootstrap_page` holds, for each page that was fetched, a digest of the ids on it: that is the cursor of a run, and at
//! the end it tells what is gone upstream. So an entity that didn't change needs no write at all.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, binary, boolean, integer, pk_uuid, string, string_null, text, text_null,
    timestamp_with_time_zone, timestamp_with_time_zone_null, uuid, uuid_null,
};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

const INDEXES: [&str; 3] = [
    // One run at a time in a workspace.
    "CREATE UNIQUE INDEX bootstrap_run_live ON bootstrap_run (workspace_id) WHERE state = 'IN_PROGRESS'",
    "CREATE INDEX bootstrap_run_workspace ON bootstrap_run (workspace_id, id)",
    "CREATE UNIQUE INDEX bootstrap_task_run ON bootstrap_task (run_id, position)",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let run = Table::create()
            .table("bootstrap_run")
            .col(pk_uuid("id"))
            .col(string("workspace_id"))
            .col(uuid("installation_id"))
            .col(string("state"))
            .col(text_null("reason"))
            .col(text("settings"))
            .col(timestamp_with_time_zone("window_from"))
            .col(timestamp_with_time_zone("window_to"))
            .col(uuid_null("holder"))
            .col(big_integer("held_until_ms"))
            .col(timestamp_with_time_zone("started_at"))
            .col(timestamp_with_time_zone_null("finished_at"))
            .to_owned();
        let task = Table::create()
            .table("bootstrap_task")
            .col(pk_uuid("id"))
            .col(uuid("run_id"))
            .col(string("workspace_id"))
            .col(integer("position"))
            .col(string("operation"))
            .col(string("entity_type"))
            .col(string_null("parent_type"))
            .col(string("state"))
            .col(text_null("reason"))
            .col(big_integer("pages"))
            .col(big_integer("inserted"))
            .col(big_integer("updated"))
            .col(big_integer("unchanged"))
            .col(big_integer("removed"))
            .foreign_key(
                ForeignKey::create().from_col("run_id").to("bootstrap_run", "id").on_delete(ForeignKeyAction::Cascade),
            )
            .to_owned();
        let page = Table::create()
            .table("bootstrap_page")
            .col(uuid("task_id"))
            .col(string("parent"))
            .col(integer("page"))
            .col(boolean("is_last"))
            .col(binary("seen"))
            .primary_key(Index::create().col("task_id").col("parent").col("page"))
            .foreign_key(
                ForeignKey::create()
                    .from_col("task_id")
                    .to("bootstrap_task", "id")
                    .on_delete(ForeignKeyAction::Cascade),
            )
            .to_owned();
        let entity = Table::create()
            .table("cached_entity")
            .col(string("workspace_id"))
            .col(string("entity_type"))
            .col(string("entity_id"))
            .col(string("parent_id"))
            .col(text("payload"))
            .col(binary("hash"))
            .col(big_integer_null("starts_at_ms"))
            .col(big_integer_null("ends_at_ms"))
            .col(timestamp_with_time_zone("fetched_at"))
            .primary_key(Index::create().col("workspace_id").col("entity_type").col("entity_id"))
            .to_owned();
        for table in [run, task, page, entity] {
            manager.create_table(table).await?;
        }
        let connection = manager.get_connection();
        for index in INDEXES {
            connection.execute_unprepared(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["cached_entity", "bootstrap_page", "bootstrap_task", "bootstrap_run"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
