//! The folder that backups are kept in.
//!
//! ```text
//! 20261127T002706Z-1f3a9c22/       a backup
//!     universal-webhook/job.jsonl.zst
//!     manifest.json
//! .partial-20261127T…/             one that isn't finished, or never will be
//! .checks/20261127T….json          what is known of a backup: verified when, drilled when
//! .checks/20261127T….pin           there while somebody wants it kept
//! .lock                            held by whoever makes or removes backups
//! ```

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use async_trait::async_trait;

use super::Error;
use super::manifest::{self, Manifest};
use super::place::{self, Draft, Files, Found, Held, Kept, Opened, Pin, Place, Removal, Set, Sink, broken, is_name};
use super::space;
use crate::db::lock::Locked;

/// How the name of a folder begins that is no backup.
pub const PARTIAL: &str = ".partial-";

/// How the name of a folder begins that a drill works in.
pub(super) const DRILL: &str = ".drill-";

const CHECKS: &str = ".checks";
const LOCK: &str = ".lock";

/// A folder of backups.
#[derive(Clone, Debug)]
pub struct Folder(PathBuf);

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

    /// A backup by its name. The error says what is wrong with its manifest.
    fn set(&self, folder: &str) -> Result<Set, String> {
        let path = self.0.join(folder);
        let bytes = fs::read(path.join(manifest::NAME)).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => "is missing".to_owned(),
            _ => format!("can't be read: {error}"),
        })?;
        let manifest = place::manifest(folder, &bytes)?;
        let mut checks = place::checks(&manifest, fs::read(self.checks(folder)).ok().as_deref());
        checks.pinned = match fs::read(self.pin_of(folder)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            text => place::pinned(Some(&text.unwrap_or_default())),
        };
        let files = Arc::new(Below(path.clone()));
        Ok(Set { path, manifest, checks, identities: super::Identities::default(), files })
    }

    fn checks(&self, name: &str) -> PathBuf {
        self.0.join(CHECKS).join(format!("{name}.json"))
    }

    fn pin_of(&self, name: &str) -> PathBuf {
        self.0.join(CHECKS).join(format!("{name}.pin"))
    }

    /// Puts a small file in the place of another.
    fn put(&self, path: &Path, text: &[u8]) -> Result<(), Error> {
        let folder = self.0.join(CHECKS);
        DirBuilder::new().recursive(true).mode(0o700).create(&folder).map_err(Error::write(&folder))?;
        let new = path.with_added_extension("new");
        let mut options = OpenOptions::new();
        let file = options.create(true).truncate(true).write(true).mode(0o600).open(&new);
        file.and_then(|mut file| file.write_all(text).and_then(|()| file.sync_all()))
            .and_then(|()| fs::rename(&new, path))
            .and_then(|()| sync(&folder))
            .map_err(Error::write(path))
    }

    fn entries(&self) -> Result<Vec<String>, Error> {
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

#[async_trait]
impl Place for Folder {
    fn shown(&self) -> String {
        self.0.display().to_string()
    }

    fn exists(&self) -> bool {
        self.0.exists()
    }

    fn room(&self) -> Result<Option<u64>, Error> {
        space::free(&self.0).map(Some)
    }

    fn is_local(&self) -> bool {
        true
    }

    fn scratch(&self) -> PathBuf {
        self.0.clone()
    }

    async fn prepare(&self) -> Result<(), Error> {
        DirBuilder::new().recursive(true).mode(0o700).create(&self.0).map_err(Error::write(&self.0))
    }

    async fn hold(&self) -> Result<Held, Error> {
        let path = self.0.join(LOCK);
        let mut options = OpenOptions::new();
        let options = options.create(true).truncate(false).write(true).mode(0o600);
        let file = options.open(&path).map_err(Error::write(&path))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(Error::Locked(self.0.clone())),
            Err(TryLockError::Error(source)) => return Err(Error::Write { path, source }),
        }
        Ok(Held { _file: Some(Locked::new(file)) })
    }

    async fn tidy(&self, _held: &Held) -> Result<(), Error> {
        for name in self.entries()? {
            let path = self.0.join(&name);
            // A drill that goes on holds its folder.
            let left = || File::open(&path).is_ok_and(|folder| folder.try_lock().is_ok());
            if name.starts_with(PARTIAL) || (name.starts_with(DRILL) && left()) {
                fs::remove_dir_all(&path).map_err(Error::write(&path))?;
            }
        }
        Ok(())
    }

    async fn names(&self) -> Result<Vec<String>, Error> {
        let mut names = self.entries()?;
        names.retain(|name| is_name(name));
        Ok(names)
    }

    async fn look(&self, name: &str) -> Result<Found, Error> {
        Ok(match self.set(name) {
            Ok(set) => Found::Set(Box::new(set)),
            Err(wrong) => Found::Broken { name: name.to_owned(), wrong },
        })
    }

    async fn note(&self, set: &mut Set) -> Result<(), Error> {
        set.manifest.sha256.clone_into(&mut set.checks.sha256);
        let text = serde_json::to_vec(&set.checks).map_err(|error| Error::Internal(error.to_string()))?;
        self.put(&self.checks(&set.manifest.name), &text)
    }

    async fn pin(&self, name: &str, pin: Option<&Pin>) -> Result<(), Error> {
        let path = self.pin_of(name);
        let Some(pin) = pin else {
            return match fs::remove_file(&path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => Err(Error::write(&path)(error)),
                _ => Ok(()),
            };
        };
        let text = serde_json::to_vec(pin).map_err(|error| Error::Internal(error.to_string()))?;
        self.put(&path, &text)
    }

    async fn remove(&self, set: &Set, _held: &Held) -> Result<Removal, Error> {
        let manifest = set.path.join(manifest::NAME);
        let file = File::open(&manifest).map_err(Error::read(&manifest))?;
        if file.try_lock().is_err() {
            return Ok(Removal::InUse);
        }
        // Half of a backup must never look like one.
        let gone = self.0.join(format!("{PARTIAL}{}", set.manifest.name));
        fs::rename(&set.path, &gone).map_err(Error::write(&set.path))?;
        fs::remove_dir_all(&gone).map_err(Error::write(&gone))?;
        match fs::remove_file(self.checks(&set.manifest.name)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(Error::write(&set.path)(error)),
            _ => Ok(Removal::Done),
        }
    }

    async fn begin(&self, name: &str) -> Result<Box<dyn Draft>, Error> {
        let path = self.0.join(format!("{PARTIAL}{name}"));
        DirBuilder::new().mode(0o700).create(&path).map_err(Error::write(&path))?;
        Ok(Box::new(Partial { folder: self.0.clone(), name: name.to_owned(), path, published: false }))
    }
}

