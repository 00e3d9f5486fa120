//! What is kept of calls, for whom, and for how long.

use std::time::Duration;

use serde_json::{Value, json};

use super::{World, before, mine, visitor, with};
use crate::api::Visitor;
use crate::harness::{Act, Engine, TestApp, Upstream, both, query};

both!(
    each_sees_ones_own_and_admins_the_add_ons,
    what_came_back_is_kept_masked,
    a_large_answer_is_shown_in_part_and_had_whole,
    the_newest_stay_as_far_as_there_is_room,
    it_is_swept_after_a_week,
);

const JSON: (&str, &str) = ("content-type", "application/json");

async fn each_sees_ones_own_and_admins_the_add_ons(engine: Engine) {
    let world = World::new(engine).await;
    let owner = world.owner();
    let admin = world.visitor(&world.app.installation.workspace.user(1), "ADMIN");
    let member = world.visitor(&world.app.installation.workspace.user(2), "WORKSPACE_USER");
    let addon = with(mine("getTags"), json!({ "as": "addon" }));
    let mut ids = Vec::new();
    for (visitor, asked) in
        [(&owner, mine("getTags")), (&owner, addon), (&admin, mine("getClients")), (&member, mine("getTags"))]
    {
        ids.push(visitor.made(&asked).await["id"].as_str().unwrap().to_owned());
        world.app.clock.advance(Duration::from_secs(1));
    }
    // An admin once, and a member now.
    let demoted = world.visitor(&owner.id, "WORKSPACE_USER");
    for (visitor, expected) in [(&owner, vec![1, 0]), (&admin, vec![2, 1]), (&member, vec![3]), (&demoted, vec![0])] {
        let listed = visitor.get("/api/calls").await;
        let found: Vec<_> =
            listed["calls"].as_array().unwrap().iter().map(|call| call["id"].as_str().unwrap()).collect();
        let expected: Vec<_> = expected.into_iter().map(|index: usize| ids[index].as_str()).collect();
        assert_eq!(found, expected);
        for id in &ids {
            let status = if expected.contains(&id.as_str()) { 200 } else { 404 };
            for path in [format!("/api/calls/{id}"), format!("/api/calls/{id}/body")] {
                assert_eq!(visitor.send("GET", &path, None).await.status, status, "{path}");
            }
        }
    }
    let of_one = owner.get("/api/calls?operation=getTags&limit=1").await;
    assert_eq!((&of_one["calls"][0]["id"], &of_one["next"]), (&json!(ids[1]), &json!(ids[1])));
    let next = owner.get(&format!("/api/calls?operation=getTags&limit=1&cursor={}", ids[1])).await;
    assert_eq!(next["calls"][0]["id"], json!(ids[0]));
    assert_eq!(owner.get("/api/calls?operation=getClients").await["calls"], json!([]));
    let line = &of_one["calls"][0];
    assert_eq!((&line["as"], &line["user"], &line["status"]), (&json!("addon"), &json!(owner.id), &json!(200)));
    assert_eq!(line["at"], "2027-01-15T08:00:01.000Z");
    assert_eq!(owner.send("GET", "/api/calls?user=x", None).await.status, 400);
    // Every call is among the records too.
    let rows = "SELECT count(*) AS n FROM api_call WHERE actor LIKE 'user:%'";
    crate::harness::eventually("records are written", Duration::from_secs(10), async || {
        query(&world.app.app.db.reader(), rows).await[0].try_get::<i64>("", "n").unwrap() == 4
    })
    .await;
    world.finish().await;
}

