//! Events and runs once more, by HTTP.

use clockify_addons::domain::event::EventType;
use serde_json::json;

use super::{Visitor, document};
use crate::harness::{Engine, TestApp, both};

both!(an_event_is_replayed, many_events_are_replayed, what_cannot_be_is_refused);

async fn an_event_is_replayed(engine: Engine) {
    let app = TestApp::new(engine).await;
    let owner = Visitor::owner(&app);
    assert_eq!(app.send(&app.delivery(EventType::NewTag, 1)).await.status, 200);
    let event = app.events().await[0].id.simple().to_string();
    let flow = owner.create("Late").await;
    let path = format!("/api/events/{event}/replay");
    let none = owner.post(&path, &json!({})).await;
    assert_eq!((none.status, &none.json()["runs"]), (200, &json!([])), "the flow is switched off");
    let tried = owner.post(&path, &json!({ "flows": [flow], "dry_run": true })).await.json();
    assert_eq!(tried["runs"].as_array().unwrap().len(), 1, "{tried}");
    assert_eq!(owner.get("/api/runs").await["runs"], json!([]));
    let replayed = owner.post(&path, &json!({ "flows": [flow] })).await.json();
    let run = &replayed["runs"][0];
    assert_eq!((&run["cause"], &run["event"], &run["state"]), (&json!("replay"), &json!(event), &json!("queued")));
    let listed = owner.get(&format!("/api/events/{event}/runs")).await;
    assert_eq!(listed["runs"][0]["id"], run["id"]);

    let path = format!("/api/runs/{}", run["id"].as_str().unwrap());
    let early = owner.post(&format!("{path}/retry"), &json!({})).await;
    assert_eq!((early.status, &early.json()["code"]), (409, &json!("state")), "{}", early.body);
    let cancelled = owner.post(&format!("{path}/cancel"), &json!({})).await;
    assert_eq!((cancelled.status, &cancelled.json()["state"]), (200, &json!("cancelled")), "{}", cancelled.body);
    assert_eq!(owner.post(&format!("{path}/cancel"), &json!({})).await.status, 409);
    let again = owner.post(&format!("{path}/retry"), &json!({})).await;
    assert_eq!((again.status, &again.json()["state"]), (200, &json!("queued")), "{}", again.body);
    app.finish().await;
}

async fn many_events_are_replayed(engine: Engine) {
    let app = TestApp::new(engine).await;
    let owner = Visitor::owner(&app);
    for number in 1..=3 {
        assert_eq!(app.send(&app.delivery(EventType::NewTag, number)).await.status, 200);
    }
    app.clock.advance(std::time::Duration::from_secs(1));
    let made = owner.post("/api/flows", &json!({ "definition": document("Late"), "enabled": true })).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let filter = json!({ "types": ["NEW_TAG"] });
    let preview = owner.post("/api/replays", &json!({ "filter": filter, "dry_run": true })).await;
    let preview = (preview.status, preview.json());
    assert_eq!((preview.0, &preview.1["events"], &preview.1["runs"]), (200, &json!(3), &json!(3)), "{preview:?}");
    // What isn't there may be left out, or said not to be there.
    let nulls = json!({ "types": ["NEW_TAG"], "since": null, "until": null, "source": null });
    let same = owner.post("/api/replays", &json!({ "filter": nulls, "dry_run": true })).await;
    assert_eq!((same.status, same.json()), preview);
    assert_eq!(owner.get("/api/replays").await["replays"], json!([]));
    let begun = owner.post("/api/replays", &json!({ "filter": filter, "rate": 10 })).await;
    assert_eq!((begun.status, &begun.json()["total"]), (201, &json!(3)), "{}", begun.body);
    let path = format!("/api/replays/{}", begun.json()["id"].as_str().unwrap());
    let shown = owner.get(&path).await;
    assert_eq!((&shown["state"], &shown["percent"], &shown["rate"]), (&json!("running"), &json!(0), &json!(10)));
    let cancelled = owner.post(&format!("{path}/cancel"), &json!({})).await;
    assert_eq!((cancelled.status, &cancelled.json()["state"]), (200, &json!("cancelled")), "{}", cancelled.body);
    assert_eq!(owner.post(&format!("{path}/cancel"), &json!({})).await.status, 409);
    app.finish().await;
}

async fn what_cannot_be_is_refused(engine: Engine) {
    let app = TestApp::new(engine).await;
    let owner = Visitor::owner(&app);
    let nothing = "019c2f00000000000000000000000000";
    for (path, body, status) in [
        ("/api/replays", json!({ "filter": {} }), 422),
        ("/api/replays", json!({ "filter": { "all": true }, "rate": 0 }), 422),
        ("/api/replays", json!({ "filter": { "flows": [nothing] } }), 422),
        ("/api/replays", json!({ "filter": { "workspace": "64a1f0c2e4b0a1b2c3d4e5f6" } }), 400),
        ("/api/replays", json!({}), 400),
        ("/api/replays/019c2f00000000000000000000000000/cancel", json!({}), 404),
        ("/api/events/019c2f00000000000000000000000000/replay", json!({}), 404),
        ("/api/runs/019c2f00000000000000000000000000/retry", json!({}), 404),
        ("/api/runs/019c2f00000000000000000000000000/cancel", json!({}), 404),
    ] {
        let reply = owner.post(path, &body).await;
        assert_eq!(reply.status, status, "{path} {body}: {}", reply.body);
    }
    app.finish().await;
}
