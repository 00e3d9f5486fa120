//! How often a flow may run, how many of its runs are under way at a time, and what stops a flood.

use std::time::Duration;

use clockify_addons::db::entities::audit_entry;
use clockify_addons::db::entities::flow_run::{Model, State};
use clockify_addons::domain::event::EventType;
use clockify_addons::flows::Actor;
use clockify_addons::sandbox::api::{Fault, Kind, Rule, When};
use futures_util::future::join_all;
use sea_orm::EntityTrait;
use serde_json::{Value, json};

use super::stage::{PATIENCE, Stage, one, reason, tag};
use crate::harness::{Engine, both, eventually, query};

both!(
    a_flood_within_an_hour_holds_the_flow_until_somebody_resumes_it,
    switching_off_in_a_flood_stops_it,
    no_step_begins_once_the_flow_is_off,
    so_many_a_minute_begin_and_the_others_wait,
    no_more_than_may_be_are_under_way,
);

/// A flow of one reading that nobody else makes, with this field.
fn reading(stage: &Stage, name: &str, field: &str, value: Value) -> Value {
    let tag = &stage.api.ids(Kind::Tag)[0];
    let mut document = one(name, &json!({ "call": { "operation": "getTag", "path": { "id": tag } } }));
    document[field] = value;
    document
}

/// Delivers the event about the `number`-th tag, some seconds after the last one.
async fn later(stage: &Stage, number: u32) {
    stage.server.clock.advance(Duration::from_secs(2));
    stage.deliver(EventType::NewTag, &tag(stage, number)).await;
}

fn states(runs: &[Model]) -> Vec<State> {
    runs.iter().map(|run| run.state).collect()
}

async fn a_flood_within_an_hour_holds_the_flow_until_somebody_resumes_it(engine: Engine) {
    let stage = Stage::new(engine).await;
    let flow = stage.flow(reading(&stage, "Flood", "limits", json!({ "runsPerHour": 5 }))).await;
    let flows = &stage.server.app.flows;
    let held = async || flows.get(&stage.workspace, flow).await.unwrap().0.held_reason;
    let ends = [State::Succeeded, State::Failed];
    for number in 1..=5 {
        if number == 5 {
            stage.api.add_fault(Rule::at("getTag", Fault::Status { status: 403 }, When::Times(3)));
        }
        later(&stage, number).await;
        stage.settled(flow, number as usize, &ends).await;
    }
    // The fifth fails, and is tried again until it succeeds: it is still the fifth.
    for attempt in 1..=3 {
        let last = stage.runs(flow).await.pop().unwrap();
        assert_eq!(last.state, State::Failed, "attempt {attempt}: {:?}", last.reason);
        stage.server.clock.advance(Duration::from_secs(2));
        flows.retry(&stage.workspace, last.id, &Actor::Operator).await.unwrap();
        stage.settled(flow, 5, &ends).await;
    }
    assert_eq!((states(&stage.runs(flow).await), held().await), (vec![State::Succeeded; 5], None));
    let calls = stage.calls("getTag");
    assert_eq!(calls, 4 + 4);

    for number in 6..=8 {
        later(&stage, number).await;
        stage.settled(flow, number as usize, &[State::Succeeded, State::Held]).await;
    }
    let runs = stage.runs(flow).await;
    assert_eq!(states(&runs[5..]), [State::Held; 3], "they are kept");
    let why = json!({ "kind": "held", "reason": "FLOOD", "note": "more than 5 runs within an hour" });
    assert!(runs[5..].iter().all(|run| reason(run) == why), "{runs:?}");
    assert_eq!((held().await.as_deref(), stage.calls("getTag")), (Some("FLOOD"), calls));
    let entries = audit_entry::Entity::find().all(&stage.server.app.db.reader()).await.unwrap();
    let placed: Vec<_> = entries.iter().filter(|entry| entry.action == "flow.hold").collect();
    let [entry] = &placed[..] else { panic!("{placed:?}") };
    let subject = format!("flow:{}", flow.simple());
    assert_eq!((entry.actor.as_str(), entry.subject.as_str()), ("system", subject.as_str()));
    assert!(entry.after.as_deref().is_some_and(|after| after.contains("FLOOD")), "{entry:?}");

    // By itself it doesn't go on, however long that is; somebody has to want it.
    stage.server.clock.advance(Duration::from_hours(1));
    later(&stage, 9).await;
    stage.settled(flow, 9, &[State::Succeeded, State::Held]).await;
    assert_eq!(stage.calls("getTag"), calls);
    flows.resume(&stage.workspace, flow, &Actor::Operator).await.unwrap();
    stage.settled(flow, 9, &[State::Succeeded]).await;
    assert_eq!((held().await, stage.calls("getTag")), (None, calls + 4));

    // Held again within the hour and let go at once, it goes on as well: whoever did that has seen how often it ran.
    for number in 10..=15 {
        later(&stage, number).await;
        stage.settled(flow, number as usize, &[State::Succeeded, State::Held]).await;
    }
    assert_eq!(held().await.as_deref(), Some("FLOOD"));
    stage.server.clock.advance(Duration::from_secs(2));
    flows.resume(&stage.workspace, flow, &Actor::Operator).await.unwrap();
    stage.settled(flow, 15, &[State::Succeeded]).await;
    for number in 16..=20 {
        later(&stage, number).await;
        stage.settled(flow, number as usize, &[State::Succeeded]).await;
    }
    assert_eq!(held().await, None, "five more are no flood");
    later(&stage, 21).await;
    stage.settled(flow, 21, &[State::Succeeded, State::Held]).await;
    assert_eq!(held().await.as_deref(), Some("FLOOD"), "the sixth is");
    stage.finish().await;
}

