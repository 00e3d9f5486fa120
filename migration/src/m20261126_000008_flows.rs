//! Flows: what is to happen by itself, and what happened.
//!
//! `flow_run` and `flow_step` are history and journal at once: a finished step is never made again, because it stands
//! here. Times are milliseconds since 1970, as in the queue, and the conditions of the partial indexes are literal.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, binary, boolean, integer, pk_uuid, small_integer, string, string_null, text,
    text_null, uuid, uuid_null,
};
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

const INDEXES: [&str; 15] = [
    "CREATE UNIQUE INDEX flow_secret_name ON flow_secret (workspace_id, name)",
    "CREATE UNIQUE INDEX flow_name ON flow (workspace_id, name)",
    // Lists, the newest first.
    "CREATE INDEX flow_run_workspace ON flow_run (workspace_id, id)",
    "CREATE INDEX flow_run_flow ON flow_run (flow_id, id)",
    // What an event caused.
    "CREATE INDEX flow_run_event ON flow_run (event_id) WHERE event_id IS NOT NULL",
    // What isn't at its end, for the limits of a flow.
    "CREATE INDEX flow_run_live ON flow_run (flow_id, concurrency_key, id) \
     WHERE state IN ('queued', 'waiting', 'running')",
    // What waits for somebody.
    "CREATE INDEX flow_run_held ON flow_run (workspace_id, flow_id, id) WHERE state = 'held'",
    "CREATE INDEX flow_run_state ON flow_run (workspace_id, state, id)",
    // How many had their turn lately, of flows that limit it.
    "CREATE INDEX flow_run_turn ON flow_run (flow_id, turn_at_ms) WHERE turn_at_ms IS NOT NULL",
    // What is old enough to be forgotten.
    "CREATE INDEX flow_once_age ON flow_once (created_at_ms)",
    "CREATE INDEX flow_tick_age ON flow_tick (tick_ms)",
    // Which write an event is the echo of.
    "CREATE INDEX flow_echo_open ON flow_echo (workspace_id, event_type, expires_at_ms)",
    "CREATE INDEX flow_run_replay ON flow_run (replay_id, id) WHERE replay_id IS NOT NULL",
    "CREATE INDEX replay_workspace ON replay (workspace_id, id)",
    "CREATE INDEX audit_entry_workspace ON audit_entry (workspace_id, id)",
];

/// Rows change a few times and stay. Room in the pages lets a row change beside itself.
const CHANGING: &str = "ALTER TABLE flow_run SET (fillfactor = 80); ALTER TABLE flow_step SET (fillfactor = 80)";

fn flow() -> [TableCreateStatement; 2] {
    let flow = Table::create()
        .table("flow")
        .col(pk_uuid("id"))
        .col(string("workspace_id"))
        .col(string("name"))
        .col(boolean("enabled"))
        .col(string_null("held_reason"))
        .col(text_null("held_note"))
        .col(big_integer_null("held_at_ms"))
        .col(integer("version"))
        .col(big_integer("created_at_ms"))
        .col(big_integer("updated_at_ms"))
        .col(string("updated_by"))
        .to_owned();
    let version = Table::create()
        .table("flow_version")
        .col(uuid("flow_id"))
        .col(integer("version"))
        .col(string("workspace_id"))
        .col(text("definition"))
        .col(big_integer("created_at_ms"))
        .col(string("created_by"))
        .primary_key(Index::create().col("flow_id").col("version"))
        .to_owned();
    [flow, version]
}

