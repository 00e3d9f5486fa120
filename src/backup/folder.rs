//! The folder that backups are kept in.
//!
//! ```text
//! 20261127T002706Z-1f3a9c22/       a backup
//!     universal-webhook/job.jsonl.zst
//!     manifest.json
//! .partial-20261127T…/             one that isn't finished, or never will be
//! .checks/20261127T….json          what is known of a backup: verified when, drilled when
//! .lock                            held by whoever makes or removes backups
//! ```

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::Error;
use super::file;
use super::manifest::{self, Manifest};

/// How the name of a folder begins that is no backup.
pub const PARTIAL: &str = ".partial-";

/// How the name of a folder begins that a drill works in.
pub(super) const DRILL: &str = ".drill-";

const CHECKS: &str = ".checks";
const LOCK: &str = ".lock";

/// A folder of backups.
#[derive(Clone, Debug)]
pub struct Folder(PathBuf);

/// A backup.
#[derive(Clone, Debug)]
pub struct Set {
    /// Its folder.
    pub path: PathBuf,
    /// What it says of itself.
    pub manifest: Manifest,
    /// What is known of it.
    pub checks: Checks,
}

/// What was found in the folder.
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
    #[serde(default, skip_serializing_if = "Option::is_none")]
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

impl Checks {
    /// Whether the backup was read and found right when that was last tried.
    #[must_use]
    pub fn is_good(&self) -> bool {
        self.verified_at.is_some() && self.wrong.is_none()
    }
}

/// The right to make and remove backups, while it is held.
#[derive(Debug)]
pub struct Held {
    _file: File,
}

impl Folder {
    /// The folder at this path, which needn't be there.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Makes the folder where there is none.
    pub fn create(&self) -> Result<(), Error> {
        DirBuilder::new().recursive(true).mode(0o700).create(&self.0).map_err(Error::write(&self.0))
    }

    /// Takes the right to make and remove backups.
    pub fn hold(&self) -> Result<Held, Error> {
        let path = self.0.join(LOCK);
        let mut options = OpenOptions::new();
        let options = options.create(true).truncate(false).write(true).mode(0o600);
        let file = options.open(&path).map_err(Error::write(&path))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(Error::Locked(self.0.clone())),
            Err(TryLockError::Error(source)) => return Err(Error::Write { path, source }),
        }
        Ok(Held { _file: file })
    }

    /// Removes what an earlier owner left unfinished.
    pub(super) fn tidy(&self, _held: &Held) -> Result<(), Error> {
        for name in self.names()? {
            let path = self.0.join(&name);
            // A drill that goes on holds its folder.
            let left = || File::open(&path).is_ok_and(|folder| folder.try_lock().is_ok());
            if name.starts_with(PARTIAL) || (name.starts_with(DRILL) && left()) {
                fs::remove_dir_all(&path).map_err(Error::write(&path))?;
            }
        }
        Ok(())
    }

    /// Everything that has the name of a backup, the oldest first.
    pub fn all(&self) -> Result<Vec<Found>, Error> {
        let names = self.names()?.into_iter().filter(|name| is_name(name));
        Ok(names.map(|name| self.look(&name).unwrap_or_else(|wrong| Found::Broken { name, wrong })).collect())
    }

    /// The backups, the oldest first. Broken ones are left out.
    pub fn sets(&self) -> Result<Vec<Set>, Error> {
        let sets = self.all()?.into_iter().filter_map(|found| match found {
            Found::Set(set) => Some(*set),
            Found::Broken { .. } => None,
        });
        Ok(sets.collect())
    }

    /// A backup by its name, or by the part of it that follows the time; without a name, the newest.
    pub fn find(&self, name: Option<&str>) -> Result<Set, Error> {
        let Some(name) = name.filter(|name| *name != "latest") else {
            return self.sets()?.pop().ok_or_else(|| Error::None(self.0.clone()));
        };
        let fits = |found: &String| found == name || found.split_once('-').is_some_and(|(_, id)| id == name);
        let Some(found) = self.names()?.into_iter().filter(|name| is_name(name)).find(fits) else {
            return Err(Error::NoSet { name: name.to_owned(), folder: self.0.clone() });
        };
        match self.look(&found) {
            Ok(Found::Set(set)) => Ok(*set),
            Ok(Found::Broken { name, wrong }) => Err(broken(name, wrong)),
            Err(wrong) => Err(broken(found, wrong)),
        }
    }

    /// Notes what became known of a backup.
    pub fn note(&self, set: &mut Set, change: impl FnOnce(&mut Checks)) -> Result<(), Error> {
        change(&mut set.checks);
        set.manifest.sha256.clone_into(&mut set.checks.sha256);
        let folder = self.0.join(CHECKS);
        DirBuilder::new().recursive(true).mode(0o700).create(&folder).map_err(Error::write(&folder))?;
        let (path, new) = (self.checks(&set.manifest.name), folder.join(format!("{}.new", set.manifest.name)));
        let text = serde_json::to_vec(&set.checks).map_err(|error| Error::Internal(error.to_string()))?;
        let mut options = OpenOptions::new();
        let file = options.create(true).truncate(true).write(true).mode(0o600).open(&new);
        file.and_then(|mut file| file.write_all(&text).and_then(|()| file.sync_all()))
            .and_then(|()| fs::rename(&new, &path))
            .and_then(|()| sync(&folder))
            .map_err(Error::write(&path))
    }

    /// Removes a backup, unless somebody reads it. Returns whether it did.
    pub(super) fn remove(&self, set: &Set, _held: &Held) -> Result<bool, Error> {
        let manifest = set.path.join(manifest::NAME);
        let file = File::open(&manifest).map_err(Error::read(&manifest))?;
        if file.try_lock().is_err() {
            return Ok(false);
        }
        // Half of a backup must never look like one.
        let gone = self.0.join(format!("{PARTIAL}{}", set.manifest.name));
        fs::rename(&set.path, &gone).map_err(Error::write(&set.path))?;
        fs::remove_dir_all(&gone).map_err(Error::write(&gone))?;
        match fs::remove_file(self.checks(&set.manifest.name)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(Error::write(&set.path)(error)),
            _ => Ok(true),
        }
    }

    /// A new folder for a backup of this name.
    pub(super) fn begin(&self, name: &str) -> Result<Partial, Error> {
        let path = self.0.join(format!("{PARTIAL}{name}"));
        DirBuilder::new().mode(0o700).create(&path).map_err(Error::write(&path))?;
        Ok(Partial { folder: self.0.clone(), name: name.to_owned(), path, published: false })
    }

    fn look(&self, name: &str) -> Result<Found, String> {
        let path = self.0.join(name);
        let bytes = fs::read(path.join(manifest::NAME)).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => "is missing".to_owned(),
            _ => format!("can't be read: {error}"),
        })?;
        let manifest = Manifest::read(&bytes)?;
        if manifest.name != name {
            return Err(format!("is that of {}", manifest.name));
        }
        let checks = fs::read(self.checks(name)).ok();
        let checks = checks.and_then(|text| serde_json::from_slice::<Checks>(&text).ok());
        let checks = checks.filter(|checks| checks.sha256 == manifest.sha256).unwrap_or_default();
        Ok(Found::Set(Box::new(Set { path, manifest, checks })))
    }

    fn checks(&self, name: &str) -> PathBuf {
        self.0.join(CHECKS).join(format!("{name}.json"))
    }

    fn names(&self) -> Result<Vec<String>, Error> {
        let entries = match fs::read_dir(&self.0) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries.map_err(Error::read(&self.0))?,
        };
        let mut names = Vec::new();
        for entry in entries {
            let entry = entry.map_err(Error::read(&self.0))?;
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                names.extend(entry.file_name().into_string());
            }
        }
        names.sort();
        Ok(names)
    }
}

