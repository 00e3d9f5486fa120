//! What expressions can see: a handful of borrowed values. Nothing is copied when a scope is made.

use std::collections::{BTreeMap, HashMap};

use serde_json::{Map, Value};
use time::OffsetDateTime;

/// Values by name: the results of steps by their ids, or tables by their names.
pub trait Named: Sync {
    /// The value of that name.
    fn named(&self, name: &str) -> Option<&Value>;
}

impl Named for Map<String, Value> {
    fn named(&self, name: &str) -> Option<&Value> {
        self.get(name)
    }
}

impl Named for BTreeMap<String, Value> {
    fn named(&self, name: &str) -> Option<&Value> {
        self.get(name)
    }
}

impl<S: std::hash::BuildHasher + Sync> Named for HashMap<String, Value, S> {
    fn named(&self, name: &str) -> Option<&Value> {
        self.get(name)
    }
}

/// The secrets of a workspace, opened when they are asked for.
pub trait Secrets: Sync {
    /// The secret of that name.
    fn secret(&self, name: &str) -> Option<String>;
}

/// What expressions can see. Made with [`Scope::new`], and completed with the methods named like the roots.
#[derive(Clone, Copy)]
pub struct Scope<'a> {
    pub(super) trigger: &'a Value,
    pub(super) previous: Option<&'a Value>,
    pub(super) steps: Option<&'a dyn Named>,
    pub(super) item: Option<&'a Value>,
    pub(super) index: Option<usize>,
    pub(super) flow: &'a Value,
    pub(super) workspace: &'a Value,
    pub(super) now: OffsetDateTime,
    pub(super) secrets: Option<&'a dyn Secrets>,
    pub(super) tables: Option<&'a dyn Named>,
}

static NOTHING: Value = Value::Null;

impl<'a> Scope<'a> {
    /// A scope with a trigger payload and the time, and nothing else.
    pub fn new(trigger: &'a Value, now: OffsetDateTime) -> Self {
        Self {
            trigger,
            previous: None,
            steps: None,
            item: None,
            index: None,
            flow: &NOTHING,
            workspace: &NOTHING,
            now,
            secrets: None,
            tables: None,
        }
    }

    /// With the entity as it was known before the event, which `changed` compares with.
    #[must_use]
    pub fn previous(self, previous: &'a Value) -> Self {
        Self { previous: Some(previous), ..self }
    }

    /// With the results of the steps so far: by id, an object of `body`, `status` and `headers`.
    #[must_use]
    pub fn steps(self, steps: &'a dyn Named) -> Self {
        Self { steps: Some(steps), ..self }
    }

    /// With the item of a loop and its number, from 0.
    #[must_use]
    pub fn item(self, item: &'a Value, index: usize) -> Self {
        Self { item: Some(item), index: Some(index), ..self }
    }

    /// With the flow: an object of `id`, `name`, `version` and `run`.
    #[must_use]
    pub fn flow(self, flow: &'a Value) -> Self {
        Self { flow, ..self }
    }

    /// With the workspace: an object of `id` and `timeZone`.
    #[must_use]
    pub fn workspace(self, workspace: &'a Value) -> Self {
        Self { workspace, ..self }
    }

    /// With secrets. Only a template that was compiled to allow them can ask for one.
    #[must_use]
    pub fn secrets(self, secrets: &'a dyn Secrets) -> Self {
        Self { secrets: Some(secrets), ..self }
    }

    /// With tables for the filter `lookup`: by name, an object of values by key.
    #[must_use]
    pub fn tables(self, tables: &'a dyn Named) -> Self {
        Self { tables: Some(tables), ..self }
    }

    /// The workspace's time zone, where it is known.
    pub(super) fn zone(&self) -> Option<&'a str> {
        self.workspace.get("timeZone").and_then(Value::as_str)
    }
}
