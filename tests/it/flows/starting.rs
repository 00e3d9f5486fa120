//! An event and the runs that it starts: stored together or not at all, and once.

use clockify_addons::db::entities::flow_run::{Cause, State};
use clockify_addons::db::entities::job;
use clockify_addons::domain::addon::Addon;
use clockify_addons::domain::event::EventType;
use clockify_addons::domain::flow::Reason;
use clockify_addons::domain::scheme::{self, Scheme};
use clockify_addons::flows;
use clockify_addons::installs::sources;
use futures_util::future::join_all;
use serde_json::json;

use super::{admin, jobs, make, on, reason, runs, when, workspace};
use crate::harness::{Engine, TestApp, both, trouble};

both!(
    an_event_starts_a_run_and_its_job,
    a_repeat_starts_nothing,
    of_64_at_once_one_starts_a_run,
    without_a_window_every_delivery_starts_a_run,
    what_is_not_stored_starts_nothing,
    a_condition_that_does_not_hold_is_told,
    every_flow_of_an_event_gets_a_run,
    a_flow_that_is_switched_off_is_not_started,
    flows_can_be_turned_off,
    an_add_on_without_flows_starts_none,
    a_source_starts_the_flows_that_name_it,
    a_workspace_starts_its_own_flows_only,
    a_payload_that_is_nested_too_deep_fails_its_runs,
    a_large_payload_starts_a_run,
    another_server_knows_of_a_new_flow,
);

const EVENT: EventType = EventType::NewTimeEntry;

async fn an_event_starts_a_run_and_its_job(engine: Engine) {
    let app = TestApp::new(engine).await;
    let flow = make(&app, &on("note", EVENT.name())).await;
    assert_eq!(app.send(&app.delivery(EVENT, 1)).await.status, 200);
    let (events, runs, jobs) = (app.events().await, runs(&app).await, jobs(&app, flows::KIND).await);
    let ([event], [run], [job]) = (&events[..], &runs[..], &jobs[..]) else { panic!("{events:?} {runs:?} {jobs:?}") };
    assert_eq!((run.flow_id, run.flow_version, run.state, run.cause), (flow.id, 1, State::Queued, Cause::Event));
    assert_eq!((run.event_id, run.event_type.as_deref()), (Some(event.id), Some(EVENT.name())));
    assert!(run.entity_id.is_some() && run.entity_id == event.entity_id, "{run:?}");
    assert_eq!((&run.workspace_id, &job.workspace_id), (&event.workspace_id, &event.workspace_id));
    assert_eq!((run.job_id, run.run_lease, run.depth), (Some(job.id), 0, 0));
    assert_eq!((run.reason.as_deref(), run.finished_at_ms), (None, None));
    assert_eq!(job.payload, json!({ "run": run.id }).to_string());
    assert_eq!((job.state, job.priority, job.attempt, job.run_lease), (job::State::Pending, 1, 0, 0));
    let received = i64::try_from(event.received_at.unix_timestamp_nanos() / 1_000_000).unwrap();
    assert_eq!((run.created_at_ms, job.created_at_ms, job.due_at_ms), (received, received, received));
    let claims = app.app.queue.claim(&[flows::KIND], 1).await.unwrap();
    assert_eq!(claims.len(), 1, "a worker gets it");
    app.finish().await;
}

async fn a_repeat_starts_nothing(engine: Engine) {
    let app = TestApp::new(engine).await;
    make(&app, &on("note", EVENT.name())).await;
    for (sequence, expected) in [(1, 1), (1, 1), (2, 2), (1, 2), (2, 2)] {
        assert_eq!(app.send(&app.delivery(EVENT, sequence)).await.status, 200);
        assert_eq!((runs(&app).await.len(), jobs(&app, flows::KIND).await.len()), (expected, expected));
    }
    app.finish().await;
}

