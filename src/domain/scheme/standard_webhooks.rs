//! Standard Webhooks 1.0: `webhook-id`, `webhook-timestamp`, `webhook-signature`.
//!
//! The best of the five, since the id by which repetitions are told apart is signed. What is signed is
//! `id.time.body`; an id with a full stop in it could be cut in another place and still match, which is
//! why such ids are refused. Of the signatures only `v1` (HMAC-SHA256) is looked at: `v1a` needs a public
//! key and is skipped, as the specification wants for versions that one doesn't know.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, STANDARD};
use http::HeaderMap;
use time::OffsetDateTime;
use zeroize::Zeroizing;

use super::{Key, Refusal, Tag, Verified, compare, event_type, fresh, mac, malformed, note, one};

/// The header that carries the signatures.
pub(super) const SIGNATURE: &str = "webhook-signature";
/// What a secret starts with when it is shown to people.
pub(super) const PREFIX: &str = "whsec_";

const ID: &str = "webhook-id";
const TIMESTAMP: &str = "webhook-timestamp";

/// Secrets are copied by hand, so the padding may be missing.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

pub(super) fn key(text: &str) -> Result<Key, String> {
    let bytes = LENIENT.decode(text.strip_prefix(PREFIX).unwrap_or(text)).map(Zeroizing::new);
    bytes.ok().filter(|bytes| (24..=64).contains(&bytes.len())).ok_or_else(|| {
        "a secret for standard-webhooks must be 24 to 64 bytes in base64, with or without `whsec_` before it".to_owned()
    })
}

pub(super) fn verify(keys: &[Key], headers: &HeaderMap, body: &[u8], now: OffsetDateTime) -> Result<Verified, Refusal> {
    let id = one(headers, ID)?;
    let timestamp = one(headers, TIMESTAMP)?;
    let signatures = one(headers, SIGNATURE)?;
    let delivery_id = note(id).filter(|id| !id.contains('.')).ok_or_else(|| malformed(ID))?;
    fresh(timestamp, TIMESTAMP, now)?;
    let given: Vec<Tag> = signatures.split(' ').filter_map(signature).collect();
    if given.is_empty() {
        return Err(malformed(SIGNATURE));
    }
    compare(keys.iter().map(|key| tag(key, id, timestamp, body)), &given)?;
    Ok(Verified { delivery_id: Some(delivery_id), event_type: event_type(body) })
}

pub(super) fn sign(key: &Key, body: &[u8], now: OffsetDateTime, id: &str) -> Vec<(&'static str, String)> {
    let timestamp = now.unix_timestamp().to_string();
    let signature = format!("v1,{}", STANDARD.encode(tag(key, id, &timestamp, body)));
    vec![(ID, id.to_owned()), (TIMESTAMP, timestamp), (SIGNATURE, signature)]
}

fn tag(key: &[u8], id: &str, timestamp: &str, body: &[u8]) -> Tag {
    mac(key, &[id.as_bytes(), b".", timestamp.as_bytes(), b".", body])
}

/// The value of one `v1,<base64>`; `None` for what can't match.
fn signature(text: &str) -> Option<Tag> {
    STANDARD.decode(text.strip_prefix("v1,")?).ok()?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use secrecy::SecretString;

    use super::super::tests::{at, headers};
    use super::super::{Scheme, check_secret, sign, verify};
    use super::*;

    /// The example that the libraries of the specification test with.
    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const EXAMPLE_ID: &str = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    const SENT: i64 = 1_614_265_330;
    const BODY: &[u8] = br#"{"test": 2432232314}"#;
    const GOOD: &str = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
    const OTHER: &str = "v1,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

    fn check(id: &str, timestamp: &str, signatures: &str, now: i64) -> Result<Verified, Refusal> {
        let headers = headers(&[(ID, id), (TIMESTAMP, timestamp), (SIGNATURE, signatures)]);
        verify(&Scheme::StandardWebhooks, &[SecretString::from(SECRET)], &headers, BODY, at(now))
    }

    #[test]
    fn the_published_example_verifies() {
        let expected = Verified { delivery_id: Some(EXAMPLE_ID.to_owned()), event_type: None };
        assert_eq!(check(EXAMPLE_ID, "1614265330", GOOD, SENT), Ok(expected));
        let made = sign(&Scheme::StandardWebhooks, &SecretString::from(SECRET), BODY, at(SENT), EXAMPLE_ID);
        assert_eq!(made[2], (SIGNATURE.to_owned(), GOOD.to_owned()));
    }

    #[test]
    fn any_signature_of_the_list_may_match() {
        for list in
            [format!("{OTHER} {GOOD}"), format!("{GOOD} {OTHER}"), format!("v1a,abc v1,short v1,%%% {OTHER} {GOOD}")]
        {
            assert!(check(EXAMPLE_ID, "1614265330", &list, SENT).is_ok(), "{list}");
        }
        assert_eq!(check(EXAMPLE_ID, "1614265330", &format!("{OTHER} {OTHER}"), SENT), Err(Refusal::Mismatch));
    }

    #[test]
    fn other_versions_are_no_signature() {
        let bare = GOOD.trim_start_matches("v1,");
        for list in [bare.to_owned(), format!("v2,{bare}"), format!("v1a,{bare}"), format!("V1,{bare}"), String::new()]
        {
            assert_eq!(check(EXAMPLE_ID, "1614265330", &list, SENT), Err(malformed(SIGNATURE)), "{list}");
        }
    }

    #[test]
    fn the_window_is_five_minutes_both_ways() {
        for (now, fits) in [(SENT - 301, false), (SENT - 300, true), (SENT + 300, true), (SENT + 301, false)] {
            let expected = if fits { None } else { Some(Refusal::Stale) };
            assert_eq!(check(EXAMPLE_ID, "1614265330", GOOD, now).err(), expected, "{now}");
        }
        for text in ["", "-1614265330", "+1614265330", " 1614265330", "1614265330.0", "9999999999999"] {
            assert_eq!(check(EXAMPLE_ID, text, GOOD, SENT), Err(malformed(TIMESTAMP)), "{text}");
        }
    }

    #[test]
    fn id_and_time_are_signed_and_ids_are_plain() {
        assert_eq!(check("msg_2", "1614265330", GOOD, SENT), Err(Refusal::Mismatch));
        assert_eq!(check(EXAMPLE_ID, "1614265331", GOOD, SENT), Err(Refusal::Mismatch));
        for id in ["", "msg.1", "a\tb", &"a".repeat(101)] {
            assert_eq!(check(id, "1614265330", GOOD, SENT), Err(malformed(ID)), "{id}");
        }
    }

    #[test]
    fn secrets_are_base64_of_24_to_64_bytes() {
        let check = |text: String| check_secret(&Scheme::StandardWebhooks, &SecretString::from(text)).is_ok();
        assert!(check(SECRET.to_owned()) && check(SECRET.replace(PREFIX, "")));
        for (length, fits) in [(0, false), (23, false), (24, true), (25, true), (64, true), (65, false)] {
            let text = STANDARD.encode(vec![7; length]);
            assert_eq!(check(text.clone()), fits, "{length}");
            assert_eq!(check(format!("{PREFIX}{}", text.trim_end_matches('='))), fits, "{length}");
        }
        assert!(!check("whsec_this is not base64 at all, is it?".to_owned()));
    }
}
