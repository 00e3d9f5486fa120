//! Every route of the API, with every way to be somebody else. A route that is added has its turn by itself.

use clockify_addons::db::entities::api_call;
use clockify_addons::domain::event::EventType;
use clockify_addons::sandbox::{Installation, Key};
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::{Value, json};
use time::Duration;

use super::explorer::before;
use super::routes::{self, Ids};
use super::{Visitor, call};
use crate::harness::{Act, Engine, TestApp, Upstream, both, described, eventually};

both!(whoever_is_somebody_else_gets_nothing_by_any_route, of_another_workspace_no_route_shows_or_changes_anything);

/// What only this workspace has in its data.
const MARKER: &str = "Marker-of-mine";

/// A workspace with something of everything in it, and the keys of that.
async fn filled(app: &TestApp, owner: &Visitor<'_>) -> Ids {
    let flow = owner.create(MARKER).await;
    assert_eq!(owner.post(&format!("/api/flows/{flow}/enable"), &json!({})).await.status, 200);
    let save = json!({ "definition": super::document(&format!("{MARKER} 2")), "version": 1 });
    assert_eq!(owner.send("PUT", &format!("/api/flows/{flow}"), Some(&save)).await.status, 200);
    assert_eq!(app.send(&app.delivery(EventType::NewTag, 1)).await.status, 200);
    let event = app.events().await[0].id.simple().to_string();
    let run = owner.get("/api/runs").await["runs"][0]["id"].as_str().unwrap().to_owned();
    let replay = owner.post("/api/replays", &json!({ "filter": { "all": true } })).await;
    assert_eq!(replay.status, 201, "{}", replay.body);
    let replay = replay.json()["id"].as_str().unwrap().to_owned();
    let value = json!({ "value": "canary-of-a-secret" });
    assert_eq!(owner.send("PUT", "/api/secrets/CHAT", Some(&value)).await.status, 201);
    let source = json!({ "name": "shop", "scheme": "github", "secret": "canary-of-a-source-secret" });
    assert_eq!(owner.post("/api/sources", &source).await.status, 201);
    assert_eq!(owner.send("PUT", "/api/settings/retention", Some(&json!({ "events": 77 }))).await.status, 200);
    let made = async |path: &str, body: &Value| -> String {
        let answer = owner.post(path, body).await;
        assert!((200..300).contains(&answer.status), "{path}: {}", answer.body);
        answer.json()["id"].as_str().unwrap().to_owned()
    };
    let tag = json!({ "operation": "createNewTag", "as": "addon", "body": { "name": MARKER } });
    let call = made("/api/calls", &tag).await;
    let request = made("/api/requests", &json!({ "name": MARKER, "operation": "getTags", "as": "me" })).await;
    // What is noted of calls to Clockify is written a moment later.
    let noted = async || api_call::Entity::find().count(&app.app.db.reader()).await.unwrap() == 1;
    eventually("the call is noted", std::time::Duration::from_secs(20), noted).await;
    Ids { workspace: app.installation.workspace.id.clone(), flow, event, run, replay, call, request }
}

/// What a route takes, but that nothing is called: that would be a call to somewhere else.
fn call_of(method: &str, path: &str, ids: &Ids) -> (String, Value) {
    let (called, body) = routes::call(method, path, ids);
    let elsewhere = json!({ "operation": "getTags", "as": "me", "path": { "workspaceId": ids.workspace } });
    (called, if path == "/api/calls" { elsewhere } else { body })
}

