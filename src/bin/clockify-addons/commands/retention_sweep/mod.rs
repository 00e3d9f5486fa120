//! `retention-sweep`: remove what is old, and erase a workspace.

mod holds;

use std::sync::Arc;
use std::time::Duration;

use clap::{Args, Subcommand};
use clockify_addons::addons;
use clockify_addons::clock::{Keys, System};
use clockify_addons::config::{Retention, Source, Storage};
use clockify_addons::db::entities::erasure::Reason;
use clockify_addons::domain::addon::Addon;
use clockify_addons::domain::ids::WorkspaceId;
use clockify_addons::retention::{self, Erased, Line, Report, Sweeper};
use serde::Serialize;

use crate::exit::{Status, failure};
use crate::output::{Output, Table};

/// How long it is waited for servers that still take in events of a workspace whose installation was ended.
const SETTLE: Duration = Duration::from_secs(3);

/// Remove rows that are older than they are to be kept, and erase workspaces that left.
///
/// Servers do the same by themselves; of all that sweep a database one works, the others do nothing. A run that isn't at
/// its end is never removed.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  clockify-addons retention-sweep --dry-run         what is due, and since when
  clockify-addons retention-sweep --max-delete 100000
  clockify-addons retention-sweep --yes --quiet     for cron
  clockify-addons retention-sweep erase --workspace $WORKSPACE --yes
  clockify-addons retention-sweep hold --workspace $WORKSPACE --reason 4711")]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub(crate) struct Options {
    /// Of this add-on only; all when not given
    #[arg(long, global = true, value_name = "ADDON", value_parser = super::addon)]
    addon: Option<Addon>,
    /// Count, and change nothing
    #[arg(long, global = true)]
    dry_run: bool,
    /// Do it although much would go, or although it can't be undone
    #[arg(long, global = true)]
    yes: bool,
    /// Refuse to remove more rows than this from a database without --yes
    #[arg(long, value_name = "ROWS")]
    max_delete: Option<u64>,
    /// Erase workspaces too whose token Clockify has refused for a week and more
    #[arg(long)]
    confirm_dead: bool,
    /// Afterwards have PostgreSQL count anew what is in the tables
    #[arg(long)]
    analyze: bool,
    /// How long it pauses, of the time that it worked before; 0: not at all [default: 0.25; SQLite: 0.05]
    #[arg(long, value_name = "FRACTION", value_parser = duty)]
    duty: Option<f64>,
    #[command(subcommand)]
    action: Option<Action>,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Keep everything of a workspace, however old it is and whoever leaves
    ///
    /// Nothing of it is swept or erased until the hold is ended. It is kept in the database, and outlives the installation.
    #[command(after_help = "\
Examples:
  clockify-addons retention-sweep hold --workspace 64a1… --reason 4711")]
    Hold {
        /// The workspace
        #[arg(long, value_name = "ID", value_parser = super::workspace)]
        workspace: WorkspaceId,
        /// Why, for those who ask later
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// End the hold of a workspace: what is due goes with the next sweep
    #[command(after_help = "\
Examples:
  clockify-addons retention-sweep release --workspace 64a1… --dry-run
  clockify-addons retention-sweep release --workspace 64a1… --yes")]
    Release {
        /// The workspace
        #[arg(long, value_name = "ID", value_parser = super::workspace)]
        workspace: WorkspaceId,
    },
    /// List the workspaces on hold
    #[command(after_help = "\
Examples:
  clockify-addons retention-sweep holds
  clockify-addons retention-sweep holds --format json | jq -r .holds[].workspace")]
    Holds,
    /// Erase every row of a workspace, and end its installation
    ///
    /// What is erased can't be had back, except from a backup. The ledger keeps a hash of the workspace, so that a backup
    /// that is restored later loses it again.
    #[command(after_help = "\
Examples:
  clockify-addons retention-sweep erase --workspace 64a1… --dry-run
  clockify-addons retention-sweep erase --workspace 64a1… --yes")]
    Erase {
        /// The workspace
        #[arg(long, value_name = "ID", value_parser = super::workspace)]
        workspace: WorkspaceId,
    },
}

