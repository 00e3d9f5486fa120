//! Where backups live. What the rest of this module does with them is the same for every place.

use std::fmt::Debug;
use std::io::{self, Read, Write};
use std::path::PathBuf;
use std::sync::Arc;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::Error;
use super::file::TableFile;
use super::manifest::{self, Manifest, Table};
use super::native::Native;
use super::seal::Identities;
use super::store::Using;
use crate::db::lock::Locked;

/// A place with backups in it: a folder, or a part of a bucket.
#[async_trait]
pub trait Place: Debug + Send + Sync {
    /// What people call it.
    fn shown(&self) -> String;

    /// Whether there is anything to look at.
    fn exists(&self) -> bool;

    /// How many bytes are free; none where there is no end to be seen.
    fn room(&self) -> Result<Option<u64>, Error>;

    /// Whether its backups are files on this machine, where other programs can write, too.
    fn is_local(&self) -> bool;

    /// A folder on this machine that a drill may work in.
    fn scratch(&self) -> PathBuf;

    /// Makes it where it isn't there.
    async fn prepare(&self) -> Result<(), Error>;

    /// Takes the right to make and remove backups.
    async fn hold(&self) -> Result<Held, Error>;

    /// Removes what an earlier owner left unfinished.
    async fn tidy(&self, held: &Held) -> Result<(), Error>;

    /// The names of all backups, the oldest first.
    async fn names(&self) -> Result<Vec<String>, Error>;

    /// A backup, by its name.
    async fn look(&self, name: &str) -> Result<Found, Error>;

    /// Stores what became known of a backup, but not whether it is pinned.
    async fn note(&self, set: &mut Set) -> Result<(), Error>;

    /// Stores that a backup is pinned, or that it no longer is. That stands apart from what else is known, so that whoever
    /// has read a backup for an hour and notes it doesn't take back what happened meanwhile.
    async fn pin(&self, name: &str, pin: Option<&Pin>) -> Result<(), Error>;

    /// Removes a backup, if it may be.
    async fn remove(&self, set: &Set, held: &Held) -> Result<Removal, Error>;

    /// A new backup of this name, which counts for nothing yet.
    async fn begin(&self, name: &str) -> Result<Box<dyn Draft>, Error>;

    /// Everything that has the name of a backup, the oldest first.
    async fn all(&self) -> Result<Vec<Found>, Error> {
        let mut all = Vec::new();
        for name in self.names().await? {
            all.push(self.look(&name).await?);
        }
        Ok(all)
    }

    /// A backup by its name, or by the part of it that follows the time; without a name, the newest.
    async fn find(&self, name: Option<&str>) -> Result<Set, Error> {
        let names = self.names().await?;
        let Some(name) = name.filter(|name| *name != "latest") else {
            for name in names.iter().rev() {
                if let Found::Set(set) = self.look(name).await? {
                    return Ok(*set);
                }
            }
            return Err(Error::None(self.shown()));
        };
        let fits = |found: &&String| *found == name || found.split_once('-').is_some_and(|(_, id)| id == name);
        match names.iter().find(fits) {
            None => Err(Error::NoSet { name: name.to_owned(), place: self.shown() }),
            Some(found) => match self.look(found).await? {
                Found::Set(set) => Ok(*set),
                Found::Broken { name, wrong } => Err(broken(name, wrong)),
            },
        }
    }
}

/// A backup.
#[derive(Clone, Debug)]
pub struct Set {
    /// Where it is.
    pub path: PathBuf,
    /// What it says of itself.
    pub manifest: Manifest,
    /// What is known of it.
    pub checks: Checks,
    /// What opens it, if it is encrypted.
    pub identities: Identities,
    pub(super) files: Arc<dyn Files>,
}

/// What was found in a place.
#[derive(Clone, Debug)]
pub enum Found {
    /// A backup.
    Set(Box<Set>),
    /// Something with the name of a backup whose manifest is missing or damaged.
    Broken {
        /// Its name.
        name: String,
        /// What is wrong with it.
        wrong: String,
    },
}

/// What is known of a backup beyond what it says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checks {
    /// The hash of the manifest that this is about.
    #[serde(default)]
    pub sha256: String,
    /// When every byte of it was last read and found right.
    pub verified_at: Option<String>,
    /// What was wrong when it was last read, if something was.
    pub wrong: Option<String>,
    /// When it was last restored for practice.
    pub drilled_at: Option<String>,
    /// Set while somebody wants it kept.
    #[serde(skip)]
    pub pinned: Option<Pin>,
}

/// That a backup is kept, whatever the policy says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pin {
    /// Since when.
    pub since: String,
    /// Why, as somebody wrote it.
    pub reason: Option<String>,
}

/// Whether a backup could be removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Removal {
    /// It is gone.
    Done,
    /// Somebody reads it.
    InUse,
    /// The place doesn't let it go.
    Refused,
}

