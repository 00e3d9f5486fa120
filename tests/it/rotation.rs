//! A new key for everything that is sealed, while servers go on.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use clockify_addons::domain::addon::Addon;
use clockify_addons::domain::ids::WorkspaceId;
use clockify_addons::domain::scheme::{self, Scheme};
use clockify_addons::flows::{self, Actor};
use clockify_addons::installs::sources;
use clockify_addons::rotation::{self, Column, Counts, Error};
use clockify_addons::secrets::Keyring;
use http::Request;
use secrecy::SecretString;

use crate::harness::{Engine, TestApp, both};

both!(
    everything_is_sealed_with_the_new_key,
    what_no_key_opens_is_counted_and_left_alone,
    a_rotation_that_was_stopped_goes_on,
    what_changes_meanwhile_is_not_overwritten,
    no_delivery_is_refused_while_a_key_is_replaced,
    a_key_that_others_go_on_using_is_noticed,
);

const OLD: &str = "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=";
const NEW: &str = "oaKjpKWmp6ipqqusra6vsLGys7S1tre4ubq7vL2+v8A=";

/// A server in the middle of it: the new key seals, both open.
const BOTH: [(&str, &str); 2] = [("CLOCKIFY_ADDONS_SECRET_KEY", NEW), ("CLOCKIFY_ADDONS_SECRET_KEY_PREVIOUS", OLD)];

fn ring(text: &str) -> Keyring {
    Keyring::from_text(&SecretString::from(text)).unwrap()
}

fn both_keys() -> Keyring {
    ring(NEW).with_older(&ring(OLD))
}

fn workspace(app: &TestApp) -> WorkspaceId {
    WorkspaceId::new(&app.installation.workspace.id).unwrap()
}

/// The secret of the source of that number.
fn secret(number: usize) -> SecretString {
    SecretString::from(format!("canary-of-source-{number}"))
}

async fn add(app: &TestApp, keyring: &Keyring, number: usize) {
    let (db, name) = (&app.app.db, format!("source-{number}"));
    sources::add(db, keyring, &workspace(app), &name, &Scheme::GitHub, &secret(number), app.now()).await.unwrap();
}

async fn rotate(app: &TestApp) -> Vec<Counts> {
    rotation::rotate(&app.app.db, &both_keys(), &mut |_| {}).await.unwrap()
}

/// Values, current ones, sealed now, unreadable ones of a column.
fn of(counts: &[Counts], column: Column) -> (u64, u64, u64, u64) {
    let counts = counts.iter().find(|counts| counts.column == column).unwrap();
    (counts.values, counts.current, counts.resealed, counts.unreadable)
}

