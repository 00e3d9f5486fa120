//! HMAC-SHA256 of the body in a header of the sender's choice: `sha256=<hex>`, `hmac-sha256=<hex>` or
//! the bare digits.
//!
//! The common denominator of home-made senders. No time and no id is signed, so whoever records a
//! delivery can repeat it; where the sender can be changed, Standard Webhooks is the better choice.

use http::HeaderMap;

use super::{Key, Refusal, Tag, Verified, compare, event_type, mac, malformed, one};

pub(super) fn verify(keys: &[Key], header: &str, headers: &HeaderMap, body: &[u8]) -> Result<Verified, Refusal> {
    let given = value(one(headers, header)?).ok_or_else(|| malformed(header))?;
    compare(keys.iter().map(|key| mac(key, &[body])), &[given])?;
    Ok(Verified { delivery_id: None, event_type: event_type(body) })
}

pub(super) fn sign<'a>(key: &Key, header: &'a str, body: &[u8]) -> Vec<(&'a str, String)> {
    vec![(header, format!("sha256={}", hex::encode(mac(key, &[body]))))]
}

/// The signature in a header, if it has one of the three forms.
pub(super) fn value(text: &str) -> Option<Tag> {
    digits(text.strip_prefix("sha256=").or_else(|| text.strip_prefix("hmac-sha256=")).unwrap_or(text))
}

/// 64 hexadecimal digits in either case, and nothing around them.
pub(super) fn digits(text: &str) -> Option<Tag> {
    let mut tag = [0; 32];
    hex::decode_to_slice(text, &mut tag).ok()?;
    Some(tag)
}

#[cfg(test)]
mod tests {
    use secrecy::SecretString;

    use super::super::tests::{at, headers};
    use super::super::{Scheme, verify};
    use super::*;

    const SECRET: &str = "an example for tests";
    const BODY: &[u8] = br#"{"eventType":"order.paid","id":"7"}"#;

    fn check(value: &str) -> Result<Verified, Refusal> {
        let scheme = Scheme::parse("hmac-sha256", Some("X-Shop-Signature")).unwrap();
        let headers = headers(&[("x-shop-signature", value), ("x-signature-256", "unused")]);
        verify(&scheme, &[SecretString::from(SECRET)], &headers, BODY, at(0))
    }

    #[test]
    fn three_forms_in_either_case() {
        let hex = hex::encode(mac(SECRET.as_bytes(), &[BODY]));
        let expected = Verified { delivery_id: None, event_type: Some("order.paid".to_owned()) };
        for value in [format!("sha256={hex}"), format!("hmac-sha256={hex}"), hex.clone(), hex.to_uppercase()] {
            assert_eq!(check(&value), Ok(expected.clone()), "{value}");
        }
        assert_eq!(check(&"0".repeat(64)), Err(Refusal::Mismatch));
        for value in [format!("sha512={hex}"), format!("{hex}00"), format!("sha256=sha256={hex}"), String::new()] {
            assert_eq!(check(&value), Err(malformed("x-shop-signature")), "{value}");
        }
    }
}
