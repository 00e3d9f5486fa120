//! Calls of other systems, from the event to the answer. A secret goes there, and stays nowhere.

use std::collections::BTreeMap;

use clockify_addons::db::entities::flow_run::State;
use clockify_addons::domain::event::EventType;
use clockify_addons::flows::{Actor, Error, secrets};
use clockify_addons::sandbox::Request;
use serde_json::{Value, json};

use super::stage::{Stage, reason, tag};
use super::{admin, workspace};
use crate::harness::{Act, Contents, Engine, TestApp, Upstream, both};

both!(
    a_secret_goes_out_and_stays_nowhere,
    without_the_setting_no_such_flow_is_saved,
    without_the_setting_no_such_step_is_done,
);

const CANARY: &str = "canary-of-the-chat+1";

const ON: [(&str, &str); 2] =
    [("UW_ENABLE_GENERIC_HTTP_ACTIONS", "true"), ("CLOCKIFY_ADDONS_HTTP_ALLOWED_HOSTS", "http://127.0.0.1")];

/// A flow that tells another system of a client, and makes a tag of what it hears.
fn telling(address: &str) -> Value {
    let tell = json!({
        "method": "POST",
        "url": format!("http://{address}/clients/{{{{ $.id }}}}"),
        "headers": { "authorization": "Bearer {{ secret.CHAT }}" },
        "body": { "text": "New: {{ $.name }}" },
    });
    let note = json!({ "operation": "createNewTag", "body": { "name": "heard {{ steps.tell.body.said }}" } });
    json!({
        "schema": "clockify-addons/flow/v1",
        "name": "Tells",
        "triggers": [{ "event": "NEW_CLIENT" }],
        "steps": [
            { "id": "tell", "retry": { "attempts": 3, "base": "1s", "cap": "1m" }, "http": tell },
            { "id": "note", "call": note },
        ],
    })
}

