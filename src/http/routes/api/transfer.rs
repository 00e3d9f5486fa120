//! Flows that come and go: exports, imports, templates.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::flows::created;
use crate::flows::import::import;
use crate::flows::templates::{self, Template};
use crate::flows::transfer::{self, Export};
use crate::flows::{self, shown};
use crate::http::extract::{Admin, At, Sent};
use crate::http::{AppState, Problem};

pub(super) fn router() -> Router<AppState> {
    Router::new()
        .route("/api/flows/import", post(take))
        .route("/api/flows/{id}/export", get(give))
        .route("/api/templates", get(list))
        .route("/api/templates/{name}", get(show))
}

/// A document of whatever kind, or the name of a template, and what was chosen for its inputs.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Import {
    document: Option<Value>,
    template: Option<String>,
    #[serde(default)]
    inputs: Map<String, Value>,
    #[serde(default)]
    enabled: bool,
    /// Only say what would be stored.
    #[serde(default)]
    dry_run: bool,
}

async fn take(State(app): State<AppState>, admin: Admin, Sent(sent): Sent<Import>) -> Result<Response, Problem> {
    let (definition, notes) = match (&sent.document, &sent.template) {
        (Some(document), None) => {
            let converted = import(document, &sent.inputs).map_err(flows::Error::Invalid)?;
            (converted.document, converted.notes)
        }
        (None, Some(name)) => (template(&app, name)?.fill(&sent.inputs).map_err(flows::Error::Invalid)?, Vec::new()),
        _ => return Err(Problem::bad_request("either `document` or `template` must be there")),
    };
    if sent.dry_run {
        app.flows.read(&definition).map_err(flows::Error::Invalid)?;
        return Ok(Json(json!({ "definition": definition, "notes": notes })).into_response());
    }
    let saved = app.flows.create(admin.workspace(), &definition, sent.enabled, &admin.actor()).await?;
    Ok(created(&saved, notes))
}

async fn give(State(app): State<AppState>, admin: Admin, At(id): At<Uuid>) -> Result<Json<Export>, Problem> {
    let (_, version) = app.flows.get(admin.workspace(), id).await?;
    Ok(Json(transfer::export(&shown::definition(&version)).0))
}

async fn list(State(app): State<AppState>, _: Admin) -> Json<Value> {
    let fitting = templates::list().iter().filter_map(|template| template.of(app.spec));
    let shown: Vec<_> = fitting.map(|template| shown::template(&template)).collect();
    Json(json!({ "templates": shown }))
}

async fn show(State(app): State<AppState>, _: Admin, At(name): At<String>) -> Result<Json<Template>, Problem> {
    template(&app, &name).map(Json)
}

fn template(app: &AppState, name: &str) -> Result<Template, Problem> {
    let found = templates::get(name).and_then(|template| template.of(app.spec));
    found.ok_or_else(|| Problem::not_found("there is no such template"))
}
