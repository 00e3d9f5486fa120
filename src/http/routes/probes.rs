//! Is it alive, is it ready, what does it count.
//!
//! The probes read what one task notes of the database several times a second; they never wait for the
//! database themselves. Liveness doesn't depend on it, because a restart mends no database.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};
use std::time::Duration;

use crate::http::AppState;
use crate::metrics::count;

pub(super) fn router() -> Router<AppState> {
    Router::new()
        .route("/livez", get(live))
        .route("/readyz", get(ready))
        .route("/startupz", get(started))
        .route("/healthz", get(alive))
        .route("/health", get(health))
        .route("/ready", get(ready))
        .route("/metrics", get(metrics))
}

/// 200 while the process answers, and nothing else: the only probe whose failure is mended by a restart.
async fn live() -> Json<Value> {
    Json(json!({ "status": "ok" }))
}

/// 200 once deliveries could be taken for the first time, whatever came after that.
async fn started(State(app): State<AppState>) -> Response {
    let started = app.pulse.has_started();
    let status = if started { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(json!({ "started": started, "service": app.spec.addon.name() }))).into_response()
}

/// 200 while the process answers, with a word about the database.
async fn alive(State(app): State<AppState>) -> Json<Value> {
    Json(json!({ "status": "ok", "service": app.spec.addon.name(), "database": database(&app) }))
}

/// The same with more to read, under the name that the reference add-on has always had.
async fn health(State(app): State<AppState>) -> Json<Value> {
    let status = if app.pulse.database() { "healthy" } else { "degraded" };
    Json(json!({
        "status": status,
        "service": app.spec.addon.name(),
        "version": env!("CARGO_PKG_VERSION"),
        "database": database(&app),
        "uptime_seconds": uptime(&app).as_secs(),
        "metrics_read_seconds_ago": app.pulse.metrics_read(app.clock.now()).map(|ago| ago.as_secs()),
    }))
}

/// 200 when deliveries can be taken, 503 when not, with what is missing.
async fn ready(State(app): State<AppState>) -> Response {
    let pulse = &app.pulse;
    let ready = pulse.database() && pulse.migrated() && !pulse.draining();
    let checks = json!({
        "database": pulse.database(),
        "migrations": pulse.migrated(),
        "serving": !pulse.draining(),
    });
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(json!({ "ready": ready, "service": app.spec.addon.name(), "checks": checks }))).into_response()
}

async fn metrics(State(app): State<AppState>) -> Response {
    app.pulse.set_metrics_read(app.clock.now());
    app.metrics.workspaces.set(count(app.view.now().workspaces()));
    app.metrics.database_up.set(f64::from(u8::from(app.pulse.database())));
    let text = app.metrics.render(uptime(&app));
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response()
}

fn database(app: &AppState) -> &'static str {
    if app.pulse.database() { "ok" } else { "degraded" }
}

fn uptime(app: &AppState) -> Duration {
    (app.clock.now() - app.pulse.started).try_into().unwrap_or_default()
}
