//! A workspace's data by HTTP: all of it to take away, and what was collected to be rid of.

use std::time::Duration;

use axum::body::Body;
use clockify_addons::db::entities::erasure::Reason;
use clockify_addons::domain::addon::Addon;
use clockify_addons::domain::event::EventType;
use clockify_addons::domain::ids::WorkspaceId;
use clockify_addons::retention::{self, Owner, TABLES};
use http_body_util::BodyExt;
use serde_json::{Value, json};

use super::Visitor;
use crate::harness::{Engine, Reply, TestApp, both};

both!(
    an_export_has_everything_and_no_secret,
    an_export_ends_with_its_counts_however_much_there_is,
    an_export_of_some_parts_has_those,
    an_export_that_nobody_reads_gives_its_place_up,
    an_erasure_takes_what_was_collected_and_leaves_what_was_made,
    an_erasure_waits_for_whoever_has_to_be_waited_for,
    what_a_backup_brings_back_of_an_erasure_goes_again,
);

fn lines(reply: &Reply) -> Vec<Value> {
    assert_eq!(reply.status, 200, "{}", reply.body);
    reply.body.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn of<'a>(lines: &'a [Value], kind: &str) -> Vec<&'a Value> {
    lines.iter().filter(|line| line["type"] == kind).collect()
}

fn workspace(app: &TestApp) -> WorkspaceId {
    WorkspaceId::new(&app.installation.workspace.id).unwrap()
}

/// Something of everything.
async fn fill(app: &TestApp, owner: &Visitor<'_>) -> String {
    let flow = owner.create("Mine").await;
    assert_eq!(owner.post(&format!("/api/flows/{flow}/enable"), &json!({})).await.status, 200);
    for number in 1..=3 {
        assert_eq!(app.send(&app.delivery(EventType::NewTag, number)).await.status, 200);
    }
    let value = json!({ "value": "canary-of-a-secret" });
    assert_eq!(owner.send("PUT", "/api/secrets/CHAT", Some(&value)).await.status, 201);
    let source = json!({ "name": "shop", "scheme": "github", "secret": "canary-of-a-source-secret" });
    assert_eq!(owner.post("/api/sources", &source).await.status, 201);
    assert_eq!(owner.send("PUT", "/api/settings/retention", Some(&json!({ "events": 77 }))).await.status, 200);
    let id = &app.installation.workspace.id;
    let now = "2027-01-15T08:00:00+00:00";
    let (one, two) = match app.engine() {
        Engine::Sqlite => ("x'0192f0c2e4b070018000000000000001'", "x'00'"),
        Engine::Postgres => ("'0192f0c2-e4b0-7001-8000-000000000001'", "'\\x00'"),
    };
    for sql in [
        format!(
            "INSERT INTO cached_entity (workspace_id, entity_type, entity_id, parent_id, payload, hash, fetched_at) \
             VALUES ('{id}', 'tag', 'tag-1', '', '{{\"name\":\"cached\"}}', {two}, '{now}')"
        ),
        format!(
            "INSERT INTO api_call (id, workspace_id, operation, method, actor, latency_ms, attempts, bytes, called_at) \
             VALUES ({one}, '{id}', 'getTags', 'GET', 'flow', 1, 1, 1, '{now}')"
        ),
    ] {
        app.execute(&sql).await;
    }
    flow
}

async fn an_export_has_everything_and_no_secret(engine: Engine) {
    let app = TestApp::new(engine).await;
    let elsewhere = app.install(1, 1).await;
    let stranger = Visitor::of(&app, &elsewhere, "OWNER");
    stranger.create("Of somebody else").await;
    let owner = Visitor::owner(&app);
    let flow = fill(&app, &owner).await;
    let reply = owner.send("GET", "/api/export", None).await;
    assert_eq!(reply.headers["content-type"], "application/x-ndjson");
    assert!(
        reply.headers["content-disposition"].to_str().unwrap().starts_with("attachment; filename=\"universal-webhook-")
    );
    let found = lines(&reply);
    let (first, last) = (&found[0], found.last().unwrap());
    assert_eq!((&first["type"], &first["schema"]), (&json!("export"), &json!("clockify-addons/export/v1")));
    assert_eq!((&first["addon"], &first["workspace"]), (&json!("universal-webhook"), &json!(workspace(&app).as_str())));
    let counts = json!({
        "settings": 1, "flow": 1, "flow_version": 1, "secret": 1, "source": 1, "event": 3, "run": 3, "call": 1, "entity": 1,
        "audit": last["counts"]["audit"],
    });
    assert_eq!(last["counts"], counts, "{last}");
    assert_eq!(of(&found, "flow_version")[0]["definition"]["name"], json!("Mine"));
    assert_eq!(of(&found, "flow")[0]["id"], json!(flow));
    assert_eq!(of(&found, "event")[0]["body"]["workspaceId"], json!(workspace(&app).as_str()));
    assert_eq!(of(&found, "entity")[0]["payload"], json!({ "name": "cached" }));
    assert_eq!(of(&found, "settings")[0]["retention"], json!({ "events": 77 }));
    assert!(of(&found, "audit").iter().any(|entry| entry["action"] == "source.add"));
    let token = app.delivery(EventType::NewTag, 1).header("clockify-signature").unwrap().to_owned();
    for secret in
        ["canary", token.as_str(), &app.installation.installation_token(), "Of somebody else", &elsewhere.workspace.id]
    {
        assert!(!reply.body.contains(secret), "{secret}");
    }
    let audit = owner.get("/api/audit?action=data.export").await;
    assert_eq!(audit["entries"].as_array().unwrap().len(), 1, "that somebody took it away is known");
    app.finish().await;
}

