//! Repeats: kept, marked with the event that they repeat, and answered like any other.

use std::time::Duration;

use clockify_addons::db::entities::webhook_event::Model;
use clockify_addons::domain::addon::Addon;
use clockify_addons::domain::event::EventType;
use clockify_addons::domain::ids::WorkspaceId;
use clockify_addons::domain::scheme::{self, Scheme};
use clockify_addons::installs::sources;
use clockify_addons::sandbox::{Request, payload};
use futures_util::future::join_all;

use crate::harness::{Engine, TestApp, both, trouble};

both!(
    a_repeat_is_stored_and_marked,
    another_body_event_or_workspace_is_no_repeat,
    a_delivery_id_counts_instead_of_the_body,
    the_window_ends,
    a_window_of_zero_switches_it_off,
    of_64_at_once_one_is_the_original,
    of_two_replicas_at_once_one_has_the_original,
    whoever_comes_later_knows_what_was_stored_before,
    what_was_erased_is_repeated_by_nothing,
    a_crash_of_the_database_server_takes_no_key_for_good,
    the_retry_of_what_was_not_stored_is_an_original,
);

const EVENT: EventType = EventType::NewTimeEntry;

/// How many are originals; the others must repeat one of them.
fn originals(events: &[Model]) -> usize {
    let originals: Vec<_> = events.iter().filter(|event| event.duplicate_of.is_none()).map(|event| event.id).collect();
    for repeat in events.iter().filter_map(|event| event.duplicate_of) {
        assert!(originals.contains(&repeat), "a repeat must name an original that is stored");
    }
    originals.len()
}

async fn a_repeat_is_stored_and_marked(engine: Engine) {
    let app = TestApp::new(engine).await;
    let request = app.delivery(EVENT, 1);
    let first = app.send(&request).await;
    let again = app.send(&request.clone().replacing_header("idempotency-key", "another-attempt")).await;
    assert_eq!((first.status, &first.body), (200, &again.body), "the sender is told the same");
    let third = app.send(&request).await;
    assert_eq!((again.status, third.status), (200, 200));
    let events = app.events().await;
    let marks: Vec<_> = events.iter().map(|event| event.duplicate_of).collect();
    assert_eq!(marks, [None, Some(events[0].id), Some(events[0].id)], "a repeat repeats the first, not a repeat");
    assert_eq!(events[0].body, events[1].body);
    app.finish().await;
}

async fn another_body_event_or_workspace_is_no_repeat(engine: Engine) {
    let app = TestApp::new(engine).await;
    let other = app.install(1, 1).await;
    // A body without a workspace is the same text in every workspace.
    let body = payload::of(EventType::NewTask, &app.installation.workspace, 1);
    for request in [
        app.installation.delivery(EventType::NewTask, &body),
        app.installation.delivery_raw(EventType::NewTask, format!("{body} ").into()),
        app.installation.delivery(EventType::TaskUpdated, &body),
        other.delivery(EventType::NewTask, &body),
    ] {
        assert_eq!(app.send(&request).await.status, 200);
    }
    let events = app.events().await;
    assert_eq!((events.len(), originals(&events)), (4, 4));
    app.finish().await;
}

