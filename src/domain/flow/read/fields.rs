//! Values of a type, within limits. Each function notes what is wrong and gives what is right.

use std::time::Duration;

use serde_json::{Map, Value};

use super::Problem;
use super::places::Places;
use crate::domain::flow::fault::pointer;
use crate::domain::flow::kind::{Kind, show};
use crate::domain::flow::{Allow, Expression, Template, filter, limits, suggest};

/// What reads a document: the problems so far, and what was seen.
#[derive(Default)]
pub(super) struct Reader {
    pub(super) problems: Vec<Problem>,
    pub(super) places: Places,
    /// The names of the tables.
    pub(super) tables: Vec<String>,
    /// In how many lists of steps the place is.
    pub(super) depth: usize,
    /// Tables that filters look into, with the place where they do.
    looked_up: Vec<(String, String)>,
}

pub(super) const NAME_RULE: &str = "a name here has 1 to 64 letters, digits, '_' and '-'";
const DURATION: &str = "a duration is written as 30s, 15m, 2h, 30d or PT1H30M";

/// Whether a text can name a table or a secret.
pub(super) fn is_name(text: &str) -> bool {
    (1..=64).contains(&text.len()) && text.bytes().all(|c| c.is_ascii_alphanumeric() || matches!(c, b'_' | b'-'))
}

impl Reader {
    pub(super) fn problem(&mut self, path: &str, message: impl Into<String>) {
        self.problems.push(Problem::new(path, message));
    }

    /// A value of the wrong type.
    pub(super) fn wrong(&mut self, value: &Value, path: &str, expected: &str) {
        self.problem(path, format!("{expected} belongs here, not {}", show(value)));
    }

    /// Notes the fields that an object can't have.
    pub(super) fn known(&mut self, fields: &Map<String, Value>, path: &str, known: &[&str]) {
        for name in fields.keys().filter(|name| !known.contains(&name.as_str())) {
            let near = suggest::sentence(name, known);
            let rest = if near.is_empty() { format!("; there are {}", known.join(", ")) } else { near };
            self.problem(&pointer(path, name), format!("there is no field '{}' here{rest}", limits::cut(name)));
        }
    }

