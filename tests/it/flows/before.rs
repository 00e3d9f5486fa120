//! Conditions on what an entity was before its event.

use clockify_addons::db::entities::flow_run::{self, State};
use clockify_addons::db::entities::flow_step::State as Step;
use clockify_addons::domain::event::EventType;
use clockify_addons::flows::trial::{Answers, On};
use serde_json::{Map, Value, json};

use super::stage::{Stage, reason};
use crate::harness::{Engine, both};

both!(
    a_change_is_told_by_the_event_before,
    steps_look_back_too_and_a_trial_sees_the_same,
    another_workspace_and_repeats_are_nothing_that_was_before,
);

const UPDATED: EventType = EventType::TimeEntryUpdated;

fn flow(when: Option<&Value>, only_if: &Value) -> Value {
    let mut flow = json!({
        "name": "Looks back",
        "triggers": [{ "event": UPDATED.name() }],
        "steps": [{ "id": "tags", "onlyIf": only_if, "call": { "operation": "getTags" } }],
    });
    if let Some(when) = when {
        flow["when"] = when.clone();
    }
    flow
}

fn described(stage: &Stage, number: usize, description: &str) -> Value {
    let mut entry = stage.entry(number);
    entry["description"] = json!(description);
    entry
}

async fn states(stage: &Stage, flow: uuid::Uuid, count: usize) -> Vec<flow_run::Model> {
    stage.settled(flow, count, &[State::Succeeded, State::Filtered, State::Failed]).await
}

async fn a_change_is_told_by_the_event_before(engine: Engine) {
    let stage = Stage::new(engine).await;
    stage.let_time_pass();
    let changed = json!({ "left": "$.description", "op": "changed" });
    let always = json!({ "left": "$.id", "op": "exists" });
    let flow = stage.flow(flow(Some(&changed), &always)).await;
    // Nothing is known of it; then it was heard of, be it by another event; then it is the same; and then it isn't.
    stage.deliver(UPDATED, &described(&stage, 0, "a")).await;
    stage.deliver(EventType::NewTimeEntry, &described(&stage, 1, "a")).await;
    stage.deliver(UPDATED, &described(&stage, 1, "b")).await;
    let mut same = described(&stage, 1, "b");
    same["billable"] = json!(!same["billable"].as_bool().unwrap());
    stage.deliver(UPDATED, &same).await;
    stage.deliver(UPDATED, &described(&stage, 1, "c")).await;
    let runs = states(&stage, flow, 4).await;
    let ends: Vec<_> = runs.iter().map(|run| run.state).collect();
    assert_eq!(ends, [State::Filtered, State::Succeeded, State::Filtered, State::Succeeded]);
    let told = |run| {
        let reason = reason(run);
        (reason["path"].clone(), reason["op"].clone(), reason["left"].clone(), reason["right"].clone())
    };
    assert_eq!(told(&runs[0]), (json!("/when"), json!("changed"), json!("a"), Value::Null));
    assert!(reason(&runs[0])["why"].is_string(), "nothing was known: {:?}", runs[0].reason);
    assert_eq!(told(&runs[2]), (json!("/when"), json!("changed"), json!("b"), json!("b")));
    assert_eq!(stage.calls("getTags"), 2);
    stage.finish().await;
}

async fn steps_look_back_too_and_a_trial_sees_the_same(engine: Engine) {
    let stage = Stage::new(engine).await;
    stage.let_time_pass();
    let unchanged = json!({ "left": "$.description", "op": "unchanged" });
    let document = flow(None, &unchanged);
    let flow = stage.flow(document.clone()).await;
    for (description, billable) in [("a", true), ("a", false), ("b", false)] {
        let mut entry = described(&stage, 0, description);
        entry["billable"] = json!(billable);
        stage.deliver(UPDATED, &entry).await;
    }
    let runs = states(&stage, flow, 3).await;
    let expected = [Step::Skipped, Step::Succeeded, Step::Skipped];
    let answers = Answers::Given(Map::from_iter([("getTags".to_owned(), json!([]))]));
    let mut document = document;
    document["schema"] = json!("clockify-addons/flow/v1");
    for (run, expected) in runs.iter().zip(expected) {
        assert_eq!(stage.steps(run).await[0].state, expected, "{run:?}");
        let on = On::Event(run.event_id.unwrap());
        let report = stage.server.app.flows.test(&stage.workspace, &document, on, &answers).await.unwrap();
        assert_eq!((report.state, report.steps[0].state), (State::Succeeded, expected));
    }
    stage.finish().await;
}

async fn another_workspace_and_repeats_are_nothing_that_was_before(engine: Engine) {
    use clockify_addons::db::events::{self, before};
    use clockify_addons::domain::ids::WorkspaceId;

    let stage = Stage::new(engine).await;
    let db = &stage.server.app.db;
    let entry = |description| described(&stage, 0, description);
    for description in ["a", "a", "b", "b"] {
        stage.deliver(EventType::NewTimeEntry, &entry(description)).await;
    }
    let mut ids = Vec::new();
    for event in events::follow(db, &events::Filter::default(), 10).await.unwrap() {
        ids.push(event.id);
    }
    let id = entry("")["id"].as_str().unwrap().to_owned();
    for (event, expected) in ids.iter().zip([None, Some("a"), Some("a"), Some("b")]) {
        let found = before(db, &stage.workspace, *event, &id).await.unwrap();
        let found = found.as_ref().and_then(|payload| payload["description"].as_str());
        // The second and the fourth repeat the one before them, which is what was known.
        assert_eq!(found, expected, "{event}");
    }
    let other = WorkspaceId::new("64a1f0c2e4b0a1b2c3d4ffff").unwrap();
    assert_eq!(before(db, &other, ids[3], &id).await.unwrap(), None);
    assert_eq!(before(db, &stage.workspace, ids[3], "64a1f0c2e4b0a1b2c3d4fffe").await.unwrap(), None);
    stage.finish().await;
}
