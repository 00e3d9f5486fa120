//! How a sender other than Clockify proves that a delivery is its own.
//!
//! Clockify signs with its own token; everybody else who may deliver to a custom source agrees on a
//! secret with the operator and picks one of the five schemes below. There is no sixth called "none": a
//! source without a usable secret refuses every delivery, because an address that anybody may post to
//! starts flows for anybody.
//!
//! Everything here is a pure function of secrets, headers, body and time, so that each rule has a test
//! without a server. Three rules hold for all schemes and are therefore kept in this file:
//!
//! * Every secret is compared with every signature of the header, in constant time and to the end.
//!   Stopping at the first hit would tell an attacker which of two secrets is the newer one, and looking
//!   at the first signature only would refuse senders in the middle of a rotation.
//! * The header that carries the proof comes exactly once. With two of them a proxy may have checked the
//!   one and we the other.
//! * A refusal names headers, never their values: it ends up in logs.
//!
//! What the proof covers differs. Standard Webhooks signs the delivery id and the time; Stripe signs the
//! time, and its id stands in the signed body. GitHub signs the body alone, so its delivery id keeps
//! honest repetitions apart but stops no replay, and neither do `hmac-sha256` and `bearer`.

mod bearer;
mod github;
mod hmac_sha256;
pub mod legacy;
mod standard_webhooks;
mod stripe;

use std::collections::HashMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use http::{HeaderMap, HeaderName};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::value::RawValue;
use sha2::{Digest as _, Sha256};
use subtle::{Choice, ConstantTimeEq as _};
use time::OffsetDateTime;
use zeroize::Zeroizing;

/// Secrets that count at once: the present one and the one that it replaces.
pub const MAX_SECRETS: usize = 2;

/// How far the time of a signature may lie from ours, in seconds, in both directions.
pub const WINDOW_SECONDS: u64 = 300;

/// Longest header that is looked at. A rotation needs a few hundred bytes.
const MAX_HEADER_BYTES: usize = 8 * 1024;

/// Longest delivery id or event type that is taken over.
const MAX_NOTE: usize = 100;

/// Shortest secret, in characters, of the schemes that use text as it is.
const MIN_SECRET_CHARS: usize = 16;

/// How a sender proves a delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// The Standard Webhooks specification: id, time and body signed.
    StandardWebhooks,
    /// `x-hub-signature-256` as GitHub and its imitators send it: body signed.
    GitHub,
    /// `stripe-signature`: time and body signed.
    Stripe,
    /// HMAC-SHA256 of the body, in hexadecimal, in a header of the sender's choice.
    HmacSha256 {
        /// The header, in lower case.
        header: String,
    },
    /// `authorization: Bearer <secret>`: nothing signed; for senders that can do no better.
    Bearer,
}

/// Why a text is not a scheme.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Invalid {
    /// No scheme has this name.
    #[error("no scheme is named `{0}`; there are {list}", list = Scheme::NAMES.join(", "))]
    Name(String),
    /// The text can't be the name of a header.
    #[error("`{0}` is not the name of an HTTP header")]
    Header(String),
    /// A header was named for a scheme that has its own.
    #[error("scheme `{0}` has a header of its own; only hmac-sha256 lets one be chosen")]
    HeaderNotChosen(&'static str),
}

/// What a proven delivery says about itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verified {
    /// The sender's id of the delivery, the same when it is repeated.
    pub delivery_id: Option<String>,
    /// The sender's name for what happened.
    pub event_type: Option<String>,
}

/// Why a delivery was refused. Carries names of headers, never values.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// A header that the scheme needs is absent.
    #[error("header `{0}` is missing")]
    MissingHeader(String),
    /// A header is not of the scheme's form, too long, or present more than once.
    #[error("header `{0}` is malformed or present more than once")]
    MalformedHeader(String),
    /// The signature is too old, or its time lies in the future.
    #[error("the time of the signature is more than {WINDOW_SECONDS} seconds from ours")]
    Stale,
    /// No secret gives any of the signatures.
    #[error("no signature matches")]
    Mismatch,
    /// There is no usable secret to compare with.
    #[error("no usable secret is set for this source")]
    NoSecret,
}

