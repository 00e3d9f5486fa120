//! What a flow is: what starts it, under which conditions, and what it does then.
//!
//! A [`Definition`] is read from a document, or not at all: every reference is parsed, every
//! condition compiled. What depends on Clockify's operations is checked by `flows::check`.

use std::time::Duration;

use serde_json::{Map, Value};

use super::schedule::Schedule;
use super::{Condition, Expression, Template};
use crate::domain::event::EventType;

/// Most steps of a flow, all that are inside of others included.
pub const STEPS: usize = 25;
/// How deep lists of steps may lie in each other.
pub const NESTING: usize = 3;
/// Most items that a loop goes over.
pub const ITEMS: usize = 200;
/// Most items that it does at a time.
pub const ITEMS_AT_A_TIME: usize = 4;
/// Most bytes of a document, written without blanks.
pub const BYTES: usize = 256 << 10;
/// Shortest and longest wait of a delay.
pub const DELAY: [Duration; 2] = [Duration::from_secs(1), Duration::from_hours(30 * 24)];
/// Most attempts of a step.
pub const ATTEMPTS: u32 = 10;
/// Longest wait between two attempts.
pub const LONGEST_RETRY: Duration = Duration::from_hours(1);

/// A flow, ready to be run.
#[derive(Debug, Clone)]
pub struct Definition {
    /// Its name, unique in the workspace.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// What starts it; any of them.
    pub triggers: Vec<Trigger>,
    /// What has to hold of the payload.
    pub when: Option<Condition>,
    /// Whether changes that another flow made start it too.
    pub on_changes_by_flows: bool,
    /// A text that is the same for what is to be done only once.
    pub once: Option<Template>,
    /// How many of its runs go on at a time.
    pub concurrency: Concurrency,
    /// How many there may be.
    pub limits: Limits,
    /// Tables for the filter `lookup`.
    pub tables: Map<String, Value>,
    /// What it does.
    pub steps: Vec<Step>,
    /// What it does when a step failed.
    pub on_failure: Vec<Step>,
}

/// What starts a flow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trigger {
    /// An event of Clockify.
    Event(EventType),
    /// A delivery of another system.
    Source {
        /// The registered source.
        source: String,
        /// The event's name as the source says it. None: any.
        event: Option<String>,
    },
    /// The time.
    Schedule(Schedule),
}

/// How many runs of a flow go on at a time.
#[derive(Debug, Clone)]
pub enum Concurrency {
    /// So many; without a number as many as there are workers.
    Parallel {
        /// How many.
        max: Option<u32>,
    },
    /// One for each key, in order.
    Queue {
        /// A text: runs with the same one wait for each other.
        key: Template,
    },
    /// One for each key; what comes while one is under way is dropped.
    Drop {
        /// A text.
        key: Template,
    },
}

/// How often a flow may run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Runs that begin within a minute; more wait. None: no limit.
    pub per_minute: Option<u32>,
    /// Runs within an hour; more hold the flow.
    pub per_hour: u32,
    /// Runs for one entity within a minute; more hold the flow.
    pub per_entity: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { per_minute: None, per_hour: 1000, per_entity: 20 }
    }
}

/// One thing that a flow does.
#[derive(Debug, Clone)]
pub struct Step {
    /// Its id, unique in the flow: how later steps name its result.
    pub id: String,
    /// Its name for people.
    pub name: Option<String>,
    /// Otherwise it is skipped.
    pub only_if: Option<Condition>,
    /// How failures that may pass are tried again.
    pub retry: Retry,
    /// What follows when it failed for good.
    pub on_error: OnError,
    /// What it does.
    pub action: Action,
}

/// How a step is tried again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retry {
    /// Attempts in all, from 1 to 10.
    pub attempts: u32,
    /// The wait after the first failure; each further one is twice as long.
    pub base: Duration,
    /// Where the doubling ends, at most an hour.
    pub cap: Duration,
}

impl Default for Retry {
    fn default() -> Self {
        Self { attempts: 5, base: Duration::from_secs(5), cap: Duration::from_mins(10) }
    }
}

/// What follows a step that failed for good.
#[derive(Debug, Clone, Default)]
pub enum OnError {
    /// The run has failed.
    #[default]
    Stop,
    /// The next step.
    Continue,
    /// These steps, and then the next one.
    Run(Vec<Step>),
}

/// What a step does.
#[derive(Debug, Clone)]
pub enum Action {
    /// Calls an operation of Clockify's API.
    Call(Call),
    /// Reads an entity, merges, and writes it back if that changes it.
    Update(Update),
    /// Does steps for each item of a list.
    ForEach(ForEach),
    /// One of two lists of steps.
    If(If),
    /// Waits.
    Delay(Delay),
    /// Calls another system.
    Http(Http),
    /// Ends the run.
    Stop(Stop),
}

impl Action {
    /// Its name in a document.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Call(_) => "call",
            Self::Update(_) => "update",
            Self::ForEach(_) => "forEach",
            Self::If(_) => "if",
            Self::Delay(_) => "delay",
            Self::Http(_) => "http",
            Self::Stop(_) => "stop",
        }
    }
}

/// A call of an operation. The workspace is always the flow's own.
#[derive(Debug, Clone)]
pub struct Call {
    /// The operation's id in the catalogue.
    pub operation: String,
    /// Path parameters by name.
    pub path: Vec<(String, Template)>,
    /// Query parameters by name; a list is its name repeated, null leaves it out.
    pub query: Vec<(String, Template)>,
    /// The body.
    pub body: Option<Template>,
}

