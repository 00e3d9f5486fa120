//! Whether a condition holds, and if not, because of what.

use serde::Serialize;
use serde_json::Value;
use time::OffsetDateTime;

use super::{Compare, Condition, Node, Op, compare};
use crate::domain::flow::limits;
use crate::domain::flow::scope::Scope;

/// Whether a condition holds.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Verdict {
    /// Whether it does.
    pub holds: bool,
    /// If not: the first comparison that it failed at.
    pub first_false: Option<Leaf>,
}

/// A comparison with what it compared.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Leaf {
    /// Where it stands in the condition, as a JSON pointer.
    pub path: String,
    /// The left side as it is written.
    pub reference: String,
    /// The operator.
    pub op: Op,
    /// The left value, shortened; none where nothing was there.
    pub left: Option<Value>,
    /// The right value, shortened; none where the operator has none or nothing was there.
    pub right: Option<Value>,
    /// What came out.
    pub outcome: Outcome,
    /// Why nothing could be decided, or why something that holds is in the way.
    pub why: Option<String>,
}

/// What came out of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// It holds.
    True,
    /// It doesn't.
    False,
    /// The values couldn't be compared.
    Undecided,
}

impl From<bool> for Outcome {
    fn from(holds: bool) -> Self {
        if holds { Self::True } else { Self::False }
    }
}

impl Outcome {
    const fn opposite(self) -> Self {
        match self {
            Self::True => Self::False,
            Self::False => Self::True,
            Self::Undecided => Self::Undecided,
        }
    }
}

static NOTHING: Value = Value::Null;

/// A scope in which nothing is, for what needs none.
pub(super) fn nothing() -> Scope<'static> {
    Scope::new(&NOTHING, OffsetDateTime::UNIX_EPOCH)
}

impl Condition {
    /// Whether the condition holds.
    pub fn evaluate(&self, scope: &Scope<'_>) -> Verdict {
        let outcome = self.node.outcome(scope);
        let blamed = if outcome == Outcome::True { None } else { self.node.blame(scope, Outcome::True) };
        Verdict { holds: outcome == Outcome::True, first_false: blamed }
    }

    /// Every comparison with what came out of it, for showing a condition beside a sample.
    pub fn explain(&self, scope: &Scope<'_>) -> Vec<Leaf> {
        self.node.leaves().into_iter().map(|compare| compare.leaf(scope)).collect()
    }
}

impl Node {
    fn outcome(&self, scope: &Scope<'_>) -> Outcome {
        match self {
            Self::All(nodes) => decide(nodes, scope, Outcome::False),
            Self::Any(nodes) => decide(nodes, scope, Outcome::True),
            Self::Not(node) => node.outcome(scope).opposite(),
            Self::Compare(compare) => compare::outcome(compare, scope).unwrap_or(Outcome::Undecided),
        }
    }

    /// The first comparison because of which this doesn't come out as it would have to.
    fn blame(&self, scope: &Scope<'_>, wanted: Outcome) -> Option<Leaf> {
        match self {
            Self::All(nodes) | Self::Any(nodes) => {
                nodes.iter().find(|node| node.outcome(scope) != wanted).and_then(|node| node.blame(scope, wanted))
            }
            Self::Not(node) => node.blame(scope, wanted.opposite()),
            Self::Compare(compare) => {
                let mut leaf = compare.leaf(scope);
                if leaf.outcome == Outcome::True {
                    leaf.why = Some("it holds, and the condition wants that it doesn't".to_owned());
                }
                Some(leaf)
            }
        }
    }
}

/// What comes out of a group: the deciding outcome as soon as one member has it; its opposite if all members have
/// that; otherwise nothing can be decided.
fn decide(nodes: &[Node], scope: &Scope<'_>, deciding: Outcome) -> Outcome {
    let mut outcome = deciding.opposite();
    for node in nodes {
        match node.outcome(scope) {
            Outcome::Undecided => outcome = Outcome::Undecided,
            one if one == deciding => return deciding,
            _ => {}
        }
    }
    outcome
}

impl Compare {
    fn leaf(&self, scope: &Scope<'_>) -> Leaf {
        let (outcome, why) = match compare::outcome(self, scope) {
            Ok(outcome) => (outcome, None),
            Err(why) => (Outcome::Undecided, Some(why.sentence(self))),
        };
        let left = self.left.find(scope).ok().flatten();
        let right = match &self.right {
            Some(super::Operand::Value(template)) => template.value(scope).ok().map(|value| limits::excerpt(&value)),
            Some(super::Operand::Pattern(regex)) => Some(Value::String(limits::cut(regex.as_str()))),
            None if matches!(self.op, Op::Changed | Op::Unchanged) => compare::before(self, scope),
            None => None,
        };
        Leaf {
            path: self.path.clone(),
            reference: self.left.text().to_owned(),
            op: self.op,
            left: left.map(|value| limits::excerpt(&value)),
            right,
            outcome,
            why,
        }
    }
}