fn delivery(number: usize, id: u64, app: &TestApp) -> Request<axum::body::Body> {
    let body = format!(r#"{{"id":"{id}"}}"#);
    let headers = scheme::sign(&Scheme::GitHub, &secret(number), body.as_bytes(), app.now(), &format!("delivery-{id}"));
    let request = Request::post(format!("/webhooks/custom/source-{number}"));
    let request = headers.into_iter().fold(request, |request, (name, value)| request.header(name, value));
    request.body(body.into()).unwrap()
}

async fn everything_is_sealed_with_the_new_key(engine: Engine) {
    // The installation's token is sealed with the old key, which is the one of every test.
    let app = TestApp::new(engine).await;
    let (db, old, now) = (&app.app.db, ring(OLD), app.now());
    for number in 0..3 {
        add(&app, &old, number).await;
    }
    let overlap = Duration::from_hours(1);
    sources::rotate(db, &old, &workspace(&app), "source-0", &secret(0), overlap, now).await.unwrap();
    let value = SecretString::from("canary-of-a-flow");
    flows::secrets::set(db, &old, &workspace(&app), "KEY", &value, &Actor::Operator, now).await.unwrap();

    let before = app.contents().await;
    let looked = rotation::look(db, &both_keys()).await.unwrap();
    let pending: Vec<_> = looked.iter().map(|counts| (counts.values, counts.pending)).collect();
    assert_eq!(pending, [(1, 1), (3, 3), (1, 1), (1, 1)]);
    assert_eq!(app.contents().await, before, "a look changes nothing");

    let done = rotate(&app).await;
    assert_eq!(of(&done, Column::InstallationToken), (1, 0, 1, 0));
    assert_eq!(of(&done, Column::SourceSecret), (3, 0, 3, 0));
    assert_eq!(of(&done, Column::SourcePreviousSecret), (1, 0, 1, 0));
    assert_eq!(of(&done, Column::FlowSecret), (1, 0, 1, 0));

    let after = app.contents().await;
    let again = rotate(&app).await;
    assert!(again.iter().all(|counts| counts.resealed == 0 && counts.current == counts.values), "{again:?}");
    assert_eq!(app.contents().await, after, "the second time there is nothing to do");
    let without_old = rotation::look(db, &ring(NEW)).await.unwrap();
    assert!(without_old.iter().all(|counts| counts.unreadable + counts.pending == 0), "{without_old:?}");
    let opened = flows::secrets::open(db, &ring(NEW), &workspace(&app)).await.unwrap();
    assert_eq!(opened.get("KEY"), Some("canary-of-a-flow"));
    assert_eq!(after.places_of("canary"), Vec::<String>::new());
    app.finish().await;
}

async fn what_no_key_opens_is_counted_and_left_alone(engine: Engine) {
    let app = TestApp::new(engine).await;
    let lost = Keyring::from_text(&Keyring::generate_text()).unwrap();
    add(&app, &lost, 0).await;
    add(&app, &ring(OLD), 1).await;
    let done = rotate(&app).await;
    assert_eq!(of(&done, Column::SourceSecret), (2, 0, 1, 1));
    let why = done[1].why.clone().unwrap();
    assert!(why.contains(&lost.id()) && why.contains("CLOCKIFY_ADDONS_SECRET_KEY_PREVIOUS"), "{why}");
    let with_lost = both_keys().with_older(&lost);
    let done = rotation::rotate(&app.app.db, &with_lost, &mut |_| {}).await.unwrap();
    assert_eq!(of(&done, Column::SourceSecret), (2, 1, 1, 0));
    app.finish().await;
}

async fn a_rotation_that_was_stopped_goes_on(engine: Engine) {
    let app = TestApp::new(engine).await;
    for number in 0..530 {
        add(&app, &ring(OLD), number).await;
    }
    // It is dropped where it waits for the database after its second batch of sources, as by an end of the process.
    let (keys, seen) = (both_keys(), Arc::new(AtomicU64::new(0)));
    let noted = Arc::clone(&seen);
    let mut progress = move |counts: &Counts| {
        if counts.column == Column::SourceSecret {
            noted.store(counts.resealed, Ordering::SeqCst);
        }
    };
    let enough = async {
        while seen.load(Ordering::SeqCst) < 200 {
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        biased;
        () = enough => {}
        done = rotation::rotate(&app.app.db, &keys, &mut progress) => panic!("{done:?}"),
    }
    let done = rotate(&app).await;
    let (values, current, resealed, unreadable) = of(&done, Column::SourceSecret);
    assert_eq!((values, current + resealed, unreadable), (530, 530, 0));
    assert!(current >= 200, "what was done stays done: {current}");
    let left = rotation::look(&app.app.db, &ring(NEW)).await.unwrap();
    assert!(left.iter().all(|counts| counts.unreadable + counts.pending == 0), "{left:?}");
    app.finish().await;
}

async fn what_changes_meanwhile_is_not_overwritten(engine: Engine) {
    let app = TestApp::with(engine, Addon::UniversalWebhook, &BOTH).await;
    for number in 0..120 {
        add(&app, &ring(OLD), number).await;
    }
    let (db, keys, done) = (&app.app.db, both_keys(), AtomicBool::new(false));
    let changing = async {
        let mut round = 0;
        while !done.load(Ordering::SeqCst) {
            round += 1;
            let secret = SecretString::from(format!("canary-of-round-{round:04}"));
            let name = format!("source-{}", round % 120);
            let changed = sources::rotate(db, &keys, &workspace(&app), &name, &secret, Duration::ZERO, app.now()).await;
            changed.unwrap();
        }
        round
    };
    let rotating = async {
        let counts = rotation::rotate(db, &keys, &mut |_| {}).await;
        done.store(true, Ordering::SeqCst);
        counts.unwrap()
    };
    let (rounds, counts) = tokio::join!(changing, rotating);
    assert_eq!(of(&counts, Column::SourceSecret).3, 0);
    let rows = sources::list(db, Some(&workspace(&app))).await.unwrap();
    let last = |number: u32| (1..=rounds).rev().find(|round| round % 120 == number);
    for row in rows {
        let number: u32 = row.name.trim_start_matches("source-").parse().unwrap();
        let context = clockify_addons::db::entities::custom_source::Model::secret_context(row.id);
        let found = String::from_utf8(ring(NEW).open(&context, &row.secret).unwrap().to_vec()).unwrap();
        let original = format!("canary-of-source-{number}");
        let expected = last(number).map_or(original, |round| format!("canary-of-round-{round:04}"));
        assert_eq!(found, expected, "{}", row.name);
    }
    app.finish().await;
}

/// Deliveries of other systems go on through the real router, at a server with both keys and at one that gets the new
/// key only, after the end of it.
async fn no_delivery_is_refused_while_a_key_is_replaced(engine: Engine) {
    const SOURCES: usize = 250;
    let app = TestApp::with(engine, Addon::UniversalWebhook, &BOTH).await;
    for number in 0..SOURCES {
        add(&app, &ring(OLD), number).await;
    }
    app.app.view.refresh().await.unwrap();
    let (done, statuses) = (AtomicBool::new(false), std::sync::Mutex::new(BTreeSet::new()));
    let ids = AtomicU64::new(0);
    let deliver = async |worker: usize| {
        let mut number = worker;
        let mut after = 0;
        // A few more once it is over.
        while after < 50 {
            after += usize::from(done.load(Ordering::SeqCst));
            number = (number + 7) % SOURCES;
            let reply = app.raw(delivery(number, ids.fetch_add(1, Ordering::SeqCst), &app)).await;
            statuses.lock().unwrap().insert(reply.status);
            if after.is_multiple_of(5) {
                app.app.view.refresh().await.unwrap();
            }
        }
    };
    let keys = both_keys();
    let rotating = async {
        let counts = rotation::rotate(&app.app.db, &keys, &mut |_| {}).await;
        done.store(true, Ordering::SeqCst);
        counts.unwrap()
    };
    let (counts, ..) = tokio::join!(rotating, deliver(0), deliver(1), deliver(2), deliver(3));
    assert_eq!(of(&counts, Column::SourceSecret), (250, 0, 250, 0));
    assert_eq!(*statuses.lock().unwrap(), BTreeSet::from([200]));
    let delivered = ids.load(Ordering::SeqCst);
    assert_eq!(app.events().await.len() as u64, delivered);

    // The server's next start is without the old key.
    let fresh = app.with_settings(&[("CLOCKIFY_ADDONS_SECRET_KEY", NEW)]).await;
    fresh.app.view.refresh().await.unwrap();
    for number in 0..SOURCES {
        let reply = fresh.raw(delivery(number, delivered + number as u64, &fresh)).await;
        assert_eq!(reply.status, 200, "{number}: {}", reply.body);
    }
    fresh.finish().await;
    app.finish().await;
}

async fn a_key_that_others_go_on_using_is_noticed(engine: Engine) {
    let app = TestApp::new(engine).await;
    add(&app, &ring(OLD), 0).await;
    let (handle, url) = (tokio::runtime::Handle::current(), app.app.db.clone());
    let (workspace, now, old) = (workspace(&app), app.now(), ring(OLD));
    // After each batch somebody who knows the old key only is back.
    let mut stubborn = |_: &Counts| {
        let secret = secret(0);
        let change = sources::rotate(&url, &old, &workspace, "source-0", &secret, Duration::ZERO, now);
        tokio::task::block_in_place(|| handle.block_on(change)).unwrap();
    };
    let error = rotation::rotate(&app.app.db, &both_keys(), &mut stubborn).await.unwrap_err();
    assert!(matches!(error, Error::Endless), "{error}");
    app.finish().await;
}
