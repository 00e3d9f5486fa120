//! What is too large fails its step, which says where it was, how large, and how large it may be. Nothing more is sent.

use clockify_addons::db::entities::flow_run::State;
use clockify_addons::db::entities::flow_step::State as Step;
use clockify_addons::domain::event::EventType;
use clockify_addons::sandbox::api::{Fault, Rule, When};
use serde_json::{Value, json};

use super::stage::{Stage, reason, tag};
use crate::harness::{Engine, both};

both!(
    a_list_of_too_many_items_is_not_begun,
    a_placeholder_that_becomes_too_large_fails_its_step,
    an_answer_that_is_too_large_to_be_kept_fails_its_step,
);

/// Most items of a loop.
const ITEMS: usize = 200;

/// A flow that makes a tag after this step.
fn before_a_tag(name: &str, step: &Value) -> Value {
    let after = json!({ "id": "after", "call": { "operation": "createNewTag", "body": { "name": "after" } } });
    json!({ "name": name, "triggers": [{ "event": "NEW_CLIENT" }], "steps": [step, after] })
}

async fn a_list_of_too_many_items_is_not_begun(engine: Engine) {
    let stage = Stage::new(engine).await;
    // No item is called like this: what counts is which ones are looked at.
    let never = json!({ "left": "item", "op": "equals", "right": "never" });
    let make = json!({ "id": "make", "onlyIf": never, "call": { "operation": "createNewTag", "body": { "name": "{{ item }}" } } });
    let each = json!({ "id": "each", "forEach": { "items": "$.names", "concurrency": 4, "steps": [make] } });
    let document = json!({ "name": "Each", "triggers": [{ "event": "NEW_CLIENT" }], "steps": [each] });
    let flow = stage.flow(document).await;
    for (number, items) in [(1, ITEMS), (2, ITEMS + 1)] {
        let mut client = tag(&stage, number);
        client["names"] = (0..items).map(|item| format!("item {item}")).collect();
        stage.deliver(EventType::NewClient, &client).await;
        stage.settled(flow, usize::try_from(number).unwrap(), &[State::Succeeded, State::Failed]).await;
    }
    let runs = stage.runs(flow).await;
    let [fits, too_many] = &runs[..] else { panic!("{runs:?}") };
    assert_eq!(fits.state, State::Succeeded, "{:?}", fits.reason);
    assert_eq!(stage.steps(fits).await.len(), ITEMS + 1);
    let why = json!({
        "kind": "step", "step": "each", "field": "/forEach/items", "path": "$.names", "class": "oversize",
        "left": ITEMS + 1, "right": ITEMS, "message": "201 items, and 200 are allowed",
    });
    assert_eq!((too_many.state, reason(too_many)), (State::Failed, why.clone()));
    let steps = stage.steps(too_many).await;
    let [step] = &steps[..] else { panic!("{steps:?}") };
    assert_eq!((step.state, &step.request), (Step::Failed, &None));
    assert_eq!(serde_json::from_str::<Value>(step.reason.as_deref().unwrap()).unwrap(), why);
    assert_eq!(stage.calls("createNewTag"), 0);
    stage.finish().await;
}

async fn a_placeholder_that_becomes_too_large_fails_its_step(engine: Engine) {
    const OUTPUT: usize = 64 << 10;

    let stage = Stage::new(engine).await;
    let mut client = tag(&stage, 1);
    client["large"] = json!("x".repeat(OUTPUT + 1));
    client["fits"] = json!("x".repeat(OUTPUT - 10));
    let mut flows = Vec::new();
    for (number, (text, path)) in
        [("{{ $.large }}", "$.large"), ("{{ $.fits | append('0123456789') }}", "$.fits | append")]
            .into_iter()
            .enumerate()
    {
        let make = json!({ "operation": "createClient", "body": { "name": "new", "note": text } });
        let document = before_a_tag(&format!("Large {number}"), &json!({ "id": "make", "call": make }));
        flows.push((stage.flow(document).await, path));
    }
    stage.deliver(EventType::NewClient, &client).await;
    for (flow, path) in flows {
        let run = stage.ended(flow).await;
        let why = reason(&run);
        assert_eq!(run.state, State::Failed, "{path}: {why}");
        let expected = ["step", "make", "/call/body/note", path, "oversize", "more than 65536 bytes"];
        let found =
            ["kind", "step", "field", "path", "class", "left"].map(|name| why[name].as_str().unwrap_or_default());
        assert_eq!((found, &why["right"]), (expected, &json!(OUTPUT)), "{why}");
    }
    assert_eq!((stage.calls("createClient"), stage.calls("createNewTag")), (0, 0));
    stage.finish().await;
}

async fn an_answer_that_is_too_large_to_be_kept_fails_its_step(engine: Engine) {
    const KEPT: u64 = 1 << 20;

    let stage = Stage::new(engine).await;
    stage.api.add_fault(Rule::at("getTags", Fault::Big { bytes: 1_200_000 }, When::Always));
    let list = json!({ "id": "list", "call": { "operation": "getTags" } });
    let flow = stage.flow(before_a_tag("Long list", &list)).await;
    stage.deliver(EventType::NewClient, &tag(&stage, 1)).await;
    let run = stage.ended(flow).await;
    let why = reason(&run);
    assert_eq!(run.state, State::Failed, "{why}");
    let found = ["kind", "step", "field", "path", "class"].map(|name| why[name].as_str().unwrap_or_default());
    assert_eq!(found, ["step", "list", "/result", "steps.list", "oversize"], "{why}");
    assert!(why["left"].as_u64().is_some_and(|size| (KEPT + 1..2 * KEPT).contains(&size)), "{why}");
    assert_eq!(why["right"], KEPT);
    let steps = stage.steps(&run).await;
    let [step] = &steps[..] else { panic!("{steps:?}") };
    assert_eq!((step.state, step.attempts, &step.response), (Step::Failed, 1, &None));
    assert_eq!((stage.calls("getTags"), stage.calls("createNewTag")), (1, 0));
    stage.finish().await;
}
