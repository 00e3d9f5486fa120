//! Every variable with its value and where that came from, for `config show`.

use super::source::{Origin, Source};
use super::variables;

/// One variable as people may see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Heading that it is listed under.
    pub section: &'static str,
    /// Main name.
    pub name: &'static str,
    /// The value, masked where it is secret; empty when it is not set and has no default.
    pub value: String,
    /// Where the value came from.
    pub origin: Origin,
    /// What it sets.
    pub help: &'static str,
}

/// One row per variable that this version reads, over all sections and add-ons.
///
/// Bad values are shown as they are: the table is what an operator looks at to find them.
#[must_use]
pub fn show(source: &Source) -> Vec<Row> {
    let row = |variable: super::Variable| {
        let (value, origin) = match variable.found {
            Some(found) => (found.value, found.origin),
            None => (variable.default, Origin::Default),
        };
        Row { section: variable.section, name: variable.entry.name, value, origin, help: variable.entry.help }
    };
    variables(source).into_iter().map(row).collect()
}
