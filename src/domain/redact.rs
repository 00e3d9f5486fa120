//! Keeps secrets and addresses of people out of what is stored and logged.
//!
//! Three tools: [`headers`] decides which request headers are worth keeping beside an event, [`text`] masks
//! whatever in a line looks like a token or an e-mail address, and [`body`] masks the secrets in a body that somebody
//! made a call for. The last two are a net under the first principle, which is not to hand such things out at all.

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
    words(line, is_secret)
}

/// The text with the words masked that are secrets.
fn words(text: &str, is_secret: impl Fn(&str) -> bool) -> Cow<'_, str> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
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

/// Names of fields whose value is a secret, in small letters and without the signs between words.
const SECRET: [&str; 14] = [
    "accesstoken",
    "addontoken",
    "apikey",
    "authorization",
    "authtoken",
    "clientsecret",
    "password",
    "privatekey",
    "refreshtoken",
    "secret",
    "token",
    "webhooksecret",
    "xaddontoken",
    "xapikey",
];

/// Whether the value of a field of this name is a secret.
#[must_use]
pub fn is_secret_name(name: &str) -> bool {
    // Most names are too long or too short for one: cheap, since every name of a large body comes by.
    if !(5..=20).contains(&name.len()) {
        return false;
    }
    let plain: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    SECRET.contains(&plain.to_ascii_lowercase().as_str())
}

/// A body as it may be kept: JSON with the texts masked that stand under a [secret name](is_secret_name), and in it as
/// in any other text whatever looks like a token. Addresses of people stay, since they are what the body is about.
/// The text may end anywhere. Takes one pass and no more room than the text itself.
#[must_use]
pub fn body(text: &str) -> Cow<'_, str> {
    match named(text) {
        Cow::Borrowed(text) => tokens(text),
        Cow::Owned(text) => Cow::Owned(tokens(&text).into_owned()),
    }
}

/// The same for a value.
pub fn value(value: &mut serde_json::Value) {
    match value {
        serde_json::Value::String(text) => {
            if let Cow::Owned(masked) = tokens(text) {
                *text = masked;
            }
        }
        serde_json::Value::Array(items) => items.iter_mut().for_each(self::value),
        serde_json::Value::Object(fields) => {
            for (name, inner) in fields.iter_mut() {
                if inner.is_string() && is_secret_name(name) {
                    *inner = MASK.into();
                } else {
                    self::value(inner);
                }
            }
        }
        _ => {}
    }
}

/// JSON with the texts masked that stand under a secret name.
fn named(text: &str) -> Cow<'_, str> {
    let mut out: Option<String> = None;
    let (mut kept, mut at) = (0, 0);
    while let Some(start) = text[at..].find('"').map(|found| at + found) {
        let Some(end) = closing(text, start) else { break };
        at = end + 1;
        let after = text[at..].trim_start();
        let Some(value) = after.strip_prefix(':').map(str::trim_start) else { continue };
        if !value.starts_with('"') || !is_secret_name(&text[start + 1..end]) {
            continue;
        }
        let start = text.len() - value.len();
        let out = out.get_or_insert_with(|| String::with_capacity(text.len()));
        out.push_str(&text[kept..=start]);
        out.push_str(MASK);
        // A text that is cut is masked to its end.
        kept = closing(text, start).unwrap_or(text.len());
        at = (kept + 1).min(text.len());
    }
    match out {
        None => Cow::Borrowed(text),
        Some(out) => Cow::Owned(out + &text[kept..]),
    }
}

/// Where the text ends that begins with the quotation mark here.
fn closing(text: &str, start: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = start + 1;
    while let Some(c) = bytes.get(at) {
        match c {
            b'"' => return Some(at),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    None
}

/// The text with everything masked that looks like a token.
fn tokens(text: &str) -> Cow<'_, str> {
    if !["eyJ", "whsec_"].iter().any(|mark| text.contains(mark)) {
        return Cow::Borrowed(text);
    }
    words(text, |word| word.contains("whsec_") || is_token(word))
}

/// Three parts, of which the first is a JSON object: `eyJ` alone stands in many a text.
fn is_token(word: &str) -> bool {
    word.split_once("eyJ").is_some_and(|(_, rest)| rest.split('.').filter(|part| part.len() > 3).count() >= 3)
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

    #[test]
    fn secrets_of_a_body_are_masked_and_all_else_stays() {
        for (text, expected) in [
            (r#"{"authToken":"abc","name":"x"}"#, r#"{"authToken":"***","name":"x"}"#),
            (r#"[{"auth_token" : "a\"b", "n":1}]"#, r#"[{"auth_token" : "***", "n":1}]"#),
            (r#"{"Api-Key":"a","token":null,"secret":7}"#, r#"{"Api-Key":"***","token":null,"secret":7}"#),
            (r#"{"a":"token","b":"secret: x"}"#, r#"{"a":"token","b":"secret: x"}"#),
            (r#"{"x\\":"y","password":"ä"}"#, r#"{"x\\":"y","password":"***"}"#),
            (r#"{"password":"cut off he"#, r#"{"password":"***"#),
            (r#"{"password":"cut\"#, r#"{"password":"***"#),
            (
                r#"{"token":{"secret":"a"},"to":["jo@example.com"]}"#,
                r#"{"token":{"secret":"***"},"to":["jo@example.com"]}"#,
            ),
            ("a eyJhbGciOi.eyJpc3Mi.c2lnbmF0 b whsec_abc c", "a *** b *** c"),
            ("heyJude, eyJ. eyJabc", "heyJude, eyJ. eyJabc"),
            ("", ""),
            ("\"", "\""),
        ] {
            assert_eq!(body(text), expected);
            // The same of the value, where it is one.
            if let Ok(mut parsed) = serde_json::from_str::<serde_json::Value>(text) {
                value(&mut parsed);
                assert_eq!(parsed, serde_json::from_str::<serde_json::Value>(expected).unwrap());
            }
        }
        let mut nested = serde_json::json!({ "a": [{ "Secret": "x" }, "eyJhbGciOi.eyJpc3Mi.c2lnbmF0"] });
        value(&mut nested);
        assert_eq!(nested, serde_json::json!({ "a": [{ "Secret": "***" }, "***"] }));
    }

    proptest::proptest! {
        #[test]
        fn what_is_masked_stays_json(
            names in proptest::collection::vec("[a-zA-Z\"\\\\]{0,6}|token|password", 0..6),
            texts in proptest::collection::vec(".{0,12}", 6),
            cut in 0_usize..200,
        ) {
            let fields: serde_json::Map<_, _> =
                names.iter().cloned().zip(texts.iter().map(|text| serde_json::Value::from(text.as_str()))).collect();
            let whole = serde_json::Value::Object(fields.clone()).to_string();
            let masked: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&body(&whole)).unwrap();
            for (name, value) in fields {
                let kept = if is_secret_name(&name) { MASK.into() } else { value };
                proptest::prop_assert_eq!(&masked[&name], &kept);
            }
            let end = (0..=cut.min(whole.len())).rev().find(|at| whole.is_char_boundary(*at)).unwrap_or(0);
            _ = body(&whole[..end]);
        }
    }
}
