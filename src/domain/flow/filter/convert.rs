//! From one type to another, when somebody asks.

use std::borrow::Cow;

use serde_json::{Number, Value};

use super::{ANY, Gives, Output, Spec, owned, param, spec};
use crate::domain::flow::fault::Fault;
use crate::domain::flow::kind::{Kind, show};
use crate::domain::flow::limits::{self, Size};
use crate::domain::flow::scope::Scope;

const TO_NUMBER: &[Kind] = &[Kind::Number, Kind::Text];
const TO_BOOLEAN: &[Kind] = &[Kind::Boolean, Kind::Text, Kind::Number];

pub(super) const FILTERS: &[Spec] = &[
    spec("default", ANY, &[param("value", ANY)], Gives::InputOrArgument, |value, _, _| Ok(Some(value))),
    spec("number", TO_NUMBER, &[], Gives::Always(Kind::Number), number),
    spec("string", ANY, &[], Gives::Always(Kind::Text), string),
    spec("bool", TO_BOOLEAN, &[], Gives::Always(Kind::Boolean), |value, _, _| boolean(&value)),
    spec("json", ANY, &[], Gives::Always(Kind::Text), |value, _, _| json(&value)),
];

fn number<'s>(value: Cow<'s, Value>, _: &'s [Value], _: &Scope<'s>) -> Output<'s> {
    let Value::String(text) = &*value else { return Ok(Some(value)) };
    let unusable = || Fault::Unusable(format!("{} is no number", show(&value)));
    let trimmed = text.trim();
    let digits = trimmed.strip_prefix(['+', '-']).unwrap_or(trimmed);
    // `inf`, `nan` and hexadecimal are no numbers of JSON, though other readers take them.
    if digits.len() > 64 || !digits.starts_with(|c: char| c.is_ascii_digit()) {
        return Err(unusable());
    }
    if digits.bytes().all(|byte| byte.is_ascii_digit()) {
        let whole = trimmed.parse::<i64>().map(Number::from).or_else(|_| trimmed.parse::<u64>().map(Number::from));
        return match whole {
            Ok(whole) => owned(Value::Number(whole)),
            Err(_) => Err(Fault::Unusable(format!("{} is too large to be kept exactly", show(&value)))),
        };
    }
    let number = trimmed.parse().ok().and_then(Number::from_f64).ok_or_else(unusable)?;
    owned(Value::Number(number))
}

fn string<'s>(value: Cow<'s, Value>, _: &'s [Value], _: &Scope<'s>) -> Output<'s> {
    if value.is_string() {
        return Ok(Some(value));
    }
    let mut text = String::new();
    write(&mut text, &value, limits::OUTPUT)?;
    owned(text)
}

fn boolean<'s>(value: &Value) -> Output<'s> {
    let meant = match value {
        Value::String(text) if text.trim().eq_ignore_ascii_case("true") => Some(true),
        Value::String(text) if text.trim().eq_ignore_ascii_case("false") => Some(false),
        Value::Number(number) => match number.as_f64() {
            Some(1.0) => Some(true),
            Some(0.0) => Some(false),
            _ => None,
        },
        _ => value.as_bool(),
    };
    meant.map_or_else(|| Err(Fault::Unusable(format!("{} is neither true nor false", show(value)))), owned)
}

fn json<'s>(value: &Value) -> Output<'s> {
    limits::output(value)?;
    owned(value.to_string())
}

/// Adds a value to a text, as it reads within one: nothing for null, text as it is, and the rest as JSON.
pub(in crate::domain::flow) fn write(text: &mut String, value: &Value, limit: usize) -> Result<(), Fault> {
    let room = limit.saturating_sub(text.len());
    let fits = |bytes: usize| if bytes > room { Err(Fault::TooLarge { what: "bytes", limit }) } else { Ok(()) };
    match value {
        Value::Null => {}
        Value::String(more) => {
            fits(more.len())?;
            text.push_str(more);
        }
        Value::Bool(value) => text.push_str(if *value { "true" } else { "false" }),
        Value::Number(number) => text.push_str(&number.to_string()),
        Value::Array(_) | Value::Object(_) => {
            fits(limits::measure(value, Size { bytes: room, values: limit, depth: limits::DEPTH })?.bytes)?;
            text.push_str(&value.to_string());
        }
    }
    if text.len() > limit { Err(Fault::TooLarge { what: "bytes", limit }) } else { Ok(()) }
}
