//! Encryption of tokens at rest.
//!
//! Installation tokens, webhook tokens and the secrets of custom sources stand in the database, and a
//! database is copied more often than it is looked after: dumps, replicas, a disk sent in for repair.
//! Therefore they are stored sealed, with a key that never enters the database. This doesn't protect
//! against somebody who controls the running program; nothing in the program could.
//!
//! A sealed value says which key it was made with, so that a key can be replaced while old values are
//! still there: the first key of the [`Keyring`] seals, all of them open.
//!
//! ```text
//! 1 byte    version, 1
//! 4 bytes   key id: start of SHA-256 over a prefix and the key
//! 24 bytes  nonce, random: long enough that chance never repeats it, so there is no counter to keep
//! n bytes   XChaCha20-Poly1305 of the value
//! 16 bytes  its tag, which covers the context too
//! ```
//!
//! The context is the place where a value belongs, such as `installation.token/<row id>`. It isn't stored;
//! who opens must know it. A value that was moved to another row or column is thus as good as damaged,
//! and nobody who can write to the database can make one workspace use another's token.

mod file;

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arc_swap::ArcSwap;
use base64::Engine as _;
use base64::alphabet::{self, Alphabet};
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, STANDARD};
use chacha20poly1305::aead::AeadInOut as _;
use chacha20poly1305::{KeyInit as _, Tag, XChaCha20Poly1305, XNonce};
use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

/// The setting that gives the key as text.
pub const SETTING: &str = "CLOCKIFY_ADDONS_SECRET_KEY";

/// The setting that names the key file.
pub const FILE_SETTING: &str = "CLOCKIFY_ADDONS_SECRET_KEY_FILE";

/// The setting that gives keys that open and don't seal.
pub const PREVIOUS_SETTING: &str = "CLOCKIFY_ADDONS_SECRET_KEY_PREVIOUS";

const VERSION: u8 = 1;
const KEY: usize = 32;
const ID: usize = 4;
const NONCE: usize = 24;
const TAG: usize = 16;

/// Keeps key ids from being of any use for anything else that hashes a key.
const ID_PREFIX: &[u8] = b"clockify-addons/secrets/key-id/1\0";

/// What went wrong with a key or a sealed value, and what to do about it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A text is not a key.
    #[error("the key must be 32 bytes as base64 or 64 hexadecimal digits; `secrets generate` makes one for {SETTING}")]
    Text,
    /// A file does not hold a key.
    #[error(
        "`{}` doesn't hold a key of 32 bytes; restore it from a backup, or let {FILE_SETTING} name another file",
        .0.display()
    )]
    FileText(PathBuf),
    /// The key file can be used by others than its owner.
    #[error("`{}` is open to others (mode {mode:03o}); run `chmod 600 '{}'`", path.display(), path.display())]
    Exposed {
        /// The key file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// The folder for the key file is missing.
    #[error("there is no folder `{}` for the key file; create it or change {FILE_SETTING}", .0.display())]
    Folder(PathBuf),
    /// The key file can't be read or written.
    #[error("can't {doing} the key file `{}`; check {FILE_SETTING} and the permissions", path.display())]
    Io {
        /// What was tried.
        doing: &'static str,
        /// The key file.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// A value was sealed with a key that is not at hand.
    #[error(
        "sealed with key {0}, which is not at hand; give the key that was used then by {SETTING}, {FILE_SETTING} or \
         {PREVIOUS_SETTING}"
    )]
    UnknownKey(String),
    /// A value was altered, cut short or moved from another place.
    #[error(
        "the sealed value is damaged or belongs elsewhere; restore it from a backup, or reinstall the add-on in that \
         workspace to get a new token ({SETTING} names the right key and need not change)"
    )]
    Damaged,
    /// Two keys can't be told apart.
    #[error("two of the keys have the same id by chance; make another one with `secrets generate`")]
    SameId,
    /// A value has a form that this version of the program doesn't know.
    #[error(
        "sealed in form {0}, which this version of the program doesn't know; run the newer version that sealed it \
         ({SETTING} need not change)"
    )]
    Version(u8),
}

/// The keys at hand: the first one seals, all of them open. They are wiped from memory when dropped.
///
/// A ring whose key is kept in a file beside the database looks there again when it seals, and when it meets a value
/// that it can't open: the key may have been replaced while the program runs.
pub struct Keyring {
    keys: ArcSwap<Keys>,
    file: Option<file::Watched>,
}

struct Keys {
    first: Arc<Key>,
    older: Vec<Arc<Key>>,
}

struct Key {
    id: [u8; ID],
    bytes: Zeroizing<[u8; KEY]>,
}

