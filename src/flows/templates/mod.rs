//! Flows that are ready to be used: a document with inputs, and what it does with a sample.
//!
//! A template is a file in this folder:
//!
//! - `template`, `title`, `group`, `description`: its name, and what people read
//! - `needs`: `clockify`, `http`, `schedule`, as far as it uses them
//! - `inputs`: what somebody has to choose ([`Input`]); each has a `sample`
//! - `flow`: the document, with `{{input.NAME}}` where an input belongs
//! - `sample`: an event (null for a schedule), its payload, and the time
//! - `answers`: what operations answer in the sample, by their names
//! - `expect`: what the flow sends then, in order: `method`, `path` or `url`, and the `body`, or for an update the
//!   `changes` that it makes
//!
//! The expectations are tested, so that a template does what its description says.

pub mod pages;

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::inputs::{Input, fill};
use crate::domain::addon::Spec;
use crate::domain::flow::Problem;

macro_rules! files {
    ($($name:literal,)+) => {
        /// The files, in the order in which they are listed.
        const FILES: &[&str] = &[$(include_str!(concat!($name, ".json")),)+];
    };
}

files! {
    "default-project",
    "ticket-tag",
    "billable-follows-project",
    "required-tag",
    "stop-forgotten-timers",
    "overtime-marker",
    "break-entries",
    "project-starter-kit",
    "client-starter-project",
    "close-tasks",
    "onboard-user",
    "offboard-user",
    "approve-timesheets",
    "rejected-timesheet",
    "approve-short-leave",
    "leave-calendar",
    "negative-balance",
    "expense-without-receipt",
    "billable-to-accounting",
    "budget-alert",
    "presence",
    "missing-time",
}

/// A flow that is ready to be used.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Template {
    /// Its name.
    #[serde(rename = "template")]
    pub name: String,
    /// Its name for people.
    pub title: String,
    /// Under which heading it stands.
    pub group: String,
    /// What it does.
    pub description: String,
    /// What it uses.
    pub needs: Vec<Need>,
    /// What has to be chosen.
    pub inputs: Vec<Input>,
    /// The document, with placeholders for the inputs.
    pub flow: Value,
    /// What it can be tried with.
    pub sample: Sample,
    /// What operations answer then, by their names.
    pub answers: Map<String, Value>,
    /// What it sends then.
    pub expect: Vec<Value>,
}

/// What a template uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Need {
    /// Clockify's operations.
    Clockify,
    /// Calls to other systems.
    Http,
    /// The time.
    Schedule,
}

/// What a template can be tried with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sample {
    /// The event. None: a schedule.
    pub event: Option<String>,
    /// When.
    pub now: String,
    /// What the event says.
    pub payload: Value,
}

/// All of them.
#[must_use]
pub fn list() -> &'static [Template] {
    // The files are read by the tests; a program whose own templates can't be read would have none.
    static ALL: LazyLock<Vec<Template>> =
        LazyLock::new(|| FILES.iter().filter_map(|text| serde_json::from_str(text).ok()).collect());
    &ALL
}

/// The template of this name.
#[must_use]
pub fn get(name: &str) -> Option<&'static Template> {
    list().iter().find(|template| template.name == name)
}

impl Template {
    /// The document that these inputs make, to be read and checked like any other.
    pub fn fill(&self, inputs: &Map<String, Value>) -> Result<Value, Vec<Problem>> {
        fill(&self.flow, &self.inputs, inputs)
    }

    /// The same for an add-on that doesn't take all of its events: with those triggers that the add-on has. None: it has
    /// none of them.
    #[must_use]
    pub fn of(&self, spec: &Spec) -> Option<Self> {
        let mut template = self.clone();
        let triggers = template.flow.get_mut("triggers").and_then(Value::as_array_mut)?;
        triggers.retain(|trigger| match trigger.get("event").and_then(Value::as_str) {
            Some(name) => spec.events.iter().any(|event| event.name() == name),
            None => trigger.get("source").is_none() || spec.custom_webhooks,
        });
        let some = !triggers.is_empty() && (spec.http_steps || !self.needs.contains(&Need::Http));
        some.then_some(template)
    }

    /// The inputs of its sample.
    #[must_use]
    pub fn sample_inputs(&self) -> Map<String, Value> {
        let value = |input: &Input| Some((input.name.clone(), input.sample.clone()?));
        self.inputs.iter().filter_map(value).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_a_template() {
        for (number, text) in FILES.iter().enumerate() {
            if let Err(why) = serde_json::from_str::<Template>(text) {
                panic!("file {number}: {why}");
            }
        }
    }
}
