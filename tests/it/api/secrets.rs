//! Secrets by HTTP: they go in and never come out.

use serde_json::json;

use super::Visitor;
use crate::harness::{Engine, TestApp, both};

both!(a_secret_is_never_shown_again);

async fn a_secret_is_never_shown_again(engine: Engine) {
    let app = TestApp::new(engine).await;
    let owner = Visitor::owner(&app);
    let canary = "canary-of-the-chat";
    let mut said = String::new();
    for (name, body, status) in [
        ("CHAT", json!({ "value": canary }), 201),
        ("CHAT", json!({ "value": format!("{canary}-2") }), 200),
        ("chat", json!({ "value": canary }), 422),
        ("SHORT", json!({ "value": "tea" }), 422),
        ("CHAT", json!({ "value": canary, "workspaceId": "64a1f0c2e4b0a1b2c3d4e5f6" }), 400),
        ("CHAT", json!({ "value": { "canary": 1 } }), 400),
        ("CHAT", json!({}), 400),
    ] {
        let reply = owner.send("PUT", &format!("/api/secrets/{name}"), Some(&body)).await;
        assert_eq!(reply.status, status, "{name} {body}: {}", reply.body);
        said += &reply.body;
    }
    let listed = owner.get("/api/secrets").await;
    assert_eq!(listed["secrets"].as_array().unwrap().len(), 1);
    assert_eq!(listed["secrets"][0]["name"], "CHAT");
    said += &listed.to_string();
    let elsewhere = app.install(1, 1).await;
    let stranger = Visitor::of(&app, &elsewhere, "OWNER");
    assert_eq!(stranger.get("/api/secrets").await["secrets"], json!([]));
    assert_eq!(stranger.send("DELETE", "/api/secrets/CHAT", None).await.status, 404);
    assert_eq!(owner.send("GET", "/api/secrets/CHAT", None).await.status, 405);
    assert_eq!(owner.send("DELETE", "/api/secrets/CHAT", None).await.status, 204);
    assert_eq!(owner.send("DELETE", "/api/secrets/CHAT", None).await.status, 404);
    assert!(!said.contains("canary"), "{said}");
    app.finish().await;
}
