//! What the workspace has set, may have, and has used.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::routing::{get, put};
use axum::{Json, Router};
use serde_json::{Map, Value, json};

use super::limits;
use crate::clock::at;
use crate::clock::stamp;
use crate::db::flows::list::{self, COUNTED};
use crate::domain::addon::Spec;
use crate::domain::flow::Problem as Wrong;
use crate::domain::ids::WorkspaceId;
use crate::domain::settings::{Tab, Value as Kind, amount, switch};
use crate::http::extract::{Admin, Sent};
use crate::http::{AppState, Problem};
use crate::retention::own::{self, Kind as Kept, Own, Row};

pub(super) fn router() -> Router<AppState> {
    Router::new().route("/api/settings", get(show)).route("/api/settings/retention", put(keep))
}

async fn show(State(app): State<AppState>, admin: Admin) -> Result<Json<Value>, Problem> {
    let workspace = admin.workspace();
    let set = set(&app, workspace).await?;
    let own = own::read(&app.db.reader(), workspace).await?;
    let retention = own::rows(&app.config.retention, app.spec, set.as_ref(), &own);
    Ok(Json(json!({
        "tabs": app.spec.settings.iter().map(|tab| shown(tab, set.as_ref())).collect::<Vec<_>>(),
        "retention": retention.iter().map(|row| kept(app.spec, row)).collect::<Vec<_>>(),
        "limits": limits::of(&app, workspace).await?,
        "flow_holds": holds(&app, workspace).await?,
        "legal_hold": legal_hold(&app, workspace).await?,
    })))
}

/// Days by kind, or null to take back what was set. What is wrong is told of each by itself.
async fn keep(
    State(app): State<AppState>,
    admin: Admin,
    Sent(wanted): Sent<Map<String, Value>>,
) -> Result<Json<Value>, Problem> {
    let mut days = BTreeMap::new();
    let mut wrong = Vec::new();
    for (name, value) in &wanted {
        let kind = Kept::ALL.into_iter().find(|kind| kind.name() == name);
        let Some(kind) = kind else {
            let name: String = name.chars().take(40).collect();
            return Err(Problem::bad_request(format!("`{name}` is nothing that is kept for some days")));
        };
        match (value, value.as_u64().and_then(|days| u32::try_from(days).ok())) {
            (Value::Null, _) => _ = days.insert(kind, None),
            (_, Some(number)) => _ = days.insert(kind, Some(number)),
            _ => wrong.push(Wrong::new(format!("/{name}"), "must be a whole number of days, or null")),
        }
    }
    wrong.extend(own::check(&app.config.retention, app.spec, &days));
    if !wrong.is_empty() {
        return Err(Problem::invalid("the days can't be set like this", &wrong));
    }
    let workspace = admin.workspace();
    let (own, changed) = app.sweeper().keep(workspace, &days, &admin.actor()).await?;
    let set = set(&app, workspace).await?;
    let rows = own::rows(&app.config.retention, app.spec, set.as_ref(), &own);
    let rows: Vec<_> = rows.iter().map(|row| kept(app.spec, row)).collect();
    Ok(Json(json!({ "retention": rows, "changed": changed })))
}

/// What was set in Clockify.
async fn set(app: &AppState, workspace: &WorkspaceId) -> Result<Option<Value>, Problem> {
    Ok(app.bootstrap().installation(workspace).await?.and_then(|row| row.settings))
}

/// The settings of an export: those in Clockify, and those of the page.
pub(in crate::http::routes) async fn exported(app: &AppState, workspace: &WorkspaceId) -> Result<Value, Problem> {
    let set = set(app, workspace).await?;
    let own = own::read(&app.db.reader(), workspace).await?;
    let settings = app.spec.settings.iter().flat_map(|tab| tab.settings);
    let values = settings.map(|setting| (setting.id.to_owned(), value(setting.value, set.as_ref(), setting.id).1));
    let days = |own: &Own| -> Map<String, Value> {
        let set = Kept::ALL.into_iter().filter_map(|kind| Some((kind.name().to_owned(), own.days(kind)?.into())));
        set.collect()
    };
    Ok(json!({ "clockify": values.collect::<Map<_, _>>(), "retention": days(&own) }))
}

fn shown(tab: &Tab, set: Option<&Value>) -> Value {
    let settings = tab.settings.iter().map(|setting| {
        let (kind, default) = match setting.value {
            Kind::Checkbox(default) => ("CHECKBOX", Value::from(default)),
            Kind::Number(default) => ("NUMBER", Value::from(default)),
        };
        let (is_set, value) = value(setting.value, set, setting.id);
        json!({
            "id": setting.id,
            "name": setting.name,
            "description": setting.description,
            "type": kind,
            "default": default,
            "value": value,
            "is_set": is_set,
        })
    });
    json!({ "id": tab.id, "name": tab.name, "settings": settings.collect::<Vec<_>>() })
}

/// Whether the workspace has set it, and what counts.
fn value(kind: Kind, set: Option<&Value>, id: &str) -> (bool, Value) {
    match kind {
        Kind::Checkbox(default) => {
            let set = switch(set, id);
            (set.is_some(), set.unwrap_or(default).into())
        }
        Kind::Number(default) => {
            let set = amount(set, id);
            (set.is_some(), set.unwrap_or(default).into())
        }
    }
}

fn kept(spec: &Spec, row: &Row) -> Value {
    let settings = spec.settings.iter().flat_map(|tab| tab.settings);
    let name = row.setting.and_then(|id| settings.into_iter().find(|setting| setting.id == id)).map(|found| found.name);
    json!({
        "kind": row.kind,
        "days": row.days,
        "operator_days": row.operator,
        "clockify_days": row.clockify,
        "clockify_setting": name,
        "own_days": row.own,
        "is_changeable": row.kind.is_changeable(),
    })
}

/// Flows whose runs are kept back.
async fn holds(app: &AppState, workspace: &WorkspaceId) -> Result<Vec<Value>, Problem> {
    let mut holds = Vec::new();
    if !app.spec.flows {
        return Ok(holds);
    }
    for flow in app.flows.list(workspace).await? {
        let Some(reason) = &flow.held_reason else { continue };
        let runs = list::count_held(&app.db, workspace, flow.id).await?;
        holds.push(json!({
            "id": flow.id.simple().to_string(),
            "name": flow.name,
            "reason": reason,
            "note": flow.held_note.as_deref().unwrap_or_default(),
            "since": flow.held_at_ms.map(|ms| stamp(at(ms))),
            "runs": runs.min(COUNTED),
            "runs_are_more": runs > COUNTED,
        }));
    }
    Ok(holds)
}

async fn legal_hold(app: &AppState, workspace: &WorkspaceId) -> Result<Option<Value>, Problem> {
    let hold = app.sweeper().held(workspace).await?;
    Ok(hold.map(|hold| json!({ "reason": hold.reason, "since": hold.since })))
}
