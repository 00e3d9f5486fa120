//! The key file: one line, one owner, written once.
//!
//! All servers of a machine may start at the same moment on an empty folder, and then each would make a
//! key of its own. If the last one to write won, tokens sealed in between would be lost. So a new key is
//! written to a file that only this process knows and is then linked to the final name, which the file
//! system lets succeed once; everybody else reads what is there. The final name never shows half a key,
//! and never one that others could read for a moment, since the mode is set at creation.
//!
//! A key is replaced in two steps: the old one gets a second name, and then the new one takes over the first in one move.
//! Whoever reads between the two finds the same key under both names, and whoever stops there can go on later.
//! Programs that run meanwhile see that the file is another one ([`Watched`]).

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use secrecy::ExposeSecret as _;
use zeroize::Zeroizing;

use super::{Error, Key, Keyring, random};

/// A key is at most 64 characters and an end of line; whatever is longer is another file.
const MAX_BYTES: u64 = 1024;

/// Removes the private name of a new key, however the attempt ends.
struct Draft(PathBuf);

impl Drop for Draft {
    fn drop(&mut self) {
        // If it fails, a file with mode 0600 stays behind and nobody needs it.
        let _ = fs::remove_file(&self.0);
    }
}

pub(super) fn load_or_create(path: &Path) -> Result<Key, Error> {
    match read(path) {
        Err(Error::Io { source, .. }) if source.kind() == io::ErrorKind::NotFound => {}
        result => return result,
    }
    let folder = folder(path);
    if !folder.is_dir() {
        return Err(Error::Folder(folder.to_owned()));
    }
    create(path, folder).map_err(|source| Error::Io { doing: "create", path: path.to_owned(), source })?;
    read(path)
}

/// The second name, under which a key that was replaced is kept for a while.
pub(super) fn previous(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".previous");
    PathBuf::from(name)
}

/// The key that was replaced, as long as there is one.
pub(super) fn load_previous(path: &Path) -> Result<Option<Key>, Error> {
    match read(&previous(path)) {
        Err(Error::Io { source, .. }) if source.kind() == io::ErrorKind::NotFound => Ok(None),
        result => result.map(Some),
    }
}

/// Whether the key at `path` took the place of the one that is kept beside it.
pub(super) fn is_new(path: &Path) -> bool {
    let (now, before) = (read(path), load_previous(path));
    matches!((now, before), (Ok(now), Ok(Some(before))) if now.bytes != before.bytes)
}

/// Puts a new key in the place of the one at `path`, unless that was done before.
pub(super) fn replace(path: &Path) -> Result<(), Error> {
    let failed = |source| Error::Io { doing: "replace", path: path.to_owned(), source };
    read(path)?;
    if is_new(path) {
        return Ok(());
    }
    if load_previous(path)?.is_none() {
        fs::hard_link(path, previous(path)).map_err(failed)?;
    }
    let draft = draft(path, folder(path)).map_err(failed)?;
    fs::rename(&draft.0, path).and_then(|()| File::open(folder(path))?.sync_all()).map_err(failed)
}

/// Removes the key that was replaced.
pub(super) fn forget_previous(path: &Path) -> Result<(), Error> {
    let gone = match fs::remove_file(previous(path)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        gone => gone.and_then(|()| File::open(folder(path))?.sync_all()),
    };
    gone.map_err(|source| Error::Io { doing: "remove", path: previous(path), source })
}

/// A key file that others may replace.
#[derive(Debug)]
pub(super) struct Watched {
    path: PathBuf,
    /// What told the file apart from others when it was last read.
    seen: Mutex<Option<(u64, u64, i64, i64)>>,
}

impl Watched {
    /// To be called before the file is read: a file that is newer than what was read is read once more.
    pub(super) fn new(path: &Path) -> Self {
        Self { path: path.to_owned(), seen: Mutex::new(mark(path)) }
    }

    /// The keys in the file, if it is another one than before: the one that seals, and the one before it.
    pub(super) fn changed(&self) -> Option<Vec<Key>> {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let now = mark(&self.path)?;
        if *seen == Some(now) {
            return None;
        }
        let found = read(&self.path).and_then(|first| Ok(std::iter::once(first).chain(load_previous(&self.path)?)));
        // A file that can't be read is no reason to forget the keys at hand.
        let found = found.map_err(|error| tracing::error!(%error, "the key file can't be read again")).ok()?;
        *seen = Some(now);
        Some(found.collect())
    }
}

/// What tells a file apart from another one of the same name.
fn mark(path: &Path) -> Option<(u64, u64, i64, i64)> {
    let file = fs::metadata(path).ok()?;
    Some((file.dev(), file.ino(), file.mtime(), file.mtime_nsec()))
}

fn folder(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    }
}

/// Puts a new key at `path` unless there is a file already.
fn create(path: &Path, folder: &Path) -> io::Result<()> {
    let draft = draft(path, folder)?;
    match fs::hard_link(&draft.0, path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
        _ => drop(draft),
    }
    // A key that a power cut could take away again would take every token with it.
    File::open(folder)?.sync_all()
}

/// A new key under a name that only this process knows.
fn draft(path: &Path, folder: &Path) -> io::Result<Draft> {
    let name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?.to_string_lossy();
    let draft = Draft(folder.join(format!(".{name}.{}.new", hex::encode(random::<8>()))));
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&draft.0)?;
    file.write_all(Keyring::generate_text().expose_secret().as_bytes())?;
    file.write_all(b"\n")?;
    file.sync_all()?;
    Ok(draft)
}

