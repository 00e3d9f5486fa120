//! The fetch of the workspace's data: how far it is, begin and end.

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};

use crate::bootstrap::Report;
use crate::clock::stamp;
use crate::db::entities::bootstrap_run::State as RunState;
use crate::db::entities::bootstrap_task::{Model as Task, State as TaskState};
use crate::http::extract::{Admin, Nothing, Sent};
use crate::http::{AppState, Problem};

pub(super) fn router() -> Router<AppState> {
    Router::new().route("/api/bootstrap", get(show).post(start)).route("/api/bootstrap/cancel", post(cancel))
}

async fn show(State(app): State<AppState>, admin: Admin) -> Result<Json<Value>, Problem> {
    let report = app.bootstrap().newest(admin.workspace()).await?;
    Ok(shown(&app, report.as_ref()))
}

async fn start(
    State(app): State<AppState>,
    admin: Admin,
    Sent(Nothing {}): Sent<Nothing>,
) -> Result<(StatusCode, Json<Value>), Problem> {
    let bootstrap = app.bootstrap();
    let report = bootstrap.start(&app.queue, admin.workspace(), &admin.actor()).await?;
    Ok((StatusCode::ACCEPTED, shown(&app, Some(&report))))
}

async fn cancel(
    State(app): State<AppState>,
    admin: Admin,
    Sent(Nothing {}): Sent<Nothing>,
) -> Result<Json<Value>, Problem> {
    let report = app.bootstrap().stop(admin.workspace(), &admin.actor()).await?;
    Ok(shown(&app, Some(&report)))
}

fn shown(app: &AppState, report: Option<&Report>) -> Json<Value> {
    Json(json!({ "run": report.map(|report| run(app, report)) }))
}

fn run(app: &AppState, Report { run, tasks }: &Report) -> Value {
    json!({
        "id": run.id.simple().to_string(),
        "state": run.state.name(),
        "worked_on": run.state == RunState::InProgress && run.is_held(app.clock.now()),
        "reason": run.reason,
        "started_at": stamp(run.started_at),
        "finished_at": run.finished_at.map(stamp),
        "done": tasks.iter().filter(|task| task.state != TaskState::Pending).count(),
        "total": tasks.len(),
        "entities": tasks.iter().map(|task| task.inserted + task.updated + task.unchanged).sum::<i64>(),
        "operations": tasks.iter().map(operation).collect::<Vec<_>>(),
    })
}

fn operation(task: &Task) -> Value {
    json!({
        "operation": task.operation,
        "entity": task.entity_type,
        "parent": task.parent_type,
        "state": task.state.name(),
        "reason": task.reason,
        "pages": task.pages,
        "inserted": task.inserted,
        "updated": task.updated,
        "unchanged": task.unchanged,
        "removed": task.removed,
    })
}
