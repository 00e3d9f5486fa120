//! The JSON Schema of documents (draft 2020-12), for editors and for those who write flows by program.
//!
//! It is made of the lists that the reader goes by. It accepts whatever the reader accepts; what a schema can't say, such as
//! whether a reference leads somewhere, only the reader refuses.

use serde_json::{Map, Value, json};

use super::condition::{Op, Right};
use super::definition::{ATTEMPTS, ITEMS_AT_A_TIME, STEPS};
use super::read::{self, ACTIONS, DAYS, ID, METHODS, MODES, SCHEMA};
use super::{filters, limits};
use crate::domain::event::EventType;

/// The schema.
#[must_use]
pub fn schema() -> Value {
    let names: Vec<_> = filters().collect();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:clockify-addons:flow:v1",
        "title": "A flow of clockify-addons",
        "description": "What starts it, under which conditions, and what it does. docs/reference/flow-document.md explains each field.",
        "type": "object",
        "required": ["schema", "name", "triggers", "steps"],
        "additionalProperties": false,
        "properties": fields(),
        "$defs": {
            "line": {"type": "string", "pattern": "^\\S(.*\\S)?$", "maxLength": read::NAME},
            "name": {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,64}$"},
            "duration": {"type": "string", "pattern": "^([0-9]{1,9}[smhd]|P.+)$", "examples": ["15m", "2h", "PT1H30M"]},
            "timeOfDay": {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"},
            "zone": {"type": "string", "minLength": 1, "maxLength": 64, "examples": ["Europe/Vienna"]},
            "reference": {
                "description": "Where a value comes from, and filters.",
                "type": "string",
                "minLength": 1,
                "examples": ["$.projectId", "steps.entry.body.tagIds", "$.description | default('') | lower"],
                "x-filters": names
            },
            "template": {
                "description": "Any value; texts may hold {{ references }}, and a text from $. on is one.",
                "x-filters": names
            },
            "text": {"type": "string", "description": "A text that may hold {{ references }}."},
            "scalar": {"type": ["string", "number", "boolean"]},
            "path": {
                "type": "object",
                "propertyNames": {"not": {"const": "workspaceId"}},
                "additionalProperties": {"$ref": "#/$defs/scalar"}
            },
            "query": {
                "type": "object",
                "additionalProperties": {"type": ["string", "number", "boolean", "array", "null"]}
            },
            "trigger": trigger(),
            "condition": condition(),
            "steps": {"type": "array", "maxItems": STEPS, "items": {"$ref": "#/$defs/step"}},
            "step": step()
        }
    })
}

fn fields() -> Value {
    let [minute, hour, entity] = read::RUNS;
    let [parallel, keyed @ ..] = MODES;
    json!({
        "schema": {"const": SCHEMA},
        "name": {"$ref": "#/$defs/line"},
        "description": {"type": "string", "maxLength": read::DESCRIPTION},
        "triggers": {
            "type": "array", "minItems": 1, "maxItems": read::TRIGGERS, "uniqueItems": true,
            "items": {"$ref": "#/$defs/trigger"}
        },
        "when": {"$ref": "#/$defs/condition"},
        "onChangesByFlows": {"type": "boolean", "default": false},
        "once": {"$ref": "#/$defs/text"},
        "concurrency": {"oneOf": [
            object(&[("mode", json!({"const": parallel}), true), ("max", whole(1, read::PARALLEL), false)]),
            object(&[("mode", json!({"enum": keyed}), true), ("key", text(), true)])
        ]},
        "limits": object(&[
            ("runsPerMinute", whole(1, minute), false),
            ("runsPerHour", whole(1, hour), false),
            ("runsPerEntity", whole(1, entity), false),
        ]),
        "tables": {
            "type": "object", "maxProperties": read::TABLES,
            "propertyNames": {"$ref": "#/$defs/name"},
            "additionalProperties": {"type": "object", "maxProperties": read::ENTRIES}
        },
        "steps": {"$ref": "#/$defs/steps", "minItems": 1},
        "onFailure": {"$ref": "#/$defs/steps"}
    })
}

/// An object of these fields, each with its schema and whether it has to be there.
fn object(fields: &[(&str, Value, bool)]) -> Value {
    let properties: Map<_, _> = fields.iter().map(|(name, schema, _)| ((*name).to_owned(), schema.clone())).collect();
    let required: Vec<_> = fields.iter().filter(|(_, _, required)| *required).map(|(name, _, _)| *name).collect();
    let mut object = json!({"type": "object", "additionalProperties": false, "properties": properties});
    if let (false, Some(fields)) = (required.is_empty(), object.as_object_mut()) {
        fields.insert("required".to_owned(), json!(required));
    }
    object
}

fn whole(least: u64, most: u64) -> Value {
    json!({"type": "integer", "minimum": least, "maximum": most})
}

fn text() -> Value {
    json!({"$ref": "#/$defs/text"})
}

fn defined(name: &str) -> Value {
    json!({"$ref": format!("#/$defs/{name}")})
}

