//! Making a backup.

use std::path::PathBuf;

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clockify_addons::backup::{self, Archive, Set, Source};
use clockify_addons::clock::{Clock, System};
use clockify_addons::config::Storage;
use clockify_addons::db::{self, Db, Missing};
use serde_json::json;

use super::hooks::Hooks;
use super::ping::Ping;
use super::textfile::{self, Run};
use super::{Call, progress, sets};
use crate::exit::Status;

#[derive(Debug, Default, Args)]
#[command(after_help = "\
Examples:
  clockify-addons backup create --to /var/backups/clockify-addons
  clockify-addons backup create --addon universal-webhook
  clockify-addons backup create --archive native
  clockify-addons backup create --dry-run
  clockify-addons backup create --textfile /var/lib/node_exporter
  clockify-addons backup create --after 'rclone copy $BACKUP_PATH far:backups'

Commands that are run learn by their environment: BACKUP_EVENT, BACKUP_FOLDER,
BACKUP_ADDONS; --after: BACKUP_NAME, BACKUP_PATH, BACKUP_ROWS, BACKUP_BYTES,
BACKUP_EXACT; --on-failure: BACKUP_EXIT_CODE, BACKUP_ERROR. The same comes as
JSON by standard input. Settings that hold secrets are not passed on.

Exit codes: 3 when the database of an add-on isn't there or --after failed, 73
when there is too little room, 75 when another backup is being made, 78 when
pg_dump is missing or older than the server.")]
pub(super) struct Options {
    /// In which form: `portable` lines for either engine, or `native`, what pg_dump makes or a SQLite file
    #[arg(long, value_name = "FORM", default_value_t, value_parser = archive())]
    archive: Archive,
    /// Don't look first whether there is room
    #[arg(long)]
    no_space_check: bool,
    /// Write metrics of the run to this folder, for the textfile collector of node exporter
    #[arg(long, value_name = "DIR", conflicts_with = "dry_run")]
    textfile: Option<PathBuf>,
    /// Call this address when the run begins and, with its exit code, when it ends, as healthchecks.io expects it
    #[arg(long, value_name = "URL", conflicts_with = "dry_run")]
    ping_url: Option<String>,
    #[command(flatten)]
    hooks: Hooks,
    /// Say what would be backed up, and write nothing
    #[arg(long)]
    dry_run: bool,
}

/// The two forms, by name.
fn archive() -> impl TypedValueParser<Value = Archive> {
    PossibleValuesParser::new(["portable", "native"]).try_map(|text| text.parse::<Archive>())
}

impl Options {
    pub(super) async fn run(self, call: &Call<'_>) -> anyhow::Result<Status> {
        let ping = self.ping_url.as_deref().map(Ping::new).transpose()?;
        if let Some(ping) = &ping {
            ping.start(call.output).await;
        }
        let began = System.now();
        let made = match self.hooks.before(call).await {
            Ok(()) => self.make(call).await,
            Err(error) => Err(error),
        };
        let mut status = made.as_ref().map_or_else(Status::of, |(status, _)| *status);
        match &made {
            Ok((_, Some(set))) if !self.hooks.after(call, set).await => status = Status::Partial,
            Err(error) => self.hooks.failed(call, error).await,
            Ok(_) => {}
        }
        if let Some(folder) = &self.textfile {
            let set = made.as_ref().ok().and_then(|(_, set)| set.as_ref());
            let run = Run { began, ended: System.now(), status, set };
            if let Err(error) = textfile::write(folder, &run) {
                // Whether there is a backup matters more.
                call.output.warn(&format!("can't write metrics to {}: {error}", folder.display()));
            }
        }
        if let Some(ping) = &ping {
            ping.end(call.output, status).await;
        }
        let (_, set) = made?;
        if let Some(set) = set {
            sets::created(call.output, &set)?;
        }
        Ok(status)
    }

    /// Makes it. A dry run has nothing to show for it.
    async fn make(&self, call: &Call<'_>) -> anyhow::Result<(Status, Option<Set>)> {
        let output = call.output;
        let (mut sources, mut absent) = (Vec::new(), Vec::new());
        for addon in call.addons() {
            let Storage { database: url, .. } = Storage::load(&call.source, addon)?;
            match Db::reach(&url, Missing::Refuse).await {
                Ok(db) => {
                    db.close().await?;
                    sources.push(Source { addon, url });
                }
                // Whoever names an add-on wants it backed up.
                Err(error @ db::Error::Absent { .. }) if call.addons.is_empty() => absent.push((addon, error)),
                Err(error) => return Err(error.into()),
            }
        }
        if sources.is_empty()
            && let Some((_, error)) = absent.pop()
        {
            return Err(error.into());
        }
        for (addon, error) in &absent {
            output.warn(&format!("{addon} is left out: {error}"));
        }
        let status = if absent.is_empty() { Status::Ok } else { Status::Partial };
        if self.dry_run {
            backup::preflight(&sources, self.archive).await?;
            let databases: Vec<_> = sources
                .iter()
                .map(|source| json!({ "addon": source.addon.name(), "database": source.url.to_string() }))
                .collect();
            let folder = call.folder.path().display().to_string();
            output.data("backup-plan", &json!({ "folder": folder, "databases": databases }), || {
                let lines = sources.iter().map(|source| format!("{}  {}\n", source.addon, source.url));
                format!("into {folder}:\n{}", lines.collect::<String>())
            })?;
            return Ok((status, None));
        }
        let options = backup::Options {
            no_space_check: self.no_space_check,
            archive: self.archive,
            ..backup::Options::default()
        };
        let bar = call.bar();
        let set = backup::create(&call.folder, &sources, options, &System, &progress(&bar)).await;
        bar.finish_and_clear();
        let set = set?;
        let cut = &set.manifest.cut;
        if !cut.exact {
            output.warn(&format!(
                "the databases are not shown at one moment: up to {} ms lie between them (tried {} times)",
                cut.skew_ms, cut.tries
            ));
        }
        Ok((status, Some(set)))
    }
}