impl Set {
    /// Keeps the backup from being removed while what is returned lives.
    pub fn keep(&self) -> Result<Held, Error> {
        let path = self.path.join(manifest::NAME);
        let file = File::open(&path).map_err(Error::read(&path))?;
        file.lock_shared().map_err(Error::read(&path))?;
        // Between the look and the lock it may have been removed.
        if path.exists() { Ok(Held { _file: file }) } else { Err(broken(self.manifest.name.clone(), "is gone")) }
    }
}

/// A backup that isn't finished. Dropped before it is, it is removed.
#[derive(Debug)]
pub(super) struct Partial {
    folder: PathBuf,
    name: String,
    pub(super) path: PathBuf,
    published: bool,
}

impl Partial {
    /// Writes the manifest and gives the folder its name. From then on it is a backup, and stays one after a power cut.
    pub(super) fn publish(mut self, manifest: &mut Manifest) -> Result<PathBuf, Error> {
        let path = self.path.join(manifest::NAME);
        let text = manifest.write().map_err(|error| Error::Internal(error.to_string()))?;
        let written = file::create(&path).and_then(|mut file| file.write_all(&text).and_then(|()| file.sync_all()));
        written.map_err(Error::write(&path))?;
        for part in &manifest.addons {
            let folder = self.path.join(&part.addon);
            sync(&folder).map_err(Error::write(&folder))?;
        }
        sync(&self.path).map_err(Error::write(&self.path))?;
        let place = self.folder.join(&self.name);
        fs::rename(&self.path, &place).map_err(Error::write(&place))?;
        self.published = true;
        sync(&self.folder).map_err(Error::write(&self.folder))?;
        Ok(place)
    }

    /// A folder in it.
    pub(super) fn folder(&self, name: &str) -> Result<PathBuf, Error> {
        let path = self.path.join(name);
        DirBuilder::new().mode(0o700).create(&path).map_err(Error::write(&path))?;
        Ok(path)
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        if !self.published {
            // A file that was just about to be made can come in between. What can't be removed now is removed by the next
            // one that holds the folder.
            _ = (0..3).any(|_| fs::remove_dir_all(&self.path).is_ok());
        }
    }
}

/// Has the disk know what a folder holds.
fn sync(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

fn broken(set: String, wrong: impl Into<String>) -> Error {
    Error::Damaged { set, file: manifest::NAME.to_owned(), wrong: wrong.into() }
}

/// Whether a folder of this name is a backup: `20261127T002706Z-1f3a9c22`.
fn is_name(name: &str) -> bool {
    let bytes = name.as_bytes();
    bytes.len() == 25 && bytes[8] == b'T' && bytes[15..17] == *b"Z-"
}
