//! Who may call what, where calls go, and what is asked before.

use clockify_addons::domain::addon::Addon;
use clockify_addons::sandbox::api::Kind;
use serde_json::{Value, json};

use super::{World, before, entries, mine, problem, visitor, with};
use crate::api::Visitor;
use crate::harness::{Act, Engine, Upstream, both};

both!(
    a_call_goes_out_with_the_right_of_whoever_makes_it,
    members_read_as_themselves_and_no_more,
    no_other_workspace_can_be_named,
    what_is_grave_is_asked_for_twice,
    writes_stand_in_the_audit_before_they_are_sent,
    an_add_on_that_is_read_only_has_to_be_switched_on,
    an_installation_that_is_off_calls_nothing,
    what_cannot_be_sent_is_told_field_by_field,
);

async fn a_call_goes_out_with_the_right_of_whoever_makes_it(engine: Engine) {
    let said = json!({ "authToken": "canary-of-a-hook", "name": "x" }).to_string();
    let upstream = Upstream::start(vec![Act::json(200, &said)]).await;
    let app = before(engine, &upstream, &[]).await;
    let owner = Visitor::owner(&app);
    let workspace = app.installation.workspace.id.clone();
    let asked = with(mine("getTag"), json!({ "path": { "id": "a/b" } }));
    let made = owner.made(&asked).await;
    let url = format!("http://{}/api/v1/workspaces/{workspace}/tags/a%2Fb", upstream.address);
    assert_eq!((&made["status"], &made["method"], &made["url"]), (&json!(200), &json!("GET"), &json!(url)));
    assert_eq!(
        (&made["kind"], &made["bytes"], &made["truncated"]),
        (&json!("json"), &json!(said.len()), &json!(false))
    );
    assert_eq!(made["text"], json!(said), "what oneself may see is shown as it came");
    assert_eq!(made["headers"]["content-type"], "application/json");
    assert_eq!((&made["attempts"], &made["as"]), (&json!(1), &json!("me")));

    let as_addon = with(asked.clone(), json!({ "as": "addon" }));
    let shown = owner.made(&as_addon).await;
    assert_eq!(shown["text"], json!(said.replace("canary-of-a-hook", "***")), "the add-on's secrets are nobody's");
    let sent = upstream.asked();
    let line = format!("GET /api/v1/workspaces/{workspace}/tags/a%2Fb HTTP/1.1");
    for (asked, token) in sent.iter().zip([owner.token.clone(), app.installation.installation_token()]) {
        assert_eq!(asked.line, line);
        // Header lines are noted in small letters.
        let header = format!("x-addon-token: {}", token.to_ascii_lowercase());
        assert!(asked.head.lines().any(|line| line == header), "{}", asked.head);
        assert_eq!(asked.head.matches("x-addon-token").count(), 1);
        for answer in [&made, &shown] {
            assert!(!answer.to_string().contains(&token), "a token is in an answer");
        }
        assert_eq!(app.contents().await.places_of(&token), Vec::<String>::new());
    }
    assert!(app.contents().await.places_of("canary-of-a-hook").is_empty(), "the history keeps no secret");

    // What is needed to make the same call with another program, but for the token.
    let body = json!({ "name": "ä \"quoted\" $HOME\n|" });
    let made = owner.made(&with(mine("createNewTag"), json!({ "body": body }))).await;
    let last = upstream.asked().pop().unwrap();
    assert_eq!(made["sent"]["body"].as_str().unwrap(), last.body);
    assert_eq!(made["sent"]["headers"]["content-type"], "application/json");
    assert_eq!(made["sent"]["form"], Value::Null);
    app.finish().await;
}

