//! From the text of a version to what it does.

use serde_json::Value;

use crate::domain::flow::{Condition, Definition, Trigger};

/// Reads a stored document.
pub(super) fn read(text: &str) -> Result<Definition, String> {
    let document: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
    read_value(&document)
}

/// Stands here until the reader of the domain is there.
pub(super) fn read_value(document: &Value) -> Result<Definition, String> {
    let text = |value: &Value, name: &str| value[name].as_str().map(str::to_owned);
    let mut triggers = Vec::new();
    for trigger in document["triggers"].as_array().into_iter().flatten() {
        triggers.push(match text(trigger, "source") {
            Some(source) => Trigger::Source { source, event: text(trigger, "event") },
            None => Trigger::Event(text(trigger, "event").unwrap_or_default().parse().map_err(|_| "event")?),
        });
    }
    let when = document.get("when").map(Condition::compile).transpose().map_err(|errors| format!("{errors:?}"))?;
    Ok(Definition {
        name: text(document, "name").ok_or("name")?,
        description: String::new(),
        triggers,
        when,
        on_changes_by_flows: false,
        once: None,
        concurrency: crate::domain::flow::definition::Concurrency::Parallel { max: None },
        limits: crate::domain::flow::definition::Limits::default(),
        tables: serde_json::Map::new(),
        steps: Vec::new(),
        on_failure: Vec::new(),
    })
}
