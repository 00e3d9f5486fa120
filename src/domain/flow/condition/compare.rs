//! The comparisons themselves. Nothing is converted: another type than the operator's is undecided.

use std::borrow::Cow;

use jiff::civil::Weekday;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Number, Value};

use super::{Compare, Op, Operand, Outcome};
use crate::domain::flow::fault::{Fault, ResolveError};
use crate::domain::flow::filter;
use crate::domain::flow::kind::{Kind, show};
use crate::domain::flow::limits;
use crate::domain::flow::scope::Scope;

/// Why a comparison couldn't be made. The sentence is written only for those who ask.
#[derive(Debug)]
pub(super) enum Why {
    /// A side has no value.
    Error(&'static str, ResolveError),
    /// A side has another type.
    Type { side: &'static str, expected: &'static str, found: Value },
    /// A side has the right type and can't be used.
    Unusable(&'static str, Fault),
    /// The sides have different types.
    Types(Kind, Kind),
    /// It isn't known what was there before the event.
    NoPrevious,
}

impl Why {
    pub(super) fn sentence(&self, compare: &Compare) -> String {
        match self {
            Self::Error(side, error) => match &error.fault {
                Fault::Absent(what) => format!("{side}: {what}"),
                _ => format!("{side}: {error}"),
            },
            Self::Type { side, expected, found } => {
                let hint = match *expected {
                    "number" => "; use | number",
                    "boolean" => "; use | bool",
                    "text" if !found.is_null() => "; use | string",
                    _ => "",
                };
                format!("{side} is {}, {expected} expected{hint}", show(found))
            }
            Self::Unusable(side, fault) => format!("{side}: {fault}"),
            Self::Types(left, right) => {
                format!("left is {left} and right is {right}: {} compares one type", compare.op)
            }
            Self::NoPrevious => "it isn't known what was there before the event".to_owned(),
        }
    }
}

type Compared = Result<Outcome, Why>;

/// What comes out of a comparison.
pub(super) fn outcome(compare: &Compare, scope: &Scope<'_>) -> Compared {
    let op = compare.op;
    if op.left().is_none() && op.right() == super::Right::None {
        return presence(compare, scope);
    }
    let left = compare.left.resolve(scope).map_err(|error| Why::Error("left", error))?;
    let right = || match &compare.right {
        Some(Operand::Value(template)) => template.value(scope).map_err(|error| Why::Error("right", error)),
        _ => Ok(Cow::Owned(Value::Null)),
    };
    match &compare.right {
        Some(Operand::Pattern(regex)) => {
            return Ok((regex.is_match(text("left", &left)?) == (op == Op::Matches)).into());
        }
        None => {
            let value = left.as_bool().ok_or_else(|| wrong("left", "boolean", &left))?;
            return Ok((value == (op == Op::IsTrue)).into());
        }
        Some(Operand::Value(_)) => {}
    }
    match op.family() {
        super::Family::Text => texts(op, text("left", &left)?, &*right()?),
        super::Family::Number => numbers(op, number("left", &left)?, &*right()?),
        super::Family::DateTime => moments(op, &left, &*right()?, scope),
        super::Family::Duration => {
            let (left, right) = (length("left", &left)?, length("right", &*right()?)?);
            Ok(if op == Op::ShorterThan { left < right } else { left > right }.into())
        }
        super::Family::List => lists(op, list("left", &left)?, &*right()?),
        _ => {
            let right = right()?;
            if Kind::of(&left) != Kind::of(&right) {
                return Err(Why::Types(Kind::of(&left), Kind::of(&right)));
            }
            Ok((filter::same(&left, &right) == (op == Op::SameAs)).into())
        }
    }
}

fn presence(compare: &Compare, scope: &Scope<'_>) -> Compared {
    let value = match compare.left.find(scope) {
        Ok(value) => value,
        // A filter that found nothing to work on: nothing is there.
        Err(ResolveError { fault: Fault::Absent(_), .. }) => None,
        Err(error) => return Err(Why::Error("left", error)),
    };
    let holds = match compare.op {
        Op::Exists => value.is_some(),
        Op::Absent => value.is_none(),
        Op::Empty => value.is_none_or(|value| is_empty(&value)),
        Op::NotEmpty => value.is_some_and(|value| !is_empty(&value)),
        op => {
            let previous = scope.previous.ok_or(Why::NoPrevious)?;
            let before = compare.left.find(&earlier(scope, previous)).map_err(|error| Why::Error("before", error));
            let changed = match (&value, &before?) {
                (Some(now), Some(before)) => !filter::same(now, before),
                (now, before) => now.is_some() != before.is_some(),
            };
            changed == (op == Op::Changed)
        }
    };
    Ok(holds.into())
}

fn earlier<'a>(scope: &Scope<'a>, previous: &'a Value) -> Scope<'a> {
    Scope { trigger: previous, ..*scope }
}

/// What was there before the event.
pub(super) fn before(compare: &Compare, scope: &Scope<'_>) -> Option<Value> {
    let previous = scope.previous?;
    compare.left.find(&earlier(scope, previous)).ok().flatten().map(|value| limits::excerpt(&value))
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(list) => list.is_empty(),
        Value::Object(members) => members.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

fn texts(op: Op, left: &str, right: &Value) -> Compared {
    if let Op::In | Op::NotIn = op {
        let mut found = false;
        for member in list("right", right)? {
            found |= text("a member of right", member)? == left;
        }
        return Ok((found == (op == Op::In)).into());
    }
    let right = text("right", right)?;
    let holds = match op {
        Op::Equals => left == right,
        Op::NotEquals => left != right,
        Op::EqualsIgnoringCase => folded(left).eq(folded(right)),
        Op::Contains => left.contains(right),
        Op::NotContains => !left.contains(right),
        Op::ContainsIgnoringCase => left.to_lowercase().contains(&right.to_lowercase()),
        Op::StartsWith => left.starts_with(right),
        _ => left.ends_with(right),
    };
    Ok(holds.into())
}

fn folded(text: &str) -> impl Iterator<Item = char> {
    text.chars().flat_map(char::to_lowercase)
}

fn numbers(op: Op, left: &Number, right: &Value) -> Compared {
    if let Op::Between | Op::NotBetween = op {
        let [least, greatest] = list("right", right)? else {
            return Err(wrong("right", "list of two numbers", right));
        };
        let inside = filter::compare(left, number("right", least)?).is_ge()
            && filter::compare(left, number("right", greatest)?).is_le();
        return Ok((inside == (op == Op::Between)).into());
    }
    let order = filter::compare(left, number("right", right)?);
    let holds = match op {
        Op::Equal => order.is_eq(),
        Op::NotEqual => order.is_ne(),
        Op::Less => order.is_lt(),
        Op::AtMost => order.is_le(),
        Op::Greater => order.is_gt(),
        _ => order.is_ge(),
    };
    Ok(holds.into())
}

fn moments(op: Op, left: &Value, right: &Value, scope: &Scope<'_>) -> Compared {
    let left = moment("left", left, scope)?;
    if op == Op::OnWeekday {
        let zone = zone(scope).map_err(|fault| Why::Unusable("workspace", fault))?;
        let day = left.to_zoned_datetime(zone).weekday();
        let mut found = false;
        for member in list("right", right)? {
            found |= weekday(member).map_err(|fault| Why::Unusable("right", fault))? == day;
        }
        return Ok(found.into());
    }
    if let Op::Before | Op::After = op {
        let right = moment("right", right, scope)?;
        return Ok(if op == Op::Before { left < right } else { left > right }.into());
    }
    let now = Timestamp::from_nanosecond(scope.now.unix_timestamp_nanos()).unwrap_or(Timestamp::MAX);
    let (ago, length) = (left.duration_until(now), length("right", right)?);
    let holds = match op {
        Op::WithinLast => !ago.is_negative() && ago <= length,
        Op::WithinNext => !ago.is_positive() && ago.checked_neg().is_some_and(|ahead| ahead <= length),
        _ => ago > length,
    };
    Ok(holds.into())
}

fn lists(op: Op, left: &[Value], right: &Value) -> Compared {
    let has = |value: &Value| left.iter().any(|member| filter::same(member, value));
    let holds = match op {
        Op::Includes => has(right),
        Op::Excludes => !has(right),
        Op::IncludesAny => sought(right)?.iter().any(has),
        Op::IncludesAll => sought(right)?.iter().all(has),
        Op::ExcludesAll => !sought(right)?.iter().any(has),
        _ => {
            let order = filter::compare(&Number::from(left.len()), number("right", right)?);
            match op {
                Op::HasLength => order.is_eq(),
                Op::HasMoreThan => order.is_gt(),
                _ => order.is_lt(),
            }
        }
    };
    Ok(holds.into())
}

/// Looking for many in many costs both: what is sought has an end.
fn sought(right: &Value) -> Result<&[Value], Why> {
    let list = list("right", right)?;
    if list.len() > limits::FOUND {
        return Err(Why::Unusable("right", Fault::TooLarge { what: "values", limit: limits::FOUND }));
    }
    Ok(list)
}

/// The day of the week of that English name, short or long.
pub(super) fn weekday(name: &Value) -> Result<Weekday, Fault> {
    let days = [
        ("monday", Weekday::Monday),
        ("tuesday", Weekday::Tuesday),
        ("wednesday", Weekday::Wednesday),
        ("thursday", Weekday::Thursday),
        ("friday", Weekday::Friday),
        ("saturday", Weekday::Saturday),
        ("sunday", Weekday::Sunday),
    ];
    let written = name.as_str().unwrap_or_default();
    let day = days.iter().find(|(day, _)| written.eq_ignore_ascii_case(day) || written.eq_ignore_ascii_case(&day[..3]));
    day.map(|(_, day)| *day).ok_or_else(|| Fault::Unusable(format!("{} is no day of the week", show(name))))
}

fn zone(scope: &Scope<'_>) -> Result<jiff::tz::TimeZone, Fault> {
    scope.zone().map_or(Ok(jiff::tz::TimeZone::UTC), filter::zone)
}

fn moment(side: &'static str, value: &Value, scope: &Scope<'_>) -> Result<Timestamp, Why> {
    let text = value.as_str().ok_or_else(|| wrong(side, "date-time", value))?;
    filter::instant(text, || zone(scope)).map_err(|fault| Why::Unusable(side, fault))
}

fn length(side: &'static str, value: &Value) -> Result<SignedDuration, Why> {
    let text = value.as_str().ok_or_else(|| wrong(side, "duration", value))?;
    filter::duration(text).map_err(|fault| Why::Unusable(side, fault))
}

fn text<'v>(side: &'static str, value: &'v Value) -> Result<&'v str, Why> {
    value.as_str().ok_or_else(|| wrong(side, "text", value))
}

fn list<'v>(side: &'static str, value: &'v Value) -> Result<&'v [Value], Why> {
    value.as_array().map(Vec::as_slice).ok_or_else(|| wrong(side, "list", value))
}

fn number<'v>(side: &'static str, value: &'v Value) -> Result<&'v Number, Why> {
    value.as_number().ok_or_else(|| wrong(side, "number", value))
}

fn wrong(side: &'static str, expected: &'static str, found: &Value) -> Why {
    Why::Type { side, expected, found: limits::excerpt(found) }
}
