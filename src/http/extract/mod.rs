//! What a handler may ask for: each extractor verifies, and refuses in its own words.

mod body;
mod custom;
mod lifecycle;
mod webhook;

pub use custom::Custom;
pub use lifecycle::{Call, Fields};
pub use webhook::Webhook;

use axum::http::{HeaderMap, HeaderName};

/// The one value of a header: more than one, or one that isn't text, counts as none.
fn single<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?.to_str().ok()?;
    if values.next().is_some() || value.is_empty() { None } else { Some(value) }
}

/// The headers as they may be stored.
fn redacted(headers: &HeaderMap) -> String {
    crate::domain::redact::headers(headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes())))
}
