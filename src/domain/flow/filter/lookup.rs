//! Tables that an admin keeps beside the flow: a key in, a value out.

use std::borrow::Cow;

use serde_json::Value;

use super::{Gives, Output, Spec, TEXT, param, spec, text_of};
use crate::domain::flow::fault::Fault;
use crate::domain::flow::scope::Scope;

pub(super) const FILTERS: &[Spec] =
    &[spec("lookup", TEXT, &[param("table", TEXT)], Gives::Unknown, |value, arguments, scope| {
        lookup(&value, arguments, scope)
    })];

fn lookup<'s>(value: &Value, arguments: &[Value], scope: &Scope<'s>) -> Output<'s> {
    let name = text_of(arguments.first());
    let table = scope.tables.and_then(|tables| tables.named(name));
    let table = table.ok_or_else(|| Fault::Unusable(format!("there is no table '{name}'")))?;
    Ok(table.get(text_of(Some(value))).map(Cow::Borrowed))
}
