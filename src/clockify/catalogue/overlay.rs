//! What the API's own description has wrong or lacks, kept by hand in `overlay.yaml`.
//!
//! It is laid over whatever is imported. Facts about operations that a file doesn't have are left aside, and operations
//! that the overlay doesn't know keep what the file says.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::import::yaml;
use super::{Answer, Effect, Fill, Host, Kind, Merge, Operation, Paging, Parameter, Place, Schema, Subject};
use crate::domain::event::EventType;

/// Hand-kept facts.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Overlay {
    /// By the name of a path parameter.
    fill: BTreeMap<String, Fill>,
    /// By tag.
    tags: BTreeMap<String, Group>,
    /// By the operation's name.
    operations: BTreeMap<String, Facts>,
    /// Facts that several operations share, to be referred to.
    #[serde(default, rename = "shared")]
    _shared: serde::de::IgnoredAny,
}

/// Facts about the operations of a tag.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
struct Group {
    /// The scope without `_READ` or `_WRITE`.
    scope: Option<String>,
    heavy: bool,
}

/// Facts about one operation.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
struct Facts {
    summary: String,
    answer: Option<Answer>,
    entity: Option<String>,
    entity_id: Option<String>,
    reads: bool,
    heavy: bool,
    host: Option<Host>,
    scope: Option<String>,
    paging: Option<Paging>,
    /// It takes parameters for pages and ignores them.
    whole: bool,
    fill: BTreeMap<String, Fill>,
    /// Parameters for which the file names a default that isn't what counts when nothing is given.
    unset: Vec<String>,
    /// Fields of the body that the file says are required, and that aren't.
    optional: Vec<String>,
    /// Fields of the body that the file calls one value, and that are lists of them.
    lists: Vec<String>,
    raises: Vec<EventType>,
    raises_id: Option<Subject>,
    merge: Option<Merge>,
    many: Option<Subject>,
    does: Option<Effect>,
}

/// Lays the facts over the operations.
pub(super) fn apply(operations: &mut [Operation]) {
    let overlay = &*OVERLAY;
    for operation in operations {
        let group = overlay.tags.get(&operation.tag);
        match overlay.operations.get(&operation.id) {
            Some(facts) => facts.apply(operation, group),
            None => Facts::default().apply(operation, group),
        }
        for parameter in operation.parameters.iter_mut().filter(|one| one.place == Place::Path && one.fill.is_none()) {
            parameter.fill = overlay.fill.get(&parameter.name).cloned();
        }
    }
}

// The tests read the file too: a program whose own overlay can't be read would import without it.
static OVERLAY: LazyLock<Overlay> = LazyLock::new(|| read().unwrap_or_default());

fn read() -> Result<Overlay, String> {
    let document = yaml::parse(include_str!("overlay.yaml")).map_err(|error| error.to_string())?;
    serde_json::from_value(document).map_err(|error| error.to_string())
}

impl Facts {
    fn apply(&self, operation: &mut Operation, group: Option<&Group>) {
        operation.summary = if self.summary.is_empty() { words(&operation.id) } else { self.summary.clone() };
        operation.reads = self.reads;
        operation.heavy = self.heavy || group.is_some_and(|group| group.heavy);
        operation.entity.clone_from(&self.entity);
        operation.entity_id.clone_from(&self.entity_id);
        operation.raises.clone_from(&self.raises);
        operation.raises_id.clone_from(&self.raises_id);
        operation.merge.clone_from(&self.merge);
        operation.many.clone_from(&self.many);
        operation.does = self.does;
        for field in operation.body.iter_mut().flat_map(|body| &mut body.schema.fields) {
            field.required &= !self.optional.contains(&field.name);
            if self.lists.contains(&field.name) && field.schema.kind != Kind::Array {
                let items = Some(Box::new(std::mem::take(&mut field.schema)));
                field.schema = Schema { kind: Kind::Array, items, ..Schema::default() };
            }
        }
        operation.host = self.host.unwrap_or(operation.host);
        if let Some(answer) = &self.answer {
            operation.answer.clone_from(answer);
        }
        if self.paging.is_some() || self.whole {
            operation.paging.clone_from(&self.paging);
        }
        let right = if operation.is_read() { "READ" } else { "WRITE" };
        let of_group = || Some(format!("{}_{right}", group?.scope.as_ref()?));
        operation.scope = self.scope.clone().or_else(of_group);
        for parameter in &mut operation.parameters {
            self.parameter(parameter);
        }
    }

    fn parameter(&self, parameter: &mut Parameter) {
        if self.unset.contains(&parameter.name) {
            parameter.schema.preset = None;
        }
        let Some(fill) = self.fill.get(&parameter.name) else { return };
        parameter.fill = Some(fill.clone());
        // The file calls times plain text.
        let is_time = matches!(fill, Fill::WindowStart | Fill::WindowEnd) && parameter.schema.kind == Kind::String;
        if is_time && parameter.schema.format.is_none() {
            parameter.schema.format = Some("date-time".to_owned());
        }
    }
}

/// A summary for an operation that nobody described: its name as words.
fn words(id: &str) -> String {
    let mut words = String::with_capacity(id.len() + 8);
    for c in id.chars() {
        let is_end = c.is_uppercase() || !c.is_alphanumeric();
        if is_end && !words.is_empty() && !words.ends_with(' ') {
            words.push(' ');
        }
        if c.is_alphanumeric() && words.is_empty() {
            words.extend(c.to_uppercase());
        } else if c.is_alphanumeric() {
            words.extend(c.to_lowercase());
        }
    }
    words.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clockify::catalogue::builtin;

    #[test]
    fn the_overlay_and_the_table_belong_together() {
        let overlay = read().unwrap();
        let mut operations = builtin().operations().to_vec();
        for (id, facts) in &overlay.operations {
            let operation = builtin().get(id).unwrap_or_else(|| panic!("{id} is in no table"));
            let names = || operation.parameters.iter().map(|parameter| &parameter.name);
            for name in facts.fill.keys().chain(&facts.unset) {
                assert!(names().any(|known| known == name), "{id} has no parameter {name}");
            }
            assert!(!facts.summary.is_empty(), "{id} is described");
        }
        for operation in &operations {
            assert!(overlay.operations.contains_key(&operation.id), "{} is not described", operation.id);
            assert!(overlay.tags.contains_key(&operation.tag), "{} is not described", operation.tag);
        }
        apply(&mut operations);
        assert!(operations == builtin().operations(), "the overlay changed; import the OpenAPI file again");
    }

    #[test]
    fn summaries_of_unknown_operations() {
        for (id, expected) in [
            ("getClients", "Get clients"),
            ("get_all-clientsV1", "Get all clients v1"),
            ("x", "X"),
            ("getÄrger", "Get ärger"),
            ("_", ""),
        ] {
            assert_eq!(words(id), expected);
        }
    }
}
