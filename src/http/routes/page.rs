//! The page that Clockify embeds.

use axum::Router;
use axum::extract::State;
use axum::http::header;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;

use crate::domain::manifest::PAGE_PATH;
use crate::http::AppState;

/// Who may embed the page: Clockify, and this machine for trying it out.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; \
    frame-ancestors https://clockify.me https://*.clockify.me http://localhost:* http://127.0.0.1:*";

pub(super) fn router() -> Router<AppState> {
    Router::new().route(PAGE_PATH, get(page))
}

/// What there is to see so far: that the add-on is installed and takes events. It shows nothing of a workspace,
/// so it asks for no token.
async fn page(State(app): State<AppState>) -> Response {
    let html = format!(
        "<!doctype html><html lang=en><meta charset=utf-8><meta name=color-scheme content='light dark'>\
         <title>{name}</title><style>body{{font:16px/1.5 system-ui;margin:3rem auto;max-width:36rem;padding:0 1rem}}</style>\
         <h1>{name}</h1><p>The add-on is running. Events of this workspace are stored as they arrive.",
        name = escape(&app.config.name),
    ) + &vendor(&app);
    ([(header::CONTENT_SECURITY_POLICY, POLICY)], Html(html)).into_response()
}

/// Who offers the add-on, where the operator says so.
fn vendor(app: &AppState) -> String {
    let name = app.config.vendor_name.as_deref().map(escape);
    match (name, app.config.vendor_url.as_deref().map(escape)) {
        (Some(name), Some(url)) => format!("<p>Offered by <a href=\"{url}\" rel=noopener target=_blank>{name}</a>."),
        (Some(name), None) => format!("<p>Offered by {name}."),
        (None, Some(url)) => format!("<p>Offered by <a href=\"{url}\" rel=noopener target=_blank>{url}</a>."),
        (None, None) => String::new(),
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
