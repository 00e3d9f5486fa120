//! Values of actions: what was a reference becomes one, and what looks like one now is escaped.

use serde_json::{Map, Value};

use crate::domain::flow::{Expression, Problem, Template};

/// Whose flow it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    ApiStudio,
    UniversalWebhook,
}

/// Converts the values of one action after the other.
pub(super) struct Values {
    shape: Shape,
    /// The number of the action.
    index: usize,
    /// Actions that have results.
    done: Vec<usize>,
    pub(super) notes: Vec<String>,
    pub(super) problems: Vec<Problem>,
}

/// What Python takes for false.
pub(super) fn is_falsy(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::String(text) => text.is_empty(),
        Value::Array(list) => list.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        Value::Number(number) => number.as_f64() == Some(0.0),
        Value::Bool(true) => false,
    }
}

impl Values {
    pub(super) fn new(shape: Shape) -> Self {
        Self { shape, index: 0, done: Vec::new(), notes: Vec::new(), problems: Vec::new() }
    }

    pub(super) fn begin(&mut self, index: usize) {
        self.index = index;
    }

    pub(super) fn done(&mut self) {
        self.done.push(self.index);
    }

    fn note(&mut self, path: &str, text: &str) {
        self.notes.push(format!("{path}: {text}"));
    }

    /// Parameters by name. In a path, what isn't there can't be sent.
    pub(super) fn parameters(&mut self, given: &Value, path: &str, required: bool) -> Map<String, Value> {
        let given = given.as_object().into_iter().flatten();
        given
            .map(|(name, value)| {
                let at = format!("{path}/{name}");
                let value = match value {
                    Value::String(text) if self.is_reference(text) => self.reference(text, &at, required),
                    Value::Object(_) => Value::String(Template::escape(value).to_string()),
                    value => Template::escape(value),
                };
                (name.clone(), value)
            })
            .collect()
    }

    /// A body. Universal Webhook followed references in its first level only.
    pub(super) fn body(&mut self, given: &Value, path: &str) -> Value {
        self.nested(given, path, 0)
    }

    fn nested(&mut self, given: &Value, path: &str, depth: usize) -> Value {
        let first_level = depth <= 1;
        match given {
            Value::String(text) if self.is_reference(text) => {
                if self.shape == Shape::UniversalWebhook && !first_level {
                    self.note(
                        path,
                        "it was sent as it stands, and still is: references deeper inside were not followed",
                    );
                    return Template::escape(given);
                }
                self.reference(text, path, false)
            }
            Value::String(text) if text.contains("{{") => {
                self.note(path, "it was sent as it stands, braces and all, and still is");
                Template::escape(given)
            }
            Value::Array(list) => {
                let members = list.iter().enumerate();
                members.map(|(index, value)| self.nested(value, &format!("{path}/{index}"), depth + 1)).collect()
            }
            Value::Object(fields) => {
                let fields = fields.iter();
                fields
                    .map(|(name, value)| (name.clone(), self.nested(value, &format!("{path}/{name}"), depth + 1)))
                    .collect()
            }
            other => Template::escape(other),
        }
    }

    fn is_reference(&self, text: &str) -> bool {
        match self.shape {
            Shape::ApiStudio => text.starts_with("$."),
            Shape::UniversalWebhook => text.starts_with('$'),
        }
    }

    /// What a reference has become.
    fn reference(&mut self, text: &str, path: &str, required: bool) -> Value {
        let Some(reference) = self.root(text, path) else {
            if required {
                self.problems.push(Problem::new(path, format!("{text} never had a value, and a path needs one")));
            }
            return Value::Null;
        };
        let reference = match Expression::parse(&reference) {
            Ok(expression) if expression.reference().is_singular() => reference,
            Ok(_) => format!("{reference} | first"),
            Err(message) => {
                self.problems.push(Problem::new(path, message));
                return Value::Null;
            }
        };
        if required {
            self.note(path, "where nothing is there the run fails now; the text None was sent before");
            Value::String(format!("{{{{ {reference} }}}}"))
        } else {
            Value::String(format!("{{{{ {reference} | default(null) }}}}"))
        }
    }

    /// The reference with its root of today. None: there never was anything.
    fn root(&mut self, text: &str, path: &str) -> Option<String> {
        let rest = text.strip_prefix("$.").unwrap_or_default();
        let name_ends = rest.find(['.', '[']).unwrap_or(rest.len());
        let (name, tail) = rest.split_at(name_ends);
        if name == "webhook" {
            return Some(format!("${tail}"));
        }
        let number = name.strip_prefix("action_").map(|rest| match self.shape {
            Shape::ApiStudio => rest.strip_suffix("_result").unwrap_or_default(),
            Shape::UniversalWebhook => rest,
        });
        let Some(number) = number.and_then(|number| number.parse::<usize>().ok()) else {
            self.note(
                path,
                "it never had a value, and is null: results and the event are under $.webhook and $.action_…",
            );
            return None;
        };
        if !self.done.contains(&number) {
            self.note(path, "it never had a value, and is null: that action comes later, or had no result");
            return None;
        }
        let step = format!("steps.action-{number}");
        match self.shape {
            Shape::UniversalWebhook => Some(format!("{step}.body{tail}")),
            Shape::ApiStudio => {
                if let Some(inner) = tail.strip_prefix(".data") {
                    self.note(path, "it was a text of at most 5000 characters; now it is the value");
                    return Some(format!("{step}.body{inner}"));
                }
                if tail == ".status_code" {
                    return Some(format!("{step}.status"));
                }
                if tail.is_empty() {
                    self.note(path, "it has the fields status, headers and body now");
                    return Some(step);
                }
                self.note(path, "it never had a value, and is null: a result had status_code and data");
                None
            }
        }
    }
}