async fn a_delivery_id_counts_instead_of_the_body(engine: Engine) {
    let app = TestApp::new(engine).await;
    let (scheme, secret) = (Scheme::GitHub, scheme::generate_secret(&Scheme::GitHub));
    for (workspace, name) in [(0, "forge"), (0, "other")] {
        let workspace = WorkspaceId::new(&app.installation(workspace, 1).workspace.id).unwrap();
        let (db, keyring) = (&app.app.db, &app.app.keyring);
        sources::add(db, keyring, &workspace, name, &scheme, &secret, app.now()).await.unwrap();
    }
    app.app.view.refresh().await.unwrap();
    for (source, id, body, original) in [
        ("forge", "id-1", r#"{"n":1}"#, true),
        ("forge", "id-1", r#"{"n":1}"#, false),
        ("forge", "id-1", r#"{"n":2}"#, false),
        ("forge", "id-2", r#"{"n":1}"#, true),
        ("other", "id-1", r#"{"n":1}"#, true),
    ] {
        let mut request = http::Request::post(format!("/webhooks/custom/{source}"));
        for (name, value) in scheme::sign(&scheme, &secret, body.as_bytes(), app.now(), id) {
            request = request.header(name, value);
        }
        assert_eq!(app.raw(request.body(body.into()).unwrap()).await.status, 200);
        let last = app.events().await.pop().unwrap();
        assert_eq!(last.duplicate_of.is_none(), original, "{source} {id} {body}");
    }
    app.finish().await;
}

async fn the_window_ends(engine: Engine) {
    let settings = [("CLOCKIFY_ADDONS_DEDUPE_SECONDS", "60")];
    let app = TestApp::with(engine, Addon::UniversalWebhook, &settings).await;
    let request = app.delivery(EVENT, 1);
    // It counts from the original: repeats don't make it longer.
    for (passed, original) in [(0, true), (40, false), (19, false), (1, true), (59, false), (1, true)] {
        app.clock.advance(Duration::from_secs(passed));
        assert_eq!(app.send(&request).await.status, 200);
        let last = app.events().await.pop().unwrap();
        assert_eq!(last.duplicate_of.is_none(), original, "after {passed} s more");
    }
    app.finish().await;
}

async fn a_window_of_zero_switches_it_off(engine: Engine) {
    let settings = [("CLOCKIFY_ADDONS_DEDUPE_SECONDS", "0")];
    let app = TestApp::with(engine, Addon::UniversalWebhook, &settings).await;
    for _ in 0..3 {
        assert_eq!(app.send(&app.delivery(EVENT, 1)).await.status, 200);
    }
    assert_eq!(originals(&app.events().await), 3);
    assert_eq!(app.contents().await.keys(), 0);
    app.finish().await;
}

/// Sends the request so many times at once.
async fn at_once(app: &TestApp, request: &Request, times: usize) {
    for reply in join_all((0..times).map(|_| app.send(request))).await {
        assert_eq!(reply.status, 200, "{}", reply.body);
    }
}

async fn of_64_at_once_one_is_the_original(engine: Engine) {
    let app = TestApp::new(engine).await;
    at_once(&app, &app.delivery(EVENT, 1), 64).await;
    let events = app.events().await;
    assert_eq!((events.len(), originals(&events)), (64, 1));
    app.finish().await;
}

async fn whoever_comes_later_knows_what_was_stored_before(engine: Engine) {
    let app = TestApp::new(engine).await;
    let mut originals_so_far = 0;
    for round in 0..3 {
        // A replica starts with nothing in memory; then both store in turn what the other hasn't seen yet.
        let replica = app.replica().await;
        for sequence in [10 * round, 10 * round + 1] {
            let request = app.delivery(EVENT, sequence);
            let (first, second) = if sequence % 2 == 0 { (&app, &replica) } else { (&replica, &app) };
            for sender in [first, second, first] {
                assert_eq!(sender.send(&request).await.status, 200);
            }
            originals_so_far += 1;
            assert_eq!(originals(&app.events().await), originals_so_far);
        }
        replica.finish().await;
    }
    app.finish().await;
}

async fn what_was_erased_is_repeated_by_nothing(engine: Engine) {
    let app = TestApp::new(engine).await;
    let replica = app.replica().await;
    let [first, second, third] = [1, 2, 3].map(|sequence| app.delivery(EVENT, sequence));
    for request in [&first, &second] {
        assert_eq!(app.send(request).await.status, 200);
    }
    // The newest row goes, as it does for the erasure of a workspace, and another process stores a row in its place.
    let newest = app.events().await.pop().unwrap().id.simple().to_string();
    let (by_id, keys) = match engine {
        Engine::Sqlite => (format!("id = unhex('{newest}')"), None),
        Engine::Postgres => (format!("id = '{newest}'"), Some(format!("event_id = '{newest}'"))),
    };
    app.execute(&format!("DELETE FROM webhook_event WHERE {by_id}")).await;
    if let Some(keys) = keys {
        app.execute(&format!("DELETE FROM webhook_dedupe WHERE {keys}")).await;
    }
    assert_eq!(replica.send(&third).await.status, 200);
    for request in [&second, &third, &first] {
        assert_eq!(app.send(request).await.status, 200);
    }
    let events = app.events().await;
    assert_eq!(originals(&events), 3);
    let repeats = [&first, &second, &third].map(|request| {
        let of = events.iter().filter(|event| event.body == request.body);
        of.filter(|event| event.duplicate_of.is_some()).count()
    });
    assert_eq!((events.len(), repeats), (5, [1, 0, 1]));
    replica.finish().await;
    app.finish().await;
}

async fn a_crash_of_the_database_server_takes_no_key_for_good(engine: Engine) {
    let app = TestApp::new(engine).await;
    let request = app.delivery(EVENT, 1);
    assert_eq!(app.send(&request).await.status, 200);
    if engine == Engine::Postgres {
        // What PostgreSQL does with a table that is not in its log.
        app.execute("TRUNCATE webhook_dedupe").await;
    }
    let replica = app.replica().await;
    for sender in [&replica, &app] {
        assert_eq!(sender.send(&request).await.status, 200);
    }
    assert_eq!(originals(&app.events().await), 1);
    replica.finish().await;
    app.finish().await;
}

async fn of_two_replicas_at_once_one_has_the_original(engine: Engine) {
    let app = TestApp::new(engine).await;
    let replica = app.replica().await;
    for sequence in 0..8 {
        let request = app.delivery(EVENT, sequence);
        tokio::join!(at_once(&app, &request, 32), at_once(&replica, &request, 32));
        let events: Vec<_> = app.events().await.into_iter().filter(|event| event.body == request.body).collect();
        assert_eq!((events.len(), originals(&events)), (64, 1));
    }
    replica.finish().await;
    app.finish().await;
}

async fn the_retry_of_what_was_not_stored_is_an_original(engine: Engine) {
    let app = TestApp::new(engine).await;
    let request = app.delivery(EVENT, 1);
    let id = serde_json::from_slice::<serde_json::Value>(&request.body).unwrap()["id"].as_str().unwrap().to_owned();
    trouble::refuse(&app, &id).await;
    assert!(app.send(&request).await.is_unavailable());
    let contents = app.contents().await;
    assert_eq!((contents.count("webhook_event"), contents.keys()), (0, 0));
    trouble::allow(&app).await;
    assert_eq!(app.send(&request).await.status, 200);
    let events = app.events().await;
    assert_eq!((events.len(), originals(&events)), (1, 1));
    app.finish().await;
}