fn read(path: &Path) -> Result<Key, Error> {
    let failed = |source| Error::Io { doing: "read", path: path.to_owned(), source };
    let file = File::open(path).map_err(failed)?;
    // Asked of the open file, so that what is checked is what is read.
    let mode = file.metadata().map_err(failed)?.permissions().mode() & 0o777;
    if mode & 0o077 != 0 {
        return Err(Error::Exposed { path: path.to_owned(), mode });
    }
    let mut text = Zeroizing::new(String::with_capacity(128));
    match file.take(MAX_BYTES).read_to_string(&mut text) {
        Err(error) if error.kind() != io::ErrorKind::InvalidData => Err(failed(error)),
        _ => Key::parse(&text).ok_or_else(|| Error::FileText(path.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::sync::Barrier;

    use super::*;

    fn chmod(path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    #[test]
    fn a_new_key_is_private_and_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secrets.key");
        let sealed = Keyring::load_or_create(&path).unwrap().seal("place", b"a value");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        assert_eq!(**Keyring::load_or_create(&path).unwrap().open("place", &sealed).unwrap(), *b"a value");
        chmod(&path, 0o400);
        assert!(Keyring::load_or_create(&path).is_ok());
    }

    #[test]
    fn sixteen_at_once_agree_on_one_key() {
        for _ in 0..20 {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("secrets.key");
            let barrier = Barrier::new(16);
            let start = || {
                barrier.wait();
                *load_or_create(&path).unwrap().bytes
            };
            let keys: HashSet<_> = std::thread::scope(|scope| {
                let threads: Vec<_> = (0..16).map(|_| scope.spawn(start)).collect();
                threads.into_iter().map(|thread| thread.join().unwrap()).collect()
            });
            assert_eq!(keys.len(), 1);
            assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        }
    }

    #[test]
    fn a_file_open_to_others_is_refused_with_the_remedy() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secrets.key");
        Keyring::load_or_create(&path).unwrap();
        for mode in [0o640, 0o604, 0o620, 0o644, 0o666] {
            chmod(&path, mode);
            let error = Keyring::load_or_create(&path).unwrap_err().to_string();
            assert!(error.contains(&format!("chmod 600 '{}'", path.display())), "{error}");
            assert!(error.contains(&format!("{mode:o}")), "{error}");
        }
    }

    #[test]
    fn a_missing_folder_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("missing").join("secrets.key");
        let error = Keyring::load_or_create(&path).unwrap_err();
        assert!(matches!(&error, Error::Folder(missing) if missing.ends_with("missing")), "{error}");
    }

    #[test]
    fn a_file_without_a_key_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secrets.key");
        for text in [&b""[..], b"not a key\n", &[0xff; 32], &[b'a'; 5000]] {
            fs::write(&path, text).unwrap();
            chmod(&path, 0o600);
            assert!(matches!(Keyring::load_or_create(&path), Err(Error::FileText(_))));
            assert_eq!(fs::read(&path).unwrap(), text);
        }
    }

    #[test]
    fn a_key_is_replaced_while_others_use_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secrets.key");
        let running = Keyring::load_or_create(&path).unwrap();
        let old = running.seal("place", b"old");
        let rotating = Keyring::replace_file(&path).unwrap();
        assert!(Keyring::is_being_replaced(&path));
        assert_ne!(rotating.id(), running.id());
        let new = rotating.seal("place", b"new");
        assert_eq!(**rotating.open("place", &old).unwrap(), *b"old");
        assert_eq!(**running.open("place", &new).unwrap(), *b"new", "it looks at the file again");
        assert_eq!(running.id(), rotating.id());
        for name in [&path, &previous(&path)] {
            assert_eq!(fs::metadata(name).unwrap().permissions().mode() & 0o777, 0o600);
        }
        let again = Keyring::replace_file(&path).unwrap();
        assert_eq!(again.id(), rotating.id(), "what was begun goes on");

        Keyring::forget_previous(&path).unwrap();
        Keyring::forget_previous(&path).unwrap();
        assert_eq!(**running.open("place", &old).unwrap(), *b"old", "who knew the old key knows it until it ends");
        let fresh = Keyring::load_or_create(&path).unwrap();
        assert!(matches!(fresh.open("place", &old), Err(Error::UnknownKey(_))));
        assert_eq!(**fresh.open("place", &new).unwrap(), *b"new");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn who_seals_looks_at_the_file_first() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secrets.key");
        let running = Keyring::load_or_create(&path).unwrap();
        let rotating = Keyring::replace_file(&path).unwrap();
        assert!(rotating.is_current(&running.seal("place", b"a value")));
        fs::remove_file(&path).unwrap();
        assert!(rotating.is_current(&running.seal("place", b"a value")), "a lost file changes nothing");
    }

    #[test]
    fn a_replacement_that_stopped_half_way_goes_on() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secrets.key");
        let old = Keyring::load_or_create(&path).unwrap().seal("place", b"old");
        fs::hard_link(&path, previous(&path)).unwrap();
        let half = Keyring::load_or_create(&path).unwrap();
        assert!(half.is_current(&old) && half.check_ids().is_ok() && !Keyring::is_being_replaced(&path));
        let ring = Keyring::replace_file(&path).unwrap();
        assert!(!ring.is_current(&old));
        assert_eq!(**ring.open("place", &old).unwrap(), *b"old");
    }

    #[test]
    fn what_cannot_be_a_key_file_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        chmod(folder.path(), 0o700);
        assert!(matches!(Keyring::load_or_create(folder.path()), Err(Error::Io { doing: "read", .. })));
        let link = folder.path().join("dangling");
        std::os::unix::fs::symlink(folder.path().join("nowhere"), &link).unwrap();
        assert!(matches!(Keyring::load_or_create(&link), Err(Error::Io { doing: "read", .. })));
    }
}
