//! What is wanted of a call: read from JSON, checked against the operation, with everything that is wrong at once.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::Error;
use crate::clockify::catalogue::{Operation, Place};
use crate::domain::flow::Problem;
use crate::domain::redact;

/// What can't be used, where a call can't be made.
pub(super) const CALL: &str = "the call can't be made so";

/// The path parameter that is always the token's workspace.
pub(super) const WORKSPACE: &str = "workspaceId";

/// The path parameter that is the installation, unless it is named.
const ADDON: &str = "addonId";

/// Most problems that are told at once.
const MOST: usize = 50;

/// With whose right a call is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Whose {
    /// The user's own.
    Me,
    /// The add-on's.
    Addon,
}

impl Whose {
    pub(super) const fn of(as_addon: bool) -> Self {
        if as_addon { Self::Addon } else { Self::Me }
    }
}

/// Values of a call.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    /// Path parameters by name.
    #[serde(default)]
    pub path: Map<String, Value>,
    /// Parameters of the query by name; a list is its name repeated.
    #[serde(default)]
    pub query: Map<String, Value>,
    /// The body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Value>,
}

/// A call that is asked for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// The operation's name.
    pub operation: String,
    /// With whose right.
    #[serde(rename = "as")]
    pub whose: Whose,
    /// Path parameters.
    #[serde(default)]
    pub path: Map<String, Value>,
    /// The query.
    #[serde(default)]
    pub query: Map<String, Value>,
    /// The body.
    #[serde(default)]
    pub body: Option<Value>,
    /// What the call is about, as whoever makes it was told.
    #[serde(default)]
    pub confirm: Option<String>,
}

/// Parameters as they travel.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Values {
    pub(super) path: BTreeMap<String, String>,
    pub(super) query: Vec<(String, String)>,
}

impl Wanted {
    /// The parameters as they travel, or everything that is wrong with them.
    pub(super) fn values(&self, operation: &Operation, addon: Option<&str>) -> Result<Values, Error> {
        let mut values = Values::default();
        let mut problems = Vec::new();
        let known = |place| operation.parameters.iter().filter(move |one| one.place == place);
        for (name, value) in &self.path {
            match text(value) {
                _ if !known(Place::Path).any(|one| one.name == *name) => {
                    problems.push(unknown("path", name, operation));
                }
                Some(value) => _ = values.path.insert(name.clone(), value),
                None => problems.push(wrong("path", name, "a text, a number, true or false belongs here")),
            }
        }
        for (name, value) in &self.query {
            let one = std::slice::from_ref(value);
            let items = value.as_array().map_or(one, Vec::as_slice);
            if !known(Place::Query).any(|one| one.name == *name) {
                problems.push(unknown("query", name, operation));
            } else if items.iter().all(|item| text(item).is_some()) {
                values.query.extend(items.iter().filter_map(text).map(|value| (name.clone(), value)));
            } else {
                let message = "a text, a number, true or false belongs here, or a list of these; what isn't to be sent is \
                               left out";
                problems.push(wrong("query", name, message));
            }
        }
        if let Some(addon) = addon.filter(|_| known(Place::Path).any(|one| one.name == ADDON)) {
            values.path.entry(ADDON.to_owned()).or_insert_with(|| addon.to_owned());
        }
        for one in operation.parameters.iter().filter(|one| one.required && one.name != WORKSPACE) {
            let (place, is_there) = match one.place {
                Place::Path => ("path", values.path.contains_key(&one.name)),
                Place::Query => ("query", values.query.iter().any(|(name, _)| *name == one.name)),
                Place::Header => continue,
            };
            if !is_there && !problems.iter().any(|known: &Problem| known.path == pointer(place, &one.name)) {
                problems.push(wrong(place, &one.name, "this is needed"));
            }
        }
        match (&operation.body, &self.body) {
            (Some(body), None) if body.required => problems.push(Problem::new("/body", "a body is needed")),
            (None, Some(_)) => problems.push(Problem::new("/body", "the operation takes no body; leave it out")),
            _ => {}
        }
        problems.truncate(MOST);
        if problems.is_empty() { Ok(values) } else { Err(Error::Invalid { text: CALL, problems }) }
    }

