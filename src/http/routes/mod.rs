//! Every route, one file per resource.

mod api;
mod export;
mod lifecycle;
mod manifest;
mod page;
mod probes;
mod webhooks;

pub(super) use export::{Exports, Part};

use axum::Router;
use tower_http::catch_panic::CatchPanicLayer;

use super::Problem;
use super::state::AppState;
use crate::app::App;

/// The routes of an add-on.
pub(super) fn router(app: &App) -> Router<AppState> {
    Router::new()
        .merge(probes::router())
        .merge(manifest::router())
        .merge(lifecycle::router())
        .merge(webhooks::router(app.spec))
        .merge(api::router(app.spec))
        .merge(page::router(app))
        .fallback(async || Problem::not_found("there is nothing at this path"))
        .method_not_allowed_fallback(async || Problem::method())
        .layer(CatchPanicLayer::custom(|_| {
            use axum::response::IntoResponse;

            tracing::error!("a handler panicked");
            Problem::internal().into_response()
        }))
}
