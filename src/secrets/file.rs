//! The key file: one line, one owner, written once.
//!
//! All servers of a machine may start at the same moment on an empty folder, and then each would make a
//! key of its own. If the last one to write won, tokens sealed in between would be lost. So a new key is
//! written to a file that only this process knows and is then linked to the final name, which the file
//! system lets succeed once; everybody else reads what is there. The final name never shows half a key,
//! and never one that others could read for a moment, since the mode is set at creation.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

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
    let folder = match path.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    };
    if !folder.is_dir() {
        return Err(Error::Folder(folder.to_owned()));
    }
    create(path, folder).map_err(|source| Error::Io { doing: "create", path: path.to_owned(), source })?;
    read(path)
}

/// Puts a new key at `path` unless there is a file already.
fn create(path: &Path, folder: &Path) -> io::Result<()> {
    let name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?.to_string_lossy();
    let draft = Draft(folder.join(format!(".{name}.{}.new", hex::encode(random::<8>()))));
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&draft.0)?;
    file.write_all(Keyring::generate_text().expose_secret().as_bytes())?;
    file.write_all(b"\n")?;
    file.sync_all()?;
    match fs::hard_link(&draft.0, path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
        _ => drop(draft),
    }
    // A key that a power cut could take away again would take every token with it.
    File::open(folder)?.sync_all()
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
    fn what_cannot_be_a_key_file_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        chmod(folder.path(), 0o700);
        assert!(matches!(Keyring::load_or_create(folder.path()), Err(Error::Io { doing: "read", .. })));
        let link = folder.path().join("dangling");
        std::os::unix::fs::symlink(folder.path().join("nowhere"), &link).unwrap();
        assert!(matches!(Keyring::load_or_create(&link), Err(Error::Io { doing: "read", .. })));
    }
}
