//! Whether a document with placeholders can be what a schema wants.

use serde_json::Value;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::json;
use crate::clockify::catalogue::{Kind as Wanted, Parameter, Place, Schema};
use crate::domain::flow::{Kind, Problem, Template, suggestion};

/// Compares a template with a schema.
pub(super) struct Values<'t> {
    template: &'t Template,
    /// Places with placeholders.
    dynamic: Vec<String>,
    /// Where the template stands.
    base: &'t str,
    problems: Vec<Problem>,
}

impl<'t> Values<'t> {
    fn new(template: &'t Template, base: &'t str) -> Self {
        let dynamic = template.expressions().into_iter().map(|(path, _)| path).collect();
        Self { template, dynamic, base, problems: Vec::new() }
    }

    /// A whole body.
    pub(super) fn whole(template: &'t Template, schema: &Schema, path: &'t str) -> Vec<Problem> {
        let mut values = Self::new(template, path);
        values.value(template.source(), "", schema);
        values.problems
    }

    /// Fields of a body that change. Those that aren't named stay as they are, and null takes one away.
    pub(super) fn changes(template: &'t Template, schema: &Schema, path: &'t str) -> Vec<Problem> {
        let mut values = Self::new(template, path);
        values.fields(template.source(), "", schema, true);
        values.problems
    }

    /// A parameter, which travels as text.
    pub(super) fn parameter(template: &'t Template, parameter: &Parameter, path: &'t str) -> Vec<Problem> {
        let mut values = Self::new(template, path);
        let schema = &parameter.schema;
        match template.source() {
            // Left out; whether that may be is looked at elsewhere.
            Value::Null => {}
            Value::Array(list) => match &schema.items {
                _ if !matches!(schema.kind, Wanted::Array | Wanted::Any) => {
                    values.problem("", format!("one value belongs here, not a list: {} takes no more", parameter.name));
                }
                Some(items) => {
                    for (index, value) in list.iter().enumerate() {
                        values.text(value, &format!("/{index}"), items);
                    }
                }
                None => {}
            },
            value => values.text(value, "", if let Some(items) = &schema.items { items } else { schema }),
        }
        if parameter.place == Place::Path
            && template.source().as_str().is_some_and(|text| ["", ".", ".."].contains(&text))
        {
            values.problem("", "this can't stand in a path");
        }
        values.problems
    }

    fn problem(&mut self, at: &str, message: impl Into<String>) {
        self.problems.push(Problem::new(format!("{}{at}", self.base), message));
    }

    fn is_dynamic(&self, at: &str) -> bool {
        self.dynamic.iter().any(|path| path == at)
    }

    /// A value of a body, at a place in the template.
    fn value(&mut self, value: &Value, at: &str, schema: &Schema) {
        if schema.format.as_deref() == Some("binary") {
            return self.problem(at, "a file belongs here, which flows can't send");
        }
        if self.is_dynamic(at) {
            return self.kind(self.template.kind_at(at), at, schema);
        }
        if value.is_null() {
            if !schema.nullable && schema.kind != Wanted::Any {
                let wanted = json(schema.kind).map_or("a value", Kind::name);
                self.problem(at, format!("{wanted} belongs here, not null; leave it out to send nothing"));
            }
            return;
        }
        let before = self.problems.len();
        self.kind(Some(Kind::of(value)), at, schema);
        if self.problems.len() > before {
            return;
        }
        match value {
            Value::Array(list) => {
                self.within(list.len(), at, schema, "items");
                for (index, member) in list.iter().enumerate() {
                    if let Some(items) = &schema.items {
                        self.value(member, &format!("{at}/{index}"), items);
                    }
                }
            }
            Value::Object(_) => self.fields(value, at, schema, false),
            _ => self.literal(value, at, schema),
        }
    }

    fn fields(&mut self, value: &Value, at: &str, schema: &Schema, changes: bool) {
        let Value::Object(fields) = value else { return };
        if schema.fields.is_empty() {
            return;
        }
        for (name, value) in fields {
            let inside = format!("{at}/{}", name.replace('~', "~0").replace('/', "~1"));
            match schema.fields.iter().find(|field| field.name == *name) {
                // Null takes the field away.
                Some(field) if changes && value.is_null() && !field.required => {}
                Some(field) if changes && value.is_object() && !field.schema.fields.is_empty() => {
                    self.fields(value, &inside, &field.schema, true);
                }
                Some(field) => self.value(value, &inside, &field.schema),
                None => {
                    let names: Vec<_> = schema.fields.iter().map(|field| field.name.as_str()).collect();
                    let near = suggestion(name, &names);
                    let rest = if near.is_empty() { format!("; there are {}", names.join(", ")) } else { near };
                    self.problem(&inside, format!("there is no field '{name}'{rest}"));
                }
            }
        }
        if changes {
            return;
        }
        for field in schema.fields.iter().filter(|field| field.required && !fields.contains_key(&field.name)) {
            self.problem(&format!("{at}/{}", field.name), "it is needed");
        }
    }

