//! What steps see of the steps before them. The steps of a loop see the item too, and what stands outside of the loop.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::domain::flow::Named;

/// The results so far, in a loop beside those outside of it.
#[derive(Debug, Default)]
pub(super) struct Frame<'a> {
    outer: Option<&'a Frame<'a>>,
    results: BTreeMap<String, Value>,
    item: Option<(&'a Value, usize)>,
    prefix: String,
    last: Option<String>,
}

impl<'a> Frame<'a> {
    /// The frame of an item in the loop at this position.
    pub(super) fn item(outer: &'a Self, position: &str, item: &'a Value, index: usize) -> Self {
        Self {
            outer: Some(outer),
            item: Some((item, index)),
            prefix: format!("{position}[{index}]."),
            ..Self::default()
        }
    }

    /// Where a step stands.
    pub(super) fn position(&self, id: &str) -> String {
        format!("{}{id}", self.prefix)
    }

    /// The item and its number.
    pub(super) fn current(&self) -> Option<(&'a Value, usize)> {
        self.item.or_else(|| self.outer.and_then(Frame::current))
    }

    /// Keeps the result of a step.
    pub(super) fn keep(&mut self, id: &str, result: Value) {
        self.results.insert(id.to_owned(), result);
        self.last = Some(id.to_owned());
    }

    /// The body of the last result: what a loop gives for the item.
    pub(super) fn outcome(&mut self) -> Value {
        let result = self.last.take().and_then(|id| self.results.remove(&id));
        match result {
            Some(Value::Object(mut result)) => result.remove("body").unwrap_or_default(),
            _ => Value::Null,
        }
    }
}

impl Named for Frame<'_> {
    fn named(&self, name: &str) -> Option<&Value> {
        self.results.get(name).or_else(|| self.outer.and_then(|outer| outer.named(name)))
    }
}
