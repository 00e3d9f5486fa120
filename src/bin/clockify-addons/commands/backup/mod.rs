//! `backup`: make backups, look at them, read them again, restore them, remove them, and practise.

mod create;
mod drill;
mod hooks;
mod keys;
mod pin;
mod ping;
mod prune;
mod restore;
mod sets;
mod textfile;

use std::io::IsTerminal;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Subcommand};
use clockify_addons::backup::{Folder, Into, Set};
use clockify_addons::config::database::Url;
use clockify_addons::config::{self, Source, Storage};
use clockify_addons::domain::addon::Addon;
use indicatif::ProgressBar;

use crate::exit::Status;
use crate::output::Output;

/// Back up the databases, restore them, and practise that.
///
/// A backup shows the databases of all add-ons at one moment, belongs to no engine, and is read again before it
/// counts. It doesn't hold the key that seals secrets; `backup show` says which one a restore needs.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  clockify-addons backup                        make one, of all add-ons
  clockify-addons backup list                   what there is
  clockify-addons backup drill                  restore the newest for practice
  clockify-addons backup restore                into empty databases
  clockify-addons backup prune                  remove what isn't kept

From cron:
  0 * * * *  clockify-addons backup --quiet && clockify-addons backup prune -q

Settings: CLOCKIFY_ADDONS_BACKUP_DIR, CLOCKIFY_ADDONS_BACKUP_KEEP.
Databases: API_STUDIO_DB_URL, UNIVERSAL_WEBHOOK_DB_URL, DATABASE_URL.")]
pub(crate) struct Options {
    /// The folder of the backups [env: CLOCKIFY_ADDONS_BACKUP_DIR]
    #[arg(long, visible_alias = "to", global = true, value_name = "DIR")]
    folder: Option<PathBuf>,
    /// Of this add-on only; may be given several times; all when not given
    #[arg(long = "addon", global = true, value_name = "ADDON", value_parser = super::addon)]
    addons: Vec<Addon>,
    #[command(subcommand)]
    action: Option<Action>,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Make a backup (the default)
    Create(create::Options),
    /// What there is, the newest last
    List,
    /// One backup: its cut, its tables, and the keys that a restore needs
    Show {
        /// Its name, or the part of it behind the time; the newest when not given
        name: Option<String>,
    },
    /// Read every byte of a backup again; exit code 65 when it isn't what was written
    Verify {
        /// Its name; the newest when not given
        name: Option<String>,
        /// All of them
        #[arg(long, conflicts_with = "name")]
        all: bool,
    },
    Restore(restore::Options),
    Prune(prune::Options),
    Pin(pin::Options),
    Unpin(pin::Undo),
    Drill(drill::Options),
}

impl Options {
    pub(crate) async fn run(self, output: &Output) -> anyhow::Result<Status> {
        let source = Source::process()?;
        let settings = config::Backup::load(&source)?;
        let folder = Folder::new(self.folder.unwrap_or(settings.folder));
        let call = Call { source, folder, addons: self.addons, output };
        match self.action.unwrap_or_else(|| Action::Create(create::Options::default())) {
            Action::Create(options) => options.run(&call).await,
            Action::List => sets::list(&call),
            Action::Show { name } => sets::show(&call, name.as_deref()),
            Action::Verify { name, all } => sets::verify(&call, name.as_deref(), all).await,
            Action::Restore(options) => options.run(&call).await,
            Action::Prune(options) => options.run(&call, settings.keep),
            Action::Pin(options) => options.run(&call),
            Action::Unpin(options) => options.run(&call),
            Action::Drill(options) => options.run(&call).await,
        }
    }
}

/// What every action has.
struct Call<'a> {
    source: Source,
    folder: Folder,
    /// Those that were named; none means all.
    addons: Vec<Addon>,
    output: &'a Output,
}

impl Call<'_> {
    fn addons(&self) -> Vec<Addon> {
        if self.addons.is_empty() { Addon::ALL.to_vec() } else { self.addons.clone() }
    }

    /// Those that were named, or all that a backup has.
    fn chosen(&self, set: &Set) -> Vec<Addon> {
        if self.addons.is_empty() {
            set.manifest.addons.iter().filter_map(|part| part.addon.parse().ok()).collect()
        } else {
            self.addons.clone()
        }
    }

    /// Where they go: to their configured databases, or to another one.
    fn targets(&self, set: &Set, url: Option<&Url>, without_keys: bool) -> anyhow::Result<Vec<Into>> {
        let target = |addon| {
            let configured = Storage::load(&self.source, addon)?;
            let storage = Storage { database: url.cloned().unwrap_or(configured.database), ..configured };
            let held = keys::at_hand(&storage)?;
            Ok(Into { addon, url: storage.database, keys: (!without_keys).then_some(held) })
        };
        self.chosen(set).into_iter().map(target).collect()
    }

    /// What is worked on, where a person looks on.
    fn bar(&self) -> ProgressBar {
        if !self.output.is_text() || self.output.is_quiet() || !std::io::stderr().is_terminal() {
            return ProgressBar::hidden();
        }
        let bar = ProgressBar::new_spinner();
        bar.enable_steady_tick(Duration::from_millis(200));
        bar
    }
}

/// Says on the bar what is worked on.
fn progress(bar: &ProgressBar) -> impl Fn(&str, &str) + Send + Sync {
    |addon, table| bar.set_message(format!("{addon}: {table}"))
}

/// A number of bytes, for people.
fn size(bytes: u64) -> String {
    let units = ["KiB", "MiB", "GiB"];
    let (mut value, mut unit) = (bytes.div_ceil(1024), 0);
    while value >= 10 * 1024 && unit + 1 < units.len() {
        value = value.div_ceil(1024);
        unit += 1;
    }
    format!("{value} {}", units[unit])
}
