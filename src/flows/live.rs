//! The world of a run that is meant: it journals, and it calls.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use futures_util::future::BoxFuture;
use serde_json::Value;
use time::OffsetDateTime;
use uuid::Uuid;

use super::Flows;
use super::http;
use super::journal::Journal;
use super::run::{self, Halt, Memory, Note, Outside, Reply, Request, Trouble, World};
use super::secrets::Opened;
use crate::clock::{Clock, Keys, at};
use crate::clockify::client::{self, Actor, Client, Target};
use crate::db::entities::{flow_run, flow_step};
use crate::db::flows::{Answer, EchoAnswered, Mark, Marked, NewEcho, RunChange, StepMark};
use crate::domain::flow::Reason;
use crate::domain::ids::WorkspaceId;
use crate::queue::Context;

/// One attempt at a run.
pub(super) struct Live<'a> {
    pub(super) flows: &'a Flows,
    pub(super) journal: &'a Journal,
    pub(super) client: &'a Client,
    pub(super) http: Option<&'a http::Http>,
    pub(super) clock: &'a dyn Clock,
    pub(super) keys: &'a Keys,
    pub(super) workspace: &'a WorkspaceId,
    pub(super) target: &'a Target,
    pub(super) run: &'a flow_run::Model,
    pub(super) context: &'a Context,
    pub(super) secrets: &'a Opened,
    pub(super) memories: HashMap<String, Known>,
    pub(super) pending: Mutex<Pending>,
}

/// A step as it was found.
pub(super) struct Known {
    memory: Memory,
    started: OffsetDateTime,
}

/// What is to be journaled with whatever comes next.
#[derive(Default)]
pub(super) struct Pending {
    /// The run has not been begun yet.
    pub(super) begin: Option<RunChange>,
    /// It has, and that is stored.
    pub(super) has_begun: bool,
    /// The last step is done.
    pub(super) last: Option<Written>,
    /// When steps of this attempt began.
    pub(super) started: HashMap<String, OffsetDateTime>,
}

/// A note in the journal's own form.
#[derive(Default)]
pub(super) struct Written {
    pub(super) steps: Vec<StepMark>,
    pub(super) echoes: Vec<NewEcho>,
    pub(super) answered: Vec<EchoAnswered>,
}

/// The steps that an earlier attempt left.
pub(super) fn known(steps: Vec<flow_step::Model>) -> HashMap<String, Known> {
    let read = |text: Option<String>| text.and_then(|text| serde_json::from_str(&text).ok());
    let known = steps.into_iter().map(|step| {
        let memory = Memory {
            state: step.state,
            attempts: u32::try_from(step.attempts).unwrap_or(0),
            response: read(step.response),
            reason: step.reason.as_deref().map(Reason::from_json),
            due: step.due_at_ms.map(at),
        };
        (step.position, Known { memory, started: at(step.started_at_ms) })
    });
    known.collect()
}

