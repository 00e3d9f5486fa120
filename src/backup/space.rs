//! Whether a backup will fit.

use std::path::Path;

use rustix::fs::statvfs;

use super::Error;
use super::place::Place;
use crate::config::database::Url;

/// What compression leaves of a table, at worst, as a share of what the database needs for it.
const SHARE: u64 = 2;

/// Refuses when there is less room than a fifth more than the backup before needed, or than half of the databases.
pub(super) async fn check(place: &dyn Place, databases: u64) -> Result<(), Error> {
    let Some(free) = place.room()? else { return Ok(()) };
    let before = match place.find(None).await {
        Ok(set) => Some(set.manifest.stored_bytes()),
        Err(Error::None(_)) => None,
        Err(error) => return Err(error),
    };
    let need = before.unwrap_or(databases / SHARE).saturating_mul(12) / 10;
    if free < need { Err(Error::Space { place: place.shown(), free, need }) } else { Ok(()) }
}

/// Refuses when there is less room than copies of these SQLite files need before they are compressed.
pub(super) fn copies(place: &dyn Place, urls: &[&Url]) -> Result<(), Error> {
    let Some(free) = place.room()? else { return Ok(()) };
    let files = urls.iter().filter_map(|url| url.sqlite_path()).filter_map(|path| path.metadata().ok());
    let need = files.map(|file| file.len()).sum::<u64>().saturating_mul(12) / 10;
    if free < need { Err(Error::Space { place: place.shown(), free, need }) } else { Ok(()) }
}

pub(super) fn free(path: &Path) -> Result<u64, Error> {
    let found = statvfs(path).map_err(|error| Error::read(path)(error.into()))?;
    Ok(found.f_bavail.saturating_mul(found.f_frsize))
}
