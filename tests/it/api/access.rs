//! Who is let in: one row for each way to be somebody else, and what a true user sees of others.

use clockify_addons::domain::event::EventType;
use clockify_addons::sandbox::{Forgery, Installation, Key, Workspace, forge};
use serde_json::{Value, json};
use time::Duration;

use super::{Visitor, call, document};
use crate::harness::{Engine, TestApp, both, described};

both!(
    whoever_cannot_prove_who_they_are_is_refused,
    a_role_that_may_not_is_refused_everywhere,
    another_workspace_sees_and_changes_nothing,
    what_is_not_expected_is_refused_by_name,
    many_calls_have_to_wait,
    an_add_on_without_flows_has_no_routes_of_them,
);

/// The claims of the token of the workspace's owner, changed in one place. None takes the claim away.
fn changed(app: &TestApp, key: &Key, installation: &Installation, name: &str, value: Option<Value>) -> String {
    let mut claims = json!({
        "iss": "clockify",
        "sub": app.app.config.key,
        "type": "addon",
        "workspaceId": installation.workspace.id,
        "addonId": installation.addon_id,
        "user": installation.workspace.owner,
        "workspaceRole": "OWNER",
        "exp": (app.now() + Duration::minutes(30)).unix_timestamp(),
    });
    let fields = claims.as_object_mut().unwrap();
    match value {
        Some(value) => _ = fields.insert(name.to_owned(), value),
        None => _ = fields.remove(name),
    }
    key.sign(&claims)
}

async fn whoever_cannot_prove_who_they_are_is_refused(engine: Engine) {
    let app = TestApp::new(engine).await;
    let owner = Visitor::owner(&app);
    let flow = owner.create("Mine").await;
    let here = &app.installation;
    let elsewhere = app.install(1, 1).await;
    let deleted = app.install(2, 1).await;
    assert_eq!(app.send(&deleted.deleted(app.now())).await.status, 200);
    let replaced = app.install(3, 1).await;
    app.install(3, 2).await;
    let nowhere = Installation::new(app.key, &app.app.config.key, &Workspace::numbered(9), 1, &[]);

    let right = owner.token.as_str();
    let bearer = format!("Bearer {right}");
    let with = |name: &str, value: Value| changed(&app, app.key, here, name, Some(value));
    let without = |name: &str| changed(&app, app.key, here, name, None);
    let of = |installation: &Installation| Visitor::of(&app, installation, "OWNER").token;
    let forged = |forgery| {
        let request = forge::request(forgery, app.key, here, EventType::NewTag, app.now());
        request.header("clockify-signature").unwrap().to_owned()
    };
    let half = right.rsplit_once('.').unwrap().0;
    let tokens = [
        ("empty", String::new()),
        ("no token", "this is not a token".to_owned()),
        ("unsigned", format!("{half}.")),
        ("half", half.to_owned()),
        ("algorithm none", forged(Forgery::AlgorithmNone)),
        ("the public key as a secret", forged(Forgery::PublicKeyAsSecret)),
        ("somebody else's key", changed(&app, &Key::generate().unwrap(), here, "x", None)),
        ("another issuer", with("iss", json!("somebody-else"))),
        ("another add-on", with("sub", json!("another-add-on"))),
        ("another type", with("type", json!("user"))),
        ("expired", with("exp", json!((app.now() - Duration::hours(1)).unix_timestamp()))),
        ("without an end", without("exp")),
        ("without a user", without("user")),
        ("without a role", without("workspaceRole")),
        ("an empty user", with("user", json!(""))),
        ("an empty role", with("workspaceRole", json!(""))),
        ("without a workspace", without("workspaceId")),
        ("without an installation", without("addonId")),
        ("a workspace that is none", with("workspaceId", json!("../../etc"))),
        ("an installation that isn't there", with("addonId", json!("64a1f0c2e4b0a1b2c3d4e5f6"))),
        ("a workspace that has another installation", with("workspaceId", json!(elsewhere.workspace.id))),
        ("another workspace's installation", with("addonId", json!(elsewhere.addon_id))),
        ("a workspace without the add-on", of(&nowhere)),
        ("an ended installation", of(&deleted)),
        ("a replaced installation", of(&replaced)),
        ("the installation's token", here.installation_token()),
        ("a lifecycle token", here.lifecycle_token(app.now())),
        ("a webhook's token", app.delivery(EventType::NewTag, 1).header("clockify-signature").unwrap().to_owned()),
        ("too long", with("padding", json!("x".repeat(5000)))),
    ];
    let mut rows: Vec<(&str, Vec<(&str, &str)>)> = vec![
        ("nothing", vec![]),
        ("two headers", vec![("x-addon-token", right), ("x-addon-token", right)]),
        ("both headers", vec![("x-addon-token", right), ("authorization", &bearer)]),
        ("another scheme", vec![("authorization", "Basic b3duZXI6b3duZXI=")]),
        ("no scheme", vec![("authorization", right)]),
        ("a scheme alone", vec![("authorization", "Bearer ")]),
        ("the header of webhooks", vec![("clockify-signature", right)]),
        ("a cookie", vec![("cookie", right)]),
    ];
    rows.extend(tokens.iter().map(|(name, token)| (*name, vec![("x-addon-token", token.as_str())])));
    assert!(rows.len() >= 35, "{} rows", rows.len());

    let before = app.contents().await;
    let path = format!("/api/flows/{flow}");
    for (name, headers) in &rows {
        for (method, path) in [("GET", path.as_str()), ("DELETE", path.as_str()), ("GET", "/api/me")] {
            let reply = call(&app, method, path, headers, None).await;
            assert_eq!(reply.status, 401, "{name}: {method} {path}: {}", reply.body);
            assert_eq!(reply.json()["code"], "unauthorized", "{name}");
            let token = headers.first().map_or("", |(_, value)| value);
            assert!(token.len() < 8 || !reply.body.contains(token), "{name} repeats the token");
        }
    }
    let in_query = call(&app, "GET", &format!("{path}?auth_token={right}"), &[], None).await;
    assert_eq!(in_query.status, 401, "a token in an address ends in somebody's log");
    assert_eq!(app.contents().await, before, "a refusal changed the database");

    for headers in [[("x-addon-token", right)], [("authorization", bearer.as_str())]] {
        assert_eq!(call(&app, "GET", &path, &headers, None).await.status, 200);
    }
    app.clock.advance(std::time::Duration::from_mins(32));
    assert_eq!(call(&app, "GET", &path, &[("x-addon-token", right)], None).await.status, 401, "it has ended");
    app.finish().await;
}

