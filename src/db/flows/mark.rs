//! What a worker says of a run that it has.

use std::borrow::Cow;
use std::collections::HashMap;

use time::OffsetDateTime;
use uuid::Uuid;

use crate::clock::ms;
use crate::db::entities::{flow_run, flow_step};
use crate::domain::ids::WorkspaceId;

/// What a worker says of one run: all of it is stored, or nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// The run.
    pub run: Uuid,
    /// Its workspace.
    pub workspace: WorkspaceId,
    /// The worker's job.
    pub job: Uuid,
    /// The lease that the worker has of it.
    pub lease: i64,
    /// What becomes of the run.
    pub change: RunChange,
    /// What becomes of its steps.
    pub steps: Vec<StepMark>,
    /// Writes that are about to be sent, and whose webhooks are expected.
    pub echoes: Vec<NewEcho>,
    /// Writes of earlier marks that were answered.
    pub answered: Vec<EchoAnswered>,
}

/// What becomes of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RunChange {
    /// The worker begins, or goes on where another one ended. The run must be as the worker found it: if somebody whose
    /// lease ran out has begun meanwhile after all, what was found is not all that was done.
    Begin {
        /// The lease of whoever had begun when the run was looked at.
        seen: i64,
        /// When. Of a run that had begun before, the earlier time stays.
        now: OffsetDateTime,
        /// Runs of the flow with the same key know of each other. None leaves the key that is there.
        key: Option<String>,
    },
    /// It stays as it is; only steps and echoes are stored. The worker must have begun.
    Keep,
    /// It waits, and the job is to be snoozed.
    Waiting {
        /// Until when.
        due: OffsetDateTime,
        /// Why: JSON.
        reason: Option<String>,
    },
    /// It is kept back, and the job is to end.
    Held {
        /// Why: JSON.
        reason: Option<String>,
    },
    /// It is at its end, for good.
    End {
        /// Which end.
        state: flow_run::State,
        /// Why: JSON.
        reason: Option<String>,
        /// When.
        now: OffsetDateTime,
    },
}

/// What becomes of a step. The first mark makes the row, later ones change it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepMark {
    /// Where in the definition: `tag`, `each[3].update`.
    pub position: String,
    /// Where the step is.
    pub state: flow_step::State,
    /// How often it was tried.
    pub attempts: i32,
    /// What is sent, secrets masked: JSON. None leaves what is there.
    pub request: Option<String>,
    /// What later steps see of it: JSON.
    pub response: Option<String>,
    /// Why it is where it is: JSON.
    pub reason: Option<String>,
    /// When it began. Of a step that is there already, its own time stays.
    pub started: OffsetDateTime,
    /// When it goes on.
    pub due: Option<OffsetDateTime>,
    /// When it ended.
    pub finished: Option<OffsetDateTime>,
}

/// A write that is about to be sent, as an event that it may raise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEcho {
    /// Key of the row.
    pub id: Uuid,
    /// The event that is expected.
    pub event_type: String,
    /// What it will be about, if that is known before the answer.
    pub entity_id: Option<String>,
    /// What is written: JSON.
    pub fields: String,
    /// The flow that writes.
    pub flow: Uuid,
    /// The run at the beginning of the chain.
    pub root: Uuid,
    /// How many runs stand before this one in the chain.
    pub depth: i16,
    /// When it is expected no more.
    pub expires: OffsetDateTime,
}

/// The answer to a write of an earlier mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EchoAnswered {
    /// The key of its [`NewEcho`].
    pub id: Uuid,
    /// What came.
    pub answer: Answer,
}

/// What came of a write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// It was made.
    Made {
        /// Of this entity. None leaves what is there.
        entity_id: Option<String>,
    },
    /// It was refused: no event will come of it.
    Refused,
}

/// What became of a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Marked {
    /// It is stored.
    Done,
    /// The run is somebody else's by now, or at its end. Nothing was changed.
    Stale,
}

impl Mark {
    /// A mark that says nothing yet.
    #[must_use]
    pub fn new(run: Uuid, workspace: WorkspaceId, job: Uuid, lease: i64, change: RunChange) -> Self {
        let (steps, echoes, answered) = Default::default();
        Self { run, workspace, job, lease, change, steps, echoes, answered }
    }

    /// Roughly how many bytes it holds.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let text = |text: &Option<String>| text.as_ref().map_or(0, String::len);
        let steps = self.steps.iter().map(|step| text(&step.request) + text(&step.response) + text(&step.reason));
        let echoes = self.echoes.iter().map(|echo| echo.fields.len());
        steps.chain(echoes).sum()
    }

    /// The steps, of two marks of one step the later.
    pub(super) fn last_steps(&self) -> Vec<Cow<'_, StepMark>> {
        let mut places: HashMap<&str, usize> = HashMap::with_capacity(self.steps.len());
        let mut steps: Vec<Cow<'_, StepMark>> = Vec::with_capacity(self.steps.len());
        for step in &self.steps {
            match places.get(step.position.as_str()) {
                None => {
                    places.insert(&step.position, steps.len());
                    steps.push(Cow::Borrowed(step));
                }
                Some(&place) => {
                    let earlier = &steps[place];
                    let request = step.request.clone().or_else(|| earlier.request.clone());
                    steps[place] = Cow::Owned(StepMark { request, started: earlier.started, ..step.clone() });
                }
            }
        }
        steps
    }

    pub(super) fn row(&self) -> Row<'_> {
        let (state, reason) = match &self.change {
            RunChange::Begin { .. } => (Some(flow_run::State::Running), None),
            RunChange::Keep => (None, None),
            RunChange::Waiting { reason, .. } => (Some(flow_run::State::Waiting), reason.as_deref()),
            RunChange::Held { reason } => (Some(flow_run::State::Held), reason.as_deref()),
            RunChange::End { state, reason, .. } => (Some(*state), reason.as_deref()),
        };
        let mut row = Row {
            state: state.map(flow_run::State::name),
            reason: reason.map(plain),
            oldest: 0,
            newest: self.lease,
            due_ms: None,
            started_ms: None,
            finished_ms: None,
            key: None,
        };
        match &self.change {
            RunChange::Begin { seen, now, key } => {
                row.oldest = *seen;
                row.newest = (*seen).min(self.lease.saturating_sub(1));
                row.started_ms = Some(ms(*now));
                row.key = key.as_deref().map(plain);
            }
            RunChange::Keep => row.oldest = self.lease,
            RunChange::Waiting { due, .. } => row.due_ms = Some(ms(*due)),
            RunChange::Held { .. } => {}
            RunChange::End { now, .. } => row.finished_ms = Some(ms(*now)),
        }
        row
    }
}

/// A change of a run as it is stored: the new values, and between which leases the row's must be.
#[derive(Debug)]
pub(super) struct Row<'a> {
    /// None: the run stays as it is.
    pub(super) state: Option<&'static str>,
    pub(super) reason: Option<Cow<'a, str>>,
    pub(super) oldest: i64,
    pub(super) newest: i64,
    pub(super) due_ms: Option<i64>,
    pub(super) started_ms: Option<i64>,
    pub(super) finished_ms: Option<i64>,
    pub(super) key: Option<Cow<'a, str>>,
}

/// A text without the character that PostgreSQL can't hold.
pub(super) fn plain(text: &str) -> Cow<'_, str> {
    if text.contains('\0') { Cow::Owned(text.replace('\0', "\u{fffd}")) } else { Cow::Borrowed(text) }
}
