//! What takes more than a few lines to try: tables, properties, hostile inputs, and the documentation.

mod conditions;
mod documentation;
mod hostile;
mod mapping;
mod paths;
mod properties;

use std::collections::BTreeMap;

use serde_json::{Value, json};
use time::macros::datetime;

use super::{Allow, ResolveError, Scope, Secrets, Template};

/// What the scope of a test borrows.
pub(super) struct World {
    pub(super) trigger: Value,
    pub(super) previous: Value,
    steps: BTreeMap<String, Value>,
    tables: BTreeMap<String, Value>,
    item: Value,
    flow: Value,
    pub(super) workspace: Value,
}

struct Vault;

impl Secrets for Vault {
    fn secret(&self, name: &str) -> Option<String> {
        (name == "TOKEN").then(|| "canary-token".to_owned())
    }
}

impl World {
    /// A run for a time entry, as the documentation describes it too.
    pub(super) fn new() -> Self {
        let get = json!({
            "status": 200,
            "headers": { "Content-Type": "application/json", "X-Total": "2" },
            "body": { "name": "Website", "archived": false, "estimate": "PT40H", "memberships": [] },
        });
        let list = json!({
            "status": 200,
            "headers": {},
            "body": [
                { "id": "a", "name": "Design", "rate": { "amount": 5000 }, "billable": true },
                { "id": "b", "name": "Review", "rate": { "amount": 7500 }, "billable": false },
                { "id": "c", "name": "Travel", "rate": null, "billable": true },
            ],
        });
        Self {
            trigger: json!({
                "id": "64b000000000000000000001",
                "description": "Draft of ABC-12",
                "billable": true,
                "locked": false,
                "count": 3,
                "big": 9_007_199_254_740_993_i64,
                "huge": u64::MAX,
                "ratio": 12.5,
                "value": "10",
                "phone": "+48123456789",
                "code": "1685E6",
                "padded": "  ready ",
                "note": null,
                "empty": "",
                "nothing": [],
                "taskId": null,
                "tagIds": ["x1", "x2"],
                "user": { "id": "64b000000000000000000002", "name": "Ada Example", "status": "ACTIVE" },
                "project": { "name": "Website", "odd name": 1, "a.b": 2 },
                "timeInterval": {
                    "start": "2026-03-28T22:30:00Z", "end": "2026-03-29T01:30:00Z", "duration": "PT3H",
                },
                "numbers": [3, 1, 2, 1, 1.0],
                "items": [{ "n": 1, "ok": true }, { "n": 2, "ok": false }, { "n": 3, "ok": true }],
            }),
            previous: json!({ "description": "Draft", "billable": true, "user": { "name": "Ada Example" } }),
            steps: BTreeMap::from([("get".to_owned(), get), ("list-tasks".to_owned(), list)]),
            tables: BTreeMap::from([(
                "offices".to_owned(),
                json!({ "Website": "Belgrade", "Shop": { "city": "Novi Sad" } }),
            )]),
            item: json!({ "id": "i1", "name": "First", "done": false }),
            flow: json!({ "id": "f1", "name": "Tag tickets", "version": 3, "run": "r1" }),
            workspace: json!({ "id": "64b000000000000000000003", "timeZone": "Europe/Belgrade" }),
        }
    }

    pub(super) fn scope(&self) -> Scope<'_> {
        Scope::new(&self.trigger, datetime!(2026-03-29 02:00 UTC))
            .previous(&self.previous)
            .steps(&self.steps)
            .item(&self.item, 4)
            .flow(&self.flow)
            .workspace(&self.workspace)
            .secrets(&Vault)
            .tables(&self.tables)
    }
}

/// A document, filled in.
pub(super) fn resolve(document: &Value) -> Result<Value, ResolveError> {
    let template =
        Template::compile(document, Allow::SECRETS).unwrap_or_else(|errors| panic!("{document}: {errors:?}"));
    let world = World::new();
    template.resolve(&world.scope())
}

/// What is wrong with a document, one sentence per mistake.
pub(super) fn mistakes(document: &Value) -> Vec<String> {
    match Template::compile(document, Allow::DATA) {
        Ok(_) => Vec::new(),
        Err(errors) => errors.iter().map(ToString::to_string).collect(),
    }
}