/// Events of the flood.
const FLOOD: u32 = 1_000;

/// Half of what works on jobs may work for one workspace: there are slots for one run, and for 32 jobs of other kinds.
const AT_ONCE: u64 = 17;

/// How many runs there are in these states.
async fn count(stage: &Stage, states: &str) -> i64 {
    let sql = format!("SELECT count(*) AS runs FROM flow_run WHERE state IN ({states})");
    query(&stage.server.app.db.reader(), &sql).await[0].try_get("", "runs").unwrap()
}

async fn switching_off_in_a_flood_stops_it(engine: Engine) {
    let stage = Stage::with(engine, &[("CLOCKIFY_ADDONS_FLOW_SLOTS", "1")]).await;
    stage.api.add_fault(Rule::at("createNewTag", Fault::Slow { ms: 150 }, When::Always));
    let mut document =
        one("Flood", &json!({ "call": { "operation": "createNewTag", "body": { "name": "{{ $.name }}!" } } }));
    document["triggers"] = json!([{ "event": "NEW_CLIENT" }]);
    let flow = stage.flow(document).await;
    let delivery = |number| stage.installation.delivery(EventType::NewClient, &tag(&stage, number));
    let events: Vec<_> = (0..FLOOD).map(delivery).collect();
    for part in events.chunks(100) {
        let replies = join_all(part.iter().map(|event| stage.server.send(event))).await;
        assert!(replies.iter().all(|reply| reply.status == 200));
    }
    eventually("the flood is being worked on", PATIENCE, async || stage.calls("createNewTag") > AT_ONCE).await;
    stage.server.app.flows.disable(&stage.workspace, flow, &Actor::Operator).await.unwrap();
    let seen = stage.calls("createNewTag");
    let live = "'queued', 'waiting', 'running', 'held'";
    eventually("every run is at its end", PATIENCE, async || count(&stage, live).await == 0).await;
    let (calls, done) = (stage.calls("createNewTag"), count(&stage, "'succeeded'").await);
    assert!(calls <= seen + AT_ONCE, "{seen} calls were made when it was switched off, and then {calls}");
    assert_eq!(u64::try_from(done).unwrap(), calls, "what was begun was finished");
    let cancelled = count(&stage, "'cancelled'").await;
    assert_eq!(cancelled + done, i64::from(FLOOD));
    assert!(cancelled > i64::from(FLOOD) / 4, "the flood was over too soon: {done} runs had succeeded");
    // Nothing is left that would come later, and nothing new comes.
    stage.server.clock.advance(Duration::from_mins(2));
    stage.deliver(EventType::NewClient, &tag(&stage, FLOOD)).await;
    assert_eq!(stage.runs(flow).await.len(), FLOOD as usize);
    let jobs = "SELECT id FROM job WHERE kind = 'flow_run'";
    let none = async || query(&stage.server.app.db.reader(), jobs).await.is_empty();
    eventually("no job is left", PATIENCE, none).await;
    assert_eq!(stage.calls("createNewTag"), calls);
    stage.finish().await;
}

