//! Every route of the API, and that each that changes something says so in the audit.

use clockify_addons::db::entities::audit_entry;
use clockify_addons::domain::addon::Addon;
use clockify_addons::domain::event::EventType;
use sea_orm::EntityTrait;
use serde_json::{Value, json};

use super::explorer::before;
use super::{Visitor, document};
use crate::harness::{Act, Engine, Reply, TestApp, Upstream, both, described};

both!(whatever_changes_something_is_recorded_once, the_description_has_every_route);

/// What a route does to the workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Does {
    /// It shows something, or computes it.
    Shows,
    /// It changes something, and this stands in the audit then.
    Changes(&'static str),
}

use Does::{Changes, Shows};

/// All of them, in an order in which each can be called on what those before have left.
const ROUTES: &[(&str, &str, Does)] = &[
    ("GET", "/api/openapi.json", Shows),
    ("GET", "/api/me", Shows),
    ("GET", "/api/overview", Shows),
    ("GET", "/api/coverage", Shows),
    ("GET", "/api/bootstrap", Shows),
    ("POST", "/api/bootstrap", Changes("bootstrap.start")),
    ("POST", "/api/bootstrap/cancel", Changes("bootstrap.cancel")),
    ("GET", "/api/entities", Shows),
    ("GET", "/api/entities/{type}/{id}", Shows),
    ("GET", "/api/events/stream", Shows),
    ("POST", "/api/flows/validate", Shows),
    ("POST", "/api/flows/test", Shows),
    ("GET", "/api/templates", Shows),
    ("GET", "/api/templates/{name}", Shows),
    ("POST", "/api/flows/import", Changes("flow.create")),
    ("POST", "/api/flows", Changes("flow.create")),
    ("GET", "/api/flows", Shows),
    ("GET", "/api/flows/{id}", Shows),
    ("PUT", "/api/flows/{id}", Changes("flow.save")),
    ("GET", "/api/flows/{id}/versions", Shows),
    ("GET", "/api/flows/{id}/versions/{version}", Shows),
    ("GET", "/api/flows/{id}/difference", Shows),
    ("GET", "/api/flows/{id}/export", Shows),
    ("POST", "/api/flows/{id}/test", Shows),
    // From here on there is an event, which has started a run.
    ("POST", "/api/flows/{id}/enable", Changes("flow.enable")),
    ("GET", "/api/events", Shows),
    ("GET", "/api/events/{id}", Shows),
    ("GET", "/api/events/{id}/runs", Shows),
    ("GET", "/api/runs", Shows),
    ("GET", "/api/runs/counts", Shows),
    ("GET", "/api/runs/{id}", Shows),
    ("POST", "/api/runs/{id}/cancel", Changes("run.cancel")),
    ("POST", "/api/runs/{id}/retry", Changes("run.retry")),
    ("POST", "/api/events/{id}/replay", Changes("event.replay")),
    ("GET", "/api/replays", Shows),
    ("POST", "/api/replays", Changes("replay.start")),
    ("GET", "/api/replays/{id}", Shows),
    ("POST", "/api/replays/{id}/cancel", Changes("replay.cancel")),
    ("POST", "/api/flows/{id}/hold", Changes("flow.hold")),
    ("POST", "/api/flows/{id}/resume", Changes("flow.resume")),
    ("POST", "/api/flows/{id}/disable", Changes("flow.disable")),
    ("DELETE", "/api/flows/{id}", Changes("flow.delete")),
    ("GET", "/api/catalogue", Shows),
    ("GET", "/api/catalogue/{operation}", Shows),
    ("POST", "/api/calls", Changes("explorer.call")),
    ("GET", "/api/calls", Shows),
    ("GET", "/api/calls/{id}", Shows),
    ("GET", "/api/calls/{id}/body", Shows),
    ("POST", "/api/requests", Changes("request.create")),
    ("GET", "/api/requests", Shows),
    ("PUT", "/api/requests/{id}", Changes("request.save")),
    ("DELETE", "/api/requests/{id}", Changes("request.delete")),
    ("GET", "/api/secrets", Shows),
    ("PUT", "/api/secrets/{name}", Changes("secret.set")),
    ("DELETE", "/api/secrets/{name}", Changes("secret.remove")),
    ("GET", "/api/settings", Shows),
    ("PUT", "/api/settings/retention", Changes("settings.retention")),
    ("GET", "/api/sources", Shows),
    ("POST", "/api/sources", Changes("source.add")),
    ("POST", "/api/sources/{name}/rotate", Changes("source.rotate")),
    ("DELETE", "/api/sources/{name}", Changes("source.remove")),
    ("GET", "/api/audit", Shows),
    // It changes nothing, and somebody has all of it then.
    ("GET", "/api/export", Changes("data.export")),
    ("GET", "/api/erase", Shows),
    ("POST", "/api/erase", Changes("data.erase")),
];