/// A table that is added is exported, or somebody says here why not.
#[test]
fn every_table_of_a_workspace_is_exported_or_left_out_on_purpose() {
    let exported = [
        "workspace_setting",
        "flow",
        "flow_version",
        "flow_secret",
        "custom_source",
        "webhook_event",
        "flow_run",
        "flow_step",
        "replay",
        "api_call",
        "cached_entity",
        "bootstrap_run",
        "explorer_request",
        "explorer_call",
        "audit_entry",
    ];
    let left_out = [
        ("job", "work of ours, gone when it is done"),
        ("flow_echo", "hashes that live for minutes"),
        ("flow_once", "hashes"),
        ("flow_tick", "that a schedule had its turn; the run says it too"),
        ("bootstrap_task", "how far a fetch is"),
        ("bootstrap_page", "the same"),
        ("webhook_dedupe", "hashes that live for minutes"),
        ("explorer_body", "bodies of answers, whose beginnings are there"),
        ("legal_hold", "the operator's"),
        ("webhook_registration", "hashes of tokens"),
        ("installation", "the token; its settings are in the export's"),
    ];
    for table in TABLES.iter().filter(|table| table.owner != Owner::Nobody) {
        let is_left_out = left_out.iter().any(|(name, _)| *name == table.name);
        assert!(exported.contains(&table.name) != is_left_out, "{}: say what becomes of it in an export", table.name);
    }
}

async fn an_export_ends_with_its_counts_however_much_there_is(engine: Engine) {
    let app = TestApp::new(engine).await;
    let owner = Visitor::owner(&app);
    let large = "x".repeat(400_000);
    for number in 0..7 {
        let mut payload = clockify_addons::sandbox::payload::of(EventType::NewTag, &app.installation.workspace, number);
        payload["name"] = json!(format!("{number}{large}"));
        assert_eq!(app.send(&app.installation.delivery(EventType::NewTag, &payload)).await.status, 200);
    }
    for number in 10..240 {
        assert_eq!(app.send(&app.delivery(EventType::NewProject, number)).await.status, 200);
    }
    let found = lines(&owner.send("GET", "/api/export", None).await);
    let events = of(&found, "event");
    assert_eq!((events.len(), &found.last().unwrap()["counts"]["event"]), (237, &json!(237)));
    let mut ids: Vec<_> = events.iter().map(|event| event["id"].as_str().unwrap()).collect();
    assert!(ids.is_sorted_by(|one, next| one > next), "the newest first, each once");
    ids.dedup();
    assert_eq!(ids.len(), 237);
    app.finish().await;
}

