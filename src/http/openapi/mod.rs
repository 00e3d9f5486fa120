//! The description of the JSON API, in the form of `OpenAPI` 3.1.
//!
//! It is written by hand, here and nowhere else: what there is to call in `paths`, what it answers in `shapes`. Two things
//! keep it true. A test compares it with the routes of the program; and every answer of the API that any test of `tests/it`
//! gets is held against it.

mod data;
mod explorer;
mod flows;
mod operation;
mod page;
mod schema;
mod shapes;

use serde_json::{Map, Value, json};

use crate::domain::addon::Spec;
use operation::{For, Operation};

/// The description of an add-on's API, which is reachable under this path.
#[must_use]
pub fn document(spec: &Spec, base_path: &str) -> Value {
    let mut paths = Map::new();
    for operation in operations(spec) {
        let (path, method) = (operation.path, operation.method);
        let place = paths.entry(path).or_insert_with(|| json!({}));
        place[method] = operation.shown();
    }
    let server = if base_path.is_empty() { "/" } else { base_path };
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": format!("The JSON API of {}", spec.sidebar_label),
            "version": env!("CARGO_PKG_VERSION"),
            "description": "What the add-on's page inside Clockify uses. The workspace, the user and what they may do are \
                the token's. docs/reference/http.md explains it.",
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "servers": [{ "url": server }],
        "security": [{ "token": [] }],
        "paths": paths,
        "components": {
            "securitySchemes": {
                "token": {
                    "type": "apiKey",
                    "in": "header",
                    "name": "x-addon-token",
                    "description": "The user's token, which Clockify gives to the page. It may come in `authorization` \
                        behind `Bearer` instead, and not in both.",
                },
            },
            "schemas": shapes::all(),
        },
    })
}

/// What an add-on's API can be asked for.
fn operations(spec: &Spec) -> Vec<Operation> {
    let mut all = vec![
        Operation::get("/api/openapi.json", "openapi", "This description")
            .open_to(For::All)
            .json(200, schema::any_object()),
        Operation::get("/api/me", "me", "Who looks, and what there is for them")
            .open_to(For::Users)
            .json(200, schema::a("Me")),
    ];
    all.extend(page::operations());
    all.extend(data::operations(spec));
    all.extend(explorer::operations());
    if spec.flows {
        all.extend(flows::operations());
    }
    if spec.flows && spec.http_steps {
        all.extend(data::secrets());
    }
    if spec.custom_webhooks {
        all.extend(data::sources());
    }
    all
}
