//! Webhooks that are registered through the API.

use std::sync::Mutex;

use super::*;
use axum::Router;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use clockify_addons::sandbox::api::{Echo, Plan, Timing};
use clockify_addons::sandbox::delivery::Schedule;

use crate::harness::spawn;

/// Whoever is delivered to: what came, and what is answered.
#[derive(Debug)]
pub(super) struct Receiver {
    pub(super) url: String,
    received: Mutex<Vec<(String, String, Value)>>,
    status: Mutex<StatusCode>,
}

impl Receiver {
    pub(super) async fn start() -> Arc<Self> {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let receiver = Arc::new(Self { url, received: Mutex::default(), status: Mutex::new(StatusCode::NO_CONTENT) });
        let router = Router::new().fallback(receive).with_state(Arc::clone(&receiver));
        spawn(async move { axum::serve(listener, router).await });
        receiver
    }

    /// Signature, event and body of what came since the last time.
    pub(super) fn take(&self) -> Vec<(String, String, Value)> {
        std::mem::take(&mut *self.received.lock().unwrap())
    }
}

async fn receive(State(receiver): State<Arc<Receiver>>, request: Request) -> StatusCode {
    let (parts, body) = request.into_parts();
    let header = |name: &str| parts.headers[name].to_str().unwrap().to_owned();
    let (signature, event) = (header("clockify-signature"), header("clockify-webhook-event-type"));
    let body = axum::body::to_bytes(body, 1 << 20).await.unwrap();
    receiver.received.lock().unwrap().push((signature, event, serde_json::from_slice(&body).unwrap()));
    *receiver.status.lock().unwrap()
}

fn hook(url: &str, event: &str) -> Value {
    json!({ "url": url, "webhookEvent": event, "triggerSourceType": "WORKSPACE_ID", "triggerSource": [] })
}

#[tokio::test]
async fn a_registered_webhook_delivers_with_its_own_token_until_it_is_gone() {
    let receiver = Receiver::start().await;
    let sandbox = Sandbox::small().await;
    let created = sandbox.call("POST", "/webhooks", Some(hook(&receiver.url, "NEW_CLIENT"))).await;
    assert_eq!(created.status, 201);
    let webhook = created.json();
    let (id, token) = (webhook["id"].as_str().unwrap(), webhook["authToken"].as_str().unwrap());
    assert_eq!(token.len(), 32);
    assert_eq!((&webhook["deliveryEnabled"], &webhook["planEnabled"]), (&json!(true), &json!(true)));
    assert_eq!(sandbox.get(&format!("/webhooks/{id}")).await.ok(), webhook);
    let list = sandbox.get("/webhooks").await.ok();
    assert_eq!((&list["workspaceWebhookCount"], list["webhooks"].as_array().unwrap().len()), (&json!(2), 2));

    let client = sandbox.call("POST", "/clients", Some(json!({ "name": "Made up" }))).await.ok();
    sandbox.api.settled().await;
    let came = receiver.take();
    assert_eq!((came.len(), came[0].0.as_str(), came[0].1.as_str()), (1, token, "NEW_CLIENT"));
    assert_eq!(came[0].2["id"], client["id"]);

    let rotated = sandbox.call("PATCH", &format!("/webhooks/{id}/token"), None).await.ok();
    assert_ne!(rotated["authToken"], webhook["authToken"]);
    sandbox.call("POST", "/tags", Some(json!({ "name": "not this one" }))).await.ok();
    sandbox.call("POST", "/clients", Some(json!({ "name": "Made up too" }))).await.ok();
    sandbox.api.settled().await;
    let came = receiver.take();
    assert_eq!((came.len(), came[0].0.as_str()), (1, rotated["authToken"].as_str().unwrap()));

    let logs =
        sandbox.call("POST", &format!("/webhooks/{id}/logs?page=0&size=50"), Some(json!({ "status": "ALL" }))).await;
    let logs = logs.ok();
    assert_eq!((logs.as_array().unwrap().len(), &logs[0]["statusCode"]), (2, &json!(204)));
    assert!(logs[0]["requestBody"].as_str().unwrap().contains("Made up"));

    let update = hook(&receiver.url, "NEW_TAG");
    let updated = sandbox.call("PUT", &format!("/webhooks/{id}"), Some(update)).await.ok();
    assert_eq!((&updated["webhookEvent"], &updated["authToken"]), (&json!("NEW_TAG"), &rotated["authToken"]));
    assert_eq!(sandbox.call("DELETE", &format!("/webhooks/{id}"), None).await.status, 200);
    assert_eq!(sandbox.get(&format!("/webhooks/{id}")).await.code(), 501);
    sandbox.call("POST", "/tags", Some(json!({ "name": "nobody cares" }))).await.ok();
    sandbox.api.settled().await;
    assert_eq!(receiver.take(), []);
    sandbox.finish().await;
}

