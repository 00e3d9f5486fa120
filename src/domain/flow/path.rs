//! Paths into a value: names and indexes, walked by hand in as many steps as the path has.
//!
//! Whatever else RFC 9535 knows is recognised here, counted, and left to [`super::query`]; so the limits hold before
//! a parser of that language sees the text. The reader has no recursion: it looks at each character once.

use serde_json::Value;

use super::limits;
use super::reference::ReferenceError;

/// One step of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Segment {
    /// A member of an object.
    Name(Box<str>),
    /// A member of a list; from its end if negative.
    Index(i64),
}

/// What was read of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Path {
    /// The names and indexes, up to the first step that is neither.
    pub(super) segments: Vec<Segment>,
    /// Whether that is all. Otherwise the text has steps that can find several values.
    pub(super) singular: bool,
    /// Whether a filter looks at `$`.
    pub(super) rooted: bool,
    /// Bytes of the text that belong to the path.
    pub(super) length: usize,
}

/// Reads a path from the beginning of a text, up to what can't belong to it.
pub(super) fn read(text: &str) -> Result<Path, ReferenceError> {
    let mut path = Path { segments: Vec::new(), singular: true, rooted: false, length: 0 };
    let mut counts = Counts::default();
    loop {
        let rest = &text[path.length..];
        if rest.starts_with("..") {
            return Err(ReferenceError::Descent);
        }
        if let Some(member) = rest.strip_prefix('.') {
            if member.starts_with('*') {
                counts.wildcard()?;
                path.singular = false;
                path.length += 2;
                continue;
            }
            let length = name_length(member);
            if length == 0 {
                return Err(ReferenceError::Name(first(member)));
            }
            if path.singular {
                path.segments.push(Segment::Name(member[..length].into()));
            }
            path.length += 1 + length;
        } else if rest.starts_with('[') {
            path.length += bracket(rest, &mut path, &mut counts)?;
        } else {
            return Ok(path);
        }
        if path.length > limits::REFERENCE {
            return Err(ReferenceError::Long);
        }
    }
}

#[derive(Default)]
struct Counts {
    wildcards: usize,
    filters: usize,
    parentheses: usize,
}

impl Counts {
    fn wildcard(&mut self) -> Result<(), ReferenceError> {
        self.wildcards += 1;
        if self.wildcards > limits::WILDCARDS { Err(ReferenceError::Wildcards) } else { Ok(()) }
    }

    fn filter(&mut self) -> Result<(), ReferenceError> {
        self.filters += 1;
        if self.filters > 1 { Err(ReferenceError::Filters) } else { Ok(()) }
    }

    fn parenthesis(&mut self) -> Result<(), ReferenceError> {
        self.parentheses += 1;
        if self.parentheses > limits::PARENTHESES { Err(ReferenceError::Parentheses) } else { Ok(()) }
    }
}

/// Reads a pair of brackets, and says how long it is.
fn bracket(text: &str, path: &mut Path, counts: &mut Counts) -> Result<usize, ReferenceError> {
    let (mut depth, mut filter, mut several, mut slice) = (0_usize, false, false, false);
    let mut at = 0;
    while let Some(byte) = text.as_bytes().get(at) {
        if at > limits::REFERENCE {
            return Err(ReferenceError::Long);
        }
        match byte {
            b'\'' | b'"' => {
                at += quoted(&text[at..])?;
                continue;
            }
            b'[' => depth += 1,
            b']' => {
                depth -= 1;
                if depth == 0 {
                    return close(text, at + 1, (filter, several), path);
                }
            }
            b'(' => counts.parenthesis()?,
            b'?' => {
                filter = true;
                counts.filter()?;
            }
            b'*' | b':' if filter => return Err(ReferenceError::FilterPath),
            b'*' => {
                several = true;
                counts.wildcard()?;
            }
            b':' => {
                // The second colon of a slice is its step.
                if !slice {
                    counts.wildcard()?;
                }
                slice = true;
                several = true;
            }
            b',' if filter && depth > 1 => return Err(ReferenceError::FilterPath),
            b',' => {
                (several, slice) = (true, false);
                counts.wildcard()?;
            }
            b'.' if text[at..].starts_with("..") => return Err(ReferenceError::Descent),
            b'$' => path.rooted = true,
            _ => {}
        }
        at += 1;
    }
    Err(ReferenceError::Open)
}

