//! The key that encrypts tokens at rest.
//!
//! `CLOCKIFY_ADDONS_SECRET_KEY` or `CLOCKIFY_ADDONS_SECRET_KEY_FILE`: 32 bytes, as `openssl rand -base64 32`
//! or `openssl rand -hex 32` print them. `CLOCKIFY_ADDONS_SECRET_KEY_PREVIOUS` (`…_FILE`): more such keys, while one
//! replaces the other.
//!
//! On SQLite a key can be kept beside the database file, so it is optional there. A PostgreSQL
//! database is reached by several processes and is backed up by others, and a key that one of them
//! made up would be lost with it, so there it has to be given.

use secrecy::{ExposeSecret, ExposeSecretMut, SecretBox, SecretString};

use super::database::{self, Engine};
use super::entry::Entry;
use super::error::{Error, Problem};
use super::reader::Reader;

/// The variable that holds the key.
pub const KEY: &str = "CLOCKIFY_ADDONS_SECRET_KEY";

/// The variable that holds the keys before it.
pub const PREVIOUS: &str = "CLOCKIFY_ADDONS_SECRET_KEY_PREVIOUS";

/// The most keys that are at hand beside the one that seals.
const MOST: usize = 8;

/// Bytes of a key.
const LENGTH: usize = 32;

/// The key, if one was given.
#[derive(Clone, Debug, Default)]
pub struct Secrets {
    /// The text as it was given; [`bytes()`] decodes it.
    pub key: Option<SecretString>,
    /// Keys that open what they sealed, and seal nothing.
    pub previous: Vec<SecretString>,
}

impl Secrets {
    /// Reads the section.
    pub fn read(reader: &mut Reader<'_>) -> Self {
        reader.section("Secrets");
        let help = "Encrypts tokens at rest; required with PostgreSQL; `clockify-addons secrets generate` makes one";
        let kind = "32 bytes as base64 or as 64 hex digits";
        let key = reader.value(Entry::new(KEY, help).secret(), kind, "", check);
        let help = "Keys that open what they sealed and seal nothing, until `clockify-addons secrets rotate` is done";
        let entry = Entry::new(PREVIOUS, help).secret();
        let previous = reader.value(entry, "the same, several with commas or lines between them", "", |text| {
            let texts = text.split([',', '\n']).map(str::trim).filter(|text| !text.is_empty());
            let keys: Vec<_> = texts.map(check).collect::<Result<_, _>>()?;
            if keys.len() <= MOST { Ok(keys) } else { Err(format!("holds more than {MOST} keys")) }
        });
        Self { key, previous: previous.unwrap_or_default() }
    }

    /// Refuses to go without a key where one of these databases needs it.
    pub fn require_for<'a>(&self, databases: impl IntoIterator<Item = &'a database::Url>) -> Result<(), Error> {
        let needed = databases.into_iter().any(|url| url.engine() == Engine::Postgres);
        if self.key.is_some() || !needed {
            return Ok(());
        }
        let wrong = "is required with a PostgreSQL database; `clockify-addons secrets generate` makes one";
        Err(Problem { name: KEY.to_owned(), wrong: wrong.to_owned() }.into())
    }
}

/// A key as it was given, if it is one.
fn check(text: &str) -> Result<SecretString, String> {
    let bytes = bytes(text).ok_or("does not have that form")?;
    let bytes = bytes.expose_secret();
    if bytes.iter().all(|byte| *byte == bytes[0]) {
        return Err("is the same byte over and over".to_owned());
    }
    Ok(SecretString::from(text.trim()))
}

