//! From the text of a version to what it does.

use serde_json::Value;

use super::Flows;
use super::check::{Options, check};
use crate::domain::flow::{self, Definition, Problem};

/// Reads a stored document. Whether Clockify's operations are still what they were when it was stored is seen when they
/// are called.
pub(super) fn read(text: &str) -> Result<Definition, String> {
    let document: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
    flow::read(&document).map_err(|problems| sentence(&problems))
}

/// All problems in a line.
pub(super) fn sentence(problems: &[Problem]) -> String {
    problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

impl Flows {
    /// Reads a document that somebody wants to store, or tells everything that keeps it from being run.
    pub fn read(&self, document: &Value) -> Result<Definition, Vec<Problem>> {
        let definition = flow::read(document)?;
        let parts = self.parts();
        let options = Options { http_steps: self.may_call_others(), hosts: Some(parts.http.config()) };
        check(&definition, parts.access.catalogue(), parts.spec, options)?;
        Ok(definition)
    }
}
