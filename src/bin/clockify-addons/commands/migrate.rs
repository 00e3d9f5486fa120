//! `migrate`: bring databases up to date.

use std::time::Duration;

use clap::{Args, Subcommand};
use clockify_addons::config::{Source, Storage};
use clockify_addons::db::{self, Db, Missing};
use clockify_addons::domain::addon::Addon;
use clockify_addons::migrate;
use serde::Serialize;

use crate::exit::Status;
use crate::output::{Output, Table};

/// Apply pending migrations, or say where the databases stand.
///
/// Safe to run from many processes at once: one migrates, the others wait for it.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  clockify-addons migrate                      bring all three up to date
  clockify-addons migrate status --exit-code   exit with 4 if any is behind

Databases: API_STUDIO_DB_URL, UNIVERSAL_WEBHOOK_DB_URL, DATABASE_URL.")]
pub(crate) struct Options {
    /// Of this add-on only; all when not given
    #[arg(long, global = true, value_name = "ADDON", value_parser = super::addon)]
    addon: Option<Addon>,
    #[command(subcommand)]
    action: Option<Action>,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Apply what is pending (the default)
    Up {
        /// How long to wait for another process that migrates, in seconds
        #[arg(long, value_name = "SECONDS", default_value_t = migrate::LOCK_TIMEOUT.as_secs())]
        lock_timeout: u64,
    },
    /// Say what is applied and what is pending; changes nothing
    Status {
        /// Exit with 4 when something is pending, 78 when a database is newer than this program
        #[arg(long)]
        exit_code: bool,
    },
}

#[derive(Debug, Serialize)]
struct Row {
    addon: &'static str,
    database: String,
    #[serde(flatten)]
    status: migrate::Status,
    /// Migrations that this very run applied.
    newly_applied: Vec<String>,
}

impl Options {
    pub(crate) async fn run(self, output: &Output) -> anyhow::Result<Status> {
        let addons = self.addon.map_or(Addon::ALL.to_vec(), |addon| vec![addon]);
        let source = Source::process()?;
        let storages = addons.iter().map(|&addon| Storage::load(&source, addon)).collect::<Result<Vec<_>, _>>()?;
        let (up, exit_code) = match self.action {
            None => (Some(migrate::LOCK_TIMEOUT), false),
            Some(Action::Up { lock_timeout }) => (Some(Duration::from_secs(lock_timeout)), false),
            Some(Action::Status { exit_code }) => (None, exit_code),
        };
        let mut rows = Vec::new();
        for storage in &storages {
            rows.push(row(storage, up).await?);
        }
        output.list("migrate", "databases", &rows, || table(&rows))?;
        for row in rows.iter().filter(|row| output.is_text() && !row.status.unknown.is_empty()) {
            let unknown = row.status.unknown.join(", ");
            output.warn(&format!("{} is newer than this program: it has {unknown}", row.addon));
        }
        Ok(match (exit_code, rows.iter().any(|row| !row.status.unknown.is_empty())) {
            (true, true) => Status::Config,
            (true, false) if rows.iter().any(|row| !row.status.pending.is_empty()) => Status::Pending,
            _ => Status::Ok,
        })
    }
}

async fn row(storage: &Storage, up: Option<Duration>) -> anyhow::Result<Row> {
    let url = &storage.database;
    let missing = if up.is_some() { Missing::Create } else { Missing::Refuse };
    let (status, newly_applied) = match Db::reach(url, missing).await {
        Ok(db) => {
            let report = match up {
                Some(timeout) => migrate::up(url, &db, timeout).await?.applied,
                None => Vec::new(),
            };
            let status = migrate::status(&db).await;
            let status = status.map_err(|source| db::Error::Unreachable { url: url.to_string(), source })?;
            db.close().await?;
            (status, report)
        }
        // A file that isn't there yet is a database to which nothing was applied.
        Err(db::Error::Absent { .. }) => (migrate::Status::nothing(), Vec::new()),
        Err(error) => return Err(error.into()),
    };
    Ok(Row { addon: storage.addon.name(), database: url.to_string(), status, newly_applied })
}

fn table(rows: &[Row]) -> String {
    let mut table = Table::new(["ADD-ON", "APPLIED", "PENDING", "DATABASE"]);
    for row in rows {
        let applied = match row.newly_applied.len() {
            0 => row.status.applied.len().to_string(),
            new => format!("{} ({new} now)", row.status.applied.len()),
        };
        table.row([row.addon.to_owned(), applied, row.status.pending.len().to_string(), row.database.clone()]);
    }
    table.render()
}