async fn whoever_is_somebody_else_gets_nothing_by_any_route(engine: Engine) {
    let upstream = Upstream::start(vec![Act::json(201, "{}")]).await;
    let app = before(engine, &upstream, &[]).await;
    let owner = Visitor::owner(&app);
    let ids = filled(&app, &owner).await;
    let here = &app.installation;
    let claims = |role: &str, minutes: i64| {
        json!({
            "iss": "clockify", "sub": app.app.config.key, "type": "addon", "workspaceId": here.workspace.id,
            "addonId": here.addon_id, "user": here.workspace.owner, "workspaceRole": role,
            "exp": (app.now() + Duration::minutes(minutes)).unix_timestamp(),
        })
    };
    let elsewhere = app.install(1, 1).await;
    let mut stolen = claims("OWNER", 30);
    stolen["addonId"] = json!(elsewhere.addon_id);
    let gone: Installation = app.install(2, 1).await;
    assert_eq!(app.send(&gone.deleted(app.now())).await.status, 200);
    let mut unsigned = app.key.sign(&claims("OWNER", 30));
    unsigned.truncate(unsigned.rfind('.').unwrap() + 1);
    let tokens = [
        ("nobody", None, 401),
        ("expired", Some(app.key.sign(&claims("OWNER", -2))), 401),
        ("signed by another key", Some(Key::generate().unwrap().sign(&claims("OWNER", 30))), 401),
        ("unsigned", Some(unsigned), 401),
        ("of a workspace without the add-on", Some(gone.user_token(&gone.workspace.owner, "OWNER", app.now())), 401),
        ("of two workspaces", Some(app.key.sign(&stolen)), 401),
        ("an installation", Some(here.installation_token()), 401),
        ("a member", Some(here.user_token("64a1f0c2e4b0a1b2c3d4e5aa", "USER", app.now())), 403),
    ];
    let contents = app.contents().await;
    let described = described(&app.app);
    for (name, token, expected) in &tokens {
        // So that a workspace's own rate isn't what refuses.
        app.clock.advance(std::time::Duration::from_secs(3));
        for (method, path) in routes::all() {
            // Of the same workspace one may call Clockify as oneself.
            if (method, path, *expected) == ("POST", "/api/calls", 403) {
                continue;
            }
            let (called, body) = call_of(method, path, &ids);
            let header = token.as_deref().map(|token| ("x-addon-token", token));
            let reply = call(&app, method, &called, header.as_slice(), Some(&body)).await;
            match (described.is_for(method, path), *expected) {
                ("all", _) => assert_eq!(reply.status, 200, "{name}: {method} {called}: {}", reply.body),
                // What every user may see, or try.
                ("users", 403) => {
                    assert!(reply.status < 500 && reply.status != 401, "{method} {called}: {}", reply.body);
                }
                _ => assert_eq!(reply.status, *expected, "{name}: {method} {called}: {}", reply.body),
            }
            // What the workspace keeps of requests is for all of its users.
            if (*expected, path) != (403, "/api/requests") {
                shows_nothing(name, method, path, &reply.body);
            }
        }
    }
    assert_eq!(app.contents().await, contents, "a refusal changed the database");
    app.finish().await;
}

/// Nothing of the other workspace's data.
fn shows_nothing(name: &str, method: &str, path: &str, body: &str) {
    for text in [MARKER, "canary", "\"events\":77"] {
        assert!(!body.contains(text), "{name}: {method} {path} shows {text}: {body}");
    }
}

async fn of_another_workspace_no_route_shows_or_changes_anything(engine: Engine) {
    let upstream = Upstream::start(vec![Act::json(201, "{}")]).await;
    let app = before(engine, &upstream, &[]).await;
    let owner = Visitor::owner(&app);
    let ids = filled(&app, &owner).await;
    let elsewhere = app.install(1, 1).await;
    let stranger = Visitor::of(&app, &elsewhere, "OWNER");
    let mine = app.installation.workspace.id.clone();
    let contents = app.contents().await.of(&mine);
    for (method, path) in routes::all() {
        // It has no end.
        if path == "/api/events/stream" {
            continue;
        }
        let (called, body) = call_of(method, path, &ids);
        // Keys of the one with the token of the other; and what names the one in a query or a body.
        let mut named: Value = body.clone();
        named["workspaceId"] = json!(mine);
        let sign = if called.contains('?') { '&' } else { '?' };
        for (called, body) in
            [(called.clone(), body), (called.clone(), named), (format!("{called}{sign}workspaceId={mine}"), json!({}))]
        {
            let reply = stranger.send(method, &called, Some(&body)).await;
            assert!(reply.status < 500, "{method} {called}: {}", reply.body);
            if path.contains("{id}") {
                assert!([400, 404].contains(&reply.status), "{method} {called}: {} {}", reply.status, reply.body);
            }
            shows_nothing("a stranger", method, path, &reply.body);
            app.clock.advance(std::time::Duration::from_millis(50));
        }
    }
    assert_eq!(app.contents().await.of(&mine), contents);
    app.finish().await;
}
