//! Events again: one, and many.

use std::sync::Arc;
use std::time::Duration;

use clockify_addons::clock::Clock;
use clockify_addons::db::entities::flow_run::{Cause, Model, State};
use clockify_addons::db::entities::{audit_entry, replay};
use clockify_addons::db::events::{self, NewEvent};
use clockify_addons::domain::event::{EventType, Source};
use clockify_addons::flows::replay::{Error, Filter, REPLAY, Replays, Select, Version};
use clockify_addons::flows::{self, KIND};
use clockify_addons::queue::{self, Handler, Workers};
use sea_orm::EntityTrait;
use serde_json::json;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::{admin, jobs, make, on, runs, when, workspace};
use crate::harness::{Engine, TestApp, both, eventually, spawn};

both!(
    one_event_runs_again_and_says_what_it_repeats,
    a_flow_that_is_off_runs_where_it_is_chosen,
    the_version_that_ran_then_can_be_chosen,
    many_events_are_taken_at_their_rate,
    a_replay_that_is_killed_takes_every_event_once,
    a_replay_that_is_cancelled_takes_no_more,
    a_filter_has_to_say_something,
    only_what_failed_runs_again,
);

const EVENT: EventType = EventType::NewTimeEntry;

async fn one_event_runs_again_and_says_what_it_repeats(engine: Engine) {
    let app = TestApp::new(engine).await;
    let workspace = workspace(&app, 0);
    let flow = make(&app, &on("note", EVENT.name())).await;
    let no = json!({ "left": "$.id", "op": "empty" });
    let filtered = make(&app, &when("never", EVENT.name(), no)).await;
    app.send(&app.delivery(EVENT, 1)).await;
    let event = app.events().await.remove(0);
    let first = runs(&app).await;
    let flows = &app.app.flows;
    let again = flows.replay_event(&workspace, event.id, &Select::default(), &admin()).await.unwrap();
    let of = |runs: &[Model], flow| runs.iter().find(|run| run.flow_id == flow).cloned().unwrap();
    let run = of(&again, flow.id);
    assert_eq!((run.state, run.cause, run.event_id), (State::Queued, Cause::Replay, Some(event.id)));
    assert_eq!(run.replay_of, Some(of(&first, flow.id).id));
    assert_eq!((run.entity_id, run.event_type), (event.entity_id, Some(event.event_type)));
    let run = of(&again, filtered.id);
    assert_eq!((run.state, run.job_id, run.reason.is_some()), (State::Filtered, None, true));
    assert_eq!(runs(&app).await.len(), 4);
    let mut priorities: Vec<_> = jobs(&app, KIND).await.iter().map(|job| job.priority).collect();
    priorities.sort_unstable();
    assert_eq!(priorities, [1, 2], "new ones go first");
    assert_eq!(app.events().await.len(), 1, "no event is stored");
    let unknown = flows.replay_event(&workspace, Uuid::nil(), &Select::default(), &admin()).await;
    assert!(matches!(unknown, Err(Error::NoEvent)), "{unknown:?}");
    let other = super::workspace(&app, 1);
    let foreign = flows.replay_event(&other, event.id, &Select::default(), &admin()).await;
    assert!(matches!(foreign, Err(Error::NoEvent)), "{foreign:?}");
    let entries = audit_entry::Entity::of_workspace(&workspace).all(&app.app.db.reader()).await.unwrap();
    assert_eq!(entries[0].action, "event.replay");
    app.finish().await;
}

