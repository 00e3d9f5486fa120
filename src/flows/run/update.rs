//! Reading an entity, changing some of its fields, and writing it back.
//!
//! A write replaces the whole entity, so what isn't to change has to be sent as it is. Between the reading and the
//! writing somebody else may change it, and Clockify gives nothing to notice that by; so it is read a second time
//! directly before the write. If it differs the merge is made once more, on what it is now.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::call::shown;
use super::frame::Frame;
use super::trouble::Sent;
use super::walk::{Done, Walk, failed, unresolved};
use super::{Halt, Memory, Note, Request, Trouble, failure};
use crate::clockify::catalogue::{Operation, Place};
use crate::clockify::merge::{self, Merged};
use crate::db::entities::flow_step::State;
use crate::domain::flow::{self, Failure, Reason, Step};

/// How often the entity may turn out to be another one than was read.
const READINGS: usize = 3;

/// What can come of the readings.
enum Read {
    /// It is the same twice.
    Same(Merged),
    /// Nothing is to be changed.
    NoChange(Value),
    /// It can't be done.
    Impossible(Box<Failure>),
    /// A reading brought no answer.
    Troubled(Trouble),
}

/// What is to be changed, filled in.
struct Wanted {
    set: Value,
    add: Value,
}

impl Walk<'_> {
    pub(super) async fn update(
        &self,
        step: &Step,
        update: &flow::Update,
        position: &str,
        memory: Option<Memory>,
        frame: &Frame<'_>,
    ) -> Result<Done, Halt> {
        let attempts = memory.as_ref().map_or(0, |memory| memory.attempts);
        let impossible = |failure| failed(position, attempts, None, failure);
        let (write, read) = match self.pair(&update.operation, position) {
            Ok(pair) => pair,
            Err(failure) => return Ok(impossible(failure)),
        };
        if let Some(halt) = self.undecided(write.is_repeatable(), position, memory.as_ref()).await? {
            return Err(halt);
        }
        if let Some(halt) = self.awaited(memory.as_ref()) {
            return Err(halt);
        }
        let path = match self.path(&update.path, position, "/update/path", frame) {
            Ok(path) => path,
            Err(failure) => return Ok(impossible(failure)),
        };
        let fill = |template: Option<&flow::Template>, field| {
            let value = template.map_or_else(|| Ok(json!({})), |template| template.resolve(&self.scope(frame)));
            value.map_err(|error| unresolved(position, field, &error))
        };
        let wanted = match (fill(update.set.as_ref(), "/update/set"), fill(update.add.as_ref(), "/update/add")) {
            (Ok(set), Ok(add)) => Wanted { set, add },
            (Err(failure), _) | (_, Err(failure)) => return Ok(impossible(failure)),
        };
        let sent = Sent { step, position, attempts, request: None, expected: Vec::new() };
        let merged = match self.read(position, write, read, &path, &wanted).await {
            Read::Same(merged) => merged,
            Read::NoChange(entity) => {
                let result = json!({ "status": 200, "headers": {}, "body": entity });
                let note = Note::new(position, State::Skipped, attempts);
                let (response, reason) = (Some(result.clone()), Some(Reason::NoChange));
                return Ok(Done::Result(result, Note { response, reason, ..note }));
            }
            Read::Impossible(failure) => return Ok(impossible(failure)),
            Read::Troubled(trouble) => return self.troubled(sent, trouble).await,
        };
        let differences = merged.differences;
        let request =
            Request { position, operation: write, path, query: Vec::new(), body: Some(merged.body), differences };
        let expected = self.expected(&request, None);
        let sent = Sent { request: Some(shown(&request)), expected, ..sent };
        self.sending(&sent).await?;
        match self.world.call(request.clone()).await {
            Ok(reply) => Ok(self.answered(&sent, &request, reply)),
            Err(trouble) => self.troubled(sent, trouble).await,
        }
    }

    /// The operation that writes and the one that reads.
    fn pair(&self, id: &str, position: &str) -> Result<(&Operation, &Operation), Box<Failure>> {
        let write = self.operation(id, position)?;
        let none = || failure(position, "/update/operation", "unknown_operation", format!("{id} can't be merged into"));
        let merge = write.merge.as_ref().ok_or_else(none)?;
        Ok((write, self.operation(&merge.get, position)?))
    }

    async fn read(
        &self,
        position: &str,
        write: &Operation,
        read: &Operation,
        path: &BTreeMap<String, String>,
        wanted: &Wanted,
    ) -> Read {
        for (field, value) in [("/update/set", &wanted.set), ("/update/add", &wanted.add)] {
            if !value.is_object() {
                let why = format!("{} came, object expected", flow::Kind::of(value));
                return Read::Impossible(failure(position, field, "type", why));
            }
        }
        let mut known: Option<Value> = None;
        for _ in 0..READINGS {
            let entity = match self.entity(position, write, read, path).await {
                Ok(Ok(entity)) => entity,
                Ok(Err(failure)) => return Read::Impossible(failure),
                Err(trouble) => return Read::Troubled(trouble),
            };
            let Some(current) = merge::current(write, &entity) else {
                let why = format!("what {} answered can't be merged", read.id);
                return Read::Impossible(failure(position, "/update/operation", "type", why));
            };
            // Members are added to what the list is now.
            let changes = flow::Update::changes(&current, Some(wanted.set.clone()), Some(wanted.add.clone()));
            let merged = merge::apply(write, &current, &changes);
            if !merged.changed {
                return Read::NoChange(entity);
            }
            // What a dry run reads nobody is about to overwrite.
            if known.as_ref() == Some(&current) || self.world.is_dry() {
                return Read::Same(merged);
            }
            known = Some(current);
        }
        let why = "the entity was changed meanwhile, twice";
        Read::Impossible(failure(position, "/update", "changed_meanwhile", why))
    }

    async fn entity(
        &self,
        position: &str,
        write: &Operation,
        read: &Operation,
        path: &BTreeMap<String, String>,
    ) -> Result<Result<Value, Box<Failure>>, Trouble> {
        let Some(facts) = &write.merge else {
            return Ok(Err(failure(position, "/update/operation", "unknown_operation", "it can't be merged into")));
        };
        let mut of_read = BTreeMap::new();
        for parameter in read.parameters.iter().filter(|parameter| parameter.place == Place::Path) {
            let name = facts.path.get(&parameter.name).unwrap_or(&parameter.name);
            if let Some(value) = path.get(name) {
                of_read.insert(parameter.name.clone(), value.clone());
            }
        }
        let request = Request {
            position,
            operation: read,
            path: of_read,
            query: Vec::new(),
            body: None,
            differences: Vec::new(),
        };
        let reply = self.world.call(request).await?;
        let Some(by) = &facts.item else { return Ok(Ok(reply.body)) };
        let id = path.get(by).map_or("", String::as_str);
        let gone = || failure(position, "/update/path", "not_found", format!("{} doesn't list {id}", read.id));
        Ok(merge::item(read, &reply.body, id).cloned().ok_or_else(gone))
    }
}
