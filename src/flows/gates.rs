//! What may stand in a run's way before its first step: in this order the installation, the flow, a condition that looks
//! back, the loop guard, the breaker, once-keys, and the limits of the flow.

use std::sync::Arc;

use serde_json::Value;
use sha2::{Digest, Sha256};
use time::OffsetDateTime;
use uuid::Uuid;

use super::breaker;
use super::echo::{self, ANSWER, DEEPEST};
use super::grant::Grant;
use super::handler::Ready;
use super::matching::{self, text_of};
use super::view::Flow;
use super::{Actor, Error, Flows, Hold, release_job};
use crate::clock::at;
use crate::db;
use crate::db::entities::flow_echo;
use crate::db::entities::flow_run::{self, Cause, State};
use crate::db::events;
use crate::db::flows::gates::{self, Echo, Mode, Turn, Verdict};
use crate::db::flows::load::Loaded;
use crate::domain::event::Source;
use crate::domain::flow::{Concurrency, Condition, Definition, Failure, Limits, Reason, Scope, Template};
use crate::domain::ids::WorkspaceId;
use crate::queue::Claim;

/// Why runs are held whose version can't be read.
const BROKEN: &str = "BROKEN";

/// Whether a run may go on.
pub(super) enum Gate {
    /// It may.
    Pass(Box<Passed>),
    /// It is not its turn before this time.
    Later(OffsetDateTime),
    /// A write that may have caused its event was not answered yet.
    Soon,
    /// It is kept back.
    Held(Reason),
    /// It is at its end.
    End(State, Reason),
    /// It is somebody else's by now.
    Stale,
}

/// A run that may go on.
pub(super) struct Passed {
    pub(super) ready: Ready,
    /// What the runs of its flow that wait for each other have in common.
    pub(super) key: Option<String>,
    /// The run, with its place in a chain of flows that start each other.
    pub(super) run: flow_run::Model,
}

impl Flows {
    /// Whether the run may go on.
    pub(super) async fn gate(&self, loaded: &Loaded, claim: &Claim, now: OffsetDateTime) -> Result<Gate, db::Error> {
        let (run, job) = (&loaded.run, &claim.job);
        let target = match self.grant(&job.workspace).await? {
            Grant::Granted(target) => target,
            Grant::Uninstalled => return Ok(Gate::End(State::Cancelled, Reason::Uninstalled)),
            Grant::Inactive => return Ok(Gate::Held(Reason::Inactive)),
            Grant::Unauthorized => return Ok(Gate::Held(Reason::Unauthorized)),
        };
        let disabled = || Ok(Gate::End(State::Cancelled, Reason::Disabled));
        let Some(flow) = self.flow_of(run, &job.workspace).await? else { return disabled() };
        if let Some((reason, note)) = flow.held.clone() {
            return Ok(Gate::Held(Reason::Held { reason, note }));
        }
        let compiled = self.view().version(&job.workspace, run.flow_id, run.flow_version).await?;
        let Some(compiled) = compiled else { return disabled() };
        let definition = match &*compiled {
            Ok(definition) => definition,
            Err(why) => return Ok(Gate::Held(Reason::Held { reason: BROKEN.to_owned(), note: why.clone() })),
        };
        let trigger = match payload(loaded) {
            Ok(trigger) => Arc::new(trigger),
            Err(message) => return Ok(Gate::End(State::Failed, Reason::Payload { message })),
        };
        let previous = if definition.looks_back() { self.previous(loaded, &job.workspace).await? } else { None };
        let is_first = run.started_at_ms.is_none() && run.turn_at_ms.is_none();
        let mut passed = Passed {
            ready: Ready {
                compiled: Arc::clone(&compiled),
                target,
                trigger: Arc::clone(&trigger),
                previous,
                is_first,
                flow: Arc::clone(&flow),
            },
            key: None,
            run: run.clone(),
        };
        let expressions = Expressions { flow: &flow, definition, trigger: &trigger, now };
        if is_first && let Some(gate) = self.first(&mut passed, loaded, definition, &expressions, now).await? {
            return Ok(gate);
        }
        match expressions.turn(definition) {
            Ok(None) => {}
            Ok(Some((mode, key))) => {
                let per_minute = definition.limits.per_minute;
                let (flow, run) = (run.flow_id, run.id);
                let turn = Turn { flow, run, job: claim.job.id, lease: claim.run_lease, mode, per_minute, now };
                match gates::turn(&self.parts().db, &turn).await? {
                    Verdict::Go => passed.key = key,
                    Verdict::Wait { until } => return Ok(Gate::Later(until)),
                    Verdict::Drop { run } => return Ok(Gate::End(State::Cancelled, Reason::Dropped { run })),
                    Verdict::Stale => return Ok(Gate::Stale),
                }
            }
            Err(failure) => return Ok(Gate::End(State::Failed, Reason::Step(failure))),
        }
        Ok(Gate::Pass(Box::new(passed)))
    }

