//! What stands between an event and the first step: installations, limits, the guard against flows that start themselves.

use std::time::Duration;

use clockify_addons::db::entities::flow_run::State;
use clockify_addons::domain::event::EventType;
use clockify_addons::sandbox::api::{Fault, Kind, Rule, When};
use serde_json::json;

use super::stage::{PATIENCE, Stage, one, reason, tag};
use crate::harness::{Engine, both, eventually};

both!(
    what_is_done_once_is_not_done_twice,
    a_queue_keeps_its_order_and_drop_drops,
    an_uninstall_cancels_and_a_switch_holds,
    two_flows_that_start_each_other_come_to_an_end,
    a_flood_holds_the_flow,
    one_refused_token_is_no_reason_to_hold,
);

async fn what_is_done_once_is_not_done_twice(engine: Engine) {
    let stage = Stage::new(engine).await;
    stage.let_time_pass();
    let mut document = one("Once", &json!({ "call": { "operation": "getTags" } }));
    document["once"] = json!("{{ $.group }}");
    let flow = stage.flow(document).await;
    for number in 1..=3 {
        let mut payload = tag(&stage, number);
        payload["group"] = json!(if number == 3 { "b" } else { "a" });
        stage.deliver(EventType::NewTag, &payload).await;
    }
    let runs = stage.settled(flow, 3, &[State::Succeeded, State::Filtered]).await;
    let filtered: Vec<_> = runs.iter().filter(|run| run.state == State::Filtered).collect();
    assert_eq!(filtered.len(), 1);
    assert_eq!(reason(filtered[0])["kind"], "once");
    assert_eq!(stage.calls("getTags"), 2);
    stage.finish().await;
}

async fn a_queue_keeps_its_order_and_drop_drops(engine: Engine) {
    let stage = Stage::new(engine).await;
    stage.let_time_pass();
    let mut document =
        one("Queue", &json!({ "call": { "operation": "createNewTag", "body": { "name": "{{ $.name }}" } } }));
    document["concurrency"] = json!({ "mode": "queue", "key": "all" });
    document["triggers"] = json!([{ "event": "NEW_CLIENT" }]);
    let queue = stage.flow(document).await;
    let mut document = one("Drop", &json!({ "call": { "operation": "getUserGroups" } }));
    document["concurrency"] = json!({ "mode": "drop", "key": "all" });
    document["triggers"] = json!([{ "event": "NEW_TASK" }]);
    let dropping = stage.flow(document).await;
    stage.api.add_fault(Rule::at("createNewTag", Fault::Slow { ms: 30 }, When::Always));
    stage.api.add_fault(Rule::at("getUserGroups", Fault::Slow { ms: 500 }, When::Always));
    let before = stage.api.ids(Kind::Tag).len();
    for number in 0..8 {
        stage.deliver(EventType::NewClient, &tag(&stage, number)).await;
    }
    eventually("a run of the other one is under way", PATIENCE, async || {
        stage.tick();
        if stage.runs(dropping).await.is_empty() {
            stage.deliver(EventType::NewTask, &tag(&stage, 100)).await;
        }
        stage.runs(dropping).await.iter().any(|run| run.state == State::Running)
    })
    .await;
    stage.deliver(EventType::NewTask, &tag(&stage, 101)).await;
    let runs = stage.settled(dropping, 2, &[State::Succeeded, State::Cancelled]).await;
    let dropped: Vec<_> = runs.iter().filter(|run| run.state == State::Cancelled).collect();
    assert_eq!(dropped.len(), 1, "{runs:?}");
    assert_eq!(reason(dropped[0])["kind"], "dropped");
    let runs = stage.settled(queue, 8, &[State::Succeeded]).await;
    let ended: Vec<_> = runs.iter().map(|run| run.finished_at_ms.unwrap()).collect();
    assert!(ended.is_sorted(), "{ended:?}");
    let ids = stage.api.ids(Kind::Tag);
    let names: Vec<_> =
        ids[before..].iter().map(|id| stage.api.entity(Kind::Tag, id).unwrap()["name"].clone()).collect();
    assert_eq!(names, (0..8).map(|number| json!(format!("t{number}"))).collect::<Vec<_>>());
    stage.finish().await;
}

