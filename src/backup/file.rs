//! The file of a table: lines, compressed, hashed before and after.

use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use tokio::sync::mpsc::Receiver;

use super::schema::Shape;

/// How hard zstd tries: faster than the disk, and close to as small as it gets.
const LEVEL: i32 = 3;

/// Longest line that is read. Far above what any row is.
const LONGEST: u64 = 256 * 1024 * 1024;

/// What the file of a table has to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stored {
    /// Bytes before compression.
    pub plain_bytes: u64,
    /// SHA-256 of them.
    pub plain_sha256: String,
    /// Bytes of the file.
    pub stored_bytes: u64,
    /// SHA-256 of them.
    pub stored_sha256: String,
}

/// The first line.
#[derive(Serialize, Deserialize)]
struct Header {
    format: u32,
    #[serde(flatten)]
    shape: Shape,
}

/// The first line of the file of such a table.
pub(super) fn header(shape: &Shape) -> Result<Vec<u8>, serde_json::Error> {
    let mut line = serde_json::to_vec(&Header { format: super::FORMAT, shape: shape.clone() })?;
    line.push(b'\n');
    Ok(line)
}

/// A file that only its owner may read.
pub(super) fn create(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}

/// Writes what arrives to a new file, until nobody sends any more, and has it reach the disk.
pub(super) fn write(path: &Path, mut pieces: Receiver<Vec<u8>>) -> io::Result<Stored> {
    let mut plain = Hashed::new(io::sink());
    let mut encoder = zstd::Encoder::new(Hashed::new(create(path)?), LEVEL)?;
    encoder.include_checksum(true)?;
    while let Some(piece) = pieces.blocking_recv() {
        plain.write_all(&piece)?;
        encoder.write_all(&piece)?;
    }
    let stored = encoder.finish()?;
    stored.inner.sync_all()?;
    let ((plain_bytes, plain_sha256), (stored_bytes, stored_sha256)) = (plain.end(), stored.end());
    Ok(Stored { plain_bytes, plain_sha256, stored_bytes, stored_sha256 })
}

/// Reads a file whose content is no lines, hands on what it holds as it comes, and compares all with what it has to be.
pub(super) fn bytes<E>(
    path: &Path,
    stored: &Stored,
    mut each: impl FnMut(&[u8]) -> Result<(), E>,
) -> Result<(), Stopped<E>> {
    let damaged = |error: io::Error| Stopped::Damaged(format!("can't be read: {error}"));
    let mut plain = open(path, stored)?;
    let mut piece = vec![0; 256 * 1024];
    loop {
        match plain.read(&mut piece).map_err(damaged)? {
            0 => return close(plain, stored),
            count => each(&piece[..count]).map_err(Stopped::By)?,
        }
    }
}

/// What is being read: hashed as it is stored, unpacked, and hashed again.
type Plain = Hashed<zstd::Decoder<'static, BufReader<Hashed<File>>>>;

/// Opens a file that has to be so.
fn open<E>(path: &Path, stored: &Stored) -> Result<Plain, Stopped<E>> {
    let damaged = |error: io::Error| Stopped::Damaged(format!("can't be read: {error}"));
    let file = File::open(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => Stopped::Damaged("is missing".to_owned()),
        _ => damaged(error),
    })?;
    let length = file.metadata().map_err(damaged)?.len();
    if length != stored.stored_bytes {
        return Err(Stopped::Damaged(format!("has {length} bytes instead of {}", stored.stored_bytes)));
    }
    Ok(Hashed::new(zstd::Decoder::new(Hashed::new(file)).map_err(damaged)?))
}

/// Compares what was read to its end with what it has to be.
fn close<E>(plain: Plain, stored: &Stored) -> Result<(), Stopped<E>> {
    let wrong = |what: &str| Stopped::Damaged(format!("has {what} than the manifest says"));
    let (bytes, sha256) = (plain.count, plain.hash.clone());
    // What follows the last frame is read by nobody else.
    let mut file = plain.inner.finish();
    io::copy(&mut file, &mut io::sink()).map_err(|error| Stopped::Damaged(format!("can't be read: {error}")))?;
    let (_, stored_sha256) = file.into_inner().end();
    if stored_sha256 != stored.stored_sha256 {
        return Err(wrong("other bytes"));
    }
    if bytes != stored.plain_bytes || hex::encode(sha256.finalize()) != stored.plain_sha256 {
        return Err(wrong("another content"));
    }
    Ok(())
}

/// Why a file wasn't read to its end.
#[derive(Debug)]
pub(super) enum Stopped<E> {
    /// The file isn't what it has to be.
    Damaged(String),
    /// Whoever looks at the lines had enough.
    By(E),
}

/// Reads a file, hands on each line but the first, and compares all with what it has to be.
pub(super) fn read<E>(
    path: &Path,
    shape: &Shape,
    expected: (&Stored, u64),
    mut each: impl FnMut(&[u8]) -> Result<(), E>,
) -> Result<(), Stopped<E>> {
    let (stored, rows) = expected;
    let damaged = |error: io::Error| Stopped::Damaged(format!("can't be read: {error}"));
    let wrong = |what: &str| Stopped::Damaged(format!("has {what} than the manifest says"));
    let mut lines = BufReader::with_capacity(256 * 1024, open(path, stored)?);
    let mut count = 0;
    let mut line = Vec::new();
    let mut first = true;
    loop {
        line.clear();
        if (&mut lines).take(LONGEST).read_until(b'\n', &mut line).map_err(damaged)? == 0 {
            break;
        }
        let Some(text) = line.strip_suffix(b"\n") else {
            return Err(Stopped::Damaged("has a line without an end".to_owned()));
        };
        if std::mem::take(&mut first) {
            let header: Header = serde_json::from_slice(text).map_err(|_| wrong("another first line"))?;
            if header.format != super::FORMAT || header.shape != *shape {
                return Err(wrong("other columns"));
            }
        } else {
            count += 1;
            each(text).map_err(Stopped::By)?;
        }
    }
    close(lines.into_inner(), stored)?;
    match () {
        () if first => Err(wrong("another content")),
        () if count != rows => Err(wrong("another number of rows")),
        () => Ok(()),
    }
}

/// Counts and hashes what passes.
#[derive(Debug)]
pub(super) struct Hashed<T> {
    inner: T,
    hash: Sha256,
    count: u64,
}

impl<T> Hashed<T> {
    pub(super) fn new(inner: T) -> Self {
        Self { inner, hash: Sha256::new(), count: 0 }
    }

    /// How many bytes, and their hash.
    pub(super) fn end(self) -> (u64, String) {
        (self.count, hex::encode(self.hash.finalize()))
    }

    fn pass(&mut self, bytes: &[u8]) {
        self.hash.update(bytes);
        self.count += bytes.len() as u64;
    }
}

impl<T: Write> Write for Hashed<T> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.inner.write(bytes)?;
        self.pass(&bytes[..count]);
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

impl<T: Read> Read for Hashed<T> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.pass(&buffer[..count]);
        Ok(count)
    }
}
