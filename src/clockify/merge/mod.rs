//! Changing some fields of an entity whose write replaces all of them: what the write would have to say to change
//! nothing, and what it says with the changes.
//!
//! Nothing is called here. Whoever merges reads the entity with the operation that the [catalogue](Merge) names, makes
//! its [`current`] body, [applies](apply) the changes, and sends the result if it differs.

use serde::Serialize;
use serde_json::{Map, Value};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::catalogue::{Kind, Merge, Method, Operation, Schema, Source};

/// A body with the changes in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Merged {
    /// What to send: everything where the write replaces the entity, or else the changes alone.
    pub body: Value,
    /// Whether sending it would change anything.
    pub changed: bool,
    /// What it would change, by path.
    pub differences: Vec<Difference>,
}

/// A field that changes.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Difference {
    /// The field, with dots where it lies deeper: `hourlyRate.amount`.
    pub path: String,
    /// What it was. Null and nothing are the same.
    pub before: Value,
    /// What it will be.
    pub after: Value,
}

/// The entity in what the reading operation answered, where that is a list: the item with this id.
#[must_use]
pub fn item<'a>(get: &Operation, list: &'a Value, id: &str) -> Option<&'a Value> {
    use super::catalogue::Answer;
    let list = match &get.answer {
        Answer::Envelope(field) => at(list, field)?,
        _ => list,
    };
    let name = get.entity_id.as_deref().unwrap_or("id");
    list.as_array()?.iter().find(|item| at(item, name).is_some_and(|found| found == id))
}

/// The body with which the operation would change nothing, out of the entity as it was read. What the entity doesn't
/// have isn't in it. None: the catalogue doesn't know how.
#[must_use]
pub fn current(operation: &Operation, entity: &Value) -> Option<Value> {
    let (merge, body) = (operation.merge.as_ref()?, operation.body.as_ref()?);
    let walk = Walk { merge, entity };
    let fields = body.schema.fields.iter().filter(|field| !merge.without.contains(&field.name));
    let fields = fields.filter_map(|field| {
        let value = walk.value(&field.name, &field.name, &field.schema, entity.get(&field.name))?;
        Some((field.name.clone(), value))
    });
    Some(Value::Object(fields.collect()))
}

struct Walk<'a> {
    merge: &'a Merge,
    /// The whole of what was read.
    entity: &'a Value,
}

impl Walk<'_> {
    /// A field of the body; `own` is what stands there under its own name.
    fn value(&self, path: &str, name: &str, schema: &Schema, own: Option<&Value>) -> Option<Value> {
        let found = match self.merge.fields.get(path) {
            Some(Source::At(place)) => at(self.entity, place).cloned(),
            Some(Source::Each { list, each }) => {
                let items = at(self.entity, list)?.as_array()?.iter();
                Some(items.filter_map(|item| at(item, each).cloned()).collect())
            }
            Some(Source::Part { of, by }) => Some(divided(at(self.entity, of)?, *by)),
            None => own.cloned(),
        };
        let found = found.filter(|value| !value.is_null());
        match schema.kind {
            Kind::Object if !schema.fields.is_empty() => {
                let fields = schema.fields.iter().filter_map(|field| {
                    let inner = found.as_ref().and_then(|found| found.get(&field.name));
                    let value = self.value(&format!("{path}.{}", field.name), &field.name, &field.schema, inner)?;
                    Some((field.name.clone(), value))
                });
                let fields: Map<_, _> = fields.collect();
                (!fields.is_empty()).then_some(Value::Object(fields))
            }
            Kind::Array => match (found?, &schema.items) {
                (Value::Array(items), Some(shape)) => {
                    let path = format!("{path}[]");
                    Some(items.iter().filter_map(|item| self.value(&path, "", shape, Some(item))).collect())
                }
                (other, _) => Some(other),
            },
            // Some references to nothing are read as an empty text.
            Kind::String => found.filter(|value| value != "" || !name.ends_with("Id")),
            _ => found,
        }
    }
}

/// A number in another unit. What is none stays as it is.
fn divided(number: &Value, by: u32) -> Value {
    match number.as_i64() {
        Some(whole) if whole % i64::from(by) == 0 => (whole / i64::from(by)).into(),
        _ => number.as_f64().map_or_else(|| number.clone(), |number| (number / f64::from(by)).into()),
    }
}

