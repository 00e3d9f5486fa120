//! Events and runs once more.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::flows::replay::{Filter, Select, Version};
use crate::flows::shown;
use crate::http::extract::{Admin, Asked, At, Nothing, Sent};
use crate::http::{AppState, Problem};

/// Most replays of a page.
const MOST: u64 = 200;

/// Events per second, where nobody says otherwise.
const RATE: u32 = 50;

pub(super) fn router() -> Router<AppState> {
    Router::new()
        .route("/api/runs/{id}/retry", post(retry))
        .route("/api/runs/{id}/cancel", post(cancel_run))
        .route("/api/events/{id}/replay", post(one))
        .route("/api/replays", get(list).post(start))
        .route("/api/replays/{id}", get(show))
        .route("/api/replays/{id}/cancel", post(cancel))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct One {
    /// Through these flows; otherwise through all that are switched on.
    #[serde(default)]
    flows: Vec<Uuid>,
    #[serde(default)]
    version: Version,
    /// Only say which runs it would be.
    #[serde(default)]
    dry_run: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Start {
    filter: Filter,
    /// Events per second.
    #[serde(default = "rate")]
    rate: u32,
    /// Only say how many it would be.
    #[serde(default)]
    dry_run: bool,
}

const fn rate() -> u32 {
    RATE
}

async fn retry(
    State(app): State<AppState>,
    admin: Admin,
    At(id): At<Uuid>,
    Sent(Nothing {}): Sent<Nothing>,
) -> Result<Json<shown::Run>, Problem> {
    let run = app.flows.retry(admin.workspace(), id, &admin.actor()).await?;
    Ok(Json(shown::Run::from(&run)))
}

async fn cancel_run(
    State(app): State<AppState>,
    admin: Admin,
    At(id): At<Uuid>,
    Sent(Nothing {}): Sent<Nothing>,
) -> Result<Json<shown::Run>, Problem> {
    let run = app.flows.cancel(admin.workspace(), id, &admin.actor()).await?;
    Ok(Json(shown::Run::from(&run)))
}

async fn one(
    State(app): State<AppState>,
    admin: Admin,
    At(id): At<Uuid>,
    Sent(One { flows, version, dry_run }): Sent<One>,
) -> Result<Json<Value>, Problem> {
    let select = Select { flows, version };
    let runs = if dry_run {
        app.flows.preview_event(admin.workspace(), id, &select).await?
    } else {
        app.flows.replay_event(admin.workspace(), id, &select, &admin.actor()).await?
    };
    let runs: Vec<_> = runs.iter().map(shown::Run::from).collect();
    Ok(Json(json!({ "runs": runs })))
}

async fn list(State(app): State<AppState>, admin: Admin, mut asked: Asked) -> Result<Json<Value>, Problem> {
    let before = asked.take("cursor", "the `next` of another page")?;
    let limit = asked.limit(MOST)?;
    asked.end()?;
    let replays = app.flows.replays(admin.workspace(), before, limit).await?;
    let replays: Vec<_> = replays.iter().map(shown::Replay::from).collect();
    let next = replays.last().filter(|_| replays.len() as u64 == limit).map(|last| last.id.clone());
    Ok(Json(json!({ "replays": replays, "next": next })))
}

async fn start(
    State(app): State<AppState>,
    admin: Admin,
    Sent(Start { filter, rate, dry_run }): Sent<Start>,
) -> Result<Response, Problem> {
    if dry_run {
        let preview = app.flows.preview_replay(admin.workspace(), &filter).await?;
        return Ok(Json(shown::preview(&preview)).into_response());
    }
    let replay = app.flows.start_replay(admin.workspace(), &filter, rate, &admin.actor()).await?;
    Ok((StatusCode::CREATED, Json(shown::Replay::from(&replay))).into_response())
}

async fn show(State(app): State<AppState>, admin: Admin, At(id): At<Uuid>) -> Result<Json<Value>, Problem> {
    let progress = app.flows.replay(admin.workspace(), id).await?;
    Ok(Json(shown::progress(&progress)))
}

async fn cancel(
    State(app): State<AppState>,
    admin: Admin,
    At(id): At<Uuid>,
    Sent(Nothing {}): Sent<Nothing>,
) -> Result<Json<Value>, Problem> {
    let runs = app.flows.cancel_replay(admin.workspace(), id, &admin.actor()).await?;
    let mut document = shown::progress(&app.flows.replay(admin.workspace(), id).await?);
    document["cancelled_runs"] = runs.into();
    Ok(Json(document))
}
