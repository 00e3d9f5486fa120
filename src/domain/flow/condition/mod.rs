//! Conditions: when a flow or a step runs.
//!
//! ```json
//! {"all": [
//!   {"left": "$.projectId", "op": "exists"},
//!   {"any": [
//!     {"left": "$.timeInterval.duration", "op": "longer-than", "right": "PT8H"},
//!     {"left": "$.value | number", "op": "<", "right": 0}
//!   ]}
//! ]}
//! ```
//!
//! A comparison that can't be made, because a value is missing or has another type, is *undecided*: it doesn't hold, and
//! neither does its opposite. So a flow never runs because a `not` stands before something that was misunderstood.

mod compare;
mod compile;
mod evaluate;
mod op;

pub use self::evaluate::{Leaf, Outcome, Verdict};
pub use self::op::{Family, Op, Right};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use super::expression::Expression;
use super::reference::Reference;
use super::template::Template;

/// A compiled condition. It gives back exactly the JSON it was made from.
#[derive(Debug, Clone)]
pub struct Condition {
    source: Value,
    node: Node,
    looks_back: bool,
}

#[derive(Debug, Clone)]
enum Node {
    All(Vec<Node>),
    Any(Vec<Node>),
    Not(Box<Node>),
    Compare(Box<Compare>),
}

#[derive(Debug, Clone)]
struct Compare {
    /// Where it stands, as a JSON pointer.
    path: String,
    left: Expression,
    op: Op,
    right: Option<Operand>,
}

#[derive(Debug, Clone)]
enum Operand {
    Value(Template),
    Pattern(regex::Regex),
}

/// What is wrong with a condition, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("{}{message}", if path.is_empty() { String::new() } else { format!("at {path}: ") })]
pub struct ConditionError {
    /// Where in the condition, as a JSON pointer; empty for its top.
    pub path: String,
    /// What is wrong, and what to do.
    pub message: String,
}

impl Condition {
    /// Compiles a condition, or says all that is wrong with it.
    pub fn compile(source: &Value) -> Result<Self, Vec<ConditionError>> {
        compile::compile(source).map(|node| Self { source: source.clone(), looks_back: node.looks_back(), node })
    }

    /// The condition as it was written.
    pub const fn source(&self) -> &Value {
        &self.source
    }

    /// Whether it asks what the entity was before the event.
    #[must_use]
    pub const fn looks_back(&self) -> bool {
        self.looks_back
    }

    /// All expressions, with their places as JSON pointers.
    pub fn expressions(&self) -> Vec<(String, &Expression)> {
        let mut found = Vec::new();
        for compare in self.node.leaves() {
            found.push((format!("{}/left", compare.path), &compare.left));
            if let Some(Operand::Value(right)) = &compare.right {
                let inside = right.expressions().into_iter();
                found.extend(inside.map(|(path, expression)| (format!("{}/right{path}", compare.path), expression)));
            }
        }
        found
    }

    /// All references, in the order of the condition.
    pub fn references(&self) -> impl Iterator<Item = &Reference> {
        self.expressions().into_iter().map(|(_, expression)| expression.reference())
    }
}

impl Node {
    /// All comparisons below, in their order. Groups are few and not deep: that was looked at.
    fn leaves(&self) -> Vec<&Compare> {
        match self {
            Self::All(nodes) | Self::Any(nodes) => nodes.iter().flat_map(Self::leaves).collect(),
            Self::Not(node) => node.leaves(),
            Self::Compare(compare) => vec![compare],
        }
    }

    fn looks_back(&self) -> bool {
        self.leaves().iter().any(|compare| matches!(compare.op, Op::Changed | Op::Unchanged))
    }
}

impl PartialEq for Condition {
    fn eq(&self, other: &Self) -> bool {
        self.source == other.source
    }
}

impl Serialize for Condition {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.source.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Condition {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let source = Value::deserialize(deserializer)?;
        Self::compile(&source).map_err(|errors| {
            let sentences: Vec<_> = errors.iter().map(ToString::to_string).collect();
            serde::de::Error::custom(sentences.join("; "))
        })
    }
}
