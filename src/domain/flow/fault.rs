//! What can go wrong while a reference, a filter or a document is resolved, and where it did.

use super::kind::{Kind, names};

/// What went wrong, without the place.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Fault {
    /// Nothing stands where the reference points.
    #[error("{0}; use | default(…) if that is allowed")]
    Absent(String),
    /// A value has another type than its taker.
    #[error("{found} came, {} expected{}", names(expected), hint(expected))]
    Mismatch {
        /// What may come.
        expected: &'static [Kind],
        /// What came, shortened.
        found: String,
    },
    /// A value has the right type and is still none that can be worked with.
    #[error("{0}")]
    Unusable(String),
    /// A value is larger than may be.
    #[error("more than {limit} {what}")]
    TooLarge {
        /// What was counted.
        what: &'static str,
        /// How much may be.
        limit: usize,
    },
    /// A secret where none is given out.
    #[error("secrets are not available here")]
    NoSecrets,
}

/// The filter that makes the one type that is expected.
fn hint(expected: &[Kind]) -> &'static str {
    match expected {
        [Kind::Number] => "; use | number",
        [Kind::Boolean] => "; use | bool",
        [Kind::Text] => "; use | string",
        _ => "",
    }
}

/// What went wrong, and where.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{}{reference}{}: {fault}", place(path), step(*filter))]
pub struct ResolveError {
    /// Where in the document, as a JSON pointer; empty for its top.
    pub path: String,
    /// The reference as it is written; empty where the document as a whole is meant.
    pub reference: String,
    /// The filter that couldn't work, if it was one.
    pub filter: Option<&'static str>,
    /// What went wrong.
    pub fault: Fault,
}

fn place(path: &str) -> String {
    if path.is_empty() { String::new() } else { format!("at {path}: ") }
}

fn step(filter: Option<&'static str>) -> String {
    filter.map(|name| format!(" | {name}")).unwrap_or_default()
}

impl ResolveError {
    /// The same, at a place in a document.
    #[must_use]
    pub fn at(mut self, path: &str) -> Self {
        path.clone_into(&mut self.path);
        self
    }
}

/// A JSON pointer, one step further (RFC 6901).
pub(super) fn pointer(path: &str, step: &str) -> String {
    format!("{path}/{}", step.replace('~', "~0").replace('/', "~1"))
}