fn trigger() -> Value {
    let days = json!({"type": "array", "minItems": 1, "uniqueItems": true, "items": {"enum": DAYS}});
    let weekly = object(&[("days", days, true), ("at", defined("timeOfDay"), true)]);
    let source = json!({"type": "string", "pattern": "^[a-z0-9-]{1,64}$"});
    json!({"oneOf": [
        object(&[("event", json!({"enum": EventType::ALL.map(EventType::name).to_vec()}), true)]),
        object(&[("source", source, true), ("event", defined("line"), false)]),
        object(&[("every", defined("duration"), true)]),
        object(&[("daily", defined("timeOfDay"), true), ("zone", defined("zone"), false)]),
        object(&[("weekly", weekly, true), ("zone", defined("zone"), false)])
    ]})
}

fn condition() -> Value {
    let list = json!({"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/condition"}});
    let mut shapes = vec![
        object(&[("all", list.clone(), true)]),
        object(&[("any", list, true)]),
        object(&[("not", defined("condition"), true)]),
    ];
    let mut seen = Vec::new();
    for right in Op::ALL.iter().map(|op| op.right()) {
        if seen.contains(&right) {
            continue;
        }
        seen.push(right);
        let names: Vec<_> = Op::ALL.iter().filter(|op| op.right() == right).map(|op| op.name()).collect();
        let mut fields = vec![("left", defined("reference"), true), ("op", json!({"enum": names}), true)];
        fields.extend(side(right).map(|schema| ("right", schema, true)));
        shapes.push(object(&fields));
    }
    json!({"oneOf": shapes})
}

/// What stands on the right; a text may be a placeholder for it.
fn side(right: Right) -> Option<Value> {
    match right {
        Right::None => None,
        Right::Pattern => Some(json!({"type": "string", "maxLength": limits::PATTERN})),
        Right::Text | Right::DateTime | Right::Duration => Some(json!({"type": "string"})),
        Right::Number => Some(json!({"type": ["number", "string"]})),
        Right::Texts | Right::List | Right::Range => Some(json!({"type": ["array", "string"]})),
        Right::Value => Some(json!({})),
    }
}

fn step() -> Value {
    let attempts = whole(1, u64::from(ATTEMPTS));
    let mut properties = json!({
        "id": {"type": "string", "pattern": format!("^[a-z0-9_-]{{1,{ID}}}$")},
        "name": {"$ref": "#/$defs/line"},
        "onlyIf": {"$ref": "#/$defs/condition"},
        "retry": object(&[
            ("attempts", attempts, false), ("base", defined("duration"), false), ("cap", defined("duration"), false),
        ]),
        "onError": {"oneOf": [{"enum": ["stop", "continue"]}, object(&[("run", defined("steps"), true)])]}
    });
    if let Some(properties) = properties.as_object_mut() {
        properties.extend(ACTIONS.into_iter().map(|name| (name.to_owned(), action(name))));
    }
    let one: Vec<_> = ACTIONS.iter().map(|name| json!({"required": [name]})).collect();
    json!({
        "type": "object", "required": ["id"], "additionalProperties": false, "properties": properties, "oneOf": one
    })
}

fn action(name: &str) -> Value {
    let operation = json!({"type": "string", "minLength": 1, "maxLength": 200});
    let filled = json!({"type": "object", "minProperties": 1});
    match name {
        "call" => object(&[
            ("operation", operation, true),
            ("path", defined("path"), false),
            ("query", defined("query"), false),
            ("body", defined("template"), false),
        ]),
        "update" => {
            let mut update = object(&[
                ("operation", operation, true),
                ("path", defined("path"), false),
                ("set", filled.clone(), false),
                ("add", filled, false),
            ]);
            if let Some(fields) = update.as_object_mut() {
                fields.insert("anyOf".to_owned(), json!([{"required": ["set"]}, {"required": ["add"]}]));
            }
            update
        }
        "forEach" => object(&[
            ("items", defined("reference"), true),
            ("concurrency", whole(1, ITEMS_AT_A_TIME as u64), false),
            ("onItemError", json!({"enum": ["stop", "skip"]}), false),
            ("steps", json!({"$ref": "#/$defs/steps", "minItems": 1}), true),
        ]),
        "if" => object(&[
            ("condition", defined("condition"), true),
            ("then", defined("steps"), true),
            ("else", defined("steps"), false),
        ]),
        "delay" => json!({"oneOf": [
            object(&[("for", defined("duration"), true)]), object(&[("until", text(), true)])
        ]}),
        "http" => object(&[
            ("method", json!({"enum": METHODS}), true),
            ("url", json!({"type": "string", "pattern": "^[Hh][Tt][Tt][Pp][Ss]?://", "maxLength": 2000}), true),
            ("headers", json!({"type": "object", "additionalProperties": {"type": ["string", "number"]}}), false),
            ("query", defined("query"), false),
            ("body", defined("template"), false),
            ("sign", defined("name"), false),
        ]),
        _ => object(&[("outcome", json!({"enum": ["succeeded", "failed"]}), true), ("reason", text(), false)]),
    }
}

/// The schema as it is kept in a file.
#[must_use]
pub fn file() -> String {
    let text = serde_json::to_string_pretty(&schema()).unwrap_or_default();
    format!("{text}\n")
}
