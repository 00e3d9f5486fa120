//! Keeps secrets and addresses of people out of what is stored and logged.
//!
//! Two tools: [`headers`] decides which request headers are worth keeping beside an event, and [`text`] masks
//! whatever in a line looks like a token or an e-mail address. The second is a net under the
//! first principle, which is not to hand such things to the log at all.

use std::borrow::Cow;

/// What stands in the place of something that was left out.
pub const MASK: &str = "***";

/// Headers whose values are kept. All others are kept by name only, so that nothing unforeseen is stored.
const KEPT: [&str; 12] = [
    "accept",
    "clockify-webhook-event-type",
    "content-encoding",
    "content-length",
    "content-type",
    "idempotency-key",
    "user-agent",
    "webhook-id",
    "webhook-timestamp",
    "x-github-delivery",
    "x-github-event",
    "x-request-id",
];

/// Longest header value that is kept.
const LONGEST_VALUE: usize = 256;

/// The headers as they may be stored: a JSON object of lower-case names, with masked values where a value
/// may be a secret.
#[must_use]
pub fn headers<'a>(headers: impl Iterator<Item = (&'a str, &'a [u8])>) -> String {
    let mut json = String::with_capacity(256);
    let mut last = "";
    for (name, value) in headers {
        // A repeated header comes next to the first, which stands for all.
        if name == last {
            continue;
        }
        last = name;
        json.push(if json.is_empty() { '{' } else { ',' });
        let value = match std::str::from_utf8(value) {
            Ok(value) if KEPT.contains(&name) && value.len() <= LONGEST_VALUE => text(value),
            _ => Cow::Borrowed(MASK),
        };
        quote(&mut json, name);
        json.push(':');
        quote(&mut json, &value);
    }
    json.push_str(if json.is_empty() { "{}" } else { "}" });
    json
}

/// Adds a JSON string. Most header values need no escaping, and those that do are left to the library.
fn quote(json: &mut String, text: &str) {
    if text.bytes().all(|c| matches!(c, 0x20..0x7f) && c != b'"' && c != b'\\') {
        json.push('"');
        json.push_str(text);
        json.push('"');
    } else {
        json.push_str(&serde_json::Value::from(text).to_string());
    }
}

/// The text with everything masked that looks like a JSON Web Token, a prefixed secret or an e-mail address.
#[must_use]
pub fn text(line: &str) -> Cow<'_, str> {
    if !suspicious(line.as_bytes()) {
        return Cow::Borrowed(line);
    }
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(start) = rest.find(is_word) {
        out.push_str(&rest[..start]);
        rest = &rest[start..];
        let end = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
        let word = &rest[..end];
        out.push_str(if is_secret(word) { MASK } else { word });
        rest = &rest[end..];
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// A cheap look: most lines hold none of the marks, and are passed on untouched.
fn suspicious(line: &[u8]) -> bool {
    line.contains(&b'@') || line.windows(3).any(|w| w == b"eyJ") || line.windows(6).any(|w| w == b"whsec_")
}

const fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '+' | '@' | '%' | '/' | '=') || !c.is_ascii()
}

fn is_secret(word: &str) -> bool {
    word.contains("eyJ") || word.contains("whsec_") || is_address(word)
}

fn is_address(word: &str) -> bool {
    word.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_and_addresses_are_masked() {
        for (line, expected) in [
            ("nothing to see", "nothing to see"),
            ("token=eyJhbGciOi.eyJpc3Mi.c2ln end", "*** end"),
            ("\"eyJhbGciOi.eyJpc3Mi.c2ln\"", "\"***\""),
            ("mail jo.doe+x@example.com, twice", "mail ***, twice"),
            ("{\"email\":\"jo@example.com\"}", "{\"email\":\"***\"}"),
            ("secret whsec_MfKQ9r8G", "secret ***"),
            ("user@localhost stays, it is no address", "user@localhost stays, it is no address"),
        ] {
            assert_eq!(text(line), expected);
        }
    }

    #[test]
    fn what_is_stored_is_json_whatever_a_header_holds() {
        let odd: [(&str, &[u8]); 2] = [("user-agent", b"a \"quoted\" \\ path"), ("accept", "ä\t".as_bytes())];
        let stored: serde_json::Value = serde_json::from_str(&headers(odd.into_iter())).unwrap();
        assert_eq!(stored, serde_json::json!({ "user-agent": "a \"quoted\" \\ path", "accept": "ä\t" }));
        assert_eq!(headers(std::iter::empty()), "{}");
    }

    #[test]
    fn only_known_headers_keep_their_value() {
        let stored = headers(
            [
                ("clockify-signature", &b"eyJh.eyJh.x"[..]),
                ("content-type", b"application/json"),
                ("authorization", b"Bearer abc"),
                ("x-unheard-of", b"maybe a secret"),
                ("user-agent", b"\xff"),
            ]
            .into_iter(),
        );
        let expected = r#"{"clockify-signature":"***","content-type":"application/json","authorization":"***","x-unheard-of":"***","user-agent":"***"}"#;
        assert_eq!(stored, expected);
    }
}
