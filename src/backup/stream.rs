//! A backup as one stream, such as a pipe carries: a tar archive of its folder, in which the manifest comes last.
//!
//! What is read from a stream is put into a folder of its own first, since a backup is read twice before it is believed.

use std::fs::{self, DirBuilder, File};
use std::io::{self, Read, Write};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Component, Path, PathBuf};

use tar::{Archive, Builder, EntryType, Header};
use uuid::Uuid;

use super::folder::{self, Folder};
use super::place::{Set, is_name};
use super::{Error, manifest};

/// How the name of a folder begins in which a stream is put.
const SCRATCH: &str = "clockify-addons-stream-";

/// A folder for the backup of one stream. Dropped, it is removed; what a kill left is removed by the next one.
#[derive(Debug)]
pub struct Scratch {
    folder: Folder,
    _held: File,
}

impl Scratch {
    /// One below this folder.
    pub fn new(below: &Path) -> Result<Self, Error> {
        for entry in fs::read_dir(below).map_err(Error::read(below))?.flatten() {
            let (path, ours) = (entry.path(), entry.file_name().to_string_lossy().starts_with(SCRATCH));
            if ours && File::open(&path).is_ok_and(|folder| folder.try_lock().is_ok()) {
                // Somebody else's can't be, and needn't be.
                fs::remove_dir_all(&path).ok();
            }
        }
        let path = below.join(format!("{SCRATCH}{}", Uuid::now_v7().simple()));
        DirBuilder::new().mode(0o700).create(&path).map_err(Error::write(&path))?;
        let held = File::open(&path).and_then(|folder| folder.lock_shared().map(|()| folder));
        Ok(Self { folder: Folder::new(&path), _held: held.map_err(Error::write(&path))? })
    }

    /// As a place of backups.
    #[must_use]
    pub const fn folder(&self) -> &Folder {
        &self.folder
    }

    /// Puts the backup of a stream there.
    pub fn unpack(&self, from: impl Read) -> Result<(), Error> {
        let broken = |error: io::Error| Error::Stream(format!("can't be read: {error}"));
        let mut archive = Archive::new(from);
        let (mut set, mut whole) = (None, false);
        for entry in archive.entries().map_err(broken)? {
            let mut entry = entry.map_err(broken)?;
            if entry.header().entry_type() == EntryType::Directory {
                continue;
            }
            let name = entry.path().map_err(broken)?.into_owned();
            let (of, file) =
                parts(&name).ok_or_else(|| Error::Stream(format!("holds {}, which is no backup's", name.display())))?;
            if entry.header().entry_type() != EntryType::Regular
                || set.get_or_insert_with(|| of.clone()) != &of
                || whole
            {
                return Err(Error::Stream(format!("holds {}, which doesn't belong there", name.display())));
            }
            whole = file == Path::new(manifest::NAME);
            let path = self.folder.path().join(&of).join(&file);
            if let Some(folder) = path.parent() {
                DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(Error::write(folder))?;
            }
            let mut to = folder::create(&path).map_err(Error::write(&path))?;
            copy(&mut entry, &mut to, &path)?;
        }
        if whole { Ok(()) } else { Err(Error::Stream("ends before the manifest does".to_owned())) }
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        fs::remove_dir_all(self.folder.path()).ok();
    }
}

/// Copies a file, and tells apart on which side it went wrong.
fn copy(from: &mut impl Read, to: &mut impl Write, path: &Path) -> Result<(), Error> {
    let mut buffer = vec![0; 128 * 1024];
    loop {
        match from.read(&mut buffer) {
            Ok(0) => return Ok(()),
            Ok(count) => to.write_all(&buffer[..count]).map_err(Error::write(path))?,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(Error::Stream(format!("can't be read: {error}"))),
        }
    }
}

/// The name of the backup, and that of a file in it, if it could be one.
fn parts(path: &Path) -> Option<(String, PathBuf)> {
    let mut names = Vec::new();
    for component in path.components() {
        match component {
            Component::Normal(name) => names.push(name.to_str()?),
            Component::CurDir => {}
            _ => return None,
        }
    }
    let plain = |name: &&str| {
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
        !name.starts_with('.') && name.chars().all(fits)
    };
    let (set, file) = names.split_first()?;
    let fits = is_name(set) && (1..=2).contains(&file.len()) && names.iter().all(plain);
    fits.then(|| ((*set).to_owned(), file.iter().collect()))
}

/// Writes a backup as a stream.
pub fn write(set: &Set, to: impl Write) -> Result<(), Error> {
    let name = &set.manifest.name;
    let mut files: Vec<String> = Vec::new();
    for part in &set.manifest.addons {
        files.extend(part.tables.iter().map(|table| format!("{}/{}", part.addon, table.file())));
    }
    files.push(manifest::NAME.to_owned());
    let standard = || Error::write(Path::new("to standard output"));
    let mut archive = Builder::new(to);
    for file in files {
        let opened = set.files.open(&file).map_err(Error::read(&set.path.join(&file)))?;
        let mut header = Header::new_gnu();
        header.set_entry_type(EntryType::Regular);
        header.set_mode(0o600);
        header.set_uid(0);
        header.set_gid(0);
        header.set_size(opened.length);
        archive.append_data(&mut header, format!("{name}/{file}"), opened.bytes).map_err(standard())?;
    }
    archive.into_inner().and_then(|mut to| to.flush()).map_err(standard())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_may_be_a_backup_gets_a_place() {
        let set = "20261127T002706Z-1f3a9c22";
        let found = |path: &str| parts(Path::new(path)).map(|(_, file)| file.display().to_string());
        assert_eq!(found(&format!("{set}/manifest.json")).as_deref(), Some("manifest.json"));
        assert_eq!(found(&format!("./{set}/a-b/c_d.jsonl.zst")).as_deref(), Some("a-b/c_d.jsonl.zst"));
        for path in ["manifest.json", "x/manifest.json", "/etc/passwd"] {
            assert_eq!(found(path), None, "{path}");
        }
        for file in ["../x", "a/../../x", "a/b/c", ".checks/x", "a/ b", ""] {
            assert_eq!(found(&format!("{set}/{file}")), None, "{file}");
        }
    }
}
