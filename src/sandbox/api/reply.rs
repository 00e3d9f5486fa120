//! What a call is answered, before it is bytes.

use bytes::Bytes;
use serde_json::Value;

use super::kind::Kind;

/// An answer.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: Body,
}

/// The body of an answer.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Body {
    Empty,
    Json(Value),
    /// Other bytes, and what they are.
    Raw(&'static str, Bytes),
}

impl Reply {
    pub(super) fn json(status: u16, body: Value) -> Self {
        Self { status, headers: Vec::new(), body: Body::Json(body) }
    }

    pub(super) fn raw(content_type: &'static str, body: impl Into<Bytes>) -> Self {
        Self { status: 200, headers: Vec::new(), body: Body::Raw(content_type, body.into()) }
    }

    pub(super) fn empty(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: Body::Empty }
    }

    /// As bytes, and what they are.
    pub(super) fn into_bytes(self) -> (u16, Vec<(&'static str, String)>, Option<&'static str>, Bytes) {
        let (kind, bytes) = match self.body {
            Body::Empty => (None, Bytes::new()),
            Body::Json(value) => (Some("application/json"), Bytes::from(value.to_string())),
            Body::Raw(kind, bytes) => (Some(kind), bytes),
        };
        (self.status, self.headers, kind, bytes)
    }
}

/// What a call came to: an answer that is whole, or a list that is still to be cut into pages.
#[derive(Debug)]
pub(super) enum Outcome {
    Whole(Reply),
    List(List),
}

/// A list, and what it is wrapped in.
#[derive(Debug)]
pub(super) struct List {
    pub(super) items: Items,
    /// Makes the answer of the items of a page and the number of all.
    pub(super) wrap: fn(Vec<Value>, usize) -> Value,
    /// Makes the listed form of an entity where that differs from the kept one.
    pub(super) shape: fn(Value) -> Value,
}

/// What is listed.
#[derive(Debug)]
pub(super) enum Items {
    /// Entities by their numbers, to be computed for the page that is asked for.
    Numbers(Kind, Vec<u64>),
    Values(Vec<Value>),
}

impl Items {
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Numbers(_, numbers) => numbers.len(),
            Self::Values(values) => values.len(),
        }
    }
}

impl List {
    pub(super) fn of(items: Items) -> Self {
        Self { items, wrap: |items, _| Value::Array(items), shape: |entity| entity }
    }
}

/// What a call changed.
#[derive(Clone, Debug)]
pub(super) struct Change {
    pub(super) kind: Kind,
    /// None: it is new.
    pub(super) before: Option<Value>,
    /// None: it is gone.
    pub(super) after: Option<Value>,
}