async fn no_step_begins_once_the_flow_is_off(engine: Engine) {
    let stage = Stage::with(engine, &[("CLOCKIFY_ADDONS_API_SECONDS", "30")]).await;
    // Two items are under way when it happens, and twenty would follow.
    stage.api.add_fault(Rule::at("createUserGroup", Fault::Slow { ms: 600 }, When::Always));
    let make = json!({ "id": "make", "call": { "operation": "createUserGroup", "body": { "name": "{{ flow.name }} {{ item }}" } } });
    let each = json!({ "id": "each", "forEach": { "items": "$.names", "concurrency": 2, "steps": [make] } });
    let after = json!({ "id": "after", "call": { "operation": "createNewTag", "body": { "name": "after" } } });
    let document = json!({ "name": "Long", "triggers": [{ "event": "NEW_CLIENT" }], "steps": [each, after] });
    let (flow, deleted) = (stage.flow(document.clone()).await, {
        let mut other = document;
        other["name"] = json!("Deleted");
        stage.flow(other).await
    });
    let mut client = tag(&stage, 1);
    client["names"] = (0..22).map(|number| format!("group {number}")).collect();
    stage.deliver(EventType::NewClient, &client).await;
    let calls = || stage.calls("createUserGroup");
    eventually("both are under way", PATIENCE, async || calls() == 4).await;
    let flows = &stage.server.app.flows;
    flows.disable(&stage.workspace, flow, &Actor::Operator).await.unwrap();
    flows.delete(&stage.workspace, deleted, &Actor::Operator).await.unwrap();
    for flow in [flow, deleted] {
        let run = stage.ended(flow).await;
        assert_eq!((run.state, reason(&run)), (State::Cancelled, json!({ "kind": "disabled" })));
        let steps = stage.steps(&run).await;
        let finished = steps.iter().filter(|step| step.position.ends_with("make")).count();
        assert_eq!((finished, steps.len()), (2, 3), "what was under way is finished, and known: {steps:?}");
    }
    assert_eq!((calls(), stage.calls("createNewTag")), (4, 0));
    stage.finish().await;
}

async fn so_many_a_minute_begin_and_the_others_wait(engine: Engine) {
    let stage = Stage::new(engine).await;
    let flow = stage.flow(reading(&stage, "Few", "limits", json!({ "runsPerMinute": 3 }))).await;
    for number in 0..8 {
        stage.deliver(EventType::NewTag, &tag(&stage, number)).await;
    }
    for done in [3, 6, 8] {
        eventually("so many are done, and the others wait", PATIENCE, async || {
            let (mut ended, mut waits) = (0, 0);
            for run in stage.runs(flow).await {
                ended += usize::from(run.state == State::Succeeded);
                waits += usize::from(stage.put_off(&run).await.is_some());
            }
            (ended, waits) == (done, 8 - done)
        })
        .await;
        assert_eq!(stage.calls("getTag"), done as u64);
        stage.server.clock.advance(Duration::from_mins(1));
    }
    let begun: Vec<_> = stage.runs(flow).await.iter().map(|run| run.started_at_ms.unwrap()).collect();
    for begin in &begun {
        let within = begun.iter().filter(|other| (*begin..begin + 60_000).contains(*other)).count();
        assert!(within <= 3, "{begun:?}");
    }
    stage.finish().await;
}

async fn no_more_than_may_be_are_under_way(engine: Engine) {
    const MAX: usize = 3;

    let stage = Stage::new(engine).await;
    stage.api.add_fault(Rule::at("getTag", Fault::Slow { ms: 150 }, When::Always));
    stage.let_time_pass();
    let flow = stage.flow(reading(&stage, "Few", "concurrency", json!({ "mode": "parallel", "max": MAX }))).await;
    let free = stage.flow(reading(&stage, "Free", "triggers", json!([{ "event": "NEW_CLIENT" }]))).await;
    for number in 0..10 {
        stage.deliver(EventType::NewTag, &tag(&stage, number)).await;
        stage.deliver(EventType::NewClient, &tag(&stage, number)).await;
        stage.tick();
    }
    for (flow, most) in [(flow, MAX), (free, 10)] {
        let runs = stage.settled(flow, 10, &[State::Succeeded]).await;
        let times = |run: &Model| (run.started_at_ms.unwrap(), run.finished_at_ms.unwrap());
        let at = |moment: i64| runs.iter().map(times).filter(|(from, to)| (*from..*to).contains(&moment)).count();
        let peak = runs.iter().map(|run| at(times(run).0)).max().unwrap();
        let least = if most == MAX { MAX } else { MAX + 1 };
        assert!((least..=most).contains(&peak), "{peak} at a time of {most}");
    }
    stage.finish().await;
}