async fn an_export_that_nobody_reads_gives_its_place_up(engine: Engine) {
    let app = TestApp::new(engine).await;
    let owner = Visitor::owner(&app);
    let begin = async || {
        let request = http::Request::get("/api/export?parts=settings").header("x-addon-token", &owner.token);
        app.open(request.body(Body::empty()).unwrap()).await
    };
    let unread = begin().await;
    assert_eq!(unread.status(), 200);
    assert_eq!(begin().await.status(), 409, "one at a time");
    app.clock.advance(Duration::from_mins(6));
    let read = begin().await;
    assert_eq!(read.status(), 200);
    assert!(unread.into_body().collect().await.is_err(), "it has no end, and one sees that");
    let read = read.into_body().collect().await.unwrap().to_bytes();
    assert!(String::from_utf8_lossy(&read).trim_end().lines().last().unwrap().contains(r#""type":"end""#));
    app.finish().await;
}

async fn an_export_of_some_parts_has_those(engine: Engine) {
    let app = TestApp::new(engine).await;
    let owner = Visitor::owner(&app);
    fill(&app, &owner).await;
    let found = lines(&owner.send("GET", "/api/export?parts=flows,audit", None).await);
    assert_eq!(found[0]["parts"], json!(["flows", "audit"]));
    assert!(found.iter().all(|line| line["type"] != "event"));
    assert!(!of(&found, "flow").is_empty() && !of(&found, "audit").is_empty());
    for parts in ["tokens", "flows,", ""] {
        let reply = owner.send("GET", &format!("/api/export?parts={parts}"), None).await;
        assert_eq!(reply.status, 400, "{parts}: {}", reply.body);
    }
    app.finish().await;
    let app = TestApp::with(engine, Addon::ClockifyAddon, &[]).await;
    let owner = Visitor::owner(&app);
    assert_eq!(owner.send("GET", "/api/export?parts=flows", None).await.status, 400, "it has no flows");
    let found = lines(&owner.send("GET", "/api/export", None).await);
    assert_eq!(
        found[0]["parts"],
        json!(["settings", "events", "calls", "entities", "fetches", "requests", "history", "audit"])
    );
    app.finish().await;
}

async fn an_erasure_takes_what_was_collected_and_leaves_what_was_made(engine: Engine) {
    let app = TestApp::new(engine).await;
    let elsewhere = app.install(1, 1).await;
    let theirs = clockify_addons::sandbox::payload::of(EventType::NewTag, &elsewhere.workspace, 1);
    assert_eq!(app.send(&elsewhere.delivery(EventType::NewTag, &theirs)).await.status, 200);
    let owner = Visitor::owner(&app);
    let flow = fill(&app, &owner).await;
    let begun = owner.post("/api/replays", &json!({ "filter": { "all": true } })).await;
    assert_eq!(begun.status, 201, "{}", begun.body);
    let id = workspace(&app);
    let others = app.contents().await.of(&elsewhere.workspace.id);
    let looked = owner.get("/api/erase").await;
    assert_eq!(
        (&looked["rows"]["webhook_event"], &looked["refused"], &looked["last"]),
        (&json!(3), &Value::Null, &Value::Null)
    );

    for (body, status) in
        [(json!({}), 422), (json!({ "confirm": "yes" }), 422), (json!({ "confirm": elsewhere.workspace.id }), 422)]
    {
        let reply = owner.post("/api/erase", &body).await;
        assert_eq!((reply.status, &reply.json()["errors"][0]["path"]), (status, &json!("/confirm")), "{}", reply.body);
    }
    let reply = owner.post("/api/erase", &json!({ "confirm": id.as_str() })).await;
    assert_eq!((reply.status, &reply.json()["state"]), (202, &json!("running")), "{}", reply.body);
    assert_eq!(owner.post("/api/erase", &json!({ "confirm": id.as_str() })).await.status, 409, "it is under way");
    // What comes after it was asked for stays.
    app.clock.advance(Duration::from_secs(1));
    assert_eq!(app.send(&app.delivery(EventType::NewTag, 9)).await.status, 200);
    assert!(app.app.sweeper().empty(&id).await.unwrap());

    let contents = app.contents().await.of(id.as_str());
    for (table, rows) in [
        ("webhook_event", 1),
        ("flow_run", 1),
        ("flow_step", 0),
        ("replay", 0),
        ("api_call", 0),
        ("cached_entity", 0),
        ("flow", 1),
        ("flow_version", 1),
        ("flow_secret", 1),
        ("custom_source", 1),
        ("workspace_setting", 1),
        ("installation", 1),
    ] {
        assert_eq!(contents.count(table), rows, "{table}");
    }
    assert_eq!(app.contents().await.of(&elsewhere.workspace.id), others, "nobody else's");
    let looked = owner.get("/api/erase").await;
    let last = &looked["last"];
    assert_eq!(
        (&last["state"], &last["rows"]["webhook_event"], &last["rows"]["flow_run"]),
        (&json!("done"), &json!(3), &json!(3))
    );
    assert_eq!((&looked["rows"]["webhook_event"], &looked["refused"]), (&json!(1), &Value::Null));
    let audit = owner.get("/api/audit?action=data.erase").await;
    assert_eq!(audit["entries"][0]["actor"], json!(format!("user:{}", owner.id)));
    assert_eq!(owner.get("/api/flows").await["flows"][0]["id"], json!(flow));
    let ledger = retention::entries(&app.app.db).await.unwrap();
    assert_eq!((ledger.len(), ledger[0].reason), (1, Reason::Emptied));
    assert_eq!(app.send(&app.delivery(EventType::NewTag, 10)).await.status, 200, "the add-on works on");
    app.finish().await;
}

async fn an_erasure_waits_for_whoever_has_to_be_waited_for(engine: Engine) {
    let app = TestApp::new(engine).await;
    let owner = Visitor::owner(&app);
    fill(&app, &owner).await;
    let id = workspace(&app);
    let confirm = json!({ "confirm": id.as_str() });
    app.app.sweeper().hold(id.as_str(), "case 4711").await.unwrap();
    let reply = owner.post("/api/erase", &confirm).await;
    assert_eq!((reply.status, &reply.json()["code"]), (409, &json!("held")), "{}", reply.body);
    assert_eq!(owner.get("/api/erase").await["refused"]["code"], json!("held"));
    app.app.sweeper().release(id.as_str()).await.unwrap();

    let one = match engine {
        Engine::Sqlite => "x'0192f0c2e4b070018000000000000001'",
        Engine::Postgres => "'0192f0c2-e4b0-7001-8000-000000000001'",
    };
    let now = "2027-01-15T08:00:00+00:00";
    let fetching = format!(
        "INSERT INTO bootstrap_run (id, workspace_id, installation_id, state, settings, window_from, window_to, \
         held_until_ms, started_at) VALUES ({one}, '{id}', {one}, 'IN_PROGRESS', '{{}}', '{now}', '{now}', 0, '{now}')"
    );
    app.execute(&fetching).await;
    let reply = owner.post("/api/erase", &confirm).await;
    assert_eq!((reply.status, &reply.json()["code"]), (409, &json!("state")), "{}", reply.body);
    app.execute("UPDATE bootstrap_run SET state = 'COMPLETE'").await;

    // A worker has a run: it goes on to its end, and its event stays until then.
    app.execute("UPDATE flow_run SET state = 'running' WHERE id = (SELECT id FROM flow_run ORDER BY id LIMIT 1)").await;
    assert_eq!(owner.post("/api/erase", &confirm).await.status, 202);
    app.clock.advance(Duration::from_secs(5));
    // A hold that is placed meanwhile is heeded as well.
    app.app.sweeper().hold(id.as_str(), "case 4712").await.unwrap();
    let held = app.app.sweeper().empty(&id).await;
    assert!(matches!(held, Err(retention::Error::Held(_))), "{held:?}");
    assert_eq!(app.contents().await.count("webhook_event"), 3);
    app.app.sweeper().release(id.as_str()).await.unwrap();
    assert!(!app.app.sweeper().empty(&id).await.unwrap());
    let contents = app.contents().await;
    assert_eq!((contents.count("webhook_event"), contents.count("flow_run")), (1, 1));
    assert_eq!(owner.get("/api/erase").await["last"]["state"], json!("running"));
    let end = clockify_addons::clock::ms(app.now());
    app.execute(&format!("UPDATE flow_run SET state = 'succeeded', finished_at_ms = {end}")).await;
    assert!(app.app.sweeper().empty(&id).await.unwrap());
    let contents = app.contents().await;
    assert_eq!((contents.count("webhook_event"), contents.count("flow_run")), (0, 0));
    let last = owner.get("/api/erase").await["last"].clone();
    assert_eq!((&last["state"], &last["rows"]["webhook_event"]), (&json!("done"), &json!(3)));
    app.finish().await;
}

async fn what_a_backup_brings_back_of_an_erasure_goes_again(engine: Engine) {
    let app = TestApp::new(engine).await;
    let restored = TestApp::new(engine).await;
    for app in [&app, &restored] {
        fill(app, &Visitor::owner(app)).await;
    }
    app.clock.advance(Duration::from_secs(1));
    let owner = Visitor::owner(&app);
    let id = workspace(&app);
    assert_eq!(owner.post("/api/erase", &json!({ "confirm": id.as_str() })).await.status, 202);
    assert!(app.app.sweeper().empty(&id).await.unwrap());
    let ledger = retention::entries(&app.app.db).await.unwrap();
    restored.clock.advance(Duration::from_hours(1));
    assert_eq!(restored.send(&restored.delivery(EventType::NewTag, 20)).await.status, 200);
    let erased = restored.app.sweeper().replay(&ledger).await.unwrap();
    assert_eq!((erased.len(), erased[0].reason, erased[0].remaining), (1, Reason::Emptied, 0), "{erased:?}");
    let contents = restored.contents().await;
    assert_eq!((contents.count("webhook_event"), contents.count("flow"), contents.count("installation")), (1, 1, 1));
    assert!(restored.app.sweeper().replay(&ledger).await.unwrap().is_empty(), "once");
    app.finish().await;
    restored.finish().await;
}
