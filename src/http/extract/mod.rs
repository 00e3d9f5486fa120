//! What a handler may ask for: each extractor verifies, and refuses in its own words.

mod body;
mod custom;
mod lifecycle;
mod sent;
mod user;
mod viewer;
mod webhook;

pub use custom::Custom;
pub use lifecycle::{Call, Fields};
pub use sent::{Asked, At, Nothing, Sent, json};
pub use user::{Admin, Bearer, User};
pub use viewer::{Theme, Viewer};
pub use webhook::Webhook;

use axum::http::{HeaderMap, HeaderName};
use tokio::time::Instant;

use super::{AppState, Problem};
use crate::installs::view::{Blind, View};
use crate::metrics::Reason;

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

/// Looks in memory, and once more after a look at the database if that may have news.
async fn find<T>(app: &AppState, came: Instant, look: impl Fn(&View) -> Option<T>) -> Result<Option<T>, Problem> {
    if let Some(found) = look(&app.view.now()) {
        return Ok(Some(found));
    }
    // Whether the installation is live can't be told without the database: that is no refusal.
    app.view
        .refresh_for(came)
        .await
        .map_err(|Blind| app.reject(Reason::Unavailable, &Blind, Problem::unavailable()))?;
    Ok(look(&app.view.now()))
}
