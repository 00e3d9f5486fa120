//! What the machine says: room, file systems, modes, limits.

use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use rustix::process::{Resource, getrlimit};

/// File systems that keep files on another machine, by the number that `statfs` gives. Locks and shared memory, which
/// SQLite needs, don't hold there.
const NETWORK: [(u32, &str); 8] = [
    (0x6969, "NFS"),
    (0x517B, "SMB"),
    (0xFF53_4D42, "CIFS"),
    (0xFE53_4D42, "SMB2"),
    (0x564C, "NCP"),
    (0x0102_1997, "9P"),
    (0x00C3_6400, "Ceph"),
    (0x5346_414F, "AFS"),
];

/// Bytes that are free for us and bytes in all, where the path is or will be.
pub(super) fn room(path: &Path) -> io::Result<(u64, u64)> {
    let stat = rustix::fs::statvfs(existing(path))?;
    Ok((stat.f_bavail.saturating_mul(stat.f_frsize), stat.f_blocks.saturating_mul(stat.f_frsize)))
}

/// The network file system that the path is on, if it is on one.
pub(super) fn network(path: &Path) -> io::Result<Option<&'static str>> {
    let kind = rustix::fs::statfs(existing(path))?.f_type;
    // The field is signed or not, and of 32 or 64 bits, as the machine likes it; the numbers fit into 32.
    let kind = u32::try_from(i128::from(kind) & 0xFFFF_FFFF).unwrap_or(0);
    Ok(named(kind))
}

fn named(kind: u32) -> Option<&'static str> {
    NETWORK.iter().find(|(number, _)| *number == kind).map(|(_, name)| *name)
}

/// The permission bits of a file.
pub(super) fn mode(path: &Path) -> io::Result<u32> {
    Ok(fs::metadata(path)?.mode() & 0o777)
}

/// How many files this process may have open; none is without a limit.
pub(super) fn open_files() -> Option<u64> {
    getrlimit(Resource::Nofile).current
}

/// Whether the folder is there and we may write into it, or could make it.
pub(super) fn writable(folder: &Path) -> io::Result<()> {
    let existing = existing(folder);
    if !existing.is_dir() {
        return Err(io::ErrorKind::NotADirectory.into());
    }
    Ok(rustix::fs::access(&existing, rustix::fs::Access::WRITE_OK)?)
}

/// The path, or the nearest folder above it that exists.
fn existing(path: &Path) -> PathBuf {
    let above = path.ancestors().find(|path| path.exists() && !path.as_os_str().is_empty());
    above.map_or_else(|| PathBuf::from("."), Path::to_owned)
}

/// Bytes as people read them.
pub(super) fn bytes(count: u64) -> String {
    const UNITS: [&str; 5] = ["B", "KiB", "MiB", "GiB", "TiB"];
    let mut unit = 0;
    let mut whole = count;
    let mut rest = 0;
    while whole >= 1024 && unit + 1 < UNITS.len() {
        rest = whole % 1024;
        whole /= 1024;
        unit += 1;
    }
    if unit == 0 || whole >= 10 {
        format!("{whole} {}", UNITS[unit])
    } else {
        format!("{whole}.{} {}", rest * 10 / 1024, UNITS[unit])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn network_file_systems_are_known_by_their_number() {
        assert_eq!((named(0x6969), named(0xFF53_4D42), named(0xEF53)), (Some("NFS"), Some("CIFS"), None));
        let folder = tempfile::tempdir().unwrap();
        assert!(network(folder.path()).is_ok());
        assert!(room(&folder.path().join("not/yet/there")).unwrap().1 > 0);
    }

    #[test]
    fn a_folder_that_can_be_made_is_writable_and_a_file_is_not() {
        let folder = tempfile::tempdir().unwrap();
        assert!(writable(&folder.path().join("logs/x")).is_ok());
        fs::write(folder.path().join("file"), "").unwrap();
        assert!(writable(&folder.path().join("file")).is_err());
    }

    #[test]
    fn bytes_for_people() {
        for (count, text) in
            [(0, "0 B"), (1023, "1023 B"), (1536, "1.5 KiB"), (20 << 20, "20 MiB"), (5 << 40, "5.0 TiB")]
        {
            assert_eq!(bytes(count), text);
        }
    }
}
