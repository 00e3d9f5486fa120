//! Events and the runs that they started, by HTTP.

use clockify_addons::domain::event::EventType;
use serde_json::{Value, json};

use super::{Visitor, document};
use crate::harness::{Engine, TestApp, both};

both!(
    events_are_listed_and_shown,
    events_are_found_by_what_they_say,
    a_filtered_page_looks_at_so_many,
    runs_are_listed_and_shown,
);

async fn events_are_listed_and_shown(engine: Engine) {
    let app = TestApp::new(engine).await;
    let owner = Visitor::owner(&app);
    for event in [EventType::NewTag, EventType::TagDeleted, EventType::NewProject, EventType::NewTag] {
        assert_eq!(app.send(&app.delivery(event, 1)).await.status, 200);
        app.clock.advance(std::time::Duration::from_secs(1));
    }
    let ids = async |query: &str| -> Vec<Value> {
        let page = owner.get(&format!("/api/events{query}")).await;
        page["events"].as_array().unwrap().iter().map(|event| event["id"].clone()).collect()
    };
    let all = ids("").await;
    assert_eq!(all.len(), 4);
    for (query, count) in [
        ("?type=NEW_TAG", 2),
        ("?type=NEW_TAG,TAG_DELETED", 3),
        ("?type=NEW_TAG&unique=true", 1),
        ("?source=CLOCKIFY", 4),
        ("?source=CUSTOM", 0),
        ("?since=2027-01-15T08:00:02Z", 2),
        ("?until=2027-01-15T08:00:02Z", 2),
    ] {
        assert_eq!(ids(query).await.len(), count, "{query}");
    }
    let first = owner.get("/api/events?limit=3").await;
    let next = first["next"].as_str().unwrap();
    let second = owner.get(&format!("/api/events?limit=3&cursor={next}")).await;
    assert_eq!((second["events"][0]["id"].clone(), &second["next"]), (all[3].clone(), &Value::Null));

    let shown = owner.get(&format!("/api/events/{}", all[3].as_str().unwrap())).await;
    assert_eq!((&shown["event_type"], &shown["source"]), (&json!("NEW_TAG"), &json!("CLOCKIFY")));
    assert_eq!(shown["body"]["workspaceId"], json!(app.installation.workspace.id));
    let token = app.delivery(EventType::NewTag, 1).header("clockify-signature").unwrap().to_owned();
    assert!(!shown.to_string().contains(&token), "what proves a delivery isn't shown");
    app.finish().await;
}

async fn events_are_found_by_what_they_say(engine: Engine) {
    let app = TestApp::new(engine).await;
    let owner = Visitor::owner(&app);
    let workspace = &app.installation.workspace.id;
    let payloads = [
        json!({ "id": "e1", "workspaceId": workspace, "name": "Fix the DOOR", "userId": "u1", "projectId": "p1" }),
        json!({ "id": "e2", "workspaceId": workspace, "name": "Élan <b>\"x\"</b> 100%", "userId": "u2", "projectId": "p1" }),
        json!({ "id": "e3", "workspaceId": workspace, "name": "a\\b 日本", "userId": "u1" }),
    ];
    for payload in &payloads {
        let sent = app.send(&app.installation.delivery(EventType::NewTimeEntry, payload)).await;
        assert_eq!(sent.status, 200, "{}", sent.body);
    }
    // As some write it: nothing but ASCII.
    let plain = format!("{{\"id\":\"e4\",\"workspaceId\":\"{workspace}\",\"name\":\"\\u00c9mile\"}}");
    let request = app.installation.delivery(EventType::NewTag, &serde_json::from_str::<Value>(&plain).unwrap());
    let mut request = request.into_http::<axum::body::Body>().unwrap();
    *request.body_mut() = plain.clone().into();
    request.headers_mut().remove("content-length");
    assert_eq!(app.raw(request).await.status, 200);
    let found = async |query: &str| -> Vec<String> {
        let page = owner.get(&format!("/api/events?{query}")).await;
        let entity = |event: &Value| event["entity"].as_str().unwrap().to_owned();
        page["events"].as_array().unwrap().iter().map(entity).collect()
    };
    for (query, expected) in [
        ("text=fix+the+door", &["e1"][..]),
        ("text=%C3%A9lan", &["e2"]),
        ("text=%C3%89MILE", &["e4"]),
        ("text=%3CB%3E", &["e2"]),
        ("text=%22x%22", &["e2"]),
        ("text=100%25", &["e2"]),
        ("text=%25", &["e2"]),
        ("text=a%5Cb", &["e3"]),
        ("text=%E6%97%A5%E6%9C%AC", &["e3"]),
        ("text=new_tag", &["e4"]),
        ("text=nothing+of+this", &[]),
        ("user=u1", &["e3", "e1"]),
        ("project=p1", &["e2", "e1"]),
        ("user=u1&project=p1", &["e1"]),
        ("user=u1&text=door", &["e1"]),
        ("type=NEW_TAG&text=door", &[]),
    ] {
        assert_eq!(found(query).await, expected, "{query}");
    }
    let elsewhere = app.install(1, 1).await;
    let stranger = Visitor::of(&app, &elsewhere, "OWNER");
    assert_eq!(stranger.get("/api/events?text=door").await["events"], json!([]));
    app.finish().await;
}

