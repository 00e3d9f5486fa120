//! References within a file, and how much work they may cause.

use std::cell::Cell;

use serde_json::{Map, Value};

use super::budget::{Exceeded, MAX_WORK};
use super::pointer::Pointer;
use super::{Error, Problem};

/// How many references may follow on each other.
const MAX_HOPS: usize = 32;
/// Longest name that is taken over.
pub(super) const MAX_NAME: usize = 200;

/// A file whose references can be followed.
pub(super) struct Resolver<'a> {
    root: &'a Value,
    work: Cell<usize>,
}

/// A value, where it stands, and the reference that led to it.
#[derive(Clone, Copy)]
pub(super) struct Found<'a, 'p> {
    pub(super) value: &'a Value,
    pub(super) at: Pointer<'p>,
    pub(super) reference: Option<&'a str>,
}

impl<'a> Resolver<'a> {
    pub(super) const fn new(root: &'a Value) -> Self {
        Self { root, work: Cell::new(MAX_WORK) }
    }

    /// Counts a piece of work.
    pub(super) fn work(&self, pieces: usize) -> Result<(), Error> {
        let left = self.work.get().checked_sub(pieces).ok_or(Exceeded::Work)?;
        self.work.set(left);
        Ok(())
    }

    /// What the value is, or what it refers to.
    pub(super) fn follow<'p>(&self, value: &'a Value, at: Pointer<'p>) -> Result<Found<'a, 'p>, Error>
    where
        'a: 'p,
    {
        let mut found = Found { value, at, reference: None };
        for _ in 0..MAX_HOPS {
            let Some(reference) = found.value.get("$ref") else { return Ok(found) };
            let reference = reference.as_str().ok_or_else(|| found.at.to("$ref").error(Problem::Type("text")))?;
            let inside = reference.strip_prefix('#');
            let inside = inside.ok_or_else(|| found.at.error(Problem::Remote(reference.to_owned())))?;
            let target = self.root.pointer(inside).or_else(|| self.root.pointer(&decoded(inside)));
            let value = target.ok_or_else(|| found.at.error(Problem::Unresolved(reference.to_owned())))?;
            found = Found { value, at: Pointer::at(reference), reference: Some(reference) };
        }
        Err(at.error(Problem::Circular))
    }
}

/// References are parts of URIs, where a brace is written `%7B`.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let byte = tail.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        match byte.and_then(|digits| u8::from_str_radix(digits, 16).ok()).filter(|_| *first == b'%') {
            Some(byte) => (bytes.push(byte), rest = &tail[2..]),
            None => (bytes.push(*first), rest = tail),
        };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

pub(super) fn object<'a>(value: &'a Value, at: &Pointer<'_>) -> Result<&'a Map<String, Value>, Error> {
    value.as_object().ok_or_else(|| at.error(Problem::Type("an object")))
}

/// The object of that name; None where there is none.
pub(super) fn inner<'a>(
    value: &'a Value,
    name: &str,
    at: &Pointer<'_>,
) -> Result<Option<&'a Map<String, Value>>, Error> {
    value.get(name).map(|inner| object(inner, &at.to(name))).transpose()
}

/// The list of that name; an empty one where there is none.
pub(super) fn list<'a>(value: &'a Value, name: &str, at: &Pointer<'_>) -> Result<&'a [Value], Error> {
    match value.get(name) {
        None => Ok(&[]),
        Some(Value::Array(items)) => Ok(items),
        Some(_) => Err(at.to(name).error(Problem::Type("a list"))),
    }
}

/// The text if it can be a name.
pub(super) fn name(text: &str, at: &Pointer<'_>) -> Result<String, Error> {
    let is_name = !text.trim().is_empty() && text.chars().count() <= MAX_NAME && !text.chars().any(char::is_control);
    if is_name { Ok(text.to_owned()) } else { Err(at.error(Problem::Name(MAX_NAME))) }
}

pub(super) fn flag(value: &Value, name: &str) -> bool {
    value.get(name).and_then(Value::as_bool).unwrap_or(false)
}