/// A secret in the form in which it is used.
type Key = Zeroizing<Vec<u8>>;

/// An HMAC-SHA256 value.
type Tag = [u8; 32];

impl Scheme {
    /// Whether the headers alone are the proof, so that a stranger's body needn't be read at all.
    #[must_use]
    pub const fn proves_by_header(&self) -> bool {
        matches!(self, Self::Bearer)
    }

    /// The names of all schemes.
    pub const NAMES: [&'static str; 5] = ["standard-webhooks", "github", "stripe", "hmac-sha256", "bearer"];

    /// The header of `hmac-sha256` unless another is chosen.
    pub const DEFAULT_HEADER: &'static str = "x-signature-256";

    /// The scheme of that name. Only `hmac-sha256` takes a header.
    pub fn parse(name: &str, header: Option<&str>) -> Result<Self, Invalid> {
        let scheme = match name {
            "standard-webhooks" => Self::StandardWebhooks,
            "github" => Self::GitHub,
            "stripe" => Self::Stripe,
            "bearer" => Self::Bearer,
            "hmac-sha256" => {
                let text = header.unwrap_or(Self::DEFAULT_HEADER);
                let header = HeaderName::try_from(text).map_err(|_| Invalid::Header(text.to_owned()))?;
                return Ok(Self::HmacSha256 { header: header.as_str().to_owned() });
            }
            _ => return Err(Invalid::Name(name.to_owned())),
        };
        if header.is_some() { Err(Invalid::HeaderNotChosen(scheme.name())) } else { Ok(scheme) }
    }

    /// The name under which operators know the scheme.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::StandardWebhooks => "standard-webhooks",
            Self::GitHub => "github",
            Self::Stripe => "stripe",
            Self::HmacSha256 { .. } => "hmac-sha256",
            Self::Bearer => "bearer",
        }
    }

    /// The header that carries the proof.
    #[must_use]
    pub fn header(&self) -> &str {
        match self {
            Self::StandardWebhooks => standard_webhooks::SIGNATURE,
            Self::GitHub => github::SIGNATURE,
            Self::Stripe => stripe::SIGNATURE,
            Self::HmacSha256 { header } => header,
            Self::Bearer => bearer::HEADER,
        }
    }
}

/// Checks a delivery against the secrets of its source, of which the first [`MAX_SECRETS`] count.
///
/// A secret that [`check_secret`] refuses never matches anything; where only such secrets are left, the
/// delivery is refused as if there were none.
pub fn verify(
    scheme: &Scheme,
    secrets: &[SecretString],
    headers: &HeaderMap,
    body: &[u8],
    now: OffsetDateTime,
) -> Result<Verified, Refusal> {
    let keys: Vec<Key> = secrets.iter().take(MAX_SECRETS).filter_map(|secret| key(scheme, secret).ok()).collect();
    if keys.is_empty() {
        return Err(Refusal::NoSecret);
    }
    match scheme {
        Scheme::StandardWebhooks => standard_webhooks::verify(&keys, headers, body, now),
        Scheme::GitHub => github::verify(&keys, headers, body),
        Scheme::Stripe => stripe::verify(&keys, headers, body, now),
        Scheme::HmacSha256 { header } => hmac_sha256::verify(&keys, header, headers, body),
        Scheme::Bearer => bearer::verify(&keys, headers, body),
    }
}

