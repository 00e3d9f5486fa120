//! Text. Lengths are counted in characters, sizes in bytes.

use std::borrow::Cow;

use serde_json::Value;

use super::{ANY, Gives, LIST, NUMBER, Output, Spec, TEXT, convert, list, optional, owned, param, spec, text_of};
use crate::domain::flow::fault::Fault;
use crate::domain::flow::kind::{Kind, show};
use crate::domain::flow::limits;
use crate::domain::flow::scope::Scope;

const IS_TEXT: Gives = Gives::Always(Kind::Text);
const TEXT_OR_LIST: &[Kind] = &[Kind::Text, Kind::List];
const COUNTABLE: &[Kind] = &[Kind::Text, Kind::List, Kind::Object];

pub(super) const FILTERS: &[Spec] = &[
    spec("lower", TEXT, &[], IS_TEXT, |value, _, _| map(&value, str::to_lowercase)),
    spec("upper", TEXT, &[], IS_TEXT, |value, _, _| map(&value, str::to_uppercase)),
    spec("trim", TEXT, &[], IS_TEXT, |value, _, _| map(&value, |text| text.trim().to_owned())),
    Spec {
        check: |arguments| match text_of(arguments.first()) {
            "" => Err("what is replaced can't be empty".to_owned()),
            _ => Ok(()),
        },
        ..spec("replace", TEXT, &[param("from", TEXT), param("to", TEXT)], IS_TEXT, replace)
    },
    Spec {
        check: |arguments| match arguments.first().and_then(Value::as_u64) {
            Some(_) => Ok(()),
            None => Err("length has to be a whole number, 0 or more".to_owned()),
        },
        ..spec("truncate", TEXT, &[param("length", NUMBER), optional("ending", TEXT)], IS_TEXT, truncate)
    },
    spec("append", TEXT, &[param("text", TEXT)], IS_TEXT, |value, arguments, _| {
        concat(text_of(Some(&value)), text_of(arguments.first()))
    }),
    spec("prepend", TEXT, &[param("text", TEXT)], IS_TEXT, |value, arguments, _| {
        concat(text_of(arguments.first()), text_of(Some(&value)))
    }),
    Spec {
        check: |arguments| match text_of(arguments.first()) {
            "" => Err("the separator can't be empty".to_owned()),
            _ => Ok(()),
        },
        ..spec("split", TEXT, &[param("separator", TEXT)], Gives::Always(Kind::List), |value, arguments, _| {
            split(&value, arguments)
        })
    },
    spec("join", LIST, &[param("separator", TEXT)], IS_TEXT, |value, arguments, _| join(&value, arguments)),
    spec("length", COUNTABLE, &[], Gives::Always(Kind::Number), |value, _, _| owned(length(&value))),
    spec("contains", TEXT_OR_LIST, &[param("value", ANY)], Gives::Always(Kind::Boolean), |value, arguments, _| {
        contains(&value, arguments)
    }),
];

fn map<'s>(value: &Value, change: fn(&str) -> String) -> Output<'s> {
    let text = text_of(Some(value));
    limits::fits(text.len())?;
    owned(change(text))
}

fn concat<'s>(first: &str, second: &str) -> Output<'s> {
    limits::fits(first.len() + second.len())?;
    owned(format!("{first}{second}"))
}

fn replace<'s>(value: Cow<'s, Value>, arguments: &'s [Value], _: &Scope<'s>) -> Output<'s> {
    let (text, from, to) = (text_of(Some(&value)), text_of(arguments.first()), text_of(arguments.get(1)));
    let times = text.matches(from).count();
    if times == 0 {
        return Ok(Some(value));
    }
    limits::fits((text.len() - times * from.len()).saturating_add(times.saturating_mul(to.len())))?;
    owned(text.replace(from, to))
}

fn truncate<'s>(value: Cow<'s, Value>, arguments: &'s [Value], _: &Scope<'s>) -> Output<'s> {
    let text = text_of(Some(&value));
    let length = arguments.first().and_then(Value::as_u64).and_then(|length| usize::try_from(length).ok());
    let length = length.unwrap_or(usize::MAX);
    if text.chars().nth(length).is_none() {
        return Ok(Some(value));
    }
    let ending = text_of(arguments.get(1));
    // The ending is part of the length; where it has no room it is left out.
    let (kept, ending) = match length.checked_sub(ending.chars().count()) {
        Some(kept) => (kept, ending),
        None => (length, ""),
    };
    let end = text.char_indices().nth(kept).map_or(text.len(), |(at, _)| at);
    concat(&text[..end], ending)
}

fn split<'s>(value: &Value, arguments: &[Value]) -> Output<'s> {
    let (text, separator) = (text_of(Some(value)), text_of(arguments.first()));
    limits::fits(text.len())?;
    let parts = text.matches(separator).count() + 1;
    limits::fits(text.len() - (parts - 1) * separator.len() + parts * 3)?;
    owned(text.split(separator).map(Value::from).collect::<Vec<_>>())
}

fn join<'s>(value: &Value, arguments: &[Value]) -> Output<'s> {
    let separator = text_of(arguments.first());
    let mut text = String::new();
    for (number, member) in value.as_array().into_iter().flatten().enumerate() {
        if member.is_array() || member.is_object() {
            return Err(Fault::Unusable(format!("{} can't be joined: use | pluck", show(member))));
        }
        if number > 0 {
            limits::fits(text.len() + separator.len())?;
            text.push_str(separator);
        }
        convert::write(&mut text, member, limits::OUTPUT)?;
    }
    owned(text)
}

/// Characters of a text, members of a list or an object.
fn length(value: &Value) -> usize {
    match value {
        Value::String(text) => text.chars().count(),
        Value::Array(list) => list.len(),
        Value::Object(members) => members.len(),
        _ => 0,
    }
}

fn contains<'s>(value: &Value, arguments: &[Value]) -> Output<'s> {
    let sought = arguments.first().unwrap_or(&Value::Null);
    match (value, sought) {
        (Value::String(text), Value::String(sought)) => owned(text.contains(&**sought)),
        (Value::Array(list), sought) => owned(list.iter().any(|member| list::same(member, sought))),
        (_, sought) => Err(Fault::Unusable(format!("a text can't contain {}", show(sought)))),
    }
}
