//! Flows by HTTP: made, changed, compared, and refused with every mistake at its place.

use serde_json::{Value, json};

use super::{Visitor, document};
use crate::harness::{Engine, TestApp, both};

both!(a_flow_from_its_making_to_its_end, of_two_who_change_it_one_is_told, every_mistake_is_told_at_its_place);

async fn a_flow_from_its_making_to_its_end(engine: Engine) {
    let app = TestApp::new(engine).await;
    let owner = Visitor::owner(&app);
    let reply = owner.post("/api/flows", &json!({ "definition": document("One"), "enabled": true })).await;
    assert_eq!(reply.status, 201, "{}", reply.body);
    let made = reply.json();
    let id = made["id"].as_str().unwrap();
    let path = format!("/api/flows/{id}");
    assert_eq!(reply.headers["location"], path.as_str());
    assert_eq!((&made["name"], &made["version"], &made["enabled"]), (&json!("One"), &json!(1), &json!(true)));
    assert_eq!(made["updated_by"], json!(format!("user:{}", owner.id)));

    let mut two = document("Two");
    two["description"] = json!("It has another name.");
    let saved = owner.send("PUT", &path, Some(&json!({ "definition": two, "version": 1 }))).await;
    assert_eq!((saved.status, &saved.json()["version"]), (200, &json!(2)), "{}", saved.body);
    let again = owner.send("PUT", &path, Some(&json!({ "definition": two, "version": 2 }))).await.json();
    assert_eq!((&again["version"], &again["changed"]), (&json!(2), &json!(false)), "it says the same");
    let shown = owner.get(&path).await;
    assert_eq!((&shown["definition"], &shown["name"]), (&two, &json!("Two")));

    let versions = owner.get(&format!("{path}/versions")).await;
    let numbers: Vec<_> = versions["versions"].as_array().unwrap().iter().map(|one| one["version"].clone()).collect();
    assert_eq!(numbers, [2, 1]);
    assert_eq!(owner.get(&format!("{path}/versions/1")).await["definition"], document("One"));
    let difference = owner.get(&format!("{path}/difference?from=1&to=2")).await;
    let expected = json!([
        { "path": "/name", "before": "One", "after": "Two" },
        { "path": "/description", "before": null, "after": "It has another name." },
    ]);
    assert_eq!(difference["changes"], expected);

    for (switch, member, value) in [
        ("disable", "/enabled", json!(false)),
        ("enable", "/enabled", json!(true)),
        ("hold", "/held/reason", json!("ASKED")),
        ("resume", "/held", Value::Null),
    ] {
        for changed in [true, false] {
            let reply = owner.post(&format!("{path}/{switch}"), &json!({})).await;
            assert_eq!(reply.status, 200, "{switch}: {}", reply.body);
            let flow = reply.json();
            assert_eq!((flow.pointer(member).unwrap(), &flow["changed"]), (&value, &json!(changed)), "{switch}");
        }
    }
    owner.post(&format!("{path}/hold"), &json!({ "note": "until Monday" })).await;
    assert_eq!(owner.get(&path).await["held"]["note"], "until Monday");

    assert_eq!(owner.send("DELETE", &path, None).await.status, 204);
    for method in ["GET", "DELETE"] {
        assert_eq!(owner.send(method, &path, None).await.status, 404);
    }
    assert_eq!(owner.get("/api/flows").await["flows"], json!([]));
    app.finish().await;
}

async fn of_two_who_change_it_one_is_told(engine: Engine) {
    let app = TestApp::new(engine).await;
    let owner = Visitor::owner(&app);
    let id = owner.create("One").await;
    let path = format!("/api/flows/{id}");
    let save = |name: &str| json!({ "definition": document(name), "version": 1 });
    assert_eq!(owner.send("PUT", &path, Some(&save("Mine"))).await.status, 200);
    let late = owner.send("PUT", &path, Some(&save("Yours"))).await;
    let problem = late.json();
    assert_eq!((late.status, &problem["code"], &problem["version"]), (409, &json!("conflict"), &json!(2)));
    assert_eq!(owner.get(&path).await["name"], "Mine");
    let taken = owner.post("/api/flows", &json!({ "definition": document("Mine") })).await;
    assert_eq!((taken.status, &taken.json()["code"]), (409, &json!("taken")));
    app.finish().await;
}

async fn every_mistake_is_told_at_its_place(engine: Engine) {
    let app = TestApp::new(engine).await;
    let owner = Visitor::owner(&app);
    let mut wrong = document("Wrong");
    wrong["triggers"][0]["event"] = json!("NEW_TAGS");
    wrong["steps"][0]["id"] = json!("Not an id");
    wrong["limitations"] = json!({});
    let validated = owner.post("/api/flows/validate", &json!({ "definition": wrong })).await;
    assert_eq!(validated.status, 200, "{}", validated.body);
    let validated = validated.json();
    assert_eq!(validated["valid"], false);
    let errors = validated["errors"].as_array().unwrap();
    let paths: Vec<_> = errors.iter().map(|error| error["path"].as_str().unwrap()).collect();
    for path in ["/triggers/0/event", "/steps/0/id", "/limitations"] {
        assert!(paths.contains(&path), "{path}: {paths:?}");
    }
    assert!(errors.iter().all(|error| !error["message"].as_str().unwrap().is_empty()));

    let mut unknown = document("Unknown");
    unknown["steps"][0]["call"]["operation"] = json!("getTagz");
    for (path, method) in [("/api/flows", "POST"), ("/api/flows/validate", "POST")] {
        let reply = owner.send(method, path, Some(&json!({ "definition": unknown }))).await.json();
        assert_eq!(reply["errors"][0]["path"], "/steps/0/call/operation", "{path}: {reply}");
    }
    let refused = owner.post("/api/flows", &json!({ "definition": wrong })).await;
    assert_eq!((refused.status, &refused.json()["code"]), (422, &json!("invalid")), "{}", refused.body);
    assert_eq!(refused.json()["errors"], validated["errors"]);
    assert_eq!(
        owner.post("/api/flows/validate", &json!({ "definition": document("Right") })).await.json()["valid"],
        true
    );
    assert_eq!(owner.get("/api/flows").await["flows"], json!([]));
    app.finish().await;
}
