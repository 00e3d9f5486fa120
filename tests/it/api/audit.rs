//! The audit by HTTP: who changed what.

use serde_json::{Value, json};

use super::Visitor;
use crate::harness::{Engine, TestApp, both};

both!(the_audit_is_listed_a_page_at_a_time);

async fn the_audit_is_listed_a_page_at_a_time(engine: Engine) {
    let app = TestApp::new(engine).await;
    let owner = Visitor::owner(&app);
    let flow = owner.create("Audited").await;
    for action in ["enable", "hold", "resume", "disable"] {
        app.clock.advance(std::time::Duration::from_secs(1));
        assert_eq!(owner.post(&format!("/api/flows/{flow}/{action}"), &json!({})).await.status, 200);
    }
    app.clock.advance(std::time::Duration::from_secs(1));
    let value = json!({ "value": "canary-of-a-secret" });
    assert_eq!(owner.send("PUT", "/api/secrets/CHAT", Some(&value)).await.status, 201);
    let actions = async |query: &str| -> Vec<Value> {
        let page = owner.get(&format!("/api/audit{query}")).await;
        page["entries"].as_array().unwrap().iter().map(|entry| entry["action"].clone()).collect()
    };
    let all = ["secret.set", "flow.disable", "flow.resume", "flow.hold", "flow.enable", "flow.create"];
    assert_eq!(actions("").await, all);
    let by = format!("user:{}", owner.id);
    for (query, count) in [
        ("?action=flow.hold".to_owned(), 1),
        ("?action=flow.".to_owned(), 5),
        ("?action=flow".to_owned(), 0),
        ("?action=%25.".to_owned(), 0),
        ("?action=flo_.".to_owned(), 0),
        (format!("?subject=flow:{flow}"), 5),
        ("?subject=flow:".to_owned(), 5),
        ("?subject=secret:CHAT".to_owned(), 1),
        (format!("?actor={by}"), 6),
        ("?actor=operator".to_owned(), 0),
        ("?since=2027-01-15T08:00:02Z".to_owned(), 4),
        ("?until=2027-01-15T08:00:02Z&action=flow.".to_owned(), 2),
    ] {
        assert_eq!(actions(&query).await.len(), count, "{query}");
    }
    let first = owner.get("/api/audit?limit=4").await;
    let next = first["next"].as_str().unwrap();
    let second = owner.get(&format!("/api/audit?limit=4&cursor={next}")).await;
    assert_eq!((second["entries"].as_array().unwrap().len(), &second["next"]), (2, &Value::Null));
    let entry = &first["entries"][1];
    assert_eq!((&entry["actor"], &entry["subject"]), (&json!(by), &json!(format!("flow:{flow}"))));
    assert_eq!((&entry["before"]["enabled"], &entry["after"]["enabled"]), (&json!(true), &json!(false)));
    assert!(!first.to_string().contains("canary"), "{first}");
    for (query, says) in [("?limit=0", "1 to 200"), ("?who=me", "`who`"), ("?cursor=next", "`cursor`")] {
        let reply = owner.send("GET", &format!("/api/audit{query}"), None).await;
        assert_eq!(reply.status, 400, "{query}");
        assert!(reply.body.contains(says), "{query}: {}", reply.body);
    }
    let elsewhere = app.install(1, 1).await;
    let stranger = Visitor::of(&app, &elsewhere, "OWNER");
    assert_eq!(stranger.get("/api/audit").await["entries"], json!([]));
    app.finish().await;
}
