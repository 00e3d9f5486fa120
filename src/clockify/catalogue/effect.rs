//! What a write does, as data: how what it replaces is read before, and which entity its events are about.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What a call does to the workspace: how careful whoever makes it has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Effect {
    /// Nothing: it only asks.
    Read,
    /// It creates or changes one thing.
    Write,
    /// It changes many things at once.
    Bulk,
    /// It can't be taken back.
    Destroy,
}

impl Effect {
    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Bulk => "bulk",
            Self::Destroy => "destroy",
        }
    }

    /// Whether somebody who makes such a call by hand is asked twice.
    #[must_use]
    pub const fn is_grave(self) -> bool {
        matches!(self, Self::Bulk | Self::Destroy)
    }
}

/// How the entity that a write changes is read, and how the write's body is found in that.
///
/// A write with PUT replaces the whole entity, so that whoever wants to change one field has to send the others as they
/// are. One with PATCH keeps them; there it only tells whether anything would change.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Merge {
    /// The operation that reads it. Its path parameters are among the write's.
    pub get: String,
    /// Path parameters of that operation that the write calls otherwise: its name, and the write's.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub path: BTreeMap<String, String>,
    /// That operation lists many, and the entity is the one whose id is this path parameter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
    /// Where fields of the body are found that are called otherwise there. Dots lead deeper on both sides.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, Source>,
    /// Fields of the body that are not taken over.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub without: Vec<String>,
    /// The body says itself what it changes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub changed: Option<Changed>,
}

/// Where a field of a body is found in what was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Source {
    /// There.
    At(String),
    /// In each item of a list.
    Each {
        /// The list.
        list: String,
        /// The field of the item.
        each: String,
    },
    /// A number that is written in another unit.
    Part {
        /// The number.
        of: String,
        /// What it is divided by.
        by: u32,
    },
}

/// How a body says what it changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Changed {
    /// The field with the list of what is changed.
    pub field: String,
    /// How the list calls each field of the body.
    pub names: BTreeMap<String, String>,
}

/// Where an id stands: of the entity that the events of a write are about, or of each of many that it changes. `[]` stands for each item of a list, and dots
/// lead deeper: `[].id`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Subject {
    /// In a path parameter.
    Path(String),
    /// In a parameter of the query, maybe more than once.
    Query(String),
    /// In the body.
    Body(String),
    /// In the answer: nobody knows it before the call.
    Answer(String),
}

impl Subject {
    /// Whether it is known before the call is made.
    #[must_use]
    pub const fn is_known_before(&self) -> bool {
        !matches!(self, Self::Answer(_))
    }
}
