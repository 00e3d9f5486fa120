//! Custom sources by HTTP: secrets are shown once, and a new source takes deliveries at once.

use std::time::Duration;

use clockify_addons::domain::scheme::{self, Scheme};
use serde_json::{Value, json};

use super::Visitor;
use crate::harness::{Engine, Reply, TestApp, both};

both!(
    a_source_delivers_as_soon_as_it_is_registered,
    what_is_wrong_with_a_source_is_said_by_field,
    a_workspace_has_so_many_sources_and_no_more,
);

async fn deliver(app: &TestApp, url: &str, secret: &str) -> Reply {
    let path = url.strip_prefix(&app.app.config.base_url).unwrap();
    let body = r#"{"type":"order.paid","id":"7"}"#;
    let headers = scheme::sign(&Scheme::StandardWebhooks, &secret.into(), body.as_bytes(), app.now(), "delivery");
    let request = headers.into_iter().fold(http::Request::post(path), |all, (name, value)| all.header(name, value));
    app.raw(request.body(body.to_owned().into()).unwrap()).await
}

async fn a_source_delivers_as_soon_as_it_is_registered(engine: Engine) {
    let app = TestApp::new(engine).await;
    let owner = Visitor::owner(&app);
    let made = owner.post("/api/sources", &json!({ "name": "shop", "scheme": "standard-webhooks" })).await;
    assert_eq!((made.status, made.headers["location"].to_str().unwrap()), (201, "/api/sources/shop"));
    let made = made.json();
    let (url, first) = (made["url"].as_str().unwrap(), made["secret"].as_str().unwrap());
    assert!(first.starts_with("whsec_") && url.ends_with("/webhooks/custom/shop"), "{made}");
    assert_eq!(deliver(&app, url, first).await.status, 200);

    let listed = owner.get("/api/sources").await;
    assert_eq!((&listed["sources"][0]["name"], &listed["is_enabled"]), (&json!("shop"), &json!(true)));
    assert_eq!(listed["schemes"].as_array().unwrap().len(), Scheme::NAMES.len());
    assert!(!listed.to_string().contains("whsec_"), "{listed}");

    app.clock.advance(Duration::from_secs(1));
    let rotated = owner.post("/api/sources/shop/rotate", &json!({ "overlap_hours": 1 })).await;
    assert_eq!(rotated.status, 200, "{}", rotated.body);
    let rotated = rotated.json();
    let second = rotated["secret"].as_str().unwrap();
    assert!(second != first && rotated["previous_secret_until"].is_string());
    for secret in [first, second] {
        assert_eq!(deliver(&app, url, secret).await.status, 200, "both count for a while");
    }
    app.clock.advance(Duration::from_secs(3601));
    let owner = Visitor::owner(&app);
    assert_eq!(deliver(&app, url, first).await.status, 401);
    assert_eq!(deliver(&app, url, second).await.status, 200);
    assert_eq!(owner.get("/api/sources").await["sources"][0]["previous_secret_until"], Value::Null);

    let own = json!({ "secret": "whsec_Y2FuYXJ5LW9mLWEtc2VjcmV0LWJ5LWhhbmQ=", "overlap_hours": 0 });
    let given = owner.post("/api/sources/shop/rotate", &own).await.json();
    assert_eq!((&given["secret"], &given["previous_secret_until"]), (&Value::Null, &Value::Null));
    assert_eq!(deliver(&app, url, second).await.status, 401);
    app.clock.advance(Duration::from_secs(1));
    assert_eq!(owner.send("DELETE", "/api/sources/shop", None).await.status, 204);
    assert_eq!(deliver(&app, url, own["secret"].as_str().unwrap()).await.status, 404);
    assert_eq!(owner.send("DELETE", "/api/sources/shop", None).await.status, 404);
    let audit = owner.get("/api/audit?subject=source:shop").await;
    let actions: Vec<_> = audit["entries"].as_array().unwrap().iter().map(|entry| entry["action"].clone()).collect();
    assert_eq!(actions, ["source.remove", "source.rotate", "source.rotate", "source.add"]);
    assert!(!audit.to_string().contains("whsec_"), "{audit}");
    app.finish().await;
}

