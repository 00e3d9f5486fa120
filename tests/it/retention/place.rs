//! A database with rows in every table, and who sweeps it.
//!
//! Rows are made from the schema itself, so that a table that is added tomorrow has some too.

use std::collections::BTreeMap;
use std::sync::Arc;

use clockify_addons::addons;
use clockify_addons::clock::{Clock, Keys, Manual};
use clockify_addons::config::{self, Source};
use clockify_addons::db::{Db, Missing};
use clockify_addons::domain::addon::Addon;
use clockify_addons::retention::{Report, Sweeper, TABLES};
use sea_orm::ConnectionTrait;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use uuid::Uuid;

use crate::harness::{Contents, Database, Engine, NOW, query};

/// A sweeper and its database.
pub(super) struct Place {
    pub(super) sweeper: Sweeper,
    pub(super) engine: Engine,
    pub(super) clock: Manual,
    database: Database,
    /// The type of every column of every table.
    schema: BTreeMap<String, Vec<(String, String)>>,
}

impl Place {
    pub(super) async fn new(engine: Engine) -> Self {
        Self::with(engine, &[]).await
    }

    pub(super) async fn with(engine: Engine, settings: &[(&str, &str)]) -> Self {
        let database = Database::migrated(engine).await;
        let db = Db::open(&database.url, Missing::Refuse).await.unwrap();
        let clock = Manual::at(NOW);
        let schema = schema(&db).await;
        Self { sweeper: sweeper(db, &clock, settings), engine, clock, database, schema }
    }

    /// Another process that sweeps the same database.
    pub(super) async fn other(&self) -> Sweeper {
        let db = Db::open(&self.database.url, Missing::Refuse).await.unwrap();
        db.ping().await.unwrap();
        Sweeper { db, ..self.sweeper.clone() }
    }

    pub(super) fn db(&self) -> &Db {
        &self.sweeper.db
    }

    pub(super) async fn contents(&self) -> Contents {
        Contents::read(self.db()).await
    }

    pub(super) async fn execute(&self, sql: &str) {
        self.db().writer().execute_unprepared(sql).await.unwrap();
    }

    /// Sweeps. What it took is no part of what is compared.
    pub(super) async fn sweep(&self) -> Report {
        Report { effort: None, ..self.sweeper.sweep().await.unwrap() }
    }

    /// How many rows a workspace has in a table.
    pub(super) async fn count(&self, table: &str, workspace: &str) -> i64 {
        let sql = format!("SELECT count(*) AS n FROM {table} WHERE workspace_id = '{workspace}'");
        query(&self.db().reader(), &sql).await[0].try_get("", "n").unwrap()
    }

    /// Makes the `number`-th row of a workspace in every table, so many days old, with the marker in all that is text.
    pub(super) async fn fill(&self, workspace: &str, number: u32, days: u32, marker: &str) {
        for table in self.tables() {
            self.insert(table, &Row { workspace, number, days, marker }, &[]).await;
        }
    }

