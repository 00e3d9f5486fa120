//! What each operation does to the workspace, and what it answers.
//!
//! Operations are told apart by method and path, which Clockify can't change; their names in the catalogue can. Most
//! do the usual thing to a kind of entity and are a line of [`TABLE`]; the others have a function.

mod absence;
mod build;
mod crud;
mod entries;
mod filter;
mod hooks;
mod invoices;
mod money;
mod people;
mod plan;
mod projects;
mod reports;
mod table;

use std::collections::BTreeMap;

use serde_json::Value;
use time::OffsetDateTime;

use super::auth::{Caller, Install};
use super::hooks::Hooks;
use super::kind::Kind;
use super::options::Plan;
use super::refusal::Refusal;
use super::reply::{Change, Items, List, Outcome, Reply};
use super::world::World;
use crate::clockify::catalogue::Operation;

/// The front of nearly every path.
const FRONT: &str = "/v1/workspaces/{}";

/// A call that is genuine and well-formed.
pub(super) struct Call<'a> {
    pub(super) operation: &'a Operation,
    /// The values of the path's parameters, without the workspace.
    pub(super) ids: Vec<String>,
    pub(super) query: &'a [(String, String)],
    pub(super) body: &'a Value,
    pub(super) caller: &'a Caller,
    pub(super) world: &'a mut World,
    pub(super) hooks: &'a mut Hooks,
    pub(super) installs: &'a BTreeMap<String, Install>,
    pub(super) plan: Plan,
    pub(super) now: OffsetDateTime,
    /// What it changed, for the events that it causes.
    pub(super) changes: Vec<Change>,
}