async fn what_is_wrong_with_a_source_is_said_by_field(engine: Engine) {
    let app = TestApp::new(engine).await;
    let owner = Visitor::owner(&app);
    let elsewhere = app.install(1, 1).await;
    let stranger = Visitor::of(&app, &elsewhere, "OWNER");
    assert_eq!(stranger.post("/api/sources", &json!({ "name": "taken", "scheme": "github" })).await.status, 201);
    let canary = "canary";
    for (body, status, says) in [
        (json!({}), 422, "/name"),
        (json!({ "name": "shop" }), 422, "/scheme"),
        (json!({ "name": "shop", "scheme": "none" }), 422, "/scheme"),
        (json!({ "name": "shop", "scheme": "github", "header": "x-y" }), 422, "/header"),
        (json!({ "name": "shop", "scheme": "hmac-sha256", "header": "not a header" }), 422, "/header"),
        (json!({ "name": "My shop", "scheme": "github" }), 422, "/name"),
        (json!({ "name": "shop", "scheme": "github", "secret": canary }), 422, "/secret"),
        (json!({ "name": "shop", "scheme": "github", "secret": { "canary": 1 } }), 400, "secret"),
        (json!({ "name": "shop", "scheme": "github", "workspace": "x" }), 400, "workspace"),
        (json!({ "name": "taken", "scheme": "github" }), 409, "taken"),
    ] {
        let reply = owner.post("/api/sources", &body).await;
        assert_eq!(reply.status, status, "{body}: {}", reply.body);
        let said = if status == 422 { reply.json()["errors"][0]["path"].to_string() } else { reply.body.clone() };
        assert!(said.contains(says), "{body}: {}", reply.body);
        assert!(!reply.body.contains(canary), "{}", reply.body);
    }
    assert_eq!(owner.post("/api/sources", &json!({ "name": "shop", "scheme": "bearer" })).await.status, 201);
    for (name, body, status) in [
        ("shop", json!({ "overlap_hours": 169 }), 422),
        ("shop", json!({ "overlap_hours": 1.5 }), 422),
        ("shop", json!({ "secret": "short" }), 422),
        ("shop", json!({ "scheme": "github" }), 400),
        ("taken", json!({}), 404),
    ] {
        let reply = owner.post(&format!("/api/sources/{name}/rotate"), &body).await;
        assert_eq!(reply.status, status, "{name} {body}: {}", reply.body);
    }
    assert_eq!(owner.send("DELETE", "/api/sources/taken", None).await.status, 404);
    app.finish().await;
    let app = TestApp::with(engine, clockify_addons::domain::addon::Addon::ApiStudio, &[]).await;
    assert_eq!(Visitor::owner(&app).send("GET", "/api/sources", None).await.status, 404);
    app.finish().await;
    let off = [("UW_ENABLE_CUSTOM_WEBHOOKS", "false")];
    let app = TestApp::with(engine, clockify_addons::domain::addon::Addon::UniversalWebhook, &off).await;
    let listed = Visitor::owner(&app).get("/api/sources").await;
    assert_eq!((&listed["is_enabled"], &listed["disabled_by"]), (&json!(false), &json!("operator")));
    app.finish().await;
}

async fn a_workspace_has_so_many_sources_and_no_more(engine: Engine) {
    let app = TestApp::new(engine).await;
    let owner = Visitor::owner(&app);
    for number in 0..50 {
        let body = json!({ "name": format!("shop-{number}"), "scheme": "bearer" });
        assert_eq!(owner.post("/api/sources", &body).await.status, 201, "{number}");
    }
    let reply = owner.post("/api/sources", &json!({ "name": "one-more", "scheme": "bearer" })).await;
    assert_eq!((reply.status, &reply.json()["code"]), (409, &json!("limit")));
    app.clock.advance(Duration::from_secs(2));
    let limits = owner.get("/api/settings").await["limits"].clone();
    let sources = limits.as_array().unwrap().iter().find(|limit| limit["name"] == "sources").unwrap();
    assert_eq!((&sources["most"], &sources["used"]), (&json!(50), &json!(50)));
    app.finish().await;
}
