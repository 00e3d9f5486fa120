//! Secrets of the workspace, for steps that call other systems. They go in and never come out.

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use secrecy::SecretString;
use serde_json::{Map, Value, json};

use crate::clock::stamp;
use crate::flows::secrets;
use crate::http::extract::{Admin, At, Sent};
use crate::http::{AppState, Problem};

pub(super) fn router() -> Router<AppState> {
    Router::new().route("/api/secrets", get(list)).route("/api/secrets/{name}", axum::routing::put(set).delete(remove))
}

async fn list(State(app): State<AppState>, admin: Admin) -> Result<Json<Value>, Problem> {
    let shown = |secret: secrets::Listed| json!({ "name": secret.name, "updated_at": stamp(secret.updated_at), "updated_by": secret.updated_by });
    let secrets: Vec<_> = secrets::list(&app.db, admin.workspace()).await?.into_iter().map(shown).collect();
    Ok(Json(json!({ "secrets": secrets })))
}

/// The body is read by hand, because a message about a wrong one might repeat it.
async fn set(
    State(app): State<AppState>,
    admin: Admin,
    At(name): At<String>,
    Sent(body): Sent<Map<String, Value>>,
) -> Result<(StatusCode, Json<Value>), Problem> {
    let value = body.get("value").and_then(Value::as_str).filter(|_| body.len() == 1);
    let value = value.ok_or_else(|| Problem::bad_request("the body must be an object with the text `value` alone"))?;
    let (value, now) = (SecretString::from(value), app.clock.now());
    let is_new = secrets::set(&app.db, &app.keyring, admin.workspace(), &name, &value, &admin.actor(), now).await?;
    let status = if is_new { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Json(json!({ "name": name, "is_new": is_new }))))
}

async fn remove(State(app): State<AppState>, admin: Admin, At(name): At<String>) -> Result<StatusCode, Problem> {
    secrets::remove(&app.db, admin.workspace(), &name, &admin.actor(), app.clock.now()).await?;
    Ok(StatusCode::NO_CONTENT)
}
