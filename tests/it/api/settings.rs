//! Settings by HTTP: what is set where, what counts, and what a workspace can have less of.

use std::time::Duration;

use clockify_addons::domain::addon::Addon;
use clockify_addons::domain::event::EventType;
use serde_json::{Value, json};

use super::{Visitor, document};
use crate::harness::{Engine, TestApp, both};

both!(
    settings_are_shown_with_what_counts,
    a_workspace_can_have_less_kept_and_never_more,
    what_is_set_counts_for_the_next_sweep,
    limits_are_shown_with_what_is_used,
    what_is_held_is_shown_with_the_reason,
    each_add_on_shows_what_it_has,
);

fn row<'a>(list: &'a Value, key: &str, name: &str) -> &'a Value {
    let list = list.as_array().unwrap();
    list.iter().find(|row| row[key] == name).unwrap_or_else(|| panic!("{name} is missing: {list:?}"))
}

async fn settings_are_shown_with_what_counts(engine: Engine) {
    let app = TestApp::new(engine).await;
    let set = [
        ("webhook_log_retention_days", "Days of events", json!(30)),
        ("run_on_install", "x", json!(false)),
        ("cache_ttl_days", "y", json!("soon")),
    ];
    let call = app.installation.settings_updated(app.now(), &set);
    assert_eq!(app.send(&call).await.status, 200);
    let settings = Visitor::owner(&app).get("/api/settings").await;
    let tab = row(&settings["tabs"], "id", "webhooks");
    let days = row(&tab["settings"], "id", "webhook_log_retention_days");
    assert_eq!((&days["type"], &days["default"], &days["value"]), (&json!("NUMBER"), &json!(90), &json!(30)));
    assert_eq!((&days["is_set"], &days["name"]), (&json!(true), &json!("Days of events")));
    let tab = row(&settings["tabs"], "id", "bootstrap");
    assert_eq!(row(&tab["settings"], "id", "run_on_install")["value"], json!(false));
    let cache = row(&tab["settings"], "id", "cache_ttl_days");
    assert_eq!((&cache["value"], &cache["is_set"]), (&json!(7), &json!(false)), "what is no number counts for nothing");
    let events = row(&settings["retention"], "kind", "events");
    assert_eq!(
        (&events["days"], &events["operator_days"], &events["clockify_days"]),
        (&json!(30), &json!(90), &json!(30))
    );
    assert_eq!((&events["clockify_setting"], &events["own_days"]), (&json!("Days of events"), &Value::Null));
    let kinds: Vec<_> = settings["retention"].as_array().unwrap().iter().map(|row| row["kind"].clone()).collect();
    assert_eq!(kinds, ["events", "runs", "filtered_runs", "cache", "calls", "audit"]);
    assert_eq!(row(&settings["retention"], "kind", "audit")["is_changeable"], json!(false));
    assert_eq!(settings["legal_hold"], Value::Null);
    app.finish().await;
}

async fn a_workspace_can_have_less_kept_and_never_more(engine: Engine) {
    let app = TestApp::new(engine).await;
    let owner = Visitor::owner(&app);
    let put = async |body: &Value| owner.send("PUT", "/api/settings/retention", Some(body)).await;
    let reply = put(&json!({ "events": 10, "runs": 20, "calls": 5 })).await;
    assert_eq!((reply.status, &reply.json()["changed"]), (200, &json!(true)), "{}", reply.body);
    let retention = reply.json()["retention"].clone();
    assert_eq!(
        (&row(&retention, "kind", "events")["days"], &row(&retention, "kind", "cache")["days"]),
        (&json!(10), &json!(7))
    );
    assert_eq!(row(&retention, "kind", "filtered_runs")["days"], json!(14), "they go sooner than the others");
    assert_eq!(put(&json!({ "events": 10 })).await.json()["changed"], json!(false));
    let reply = put(&json!({ "events": null, "runs": 5 })).await.json();
    assert_eq!(row(&reply["retention"], "kind", "events")["days"], json!(90));
    assert_eq!(row(&reply["retention"], "kind", "runs")["days"], json!(5));
    assert_eq!(row(&reply["retention"], "kind", "filtered_runs")["days"], json!(5), "and no later");
    assert_eq!(row(&reply["retention"], "kind", "calls")["own_days"], json!(5), "what isn't named stays");

    let before = app.contents().await;
    for (body, path, says) in [
        (json!({ "events": 91 }), "/events", "1 to 90"),
        (json!({ "events": 0 }), "/events", "1 to 90"),
        (json!({ "events": -1 }), "/events", "whole number"),
        (json!({ "events": 1.5 }), "/events", "whole number"),
        (json!({ "events": "10" }), "/events", "whole number"),
        (json!({ "filtered_runs": 15 }), "/filtered_runs", "1 to 14"),
        (json!({ "audit": 1 }), "/audit", "can't be set"),
    ] {
        let reply = put(&body).await;
        assert_eq!(reply.status, 422, "{body}: {}", reply.body);
        let error = reply.json()["errors"][0].clone();
        assert_eq!(error["path"], path, "{body}");
        assert!(error["message"].as_str().unwrap().contains(says), "{error}");
    }
    let both = put(&json!({ "events": 500, "calls": 500, "runs": 3 })).await.json();
    assert_eq!(both["errors"].as_array().unwrap().len(), 2, "all that is wrong is told, and nothing is set");
    assert_eq!(put(&json!({ "everything": 1 })).await.status, 400);
    assert_eq!(app.contents().await, before);
    let audit = owner.get("/api/audit?action=settings.retention").await;
    assert_eq!(audit["entries"].as_array().unwrap().len(), 2);
    assert_eq!(audit["entries"][0]["before"], json!({ "events": 10, "runs": 20, "calls": 5 }));
    assert_eq!(audit["entries"][0]["after"], json!({ "runs": 5, "calls": 5 }));
    app.finish().await;
}

