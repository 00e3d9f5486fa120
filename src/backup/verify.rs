//! Reading every byte of a backup.

use std::num::NonZero;
use std::sync::Arc;

use futures_util::{StreamExt as _, TryStreamExt as _, stream};

use super::file::{self, Stopped, TableFile};
use super::manifest::{Manifest, Table};
use super::native::Native;
use super::place::{Files, Place, Set};
use super::row;
use super::seal::Identities;
use super::{Error, Progress};
use crate::clock::{Clock, stamp};
use crate::domain::addon::Addon;

/// Files that are read at a time. Each takes a few megabytes of memory.
const AT_ONCE: usize = 4;

/// Which files are read, and what is looked for.
#[derive(Clone, Debug, Default)]
pub(super) struct Which {
    /// Of these add-ons; all when empty.
    pub(super) addons: Vec<Addon>,
    /// These tables; all when empty.
    pub(super) tables: Vec<String>,
    /// Add-ons that go to PostgreSQL, which can't keep everything that SQLite can.
    pub(super) to_postgres: Vec<Addon>,
}

/// Reads a whole backup and notes what came of it. What is encrypted and can't be opened is compared as it is stored.
pub async fn verify(place: &dyn Place, set: &mut Set, clock: &dyn Clock, progress: Progress<'_>) -> Result<(), Error> {
    let kept = set.keep().await?;
    let found = files(&set.files, &set.identities, &set.manifest, &Which::default(), progress).await;
    kept.release().await;
    match &found {
        Ok(()) => {
            set.checks.verified_at = Some(stamp(clock.now()));
            set.checks.wrong = None;
            place.note(set).await?;
        }
        Err(Error::Damaged { file, wrong, .. }) => {
            set.checks.wrong = Some(format!("{file} {wrong}"));
            place.note(set).await?;
        }
        Err(_) => {}
    }
    found
}

/// Reads the files and compares them with the manifest, as many at a time as there are processors, up to [`AT_ONCE`].
pub(super) async fn files(
    files: &Arc<dyn Files>,
    identities: &Identities,
    manifest: &Manifest,
    which: &Which,
    progress: Progress<'_>,
) -> Result<(), Error> {
    let mut reads = Vec::new();
    for part in &manifest.addons {
        let Ok(addon) = part.addon.parse::<Addon>() else {
            let wrong = format!("names an add-on that this program doesn't know: {}", part.addon);
            return Err(damaged(manifest, super::manifest::NAME.to_owned(), wrong));
        };
        if !which.addons.is_empty() && !which.addons.contains(&addon) {
            continue;
        }
        if let Some(native) = &part.native {
            reads.push((
                addon,
                native.file.clone(),
                Read::Native(TableFile::native(files, addon.name(), native), native),
            ));
        }
        let no_nul = which.to_postgres.contains(&addon);
        for table in &part.tables {
            let name = &table.shape.table;
            if which.tables.is_empty() || which.tables.contains(name) {
                let from = TableFile::new(files, addon.name(), table, identities);
                reads.push((addon, name.clone(), Read::Table(from, table, no_nul)));
            }
        }
    }
    let at_once = std::thread::available_parallelism().map_or(1, NonZero::get).min(AT_ONCE);
    stream::iter(reads)
        .map(async |(addon, name, read)| {
            progress(addon.name(), &name);
            read.run(manifest, addon, name).await
        })
        .buffered(at_once)
        .try_collect()
        .await
}

/// A file that is to be read.
enum Read<'a> {
    /// Of a whole database.
    Native(TableFile, &'a Native),
    /// Of a table, and whether it mustn't hold what PostgreSQL can't keep.
    Table(TableFile, &'a Table, bool),
}

impl Read<'_> {
    async fn run(self, manifest: &Manifest, addon: Addon, name: String) -> Result<(), Error> {
        let (file, read) = match self {
            Self::Native(from, native) => {
                let (file, stored) = (from.name.clone(), native.stored.clone());
                let read = move || file::bytes(&from, &stored, |_| Ok::<(), u64>(()));
                (file, tokio::task::spawn_blocking(read))
            }
            Self::Table(from, table, no_nul) => {
                let (file, table) = (from.name.clone(), table.clone());
                (file, tokio::task::spawn_blocking(move || one(&from, &table, no_nul)))
            }
        };
        match read.await? {
            Ok(()) => Ok(()),
            Err(Stopped::By(row)) => Err(Error::Nul { addon: addon.name(), table: name, row }),
            Err(stopped) => Err(self::stopped(stopped, manifest, file)),
        }
    }
}

/// Reads one file. Stops at a row that PostgreSQL can't keep, if that matters.
fn one(from: &TableFile, table: &Table, no_nul: bool) -> Result<(), Stopped<u64>> {
    if from.is_closed(table) {
        return file::check(from, &table.stored);
    }
    let mut rows = 0;
    if !no_nul {
        // The hash of the content says what the lines are.
        let mut ends = 0;
        file::bytes(from, &table.stored, |piece| {
            ends += memchr::memchr_iter(b'\n', piece).count() as u64;
            Ok::<(), u64>(())
        })?;
        // The first one is no row.
        return if ends == table.rows + 1 {
            Ok(())
        } else {
            Err(Stopped::Damaged("has another number of rows than the manifest says".to_owned()))
        };
    }
    file::read(from, table, |line| {
        rows += 1;
        if row::holds_nul(&table.shape, line) { Err(rows) } else { Ok(()) }
    })
}

/// Why a file couldn't be used.
pub(super) fn stopped<E>(stopped: Stopped<E>, manifest: &Manifest, file: String) -> Error {
    let (set, recipients) = (manifest.name.clone(), manifest.recipients.join(", "));
    match stopped {
        Stopped::Damaged(wrong) => damaged(manifest, file, wrong),
        Stopped::Sealed => Error::Identity { set, recipients },
        Stopped::Lost(source) => Error::store(format!("{set}/{file}"), "to be read", source),
        Stopped::By(_) => Error::Internal(format!("{file} wasn't read to its end")),
    }
}

pub(super) fn damaged(manifest: &Manifest, file: String, wrong: String) -> Error {
    Error::Damaged { set: manifest.name.clone(), file, wrong }
}