/// The value at a path with dots.
#[must_use]
pub fn at<'a>(value: &'a Value, path: &str) -> Option<&'a Value> {
    path.split('.').try_fold(value, |value, name| value.get(name))
}

/// Puts the changes into a [`current`] body. Objects are changed field by field (RFC 7386), and null takes a field away;
/// anything else is replaced, lists as a whole.
#[must_use]
pub fn apply(operation: &Operation, current: &Value, changes: &Map<String, Value>) -> Merged {
    let nothing = Map::new();
    let before = current.as_object().unwrap_or(&nothing);
    let mut after = before.clone();
    let mut differences = Vec::new();
    let mut names = Vec::new();
    for (name, change) in changes {
        patch(&mut after, name, change);
        let known = differences.len();
        let fields = operation.body.iter().flat_map(|body| &body.schema.fields);
        let schema = fields.into_iter().find(|field| field.name == *name).map(|field| &field.schema);
        differ(name, schema, before.get(name), after.get(name), &mut differences);
        if differences.len() > known {
            names.push(name.as_str());
        }
    }
    let mut body = if operation.method == Method::Put { after } else { changes.clone() };
    if let Some(changed) = operation.merge.as_ref().and_then(|merge| merge.changed.as_ref()) {
        let listed: Value = names.iter().filter_map(|name| changed.names.get(*name)).cloned().collect();
        body.insert(changed.field.clone(), listed);
    }
    Merged { body: Value::Object(body), changed: !differences.is_empty(), differences }
}

fn patch(target: &mut Map<String, Value>, name: &str, change: &Value) {
    match change {
        Value::Null => _ = target.remove(name),
        Value::Object(changes) => {
            let mut inner = match target.remove(name) {
                Some(Value::Object(inner)) => inner,
                _ => Map::new(),
            };
            for (name, change) in changes {
                patch(&mut inner, name, change);
            }
            target.insert(name.to_owned(), Value::Object(inner));
        }
        other => _ = target.insert(name.to_owned(), other.clone()),
    }
}

fn differ(
    path: &str,
    schema: Option<&Schema>,
    before: Option<&Value>,
    after: Option<&Value>,
    into: &mut Vec<Difference>,
) {
    let (before, after) = (before.unwrap_or(&Value::Null), after.unwrap_or(&Value::Null));
    if let (Value::Object(old), Value::Object(new)) = (before, after) {
        let names = old.keys().chain(new.keys().filter(|name| !old.contains_key(*name)));
        for name in names {
            let schema = schema.and_then(|schema| schema.fields.iter().find(|field| field.name == *name));
            let schema = schema.map(|field| &field.schema);
            differ(&format!("{path}.{name}"), schema, old.get(name), new.get(name), into);
        }
    } else if !same(schema, before, after) {
        into.push(Difference { path: path.to_owned(), before: before.clone(), after: after.clone() });
    }
}

/// Whether two values say the same: a moment may be written in several ways, and so may a number.
fn same(schema: Option<&Schema>, one: &Value, other: &Value) -> bool {
    let is_time = || schema.is_some_and(|schema| schema.format.as_deref() == Some("date-time"));
    match (one, other) {
        (Value::Array(ones), Value::Array(others)) => {
            let items = schema.and_then(|schema| schema.items.as_deref());
            ones.len() == others.len() && ones.iter().zip(others).all(|(one, other)| same(items, one, other))
        }
        (Value::Object(ones), Value::Object(others)) => {
            let mut differences = Vec::new();
            for name in ones.keys().chain(others.keys()) {
                let inner = schema.and_then(|schema| schema.fields.iter().find(|field| field.name == *name));
                let inner = inner.map(|field| &field.schema);
                differ(name, inner, ones.get(name), others.get(name), &mut differences);
            }
            differences.is_empty()
        }
        (Value::Number(one), Value::Number(other)) if one.is_f64() || other.is_f64() => one.as_f64() == other.as_f64(),
        (Value::String(one), Value::String(other)) if one != other && is_time() => {
            moment(one).is_some_and(|at| Some(at) == moment(other))
        }
        _ => one == other,
    }
}

/// A moment in any of its spellings. Without a zone it is in UTC, as the platform takes it.
fn moment(text: &str) -> Option<OffsetDateTime> {
    OffsetDateTime::parse(text, &Rfc3339).or_else(|_| OffsetDateTime::parse(&format!("{text}Z"), &Rfc3339)).ok()
}

#[cfg(test)]
mod tests;
