//! How much a document may hold. A small file can be large inside: aliases repeat what they name.

use std::cell::Cell;

use serde_json::Value;

/// How deep values may lie in each other. A real file needs about twenty levels.
pub(super) const MAX_DEPTH: usize = 64;
/// Most values of a document. A real file has 60,000.
const MAX_VALUES: usize = 1_000_000;
/// Most bytes of text in a document, names included.
const MAX_TEXT: usize = 64 << 20;

/// How many parts of schemas are looked at for a whole file. A real file needs 20,000; a hostile one refers to large
/// schemas from everywhere.
pub(super) const MAX_WORK: usize = 500_000;

/// A document that is larger inside than it may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Exceeded {
    /// Values in values in values.
    #[error("values are nested more than {MAX_DEPTH} deep")]
    Depth,
    /// More values, or more text, than any such file holds.
    #[error("the file has more than {MAX_VALUES} values or {} MiB of text, with its aliases", MAX_TEXT >> 20)]
    Size,
    /// References that lead to large parts from everywhere.
    #[error("its references make it more than {MAX_WORK} parts of schemas")]
    Work,
}

/// What is left of it.
pub(super) struct Budget {
    values: Cell<usize>,
    text: Cell<usize>,
}

/// What a value takes of it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Cost {
    pub(super) values: usize,
    pub(super) text: usize,
    pub(super) depth: usize,
}

impl Budget {
    pub(super) const fn new() -> Self {
        Self { values: Cell::new(MAX_VALUES), text: Cell::new(MAX_TEXT) }
    }

    /// Takes what a value at this depth costs.
    pub(super) fn take(&self, cost: Cost, depth: usize) -> Result<(), Exceeded> {
        if depth + cost.depth > MAX_DEPTH {
            return Err(Exceeded::Depth);
        }
        let (values, text) = (self.values.get().checked_sub(cost.values), self.text.get().checked_sub(cost.text));
        self.values.set(values.ok_or(Exceeded::Size)?);
        self.text.set(text.ok_or(Exceeded::Size)?);
        Ok(())
    }

    /// Takes what a text, a name or any other single value costs.
    pub(super) fn take_one(&self, text: usize, depth: usize) -> Result<(), Exceeded> {
        self.take(Cost { values: 1, text, depth: 0 }, depth)
    }
}

impl Cost {
    /// What the value costs. It is no deeper than [`MAX_DEPTH`], so that this may call itself.
    pub(super) fn of(value: &Value) -> Self {
        let mut cost = Self { values: 1, text: 0, depth: 0 };
        match value {
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
            Value::String(text) => cost.text = text.len(),
            Value::Array(items) => items.iter().for_each(|item| cost.add(Self::of(item))),
            Value::Object(fields) => fields.iter().for_each(|(name, value)| {
                cost.text += name.len();
                cost.add(Self::of(value));
            }),
        }
        cost
    }

    fn add(&mut self, inner: Self) {
        self.values += inner.values;
        self.text += inner.text;
        self.depth = self.depth.max(inner.depth + 1);
    }
}
