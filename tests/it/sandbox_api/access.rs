//! Who may call, what for, and how often.

use super::*;
use clockify_addons::sandbox::Key;
use clockify_addons::sandbox::api::{Plan, ScopeRefusal};

#[tokio::test]
async fn only_tokens_of_live_installations_are_taken() {
    let sandbox = Sandbox::small().await;
    let url = format!("{}/v1/workspaces/{}/tags", sandbox.api.backend_url(), sandbox.workspace().id);
    let good = sandbox.installation.installation_token();
    let user = sandbox.installation.user_token(&sandbox.workspace().owner, "OWNER", sandbox.clock.now());
    let other_key = Installation::new(&Key::generate().unwrap(), "demo", sandbox.workspace(), 1, &[]);
    let another = |key: &str, workspace: &Workspace, seed| {
        Installation::new(&KEY, key, workspace, seed, &[]).installation_token()
    };
    let table = [
        ("the add-on's", vec![("x-addon-token", good.clone())], 200, 0),
        ("a user's", vec![("x-addon-token", user.clone())], 200, 0),
        ("none", vec![], 401, 1000),
        ("two", vec![("x-addon-token", good.clone()), ("x-addon-token", good.clone())], 401, 1000),
        ("beside an API key", vec![("x-addon-token", good.clone()), ("x-api-key", "k".into())], 401, 1000),
        ("an API key", vec![("x-api-key", "k".into())], 401, 4003),
        ("nonsense", vec![("x-addon-token", "nonsense".into())], 401, 4017),
        ("as a bearer", vec![("authorization", format!("Bearer {good}"))], 401, 1000),
        ("another key's", vec![("x-addon-token", other_key.installation_token())], 401, 4017),
        ("another add-on's", vec![("x-addon-token", another("other", sandbox.workspace(), 1))], 401, 4017),
        ("another workspace's", vec![("x-addon-token", another("demo", &Workspace::numbered(9), 1))], 401, 4017),
        ("another installation's", vec![("x-addon-token", another("demo", sandbox.workspace(), 2))], 401, 4017),
        ("a webhook's", vec![("x-addon-token", sandbox.installation.webhooks[0].token.clone())], 401, 4017),
        (
            "a lifecycle call's",
            vec![("x-addon-token", sandbox.installation.lifecycle_token(sandbox.clock.now()))],
            401,
            4017,
        ),
    ];
    for (whose, headers, status, code) in &table {
        let mut request = sandbox.request("GET", &url);
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        let answer = reply(request).await.unwrap();
        assert_eq!(answer.status, *status, "{whose}: {answer:?}");
        if *status != 200 {
            assert_eq!(answer.code(), *code, "{whose}");
            assert!(answer.json()["message"].is_string());
        }
    }

    // A user's token ends, the add-on's doesn't; both end with the installation.
    sandbox.clock.advance(std::time::Duration::from_mins(31));
    let with = |token: &str| reply(sandbox.request("GET", &url).header("x-addon-token", token));
    assert_eq!(with(&user).await.unwrap().code(), 4017);
    assert_eq!(with(&good).await.unwrap().status, 200);
    sandbox.api.set_active(&sandbox.installation.addon_id, false);
    assert_eq!(with(&good).await.unwrap().code(), 4017);
    sandbox.api.set_active(&sandbox.installation.addon_id, true);
    assert_eq!(with(&good).await.unwrap().status, 200);
    sandbox.api.uninstall(&sandbox.installation.addon_id);
    assert_eq!(with(&good).await.unwrap().code(), 4017);
    sandbox.finish().await;
}

#[tokio::test]
async fn strange_paths_have_their_own_code() {
    let sandbox = Sandbox::small().await;
    let base = sandbox.running.base_url.clone();
    let workspace = &sandbox.workspace().id;
    for (method, path, status, code) in [
        ("GET", format!("/api/v1/workspaces/{workspace}/nothing"), 404, 3000),
        ("DELETE", format!("/api/v1/workspaces/{workspace}/clients"), 405, 3000),
        ("GET", format!("/v1/workspaces/{workspace}/clients"), 404, 3000),
        // Each host has its own.
        ("GET", format!("/report/v1/workspaces/{workspace}/clients"), 404, 3000),
        ("GET", format!("/api/v1/workspaces/{workspace}/shared-reports"), 404, 3000),
        ("GET", format!("/api/v1/workspaces/{}/clients", Workspace::numbered(9).id), 401, 4017),
        // What isn't there isn't "not found".
        ("GET", format!("/api/v1/workspaces/{workspace}/clients/{workspace}"), 400, 501),
        ("GET", format!("/api/v1/workspaces/{workspace}/clients/a%2Fb"), 400, 501),
        ("POST", "/api/v1/workspaces".to_owned(), 501, 501),
    ] {
        let body = (method == "POST").then(|| json!({ "name": "Second" }));
        let answer = sandbox.send(sandbox.request(method, &format!("{base}{path}")), body).await;
        assert_eq!((answer.status, answer.code()), (status, code), "{method} {path}: {answer:?}");
    }
    sandbox.finish().await;
}

