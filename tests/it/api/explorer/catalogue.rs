//! The catalogue as the page gets it.

use clockify_addons::clockify::catalogue;
use clockify_addons::domain::addon::Addon;
use serde_json::{Value, json};

use super::visitor;
use crate::api::Visitor;
use crate::harness::{Engine, TestApp, both};

both!(every_operation_is_listed_and_shown, words_are_searched_everywhere, each_add_on_says_what_it_lacks);

async fn every_operation_is_listed_and_shown(engine: Engine) {
    let app = TestApp::new(engine).await;
    let owner = Visitor::owner(&app);
    let listed = owner.get("/api/catalogue").await;
    let groups = listed["groups"].as_array().unwrap();
    let lines: Vec<&Value> = groups.iter().flat_map(|group| group["operations"].as_array().unwrap()).collect();
    assert_eq!((groups.len(), lines.len()), (23, 158));
    for line in &lines {
        app.clock.advance(std::time::Duration::from_millis(20));
        let id = line["id"].as_str().unwrap();
        let operation = catalogue::builtin().get(id).unwrap();
        let one = owner.get(&format!("/api/catalogue/{id}")).await;
        for name in ["id", "method", "path", "summary", "effect"] {
            assert_eq!(line[name], one[name], "{id}");
        }
        assert_eq!(one["deprecated"], json!(operation.deprecated));
        assert_eq!(one["effect"], json!(operation.effect().name()));
        assert_eq!(one["body"].is_null(), operation.body.is_none(), "{id}");
        let parameters = one["parameters"].as_array().unwrap();
        let in_path = parameters.iter().filter(|parameter| parameter["in"] == "path").count();
        let expected = operation.path.matches('{').count() - operation.path.matches("{workspaceId}").count();
        assert_eq!(in_path, expected, "{id}");
        let query: Vec<_> =
            parameters.iter().filter(|one| one["in"] == "query").map(|one| one["name"].as_str().unwrap()).collect();
        assert_eq!(line["query"].as_str().unwrap_or_default(), query.join(" "), "{id}");
    }
    // Small enough to be had before anybody asks for it.
    let text = serde_json::to_vec(&listed["groups"]).unwrap();
    let packed = zstd::bulk::compress(&text, 9).unwrap();
    assert!(packed.len() <= 5 * 1024, "{} of {} bytes", packed.len(), text.len());

    let one = owner.get("/api/catalogue/updateTask").await;
    let entity = |name: &str| {
        let found = one["parameters"].as_array().unwrap().iter().find(|parameter| parameter["name"] == name).unwrap();
        found["entity"].clone()
    };
    assert_eq!(
        (entity("projectId"), entity("taskId"), entity("membership-status")),
        (json!("project"), json!("task"), Value::Null)
    );
    let one = owner.get("/api/catalogue/createTimeEntry").await;
    let field = |name: &str| {
        let fields = one["body"]["schema"]["fields"].as_array().unwrap();
        fields.iter().find(|field| field["name"] == name).unwrap().clone()
    };
    assert_eq!((&field("projectId")["entity"], &field("tagIds")["entity"]), (&json!("project"), &json!("tag")));
    let pages = owner.get("/api/catalogue/getTags").await["paging"].clone();
    assert_eq!(pages, json!({ "page": "page", "size": "page-size", "first": 1, "most": 200, "in": "query" }));

    let unknown = owner.send("GET", "/api/catalogue/getUnicorns", None).await;
    assert_eq!((unknown.status, unknown.json()["code"].clone()), (404, json!("not_found")));
    app.finish().await;
}

async fn words_are_searched_everywhere(engine: Engine) {
    let app = TestApp::new(engine).await;
    let member = visitor(&app, &app.installation, "64a1f0c2e4b0a1b2c3d4e5f6", "WORKSPACE_USER");
    for (words, first) in [("getclients", "getClients"), ("list%20tags", "getTags"), ("triggerSource", "createWebhook")]
    {
        let found = member.get(&format!("/api/catalogue?search={words}")).await;
        assert_eq!(found["operations"][0], json!(first), "{words}");
    }
    assert_eq!(member.get("/api/catalogue?search=unicorn").await, json!({ "operations": [] }));
    for query in ["serach=x".to_owned(), format!("search={}", "x".repeat(201))] {
        assert_eq!(member.send("GET", &format!("/api/catalogue?{query}"), None).await.status, 400, "{query}");
    }
    app.finish().await;
}

async fn each_add_on_says_what_it_lacks(engine: Engine) {
    for (addon, lacking) in [(Addon::ApiStudio, true), (Addon::UniversalWebhook, false), (Addon::ClockifyAddon, false)]
    {
        let app = TestApp::with(engine, addon, &[]).await;
        let owner = Visitor::owner(&app);
        let listed = owner.get("/api/catalogue").await;
        assert_eq!(listed.to_string().contains("lacks_scope"), lacking, "{addon}");
        assert_eq!(owner.get("/api/catalogue/getInvoices").await["lacks_scope"], json!(lacking), "{addon}");
        assert_eq!(owner.get("/api/catalogue/getTags").await["lacks_scope"], json!(false), "{addon}");
        app.finish().await;
    }
}