/// Every method and path.
pub(super) fn all() -> impl Iterator<Item = (&'static str, &'static str)> {
    ROUTES.iter().map(|(method, path, _)| (*method, *path))
}

/// The routes as the program has them.
fn written() -> Vec<(String, String)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/http/routes/api");
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        for part in text.split(".route(").skip(1) {
            let (path, rest) = part.trim_start().trim_start_matches('"').split_once('"').unwrap();
            // What is behind the path up to the end of the statement or the next route.
            let methods = rest.split(['\n', ';', '}']).next().unwrap();
            for (word, method) in [("get(", "GET"), ("post(", "POST"), ("put(", "PUT"), ("delete(", "DELETE")] {
                if methods.contains(word) {
                    found.push((method.to_owned(), path.to_owned()));
                }
            }
        }
    }
    found.sort();
    found
}

#[test]
fn the_table_has_every_route() {
    let mut listed: Vec<_> = all().map(|(method, path)| (method.to_owned(), path.to_owned())).collect();
    listed.sort();
    assert_eq!(listed, written());
}

/// Each add-on's description has its routes, all of them and no others.
async fn the_description_has_every_route(engine: Engine) {
    for addon in Addon::ALL {
        let app = TestApp::with(engine, addon, &[]).await;
        let described = described(&app.app).routes();
        for (method, path) in all() {
            let is_described = described.iter().any(|(one, other)| (one.as_str(), other.as_str()) == (method, path));
            let called = path.replace("{id}", &"0".repeat(32)).replace("{version}", "1").replace("{name}", "nothing");
            // Whether it is there is told before it is asked who calls.
            let reply = app.raw(http::Request::builder().method(method).uri(called).body("".into()).unwrap()).await;
            let is_there = ![404, 405].contains(&reply.status);
            assert_eq!(is_described, is_there, "{addon}: {method} {path}: {}", reply.status);
        }
        let known: Vec<_> = all().collect();
        for (method, path) in &described {
            assert!(
                known.contains(&(method.as_str(), path.as_str())),
                "{addon}: {method} {path} is described and not there"
            );
        }
        app.finish().await;
    }
}

#[test]
fn the_description_is_well_formed() {
    for addon in Addon::ALL {
        let document = clockify_addons::http::openapi::document(clockify_addons::addons::spec(addon), "/studio");
        assert_eq!((&document["openapi"], &document["servers"][0]["url"]), (&json!("3.1.0"), &json!("/studio")));
        let mut ids: Vec<_> = operations(&document).map(|operation| operation["operationId"].to_string()).collect();
        let count = ids.len();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), count, "{addon}: every operation has a name of its own");
        let components = document["components"]["schemas"].as_object().unwrap();
        let text = document.to_string();
        for part in text.split("\"$ref\":\"").skip(1) {
            let reference = part.split('"').next().unwrap();
            let name = reference.strip_prefix("#/components/schemas/").unwrap_or_else(|| panic!("{reference}"));
            assert!(components.contains_key(name), "{reference} leads nowhere");
        }
        for operation in operations(&document) {
            for answer in operation["responses"].as_object().unwrap().values() {
                for kind in answer["content"].as_object().into_iter().flat_map(|content| content.values()) {
                    let mut root = kind["schema"].clone();
                    root["components"] = document["components"].clone();
                    jsonschema::draft202012::new(&root).unwrap();
                }
            }
        }
    }
}

fn operations(document: &Value) -> impl Iterator<Item = &Value> {
    document["paths"].as_object().unwrap().values().flat_map(|path| path.as_object().unwrap().values())
}

/// What the paths name.
#[derive(Debug, Default, Clone)]
pub(super) struct Ids {
    pub(super) workspace: String,
    pub(super) flow: String,
    pub(super) event: String,
    pub(super) run: String,
    pub(super) replay: String,
    pub(super) call: String,
    pub(super) request: String,
}

