//! Whose lifecycle calls are believed, and which fields are named when they are wrong.

use std::time::Duration;

use clockify_addons::sandbox::{Installation, Request, Workspace};
use serde_json::{Value, json};

use super::{bare, delivered, taken};
use crate::harness::{Engine, TestApp, both};

both!(
    a_token_counts_until_a_minute_after_its_end,
    what_the_token_leaves_out_the_body_says,
    tokens_of_others_are_refused,
    the_installation_token_must_be_of_this_very_installation,
    the_field_that_is_wrong_is_named,
);

const HEADER: &str = "x-addon-lifecycle-token";

/// The call under a token with these claims beside the usual ones; null takes one away.
fn claiming(app: &TestApp, call: &Request, changes: &Value) -> Request {
    let installation = &app.installation;
    let mut claims = json!({
        "iss": "clockify", "sub": installation.addon_key, "type": "addon",
        "workspaceId": installation.workspace.id, "addonId": installation.addon_id,
    });
    let fields = claims.as_object_mut().unwrap();
    fields.extend(changes.as_object().unwrap().clone());
    fields.retain(|_, value| !value.is_null());
    call.clone().replacing_header(HEADER, app.key.sign(&claims))
}

async fn a_token_counts_until_a_minute_after_its_end(engine: Engine) {
    let app = bare(engine).await;
    let now = app.now();
    let call = app.installation.installed(now);
    for (end, status) in [(json!(now.unix_timestamp() - 61), 401), (json!(now.unix_timestamp() - 59), 200)] {
        assert_eq!(app.send(&claiming(&app, &call, &json!({ "exp": end }))).await.status, status, "{end}");
    }
    taken(&app, &claiming(&app, &call, &json!({ "exp": null }))).await;
    // A token that was believed once is not believed for ever.
    let dated = app.installation.installed(now);
    taken(&app, &dated).await;
    app.clock.advance(Duration::from_mins(5 + 1));
    taken(&app, &dated).await;
    app.clock.advance(Duration::from_secs(1));
    assert_eq!(app.send(&dated).await.status, 401);
    app.finish().await;
}

async fn what_the_token_leaves_out_the_body_says(engine: Engine) {
    let app = bare(engine).await;
    let call = app.installation.installed(app.now());
    for changes in
        [json!({ "workspaceId": null }), json!({ "addonId": null }), json!({ "workspaceId": null, "addonId": null })]
    {
        taken(&app, &claiming(&app, &call, &changes)).await;
    }
    assert_eq!(delivered(&app, &app.installation, 1).await, 200);
    app.finish().await;
}

async fn tokens_of_others_are_refused(engine: Engine) {
    let app = TestApp::new(engine).await;
    let now = app.now();
    let call = app.installation.deleted(now);
    let other = app.installation(1, 1);
    let before = app.contents().await;
    let mut refused = vec![
        ("another workspace", call.clone().replacing_header(HEADER, other.lifecycle_token(now))),
        ("another installation", claiming(&app, &call, &json!({ "addonId": "other" }))),
        ("another add-on", claiming(&app, &call, &json!({ "sub": "other" }))),
        ("another issuer", claiming(&app, &call, &json!({ "iss": "other" }))),
        ("another type", claiming(&app, &call, &json!({ "type": "other" }))),
        ("no issuer", claiming(&app, &call, &json!({ "iss": null }))),
        ("a user of the workspace", claiming(&app, &call, &json!({ "workspaceRole": "USER" }))),
    ];
    for role in ["OWNER", "ADMIN", "USER"] {
        let token = app.installation.user_token(&app.installation.workspace.owner, role, now);
        refused.push((role, call.clone().replacing_header(HEADER, token)));
    }
    for (whose, request) in refused {
        assert_eq!(app.send(&request).await.status, 401, "{whose}");
    }
    assert_eq!(app.contents().await, before);
    app.finish().await;
}

async fn the_installation_token_must_be_of_this_very_installation(engine: Engine) {
    let app = bare(engine).await;
    let key = app.app.config.key.as_str();
    let at = |workspace: &Workspace, seed| Installation::new(app.key, key, workspace, seed, &[]);
    let mine = &app.installation;
    let before = app.contents().await;
    for (whose, token) in [
        ("another workspace's", at(&Workspace::numbered(1), 1).installation_token()),
        ("another installation's", at(&mine.workspace, 2).installation_token()),
        ("another add-on's", Installation::new(app.key, "other", &mine.workspace, 1, &[]).installation_token()),
        ("nobody's", "eyJhbGciOiJSUzI1NiJ9.e30.AAAA".to_owned()),
        ("no token", "text".to_owned()),
    ] {
        let reply = app.send(&changed(&app, &[("/authToken", json!(token))])).await;
        assert_eq!(reply.status, 401, "{whose}");
        assert!(reply.json()["detail"].as_str().unwrap().contains("`authToken`"), "{whose}: {}", reply.body);
    }
    assert_eq!(app.contents().await, before);
    app.finish().await;
}

/// `INSTALLED` with other values at these places; null takes one away.
fn changed(app: &TestApp, changes: &[(&str, Value)]) -> Request {
    let call = app.installation.installed(app.now());
    let mut body: Value = serde_json::from_slice(&call.body).unwrap();
    for (place, value) in changes {
        let (parent, name) = place.rsplit_once('/').unwrap();
        let fields = body.pointer_mut(parent).unwrap().as_object_mut().unwrap();
        match value {
            Value::Null => _ = fields.shift_remove(name),
            value => _ = fields.insert(name.to_owned(), value.clone()),
        }
    }
    Request { body: body.to_string().into(), ..call }
}

async fn the_field_that_is_wrong_is_named(engine: Engine) {
    let app = bare(engine).await;
    let now = app.now();
    let install = |place: &str, value: Value| changed(&app, &[(place, value)]);
    let status = |status| app.installation.status_changed(now, status);
    let settings = |body: &'static str| Request { body: body.into(), ..app.installation.settings_updated(now, &[]) };
    let before = app.contents().await;
    for (request, field) in [
        (install("/authToken", Value::Null), "`authToken`"),
        (install("/authToken", json!("")), "`authToken`"),
        (install("/authToken", json!(7)), "`authToken`"),
        (install("/asUser", json!(7)), "`asUser`"),
        (install("/addonUserId", json!([])), "`addonUserId`"),
        (install("/workspaceId", json!({})), "`workspaceId`"),
        (install("/webhooks", json!("none")), "`webhooks`"),
        (install("/webhooks/1/path", Value::Null), "`webhooks[1].path`"),
        (install("/webhooks/1/path", json!(7)), "`webhooks[1].path`"),
        (install("/webhooks/50/authToken", Value::Null), "`webhooks[50].authToken`"),
        (install("/webhooks", json!([7])), "`webhooks[0].path`"),
        (status(""), "`status`"),
        (status("PAUSED"), "`status`"),
        (settings("{}"), "`settings`"),
        (settings(r#"{"settings":7}"#), "`settings`"),
        (settings("7"), "object"),
        (Request { body: "[]".into(), ..install("/asUser", Value::Null) }, "object"),
        (Request { body: "[]".into(), ..status("ACTIVE") }, "object"),
    ] {
        let reply = app.send(&request).await;
        assert_eq!(reply.status, 400, "{field}: {}", reply.body);
        let detail = reply.json()["detail"].as_str().unwrap().to_owned();
        assert!(detail.contains(field), "`{detail}` doesn't name {field}");
    }
    assert_eq!(app.contents().await, before, "a refused call changed the database");
    app.finish().await;
}
