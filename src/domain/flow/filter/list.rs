//! Lists.

use std::borrow::Cow;
use std::collections::HashSet;

use serde_json::Value;

use super::{ANY, Gives, LIST, Output, Spec, TEXT, number, owned, param, spec, text_of};
use crate::domain::flow::fault::Fault;
use crate::domain::flow::kind::{Kind, show};
use crate::domain::flow::limits::{self, Size};
use crate::domain::flow::scope::Scope;

const IS_LIST: Gives = Gives::Always(Kind::List);

pub(super) const FILTERS: &[Spec] = &[
    spec("first", LIST, &[], Gives::Unknown, |value, _, _| Ok(pick(value, 0))),
    spec("last", LIST, &[], Gives::Unknown, |value, _, _| {
        let last = members(&value).len().wrapping_sub(1);
        Ok(pick(value, last))
    }),
    spec("pluck", LIST, &[param("field", TEXT)], IS_LIST, |value, arguments, _| pluck(&value, arguments)),
    spec("where", LIST, &[param("field", TEXT), param("value", ANY)], IS_LIST, |value, arguments, _| {
        let (field, sought) = two(arguments);
        keep(&value, |member| Ok(at(member, field)?.is_some_and(|value| same(value, sought))))
    }),
    spec("find", LIST, &[param("field", TEXT), param("value", ANY)], Gives::Unknown, find),
    spec("unique", LIST, &[], IS_LIST, |value, _, _| unique(&value)),
    spec("push", LIST, &[param("value", ANY)], IS_LIST, push),
    spec("without", LIST, &[param("value", ANY)], IS_LIST, |value, arguments, _| {
        let sought = arguments.first().unwrap_or(&Value::Null);
        keep(&value, |member| Ok(!same(member, sought)))
    }),
];

fn members(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn two(arguments: &[Value]) -> (&str, &Value) {
    (text_of(arguments.first()), arguments.get(1).unwrap_or(&Value::Null))
}

/// A member, borrowed if the list is.
fn pick(list: Cow<'_, Value>, index: usize) -> Option<Cow<'_, Value>> {
    match list {
        Cow::Borrowed(list) => list.get(index).map(Cow::Borrowed),
        Cow::Owned(mut list) => list.get_mut(index).map(Value::take).map(Cow::Owned),
    }
}

/// The field of a member; dots lead into objects, unless a field has that very name.
fn at<'v>(member: &'v Value, field: &str) -> Result<Option<&'v Value>, Fault> {
    let Value::Object(members) = member else {
        return Err(Fault::Unusable(format!("{} has no fields", show(member))));
    };
    if let Some(value) = members.get(field) {
        return Ok(Some(value));
    }
    Ok(field.split('.').try_fold(member, |value, name| value.get(name)))
}

/// A list of copies, which may be as long as a result may be.
fn copies<'v, 's>(chosen: impl Iterator<Item = Result<&'v Value, Fault>>) -> Output<'s> {
    let (mut list, mut bytes, mut values) = (Vec::new(), 2, 1);
    for member in chosen {
        let member = member?;
        let size =
            limits::measure(member, Size { bytes: limits::OUTPUT, values: limits::OUTPUT, depth: limits::DEPTH })?;
        bytes += size.bytes + 1;
        values += size.values;
        limits::fits(bytes.max(values))?;
        list.push(member.clone());
    }
    owned(list)
}

fn keep<'s>(value: &Value, keep: impl Fn(&Value) -> Result<bool, Fault>) -> Output<'s> {
    copies(members(value).iter().filter_map(|member| match keep(member) {
        Ok(true) => Some(Ok(member)),
        Ok(false) => None,
        Err(fault) => Some(Err(fault)),
    }))
}

fn pluck<'s>(value: &Value, arguments: &[Value]) -> Output<'s> {
    let field = text_of(arguments.first());
    copies(members(value).iter().filter_map(|member| at(member, field).transpose()))
}

fn find<'s>(value: Cow<'s, Value>, arguments: &'s [Value], _: &Scope<'s>) -> Output<'s> {
    let (field, sought) = two(arguments);
    for (index, member) in members(&value).iter().enumerate() {
        if at(member, field)?.is_some_and(|value| same(value, sought)) {
            return Ok(pick(value, index));
        }
    }
    Ok(None)
}

fn unique<'s>(value: &Value) -> Output<'s> {
    limits::output(value)?;
    let mut seen = HashSet::new();
    // 1 and 1.0 are one number.
    let key = |member: &Value| match member.as_f64().filter(|_| member.is_f64()) {
        Some(number) => number::whole(number).map_or_else(|| member.to_string(), |whole| whole.to_string()),
        None => member.to_string(),
    };
    owned(members(value).iter().filter(|member| seen.insert(key(member))).cloned().collect::<Vec<_>>())
}

fn push<'s>(value: Cow<'s, Value>, arguments: &'s [Value], _: &Scope<'s>) -> Output<'s> {
    let added = limits::output(arguments.first().unwrap_or(&Value::Null))?;
    limits::fits(limits::output(&value)?.bytes + added.bytes + 1)?;
    let mut list = value.into_owned();
    if let Value::Array(list) = &mut list {
        list.extend(arguments.first().cloned());
    }
    owned(list)
}

/// Whether two values are the same: of one type, and numbers by what they are worth.
pub(in crate::domain::flow) fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => number::compare(a, b).is_eq(),
        // Deep values can't be compared without call frames; what is deeper than a result may be isn't the same.
        (Value::Array(_) | Value::Object(_), _) if Kind::of(a) == Kind::of(b) => {
            let allowed = Size { bytes: usize::MAX, values: usize::MAX, depth: limits::DEPTH };
            limits::measure(a, allowed).is_ok() && limits::measure(b, allowed).is_ok() && a == b
        }
        (a, b) => a == b,
    }
}
