//! What Clockify reads before an install.

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde_json::json;

use crate::domain::manifest::{ICON_PATH, Manifest};
use crate::http::AppState;

const ICON: &str = include_str!("icon.svg");

pub(super) fn router() -> Router<AppState> {
    Router::new().route("/", get(root)).route("/manifest", get(manifest)).route(ICON_PATH, get(icon))
}

async fn manifest(State(app): State<AppState>) -> Response {
    Json(Manifest::new(app.spec, &app.identity())).into_response()
}

async fn icon() -> Response {
    ([(header::CONTENT_TYPE, "image/svg+xml"), (header::CACHE_CONTROL, "public, max-age=86400")], ICON).into_response()
}

/// For whoever opens the address in a browser: what this is, and where to go on.
async fn root(State(app): State<AppState>) -> Response {
    Json(json!({
        "name": app.config.name,
        "addon": app.spec.addon.name(),
        "version": env!("CARGO_PKG_VERSION"),
        "manifest": format!("{}/manifest", app.config.base_url),
    }))
    .into_response()
}
