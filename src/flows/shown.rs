//! Flows and runs as people and programs are shown them: the same by HTTP and on the command line.

use serde::Serialize;
use serde_json::{Value, json};

use super::replay::{Preview, Progress};
use super::templates::Template;
use crate::clock::{at, stamp};
use crate::db::entities::flow_run::{Cause, State};
use crate::db::entities::{flow, flow_run, flow_step, flow_version, replay};
use crate::domain::flow::Reason;

/// A flow.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Flow {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The version that counts.
    pub version: i32,
    /// Whether events start it.
    pub enabled: bool,
    /// Why its runs are kept back, if they are.
    pub held: Option<Held>,
    /// When it was made.
    pub created_at: String,
    /// When it was last changed.
    pub updated_at: String,
    /// Who changed it.
    pub updated_by: String,
}

/// Why runs of a flow are kept back.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Held {
    /// `LOOP`, `FLOOD` or `ASKED`.
    pub reason: String,
    /// In words.
    pub note: String,
    /// Since when.
    pub since: Option<String>,
}

impl From<&flow::Model> for Flow {
    fn from(row: &flow::Model) -> Self {
        let held = row.held_reason.as_ref().map(|reason| Held {
            reason: reason.clone(),
            note: row.held_note.clone().unwrap_or_default(),
            since: row.held_at_ms.map(time),
        });
        Self {
            id: row.id.simple().to_string(),
            name: row.name.clone(),
            version: row.version,
            enabled: row.enabled,
            held,
            created_at: time(row.created_at_ms),
            updated_at: time(row.updated_at_ms),
            updated_by: row.updated_by.clone(),
        }
    }
}

/// A version of a flow.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Version {
    /// From 1 on.
    pub version: i32,
    /// When it was saved.
    pub created_at: String,
    /// By whom.
    pub created_by: String,
}

impl From<&flow_version::Model> for Version {
    fn from(row: &flow_version::Model) -> Self {
        Self { version: row.version, created_at: time(row.created_at_ms), created_by: row.created_by.clone() }
    }
}

/// The document of a version.
#[must_use]
pub fn definition(row: &flow_version::Model) -> Value {
    json(Some(&row.definition))
}

/// A run.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Run {
    /// Its id.
    pub id: String,
    /// The flow.
    pub flow: String,
    /// The version of it that is run.
    pub version: i32,
    /// Where it is.
    pub state: State,
    /// Why it is there.
    pub reason: Value,
    /// The same in a line.
    pub why: Option<String>,
    /// Why it was started.
    pub cause: Cause,
    /// The event that started it.
    pub event: Option<String>,
    /// That event's name.
    pub event_type: Option<String>,
    /// What that event is about.
    pub entity: Option<String>,
    /// The run that it repeats.
    pub replay_of: Option<String>,
    /// The replay that it is part of.
    pub replay: Option<String>,
    /// The run whose write caused the event.
    pub caused_by: Option<String>,
    /// How many runs stand before it in that chain.
    pub depth: i16,
    /// When it was decided on.
    pub created_at: String,
    /// When the first step began.
    pub started_at: Option<String>,
    /// When it goes on, while it waits.
    pub due_at: Option<String>,
    /// When it came to its end.
    pub finished_at: Option<String>,
}

impl From<&flow_run::Model> for Run {
    fn from(row: &flow_run::Model) -> Self {
        let id = |id: uuid::Uuid| id.simple().to_string();
        Self {
            id: id(row.id),
            flow: id(row.flow_id),
            version: row.flow_version,
            state: row.state,
            reason: json(row.reason.as_deref()),
            why: why(row.reason.as_deref()),
            cause: row.cause,
            event: row.event_id.map(id),
            event_type: row.event_type.clone(),
            entity: row.entity_id.clone(),
            replay_of: row.replay_of.map(id),
            replay: row.replay_id.map(id),
            caused_by: row.caused_by.map(id),
            depth: row.depth,
            created_at: time(row.created_at_ms),
            started_at: row.started_at_ms.map(time),
            due_at: row.due_at_ms.map(time),
            finished_at: row.finished_at_ms.map(time),
        }
    }
}

/// A step of a run.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Step {
    /// Where in the definition, with the number of the item in a `forEach`.
    pub position: String,
    /// Where it is.
    pub state: flow_step::State,
    /// How often it was tried.
    pub attempts: i32,
    /// What was sent, secrets masked.
    pub request: Value,
    /// What later steps see of it.
    pub response: Value,
    /// Why it is where it is.
    pub reason: Value,
    /// The same in a line.
    pub why: Option<String>,
    /// When it was first tried.
    pub started_at: String,
    /// When it goes on, while it waits.
    pub due_at: Option<String>,
    /// When it came to its end.
    pub finished_at: Option<String>,
}

impl From<&flow_step::Model> for Step {
    fn from(row: &flow_step::Model) -> Self {
        Self {
            position: row.position.clone(),
            state: row.state,
            attempts: row.attempts,
            request: json(row.request.as_deref()),
            response: json(row.response.as_deref()),
            reason: json(row.reason.as_deref()),
            why: why(row.reason.as_deref()),
            started_at: time(row.started_at_ms),
            due_at: row.due_at_ms.map(time),
            finished_at: row.finished_at_ms.map(time),
        }
    }
}

/// A replay.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Replay {
    /// Its id.
    pub id: String,
    /// Where it is.
    pub state: replay::State,
    /// Why.
    pub why: Option<String>,
    /// Which events.
    pub filter: Value,
    /// Events that fit at the beginning.
    pub total: i64,
    /// Those that were taken.
    pub done: i64,
    /// Runs that were made of them.
    pub runs: i64,
    /// Events per second.
    pub rate: i32,
    /// Who asked for it.
    pub requested_by: String,
    /// When.
    pub created_at: String,
    /// When it came to its end.
    pub finished_at: Option<String>,
}

impl From<&replay::Model> for Replay {
    fn from(row: &replay::Model) -> Self {
        Self {
            id: row.id.simple().to_string(),
            state: row.state,
            why: row.reason.clone(),
            filter: json(Some(&row.filter)),
            total: row.total,
            done: row.done,
            runs: row.runs,
            rate: row.rate,
            requested_by: row.requested_by.clone(),
            created_at: time(row.created_at_ms),
            finished_at: row.finished_at_ms.map(time),
        }
    }
}

/// How far a replay is.
#[must_use]
pub fn progress(progress: &Progress) -> Value {
    let mut document = json!(Replay::from(&progress.replay));
    document["percent"] = progress.percent().into();
    let states = progress.states.iter().map(|(state, runs)| (state.name().to_owned(), Value::from(*runs)));
    document["states"] = Value::Object(states.collect());
    document
}

/// A template without its document.
#[must_use]
pub fn template(template: &Template) -> Value {
    json!({
        "template": template.name,
        "title": template.title,
        "group": template.group,
        "description": template.description,
        "needs": template.needs,
        "inputs": template.inputs,
    })
}

/// What a replay would come to.
#[must_use]
pub fn preview(preview: &Preview) -> Value {
    let Preview { events, looked_at, runs, ended } = preview;
    json!({ "dry_run": true, "events": events, "looked_at": looked_at, "runs": runs, "ended": ended })
}

fn time(ms: i64) -> String {
    stamp(at(ms))
}

fn json(text: Option<&str>) -> Value {
    text.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
}

fn why(reason: Option<&str>) -> Option<String> {
    reason.map(|text| Reason::from_json(text).to_string())
}
