//! The workspace's events.

use axum::extract::State;
use axum::routing::get;
use axum::{Json, Router};
use base64::Engine as _;
use serde_json::{Value, json};
use uuid::Uuid;

use super::runs;
use crate::clock::stamp;
use crate::db::cached;
use crate::db::entities::webhook_event::Model;
use crate::db::events::{self, Filter, Line};
use crate::db::flows::list;
use crate::domain::addon::Spec;
use crate::domain::event::Source;
use crate::http::extract::{Admin, Asked, At};
use crate::http::{AppState, Problem};

/// Most events of a page.
const MOST: u64 = 200;

pub(super) fn router(spec: &Spec) -> Router<AppState> {
    let router = Router::new().route("/api/events", get(list)).route("/api/events/{id}", get(show));
    if spec.flows { router.route("/api/events/{id}/runs", get(started)) } else { router }
}

async fn list(State(app): State<AppState>, admin: Admin, mut asked: Asked) -> Result<Json<Value>, Problem> {
    let filter = Filter {
        since: asked.time("since")?,
        until: asked.time("until")?,
        before: asked.take("cursor", "the `next` of another page")?,
        ..filter(&admin, &mut asked)?
    };
    let limit = asked.limit(MOST)?;
    asked.end()?;
    let page = events::page(&app.db, &filter, limit).await?;
    let next = page.next.map(|next| next.simple().to_string());
    Ok(Json(json!({ "events": page.lines.iter().map(line).collect::<Vec<_>>(), "next": next })))
}

/// What of the workspace's events is asked for, whenever they came.
pub(super) fn filter(admin: &Admin, asked: &mut Asked) -> Result<Filter, Problem> {
    let types: Option<String> = asked.take("type", "names of events")?;
    let source: Option<String> = asked.take("source", "a source")?;
    Ok(Filter {
        workspace: Some(admin.workspace().clone()),
        types: types.iter().flat_map(|names| names.split(',')).map(str::to_owned).collect(),
        source: source.as_deref().map(named).transpose()?,
        unique: asked.take("unique", "true or false")?.unwrap_or(false),
        user: asked.take("user", "an id")?,
        project: asked.take("project", "an id")?,
        text: asked.take("text", "a text of 1 to 200 characters")?,
        ..Filter::default()
    })
}

async fn show(State(app): State<AppState>, admin: Admin, At(id): At<Uuid>) -> Result<Json<Value>, Problem> {
    let event = one(&app, &admin, id).await?;
    let mut document = whole(&event);
    let ids = [&event.entity_id, &event.user_id, &event.project_id];
    let given: Vec<&str> = ids.iter().filter_map(|id| id.as_deref()).collect();
    let found = cached::of_ids(&app.db, admin.workspace(), &given).await?;
    let [entity, user, project] = ids.map(|id| {
        let one = found.iter().find(|one| Some(&one.entity_id) == id.as_ref())?;
        Some(json!({ "type": one.entity_type, "id": one.entity_id, "name": cached::name(one) }))
    });
    document["cached"] = json!({ "entity": entity, "user": user, "project": project });
    Ok(Json(document))
}

/// The runs that the event started.
async fn started(
    State(app): State<AppState>,
    admin: Admin,
    At(id): At<Uuid>,
    mut asked: Asked,
) -> Result<Json<Value>, Problem> {
    let before = asked.take("cursor", "the `next` of another page")?;
    let limit = asked.limit(runs::MOST)?;
    asked.end()?;
    one(&app, &admin, id).await?;
    runs::page(&app, &admin, &list::Filter { event: Some(id), before, ..list::Filter::default() }, limit).await
}

async fn one(app: &AppState, admin: &Admin, id: Uuid) -> Result<Model, Problem> {
    let found = events::one(&app.db, Some(admin.workspace()), id).await?;
    found.ok_or_else(|| Problem::not_found("there is no such event in this workspace"))
}

fn named(name: &str) -> Result<Source, Problem> {
    let all = [Source::Clockify, Source::Custom];
    let found = all.into_iter().find(|source| source.name() == name);
    found.ok_or_else(|| Problem::bad_request("`source` of the query must be clockify or custom"))
}

pub(super) fn line(line: &Line) -> Value {
    json!({
        "id": line.id.simple().to_string(),
        "received_at": stamp(line.received_at),
        "source": line.source.name(),
        "custom_source": line.custom_source,
        "event_type": line.event_type,
        "entity": line.entity_id,
        "user": line.user_id,
        "project": line.project_id,
        "duplicate_of": line.duplicate_of.map(|id| id.simple().to_string()),
        "body_bytes": line.bytes,
    })
}

/// An event with all that is kept of it.
pub(in crate::http::routes) fn whole(event: &Model) -> Value {
    let body = serde_json::from_slice(&event.body)
        .unwrap_or_else(|_| json!({ "base64": base64::engine::general_purpose::STANDARD.encode(&event.body) }));
    json!({
        "id": event.id.simple().to_string(),
        "received_at": stamp(event.received_at),
        "source": event.source.name(),
        "custom_source": event.custom_source,
        "event_type": event.event_type,
        "entity": event.entity_id,
        "user": event.user_id,
        "project": event.project_id,
        "duplicate_of": event.duplicate_of.map(|id| id.simple().to_string()),
        "headers": event.headers,
        "body": body,
    })
}
