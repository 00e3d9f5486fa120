//! Restoring a backup.

use clap::Args;
use clockify_addons::backup::{self, Restored, What};
use clockify_addons::config::database::Url;
use clockify_addons::config::{Retention, Storage};
use clockify_addons::domain::addon::Addon;
use clockify_addons::domain::ids::WorkspaceId;
use clockify_addons::retention;
use serde_json::{Value, json};

use super::super::events::plural;
use super::super::retention_sweep;
use super::{Call, progress, protection};
use crate::exit::{Status, failure};
use crate::output::{Output, Table};

/// Restore a backup, whole or in part, into the same engine or the other one
///
/// Every byte is read before anything is touched; what was stored is compared with the backup before it is committed. Stop
/// the servers first.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
#[command(after_help = "\
Examples:
  clockify-addons backup restore                        the newest, all of it
  clockify-addons backup restore 1f3a9c22 --dry-run     whether it would work
  clockify-addons backup restore --addon api-studio --replace --yes
  clockify-addons backup restore --addon api-studio --workspace 64a1f0c2…
  clockify-addons backup restore --addon api-studio --table audit_entry --merge
  clockify-addons backup restore --addon api-studio --into sqlite:///./copy.db
  clockify-addons backup restore --identity /media/stick/age.key")]
pub(super) struct Options {
    /// Its name, or the part of it behind the time; the newest when not given; `-` for one on standard input
    name: Option<String>,
    /// This table only; may be given several times
    #[arg(long = "table", value_name = "TABLE")]
    tables: Vec<String>,
    /// Rows of this workspace only
    #[arg(long, value_name = "ID", value_parser = super::super::workspace)]
    workspace: Option<WorkspaceId>,
    /// Into this database instead of the configured one; of one add-on. Without a password: that belongs in PGPASSFILE
    #[arg(long, value_name = "URL")]
    into: Option<String>,
    /// Remove what is in the way
    #[arg(long, conflicts_with = "merge")]
    replace: bool,
    /// Of tables or a workspace: leave what is there as it is, and add what is missing
    #[arg(long)]
    merge: bool,
    /// With --replace: yes, lose what is there
    #[arg(long)]
    yes: bool,
    /// Restore even if what is sealed can't be opened
    #[arg(long)]
    without_keys: bool,
    /// Read and check everything, and change nothing
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    protection: protection::Identity,
}

impl Options {
    pub(super) fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    pub(super) async fn run(self, call: &Call<'_>) -> anyhow::Result<Status> {
        if self.replace && !self.yes && !self.dry_run {
            let text = "--replace loses what the databases hold; say --yes, or look first with --dry-run";
            return Err(failure(Status::Refused, text));
        }
        if self.merge && self.tables.is_empty() && self.workspace.is_none() {
            let text = "--merge is for a part: name it with --workspace or --table";
            return Err(failure(Status::Usage, text));
        }
        let identities = self.protection.read()?;
        let mut set = call.find(self.name.as_deref()).await?;
        set.identities = identities;
        let url = self.into.as_deref().map(|text| into(text, &call.chosen(&set))).transpose()?;
        let targets = call.targets(&set, url.as_ref(), self.without_keys)?;
        let what = What {
            tables: self.tables,
            workspace: self.workspace,
            replace: self.replace,
            merge: self.merge,
            dry_run: self.dry_run,
        };
        let bar = call.bar();
        let restored = backup::restore(&set, &targets, &what, &progress(&bar)).await;
        bar.finish_and_clear();
        report(call.output, &set.manifest.name, &restored?, self.dry_run)?;
        if !what.dry_run {
            for target in &targets {
                erase_again(call, target).await?;
            }
        }
        Ok(Status::Ok)
    }
}

/// What was erased after the backup was made has come back with it, and goes once more.
async fn erase_again(call: &Call<'_>, target: &backup::Into) -> anyhow::Result<()> {
    let storage = Storage { database: target.url.clone(), ..Storage::load(&call.source, target.addon)? };
    let config = Retention::load(&call.source, target.addon)?;
    let Some(sweeper) = retention_sweep::open(&storage, config, call.output).await? else { return Ok(()) };
    let erased = async {
        let all = retention::entries(&sweeper.db).await?;
        let open: Vec<_> = all.into_iter().filter(|entry| entry.erased_at_ms.is_none()).collect();
        Ok::<_, retention::Error>(sweeper.replay(&open).await?.len())
    };
    let erased = erased.await;
    sweeper.db.close().await?;
    let erased = erased?;
    if erased > 0 {
        let workspaces = plural(erased, "workspace");
        call.output.note(&format!("{}: erased again, as since the backup: {workspaces}", target.addon));
    }
    Ok(())
}

/// The address on the command line, where everybody on the machine can read it.
fn into(text: &str, addons: &[Addon]) -> anyhow::Result<Url> {
    if addons.len() != 1 {
        return Err(failure(Status::Usage, "--into is for one add-on; name it with --addon"));
    }
    let url: Url = text.parse().map_err(|wrong| failure(Status::Usage, format!("the address {wrong}")))?;
    if url.postgres().is_some_and(|postgres| postgres.password.is_some()) {
        let text = "others can read the password on the command line; leave it out and let PGPASSFILE name a file \
                    with it, or set the add-on's own variable";
        return Err(failure(Status::Refused, text));
    }
    Ok(url)
}

/// What was restored, or would be.
pub(super) fn report(output: &Output, name: &str, restored: &[Restored], dry_run: bool) -> anyhow::Result<()> {
    if output.is_text() && output.is_quiet() {
        return Ok(());
    }
    let documents: Vec<Value> = restored.iter().map(document).collect();
    output.data("backup-restore", &json!({ "name": name, "dry_run": dry_run, "databases": documents }), || {
        let mut table = Table::new(["ADD-ON", "TABLES", "ROWS", "MIGRATED", "DATABASE"]);
        for one in restored {
            table.row([
                one.addon.name().to_owned(),
                one.tables.len().to_string(),
                one.tables.iter().map(|(_, rows)| rows).sum::<u64>().to_string(),
                one.migrated.len().to_string(),
                super::super::migrate::place(&one.database, output.on_terminal()),
            ]);
        }
        table.render_on(output.on_terminal(), &[(0, 17), (1, 6), (2, 9), (3, 8), (4, 80)])
    })?;
    for one in restored.iter().filter(|one| !one.left_out.is_empty()) {
        let tables = one.left_out.join(", ");
        output.note(&format!("{}: rows of {tables} belong to no workspace and were left alone", one.addon));
    }
    Ok(())
}

fn document(one: &Restored) -> Value {
    let tables = one.tables.iter().map(|(table, rows)| json!({ "table": table, "rows": rows })).collect::<Vec<_>>();
    json!({
        "addon": one.addon.name(),
        "database": one.database,
        "tables": tables,
        "left_out": one.left_out,
        "migrated": one.migrated,
    })
}
