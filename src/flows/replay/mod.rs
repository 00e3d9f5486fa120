//! Events that are taken through the flows once more.
//!
//! A replay stores no event: it makes runs of events that are in the log already. So no dedupe key stands in its way, and
//! nothing else that hears of new events hears of it. Triggers and conditions are those of the flows as they are now,
//! unless the version that ran then is asked for.
//!
//! One event is replayed at once. Many are a bulk replay: a row that says how far it is, and a job that takes some
//! events each second.

mod bulk;

use std::sync::Arc;

use sea_orm::DbErr;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use super::view::Flow;
use super::{Flows, KIND, matching};
use crate::clock::ms;
use crate::db;
use crate::db::entities::flow_run::{self, Cause, State};
use crate::db::entities::webhook_event;
use crate::db::events;
use crate::db::replays::{self, Earlier};
use crate::db::trail::Entry;
use crate::domain::actor::Actor;
use crate::domain::event::Source;
use crate::domain::flow::{Definition, Reason, Trigger};
use crate::domain::ids::WorkspaceId;
use crate::queue::{NewJob, Priority};

pub use bulk::{Filter, MOST_AT_ONCE, Preview, Progress, RATES, REPLAY, Replays};

/// Which version of a flow runs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Version {
    /// The one that counts now.
    #[default]
    Current,
    /// The one that ran when the event came. A flow that did not run then doesn't run now.
    Original,
}

/// Which flows an event is taken through.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Select {
    /// These, also where they are switched off; empty for every flow that is on. Each only if the event is one of its
    /// triggers.
    pub flows: Vec<Uuid>,
    /// Which version of them.
    pub version: Version,
}

/// Why there is no replay.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such event.
    #[error("there is no such event in this workspace, or it is not kept any more")]
    NoEvent,
    /// There is no such flow.
    #[error("there is no flow {} in this workspace", .0.simple())]
    NoFlow(Uuid),
    /// There is no such replay.
    #[error("there is no such replay in this workspace")]
    NoReplay,
    /// It is at its end.
    #[error("the replay is at its end already")]
    Ended,
    /// The filter would take everything.
    #[error("this would replay every event in the log; say which ones, or ask for all of them")]
    Unrestricted,
    /// The filter can't be used.
    #[error("{0}")]
    Filter(String),
    /// The rate is out of bounds.
    #[error("a replay takes from {} to {} events per second", RATES.start(), RATES.end())]
    Rate,
    /// There are enough of them.
    #[error("{MOST_AT_ONCE} replays are under way in this workspace; wait for one or cancel it")]
    TooMany,
    /// The database refused.
    #[error("the database refused the replay")]
    Database(#[from] db::Error),
}

impl From<DbErr> for Error {
    fn from(error: DbErr) -> Self {
        Self::Database(error.into())
    }
}

impl Flows {
    /// Takes one event through the flows again. Returns the runs that were made: those that wait for a worker, and those
    /// that are at their end because a condition doesn't hold.
    pub async fn replay_event(
        &self,
        workspace: &WorkspaceId,
        event: Uuid,
        select: &Select,
        actor: &Actor,
    ) -> Result<Vec<flow_run::Model>, Error> {
        let parts = self.parts();
        let mut runs = self.preview_event(workspace, event, select).await?;
        let transaction = parts.db.begin().await?;
        self.store_again(&transaction, workspace, &mut runs).await?;
        let entry = Entry {
            workspace,
            actor,
            action: "event.replay",
            subject: format!("event:{}", event.simple()),
            before: None,
            after: Some(json!({ "runs": runs.iter().map(|run| run.id.simple().to_string()).collect::<Vec<_>>() })),
        };
        entry.record(&transaction, self.key(), self.now()).await?;
        transaction.commit().await?;
        parts.queue.wake();
        Ok(runs)
    }

    /// The runs that would be made then.
    pub async fn preview_event(
        &self,
        workspace: &WorkspaceId,
        event: Uuid,
        select: &Select,
    ) -> Result<Vec<flow_run::Model>, Error> {
        let parts = self.parts();
        let event = events::one(&parts.db, Some(workspace), event).await?.ok_or(Error::NoEvent)?;
        self.view().refresh().await?;
        for flow in &select.flows {
            self.view().find(workspace, *flow).await?.ok_or(Error::NoFlow(*flow))?;
        }
        let earlier = replays::earlier(&parts.db, workspace, &[event.id]).await?;
        Ok(self.runs_again(workspace, &event, select, &[], &earlier, None).await?)
    }

