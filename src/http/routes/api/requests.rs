//! Requests that a workspace keeps.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, put};
use axum::{Json, Router};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::explorer::{Draft, MOST_SAVED};
use crate::http::extract::{Admin, At, Sent, User};
use crate::http::{AppState, Problem};

pub(super) fn router() -> Router<AppState> {
    Router::new().route("/api/requests", get(list).post(create)).route("/api/requests/{id}", put(save).delete(delete))
}

async fn list(State(app): State<AppState>, user: User) -> Result<Json<Value>, Problem> {
    let requests = app.explorer.saved(&user.who()).await?;
    Ok(Json(json!({ "requests": requests, "limit": MOST_SAVED })))
}

async fn create(State(app): State<AppState>, admin: Admin, Sent(draft): Sent<Draft>) -> Result<Response, Problem> {
    let saved = app.explorer.save(&admin.who(), draft).await?;
    let location = format!("/api/requests/{}", saved.id);
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], Json(saved)).into_response())
}

async fn save(
    State(app): State<AppState>,
    admin: Admin,
    At(id): At<Uuid>,
    Sent(draft): Sent<Draft>,
) -> Result<Response, Problem> {
    Ok(Json(app.explorer.resave(&admin.who(), id, draft).await?).into_response())
}

async fn delete(State(app): State<AppState>, admin: Admin, At(id): At<Uuid>) -> Result<StatusCode, Problem> {
    app.explorer.unsave(&admin.who(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}
