//! Too much, or no database: a sender is told to come again, nothing is half stored, and nobody pays for another.

use std::time::{Duration, Instant};

use clockify_addons::domain::addon::Addon;
use clockify_addons::domain::event::EventType;
use clockify_addons::sandbox::{Request, payload};
use futures_util::future::join_all;

use crate::harness::trouble::{self, Lock, Outage};
use crate::harness::{Begun, Engine, TestApp, both, eventually};

both!(
    a_full_queue_is_told_to_come_again,
    full_memory_is_told_to_come_again,
    room_is_given_back_by_whatever_was_refused,
    a_database_that_is_away_is_no_refusal,
    an_installation_is_not_refused_while_it_can_not_be_looked_up,
    a_closed_database_is_unavailable,
    one_refused_row_does_not_cost_its_neighbours,
    a_lock_costs_a_batch_one_wait,
    what_was_let_in_is_written_at_the_end,
);

const EVENT: EventType = EventType::NewTimeEntry;
/// Longest that an add-on may need to find out that its database is back.
const RECOVERY: Duration = Duration::from_secs(5);

/// Sends the requests up to where they wait for the writer: the first with the writer, the others in the queue.
async fn wait_in_line<'a>(app: &'a TestApp, requests: &'a [Request]) -> Vec<impl Future<Output = u16> + 'a> {
    let mut waiting = Vec::new();
    for request in requests {
        let since = Instant::now();
        // A queue of one is full until the writer has taken the request before this one.
        let reply = loop {
            match app.begin(request).await {
                Begun::Waits(reply) => break reply,
                Begun::Answered(reply) => assert!(reply.is_unavailable(), "{}", reply.body),
            }
            assert!(since.elapsed() < RECOVERY, "the writer must take what waits");
            tokio::task::yield_now().await;
        };
        waiting.push(async { reply.await.status });
    }
    waiting
}

fn deliveries(app: &TestApp, count: u64) -> Vec<Request> {
    (0..count).map(|sequence| app.delivery(EVENT, sequence)).collect()
}

async fn a_full_queue_is_told_to_come_again(engine: Engine) {
    let app = TestApp::with(engine, Addon::UniversalWebhook, &[("CLOCKIFY_ADDONS_INGEST_QUEUE", "1")]).await;
    let lock = Lock::hold(&app).await;
    let requests = deliveries(&app, 3);
    let waiting = wait_in_line(&app, &requests[..2]).await;
    let late = app.send(&requests[2]).await;
    assert!(late.is_unavailable(), "{}", late.body);
    lock.release().await;
    assert_eq!(join_all(waiting).await, [200, 200]);
    assert_eq!(app.events().await.len(), 2, "what was refused is not stored");
    assert_eq!(app.send(&requests[2]).await.status, 200);
    let events = app.events().await;
    assert_eq!((events.len(), events[2].duplicate_of), (3, None));
    app.finish().await;
}

async fn full_memory_is_told_to_come_again(engine: Engine) {
    let settings = [("WEBHOOK_MAX_PAYLOAD_BYTES", "8192"), ("CLOCKIFY_ADDONS_INGEST_MEMORY_BYTES", "8192")];
    let app = TestApp::with(engine, Addon::UniversalWebhook, &settings).await;
    let lock = Lock::hold(&app).await;
    let sized =
        |bytes: usize| app.installation.delivery_raw(EVENT, format!("{{\"n\":\"{}\"}}", "x".repeat(bytes)).into());
    let requests = [sized(5000)];
    let waiting = wait_in_line(&app, &requests).await;
    let late = app.send(&sized(5001)).await;
    assert!(late.is_unavailable(), "{}", late.body);
    // Whoever doesn't say how much will come may bring as much as is allowed.
    let (parts, body) = app.delivery(EVENT, 1).into_http::<axum::body::Body>().unwrap().into_parts();
    let unsized_body = axum::body::Body::from_stream(body.into_data_stream());
    let chunked = app.raw(http::Request::from_parts(parts, unsized_body)).await;
    assert!(chunked.is_unavailable(), "{}", chunked.body);
    lock.release().await;
    assert_eq!(join_all(waiting).await, [200]);
    assert_eq!(app.send(&sized(5001)).await.status, 200);
    assert_eq!(app.events().await.len(), 2);
    app.finish().await;
}

