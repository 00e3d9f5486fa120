//! Where backups are kept, and which.
//!
//! `CLOCKIFY_ADDONS_BACKUP_DIR`, `CLOCKIFY_ADDONS_BACKUP_KEEP`, `CLOCKIFY_ADDONS_BACKUP_SCRATCH_DIR`,
//! `CLOCKIFY_ADDONS_BACKUP_AGE_RECIPIENTS`, `CLOCKIFY_ADDONS_BACKUP_AGE_RECIPIENTS_FILE`.

use std::path::PathBuf;

use super::audit::unknown;
use super::entry::Entry;
use super::error::Error;
use super::reader::Reader;
use super::source::Source;
use crate::domain::keep::Policy;
use crate::domain::recipients::{self, Recipients};

/// The folder when none is named.
pub const FOLDER: &str = "backups";

/// The folder for what is there for a while only.
const SCRATCH: &str = "/tmp";

/// How the address of a bucket begins.
pub const BUCKET: &str = "s3://";

/// What the commands about backups need.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backup {
    /// The folder that backups are kept in, or the address of a bucket.
    pub folder: PathBuf,
    /// Which of them `backup prune` keeps.
    pub keep: Policy,
    /// A folder for what can't be done where backups are.
    pub scratch: PathBuf,
    /// For whom new backups are encrypted.
    pub recipients: Recipients,
    /// A file with more of them, which only who makes a backup has to have.
    pub recipients_file: Option<PathBuf>,
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

    /// Whether backups are kept in a bucket, which needs settings of its own.
    #[must_use]
    pub fn is_in_a_bucket(&self) -> bool {
        self.folder.to_str().is_some_and(|text| text.starts_with(BUCKET))
    }

    /// Reads the section.
    pub fn read(reader: &mut Reader<'_>) -> Self {
        reader.section("Backup");
        let folder =
            Entry::new("CLOCKIFY_ADDONS_BACKUP_DIR", "Folder that backups are kept in, or `s3://bucket/prefix`");
        let keep = Entry::new("CLOCKIFY_ADDONS_BACKUP_KEEP", "How many backups `backup prune` keeps of each kind");
        let kind = "counts of last, hourly, daily, weekly, monthly, yearly, least, such as `last=3,daily=7`";
        let default = Policy::default();
        let scratch = Entry::new(
            "CLOCKIFY_ADDONS_BACKUP_SCRATCH_DIR",
            "Folder for drills of backups that are in a bucket, and for those that come or go as a stream",
        );
        let recipients = Entry {
            shown: Some(Recipients::shown),
            repeats: false,
            ..Entry::new(
                "CLOCKIFY_ADDONS_BACKUP_AGE_RECIPIENTS",
                "Public keys of age, `age1…`, that new backups are encrypted for",
            )
        };
        let recipients_file = Entry::new(
            "CLOCKIFY_ADDONS_BACKUP_AGE_RECIPIENTS_FILE",
            "File with public keys of age, one a line, that new backups are encrypted for, too",
        );
        Self {
            folder: PathBuf::from(reader.text(folder, &(1..=4096), FOLDER)),
            keep: reader.value(keep, kind, &default.to_string(), str::parse).unwrap_or(default),
            scratch: PathBuf::from(reader.text(scratch, &(1..=4096), SCRATCH)),
            recipients: reader
                .value(recipients, "public keys, with commas between them", "", |text| {
                    text.parse().map_err(|wrong: recipients::Wrong| wrong.to_string())
                })
                .unwrap_or_default(),
            recipients_file: reader.optional_text(recipients_file, &(1..=4096), "").map(PathBuf::from),
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

    #[test]
    fn an_identity_among_the_recipients_is_refused_and_not_repeated() {
        let secret = "AGE-SECRET-KEY-1CANARY";
        let source = Source::from_pairs([("CLOCKIFY_ADDONS_BACKUP_AGE_RECIPIENTS", secret)]);
        let error = Backup::load(&source).unwrap_err().to_string();
        assert!(error.contains("RECIPIENTS") && error.contains("secret") && !error.contains("CANARY"), "{error}");
    }
}