    /// The run's flow, unless it is deleted, or switched off for what the run was started by. A no, or that it is held,
    /// is never taken from a view that may be behind: nobody would ask again.
    pub(super) async fn flow_of(
        &self,
        run: &flow_run::Model,
        workspace: &WorkspaceId,
    ) -> Result<Option<Arc<Flow>>, db::Error> {
        let starts = |flow: &Arc<Flow>| starts(flow, run);
        let found = self.view().find(workspace, run.flow_id).await?;
        if let Some(flow) = found.filter(|flow| starts(flow) && flow.held.is_none()) {
            return Ok(Some(flow));
        }
        self.view().refresh().await?;
        Ok(self.view().now().flow(workspace, run.flow_id).filter(|flow| starts(flow)).cloned())
    }

    /// Whether the run's flow is there and switched on, as far as this process has heard.
    pub(super) fn seems_on(&self, run: &flow_run::Model, workspace: &WorkspaceId) -> bool {
        self.view().now().flow(workspace, run.flow_id).is_some_and(|flow| starts(flow, run))
    }

    /// A run was kept back. Whatever kept it may have come to its end at the same moment, and then whoever lets runs go
    /// on was there before this one.
    pub(super) async fn held(&self, workspace: &WorkspaceId, flow: Uuid, reason: &Reason) -> Result<(), db::Error> {
        self.view().refresh().await?;
        let is_free = match reason {
            Reason::Inactive | Reason::Unauthorized => matches!(self.grant(workspace).await?, Grant::Granted(_)),
            Reason::Held { reason, .. } if reason != BROKEN => {
                self.view().now().flow(workspace, flow).is_some_and(|flow| flow.held.is_none())
            }
            _ => false,
        };
        if is_free {
            self.parts().queue.push(release_job(workspace, Some(flow))).await?;
        }
        Ok(())
    }

    /// What is asked only before the first step.
    async fn first(
        &self,
        passed: &mut Passed,
        loaded: &Loaded,
        definition: &Definition,
        expressions: &Expressions<'_>,
        now: OffsetDateTime,
    ) -> Result<Option<Gate>, db::Error> {
        if definition.when.as_ref().is_some_and(Condition::looks_back) {
            let previous = passed.ready.previous.as_ref();
            if let Some(reason) = matching::against(expressions.flow, definition, expressions.trigger, previous, now) {
                return Ok(Some(Gate::End(State::Filtered, reason)));
            }
        }
        if let Some(gate) = self.echo(passed, loaded, definition, now).await? {
            return Ok(Some(gate));
        }
        let run = &loaded.run;
        if let Some(gate) = self.break_off(run, &passed.ready.flow, definition.limits, now).await? {
            return Ok(Some(gate));
        }
        let Some(template) = &definition.once else { return Ok(None) };
        let key = match expressions.text(template, "/once") {
            Ok(key) => Sha256::digest(key.as_bytes()).into(),
            Err(failure) => return Ok(Some(Gate::End(State::Failed, Reason::Step(failure)))),
        };
        let Ok(workspace) = WorkspaceId::new(&run.workspace_id) else { return Ok(None) };
        let other = gates::once(&self.parts().db, &workspace, run.flow_id, key, run.id, now).await?;
        Ok(other.map(|run| Gate::End(State::Filtered, Reason::Once { run })))
    }