async fn members_read_as_themselves_and_no_more(engine: Engine) {
    let world = World::new(engine).await;
    let user = world.app.installation.workspace.user(1);
    for role in ["WORKSPACE_USER", "TEAM_MANAGER", "owner"] {
        let member = world.visitor(&user, role);
        let made = member.made(&mine("getTags")).await;
        assert_eq!(made["status"], 200, "{role}");
        let report = json!({ "body": {
            "dateRangeStart": "2027-01-01T00:00:00Z", "dateRangeEnd": "2027-01-31T00:00:00Z",
            "detailedFilter": { "page": 1, "pageSize": 5 },
        } });
        assert_eq!(member.made(&with(mine("generateDetailedReport"), report)).await["status"], 200, "it only asks");
        let calls = world.api.calls();
        for asked in [
            with(mine("getTags"), json!({ "as": "addon" })),
            with(mine("createNewTag"), json!({ "body": { "name": "x" } })),
            with(mine("deleteTag"), json!({ "path": { "id": "x" }, "confirm": "DELETE tags/x" })),
        ] {
            let reply = member.call(&asked).await;
            assert_eq!(problem(&reply), (403, "forbidden".to_owned()), "{role}: {asked}: {}", reply.body);
        }
        assert_eq!(world.api.calls(), calls, "nothing was sent");
    }
    let told = world.visitor(&user, "WORKSPACE_USER").get("/api/catalogue").await["writes"].clone();
    assert_eq!((&told["allowed"], &told["as_addon"]), (&json!(false), &json!(false)));
    assert!(told["reason"].as_str().unwrap().contains("admins"));
    let told = world.owner().get("/api/catalogue").await["writes"].clone();
    assert_eq!(told, json!({ "allowed": true, "reason": null, "as_addon": true }));
    assert!(entries(&world.app).await.is_empty());
    world.finish().await;
}

async fn no_other_workspace_can_be_named(engine: Engine) {
    let world = World::new(engine).await;
    let elsewhere = world.app.install(1, 1).await;
    let (owner, here, there) =
        (world.owner(), world.app.installation.workspace.id.clone(), elsewhere.workspace.id.clone());
    let pinned = with(mine("getTags"), json!({ "path": { "workspaceId": here } }));
    assert_eq!(owner.made(&pinned).await["status"], 200, "the right one may be said");
    let calls = world.api.calls();
    for path in [json!({ "workspaceId": there }), json!({ "workspaceId": "../x" }), json!({ "workspaceId": "" })] {
        let reply = owner.call(&with(mine("getTags"), json!({ "path": path }))).await;
        assert_eq!(problem(&reply), (403, "workspace".to_owned()), "{path}");
    }
    for more in [
        json!({ "workspaceId": there }),
        json!({ "host": "https://example.com" }),
        json!({ "url": "https://example.com" }),
        json!({ "token": "x" }),
        json!({ "method": "DELETE" }),
    ] {
        let reply = owner.call(&with(mine("getTags"), more.clone())).await;
        assert_eq!(reply.status, 400, "{more}: {}", reply.body);
    }
    let reply = owner.call(&with(mine("getTags"), json!({ "query": { "workspaceId": there } }))).await;
    assert_eq!(problem(&reply), (422, "invalid".to_owned()));
    assert_eq!(world.api.calls(), calls, "nothing was sent");
    assert!(entries(&world.app).await.is_empty());
    // A stranger sees nothing of it.
    let id = owner.get("/api/calls").await["calls"][0]["id"].as_str().unwrap().to_owned();
    let stranger = visitor(&world.app, &elsewhere, &elsewhere.workspace.owner, "OWNER");
    assert_eq!(stranger.get("/api/calls").await["calls"], json!([]));
    for path in [format!("/api/calls/{id}"), format!("/api/calls/{id}/body")] {
        assert_eq!(stranger.send("GET", &path, None).await.status, 404, "{path}");
    }
    world.finish().await;
}

