//! `WEBHOOK_HMAC_SECRET`: one secret for the whole deployment, as the Python add-on had it.
//!
//! Deployments put a proxy or a relay of their own before the add-on and let it sign the body. The scheme
//! stays for them, and apart from the others, because it is weaker: three headers may carry it, nothing
//! but the body is covered, and every workspace shares the secret. It is an additional way in for a
//! delivery without a Clockify token, never a second chance for one whose token failed; which of the two
//! applies is decided by the caller, and for that this module says whether there is such a signature at
//! all, not only whether it is right.

use http::HeaderMap;
use secrecy::{ExposeSecret as _, SecretString};

use super::{compare, hmac_sha256, mac};

/// The headers that may carry the signature.
pub const HEADERS: [&str; 3] = ["clockify-signature", "x-webhook-signature", "x-addon-signature"];

/// Whether the body is signed with the secret; `None` if no header has the form of such a signature.
///
/// `sha256=<hex>`, `hmac-sha256=<hex>` and 64 bare digits count. A Clockify token, which may stand in the
/// first of the headers, has two dots and can't be mistaken for one. If several headers have the form, each
/// must be right: a correct one beside a wrong one means that somebody on the way has added something.
/// An empty secret signs nothing.
#[must_use]
pub fn verify_hmac(secret: &SecretString, headers: &HeaderMap, body: &[u8]) -> Option<bool> {
    let values = HEADERS.iter().flat_map(|name| headers.get_all(*name)).filter_map(|value| value.to_str().ok());
    let given: Vec<_> = values.filter_map(hmac_sha256::value).collect();
    if given.is_empty() {
        return None;
    }
    let secret = secret.expose_secret();
    let expected = mac(secret.as_bytes(), &[body]);
    let wrong = given.iter().filter(|given| compare(std::iter::once(expected), &[**given]).is_err()).count();
    Some(wrong == 0 && !secret.is_empty())
}

#[cfg(test)]
mod tests {
    use super::super::tests::headers;
    use super::*;

    const SECRET: &str = "an example for tests";
    const BODY: &[u8] = b"{}";

    fn check(pairs: &[(&str, &str)]) -> Option<bool> {
        verify_hmac(&SecretString::from(SECRET), &headers(pairs), BODY)
    }

    fn good() -> String {
        hex::encode(mac(SECRET.as_bytes(), &[BODY]))
    }

    #[test]
    fn each_header_and_each_form_counts() {
        for name in HEADERS {
            let hex = good();
            for value in [format!("sha256={hex}"), format!("hmac-sha256={hex}"), hex.to_uppercase(), hex] {
                assert_eq!(check(&[(name, &value)]), Some(true), "{name}: {value}");
            }
            assert_eq!(check(&[(name, &"0".repeat(64))]), Some(false));
        }
    }

    #[test]
    fn tokens_and_other_texts_are_no_hmac() {
        let token = format!("{0}.{0}.{0}", "a".repeat(64));
        for value in [token.as_str(), "a.b.c", "", "sha256=", "sha1=00", &good()[1..]] {
            assert_eq!(check(&[("clockify-signature", value)]), None, "{value}");
        }
        assert_eq!(check(&[]), None);
        assert_eq!(check(&[("x-hub-signature-256", &good())]), None);
        assert_eq!(check(&[("clockify-signature", &token), ("x-addon-signature", &good())]), Some(true));
    }

    #[test]
    fn every_signature_present_must_be_right() {
        let wrong = "0".repeat(64);
        assert_eq!(check(&[("x-addon-signature", &good()), ("x-webhook-signature", &good())]), Some(true));
        assert_eq!(check(&[("x-addon-signature", &good()), ("x-webhook-signature", &wrong)]), Some(false));
        assert_eq!(check(&[("x-addon-signature", &wrong), ("x-addon-signature", &good())]), Some(false));
    }

    #[test]
    fn another_body_or_an_empty_secret_fails() {
        let map = headers(&[("x-addon-signature", &good())]);
        assert_eq!(verify_hmac(&SecretString::from(SECRET), &map, b"{ }"), Some(false));
        let unsigned = headers(&[("x-addon-signature", &hex::encode(mac(b"", &[BODY])))]);
        assert_eq!(verify_hmac(&SecretString::from(""), &unsigned, BODY), Some(false));
    }
}
