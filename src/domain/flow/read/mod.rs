//! From a document to a flow, or to everything that is wrong with it.
//!
//! An admin who saves a flow sees all mistakes at once, each at its place. So the reader is written by hand: it goes on
//! after a mistake, knows the names that were nearly written, and says what would be right. What it can't know is what
//! depends on Clockify's operations and on the add-on; `flows::check` does that on what was read.
//!
//! - `fields`: values of a type, within limits
//! - `trigger`: what starts a flow
//! - `step`: what it does
//! - `places`: which results a step can refer to

mod fields;
mod places;
mod step;
mod trigger;

use serde::Serialize;
use serde_json::{Map, Value};

use self::fields::Reader;
use super::definition::{self, Concurrency, Definition, Limits};
use super::limits::{self, Size};
use super::{Condition, Template};

pub(in crate::domain::flow) use self::step::{ACTIONS, ID, METHODS};
pub(in crate::domain::flow) use self::trigger::DAYS;

/// What a document says that it is.
pub const SCHEMA: &str = "clockify-addons/flow/v1";

/// Fields of a document.
pub(in crate::domain::flow) const FIELDS: [&str; 12] = [
    "schema",
    "name",
    "description",
    "triggers",
    "when",
    "onChangesByFlows",
    "once",
    "concurrency",
    "limits",
    "tables",
    "steps",
    "onFailure",
];

/// How runs may go on at the same time.
pub(in crate::domain::flow) const MODES: [&str; 3] = ["parallel", "queue", "drop"];
/// Longest name of a flow or a step, in characters.
pub(in crate::domain::flow) const NAME: usize = 100;
/// Longest description, in characters.
pub(in crate::domain::flow) const DESCRIPTION: usize = 2000;
/// Most triggers.
pub(in crate::domain::flow) const TRIGGERS: usize = 20;
/// Most tables.
pub(in crate::domain::flow) const TABLES: usize = 20;
/// Most entries of a table.
pub(in crate::domain::flow) const ENTRIES: usize = 1000;
/// Most runs of a flow that may go on at a time.
pub(in crate::domain::flow) const PARALLEL: u64 = 100;
/// Most that may be said of runs within a minute, within an hour, and within a minute for one entity.
pub(in crate::domain::flow) const RUNS: [u64; 3] = [6_000, 100_000, 1_000];

/// Something that is wrong with a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("{}{message}", if path.is_empty() { String::new() } else { format!("{path}: ") })]
pub struct Problem {
    /// Where, as a JSON pointer; empty for the document as a whole.
    pub path: String,
    /// What is wrong, and what to do.
    pub message: String,
}

impl Problem {
    /// A problem at a place.
    pub fn new(path: impl Into<String>, message: impl Into<String>) -> Self {
        Self { path: path.into(), message: message.into() }
    }
}

/// Reads a document. What is read depends on nothing but the document: it can be stored as it is and read again.
pub fn read(document: &Value) -> Result<Definition, Vec<Problem>> {
    let allowed = Size { bytes: definition::BYTES, values: definition::BYTES, depth: 2 * limits::DEPTH };
    if let Err(fault) = limits::measure(document, allowed) {
        return Err(vec![Problem::new("", format!("the document has {fault}"))]);
    }
    let Value::Object(fields) = document else {
        return Err(vec![Problem::new("", "a flow is a JSON object")]);
    };
    // A document of another version would only give problems that miss the point.
    schema(fields.get("schema"))?;
    let mut reader = Reader::default();
    let definition = reader.flow(fields);
    reader.places.finish(&mut reader.problems);
    match definition {
        Some(definition) if reader.problems.is_empty() => Ok(definition),
        _ => Err(reader.problems),
    }
}

fn schema(found: Option<&Value>) -> Result<(), Vec<Problem>> {
    let message = match found {
        Some(Value::String(schema)) if schema == SCHEMA => return Ok(()),
        Some(Value::String(schema)) if schema.starts_with("clockify-addons/flow/") => {
            format!("this program reads {SCHEMA}; '{}' is of another version of it", limits::cut(schema))
        }
        None => format!("it is missing: a flow begins with \"schema\": \"{SCHEMA}\""),
        Some(_) => format!("'{SCHEMA}' is expected; a flow of another system has to be converted first"),
    };
    Err(vec![Problem::new("/schema", message)])
}

