//! `secrets`: make keys, and put a new one in the place of another.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Subcommand};
use clockify_addons::app;
use clockify_addons::config::{Source, Storage};
use clockify_addons::db::Db;
use clockify_addons::domain::addon::Addon;
use clockify_addons::rotation::{self, Counts};
use clockify_addons::secrets::Keyring;
use secrecy::ExposeSecret;
use serde::Serialize;

use crate::exit::Status;
use crate::output::{Output, Table};

/// How long it is waited for what a server was about to store while its key file was replaced. Longer than it waits
/// for the database.
const SETTLE: Duration = Duration::from_secs(6);

/// Make the key that seals secrets in the database, or replace it.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  umask 077; clockify-addons secrets generate > /etc/clockify-addons/key
  CLOCKIFY_ADDONS_SECRET_KEY_FILE=/etc/clockify-addons/key clockify-addons serve
  clockify-addons secrets rotate --dry-run    what would be sealed anew
  clockify-addons secrets rotate

With CLOCKIFY_ADDONS_SECRET_KEY: make a key, start all servers with it and with
the old one in CLOCKIFY_ADDONS_SECRET_KEY_PREVIOUS, rotate, and take the old one
away. Without: rotate makes the new key itself, beside the SQLite files.")]
pub(crate) struct Options {
    #[command(subcommand)]
    pub(super) action: Action,
}

#[derive(Debug, Subcommand)]
pub(super) enum Action {
    /// Print a new key for CLOCKIFY_ADDONS_SECRET_KEY
    #[command(after_help = "\
Example:
  umask 077; clockify-addons secrets generate > /etc/clockify-addons/key")]
    Generate,
    /// Seal everything with the new key
    ///
    /// Servers go on meanwhile. It can be stopped and run again at any time.
    #[command(after_help = "\
Examples:
  clockify-addons secrets rotate --dry-run
  clockify-addons secrets rotate --addon universal-webhook")]
    Rotate {
        /// Of this add-on only; all when not given. A key file that add-ons share is not forgotten then
        #[arg(long, value_name = "ADDON", value_parser = super::addon)]
        addon: Option<Addon>,
        /// Count, and change nothing
        #[arg(long)]
        dry_run: bool,
    },
}

#[derive(Debug, Serialize)]
struct Row {
    addon: &'static str,
    #[serde(flatten)]
    counts: Counts,
}

/// A database that is worked on.
struct Part {
    addon: Addon,
    db: Db,
    keyring: Keyring,
}

impl Options {
    pub(crate) async fn run(self, output: &Output) -> anyhow::Result<Status> {
        match self.action {
            Action::Generate => {
                let key = Keyring::generate_text();
                let key = key.expose_secret();
                output.data("secret", &serde_json::json!({ "key": key }), || format!("{key}\n"))?;
                Ok(Status::Ok)
            }
            Action::Rotate { addon, dry_run } => rotate(output, addon, dry_run).await,
        }
    }
}

