//! Whether a call is as the catalogue says it must be.

use serde_json::Value;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::refusal::Refusal;
use crate::clockify::catalogue::{Kind, Operation, Place, Schema};

/// Checks the parameters of the query.
pub(super) fn query(operation: &Operation, query: &[(String, String)]) -> Result<(), Refusal> {
    for parameter in operation.parameters.iter().filter(|parameter| parameter.place == Place::Query) {
        let mut given = query.iter().filter(|(name, _)| *name == parameter.name).map(|(_, value)| value).peekable();
        if parameter.required && parameter.schema.preset.is_none() && given.peek().is_none() {
            return Err(Refusal::missing(&parameter.name));
        }
        let schema = match (&parameter.schema.kind, &parameter.schema.items) {
            (Kind::Array, Some(items)) => items,
            _ => &parameter.schema,
        };
        for value in given {
            if !is_text_of(schema, value) {
                return Err(Refusal::malformed(&parameter.name));
            }
        }
    }
    Ok(())
}

/// Whether a text of the query can be the value. An empty one counts as not given.
fn is_text_of(schema: &Schema, text: &str) -> bool {
    if text.is_empty() {
        return true;
    }
    let within = |number: f64| schema.min.is_none_or(|min| number >= min) && schema.max.is_none_or(|max| number <= max);
    let allowed = || schema.allowed.is_empty() || schema.allowed.iter().any(|value| value == text);
    match schema.kind {
        Kind::Integer => text.parse::<i32>().is_ok_and(|number| within(number.into())),
        Kind::Number => text.parse().is_ok_and(within),
        Kind::Boolean => matches!(text, "true" | "false"),
        Kind::String => allowed() && (schema.format.as_deref() != Some("date-time") || moment(text).is_some()),
        Kind::Any | Kind::Array | Kind::Object => true,
    }
}

/// A time as a caller writes it.
pub(super) fn moment(text: &str) -> Option<OffsetDateTime> {
    // Some write no zone at all; the platform takes that for UTC.
    OffsetDateTime::parse(text, &Rfc3339).or_else(|_| OffsetDateTime::parse(&format!("{text}Z"), &Rfc3339)).ok()
}

/// Checks a body.
pub(super) fn body(operation: &Operation, value: &Value) -> Result<(), Refusal> {
    match &operation.body {
        Some(body) if body.required && value.is_null() => Err(Refusal::shape("Required request body is missing")),
        Some(body) if !value.is_null() => shape("body", &body.schema, value),
        _ => Ok(()),
    }
}

fn shape(place: &str, schema: &Schema, value: &Value) -> Result<(), Refusal> {
    if value.is_null() {
        return Ok(());
    }
    let fits = match schema.kind {
        Kind::Any => true,
        Kind::String => value.is_string(),
        Kind::Integer => value.is_i64() || value.is_u64() || value.as_f64().is_some_and(|number| number.fract() == 0.0),
        Kind::Number => value.is_number(),
        Kind::Boolean => value.is_boolean(),
        Kind::Array => value.is_array(),
        Kind::Object => value.is_object(),
    };
    if !fits {
        return Err(Refusal::shape(format!("Invalid value for {place}")));
    }
    if schema.kind != Kind::Array && !schema.allowed.is_empty() && !schema.allowed.contains(value) {
        return Err(Refusal::shape(format!("{place} is not one of the values accepted")));
    }
    bounds(place, schema, value)?;
    if schema.format.as_deref() == Some("date-time") && value.as_str().is_some_and(|text| moment(text).is_none()) {
        return Err(Refusal::shape(format!("{place} is not a date and time")));
    }
    for field in &schema.fields {
        let inner = if place == "body" { field.name.clone() } else { format!("{place}.{}", field.name) };
        match &value[&field.name] {
            Value::Null if field.required => return Err(Refusal::domain(format!("{inner} is required"))),
            value => shape(&inner, &field.schema, value)?,
        }
    }
    if let Some(items) = &schema.items {
        for (at, item) in value.as_array().into_iter().flatten().enumerate() {
            shape(&format!("{place}[{at}]"), items, item)?;
        }
    }
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "nothing that long was sent")]
fn bounds(place: &str, schema: &Schema, value: &Value) -> Result<(), Refusal> {
    let (size, unit) = match value {
        Value::String(text) => (Some(text.chars().count() as f64), " characters"),
        Value::Array(items) => (Some(items.len() as f64), " items"),
        other => (other.as_f64(), ""),
    };
    let Some(size) = size else { return Ok(()) };
    if let Some(min) = schema.min.filter(|min| size < *min) {
        return Err(Refusal::domain(format!("{place} has to be at least {min}{unit}")));
    }
    match schema.max.filter(|max| size > *max) {
        Some(max) => Err(Refusal::domain(format!("{place} has to be at most {max}{unit}"))),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn schema(text: Value) -> Schema {
        serde_json::from_value(text).unwrap()
    }

    #[test]
    fn bodies_are_checked_to_the_last_field() {
        let schema = schema(json!({ "type": "object", "fields": [
            { "name": "name", "type": "string", "required": true, "min": 2.0, "max": 5.0 },
            { "name": "amount", "type": "integer", "min": 0.0 },
            { "name": "kind", "type": "string", "enum": ["A", "B"] },
            { "name": "at", "type": "string", "format": "date-time" },
            { "name": "list", "type": "array", "items": { "type": "object", "fields": [
                { "name": "id", "type": "string", "required": true },
            ] } },
        ] }));
        for good in [
            json!({ "name": "äöü" }),
            json!({ "name": "abc", "amount": 0, "kind": "B", "at": "2027-01-15T08:00:00Z", "list": [{ "id": "x" }] }),
            json!({ "name": "abc", "amount": null, "unknown": {} }),
        ] {
            assert_eq!(shape("body", &schema, &good), Ok(()), "{good}");
        }
        for (bad, word) in [
            (json!([]), "body"),
            (json!({}), "name is required"),
            (json!({ "name": "a" }), "at least 2 characters"),
            (json!({ "name": "abcdef" }), "at most 5 characters"),
            (json!({ "name": "abc", "amount": -1 }), "amount has to be at least 0"),
            (json!({ "name": "abc", "amount": "1" }), "amount"),
            (json!({ "name": "abc", "kind": "C" }), "kind is not one of"),
            (json!({ "name": "abc", "at": "yesterday" }), "at is not a date"),
            (json!({ "name": "abc", "list": [{ "id": "x" }, {}] }), "list[1].id is required"),
        ] {
            let refusal = format!("{:?}", shape("body", &schema, &bad).unwrap_err());
            assert!(refusal.contains(word), "{bad}: {refusal}");
        }
    }

    #[test]
    fn texts_of_the_query_are_checked() {
        let number = schema(json!({ "type": "integer", "min": 1.0, "max": 200.0 }));
        let word = schema(json!({ "type": "string", "enum": ["ASC", "DESC"] }));
        let flag = schema(json!({ "type": "boolean" }));
        for (schema, text, good) in [
            (&number, "200", true),
            (&number, "", true),
            (&number, "201", false),
            (&number, "0", false),
            (&number, "many", false),
            (&number, "99999999999", false),
            (&word, "ASC", true),
            (&word, "asc", false),
            (&flag, "true", true),
            (&flag, "1", false),
        ] {
            assert_eq!(is_text_of(schema, text), good, "{text}");
        }
    }
}
