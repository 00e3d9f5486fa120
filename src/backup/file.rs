//! The file of a table: lines, compressed, perhaps encrypted, hashed before and after.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use tokio::sync::mpsc::Receiver;

use super::error::of_store;
use super::manifest::Table;
use super::native::Native;
use super::place::{Files, Sink};
use super::schema::Shape;
use super::seal::{self, Identities, Sealing};
use crate::domain::recipients::Recipients;

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
    /// Whether it is encrypted with age.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub encrypted: bool,
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

/// The name of the file of a table.
pub(super) fn name(table: &str, encrypted: bool) -> String {
    format!("{table}.jsonl.zst{}", if encrypted { ".age" } else { "" })
}

/// Writes what arrives to a file, until nobody sends any more, and has it reach the place where it stays.
pub(super) fn write(to: Box<dyn Sink>, recipients: &Recipients, mut pieces: Receiver<Vec<u8>>) -> io::Result<Stored> {
    let mut plain = Hashed::new(io::sink());
    let mut encoder = zstd::Encoder::new(Sealing::new(Hashed::new(to), recipients)?, LEVEL)?;
    encoder.include_checksum(true)?;
    while let Some(piece) = pieces.blocking_recv() {
        plain.write_all(&piece)?;
        encoder.write_all(&piece)?;
    }
    let stored = encoder.finish()?.finish()?;
    let (to, stored) = (stored.inner, (stored.count, hex::encode(stored.hash.finalize())));
    to.finish()?;
    let ((plain_bytes, plain_sha256), (stored_bytes, stored_sha256)) = (plain.end(), stored);
    Ok(Stored { plain_bytes, plain_sha256, stored_bytes, stored_sha256, encrypted: !recipients.is_empty() })
}

/// Where the file of a table or of a whole database is, and what may open it.
#[derive(Clone, Debug)]
pub(super) struct TableFile {
    files: Arc<dyn Files>,
    pub(super) name: String,
    identities: Identities,
}

impl TableFile {
    pub(super) fn new(files: &Arc<dyn Files>, addon: &str, table: &Table, identities: &Identities) -> Self {
        let name = format!("{addon}/{}", table.file());
        Self { files: Arc::clone(files), name, identities: identities.clone() }
    }

    /// The file of a whole database, which nobody encrypts.
    pub(super) fn native(files: &Arc<dyn Files>, addon: &str, native: &Native) -> Self {
        Self { files: Arc::clone(files), name: format!("{addon}/{}", native.file), identities: Identities::default() }
    }

    /// Whether it can only be seen that nothing of it has changed, not what is in it.
    pub(super) fn is_closed(&self, table: &Table) -> bool {
        table.stored.encrypted && self.identities.is_empty()
    }
}

/// Why a file wasn't read to its end.
#[derive(Debug)]
pub(super) enum Stopped<E> {
    /// The file isn't what it has to be.
    Damaged(String),
    /// No identity opens it.
    Sealed,
    /// The bucket where it is didn't answer.
    Lost(Box<object_store::Error>),
    /// Whoever looks at the lines had enough.
    By(E),
}

impl<E> Stopped<E> {
    /// An error while it was read.
    pub(super) fn io(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::NotFound {
            return Self::Damaged("is missing".to_owned());
        }
        match of_store(error) {
            Ok(error) => Self::Lost(error),
            Err(error) => Self::Damaged(format!("can't be read: {error}")),
        }
    }
}

fn wrong<E>(what: &str) -> Stopped<E> {
    Stopped::Damaged(format!("has {what} than the manifest says"))
}

/// Opens a file that has the length it has to have.
fn open<E>(file: &TableFile, stored: &Stored) -> Result<Hashed<Box<dyn Read + Send>>, Stopped<E>> {
    let opened = file.files.open(&file.name).map_err(Stopped::io)?;
    if opened.length != stored.stored_bytes {
        return Err(Stopped::Damaged(format!("has {} bytes instead of {}", opened.length, stored.stored_bytes)));
    }
    Ok(Hashed::new(opened.bytes))
}

