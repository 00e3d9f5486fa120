//! For each of Clockify's events how it gets here, and if it doesn't, why.

use std::collections::HashMap;

use axum::extract::State;
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};
use time::OffsetDateTime;

use crate::clock::stamp;
use crate::db::events::counts;
use crate::domain::event::EventType;
use crate::http::extract::Admin;
use crate::http::{AppState, Problem};
use crate::registration::coverage::{self, How, Line, Report};

pub(super) fn router() -> Router<AppState> {
    Router::new().route("/api/coverage", get(show))
}

async fn show(State(app): State<AppState>, admin: Admin) -> Result<Json<Value>, Problem> {
    let workspace = admin.workspace();
    let reports = coverage::reports(&app.db, app.spec, Some(workspace)).await?;
    let report = reports.last().ok_or_else(|| Problem::not_found("the add-on is not installed in this workspace"))?;
    let seen = counts::last_of_types(&app.db, workspace).await?;
    let events: Vec<Value> = EventType::ALL.iter().map(|event| line(*event, report, &seen)).collect();
    let summary = report.summary();
    Ok(Json(json!({
        "active": report.active,
        "token_refused_since": report.refused_since.map(stamp),
        "compared_at": report.reconciled_at.map(stamp),
        "summary": {
            "events": events.len(),
            "subscribed": summary.manifest + summary.registered,
            "available": summary.pending,
            "unavailable": events.len() - summary.manifest - summary.registered - summary.pending,
            "not_delivering": summary.not_delivering,
        },
        "events": events,
        "looked_at": counts::LOOKED_AT,
    })))
}

fn line(event: EventType, report: &Report, seen: &HashMap<String, OffsetDateTime>) -> Value {
    let line = report.lines.iter().find(|line| line.event == event);
    let state = match line.map(|line| line.how) {
        Some(How::Manifest | How::Registered) => "subscribed",
        Some(How::Pending) => "available",
        Some(How::Unavailable) | None => "unavailable",
    };
    let reason = match line {
        Some(line) => reason(line),
        None => Some("this add-on doesn't ask for it"),
    };
    json!({
        "event": event,
        "state": state,
        "how": line.map(|line| line.how).filter(|how| matches!(how, How::Manifest | How::Registered)),
        "delivery": line.and_then(|line| line.delivery),
        "reason": reason,
        "checked_at": line.and_then(|line| line.checked_at).map(stamp),
        "last_seen_at": seen.get(event.name()).copied().map(stamp),
    })
}

fn reason(line: &Line) -> Option<&str> {
    match (line.how, line.reason.as_deref()) {
        (How::Pending, None) => Some("its webhook is still to be registered"),
        (How::Unavailable, None) => Some("for no known reason"),
        (_, reason) => reason,
    }
}