    /// The tables that hold rows of workspaces, those first that others refer to. A hold is placed by whoever wants one.
    pub(super) fn tables(&self) -> Vec<&'static str> {
        let mut tables: Vec<_> = TABLES.iter().rev().map(|table| table.name).collect();
        // Their tasks refer to them.
        tables.sort_by_key(|name| *name != "bootstrap_run");
        let others = ["erasure", "legal_hold", "view_revision", "seaql_migrations", "migration_ledger"];
        tables.retain(|name| self.schema.contains_key(*name) && !others.contains(name));
        tables
    }

    /// Makes one row; `set` says what is otherwise than usual, as SQL.
    pub(super) async fn insert(&self, table: &str, row: &Row<'_>, set: &[(&str, String)]) {
        let columns = &self.schema[table];
        let value = |(name, kind): &(String, String)| {
            let set = set.iter().find(|(column, _)| column == name).map(|(_, sql)| sql.clone());
            set.unwrap_or_else(|| self.value(table, name, kind, row))
        };
        let values: Vec<_> = columns.iter().map(value).collect();
        let names: Vec<_> = columns.iter().map(|(name, _)| format!("\"{name}\"")).collect();
        self.execute(&format!("INSERT INTO {table} ({}) VALUES ({})", names.join(", "), values.join(", "))).await;
    }

    fn value(&self, table: &str, name: &str, kind: &str, row: &Row<'_>) -> String {
        let Row { workspace, number, days, marker } = row;
        let at = NOW - i64::from(*days) * 86_400;
        match (table, name) {
            (_, "workspace_id") => return format!("'{workspace}'"),
            ("job", "state") => return "'dead'".to_owned(),
            ("flow_run" | "flow_step", "state") => return "'succeeded'".to_owned(),
            ("flow_run", "cause") => return "'event'".to_owned(),
            ("replay", "state") => return "'done'".to_owned(),
            ("bootstrap_run", "state") => return "'COMPLETE'".to_owned(),
            ("bootstrap_task", "state") => return "'FAILED'".to_owned(),
            ("installation", "status") => return "'ACTIVE'".to_owned(),
            ("installation", "settings" | "deleted_at" | "refused_since") => return "NULL".to_owned(),
            ("webhook_event", "source") => return "'CLOCKIFY'".to_owned(),
            ("webhook_registration", "origin") => return "'MANIFEST'".to_owned(),
            _ => {}
        }
        match kind {
            kind if kind.contains("uuid") => self.id(of(table, name), row),
            kind if kind.contains("json") => format!("'{{\"is\":\"{marker}\"}}'"),
            kind if kind.contains("timestamp") => format!("'{}'", stamp(at)),
            kind if kind.contains("bool") => "false".to_owned(),
            kind if kind.contains("bytea") => format!("'\\x{}'", hex::encode(format!("{marker} {workspace} {number}"))),
            kind if kind.contains("blob") => format!("x'{}'", hex::encode(format!("{marker} {workspace} {number}"))),
            kind if kind.contains("char") || kind.contains("text") => format!("'{marker} {workspace} {number}'"),
            kind if kind.contains("int") && name.ends_with("_ms") && name != "latency_ms" => (at * 1000).to_string(),
            kind if kind.contains("int") => "1".to_owned(),
            kind => panic!("{table}.{name} is {kind}: say how a row of it is made"),
        }
    }

    /// The key of a row, as SQL.
    pub(super) fn id(&self, table: &str, row: &Row<'_>) -> String {
        let id = key(table, row);
        match self.engine {
            Engine::Sqlite => format!("x'{}'", id.simple()),
            Engine::Postgres => format!("'{id}'"),
        }
    }

    pub(super) async fn finish(self) {
        self.sweeper.db.close().await.ok();
        self.database.remove().await;
    }
}

/// Which row.
#[derive(Clone, Copy)]
pub(super) struct Row<'a> {
    pub(super) workspace: &'a str,
    pub(super) number: u32,
    pub(super) days: u32,
    pub(super) marker: &'a str,
}

/// A key of its age.
pub(super) fn key(table: &str, row: &Row<'_>) -> Uuid {
    let at = u128::from((NOW - i64::from(row.days) * 86_400).unsigned_abs()) * 1000;
    let part = |text: &str| text.bytes().fold(7_u128, |all, byte| (all * 31 + u128::from(byte)) % 0xff_ffff);
    let rest = part(table) << 56 | part(row.workspace) << 32 | u128::from(row.number);
    Uuid::from_u128(at << 80 | rest)
}

/// Whose key a column holds.
fn of<'a>(table: &'a str, column: &str) -> &'a str {
    match column {
        "run_id" if table.starts_with("bootstrap") => "bootstrap_run",
        "run_id" => "flow_run",
        "task_id" => "bootstrap_task",
        "installation_id" => "installation",
        "flow_id" => "flow",
        "event_id" => "webhook_event",
        "call_id" => "explorer_call",
        "replay_id" => "replay",
        _ => table,
    }
}

/// A time as it is stored.
pub(super) fn stamp(unix: i64) -> String {
    OffsetDateTime::from_unix_timestamp(unix).unwrap().format(&Rfc3339).unwrap()
}

pub(super) fn sweeper(db: Db, clock: &Manual, settings: &[(&str, &str)]) -> Sweeper {
    let addon = Addon::UniversalWebhook;
    Sweeper {
        addon,
        db,
        config: config::Retention::load(&Source::from_pairs(settings.iter().copied()), addon).unwrap(),
        confirm_dead: false,
        duty: None,
        names: &addons::spec(addon).retention,
        clock: Arc::new(clock.clone()) as Arc<dyn Clock>,
        keys: Arc::new(Keys::default()),
    }
}

async fn schema(db: &Db) -> BTreeMap<String, Vec<(String, String)>> {
    let sql = match db.engine() {
        clockify_addons::db::Engine::Sqlite => {
            "SELECT m.name AS t, c.name AS c, c.type AS k FROM sqlite_schema m, pragma_table_info(m.name) c \
             WHERE m.type = 'table'"
        }
        clockify_addons::db::Engine::Postgres => {
            "SELECT table_name::text AS t, column_name::text AS c, data_type::text AS k \
             FROM information_schema.columns WHERE table_schema = 'public'"
        }
    };
    let mut tables: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    for row in query(&db.reader(), sql).await {
        let text = |name| row.try_get::<String>("", name).unwrap();
        tables.entry(text("t")).or_default().push((text("c"), text("k").to_lowercase()));
    }
    tables
}
