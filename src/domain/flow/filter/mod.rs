//! Filters: a closed set of small conversions.
//!
//! Each says which types it takes and which arguments, and a mismatch is an error that names both: nothing is
//! converted that nobody asked to convert. An argument is a literal, so it is checked when a flow is saved. A filter
//! costs about as much as what it reads, and what it makes is bounded before it is made.

mod convert;
mod list;
mod lookup;
mod number;
mod text;
mod time;

pub(in crate::domain::flow) use self::convert::write;
pub(in crate::domain::flow) use self::list::same;
pub(in crate::domain::flow) use self::number::compare;

pub(in crate::domain::flow) use self::time::{duration, instant, zone};

use std::borrow::Cow;

use serde_json::Value;

use super::fault::Fault;
use super::kind::{Kind, names, show};
use super::scope::Scope;
use super::{limits, suggest};

/// A filter as it can be called.
pub(super) struct Spec {
    name: &'static str,
    takes: &'static [Kind],
    params: &'static [Param],
    gives: Gives,
    check: fn(&[Value]) -> Result<(), String>,
    run: Run,
}

type Output<'s> = Result<Option<Cow<'s, Value>>, Fault>;
type Run = for<'s> fn(Cow<'s, Value>, &'s [Value], &Scope<'s>) -> Output<'s>;

struct Param {
    name: &'static str,
    takes: &'static [Kind],
    optional: bool,
}

enum Gives {
    /// Always this type.
    Always(Kind),
    /// What came in or the argument.
    InputOrArgument,
    /// What can't be known before.
    Unknown,
}

const ANY: &[Kind] = &[Kind::Null, Kind::Boolean, Kind::Number, Kind::Text, Kind::List, Kind::Object];
const TEXT: &[Kind] = &[Kind::Text];
const NUMBER: &[Kind] = &[Kind::Number];
const LIST: &[Kind] = &[Kind::List];

const fn spec(name: &'static str, takes: &'static [Kind], params: &'static [Param], gives: Gives, run: Run) -> Spec {
    Spec { name, takes, params, gives, check: |_| Ok(()), run }
}

const fn param(name: &'static str, takes: &'static [Kind]) -> Param {
    Param { name, takes, optional: false }
}

const fn optional(name: &'static str, takes: &'static [Kind]) -> Param {
    Param { name, takes, optional: true }
}

/// All filters, a family after the other.
fn all() -> impl Iterator<Item = &'static Spec> {
    [convert::FILTERS, text::FILTERS, list::FILTERS, number::FILTERS, time::FILTERS, lookup::FILTERS]
        .into_iter()
        .flatten()
}

/// The names of all filters.
pub fn filters() -> impl Iterator<Item = &'static str> {
    all().map(|spec| spec.name)
}

/// A filter with its arguments, which fit it.
#[derive(Clone)]
pub(super) struct Call {
    spec: &'static Spec,
    arguments: Vec<Value>,
}

impl std::fmt::Debug for Call {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple(self.spec.name).field(&self.arguments).finish()
    }
}

impl Call {
    pub(super) fn new(name: &str, arguments: Vec<Value>) -> Result<Self, String> {
        let Some(spec) = all().find(|spec| spec.name == name) else {
            let names: Vec<_> = filters().collect();
            return Err(format!("there is no filter '{}'{}", limits::cut(name), suggest::sentence(name, &names)));
        };
        let least = spec.params.iter().filter(|param| !param.optional).count();
        if !(least..=spec.params.len()).contains(&arguments.len()) {
            return Err(format!("filter {}", usage(spec)));
        }
        for (param, argument) in spec.params.iter().zip(&arguments) {
            if !param.takes.contains(&Kind::of(argument)) {
                let (wanted, came) = (names(param.takes), show(argument));
                return Err(format!("filter {name}: {} has to be {wanted}, not {came}", param.name));
            }
        }
        (spec.check)(&arguments).map_err(|why| format!("filter {name}: {why}"))?;
        Ok(Self { spec, arguments })
    }

    pub(super) const fn name(&self) -> &'static str {
        self.spec.name
    }

    /// Whether it can work where nothing is.
    pub(super) fn takes_absent(&self) -> bool {
        self.spec.name == "default"
    }

    /// The table that it looks into.
    pub(super) fn table(&self) -> Option<&str> {
        if self.spec.name == "lookup" { self.arguments.first()?.as_str() } else { None }
    }

    /// The type of what it gives for what comes in, where either is known.
    pub(super) fn kind(&self, input: Option<Kind>) -> Option<Kind> {
        match self.spec.gives {
            Gives::Always(kind) => Some(kind),
            Gives::Unknown => None,
            Gives::InputOrArgument => {
                input.filter(|kind| self.arguments.first().is_some_and(|argument| Kind::of(argument) == *kind))
            }
        }
    }

    pub(super) fn apply<'s>(&'s self, input: Option<Cow<'s, Value>>, scope: &Scope<'s>) -> Output<'s> {
        let Some(value) = input.filter(|value| !(self.takes_absent() && value.is_null())) else {
            return Ok(self.arguments.first().map(Cow::Borrowed));
        };
        if !self.spec.takes.contains(&Kind::of(&value)) {
            return Err(Fault::Mismatch { expected: self.spec.takes, found: show(&value) });
        }
        let output = (self.spec.run)(value, &self.arguments, scope)?;
        // What is borrowed costs nothing as long as it only passes through.
        if let Some(Cow::Owned(value)) = &output {
            limits::output(value)?;
        }
        Ok(output)
    }
}

fn usage(spec: &Spec) -> String {
    if spec.params.is_empty() {
        return format!("{} takes no argument", spec.name);
    }
    let params =
        spec.params.iter().map(|param| if param.optional { format!("[{}]", param.name) } else { param.name.into() });
    format!("{name} is called as {name}({params})", name = spec.name, params = params.collect::<Vec<_>>().join(", "))
}

/// An argument that was checked to be text.
fn text_of(value: Option<&Value>) -> &str {
    value.and_then(Value::as_str).unwrap_or_default()
}

#[expect(clippy::unnecessary_wraps, reason = "it is what filters end with")]
fn owned<'s>(value: impl Into<Value>) -> Output<'s> {
    Ok(Some(Cow::Owned(value.into())))
}
