//! Where something stands in a file.

use std::fmt;

use super::{Error, Problem};

/// A JSON pointer as it grows on the way down. It is written out only when there is something to tell.
#[derive(Clone, Copy)]
pub(super) struct Pointer<'a> {
    parent: Option<&'a Pointer<'a>>,
    /// A name, or a reference that was followed.
    token: &'a str,
}

impl<'a> Pointer<'a> {
    /// The whole file.
    pub(super) const ROOT: Pointer<'static> = Pointer { parent: None, token: "" };

    /// Where a reference leads to.
    pub(super) const fn at(reference: &'a str) -> Self {
        Self { parent: None, token: reference }
    }

    pub(super) const fn to(&'a self, token: &'a str) -> Self {
        Self { parent: Some(self), token }
    }

    pub(super) fn error(&self, problem: Problem) -> Error {
        Error::At { pointer: self.to_string(), problem }
    }
}

impl fmt::Display for Pointer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.parent {
            None if self.token.is_empty() => f.write_str("#"),
            None => f.write_str(&shown(self.token)),
            Some(parent) => write!(f, "{parent}/{}", shown(&self.token.replace('~', "~0").replace('/', "~1"))),
        }
    }
}

/// Text of the file as it may stand in a message: a terminal obeys control characters, and nobody reads a page of it.
pub(super) fn shown(text: &str) -> String {
    const MOST: usize = 120;
    let mut out: String = text.chars().take(MOST).flat_map(visible).collect();
    if text.chars().nth(MOST).is_some() {
        out.push('…');
    }
    out
}

fn visible(c: char) -> impl Iterator<Item = char> {
    let escape = (c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')).then_some(c);
    escape.map(char::escape_unicode).into_iter().flatten().chain(escape.is_none().then_some(c))
}
