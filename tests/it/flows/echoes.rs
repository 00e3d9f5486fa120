//! Events of a flow's own writes, whenever they come: before the answer to the write, beside it, or long after.

use std::time::Duration;

use clockify_addons::db::entities::flow_run::{Model, State};
use clockify_addons::domain::event::EventType;
use clockify_addons::sandbox::api::{Echo, Fault, Rule, Timing, When};
use serde_json::json;
use uuid::Uuid;

use super::stage::{PATIENCE, Stage, one, reason, tag};
use crate::harness::{Engine, both, eventually};

both!(whenever_the_echo_comes_it_starts_nothing, an_answer_that_does_not_come_is_waited_for_two_seconds,);

/// How many timings are tried, of a write whose entity is known and of one whose entity the answer tells.
const TIMINGS: usize = 25;

/// A real answer may be as late as the test wants.
const PATIENT: [(&str, &str); 1] = [("CLOCKIFY_ADDONS_API_SECONDS", "30")];

/// Two flows, each of which would start itself without end.
async fn selfish(stage: &Stage) -> [(Uuid, &'static str); 2] {
    let make = json!({ "operation": "createNewTag", "body": { "name": "{{ $.name }}+" } });
    let make = json!({
        "name": "Make", "triggers": [{ "event": "NEW_TAG" }], "steps": [{ "id": "make", "call": make }],
    });
    let change = json!({
        "operation": "updateTimeEntry", "path": { "id": "$.id" }, "set": { "description": "{{ $.description }}+" },
    });
    let change = json!({
        "name": "Change", "triggers": [{ "event": "TIME_ENTRY_UPDATED" }], "steps": [{ "id": "change", "update": change }],
    });
    [(stage.flow(make).await, "createNewTag"), (stage.flow(change).await, "updateTimeEntry")]
}

/// Half of all runs did something, and the others know whose echo started them.
fn half_is_filtered(what: &str, runs: &[Model]) {
    let done: Vec<_> = runs.iter().filter(|run| run.state == State::Succeeded).map(|run| run.id).collect();
    assert_eq!(done.len() * 2, runs.len(), "{what}: {runs:?}");
    for run in runs.iter().filter(|run| run.state == State::Filtered) {
        let why = reason(run);
        let cause: Uuid = why["run"].as_str().and_then(|id| id.parse().ok()).unwrap_or_default();
        assert!(why["kind"] == "echo" && done.contains(&cause), "{what}: {why}");
    }
}

async fn whenever_the_echo_comes_it_starts_nothing(engine: Engine) {
    let stage = Stage::with(engine, &PATIENT).await;
    stage.let_time_pass();
    let flows = selfish(&stage).await;
    let mut random = fastrand::Rng::with_seed(20_261_127);
    for round in 0..TIMINGS {
        let timing = match random.u8(0..4) {
            0 => Timing::Beside,
            1 => Timing::After(Duration::from_millis(random.u64(0..40))),
            // The one that is hardest: nobody knows yet what the event is about.
            _ => Timing::Before,
        };
        let late = random.u64(0..40);
        stage.api.set_echo(Echo { timing, copies: random.u8(1..3) });
        for (_, operation) in flows {
            stage.api.add_fault(Rule::at(operation, Fault::Slow { ms: late }, When::Once));
        }
        stage.deliver(EventType::NewTag, &tag(&stage, u32::try_from(round).unwrap())).await;
        stage.deliver(EventType::TimeEntryUpdated, &stage.entry(round)).await;
        for (flow, operation) in flows {
            let runs = stage.settled(flow, 2 * (round + 1), &[State::Succeeded, State::Filtered]).await;
            half_is_filtered(&format!("{operation} {round}: {timing:?}, answered after {late} ms"), &runs);
        }
    }
    stage.api.settled().await;
    for (flow, operation) in flows {
        assert_eq!(stage.runs(flow).await.len(), 2 * TIMINGS, "{operation}");
        assert_eq!(stage.calls(operation), TIMINGS as u64, "{operation}");
    }
    stage.finish().await;
}

async fn an_answer_that_does_not_come_is_waited_for_two_seconds(engine: Engine) {
    let stage = Stage::with(engine, &PATIENT).await;
    let make = json!({ "call": { "operation": "createNewTag", "body": { "name": "{{ $.name }}+" } } });
    let flow = stage.flow(one("Make", &make)).await;
    stage.api.add_fault(Rule::at("createNewTag", Fault::Slow { ms: 3_000 }, When::Once));
    stage.deliver(EventType::NewTag, &tag(&stage, 1)).await;
    for wait in [0, 1_900] {
        stage.server.clock.advance(Duration::from_millis(wait));
        eventually("the run of the echo is put off", PATIENCE, async || {
            let runs = stage.runs(flow).await;
            let Some(echo) = runs.get(1) else { return false };
            assert_eq!(echo.state, State::Queued, "after {wait} ms: {echo:?}");
            stage.put_off(echo).await.is_some()
        })
        .await;
    }
    stage.server.clock.advance(Duration::from_millis(150));
    let mut runs = Vec::new();
    eventually("the wait is over", PATIENCE, async || {
        runs = stage.runs(flow).await;
        runs[1].state.is_end()
    })
    .await;
    assert_eq!(runs[0].state, State::Running, "the write was answered too soon for this test");
    assert_eq!((runs[1].state, reason(&runs[1])), (State::Filtered, json!({ "kind": "echo", "run": runs[0].id })));
    let runs = stage.settled(flow, 2, &[State::Succeeded, State::Filtered]).await;
    assert_eq!((runs[0].state, stage.calls("createNewTag")), (State::Succeeded, 1));
    stage.finish().await;
}