async fn what_is_grave_is_asked_for_twice(engine: Engine) {
    let world = World::new(engine).await;
    let owner = world.owner();
    let tag = world.api.ids(Kind::Tag)[0].clone();
    let name = world.api.entity(Kind::Tag, &tag).unwrap()["name"].as_str().unwrap().to_owned();
    world
        .app
        .execute(&format!(
            "INSERT INTO cached_entity (workspace_id, entity_type, entity_id, parent_id, payload, hash, fetched_at) \
             VALUES ('{}', 'tag', '{tag}', '', '{}', {}, '2027-01-15T08:00:00+00:00')",
            world.app.installation.workspace.id,
            json!({ "name": name }),
            match engine {
                Engine::Sqlite => "x'00'",
                Engine::Postgres => "'\\x00'::bytea",
            }
        ))
        .await;
    let delete = with(mine("deleteTag"), json!({ "path": { "id": tag } }));
    let text = format!("DELETE tags/{tag}");
    let wrong = [
        delete.clone(),
        with(delete.clone(), json!({ "confirm": "yes" })),
        with(delete.clone(), json!({ "confirm": format!("{text} ") })),
        with(delete.clone(), json!({ "confirm": "DELETE tags/another" })),
    ];
    for asked in &wrong {
        let reply = owner.call(asked).await;
        assert_eq!(problem(&reply), (428, "confirm".to_owned()), "{asked}: {}", reply.body);
        let entity = json!([{ "type": "tag", "id": tag, "name": name }]);
        let target = json!({ "text": text, "effect": "destroy", "count": null, "entities": entity });
        assert_eq!(reply.json()["target"], target);
    }
    assert!(world.api.entity(Kind::Tag, &tag).is_some() && entries(&world.app).await.is_empty());
    let made = owner.made(&with(delete, json!({ "confirm": text }))).await;
    assert!((200..300).contains(&made["status"].as_u64().unwrap()), "{made}");
    assert!(world.api.entity(Kind::Tag, &tag).is_none());

    // Where it is about many, how many is told too.
    let user = world.app.installation.workspace.owner.clone();
    let below = |text: &str| text.replace("USER", &user);
    for (operation, more, text, count) in [
        (
            "deleteMany",
            json!({ "path": { "userId": user }, "query": { "time-entry-ids": ["a", "b"] } }),
            "DELETE user/USER/time-entries (2 items)",
            json!(2),
        ),
        (
            "replaceMany",
            json!({ "path": { "userId": user }, "body": [{ "id": "a", "start": "x" }] }),
            "PUT user/USER/time-entries (1 item)",
            json!(1),
        ),
        (
            "updateBalance",
            json!({ "path": { "policyId": "p" }, "body": { "userIds": ["a", "b", "c"], "value": 1 } }),
            "PATCH time-off/balance/policy/p (3 items)",
            json!(3),
        ),
        (
            "publishAssignments",
            json!({ "body": { "start": "x", "end": "y" } }),
            "PUT scheduling/assignments/publish",
            Value::Null,
        ),
        ("generateNewToken", json!({ "path": { "webhookId": "w" } }), "PATCH webhooks/w/token", Value::Null),
    ] {
        let reply = owner.call(&with(mine(operation), more)).await;
        assert_eq!(problem(&reply), (428, "confirm".to_owned()), "{operation}: {}", reply.body);
        let target = reply.json()["target"].clone();
        assert_eq!((&target["text"], &target["count"]), (&json!(below(text)), &count), "{operation}");
    }
    world.finish().await;
}

async fn writes_stand_in_the_audit_before_they_are_sent(engine: Engine) {
    // Nobody answers: what was asked stands there all the same.
    let upstream = Upstream::start(vec![Act::Hang]).await;
    let app = before(engine, &upstream, &[("CLOCKIFY_ADDONS_API_SECONDS", "1")]).await;
    let owner = Visitor::owner(&app);
    let body = json!({ "name": "Night", "apiKey": "canary" });
    let reply = owner.call(&with(mine("createNewTag"), json!({ "as": "addon", "body": body }))).await;
    assert_eq!(problem(&reply), (504, "upstream".to_owned()), "{}", reply.body);
    let told = reply.json();
    assert!(told["detail"].as_str().unwrap().contains("may have been done"), "{told}");
    let [entry] = entries(&app).await.try_into().unwrap();
    let by = format!("user:{}", owner.id);
    assert_eq!((entry.actor, entry.action.as_str()), (by, "explorer.call"));
    assert_eq!(entry.subject, "operation:createNewTag");
    let after: Value = serde_json::from_str(entry.after.as_ref().unwrap()).unwrap();
    assert_eq!((&after["call"], &after["as"], &after["method"]), (&told["call"], &json!("addon"), &json!("POST")));
    assert_eq!(after["body"], json!({ "name": "Night", "apiKey": "***" }));
    let url = format!("/v1/workspaces/{}/tags", app.installation.workspace.id);
    assert!(after["url"].as_str().unwrap().ends_with(&url));
    // Reads change nothing, and the history has them.
    assert_eq!(owner.call(&mine("getTags")).await.status, 504);
    assert_eq!(entries(&app).await.len(), 1);
    let calls = owner.get("/api/calls").await;
    let lines = calls["calls"].as_array().unwrap();
    assert_eq!(lines.len(), 2);
    assert!(lines.iter().all(|line| line["status"].is_null() && line["error"].is_string()), "{calls}");
    app.finish().await;
}