/// The headers with which a sender that knows the secret would deliver this body.
///
/// Of use to tests, to examples and to whoever documents a source. Schemes that have no header for the
/// delivery id leave it out. Without a secret of the scheme's form there is nothing to sign with and the
/// list is empty.
#[must_use]
pub fn sign(
    scheme: &Scheme,
    secret: &SecretString,
    body: &[u8],
    now: OffsetDateTime,
    delivery_id: &str,
) -> Vec<(String, String)> {
    let Ok(key) = key(scheme, secret) else { return Vec::new() };
    let headers = match scheme {
        Scheme::StandardWebhooks => standard_webhooks::sign(&key, body, now, delivery_id),
        Scheme::GitHub => github::sign(&key, body, delivery_id),
        Scheme::Stripe => stripe::sign(&key, body, now),
        Scheme::HmacSha256 { header } => hmac_sha256::sign(&key, header, body),
        Scheme::Bearer => bearer::sign(secret),
    };
    headers.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// Whether a secret can be used with the scheme, and if not, what it must be like.
pub fn check_secret(scheme: &Scheme, secret: &SecretString) -> Result<(), String> {
    key(scheme, secret).map(drop)
}

/// A new secret of 32 random bytes, written as the scheme's senders expect it.
///
/// # Panics
///
/// If the operating system gives no random bytes: there is no safe way to go on.
#[must_use]
pub fn generate_secret(scheme: &Scheme) -> SecretString {
    let mut bytes = Zeroizing::new([0; 32]);
    assert!(aws_lc_rs::rand::fill(bytes.as_mut_slice()).is_ok(), "the operating system gave no random bytes");
    SecretString::from(match scheme {
        Scheme::StandardWebhooks => format!("{}{}", standard_webhooks::PREFIX, STANDARD.encode(bytes.as_slice())),
        Scheme::Stripe => format!("whsec_{}", hex::encode(bytes.as_slice())),
        Scheme::GitHub | Scheme::HmacSha256 { .. } | Scheme::Bearer => hex::encode(bytes.as_slice()),
    })
}

/// The secret as the scheme uses it, or what it must be like.
fn key(scheme: &Scheme, secret: &SecretString) -> Result<Key, String> {
    let text = secret.expose_secret();
    match scheme {
        Scheme::StandardWebhooks => standard_webhooks::key(text),
        Scheme::Bearer => bearer::key(text),
        Scheme::GitHub | Scheme::Stripe | Scheme::HmacSha256 { .. } => {
            if text.chars().count() < MIN_SECRET_CHARS {
                return Err(format!("a secret for {} must have at least {MIN_SECRET_CHARS} characters", scheme.name()));
            }
            Ok(Zeroizing::new(text.as_bytes().to_vec()))
        }
    }
}

/// The value of a header that comes exactly once and is plain text of bearable length.
fn one<'a>(headers: &'a HeaderMap, name: &str) -> Result<&'a str, Refusal> {
    let mut values = headers.get_all(name).iter();
    let value = values.next().ok_or_else(|| Refusal::MissingHeader(name.to_owned()))?;
    if values.next().is_some() || value.len() > MAX_HEADER_BYTES {
        return Err(malformed(name));
    }
    value.to_str().map_err(|_| malformed(name))
}

fn malformed(name: &str) -> Refusal {
    Refusal::MalformedHeader(name.to_owned())
}

/// Refuses a time in Unix seconds that lies outside the window. `name` is the header that carried it.
fn fresh(seconds: &str, name: &str, now: OffsetDateTime) -> Result<(), Refusal> {
    if seconds.len() > 12 || !seconds.bytes().all(|c| c.is_ascii_digit()) {
        return Err(malformed(name));
    }
    let sent: i64 = seconds.parse().map_err(|_| malformed(name))?;
    if now.unix_timestamp().abs_diff(sent) > WINDOW_SECONDS { Err(Refusal::Stale) } else { Ok(()) }
}

