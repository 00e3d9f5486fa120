//! Running a flow: the steps of a definition, one after the other, over what the journal remembers.
//!
//! The [`Walk`] knows the rules and touches nothing by itself. Everything that has an effect goes through a [`World`]:
//! the real one journals and calls, the one of a dry run only tells what would be done. A walk always begins at the
//! first step. What the world remembers as finished is taken from there, so a run that was interrupted goes on where it
//! was, and makes nothing twice.
//!
//! A step that can't go on now ends the walk with a [`Halt`]: it waits for its time, or for somebody. The run's job comes
//! again then, and so does the walk.

mod call;
mod each;
mod frame;
mod http;
mod reply;
mod trouble;
mod update;
mod walk;

use std::collections::BTreeMap;
use std::time::Duration;

use futures_util::future::BoxFuture;
use serde_json::Value;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::clockify::catalogue::Operation;
use crate::clockify::merge::Difference;
use crate::db::entities::{flow_run, flow_step};
use crate::domain::event::EventType;
use crate::domain::flow::{Failure, Reason};

pub(super) use call::text;
pub(super) use reply::{outside_reply, outside_trouble, reply, switched_off, trouble};
pub(super) use walk::{Walk, unresolved};

/// Why a walk came to no ordinary end.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Halt {
    /// It goes on at this time.
    Wait {
        /// When.
        due: OffsetDateTime,
        /// What for.
        reason: Reason,
    },
    /// A step said that this is the end.
    End {
        /// How.
        state: flow_run::State,
        /// Why.
        reason: Option<Reason>,
    },
    /// A step failed for good.
    Failed(Reason),
    /// The run is somebody else's by now.
    Stale,
    /// The server stops.
    Stopping,
    /// The journal can't be written.
    Unavailable(String),
}

/// A step as the journal has it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Memory {
    pub(super) state: flow_step::State,
    pub(super) attempts: u32,
    pub(super) response: Option<Value>,
    pub(super) reason: Option<Reason>,
    pub(super) due: Option<OffsetDateTime>,
}

/// What is to be journaled of a step.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Note {
    pub(super) position: String,
    pub(super) state: flow_step::State,
    pub(super) attempts: u32,
    pub(super) request: Option<Value>,
    pub(super) response: Option<Value>,
    pub(super) reason: Option<Reason>,
    pub(super) due: Option<OffsetDateTime>,
    /// What the write will be heard of by.
    pub(super) expected: Vec<Expected>,
    /// What became of what was expected before.
    pub(super) answered: Vec<Answered>,
    /// Nothing follows: it may be stored together with the end of the run.
    pub(super) is_last: bool,
}

impl Note {
    pub(super) fn new(position: &str, state: flow_step::State, attempts: u32) -> Self {
        Self {
            position: position.to_owned(),
            state,
            attempts,
            request: None,
            response: None,
            reason: None,
            due: None,
            expected: Vec::new(),
            answered: Vec::new(),
            is_last: false,
        }
    }
}

/// An event that a write will cause.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Expected {
    pub(super) id: Uuid,
    pub(super) event: EventType,
    /// What it will be about. None: the answer tells.
    pub(super) entity: Option<String>,
    /// What is written.
    pub(super) fields: Value,
}

/// What became of a write whose event is expected.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Answered {
    pub(super) id: Uuid,
    /// Whether it was done; otherwise no event will come.
    pub(super) done: bool,
    /// What the event will be about, where that is known only now.
    pub(super) entity: Option<String>,
}

/// A call of an operation, everything resolved.
#[derive(Debug, Clone)]
pub(super) struct Request<'a> {
    /// The step.
    pub(super) position: &'a str,
    /// What is called.
    pub(super) operation: &'a Operation,
    /// Path parameters.
    pub(super) path: BTreeMap<String, String>,
    /// Query parameters.
    pub(super) query: Vec<(String, String)>,
    /// The body.
    pub(super) body: Option<Value>,
    /// What it changes, where that is known.
    pub(super) differences: Vec<Difference>,
}

/// A request to another system, everything resolved. It may hold secrets.
#[derive(Clone)]
pub(super) struct Outside<'a> {
    /// The step.
    pub(super) position: &'a str,
    pub(super) method: &'a str,
    pub(super) url: String,
    pub(super) headers: Vec<(String, String)>,
    pub(super) query: Vec<(String, String)>,
    pub(super) body: Option<Value>,
    pub(super) sign: Option<&'a str>,
}

/// An answer, as later steps see it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) headers: BTreeMap<String, String>,
    pub(super) body: Value,
}

impl Reply {
    pub(super) fn into_value(self) -> Value {
        serde_json::json!({ "status": self.status, "headers": self.headers, "body": self.body })
    }
}

/// Why a request brought no answer.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Trouble {
    /// It isn't its turn. This was no attempt, and nothing was sent.
    Later { due: OffsetDateTime, reason: String },
    /// Clockify refuses the token.
    Unauthorized(String),
    /// It failed.
    Failed(Failed),
}

/// A request that failed.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Failed {
    pub(super) class: String,
    pub(super) message: String,
    pub(super) status: Option<u16>,
    /// Whether another attempt may help, and how long it has to wait at least.
    pub(super) again: Option<Duration>,
    /// Whether it may have been done all the same, and must not be done twice.
    pub(super) is_unknown: bool,
}

/// What a walk acts on.
pub(super) trait World: Send + Sync {
    /// What is known of a step.
    fn recall(&self, position: &str) -> Option<Memory>;

    /// Journals.
    fn note(&self, note: Note) -> BoxFuture<'_, Result<(), Halt>>;

    /// Calls Clockify.
    fn call<'a>(&'a self, request: Request<'a>) -> BoxFuture<'a, Result<Reply, Trouble>>;

    /// Whether the operator lets flows call other systems.
    fn calls_others(&self) -> bool {
        true
    }

    /// Calls another system.
    fn outside<'a>(&'a self, request: Outside<'a>) -> BoxFuture<'a, Result<Reply, Trouble>>;

    /// A request to another system as it may be kept: without secrets.
    fn shown(&self, request: &Outside<'_>) -> Value;

    /// Time.
    fn now(&self) -> OffsetDateTime;

    /// A key for something expected.
    fn key(&self) -> Uuid;

    /// Whether the walk should come to an end, and how.
    fn interrupted(&self) -> Option<Halt>;

    /// Whether the flow is switched off, or gone: then no further step begins.
    fn is_off(&self) -> BoxFuture<'_, Result<bool, Halt>> {
        Box::pin(std::future::ready(Ok(false)))
    }

    /// A number from 0 to 1 that nobody can foresee.
    fn chance(&self) -> f64;

    /// Whether writes are told instead of done.
    fn is_dry(&self) -> bool {
        false
    }
}

/// The failure of a step at one of its fields.
pub(super) fn failure(position: &str, field: &str, class: &str, message: impl Into<String>) -> Box<Failure> {
    Box::new(Failure {
        step: position.to_owned(),
        field: Some(field.to_owned()),
        message: message.into(),
        class: Some(class.to_owned()),
        ..Failure::default()
    })
}

/// The same, with what was there and what was expected.
pub(super) fn values(mut failure: Box<Failure>, left: impl Into<Value>, right: impl Into<Value>) -> Box<Failure> {
    (failure.left, failure.right) = (Some(left.into()), Some(right.into()));
    failure
}
