//! What a workspace may have, and what of it is used.

use std::collections::HashMap;

use serde_json::{Value, json};
use uuid::Uuid;

use crate::db::entities::flow;
use crate::db::flows::list;
use crate::domain::flow::definition::{ITEMS, STEPS};
use crate::domain::flow::{Definition, Limits};
use crate::domain::ids::WorkspaceId;
use crate::flows::{LARGEST_DEFINITION, MOST_FLOWS, replay, secrets};
use crate::http::rate::PER_SECOND;
use crate::http::{AppState, Problem};
use crate::installs::sources;

/// Within which time runs are counted.
const HOUR: time::Duration = time::Duration::HOUR;

/// A limit.
struct Limit {
    name: &'static str,
    most: u64,
    used: Option<u64>,
    /// The flow that uses so much.
    by: Option<(Uuid, String)>,
}

impl Limit {
    const fn of(name: &'static str, most: u64) -> Self {
        Self { name, most, used: None, by: None }
    }

    fn used(self, used: u64) -> Self {
        Self { used: Some(used), ..self }
    }

    fn by(self, flow: &flow::Model) -> Self {
        Self { by: Some((flow.id, flow.name.clone())), ..self }
    }

    fn shown(&self) -> Value {
        let by = self.by.as_ref().map(|(id, name)| json!({ "id": id.simple().to_string(), "name": name }));
        json!({ "name": self.name, "most": self.most, "used": self.used, "by": by })
    }
}

/// The limits of a workspace, those that an add-on has.
pub(super) async fn of(app: &AppState, workspace: &WorkspaceId) -> Result<Vec<Value>, Problem> {
    let mut limits = Vec::new();
    if app.spec.flows {
        limits.extend(of_flows(app, workspace).await?);
    }
    if app.spec.flows && app.spec.http_steps {
        let used = secrets::list(&app.db, workspace).await?.len() as u64;
        limits.push(Limit::of("secrets", secrets::MOST).used(used));
    }
    if app.spec.custom_webhooks {
        let used = sources::list(&app.db, Some(workspace)).await?.len() as u64;
        limits.push(Limit::of("sources", sources::MOST).used(used));
    }
    limits.push(Limit::of("calls_per_second", PER_SECOND.unsigned_abs()));
    limits.push(Limit::of("body_bytes", app.limits.api_body as u64));
    Ok(limits.iter().map(Limit::shown).collect())
}

async fn of_flows(app: &AppState, workspace: &WorkspaceId) -> Result<Vec<Limit>, Problem> {
    let flows = app.flows.list(workspace).await?;
    let runs = list::count_since(&app.db, workspace, app.clock.now() - HOUR).await?;
    let runs: HashMap<Uuid, u64> = runs.into_iter().collect();
    let preset = Limits::default();
    let mut steps = Limit::of("steps", STEPS as u64).used(0);
    let mut hourly = Limit::of("runs_per_hour", preset.per_hour.into()).used(0);
    for flow in &flows {
        let compiled = app.flows.view().version(workspace, flow.id, flow.version).await?;
        let definition = compiled.as_deref().and_then(|read| read.as_ref().ok());
        let count = definition.map_or(0, |definition| definition.walk().count() as u64);
        if Some(count) > steps.used {
            steps = Limit::of("steps", STEPS as u64).used(count).by(flow);
        }
        let most = definition.map_or(preset, |definition: &Definition| definition.limits).per_hour.into();
        let used = runs.get(&flow.id).copied().unwrap_or(0);
        // The one that is nearest to its own limit.
        if used * hourly.most > hourly.used.unwrap_or(0) * most {
            hourly = Limit::of("runs_per_hour", most).used(used).by(flow);
        }
    }
    Ok(vec![
        Limit::of("flows", MOST_FLOWS).used(flows.len() as u64),
        steps,
        Limit::of("items", ITEMS as u64),
        hourly,
        Limit::of("runs_per_entity", preset.per_entity.into()),
        Limit::of("definition_bytes", LARGEST_DEFINITION as u64),
        Limit::of("replays", replay::MOST_AT_ONCE).used(app.flows.replays_under_way(workspace).await?),
    ])
}