impl Key {
    fn new(bytes: Zeroizing<[u8; KEY]>) -> Self {
        let hash = Sha256::new().chain_update(ID_PREFIX).chain_update(bytes.as_slice()).finalize();
        let mut id = [0; ID];
        id.copy_from_slice(&hash[..ID]);
        Self { id, bytes }
    }

    /// Base64 of either alphabet, padded or not, or hexadecimal digits; the lengths keep the two apart.
    fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let mut bytes = Zeroizing::new([0; KEY]);
        if text.len() == 2 * KEY {
            hex::decode_to_slice(text, bytes.as_mut_slice()).ok()?;
            return Some(Self::new(bytes));
        }
        let decoded = [&alphabet::STANDARD, &alphabet::URL_SAFE].into_iter().find_map(|of| decode(of, text))?;
        if decoded.len() != KEY {
            return None;
        }
        bytes.copy_from_slice(&decoded);
        Some(Self::new(bytes))
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new((&*self.bytes).into())
    }
}

impl Keyring {
    fn new(first: Key, older: Vec<Arc<Key>>, file: Option<file::Watched>) -> Self {
        Self { keys: ArcSwap::from_pointee(Keys { first: Arc::new(first), older }), file }
    }

    /// The ring of the one key in the text: 32 bytes as base64 of either alphabet, or 64 hexadecimal digits.
    pub fn from_text(text: &SecretString) -> Result<Self, Error> {
        Ok(Self::new(Key::parse(text.expose_secret()).ok_or(Error::Text)?, Vec::new(), None))
    }

    /// The key in the file at `path`, which is created with a new one if there is none. While it is being replaced, the
    /// one before it stands beside it and opens too.
    ///
    /// Safe when several processes start at once: one key wins and all of them return it.
    pub fn load_or_create(path: &Path) -> Result<Self, Error> {
        let watched = file::Watched::new(path);
        let first = file::load_or_create(path)?;
        let older = file::load_previous(path)?.map(Arc::new);
        let ring = Self::new(first, Vec::new(), Some(watched));
        let keys = ring.keys.load().with_older(&older);
        ring.keys.store(Arc::new(keys));
        Ok(ring)
    }

    /// Puts a new key in the place of the one in the file at `path`, and keeps that one beside it until
    /// [`Keyring::forget_previous`]. If that was begun before, it goes on with the key that was made then.
    pub fn replace_file(path: &Path) -> Result<Self, Error> {
        file::replace(path)?;
        Self::load_or_create(path)
    }

    /// Removes the key that was replaced. Nothing may be sealed with it any more.
    pub fn forget_previous(path: &Path) -> Result<(), Error> {
        file::forget_previous(path)
    }

    /// Whether the key in the file at `path` is new, and the one before it is still there.
    #[must_use]
    pub fn is_being_replaced(path: &Path) -> bool {
        file::is_new(path)
    }

    /// This ring, able to open what the keys of another one sealed.
    #[must_use]
    pub fn with_older(self, other: &Self) -> Self {
        let keys = self.keys.load().with_older(other.keys.load().all());
        self.keys.store(Arc::new(keys));
        self
    }

    /// The id of the key that seals.
    #[must_use]
    pub fn id(&self) -> String {
        hex::encode(self.keys.load().first.id)
    }

    /// The ids of all keys at hand, in hexadecimal digits.
    #[must_use]
    pub fn ids(&self) -> Vec<String> {
        self.keys.load().all().map(|key| hex::encode(key.id)).collect()
    }

    /// Whether a value was sealed with the key that seals now. A look at its first bytes, no proof.
    #[must_use]
    pub fn is_current(&self, sealed: &[u8]) -> bool {
        sealed.strip_prefix(&[VERSION]).is_some_and(|rest| rest.starts_with(&self.keys.load().first.id))
    }

    /// Whether the keys can be told apart, so that [`Keyring::is_current`] can be relied on.
    pub fn check_ids(&self) -> Result<(), Error> {
        let keys = self.keys.load();
        if keys.older.iter().any(|older| older.id == keys.first.id) { Err(Error::SameId) } else { Ok(()) }
    }

    /// Looks whether the key in the file was replaced.
    fn renew(&self) -> bool {
        let Some(found) = self.file.as_ref().and_then(file::Watched::changed) else { return false };
        let keys = self.keys.load();
        // What was at hand so far goes on opening, also when the file has forgotten it.
        let older: Vec<_> = found.into_iter().map(Arc::new).collect();
        let Some((first, older)) = older.split_first() else { return false };
        let first = Keys { first: Arc::clone(first), older: Vec::new() };
        self.keys.store(Arc::new(first.with_older(older.iter().chain(keys.all()))));
        true
    }

