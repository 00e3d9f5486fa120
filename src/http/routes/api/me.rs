//! Who looks at the page, and what there is for them.

use axum::extract::State;
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};

use crate::flows::{LARGEST_DEFINITION, MOST_FLOWS};
use crate::http::AppState;
use crate::http::extract::User;

pub(super) fn router() -> Router<AppState> {
    Router::new().route("/api/me", get(me))
}

async fn me(State(app): State<AppState>, user: User) -> Json<Value> {
    Json(json!({
        "user": user.id,
        "role": user.role,
        "is_admin": user.is_admin(),
        "workspace": user.workspace.as_str(),
        "addon": app.spec.addon.name(),
        "name": app.config.name,
        "version": env!("CARGO_PKG_VERSION"),
        "has_flows": app.spec.flows,
        "runs_flows": app.flows.run(),
        "has_http_steps": app.flows.may_call_others(),
        "has_custom_webhooks": app.config.custom_webhooks,
        "limits": { "flows": MOST_FLOWS, "definition_bytes": LARGEST_DEFINITION, "body_bytes": app.limits.api_body },
    }))
}
