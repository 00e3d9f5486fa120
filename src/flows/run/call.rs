//! Calling an operation of Clockify's API.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::frame::Frame;
use super::trouble::Sent;
use super::walk::{Done, Walk, failed, unresolved};
use super::{Answered, Expected, Halt, Memory, Note, Reply, Request, failure, values};
use crate::clockify::catalogue::Operation;
use crate::clockify::client;
use crate::clockify::echo;
use crate::db::entities::flow_step::State;
use crate::domain::flow::{self, Failure, Step, Template};

/// Largest result that is kept for later steps, in bytes of JSON.
pub(super) const LARGEST_RESULT: usize = 1024 * 1024;

impl Walk<'_> {
    pub(super) async fn call(
        &self,
        step: &Step,
        call: &flow::Call,
        position: &str,
        memory: Option<Memory>,
        frame: &Frame<'_>,
    ) -> Result<Done, Halt> {
        let attempts = memory.as_ref().map_or(0, |memory| memory.attempts);
        let operation = match self.operation(&call.operation, position) {
            Ok(operation) => operation,
            Err(failure) => return Ok(failed(position, attempts, None, failure)),
        };
        if let Some(halt) = self.undecided(operation.is_repeatable(), position, memory.as_ref()).await? {
            return Err(halt);
        }
        if let Some(halt) = self.awaited(memory.as_ref()) {
            return Err(halt);
        }
        let request = match self.request(operation, call, position, frame) {
            Ok(request) => request,
            Err(failure) => return Ok(failed(position, attempts, None, failure)),
        };
        let shown = shown(&request);
        let expected = self.expected(&request, None);
        let sent = Sent { step, position, attempts, request: Some(shown), expected };
        if !operation.is_read() {
            self.sending(&sent).await?;
        }
        match self.world.call(request.clone()).await {
            Ok(reply) => Ok(self.answered(&sent, &request, reply)),
            Err(trouble) => self.troubled(sent, trouble).await,
        }
    }

    /// The operation, which may be gone from a newer catalogue.
    pub(super) fn operation(&self, id: &str, position: &str) -> Result<&Operation, Box<Failure>> {
        let unknown = || failure(position, "/operation", "unknown_operation", format!("there is no operation {id}"));
        self.catalogue.get(id).ok_or_else(unknown)
    }

    fn request<'a>(
        &'a self,
        operation: &'a Operation,
        call: &flow::Call,
        position: &'a str,
        frame: &Frame<'_>,
    ) -> Result<Request<'a>, Box<Failure>> {
        let path = self.path(&call.path, position, "/call/path", frame)?;
        let query = self.query(&call.query, position, "/call/query", frame)?;
        let body = call.body.as_ref().map(|body| body.resolve(&self.scope(frame))).transpose();
        let body = body.map_err(|error| unresolved(position, "/call/body", &error))?;
        Ok(Request { position, operation, path, query, body, differences: Vec::new() })
    }

    pub(super) fn path(
        &self,
        templates: &[(String, Template)],
        position: &str,
        field: &str,
        frame: &Frame<'_>,
    ) -> Result<BTreeMap<String, String>, Box<Failure>> {
        let mut path = BTreeMap::new();
        for (name, template) in templates {
            let field = format!("{field}/{name}");
            let value = template.resolve(&self.scope(frame)).map_err(|error| unresolved(position, &field, &error))?;
            path.insert(name.clone(), text(&value).ok_or_else(|| no_text(position, &field, &value))?);
        }
        Ok(path)
    }

    pub(super) fn query(
        &self,
        templates: &[(String, Template)],
        position: &str,
        field: &str,
        frame: &Frame<'_>,
    ) -> Result<Vec<(String, String)>, Box<Failure>> {
        let mut query = Vec::new();
        for (name, template) in templates {
            let field = format!("{field}/{name}");
            let value = template.resolve(&self.scope(frame)).map_err(|error| unresolved(position, &field, &error))?;
            let values = match value {
                Value::Null => Vec::new(),
                Value::Array(items) => items,
                one => vec![one],
            };
            for value in values {
                query.push((name.clone(), text(&value).ok_or_else(|| no_text(position, &field, &value))?));
            }
        }
        Ok(query)
    }

    /// The events that a write will cause.
    pub(super) fn expected(&self, request: &Request<'_>, answer: Option<&Value>) -> Vec<Expected> {
        let fields = request.body.clone().unwrap_or_default();
        let entities = self.entities(request, answer);
        let entities: Vec<_> = if entities.is_empty() { vec![None] } else { entities.into_iter().map(Some).collect() };
        let expect = |event, entity: &Option<String>| Expected {
            id: self.world.key(),
            event,
            entity: entity.clone(),
            fields: fields.clone(),
        };
        let raises = request.operation.raises.iter();
        raises.flat_map(|event| entities.iter().map(move |entity| expect(*event, entity))).collect()
    }

    fn entities(&self, request: &Request<'_>, answer: Option<&Value>) -> Vec<String> {
        let Some(workspace) = self.workspace.get("id").and_then(Value::as_str) else { return Vec::new() };
        let Ok(workspace) = crate::domain::ids::WorkspaceId::new(workspace) else { return Vec::new() };
        let call = client::Call {
            operation: request.operation,
            path: request.path.clone(),
            query: request.query.clone(),
            body: request.body.clone(),
            actor: client::Actor::Flow,
        };
        echo::entities(&workspace, &call, answer)
    }

    /// What follows an answer: a result for later steps, and the news of what it was about.
    pub(super) fn answered(&self, sent: &Sent<'_>, request: &Request<'_>, reply: Reply) -> Done {
        let Sent { position, attempts, .. } = *sent;
        let mut answered = Vec::new();
        let mut expected = Vec::new();
        if sent.expected.iter().any(|expected| expected.entity.is_none()) {
            let mut known = self.entities(request, Some(&reply.body)).into_iter();
            let first = known.next();
            let rest: Vec<_> = known.collect();
            for one in &sent.expected {
                answered.push(Answered { id: one.id, done: true, entity: first.clone() });
                let more = rest.iter().map(|entity| Expected {
                    id: self.world.key(),
                    entity: Some(entity.clone()),
                    ..one.clone()
                });
                expected.extend(more);
            }
        } else {
            answered.extend(sent.expected.iter().map(|one| Answered { id: one.id, done: true, entity: None }));
        }
        let result = reply.into_value();
        let size = result.to_string().len();
        let note = Note {
            request: sent.request.clone(),
            answered,
            expected,
            ..Note::new(position, State::Succeeded, attempts + 1)
        };
        if size > LARGEST_RESULT {
            let failure = too_large(sent.step, position, size);
            let reason = Some(flow::Reason::Step(failure.clone()));
            return Done::Failed(failure, Note { state: State::Failed, reason, ..note });
        }
        Done::Result(result.clone(), Note { response: Some(result), ..note })
    }
}

