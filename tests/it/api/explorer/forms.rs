//! Every operation of the catalogue, called with the least that its facts say it needs: what a form makes of them.

use clockify_addons::clockify::catalogue;
use clockify_addons::sandbox::api::Kind;
use serde_json::{Map, Value, json};

use super::{World, mine, problem, with};
use crate::api::Visitor;
use crate::harness::{Engine, both};

both!(a_minimal_request_of_every_operation_is_valid);

/// What the platform says of a request that isn't as it should be, and not of what is asked for.
const ABOUT_THE_FORM: [i64; 3] = [3000, 3001, 3002];

/// What the platform asks for beyond what its description says is needed, told in a sentence of its own.
const ASKS_FOR_MORE: [&str; 4] =
    ["changeInvoiceStatus", "changeTimeOffRequestStatus", "createTimeOffRequest", "createTimeOffRequestForOther"];

async fn a_minimal_request_of_every_operation_is_valid(engine: Engine) {
    let world = World::new(engine).await;
    let owner = world.owner();
    let mut all: Vec<_> = catalogue::builtin().operations().iter().collect();
    // What removes things comes last.
    all.sort_by_key(|operation| operation.effect().name() == "destroy");
    assert_eq!(all.len(), 158);
    let mut done = 0;
    for operation in all {
        world.app.clock.advance(std::time::Duration::from_millis(100));
        let facts = owner.get(&format!("/api/catalogue/{}", operation.id)).await;
        let asked = with(mine(&operation.id), minimal(&world, &facts));
        let made = confirmed(&owner, asked.clone()).await;
        let status = made["status"].as_u64().unwrap();
        let said: Value = serde_json::from_str(made["text"].as_str().unwrap_or("null")).unwrap_or_default();
        if (200..300).contains(&status) {
            done += 1;
            continue;
        }
        let (code, message) = (said["code"].as_i64().unwrap_or(0), said["message"].as_str().unwrap_or_default());
        let about_the_form = ABOUT_THE_FORM.contains(&code)
            || message.contains("has to be at")
            || (message.contains("is required") && !ASKS_FOR_MORE.contains(&operation.id.as_str()))
            || matches!(status, 404 | 405);
        assert!(!about_the_form, "{}: {status} {said}: {asked}", operation.id);
    }
    assert!(done >= 70, "{done} were done, more than only ask");
    // Paths that the description gives to another host are where the workspace's API is.
    assert!(!owner.get("/api/calls?limit=200").await.to_string().contains("localhost:5050"));
    world.finish().await;
}

/// Makes the call, and says what it is about where that is asked.
async fn confirmed(owner: &Visitor<'_>, asked: Value) -> Value {
    let reply = owner.call(&asked).await;
    if reply.status != 428 {
        assert_eq!(reply.status, 200, "{asked}: {}", reply.body);
        return reply.json();
    }
    assert_eq!(problem(&reply).1, "confirm");
    let target = reply.json()["target"]["text"].clone();
    owner.made(&with(asked, json!({ "confirm": target }))).await
}

/// The least that the facts allow.
fn minimal(world: &World, facts: &Value) -> Value {
    let (mut path, mut query) = (Map::new(), Map::new());
    for parameter in facts["parameters"].as_array().unwrap() {
        let name = parameter["name"].as_str().unwrap().to_owned();
        assert_ne!(name, "workspaceId", "nobody is asked for it");
        // The installation's own is meant where nobody says another one.
        if parameter["required"] != true || name == "addonId" {
            continue;
        }
        let value = value(world, parameter);
        if parameter["in"] == "path" {
            path.insert(name, value)
        } else {
            query.insert(name, value)
        };
    }
    let mut request = json!({ "path": path, "query": query });
    let body = &facts["body"];
    if body["required"] == true {
        let is_form = body["media_type"] == "multipart/form-data";
        assert!(is_form || body["media_type"] == "application/json");
        request["body"] = value(world, &body["schema"]);
    }
    request
}

fn value(world: &World, schema: &Value) -> Value {
    if let Some(entity) = schema["entity"].as_str() {
        let id = id(world, entity);
        return if schema["type"] == "array" && schema["items"]["type"] == "string" {
            json!([id])
        } else if schema["type"] == "string" {
            json!(id)
        } else {
            of_type(world, schema)
        };
    }
    of_type(world, schema)
}

fn of_type(world: &World, schema: &Value) -> Value {
    let allowed = schema["enum"].as_array();
    if let Some(first) = allowed.filter(|_| schema["type"] != "array").and_then(|allowed| allowed.first()) {
        return first.clone();
    }
    let min = schema["min"].as_f64().unwrap_or(0.0);
    match (schema["type"].as_str().unwrap(), schema["format"].as_str()) {
        ("string", Some("date")) => json!("2027-01-15"),
        ("string", Some("binary")) => json!({ "name": "a.png", "type": "image/png", "base64": "iVBORw0KGgo=" }),
        // A time fits where any text does.
        ("string", _) => json!("2027-01-15T08:00:00Z"),
        // As it travels in a path or a query: without a point.
        ("integer", _) => json!(min.max(1.0).to_string().parse::<i64>().unwrap()),
        ("number", _) => json!(min.max(1.0)),
        ("boolean", _) => json!(true),
        ("array", _) if min >= 1.0 || schema["in"] == "query" => json!([value(world, &schema["items"])]),
        ("array", _) => json!([]),
        ("object" | "any", _) => {
            let fields = schema["fields"].as_array().into_iter().flatten().filter(|field| field["required"] == true);
            fields.map(|field| (field["name"].as_str().unwrap().to_owned(), value(world, field))).collect()
        }
        other => panic!("{other:?}"),
    }
}

/// An entity that is there.
fn id(world: &World, entity: &str) -> String {
    let kind = Kind::ALL.into_iter().find(|kind| kind.entity() == Some(entity));
    let kind = kind.unwrap_or_else(|| panic!("no {entity} is known"));
    world.api.ids(kind).pop().unwrap_or_else(|| "64a1f0c2e4b0a1b2c3d4e5f6".to_owned())
}
