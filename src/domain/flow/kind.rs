//! The six types of JSON, under the names that admins read in messages.

use std::fmt;

use serde::Serialize;
use serde_json::Value;

/// A type of JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean,
    /// A number, whole or with a fraction.
    Number,
    /// A string.
    Text,
    /// An array.
    List,
    /// An object.
    Object,
}

impl Kind {
    /// The type of a value.
    pub const fn of(value: &Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(_) => Self::Boolean,
            Value::Number(_) => Self::Number,
            Value::String(_) => Self::Text,
            Value::Array(_) => Self::List,
            Value::Object(_) => Self::Object,
        }
    }

    /// The name of the type.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean => "boolean",
            Self::Number => "number",
            Self::Text => "text",
            Self::List => "list",
            Self::Object => "object",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The names of several types, as in a sentence.
pub(super) fn names(kinds: &[Kind]) -> String {
    match kinds {
        [] => "nothing".to_owned(),
        [only] => only.name().to_owned(),
        [first @ .., last] => {
            format!("{} or {last}", first.iter().map(|kind| kind.name()).collect::<Vec<_>>().join(", "))
        }
    }
}

/// A value as a message shows it: its type, and the value itself where it is short.
pub(super) fn show(value: &Value) -> String {
    match super::limits::excerpt(value) {
        Value::Null => "null".to_owned(),
        Value::String(text) if value.is_string() => format!("text '{text}'"),
        // Lists and objects that are too long are told by what they hold.
        Value::String(text) => text,
        shown => format!("{} {shown}", Kind::of(value)),
    }
}