/// That a result is too large to be kept for later steps.
pub(super) fn too_large(step: &Step, position: &str, size: usize) -> Box<Failure> {
    let why = format!("the answer has {size} bytes, and {LARGEST_RESULT} can be kept");
    let mut failure = failure(position, "/result", "oversize", why);
    failure.path = Some(format!("steps.{}", step.id));
    values(failure, size, LARGEST_RESULT)
}

/// A request as it is kept and shown.
pub(super) fn shown(request: &Request<'_>) -> Value {
    let mut shown = json!({
        "operation": request.operation.id,
        "method": request.operation.method.name(),
        "path": request.path,
    });
    if let Value::Object(fields) = &mut shown {
        if !request.query.is_empty() {
            let query = request.query.iter().map(|(name, value)| json!([name, value])).collect();
            fields.insert("query".to_owned(), query);
        }
        if let Some(body) = &request.body {
            fields.insert("body".to_owned(), body.clone());
        }
        if !request.differences.is_empty() {
            fields.insert("differences".to_owned(), json!(request.differences));
        }
    }
    shown
}

/// A value as it stands in a path or a query. Lists, objects and null can't.
pub(in crate::flows) fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(value) => Some(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

pub(super) fn no_text(position: &str, field: &str, value: &Value) -> Box<Failure> {
    const EXPECTED: &str = "text, number or boolean";

    let kind = flow::Kind::of(value);
    let failure = failure(position, field, "type", format!("{kind} came, {EXPECTED} expected"));
    values(failure, flow::limits::excerpt(value), EXPECTED)
}
