//! Runs as jobs of the queue: what may stand in a run's way, the walk, and what became of it.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use serde_json::{Value, json};
use uuid::Uuid;

use super::gates::{Gate, Passed};
use super::live::{self, Live, Pending};
use super::run::{Halt, Walk};
use super::view::{Compiled, Flow};
use super::{Flows, KIND};
use crate::clock::at;
use crate::clockify::client::{Client, Target};
use crate::db;
use crate::db::entities::flow_run::State;
use crate::db::flows::load::{self, Loaded};
use crate::db::flows::{Mark, Marked, RunChange};
use crate::domain::flow::Reason;
use crate::queue::{self, Context, Job, Outcome, Policy};

/// A run whose process dies again and again is no longer tried after so many attempts.
const ATTEMPTS: u32 = 10;

/// How long a run waits for the rate limit in its slot. What would take longer gives the slot back.
const PATIENCE: Duration = Duration::from_millis(500);

/// How soon a run comes again that waits for the answer of a write.
const SOON: time::Duration = time::Duration::milliseconds(100);

/// Works on runs.
#[derive(Debug)]
pub struct Handler {
    flows: Flows,
    client: Client,
}

/// What a run needs to be walked.
pub(super) struct Ready {
    /// The flow as it is now.
    pub(super) flow: Arc<Flow>,
    /// What the run's version of it does.
    pub(super) compiled: Compiled,
    pub(super) target: Arc<Target>,
    pub(super) trigger: Arc<Value>,
    /// What its entity was before, for a flow that asks.
    pub(super) previous: Option<Value>,
    /// Whether the run begins now and wasn't begun before.
    pub(super) is_first: bool,
}

impl Handler {
    /// What works on the runs of these flows.
    #[must_use]
    pub fn new(flows: Flows) -> Self {
        // Repeats are the business of steps, which are journaled.
        let client = flows.parts().client.with_retries(0).with_patience(PATIENCE);
        Self { flows, client }
    }
}

impl queue::Handler for Handler {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn policy(&self) -> Policy {
        let longest_request = self.flows.parts().longest_request;
        Policy { max_attempts: 2 * ATTEMPTS, cap: Duration::from_mins(1), longest_request, ..Policy::default() }
    }

    fn run(&self, job: Job, context: Context) -> BoxFuture<'_, Outcome> {
        Box::pin(async move {
            match self.attempt(&job, &context).await {
                Ok(outcome) => outcome,
                Err(error) => Outcome::Retry(queue::Failure::new("database", error.to_string())),
            }
        })
    }
}

impl Handler {
    async fn attempt(&self, job: &Job, context: &Context) -> Result<Outcome, db::Error> {
        let Ok(id) = job.read::<Payload>().map(|payload| payload.run) else {
            return Ok(Outcome::Dead(queue::Failure::new("payload", "the job names no run")));
        };
        let Some(loaded) = load::load(&self.flows.parts().db, &job.workspace, id, self.flows.now()).await? else {
            return Ok(Outcome::Done);
        };
        if loaded.run.job_id != Some(job.id) || loaded.run.state.is_end() || loaded.run.state == State::Held {
            return Ok(Outcome::Done);
        }
        if job.attempt > ATTEMPTS {
            let message = format!("given up after {ATTEMPTS} attempts that came to no end");
            return self.end(job, context, id, State::Failed, Some(Reason::Stopped { message })).await;
        }
        match self.flows.gate(&loaded, context.claim(), self.flows.now()).await? {
            Gate::Pass(passed) => self.walk(loaded, job, context, *passed).await,
            Gate::Later(due) => Ok(Outcome::Snooze(due)),
            Gate::Soon => Ok(Outcome::Snooze(self.flows.now() + SOON)),
            Gate::Held(reason) => {
                let held = RunChange::Held { reason: Some(reason.to_json()) };
                let outcome = self.mark(job, context, id, held).await?;
                self.flows.held(&job.workspace, loaded.run.flow_id, &reason).await?;
                Ok(outcome)
            }
            Gate::Stale => Ok(Outcome::Done),
            Gate::End(state, reason) => self.end(job, context, id, state, Some(reason)).await,
        }
    }