/// The key's bytes: from hex digits, or from base64 of either alphabet with or without padding.
#[must_use]
pub fn bytes(text: &str) -> Option<SecretBox<[u8; LENGTH]>> {
    let text = text.trim();
    let digits = text.trim_end_matches('=');
    let (radix, digits) = match (text.len(), digits.len()) {
        (64, 64) => (16, text),
        (43 | 44, 43) => (64, digits),
        _ => return None,
    };
    let width = if radix == 16 { 4 } else { 6 };
    let mut key = SecretBox::new(Box::new([0; LENGTH]));
    let (mut pending, mut bits, mut filled) = (0_u32, 0, 0);
    for c in digits.chars() {
        pending = pending << width | if radix == 16 { c.to_digit(16)? } else { sextet(c)? };
        bits += width;
        if bits >= 8 {
            bits -= 8;
            *key.expose_secret_mut().get_mut(filled)? = u8::try_from(pending >> bits).ok()?;
            pending &= (1 << bits) - 1;
            filled += 1;
        }
    }
    // Bits left over are part of no byte; two texts for one key would be one too many.
    (filled == LENGTH && pending == 0).then_some(key)
}

/// The value of a base64 digit of either alphabet.
fn sextet(c: char) -> Option<u32> {
    let c = u32::from(u8::try_from(c).ok()?);
    let from = |first: u8, value: u32| Some(c - u32::from(first) + value);
    match u8::try_from(c).ok()? {
        b'A'..=b'Z' => from(b'A', 0),
        b'a'..=b'z' => from(b'a', 26),
        b'0'..=b'9' => from(b'0', 52),
        b'+' | b'-' => Some(62),
        b'/' | b'_' => Some(63),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Source;

    const HEX: &str = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1eff";
    const BASE64: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHv8=";

    #[test]
    fn forms() {
        let expected: Vec<u8> = (0..31).chain([255]).collect();
        let url_safe = BASE64.replace('/', "_").replace('+', "-");
        for text in [HEX, &HEX.to_uppercase(), BASE64, BASE64.trim_end_matches('='), &url_safe, &format!(" {BASE64}\n")]
        {
            assert_eq!(bytes(text).map(|key| key.expose_secret().to_vec()), Some(expected.clone()), "{text}");
        }
        for text in [
            "",
            "short",
            &HEX[1..],
            &BASE64[1..],
            &BASE64.replace("v8=", "v9="),
            &HEX.replace("ff", "zz"),
            &format!("{BASE64}="),
        ] {
            assert!(bytes(text).is_none(), "{text}");
        }
    }

    #[test]
    fn bad_keys_are_refused_unseen() {
        for text in ["canary-canary", &"00".repeat(32), &"canary".repeat(20)] {
            let source = Source::from_pairs([(KEY, text)]);
            let mut reader = Reader::new(&source);
            assert!(Secrets::read(&mut reader).key.is_none());
            let error = reader.finish().unwrap_err().to_string();
            assert!(error.contains(KEY) && !error.contains(text), "{error}");
        }
    }

    #[test]
    fn keys_before_it() {
        let read = |text: &str| {
            let source = Source::from_pairs([(PREVIOUS, text)]);
            let mut reader = Reader::new(&source);
            let found = Secrets::read(&mut reader).previous.len();
            (found, reader.finish().map_err(|error| error.to_string()))
        };
        for (text, expected) in [("", 0), (HEX, 1), (&format!("{HEX},{BASE64}"), 2), (&format!("{HEX}\n{BASE64}\n"), 2)]
        {
            assert_eq!(read(text), (expected, Ok(vec![])), "{text}");
        }
        for text in ["canary", &format!("{HEX},canary"), &[HEX; 9].join(",")] {
            let (found, finished) = read(text);
            let error = finished.unwrap_err();
            assert!(found == 0 && error.contains(PREVIOUS) && !error.contains("canary"), "{error}");
        }
    }

    #[test]
    fn postgresql_requires_a_key() {
        let sqlite: database::Url = "sqlite:///./x.db".parse().unwrap();
        let postgres: database::Url = "postgresql://u:p@h/x".parse().unwrap();
        let none = Secrets::default();
        let some = Secrets { key: Some(SecretString::from(HEX)), ..Secrets::default() };
        assert!(none.require_for([&sqlite]).is_ok());
        assert!(some.require_for([&sqlite, &postgres]).is_ok());
        let error = none.require_for([&sqlite, &postgres]).unwrap_err().to_string();
        assert!(error.contains(KEY) && error.contains("secrets generate"));
    }
}
