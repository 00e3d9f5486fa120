//! The fetch of the workspace's data, by HTTP: begin, look, end.

use serde_json::{Value, json};

use super::Visitor;
use crate::harness::{Engine, TestApp, both};

both!(a_fetch_is_there_at_once_and_can_be_stopped, what_cannot_be_done_is_refused);

async fn a_fetch_is_there_at_once_and_can_be_stopped(engine: Engine) {
    let app = TestApp::new(engine).await;
    let owner = Visitor::owner(&app);
    assert_eq!(owner.get("/api/bootstrap").await, json!({ "run": null }));
    let begun = owner.post("/api/bootstrap", &json!({})).await;
    assert_eq!(begun.status, 202, "{}", begun.body);
    let run = begun.json()["run"].clone();
    assert_eq!((&run["state"], &run["worked_on"], &run["done"]), (&json!("IN_PROGRESS"), &json!(false), &json!(2)));
    let operations = run["operations"].as_array().unwrap();
    assert_eq!(run["total"], operations.len());
    let tags = operations.iter().find(|operation| operation["entity"] == "tag").unwrap();
    assert_eq!((&tags["operation"], &tags["state"], &tags["pages"]), (&json!("getTags"), &json!("pending"), &json!(0)));
    assert_eq!(owner.get("/api/bootstrap").await["run"], run);

    let again = owner.post("/api/bootstrap", &json!({})).await;
    assert_eq!((again.status, &again.json()["code"]), (409, &json!("state")), "{}", again.body);
    let elsewhere = app.install(1, 1).await;
    let stranger = Visitor::of(&app, &elsewhere, "OWNER");
    assert_eq!(stranger.get("/api/bootstrap").await["run"], Value::Null);
    assert_eq!(stranger.post("/api/bootstrap/cancel", &json!({})).await.status, 409);

    let stopped = owner.post("/api/bootstrap/cancel", &json!({})).await;
    assert_eq!(stopped.status, 200, "{}", stopped.body);
    let stopped = stopped.json()["run"].clone();
    assert_eq!((&stopped["id"], &stopped["state"]), (&run["id"], &json!("CANCELLED")));
    assert!(stopped["finished_at"].is_string() && stopped["reason"].is_string());
    assert_eq!(owner.post("/api/bootstrap/cancel", &json!({})).await.status, 409);
    let anew = owner.post("/api/bootstrap", &json!({})).await;
    assert_eq!(anew.status, 202, "{}", anew.body);
    assert_ne!(anew.json()["run"]["id"], run["id"]);
    app.finish().await;
}

async fn what_cannot_be_done_is_refused(engine: Engine) {
    let app = TestApp::new(engine).await;
    let owner = Visitor::owner(&app);
    assert_eq!(app.send(&app.installation.status_changed(app.now(), "INACTIVE")).await.status, 200);
    let refused = owner.post("/api/bootstrap", &json!({})).await;
    assert_eq!((refused.status, &refused.json()["code"]), (409, &json!("state")), "{}", refused.body);
    assert!(refused.json()["detail"].as_str().unwrap().contains("switch it on"));
    assert_eq!(owner.get("/api/bootstrap").await["run"], Value::Null);
    app.finish().await;
}
