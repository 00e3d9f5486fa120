use std::sync::atomic::Ordering;

use serde_json::json;

use super::*;
use crate::sandbox::delivery::Status;
use crate::sandbox::payload;
use crate::sandbox::stand_in::StandIn;

const EVENTS: [EventType; 2] = [EventType::NewProject, EventType::NewTask];

fn quick() -> Schedule {
    Schedule::new([Duration::from_millis(1), Duration::from_millis(2)])
}

#[tokio::test]
async fn installing_registers_what_the_manifest_says() {
    let addon = StandIn::start(&EVENTS).await;
    let driver = addon.driver();
    assert!(matches!(driver.status("INACTIVE").await, Err(Error::NotInstalled { .. })));
    let installation = driver.install().await.unwrap();
    assert_eq!(installation.webhooks, addon.expected.webhooks);
    let calls = addon.received("/base/in");
    assert_eq!(calls.len(), 1, "the base path of the manifest comes first");
    let body: Value = serde_json::from_slice(&calls[0].body).unwrap();
    assert_eq!(body["webhooks"][1]["path"], "https://addon.example.com/base/webhooks/generic/task-new");
    driver.status("INACTIVE").await.unwrap();
    assert!(matches!(driver.settings(&[]).await, Err(Error::Absent { what: "SETTINGS_UPDATED", .. })));
    assert_ne!(driver.install().await.unwrap().addon_id, installation.addon_id, "a reinstall has a new id");
    driver.uninstall().await.unwrap();
    assert!(driver.installation().is_none());
    assert_eq!((addon.received("/status").len(), addon.received("/out").len()), (1, 1));
}

#[tokio::test]
async fn failures_are_repeated_with_the_same_body() {
    let addon = StandIn::start(&EVENTS).await;
    let driver = addon.driver().with_schedule(quick());
    driver.install().await.unwrap();
    addon.failing.store(2, Ordering::SeqCst);
    let body = payload::of(EVENTS[1], driver.workspace(), 3);
    let mut seen = Vec::new();
    let record = driver.deliver_watched(EVENTS[1], &body, |r| seen.push((r.status, r.last_status))).await.unwrap();
    assert_eq!((record.status, record.attempts, record.last_status), (Status::Succeeded, 3, Some(204)));
    let retrying = (Status::Retrying, Some(503));
    assert_eq!(seen, [retrying, retrying, (Status::Succeeded, Some(204))]);

    driver.duplicate().await.unwrap();
    let attempts = addon.received("task-new");
    assert_eq!(attempts.len(), 4);
    assert!(attempts.iter().all(|attempt| attempt.body == attempts[0].body));
    let mut keys: Vec<_> = attempts.iter().filter_map(|attempt| attempt.header("idempotency-key")).collect();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), 4);
}

#[tokio::test]
async fn deliveries_are_given_up_at_last() {
    let addon = StandIn::start(&EVENTS).await;
    let driver = addon.driver().with_schedule(quick());
    assert!(matches!(driver.duplicate().await, Err(Error::NothingSent { .. })));
    driver.install().await.unwrap();
    addon.failing.store(usize::MAX, Ordering::SeqCst);
    let record = driver.deliver(EVENTS[0], &json!({ "id": "x" })).await.unwrap();
    assert_eq!((record.status, record.attempts, record.last_status), (Status::Failed, 3, Some(503)));
}

#[tokio::test]
async fn forgeries_are_refused() {
    let addon = StandIn::start(&EVENTS).await;
    let driver = addon.driver();
    driver.install().await.unwrap();
    for forgery in Forgery::ALL {
        assert_eq!(driver.forge(*forgery).await.unwrap(), 401, "{}", forgery.name());
    }
}

#[tokio::test]
async fn errors_name_the_place_and_the_cause() {
    let addon = StandIn::start(&EVENTS).await;
    let message = addon.driver().with_webhook_limit(1).install().await.unwrap_err().to_string();
    assert!(message.contains("/manifest") && message.contains("at most 1"), "{message}");
    let closed = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        format!("http://{}", listener.local_addr().unwrap())
    };
    let driver = Driver::new(&addon.key, &closed, Addon::ApiStudio, crate::sandbox::stand_in::now).unwrap();
    let message = driver.install().await.unwrap_err().to_string();
    assert!(message.contains(&closed) && message.contains("is running"), "{message}");
}
