//! Whether an event is the echo of a flow's own write.
//!
//! Clockify doesn't say who caused an event. So what a write will cause is noted before it is sent, and an event that
//! fits is known as its echo: it is about the same entity, and what was written stands in it. An event that says
//! something else is somebody's own change, however close it follows.

use serde_json::{Map, Value};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::db::entities::flow_echo;

/// How long an echo is expected.
pub(super) const EXPECTED_FOR: time::Duration = time::Duration::minutes(2);

/// How long an event waits for the answer of a write that may be about it.
pub(super) const ANSWER: time::Duration = time::Duration::seconds(2);

/// The deepest that flows may start each other: the first run and two that follow.
pub(super) const DEEPEST: i16 = 3;

/// Whether the event says what was written. Fields that the event doesn't have say nothing.
pub(super) fn fits(echo: &flow_echo::Model, payload: &Value) -> bool {
    let Ok(Value::Object(written)) = serde_json::from_str(&echo.fields) else { return true };
    let Some(payload) = payload.as_object() else { return true };
    written.iter().all(|(name, value)| match said(payload, name) {
        Some(said) => is_same(value, said),
        None => true,
    })
}

/// A field of a payload. Times of an entry stand one level deeper than they are written.
fn said<'a>(payload: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    let interval = || payload.get("timeInterval").and_then(|interval| interval.get(name));
    payload.get(name).or_else(interval)
}

/// Whether two values mean the same: of objects what both have, lists in any order, times however they are written.
fn is_same(written: &Value, said: &Value) -> bool {
    match (written, said) {
        (Value::Object(written), Value::Object(said)) => {
            written.iter().all(|(name, value)| said.get(name).is_none_or(|said| is_same(value, said)))
        }
        (Value::Array(written), Value::Array(said)) => {
            written.len() == said.len() && written.iter().all(|value| said.iter().any(|said| is_same(value, said)))
        }
        (Value::String(written), Value::String(said)) => written == said || is_same_time(written, said),
        (Value::Number(written), Value::Number(said)) => written == said || written.as_f64() == said.as_f64(),
        // Clockify writes nothing in several ways.
        (written, said) if is_nothing(written) && is_nothing(said) => true,
        // An id stands for an entity in some events, and for a list of ids a list of entities.
        (Value::String(id), Value::Object(entity)) => entity.get("id").is_none_or(|found| found == id),
        (written, said) => written == said,
    }
}

fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(list) => list.is_empty(),
        _ => false,
    }
}

fn is_same_time(a: &str, b: &str) -> bool {
    let read = |text| OffsetDateTime::parse(text, &Rfc3339).ok().map(OffsetDateTime::unix_timestamp);
    read(a).is_some_and(|a| read(b) == Some(a))
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn an_echo_says_what_was_written() {
        for (written, said, expected) in [
            (json!({ "description": "a" }), json!({ "id": "1", "description": "a", "billable": true }), true),
            (json!({ "description": "a" }), json!({ "id": "1", "description": "b" }), false),
            (json!({ "description": "a" }), json!({ "id": "1" }), true),
            (
                json!({ "start": "2026-01-01T08:00:00Z" }),
                json!({ "timeInterval": { "start": "2026-01-01T08:00:00.000Z" } }),
                true,
            ),
            (
                json!({ "start": "2026-01-01T08:00:00Z" }),
                json!({ "timeInterval": { "start": "2026-01-01T09:00:00Z" } }),
                false,
            ),
            (json!({ "tagIds": ["a", "b"] }), json!({ "tagIds": ["b", "a"] }), true),
            (json!({ "tagIds": ["a"] }), json!({ "tagIds": ["a", "b"] }), false),
            (json!({ "tagIds": [] }), json!({ "tagIds": null }), true),
            (json!({ "taskId": null }), json!({ "taskId": "" }), true),
            (json!({ "amount": 5 }), json!({ "amount": 5.0 }), true),
            (
                json!({ "hourlyRate": { "amount": 5 } }),
                json!({ "hourlyRate": { "amount": 5, "currency": "EUR" } }),
                true,
            ),
            (json!([1, 2]), json!({ "id": "1" }), true),
            (json!(null), json!({ "id": "1" }), true),
        ] {
            let echo = flow_echo::Model {
                id: Uuid::nil(),
                workspace_id: String::new(),
                event_type: String::new(),
                entity_id: None,
                fields: written.to_string(),
                in_flight: false,
                run_id: Uuid::nil(),
                flow_id: Uuid::nil(),
                root_run: Uuid::nil(),
                depth: 0,
                event_id: None,
                expires_at_ms: 0,
            };
            assert_eq!(fits(&echo, &said), expected, "{written} {said}");
        }
    }
}
