//! The forms in which a secret may come back: what it is, and what encodings make of it.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use zeroize::Zeroizing;

/// What a signing secret begins with when it is shown to people.
const PREFIX: &str = "whsec_";

/// Below this no form is looked for: it would be found by chance.
const SHORTEST: usize = 8;

/// What the usual ways to percent-encode leave as it is, beside letters and digits: nothing, RFC 3986, forms, scripts,
/// and the parts of a URL.
const KEPT: [&str; 6] = ["", "-._~", "*-._", "-_.!~*'()", "-._~!$&'()*+,;=:@/?", "-._~!$&()*+,;=:@/?[]|\\^`{}%"];

/// A text to look for.
pub(super) struct Form {
    text: Zeroizing<String>,
    /// Whether it is the inner part of base64, so that what stands around it belongs to it.
    base64: bool,
}

/// Every form of a secret.
pub(super) fn of(secret: &str) -> Vec<Form> {
    let mut plain = vec![secret.to_owned()];
    plain.extend(secret.strip_prefix(PREFIX).map(str::to_owned));
    for kept in KEPT {
        for upper in [true, false] {
            let encoded = percent(secret, kept, upper);
            plain.push(encoded.replace("%20", "+"));
            plain.push(encoded);
        }
    }
    let json = quoted(secret);
    plain.extend([quoted(&json), json.replace('/', "\\/"), ascii(&json), ascii(&json).replace('/', "\\/"), json]);
    plain.push(html(secret));
    plain.extend([hex::encode(secret), hex::encode_upper(secret)]);
    // A text that is encoded in lower case as a whole, as some servers show addresses.
    plain.push(percent(secret, "", false).to_lowercase());
    plain.sort_unstable();
    plain.dedup();
    let plain = plain.into_iter().filter(|text| text.len() >= SHORTEST);
    let plain = plain.map(|text| Form { text: Zeroizing::new(text), base64: false });
    plain.chain(base64(secret.as_bytes())).collect()
}

impl Form {
    /// Where the text holds it: from and to, in bytes.
    pub(super) fn places<'a>(&'a self, text: &'a str) -> impl Iterator<Item = (usize, usize)> + 'a {
        memchr::memmem::find_iter(text.as_bytes(), self.text.as_bytes()).map(|from| {
            let to = from + self.text.len();
            if !self.base64 {
                return (from, to);
            }
            let before = text[..from].bytes().rev().take_while(|c| is_base64(*c)).count();
            let after = text[to..].bytes().take_while(|c| is_base64(*c)).count();
            (from - before, to + after)
        })
    }
}

/// Base64 of the secret wherever it stands in what is encoded: the part that only the secret's own bytes decide, for
/// each of the three places at which its first byte may fall.
fn base64(secret: &[u8]) -> impl Iterator<Item = Form> {
    let inner = (0..3).filter_map(|skipped| {
        let rest = secret.get(skipped..)?;
        let whole = rest.len() / 3 * 3;
        (whole >= SHORTEST / 4 * 3).then(|| rest[..whole].to_vec())
    });
    inner.flat_map(|inner| {
        let inner = Zeroizing::new(inner);
        [STANDARD_NO_PAD.encode(&*inner), URL_SAFE_NO_PAD.encode(&*inner)]
            .map(|text| Form { text: Zeroizing::new(text), base64: true })
    })
}

const fn is_base64(c: u8) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, b'+' | b'/' | b'-' | b'_' | b'=')
}

fn percent(text: &str, kept: &str, upper: bool) -> String {
    let mut out = String::with_capacity(3 * text.len());
    for c in text.bytes() {
        // Writing to a text can't fail.
        _ = match c {
            c if c.is_ascii_alphanumeric() || kept.as_bytes().contains(&c) => write!(out, "{}", char::from(c)),
            c if upper => write!(out, "%{c:02X}"),
            c => write!(out, "%{c:02x}"),
        };
    }
    out
}

/// As inside of a JSON string.
fn quoted(text: &str) -> String {
    let json = serde_json::Value::from(text).to_string();
    json[1..json.len() - 1].to_owned()
}

/// JSON whose characters beyond ASCII are escaped.
fn ascii(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        if c.is_ascii() {
            out.push(c);
            continue;
        }
        for unit in c.encode_utf16(&mut [0; 2]) {
            _ = write!(out, "\\u{unit:04x}");
        }
    }
    out
}

/// As in a page.
fn html(text: &str) -> String {
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    escaped.replace('"', "&quot;").replace('\'', "&#39;")
}