    /// What the entity of the run's event was before it, as far as the log knows.
    async fn previous(&self, loaded: &Loaded, workspace: &WorkspaceId) -> Result<Option<Value>, db::Error> {
        let (Some(event), Some(entity)) = (&loaded.event, loaded.run.entity_id.as_deref()) else { return Ok(None) };
        events::before(&self.parts().db, workspace, event.id, entity).await
    }

    /// The loop guard.
    async fn echo(
        &self,
        passed: &mut Passed,
        loaded: &Loaded,
        definition: &Definition,
        now: OffsetDateTime,
    ) -> Result<Option<Gate>, db::Error> {
        let run = &mut passed.run;
        let (Some(event), Ok(workspace)) = (&loaded.event, WorkspaceId::new(&run.workspace_id)) else {
            return Ok(None);
        };
        // Who replays an event knows where it came from.
        if !loaded.may_be_echo || run.cause != Cause::Event || event.source == Source::Custom {
            return Ok(None);
        }
        let (payload, kind, entity) = (&passed.ready.trigger, &event.event_type, run.entity_id.as_deref());
        let fits = |echo: &flow_echo::Model| echo::fits(echo, payload);
        let db = &self.parts().db;
        let found = gates::echo(db, &workspace, kind, entity.unwrap_or_default(), event.id, now, fits).await?;
        let caused = match found {
            Echo::None => return Ok(None),
            Echo::InFlight(_) if now - event.received_at < ANSWER => return Ok(Some(Gate::Soon)),
            // Where the answer never came, what the event says is what was written.
            Echo::InFlight(echo) | Echo::Caused(echo) => echo,
        };
        if caused.flow_id == run.flow_id || !definition.on_changes_by_flows {
            return Ok(Some(Gate::End(State::Filtered, Reason::Echo { run: caused.run_id })));
        }
        let depth = caused.depth.saturating_add(1);
        if depth >= DEEPEST {
            let runs = vec![caused.root_run, caused.run_id, run.id];
            return Ok(Some(Gate::End(State::Filtered, Reason::Loop { runs })));
        }
        run.caused_by = Some(caused.run_id);
        run.root_run = Some(caused.root_run);
        run.depth = depth;
        self.chain(run).await?;
        Ok(None)
    }

    /// Notes the run's place in the chain.
    async fn chain(&self, run: &flow_run::Model) -> Result<(), db::Error> {
        use sea_orm::ActiveValue::{Set, Unchanged};
        use sea_orm::{EntityTrait, QueryFilter};

        let row = flow_run::ActiveModel {
            id: Unchanged(run.id),
            caused_by: Set(run.caused_by),
            root_run: Set(run.root_run),
            depth: Set(run.depth),
            ..Default::default()
        };
        flow_run::Entity::update_many()
            .set(row)
            .filter(flow_run::COLUMN.id.eq(run.id))
            .exec(&self.parts().db.writer())
            .await?;
        Ok(())
    }