async fn what_came_back_is_kept_masked(engine: Engine) {
    let said =
        json!({ "name": "x", "email": "jo@example.com", "authToken": "canary-1", "n": 9_007_199_254_740_993_u64 });
    let said = said.to_string();
    let headers = [JSON, ("x-api-key", "canary-2"), ("set-cookie", "a=canary-3"), ("last-page", "false")];
    let upstream = Upstream::start(vec![Act::answer(422, &headers, said.as_bytes()), Act::answer(204, &[], b"")]).await;
    let app = before(engine, &upstream, &[]).await;
    let owner = Visitor::owner(&app);
    let asked = with(mine("createNewTag"), json!({ "body": { "name": "y", "secret": "canary-4" } }));
    let made = owner.made(&asked).await;
    assert_eq!((&made["status"], &made["kind"], &made["text"]), (&json!(422), &json!("json"), &json!(said)));
    assert!(made["headers"].get("set-cookie").is_none(), "cookies are nobody's");
    let kept = owner.get(&format!("/api/calls/{}", made["id"].as_str().unwrap())).await;
    let masked = said.replace("canary-1", "***");
    assert_eq!((&kept["status"], &kept["text"], &kept["truncated"]), (&json!(422), &json!(masked), &json!(false)));
    assert_eq!(kept["request"], json!({ "path": {}, "query": {}, "body": { "name": "y", "secret": "***" } }));
    assert_eq!((&kept["headers"]["last-page"], &kept["headers"]["x-api-key"]), (&json!("false"), &json!("***")));
    assert_eq!((&kept["kind"], &kept["has_body"], &kept["bytes"]), (&json!("json"), &json!(true), &json!(said.len())));
    for number in 1..=4 {
        assert_eq!(app.contents().await.places_of(&format!("canary-{number}")), Vec::<String>::new());
    }
    let path = format!("/api/calls/{}/body", made["id"].as_str().unwrap());
    let whole = owner.send("GET", &path, None).await;
    assert_eq!((whole.status, whole.body.as_str()), (200, masked.as_str()));
    assert_eq!(whole.headers["content-type"], "application/octet-stream");
    assert_eq!(whole.headers["content-disposition"], "attachment; filename=\"createNewTag.json\"");
    assert_eq!(whole.headers["content-length"], masked.len().to_string().as_str());

    let made = owner.made(&with(mine("getTag"), json!({ "path": { "id": "t" } }))).await;
    assert_eq!((&made["kind"], &made["text"], &made["bytes"]), (&json!("empty"), &Value::Null, &json!(0)));
    let kept = owner.get(&format!("/api/calls/{}", made["id"].as_str().unwrap())).await;
    assert_eq!((&kept["kind"], &kept["text"], &kept["has_body"]), (&json!("empty"), &Value::Null, &json!(false)));
    app.finish().await;
}

async fn a_large_answer_is_shown_in_part_and_had_whole(engine: Engine) {
    // Ten megabytes, which is more than other calls take.
    let item = json!({ "id": "64a1f0c2e4b0a1b2c3d4e5f6", "token": "canary", "note": "ä".repeat(450) }).to_string();
    let count = 10_000_000 / item.len() + 1;
    let large = format!("[{}]", vec![item.as_str(); count].join(","));
    let huge = vec![b' '; 17 * 1024 * 1024];
    let file: Vec<u8> = (0..300_000_u32).map(|n| u8::try_from(n % 128).unwrap()).collect();
    let pdf = ("content-type", "application/pdf");
    let acts = vec![
        Act::answer(200, &[JSON], large.as_bytes()),
        Act::answer(200, &[JSON], &huge),
        Act::answer(200, &[pdf], &file),
    ];
    let upstream = Upstream::start(acts).await;
    let app = before(engine, &upstream, &[("CLOCKIFY_ADDONS_API_SECONDS", "30")]).await;
    let owner = Visitor::owner(&app);
    let made = owner.made(&mine("getTags")).await;
    assert_eq!((&made["bytes"], &made["truncated"]), (&json!(large.len()), &json!(true)));
    let text = made["text"].as_str().unwrap();
    assert!(large.starts_with(text) && (262_140..=262_144).contains(&text.len()), "{}", text.len());
    let path = format!("/api/calls/{}", made["id"].as_str().unwrap());
    let kept = owner.get(&path).await;
    assert_eq!((&kept["truncated"], &kept["has_body"]), (&json!(true), &json!(true)));
    assert!(kept["text"].as_str().unwrap().len() <= 262_144);
    let whole = owner.send("GET", &format!("{path}/body"), None).await;
    assert!(whole.body == large.replace("canary", "***"), "{} of {} bytes", whole.body.len(), large.len());

    let reply = owner.call(&mine("getTags")).await;
    assert_eq!(super::problem(&reply), (502, "upstream".to_owned()));
    assert!(reply.json()["detail"].as_str().unwrap().contains("larger than 16777216 bytes"), "{}", reply.body);
    let made = owner
        .made(&with(mine("exportInvoice"), json!({ "path": { "invoiceId": "i" }, "query": { "userLocale": "en" } })))
        .await;
    assert_eq!((&made["kind"], &made["text"], &made["truncated"]), (&json!("binary"), &Value::Null, &json!(false)));
    let path = format!("/api/calls/{}/body", made["id"].as_str().unwrap());
    let whole = owner.send("GET", &path, None).await;
    assert_eq!(whole.headers["content-disposition"], "attachment; filename=\"exportInvoice.bin\"");
    assert!(whole.body.as_bytes() == file);

    // Where only a part of it was stored, the rest isn't made up.
    app.execute("UPDATE explorer_call SET is_whole = FALSE").await;
    let gone = owner.send("GET", &path, None).await;
    assert_eq!(super::problem(&gone), (410, "gone".to_owned()), "{}", gone.body);
    app.finish().await;
}

