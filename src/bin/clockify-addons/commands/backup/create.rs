//! Making a backup.

use std::io::IsTerminal;
use std::path::PathBuf;

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clockify_addons::backup::{self, Archive, Error, Place, Scratch, Set, Source};
use clockify_addons::clock::{Clock, System};
use clockify_addons::config::Storage;
use clockify_addons::db::{self, Db, Missing};
use serde_json::json;

use super::hooks::Hooks;
use super::ping::Ping;
use super::textfile::{self, Run};
use super::{Call, STREAM, progress, protection, sets};
use crate::exit::{Status, failure};

#[derive(Debug, Default, Args)]
#[command(after_help = "\
Examples:
  clockify-addons backup create --to /var/backups/clockify-addons
  clockify-addons backup create --addon universal-webhook
  clockify-addons backup create --archive native
  clockify-addons backup create --dry-run
  clockify-addons backup create --recipient age1…
  clockify-addons backup create --to s3://bucket/prefix
  clockify-addons backup create --output - | ssh host 'cat > backup.tar'
  clockify-addons backup create --textfile /var/lib/node_exporter
  clockify-addons backup create --after ./carry-away.sh

Commands that are run learn by their environment: BACKUP_EVENT, BACKUP_FOLDER,
BACKUP_ADDONS; --after: BACKUP_NAME, BACKUP_PATH, BACKUP_ROWS, BACKUP_BYTES,
BACKUP_EXACT; --on-failure: BACKUP_EXIT_CODE, BACKUP_ERROR. The same comes as
JSON by standard input. Settings that hold secrets are not passed on.")]
pub(super) struct Options {
    /// In which form: `portable` lines for either engine, or `native`, what pg_dump makes or a SQLite file
    #[arg(long, value_name = "FORM", default_value_t, value_parser = archive())]
    archive: Archive,
    /// Don't look first whether there is room
    #[arg(long)]
    no_space_check: bool,
    /// Write the backup to standard output, as a tar archive, instead of to its place
    #[arg(long, value_name = "-", value_parser = ["-"])]
    output: Option<String>,
    #[command(flatten)]
    protection: protection::Encryption,
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
        if self.output.is_some() && std::io::stdout().is_terminal() {
            let text = "a backup is nothing for a terminal; send it to a file or another program";
            return Err(failure(Status::Refused, text));
        }
        let ping = self.ping_url.as_deref().map(Ping::new).transpose()?;
        if let Some(ping) = &ping {
            ping.start(call.output).await;
        }
        let began = System.now();
        let to = self.to(call);
        let hooks = self.hooks.on(call, &to)?;
        let made = match hooks.before().await {
            Ok(()) => tokio::select! {
                made = self.make(call) => made,
                () = hooks.stopped() => Err(Error::Stopped.into()),
            },
            Err(error) => Err(error),
        };
        let mut status = made.as_ref().map_or_else(Status::of, |(status, _)| *status);
        match &made {
            Ok((_, Some(set))) if !hooks.after(set).await => status = Status::Partial,
            Err(error) => hooks.failed(error).await,
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
        match set {
            // Standard output has the backup.
            Some(set) if self.output.is_some() => call.output.note(sets::line(&set).trim_end()),
            Some(set) => sets::created(call.output, &set)?,
            None => {}
        }
        Ok(status)
    }

    /// Where it goes, for people.
    fn to(&self, call: &Call<'_>) -> String {
        if self.output.is_some() { STREAM.to_owned() } else { call.place.shown() }
    }

    /// Makes it. A dry run has nothing to show for it.
    async fn make(&self, call: &Call<'_>) -> anyhow::Result<(Status, Option<Set>)> {
        let output = call.output;
        let options = backup::Options {
            no_space_check: self.no_space_check,
            recipients: self.protection.recipients(&call.settings)?,
            archive: self.archive,
            ..backup::Options::default()
        };
        if self.archive == Archive::Native && self.output.is_some() {
            return Err(Error::FolderOnly("go to standard output").into());
        }
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
            output.left_out(addon.name(), error);
        }
        let status = if absent.is_empty() { Status::Ok } else { Status::Partial };
        if self.dry_run {
            backup::preflight(&*call.place, &sources, &options).await?;
            let databases: Vec<_> = sources
                .iter()
                .map(|source| json!({ "addon": source.addon.name(), "database": source.url.to_string() }))
                .collect();
            let folder = self.to(call);
            output.data("backup-plan", &json!({ "folder": folder, "databases": databases }), || {
                let lines = sources.iter().map(|source| format!("{}  {}\n", source.addon, source.url));
                format!("into {folder}:\n{}", lines.collect::<String>())
            })?;
            return Ok((status, None));
        }
        // What is sent was read again, like every backup; so it has to be somewhere for a while.
        let stream = self.output.is_some().then(|| Scratch::new(&call.settings.scratch)).transpose()?;
        let place: &dyn Place = match &stream {
            Some(scratch) => scratch.folder(),
            None => &*call.place,
        };
        let bar = call.bar();
        let set = backup::create(place, &sources, options, &System, &progress(&bar)).await;
        bar.finish_and_clear();
        let set = set?;
        if stream.is_some() {
            let set = set.clone();
            tokio::task::spawn_blocking(move || backup::write_stream(&set, std::io::stdout().lock())).await??;
        }
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