async fn an_uninstall_cancels_and_a_switch_holds(engine: Engine) {
    let stage = Stage::new(engine).await;
    let flow = stage
        .flow(json!({
            "name": "Slow",
            "triggers": [{ "event": "NEW_TAG" }],
            "steps": [{ "id": "wait", "delay": { "for": "1h" } }, { "id": "look", "call": { "operation": "createClient", "body": { "name": "{{ $.name }}" } } }],
        }))
        .await;
    stage.deliver(EventType::NewTag, &tag(&stage, 1)).await;
    stage.settled(flow, 1, &[State::Waiting]).await;
    let off = stage.installation.status_changed(stage.server.now(), "INACTIVE");
    assert_eq!(stage.server.send(&off).await.status, 200);
    stage.server.clock.advance(Duration::from_hours(2));
    let held = stage.settled(flow, 1, &[State::Held]).await;
    assert_eq!(reason(&held[0]), json!({ "kind": "inactive" }));
    let on = stage.installation.status_changed(stage.server.now(), "ACTIVE");
    assert_eq!(stage.server.send(&on).await.status, 200);
    let run = stage.ended(flow).await;
    assert_eq!(run.state, State::Succeeded, "{:?}", run.reason);
    stage.deliver(EventType::NewTag, &tag(&stage, 2)).await;
    stage.settled(flow, 2, &[State::Succeeded, State::Waiting]).await;
    assert_eq!(stage.server.send(&stage.installation.deleted(stage.server.now())).await.status, 200);
    stage.server.clock.advance(Duration::from_hours(2));
    let runs = stage.settled(flow, 2, &[State::Succeeded, State::Cancelled]).await;
    assert_eq!(reason(&runs[1]), json!({ "kind": "uninstalled" }));
    assert_eq!(stage.calls("createClient"), 1);
    stage.finish().await;
}

async fn two_flows_that_start_each_other_come_to_an_end(engine: Engine) {
    let stage = Stage::new(engine).await;
    stage.let_time_pass();
    let turn = |name: &str, after: &str, letter: &str| {
        let set = json!({ "description": format!("{{{{ $.description | append('{letter}') }}}}") });
        json!({
            "name": name,
            "triggers": [{ "event": "TIME_ENTRY_UPDATED" }],
            "when": { "left": "$.description", "op": "ends-with", "right": after },
            "onChangesByFlows": true,
            "steps": [{ "id": "turn", "update": { "operation": "updateTimeEntry", "path": { "id": "$.id" }, "set": set } }],
        })
    };
    let (first, second) = (stage.flow(turn("Ping", "o", "i")).await, stage.flow(turn("Pong", "i", "o")).await);
    let mut entry = stage.entry(0);
    entry["description"] = json!("o");
    stage.deliver(EventType::TimeEntryUpdated, &entry).await;
    let mut looped = Vec::new();
    eventually("the chain is cut", PATIENCE, async || {
        stage.tick();
        let runs = [stage.runs(first).await, stage.runs(second).await].concat();
        looped = runs.iter().filter(|run| reason(run)["kind"] == "loop").cloned().collect();
        !looped.is_empty() && runs.iter().all(|run| run.state.is_end())
    })
    .await;
    let runs = [stage.runs(first).await, stage.runs(second).await].concat();
    let made = runs.iter().filter(|run| run.state == State::Succeeded).count();
    assert!(made <= 3, "{runs:?}");
    assert_eq!(stage.calls("updateTimeEntry"), 3);
    stage.finish().await;
}

async fn a_flood_holds_the_flow(engine: Engine) {
    let stage = Stage::new(engine).await;
    stage.let_time_pass();
    let mut document = one("Flood", &json!({ "call": { "operation": "getTags" } }));
    document["limits"] = json!({ "runsPerEntity": 5 });
    let flow = stage.flow(document).await;
    for number in 0..12 {
        let mut payload = tag(&stage, 1);
        payload["note"] = json!(number);
        stage.deliver(EventType::NewTag, &payload).await;
    }
    eventually("the flow is held", PATIENCE, async || {
        stage.tick();
        let runs = stage.runs(flow).await;
        runs.iter().all(|run| run.state == State::Held || run.state.is_end())
            && runs.iter().any(|run| run.state == State::Held)
    })
    .await;
    let held = stage.server.app.flows.get(&stage.workspace, flow).await.unwrap().0;
    assert_eq!(held.held_reason.as_deref(), Some("LOOP"));
    assert!(stage.calls("getTags") <= 12);
    stage.finish().await;
}

async fn one_refused_token_is_no_reason_to_hold(engine: Engine) {
    let stage = Stage::new(engine).await;
    let flow = stage.flow(one("Refused", &json!({ "call": { "operation": "getUserGroups" } }))).await;
    stage.api.add_fault(Rule::at("getUserGroups", Fault::Unauthorized, When::Times(1)));
    stage.deliver(EventType::NewTag, &tag(&stage, 1)).await;
    let waiting = stage.settled(flow, 1, &[State::Waiting]).await;
    assert_eq!(reason(&waiting[0]), json!({ "kind": "unauthorized" }));
    stage.server.clock.advance(Duration::from_mins(1));
    let run = stage.ended(flow).await;
    assert_eq!(run.state, State::Succeeded, "{:?}", run.reason);
    assert_eq!(stage.steps(&run).await[0].attempts, 1, "what was refused for the token is no attempt");
    stage.finish().await;
}
