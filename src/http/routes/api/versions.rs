//! Versions of a flow.

use axum::extract::State;
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::flows::shown;
use crate::http::extract::{Admin, Asked, At};
use crate::http::{AppState, Problem};

pub(super) fn router() -> Router<AppState> {
    Router::new()
        .route("/api/flows/{id}/versions", get(list))
        .route("/api/flows/{id}/versions/{version}", get(show))
        .route("/api/flows/{id}/difference", get(difference))
}

async fn list(State(app): State<AppState>, admin: Admin, At(id): At<Uuid>) -> Result<Json<Value>, Problem> {
    let versions = app.flows.versions(admin.workspace(), id).await?;
    let versions: Vec<_> = versions.iter().map(shown::Version::from).collect();
    if versions.is_empty() {
        Err(crate::flows::Error::Absent.into())
    } else {
        Ok(Json(json!({ "versions": versions })))
    }
}

async fn show(
    State(app): State<AppState>,
    admin: Admin,
    At((id, version)): At<(Uuid, i32)>,
) -> Result<Json<Value>, Problem> {
    let row = app.flows.version(admin.workspace(), id, version).await?;
    let mut document = json!(shown::Version::from(&row));
    document["definition"] = shown::definition(&row);
    Ok(Json(document))
}

async fn difference(
    State(app): State<AppState>,
    admin: Admin,
    At(id): At<Uuid>,
    mut asked: Asked,
) -> Result<Json<Value>, Problem> {
    let (from, to) = (asked.require("from", "a version")?, asked.require("to", "a version")?);
    asked.end()?;
    let changes = app.flows.difference(admin.workspace(), id, from, to).await?;
    Ok(Json(json!({ "from": from, "to": to, "changes": changes })))
}