/// A call that a route takes: where, and with which body.
pub(super) fn call(method: &str, path: &str, ids: &Ids) -> (String, Value) {
    let body = match (method, path) {
        ("POST", "/api/flows/validate" | "/api/flows") => json!({ "definition": document("One") }),
        ("POST", "/api/flows/test") => json!({ "definition": document("One"), "payload": {}, "answers": {} }),
        ("POST", "/api/flows/{id}/test") => json!({ "payload": {}, "answers": {} }),
        ("POST", "/api/flows/import") => json!({ "document": document("Imported") }),
        ("PUT", "/api/flows/{id}") => json!({ "definition": document("Two"), "version": 1 }),
        ("POST", "/api/calls") => {
            json!({ "operation": "createNewTag", "as": "addon", "body": { "secret": "canary-of-a-call" } })
        }
        ("POST" | "PUT", "/api/requests" | "/api/requests/{id}") => {
            json!({ "name": "Mine", "operation": "getTags", "as": "me" })
        }
        ("POST", "/api/replays") => json!({ "filter": { "all": true } }),
        ("PUT", "/api/secrets/{name}") => json!({ "value": "canary-of-a-secret" }),
        ("PUT", "/api/settings/retention") => json!({ "events": 30, "calls": null }),
        ("POST", "/api/sources") => {
            json!({ "name": "shop", "scheme": "github", "secret": "canary-of-a-source-that-delivers" })
        }
        ("POST", "/api/sources/{name}/rotate") => json!({ "secret": "canary-of-a-source-with-another" }),
        ("POST", "/api/erase") => json!({ "confirm": ids.workspace }),
        _ => json!({}),
    };
    let id: &str = match path.split('/').nth(2) {
        Some("events") => &ids.event,
        Some("runs") => &ids.run,
        Some("replays") => &ids.replay,
        Some("calls") => &ids.call,
        Some("requests") => &ids.request,
        Some("entities") => "one",
        _ => &ids.flow,
    };
    let name = match path.split('/').nth(2) {
        Some("templates") => "required-tag",
        Some("sources") => "shop",
        _ => "CHAT",
    };
    let query = match path {
        "/api/flows/{id}/difference" => "?from=1&to=2",
        "/api/entities" => "?type=tag",
        _ => "",
    };
    let named = [("{id}", id), ("{version}", "1"), ("{name}", name), ("{type}", "tag"), ("{operation}", "getTags")];
    let called = named.into_iter().fold(path.to_owned(), |path, (place, value)| path.replace(place, value));
    (called + query, body)
}

async fn whatever_changes_something_is_recorded_once(engine: Engine) {
    let upstream = Upstream::start(vec![Act::json(201, "{}")]).await;
    let app = before(engine, &upstream, &[]).await;
    let owner = Visitor::owner(&app);
    let mut ids = Ids { workspace: app.installation.workspace.id.clone(), ..Ids::default() };
    super::entities::remember(&app, "tag", &[("one", json!({ "name": "One" }))]).await;
    let mut before = entries(&app).await;
    for (method, path, does) in ROUTES {
        // It has no end: what it does is tried where streams are.
        if *path == "/api/events/stream" {
            continue;
        }
        let (called, body) = call(method, path, &ids);
        let reply = owner.send(method, &called, Some(&body)).await;
        assert!((200..300).contains(&reply.status), "{method} {called}: {}", reply.body);
        let made = |reply: &Reply| reply.json()["id"].as_str().unwrap().to_owned();
        match (*method, *path) {
            ("POST", "/api/flows") => ids.flow = made(&reply),
            ("POST", "/api/replays") => ids.replay = made(&reply),
            ("POST", "/api/calls") => ids.call = made(&reply),
            ("POST", "/api/requests") => ids.request = made(&reply),
            ("POST", "/api/flows/{id}/enable") => {
                assert_eq!(app.send(&app.delivery(EventType::NewTag, 1)).await.status, 200);
                let runs = owner.get("/api/runs").await;
                runs["runs"][0]["id"].as_str().unwrap().clone_into(&mut ids.run);
                runs["runs"][0]["event"].as_str().unwrap().clone_into(&mut ids.event);
            }
            _ => {}
        }
        let after = entries(&app).await;
        let is_new = |entry: &&audit_entry::Model| before.iter().all(|known| known.id != entry.id);
        let added: Vec<_> = after.iter().filter(is_new).collect();
        match does {
            Shows => assert!(added.is_empty(), "{method} {path}: {added:?}"),
            Changes(action) => {
                let [entry] = added.as_slice() else { panic!("{method} {path}: {added:?}") };
                let by = format!("user:{}", owner.id);
                assert_eq!((entry.action.as_str(), entry.actor.as_str()), (*action, by.as_str()));
                assert_eq!(entry.workspace_id, app.installation.workspace.id);
                let said: Vec<Value> = [&entry.before, &entry.after]
                    .into_iter()
                    .flatten()
                    .map(|text| serde_json::from_str(text).unwrap())
                    .collect();
                assert!(!said.is_empty() && !json!(said).to_string().contains("canary"), "{said:?}");
            }
        }
        before = after;
    }
    app.finish().await;
}

async fn entries(app: &TestApp) -> Vec<audit_entry::Model> {
    audit_entry::Entity::find().all(&app.app.db.reader()).await.unwrap()
}
