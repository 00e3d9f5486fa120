//! What stands in braces: a reference and filters, `steps.get.body.name | default('none') | upper`.

use std::borrow::Cow;

use serde_json::Value;

use super::fault::{Fault, ResolveError};
use super::filter::Call;
use super::kind::Kind;
use super::limits;
use super::literal;
use super::reference::{Reference, Root};
use super::scope::Scope;

/// A reference and filters.
#[derive(Debug, Clone)]
pub struct Expression {
    text: Box<str>,
    reference: Reference,
    filters: Vec<Call>,
}

impl Expression {
    /// Reads an expression that is the whole text.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (expression, length) = Self::read(text)?;
        match text[length..].chars().next() {
            None => Ok(expression),
            Some(c) => Err(unexpected(c, "the expression")),
        }
    }

    /// Reads an expression at the beginning of a text, with the space around it, and says how long that was.
    pub(super) fn read(text: &str) -> Result<(Self, usize), String> {
        let mut at = blank(text, 0);
        let start = at;
        let reference = Reference::read(&text[at..]).map_err(|error| error.to_string())?;
        at += reference.text().len();
        let mut end = at;
        let mut filters = Vec::new();
        at = blank(text, at);
        while text[at..].starts_with('|') {
            if filters.len() == limits::FILTERS {
                return Err(format!("at most {} filters", limits::FILTERS));
            }
            if matches!(reference.root(), Root::Secret(_)) {
                return Err("a secret takes no filters".to_owned());
            }
            at = blank(text, at + 1);
            let (call, length) = call(&text[at..])?;
            filters.push(call);
            end = at + length;
            at = blank(text, end);
        }
        Ok((Self { text: text[start..end].into(), reference, filters }, at))
    }

    /// The text as it was written, without the space around it.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where its value comes from.
    pub const fn reference(&self) -> &Reference {
        &self.reference
    }

    /// The type of what it gives, where that is known before there is a value.
    pub fn kind(&self) -> Option<Kind> {
        self.filters.iter().fold(self.reference.kind(), |kind, call| call.kind(kind))
    }

    /// Names of tables that its filters look into.
    pub fn tables(&self) -> impl Iterator<Item = &str> {
        self.filters.iter().filter_map(Call::table)
    }

    /// The value, or none where nothing is there.
    pub fn find<'s>(&'s self, scope: &Scope<'s>) -> Result<Option<Cow<'s, Value>>, ResolveError> {
        let mut value = self.reference.find(scope).map_err(|fault| self.error(None, fault))?;
        for (number, call) in self.filters.iter().enumerate() {
            value = match value {
                None if !call.takes_absent() => return Err(self.absent(number, scope)),
                value => call.apply(value, scope).map_err(|fault| self.error(Some(call.name()), fault))?,
            };
        }
        Ok(value)
    }

    /// The value. Nothing there is an error.
    pub fn resolve<'s>(&'s self, scope: &Scope<'s>) -> Result<Cow<'s, Value>, ResolveError> {
        self.find(scope)?.ok_or_else(|| self.absent(self.filters.len(), scope))
    }

    /// The error of nothing coming out of the reference, or of the filter before that of this number.
    pub(super) fn absent(&self, number: usize, scope: &Scope<'_>) -> ResolveError {
        match number.checked_sub(1).and_then(|before| self.filters.get(before)) {
            None => self.error(None, Fault::Absent(self.reference.missing(scope))),
            Some(call) => self.error(Some(call.name()), Fault::Absent("it found nothing".to_owned())),
        }
    }

    /// The error of a value that is too much where it has to go.
    pub(super) fn error_at(&self, path: &str, fault: Fault) -> ResolveError {
        self.error(None, fault).at(path)
    }

    fn error(&self, filter: Option<&'static str>, fault: Fault) -> ResolveError {
        ResolveError { path: String::new(), reference: self.reference.text().to_owned(), filter, fault }
    }
}

/// Reads a filter with its arguments.
fn call(text: &str) -> Result<(Call, usize), String> {
    let length = text.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
    let name = &text[..length];
    let mut at = blank(text, length);
    if !text[at..].starts_with('(') {
        return Call::new(name, Vec::new()).map(|call| (call, length));
    }
    let mut arguments = Vec::new();
    at = blank(text, at + 1);
    if !text[at..].starts_with(')') {
        loop {
            // More than any filter takes; the filter says how many it does.
            if arguments.len() > 4 {
                break;
            }
            let (argument, length) = literal::read(&text[at..]).map_err(|why| format!("filter {name}: {why}"))?;
            arguments.push(argument);
            at = blank(text, at + length);
            match text[at..].chars().next() {
                Some(',') => at = blank(text, at + 1),
                Some(')') => break,
                Some(c) => return Err(unexpected(c, "an argument")),
                None => return Err(format!("filter {name}: the parenthesis is not closed")),
            }
        }
    }
    Call::new(name, arguments).map(|call| (call, at + 1))
}

/// The first place from here on that isn't space.
fn blank(text: &str, at: usize) -> usize {
    at + text[at..].bytes().take_while(u8::is_ascii_whitespace).count()
}

fn unexpected(c: char, what: &str) -> String {
    format!("'{}' can't follow {what}", c.escape_debug())
}
