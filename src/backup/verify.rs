//! Reading every byte of a backup.

use std::path::Path;

use super::file::{self, Stopped};
use super::folder::{Folder, Set};
use super::manifest::{Manifest, Table};
use super::row;
use super::{Error, Progress};
use crate::clock::{Clock, stamp};
use crate::domain::addon::Addon;

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

/// Reads a whole backup and notes what came of it.
pub async fn verify(folder: &Folder, set: &mut Set, clock: &dyn Clock, progress: Progress<'_>) -> Result<(), Error> {
    let _kept = set.keep()?;
    let found = files(&set.path, &set.manifest, &Which::default(), progress).await;
    let now = stamp(clock.now());
    match &found {
        Ok(()) => folder.note(set, |checks| {
            checks.verified_at = Some(now);
            checks.wrong = None;
        })?,
        Err(Error::Damaged { file, wrong, .. }) => {
            let wrong = format!("{file} {wrong}");
            folder.note(set, |checks| checks.wrong = Some(wrong))?;
        }
        Err(_) => {}
    }
    found
}

/// Reads the files and compares them with the manifest.
pub(super) async fn files(
    path: &Path,
    manifest: &Manifest,
    which: &Which,
    progress: Progress<'_>,
) -> Result<(), Error> {
    for part in &manifest.addons {
        let Ok(addon) = part.addon.parse::<Addon>() else {
            let wrong = format!("names an add-on that this program doesn't know: {}", part.addon);
            return Err(damaged(manifest, super::manifest::NAME.to_owned(), wrong));
        };
        if !which.addons.is_empty() && !which.addons.contains(&addon) {
            continue;
        }
        if let Some(native) = &part.native {
            progress(addon.name(), &native.file);
            let (path, stored) = (path.join(addon.name()).join(&native.file), native.stored.clone());
            let read = tokio::task::spawn_blocking(move || file::bytes(&path, &stored, |_| Ok::<(), ()>(())));
            if let Err(Stopped::Damaged(wrong)) = read.await.map_err(|error| Error::Internal(error.to_string()))? {
                return Err(damaged(manifest, format!("{}/{}", addon.name(), native.file), wrong));
            }
        }
        let no_nul = which.to_postgres.contains(&addon);
        for table in &part.tables {
            if which.tables.is_empty() || which.tables.contains(&table.shape.table) {
                progress(addon.name(), &table.shape.table);
                let (path, table) = (path.join(addon.name()).join(table.file()), table.clone());
                let file = format!("{}/{}", addon.name(), table.file());
                let name = table.shape.table.clone();
                let read = tokio::task::spawn_blocking(move || one(&path, &table, no_nul));
                match read.await.map_err(|error| Error::Internal(error.to_string()))? {
                    Ok(()) => {}
                    Err(Stopped::Damaged(wrong)) => return Err(damaged(manifest, file, wrong)),
                    Err(Stopped::By(row)) => return Err(Error::Nul { addon: addon.name(), table: name, row }),
                }
            }
        }
    }
    Ok(())
}

/// Reads one file. Stops at a row that PostgreSQL can't keep, if that matters.
fn one(path: &Path, table: &Table, no_nul: bool) -> Result<(), Stopped<u64>> {
    let mut rows = 0;
    if !no_nul {
        // The hash of the content says what the lines are.
        let mut ends = 0;
        file::bytes(path, &table.stored, |piece| {
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
    file::read(path, &table.shape, (&table.stored, table.rows), |line| {
        rows += 1;
        if row::holds_nul(&table.shape, line) { Err(rows) } else { Ok(()) }
    })
}

pub(super) fn damaged(manifest: &Manifest, file: String, wrong: String) -> Error {
    Error::Damaged { set: manifest.name.clone(), file, wrong }
}