/// The files below a folder.
#[derive(Debug)]
struct Below(PathBuf);

#[async_trait]
impl Files for Below {
    fn open(&self, file: &str) -> io::Result<Opened> {
        let file = File::open(self.0.join(file))?;
        Ok(Opened { length: file.metadata()?.len(), bytes: Box::new(file) })
    }

    async fn keep(&self, set: &str) -> Result<Kept, Error> {
        let path = self.0.join(manifest::NAME);
        let file = File::open(&path).map_err(Error::read(&path))?;
        file.lock_shared().map_err(Error::read(&path))?;
        // Between the look and the lock it may have been removed.
        if path.exists() { Ok(Kept::Locked(Locked::new(file))) } else { Err(broken(set.to_owned(), "is gone")) }
    }
}

/// A backup that isn't finished. Dropped before it is, it is removed.
#[derive(Debug)]
struct Partial {
    folder: PathBuf,
    name: String,
    path: PathBuf,
    published: bool,
}

#[async_trait]
impl Draft for Partial {
    fn files(&self) -> Arc<dyn Files> {
        Arc::new(Below(self.path.clone()))
    }

    fn path(&self, file: &str) -> PathBuf {
        self.path.join(file)
    }

    fn create(&self, file: &str) -> io::Result<Box<dyn Sink>> {
        let path = self.path(file);
        if let Some(folder) = path.parent() {
            DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
        }
        Ok(Box::new(create(&path)?))
    }

    async fn publish(mut self: Box<Self>, manifest: &mut Manifest) -> Result<(), Error> {
        let path = self.path.join(manifest::NAME);
        let text = manifest.write().map_err(|error| Error::Internal(error.to_string()))?;
        let written = create(&path).and_then(|mut file| file.write_all(&text).and_then(|()| file.sync_all()));
        written.map_err(Error::write(&path))?;
        for part in &manifest.addons {
            let folder = self.path.join(&part.addon);
            sync(&folder).map_err(Error::write(&folder))?;
        }
        sync(&self.path).map_err(Error::write(&self.path))?;
        let place = self.folder.join(&self.name);
        fs::rename(&self.path, &place).map_err(Error::write(&place))?;
        self.published = true;
        sync(&self.folder).map_err(Error::write(&self.folder))
    }

    async fn discard(self: Box<Self>) {
        drop(self);
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

impl Sink for File {
    fn finish(self: Box<Self>) -> io::Result<()> {
        self.sync_all()
    }
}

/// A file that only its owner may read.
pub(super) fn create(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}

/// Has the disk know what a folder holds.
fn sync(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}
