//! Who looks at the page, and what there is for them.

use axum::extract::State;
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};

use crate::db::cached;
use crate::flows::{LARGEST_DEFINITION, MOST_FLOWS};
use crate::http::extract::User;
use crate::http::{AppState, Problem};

pub(super) fn router() -> Router<AppState> {
    Router::new().route("/api/me", get(me))
}

async fn me(State(app): State<AppState>, user: User) -> Result<Json<Value>, Problem> {
    let profile = cached::one(&app.db, &user.workspace, "user", &user.id).await?;
    Ok(Json(json!({
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
        "locale": locale(profile.as_ref().map(|user| user.payload.as_str())),
        "limits": { "flows": MOST_FLOWS, "definition_bytes": LARGEST_DEFINITION, "body_bytes": app.limits.api_body },
    })))
}

/// How the user has times written, where the profile is in the cache: `settings` of a user (platform page, §3.5). Nulls
/// leave it to the browser.
fn locale(profile: Option<&str>) -> Value {
    let profile: Value = profile.and_then(|profile| serde_json::from_str(profile).ok()).unwrap_or_default();
    let setting = |name: &str| profile["settings"][name].as_str();
    json!({
        "time_zone": setting("timeZone"),
        "time_format": setting("timeFormat"),
        "date_format": setting("dateFormat"),
        "week_start": setting("weekStart"),
    })
}
