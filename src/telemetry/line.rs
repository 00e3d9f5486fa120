//! One line of the log.

use std::fmt::{Debug, Write as _};

use serde_json::Value;
use time::OffsetDateTime;
use tracing::Level;
use tracing::field::{Field, Visit};

use crate::clock::stamp;

/// Names and values, of an event or of a span.
#[derive(Debug, Default)]
pub(super) struct Fields(Vec<(&'static str, Value)>);

impl Fields {
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| *known == name).and_then(|(_, value)| value.as_str())
    }

    /// Adds what an outer span says, unless something inside has said it already.
    pub(super) fn extend(&mut self, outer: &Self) {
        for (name, value) in &outer.0 {
            self.add(name, || value.clone());
        }
    }

    /// Adds a field, unless it is there already.
    pub(super) fn add(&mut self, name: &'static str, value: impl FnOnce() -> Value) {
        if !self.0.iter().any(|(known, _)| *known == name) {
            self.0.push((name, value()));
        }
    }

    fn set(&mut self, field: &Field, value: impl Into<Value>) {
        let value = value.into();
        match self.0.iter_mut().find(|(known, _)| *known == field.name()) {
            Some((_, old)) => *old = value,
            None => self.0.push((field.name(), value)),
        }
    }
}

impl Visit for Fields {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.set(field, value);
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.set(field, value);
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.set(field, value);
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.set(field, value);
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.set(field, format!("{value:?}"));
    }

    /// The whole chain, because the cause is mostly at its end.
    fn record_error(&mut self, field: &Field, value: &(dyn std::error::Error + 'static)) {
        let mut text = value.to_string();
        let mut source = value.source();
        while let Some(cause) = source {
            let cause_text = cause.to_string();
            if !text.ends_with(&cause_text) {
                _ = write!(text, ": {cause_text}");
            }
            source = cause.source();
        }
        self.set(field, text);
    }
}

/// What a line is made of.
pub(super) struct Line<'a> {
    pub(super) time: OffsetDateTime,
    pub(super) level: Level,
    pub(super) target: &'a str,
    pub(super) fields: &'a Fields,
}

impl Line<'_> {
    pub(super) fn json(&self) -> String {
        let mut object = serde_json::Map::new();
        object.insert("timestamp".to_owned(), stamp(self.time).into());
        object.insert("level".to_owned(), self.level.as_str().into());
        object.insert("target".to_owned(), self.target.into());
        for (name, value) in &self.fields.0 {
            object.insert((*name).to_owned(), value.clone());
        }
        Value::Object(object).to_string() + "\n"
    }

    pub(super) fn text(&self) -> String {
        let mut text =
            format!("{} {:>5} {}", stamp(self.time), self.level, self.fields.get("message").unwrap_or_default());
        for (name, value) in self.fields.0.iter().filter(|(name, _)| *name != "message") {
            let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            // Debug quotes what holds blanks or line breaks, so that a value can't pretend to be a line.
            let plain = !value.is_empty() && !value.contains(|c: char| c.is_whitespace() || c.is_control() || c == '"');
            _ = if plain { write!(text, " {name}={value}") } else { write!(text, " {name}={value:?}") };
        }
        text + "\n"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_cannot_pretend_to_be_a_line() {
        let fields = Fields(vec![("message", "seen".into()), ("path", "/x\n2026 INFO forged".into())]);
        let line = Line { time: OffsetDateTime::UNIX_EPOCH, level: Level::INFO, target: "t", fields: &fields };
        assert_eq!(line.text(), "1970-01-01T00:00:00.000Z  INFO seen path=\"/x\\n2026 INFO forged\"\n");
        assert_eq!(line.json().matches('\n').count(), 1);
    }
}