    /// A new key as text, for [`Keyring::from_text`].
    ///
    /// # Panics
    ///
    /// If the operating system gives no random bytes.
    #[must_use]
    pub fn generate_text() -> SecretString {
        let bytes = Zeroizing::new(random::<KEY>());
        SecretString::from(STANDARD.encode(bytes.as_slice()))
    }

    /// Encrypts a value for one place, of which `context` is the name.
    ///
    /// # Panics
    ///
    /// If the operating system gives no random bytes, or for a value of more than 256 GiB. Storing the
    /// value in the clear instead would be worse.
    #[must_use]
    pub fn seal(&self, context: &str, plain: &[u8]) -> Vec<u8> {
        self.renew();
        let first = Arc::clone(&self.keys.load().first);
        let nonce = random::<NONCE>();
        let mut sealed = Vec::with_capacity(1 + ID + NONCE + plain.len() + TAG);
        sealed.push(VERSION);
        sealed.extend_from_slice(&first.id);
        sealed.extend_from_slice(&nonce);
        sealed.extend_from_slice(plain);
        let body = &mut sealed[1 + ID + NONCE..];
        let tag = first.cipher().encrypt_inout_detached(&XNonce::from(nonce), context.as_bytes(), body.into());
        let Ok(tag) = tag else { panic!("a value of {} bytes is too long for the cipher", plain.len()) };
        sealed.extend_from_slice(&tag);
        sealed
    }

    /// Decrypts a value that was sealed for the place that `context` names.
    pub fn open(&self, context: &str, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
        let opened = self.keys.load().open(context, sealed);
        if matches!(opened, Err(Error::UnknownKey(_))) && self.renew() {
            return self.keys.load().open(context, sealed);
        }
        opened
    }
}

impl Keys {
    /// These keys, and others behind them. Each is there once.
    fn with_older<'a>(&self, others: impl IntoIterator<Item = &'a Arc<Key>>) -> Self {
        let mut older = self.older.clone();
        for other in others {
            if self.first.bytes != other.bytes && older.iter().all(|key| key.bytes != other.bytes) {
                older.push(Arc::clone(other));
            }
        }
        Self { first: Arc::clone(&self.first), older }
    }

    fn open(&self, context: &str, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
        let (&version, rest) = sealed.split_first().ok_or(Error::Damaged)?;
        if version != VERSION {
            return Err(Error::Version(version));
        }
        let (id, rest) = rest.split_first_chunk::<ID>().ok_or(Error::Damaged)?;
        let (nonce, rest) = rest.split_first_chunk::<NONCE>().ok_or(Error::Damaged)?;
        let (body, tag) = rest.split_last_chunk::<TAG>().ok_or(Error::Damaged)?;
        let mut error = Error::UnknownKey(hex::encode(id));
        // Ids are short: two keys may share one, and then only the cipher can tell.
        for key in self.all().filter(|key| key.id == *id) {
            let mut plain = Zeroizing::new(body.to_vec());
            let (nonce, tag) = (XNonce::from(*nonce), Tag::from(*tag));
            let buffer = plain.as_mut_slice().into();
            match key.cipher().decrypt_inout_detached(&nonce, context.as_bytes(), buffer, &tag) {
                Ok(()) => return Ok(plain),
                Err(_) => error = Error::Damaged,
            }
        }
        Err(error)
    }

    fn all(&self) -> impl Iterator<Item = &Arc<Key>> {
        std::iter::once(&self.first).chain(&self.older)
    }
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keyring ")?;
        f.debug_list().entries(self.keys.load().all().map(|key| hex::encode(key.id))).finish()
    }
}

/// The id of the key that a value was sealed with, if it has the form of one. A look at its first bytes, no proof.
#[must_use]
pub fn key_id(sealed: &[u8]) -> Option<[u8; ID]> {
    let rest = sealed.strip_prefix(&[VERSION])?;
    if rest.len() < ID + NONCE + TAG { None } else { rest.first_chunk().copied() }
}

fn decode(alphabet: &Alphabet, text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let config = GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    GeneralPurpose::new(alphabet, config).decode(text).ok().map(Zeroizing::new)
}

/// Bytes that nobody can guess.
pub(crate) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    assert!(aws_lc_rs::rand::fill(&mut bytes).is_ok(), "the operating system gave no random bytes");
    bytes
}

