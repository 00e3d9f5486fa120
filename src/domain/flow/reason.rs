//! Why a run or a step is where it is: kept as JSON beside it, and told in one line.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::condition::{Leaf, Verdict};

/// A reason.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Reason {
    /// A condition doesn't hold: the first leaf that is false, with both values.
    Condition {
        /// Where in the conditions.
        path: String,
        /// The operator.
        op: String,
        /// The value on its left, shortened.
        left: Value,
        /// The value on its right, shortened.
        right: Value,
        /// Why the two can't be compared, where they can't.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        why: Option<String>,
    },
    /// The payload can't be read.
    Payload {
        /// What is wrong with it.
        message: String,
    },
    /// The event is the echo of a flow's own write.
    Echo {
        /// The run that wrote.
        run: Uuid,
    },
    /// A chain of flows that start each other came to its end.
    Loop {
        /// The runs of the chain, as many as are known.
        runs: Vec<Uuid>,
    },
    /// It was done before.
    Once {
        /// By this run.
        run: Uuid,
    },
    /// Another run with the same key is under way, and the flow drops what comes meanwhile.
    Dropped {
        /// That run.
        run: Uuid,
    },
    /// The flow is switched off or deleted.
    Disabled,
    /// The add-on is not in the workspace any more.
    Uninstalled,
    /// The add-on is switched off in the workspace.
    Inactive,
    /// Clockify refuses the installation's token.
    Unauthorized,
    /// Runs of the flow are kept back.
    Held {
        /// `LOOP`, `FLOOD` or `ASKED`.
        reason: String,
        /// In words.
        note: String,
    },
    /// It waits for its turn.
    Turn {
        /// What for.
        message: String,
    },
    /// It waits for its time.
    Delay,
    /// The update would change nothing.
    NoChange,
    /// A step failed.
    Step(Box<Failure>),
    /// A write that can't be repeated got no answer: it may have been done or not.
    Unknown {
        /// The step.
        step: String,
    },
    /// The flow itself said so.
    Stopped {
        /// In its words.
        message: String,
    },
    /// Somebody put an end to it.
    Operator {
        /// Who.
        by: String,
    },
}

/// How a step failed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Failure {
    /// The step's position.
    pub step: String,
    /// The field of its document, as a JSON pointer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// The reference that was followed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// What happened.
    pub message: String,
    /// What was there, shortened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left: Option<Value>,
    /// What was expected, or the other value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub right: Option<Value>,
    /// What kind of failure: a class of the client, `reference`, `type`, `oversize`, `changed_meanwhile`, …
    #[serde(skip_serializing_if = "Option::is_none")]
    pub class: Option<String>,
    /// The answer's status, where there was one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
}

impl Reason {
    /// That a comparison of a condition is false. `at` is where the condition stands, as a JSON pointer.
    #[must_use]
    pub fn condition(at: &str, leaf: Leaf) -> Self {
        Self::Condition {
            path: format!("{at}{}", leaf.path),
            op: leaf.op.name().to_owned(),
            left: leaf.left.unwrap_or(Value::Null),
            right: leaf.right.unwrap_or(Value::Null),
            why: leaf.why,
        }
    }

    /// What stands against the condition at that place: the first comparison that doesn't hold. None if it holds.
    #[must_use]
    pub fn against(at: &str, verdict: Verdict) -> Option<Self> {
        if verdict.holds {
            return None;
        }
        let unnamed = || Self::Stopped { message: format!("{at} doesn't hold") };
        Some(verdict.first_false.map_or_else(unnamed, |leaf| Self::condition(at, leaf)))
    }

    /// The reason as it is stored.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// A stored reason. What this version can't read is shown as it is.
    #[must_use]
    pub fn from_json(text: &str) -> Self {
        serde_json::from_str(text).unwrap_or_else(|_| Self::Stopped { message: text.to_owned() })
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Condition { path, why: Some(why), .. } => write!(f, "{path} is false: {why}"),
            Self::Condition { path, op, left, right: Value::Null, .. } => write!(f, "{path} is false: {left} {op}"),
            Self::Condition { path, op, left, right, .. } => write!(f, "{path} is false: {left} {op} {right}"),
            Self::Payload { message } => write!(f, "the payload can't be read: {message}"),
            Self::Echo { run } => write!(f, "caused by run {}", run.simple()),
            Self::Loop { runs } => write!(f, "LOOP: {} flows in a row started each other", runs.len()),
            Self::Once { run } => write!(f, "was done by run {}", run.simple()),
            Self::Dropped { run } => write!(f, "run {} is under way", run.simple()),
            Self::Disabled => f.write_str("the flow is switched off"),
            Self::Uninstalled => f.write_str("the add-on is not installed any more"),
            Self::Inactive => f.write_str("the add-on is switched off in the workspace"),
            Self::Unauthorized => f.write_str("Clockify refuses the installation's token"),
            Self::Held { reason, note } => write!(f, "{reason}: {note}"),
            Self::Turn { message } | Self::Stopped { message } => f.write_str(message),
            Self::Delay => f.write_str("waits for its time"),
            Self::NoChange => f.write_str("no change"),
            Self::Step(failure) => failure.fmt(f),
            Self::Unknown { step } => {
                write!(f, "{step}: no answer to a write that can't be repeated; it may have been done")
            }
            Self::Operator { by } => write!(f, "cancelled by {by}"),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.step)?;
        if let Some(field) = &self.field {
            write!(f, " {field}")?;
        }
        write!(f, ": {}", self.message)
    }
}
