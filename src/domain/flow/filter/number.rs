//! Numbers: whole ones stay exact as long as they fit 64 bits; a result that is no number is an error.

use std::borrow::Cow;
use std::cmp::Ordering;

use serde_json::{Number, Value};

use super::{Gives, NUMBER, Output, Spec, optional, owned, param, spec};
use crate::domain::flow::fault::Fault;
use crate::domain::flow::kind::Kind;
use crate::domain::flow::scope::Scope;

const IS_NUMBER: Gives = Gives::Always(Kind::Number);

pub(super) const FILTERS: &[Spec] = &[
    Spec {
        check: |arguments| match arguments.first().map(Value::as_u64) {
            None | Some(Some(0..=15)) => Ok(()),
            _ => Err("digits has to be a whole number from 0 to 15".to_owned()),
        },
        ..spec("round", NUMBER, &[optional("digits", NUMBER)], IS_NUMBER, round)
    },
    spec("plus", NUMBER, &[param("number", NUMBER)], IS_NUMBER, |value, arguments, _| {
        calculate(&value, arguments, i128::checked_add, |a, b| a + b)
    }),
    spec("minus", NUMBER, &[param("number", NUMBER)], IS_NUMBER, |value, arguments, _| {
        calculate(&value, arguments, i128::checked_sub, |a, b| a - b)
    }),
    spec("times", NUMBER, &[param("number", NUMBER)], IS_NUMBER, |value, arguments, _| {
        calculate(&value, arguments, i128::checked_mul, |a, b| a * b)
    }),
    Spec {
        check: |arguments| match arguments.first().and_then(Value::as_f64) {
            Some(0.0) => Err("nothing can be divided by 0".to_owned()),
            _ => Ok(()),
        },
        ..spec("divided_by", NUMBER, &[param("number", NUMBER)], IS_NUMBER, |value, arguments, _| {
            let exact = |a: i128, b: i128| a.checked_rem(b).filter(|rest| *rest == 0).and_then(|_| a.checked_div(b));
            calculate(&value, arguments, exact, |a, b| a / b)
        })
    },
];

/// A whole number of 64 bits, in what holds all of them.
fn integer(value: &Value) -> Option<i128> {
    value.as_i64().map(i128::from).or_else(|| value.as_u64().map(i128::from))
}

/// A whole number as JSON, if it fits.
fn narrow(number: i128) -> Option<Value> {
    i64::try_from(number).map(Value::from).or_else(|_| u64::try_from(number).map(Value::from)).ok()
}

/// A fraction as JSON; what is no number is none.
pub(super) fn fraction(number: f64) -> Result<Value, Fault> {
    Number::from_f64(number).map(Value::Number).ok_or_else(|| Fault::Unusable("the result is too large".to_owned()))
}

/// The same number without a fraction, if it has none and is exact.
pub(super) fn whole(number: f64) -> Option<i64> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if number.fract() != 0.0 || number.abs() > EXACT {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "it was just looked at")]
    Some(number as i64)
}

fn calculate<'s>(
    value: &Value,
    arguments: &[Value],
    exact: impl Fn(i128, i128) -> Option<i128>,
    inexact: fn(f64, f64) -> f64,
) -> Output<'s> {
    let argument = arguments.first().unwrap_or(&Value::Null);
    if let (Some(a), Some(b)) = (integer(value), integer(argument))
        && let Some(result) = exact(a, b).and_then(narrow)
    {
        return owned(result);
    }
    let (a, b) = (value.as_f64().unwrap_or_default(), argument.as_f64().unwrap_or_default());
    owned(fraction(inexact(a, b))?)
}

fn round<'s>(value: Cow<'s, Value>, arguments: &'s [Value], _: &Scope<'s>) -> Output<'s> {
    let Some(number) = value.as_f64().filter(|_| value.is_f64()) else { return Ok(Some(value)) };
    let digits = arguments.first().and_then(Value::as_i64).and_then(|digits| i32::try_from(digits).ok()).unwrap_or(0);
    let scale = 10_f64.powi(digits);
    let scaled = number * scale;
    let rounded = if scaled.is_finite() { scaled.round() / scale } else { number };
    match whole(rounded).filter(|_| digits == 0) {
        Some(whole) => owned(whole),
        None => owned(fraction(rounded)?),
    }
}

/// Compares numbers by what they are worth, whole ones exactly.
pub(in crate::domain::flow) fn compare(a: &Number, b: &Number) -> Ordering {
    let (left, right) = (Value::Number(a.clone()), Value::Number(b.clone()));
    match (integer(&left), integer(&right)) {
        (Some(a), Some(b)) => a.cmp(&b),
        _ => a.as_f64().unwrap_or_default().partial_cmp(&b.as_f64().unwrap_or_default()).unwrap_or(Ordering::Equal),
    }
}
