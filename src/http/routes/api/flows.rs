//! Flows of the workspace.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::flows::{self, Hold, Saved, shown};
use crate::http::extract::{Admin, At, Nothing, Sent};
use crate::http::{AppState, Problem};

/// Longest note on why a flow is held, in characters.
const LONGEST_NOTE: usize = 500;

pub(super) fn router() -> Router<AppState> {
    Router::new()
        .route("/api/flows", get(list).post(create))
        .route("/api/flows/validate", post(validate))
        .route("/api/flows/{id}", get(show).put(save).delete(delete))
        .route("/api/flows/{id}/enable", post(enable))
        .route("/api/flows/{id}/disable", post(disable))
        .route("/api/flows/{id}/hold", post(hold))
        .route("/api/flows/{id}/resume", post(resume))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Create {
    definition: Value,
    #[serde(default)]
    enabled: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Save {
    definition: Value,
    /// The version that the change is based on.
    version: i32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    definition: Value,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Note {
    #[serde(default)]
    note: String,
}

async fn list(State(app): State<AppState>, admin: Admin) -> Result<Json<Value>, Problem> {
    let flows = app.flows.list(admin.workspace()).await?;
    let flows: Vec<_> = flows.iter().map(shown::Flow::from).collect();
    Ok(Json(json!({ "flows": flows })))
}

async fn create(
    State(app): State<AppState>,
    admin: Admin,
    Sent(Create { definition, enabled }): Sent<Create>,
) -> Result<Response, Problem> {
    let saved = app.flows.create(admin.workspace(), &definition, enabled, &admin.actor()).await?;
    Ok(created(&saved, Vec::new()))
}

async fn show(State(app): State<AppState>, admin: Admin, At(id): At<Uuid>) -> Result<Json<Value>, Problem> {
    let (flow, version) = app.flows.get(admin.workspace(), id).await?;
    let mut document = json!(shown::Flow::from(&flow));
    document["definition"] = shown::definition(&version);
    Ok(Json(document))
}

async fn save(
    State(app): State<AppState>,
    admin: Admin,
    At(id): At<Uuid>,
    Sent(Save { definition, version }): Sent<Save>,
) -> Result<Json<Value>, Problem> {
    let saved = app.flows.save(admin.workspace(), id, &definition, version, &admin.actor()).await;
    changed(saved)
}

async fn delete(State(app): State<AppState>, admin: Admin, At(id): At<Uuid>) -> Result<StatusCode, Problem> {
    app.flows.delete(admin.workspace(), id, &admin.actor()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Everything that is wrong with a document. That it could be answered is no error, so the status is 200 either way.
async fn validate(State(app): State<AppState>, _: Admin, Sent(Document { definition }): Sent<Document>) -> Json<Value> {
    let errors = app.flows.read(&definition).err().unwrap_or_default();
    Json(json!({ "valid": errors.is_empty(), "errors": errors }))
}

async fn enable(
    State(app): State<AppState>,
    admin: Admin,
    At(id): At<Uuid>,
    Sent(Nothing {}): Sent<Nothing>,
) -> Result<Json<Value>, Problem> {
    changed(app.flows.enable(admin.workspace(), id, &admin.actor()).await)
}

async fn disable(
    State(app): State<AppState>,
    admin: Admin,
    At(id): At<Uuid>,
    Sent(Nothing {}): Sent<Nothing>,
) -> Result<Json<Value>, Problem> {
    changed(app.flows.disable(admin.workspace(), id, &admin.actor()).await)
}

async fn hold(
    State(app): State<AppState>,
    admin: Admin,
    At(id): At<Uuid>,
    Sent(Note { note }): Sent<Note>,
) -> Result<Json<Value>, Problem> {
    if note.chars().count() > LONGEST_NOTE {
        return Err(Problem::bad_request(format!("`note` can have {LONGEST_NOTE} characters")));
    }
    changed(app.flows.hold(admin.workspace(), id, Hold::Asked, &note, &admin.actor()).await)
}

async fn resume(
    State(app): State<AppState>,
    admin: Admin,
    At(id): At<Uuid>,
    Sent(Nothing {}): Sent<Nothing>,
) -> Result<Json<Value>, Problem> {
    changed(app.flows.resume(admin.workspace(), id, &admin.actor()).await)
}

/// The answer to what made a flow, with what there is to say of it.
pub(super) fn created(saved: &Saved, notes: Vec<String>) -> Response {
    let flow = shown::Flow::from(&saved.flow);
    let location = format!("/api/flows/{}", flow.id);
    let mut document = json!(flow);
    document["notes"] = notes.into();
    (StatusCode::CREATED, [(header::LOCATION, location)], Json(document)).into_response()
}

fn changed(saved: Result<Saved, flows::Error>) -> Result<Json<Value>, Problem> {
    let saved = saved?;
    let mut document = json!(shown::Flow::from(&saved.flow));
    document["changed"] = saved.changed.into();
    Ok(Json(document))
}
