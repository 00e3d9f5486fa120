//! A minimal add-on for the driver's tests: serves a manifest, judges deliveries, keeps what it was sent.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::to_bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use serde_json::{Value, json};
use time::OffsetDateTime;
use time::macros::datetime;

use super::judge::Judge;
use super::{Driver, Installation, Key, Request, Workspace};
use crate::domain::addon::Addon;
use crate::domain::event::EventType;

/// The headers that are kept of a request.
const HEADERS: [&str; 5] =
    ["content-type", "clockify-signature", "clockify-webhook-event-type", "idempotency-key", "x-addon-lifecycle-token"];

pub(super) struct StandIn {
    pub(super) url: String,
    pub(super) key: Key,
    /// What the driver's first installation will be.
    pub(super) expected: Installation,
    judge: Judge,
    received: Mutex<Vec<Request>>,
    /// Deliveries still to be refused with 503.
    pub(super) failing: AtomicUsize,
}

pub(super) fn now() -> OffsetDateTime {
    datetime!(2026-03-02 10:00 UTC)
}

impl StandIn {
    /// Listens with the events in its manifest. Its public address has a path in front of everything.
    pub(super) async fn start(events: &[EventType]) -> Arc<Self> {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let key = Key::generate().unwrap();
        let hooks: Vec<_> = events.iter().map(|event| (*event, event.path().to_owned())).collect();
        let expected = Installation::new(&key, "demo", &Workspace::default(), 1, &hooks)
            .with_base_url("https://addon.example.com/base");
        let judge = Judge::of(&expected);
        let stand_in =
            Arc::new(Self { url, key, expected, judge, received: Mutex::default(), failing: AtomicUsize::new(0) });
        let router =
            Router::new().route("/manifest", get(manifest)).fallback(receive).with_state(Arc::clone(&stand_in));
        #[expect(clippy::disallowed_methods, reason = "it ends with the test's runtime")]
        tokio::spawn(async move { axum::serve(listener, router).await });
        stand_in
    }

    pub(super) fn driver(&self) -> Driver {
        Driver::new(&self.key, &self.url, Addon::ClockifyAddon, now).unwrap()
    }

    /// What came to paths with this in them.
    pub(super) fn received(&self, part: &str) -> Vec<Request> {
        self.received.lock().unwrap().iter().filter(|request| request.path.contains(part)).cloned().collect()
    }
}

async fn manifest(State(stand_in): State<Arc<StandIn>>) -> axum::Json<Value> {
    let entry = |webhook: &super::installation::Webhook| json!({ "event": webhook.event.name(), "path": webhook.path });
    axum::Json(json!({
        "schemaVersion": "1.5.1",
        "key": "demo",
        "name": "Demo",
        "baseUrl": "https://addon.example.com/base/",
        "minimalSubscriptionPlan": "FREE",
        "lifecycle": [
            { "type": "INSTALLED", "path": "/in" },
            { "type": "DELETED", "path": "/out" },
            { "type": "STATUS_CHANGED", "path": "/status" },
        ],
        "webhooks": stand_in.expected.webhooks.iter().map(entry).collect::<Value>(),
    }))
}

async fn receive(State(stand_in): State<Arc<StandIn>>, request: axum::extract::Request) -> StatusCode {
    let (parts, body) = request.into_parts();
    let values =
        |name: &'static str| parts.headers.get_all(name).iter().map(move |v| (name, v.to_str().unwrap().into()));
    let request = Request {
        method: parts.method.clone(),
        path: parts.uri.to_string(),
        headers: HEADERS.into_iter().flat_map(values).collect(),
        body: to_bytes(body, 1 << 20).await.unwrap(),
    };
    let lifecycle = request.header("x-addon-lifecycle-token").is_some();
    let verdict = stand_in.judge.verdict(&request, now());
    stand_in.received.lock().unwrap().push(request);
    let fails = |n: usize| n.checked_sub(1);
    if lifecycle {
        StatusCode::OK
    } else if verdict.is_err() {
        StatusCode::UNAUTHORIZED
    } else if stand_in.failing.fetch_update(Ordering::SeqCst, Ordering::SeqCst, fails).is_ok() {
        StatusCode::SERVICE_UNAVAILABLE
    } else {
        StatusCode::NO_CONTENT
    }
}