#[tokio::test]
async fn scopes_and_plans_are_held_to() {
    let sandbox = Sandbox::small().await;
    sandbox.api.install(&sandbox.installation, &["TAG_READ"], None).unwrap();
    assert_eq!(sandbox.get("/tags").await.status, 200);
    for (refusal, status) in [(ScopeRefusal::Forbidden, 403), (ScopeRefusal::Unauthorized, 401)] {
        sandbox.api.set_scope_refusal(refusal);
        let answer = sandbox.get("/clients").await;
        assert_eq!(answer.status, status);
        assert!(answer.json()["message"].as_str().unwrap().contains("CLIENT_READ"));
        assert_eq!(sandbox.call("POST", "/tags", Some(json!({ "name": "x" }))).await.status, status);
    }
    sandbox.api.install(&sandbox.installation, &all_scopes(), None).unwrap();
    sandbox.api.deny_scope("TAG_READ", true);
    assert_eq!(sandbox.get("/tags").await.status, 401);
    sandbox.api.deny_scope("TAG_READ", false);
    assert_eq!(sandbox.get("/tags").await.status, 200);

    let path = "/scheduling/assignments/all?start=2026-01-01T00:00:00Z&end=2028-01-01T00:00:00Z";
    for (plan, invoices, assignments) in [
        (Plan::Free, 403, 403),
        (Plan::Basic, 403, 403),
        (Plan::Standard, 200, 403),
        (Plan::Pro, 200, 200),
        (Plan::Enterprise, 200, 200),
    ] {
        sandbox.api.set_plan(plan);
        assert_eq!(sandbox.get("/invoices").await.status, invoices, "{plan:?}");
        assert_eq!(sandbox.get(path).await.status, assignments, "{plan:?}");
        assert_eq!(sandbox.get("").await.json()["featureSubscriptionType"], plan.name());
    }
    sandbox.finish().await;
}

#[tokio::test]
async fn too_many_requests_are_refused_and_counted() {
    let sandbox = Sandbox::small().await;
    for _ in 0..7 {
        assert_eq!(sandbox.get("/tags").await.status, 200);
    }
    assert_eq!((sandbox.api.arrivals().requests(), sandbox.api.arrivals().refused()), (7, 0));
    assert_eq!(sandbox.api.calls()["getTags"], 7);
    // None at all, so that it doesn't matter how fast this machine is.
    sandbox.api.set_limit(Some(0));
    let answer = sandbox.get("/tags").await;
    assert_eq!((answer.status, answer.json()["message"].as_str()), (429, Some("Too many requests")));
    let arrivals = sandbox.api.arrivals();
    assert_eq!((arrivals.requests(), arrivals.refused()), (8, 1));
    assert!(arrivals.largest_window() >= 1 && arrivals.rate().unwrap() > 0.0);
    sandbox.api.forget_arrivals();
    assert_eq!(sandbox.api.arrivals().requests(), 0);
    sandbox.finish().await;
}

#[tokio::test]
async fn an_add_on_gets_tokens_for_users_and_has_settings() {
    let sandbox = Sandbox::small().await;
    let base = format!("{}/addon", sandbox.api.backend_url());
    let user = sandbox.workspace().user(2);
    let exchange = format!("{base}/user/{user}/token");
    let answer = sandbox.send(sandbox.request("POST", &exchange), None).await;
    assert_eq!(answer.status, 200);
    let url = format!("{}/v1/user", sandbox.api.backend_url());
    let me = reply(sandbox.request("GET", &url).header("x-addon-token", &answer.body)).await.unwrap();
    assert_eq!(me.ok()["id"], user.as_str());
    // A user can't ask for another user's.
    let again = reply(sandbox.request("POST", &exchange).header("x-addon-token", &answer.body)).await.unwrap();
    assert_eq!((again.status, again.code()), (400, 501));

    let settings = format!("{base}/workspaces/{}/settings", sandbox.workspace().id);
    assert_eq!(sandbox.send(sandbox.request("GET", &settings), None).await.status, 200);
    let unknown = Some(json!([{ "id": "x", "value": true }]));
    assert_eq!(sandbox.send(sandbox.request("PATCH", &settings), unknown).await.code(), 501);
    assert_eq!(sandbox.send(sandbox.request("DELETE", &settings), None).await.status, 405);
    sandbox.finish().await;
}