impl Live<'_> {
    fn pending(&self) -> std::sync::MutexGuard<'_, Pending> {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Journals a change of the run, with what waits to be stored.
    pub(super) async fn change(&self, change: RunChange) -> Result<(), Halt> {
        let (begin, last) = {
            let mut pending = self.pending();
            (pending.begin.take(), pending.last.take())
        };
        if let Some(begin) = begin {
            self.mark(begin, Written::default()).await?;
        }
        self.mark(change, last.unwrap_or_default()).await
    }

    fn request(&self, request: &Outside<'_>) -> http::Request {
        http::Request {
            workspace: self.workspace.clone(),
            method: request.method.to_owned(),
            url: request.url.clone(),
            headers: request.headers.clone(),
            query: request.query.clone(),
            body: request.body.clone(),
            sign: request.sign.map(str::to_owned),
            id: http::delivery_id(self.run.id, request.position),
        }
    }

    /// Whether it is stored that the run was begun here.
    pub(super) fn has_begun(&self) -> bool {
        self.pending().has_begun
    }

    async fn mark(&self, change: RunChange, written: Written) -> Result<(), Halt> {
        let begins = matches!(change, RunChange::Begin { .. });
        let Written { steps, echoes, answered } = written;
        let claim = self.context.claim();
        let mark = Mark::new(self.run.id, self.workspace.clone(), claim.job.id, claim.run_lease, change);
        let mark = Mark { steps, echoes, answered, ..mark };
        match self.journal.mark(mark).await {
            Ok(Marked::Done) => {
                self.pending().has_begun |= begins;
                Ok(())
            }
            Ok(Marked::Stale) => Err(Halt::Stale),
            Err(error) => Err(Halt::Unavailable(error.to_string())),
        }
    }

    fn write(&self, note: Note) -> Written {
        let now = self.clock.now();
        let started = match self.memories.get(&note.position) {
            Some(known) => known.started,
            None => *self.pending().started.entry(note.position.clone()).or_insert(now),
        };
        let text = |value: Option<Value>| value.map(|value| self.secrets.redact_value(&value).to_string());
        let step = StepMark {
            position: note.position,
            state: note.state,
            attempts: i32::try_from(note.attempts).unwrap_or(i32::MAX),
            request: text(note.request),
            response: text(note.response),
            reason: note.reason.map(|reason| self.secrets.redact(&reason.to_json())),
            started,
            due: note.due,
            finished: note.state.is_end().then_some(now),
        };
        let (root, depth) = (self.run.root_run.unwrap_or(self.run.id), self.run.depth);
        let echo = |expected: run::Expected| NewEcho {
            id: expected.id,
            event_type: expected.event.name().to_owned(),
            entity_id: expected.entity,
            fields: expected.fields.to_string(),
            flow: self.run.flow_id,
            root,
            depth,
            expires: now + super::echo::EXPECTED_FOR,
        };
        let answered = note.answered.into_iter().map(|one| {
            let made = Answer::Made { entity_id: one.entity };
            EchoAnswered { id: one.id, answer: if one.done { made } else { Answer::Refused } }
        });
        Written {
            steps: vec![step],
            echoes: note.expected.into_iter().map(echo).collect(),
            answered: answered.collect(),
        }
    }
}

impl World for Live<'_> {
    fn recall(&self, position: &str) -> Option<Memory> {
        self.memories.get(position).map(|known| known.memory.clone())
    }

    fn note(&self, note: Note) -> BoxFuture<'_, Result<(), Halt>> {
        Box::pin(async move {
            let is_last = note.is_last;
            let written = self.write(note);
            if is_last {
                self.pending().last = Some(written);
                return Ok(());
            }
            let begin = self.pending().begin.take();
            self.mark(begin.unwrap_or(RunChange::Keep), written).await
        })
    }

    fn call<'a>(&'a self, request: Request<'a>) -> BoxFuture<'a, Result<Reply, Trouble>> {
        Box::pin(async move {
            let call = client::Call {
                operation: request.operation,
                path: request.path,
                query: request.query,
                body: request.body,
                actor: Actor::Flow,
            };
            match self.client.call(self.target, &call).await {
                Ok(answer) => run::reply(&answer, call.operation.is_repeatable()),
                Err(error) => Err(run::trouble(&error, call.operation.is_repeatable(), self.clock.now())),
            }
        })
    }

    fn calls_others(&self) -> bool {
        self.http.is_some()
    }

    fn outside<'a>(&'a self, request: Outside<'a>) -> BoxFuture<'a, Result<Reply, Trouble>> {
        Box::pin(async move {
            let Some(http) = self.http else { return Err(run::switched_off()) };
            let request = self.request(&request);
            match http.send(&request, self.secrets).await {
                Ok(answer) => Ok(run::outside_reply(answer)),
                Err(error) => Err(run::outside_trouble(error, self.clock.now())),
            }
        })
    }

    fn shown(&self, request: &Outside<'_>) -> Value {
        self.request(request).shown(self.secrets)
    }

    fn now(&self) -> OffsetDateTime {
        self.clock.now()
    }

    fn key(&self) -> Uuid {
        self.keys.next(self.clock.now())
    }

    fn interrupted(&self) -> Option<Halt> {
        match (self.context.is_lost(), self.context.token().is_cancelled()) {
            (true, _) => Some(Halt::Stale),
            (false, true) => Some(Halt::Stopping),
            (false, false) => None,
        }
    }

    fn is_off(&self) -> BoxFuture<'_, Result<bool, Halt>> {
        Box::pin(async move {
            if self.flows.seems_on(self.run, self.workspace) {
                return Ok(false);
            }
            let flow = self.flows.flow_of(self.run, self.workspace).await;
            flow.map(|flow| flow.is_none()).map_err(|error| Halt::Unavailable(error.to_string()))
        })
    }

    fn chance(&self) -> f64 {
        fastrand::f64()
    }
}