type Result<T = Outcome> = std::result::Result<T, Refusal>;
type Function = fn(&mut Call<'_>) -> Result;
type Sure = fn(&mut Call<'_>) -> Outcome;

/// What an operation does.
#[derive(Clone, Copy)]
enum Action {
    /// Lists a kind.
    List(Kind),
    /// Lists those of a kind that belong to the path's first entity.
    ListOf(Kind),
    /// Shows the path's last entity.
    One(Kind),
    /// Makes one from the body and answers with this status.
    Create(Kind, u16),
    /// Makes the path's last entity anew from the body.
    Replace(Kind),
    /// Takes the path's last entity away and shows it once more.
    Remove(Kind),
    /// Takes it away and answers with this status and nothing else.
    Drop(Kind, u16),
    /// Something of its own.
    Do(Function),
    /// Something of its own that always has an answer.
    Show(Sure),
}

/// The path of an operation as the table has it.
fn form(path: &str) -> String {
    let parts = path.split('/').map(|part| if part.starts_with('{') { "{}" } else { part });
    let whole = parts.collect::<Vec<_>>().join("/");
    whole.strip_prefix(FRONT).map_or_else(|| whole.clone(), str::to_owned)
}

/// Whether the first parameter of the path is the workspace.
pub(super) fn is_in_workspace(operation: &Operation) -> bool {
    operation.path.starts_with("/v1/workspaces/{")
}

/// Whether the sandbox has an answer to the operation.
#[cfg(test)]
pub(super) fn is_played(operation: &Operation) -> bool {
    action(operation).is_some()
}

fn action(operation: &Operation) -> Option<Action> {
    let form = form(&operation.path);
    let same = |(method, path, _): &&(&str, &str, Action)| *method == operation.method.name() && *path == form;
    table::TABLE.iter().find(same).map(|(_, _, action)| *action)
}

/// Makes the call.
pub(super) fn run(call: &mut Call<'_>) -> Result {
    match action(call.operation) {
        Some(Action::List(kind)) => Ok(crud::list(call, kind)),
        Some(Action::ListOf(kind)) => crud::list_of(call, kind),
        Some(Action::One(kind)) => crud::one(call, kind),
        Some(Action::Create(kind, status)) => crud::create(call, kind, status),
        Some(Action::Replace(kind)) => crud::replace(call, kind),
        Some(Action::Remove(kind)) => crud::remove(call, kind).map(whole),
        Some(Action::Drop(kind, status)) => crud::remove(call, kind).map(|_| Outcome::Whole(Reply::empty(status))),
        Some(Action::Do(function)) => function(call),
        Some(Action::Show(function)) => Ok(function(call)),
        None => Err(Refusal::unplayed(&call.operation.id)),
    }
}

/// An answer of one value.
fn whole(value: Value) -> Outcome {
    Outcome::Whole(Reply::json(200, value))
}

/// A list as it is.
fn listed(items: Items) -> Outcome {
    Outcome::List(List::of(items))
}

fn created(value: Value) -> Outcome {
    Outcome::Whole(Reply::json(201, value))
}

impl Call<'_> {
    /// A value of the path.
    fn id(&self, at: usize) -> &str {
        self.ids.get(at).map_or("", String::as_str)
    }

    /// The last value of the path.
    fn last(&self) -> &str {
        self.ids.last().map_or("", String::as_str)
    }

    /// A parameter of the query. An empty one counts as not given.
    fn param(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(given, value)| given == name && !value.is_empty()).map(|(_, value)| value.as_str())
    }

    /// Every value of a parameter that may be given more than once, or as a list with commas.
    fn params(&self, name: &str) -> Vec<&str> {
        let given = self.query.iter().filter(|(given, _)| given == name || given.strip_suffix("[]") == Some(name));
        given.flat_map(|(_, value)| value.split(',')).filter(|value| !value.is_empty()).collect()
    }

    /// The number of an entity that must be there.
    fn number(&self, kind: Kind, id: &str) -> Result<u64> {
        self.world.number(kind, id).ok_or_else(|| Refusal::foreign(kind.title()))
    }

    /// An entity that must be there, with its number.
    fn entity(&self, kind: Kind, id: &str) -> Result<(u64, Value)> {
        let number = self.number(kind, id)?;
        let entity = self.world.get(kind, number).ok_or_else(|| Refusal::foreign(kind.title()))?;
        Ok((number, entity))
    }

    /// The entity of the path's last value.
    fn target(&self, kind: Kind) -> Result<(u64, Value)> {
        self.entity(kind, self.last())
    }

    /// Adds an entity.
    fn add(&mut self, kind: Kind, entity: Value) -> Value {
        let entity = self.world.add(kind, entity, self.now);
        self.changes.push(Change { kind, before: None, after: Some(entity.clone()) });
        entity
    }

    /// Changes an entity.
    fn put(&mut self, kind: Kind, number: u64, before: Value, after: Value) -> Value {
        self.world.put(kind, number, after.clone(), self.now);
        self.changes.push(Change { kind, before: Some(before), after: Some(after.clone()) });
        after
    }

    /// Changes an entity that must be there.
    fn change(&mut self, kind: Kind, id: &str, with: impl FnOnce(&mut Value)) -> Result<Value> {
        let (number, before) = self.entity(kind, id)?;
        let mut after = before.clone();
        with(&mut after);
        Ok(self.put(kind, number, before, after))
    }

    /// Takes an entity away.
    fn remove(&mut self, kind: Kind, id: &str) -> Result<Value> {
        let number = self.number(kind, id)?;
        let tasks = if kind == Kind::Project { self.world.children(Kind::Task, number) } else { Vec::new() };
        for task in tasks.into_iter().filter_map(|task| self.world.get(Kind::Task, task)) {
            self.changes.push(Change { kind: Kind::Task, before: Some(task), after: None });
        }
        let before = self.world.remove(kind, number, self.now).ok_or_else(|| Refusal::foreign(kind.title()))?;
        self.changes.push(Change { kind, before: Some(before.clone()), after: None });
        Ok(before)
    }

    /// A text of the body.
    fn text(&self, name: &str) -> Option<&str> {
        self.body[name].as_str()
    }

    /// The workspace as the API shows it.
    fn workspace(&self) -> Value {
        self.world.workspace(self.plan.name())
    }
}