/// A change of some fields of an entity.
#[derive(Debug, Clone)]
pub struct Update {
    /// The operation that writes, which has a `merge` in the catalogue.
    pub operation: String,
    /// Path parameters by name.
    pub path: Vec<(String, Template)>,
    /// The fields that change: an object.
    pub set: Option<Template>,
    /// Fields with lists that get more members, those that they lack: an object of lists. What the entity has at the
    /// time of the change stays, whatever the event said.
    pub add: Option<Template>,
}

impl Update {
    /// The changes that the two make, both filled in, to a body as it is now.
    #[must_use]
    pub fn changes(current: &Value, set: Option<Value>, add: Option<Value>) -> Map<String, Value> {
        let fields = |value| if let Some(Value::Object(fields)) = value { fields } else { Map::new() };
        let mut changes = fields(set);
        for (name, members) in fields(add) {
            let before = changes.get(&name).or_else(|| current.get(&name)).and_then(Value::as_array);
            let mut list = before.cloned().unwrap_or_default();
            let members = if let Value::Array(members) = members { members } else { vec![members] };
            for member in members {
                if !list.contains(&member) {
                    list.push(member);
                }
            }
            changes.insert(name, Value::Array(list));
        }
        changes
    }
}

/// Steps for each item.
#[derive(Debug, Clone)]
pub struct ForEach {
    /// The list.
    pub items: Expression,
    /// How many items at a time, from 1 to 4.
    pub concurrency: usize,
    /// Whether an item that failed is passed over.
    pub skip_failed: bool,
    /// What is done; `item` is the item.
    pub steps: Vec<Step>,
}

/// One of two lists of steps.
#[derive(Debug, Clone)]
pub struct If {
    /// Which one.
    pub condition: Condition,
    /// Where it holds.
    pub then: Vec<Step>,
    /// Where it doesn't.
    pub otherwise: Vec<Step>,
}

/// A wait, from a second to thirty days.
#[derive(Debug, Clone)]
pub enum Delay {
    /// So long.
    For(Duration),
    /// Up to a time, in RFC 3339.
    Until(Template),
}

/// A request to another system.
#[derive(Debug, Clone)]
pub struct Http {
    /// GET, POST, PUT, PATCH or DELETE.
    pub method: String,
    /// Where to: a text; only the part behind the host may come from data.
    pub url: Template,
    /// Headers by name; the only place but `query` where secrets may stand.
    pub headers: Vec<(String, Template)>,
    /// Query parameters by name.
    pub query: Vec<(String, Template)>,
    /// The body: JSON.
    pub body: Option<Template>,
    /// The secret that signs it by the rules of Standard Webhooks.
    pub sign: Option<String>,
}

/// Headers that no step sets, because they belong to the connection or to us. `accept-encoding` is among them because
/// packed answers are not unpacked: a small one could become a large one.
const RESERVED: [&str; 14] = [
    "accept-encoding",
    "connection",
    "content-encoding",
    "content-length",
    "expect",
    "host",
    "keep-alive",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "user-agent",
    "via",
    "x-addon-token",
];

/// Whether no step may set a header of this name, in lower case.
#[must_use]
pub fn is_reserved(name: &str) -> bool {
    RESERVED.contains(&name) || name.starts_with("proxy-")
}

/// The end of a run.
#[derive(Debug, Clone)]
pub struct Stop {
    /// Whether that is a failure.
    pub failed: bool,
    /// Why, for people.
    pub reason: Option<Template>,
}

impl Definition {
    /// Every step with its depth, those inside of others after them.
    pub fn walk(&self) -> impl Iterator<Item = &Step> {
        let mut stack: Vec<&Step> = self.on_failure.iter().rev().chain(self.steps.iter().rev()).collect();
        std::iter::from_fn(move || {
            let step = stack.pop()?;
            stack.extend(step.inner().rev());
            Some(step)
        })
    }

    /// Whether any of its conditions asks what the entity was before the event.
    #[must_use]
    pub fn looks_back(&self) -> bool {
        let of_steps = self.walk().flat_map(|step| {
            let chosen = if let Action::If(choice) = &step.action { Some(&choice.condition) } else { None };
            step.only_if.iter().chain(chosen)
        });
        self.when.iter().chain(of_steps).any(Condition::looks_back)
    }
}

impl Step {
    /// The steps inside of it, in order.
    pub fn inner(&self) -> impl DoubleEndedIterator<Item = &Self> {
        let of_action: [&[Self]; 2] = match &self.action {
            Action::ForEach(each) => [&each.steps, &[]],
            Action::If(choice) => [&choice.then, &choice.otherwise],
            Action::Call(_) | Action::Update(_) | Action::Delay(_) | Action::Http(_) | Action::Stop(_) => [&[], &[]],
        };
        let on_error: &[Self] = match &self.on_error {
            OnError::Run(steps) => steps,
            OnError::Stop | OnError::Continue => &[],
        };
        of_action.into_iter().flatten().chain(on_error)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn members_are_added_to_what_the_list_is_now() {
        let current = json!({"tagIds": ["a"], "billable": false});
        for (set, add, expected) in [
            (None, Some(json!({"tagIds": ["b", "a", "b"]})), json!({"tagIds": ["a", "b"]})),
            (Some(json!({"billable": true})), None, json!({"billable": true})),
            (Some(json!({"tagIds": ["x"]})), Some(json!({"tagIds": ["y"]})), json!({"tagIds": ["x", "y"]})),
            (None, Some(json!({"userIds": ["u"]})), json!({"userIds": ["u"]})),
            (None, None, json!({})),
        ] {
            assert_eq!(Value::Object(Update::changes(&current, set, add)), expected);
        }
    }
}
