//! What Clockify says is shown as it is said; what it doesn't say is told apart; nobody gets too much.

use base64::Engine as _;
use futures_util::FutureExt as _;
use serde_json::{Value, json};

use super::{World, before, mine, problem, with};
use crate::api::Visitor;
use crate::harness::{Act, Engine, TestApp, Upstream, both};

both!(
    a_refusal_is_an_answer,
    no_answer_is_told_apart,
    a_users_refused_token_says_nothing_of_the_installation,
    pages_follow_each_other,
    files_are_sent_and_not_kept,
    too_many_at_once_have_to_wait,
);

async fn a_refusal_is_an_answer(engine: Engine) {
    let html = ("content-type", "text/html");
    let acts = vec![
        Act::json(404, "{\"message\":\"gone\"}"),
        Act::answer(302, &[("location", "https://example.com/")], b""),
        Act::answer(500, &[html], b"<h1>Oops</h1><script>alert(1)</script>"),
        Act::answer(429, &[("retry-after", "600")], b""),
    ];
    let upstream = Upstream::start(acts).await;
    let app = before(engine, &upstream, &[]).await;
    let owner = Visitor::owner(&app);
    let made = owner.made(&mine("getTags")).await;
    assert_eq!((&made["status"], &made["text"]), (&json!(404), &json!("{\"message\":\"gone\"}")));
    let made = owner.made(&mine("getTags")).await;
    assert_eq!((&made["status"], &made["headers"]["location"]), (&json!(302), &json!("https://example.com/")));
    assert_eq!(upstream.asked().len(), 2, "nobody went there");
    let made = owner.made(&mine("getTags")).await;
    assert_eq!((&made["status"], &made["attempts"]), (&json!(500), &json!(1)), "nothing is tried again");
    assert_eq!((&made["kind"], &made["text"]), (&json!("text"), &json!("<h1>Oops</h1><script>alert(1)</script>")));
    let made = owner.made(&mine("getTags")).await;
    assert_eq!((&made["status"], &made["attempts"]), (&json!(429), &json!(1)));
    app.finish().await;
}

async fn no_answer_is_told_apart(engine: Engine) {
    let upstream = Upstream::start(vec![Act::Close(b"HTTP/1.1 200 X\r\ncontent-length: 9\r\n\r\nab".to_vec())]).await;
    let app = before(engine, &upstream, &[]).await;
    let owner = Visitor::owner(&app);
    let reply = owner.call(&with(mine("createNewTag"), json!({ "body": { "name": "x" } }))).await;
    assert_eq!(problem(&reply), (502, "upstream".to_owned()), "{}", reply.body);
    let told = reply.json();
    assert!(told["detail"].as_str().unwrap().contains("may have been done"), "{told}");
    let kept = owner.get(&format!("/api/calls/{}", told["call"].as_str().unwrap())).await;
    assert_eq!((&kept["status"], &kept["kind"], &kept["has_body"]), (&Value::Null, &json!("empty"), &json!(false)));
    assert!(kept["error"].as_str().unwrap().contains("can't be reached"));
    app.finish().await;

    // A host that may not be called isn't.
    let app = TestApp::new(engine).await;
    let other = app.with_settings(&[("ALLOWED_API_DOMAINS", "example.com")]).await;
    let reply = Visitor::owner(&other).call(&mine("getTags")).await;
    assert_eq!(problem(&reply), (403, "host_not_allowed".to_owned()), "{}", reply.body);
    other.finish().await;
    app.finish().await;
}

/// Flows stop when the installation's token is refused; that somebody's own is refused is another matter.
async fn a_users_refused_token_says_nothing_of_the_installation(engine: Engine) {
    let upstream = Upstream::start(vec![Act::json(401, "{\"code\":4017,\"message\":\"Token is not valid\"}")]).await;
    let app = before(engine, &upstream, &[]).await;
    let owner = Visitor::owner(&app);
    for _ in 0..5 {
        assert_eq!(owner.made(&mine("getTags")).await["status"], 401);
    }
    assert!(app.app.refused.next().now_or_never().is_none(), "nobody is told");
    let addon = with(mine("getTags"), json!({ "as": "addon" }));
    for _ in 0..5 {
        assert_eq!(owner.made(&addon).await["status"], 401);
    }
    assert!(app.app.refused.next().now_or_never().is_some(), "the add-on's own is another one");
    app.finish().await;
}

