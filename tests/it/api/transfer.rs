//! Flows that come and go by HTTP, and what they would do.

use clockify_addons::domain::event::EventType;
use serde_json::json;

use super::{Visitor, document};
use crate::harness::{Engine, TestApp, both};

both!(
    an_export_can_be_imported_elsewhere,
    a_flow_of_the_python_system_comes_with_notes,
    a_template_becomes_a_flow,
    a_trial_tells_what_would_be_written,
);

const TAG: &str = "64a1f0c2e4b0a1b2c3d4e5f6";
const OTHER: &str = "64a1f0c2e4b0a1b2c3d4e5f7";

async fn an_export_can_be_imported_elsewhere(engine: Engine) {
    let app = TestApp::new(engine).await;
    let owner = Visitor::owner(&app);
    let mut definition = document("Exported");
    definition["when"] = json!({ "left": "$.id", "op": "equals", "right": TAG });
    let made = owner.post("/api/flows", &json!({ "definition": definition })).await.json();
    let id = made["id"].as_str().unwrap();
    let export = owner.get(&format!("/api/flows/{id}/export")).await;
    assert!(!export.to_string().contains(TAG), "{export}");
    let input = export["inputs"][0]["name"].as_str().unwrap();

    let elsewhere = app.install(1, 1).await;
    let stranger = Visitor::of(&app, &elsewhere, "ADMIN");
    let missing = stranger.post("/api/flows/import", &json!({ "document": export })).await;
    assert_eq!(missing.status, 422, "{}", missing.body);
    assert_eq!(missing.json()["errors"][0]["path"], json!(format!("/inputs/{input}")));
    let body = json!({ "document": export, "inputs": { input: OTHER }, "enabled": true });
    let imported = stranger.post("/api/flows/import", &body).await;
    assert_eq!((imported.status, &imported.json()["enabled"]), (201, &json!(true)), "{}", imported.body);
    let path = imported.headers["location"].to_str().unwrap().to_owned();
    assert_eq!(stranger.get(&path).await["definition"]["when"]["right"], OTHER);
    assert_eq!(owner.send("GET", &path, None).await.status, 404);
    app.finish().await;
}

async fn a_flow_of_the_python_system_comes_with_notes(engine: Engine) {
    let app = TestApp::new(engine).await;
    let owner = Visitor::owner(&app);
    let old = json!({
        "name": "Old",
        "enabled": true,
        "trigger_event_types": ["NEW_TAG"],
        "actions": [{ "operation_id": "getTags" }],
    });
    let body = json!({ "document": old, "dry_run": true });
    let tried = owner.post("/api/flows/import", &body).await;
    assert_eq!(tried.status, 200, "{}", tried.body);
    assert_eq!(tried.json()["definition"]["schema"], "clockify-addons/flow/v1");
    assert_eq!(owner.get("/api/flows").await["flows"], json!([]), "nothing was stored");
    let imported = owner.post("/api/flows/import", &json!({ "document": old })).await;
    let flow = imported.json();
    assert_eq!((imported.status, &flow["enabled"]), (201, &json!(false)), "{flow}");
    let notes = flow["notes"].as_array().unwrap();
    assert!(notes.iter().any(|note| note.as_str().unwrap().starts_with("/enabled: ")), "{notes:?}");
    app.finish().await;
}

async fn a_template_becomes_a_flow(engine: Engine) {
    let app = TestApp::new(engine).await;
    let owner = Visitor::owner(&app);
    let listed = owner.get("/api/templates").await;
    let listed = listed["templates"].as_array().unwrap();
    assert!(listed.len() >= 20, "{}", listed.len());
    let shown = owner.get("/api/templates/required-tag").await;
    assert!(listed.iter().any(|template| template["template"] == shown["template"]));
    let inputs = shown["inputs"].as_array().unwrap();
    let chosen: serde_json::Map<_, _> = inputs
        .iter()
        .filter(|input| !input["sample"].is_null())
        .map(|input| (input["name"].as_str().unwrap().to_owned(), input["sample"].clone()))
        .collect();
    let imported = owner.post("/api/flows/import", &json!({ "template": "required-tag", "inputs": chosen })).await;
    assert_eq!(imported.status, 201, "{}", imported.body);
    assert_eq!(owner.send("GET", "/api/templates/nothing", None).await.status, 404);
    for body in [json!({}), json!({ "template": "required-tag", "document": {} })] {
        assert_eq!(owner.post("/api/flows/import", &body).await.status, 400);
    }
    app.finish().await;
}

async fn a_trial_tells_what_would_be_written(engine: Engine) {
    let app = TestApp::new(engine).await;
    let owner = Visitor::owner(&app);
    let mut definition = document("Trial");
    definition["when"] = json!({ "left": "$.name", "op": "not-empty" });
    let body = json!({ "name": "{{ trigger.name }} too" });
    definition["steps"] = json!([{ "id": "make", "call": { "operation": "createNewTag", "body": body } }]);
    assert_eq!(app.send(&app.delivery(EventType::NewTag, 1)).await.status, 200);
    let event = app.events().await.remove(0);
    let name = serde_json::from_slice::<serde_json::Value>(&event.body).unwrap()["name"].as_str().unwrap().to_owned();
    let event = event.id.simple().to_string();
    let before = app.contents().await;
    let body = json!({ "definition": definition, "event": event });
    let report = owner.post("/api/flows/test", &body).await;
    assert_eq!(report.status, 200, "{}", report.body);
    let report = report.json();
    assert_eq!(report["state"], "succeeded", "{report}");
    let write = &report["writes"][0];
    assert_eq!((&write["method"], &write["body"]["name"]), (&json!("POST"), &json!(format!("{name} too"))));
    assert!(write["url"].as_str().unwrap().ends_with(&format!("/workspaces/{}/tags", app.installation.workspace.id)));
    assert_eq!(app.contents().await, before, "nothing was done");

    let made = owner.post("/api/flows", &json!({ "definition": definition })).await.json();
    let path = format!("/api/flows/{}/test", made["id"].as_str().unwrap());
    let filtered = owner.post(&path, &json!({ "payload": { "name": "" } })).await.json();
    assert_eq!((&filtered["state"], &filtered["writes"]), (&json!("filtered"), &json!([])), "{filtered}");
    for (path, body, status) in [
        (path.as_str(), json!({}), 400),
        (path.as_str(), json!({ "event": event, "payload": {} }), 400),
        (path.as_str(), json!({ "event": event, "definition": definition }), 400),
        (path.as_str(), json!({ "event": event, "version": 7 }), 404),
        (path.as_str(), json!({ "event": "019c2f00000000000000000000000000" }), 422),
        ("/api/flows/test", json!({ "event": event }), 400),
        ("/api/flows/test", json!({ "event": event, "definition": {} }), 422),
    ] {
        let reply = owner.post(path, &body).await;
        assert_eq!(reply.status, status, "{path} {body}: {}", reply.body);
    }
    let elsewhere = app.install(1, 1).await;
    let stranger = Visitor::of(&app, &elsewhere, "OWNER");
    let reply = stranger.post("/api/flows/test", &json!({ "definition": definition, "event": event })).await;
    assert_eq!(reply.status, 422, "another workspace's event is none: {}", reply.body);
    app.finish().await;
}