    /// A field that has to be there.
    pub(super) fn required<'v>(&mut self, fields: &'v Map<String, Value>, path: &str, name: &str) -> Option<&'v Value> {
        let value = fields.get(name);
        if value.is_none() {
            self.problem(&pointer(path, name), "it is missing");
        }
        value
    }

    pub(super) fn object<'v>(&mut self, value: &'v Value, path: &str) -> Option<&'v Map<String, Value>> {
        if let Value::Object(fields) = value {
            return Some(fields);
        }
        self.wrong(value, path, "an object");
        None
    }

    pub(super) fn list<'v>(&mut self, value: &'v Value, path: &str) -> Option<&'v [Value]> {
        if let Value::Array(list) = value {
            return Some(list);
        }
        self.wrong(value, path, "a list");
        None
    }

    pub(super) fn flag(&mut self, value: &Value, path: &str) -> Option<bool> {
        if let Value::Bool(flag) = value {
            return Some(*flag);
        }
        self.wrong(value, path, "true or false");
        None
    }

    /// Text of several lines.
    pub(super) fn text(&mut self, value: &Value, path: &str, most: usize) -> Option<String> {
        let Value::String(text) = value else {
            self.wrong(value, path, "text");
            return None;
        };
        if text.chars().count() > most {
            self.problem(path, format!("at most {most} characters"));
            return None;
        }
        if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t')) {
            self.problem(path, "no control characters");
            return None;
        }
        Some(text.clone())
    }

    /// Text of one line that says something.
    pub(super) fn line(&mut self, value: &Value, path: &str, most: usize) -> Option<String> {
        let text = self.text(value, path, most)?;
        if text.trim().is_empty() || text.trim() != text || text.contains(['\n', '\t']) {
            self.problem(path, "one line that is not empty, without blanks around it");
            return None;
        }
        Some(text)
    }

    pub(super) fn whole(&mut self, value: &Value, path: &str, least: u64, most: u64) -> Option<u64> {
        let number = value.as_u64().filter(|number| (least..=most).contains(number));
        if number.is_none() {
            self.wrong(value, path, &format!("a whole number from {least} to {most}"));
        }
        number
    }

    pub(super) fn one_of(&mut self, value: &Value, path: &str, names: &[&'static str]) -> Option<&'static str> {
        let text = value.as_str().unwrap_or_default();
        let found = names.iter().copied().find(|name| *name == text);
        if found.is_none() {
            let near = suggest::sentence(text, names);
            self.wrong(value, path, &format!("one of {}", names.join(", ")));
            if let Some(problem) = self.problems.last_mut() {
                problem.message.push_str(&near);
            }
        }
        found
    }

    /// A length of time, as `15m` or in ISO 8601.
    pub(super) fn duration(&mut self, value: &Value, path: &str, [least, most]: [Duration; 2]) -> Option<Duration> {
        let Value::String(text) = value else {
            self.wrong(value, path, DURATION);
            return None;
        };
        let Some(duration) = duration(text) else {
            self.problem(path, format!("{DURATION}, not as '{}'", limits::cut(text)));
            return None;
        };
        if !(least..=most).contains(&duration) {
            self.problem(path, format!("from {} to {}", short(least), short(most)));
            return None;
        }
        Some(duration)
    }

    /// A name of a secret.
    pub(super) fn name(&mut self, value: &Value, path: &str) -> Option<String> {
        let Value::String(text) = value else {
            self.wrong(value, path, "a name");
            return None;
        };
        if !is_name(text) {
            self.problem(path, NAME_RULE);
            return None;
        }
        Some(text.clone())
    }

    /// A document with placeholders. What it refers to has to be known where it stands.
    pub(super) fn template(&mut self, value: &Value, path: &str, allow: Allow) -> Option<Template> {
        match Template::compile(value, allow) {
            Ok(template) => {
                for (place, expression) in template.expressions() {
                    self.refers(expression, &format!("{path}{place}"));
                }
                Some(template)
            }
            Err(errors) => {
                let placed =
                    errors.into_iter().map(|error| Problem::new(format!("{path}{}", error.path), error.message));
                self.problems.extend(placed);
                None
            }
        }
    }

    /// A document that gives a text.
    pub(super) fn text_template(&mut self, value: &Value, path: &str, allow: Allow) -> Option<Template> {
        let template = self.template(value, path, allow)?;
        match template.kind() {
            None | Some(Kind::Text) => Some(template),
            Some(kind) => {
                self.problem(path, format!("text belongs here, not {kind}"));
                None
            }
        }
    }

    /// A text by which runs are told apart: there may be numbers among what it is made of.
    pub(super) fn key(&mut self, value: &Value, path: &str) -> Option<Template> {
        let template = self.template(value, path, Allow::DATA)?;
        match template.kind() {
            None | Some(Kind::Text | Kind::Number) => Some(template),
            Some(kind) => {
                self.problem(path, format!("text belongs here, not {kind}"));
                None
            }
        }
    }

    /// Notes what an expression refers to.
    pub(super) fn refers(&mut self, expression: &Expression, path: &str) {
        self.places.refers(expression.reference(), path, &mut self.problems);
        self.looked_up.extend(expression.tables().map(|table| (table.to_owned(), path.to_owned())));
    }

    /// Notes the tables that filters look into and that aren't there.
    pub(super) fn lookups(&mut self) {
        let names: Vec<_> = self.tables.iter().map(String::as_str).collect();
        let missing = self.looked_up.iter().filter(|(table, _)| !names.contains(&table.as_str()));
        let problems = missing.map(|(table, path)| {
            let near = suggest::sentence(table, &names);
            Problem::new(path, format!("there is no table '{}'{near}", limits::cut(table)))
        });
        self.problems.extend(problems.collect::<Vec<_>>());
    }
}

/// A length of time, as `15m` or in ISO 8601. None: it is none, or less than nothing.
fn duration(text: &str) -> Option<Duration> {
    if text.starts_with('P') {
        return filter::duration(text).ok().and_then(|duration| duration.try_into().ok());
    }
    let (number, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let unit = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 3_600,
        "d" => 86_400,
        _ => return None,
    };
    let plain = !number.is_empty() && number.len() <= 9 && number.bytes().all(|digit| digit.is_ascii_digit());
    let number: u64 = number.parse().ok().filter(|_| plain)?;
    Some(Duration::from_secs(number * unit))
}

/// A duration as it is written in a document.
fn short(duration: Duration) -> String {
    let seconds = duration.as_secs();
    let units = [(86_400, 'd'), (3_600, 'h'), (60, 'm')];
    let unit = units.into_iter().find(|(unit, _)| seconds >= *unit && seconds.is_multiple_of(*unit));
    unit.map_or_else(|| format!("{seconds}s"), |(unit, letter)| format!("{}{letter}", seconds / unit))
}
