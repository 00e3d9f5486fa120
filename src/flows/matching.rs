//! Which runs an event starts: decided before it is stored, from memory alone.
//!
//! The payload is read only where the workspace has a flow that the event starts, and once for all of them. Every such
//! flow gets a run, also where its condition doesn't hold: then that is its end, with the comparison that was false. Once
//! and concurrency are the worker's to decide, because they depend on other runs; but which runs have to wait for each
//! other is noted here, so that they keep their order. A condition that asks what the entity was before is the worker's
//! too: that is in the database.

use std::sync::Arc;

use serde_json::Value;
use time::OffsetDateTime;

use super::Flows;
use super::view::{Flow, View};
use crate::clock::Keys;
use crate::db::entities::flow_run::State;
use crate::db::events::NewRun;
use crate::domain::event::Source;
use crate::domain::flow::{Concurrency, Condition, Definition, Reason, ResolveError, Scope, Template};
use crate::domain::ids::WorkspaceId;

/// What is known of a delivery that is about to be stored.
#[derive(Debug, Clone, Copy)]
pub struct Arrival<'a> {
    /// The workspace.
    pub workspace: &'a WorkspaceId,
    /// Where it comes from.
    pub source: Source,
    /// Name of the custom source.
    pub custom_source: Option<&'a str>,
    /// Name of the event.
    pub event_type: &'a str,
    /// The payload.
    pub body: &'a [u8],
}

impl Flows {
    /// The runs that it starts: one for each flow that it triggers.
    #[must_use]
    pub fn started_by(&self, arrival: &Arrival<'_>, now: OffsetDateTime) -> Vec<NewRun> {
        if self.run() { runs(&self.view().now(), arrival, now, &self.0.keys) } else { Vec::new() }
    }
}

fn runs(view: &View, arrival: &Arrival<'_>, now: OffsetDateTime, keys: &Keys) -> Vec<NewRun> {
    let (workspace, event) = (arrival.workspace, arrival.event_type);
    match (arrival.source, arrival.custom_source) {
        (Source::Clockify, _) => decide(view.by_event(workspace, event).iter(), arrival.body, now, keys),
        (Source::Custom, Some(source)) => decide(view.by_source(workspace, source, event), arrival.body, now, keys),
        (Source::Custom, None) => Vec::new(),
    }
}

fn decide<'a>(
    flows: impl Iterator<Item = &'a Arc<Flow>>,
    body: &[u8],
    now: OffsetDateTime,
    keys: &Keys,
) -> Vec<NewRun> {
    let mut payload = None;
    let run = |flow: &'a Arc<Flow>| {
        let Some(Ok(definition)) = flow.definition.as_deref() else { return None };
        let payload = payload.get_or_insert_with(|| read(body));
        let (state, reason) = match payload {
            Ok(payload) => judge(flow, definition, payload, now),
            Err(message) => (State::Failed, Some(Reason::Payload { message: message.clone() })),
        };
        let job = (state == State::Queued).then(|| keys.next(now));
        let reason = reason.map(|reason| reason.to_json());
        let key = match (&payload, &definition.concurrency) {
            (Ok(payload), Concurrency::Queue { key } | Concurrency::Drop { key }) if job.is_some() => {
                // What can't be resolved fails the run, which says so when it begins.
                text_of(key, &scope(flow, definition, payload, now)).ok()
            }
            _ => None,
        };
        Some(NewRun { id: keys.next(now), flow: flow.id, version: flow.version, state, reason, job, key })
    };
    flows.filter_map(run).collect()
}

pub(super) fn read(body: &[u8]) -> Result<Value, String> {
    // What is wrong is said without the text of the body.
    serde_json::from_slice(body).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        if error.to_string().starts_with("recursion limit") {
            format!("it is nested too deep (line {line}, column {column})")
        } else {
            format!("it is not JSON that can be read (line {line}, column {column})")
        }
    })
}

/// What expressions see before a run begins.
fn scope<'a>(flow: &'a Flow, definition: &'a Definition, payload: &'a Value, now: OffsetDateTime) -> Scope<'a> {
    Scope::new(payload, now).flow(&flow.about).workspace(&flow.place).tables(&definition.tables)
}

/// The text that a template gives.
pub(super) fn text_of(template: &Template, scope: &Scope<'_>) -> Result<String, ResolveError> {
    let value = template.resolve(scope)?;
    Ok(super::run::text(&value).unwrap_or_else(|| value.to_string()))
}

/// Where a run begins: what can be known of it now.
pub(super) fn judge(
    flow: &Flow,
    definition: &Definition,
    payload: &Value,
    now: OffsetDateTime,
) -> (State, Option<Reason>) {
    if definition.when.as_ref().is_some_and(Condition::looks_back) {
        return (State::Queued, None);
    }
    match against(flow, definition, payload, None, now) {
        Some(reason) => (State::Filtered, Some(reason)),
        None => (State::Queued, None),
    }
}

/// What stands against the flow's condition, with the entity as it was before.
pub(super) fn against(
    flow: &Flow,
    definition: &Definition,
    payload: &Value,
    previous: Option<&Value>,
    now: OffsetDateTime,
) -> Option<Reason> {
    let when = definition.when.as_ref()?;
    let scope = scope(flow, definition, payload, now);
    let scope = previous.map_or(scope, |previous| scope.previous(previous));
    Reason::against("/when", when.evaluate(&scope))
}