async fn an_add_on_that_is_read_only_has_to_be_switched_on(engine: Engine) {
    let world = World::of(engine, Addon::ApiStudio).await;
    let owner = world.owner();
    let create = with(mine("createNewTag"), json!({ "body": { "name": "New one" } }));
    assert_eq!(owner.made(&mine("getTags")).await["status"], 200);
    let reply = owner.call(&create).await;
    assert_eq!(problem(&reply), (403, "disabled".to_owned()), "{}", reply.body);
    assert!(reply.json()["detail"].as_str().unwrap().contains("Calls that change data"), "{}", reply.body);
    let told = owner.get("/api/catalogue").await["writes"].clone();
    assert_eq!((&told["allowed"], &told["as_addon"]), (&json!(false), &json!(true)));
    assert!(entries(&world.app).await.is_empty());
    for (value, status) in [(json!("yes"), 403), (json!(false), 403), (json!(true), 200)] {
        let settings = [("explorer_writes", "Calls that change data", value.clone())];
        let changed = world.app.installation.settings_updated(world.app.now(), &settings);
        assert_eq!(world.app.send(&changed).await.status, 200);
        assert_eq!(owner.call(&create).await.status, status, "{value}");
    }
    assert_eq!(owner.get("/api/catalogue").await["writes"]["allowed"], true);
    world.finish().await;
}

async fn an_installation_that_is_off_calls_nothing(engine: Engine) {
    let world = World::new(engine).await;
    let owner = world.owner();
    let addon = with(mine("getTags"), json!({ "as": "addon" }));
    world.app.execute("UPDATE installation SET refused_since = '2027-01-15T08:00:00+00:00'").await;
    assert_eq!(problem(&owner.call(&addon).await), (409, "state".to_owned()));
    assert_eq!(owner.made(&mine("getTags")).await["status"], 200, "one's own token is another one");
    world.app.execute("UPDATE installation SET refused_since = NULL, status = 'INACTIVE'").await;
    let calls = world.api.calls();
    for asked in [addon, mine("getTags")] {
        let reply = owner.call(&asked).await;
        assert_eq!(problem(&reply), (409, "state".to_owned()), "{}", reply.body);
    }
    assert_eq!(world.api.calls(), calls);
    world.finish().await;
}

async fn what_cannot_be_sent_is_told_field_by_field(engine: Engine) {
    let world = World::new(engine).await;
    let owner = world.owner();
    for (asked, paths) in [
        (mine("getTag"), vec!["/path/id"]),
        (with(mine("getTag"), json!({ "path": { "id": ".." } })), vec!["/path/id"]),
        (with(mine("getTag"), json!({ "path": { "id": "x".repeat(300) } })), vec!["/path/id"]),
        (with(mine("getTags"), json!({ "query": { "pages": 1, "name": null } })), vec!["/query/pages", "/query/name"]),
        (with(mine("getTags"), json!({ "body": {} })), vec!["/body"]),
        (mine("createNewTag"), vec!["/body"]),
        (with(mine("uploadImage"), json!({ "body": { "file": "a.png" } })), vec!["/body/file"]),
    ] {
        let reply = owner.call(&asked).await;
        assert_eq!(problem(&reply), (422, "invalid".to_owned()), "{asked}: {}", reply.body);
        let told = reply.json();
        let errors = told["errors"].as_array().unwrap();
        let found: Vec<_> = errors.iter().map(|error| error["path"].as_str().unwrap()).collect();
        assert_eq!(found, paths, "{asked}");
        assert!(errors.iter().all(|error| !error["message"].as_str().unwrap().is_empty()));
    }
    for asked in [
        json!({}),
        json!({ "operation": "getTags" }),
        json!({ "operation": "getTags", "as": "somebody" }),
        mine("getTagz"),
        with(mine("getTags"), json!({ "path": [] })),
        with(mine("getTags"), json!({ "confirm": 1 })),
    ] {
        let reply = owner.call(&asked).await;
        assert_eq!(problem(&reply), (400, "bad_request".to_owned()), "{asked}: {}", reply.body);
    }
    assert!(world.api.calls().is_empty() && entries(&world.app).await.is_empty());
    assert_eq!(owner.get("/api/calls").await["calls"], json!([]));
    world.finish().await;
}