/// The right to make and remove backups, while it is held.
#[derive(Debug)]
pub struct Held {
    pub(super) _file: Option<Locked>,
}

/// What keeps a backup from being removed. Dropped, it ends, in a bucket not before a while has passed.
#[derive(Debug)]
pub enum Kept {
    /// By a lock.
    Locked(Locked),
    /// By a mark beside it.
    Marked(Box<Using>),
    /// By nothing: whoever reads it may not say so.
    Free,
}

/// The files of a backup.
#[async_trait]
pub trait Files: Debug + Send + Sync {
    /// Opens one, such as `api-studio/job.jsonl.zst`. Blocks, and so does what is read from it.
    fn open(&self, file: &str) -> io::Result<Opened>;

    /// Keeps them from being removed while what is returned lives.
    async fn keep(&self, set: &str) -> Result<Kept, Error>;
}

/// A file, from its beginning.
pub struct Opened {
    /// How many bytes it has.
    pub length: u64,
    /// They.
    pub bytes: Box<dyn Read + Send>,
}

/// A backup that isn't finished. It has to be published or discarded.
#[async_trait]
pub trait Draft: Send + Sync {
    /// Its files so far.
    fn files(&self) -> Arc<dyn Files>;

    /// Where a file of it is, for messages.
    fn path(&self, file: &str) -> PathBuf;

    /// A new file. Blocks, and so does writing to it.
    fn create(&self, file: &str) -> io::Result<Box<dyn Sink>>;

    /// Writes the manifest. From then on it is a backup.
    async fn publish(self: Box<Self>, manifest: &mut Manifest) -> Result<(), Error>;

    /// Removes what there is of it.
    async fn discard(self: Box<Self>);
}

/// A file that is being written. Dropped before it is finished, it is none.
pub trait Sink: Write + Send {
    /// Has all that was written last.
    fn finish(self: Box<Self>) -> io::Result<()>;
}

impl Checks {
    /// Whether the backup was read and found right when that was last tried.
    #[must_use]
    pub fn is_good(&self) -> bool {
        self.verified_at.is_some() && self.wrong.is_none()
    }
}

impl Set {
    /// Keeps the backup from being removed while what is returned lives.
    pub async fn keep(&self) -> Result<Kept, Error> {
        self.files.keep(&self.manifest.name).await
    }

    /// Whether what is in it can be looked at: it isn't encrypted, or something is at hand that may open it.
    #[must_use]
    pub fn opened(&self) -> bool {
        self.manifest.recipients.is_empty() || !self.identities.is_empty()
    }

    /// Refuses where it is encrypted and nothing is at hand that might open it.
    pub(super) fn openable(&self) -> Result<(), Error> {
        if self.opened() {
            return Ok(());
        }
        Err(Error::Sealed { set: self.manifest.name.clone(), recipients: self.manifest.recipients.join(", ") })
    }

    /// The file of a table.
    pub(super) fn file(&self, addon: &str, table: &Table) -> TableFile {
        TableFile::new(&self.files, addon, table, &self.identities)
    }

    /// The file of a database in the form of its engine.
    pub(super) fn native(&self, addon: &str, native: &Native) -> TableFile {
        TableFile::native(&self.files, addon, native)
    }
}

impl Kept {
    /// Ends it now.
    pub(super) async fn release(self) {
        match self {
            Self::Locked(file) => drop(file),
            Self::Marked(mark) => mark.release().await,
            Self::Free => {}
        }
    }
}

pub(super) fn broken(set: String, wrong: impl Into<String>) -> Error {
    Error::Damaged { set, file: manifest::NAME.to_owned(), wrong: wrong.into() }
}

/// Reads a manifest that is said to be that of a backup.
pub(super) fn manifest(name: &str, bytes: &[u8]) -> Result<Manifest, String> {
    let manifest = Manifest::read(bytes)?;
    if manifest.name == name { Ok(manifest) } else { Err(format!("is that of {}", manifest.name)) }
}

/// What is known of a backup with this manifest.
pub(super) fn checks(manifest: &Manifest, text: Option<&[u8]>) -> Checks {
    let checks = text.and_then(|text| serde_json::from_slice::<Checks>(text).ok());
    checks.filter(|checks| checks.sha256 == manifest.sha256).unwrap_or_default()
}

/// A pin as it was noted, if one was. One that can't be read keeps its backup, too.
pub(super) fn pinned(text: Option<&[u8]>) -> Option<Pin> {
    let unknown = || Pin { since: "unknown".to_owned(), reason: None };
    text.map(|text| serde_json::from_slice(text).unwrap_or_else(|_| unknown()))
}

/// Whether this is the name of a backup: `20261127T002706Z-1f3a9c22`.
pub(super) fn is_name(name: &str) -> bool {
    let bytes = name.as_bytes();
    bytes.len() == 25 && bytes[8] == b'T' && bytes[15..17] == *b"Z-"
}