fn history() -> [TableCreateStatement; 2] {
    let run = Table::create()
        .table("flow_run")
        .col(pk_uuid("id"))
        .col(string("workspace_id"))
        .col(uuid("flow_id"))
        .col(integer("flow_version"))
        .col(string("state"))
        .col(text_null("reason"))
        .col(string("cause"))
        .col(uuid_null("event_id"))
        .col(string_null("event_type"))
        .col(string_null("entity_id"))
        .col(text_null("input"))
        .col(uuid_null("replay_of"))
        .col(uuid_null("replay_id"))
        .col(uuid_null("caused_by"))
        .col(uuid_null("root_run"))
        .col(small_integer("depth"))
        .col(string_null("concurrency_key"))
        .col(big_integer_null("turn_at_ms"))
        .col(uuid_null("job_id"))
        .col(big_integer("run_lease"))
        .col(big_integer("created_at_ms"))
        .col(big_integer_null("due_at_ms"))
        .col(big_integer_null("started_at_ms"))
        .col(big_integer_null("finished_at_ms"))
        .to_owned();
    let step = Table::create()
        .table("flow_step")
        .col(uuid("run_id"))
        .col(string("position"))
        .col(string("workspace_id"))
        .col(string("state"))
        .col(integer("attempts"))
        .col(text_null("request"))
        .col(text_null("response"))
        .col(text_null("reason"))
        .col(big_integer("started_at_ms"))
        .col(big_integer_null("due_at_ms"))
        .col(big_integer_null("finished_at_ms"))
        .primary_key(Index::create().col("run_id").col("position"))
        .to_owned();
    [run, step]
}

fn marks() -> [TableCreateStatement; 3] {
    let once = Table::create()
        .table("flow_once")
        .col(uuid("flow_id"))
        .col(binary("key"))
        .col(string("workspace_id"))
        .col(uuid("run_id"))
        .col(big_integer("created_at_ms"))
        .primary_key(Index::create().col("flow_id").col("key"))
        .to_owned();
    let tick = Table::create()
        .table("flow_tick")
        .col(uuid("flow_id"))
        .col(integer("trigger_index"))
        .col(big_integer("tick_ms"))
        .col(string("workspace_id"))
        .col(uuid("run_id"))
        .primary_key(Index::create().col("flow_id").col("trigger_index").col("tick_ms"))
        .to_owned();
    let echo = Table::create()
        .table("flow_echo")
        .col(pk_uuid("id"))
        .col(string("workspace_id"))
        .col(string("event_type"))
        .col(string_null("entity_id"))
        .col(text("fields"))
        .col(boolean("in_flight"))
        .col(uuid("run_id"))
        .col(uuid("flow_id"))
        .col(uuid("root_run"))
        .col(small_integer("depth"))
        .col(uuid_null("event_id"))
        .col(big_integer("expires_at_ms"))
        .to_owned();
    [once, tick, echo]
}

fn rest() -> [TableCreateStatement; 3] {
    let secret = Table::create()
        .table("flow_secret")
        .col(pk_uuid("id"))
        .col(string("workspace_id"))
        .col(string("name"))
        .col(binary("secret"))
        .col(big_integer("updated_at_ms"))
        .col(string("updated_by"))
        .to_owned();
    let replay = Table::create()
        .table("replay")
        .col(pk_uuid("id"))
        .col(string("workspace_id"))
        .col(string("state"))
        .col(text_null("reason"))
        .col(text("filter"))
        .col(uuid_null("cursor"))
        .col(uuid("until"))
        .col(big_integer("total"))
        .col(big_integer("done"))
        .col(big_integer("runs"))
        .col(integer("rate"))
        .col(string("requested_by"))
        .col(big_integer("created_at_ms"))
        .col(big_integer_null("finished_at_ms"))
        .to_owned();
    let audit = Table::create()
        .table("audit_entry")
        .col(pk_uuid("id"))
        .col(string("workspace_id"))
        .col(string("actor"))
        .col(string("action"))
        .col(string("subject"))
        .col(text_null("before"))
        .col(text_null("after"))
        .col(big_integer("at_ms"))
        .to_owned();
    [secret, replay, audit]
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in flow().into_iter().chain(history()).chain(marks()).chain(rest()) {
            manager.create_table(table).await?;
        }
        let connection = manager.get_connection();
        for index in INDEXES {
            connection.execute_unprepared(index).await?;
        }
        if manager.get_database_backend() == DbBackend::Postgres {
            connection.execute_unprepared(CHANGING).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let tables = [
            "audit_entry",
            "replay",
            "flow_secret",
            "flow_echo",
            "flow_tick",
            "flow_once",
            "flow_step",
            "flow_run",
            "flow_version",
            "flow",
        ];
        for table in tables {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