async fn a_role_that_may_not_is_refused_everywhere(engine: Engine) {
    let app = TestApp::new(engine).await;
    let owner = Visitor::owner(&app);
    let flow = owner.create("Mine").await;
    let before = app.contents().await;
    for role in ["USER", "WORKSPACE_USER", "TEAM_MANAGER", "PROJECT_MANAGER", "owner", "ADMIN ", "OWNER,ADMIN"] {
        let visitor = Visitor::of(&app, &app.installation, role);
        for (method, path) in super::routes::all() {
            let is_open = described(&app.app).is_for(method, path) != "admins";
            let path = path.replace("{id}", &flow).replace("{version}", "1").replace("{name}", "NAME");
            let path = path.replace("{type}", "tag").replace("{operation}", "getTags");
            let reply = visitor.send(method, &path, Some(&json!({}))).await;
            assert_eq!(reply.status == 403, !is_open, "{role}: {method} {path}: {} {}", reply.status, reply.body);
            assert!(
                ![401, 429].contains(&reply.status) && reply.status < 500,
                "{role}: {method} {path}: {}",
                reply.body
            );
        }
        app.clock.advance(std::time::Duration::from_secs(2));
        let me = visitor.get("/api/me").await;
        assert_eq!((&me["role"], &me["is_admin"]), (&json!(role), &json!(false)));
    }
    assert_eq!(app.contents().await, before);
    for role in ["OWNER", "ADMIN"] {
        let visitor = Visitor::of(&app, &app.installation, role);
        assert_eq!(visitor.get("/api/me").await["is_admin"], true);
        assert_eq!(visitor.get("/api/flows").await["flows"][0]["id"], json!(flow));
    }
    app.finish().await;
}

