//! Where backups are kept, and which.
//!
//! `CLOCKIFY_ADDONS_BACKUP_DIR`, `CLOCKIFY_ADDONS_BACKUP_KEEP`.

use std::path::PathBuf;

use super::audit::unknown;
use super::entry::Entry;
use super::error::Error;
use super::reader::Reader;
use super::source::Source;
use crate::domain::keep::Policy;

/// The folder when none is named.
pub const FOLDER: &str = "backups";

/// What the commands about backups need.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backup {
    /// The folder that backups are kept in.
    pub folder: PathBuf,
    /// Which of them `backup prune` keeps.
    pub keep: Policy,
}

impl Backup {
    /// Loads the section and nothing else.
    pub fn load(source: &Source) -> Result<Self, Error> {
        let mut reader = Reader::new(source);
        reader.absorb(unknown(source));
        let backup = Self::read(&mut reader);
        reader.finish()?;
        Ok(backup)
    }

    /// Reads the section.
    pub fn read(reader: &mut Reader<'_>) -> Self {
        reader.section("Backup");
        let folder = Entry::new("CLOCKIFY_ADDONS_BACKUP_DIR", "Folder that backups are kept in");
        let keep = Entry::new("CLOCKIFY_ADDONS_BACKUP_KEEP", "How many backups `backup prune` keeps of each kind");
        let kind = "counts of last, hourly, daily, weekly, monthly, yearly, least, such as `last=3,daily=7`";
        let default = Policy::default();
        Self {
            folder: PathBuf::from(reader.text(folder, &(1..=4096), FOLDER)),
            keep: reader.value(keep, kind, &default.to_string(), str::parse).unwrap_or(default),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_is_read_and_a_bad_one_is_told() {
        let backup = Backup::load(&Source::from_pairs([("CLOCKIFY_ADDONS_BACKUP_KEEP", "daily=30")])).unwrap();
        assert_eq!((backup.folder, backup.keep.daily, backup.keep.last), (PathBuf::from("backups"), 30, 0));
        let error = Backup::load(&Source::from_pairs([("CLOCKIFY_ADDONS_BACKUP_KEEP", "daily")])).unwrap_err();
        assert!(error.to_string().contains("CLOCKIFY_ADDONS_BACKUP_KEEP"), "{error}");
    }
}
