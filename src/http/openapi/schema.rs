//! Words for schemas: short enough that a shape reads like what it describes.
//!
//! Objects have no members but those that are named, so that whatever an answer has and nobody described is noticed.

#![expect(clippy::needless_pass_by_value, reason = "a schema is made where it is said")]

use serde_json::{Map, Value, json};

/// Members that have to be there, and no others.
pub(super) fn object<const N: usize>(members: [(&str, Value); N]) -> Value {
    let names: Vec<_> = members.iter().map(|(name, _)| *name).collect();
    let members: Map<_, _> = members.into_iter().map(|(name, schema)| (name.to_owned(), schema)).collect();
    let required = if names.is_empty() { json!({}) } else { json!({ "required": names }) };
    let mut object = json!({ "type": "object", "properties": members, "additionalProperties": false });
    merge(&mut object, required);
    object
}

/// The same object with members that have to be there as well.
pub(super) fn and<const N: usize>(mut whole: Value, members: [(&str, Value); N]) -> Value {
    for (name, schema) in members {
        whole["properties"][name] = schema;
        match whole["required"].as_array_mut() {
            Some(required) => required.push(name.into()),
            None => whole["required"] = json!([name]),
        }
    }
    whole
}

/// The same object with members that may be there.
pub(super) fn maybe<const N: usize>(mut whole: Value, members: [(&str, Value); N]) -> Value {
    for (name, schema) in members {
        whole["properties"][name] = schema;
    }
    whole
}

/// An object whose members are all of one kind, whatever they are called.
pub(super) fn map(of: Value) -> Value {
    json!({ "type": "object", "additionalProperties": of })
}

/// A component.
pub(super) fn a(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// Or null.
pub(super) fn or_null(schema: Value) -> Value {
    match schema.get("type").and_then(Value::as_str).map(str::to_owned) {
        Some(kind) if schema.get("enum").is_none() => {
            let mut schema = schema;
            schema["type"] = json!([kind, "null"]);
            schema
        }
        _ => json!({ "anyOf": [schema, { "type": "null" }] }),
    }
}

pub(super) fn list(of: Value) -> Value {
    json!({ "type": "array", "items": of })
}

pub(super) fn text() -> Value {
    json!({ "type": "string" })
}

/// Text of so many characters.
pub(super) fn line(least: u32, most: u32) -> Value {
    json!({ "type": "string", "minLength": least, "maxLength": most })
}

pub(super) fn pattern(pattern: &str) -> Value {
    json!({ "type": "string", "pattern": pattern })
}

pub(super) fn one_of(names: &[&str]) -> Value {
    json!({ "type": "string", "enum": names })
}

pub(super) fn flag() -> Value {
    json!({ "type": "boolean" })
}

/// A whole number, not below zero.
pub(super) fn count() -> Value {
    json!({ "type": "integer", "minimum": 0 })
}

/// A whole number in these bounds.
pub(super) fn whole(least: i64, most: i64) -> Value {
    json!({ "type": "integer", "minimum": least, "maximum": most })
}

/// Any JSON.
pub(super) fn any() -> Value {
    json!({})
}

/// Any JSON object.
pub(super) fn any_object() -> Value {
    json!({ "type": "object" })
}

/// The id of something of ours.
pub(super) fn id() -> Value {
    pattern("^[0-9a-f]{32}$")
}

/// A time, as answers have it.
pub(super) fn time() -> Value {
    json!({ "type": "string", "format": "date-time" })
}

pub(super) fn says(mut schema: Value, description: &str) -> Value {
    schema["description"] = description.into();
    schema
}

/// A page of a list, and what to ask for to see the next.
pub(super) fn page(name: &str, of: Value) -> Value {
    object([(name, list(of)), ("next", or_null(id()))])
}

pub(super) fn merge(into: &mut Value, more: Value) {
    if let (Value::Object(into), Value::Object(more)) = (into, more) {
        into.extend(more);
    }
}