/// HMAC-SHA256 of the parts, one after the other.
///
/// The key is brought to the length of a block here (RFC 2104), because the constructor that takes a key
/// of any length returns an error that can't happen.
fn mac(key: &[u8], parts: &[&[u8]]) -> Tag {
    let mut block = Zeroizing::new([0; 64]);
    if let Some(start) = block.get_mut(..key.len()) {
        start.copy_from_slice(key);
    } else {
        block[..32].copy_from_slice(&Sha256::digest(key));
    }
    let mut mac = Hmac::<Sha256>::new((&*block).into());
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// Succeeds if any of the expected values is among the given ones, comparing all with all.
fn compare(expected: impl Iterator<Item = Tag>, given: &[Tag]) -> Result<(), Refusal> {
    let mut found = Choice::from(0);
    for expected in expected {
        for given in given {
            found |= expected.ct_eq(given);
        }
    }
    if found.into() { Ok(()) } else { Err(Refusal::Mismatch) }
}

/// The text if it is short and printable enough to be stored, shown and logged.
fn note(text: &str) -> Option<String> {
    let plain = (1..=MAX_NOTE).contains(&text.len()) && text.bytes().all(|c| (b' '..=b'~').contains(&c));
    plain.then(|| text.to_owned())
}

/// The first of the fields of a JSON object that is such a text. Only the top level is read into memory.
fn field(body: &[u8], names: &[&str]) -> Option<String> {
    let object: HashMap<String, &RawValue> = serde_json::from_slice(body).ok()?;
    let text = |name: &&str| serde_json::from_str::<String>(object.get(*name)?.get()).ok();
    names.iter().filter_map(text).find_map(|text| note(&text))
}

/// The event type that a body names, for schemes that prescribe none.
fn event_type(body: &[u8]) -> Option<String> {
    field(body, &["event_type", "eventType", "type"])
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;
    use proptest::prelude::*;

    use super::*;

    pub(super) fn at(seconds: i64) -> OffsetDateTime {
        OffsetDateTime::from_unix_timestamp(seconds).unwrap()
    }

    pub(super) fn headers(pairs: &[(&str, &str)]) -> HeaderMap {
        let mut map = HeaderMap::new();
        for (name, value) in pairs {
            map.append(HeaderName::try_from(*name).unwrap(), HeaderValue::from_str(value).unwrap());
        }
        map
    }

    pub(super) fn signed(scheme: &Scheme, secret: &SecretString, body: &[u8], now: OffsetDateTime) -> HeaderMap {
        let pairs = sign(scheme, secret, body, now, "msg_1");
        let pairs: Vec<_> = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        headers(&pairs)
    }

    pub(super) fn all() -> [Scheme; 5] {
        Scheme::NAMES.map(|name| Scheme::parse(name, None).unwrap())
    }

    const NOW: i64 = 1_700_000_000;

    #[test]
    fn names_and_headers_are_checked() {
        for (scheme, name) in all().iter().zip(Scheme::NAMES) {
            assert_eq!(scheme.name(), name);
        }
        let own = Scheme::parse("hmac-sha256", Some("X-Shop-Signature")).unwrap();
        assert_eq!(own.header(), "x-shop-signature");
        assert_eq!(Scheme::parse("hmac-sha256", None).unwrap().header(), "x-signature-256");
        let text = Scheme::parse("none", None).unwrap_err().to_string();
        assert!(Scheme::NAMES.iter().all(|name| text.contains(name)), "{text}");
        assert!(matches!(Scheme::parse("hmac-sha256", Some("a b")), Err(Invalid::Header(_))));
        assert!(matches!(Scheme::parse("hmac-sha256", Some("")), Err(Invalid::Header(_))));
        assert!(matches!(Scheme::parse("github", Some("x-a")), Err(Invalid::HeaderNotChosen("github"))));
    }

    #[test]
    fn generated_secrets_fit_their_scheme_and_differ() {
        for scheme in all() {
            let (one, other) = (generate_secret(&scheme), generate_secret(&scheme));
            assert_eq!(check_secret(&scheme, &one), Ok(()), "{scheme:?}");
            assert_ne!(one.expose_secret(), other.expose_secret());
        }
    }

    #[test]
    fn without_a_usable_secret_everything_is_refused() {
        for scheme in all() {
            let good = signed(&scheme, &generate_secret(&scheme), b"{}", at(NOW));
            for secrets in [vec![], vec![SecretString::from("")], vec![SecretString::from("short")]] {
                assert_eq!(verify(&scheme, &secrets, &good, b"{}", at(NOW)), Err(Refusal::NoSecret));
                for secret in &secrets {
                    assert!(check_secret(&scheme, secret).is_err());
                    assert_eq!(sign(&scheme, secret, b"{}", at(NOW), "msg_1"), []);
                }
            }
        }
    }

    #[test]
    fn both_secrets_of_a_rotation_count_and_a_third_does_not() {
        for scheme in all() {
            let secrets = [(); 4].map(|()| generate_secret(&scheme));
            for (index, secret) in secrets.iter().enumerate() {
                let result = verify(&scheme, &secrets[..3], &signed(&scheme, secret, b"{}", at(NOW)), b"{}", at(NOW));
                let expected = if index < MAX_SECRETS { None } else { Some(Refusal::Mismatch) };
                assert_eq!(result.err(), expected, "{scheme:?} {index}");
            }
        }
    }

    #[test]
    fn each_header_of_a_proof_is_needed_once() {
        for scheme in all() {
            let secret = generate_secret(&scheme);
            let good = signed(&scheme, &secret, b"{}", at(NOW));
            let check = |map: &HeaderMap| verify(&scheme, std::slice::from_ref(&secret), map, b"{}", at(NOW)).err();
            for name in good.keys().filter(|name| *name != "x-github-delivery") {
                let (mut without, mut twice, mut long) = (good.clone(), good.clone(), good.clone());
                without.remove(name);
                twice.append(name, good[name].clone());
                long.insert(name, HeaderValue::from_str(&"a".repeat(MAX_HEADER_BYTES + 1)).unwrap());
                assert_eq!(check(&without), Some(Refusal::MissingHeader(name.to_string())));
                assert_eq!(check(&twice), Some(malformed(name.as_str())));
                assert_eq!(check(&long), Some(malformed(name.as_str())));
            }
        }
    }

    #[test]
    fn only_plain_short_texts_of_the_top_level_name_an_event() {
        let long = format!(r#"{{"type":"{}"}}"#, "a".repeat(101));
        for (body, expected) in [
            (r#"{"event_type":"a","eventType":"b","type":"c"}"#, Some("a")),
            (r#"{"event_type":7,"eventType":"b","type":"c"}"#, Some("b")),
            (r#"{"event_type":"x\ny","type":"order.paid"}"#, Some("order.paid")),
            (r#"{"type":"invoice \u0070aid"}"#, Some("invoice paid")),
            (r#"{"data":{"type":"inner"}}"#, None),
            (r#"{"type":""}"#, None),
            (r#"{"type":"fällig"}"#, None),
            (r#"["type","a"]"#, None),
            ("not json", None),
            (&long, None),
        ] {
            assert_eq!(event_type(body.as_bytes()).as_deref(), expected, "{body}");
        }
    }

    /// RFC 4231, test cases 2 and 6: a short key, and one longer than a block.
    #[test]
    fn the_mac_is_hmac_sha256() {
        let short = mac(b"Jefe", &[b"what do ya want ", b"for nothing?"]);
        assert_eq!(hex::encode(short), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
        let long = mac(&[0xaa; 131], &[b"Test Using Larger Than Block-Size Key - Hash Key First"]);
        assert_eq!(hex::encode(long), "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn what_is_signed_verifies_and_one_bit_breaks_it(
            body in proptest::collection::vec(any::<u8>(), 1..200),
            bit in any::<proptest::sample::Index>(),
            shift in -300_i64..=300,
        ) {
            for scheme in all() {
                let secret = generate_secret(&scheme);
                let secrets = [secret.clone()];
                let proof = signed(&scheme, &secret, &body, at(NOW));
                prop_assert!(verify(&scheme, &secrets, &proof, &body, at(NOW + shift)).is_ok());
                let bit = bit.index(body.len() * 8);
                let mut altered = body.clone();
                altered[bit / 8] ^= 1 << (bit % 8);
                let expected = (scheme != Scheme::Bearer).then_some(Refusal::Mismatch);
                prop_assert_eq!(verify(&scheme, &secrets, &proof, &altered, at(NOW)).err(), expected);
            }
        }
    }
}
