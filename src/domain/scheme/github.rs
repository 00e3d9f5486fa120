//! GitHub: `x-hub-signature-256: sha256=<hex>` over the body.
//!
//! Gitea, Forgejo and others send the same header. The delivery id and the event stand in headers that
//! are not signed: good enough to tell repetitions apart and to choose a flow, no proof of anything. The
//! older `x-hub-signature` with SHA-1 is not looked at.

use http::HeaderMap;

use super::{Key, Refusal, Verified, compare, hmac_sha256, mac, malformed, note, one};

/// The header that carries the signature.
pub(super) const SIGNATURE: &str = "x-hub-signature-256";

const DELIVERY: &str = "x-github-delivery";
const EVENT: &str = "x-github-event";

pub(super) fn verify(keys: &[Key], headers: &HeaderMap, body: &[u8]) -> Result<Verified, Refusal> {
    let given = one(headers, SIGNATURE)?.strip_prefix("sha256=").and_then(hmac_sha256::digits);
    let given = given.ok_or_else(|| malformed(SIGNATURE))?;
    compare(keys.iter().map(|key| mac(key, &[body])), &[given])?;
    let hint = |name| one(headers, name).ok().and_then(note);
    Ok(Verified { delivery_id: hint(DELIVERY), event_type: hint(EVENT) })
}

pub(super) fn sign(key: &Key, body: &[u8], id: &str) -> Vec<(&'static str, String)> {
    vec![(DELIVERY, id.to_owned()), (SIGNATURE, format!("sha256={}", hex::encode(mac(key, &[body]))))]
}

#[cfg(test)]
mod tests {
    use secrecy::SecretString;

    use super::super::tests::{at, headers};
    use super::super::{Scheme, sign, verify};
    use super::*;

    /// The example of GitHub's documentation.
    const SECRET: &str = "It's a Secret to Everybody";
    const BODY: &[u8] = b"Hello, World!";
    const HEX: &str = "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";

    fn check(pairs: &[(&str, &str)]) -> Result<Verified, Refusal> {
        verify(&Scheme::GitHub, &[SecretString::from(SECRET)], &headers(pairs), BODY, at(0))
    }

    #[test]
    fn the_documented_example_verifies() {
        let good = format!("sha256={HEX}");
        let made = sign(&Scheme::GitHub, &SecretString::from(SECRET), BODY, at(0), "72d3162e");
        assert_eq!(made[1], (SIGNATURE.to_owned(), good.clone()));
        let verified = check(&[(SIGNATURE, &good), (DELIVERY, "72d3162e"), (EVENT, "push")]);
        let expected = Verified { delivery_id: Some("72d3162e".to_owned()), event_type: Some("push".to_owned()) };
        assert_eq!(verified, Ok(expected));
        assert_eq!(check(&[(SIGNATURE, &good)]), Ok(Verified::default()));
    }

    #[test]
    fn ambiguous_hints_are_dropped() {
        let good = format!("sha256={HEX}");
        let verified = check(&[(SIGNATURE, &good), (DELIVERY, "a"), (DELIVERY, "b"), (EVENT, &"p".repeat(101))]);
        assert_eq!(verified, Ok(Verified::default()));
    }

    #[test]
    fn other_prefixes_and_lengths_are_refused() {
        let bad = [HEX.to_owned(), format!("sha1={HEX}"), format!("sha256={}", &HEX[2..]), format!("sha256={HEX}00")];
        for value in bad.iter().chain([&"sha256=".to_owned(), &format!("sha256={}zz", &HEX[2..])]) {
            assert_eq!(check(&[(SIGNATURE, value)]), Err(malformed(SIGNATURE)), "{value}");
        }
        let wrong = format!("sha256={}", HEX.replace('7', "8"));
        assert_eq!(check(&[(SIGNATURE, &wrong)]), Err(Refusal::Mismatch));
        assert_eq!(check(&[("x-hub-signature", "sha1=00")]), Err(Refusal::MissingHeader(SIGNATURE.to_owned())));
    }
}
