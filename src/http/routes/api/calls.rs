//! Calls that users make by hand.

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use bytes::Bytes;
use futures_util::stream;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::explorer::{Filter, LARGEST_REQUEST, Made};
use crate::http::extract::{self, Asked, At, Bearer, User};
use crate::http::{AppState, Problem};

/// Most calls of a page.
const MOST: u64 = 200;

pub(super) fn router() -> Router<AppState> {
    Router::new()
        .route("/api/calls", get(list).post(call))
        .route("/api/calls/{id}", get(show))
        .route("/api/calls/{id}/body", get(body))
}

/// The place is had before the body is read: both together are what a call takes of memory.
async fn call(State(app): State<AppState>, bearer: Bearer, request: Request) -> Result<Json<Made>, Problem> {
    let who = bearer.user.who();
    let _slot = app.explorer.slot(who.workspace).await?;
    let asked = extract::json(request, &app, LARGEST_REQUEST).await?;
    Ok(Json(app.explorer.call(&who, &bearer.token, asked).await?))
}

async fn list(State(app): State<AppState>, user: User, mut asked: Asked) -> Result<Json<Value>, Problem> {
    let filter = Filter {
        operation: asked.take("operation", "the name of an operation")?,
        before: asked.take("cursor", "the `next` of another page")?,
    };
    let limit = asked.limit(MOST)?;
    asked.end()?;
    let calls = app.explorer.calls(&user.who(), &filter, limit).await?;
    let next = calls.last().filter(|_| calls.len() as u64 == limit).map(|last| last.id.clone());
    Ok(Json(json!({ "calls": calls, "next": next })))
}

async fn show(State(app): State<AppState>, user: User, At(id): At<Uuid>) -> Result<Response, Problem> {
    Ok(Json(app.explorer.kept(&user.who(), id).await?).into_response())
}

/// The whole body, piece by piece. It is a file and no page, whatever is in it.
async fn body(State(app): State<AppState>, user: User, At(id): At<Uuid>) -> Result<Response, Problem> {
    let (operation, kind, bytes) = app.explorer.body(&user.who(), id).await?;
    let ending = match kind.as_str() {
        "json" => "json",
        "text" => "txt",
        _ => "bin",
    };
    let name: String = operation.chars().filter(char::is_ascii_alphanumeric).collect();
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.{ending}\"")),
        (header::CONTENT_LENGTH, bytes.to_string()),
    ];
    let workspace = user.workspace;
    let pieces = stream::try_unfold(0, move |part| {
        let (app, workspace) = (app.clone(), workspace.clone());
        async move {
            let piece = app.explorer.piece(&workspace, id, part).await.map_err(std::io::Error::other)?;
            Ok::<_, std::io::Error>(piece.map(|piece| (Bytes::from(piece), part + 1)))
        }
    });
    Ok((headers, Body::from_stream(pieces)).into_response())
}
