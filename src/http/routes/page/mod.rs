//! The page that Clockify embeds: a shell, and the files that the build took in.
//!
//! The shell shows nothing of a workspace, so it asks for no token. Where a token comes along and is a true one, its
//! claims decide how the first paint looks; everything else the page asks of the JSON API.

mod assets;
mod template;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;

use crate::app::App;
use crate::domain::manifest::PAGE_PATH;
use crate::http::AppState;
use crate::http::extract::Viewer;
use template::Facts;

/// What the page may do: load its own files and call its own server. No style and no script stands in the HTML, so none
/// has to be let through by a nonce; and no text becomes HTML or code.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
    connect-src 'self'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; frame-ancestors ";

pub(super) fn router(app: &App) -> Router<AppState> {
    let policy: Arc<str> = format!("{POLICY}{}", app.page.frame_ancestors.join(" ")).into();
    Router::new()
        .route(PAGE_PATH, get(async move |State(app): State<AppState>, viewer: Viewer| shell(&app, &viewer, &policy)))
        .route(&format!("{PAGE_PATH}/{{version}}/{{*name}}"), get(file))
}

fn shell(app: &AppState, viewer: &Viewer, policy: &str) -> Response {
    let facts = Facts {
        name: &app.config.name,
        base: app.base_path(),
        version: assets::version(),
        parents: &app.page.frame_ancestors.join(" "),
        vendor: (app.config.vendor_name.as_deref(), app.config.vendor_url.as_deref()),
    };
    let mut answer = Html(template::render(assets::template(), &facts, viewer)).into_response();
    // The setting was checked to be made of origins, and each of them fits into a header.
    let policy = HeaderValue::from_str(policy).unwrap_or(HeaderValue::from_static("default-src 'none'"));
    answer.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    answer
}

async fn file(Path((version, name)): Path<(String, String)>, headers: HeaderMap) -> Response {
    assets::answer(&version, &name, &headers)
}