async fn pages_follow_each_other(engine: Engine) {
    let world = World::new(engine).await;
    let owner = world.owner();
    let all = owner.made(&with(mine("getTags"), json!({ "query": { "page-size": 200 } }))).await;
    assert_eq!(all["next"], Value::Null);
    let ids = |made: &Value| -> Vec<Value> {
        let items: Value = serde_json::from_str(made["text"].as_str().unwrap()).unwrap();
        items.as_array().unwrap().iter().map(|item| item["id"].clone()).collect()
    };
    let (mut asked, mut found) = (with(mine("getTags"), json!({ "query": { "page-size": 2 } })), Vec::new());
    loop {
        let made = owner.made(&asked).await;
        found.extend(ids(&made));
        let next = made["next"].clone();
        if next.is_null() {
            break;
        }
        assert_eq!((&next["body"], &next["query"]["page-size"]), (&Value::Null, &json!(2)));
        asked["query"] = next["query"].clone();
    }
    assert_eq!(found, ids(&all));
    assert!(found.len() > 2);
    world.finish().await;
}

async fn files_are_sent_and_not_kept(engine: Engine) {
    let upstream = Upstream::start(vec![Act::json(201, "{}")]).await;
    let app = before(engine, &upstream, &[]).await;
    let owner = Visitor::owner(&app);
    let base64 = |bytes: &[u8]| base64::engine::general_purpose::STANDARD.encode(bytes);
    let bytes = b"canary-of-a-picture".repeat(5 * 1024 * 1024 / 19);
    let file = json!({ "name": "a.png", "type": "image/png", "base64": base64(&bytes) });
    let made = owner.made(&with(mine("uploadImage"), json!({ "body": { "file": file } }))).await;
    assert_eq!(made["status"], 201);
    assert_eq!(made["sent"]["form"], json!([{ "name": "file", "value": null, "file": "a.png", "type": "image/png" }]));
    assert_eq!((&made["sent"]["body"], &made["sent"]["headers"].get("content-type").is_none()), (&Value::Null, &true));
    let asked = upstream.asked().pop().unwrap();
    assert!(asked.head.contains("content-type: multipart/form-data; boundary="), "{}", asked.head);
    assert!(asked.body.contains(&String::from_utf8(bytes.clone()).unwrap()));
    let kept = owner.get(&format!("/api/calls/{}", made["id"].as_str().unwrap())).await;
    assert_eq!(kept["request"]["body"]["file"]["name"], "a.png");
    assert_eq!(app.contents().await.places_of("canary-of-a-picture"), Vec::<String>::new());
    assert_eq!(app.contents().await.places_of(&base64(b"canary-of-a-picture")[..24]), Vec::<String>::new());

    let file = json!({ "name": "a.png", "base64": "A".repeat(9 * 1024 * 1024) });
    let reply = owner.call(&with(mine("uploadImage"), json!({ "body": { "file": file } }))).await;
    assert_eq!(problem(&reply), (413, "too_large".to_owned()));
    app.finish().await;
}

async fn too_many_at_once_have_to_wait(engine: Engine) {
    let upstream = Upstream::start(vec![Act::Hang]).await;
    let app = before(engine, &upstream, &[("CLOCKIFY_ADDONS_API_SECONDS", "2")]).await;
    let owner = Visitor::owner(&app);
    let asked = mine("getTags");
    let all = futures_util::future::join_all((0..6).map(|_| owner.call(&asked))).await;
    let mut statuses: Vec<_> = all.iter().map(|reply| reply.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [429, 429, 504, 504, 504, 504]);
    let refused = all.iter().find(|reply| reply.status == 429).unwrap();
    assert_eq!(refused.headers["retry-after"], "1");
    assert_eq!(refused.json()["code"], "too_many_requests");
    let again = owner.call(&asked).await;
    assert_eq!(again.status, 504, "their places are free again");
    app.finish().await;

    // Clockify's own limit is shared with everything else that calls.
    let upstream = Upstream::start(vec![Act::answer(429, &[("retry-after", "20")], b"")]).await;
    let app = before(engine, &upstream, &[("RATE_LIMIT_ENABLED", "true")]).await;
    let owner = Visitor::owner(&app);
    assert_eq!(owner.made(&asked).await["status"], 429);
    let reply = owner.call(&asked).await;
    assert_eq!(problem(&reply), (429, "too_many_requests".to_owned()), "{}", reply.body);
    assert_eq!(upstream.asked().len(), 1, "nothing was sent while Clockify wants to be left alone");
    app.finish().await;
}
