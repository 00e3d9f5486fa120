//! The dashboard by HTTP: numbers for everybody, and for admins how each event stands.

use std::time::Duration;

use clockify_addons::domain::addon::Addon;
use clockify_addons::domain::event::EventType;
use serde_json::{Value, json};

use super::entities::remember;
use super::{Visitor, document};
use crate::harness::{Engine, TestApp, both};

both!(
    the_overview_counts_and_names_nothing,
    hours_that_are_over_stay_and_the_last_one_grows,
    what_needs_attention_is_told,
    each_event_says_how_it_stands,
    an_add_on_without_flows_has_no_runs,
);

async fn the_overview_counts_and_names_nothing(engine: Engine) {
    let app = TestApp::new(engine).await;
    let owner = Visitor::owner(&app);
    let created = owner.post("/api/flows", &json!({ "definition": document("Secret plan"), "enabled": true })).await;
    assert_eq!(created.status, 201, "{}", created.body);
    assert_eq!(app.send(&app.delivery(EventType::NewTag, 1)).await.status, 200);
    remember(&app, "tag", &[("a", json!({ "name": "Hidden" })), ("b", json!({ "name": "Hidden too" }))]).await;
    remember(&app, "user", &[("c", json!({ "name": "Robin" }))]).await;
    // Whoever looks on is no admin.
    let visitor = Visitor::of(&app, &app.installation, "USER");
    let shown = visitor.get("/api/overview").await;
    assert_eq!(shown["installation"], json!({ "status": "ACTIVE", "installed_at": "2027-01-15T08:00:00.000Z" }));
    let tags = json!({ "type": "tag", "count": 2, "fetched_at": null });
    assert_eq!(shown["entities"], json!([tags, { "type": "user", "count": 1, "fetched_at": null }]));
    let hours = shown["hours"].as_array().unwrap();
    assert_eq!(hours.len(), 24);
    assert_eq!(hours[0], json!({ "hour": "2027-01-14T09:00:00.000Z", "count": 0 }));
    assert_eq!(hours[23], json!({ "hour": "2027-01-15T08:00:00.000Z", "count": 1 }));
    let runs = shown["runs"].as_array().unwrap();
    assert_eq!((runs.len(), &runs[0]), (8, &json!({ "state": "queued", "count": 1 })));
    assert_eq!(shown["warnings"], json!([]));
    for name in ["Hidden", "Robin", "Secret plan"] {
        assert!(!shown.to_string().contains(name), "{shown}");
    }
    let elsewhere = app.install(1, 1).await;
    let stranger = Visitor::of(&app, &elsewhere, "OWNER").get("/api/overview").await;
    assert_eq!((&stranger["entities"], &stranger["hours"][23]["count"]), (&json!([]), &json!(0)));
    app.finish().await;
}

async fn hours_that_are_over_stay_and_the_last_one_grows(engine: Engine) {
    let app = TestApp::new(engine).await;
    let deliver = async |number| assert_eq!(app.send(&app.delivery(EventType::NewTag, number)).await.status, 200);
    deliver(1).await;
    deliver(2).await;
    app.clock.advance(Duration::from_mins(61));
    let owner = Visitor::owner(&app);
    let counts = async || -> Vec<u64> {
        let shown = owner.get("/api/overview").await;
        shown["hours"].as_array().unwrap().iter().map(|hour| hour["count"].as_u64().unwrap()).collect()
    };
    deliver(3).await;
    assert_eq!(counts().await[21..], [0, 2, 1]);
    deliver(4).await;
    assert_eq!(counts().await[21..], [0, 2, 2], "what is remembered is what is over");
    app.clock.advance(Duration::from_mins(20));
    deliver(5).await;
    assert_eq!(counts().await[21..], [0, 2, 3]);
    app.finish().await;
}

async fn what_needs_attention_is_told(engine: Engine) {
    let app = TestApp::new(engine).await;
    let owner = Visitor::owner(&app);
    let flow = owner.create("Held").await;
    assert_eq!(owner.post(&format!("/api/flows/{flow}/hold"), &json!({ "note": "why" })).await.status, 200);
    app.execute("UPDATE webhook_registration SET delivery_enabled = FALSE WHERE event_type IN ('NEW_TAG', 'NEW_TASK')")
        .await;
    assert_eq!(app.send(&app.installation.status_changed(app.now(), "INACTIVE")).await.status, 200);
    let shown = owner.get("/api/overview").await;
    let warnings = shown["warnings"].as_array().unwrap();
    let found: Vec<_> = warnings.iter().map(|warning| (warning["code"].as_str().unwrap(), &warning["count"])).collect();
    let (one, two) = (json!(1), json!(2));
    assert_eq!(found, [("addon_inactive", &one), ("webhooks_off", &two), ("flows_held", &one)]);
    assert_eq!(shown["installation"]["status"], "INACTIVE");
    assert_eq!(warnings[2]["link"], "#/flows");
    app.finish().await;
}

async fn each_event_says_how_it_stands(engine: Engine) {
    let app = TestApp::with(engine, Addon::ApiStudio, &[]).await;
    let owner = Visitor::owner(&app);
    assert_eq!(app.send(&app.delivery(EventType::NewTimeEntry, 1)).await.status, 200);
    app.clock.advance(Duration::from_secs(7));
    assert_eq!(app.send(&app.delivery(EventType::NewTimeEntry, 2)).await.status, 200);
    app.execute("UPDATE webhook_registration SET delivery_enabled = FALSE WHERE event_type = 'NEW_TAG'").await;
    app.execute("DELETE FROM webhook_registration WHERE event_type = 'NEW_PROJECT'").await;
    let shown = owner.get("/api/coverage").await;
    let wanted = app.app.spec.events.len();
    let summary = json!({
        "events": 51,
        "subscribed": wanted - 1,
        "available": 1,
        "unavailable": 51 - wanted,
        "not_delivering": u8::from(app.app.spec.events.contains(&EventType::NewTag)),
    });
    assert_eq!(shown["summary"], summary);
    let events = shown["events"].as_array().unwrap();
    assert_eq!(events.len(), 51);
    let line = |name: &str| -> &Value { events.iter().find(|line| line["event"] == name).unwrap() };
    let entry = line("NEW_TIME_ENTRY");
    assert_eq!((&entry["state"], &entry["how"]), (&json!("subscribed"), &json!("manifest")));
    assert_eq!(entry["last_seen_at"], "2027-01-15T08:00:07.000Z");
    let project = line("NEW_PROJECT");
    assert_eq!(
        (&project["state"], &project["how"], &project["last_seen_at"]),
        (&json!("available"), &Value::Null, &Value::Null)
    );
    assert!(project["reason"].as_str().unwrap().contains("registered"));
    let other = EventType::ALL.iter().find(|event| !app.app.spec.events.contains(event)).unwrap();
    let other = line(other.name());
    assert_eq!((&other["state"], &other["reason"]), (&json!("unavailable"), &json!("this add-on doesn't ask for it")));
    app.finish().await;
}

async fn an_add_on_without_flows_has_no_runs(engine: Engine) {
    let app = TestApp::with(engine, Addon::ClockifyAddon, &[]).await;
    let shown = Visitor::owner(&app).get("/api/overview").await;
    assert_eq!(shown["runs"], Value::Null);
    app.finish().await;
}
