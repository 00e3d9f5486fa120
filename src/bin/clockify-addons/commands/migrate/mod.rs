//! `migrate`: bring databases up to date, or say what that would do.

mod backups;
mod change;
mod init;
mod look;

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
  clockify-addons migrate plan --sql           what would be executed
  clockify-addons migrate init --admin-url postgresql://postgres@db/postgres")]
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
    #[command(after_help = "\
Examples:
  clockify-addons migrate up
  clockify-addons migrate up --addon api-studio --dry-run
  clockify-addons migrate up --lock-timeout 300
  clockify-addons migrate up --require-backup 6")]
    Up(Up),
    /// Say what is applied and what is pending; changes nothing
    #[command(after_help = "\
Examples:
  clockify-addons migrate status
  clockify-addons migrate status --exit-code --format json")]
    Status {
        /// Exit with 4 when something is pending, 78 when a database is newer than this program
        #[arg(long)]
        exit_code: bool,
    },
    Plan(look::Plan),
    Check(look::Check),
    Repair(change::Repair),
    Down(change::Down),
    Init(init::Init),
}

#[derive(Debug, Clone, Args)]
struct Up {
    /// How long to wait for who migrates or uses a table, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = migrate::LOCK_TIMEOUT.as_secs())]
    lock_timeout: u64,
    /// Apply a migration also where one that comes after it was applied before
    #[arg(long)]
    allow_out_of_order: bool,
    /// Apply nothing without a verified backup that is no older, in hours; 0 asks for none. When not given, 24 where a
    /// migration removes data
    #[arg(long, value_name = "HOURS")]
    require_backup: Option<u32>,
    /// Say what is pending, and change nothing; `plan` says more
    #[arg(long)]
    dry_run: bool,
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
    /// Whether it tells a server passwords.
    pub(super) fn makes_roles(&self) -> bool {
        matches!(self.action, Some(Action::Init(_)))
    }

    pub(crate) async fn run(self, output: &Output) -> anyhow::Result<Status> {
        let source = Source::process()?;
        let up = Up {
            lock_timeout: migrate::LOCK_TIMEOUT.as_secs(),
            allow_out_of_order: false,
            require_backup: None,
            dry_run: false,
        };
        let action = self.action.unwrap_or(Action::Up(up));
        if let Action::Init(init) = action {
            return init.run(output, &source, self.addon).await;
        }
        let addons = self.addon.map_or(Addon::ALL.to_vec(), |addon| vec![addon]);
        let storages = addons.iter().map(|&addon| Storage::load(&source, addon)).collect::<Result<Vec<_>, _>>()?;
        match action {
            Action::Up(up) if up.dry_run => report(output, &source, &storages, None, false).await,
            Action::Up(up) => report(output, &source, &storages, Some(&up), false).await,
            Action::Status { exit_code } => report(output, &source, &storages, None, exit_code).await,
            Action::Plan(plan) => plan.run(output, &storages).await,
            Action::Check(check) => check.run(output, &storages).await,
            Action::Repair(repair) => repair.run(output, &storages).await,
            Action::Down(down) => down.run(output, &storages).await,
            Action::Init(_) => Ok(Status::Internal),
        }
    }
}

/// Brings each database up to date, or only looks at it. What was done before one failed is said, and stays done.
async fn report(
    output: &Output,
    source: &Source,
    storages: &[Storage],
    up: Option<&Up>,
    exit_code: bool,
) -> anyhow::Result<Status> {
    let mut rows: Vec<Row> = Vec::new();
    for storage in storages {
        match row(source, storage, up).await {
            Ok(row) => rows.push(row),
            Err(error) if rows.iter().all(|row| row.newly_applied.is_empty()) => return Err(error),
            Err(error) => {
                output.list("migrate", "databases", &rows, || table(&rows, output.on_terminal()))?;
                output.warn(&format!("{} is not done: {error:#}", storage.addon.name()));
                return Ok(Status::Partial);
            }
        }
    }
    output.list("migrate", "databases", &rows, || table(&rows, output.on_terminal()))?;
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

async fn row(source: &Source, storage: &Storage, up: Option<&Up>) -> anyhow::Result<Row> {
    let url = &storage.database;
    let missing = if up.is_some() { Missing::Create } else { Missing::Refuse };
    let (status, newly_applied) = match Db::reach_to_migrate(url, missing).await {
        Ok(db) => {
            let report = match up {
                Some(up) => {
                    backups::require(source, storage, &db, up.require_backup).await?;
                    let up = migrate::Up {
                        any_order: up.allow_out_of_order,
                        backed_up: true,
                        ..migrate::Up::new(Duration::from_secs(up.lock_timeout))
                    };
                    up.run(url, &db).await?.applied
                }
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

/// Where a database is: on a terminal, which has no room for all, without what leads in.
pub(super) fn place(url: &str, terminal: bool) -> String {
    let place = url.rsplit_once('@').map_or(url, |(_, place)| place);
    if terminal { place.split('?').next().unwrap_or(place).to_owned() } else { url.to_owned() }
}

fn table(rows: &[Row], terminal: bool) -> String {
    let mut table = Table::new(["ADD-ON", "APPLIED", "PENDING", "DATABASE"]);
    for row in rows {
        let applied = match row.newly_applied.len() {
            0 => row.status.applied.len().to_string(),
            new => format!("{} ({new} now)", row.status.applied.len()),
        };
        table.row([
            row.addon.to_owned(),
            applied,
            row.status.pending.len().to_string(),
            place(&row.database, terminal),
        ]);
    }
    table.render_on(terminal, &[(0, 17), (1, 12), (2, 7), (3, 80)])
}