async fn of_64_at_once_one_starts_a_run(engine: Engine) {
    let app = TestApp::new(engine).await;
    make(&app, &on("note", EVENT.name())).await;
    // Enough others among them that they end up in several batches.
    let requests: Vec<_> =
        (0..128).map(|number| app.delivery(EVENT, if number % 2 == 0 { 0 } else { number })).collect();
    let replies = join_all(requests.iter().map(|request| app.send(request))).await;
    assert!(replies.iter().all(|reply| reply.status == 200));
    let events = app.events().await;
    let mut originals: Vec<_> =
        events.iter().filter(|event| event.duplicate_of.is_none()).map(|event| event.id).collect();
    let mut started: Vec<_> = runs(&app).await.iter().filter_map(|run| run.event_id).collect();
    originals.sort_unstable();
    started.sort_unstable();
    assert_eq!(started, originals, "one run for each original");
    assert_eq!((events.len(), started.len(), jobs(&app, flows::KIND).await.len()), (128, 65, 65));
    app.finish().await;
}

async fn without_a_window_every_delivery_starts_a_run(engine: Engine) {
    let app = TestApp::with(engine, Addon::UniversalWebhook, &[("CLOCKIFY_ADDONS_DEDUPE_SECONDS", "0")]).await;
    make(&app, &on("note", EVENT.name())).await;
    for _ in 0..2 {
        assert_eq!(app.send(&app.delivery(EVENT, 1)).await.status, 200);
    }
    assert_eq!((runs(&app).await.len(), jobs(&app, flows::KIND).await.len()), (2, 2));
    app.finish().await;
}

/// Neither an event without its runs, nor runs without their event.
async fn what_is_not_stored_starts_nothing(engine: Engine) {
    let app = trouble::impatient(engine).await;
    make(&app, &on("note", EVENT.name())).await;
    let lock = trouble::Lock::hold(&app).await;
    assert!(app.send(&app.delivery(EVENT, 1)).await.is_unavailable());
    lock.release().await;
    assert_eq!((app.events().await.len(), runs(&app).await.len(), jobs(&app, flows::KIND).await.len()), (0, 0, 0));

    // The last of the three to be written is the one that is refused.
    app.execute("ALTER TABLE job RENAME TO elsewhere").await;
    assert!(app.send(&app.delivery(EVENT, 2)).await.is_unavailable());
    app.execute("ALTER TABLE elsewhere RENAME TO job").await;
    assert_eq!((app.events().await.len(), runs(&app).await.len(), jobs(&app, flows::KIND).await.len()), (0, 0, 0));

    for sequence in [1, 2] {
        assert_eq!(app.send(&app.delivery(EVENT, sequence)).await.status, 200, "the sender comes again");
    }
    assert_eq!((app.events().await.len(), runs(&app).await.len(), jobs(&app, flows::KIND).await.len()), (2, 2, 2));
    app.finish().await;
}

async fn a_condition_that_does_not_hold_is_told(engine: Engine) {
    let app = TestApp::new(engine).await;
    let condition =
        json!({"all": [{"left": "$.id", "op": "exists"}, {"left": "$.description", "op": "equals", "right": "x"}]});
    make(&app, &when("picky", EVENT.name(), condition)).await;
    assert_eq!(app.send(&app.delivery(EVENT, 1)).await.status, 200);
    let all = runs(&app).await;
    let [run] = &all[..] else { panic!("{all:?}") };
    assert_eq!((run.state, run.job_id), (State::Filtered, None));
    assert_eq!((run.finished_at_ms, run.started_at_ms), (Some(run.created_at_ms), None));
    let Reason::Condition { path, op, right, .. } = reason(run) else { panic!("{run:?}") };
    assert_eq!((path.as_str(), op.as_str(), right), ("/when/all/1", "equals", json!("x")));
    assert_eq!(jobs(&app, flows::KIND).await.len(), 0);
    app.finish().await;
}

async fn every_flow_of_an_event_gets_a_run(engine: Engine) {
    let app = TestApp::new(engine).await;
    let never = json!({"not": {"left": "$.id", "op": "exists"}});
    let one = make(&app, &on("one", EVENT.name())).await;
    let two = make(&app, &when("two", EVENT.name(), never)).await;
    make(&app, &on("other", EventType::NewTag.name())).await;
    let mut twice = on("twice", EVENT.name());
    twice["triggers"] = json!([{"event": EVENT.name()}, {"event": EventType::NewProject.name()}]);
    let three = make(&app, &twice).await;
    assert_eq!(app.send(&app.delivery(EVENT, 1)).await.status, 200);
    let started: Vec<_> = runs(&app).await.iter().map(|run| (run.flow_id, run.state)).collect();
    assert_eq!(started, [(one.id, State::Queued), (two.id, State::Filtered), (three.id, State::Queued)]);
    app.finish().await;
}