/// What was done in one database.
#[derive(Debug, Serialize)]
struct Row {
    addon: &'static str,
    #[serde(flatten)]
    report: Report,
}

impl Options {
    pub(crate) async fn run(self, output: &Output) -> anyhow::Result<Status> {
        let source = Source::process()?;
        let addons = self.addon.map_or(Addon::ALL.to_vec(), |addon| vec![addon]);
        let mut settings = Vec::new();
        for &addon in &addons {
            settings.push((Storage::load(&source, addon)?, Retention::load(&source, addon)?));
        }
        let mut sweepers = Vec::new();
        for (storage, config) in settings {
            let sweeper = open(&storage, config, output).await?;
            sweepers.extend(sweeper.map(|sweeper| Sweeper {
                duty: self.duty,
                confirm_dead: self.confirm_dead,
                ..sweeper
            }));
        }
        if let Some(held) = self.holds(&sweepers, output).await.transpose() {
            for sweeper in sweepers {
                sweeper.db.close().await?;
            }
            return held;
        }
        let done = self.all(&sweepers, output).await;
        for sweeper in sweepers {
            sweeper.db.close().await?;
        }
        let (rows, status) = done?;
        let schema = if self.action.is_some() { "retention-erase" } else { "retention-sweep" };
        output.list(schema, "databases", &rows, || text(&rows, self.action.is_some(), output.on_terminal()))?;
        notes(&rows, output);
        let locked: u64 = rows.iter().map(|row| row.report.locked_remaining).sum();
        if locked > 0 {
            output.warn(&format!("{locked} rows are due and were held by others; run it again later"));
            return Ok(Status::Partial);
        }
        Ok(status)
    }

    async fn all(&self, sweepers: &[Sweeper], output: &Output) -> anyhow::Result<(Vec<Row>, Status)> {
        let Some(Action::Erase { workspace }) = &self.action else {
            return self.sweep(sweepers, output).await;
        };
        let workspace = workspace.as_str();
        let mut rows = Vec::new();
        if self.dry_run || !self.yes {
            for sweeper in sweepers {
                rows.push(row(sweeper, sweeper.look_at(workspace).await?));
            }
            let all: u64 = rows.iter().map(|row| row.report.rows()).sum();
            if !self.dry_run {
                let text = format!(
                    "{all} rows of workspace {workspace} would be erased for good; `--dry-run` lists them, `--yes` erases them"
                );
                return Err(failure(Status::Refused, text));
            }
            return Ok((rows, Status::Ok));
        }
        // One database that has to keep it is enough.
        for sweeper in sweepers {
            sweeper.permit(workspace).await?;
        }
        for sweeper in sweepers {
            let mut erased = sweeper.erase(workspace).await?;
            if erased.was_installed {
                output.note(&format!("{}: the installation was ended", sweeper.addon));
                // What a server had taken in before it heard of that is there only now.
                tokio::time::sleep(SETTLE).await;
                let late = sweeper.erase(workspace).await?;
                for (table, late) in late.rows {
                    *erased.rows.entry(table).or_default() += late;
                }
                erased.remaining = late.remaining;
            }
            rows.push(row(sweeper, erased));
        }
        Ok((rows, Status::Ok))
    }

    async fn sweep(&self, sweepers: &[Sweeper], output: &Output) -> anyhow::Result<(Vec<Row>, Status)> {
        let mut rows = Vec::new();
        // All databases are looked at before anything is removed from one.
        if self.dry_run || !self.yes {
            for sweeper in sweepers {
                let report = sweeper.look().await?;
                if !self.dry_run
                    && let Some(excess) = sweeper.excess(&report, self.max_delete).await?
                {
                    let text = format!("{}: {excess}; `--dry-run` lists them, `--yes` removes them", sweeper.addon);
                    return Err(failure(Status::Refused, text));
                }
                rows.push(Row { addon: sweeper.addon.name(), report });
            }
        }
        if self.dry_run {
            return Ok((rows, Status::Ok));
        }
        rows.clear();
        let mut busy = None;
        for sweeper in sweepers {
            match sweeper.sweep().await {
                Ok(report) => {
                    if self.analyze {
                        sweeper.analyze(&report).await?;
                    }
                    rows.push(Row { addon: sweeper.addon.name(), report });
                }
                // A server may be at it; the other databases don't have to wait for that.
                Err(error @ retention::Error::Busy { .. }) => {
                    let error = anyhow::Error::new(error).context(unswept(sweeper));
                    if let Some(other) = busy.replace(error) {
                        output.warn(&format!("{other:#}"));
                    }
                }
                Err(error) => return Err(anyhow::Error::new(error).context(unswept(sweeper))),
            }
        }
        match busy {
            Some(error) if rows.is_empty() => Err(error),
            Some(error) => {
                output.warn(&format!("{error:#}"));
                Ok((rows, Status::Partial))
            }
            None => Ok((rows, Status::Ok)),
        }
    }
}

