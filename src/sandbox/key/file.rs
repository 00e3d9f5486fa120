//! The key on disk: made once, private to its owner, and the same for every process that asks.
//!
//! Several processes may start at the same moment with no key yet, and each would trust another key than the
//! one that signs. So the file is written under a name of its own and then linked to its final one, which
//! succeeds for exactly one of them; the others read what the winner wrote. A reader never sees half a file.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use aws_lc_rs::rsa::KeyPair;
use uuid::Uuid;

use super::super::{Error, pem, webhook};
use super::{Key, PRIVATE};

impl Key {
    /// Reads the key from its file; makes the file, readable by its owner only, if there is none.
    pub fn load_or_create(path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        match fs::read_to_string(path) {
            Ok(text) => Self::parse(&text, path),
            Err(e) if e.kind() == ErrorKind::NotFound => Self::create(path),
            Err(e) => Err(failed("read", path, e)),
        }
    }

    fn parse(text: &str, path: &Path) -> Result<Self, Error> {
        pem::decode(PRIVATE, text)
            .and_then(|der| KeyPair::from_pkcs8(&der).ok())
            .and_then(|pair| Self::from_pair(pair).ok())
            .ok_or_else(|| Error::KeyFormat { path: path.to_owned() })
    }

    fn create(path: &Path) -> Result<Self, Error> {
        let key = Self::generate()?;
        let text = key.private_pem().map_err(Error::Generate)?;
        let draft = draft(path);
        let placed = write(&draft, &text).and_then(|()| place(&draft, path));
        // The draft is a second name of the same file by now, or the rest of a failure: gone either way.
        let _ = fs::remove_file(&draft);
        match placed {
            Ok(()) => Ok(key),
            Err(e) if e.kind() == ErrorKind::AlreadyExists => {
                let text = fs::read_to_string(path).map_err(|e| failed("read", path, e))?;
                Self::parse(&text, path)
            }
            Err(e) => Err(failed("write", path, e)),
        }
    }
}

fn failed(action: &'static str, path: &Path, source: io::Error) -> Error {
    Error::KeyFile { action, path: path.to_owned(), source }
}

/// A name next to the final one that no other process uses.
fn draft(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.new", Uuid::simple(webhook::random())));
    path.with_file_name(name)
}

fn write(path: &Path, text: &str) -> io::Result<()> {
    let mut file = private(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

#[cfg(unix)]
fn private(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}

#[cfg(not(unix))]
fn private(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).open(path)
}

/// Gives the draft its final name unless that is taken. Some file systems know no links; there a rename has to do.
fn place(draft: &Path, path: &Path) -> io::Result<()> {
    match fs::hard_link(draft, path) {
        Err(e) if e.kind() != ErrorKind::AlreadyExists => fs::rename(draft, path),
        outcome => outcome,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_file_is_made_once_and_private() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sandbox.pem");
        let first = Key::load_or_create(&path).unwrap();
        let again = Key::load_or_create(&path).unwrap();
        assert_eq!(first.public_pem(), again.public_pem());
        assert_eq!(first.sign(&json!({})), again.sign(&json!({})));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "no draft may stay behind");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }

    #[test]
    fn processes_that_start_together_agree() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sandbox.pem");
        let keys: Vec<_> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..4).map(|_| scope.spawn(|| Key::load_or_create(&path).unwrap())).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert!(keys.iter().all(|key| key.public_pem() == keys[0].public_pem()));
    }

    #[test]
    fn another_file_is_not_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sandbox.pem");
        fs::write(&path, "notes").unwrap();
        let error = Key::load_or_create(&path).unwrap_err().to_string();
        assert!(error.contains("sandbox.pem") && error.contains("move it away"), "{error}");
        assert_eq!(fs::read_to_string(&path).unwrap(), "notes");
        assert!(Key::load_or_create(folder.path().join("no/such/folder.pem")).is_err());
    }
}