async fn a_flow_that_is_off_runs_where_it_is_chosen(engine: Engine) {
    let app = TestApp::new(engine).await;
    let workspace = workspace(&app, 0);
    let flow = make(&app, &on("note", EVENT.name())).await;
    let other = make(&app, &on("other", EventType::NewTag.name())).await;
    app.app.flows.disable(&workspace, flow.id, &admin()).await.unwrap();
    app.send(&app.delivery(EVENT, 1)).await;
    let event = app.events().await[0].id;
    let again = async |flows: Vec<Uuid>| {
        let select = Select { flows, ..Select::default() };
        app.app.flows.replay_event(&workspace, event, &select, &admin()).await
    };
    assert!(again(Vec::new()).await.unwrap().is_empty());
    assert!(again(vec![other.id]).await.unwrap().is_empty(), "the event doesn't start it");
    let made = again(vec![flow.id]).await.unwrap();
    assert_eq!((made.len(), made[0].flow_id, made[0].replay_of), (1, flow.id, None));
    assert!(matches!(again(vec![Uuid::nil()]).await, Err(Error::NoFlow(_))));
    app.finish().await;
}

async fn the_version_that_ran_then_can_be_chosen(engine: Engine) {
    let app = TestApp::new(engine).await;
    let workspace = workspace(&app, 0);
    let flow = make(&app, &on("note", EVENT.name())).await;
    app.send(&app.delivery(EVENT, 1)).await;
    let event = app.events().await[0].id;
    let never = when("note", EVENT.name(), json!({ "left": "$.id", "op": "empty" }));
    app.app.flows.save(&workspace, flow.id, &never, 1, &admin()).await.unwrap();
    for (version, number, state) in [(Version::Current, 2, State::Filtered), (Version::Original, 1, State::Queued)] {
        let select = Select { version, ..Select::default() };
        let made = app.app.flows.replay_event(&workspace, event, &select, &admin()).await.unwrap();
        assert_eq!((made.len(), made[0].flow_version, made[0].state), (1, number, state));
    }
    app.finish().await;
}

/// Puts events into the log that nobody sent, so that they start nothing.
async fn log(app: &TestApp, count: usize) {
    let workspace = workspace(app, 0);
    let first = events::first_id_of(app.now() - time::Duration::HOUR).as_u128();
    let event = |number: usize| NewEvent {
        id: Uuid::from_u128(first + number as u128),
        workspace: workspace.clone(),
        source: Source::Clockify,
        custom_source: None,
        event_type: EVENT.name().into(),
        headers: "{}".to_owned(),
        body: format!("{{\"id\":\"{number:024x}\"}}").into(),
        entity_id: Some(format!("{number:024x}")),
        user_id: None,
        project_id: None,
        dedupe_key: {
            let mut key = [0; 32];
            key[..8].copy_from_slice(&(number as u64).to_be_bytes());
            key
        },
        received_at: app.now() - time::Duration::HOUR,
        runs: Vec::new(),
    };
    let all: Vec<_> = (0..count).map(event).collect();
    for batch in all.chunks(1000) {
        events::insert(&app.app.db, batch, 0).await.unwrap();
    }
}

/// A worker for replays that ends where it is when it is aborted.
fn worker(app: &TestApp) -> JoinHandle<()> {
    let handlers: [Arc<dyn Handler>; 1] = [Arc::new(Replays(app.app.flows.clone()))];
    let workers = Workers::new(app.app.queue.clone(), handlers, queue::Options::default()).unwrap();
    spawn(workers.run(CancellationToken::new()))
}