    /// The same as it may be kept: secrets are masked, and of files only the name stays.
    pub(super) fn kept(&self) -> Self {
        let mask = |fields: &Map<String, Value>| {
            let mut all = Value::Object(fields.clone());
            redact::value(&mut all);
            match all {
                Value::Object(fields) => fields,
                _ => Map::new(),
            }
        };
        let mut body = self.body.clone();
        if let Some(body) = &mut body {
            for file in body.as_object_mut().into_iter().flat_map(Map::values_mut).filter(|value| is_file(value)) {
                let Some(file) = file.as_object_mut() else { continue };
                let bytes = file.get("base64").and_then(Value::as_str).map_or(0, |text| text.len() / 4 * 3);
                file.remove("base64");
                file.insert("bytes".to_owned(), bytes.into());
            }
            redact::value(body);
        }
        Self { path: mask(&self.path), query: mask(&self.query), body }
    }

    /// Whether the body has a file in it.
    pub(super) fn has_file(&self) -> bool {
        self.body.as_ref().and_then(Value::as_object).into_iter().flat_map(Map::values).any(is_file)
    }
}

/// Whether it is a file in a form.
fn is_file(value: &Value) -> bool {
    let is_text = |name: &str| value.get(name).is_some_and(Value::is_string);
    value.as_object().is_some_and(|fields| fields.len() <= 3) && is_text("base64") && is_text("name")
}

/// A value as it stands in a path or a query.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(value) => Some(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

fn wrong(place: &str, name: &str, message: &str) -> Problem {
    Problem::new(pointer(place, name), message)
}

fn unknown(place: &str, name: &str, operation: &Operation) -> Problem {
    wrong(place, name, &format!("{} has no such parameter", operation.id))
}

/// The place as a JSON pointer.
fn pointer(place: &str, name: &str) -> String {
    let name: String = name.chars().take(100).collect();
    format!("/{place}/{}", name.replace('~', "~0").replace('/', "~1"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::clockify::catalogue::builtin;

    fn wanted(value: Value) -> Wanted {
        serde_json::from_value(value).unwrap()
    }

    fn problems(operation: &str, value: Value) -> Vec<String> {
        match wanted(value).values(builtin().get(operation).unwrap(), None) {
            Err(Error::Invalid { problems, .. }) => problems.into_iter().map(|problem| problem.path).collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn values_travel_as_text() {
        let operation = builtin().get("getTags").unwrap();
        let query = json!({ "page": 2, "archived": true, "name": "a b", "sort-order": ["ASCENDING"] });
        let values = wanted(json!({ "query": query })).values(operation, None).unwrap();
        let expected = [("page", "2"), ("archived", "true"), ("name", "a b"), ("sort-order", "ASCENDING")];
        assert_eq!(values.query, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
        let operation = builtin().get("deleteMany").unwrap();
        let many = json!({ "path": { "userId": "u" }, "query": { "time-entry-ids": ["a", "b"] } });
        let values = wanted(many).values(operation, None).unwrap();
        assert_eq!(values.query.len(), 2, "a list is its name repeated");
        let hooks = builtin().operations().iter().find(|one| one.path.contains("{addonId}")).unwrap();
        let values = Wanted::default().values(hooks, Some("installed")).unwrap();
        assert_eq!(values.path[ADDON], "installed");
    }

    #[test]
    fn everything_that_is_wrong_is_told_at_once() {
        let many = json!({ "path": { "tag/Id": "x", "userId": null }, "query": { "x~": 1, "time-entry-ids": [{}] }, "body": 1 });
        let found = problems("deleteMany", many);
        assert_eq!(found, ["/path/tag~1Id", "/path/userId", "/query/x~0", "/query/time-entry-ids", "/body"]);
        assert_eq!(problems("createNewTag", json!({})), ["/body"]);
        assert_eq!(problems("getTag", json!({})), ["/path/id"]);
    }

    #[test]
    fn what_is_kept_holds_neither_secrets_nor_files() {
        let file = json!({ "name": "a.png", "base64": "AAAA" });
        let all = wanted(json!({
            "query": { "token": "canary" },
            "body": { "authToken": "canary", "file": file, "note": { "base64": "stays" } },
        }));
        assert!(all.has_file() && !wanted(json!({ "body": { "a": { "base64": "x" } } })).has_file());
        let kept = serde_json::to_value(all.kept()).unwrap();
        let file = json!({ "name": "a.png", "bytes": 3 });
        let body = json!({ "authToken": "***", "file": file, "note": { "base64": "stays" } });
        assert_eq!(kept, json!({ "path": {}, "query": { "token": "***" }, "body": body }));
    }
}
