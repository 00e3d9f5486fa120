//! The language of flows, without the server around it, and a world for its expressions to look at.

/// The language alone, under the paths that it has in the program. What a flow is made of stays outside: it needs more of
/// the program than the language does.
#[path = "../../src/domain"]
pub mod domain {
    pub mod flow {
        pub mod condition;
        mod expression;
        mod fault;
        mod filter;
        mod kind;
        pub mod limits;
        mod literal;
        mod path;
        mod query;
        mod reference;
        mod scope;
        mod suggest;
        mod template;

        pub use condition::Condition;
        pub use expression::Expression;
        pub use kind::Kind;
        pub use reference::{Reference, Root};
        pub use scope::{Scope, Secrets};
        pub use template::{Allow, Template, TemplateError};
    }
}

use std::collections::BTreeMap;

use serde_json::{Value, json};

use domain::flow::{Scope, Secrets};

/// What a scope borrows.
pub struct World {
    payload: Value,
    previous: Value,
    steps: BTreeMap<String, Value>,
    tables: BTreeMap<String, Value>,
    item: Value,
    flow: Value,
    workspace: Value,
}

struct NoSecrets;

impl Secrets for NoSecrets {
    fn secret(&self, name: &str) -> Option<String> {
        (name == "TOKEN").then(|| "canary".to_owned())
    }
}

impl World {
    /// A world around a payload.
    pub fn new(payload: Value) -> Self {
        let step = json!({
            "status": 200,
            "headers": { "Content-Type": "application/json" },
            "body": [{ "id": "a", "name": "Ägypten", "tags": ["x", "y"] }, { "id": "b", "name": null, "rate": 12.5 }],
        });
        Self {
            previous: json!({ "a": 1, "value": "10" }),
            steps: BTreeMap::from([("get".to_owned(), step)]),
            tables: BTreeMap::from([("t".to_owned(), json!({ "a": 1 }))]),
            item: json!({ "id": "i", "start": "2026-03-29T01:30:00Z", "duration": "PT1H30M" }),
            flow: json!({ "id": "f", "name": "Flow", "version": 3, "run": "r" }),
            workspace: json!({ "id": "64b000000000000000000001", "timeZone": "Europe/Belgrade" }),
            payload,
        }
    }

    /// The scope of a run in it.
    pub fn scope(&self) -> Scope<'_> {
        Scope::new(&self.payload, time::macros::datetime!(2026-03-29 00:30 UTC))
            .previous(&self.previous)
            .steps(&self.steps)
            .item(&self.item, 3)
            .flow(&self.flow)
            .workspace(&self.workspace)
            .secrets(&NoSecrets)
            .tables(&self.tables)
    }
}

/// Splits an input into its text and the payload after the first zero byte; a payload that is no JSON is an example.
pub fn parts(input: &[u8]) -> Option<(&str, Value)> {
    let text = std::str::from_utf8(input).ok()?;
    let (text, payload) = text.split_once('\0').unwrap_or((text, ""));
    let payload = serde_json::from_str(payload).unwrap_or_else(|_| {
        json!({
            "id": "64b000000000000000000002", "a": 1, "b": 1.5, "c": true, "d": null, "value": "10", "t": " text ",
            "l": [1, 2, 2, "x"], "o": { "p": { "q": ["r"] } }, "items": [{ "id": "a", "n": 1 }, { "id": "b", "n": 2 }],
            "start": "2026-03-29T01:30:00Z", "duration": "PT1H30M",
        })
    });
    Some((text, payload))
}
