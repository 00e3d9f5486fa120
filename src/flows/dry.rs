//! Trying a flow on an event without changing anything.
//!
//! The same walk over the same steps, in a world that tells of writes and sends none. What a step reads is really read
//! where that is allowed, or comes from answers that are given; delays and other systems are passed over.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use futures_util::future::BoxFuture;
use serde::Serialize;
use serde_json::{Map, Value, json};
use time::OffsetDateTime;
use url::Url;
use uuid::Uuid;

use super::run::{Failed, Halt, Memory, Note, Outside, Reply, Request, Trouble, Walk, World};
use crate::clockify::catalogue::Catalogue;
use crate::clockify::client::{self, Actor, Client, Target};
use crate::clockify::merge::Difference;
use crate::db::entities::{flow_run, flow_step};
use crate::domain::flow::{Definition, Leaf, Reason, Scope, Secrets};
use crate::domain::ids::WorkspaceId;

/// The id that an entity has which would have been created.
pub const INVENTED: &str = "000000000000000000000000";

/// What a dry run knows.
#[derive(Clone, Copy)]
pub struct Trial<'a> {
    /// The flow.
    pub definition: &'a Definition,
    /// The operations.
    pub catalogue: &'a Catalogue,
    /// The workspace.
    pub workspace: &'a WorkspaceId,
    /// What expressions see of the workspace.
    pub about: &'a Value,
    /// The event's payload.
    pub payload: &'a Value,
    /// What its entity was before, as far as that is known.
    pub previous: Option<&'a Value>,
    /// Where answers to reads come from.
    pub reads: Reads<'a>,
    /// Where the API is, for showing addresses.
    pub base: &'a Url,
    /// The time.
    pub now: OffsetDateTime,
}

/// Where answers to reads come from.
#[derive(Clone, Copy)]
pub enum Reads<'a> {
    /// From Clockify.
    Real(&'a Client, &'a Target),
    /// From here, by operation.
    Given(&'a Map<String, Value>),
}

/// What would happen.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// How the run would end: `succeeded`, `filtered` or `failed`.
    pub state: flow_run::State,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
    /// Every comparison of the flow's condition, with both values.
    pub conditions: Vec<Leaf>,
    /// The steps, in order.
    pub steps: Vec<Tried>,
    /// What would be sent.
    pub writes: Vec<Write>,
}

/// A step of a dry run.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Tried {
    /// Where in the definition.
    pub position: String,
    /// How it would end.
    pub state: flow_step::State,
    /// What it would ask for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request: Option<Value>,
    /// What later steps would see.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response: Option<Value>,
    /// Why it would end so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
}

/// A request that was not sent.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Write {
    /// The step.
    pub step: String,
    /// The method.
    pub method: String,
    /// The whole address.
    pub url: String,
    /// The body.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<Value>,
    /// What it would change, where that is known.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub differences: Vec<Difference>,
}

/// Tries a flow.
pub async fn run(trial: Trial<'_>) -> Report {
    let scope = Scope::new(trial.payload, trial.now).workspace(trial.about).tables(&trial.definition.tables);
    let scope = trial.previous.map_or(scope, |previous| scope.previous(previous));
    let conditions = trial.definition.when.as_ref().map(|when| when.explain(&scope)).unwrap_or_default();
    let against = trial.definition.when.as_ref().and_then(|when| Reason::against("/when", when.evaluate(&scope)));
    let world = Dry { trial, told: Mutex::default() };
    let (state, reason) = match against {
        Some(reason) => (flow_run::State::Filtered, Some(reason)),
        None => world.walk().await,
    };
    let Told { steps, writes } = world.told.into_inner().unwrap_or_else(PoisonError::into_inner);
    Report { state, reason, conditions, steps, writes }
}

/// Stands for every secret: none is opened, since nothing is sent.
struct Masked;

impl Secrets for Masked {
    fn secret(&self, _: &str) -> Option<String> {
        Some("***".to_owned())
    }
}

struct Dry<'a> {
    trial: Trial<'a>,
    told: Mutex<Told>,
}

#[derive(Default)]
struct Told {
    steps: Vec<Tried>,
    writes: Vec<Write>,
}