    /// The runs that the event starts once more. With states, only of flows whose latest run for it is in one of them.
    async fn runs_again(
        &self,
        workspace: &WorkspaceId,
        event: &webhook_event::Model,
        select: &Select,
        states: &[State],
        earlier: &[Earlier],
        replay: Option<Uuid>,
    ) -> Result<Vec<flow_run::Model>, db::Error> {
        let (mut payload, mut runs) = (None, Vec::new());
        for flow in self.candidates(workspace, event, select, earlier) {
            let mut before = earlier.iter().filter(|run| run.event_id == event.id && run.flow_id == flow.id);
            let first = before.clone().next();
            let latest = before.next_back();
            if !states.is_empty() && !latest.is_some_and(|run| states.contains(&run.state)) {
                continue;
            }
            let version = match (select.version, first) {
                (Version::Current, _) => flow.version,
                (Version::Original, Some(run)) => run.flow_version,
                (Version::Original, None) => continue,
            };
            let Some(compiled) = self.view().version(workspace, flow.id, version).await? else { continue };
            let Ok(definition) = &*compiled else { continue };
            if !is_trigger(definition, event) {
                continue;
            }
            let now = self.now();
            let payload = payload.get_or_insert_with(|| matching::read(&event.body));
            let (state, reason) = match payload {
                Ok(payload) => matching::judge(&flow, definition, payload, now),
                Err(message) => (State::Failed, Some(Reason::Payload { message: message.clone() })),
            };
            runs.push(flow_run::Model {
                state,
                reason: reason.map(|reason| reason.to_json()),
                event_id: Some(event.id),
                event_type: Some(event.event_type.clone()),
                entity_id: event.entity_id.clone(),
                replay_of: latest.map(|run| run.id),
                replay_id: replay,
                finished_at_ms: state.is_end().then(|| ms(now)),
                ..self.new_run(&flow, version, Cause::Replay)
            });
        }
        Ok(runs)
    }

    /// The flows that the event may start.
    fn candidates(
        &self,
        workspace: &WorkspaceId,
        event: &webhook_event::Model,
        select: &Select,
        earlier: &[Earlier],
    ) -> Vec<Arc<Flow>> {
        let view = self.view().now().clone();
        if !select.flows.is_empty() {
            let chosen = select.flows.iter().filter_map(|id| view.flow(workspace, *id).cloned());
            return chosen.collect();
        }
        if select.version == Version::Original {
            // What started them then may be no trigger of theirs now.
            let mut ran: Vec<Uuid> =
                earlier.iter().filter(|run| run.event_id == event.id).map(|run| run.flow_id).collect();
            ran.sort_unstable();
            ran.dedup();
            let ran = ran.into_iter().filter_map(|id| view.flow(workspace, id).cloned());
            return ran.filter(|flow| flow.enabled).collect();
        }
        match (event.source, event.custom_source.as_deref()) {
            (Source::Clockify, _) => view.by_event(workspace, &event.event_type).to_vec(),
            (Source::Custom, Some(source)) => view.by_source(workspace, source, &event.event_type).cloned().collect(),
            (Source::Custom, None) => Vec::new(),
        }
    }

    /// A run that was decided on now and waits for a worker.
    pub(super) fn new_run(&self, flow: &Flow, version: i32, cause: Cause) -> flow_run::Model {
        flow_run::Model {
            id: self.key(),
            workspace_id: flow.workspace.to_string(),
            flow_id: flow.id,
            flow_version: version,
            state: State::Queued,
            reason: None,
            cause,
            event_id: None,
            event_type: None,
            entity_id: None,
            input: None,
            replay_of: None,
            replay_id: None,
            caused_by: None,
            root_run: None,
            depth: 0,
            concurrency_key: None,
            turn_at_ms: None,
            job_id: None,
            run_lease: 0,
            created_at_ms: ms(self.now()),
            due_at_ms: None,
            started_at_ms: None,
            finished_at_ms: None,
        }
    }

    /// Stores the runs, with a job for each that waits for a worker. New events go before them.
    async fn store_again(
        &self,
        transaction: &sea_orm::DatabaseTransaction,
        workspace: &WorkspaceId,
        runs: &mut [flow_run::Model],
    ) -> Result<(), db::Error> {
        let job = |run: &flow_run::Model| {
            NewJob::new(workspace.clone(), KIND, json!({ "run": run.id })).with_priority(Priority::Low)
        };
        let jobs = runs.iter().filter(|run| run.state == State::Queued).map(job).collect();
        let mut jobs = self.parts().queue.push_all_in(transaction, jobs).await?.into_iter();
        for run in runs.iter_mut().filter(|run| run.state == State::Queued) {
            run.job_id = jobs.next().flatten();
        }
        replays::store(transaction, runs).await?;
        Ok(())
    }
}

/// Whether the event starts the flow.
fn is_trigger(definition: &Definition, event: &webhook_event::Model) -> bool {
    definition.triggers.iter().any(|trigger| match trigger {
        Trigger::Event(kind) => event.source == Source::Clockify && kind.name() == event.event_type,
        Trigger::Source { source, event: wanted } => {
            event.source == Source::Custom
                && event.custom_source.as_ref() == Some(source)
                && wanted.as_ref().is_none_or(|wanted| *wanted == event.event_type)
        }
        Trigger::Schedule(_) => false,
    })
}

/// A value as it is recorded.
fn recorded(value: &impl Serialize) -> Value {
    serde_json::to_value(value).unwrap_or_default()
}