fn close(text: &str, length: usize, (filter, several): (bool, bool), path: &mut Path) -> Result<usize, ReferenceError> {
    let inside = text[1..length - 1].trim_matches(|c: char| c.is_ascii_whitespace());
    if filter {
        functions(inside)?;
    }
    if filter || several {
        path.singular = false;
        return Ok(length);
    }
    let segment = if inside.starts_with(['\'', '"']) {
        if quoted(inside)? != inside.len() {
            return Err(ReferenceError::Bracket);
        }
        Segment::Name(unquote(inside)?.into())
    } else {
        Segment::Index(index(inside).ok_or(ReferenceError::Bracket)?)
    };
    if path.singular {
        path.segments.push(segment);
    }
    Ok(length)
}

/// Refuses functions that the profile doesn't have, since regular expressions would be compiled again for every value, and
/// functions that stand in each other too deep.
fn functions(filter: &str) -> Result<(), ReferenceError> {
    let mut at = 0;
    // Whether each open parenthesis is a function's.
    let mut open = Vec::new();
    while let Some(byte) = filter.as_bytes().get(at) {
        match byte {
            b'\'' | b'"' => {
                at += quoted(&filter[at..])?;
                continue;
            }
            b'(' => {
                let name = filter[..at].trim_end();
                let start = name.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || c == '_').len();
                if !["", "length", "count", "value"].contains(&&name[start..]) {
                    return Err(ReferenceError::Function(name[start..].to_owned()));
                }
                open.push(start < name.len());
                if open.iter().filter(|is_function| **is_function).count() > limits::FUNCTIONS {
                    return Err(ReferenceError::Functions);
                }
            }
            b')' => _ = open.pop(),
            _ => {}
        }
        at += 1;
    }
    Ok(())
}

/// Bytes of the quoted text at the beginning.
pub(super) fn quoted(text: &str) -> Result<usize, ReferenceError> {
    let mark = text.as_bytes().first().copied().ok_or(ReferenceError::Open)?;
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            _ if byte == mark => return Ok(at + 1),
            _ => {}
        }
    }
    Err(ReferenceError::Open)
}

/// The text in quotes, in JSON's escapes and with `\'` beside them.
pub(super) fn unquote(text: &str) -> Result<String, ReferenceError> {
    let inside = text.get(1..text.len().saturating_sub(1)).ok_or(ReferenceError::Open)?;
    if !inside.contains(['\\', '"']) && !inside.contains(char::is_control) {
        return Ok(inside.to_owned());
    }
    let mut json = String::with_capacity(text.len() + 8);
    json.push('"');
    let mut chars = inside.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('\'') => json.push('\''),
                Some(c) => json.extend(['\\', c]),
                None => return Err(ReferenceError::Escape),
            },
            '"' => json.push_str("\\\""),
            c => json.push(c),
        }
    }
    json.push('"');
    serde_json::from_str(&json).map_err(|_| ReferenceError::Escape)
}

/// An index as RFC 9535 writes it: no sign but a minus, no leading zeros, no `-0`, at most 2^53 - 1.
fn index(text: &str) -> Option<i64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit()) && (!digits.starts_with('0') || text == "0");
    text.parse().ok().filter(|index: &i64| plain && index.unsigned_abs() < 1 << 53)
}

/// Bytes of the name at the beginning, as RFC 9535 allows it after a dot.
pub(super) fn name_length(text: &str) -> usize {
    text.char_indices()
        .find(|(at, c)| {
            let inside = c.is_ascii_alphabetic() || *c == '_' || !c.is_ascii() || (*at > 0 && c.is_ascii_digit());
            !inside
        })
        .map_or(text.len(), |(at, _)| at)
}

fn first(text: &str) -> String {
    text.chars().next().map_or_else(|| "the end".to_owned(), |c| format!("'{}'", c.escape_debug()))
}

/// Walks the path, and stops at the first step that leads nowhere, with its number.
pub(super) fn walk<'v>(mut value: &'v Value, segments: &[Segment]) -> Result<&'v Value, usize> {
    for (number, segment) in segments.iter().enumerate() {
        value = step(value, segment).ok_or(number)?;
    }
    Ok(value)
}

fn step<'v>(value: &'v Value, segment: &Segment) -> Option<&'v Value> {
    match (segment, value) {
        (Segment::Name(name), Value::Object(members)) => members.get(&**name),
        (Segment::Index(index), Value::Array(list)) => {
            let from_end = usize::try_from(index.unsigned_abs()).ok()?;
            list.get(if *index < 0 { list.len().checked_sub(from_end)? } else { from_end })
        }
        _ => None,
    }
}