async fn rotate(output: &Output, addon: Option<Addon>, dry_run: bool) -> anyhow::Result<Status> {
    let source = Source::process()?;
    let addons = addon.map_or(Addon::ALL.to_vec(), |addon| vec![addon]);
    let storages = addons.iter().map(|&addon| Storage::load(&source, addon)).collect::<Result<Vec<_>, _>>()?;
    // Key files that lie beside databases; each is replaced once, however many databases share it.
    let mut files: BTreeMap<PathBuf, bool> = BTreeMap::new();
    let mut parts = Vec::new();
    for storage in &storages {
        let Some(db) = super::storage::open(storage, output).await? else { continue };
        let keyring = keys(storage, &db, dry_run, &mut files).await?;
        if !dry_run {
            output.note(&format!("{}: sealing with key {}", storage.addon.name(), keyring.id()));
        }
        parts.push(Part { addon: storage.addon, db, keyring });
    }
    let mut rows = pass(&parts, dry_run, output).await?;
    let opened = rows.iter().all(|row| row.counts.unreadable == 0);
    if !dry_run && !files.is_empty() && opened && addon.is_none() {
        tokio::time::sleep(SETTLE).await;
        let late = pass(&parts, false, output).await?;
        for (Row { counts, .. }, Row { counts: late, .. }) in rows.iter_mut().zip(late) {
            let resealed = counts.resealed + late.resealed;
            let current = late.values.saturating_sub(resealed + late.unreadable);
            *counts = Counts { current, resealed, ..late };
        }
        for file in files.keys() {
            Keyring::forget_previous(file)?;
        }
    } else if !dry_run && files.values().any(|replaced| *replaced) {
        output.warn("the old key stays beside the new one until a run for all add-ons could open everything");
    }
    for part in parts {
        part.db.close().await?;
    }
    output.list("secrets-rotate", "columns", &rows, || table(&rows))?;
    if let Some(why) = rows.iter().find_map(|row| row.counts.why.as_ref()) {
        output.warn(&format!("some values can't be opened: {why}"));
        return Ok(Status::Partial);
    }
    Ok(if rows.iter().any(|row| row.counts.pending > 0) { Status::Pending } else { Status::Ok })
}

async fn pass(parts: &[Part], dry_run: bool, output: &Output) -> anyhow::Result<Vec<Row>> {
    let mut rows = Vec::new();
    for Part { addon, db, keyring } in parts {
        let name = addon.name();
        let mut progress = |counts: &Counts| {
            if counts.values.is_multiple_of(1000) {
                output.note(&format!("{name} {}: {} values", counts.column, counts.values));
            }
        };
        let all = if dry_run {
            rotation::look(db, keyring).await?
        } else {
            rotation::rotate(db, keyring, &mut progress).await?
        };
        rows.extend(all.into_iter().map(|counts| Row { addon: name, counts }));
    }
    Ok(rows)
}

/// The keys: the configured ones, or those in the file, which gets a new one here.
async fn keys(
    storage: &Storage,
    db: &Db,
    dry_run: bool,
    files: &mut BTreeMap<PathBuf, bool>,
) -> anyhow::Result<Keyring> {
    let path = storage.database.sqlite_path().filter(|_| storage.secrets.key.is_none());
    if dry_run && path.is_some_and(|path| !app::key_file(path).exists()) && !db.holds_secrets().await {
        // Nothing is sealed, so there needn't be a key.
        return Ok(Keyring::from_text(&Keyring::generate_text())?);
    }
    let keyring = app::keyring(&storage.secrets, &storage.database, db).await?;
    let Some(path) = path else { return Ok(keyring) };
    let file = app::key_file(path);
    let replaced = files.entry(file.clone()).or_insert(false);
    if dry_run && !Keyring::is_being_replaced(&file) {
        // Everything is older than a key that isn't made yet.
        return Ok(Keyring::from_text(&Keyring::generate_text())?.with_older(&keyring));
    }
    if dry_run {
        return Ok(keyring);
    }
    *replaced = true;
    Ok(app::with_previous(Keyring::replace_file(&file)?, &storage.secrets)?)
}

fn table(rows: &[Row]) -> String {
    if rows.iter().all(|row| row.counts.values == 0) {
        return "nothing is sealed\n".to_owned();
    }
    let mut table = Table::new(["ADD-ON", "COLUMN", "VALUES", "CURRENT", "SEALED", "TO DO", "NO KEY"]);
    for Row { addon, counts } in rows.iter().filter(|row| row.counts.values > 0) {
        let numbers = [counts.values, counts.current, counts.resealed, counts.pending, counts.unreadable];
        let [values, current, resealed, pending, unreadable] = numbers.map(|number| number.to_string());
        let column = counts.column.to_string();
        table.row([(*addon).to_owned(), column, values, current, resealed, pending, unreadable]);
    }
    table.render()
}
