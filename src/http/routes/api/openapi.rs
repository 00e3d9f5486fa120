//! The description of this API, which says nothing of a workspace and asks for no token.

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use crate::http::AppState;
use crate::http::openapi::document;

pub(super) fn router() -> Router<AppState> {
    Router::new().route("/api/openapi.json", get(show))
}

async fn show(State(app): State<AppState>) -> Response {
    let text = app.description.get_or_init(|| document(app.spec, app.base_path()).to_string().into());
    ([(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))], text.clone()).into_response()
}
