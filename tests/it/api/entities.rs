//! What the cache has, by HTTP.

use clockify_addons::db::cache::{self, Fetched};
use clockify_addons::domain::ids::WorkspaceId;
use serde_json::{Value, json};

use super::Visitor;
use crate::harness::{Engine, TestApp, both};

both!(
    entities_are_found_by_name_or_id,
    a_page_goes_on_where_the_last_one_ended,
    an_entity_is_shown_whole,
    an_event_names_what_the_cache_knows,
);

/// Puts entities into the cache.
pub(super) async fn remember(app: &TestApp, entity: &str, all: &[(&str, Value)]) {
    remember_under(app, entity, "", all).await;
}

async fn remember_under(app: &TestApp, entity: &str, parent: &str, all: &[(&str, Value)]) {
    let workspace = WorkspaceId::new(&app.installation.workspace.id).unwrap();
    let fetched = |(id, payload): &(&str, Value)| Fetched {
        id: (*id).to_owned(),
        payload: payload.to_string(),
        hash: id.as_bytes().to_vec(),
        span: None,
    };
    let all: Vec<Fetched> = all.iter().map(fetched).collect();
    cache::store(&app.app.db.writer(), &workspace, entity, parent, all, app.now()).await.unwrap();
}

/// The names of a page.
fn names(page: &Value) -> Vec<&str> {
    page["entities"].as_array().unwrap().iter().map(|entity| entity["name"].as_str().unwrap()).collect()
}

async fn entities_are_found_by_name_or_id(engine: Engine) {
    let app = TestApp::new(engine).await;
    let owner = Visitor::owner(&app);
    let projects = [
        ("a1", json!({ "id": "a1", "name": "Garden", "note": "the hedge" })),
        ("a2", json!({ "id": "a2", "name": "Übung \"eins\"", "clientName": "Garden" })),
        ("a3", json!({ "id": "a3", "name": "<b>Bold</b>" })),
        ("a4", json!({ "id": "a4", "name": "  " })),
        ("a5", json!({ "id": "a5", "name": null, "title": 7 })),
    ];
    remember(&app, "project", &projects).await;
    remember_under(&app, "task", "a1", &[("t1", json!({ "name": "Dig" }))]).await;
    remember_under(&app, "task", "a2", &[("t2", json!({ "name": "Sing" }))]).await;
    for (query, expected) in [
        ("type=project", &["Garden", "Übung \"eins\"", "<b>Bold</b>", "a4", "7"][..]),
        ("type=project&search=garden", &["Garden"]),
        ("type=project&search=%C3%BCBUNG", &["Übung \"eins\""]),
        ("type=project&search=%22eins%22", &["Übung \"eins\""]),
        ("type=project&search=%3Cb%3E", &["<b>Bold</b>"]),
        ("type=project&search=a4", &["a4"]),
        ("type=project&search=hedge", &[]),
        ("type=project&search=%25", &[]),
        ("type=project&ids=a5,a1,nothing", &["Garden", "7"]),
        ("type=task", &["Dig", "Sing"]),
        ("type=task&parent=a2", &["Sing"]),
        ("type=task&parent=a2&search=dig", &[]),
        ("type=nothing", &[]),
    ] {
        let page = owner.get(&format!("/api/entities?{query}")).await;
        assert_eq!(names(&page), expected, "{query}");
        assert_eq!(page["next"], Value::Null, "{query}");
    }
    let elsewhere = app.install(1, 1).await;
    let stranger = Visitor::of(&app, &elsewhere, "OWNER");
    assert!(names(&stranger.get("/api/entities?type=project").await).is_empty());
    assert_eq!(stranger.send("GET", "/api/entities/project/a1", None).await.status, 404);
    app.finish().await;
}

async fn a_page_goes_on_where_the_last_one_ended(engine: Engine) {
    let app = TestApp::new(engine).await;
    let owner = Visitor::owner(&app);
    let ids: Vec<String> = (0..5_020).map(|number| format!("{number:05}")).collect();
    let name = |id: &String| json!({ "name": if id == "05010" { "Needle" } else { "Hay" } });
    let all: Vec<(&str, Value)> = ids.iter().map(|id| (id.as_str(), name(id))).collect();
    remember(&app, "tag", &all).await;
    let first = owner.get("/api/entities?type=tag&limit=2").await;
    assert_eq!((first["entities"][1]["id"].as_str(), first["next"].as_str()), (Some("00001"), Some("00001")));
    let second = owner.get("/api/entities?type=tag&limit=2&cursor=00001").await;
    assert_eq!(second["entities"][0]["id"], "00002");
    // A search looks at so many and says where it goes on.
    let looked = owner.get("/api/entities?type=tag&search=needle").await;
    assert!(names(&looked).is_empty());
    let next = looked["next"].as_str().unwrap();
    let found = owner.get(&format!("/api/entities?type=tag&search=needle&cursor={next}")).await;
    assert_eq!((names(&found), &found["next"]), (vec!["Needle"], &Value::Null));
    app.finish().await;
}

async fn an_entity_is_shown_whole(engine: Engine) {
    let app = TestApp::new(engine).await;
    let owner = Visitor::owner(&app);
    let payload = json!({ "id": "t1", "name": "Dig", "deep": { "list": [1, null, "<script>alert(1)</script>"] } });
    remember_under(&app, "task", "a1", &[("t1", payload.clone())]).await;
    let shown = owner.get("/api/entities/task/t1").await;
    let stamp = "2027-01-15T08:00:00.000Z";
    let expected = json!({
        "id": "t1", "type": "task", "name": "Dig", "parent": "a1", "fetched_at": stamp, "payload": payload,
    });
    assert_eq!(shown, expected);
    app.finish().await;
}

async fn an_event_names_what_the_cache_knows(engine: Engine) {
    use clockify_addons::domain::event::EventType;

    let app = TestApp::new(engine).await;
    let owner = Visitor::owner(&app);
    assert_eq!(app.send(&app.delivery(EventType::NewTimeEntry, 1)).await.status, 200);
    let event = app.events().await.remove(0);
    let path = format!("/api/events/{}", event.id.simple());
    let shown = owner.get(&path).await;
    assert_eq!(shown["cached"], json!({ "entity": null, "user": null, "project": null }));
    let (entity, user) = (event.entity_id.unwrap(), event.user_id.unwrap());
    remember(&app, "timeEntry", &[(&entity, json!({ "description": "Digging" }))]).await;
    remember(&app, "user", &[(&user, json!({ "name": "Robin", "email": "robin@example.com" }))]).await;
    let shown = owner.get(&path).await;
    assert_eq!(shown["cached"]["entity"], json!({ "type": "timeEntry", "id": entity, "name": "Digging" }));
    assert_eq!(shown["cached"]["user"], json!({ "type": "user", "id": user, "name": "Robin" }));
    app.finish().await;
}