#[tokio::test]
async fn a_webhook_that_always_fails_is_switched_off() {
    let receiver = Receiver::start().await;
    *receiver.status.lock().unwrap() = StatusCode::INTERNAL_SERVER_ERROR;
    let start = |options| Options { disable_after: 3, schedule: Schedule::never(), ..options };
    let sandbox = Sandbox::start(start).await;
    let webhook = sandbox.call("POST", "/webhooks", Some(hook(&receiver.url, "NEW_TAG"))).await.ok();
    let path = format!("/webhooks/{}", webhook["id"].as_str().unwrap());
    for n in 0..5 {
        sandbox.call("POST", "/tags", Some(json!({ "name": format!("new {n}") }))).await.ok();
        sandbox.api.settled().await;
        assert_eq!(sandbox.get(&path).await.ok()["deliveryEnabled"], n < 2, "{n}");
    }
    assert_eq!(receiver.take().len(), 3);
    let failed = sandbox.call("POST", &format!("{path}/logs"), Some(json!({ "status": "FAILED" }))).await.ok();
    assert_eq!(failed.as_array().unwrap().len(), 3);
    sandbox.api.set_delivery(webhook["id"].as_str().unwrap(), true);
    assert_eq!(sandbox.get(&path).await.ok()["deliveryEnabled"], true);
    sandbox.finish().await;
}

#[tokio::test]
async fn strangers_are_not_called() {
    let sandbox = Sandbox::small().await;
    let webhook = sandbox.call("POST", "/webhooks", Some(hook("https://hooks.example.com/x", "NEW_TAG"))).await.ok();
    sandbox.call("POST", "/tags", Some(json!({ "name": "new" }))).await.ok();
    sandbox.api.settled().await;
    let path = format!("/webhooks/{}/logs", webhook["id"].as_str().unwrap());
    let logs = sandbox.call("POST", &path, Some(json!({}))).await.ok();
    assert_eq!(logs[0]["statusCode"], 0);
    sandbox.finish().await;
}

#[tokio::test]
async fn what_cannot_be_registered_is_refused() {
    let sandbox = Sandbox::small().await;
    let of_users = |source: Value| json!({ "url": "https://a.example.com", "webhookEvent": "USER_UPDATED", "triggerSourceType": "USER_ID", "triggerSource": source });
    for (body, status) in [
        (hook("ftp://a.example.com", "NEW_TAG"), 400),
        (hook("nonsense", "NEW_TAG"), 400),
        (hook("https://a.example.com", "NO_SUCH_EVENT"), 400),
        (json!({ "url": "https://a.example.com" }), 400),
        (of_users(json!([])), 400),
        (of_users(json!([sandbox.workspace().owner])), 201),
    ] {
        assert_eq!(sandbox.call("POST", "/webhooks", Some(body.clone())).await.status, status, "{body}");
    }
    sandbox.finish().await;
}

#[tokio::test]
async fn plans_limit_webhooks() {
    for (plan, most) in [(Plan::Free, 3), (Plan::Basic, 10)] {
        let sandbox = Sandbox::start(|options| Options { plan, ..options }).await;
        let mut made = 0;
        while sandbox.call("POST", "/webhooks", Some(hook("https://a.example.com", "NEW_TAG"))).await.status == 201 {
            made += 1;
            assert!(made < 20);
        }
        let own = sandbox.get("/webhooks").await.ok()["webhooks"].as_array().unwrap().len();
        assert_eq!(own, most, "{plan:?}");
        // A lesser plan keeps the three oldest; the others wait for a better one.
        sandbox.api.set_plan(Plan::Free);
        let enabled = async || {
            let list = sandbox.get("/webhooks").await.ok();
            list["webhooks"].as_array().unwrap().iter().filter(|hook| hook["planEnabled"] == true).count()
        };
        assert_eq!(enabled().await, 3);
        sandbox.api.set_plan(Plan::Enterprise);
        assert_eq!(enabled().await, most);
        sandbox.finish().await;
    }
}

#[tokio::test]
async fn an_add_on_sees_the_webhooks_of_its_manifest() {
    let sandbox = Sandbox::small().await;
    let list = sandbox.get(&format!("/addons/{}/webhooks", sandbox.installation.addon_id)).await.ok();
    assert_eq!(list["webhooks"][0]["authToken"], sandbox.installation.webhooks[0].token);
    assert_eq!(list["webhooks"][0]["webhookEvent"], "NEW_TAG");
    assert_eq!(sandbox.get("/webhooks?type=ADDON").await.ok()["webhooks"], list["webhooks"]);
    assert_eq!(sandbox.get(&format!("/addons/{}/webhooks", sandbox.workspace().id)).await.code(), 501);
    sandbox.finish().await;
}

/// The platform promises no order between an answer and the webhooks of the same write, and repeats some.
#[tokio::test]
async fn webhooks_come_before_the_answer_or_after_it_and_more_than_once() {
    let receiver = Receiver::start().await;
    let sandbox = Sandbox::small().await;
    sandbox.call("POST", "/webhooks", Some(hook(&receiver.url, "NEW_TAG"))).await.ok();
    let late = Timing::After(std::time::Duration::from_millis(300));
    for (timing, copies, at_once, at_last) in
        [(Timing::Before, 1, 1, 1), (Timing::Before, 3, 3, 3), (late, 2, 0, 2), (Timing::Beside, 0, 0, 0)]
    {
        sandbox.api.set_echo(Echo { timing, copies });
        let tag = json!({ "name": format!("{timing:?} {copies}") });
        let tag = sandbox.call("POST", "/tags", Some(tag)).await.ok();
        let mut came = receiver.take();
        assert_eq!(came.len(), at_once, "{timing:?} {copies}");
        sandbox.api.settled().await;
        came.extend(receiver.take());
        assert_eq!(came.len(), at_last, "{timing:?} {copies}");
        assert!(came.iter().all(|(_, _, body)| body["id"] == tag["id"]));
    }
    sandbox.finish().await;
}
