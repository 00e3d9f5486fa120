//! How much an expression may cost, and how it is measured without spending it.
//!
//! Values are measured with a stack on the heap, so that their depth costs no call frames, and measuring stops as soon
//! as a limit is passed, so that a payload of a megabyte costs no more than the limit.

use serde_json::Value;

use super::fault::Fault;

/// Longest text of one reference, in bytes.
pub const REFERENCE: usize = 256;
/// Wildcards, slices, filters and further names or indexes in one pair of brackets that a reference may have.
pub const WILDCARDS: usize = 2;
/// Parentheses that may be opened in a reference.
pub const PARENTHESES: usize = 16;
/// How deep functions of a filter may stand in each other. The parser of paths reads the argument of each several times
/// over, so that every level multiplies its work.
pub const FUNCTIONS: usize = 2;
/// Values that a reference with wildcards may find.
pub const FOUND: usize = 1_000;
/// Largest value, written as JSON, that a reference with wildcards searches.
pub const SEARCHED: usize = 1 << 20;
/// Most values in what a reference with wildcards searches.
pub const SEARCHED_VALUES: usize = 100_000;
/// Most filters in one placeholder.
pub const FILTERS: usize = 16;
/// Longest literal argument of a filter, in bytes.
pub const ARGUMENT: usize = 1_024;
/// Largest result of a placeholder or a filter, in bytes.
pub const OUTPUT: usize = 64 << 10;
/// Largest document that a template may be, and may become, in bytes of JSON.
pub const DOCUMENT: usize = 100 << 10;
/// How deep documents and results may be nested.
pub const DEPTH: usize = 64;
/// Most placeholders in one document.
pub const PLACEHOLDERS: usize = 500;
/// How deep groups of conditions may be nested.
pub const CONDITION_DEPTH: usize = 5;
/// Most comparisons in one condition.
pub const CONDITION_LEAVES: usize = 100;
/// Largest condition as JSON, in bytes.
pub const CONDITION: usize = 64 << 10;
/// Longest text of a regular expression, in bytes.
pub const PATTERN: usize = 256;
/// Largest compiled regular expression, in bytes.
pub const PATTERN_COMPILED: usize = 64 << 10;
/// Longest excerpt of a value in an error or a verdict, in bytes.
pub const EXCERPT: usize = 200;

/// What a value measures.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// Bytes of its compact JSON; never more than it really has.
    pub bytes: usize,
    /// Values in it, itself included.
    pub values: usize,
    /// Levels of nesting; 1 for what isn't nested.
    pub depth: usize,
}

/// Measures a value, or says that it is larger than what is allowed.
pub fn measure(value: &Value, allowed: Size) -> Result<Size, Fault> {
    let mut size = Size::default();
    let mut open = vec![(value, 1)];
    while let Some((value, depth)) = open.pop() {
        size.values += 1;
        size.depth = size.depth.max(depth);
        size.bytes += match value {
            Value::Null => 4,
            Value::Bool(_) => 5,
            Value::Number(number) => digits(number),
            Value::String(text) => {
                check(size.bytes + text.len(), size.values, depth, allowed)?;
                quoted(text)
            }
            Value::Array(list) => {
                // A list of a million is seen to be too long before its members are put on the stack.
                check(size.bytes + list.len() * 2, size.values + list.len(), depth, allowed)?;
                open.extend(list.iter().map(|member| (member, depth + 1)));
                2 + list.len().saturating_sub(1)
            }
            Value::Object(members) => {
                check(size.bytes + members.len() * 5, size.values + members.len(), depth, allowed)?;
                open.extend(members.values().map(|member| (member, depth + 1)));
                members.keys().map(|key| quoted(key) + 1).sum::<usize>() + 2 + members.len().saturating_sub(1)
            }
        };
        check(size.bytes, size.values, size.depth, allowed)?;
    }
    Ok(size)
}

/// Measures the result of a placeholder.
pub fn output(value: &Value) -> Result<Size, Fault> {
    measure(value, Size { bytes: OUTPUT, values: OUTPUT, depth: DEPTH })
}

/// Whether so many bytes may be a result.
pub fn fits(bytes: usize) -> Result<(), Fault> {
    if bytes > OUTPUT { Err(Fault::TooLarge { what: "bytes", limit: OUTPUT }) } else { Ok(()) }
}

fn check(bytes: usize, values: usize, depth: usize, allowed: Size) -> Result<(), Fault> {
    for (is, limit, what) in [
        (bytes, allowed.bytes, "bytes"),
        (values, allowed.values, "values"),
        (depth, allowed.depth, "levels of nesting"),
    ] {
        if is > limit {
            return Err(Fault::TooLarge { what, limit });
        }
    }
    Ok(())
}

/// Bytes of a text as JSON: its own, the quotes, and one for what is escaped by a character.
pub fn quoted(text: &str) -> usize {
    let escapes = |byte: u8| match byte {
        b'"' | b'\\' | b'\n' | b'\r' | b'\t' | 0x08 | 0x0c => 1,
        0..0x20 => 5,
        _ => 0,
    };
    text.len() + 2 + text.bytes().map(escapes).sum::<usize>()
}

fn digits(number: &serde_json::Number) -> usize {
    match (number.as_u64(), number.as_i64()) {
        (Some(number), _) => number.checked_ilog10().unwrap_or(0) as usize + 1,
        (None, Some(number)) => number.unsigned_abs().checked_ilog10().unwrap_or(0) as usize + 2,
        // The shortest of a fraction; the longest is 24.
        (None, None) => 3,
    }
}

/// The value where it is short, otherwise a text that shows its beginning.
pub fn excerpt(value: &Value) -> Value {
    let room = Size { bytes: EXCERPT, values: EXCERPT, depth: 8 };
    match value {
        Value::String(text) if text.len() > EXCERPT => Value::String(cut(text)),
        Value::Array(list) if measure(value, room).is_err() => Value::String(format!("list of {}", list.len())),
        Value::Object(members) if measure(value, room).is_err() => {
            Value::String(cut(&format!("object of {}", members.keys().take(8).cloned().collect::<Vec<_>>().join(", "))))
        }
        value => value.clone(),
    }
}

/// The beginning of a text, with an ellipsis where something was left out.
pub fn cut(text: &str) -> String {
    if text.len() <= EXCERPT {
        return text.to_owned();
    }
    format!("{}…", &text[..text.floor_char_boundary(EXCERPT)])
}
