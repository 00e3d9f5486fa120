//! The language of flows: which values a step gets, and when a flow runs.
//!
//! A flow is written by an admin, stored, and run for events that strangers cause. So the language has to be safe with
//! any text and any payload, and its mistakes have to be found when a flow is saved or else be told in a sentence that
//! names the place. Three parts:
//!
//! - A [`Reference`] says where a value comes from: `$.projectId`, `steps.get.body.name`. Names and indexes are
//!   walked by hand; wildcards, slices and one filter follow RFC 9535 within a profile.
//! - A [`Template`] is a JSON document with placeholders, `{{ reference | filter }}`. A placeholder that is the whole
//!   text keeps the type of its value: nothing becomes text, or a number, that nobody asked to convert.
//! - A [`Condition`] is a tree of comparisons: data, no text language. The operator fixes the type. What can't be
//!   compared is neither true nor false, and the verdict says why.
//!
//! There are no operators, loops, calls or functions of users. What an expression costs is bounded by the length of its
//! text and the size of what it reads, each of which has a limit in [`limits`]; nothing recurses deeper than a limit
//! allows. The braces are a subset of Jinja's, so that a richer language could take over what was stored.
//!
//! Everything is compiled once, when a flow is loaded, and then only reads: it can be evaluated for each event.
//! [`Scope`] borrows what expressions can see.

pub mod condition;
pub mod definition;
mod expression;
mod fault;
mod filter;
mod kind;
pub mod limits;
mod literal;
mod path;
mod query;
mod read;
pub mod reason;
mod reference;
pub mod schedule;
pub mod schema;
mod scope;
mod suggest;
mod template;
#[cfg(test)]
mod tests;

pub use condition::{Condition, ConditionError, Leaf, Op, Verdict};
pub use definition::{
    Action, Call, Concurrency, Definition, Delay, ForEach, Http, If, Limits, OnError, Retry, Step, Stop, Trigger,
    Update,
};
pub use expression::Expression;
pub use fault::{Fault, ResolveError};
pub use filter::filters;
pub use kind::Kind;
pub use read::{Problem, SCHEMA, read};
pub use reason::{Failure, Reason};
pub use reference::{Reference, ReferenceError, Root};
pub use schedule::Schedule;
pub use scope::{Named, Scope, Secrets};
pub use suggest::sentence as suggestion;
pub use template::{Allow, Template, TemplateError};

// Compiled once and shared by all that evaluate.
const _: () = {
    const fn shared<T: Send + Sync>() {}
    shared::<Template>();
    shared::<Condition>();
    shared::<Reference>();
};