async fn a_secret_goes_out_and_stays_nowhere(engine: Engine) {
    // The other side sends it back, in whatever way: first with a no, then with a yes.
    let said = json!({ "said": CANARY, CANARY: [format!("Bearer {CANARY}"), hex::encode(CANARY)] }).to_string();
    let headers = [("content-type", "application/json"), ("x-said", CANARY)];
    let answers = [503, 200].map(|status| Act::answer(status, &headers, said.as_bytes()));
    let upstream = Upstream::start(answers.to_vec()).await;
    let stage = Stage::with(engine, &ON).await;
    let app = &stage.server.app;
    let now = stage.server.now();
    secrets::set(&app.db, &app.keyring, &stage.workspace, "CHAT", &CANARY.into(), &Actor::Operator, now).await.unwrap();
    let flow = stage.flow(telling(&upstream.address.to_string())).await;
    let client = tag(&stage, 1);
    stage.deliver(EventType::NewClient, &client).await;
    stage.settled(flow, 1, &[State::Waiting]).await;
    assert_eq!(Contents::read(&app.db).await.places_of(CANARY), Vec::<String>::new(), "while it waits");
    stage.let_time_pass();
    let run = stage.ended(flow).await;
    assert_eq!(run.state, State::Succeeded, "{:?}", run.reason);

    let asked = upstream.asked();
    assert_eq!(asked.len(), 2);
    for asked in &asked {
        assert_eq!(asked.line, format!("POST /clients/{} HTTP/1.1", client["id"].as_str().unwrap()));
        let header = format!("authorization: bearer {CANARY}");
        assert!(asked.head.lines().any(|line| line == header), "{}", asked.head);
        assert_eq!(asked.body, r#"{"text":"New: t1"}"#);
    }
    let steps = stage.steps(&run).await;
    let steps: BTreeMap<_, _> = steps.iter().map(|step| (step.position.as_str(), step)).collect();
    let read = |text: &Option<String>| serde_json::from_str::<Value>(text.as_deref().unwrap()).unwrap();
    assert_eq!(steps["tell"].attempts, 2);
    assert_eq!(read(&steps["tell"].request)["headers"]["authorization"], "Bearer ***");
    let response = read(&steps["tell"].response);
    assert_eq!(response["body"], json!({ "said": "***", "***": ["Bearer ***", "***"] }));
    assert_eq!((&response["status"], &response["headers"]["x-said"]), (&json!(200), &json!("***")));
    assert_eq!(read(&steps["note"].request)["body"]["name"], "heard ***", "later steps never see it");
    // Every row of every table, as it is, in hexadecimal, and in base64.
    stage.api.settled().await;
    let contents = Contents::read(&app.db).await;
    assert_eq!((contents.places_of(CANARY), contents.places_of("canary")), (Vec::new(), Vec::new()));

    let owner = &stage.installation.workspace.owner;
    let token = stage.installation.user_token(owner, "OWNER", stage.server.now());
    for path in [format!("/api/runs/{}", run.id.simple()), "/api/runs".to_owned(), "/api/secrets".to_owned()] {
        let headers = vec![("x-addon-token", token.clone())];
        let request = Request { method: http::Method::GET, path, headers, body: bytes::Bytes::new() };
        let reply = stage.server.send(&request).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        assert!(!reply.body.contains("canary"), "{}", reply.body);
        if request.path.ends_with(&run.id.simple().to_string()) {
            let steps = reply.json()["steps"].clone();
            assert!(steps.as_array().is_some_and(|steps| steps.len() == 2), "{steps}");
            assert!(steps.to_string().contains("Bearer ***"), "{steps}");
        }
    }
    stage.finish().await;
}

async fn without_the_setting_no_such_flow_is_saved(engine: Engine) {
    let app = TestApp::with(engine, clockify_addons::domain::addon::Addon::UniversalWebhook, &ON[1..]).await;
    let (workspace, flows) = (workspace(&app, 0), &app.app.flows);
    let document = telling("127.0.0.1:1");
    let refused = |error: Error| {
        let Error::Invalid(problems) = error else { panic!("{error}") };
        let [problem] = &problems[..] else { panic!("{problems:?}") };
        assert_eq!(problem.path, "/steps/0/http");
        assert!(problem.message.contains("UW_ENABLE_GENERIC_HTTP_ACTIONS"), "{}", problem.message);
    };
    refused(flows.create(&workspace, &document, true, &admin()).await.unwrap_err());
    assert!(flows.list(&workspace).await.unwrap().is_empty());
    // Nor as a new version of one that was good.
    let mut good = document.clone();
    good["steps"] = json!([{ "id": "end", "stop": { "outcome": "succeeded" } }]);
    let saved = flows.create(&workspace, &good, true, &admin()).await.unwrap().flow;
    refused(flows.save(&workspace, saved.id, &document, saved.version, &admin()).await.unwrap_err());
    let on = app.with_settings(&ON).await;
    on.app.flows.save(&workspace, saved.id, &document, saved.version, &admin()).await.unwrap();
    on.finish().await;
    app.finish().await;
}

async fn without_the_setting_no_such_step_is_done(engine: Engine) {
    let upstream = Upstream::start(vec![Act::answer(503, &[], b"")]).await;
    let stage = Stage::with(engine, &ON).await;
    let app = &stage.server.app;
    let now = stage.server.now();
    secrets::set(&app.db, &app.keyring, &stage.workspace, "CHAT", &CANARY.into(), &Actor::Operator, now).await.unwrap();
    let flow = stage.flow(telling(&upstream.address.to_string())).await;
    stage.deliver(EventType::NewClient, &tag(&stage, 1)).await;
    stage.settled(flow, 1, &[State::Waiting]).await;

    // The flow is there, and so is its run, which would try again; but now the operator wants none of it.
    let stage = stage.restarted(&ON[1..]).await;
    stage.let_time_pass();
    let run = stage.ended(flow).await;
    assert_eq!(run.state, State::Failed);
    let why = reason(&run);
    assert_eq!((&why["step"], &why["class"]), (&json!("tell"), &json!("disabled")), "{why}");
    assert!(why["message"].as_str().unwrap().contains("UW_ENABLE_GENERIC_HTTP_ACTIONS"), "{why}");
    stage.deliver(EventType::NewClient, &tag(&stage, 2)).await;
    stage.settled(flow, 2, &[State::Failed]).await;
    assert_eq!((upstream.asked().len(), stage.calls("createNewTag")), (1, 0));
    stage.finish().await;
}