/// So many old calls of a workspace, of so many bytes each.
async fn fill(app: &TestApp, workspace: &str, count: u32, bytes: u32) {
    for number in 0..count {
        let id = format!("0193000000007000800000000{number:07x}");
        let key = match app.engine() {
            Engine::Sqlite => format!("x'{id}'"),
            Engine::Postgres => format!("'{id}'::uuid"),
        };
        app.execute(&format!(
            "INSERT INTO explorer_call (id, workspace_id, user_id, as_addon, operation, method, url, request, kind, \
             latency_ms, attempts, bytes, kept_bytes, is_whole, called_at_ms) VALUES ({key}, '{workspace}', 'u', TRUE, \
             'getTags', 'GET', 'https://api.clockify.me/api', '{{}}', 'json', 1, 1, {bytes}, {bytes}, TRUE, 1)"
        ))
        .await;
        let content = if app.engine() == Engine::Sqlite { "x'00'" } else { "'\\x00'::bytea" };
        let piece = format!(
            "INSERT INTO explorer_body (call_id, part, workspace_id, content) VALUES ({key}, 0, '{workspace}', {content})"
        );
        app.execute(&piece).await;
    }
}

async fn the_newest_stay_as_far_as_there_is_room(engine: Engine) {
    let upstream = Upstream::start(vec![Act::json(200, "[]")]).await;
    let app = before(engine, &upstream, &[]).await;
    let elsewhere = app.install(1, 1).await;
    let owner = Visitor::owner(&app);
    let here = app.installation.workspace.id.clone();
    let rows = async |table: &str, workspace: &str| {
        let sql = format!("SELECT count(*) AS n FROM {table} WHERE workspace_id = '{workspace}'");
        query(&app.app.db.reader(), &sql).await[0].try_get::<i64>("", "n").unwrap()
    };
    fill(&app, &here, 505, 10).await;
    // A hold keeps them all.
    app.execute(&format!("INSERT INTO legal_hold (workspace_id, reason, placed_at_ms) VALUES ('{here}', 'x', 1)"))
        .await;
    owner.made(&mine("getTags")).await;
    assert_eq!(rows("explorer_call", &here).await, 506);
    app.execute("DELETE FROM legal_hold").await;
    let made = owner.made(&mine("getTags")).await;
    assert_eq!((rows("explorer_call", &here).await, rows("explorer_body", &here).await), (500, 500));
    let newest = owner.get("/api/calls?limit=1").await["calls"][0]["id"].clone();
    assert_eq!(newest, made["id"]);
    app.execute("DELETE FROM explorer_call; DELETE FROM explorer_body").await;
    fill(&app, &here, 40, 1024 * 1024).await;
    owner.made(&mine("getTags")).await;
    assert_eq!(rows("explorer_call", &here).await, 32, "with the new one, 32 MiB at most");
    assert_eq!(rows("explorer_call", &elsewhere.workspace.id).await, 0);
    app.finish().await;
}

async fn it_is_swept_after_a_week(engine: Engine) {
    let upstream = Upstream::start(vec![Act::json(200, "[]")]).await;
    let app = before(engine, &upstream, &[]).await;
    let owner = Visitor::owner(&app);
    owner.made(&mine("getTags")).await;
    let saved = json!({ "name": "Tags", "operation": "getTags", "as": "me" });
    assert_eq!(owner.post("/api/requests", &saved).await.status, 201);
    let counts = async || {
        let contents = app.contents().await;
        ["explorer_call", "explorer_body", "explorer_request"].map(|table| contents.count(table))
    };
    app.clock.advance(Duration::from_hours(7 * 24 - 1));
    app.app.sweeper().sweep().await.unwrap();
    assert_eq!(counts().await, [1, 1, 1]);
    app.clock.advance(Duration::from_hours(2));
    app.app.sweeper().sweep().await.unwrap();
    assert_eq!(counts().await, [0, 0, 1], "what somebody kept stays");
    // When the workspace leaves nothing does.
    let later = visitor(&app, &app.installation, &owner.id, "OWNER");
    later.made(&mine("getTags")).await;
    assert_eq!(app.send(&app.installation.deleted(app.now())).await.status, 200);
    app.clock.advance(Duration::from_hours(8 * 24));
    app.app.sweeper().sweep().await.unwrap();
    assert_eq!(counts().await, [0, 0, 0]);
    app.finish().await;
}