    /// A value that is sent as text, whatever it is.
    fn text(&mut self, value: &Value, at: &str, schema: &Schema) {
        if self.is_dynamic(at) {
            let scalar = self.template.kind_at(at).filter(|kind| matches!(kind, Kind::Number | Kind::Boolean));
            let fits = match (scalar, schema.kind) {
                (Some(Kind::Boolean), Wanted::Integer | Wanted::Number) | (Some(Kind::Number), Wanted::Boolean) => {
                    false
                }
                _ => scalar.is_none() || schema.format.as_deref() != Some("date-time"),
            };
            if let (false, Some(kind)) = (fits, scalar) {
                self.problem(at, format!("{} belongs here, not {kind}", what(schema)));
            }
            return;
        }
        let Value::String(text) = value else { return self.scalar(value, at, schema) };
        let read = match schema.kind {
            Wanted::Integer | Wanted::Number | Wanted::Boolean => serde_json::from_str(text).ok(),
            _ => Some(value.clone()),
        };
        match read {
            Some(value) => self.scalar(&value, at, schema),
            None => self.problem(at, format!("{} belongs here, not '{text}'", what(schema))),
        }
    }

    fn scalar(&mut self, value: &Value, at: &str, schema: &Schema) {
        let is_text = schema.kind == Wanted::String && schema.format.as_deref() != Some("date-time");
        if is_text && matches!(value, Value::Number(_) | Value::Bool(_)) {
            return;
        }
        let before = self.problems.len();
        self.kind(Some(Kind::of(value)), at, schema);
        if self.problems.len() == before {
            self.literal(value, at, schema);
        }
    }

    /// Whether a type can be right.
    fn kind(&mut self, kind: Option<Kind>, at: &str, schema: &Schema) {
        let (Some(kind), Some(wanted)) = (kind, json(schema.kind)) else { return };
        if kind == wanted || (kind == Kind::Null && schema.nullable) {
            return;
        }
        let hint = match (wanted, kind) {
            (Kind::Number, Kind::Text) if self.is_dynamic(at) => "; use | number",
            (Kind::Text, Kind::Number | Kind::Boolean) if self.is_dynamic(at) => "; use | string",
            (Kind::List, Kind::Text) if self.is_dynamic(at) => "; use [ … ] or | split(',')",
            _ => "",
        };
        self.problem(at, format!("{} belongs here, not {kind}{hint}", what(schema)));
    }

    /// A literal of the right type.
    fn literal(&mut self, value: &Value, at: &str, schema: &Schema) {
        if !schema.allowed.is_empty() && !schema.allowed.contains(value) {
            let names: Vec<_> =
                schema.allowed.iter().map(|one| one.as_str().map_or_else(|| one.to_string(), str::to_owned)).collect();
            let texts: Vec<_> = names.iter().map(String::as_str).collect();
            let near = suggestion(value.as_str().unwrap_or_default(), &texts);
            let shown = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            return self.problem(at, format!("one of {} belongs here, not '{shown}'{near}", names.join(", ")));
        }
        match value {
            Value::String(text) => {
                let fits = match schema.format.as_deref() {
                    Some("date-time") => is_date_time(text),
                    Some("email") => text.contains('@'),
                    _ => true,
                };
                if !fits {
                    self.problem(at, format!("{} belongs here, not '{text}'", what(schema)));
                }
                // Escapes make a literal shorter than its source; nothing is said of those.
                if !text.contains("{{{{") {
                    self.within(text.chars().count(), at, schema, "characters");
                }
            }
            Value::Number(number) => {
                let number = number.as_f64().unwrap_or_default();
                if schema.kind == Wanted::Integer && number.fract() != 0.0 {
                    self.problem(at, format!("a whole number belongs here, not {value}"));
                }
                if schema.min.is_some_and(|min| number < min) || schema.max.is_some_and(|max| number > max) {
                    self.problem(at, format!("{value} is out of range: {}", range(schema)));
                }
            }
            _ => {}
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "no document has so many")]
    fn within(&mut self, length: usize, at: &str, schema: &Schema, what: &str) {
        let length = length as f64;
        if schema.min.is_some_and(|min| length < min) || schema.max.is_some_and(|max| length > max) {
            self.problem(at, format!("{length} {what}, where there have to be {}", range(schema)));
        }
    }
}

fn range(schema: &Schema) -> String {
    match (schema.min, schema.max) {
        (Some(min), Some(max)) => format!("{min} to {max}"),
        (Some(min), None) => format!("at least {min}"),
        (None, Some(max)) => format!("at most {max}"),
        (None, None) => "any".to_owned(),
    }
}

fn what(schema: &Schema) -> &'static str {
    match (schema.kind, schema.format.as_deref()) {
        (Wanted::String, Some("date-time")) => "a date-time as in 2026-03-29T01:30:00Z",
        (Wanted::String, Some("email")) => "an e-mail address",
        (Wanted::Integer, _) => "a whole number",
        (kind, _) => json(kind).map_or("a value", Kind::name),
    }
}

/// A moment; without an offset it is one in UTC.
fn is_date_time(text: &str) -> bool {
    OffsetDateTime::parse(text, &Rfc3339).or_else(|_| OffsetDateTime::parse(&format!("{text}Z"), &Rfc3339)).is_ok()
}
