//! How the workspace is, in numbers: the first thing that anybody sees who opens the page.
//!
//! It is for every user, so it counts and names nothing. Whatever it asks for has an index or is small.

use axum::extract::State;
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};

use crate::bootstrap::Report;
use crate::clock::stamp;
use crate::db::entities::bootstrap_run::State as RunState;
use crate::db::entities::bootstrap_task::State as TaskState;
use crate::db::entities::installation;
use crate::db::{cached, flows::list};
use crate::domain::ids::WorkspaceId;
use crate::flows::MOST_FLOWS;
use crate::http::extract::User;
use crate::http::{AppState, Problem};
use crate::registration::coverage;

/// From how many flows on the limit is near.
const NEAR: u64 = MOST_FLOWS / 10 * 9;

pub(super) fn router() -> Router<AppState> {
    Router::new().route("/api/overview", get(overview))
}

async fn overview(State(app): State<AppState>, user: User) -> Result<Json<Value>, Problem> {
    let (workspace, now) = (&user.workspace, app.clock.now());
    let row = app.bootstrap().installation(workspace).await?;
    let row = row.ok_or_else(|| Problem::not_found("the add-on is not installed in this workspace"))?;
    let fetch = app.bootstrap().newest(workspace).await?;
    let entities = cached::counts(&app.db, workspace).await?;
    let entity = |(name, count): &(String, u64)| json!({ "type": name, "count": count, "fetched_at": fetch.as_ref().and_then(|fetch| fetched_at(fetch, name)) });
    let hours = app.hours.count(&app.db, workspace, now).await?;
    let hour = |(hour, count): &(_, u64)| json!({ "hour": stamp(*hour), "count": count });
    let runs = if app.spec.flows { Some(list::count_by_state(&app.db, workspace).await?) } else { None };
    let run = |(state, count): &(_, u64)| json!({ "state": state, "count": count });
    Ok(Json(json!({
        "installation": { "status": status(&row), "installed_at": stamp(row.installed_at) },
        "entities": entities.iter().map(entity).collect::<Vec<_>>(),
        "hours": hours.iter().map(hour).collect::<Vec<_>>(),
        "runs": runs.map(|runs| runs.iter().map(run).collect::<Vec<_>>()),
        "warnings": warnings(&app, workspace, &row, fetch.as_ref()).await?,
    })))
}

fn status(row: &installation::Model) -> &'static str {
    if row.status == installation::Status::Active { "ACTIVE" } else { "INACTIVE" }
}

/// When entities of a type were last fetched to their end.
fn fetched_at(fetch: &Report, entity: &str) -> Option<String> {
    let came = |state| matches!(state, TaskState::Done | TaskState::Warned);
    let brought = fetch.tasks.iter().any(|task| task.entity_type == entity && came(task.state));
    fetch.run.finished_at.filter(|_| brought).map(stamp)
}

/// What somebody should look at.
async fn warnings(
    app: &AppState,
    workspace: &WorkspaceId,
    row: &installation::Model,
    fetch: Option<&Report>,
) -> Result<Vec<Value>, Problem> {
    let mut found = Vec::new();
    let mut warn = |code: &str, count: u64, text: String, link: Option<&str>| {
        if count > 0 {
            found.push(json!({ "code": code, "count": count, "text": text, "link": link }));
        }
    };
    let inactive = row.status != installation::Status::Active;
    warn("addon_inactive", inactive.into(), "the add-on is switched off in this workspace".to_owned(), None);
    let refused = row.refused_since.is_some();
    warn("token_refused", refused.into(), "Clockify refuses the add-on's token; install it again".to_owned(), None);
    for report in coverage::reports(&app.db, app.spec, Some(workspace)).await? {
        let summary = report.summary();
        let (off, missing) = (summary.not_delivering as u64, summary.unavailable as u64);
        let dashboard = Some("#/dashboard");
        warn("webhooks_off", off, format!("Clockify delivers nothing to {off} of the webhooks"), dashboard);
        warn("events_unavailable", missing, format!("{missing} events can't be had"), dashboard);
    }
    if app.spec.flows {
        let flows = app.flows.list(workspace).await?;
        let held = flows.iter().filter(|flow| flow.held_reason.is_some()).count() as u64;
        warn("flows_held", held, format!("{held} flows are held"), Some("#/flows"));
        let near = flows.len() as u64;
        let text = format!("there are {near} flows, of at most {MOST_FLOWS}");
        warn("flows_near_limit", if near >= NEAR { near } else { 0 }, text, Some("#/flows"));
    }
    let bad = |state| matches!(state, RunState::Failed | RunState::CompleteWithErrors);
    if let Some(fetch) = fetch.filter(|fetch| bad(fetch.run.state)) {
        let failed = fetch.tasks.iter().filter(|task| task.state == TaskState::Failed).count().max(1) as u64;
        let text = format!("{failed} lists could not be fetched");
        warn("bootstrap_incomplete", failed, text, Some("#/dashboard"));
    }
    Ok(found)
}