async fn a_flow_that_is_switched_off_is_not_started(engine: Engine) {
    let app = TestApp::new(engine).await;
    let (flows, place) = (&app.app.flows, workspace(&app, 0));
    let flow = flows.create(&place, &on("note", EVENT.name()), false, &admin()).await.unwrap().flow;
    assert_eq!(app.send(&app.delivery(EVENT, 1)).await.status, 200);
    assert_eq!(runs(&app).await.len(), 0, "it was never switched on");
    flows.enable(&place, flow.id, &admin()).await.unwrap();
    assert_eq!(app.send(&app.delivery(EVENT, 2)).await.status, 200);
    assert_eq!(runs(&app).await.len(), 1);
    flows.disable(&place, flow.id, &admin()).await.unwrap();
    assert_eq!(app.send(&app.delivery(EVENT, 3)).await.status, 200);
    flows.enable(&place, flow.id, &admin()).await.unwrap();
    flows.delete(&place, flow.id, &admin()).await.unwrap();
    assert_eq!(app.send(&app.delivery(EVENT, 4)).await.status, 200);
    assert_eq!((app.events().await.len(), runs(&app).await.len()), (4, 1));
    app.finish().await;
}

async fn flows_can_be_turned_off(engine: Engine) {
    let app = TestApp::with(engine, Addon::UniversalWebhook, &[("UW_ENABLE_FLOWS", "false")]).await;
    make(&app, &on("note", EVENT.name())).await;
    assert_eq!(app.send(&app.delivery(EVENT, 1)).await.status, 200);
    assert_eq!((app.events().await.len(), runs(&app).await.len()), (1, 0));
    app.finish().await;
}

async fn an_add_on_without_flows_starts_none(engine: Engine) {
    let app = TestApp::with(engine, Addon::ClockifyAddon, &[]).await;
    let refused = app.app.flows.create(&workspace(&app, 0), &on("note", EVENT.name()), true, &admin()).await;
    assert!(matches!(refused, Err(flows::Error::Invalid(_))), "{refused:?}");
    assert_eq!(app.send(&app.delivery(EVENT, 1)).await.status, 200);
    assert_eq!((app.events().await.len(), runs(&app).await.len()), (1, 0));
    app.finish().await;
}

async fn a_source_starts_the_flows_that_name_it(engine: Engine) {
    let app = TestApp::new(engine).await;
    let (scheme, secret, place) = (Scheme::Bearer, scheme::generate_secret(&Scheme::Bearer), workspace(&app, 0));
    for name in ["ci", "shop"] {
        sources::add(&app.app.db, &app.app.keyring, &place, name, &scheme, &secret, app.now()).await.unwrap();
    }
    app.app.view.refresh().await.unwrap();
    let mut flows = Vec::new();
    for (name, trigger) in [
        ("any", json!([{"source": "ci"}])),
        ("pull", json!([{"source": "ci", "event": "PULL"}, {"source": "ci"}])),
        ("push", json!([{"source": "ci", "event": "PUSH"}])),
        ("shop", json!([{"source": "shop"}])),
        ("clockify", json!([{"event": EVENT.name()}])),
    ] {
        let mut flow = on(name, EVENT.name());
        flow["triggers"] = trigger;
        flows.push(make(&app, &flow).await.id);
    }
    for (source, body, expected) in [
        ("ci", json!({"event_type": "PULL", "id": "7"}), vec![flows[0], flows[1]]),
        ("ci", json!({"event_type": "PUSH"}), vec![flows[0], flows[1], flows[2]]),
        ("ci", json!({"event_type": EVENT.name()}), vec![flows[0], flows[1]]),
        ("shop", json!({"event_type": "PULL"}), vec![flows[3]]),
    ] {
        let before = runs(&app).await.len();
        let body = body.to_string();
        let mut request = http::Request::post(format!("/webhooks/custom/{source}"));
        for (name, value) in scheme::sign(&scheme, &secret, body.as_bytes(), app.now(), "") {
            request = request.header(name, value);
        }
        assert_eq!(app.raw(request.body(body.clone().into()).unwrap()).await.status, 200);
        let started: Vec<_> = runs(&app).await[before..].iter().map(|run| run.flow_id).collect();
        assert_eq!(started, expected, "{source} {body}");
    }
    app.finish().await;
}