impl Reader {
    fn flow(&mut self, fields: &Map<String, Value>) -> Option<Definition> {
        self.known(fields, "", &FIELDS);
        self.depth = 1;
        let name = self.required(fields, "", "name").and_then(|value| self.line(value, "/name", NAME));
        let description = fields.get("description").and_then(|value| self.text(value, "/description", DESCRIPTION));
        let triggers = self.triggers(fields);
        let when = fields.get("when").and_then(|value| self.condition(value, "/when"));
        let on_changes_by_flows =
            fields.get("onChangesByFlows").and_then(|value| self.flag(value, "/onChangesByFlows"));
        let once = fields.get("once").and_then(|value| self.key(value, "/once"));
        if once.as_ref().is_some_and(Template::is_literal) {
            self.problem("/once", "without a placeholder the flow would run once and never again");
        }
        let concurrency = fields.get("concurrency").and_then(|value| self.concurrency(value, "/concurrency"));
        let limits = fields.get("limits").and_then(|value| self.limits(value, "/limits"));
        let tables = fields.get("tables").and_then(|value| self.tables(value, "/tables"));
        self.tables = tables.iter().flat_map(Map::keys).cloned().collect();
        let steps = match self.required(fields, "", "steps") {
            Some(Value::Array(list)) if list.is_empty() => {
                self.problem("/steps", "a flow needs at least one step");
                None
            }
            Some(steps) => self.steps(steps, "/steps"),
            None => None,
        };
        let on_failure = fields.get("onFailure").map(|value| self.steps(value, "/onFailure"));
        self.lookups();
        if self.places.count() > definition::STEPS {
            let message = format!("a flow has at most {} steps, those inside of others included", definition::STEPS);
            self.problem("/steps", message);
        }
        Some(Definition {
            name: name?,
            description: description.unwrap_or_default(),
            triggers: triggers?,
            when,
            on_changes_by_flows: on_changes_by_flows.unwrap_or_default(),
            once,
            concurrency: concurrency.unwrap_or(Concurrency::Parallel { max: None }),
            limits: limits.unwrap_or_default(),
            tables: tables.unwrap_or_default(),
            steps: steps?,
            on_failure: on_failure.unwrap_or_else(|| Some(Vec::new()))?,
        })
    }

    fn concurrency(&mut self, value: &Value, path: &str) -> Option<Concurrency> {
        let fields = self.object(value, path)?;
        let mode = self.required(fields, path, "mode")?;
        let mode = self.one_of(mode, &format!("{path}/mode"), &MODES)?;
        if mode == "parallel" {
            self.known(fields, path, &["mode", "max"]);
            let max = fields.get("max").and_then(|max| self.whole(max, &format!("{path}/max"), 1, PARALLEL));
            return Some(Concurrency::Parallel { max: max.and_then(|max| u32::try_from(max).ok()) });
        }
        self.known(fields, path, &["mode", "key"]);
        let key = self.required(fields, path, "key")?;
        let key = self.key(key, &format!("{path}/key"))?;
        Some(if mode == "queue" { Concurrency::Queue { key } } else { Concurrency::Drop { key } })
    }

    fn limits(&mut self, value: &Value, path: &str) -> Option<Limits> {
        let fields = self.object(value, path)?;
        self.known(fields, path, &["runsPerMinute", "runsPerHour", "runsPerEntity"]);
        let mut limit = |name: &str, most| {
            let limit = self.whole(fields.get(name)?, &format!("{path}/{name}"), 1, most)?;
            u32::try_from(limit).ok()
        };
        let preset = Limits::default();
        let [minute, hour, entity] = RUNS;
        Some(Limits {
            per_minute: limit("runsPerMinute", minute),
            per_hour: limit("runsPerHour", hour).unwrap_or(preset.per_hour),
            per_entity: limit("runsPerEntity", entity).unwrap_or(preset.per_entity),
        })
    }

    fn tables(&mut self, value: &Value, path: &str) -> Option<Map<String, Value>> {
        let tables = self.object(value, path)?;
        if tables.len() > TABLES {
            self.problem(path, format!("at most {TABLES} tables"));
        }
        for (name, table) in tables {
            let at = super::fault::pointer(path, name);
            match table {
                _ if !fields::is_name(name) => self.problem(&at, fields::NAME_RULE),
                Value::Object(entries) if entries.len() > ENTRIES => {
                    self.problem(&at, format!("a table has at most {ENTRIES} entries"));
                }
                Value::Object(_) => {}
                other => self.wrong(other, &at, "a table, as an object of values by key"),
            }
        }
        Some(tables.clone())
    }

    /// A condition. What it refers to has to be known where it stands.
    fn condition(&mut self, value: &Value, path: &str) -> Option<Condition> {
        match Condition::compile(value) {
            Ok(condition) => {
                for (place, expression) in condition.expressions() {
                    self.refers(expression, &format!("{path}{place}"));
                }
                Some(condition)
            }
            Err(errors) => {
                let placed =
                    errors.into_iter().map(|error| Problem::new(format!("{path}{}", error.path), error.message));
                self.problems.extend(placed);
                None
            }
        }
    }
}

#[cfg(test)]
mod tests;
