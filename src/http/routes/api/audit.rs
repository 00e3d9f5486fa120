//! Who changed what in the workspace, and when.

use axum::extract::State;
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};

use crate::clock::{at, stamp};
use crate::db::entities::audit_entry::Model;
use crate::db::trail::{self, Filter};
use crate::http::extract::{Admin, Asked};
use crate::http::{AppState, Problem};

/// Most entries of a page.
const MOST: u64 = 200;

pub(super) fn router() -> Router<AppState> {
    Router::new().route("/api/audit", get(list))
}

async fn list(State(app): State<AppState>, admin: Admin, mut asked: Asked) -> Result<Json<Value>, Problem> {
    let filter = Filter {
        actor: asked.take("actor", "who changed something")?,
        action: asked.take("action", "what was done")?,
        subject: asked.take("subject", "what was changed")?,
        since: asked.time("since")?,
        until: asked.time("until")?,
        before: asked.take("cursor", "the `next` of another page")?,
    };
    let limit = asked.limit(MOST)?;
    asked.end()?;
    let entries = trail::list(&app.db, admin.workspace(), &filter, limit).await?;
    let next = entries.last().filter(|_| entries.len() as u64 == limit).map(|last| last.id.simple().to_string());
    Ok(Json(json!({ "entries": entries.iter().map(shown).collect::<Vec<_>>(), "next": next })))
}

/// An entry as anybody of the workspace may see it who may see any.
pub(in crate::http::routes) fn shown(row: &Model) -> Value {
    let read = |text: &Option<String>| -> Value {
        text.as_deref().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
    };
    json!({
        "id": row.id.simple().to_string(),
        "at": stamp(at(row.at_ms)),
        "actor": row.actor,
        "action": row.action,
        "subject": row.subject,
        "before": read(&row.before),
        "after": read(&row.after),
    })
}
