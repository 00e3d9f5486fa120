//! Encryption with age: who makes a backup needs public keys only; who restores it needs a secret one.

use std::fmt;
use std::io::{self, Read, Write};
use std::path::Path;
use std::sync::Arc;

use age::stream::StreamWriter;
use age::x25519::Identity;
use age::{DecryptError, Decryptor, Encryptor};
use zeroize::Zeroizing;

use super::Error;
use super::file::Stopped;
use crate::domain::recipients::Recipients;

/// Secret keys that open backups.
#[derive(Clone, Default)]
pub struct Identities(Arc<Vec<Identity>>);

impl Identities {
    /// Those in these files, one a line; lines that begin with `#` are remarks.
    pub fn read<'a>(files: impl IntoIterator<Item = &'a Path>) -> Result<Self, Error> {
        let mut identities = Vec::new();
        for path in files {
            let text = Zeroizing::new(std::fs::read_to_string(path).map_err(Error::read(path))?);
            let before = identities.len();
            let lines = text.lines().map(str::trim).zip(1..);
            for (line, number) in lines.filter(|(line, _)| !line.is_empty() && !line.starts_with('#')) {
                let wrong = |_| Error::IdentityFile { path: path.to_owned(), line: number };
                identities.push(line.parse::<Identity>().map_err(wrong)?);
            }
            if identities.len() == before {
                return Err(Error::IdentityFile { path: path.to_owned(), line: 1 });
            }
        }
        Ok(Self(Arc::new(identities)))
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for Identities {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} identities", self.0.len())
    }
}

/// What encrypts what passes, if that is wanted.
pub(super) enum Sealing<W: Write> {
    Open(W),
    Sealed(StreamWriter<W>),
}

impl<W: Write> Sealing<W> {
    pub(super) fn new(to: W, recipients: &Recipients) -> io::Result<Self> {
        if recipients.is_empty() {
            return Ok(Self::Open(to));
        }
        let each = recipients.iter().map(|recipient| -> &dyn age::Recipient { recipient });
        Encryptor::with_recipients(each).map_err(io::Error::other)?.wrap_output(to).map(Self::Sealed)
    }

    /// Writes what is left.
    pub(super) fn finish(self) -> io::Result<W> {
        match self {
            Self::Open(to) => Ok(to),
            Self::Sealed(to) => to.finish(),
        }
    }
}

impl<W: Write> Write for Sealing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Open(to) => to.write(bytes),
            Self::Sealed(to) => to.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Open(to) => to.flush(),
            Self::Sealed(to) => to.flush(),
        }
    }
}

/// What is in an encrypted file.
pub(super) fn open<'a, E>(file: impl Read + 'a, identities: &Identities) -> Result<Box<dyn Read + 'a>, Stopped<E>> {
    let each = || identities.0.iter().map(|identity| -> &dyn age::Identity { identity });
    match Decryptor::new(file).and_then(|file| file.decrypt(each())) {
        Ok(plain) => Ok(Box::new(plain)),
        Err(DecryptError::NoMatchingKeys) => Err(Stopped::Sealed),
        Err(DecryptError::Io(error)) => Err(Stopped::io(error)),
        Err(error) => Err(Stopped::Damaged(format!("can't be decrypted: {error}"))),
    }
}
