//! The job queue: what waits, what runs, and what failed for good.
//!
//! Times that are compared are milliseconds since 1970: an integer is the smallest key on both engines, and SQLite would
//! keep a date as text. The indexes are partial, and the conditions literal, because a queue asks the same few questions
//! all day and the rows that answer them are few.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, integer, pk_uuid, small_integer, string, string_null, text, text_null,
};
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

const INDEXES: [&str; 5] = [
    // What is due, over all workspaces.
    "CREATE INDEX job_due ON job (kind, due_at_ms) WHERE state = 'pending'",
    // What is due in one workspace, and which workspaces there are.
    "CREATE INDEX job_lane ON job (kind, workspace_id, priority, due_at_ms, id) WHERE state = 'pending'",
    // Whose worker went away.
    "CREATE INDEX job_lease ON job (kind, lease_until_ms) WHERE state = 'running'",
    // One live job per key.
    "CREATE UNIQUE INDEX job_key ON job (workspace_id, kind, key) WHERE key IS NOT NULL AND state <> 'dead'",
    // What an operator looks at.
    "CREATE INDEX job_dead ON job (workspace_id, id) WHERE state = 'dead'",
];

/// Every row is written three times and then deleted. Room in the pages lets a row change beside itself, and the vacuum
/// comes by number of rows: a share of a table that is mostly empty means nothing.
const HOT: &str = "ALTER TABLE job SET (fillfactor = 70, autovacuum_vacuum_scale_factor = 0, \
    autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_insert_scale_factor = 0, \
    autovacuum_vacuum_insert_threshold = 20000, autovacuum_analyze_scale_factor = 0, \
    autovacuum_analyze_threshold = 20000, autovacuum_vacuum_cost_delay = 0)";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("job")
                    .col(pk_uuid("id"))
                    .col(string("workspace_id"))
                    .col(string("kind"))
                    .col(string_null("key"))
                    .col(text("payload"))
                    .col(string("state"))
                    .col(small_integer("priority"))
                    .col(big_integer("due_at_ms"))
                    .col(integer("attempt"))
                    .col(big_integer("run_lease"))
                    .col(big_integer_null("lease_until_ms"))
                    .col(string_null("failure_class"))
                    .col(text_null("last_error"))
                    .col(big_integer("created_at_ms"))
                    .col(big_integer_null("died_at_ms"))
                    .check(Expr::col("state").is_in(["pending", "running", "dead"]))
                    .to_owned(),
            )
            .await?;
        let connection = manager.get_connection();
        for index in INDEXES {
            connection.execute_unprepared(index).await?;
        }
        if manager.get_database_backend() == DbBackend::Postgres {
            connection.execute_unprepared(HOT).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("job").to_owned()).await
    }
}
