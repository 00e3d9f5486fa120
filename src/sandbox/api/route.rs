//! Which operation of the catalogue a request means.

use std::collections::HashMap;
use std::sync::Arc;

use crate::clockify::catalogue::{Catalogue, Host, Operation};

/// The operations of a catalogue by the form of their paths.
#[derive(Debug)]
pub(super) struct Router {
    catalogue: Arc<Catalogue>,
    /// Indices of operations by host and number of segments.
    by_length: HashMap<(Host, usize), Vec<usize>>,
}

/// What a request means.
#[derive(Debug, PartialEq)]
pub(super) enum Found<'a> {
    /// This operation, with the values of the path's parameters in order.
    Operation(&'a Operation, Vec<String>),
    /// The path, but not by this method.
    Method,
    Nothing,
}

impl Router {
    pub(super) fn new(catalogue: Arc<Catalogue>) -> Self {
        let mut by_length: HashMap<_, Vec<_>> = HashMap::new();
        for (at, operation) in catalogue.operations().iter().enumerate() {
            let length = operation.path.split('/').count();
            by_length.entry((operation.host, length)).or_default().push(at);
        }
        Self { catalogue, by_length }
    }

    /// The operation of a request. Where a word and a parameter both fit, the word counts.
    pub(super) fn find(&self, method: &str, host: Host, path: &str) -> Found<'_> {
        let path = path.strip_suffix('/').unwrap_or(path);
        let segments: Vec<_> = path.split('/').collect();
        let candidates = self.by_length.get(&(host, segments.len())).map_or(&[][..], Vec::as_slice);
        let operations = candidates.iter().filter_map(|at| self.catalogue.operations().get(*at));
        let fitting: Vec<_> = operations
            .filter_map(|operation| values(&operation.path, &segments).map(|values| (operation, values)))
            .collect();
        let best = fitting.iter().map(|(_, values)| values.len()).min();
        let mut known = fitting.into_iter().filter(|(_, values)| Some(values.len()) == best).peekable();
        if known.peek().is_none() {
            return Found::Nothing;
        }
        known
            .find(|(operation, _)| operation.method.name() == method)
            .map_or(Found::Method, |(operation, values)| Found::Operation(operation, values))
    }
}

/// The values of a template's parameters, if the path fits.
fn values(template: &str, segments: &[&str]) -> Option<Vec<String>> {
    let mut values = Vec::new();
    for (part, segment) in template.split('/').zip(segments) {
        if part.starts_with('{') {
            let value = decoded(segment)?;
            if value.is_empty() {
                return None;
            }
            values.push(value);
        } else if part != *segment {
            return None;
        }
    }
    Some(values)
}

/// A segment without percent-encoding.
fn decoded(segment: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(segment.len());
    let mut rest = segment.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digit = |byte: Option<u8>| char::from(byte?).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
            bytes.push(digit(rest.next())? << 4 | digit(rest.next())?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_are_decoded() {
        for (text, value) in [("abc", Some("abc")), ("a%2Fb", Some("a/b")), ("%e2%9C%93", Some("✓"))] {
            assert_eq!(decoded(text).as_deref(), value);
        }
        for text in ["%", "%2", "%zz", "%ff"] {
            assert_eq!(decoded(text), None, "{text}");
        }
    }
}
