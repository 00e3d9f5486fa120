//! Literals: the arguments of filters. Scalars of JSON, text in either quotes, and the empty list and object.

use serde_json::{Map, Value};

use super::limits;
use super::path::{quoted, unquote};

/// Reads a literal at the beginning of a text, and says how long it was.
pub(super) fn read(text: &str) -> Result<(Value, usize), String> {
    if text.starts_with(['\'', '"']) {
        let length = quoted(text).map_err(|error| error.to_string())?;
        if length > limits::ARGUMENT {
            return Err(format!("an argument has at most {} bytes", limits::ARGUMENT));
        }
        return Ok((Value::String(unquote(&text[..length]).map_err(|error| error.to_string())?), length));
    }
    for (open, close, empty) in [('[', ']', Value::Array(Vec::new())), ('{', '}', Value::Object(Map::new()))] {
        if let Some(rest) = text.strip_prefix(open) {
            let inner = rest.trim_start();
            return match inner.strip_prefix(close) {
                Some(after) => Ok((empty, text.len() - after.len())),
                None => Err(format!("only the empty {open}{close} can be an argument")),
            };
        }
    }
    let word = &text[..text.find(|c: char| !(c.is_ascii_alphanumeric() || "+-.".contains(c))).unwrap_or(text.len())];
    let value = match word {
        "true" => Value::Bool(true),
        "false" => Value::Bool(false),
        "null" => Value::Null,
        "" => return Err("an argument is missing".to_owned()),
        // The longest number that is written as people do; serde_json refuses what is none.
        _ if word.len() <= 64 => serde_json::from_str::<serde_json::Number>(word).map(Value::Number).map_err(|_| {
            format!("'{word}' is no argument: text stands in quotes, and references can't be arguments")
        })?,
        _ => return Err("a number is too long".to_owned()),
    };
    Ok((value, word.len()))
}
