//! Whether a backup will fit.

use std::path::Path;

use rustix::fs::statvfs;

use super::Error;
use super::folder::Folder;
use crate::config::database::Url;

/// What compression leaves of a table, at worst, as a share of what the database needs for it.
const SHARE: u64 = 2;

/// Refuses when there is less room than a fifth more than the backup before needed, or than half of the databases.
pub(super) fn check(folder: &Folder, databases: u64) -> Result<(), Error> {
    let before = folder.sets()?.last().map(|set| set.manifest.stored_bytes());
    let need = before.unwrap_or(databases / SHARE).saturating_mul(12) / 10;
    let free = free(folder.path())?;
    if free < need { Err(Error::Space { folder: folder.path().to_owned(), free, need }) } else { Ok(()) }
}

/// Refuses when there is less room than copies of these SQLite files need before they are compressed.
pub(super) fn copies(folder: &Folder, urls: &[&Url]) -> Result<(), Error> {
    let files = urls.iter().filter_map(|url| url.sqlite_path()).filter_map(|path| path.metadata().ok());
    let need = files.map(|file| file.len()).sum::<u64>().saturating_mul(12) / 10;
    let free = free(folder.path())?;
    if free < need { Err(Error::Space { folder: folder.path().to_owned(), free, need }) } else { Ok(()) }
}

fn free(path: &Path) -> Result<u64, Error> {
    let found = statvfs(path).map_err(|error| Error::read(path)(error.into()))?;
    Ok(found.f_bavail.saturating_mul(found.f_frsize))
}