async fn a_workspace_starts_its_own_flows_only(engine: Engine) {
    let app = TestApp::new(engine).await;
    let other = app.install(1, 1).await;
    let flow = make(&app, &on("note", EVENT.name())).await;
    let payload = clockify_addons::sandbox::payload::of(EVENT, &other.workspace, 1);
    assert_eq!(app.send(&other.delivery(EVENT, &payload)).await.status, 200);
    assert_eq!((app.events().await.len(), runs(&app).await.len()), (1, 0));
    let view = app.app.flows.view().now().clone();
    assert!(view.flow(&workspace(&app, 0), flow.id).is_some() && view.flow(&workspace(&app, 1), flow.id).is_none());
    app.finish().await;
}

async fn a_payload_that_is_nested_too_deep_fails_its_runs(engine: Engine) {
    let app = TestApp::new(engine).await;
    make(&app, &on("note", EVENT.name())).await;
    let deep = format!("{{\"id\":\"deep\",\"x\":{}{}}}", "[".repeat(200), "]".repeat(200));
    assert_eq!(app.send(&app.installation.delivery_raw(EVENT, deep.into())).await.status, 200);
    let all = runs(&app).await;
    let [run] = &all[..] else { panic!("{all:?}") };
    assert_eq!((run.state, run.job_id), (State::Failed, None));
    assert!(matches!(reason(run), Reason::Payload { message } if message.contains("nested too deep")), "{run:?}");
    app.finish().await;
}

async fn a_large_payload_starts_a_run(engine: Engine) {
    let app = TestApp::new(engine).await;
    let condition = json!({"left": "$.items | length", "op": ">", "right": 1000});
    make(&app, &when("large", EVENT.name(), condition)).await;
    let items: Vec<_> =
        (0..16_384).map(|number| format!("{{\"number\":{number},\"text\":\"{}\"}}", "x".repeat(40))).collect();
    let body = format!("{{\"id\":\"large\",\"items\":[{}]}}", items.join(","));
    assert!(body.len() > 1024 * 1024);
    assert_eq!(app.send(&app.installation.delivery_raw(EVENT, body.into())).await.status, 200);
    let all = runs(&app).await;
    assert_eq!(all.iter().map(|run| run.state).collect::<Vec<_>>(), [State::Queued], "{all:?}");
    app.finish().await;
}

async fn another_server_knows_of_a_new_flow(engine: Engine) {
    let app = TestApp::new(engine).await;
    let replica = app.replica().await;
    let refresh = async || {
        replica.app.view.refresh().await.unwrap();
        replica.app.flows.view().refresh().await.unwrap();
    };
    refresh().await;
    let flow = make(&app, &on("note", EVENT.name())).await;
    refresh().await;
    assert_eq!(replica.send(&app.delivery(EVENT, 1)).await.status, 200);
    let mut changed = on("note", EventType::NewTag.name());
    changed["description"] = json!("another");
    app.app.flows.save(&workspace(&app, 0), flow.id, &changed, 1, &admin()).await.unwrap();
    refresh().await;
    for event in [EVENT, EventType::NewTag] {
        assert_eq!(replica.send(&app.delivery(event, 2)).await.status, 200);
    }
    let started: Vec<_> = runs(&app).await.iter().map(|run| (run.event_type.clone(), run.flow_version)).collect();
    assert_eq!(started, [(Some("NEW_TIME_ENTRY".to_owned()), 1), (Some("NEW_TAG".to_owned()), 2)]);
    replica.finish().await;
    app.finish().await;
}