async fn what_is_set_counts_for_the_next_sweep(engine: Engine) {
    let app = TestApp::new(engine).await;
    let other = app.install(1, 1).await;
    let owner = Visitor::owner(&app);
    assert_eq!(app.send(&app.delivery(EventType::NewTag, 1)).await.status, 200);
    let theirs = clockify_addons::sandbox::payload::of(EventType::NewTag, &other.workspace, 1);
    assert_eq!(app.send(&other.delivery(EventType::NewTag, &theirs)).await.status, 200);
    let set = owner.send("PUT", "/api/settings/retention", Some(&json!({ "events": 3 }))).await;
    assert_eq!(set.status, 200, "{}", set.body);
    app.clock.advance(Duration::from_hours(4 * 24));
    let looked = app.app.sweeper().look().await.unwrap();
    let swept = app.app.sweeper().sweep().await.unwrap();
    assert_eq!((looked.rows(), swept.rows()), (1, 1), "{swept:?}");
    assert_eq!(app.events().await[0].workspace_id, other.workspace.id, "nobody else's");
    app.finish().await;
}

async fn limits_are_shown_with_what_is_used(engine: Engine) {
    let app = TestApp::new(engine).await;
    let owner = Visitor::owner(&app);
    let small = owner.create("Small").await;
    let mut large = document("Large");
    large["steps"] = json!([
        { "id": "a", "call": { "operation": "getTags" } },
        { "id": "b", "call": { "operation": "getTags" } },
        { "id": "c", "call": { "operation": "getTags" } },
    ]);
    large["limits"] = json!({ "runsPerHour": 10 });
    let made = owner.post("/api/flows", &json!({ "definition": large, "enabled": true })).await;
    assert_eq!(made.status, 201, "{}", made.body);
    assert_eq!(owner.post(&format!("/api/flows/{small}/enable"), &json!({})).await.status, 200);
    for number in 1..=3 {
        assert_eq!(app.send(&app.delivery(EventType::NewTag, number)).await.status, 200);
    }
    let value = json!({ "value": "canary-of-a-secret" });
    assert_eq!(owner.send("PUT", "/api/secrets/CHAT", Some(&value)).await.status, 201);
    let limits = owner.get("/api/settings").await["limits"].clone();
    for (name, most, used) in [
        ("flows", 200, json!(2)),
        ("steps", 25, json!(3)),
        ("items", 200, Value::Null),
        ("runs_per_hour", 10, json!(3)),
        ("secrets", 50, json!(1)),
        ("sources", 50, json!(0)),
        ("replays", 4, json!(0)),
        ("calls_per_second", 50, Value::Null),
    ] {
        let limit = row(&limits, "name", name);
        assert_eq!((&limit["most"], &limit["used"]), (&json!(most), &used), "{name}");
    }
    assert_eq!(row(&limits, "name", "steps")["by"]["name"], json!("Large"));
    assert_eq!(
        row(&limits, "name", "runs_per_hour")["by"]["name"],
        json!("Large"),
        "the one that is nearest to its limit"
    );
    app.clock.advance(Duration::from_hours(2));
    let owner = Visitor::owner(&app);
    let limits = owner.get("/api/settings").await["limits"].clone();
    assert_eq!(row(&limits, "name", "runs_per_hour")["used"], json!(0));
    app.finish().await;
}

async fn what_is_held_is_shown_with_the_reason(engine: Engine) {
    let app = TestApp::new(engine).await;
    let owner = Visitor::owner(&app);
    let flow = owner.create("Held").await;
    let note = json!({ "note": "until the audit is over" });
    assert_eq!(owner.post(&format!("/api/flows/{flow}/hold"), &note).await.status, 200);
    app.app.sweeper().hold(&app.installation.workspace.id, "case 4711").await.unwrap();
    let settings = owner.get("/api/settings").await;
    let held = &settings["flow_holds"][0];
    assert_eq!((&held["id"], &held["reason"], &held["note"]), (&json!(flow), &json!("ASKED"), &note["note"]));
    assert_eq!((&held["runs"], &held["runs_are_more"]), (&json!(0), &json!(false)));
    assert_eq!(settings["legal_hold"]["reason"], json!("case 4711"));
    let elsewhere = app.install(1, 1).await;
    let theirs = Visitor::of(&app, &elsewhere, "OWNER").get("/api/settings").await;
    assert_eq!((&theirs["flow_holds"], &theirs["legal_hold"]), (&json!([]), &Value::Null));
    app.finish().await;
}

async fn each_add_on_shows_what_it_has(engine: Engine) {
    for addon in Addon::ALL {
        let app = TestApp::with(engine, addon, &[]).await;
        let spec = app.app.spec;
        let settings = Visitor::owner(&app).get("/api/settings").await;
        assert_eq!(settings["tabs"].as_array().unwrap().len(), spec.settings.len());
        let has =
            |list: &str, key: &str, name: &str| settings[list].as_array().unwrap().iter().any(|row| row[key] == name);
        assert_eq!(has("retention", "kind", "runs"), spec.flows, "{addon}");
        assert_eq!(has("limits", "name", "flows"), spec.flows, "{addon}");
        assert_eq!(has("limits", "name", "secrets"), spec.flows && spec.http_steps, "{addon}");
        assert_eq!(has("limits", "name", "sources"), spec.custom_webhooks, "{addon}");
        app.finish().await;
    }
}
