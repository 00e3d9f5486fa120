//! What came back, as much of it as is kept.

use bytes::{Bytes, BytesMut};
use http::HeaderMap;
use serde_json::{Map, Value};

use super::ANSWER_MAX;
use crate::flows::secrets::Opened;

/// The most headers that are kept, and the most characters of one.
const HEADERS: usize = 50;
const HEADER_CHARS: usize = 1024;

/// The most characters of a text that came with a failure.
const EXCERPT: usize = 500;

/// Why a body can't be had.
pub(super) enum Unread {
    /// It is too large.
    TooLarge,
    /// The connection broke.
    Broken(reqwest::Error),
}

/// Reads a body and stops as soon as it is larger than the limit.
pub(super) async fn read(mut response: reqwest::Response) -> Result<Bytes, Unread> {
    let announced = response.content_length().unwrap_or(0);
    if usize::try_from(announced).map_or(true, |announced| announced > ANSWER_MAX) {
        return Err(Unread::TooLarge);
    }
    let mut body = BytesMut::new();
    while let Some(chunk) = response.chunk().await.map_err(Unread::Broken)? {
        if body.len() + chunk.len() > ANSWER_MAX {
            return Err(Unread::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}

/// The headers, secrets masked. A name that comes several times has its values behind each other. Cookies are a kind of
/// secret and no flow needs them.
pub(super) fn headers(headers: &HeaderMap, secrets: &Opened) -> Map<String, Value> {
    let names = headers.keys().filter(|name| name.as_str() != "set-cookie").take(HEADERS);
    let value = |name| {
        let values: Vec<_> =
            headers.get_all(name).iter().map(|value| String::from_utf8_lossy(value.as_bytes())).collect();
        secrets.redact(&values.join(", ")).chars().take(HEADER_CHARS).collect::<String>()
    };
    names.map(|name| (secrets.redact(name.as_str()), Value::from(value(name)))).collect()
}

/// The body, secrets masked: JSON where it says so and is, text where it is text.
pub(super) fn body(headers: &HeaderMap, body: &[u8], secrets: &Opened) -> Value {
    let Ok(text) = std::str::from_utf8(body) else { return Value::Null };
    if text.is_empty() {
        return Value::Null;
    }
    let content_type = headers.get("content-type").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let parsed = is_json(content_type).then(|| serde_json::from_str::<Value>(text).ok()).flatten();
    match parsed {
        Some(value) => secrets.redact_value(&value),
        None => Value::from(secrets.redact(text)),
    }
}

/// What came with a failure, short enough to be kept beside the reason.
pub(super) fn excerpt(body: Value) -> Option<Value> {
    let text = match body {
        Value::Null => return None,
        Value::String(text) => text,
        value => {
            let text = value.to_string();
            if text.len() <= EXCERPT {
                return Some(value);
            }
            text
        }
    };
    let plain = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    let cut = text.chars().nth(EXCERPT).is_some();
    Some(Value::from(plain.take(EXCERPT).chain(cut.then_some('…')).collect::<String>()))
}

/// Whether a media type is JSON or built on it.
fn is_json(content_type: &str) -> bool {
    let essence = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence == "application/json" || (essence.starts_with("application/") && essence.ends_with("+json"))
}
