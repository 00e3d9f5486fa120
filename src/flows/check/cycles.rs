//! Flows that may start each other: a flow calls an operation, that causes an event, that starts a flow.
//!
//! A flow doesn't start for changes that flows made unless it says so. A circle in which one flow doesn't is harmless,
//! but it is one: it is told, and marked.

use std::collections::{HashMap, VecDeque};
use std::fmt;

use serde::Serialize;

use crate::clockify::catalogue::Catalogue;
use crate::domain::event::EventType;
use crate::domain::flow::definition::{Action, Trigger};
use crate::domain::flow::{Definition, Step};

/// A circle of flows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Warning {
    /// The names of flows and events in turn, from a flow to the same flow.
    pub path: Vec<String>,
    /// Whether one of the flows doesn't start for changes by flows, so that the circle ends there.
    pub guarded: bool,
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.path.join(" → "))?;
        if self.guarded { f.write_str(" (ends where a flow doesn't start for changes by flows)") } else { Ok(()) }
    }
}

/// The circles among the flows of a workspace: for each flow the shortest that it is in, unguarded ones before guarded
/// ones, each once.
#[must_use]
pub fn cycles(flows: &[(&str, &Definition)], catalogue: &Catalogue) -> Vec<Warning> {
    let raised: Vec<_> = flows.iter().map(|(_, flow)| raises(flow, catalogue)).collect();
    let mut by_event: HashMap<EventType, Vec<usize>> = HashMap::new();
    for (number, (_, flow)) in flows.iter().enumerate() {
        for trigger in &flow.triggers {
            if let Trigger::Event(event) = trigger {
                by_event.entry(*event).or_default().push(number);
            }
        }
    }
    let graph = Graph { raised, by_event };
    let open = |number: usize| flows.get(number).is_some_and(|(_, flow)| flow.on_changes_by_flows);
    let mut warnings: Vec<Warning> = Vec::new();
    let mut seen: Vec<Vec<usize>> = Vec::new();
    for guarded in [false, true] {
        for start in 0..flows.len() {
            let Some(circle) = graph.circle(start, |number| guarded || open(number)) else { continue };
            let mut members: Vec<_> = circle.iter().map(|(number, _)| *number).collect();
            members.sort_unstable();
            if seen.contains(&members) {
                continue;
            }
            seen.push(members);
            let name = |number: usize| flows.get(number).map_or("", |(name, _)| *name).to_owned();
            let mut path = Vec::new();
            for (number, event) in &circle {
                path.extend([name(*number), event.name().to_owned()]);
            }
            path.push(name(start));
            warnings.push(Warning { path, guarded });
        }
    }
    warnings
}

/// The events that a flow may cause.
fn raises(flow: &Definition, catalogue: &Catalogue) -> Vec<EventType> {
    let operation = |step: &Step| match &step.action {
        Action::Call(call) => catalogue.get(&call.operation),
        Action::Update(update) => catalogue.get(&update.operation),
        Action::ForEach(_) | Action::If(_) | Action::Delay(_) | Action::Http(_) | Action::Stop(_) => None,
    };
    let mut events: Vec<_> =
        flow.walk().filter_map(operation).flat_map(|operation| operation.raises.iter().copied()).collect();
    events.sort_unstable_by_key(|event| event.index());
    events.dedup();
    events
}

struct Graph {
    /// By flow.
    raised: Vec<Vec<EventType>>,
    /// Which flows an event starts.
    by_event: HashMap<EventType, Vec<usize>>,
}

impl Graph {
    /// The shortest way from a flow back to it: each flow on it, with the event that leads on.
    fn circle(&self, start: usize, may_start: impl Fn(usize) -> bool) -> Option<Vec<(usize, EventType)>> {
        let mut came_from: HashMap<usize, (usize, EventType)> = HashMap::new();
        let mut queue = VecDeque::from([start]);
        while let Some(number) = queue.pop_front() {
            for event in self.raised.get(number).into_iter().flatten() {
                for next in self.by_event.get(event).into_iter().flatten().filter(|next| may_start(**next)) {
                    if *next == start {
                        let mut way = vec![(number, *event)];
                        let mut at = number;
                        while let Some((before, event)) = came_from.get(&at).filter(|_| at != start) {
                            way.push((*before, *event));
                            at = *before;
                        }
                        way.reverse();
                        return Some(way);
                    }
                    if !came_from.contains_key(next) {
                        came_from.insert(*next, (number, *event));
                        queue.push_back(*next);
                    }
                }
            }
        }
        None
    }
}