async fn another_workspace_sees_and_changes_nothing(engine: Engine) {
    let app = TestApp::new(engine).await;
    let owner = Visitor::owner(&app);
    let flow = owner.create("Mine").await;
    assert_eq!(owner.post(&format!("/api/flows/{flow}/enable"), &json!({})).await.status, 200);
    let elsewhere = app.install(1, 1).await;
    let stranger = Visitor::of(&app, &elsewhere, "OWNER");
    assert_eq!(app.send(&app.delivery(EventType::NewTag, 1)).await.status, 200);
    let event = app.events().await[0].id.simple().to_string();
    let run = owner.get("/api/runs").await["runs"][0]["id"].as_str().unwrap().to_owned();
    let begun = owner.post("/api/replays", &json!({ "filter": { "all": true } })).await;
    assert_eq!(begun.status, 201, "{}", begun.body);
    let begun_id = begun.json()["id"].as_str().unwrap().to_owned();
    let payload = json!({ "payload": {} });
    let before = app.contents().await;
    let save = json!({ "definition": document("Stolen"), "version": 1 });
    for (method, path, body) in [
        ("GET", format!("/api/flows/{flow}"), None),
        ("PUT", format!("/api/flows/{flow}"), Some(&save)),
        ("DELETE", format!("/api/flows/{flow}"), None),
        ("POST", format!("/api/flows/{flow}/enable"), None),
        ("POST", format!("/api/flows/{flow}/disable"), None),
        ("POST", format!("/api/flows/{flow}/hold"), None),
        ("POST", format!("/api/flows/{flow}/resume"), None),
        ("GET", format!("/api/flows/{flow}/versions"), None),
        ("GET", format!("/api/flows/{flow}/versions/1"), None),
        ("GET", format!("/api/flows/{flow}/difference?from=1&to=1"), None),
        ("GET", format!("/api/events/{event}"), None),
        ("GET", format!("/api/events/{event}/runs"), None),
        ("POST", format!("/api/events/{event}/replay"), None),
        ("POST", format!("/api/runs/{run}/retry"), None),
        ("POST", format!("/api/runs/{run}/cancel"), None),
        ("GET", format!("/api/runs/{run}"), None),
        ("GET", format!("/api/replays/{begun_id}"), None),
        ("POST", format!("/api/replays/{begun_id}/cancel"), None),
        ("POST", format!("/api/flows/{flow}/test"), Some(&payload)),
        ("GET", format!("/api/flows/{flow}/export"), None),
    ] {
        let told = stranger.send(method, &path, body).await;
        assert_eq!(told.status, 404, "{method} {path}: {}", told.body);
        assert_eq!(told.json()["code"], "not_found", "{method} {path}");
    }
    for (path, list) in
        [("/api/flows", "flows"), ("/api/events", "events"), ("/api/runs", "runs"), ("/api/replays", "replays")]
    {
        assert_eq!(stranger.get(path).await[list], json!([]), "{path}");
    }
    assert_eq!(stranger.get(&format!("/api/runs?flow={flow}")).await["runs"], json!([]));
    assert_eq!(app.contents().await, before);
    app.finish().await;
}