/// What somebody should know beside the rows.
fn notes(rows: &[Row], output: &Output) {
    for Row { addon, report } in rows {
        for hold in &report.held {
            output.note(&format!(
                "{addon}: workspace {} is on hold, nothing of it goes: {}",
                hold.workspace, hold.reason
            ));
        }
        for dead in report.dead.iter().filter(|dead| !dead.erased) {
            output.warn(&format!(
                "{addon}: Clockify has refused the token of workspace {} since {}; `--confirm-dead` erases it",
                dead.workspace, dead.refused_since
            ));
        }
        if let Some(age) = report.oldest_xmin_age {
            output.warn(&format!(
                "{addon}: a transaction from before the sweep is open, {age} transactions old; until it ends the space of \
                 what was removed can't be used again"
            ));
        }
    }
}

fn unswept(sweeper: &Sweeper) -> String {
    format!("{}: the sweep didn't come to its end", sweeper.addon)
}

fn row(sweeper: &Sweeper, erased: Erased) -> Row {
    let locked_remaining = erased.remaining;
    let erased = if erased.rows.is_empty() { Vec::new() } else { vec![erased] };
    Row { addon: sweeper.addon.name(), report: Report { erased, locked_remaining, ..Report::default() } }
}

/// The sweeper of a database, unless there is none yet.
pub(super) async fn open(storage: &Storage, config: Retention, output: &Output) -> anyhow::Result<Option<Sweeper>> {
    let Some(db) = super::storage::open(storage, output).await? else { return Ok(None) };
    Ok(Some(Sweeper {
        addon: storage.addon,
        db,
        config,
        confirm_dead: false,
        duty: None,
        names: &addons::spec(storage.addon).retention,
        clock: Arc::new(System),
        keys: Arc::new(Keys::default()),
    }))
}

fn duty(text: &str) -> Result<f64, String> {
    let duty = text.parse::<f64>().ok().filter(|duty| (0.0..=10.0).contains(duty));
    duty.ok_or_else(|| "a number from 0 to 10".to_owned())
}

fn text(rows: &[Row], erasing: bool, terminal: bool) -> String {
    if rows.iter().all(|row| row.report.rows() == 0) {
        return if erasing { "nothing is stored of it\n" } else { "nothing is due\n" }.to_owned();
    }
    let mut table = Table::new(["ADD-ON", "WORKSPACE", "TABLE", "ROWS", "OLDEST", "DUE BEFORE"]);
    for Row { addon, report } in rows {
        for Erased { workspace, reason, rows, .. } in &report.erased {
            let why = match reason {
                Reason::Uninstalled => "uninstalled",
                Reason::Requested => "erased",
                Reason::Refused => "token refused",
                Reason::Emptied => "emptied",
            };
            for (name, rows) in rows {
                let cells = [addon, workspace.as_str(), name, &rows.to_string(), why, ""];
                table.row(cells.map(str::to_owned));
            }
        }
        for Line { workspace, table: name, rows, oldest, cutoff } in &report.due {
            let oldest = oldest.as_deref().unwrap_or_default();
            table.row([addon, workspace.as_str(), name, &rows.to_string(), oldest, cutoff].map(str::to_owned));
        }
    }
    table.render_on(terminal, &[(0, 17), (1, 24), (2, 14), (3, 6), (4, 10)])
}
