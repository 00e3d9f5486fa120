//! A shared secret in `authorization: Bearer <secret>`.
//!
//! Proves who sends, not what: the body is not covered, and whoever sees one delivery can send others.
//! It is here for senders that can set a header and compute nothing. Both sides of the comparison are
//! hashed first, so that it takes the same time for tokens of any length.

use http::HeaderMap;
use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::{Key, MIN_SECRET_CHARS, Refusal, Verified, compare, event_type, malformed, one};

/// The header that carries the secret.
pub(super) const HEADER: &str = "authorization";

/// A longer one might not fit through the proxies on the way.
const MAX_SECRET_CHARS: usize = 1024;

pub(super) fn key(text: &str) -> Result<Key, String> {
    let sendable = text.bytes().all(|c| c.is_ascii_graphic());
    if !sendable || !(MIN_SECRET_CHARS..=MAX_SECRET_CHARS).contains(&text.len()) {
        return Err(format!(
            "a secret for bearer must have {MIN_SECRET_CHARS} to {MAX_SECRET_CHARS} letters, digits and ASCII signs \
             without spaces, since it travels in a header"
        ));
    }
    Ok(Zeroizing::new(text.as_bytes().to_vec()))
}

pub(super) fn verify(keys: &[Key], headers: &HeaderMap, body: &[u8]) -> Result<Verified, Refusal> {
    let (kind, token) = one(headers, HEADER)?.split_once(' ').ok_or_else(|| malformed(HEADER))?;
    let token = token.trim_matches(' ');
    if !kind.eq_ignore_ascii_case("bearer") || token.is_empty() {
        return Err(malformed(HEADER));
    }
    compare(keys.iter().map(|key| Sha256::digest(key.as_slice()).into()), &[Sha256::digest(token).into()])?;
    Ok(Verified { delivery_id: None, event_type: event_type(body) })
}

pub(super) fn sign(secret: &SecretString) -> Vec<(&'static str, String)> {
    vec![(HEADER, format!("Bearer {}", secret.expose_secret()))]
}

#[cfg(test)]
mod tests {
    use super::super::tests::{at, headers};
    use super::super::{Scheme, check_secret, verify};
    use super::*;

    const SECRET: &str = "an-example-for-tests";

    fn check(value: &str) -> Result<Verified, Refusal> {
        let headers = headers(&[(HEADER, value)]);
        verify(&Scheme::Bearer, &[SecretString::from(SECRET)], &headers, br#"{"type":"ping"}"#, at(0))
    }

    #[test]
    fn the_whole_token_must_match() {
        let expected = Verified { delivery_id: None, event_type: Some("ping".to_owned()) };
        for value in [format!("Bearer {SECRET}"), format!("bearer  {SECRET}")] {
            assert_eq!(check(&value), Ok(expected.clone()), "{value}");
        }
        for token in [&SECRET[1..], &SECRET.to_uppercase(), &format!("{SECRET}x"), "x"] {
            assert_eq!(check(&format!("Bearer {token}")), Err(Refusal::Mismatch), "{token}");
        }
        for value in ["", "Bearer", "Bearer ", SECRET, "Basic an-example-for-tests"] {
            assert_eq!(check(value), Err(malformed(HEADER)), "{value}");
        }
    }

    #[test]
    fn a_secret_must_fit_into_a_header() {
        let long = "a".repeat(1025);
        for text in ["fifteen-letters", "with a space in it", "zeilenumbruch-am-ende\n", "ümläüte-im-geheimnis", &long]
        {
            assert!(check_secret(&Scheme::Bearer, &SecretString::from(text)).is_err(), "{text}");
        }
    }
}