/// However rare what is looked for is, a page costs no more than so many events.
async fn a_filtered_page_looks_at_so_many(engine: Engine) {
    use clockify_addons::db::events;

    let app = TestApp::new(engine).await;
    let owner = Visitor::owner(&app);
    let all: Vec<_> = (0..10_004_u32)
        .map(|number| {
            let event_type = if number == 2 { "RARE" } else { "NEW_TAG" };
            events::NewEvent { event_type: event_type.into(), ..super::stream::earlier(&app, 5, number) }
        })
        .collect();
    for batch in all.chunks(500) {
        events::insert(&app.app.db, batch, 0).await.unwrap();
    }
    let first = owner.get("/api/events?type=RARE&limit=1").await;
    assert_eq!(first["events"], json!([]));
    let next = first["next"].as_str().unwrap();
    assert_eq!(next, all[4].id.simple().to_string());
    let second = owner.get(&format!("/api/events?type=RARE&limit=5&cursor={next}")).await;
    assert_eq!(
        (second["events"][0]["id"].clone(), &second["next"]),
        (json!(all[2].id.simple().to_string()), &Value::Null)
    );
    let full = owner.get("/api/events?type=NEW_TAG&limit=1").await;
    assert_eq!(full["next"], json!(all[10_003].id.simple().to_string()));
    app.finish().await;
}

async fn runs_are_listed_and_shown(engine: Engine) {
    let app = TestApp::new(engine).await;
    let owner = Visitor::owner(&app);
    let mut never = document("Never");
    never["when"] = json!({ "left": "$.name", "op": "equals", "right": "nothing is called like this" });
    let created = owner.post("/api/flows", &json!({ "definition": never, "enabled": true })).await;
    assert_eq!(created.status, 201, "{}", created.body);
    let created = owner.post("/api/flows", &json!({ "definition": document("Always"), "enabled": true })).await;
    let always = created.json()["id"].clone();
    for number in 1..=2 {
        assert_eq!(app.send(&app.delivery(EventType::NewTag, number)).await.status, 200);
    }
    let all = owner.get("/api/runs").await;
    let runs = all["runs"].as_array().unwrap();
    assert_eq!(runs.len(), 4, "two of each flow: {all}");
    let filtered = owner.get("/api/runs?state=filtered").await;
    let filtered = filtered["runs"].as_array().unwrap();
    assert_eq!(filtered.len(), 2);
    assert_eq!(filtered[0]["reason"]["kind"], "condition");
    assert!(filtered[0]["why"].as_str().unwrap().contains("nothing is called like this"));
    let of_flow = owner.get(&format!("/api/runs?flow={}&limit=1", always.as_str().unwrap())).await;
    assert_eq!((&of_flow["runs"][0]["flow"], &of_flow["runs"][0]["state"]), (&always, &json!("queued")));
    assert!(of_flow["next"].is_string());
    let counts = owner.get("/api/runs/counts").await;
    assert_eq!((&counts["counts"]["queued"], &counts["counts"]["filtered"]), (&json!(2), &json!(2)));

    let run = &filtered[0];
    let shown = owner.get(&format!("/api/runs/{}", run["id"].as_str().unwrap())).await;
    assert_eq!((&shown["id"], &shown["steps"], &shown["version"]), (&run["id"], &json!([]), &json!(1)));
    let started = owner.get(&format!("/api/events/{}/runs", run["event"].as_str().unwrap())).await;
    assert_eq!(started["runs"].as_array().unwrap().len(), 2);

    let stranger = app.install(1, 1).await;
    let stranger = Visitor::of(&app, &stranger, "OWNER");
    let path = format!("/api/runs/{}", run["id"].as_str().unwrap());
    assert_eq!(stranger.send("GET", &path, None).await.status, 404);
    app.finish().await;
}