impl Dry<'_> {
    async fn walk(&self) -> (flow_run::State, Option<Reason>) {
        let flow = json!({ "id": "", "name": self.trial.definition.name, "version": 0, "run": "" });
        let walk = Walk {
            world: self,
            definition: self.trial.definition,
            catalogue: self.trial.catalogue,
            trigger: self.trial.payload,
            previous: self.trial.previous,
            flow: &flow,
            workspace: self.trial.about,
            secrets: Some(&Masked),
        };
        match walk.run().await {
            Halt::End { state, reason } => (state, reason),
            Halt::Failed(reason) | Halt::Wait { reason, .. } => (flow_run::State::Failed, Some(reason)),
            Halt::Unavailable(message) => (flow_run::State::Failed, Some(Reason::Stopped { message })),
            Halt::Stale | Halt::Stopping => (flow_run::State::Cancelled, None),
        }
    }

    fn told(&self) -> std::sync::MutexGuard<'_, Told> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn read(&self, request: Request<'_>) -> Result<Reply, Trouble> {
        match self.trial.reads {
            Reads::Given(answers) => match answers.get(&request.operation.id) {
                Some(body) => Ok(answer(body.clone())),
                None => Err(refused("no_answer", format!("no answer of {} is given", request.operation.id))),
            },
            Reads::Real(client, target) => match client.call(target, &call(request)).await {
                Ok(answer) => super::run::reply(&answer, true),
                Err(error) => Err(refused(error.class().label(), error.summary())),
            },
        }
    }

    fn write(&self, request: Request<'_>) -> Result<Reply, Trouble> {
        let (position, differences) = (request.position.to_owned(), request.differences.clone());
        let call = call(request);
        let shown = client::preview(self.trial.base, self.trial.workspace, &call);
        let url = shown.map_err(|wrong| refused("invalid", wrong.to_string()))?;
        let mut body = call.body.clone().unwrap_or_default();
        let write = Write {
            step: position,
            method: call.operation.method.name().to_owned(),
            url: url.into(),
            body: call.body,
            differences,
        };
        self.told().writes.push(write);
        // Later steps may ask for the id of what would have been made.
        let id = call.path.get("id").map_or(INVENTED, String::as_str).to_owned();
        if let Value::Object(fields) = &mut body {
            fields.entry("id").or_insert(Value::String(id));
        }
        Ok(answer(body))
    }
}

impl World for Dry<'_> {
    fn recall(&self, _: &str) -> Option<Memory> {
        None
    }

    fn note(&self, note: Note) -> BoxFuture<'_, Result<(), Halt>> {
        let mut told = self.told();
        told.steps.retain(|step| step.position != note.position);
        told.steps.push(Tried {
            position: note.position,
            state: note.state,
            request: note.request,
            response: note.response,
            reason: note.reason,
        });
        Box::pin(std::future::ready(Ok(())))
    }

    fn call<'a>(&'a self, request: Request<'a>) -> BoxFuture<'a, Result<Reply, Trouble>> {
        if request.operation.is_read() {
            return Box::pin(self.read(request));
        }
        Box::pin(std::future::ready(self.write(request)))
    }

    fn outside<'a>(&'a self, request: Outside<'a>) -> BoxFuture<'a, Result<Reply, Trouble>> {
        let write = Write {
            step: request.position.to_owned(),
            method: request.method.to_owned(),
            url: request.url.clone(),
            body: request.body,
            differences: Vec::new(),
        };
        self.told().writes.push(write);
        Box::pin(std::future::ready(Ok(answer(Value::Null))))
    }

    fn shown(&self, request: &Outside<'_>) -> Value {
        json!({ "method": request.method, "url": request.url, "body": request.body })
    }

    fn now(&self) -> OffsetDateTime {
        self.trial.now
    }

    fn key(&self) -> Uuid {
        Uuid::nil()
    }

    fn interrupted(&self) -> Option<Halt> {
        None
    }

    fn chance(&self) -> f64 {
        0.0
    }

    fn is_dry(&self) -> bool {
        true
    }
}

fn call(request: Request<'_>) -> client::Call<'_> {
    client::Call {
        operation: request.operation,
        path: request.path,
        query: request.query,
        body: request.body,
        actor: Actor::Flow,
    }
}

fn answer(body: Value) -> Reply {
    Reply { status: 200, headers: BTreeMap::new(), body }
}

fn refused(class: &str, message: String) -> Trouble {
    Trouble::Failed(Failed { class: class.to_owned(), message, status: None, again: None, is_unknown: false })
}
