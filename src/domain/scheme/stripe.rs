//! Stripe: `stripe-signature: t=<time>,v1=<hex>[,v1=<hex>…]` over `time.body`.
//!
//! While a secret is rotated Stripe signs with both and sends two `v1`, in no promised order. Other
//! schemes in the header (`v0` of test events) are skipped: taking any of them for a proof would be a
//! downgrade. The secret is used as text, with its `whsec_`; it is not base64 as in Standard Webhooks.

use http::HeaderMap;
use time::OffsetDateTime;

use super::{Key, Refusal, Tag, Verified, compare, field, fresh, hmac_sha256, mac, malformed, one};

/// The header that carries time and signatures.
pub(super) const SIGNATURE: &str = "stripe-signature";

pub(super) fn verify(keys: &[Key], headers: &HeaderMap, body: &[u8], now: OffsetDateTime) -> Result<Verified, Refusal> {
    let (mut timestamp, mut given) = (None, Vec::<Tag>::new());
    for part in one(headers, SIGNATURE)?.split(',') {
        match part.trim().split_once('=') {
            Some(("t", seconds)) if timestamp.is_none() => timestamp = Some(seconds),
            Some(("t", _)) | None => return Err(malformed(SIGNATURE)),
            Some(("v1", hex)) => given.extend(hmac_sha256::digits(hex)),
            Some(_) => {}
        }
    }
    let timestamp = timestamp.filter(|_| !given.is_empty()).ok_or_else(|| malformed(SIGNATURE))?;
    fresh(timestamp, SIGNATURE, now)?;
    compare(keys.iter().map(|key| tag(key, timestamp, body)), &given)?;
    Ok(Verified { delivery_id: field(body, &["id"]), event_type: field(body, &["type"]) })
}

pub(super) fn sign(key: &Key, body: &[u8], now: OffsetDateTime) -> Vec<(&'static str, String)> {
    let timestamp = now.unix_timestamp().to_string();
    let signature = hex::encode(tag(key, &timestamp, body));
    vec![(SIGNATURE, format!("t={timestamp},v1={signature}"))]
}

fn tag(key: &[u8], timestamp: &str, body: &[u8]) -> Tag {
    mac(key, &[timestamp.as_bytes(), b".", body])
}

#[cfg(test)]
mod tests {
    use secrecy::SecretString;

    use super::super::tests::{at, headers};
    use super::super::{Scheme, sign, verify};
    use super::*;

    const SECRET: &str = "an example for tests";
    const SENT: i64 = 1_700_000_000;
    const BODY: &[u8] = br#"{"id":"evt_1","type":"invoice.paid","data":{"id":"in_1","type":"x"}}"#;

    /// The signature of `BODY`, computed elsewhere: `printf '%s' "$SENT.$BODY" | openssl dgst -sha256 -hmac "$SECRET"`.
    const HEX: &str = "0969eecdd11fccec9fe158f3bf99e336f8b11004abbb8e070356cf8f50bc762b";

    fn check(value: &str, now: i64) -> Result<Verified, Refusal> {
        let headers = headers(&[(SIGNATURE, value)]);
        verify(&Scheme::Stripe, &[SecretString::from(SECRET)], &headers, BODY, at(now))
    }

    #[test]
    fn id_and_type_come_from_the_signed_body() {
        let made = sign(&Scheme::Stripe, &SecretString::from(SECRET), BODY, at(SENT), "unused");
        assert_eq!(made, [(SIGNATURE.to_owned(), format!("t=1700000000,v1={HEX}"))]);
        let expected = Verified { delivery_id: Some("evt_1".to_owned()), event_type: Some("invoice.paid".to_owned()) };
        assert_eq!(check(&made[0].1, SENT), Ok(expected));
    }

    #[test]
    fn any_v1_may_match_and_nothing_else() {
        let other = "0".repeat(64);
        for value in [
            format!("t=1700000000,v1={other},v1={HEX}"),
            format!("v1={HEX},v1={other},v0={other},t=1700000000"),
            format!("t=1700000000, v1=short, v1={HEX}"),
        ] {
            assert!(check(&value, SENT).is_ok(), "{value}");
        }
        assert_eq!(check(&format!("t=1700000000,v1={other},v0={HEX}"), SENT), Err(Refusal::Mismatch));
        assert_eq!(check(&format!("t=1700000001,v1={HEX}"), SENT), Err(Refusal::Mismatch));
    }

    #[test]
    fn incomplete_and_doubled_parts_are_refused() {
        for value in [
            String::new(),
            "t=1700000000".to_owned(),
            format!("v1={HEX}"),
            format!("t=1700000000,v0={HEX}"),
            format!("t=1700000000,{HEX}"),
            format!("t=1700000000,t=1700000000,v1={HEX}"),
            format!("t=,v1={HEX}"),
            format!("t=-1700000000,v1={HEX}"),
        ] {
            assert_eq!(check(&value, SENT), Err(malformed(SIGNATURE)), "{value}");
        }
    }

    #[test]
    fn the_window_is_five_minutes_both_ways() {
        for (now, fits) in [(SENT - 301, false), (SENT - 300, true), (SENT + 300, true), (SENT + 301, false)] {
            let expected = if fits { None } else { Some(Refusal::Stale) };
            assert_eq!(check(&format!("t=1700000000,v1={HEX}"), now).err(), expected, "{now}");
        }
    }
}