/// Nothing but the token says which workspace it is, however a request tries to.
async fn what_is_not_expected_is_refused_by_name(engine: Engine) {
    let app = TestApp::new(engine).await;
    let owner = Visitor::owner(&app);
    let flow = owner.create("Mine").await;
    let elsewhere = app.install(1, 1).await.workspace.id;
    let path = format!("/api/flows/{flow}");
    let definition = document("Other");
    let before = app.contents().await;
    for (method, path, body, status, says) in [
        ("POST", "/api/flows", json!({ "definition": definition, "workspaceId": elsewhere }), 400, "workspaceId"),
        (
            "PUT",
            path.as_str(),
            json!({ "definition": definition, "version": 1, "workspace_id": elsewhere }),
            400,
            "work",
        ),
        ("PUT", path.as_str(), json!({ "definition": definition }), 400, "version"),
        ("PUT", path.as_str(), json!({ "definition": definition, "version": "1" }), 400, "string"),
        ("POST", "/api/flows", json!([document("A list"), true]), 400, "must be a JSON object"),
        ("POST", "/api/flows", json!({}), 400, "definition"),
        ("POST", "/api/flows", json!({ "definition": { "padding": "x".repeat(2 << 20) } }), 413, "larger"),
        ("GET", "/api/runs?workspace=64a1f0c2e4b0a1b2c3d4e5f6", json!({}), 400, "`workspace`"),
        ("GET", "/api/runs?state=running&state=failed", json!({}), 400, "twice"),
        ("GET", "/api/runs?state=lost", json!({}), 400, "`state`"),
        ("GET", "/api/runs?flow=mine", json!({}), 400, "`flow`"),
        ("GET", "/api/runs?limit=201", json!({}), 400, "1 to 200"),
        ("GET", "/api/runs?limit=0", json!({}), 400, "1 to 200"),
        ("GET", "/api/events?since=yesterday", json!({}), 400, "`since`"),
        ("GET", "/api/events?source=mail", json!({}), 400, "`source`"),
        ("GET", "/api/events?text=", json!({}), 400, "`text`"),
        ("GET", "/api/events?user=%00", json!({}), 400, "character"),
        ("GET", "/api/events/stream?since=2027-01-15T08:00:00Z", json!({}), 400, "`since`"),
        ("GET", "/api/entities", json!({}), 400, "`type`"),
        ("GET", "/api/entities?type=tag&search=", json!({}), 400, "`search`"),
        ("GET", "/api/entities/tag/nothing", json!({}), 404, "no such entity"),
        ("GET", "/api/entities/tag/%00", json!({}), 404, "nothing at this path"),
        ("POST", "/api/bootstrap", json!({ "workspaceId": elsewhere }), 400, "workspaceId"),
        ("GET", "/api/flows/mine", json!({}), 404, "nothing at this path"),
        ("GET", "/api/flows/mine/versions/1", json!({}), 404, "nothing at this path"),
        // Where nothing is needed, nothing else is taken.
        ("POST", "/api/flows/019c2f00000000000000000000000000/enable", json!({ "version": 2 }), 400, "version"),
        ("POST", "/api/flows/019c2f00000000000000000000000000/disable", json!({ "version": 2 }), 400, "version"),
        ("POST", "/api/flows/019c2f00000000000000000000000000/resume", json!({ "version": 2 }), 400, "version"),
        ("POST", "/api/runs/019c2f00000000000000000000000000/retry", json!({ "step": "a" }), 400, "step"),
        ("POST", "/api/runs/019c2f00000000000000000000000000/cancel", json!({ "step": "a" }), 400, "step"),
        ("POST", "/api/replays/019c2f00000000000000000000000000/cancel", json!({ "runs": [] }), 400, "runs"),
        ("GET", "/api/nothing", json!({}), 404, "nothing at this path"),
        // PostgreSQL has no texts with this character.
        ("GET", "/api/audit?actor=%00", json!({}), 400, "character"),
        ("GET", "/api/events?type=NEW_TAG%00", json!({}), 400, "character"),
        ("DELETE", "/api/sources/shop%00", json!({}), 404, "nothing at this path"),
        ("PUT", "/api/secrets/A%00", json!({ "value": "twelve letters" }), 404, "nothing at this path"),
        ("POST", "/api/replays", json!({ "filter": { "source": "shop\u{0}" } }), 400, "NUL"),
        ("PATCH", path.as_str(), json!({}), 405, "another method"),
    ] {
        let reply = owner.send(method, path, Some(&body)).await;
        assert_eq!(reply.status, status, "{method} {path}: {}", reply.body);
        let detail = reply.json()["detail"].as_str().unwrap().to_owned();
        assert!(detail.contains(says), "{method} {path}: {detail}");
        for inside in ["serde", "::", "struct"] {
            assert!(!detail.contains(inside), "{method} {path}: {detail}");
        }
    }
    let token = [("x-addon-token", owner.token.as_str()), ("content-type", "text/plain")];
    let request = token.iter().fold(http::Request::post("/api/flows"), |all, (name, value)| all.header(*name, *value));
    assert_eq!(app.raw(request.body("{}".into()).unwrap()).await.status, 415);
    assert_eq!(app.contents().await, before);
    app.finish().await;
}

async fn many_calls_have_to_wait(engine: Engine) {
    let app = TestApp::new(engine).await;
    let elsewhere = app.install(1, 1).await;
    let owner = Visitor::owner(&app);
    let mut passed = 0;
    let refused = loop {
        let reply = owner.send("GET", "/api/me", None).await;
        if reply.status != 200 {
            break reply;
        }
        passed += 1;
    };
    assert_eq!((passed, refused.status), (100, 429), "{}", refused.body);
    assert_eq!(refused.json()["code"], "too_many_requests");
    assert_eq!(refused.headers["retry-after"], "1");
    Visitor::of(&app, &elsewhere, "OWNER").get("/api/me").await;
    app.clock.advance(std::time::Duration::from_secs(1));
    owner.get("/api/me").await;
    app.finish().await;
}

async fn an_add_on_without_flows_has_no_routes_of_them(engine: Engine) {
    use clockify_addons::domain::addon::Addon;

    for addon in Addon::ALL {
        let app = TestApp::with(engine, addon, &[]).await;
        let owner = Visitor::owner(&app);
        let spec = app.app.spec;
        let me = owner.get("/api/me").await;
        assert_eq!((&me["addon"], &me["has_flows"]), (&json!(addon.name()), &json!(spec.flows)));
        for (path, is_there) in [
            ("/api/events", true),
            ("/api/overview", true),
            ("/api/coverage", true),
            ("/api/bootstrap", true),
            ("/api/entities?type=tag", true),
            ("/api/flows", spec.flows),
            ("/api/runs", spec.flows),
            ("/api/secrets", spec.http_steps),
        ] {
            let reply = owner.send("GET", path, None).await;
            assert_eq!(reply.status, if is_there { 200 } else { 404 }, "{addon}: {path}: {}", reply.body);
        }
        app.finish().await;
    }
}