#[cfg(test)]
mod tests {
    use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};

    use super::*;

    const PLACE: &str = "installation.token/1";

    fn ring(byte: u8) -> Keyring {
        Keyring::from_text(&SecretString::from(hex::encode([byte; KEY]))).unwrap()
    }

    #[test]
    fn what_is_sealed_opens_in_its_place_only() {
        let ring = ring(1);
        for plain in [&b""[..], b"a value", &[0xff; 10_000]] {
            let sealed = ring.seal(PLACE, plain);
            assert_eq!(sealed.len(), plain.len() + 45);
            assert_eq!(**ring.open(PLACE, &sealed).unwrap(), *plain);
            for other in ["installation.token/2", "webhook.token/1", ""] {
                assert!(matches!(ring.open(other, &sealed), Err(Error::Damaged)), "{other}");
            }
            assert_ne!(ring.seal(PLACE, plain), sealed);
        }
    }

    #[test]
    fn a_flipped_byte_and_a_missing_end_are_noticed() {
        let ring = ring(1);
        let sealed = ring.seal(PLACE, b"a value");
        for index in 0..sealed.len() {
            for flip in [0x01, 0x80, 0xff] {
                let mut altered = sealed.clone();
                altered[index] ^= flip;
                let error = ring.open(PLACE, &altered).unwrap_err();
                let expected = match index {
                    0 => matches!(error, Error::Version(_)),
                    1..=ID => matches!(error, Error::UnknownKey(_)),
                    _ => matches!(error, Error::Damaged),
                };
                assert!(expected, "{index}: {error}");
            }
            assert!(matches!(ring.open(PLACE, &sealed[..index]), Err(Error::Damaged)), "{index}");
        }
        assert!(ring.open(PLACE, &[sealed.as_slice(), b"x"].concat()).is_err());
    }

    #[test]
    fn older_keys_open_and_the_first_seals() {
        let (old, both) = (ring(1).seal(PLACE, b"old"), ring(2).with_older(&ring(1)));
        assert_eq!(**both.open(PLACE, &old).unwrap(), *b"old");
        let new = both.seal(PLACE, b"new");
        assert_eq!(**ring(2).open(PLACE, &new).unwrap(), *b"new");
        let error = ring(1).open(PLACE, &new).unwrap_err().to_string();
        assert!(error.contains(&ring(2).id()) && error.contains(SETTING), "{error}");
    }

    #[test]
    fn what_the_first_key_sealed_is_current() {
        let (old, both) = (ring(1).seal(PLACE, b"old"), ring(2).with_older(&ring(1)).with_older(&ring(2)));
        assert!(!both.is_current(&old) && both.is_current(&both.seal(PLACE, b"new")));
        for odd in [&b""[..], &[1], &[2, 3, 4, 5, 6]] {
            assert!(!both.is_current(odd), "{odd:?}");
        }
        assert_eq!(format!("{both:?}").matches('"').count(), 4, "each key is there once");
        assert!(both.check_ids().is_ok());
    }

    /// Sealed values outlive the program that made them. This one was computed apart from it, from the
    /// published construction: key of 32 times 1, nonce 0 to 23.
    #[test]
    fn the_form_stays() {
        const SEALED: &str = "01c01bb2ad000102030405060708090a0b0c0d0e0f1011121314151617\
                              19f0ade4f1e4b235ac63f0229f5f2c3319092f0472cd32";
        let sealed = hex::decode(SEALED).unwrap();
        assert_eq!(**ring(1).open(PLACE, &sealed).unwrap(), *b"a value");
    }

    #[test]
    fn keys_come_in_several_spellings() {
        let bytes: Vec<u8> = (0..32).map(|i| 0xe0 | i).collect();
        let id = Keyring::from_text(&SecretString::from(hex::encode(&bytes))).unwrap().id();
        let mut texts = vec![hex::encode_upper(&bytes), format!("{}\n", STANDARD.encode(&bytes))];
        texts.extend([&STANDARD, &STANDARD_NO_PAD, &URL_SAFE, &URL_SAFE_NO_PAD].map(|engine| engine.encode(&bytes)));
        for text in texts {
            assert_eq!(Keyring::from_text(&SecretString::from(text.clone())).unwrap().id(), id, "{text}");
        }
        for text in ["", "a passphrase", &hex::encode(&bytes[1..]), &STANDARD.encode(&bytes[1..]), &"x".repeat(64)] {
            assert!(matches!(Keyring::from_text(&SecretString::from(text)), Err(Error::Text)), "{text}");
        }
        let (one, other) = (Keyring::generate_text(), Keyring::generate_text());
        assert_ne!(one.expose_secret(), other.expose_secret());
        assert!(Keyring::from_text(&one).is_ok());
    }

    #[test]
    fn debug_shows_ids_only() {
        let ring = ring(0xab);
        let text = format!("{ring:?}");
        assert_eq!(text, format!("Keyring [\"{}\"]", ring.id()));
        assert!(!text.contains("abab"));
    }
}
