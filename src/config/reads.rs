//! Which variables a command reads, for its help.

use super::clockify::Clockify;
use super::database::Url;
use super::reader::Reader;
use super::source::{ENV_FILE, Source};
use super::{Backup, Retention, S3, Secrets, addon};
use crate::domain::addon::Addon as Id;

/// What a command reads of the settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reads {
    /// None of them.
    Nothing,
    /// Where the servers listen.
    Listening,
    /// The databases, and the key of what is sealed in them.
    Storage,
    /// The same, and how long what is kept.
    Retention,
    /// The same as storage, and where backups are.
    Backups,
    /// The file of operations in place of the built-in table.
    Catalogue,
    /// Every one.
    Everything,
}

impl Reads {
    /// The names, in the order of the documentation. Those that may also name a file have a `*`.
    ///
    /// None stands for every one: too many to list.
    #[must_use]
    pub fn names(self) -> Option<Vec<String>> {
        let source = Source::default();
        let mut reader = Reader::new(&source);
        match self {
            Self::Nothing => return Some(Vec::new()),
            Self::Everything => return None,
            Self::Listening => {
                for id in Id::ALL {
                    addon::listening(&mut reader, id);
                }
            }
            Self::Storage | Self::Retention | Self::Backups => {
                for id in Id::ALL {
                    Url::read(&mut reader, id);
                }
                Secrets::read(&mut reader);
            }
            Self::Catalogue => {
                Clockify::read_openapi_path(&mut reader);
            }
        }
        if self == Self::Retention {
            for id in Id::ALL {
                Retention::read(&mut reader, id);
            }
        }
        if self == Self::Backups {
            Backup::read(&mut reader);
            S3::read(&mut reader);
        }
        let mut names = vec![ENV_FILE.to_owned()];
        for variable in reader.into_variables() {
            let star = if variable.entry.file { "*" } else { "" };
            let name = format!("{}{star}", variable.entry.name);
            if !names.contains(&name) {
                names.push(name);
            }
        }
        Some(names)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_listed_is_what_is_read() {
        let names = |reads: Reads| reads.names().unwrap().join(" ");
        assert_eq!(names(Reads::Nothing), "");
        let storage = names(Reads::Storage);
        assert!(storage.starts_with("CLOCKIFY_ADDONS_ENV_FILE API_STUDIO_DB_URL* "), "{storage}");
        assert!(storage.contains(" DATABASE_URL* CLOCKIFY_ADDONS_SECRET_KEY*"), "{storage}");
        assert!(names(Reads::Retention).contains("UW_CACHE_TTL_DAYS"));
        assert!(names(Reads::Backups).contains("CLOCKIFY_ADDONS_BACKUP_KEEP"));
        assert!(names(Reads::Backups).contains("AWS_ACCESS_KEY_ID"));
        assert!(names(Reads::Listening).contains("HOST API_STUDIO_PORT"), "{}", names(Reads::Listening));
        assert!(names(Reads::Catalogue).ends_with("CLOCKIFY_OPENAPI_PATH"));
        assert_eq!(Reads::Everything.names(), None);
    }
}