/// Reads what is left of a file and compares its hash.
fn close<E>(mut file: Hashed<Box<dyn Read + Send>>, stored: &Stored) -> Result<(), Stopped<E>> {
    io::copy(&mut file, &mut io::sink()).map_err(Stopped::io)?;
    if file.end().1 == stored.stored_sha256 { Ok(()) } else { Err(wrong("other bytes")) }
}

/// Reads a file without a look at what is in it.
pub(super) fn check<E>(file: &TableFile, stored: &Stored) -> Result<(), Stopped<E>> {
    close(open(file, stored)?, stored)
}

/// Reads a file, hands on what it holds as it comes, and compares all with what it has to be.
pub(super) fn bytes<E>(
    from: &TableFile,
    stored: &Stored,
    mut each: impl FnMut(&[u8]) -> Result<(), E>,
) -> Result<(), Stopped<E>> {
    whole(from, stored, |plain| {
        let mut piece = vec![0; 256 * 1024];
        loop {
            match plain.read(&mut piece).map_err(Stopped::io)? {
                0 => return Ok(()),
                count => each(&piece[..count]).map_err(Stopped::By)?,
            }
        }
    })
}

/// Reads a file, hands on each line but the first, and compares all with what it has to be.
pub(super) fn read<E>(
    from: &TableFile,
    table: &Table,
    mut each: impl FnMut(&[u8]) -> Result<(), E>,
) -> Result<(), Stopped<E>> {
    let mut count = None;
    whole(from, &table.stored, |plain| {
        let mut lines = BufReader::with_capacity(256 * 1024, plain);
        let mut line = Vec::new();
        loop {
            line.clear();
            if (&mut lines).take(LONGEST).read_until(b'\n', &mut line).map_err(Stopped::io)? == 0 {
                return Ok(());
            }
            let Some(text) = line.strip_suffix(b"\n") else {
                return Err(Stopped::Damaged("has a line without an end".to_owned()));
            };
            match &mut count {
                None => {
                    let header: Header = serde_json::from_slice(text).map_err(|_| wrong("another first line"))?;
                    if header.format != super::FORMAT || header.shape != table.shape {
                        return Err(wrong("other columns"));
                    }
                    count = Some(0);
                }
                Some(count) => {
                    *count += 1;
                    each(text).map_err(Stopped::By)?;
                }
            }
        }
    })?;
    match count {
        None => Err(wrong("another content")),
        Some(count) if count != table.rows => Err(wrong("another number of rows")),
        Some(_) => Ok(()),
    }
}

/// Has somebody read what a file holds, to its end, and compares it with what it has to be.
fn whole<E>(
    from: &TableFile,
    stored: &Stored,
    read: impl FnOnce(&mut dyn Read) -> Result<(), Stopped<E>>,
) -> Result<(), Stopped<E>> {
    let mut file = open(from, stored)?;
    let found = plain(&mut file, from, stored, read);
    // A changed file may look like one for somebody else.
    if matches!(found, Err(Stopped::Sealed)) {
        return close(file, stored).and(Err(Stopped::Sealed));
    }
    let (bytes, sha256) = found?;
    // What follows the last frame is read by nobody else.
    close(file, stored)?;
    if bytes == stored.plain_bytes && sha256 == stored.plain_sha256 { Ok(()) } else { Err(wrong("another content")) }
}

/// Decrypts and unpacks. Returns how many bytes there were, and their hash.
fn plain<E>(
    file: &mut impl Read,
    from: &TableFile,
    stored: &Stored,
    read: impl FnOnce(&mut dyn Read) -> Result<(), Stopped<E>>,
) -> Result<(u64, String), Stopped<E>> {
    let compressed: Box<dyn Read + '_> =
        if stored.encrypted { seal::open(file, &from.identities)? } else { Box::new(file) };
    let mut plain = Hashed::new(zstd::Decoder::new(compressed).map_err(Stopped::io)?);
    read(&mut plain)?;
    Ok(plain.end())
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