/// Lets time pass until the replay is where it should be.
async fn until(app: &TestApp, id: Uuid, is_there: impl Fn(&replay::Model) -> bool) -> replay::Model {
    for _ in 0..20_000 {
        let replay = replay::Entity::find_by_id(id).one(&app.app.db.reader()).await.unwrap().unwrap();
        if is_there(&replay) {
            return replay;
        }
        app.clock.advance(Duration::from_millis(500));
        app.app.queue.wake();
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("the replay doesn't get there");
}

/// Makes the database refuse new runs, so that a turn breaks off behind its first statements.
async fn refuse_runs(app: &TestApp) {
    app.execute(match app.engine() {
        Engine::Sqlite => {
            "CREATE TRIGGER refuse BEFORE INSERT ON flow_run BEGIN SELECT RAISE(ABORT, 'refused by the test'); END"
        }
        Engine::Postgres => "ALTER TABLE flow_run ADD CONSTRAINT refuse CHECK (FALSE) NOT VALID",
    })
    .await;
}

/// Takes that back.
async fn allow_runs(app: &TestApp) {
    app.execute(match app.engine() {
        Engine::Sqlite => "DROP TRIGGER refuse",
        Engine::Postgres => "ALTER TABLE flow_run DROP CONSTRAINT refuse",
    })
    .await;
}

fn all() -> Filter {
    Filter { all: true, ..Filter::default() }
}

async fn many_events_are_taken_at_their_rate(engine: Engine) {
    let app = TestApp::new(engine).await;
    let workspace = workspace(&app, 0);
    make(&app, &on("note", EVENT.name())).await;
    log(&app, 250).await;
    let flows = &app.app.flows;
    let preview = flows.preview_replay(&workspace, &all()).await.unwrap();
    assert_eq!((preview.events, preview.looked_at, preview.runs, preview.ended), (250, 250, 250, 0));
    assert!(runs(&app).await.is_empty());
    let replay = flows.start_replay(&workspace, &all(), 100, &admin()).await.unwrap();
    assert_eq!((replay.total, replay.done), (250, 0));
    app.clock.advance(Duration::from_millis(1));
    app.send(&app.delivery(EVENT, 1)).await;
    let began = app.now();
    let worker = worker(&app);
    let replay = until(&app, replay.id, |replay| replay.state == replay::State::Done).await;
    eventually("its job is done", Duration::from_secs(10), async || jobs(&app, REPLAY).await.is_empty()).await;
    worker.abort();
    assert_eq!((replay.done, replay.runs), (250, 250), "what came later is not taken");
    assert!(app.clock.now() - began >= time::Duration::seconds(2), "three turns have two pauses between them");
    let progress = flows.replay(&workspace, replay.id).await.unwrap();
    assert_eq!((progress.percent(), progress.states[&State::Queued]), (100, 250));
    app.finish().await;
}

async fn a_replay_that_is_killed_takes_every_event_once(engine: Engine) {
    const EVENTS: usize = 10_000;
    let app = TestApp::new(engine).await;
    let workspace = workspace(&app, 0);
    make(&app, &on("note", EVENT.name())).await;
    log(&app, EVENTS).await;
    let replay = app.app.flows.start_replay(&workspace, &all(), 1000, &admin()).await.unwrap();
    // Killed between two turns, or wherever it is; and once where the runs are about to be stored.
    for threshold in [1, 2_000, 5_000] {
        let worker = worker(&app);
        let before = until(&app, replay.id, |replay| replay.done >= threshold).await;
        if threshold == 2_000 {
            refuse_runs(&app).await;
            for _ in 0..20 {
                app.clock.advance(Duration::from_secs(2));
                app.app.queue.wake();
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            let now = app.app.flows.replay(&workspace, replay.id).await.unwrap();
            assert!(now.replay.done == before.done || now.replay.done == before.done + 1000, "{:?}", now.replay);
            assert_eq!(now.replay.runs, i64::try_from(runs(&app).await.len()).unwrap());
        }
        worker.abort();
        _ = worker.await;
        if threshold == 2_000 {
            allow_runs(&app).await;
        }
        app.clock.advance(2 * queue::LEASE);
    }
    let worker = worker(&app);
    let replay = until(&app, replay.id, |replay| replay.state == replay::State::Done).await;
    worker.abort();
    assert_eq!((replay.done, replay.runs), (10_000, 10_000));
    let mut seen: Vec<_> = runs(&app).await.into_iter().map(|run| run.event_id.unwrap()).collect();
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), EVENTS);
    assert_eq!(runs(&app).await.len(), EVENTS);
    assert_eq!(jobs(&app, KIND).await.len(), EVENTS, "each has its job");
    assert_eq!(app.app.flows.replay(&workspace, replay.id).await.unwrap().percent(), 100);
    app.finish().await;
}

