//! What a backup says of itself. It is written last: a folder without it is no backup.
//!
//! The manifest guards itself: `sha256` is the hash of the file with sixty-four zeros in its place, so that a changed byte
//! of it is noticed like one of any other file.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::FORMAT;
use super::file::{self, Stored};
use super::native::{self, Archive, Native};
use super::schema::Shape;

/// The name of the file.
pub(super) const NAME: &str = "manifest.json";

/// Zeros in the place of the hash.
const BLANK: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// What stands before the hash.
const MARK: &str = "\n  \"sha256\": \"";

/// A backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The form of the archive.
    pub format: u32,
    /// The name of the backup, and of its folder.
    pub name: String,
    /// The version of the program that made it.
    pub program: String,
    /// When it was begun.
    pub started_at: String,
    /// When it was done.
    pub finished_at: String,
    /// For whom it is encrypted, as age writes their public keys; nobody when it isn't.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub recipients: Vec<String>,
    /// How exact the cut is.
    pub cut: Cut,
    /// What is in it.
    pub addons: Vec<Part>,
    /// Of the file with zeros here.
    pub sha256: String,
}

/// The moment that the databases are shown at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cut {
    /// Whether it is one moment for all of them.
    pub exact: bool,
    /// When it was made.
    pub at: String,
    /// How often it was tried.
    pub tries: u32,
    /// How far apart the databases may be, in milliseconds; 0 for an exact cut.
    pub skew_ms: u64,
    /// For how long writers to SQLite had to wait, in milliseconds.
    pub gate_ms: u64,
}

/// One add-on's database.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// The add-on, which is also the name of the folder.
    pub addon: String,
    /// `postgresql` or `sqlite`.
    pub engine: String,
    /// The version of the server or library.
    pub server: String,
    /// Where it was, without the password.
    pub database: String,
    /// What PostgreSQL calls the moment.
    pub snapshot: Option<String>,
    /// The migrations that it had, in order.
    pub migrations: Vec<String>,
    /// Ids of the keys that open what is sealed in it.
    pub keys: Vec<String>,
    /// Its tables, in an order in which they can be restored; none in a native archive.
    pub tables: Vec<Table>,
    /// The whole in the form of its engine, where it was made so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub native: Option<Native>,
}

/// One table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// What it looks like.
    #[serde(flatten)]
    pub shape: Shape,
    /// How many rows.
    pub rows: u64,
    /// The sum of the hashes of its rows, whatever their order.
    pub content: String,
    /// Its file.
    #[serde(flatten)]
    pub stored: Stored,
}

impl Part {
    /// A table of it.
    #[must_use]
    pub fn table(&self, name: &str) -> Option<&Table> {
        self.tables.iter().find(|table| table.shape.table == name)
    }

    /// How many rows.
    #[must_use]
    pub fn rows(&self) -> u64 {
        let counted = self.native.iter().flat_map(|native| &native.tables).map(|counted| counted.rows);
        self.tables.iter().map(|table| table.rows).chain(counted).sum()
    }
}

impl Table {
    /// The name of the file, in the add-on's folder.
    #[must_use]
    pub fn file(&self) -> String {
        file::name(&self.shape.table, self.stored.encrypted)
    }
}

impl Manifest {
    /// In which form it is.
    #[must_use]
    pub fn archive(&self) -> Archive {
        if self.format == native::FORMAT { Archive::Native } else { Archive::Portable }
    }

    /// The part of an add-on.
    #[must_use]
    pub fn part(&self, addon: &str) -> Option<&Part> {
        self.addons.iter().find(|part| part.addon == addon)
    }

    /// How many rows.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.addons.iter().map(Part::rows).sum()
    }

    /// The bytes of all its tables, as they are stored.
    #[must_use]
    pub fn stored_bytes(&self) -> u64 {
        let tables = self.addons.iter().flat_map(|part| &part.tables).map(|table| &table.stored);
        let natives = self.addons.iter().filter_map(|part| part.native.as_ref()).map(|native| &native.stored);
        tables.chain(natives).map(|stored| stored.stored_bytes).sum()
    }

    /// The text of the file; notes its hash.
    pub(super) fn write(&mut self) -> Result<Vec<u8>, serde_json::Error> {
        BLANK.clone_into(&mut self.sha256);
        let text = format!("{}\n", serde_json::to_string_pretty(self)?);
        self.sha256 = hex::encode(Sha256::digest(&text));
        Ok(match text.rfind(MARK) {
            Some(at) => {
                let start = at + MARK.len();
                let (before, after) = (&text[..start], &text[start + BLANK.len()..]);
                format!("{before}{}{after}", self.sha256).into_bytes()
            }
            None => text.into_bytes(),
        })
    }

    /// Reads the text of a file. The error says what is wrong with it.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, String> {
        let text = std::str::from_utf8(bytes).map_err(|_| "is no text")?;
        let start = text.rfind(MARK).ok_or("has no hash")? + MARK.len();
        let end = start + BLANK.len();
        let (Some(before), Some(hash), Some(after)) = (text.get(..start), text.get(start..end), text.get(end..)) else {
            return Err("has no hash".to_owned());
        };
        let mut hashed = Sha256::new();
        for part in [before, BLANK, after] {
            hashed.update(part);
        }
        if hash != hex::encode(hashed.finalize()) {
            return Err("is not what was written".to_owned());
        }
        let manifest: Self = serde_json::from_str(text).map_err(|error| format!("can't be understood: {error}"))?;
        if ![FORMAT, native::FORMAT].contains(&manifest.format) {
            return Err(format!("has form {}, which this program doesn't know; a newer one does", manifest.format));
        }
        Ok(manifest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest() -> Manifest {
        let text = |text: &str| text.to_owned();
        Manifest {
            format: FORMAT,
            name: text("20261127T002706Z-00000000"),
            program: text("1"),
            started_at: text("x"),
            finished_at: text("y"),
            recipients: Vec::new(),
            cut: Cut { exact: true, at: text("x"), tries: 1, skew_ms: 0, gate_ms: 0 },
            addons: Vec::new(),
            sha256: String::new(),
        }
    }

    #[test]
    fn a_changed_byte_is_noticed_wherever_it_is() {
        let mut written = manifest();
        let bytes = written.write().unwrap();
        assert_eq!(Manifest::read(&bytes).unwrap(), written);
        for at in 0..bytes.len() {
            for bit in 0..8 {
                let mut changed = bytes.clone();
                changed[at] ^= 1 << bit;
                assert!(Manifest::read(&changed).is_err(), "byte {at}");
            }
            assert!(Manifest::read(&bytes[..at]).is_err(), "cut at {at}");
        }
    }
}
