//! Flows that are tried: what they would do, with nothing done.

use axum::extract::State;
use axum::routing::post;
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::flows::dry::Report;
use crate::flows::shown;
use crate::flows::trial::{Answers, On};
use crate::http::extract::{Admin, At, Sent};
use crate::http::{AppState, Problem};

pub(super) fn router() -> Router<AppState> {
    Router::new().route("/api/flows/test", post(any)).route("/api/flows/{id}/test", post(stored))
}

/// What to try it on: an event or a payload, and where answers come from.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Try {
    /// A document that isn't stored.
    definition: Option<Value>,
    /// A version of a stored one; otherwise the one that counts.
    version: Option<i32>,
    event: Option<Uuid>,
    payload: Option<Value>,
    /// Answers of operations, by their names. Without it they come from Clockify.
    answers: Option<Map<String, Value>>,
}

async fn any(State(app): State<AppState>, admin: Admin, Sent(tried): Sent<Try>) -> Result<Json<Report>, Problem> {
    match tried {
        Try { definition: Some(definition), version: None, event, payload, answers } => {
            let on = on(event, payload)?;
            Ok(Json(app.flows.test(admin.workspace(), &definition, on, &given(answers)).await?))
        }
        _ => Err(Problem::bad_request("`definition` must be there, and no `version`")),
    }
}

async fn stored(
    State(app): State<AppState>,
    admin: Admin,
    At(id): At<Uuid>,
    Sent(tried): Sent<Try>,
) -> Result<Json<Report>, Problem> {
    let Try { definition: None, version, event, payload, answers } = tried else {
        return Err(Problem::bad_request("`definition` belongs to /api/flows/test"));
    };
    let row = match version {
        Some(version) => app.flows.version(admin.workspace(), id, version).await?,
        None => app.flows.get(admin.workspace(), id).await?.1,
    };
    let on = on(event, payload)?;
    Ok(Json(app.flows.test(admin.workspace(), &shown::definition(&row), on, &given(answers)).await?))
}

fn on(event: Option<Uuid>, payload: Option<Value>) -> Result<On, Problem> {
    match (event, payload) {
        (Some(event), None) => Ok(On::Event(event)),
        (None, Some(payload)) => Ok(On::Payload(payload)),
        _ => Err(Problem::bad_request("either `event` or `payload` must be there")),
    }
}

fn given(answers: Option<Map<String, Value>>) -> Answers {
    answers.map_or(Answers::Real, Answers::Given)
}