    /// The breaker. Whoever lets a flow go on, or changes it, has seen how often it ran: what was before doesn't count.
    async fn break_off(
        &self,
        run: &flow_run::Model,
        flow: &Flow,
        limits: Limits,
        now: OffsetDateTime,
    ) -> Result<Option<Gate>, db::Error> {
        // Whoever asked for it knows how much it is.
        if matches!(run.cause, Cause::Manual | Cause::Replay) {
            return Ok(None);
        }
        let count = self.breaker().begins(run.flow_id, run.entity_id.as_deref(), now);
        let since = |window: time::Duration| (now - window).max(at(flow.since_ms));
        if let Some(entity) = run.entity_id.as_deref().filter(|_| count.entity) {
            let cap = u64::from(limits.per_entity) + 1;
            let runs = gates::recent(&self.parts().db, run.flow_id, since(breaker::ENTITY), Some(entity), cap).await?;
            if runs >= cap {
                let note = format!("more than {} runs for {entity} within a minute", limits.per_entity);
                return self.trip(run, Hold::Loop, note).await.map(Some);
            }
        }
        if count.flow {
            let cap = u64::from(limits.per_hour) + 1;
            let runs = gates::recent(&self.parts().db, run.flow_id, since(breaker::FLOW), None, cap).await?;
            if runs >= cap {
                let note = format!("more than {} runs within an hour", limits.per_hour);
                return self.trip(run, Hold::Flood, note).await.map(Some);
            }
        }
        Ok(None)
    }

    async fn trip(&self, run: &flow_run::Model, hold: Hold, note: String) -> Result<Gate, db::Error> {
        let (flow, reason) = (run.flow_id, hold.name().to_owned());
        tracing::warn!(workspace = run.workspace_id, flow = %flow.simple(), reason, note, "a flow is held");
        if let Ok(workspace) = WorkspaceId::new(&run.workspace_id) {
            match self.hold(&workspace, flow, hold, &note, &Actor::System).await {
                Ok(_) | Err(Error::Absent) => {}
                Err(Error::Database(error)) => return Err(error),
                Err(error) => tracing::warn!(error = &error as &dyn std::error::Error, "a flow can't be held"),
            }
        }
        Ok(Gate::Held(Reason::Held { reason, note }))
    }
}

/// Whether the flow is switched on for what started the run. Who starts it by hand knows that it is off.
fn starts(flow: &Flow, run: &flow_run::Model) -> bool {
    flow.enabled || !matches!(run.cause, Cause::Event | Cause::Schedule)
}

/// The texts that a flow makes of an event before it runs.
struct Expressions<'a> {
    flow: &'a Flow,
    definition: &'a Definition,
    trigger: &'a Value,
    now: OffsetDateTime,
}

impl Expressions<'_> {
    fn text(&self, template: &Template, field: &str) -> Result<String, Box<Failure>> {
        let scope = Scope::new(self.trigger, self.now).flow(&self.flow.about).workspace(&self.flow.place);
        let text = text_of(template, &scope.tables(&self.definition.tables));
        text.map_err(|error| super::run::unresolved("flow", field, &error))
    }

    /// How the run has to wait for others of its flow, if it has to, and the key that it has in common with them.
    fn turn(&self, definition: &Definition) -> Result<Option<(Mode, Option<String>)>, Box<Failure>> {
        Ok(match &definition.concurrency {
            Concurrency::Parallel { max: None } if definition.limits.per_minute.is_none() => None,
            Concurrency::Parallel { max } => Some((Mode::Parallel { max: *max }, None)),
            Concurrency::Queue { key } => {
                let key = self.text(key, "/concurrency/key")?;
                Some((Mode::Queue { key: key.clone() }, Some(key)))
            }
            Concurrency::Drop { key } => {
                let key = self.text(key, "/concurrency/key")?;
                Some((Mode::Drop { key: key.clone() }, Some(key)))
            }
        })
    }
}

/// What the flow sees as its trigger.
fn payload(loaded: &Loaded) -> Result<Value, String> {
    let text = match (&loaded.run.input, &loaded.event) {
        (Some(input), _) => input.as_bytes(),
        (None, Some(event)) => &event.body,
        (None, None) => return Err("the event is not in the log any more".to_owned()),
    };
    serde_json::from_slice(text).map_err(|error| error.to_string())
}
