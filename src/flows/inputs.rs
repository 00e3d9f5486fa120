//! What somebody has to say before a document can be used: the inputs of a template, and what takes the place of ids in an
//! export.
//!
//! A document holds `{{input.NAME}}` where a value belongs. As a whole text it becomes the value with its type; within a
//! text, or within an expression, it becomes text, escaped so that it says nothing but itself; a list there has `;` between
//! its members.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::domain::flow::{Problem, Template};

const OPEN: &str = "{{input.";
const CLOSE: &str = "}}";

/// What an input is, and how a page asks for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Kind {
    /// A project's id.
    Project,
    /// A task's id.
    Task,
    /// A tag's id.
    Tag,
    /// A client's id.
    Client,
    /// A user's id.
    User,
    /// A user group's id.
    Group,
    /// A workspace's id.
    Workspace,
    /// An id of something else.
    Id,
    /// An e-mail address.
    Email,
    /// Text.
    Text,
    /// A number.
    Number,
    /// Yes or no.
    Flag,
    /// A duration in ISO 8601, or as `15m`.
    Duration,
    /// A time zone's IANA name.
    Zone,
    /// A time of day, as `17:00`.
    TimeOfDay,
    /// An address.
    Url,
    /// The name of a stored secret.
    SecretName,
    /// What was a credential, and is text that nobody should see.
    Credential,
}

/// An input.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Input {
    /// Its name in the document.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// Whether it is a list of such.
    #[serde(default, skip_serializing_if = "is_false")]
    pub many: bool,
    /// What it is for, for people.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// What counts where nobody says otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<Value>,
    /// A value to try it with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sample: Option<Value>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
fn is_false(value: &bool) -> bool {
    !value
}

/// Puts values into a document. Tells every input without a value, every value of the wrong kind, and every value that no
/// input takes.
pub fn fill(document: &Value, inputs: &[Input], given: &Map<String, Value>) -> Result<Value, Vec<Problem>> {
    let mut problems = Vec::new();
    let mut values = Map::new();
    for input in inputs {
        match given.get(&input.name).or(input.default.as_ref()) {
            Some(value) => match input.check(value) {
                Ok(()) => _ = values.insert(input.name.clone(), value.clone()),
                Err(why) => problems.push(Problem::new(format!("/inputs/{}", input.name), why)),
            },
            None => {
                let what =
                    if input.title.is_empty() { input.what() } else { format!("{} ({})", input.what(), input.title) };
                problems.push(Problem::new(format!("/inputs/{}", input.name), format!("{what} has to be chosen")));
            }
        }
    }
    for name in given.keys().filter(|name| inputs.iter().all(|input| input.name != **name)) {
        let names: Vec<_> = inputs.iter().map(|input| input.name.as_str()).collect();
        let near = crate::domain::flow::suggestion(name, &names);
        problems.push(Problem::new(format!("/inputs/{name}"), format!("there is no such input{near}")));
    }
    if problems.is_empty() { Ok(put(document, &values)) } else { Err(problems) }
}

impl Input {
    fn what(&self) -> String {
        let one = self.kind.what();
        if self.many { format!("a list, each {one} without a ;,") } else { one.to_owned() }
    }

    fn check(&self, value: &Value) -> Result<(), String> {
        let fits = match value {
            Value::Array(list) if self.many => {
                list.len() <= 200 && list.iter().all(|value| self.kind.fits(value) && !shown(value).contains(';'))
            }
            value => !self.many && self.kind.fits(value),
        };
        if fits { Ok(()) } else { Err(format!("{} belongs here", self.what())) }
    }
}

impl Kind {
    const fn what(self) -> &'static str {
        match self {
            Self::Project => "a project's id",
            Self::Task => "a task's id",
            Self::Tag => "a tag's id",
            Self::Client => "a client's id",
            Self::User => "a user's id",
            Self::Group => "a user group's id",
            Self::Workspace => "a workspace's id",
            Self::Id => "an id",
            Self::Email => "an e-mail address",
            Self::Text => "text",
            Self::Number => "a number",
            Self::Flag => "true or false",
            Self::Duration => "a duration",
            Self::Zone => "a time zone",
            Self::TimeOfDay => "a time of day",
            Self::Url => "an address",
            Self::SecretName => "the name of a secret",
            Self::Credential => "a credential",
        }
    }

    /// Whether it can be one. Durations, zones and addresses are looked at when the filled document is read.
    fn fits(self, value: &Value) -> bool {
        let text = value.as_str().unwrap_or_default();
        let plain = |c: u8| c.is_ascii_alphanumeric() || matches!(c, b'-' | b'_');
        match self {
            Self::Project
            | Self::Task
            | Self::Tag
            | Self::Client
            | Self::User
            | Self::Group
            | Self::Workspace
            | Self::Id
            | Self::SecretName => (1..=64).contains(&text.len()) && text.bytes().all(plain),
            Self::Email => text.len() <= 254 && text.contains('@') && !text.contains(char::is_whitespace),
            Self::Number => value.is_number(),
            Self::Flag => value.is_boolean(),
            Self::Url => text.starts_with("https://") || text.starts_with("http://"),
            Self::Text => value.is_string() && text.len() <= 5_000,
            Self::Duration | Self::Zone | Self::TimeOfDay | Self::Credential => !text.is_empty() && text.len() <= 1_000,
        }
    }
}

/// Puts values in the places of their inputs; what has no value stays.
fn put(document: &Value, values: &Map<String, Value>) -> Value {
    match document {
        Value::String(text) => match whole(text).and_then(|name| values.get(name)) {
            Some(value) => Template::escape(value),
            None => Value::String(within(text, values)),
        },
        Value::Array(list) => list.iter().map(|value| put(value, values)).collect(),
        Value::Object(fields) => {
            fields.iter().map(|(name, value)| (within(name, values), put(value, values))).collect()
        }
        other => other.clone(),
    }
}

/// The input that a text is, if it is nothing else.
fn whole(text: &str) -> Option<&str> {
    text.strip_prefix(OPEN)?.strip_suffix(CLOSE).filter(|name| !name.contains("}}"))
}

fn within(text: &str, values: &Map<String, Value>) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("{{") {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let named = from.strip_prefix(OPEN).and_then(|inside| inside.split_once(CLOSE));
        let value = named.and_then(|(name, after)| Some((values.get(name)?, after)));
        match value {
            Some((value, after)) => {
                let shown = shown(value);
                out.push_str(&escaped(&shown, out.chars().next_back(), text));
                rest = after;
            }
            // Four braces write two; what follows them is text.
            None => {
                let length = if from.starts_with("{{{{") { 4 } else { 2 };
                out.push_str(&from[..length]);
                rest = &from[length..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// A value as text; the members of a list with `;` between them, to be split again.
fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(list) => list.iter().map(shown).collect::<Vec<_>>().join(";"),
        other => other.to_string(),
    }
}

/// A value as it stands in quotes of an expression, or in text.
fn escaped(value: &str, before: Option<char>, text: &str) -> String {
    match before {
        Some(quote @ ('\'' | '"')) if text.contains('|') || text.contains("?@") => {
            value.replace('\\', "\\\\").replace(quote, &format!("\\{quote}"))
        }
        _ => value.replace("{{", "{{{{"),
    }
}