async fn a_replay_that_is_cancelled_takes_no_more(engine: Engine) {
    let app = TestApp::new(engine).await;
    let workspace = workspace(&app, 0);
    make(&app, &on("note", EVENT.name())).await;
    log(&app, 200).await;
    let flows = &app.app.flows;
    let replay = flows.start_replay(&workspace, &all(), 20, &admin()).await.unwrap();
    let worker = worker(&app);
    until(&app, replay.id, |replay| replay.done >= 20).await;
    let cancelled = flows.cancel_replay(&workspace, replay.id, &admin()).await.unwrap();
    let done = flows.replay(&workspace, replay.id).await.unwrap();
    assert_eq!((done.replay.state, done.replay.runs.unsigned_abs()), (replay::State::Cancelled, cancelled));
    assert_eq!(done.states[&State::Cancelled], cancelled);
    for _ in 0..10 {
        app.clock.advance(Duration::from_secs(2));
        app.app.queue.wake();
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    worker.abort();
    assert_eq!(flows.replay(&workspace, replay.id).await.unwrap(), done);
    assert!(matches!(flows.cancel_replay(&workspace, replay.id, &admin()).await, Err(Error::Ended)));
    assert!(matches!(flows.cancel_replay(&workspace, Uuid::nil(), &admin()).await, Err(Error::NoReplay)));
    app.finish().await;
}

async fn a_filter_has_to_say_something(engine: Engine) {
    let app = TestApp::new(engine).await;
    let (workspace, flows) = (workspace(&app, 0), &app.app.flows);
    let start = async |filter: &Filter, rate| flows.start_replay(&workspace, filter, rate, &admin()).await;
    assert!(matches!(start(&Filter::default(), 100).await, Err(Error::Unrestricted)));
    assert!(matches!(start(&all(), 0).await, Err(Error::Rate)));
    assert!(matches!(start(&all(), 1001).await, Err(Error::Rate)));
    let (since, until) = (Some(app.now()), Some(app.now()));
    assert!(matches!(start(&Filter { since, until, ..Filter::default() }, 1).await, Err(Error::Filter(_))));
    for _ in 0..flows::replay::MOST_AT_ONCE {
        start(&all(), 1).await.unwrap();
    }
    assert!(matches!(start(&all(), 1).await, Err(Error::TooMany)));
    app.finish().await;
}

async fn only_what_failed_runs_again(engine: Engine) {
    let app = TestApp::new(engine).await;
    let (workspace, flows) = (workspace(&app, 0), &app.app.flows);
    let good = make(&app, &on("good", EVENT.name())).await;
    let bad = make(&app, &on("bad", EVENT.name())).await;
    for number in 1..=3 {
        app.send(&app.delivery(EVENT, number)).await;
    }
    let first = runs(&app).await;
    let failed = first.iter().find(|run| run.flow_id == bad.id).unwrap();
    let set = |state: &str, which: &str| format!("UPDATE flow_run SET state = '{state}' WHERE {which}");
    app.execute(&set("succeeded", "state = 'queued'")).await;
    let id = match engine {
        Engine::Postgres => format!("id = '{}'", failed.id),
        Engine::Sqlite => format!("id = x'{}'", failed.id.simple()),
    };
    app.execute(&set("failed", &id)).await;
    let filter = Filter { states: vec![State::Failed], ..Filter::default() };
    let preview = flows.preview_replay(&workspace, &filter).await.unwrap();
    assert_eq!((preview.events, preview.runs), (1, 1));
    let of_good = Filter { flows: vec![good.id], ..filter.clone() };
    assert_eq!(flows.preview_replay(&workspace, &of_good).await.unwrap().events, 0);
    let replay = flows.start_replay(&workspace, &filter, 100, &admin()).await.unwrap();
    let worker = worker(&app);
    until(&app, replay.id, |replay| replay.state == replay::State::Done).await;
    worker.abort();
    let made: Vec<_> = runs(&app).await.into_iter().filter(|run| run.replay_id == Some(replay.id)).collect();
    assert_eq!((made.len(), made[0].flow_id, made[0].replay_of), (1, bad.id, Some(failed.id)));
    assert_eq!(flows.preview_replay(&workspace, &filter).await.unwrap().events, 0, "the newest run isn't failed");
    app.finish().await;
}