async fn room_is_given_back_by_whatever_was_refused(engine: Engine) {
    let settings = [("WEBHOOK_MAX_PAYLOAD_BYTES", "4096"), ("CLOCKIFY_ADDONS_INGEST_MEMORY_BYTES", "8192")];
    let app = TestApp::with(engine, Addon::UniversalWebhook, &settings).await;
    for _ in 0..20 {
        for (body, status) in
            [("{".to_owned(), 400), ("x".repeat(5000), 413), (r#"{"workspaceId":"other"}"#.into(), 401)]
        {
            let request = app.installation.delivery_raw(EVENT, body.into());
            assert_eq!(app.send(&request).await.status, status);
        }
    }
    assert!(app.app.ingest.is_idle());
    assert_eq!(app.send(&app.installation.delivery_raw(EVENT, "{}".into())).await.status, 200);
    app.finish().await;
}

async fn a_database_that_is_away_is_no_refusal(engine: Engine) {
    let app = TestApp::new(engine).await;
    let (webhook, other) = (app.delivery(EVENT, 1), app.installation(1, 1));
    let install = other.installed(app.now());
    let outage = Outage::begin(&app).await;
    for request in [&webhook, &install, &webhook] {
        let reply = app.send(request).await;
        assert!(reply.is_unavailable(), "{}: {} {}", request.path, reply.status, reply.body);
    }
    outage.end().await;
    // Connections that died meanwhile may each cost one more attempt.
    for request in [&webhook, &install] {
        let taken = eventually("what was refused is taken later", RECOVERY, async || {
            let reply = app.send(request).await;
            assert!(reply.status == 200 || reply.is_unavailable(), "{}: {}", request.path, reply.body);
            reply.status == 200
        });
        taken.await;
    }
    let events = app.events().await;
    assert_eq!((events.len(), events[0].duplicate_of), (1, None), "the retry is the original");
    assert_eq!(events[0].body, webhook.body);
    app.finish().await;
}

/// A replica hears of an installation from the database; without it nobody can say that there is none.
async fn an_installation_is_not_refused_while_it_can_not_be_looked_up(engine: Engine) {
    let app = TestApp::new(engine).await;
    let replica = app.replica().await;
    app.install(1, 1).await;
    let delivery = |sequence| {
        let installation = app.installation(1, 1);
        let body = payload::of(EVENT, &installation.workspace, sequence);
        installation.delivery(EVENT, &body)
    };
    replica.app.db.clone().close().await.unwrap();
    for sequence in 0..3 {
        let reply = replica.send(&delivery(sequence)).await;
        assert!(reply.is_unavailable(), "attempt {sequence}: {} {}", reply.status, reply.body);
    }
    replica.finish().await;
    app.finish().await;
}

async fn a_closed_database_is_unavailable(engine: Engine) {
    let app = TestApp::new(engine).await;
    let call = app.installation.status_changed(app.now(), "INACTIVE");
    app.app.db.clone().close().await.unwrap();
    for request in [app.delivery(EVENT, 1), call, app.delivery(EventType::NewTag, 2)] {
        let reply = app.send(&request).await;
        assert!(reply.is_unavailable(), "{}: {} {}", request.path, reply.status, reply.body);
    }
    app.finish().await;
}

async fn one_refused_row_does_not_cost_its_neighbours(engine: Engine) {
    let app = TestApp::new(engine).await;
    trouble::refuse(&app, "poison").await;
    let lock = Lock::hold(&app).await;
    let mut requests = deliveries(&app, 6);
    requests[3] = app.installation.delivery_raw(EVENT, r#"{"description":"poison"}"#.into());
    // The first is with the writer already; the other five are one batch.
    let waiting = wait_in_line(&app, &requests).await;
    lock.release().await;
    assert_eq!(join_all(waiting).await, [200, 200, 200, 503, 200, 200]);
    assert_eq!(app.events().await.len(), 5);
    trouble::allow(&app).await;
    assert_eq!(app.send(&requests[3]).await.status, 200);
    assert_eq!(app.events().await.pop().unwrap().duplicate_of, None);
    app.finish().await;
}

/// A lock is nobody's own fault: to wait for it again for each row would hold everybody up, a batch of hundreds for
/// hours.
async fn a_lock_costs_a_batch_one_wait(engine: Engine) {
    let app = trouble::impatient(engine).await;
    let lock = Lock::hold(&app).await;
    let requests = deliveries(&app, 30);
    let waiting = wait_in_line(&app, &requests).await;
    assert_eq!(join_all(waiting).await, [503; 30]);
    lock.release().await;
    let metrics = app.get("/metrics").await.body;
    let failures = metrics.lines().find(|line| line.starts_with("ingest_commit_failures_total{")).unwrap();
    let failures: u32 = failures.rsplit_once(' ').unwrap().1.parse().unwrap();
    assert!(failures <= 3, "{failures} transactions waited for one lock");
    assert_eq!(app.events().await.len(), 0);
    app.finish().await;
}

async fn what_was_let_in_is_written_at_the_end(engine: Engine) {
    let app = TestApp::new(engine).await;
    let lock = Lock::hold(&app).await;
    let requests = deliveries(&app, 20);
    let waiting = wait_in_line(&app, &requests).await;
    app.stop_writer();
    lock.release().await;
    assert_eq!(join_all(waiting).await, [200; 20]);
    assert_eq!(app.events().await.len(), 20);
    let late = app.send(&app.delivery(EVENT, 99)).await;
    assert!(late.is_unavailable(), "{}", late.body);
    app.finish().await;
}
