//! Requests that a workspace keeps.

use clockify_addons::explorer::MOST_SAVED;
use serde_json::{Value, json};

use super::{entries, problem, visitor, with};
use crate::api::Visitor;
use crate::harness::{Engine, TestApp, both};

both!(requests_are_kept_changed_and_forgotten, requests_that_cannot_be_kept, a_workspace_has_room_for_so_many);

fn draft(name: &str) -> Value {
    json!({
        "name": name, "operation": "getTags", "as": "addon",
        "path": {}, "query": { "page-size": 50, "name": ["a", "b"], "archived": true }, "body": { "n": 1.5, "x": null },
    })
}

async fn requests_are_kept_changed_and_forgotten(engine: Engine) {
    let app = TestApp::new(engine).await;
    let owner = Visitor::owner(&app);
    let created = owner.post("/api/requests", &draft(" Tags ")).await;
    assert_eq!(created.status, 201, "{}", created.body);
    let saved = created.json();
    let path = format!("/api/requests/{}", saved["id"].as_str().unwrap());
    assert_eq!(created.headers["location"], path.as_str());
    for (name, value) in draft("Tags").as_object().unwrap() {
        assert_eq!(saved[name], *value, "{name}");
    }
    assert_eq!((&saved["created_by"], &saved["created_at"]), (&json!(owner.id), &json!("2027-01-15T08:00:00.000Z")));
    assert_eq!(owner.post("/api/requests", &draft("Another")).await.status, 201);
    assert_eq!(problem(&owner.post("/api/requests", &draft("Tags")).await), (409, "taken".to_owned()));

    app.clock.advance(std::time::Duration::from_secs(1));
    let admin = visitor(&app, &app.installation, &app.installation.workspace.user(1), "ADMIN");
    let change = json!({ "name": "Clients", "operation": "getClients", "as": "me" });
    let changed = admin.send("PUT", &path, Some(&change)).await;
    assert_eq!(changed.status, 200, "{}", changed.body);
    let changed = changed.json();
    assert_eq!(
        (&changed["id"], &changed["operation"], &changed["as"]),
        (&saved["id"], &json!("getClients"), &json!("me"))
    );
    assert_eq!((&changed["query"], changed.get("body")), (&json!({}), None));
    assert_eq!(
        (&changed["created_by"], &changed["updated_at"]),
        (&json!(owner.id), &json!("2027-01-15T08:00:01.000Z"))
    );
    let taken = admin.send("PUT", &path, Some(&with(change, json!({ "name": "Another" })))).await;
    assert_eq!(problem(&taken), (409, "taken".to_owned()));

    let member = visitor(&app, &app.installation, "64a1f0c2e4b0a1b2c3d4e5f6", "WORKSPACE_USER");
    let listed = member.get("/api/requests").await;
    let names: Vec<_> =
        listed["requests"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
    assert_eq!((names, &listed["limit"]), (vec!["Another", "Clients"], &json!(MOST_SAVED)));
    let before = app.contents().await;
    let elsewhere = app.install(1, 1).await;
    let before_strangers = app.contents().await;
    let stranger = visitor(&app, &elsewhere, &elsewhere.workspace.owner, "OWNER");
    assert_eq!(stranger.get("/api/requests").await["requests"], json!([]));
    for (who, status) in [(&member, 403), (&stranger, 404)] {
        assert_eq!(who.send("PUT", &path, Some(&draft("Mine"))).await.status, status);
        assert_eq!(who.send("DELETE", &path, None).await.status, status);
    }
    assert_eq!(member.post("/api/requests", &draft("Mine")).await.status, 403);
    assert_eq!(app.contents().await, before_strangers);
    drop(before);

    assert_eq!(admin.send("DELETE", &path, None).await.status, 204);
    assert_eq!(admin.send("DELETE", &path, None).await.status, 404);
    let actions: Vec<_> = entries(&app).await.into_iter().map(|entry| entry.action).collect();
    assert_eq!(actions, ["request.create", "request.create", "request.save", "request.delete"]);
    app.finish().await;
}

async fn requests_that_cannot_be_kept(engine: Engine) {
    let app = TestApp::new(engine).await;
    let owner = Visitor::owner(&app);
    let before = app.contents().await;
    for (change, path, says) in [
        (json!({ "name": "" }), "/name", "1 to 100"),
        (json!({ "name": "x".repeat(101) }), "/name", "has 101"),
        (json!({ "name": "a\nb" }), "/name", "one line"),
        (json!({ "operation": "getUnicorns" }), "/operation", "no such operation"),
        (json!({ "body": { "file": { "name": "a", "base64": "AAAA" } } }), "/body", "files"),
        (json!({ "body": { "apiKey": "x" } }), "", "secret"),
        (json!({ "query": { "x": "eyJhbGciOi.eyJpc3Mi.c2lnbmF0" } }), "", "token"),
        (json!({ "body": "x".repeat(66_000) }), "", "65536"),
    ] {
        let reply = owner.post("/api/requests", &with(draft("Tags"), change.clone())).await;
        assert_eq!(problem(&reply), (422, "invalid".to_owned()), "{change}: {}", reply.body);
        let error = reply.json()["errors"][0].clone();
        assert_eq!(error["path"], path, "{change}");
        assert!(error["message"].as_str().unwrap().contains(says), "{error}");
    }
    let nul = json!({ "body": { "a": "b\0" } });
    for change in [json!({ "as": "you" }), json!({ "workspaceId": "x" }), json!({ "name": 1 }), nul] {
        assert_eq!(owner.post("/api/requests", &with(draft("Tags"), change.clone())).await.status, 400, "{change}");
    }
    assert_eq!(app.contents().await, before);
    app.finish().await;
}

async fn a_workspace_has_room_for_so_many(engine: Engine) {
    let app = TestApp::new(engine).await;
    let owner = Visitor::owner(&app);
    for number in 0..MOST_SAVED {
        app.clock.advance(std::time::Duration::from_millis(20));
        assert_eq!(owner.post("/api/requests", &draft(&format!("Number {number}"))).await.status, 201);
    }
    let reply = owner.post("/api/requests", &draft("One more")).await;
    assert_eq!(problem(&reply), (409, "limit".to_owned()), "{}", reply.body);
    let listed = owner.get("/api/requests").await;
    assert_eq!(listed["requests"].as_array().unwrap().len() as u64, MOST_SAVED);
    app.finish().await;
}
