//! What goes wrong on demand.

use std::time::Duration;

use super::*;
use clockify_addons::sandbox::api::{Fault, Rule, When};

async fn with(fault: Fault) -> Sandbox {
    let sandbox = Sandbox::small().await;
    sandbox.api.add_fault(Rule::at("getTags", fault, When::Always));
    assert_eq!(sandbox.get("/clients").await.status, 200, "other operations go on");
    sandbox
}

#[tokio::test]
async fn refusals_and_failures() {
    for (fault, status) in [
        (Fault::Status { status: 500 }, 500),
        (Fault::Status { status: 503 }, 503),
        (Fault::Unauthorized, 401),
        (Fault::Scope, 403),
        (Fault::Plan, 403),
        (Fault::RateLimited { retry_after: Some(7) }, 429),
    ] {
        let sandbox = with(fault.clone()).await;
        let answer = sandbox.get("/tags").await;
        assert_eq!(answer.status, status, "{fault:?}");
        assert!(answer.json()["message"].is_string());
        let after = answer.headers.get("retry-after").map(|value| value.to_str().unwrap());
        assert_eq!(after, (status == 429).then_some("7"));
        sandbox.api.clear_faults();
        assert_eq!(sandbox.get("/tags").await.status, 200);
        sandbox.finish().await;
    }
}

#[tokio::test]
async fn answers_that_are_none() {
    let sandbox = with(Fault::Reset).await;
    let request = || {
        let url = format!("{}/v1/workspaces/{}/tags", sandbox.api.backend_url(), sandbox.workspace().id);
        reply(sandbox.request("GET", &url).header("x-addon-token", sandbox.installation.installation_token()))
    };
    let error = request().await.unwrap_err();
    assert!(error.is_request() && !error.is_timeout(), "{error:?}");
    sandbox.api.clear_faults();
    sandbox.api.add_fault(Rule::everywhere(Fault::Cut, When::Once));
    let error = request().await.unwrap_err();
    assert!(error.is_body() || error.is_decode(), "{error:?}");
    sandbox.api.add_fault(Rule::everywhere(Fault::Timeout, When::Once));
    // However long one waits, there is nothing; the end of the sandbox ends the wait.
    let waits = tokio::time::timeout(Duration::from_millis(100), request()).await;
    assert!(waits.is_err());
    assert_eq!(request().await.unwrap().status, 200);
    sandbox.finish().await;
}

#[tokio::test]
async fn bodies_that_are_something_else() {
    let sandbox = with(Fault::HalfJson).await;
    let half = sandbox.get("/tags").await;
    assert_eq!((half.status, &half.headers["content-type"]), (200, &"application/json".parse().unwrap()));
    assert!(half.body.len() > 10 && serde_json::from_str::<Value>(&half.body).is_err());
    sandbox.finish().await;

    let sandbox = with(Fault::WrongType).await;
    let page = sandbox.get("/tags").await;
    assert!(page.status == 200 && page.headers["content-type"].to_str().unwrap().starts_with("text/html"));
    sandbox.finish().await;

    let sandbox = with(Fault::Big { bytes: 10_000_000 }).await;
    let big = sandbox.get("/tags").await;
    assert!(big.body.len() > 9_900_000 && big.json().is_array());
    sandbox.finish().await;
}

#[tokio::test]
async fn slow_answers_come_at_last() {
    let sandbox = with(Fault::Slow { ms: 30 }).await;
    let since = std::time::Instant::now();
    assert_eq!(sandbox.get("/tags").await.status, 200);
    assert!(since.elapsed() >= Duration::from_millis(30));
    sandbox.finish().await;
}

#[tokio::test]
async fn pages_without_an_end() {
    let page = async |sandbox: &Sandbox, number: u32| {
        let answer = sandbox.get(&format!("/tags?page={number}&page-size=4")).await;
        assert_eq!((answer.status, answer.last_page()), (200, Some("false")));
        let ids: Vec<_> = answer.json().as_array().unwrap().iter().map(|tag| tag["id"].to_string()).collect();
        assert_eq!(ids.len(), 4);
        ids
    };
    let sandbox = with(Fault::EndlessPages).await;
    let mut all = Vec::new();
    for number in 1..=50 {
        all.extend(page(&sandbox, number).await);
    }
    all.sort_unstable();
    all.dedup();
    assert_eq!(all.len(), 200, "each of them is new");
    sandbox.finish().await;

    let sandbox = with(Fault::RepeatedPages).await;
    assert_eq!(page(&sandbox, 1).await, page(&sandbox, 77).await);
    sandbox.finish().await;
}

#[tokio::test]
async fn faults_can_be_set_by_hand() {
    let sandbox = Sandbox::small().await;
    let url = format!("{}/sandbox/faults", sandbox.running.base_url);
    let post = |body: Value| reply(sandbox.client.post(&url).body(body.to_string()));
    let rule = json!({ "operation": "getTags", "fault": { "kind": "status", "status": 502 }, "when": { "times": 2 } });
    assert_eq!(post(rule.clone()).await.unwrap().ok(), json!([rule]));
    assert_eq!(sandbox.get("/tags").await.status, 502);
    assert_eq!(post(json!({ "operation": "getNothing", "fault": { "kind": "reset" } })).await.unwrap().status, 400);
    assert_eq!(post(json!({ "fault": { "kind": "unheardOf" } })).await.unwrap().status, 400);
    assert_eq!(reply(sandbox.client.delete(&url)).await.unwrap().status, 204);
    assert_eq!(sandbox.get("/tags").await.status, 200);
    let counts = reply(sandbox.client.get(url.replace("faults", "counts"))).await.unwrap().ok();
    assert_eq!(counts, json!(sandbox.api.counts()));
    let requests = reply(sandbox.client.get(url.replace("faults", "requests"))).await.unwrap().ok();
    assert_eq!((&requests["requests"], &requests["operations"]["getTags"]), (&json!(2), &json!(2)));
    sandbox.finish().await;
}
