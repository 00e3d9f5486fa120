//! `backup`: make backups, look at them, read them again, restore them, remove them, and practise.

mod create;
mod drill;
mod hooks;
mod keys;
mod pin;
mod ping;
mod protection;
mod prune;
mod restore;
mod sets;
mod textfile;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use clap::{Args, Subcommand};
use clockify_addons::backup::{Error, Folder, Into, Place, Scratch, Set, Store};
use clockify_addons::clock::System;
use clockify_addons::config::database::Url;
use clockify_addons::config::{self, Source, Storage};
use clockify_addons::domain::addon::Addon;
use indicatif::ProgressBar;

use crate::cli::Progress;
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
  0 * * * *  clockify-addons backup --quiet && clockify-addons backup prune -q")]
pub(crate) struct Options {
    /// The folder of the backups, or `s3://bucket/prefix` [env: CLOCKIFY_ADDONS_BACKUP_DIR]
    #[arg(long, visible_alias = "to", global = true, value_name = "PLACE")]
    folder: Option<PathBuf>,
    /// Of this add-on only; may be given several times; all when not given
    #[arg(long = "addon", global = true, value_name = "ADDON", value_parser = super::addon)]
    addons: Vec<Addon>,
    /// Whether to draw what is worked on; only ever on a terminal
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    progress: Progress,
    #[command(subcommand)]
    action: Option<Action>,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Make a backup (the default)
    Create(create::Options),
    /// What there is, the newest last
    #[command(after_help = "\
Examples:
  clockify-addons backup list --to /var/backups/clockify-addons
  clockify-addons backup list --format json | jq -r .backups[-1].name")]
    List,
    /// One backup: its cut, its tables, and the keys that a restore needs
    #[command(after_help = "\
Examples:
  clockify-addons backup show
  clockify-addons backup show 1f3a9c22 --format json | jq .cut")]
    Show {
        /// Its name, or the part of it behind the time; the newest when not given; `-` for one on standard input
        name: Option<String>,
    },
    /// Read every byte of a backup again
    ///
    /// Of one that is encrypted the bytes are compared as they are stored; --identity looks into them, too.
    #[command(after_help = "\
Examples:
  clockify-addons backup verify                 the newest
  clockify-addons backup verify --all")]
    Verify {
        /// Its name; the newest when not given; `-` for one on standard input
        name: Option<String>,
        /// All of them
        #[arg(long, conflicts_with = "name")]
        all: bool,
        #[command(flatten)]
        protection: protection::Identity,
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
        let mut settings = config::Backup::load(&source)?;
        if let Some(folder) = self.folder {
            settings.folder = folder;
        }
        let action = self.action.unwrap_or_else(|| Action::Create(create::Options::default()));
        let stream = if action.reads_a_stream() { Some(Scratch::new(&settings.scratch)?) } else { None };
        let place: Box<dyn Place> = match &stream {
            Some(scratch) => {
                scratch.unpack(std::io::stdin().lock())?;
                Box::new(scratch.folder().clone())
            }
            None => place(&source, &settings)?,
        };
        let draws = output.draws() && self.progress == Progress::Auto;
        let call = Call { source, place, settings, addons: self.addons, output, draws };
        match action {
            Action::Create(options) => options.run(&call).await,
            Action::List => sets::list(&call).await,
            Action::Show { name } => sets::show(&call, name.as_deref()).await,
            Action::Verify { name, all, protection } => sets::verify(&call, name.as_deref(), all, &protection).await,
            Action::Restore(options) => options.run(&call).await,
            Action::Prune(options) => options.run(&call).await,
            Action::Pin(options) => options.run(&call).await,
            Action::Unpin(options) => options.run(&call).await,
            Action::Drill(options) => options.run(&call).await,
        }
    }
}

/// Where backups are kept.
pub(super) fn place(source: &Source, settings: &config::Backup) -> anyhow::Result<Box<dyn Place>> {
    Ok(match settings.folder.to_str() {
        Some(address) if settings.is_in_a_bucket() => {
            let s3 = config::S3::load(source)?;
            Box::new(Store::connect(address, &s3, settings.scratch.clone(), Arc::new(System))?)
        }
        _ => Box::new(Folder::new(&settings.folder)),
    })
}

/// The name that stands for a backup that comes or goes as a stream.
const STREAM: &str = "-";

impl Action {
    /// Whether its backup comes from standard input.
    fn reads_a_stream(&self) -> bool {
        let name = match self {
            Self::Show { name } | Self::Verify { name, .. } => name.as_deref(),
            Self::Restore(options) => options.name(),
            Self::Drill(options) => options.name(),
            Self::Create(_) | Self::List | Self::Prune(_) | Self::Pin(_) | Self::Unpin(_) => None,
        };
        name == Some(STREAM)
    }
}

/// What every action has.
struct Call<'a> {
    source: Source,
    place: Box<dyn Place>,
    settings: config::Backup,
    /// Those that were named; none means all.
    addons: Vec<Addon>,
    output: &'a Output,
    /// Whether there is somebody to draw a bar for.
    draws: bool,
}

impl Call<'_> {
    fn addons(&self) -> Vec<Addon> {
        if self.addons.is_empty() { Addon::ALL.to_vec() } else { self.addons.clone() }
    }

    /// A backup by its name. That of a stream is the only one there is.
    async fn find(&self, name: Option<&str>) -> Result<Set, Error> {
        self.place.find(name.filter(|name| *name != STREAM)).await
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
        if !self.draws {
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
