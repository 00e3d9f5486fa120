//! Runs of the workspace's flows.

use axum::extract::State;
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::db::entities::flow_run::State as RunState;
use crate::db::flows::list::{self as rows, COUNTED, Filter};
use crate::flows::shown;
use crate::http::extract::{Admin, Asked, At};
use crate::http::{AppState, Problem};

/// Most runs of a page.
pub(super) const MOST: u64 = 200;

pub(super) fn router() -> Router<AppState> {
    Router::new()
        .route("/api/runs", get(list))
        .route("/api/runs/counts", get(counts))
        .route("/api/runs/{id}", get(show))
}

async fn list(State(app): State<AppState>, admin: Admin, mut asked: Asked) -> Result<Json<Value>, Problem> {
    let state: Option<String> = asked.take("state", "a state")?;
    let filter = Filter {
        flow: asked.take("flow", "an id")?,
        state: state.as_deref().map(named).transpose()?,
        event: asked.take("event", "an id")?,
        since: asked.time("since")?,
        until: asked.time("until")?,
        before: asked.take("cursor", "the `next` of another page")?,
    };
    let limit = asked.limit(MOST)?;
    asked.end()?;
    page(&app, &admin, &filter, limit).await
}

async fn counts(State(app): State<AppState>, admin: Admin) -> Result<Json<Value>, Problem> {
    let counts = rows::count_by_state(&app.db, admin.workspace()).await?;
    let count = |(state, runs): (RunState, u64)| (state.name().to_owned(), runs.into());
    let counts: Map<String, Value> = counts.into_iter().map(count).collect();
    Ok(Json(json!({ "counts": counts, "counted_up_to": COUNTED })))
}

async fn show(State(app): State<AppState>, admin: Admin, At(id): At<Uuid>) -> Result<Json<Value>, Problem> {
    let found = rows::one(&app.db, admin.workspace(), id).await?;
    let (run, steps) = found.ok_or_else(|| Problem::not_found("there is no such run in this workspace"))?;
    let mut document = json!(shown::Run::from(&run));
    document["steps"] = steps.iter().map(|step| json!(shown::Step::from(step))).collect();
    Ok(Json(document))
}

/// A page of runs, and what to ask for to see the next.
pub(super) async fn page(app: &AppState, admin: &Admin, filter: &Filter, limit: u64) -> Result<Json<Value>, Problem> {
    let runs = rows::list(&app.db, admin.workspace(), filter, limit).await?;
    let runs: Vec<_> = runs.iter().map(shown::Run::from).collect();
    let next = runs.last().filter(|_| runs.len() as u64 == limit).map(|last| last.id.clone());
    Ok(Json(json!({ "runs": runs, "next": next })))
}

fn named(name: &str) -> Result<RunState, Problem> {
    let found = RunState::ALL.into_iter().find(|state| state.name() == name);
    found.ok_or_else(|| Problem::bad_request("`state` of the query is no state of a run"))
}