    async fn walk(&self, loaded: Loaded, job: &Job, context: &Context, passed: Passed) -> Result<Outcome, db::Error> {
        let Passed { ready, key, run } = passed;
        let Ok(definition) = &*ready.compiled else { return Ok(Outcome::Done) };
        let now = self.flows.now();
        let secrets = self.flows.opened(&job.workspace, definition).await?;
        let live = Live {
            flows: &self.flows,
            journal: self.flows.journal(),
            client: &self.client,
            http: self.flows.http(),
            clock: &*self.flows.parts().clock,
            keys: self.flows.keys(),
            workspace: &job.workspace,
            target: &ready.target,
            run: &run,
            context,
            secrets: &secrets,
            memories: live::known(loaded.steps),
            pending: std::sync::Mutex::new(Pending {
                begin: Some(RunChange::Begin { seen: run.run_lease, now, key }),
                ..Pending::default()
            }),
        };
        let flow = json!({
            "id": run.flow_id.simple().to_string(),
            "name": definition.name,
            "version": run.flow_version,
            "run": run.id.simple().to_string(),
        });
        let walk = Walk {
            world: &live,
            definition,
            catalogue: self.flows.parts().access.catalogue(),
            trigger: &ready.trigger,
            previous: ready.previous.as_ref(),
            flow: &flow,
            workspace: &ready.flow.place,
            secrets: Some(&secrets),
        };
        if ready.is_first {
            self.flows.parts().metrics.flow_started(now - at(run.created_at_ms));
        }
        let halt = walk.run().await;
        Ok(self.settle(&live, halt).await)
    }

    /// Stores how the walk went.
    async fn settle(&self, live: &Live<'_>, halt: Halt) -> Outcome {
        let now = self.flows.now();
        let (change, outcome) = match halt {
            Halt::Wait { due, reason } => {
                (RunChange::Waiting { due, reason: Some(reason.to_json()) }, Outcome::Snooze(due))
            }
            Halt::End { state, reason } => {
                let reason = reason.map(|reason| live.secrets.redact(&reason.to_json()));
                (RunChange::End { state, reason, now }, Outcome::Done)
            }
            Halt::Failed(reason) => {
                let reason = Some(live.secrets.redact(&reason.to_json()));
                (RunChange::End { state: State::Failed, reason, now }, Outcome::Done)
            }
            Halt::Stale => return self.lost(live),
            Halt::Stopping => return Outcome::Snooze(now),
            Halt::Unavailable(why) => return Outcome::Retry(queue::Failure::new("database", why)),
        };
        let ended = match &change {
            RunChange::End { state, .. } => Some(*state),
            _ => None,
        };
        match live.change(change).await {
            Ok(()) => {
                if let Some(state) = ended {
                    self.flows.parts().metrics.flow_ended(state.name());
                }
                outcome
            }
            Err(Halt::Unavailable(why)) => Outcome::Retry(queue::Failure::new("database", why)),
            Err(_) => self.lost(live),
        }
    }

    /// The run isn't as it was found. One that had been begun here is somebody else's by now, or nobody's, and there is
    /// nothing left to do. Another one was begun meanwhile by somebody whose lease ran out: it is looked at again.
    fn lost(&self, live: &Live<'_>) -> Outcome {
        if live.has_begun() { Outcome::Done } else { Outcome::Snooze(self.flows.now() + SOON) }
    }

    async fn end(
        &self,
        job: &Job,
        context: &Context,
        run: Uuid,
        state: State,
        reason: Option<Reason>,
    ) -> Result<Outcome, db::Error> {
        let reason = reason.map(|reason| reason.to_json());
        let outcome = self.mark(job, context, run, RunChange::End { state, reason, now: self.flows.now() }).await?;
        if outcome == Outcome::Done {
            self.flows.parts().metrics.flow_ended(state.name());
        }
        Ok(outcome)
    }

    /// Journals a change of a run that wasn't walked.
    async fn mark(&self, job: &Job, context: &Context, run: Uuid, change: RunChange) -> Result<Outcome, db::Error> {
        let mark = Mark::new(run, job.workspace.clone(), job.id, context.claim().run_lease, change);
        Ok(match self.flows.journal().mark(mark).await {
            Ok(Marked::Done | Marked::Stale) => Outcome::Done,
            Err(error) => Outcome::Retry(queue::Failure::new("database", error.to_string())),
        })
    }
}

#[derive(serde::Deserialize)]
struct Payload {
    run: Uuid,
}
