//! Runs from the event to the call, against the simulated Clockify.

use std::time::Duration;

use clockify_addons::db::entities::flow_run::State;
use clockify_addons::db::entities::flow_step::State as Step;
use clockify_addons::domain::event::EventType;
use clockify_addons::sandbox::api::{Fault, Kind, Rule, When};
use serde_json::{Value, json};

use super::stage::{Stage, one, reason, tag};
use crate::harness::{Engine, both, eventually};

both!(
    a_tag_is_added_and_its_echo_starts_nothing,
    what_changes_nothing_is_not_sent,
    results_lead_from_step_to_step,
    lists_and_branches_are_walked,
    a_failure_that_may_pass_is_tried_again,
    a_failure_that_stays_names_its_place,
    a_write_without_an_answer_is_not_repeated,
    what_goes_on_after_a_failure_is_chosen,
    a_delay_outlasts_a_restart_of_the_clock,
);

/// The flow of the template "Required tag".
fn required_tag() -> Value {
    json!({
        "name": "Required tag",
        "triggers": [{ "event": "TIMER_STOPPED" }],
        "when": { "left": "$.tagIds | default([])", "op": "empty" },
        "steps": [
            { "id": "tags", "call": { "operation": "getTags", "query": { "name": "Needs tag" } } },
            {
                "id": "choose",
                "if": {
                    "condition": { "left": "steps.tags.body", "op": "empty" },
                    "then": [{ "id": "make", "call": { "operation": "createNewTag", "body": { "name": "Needs tag" } } }],
                },
            },
            { "id": "again", "call": { "operation": "getTags", "query": { "name": "Needs tag" } } },
            {
                "id": "add",
                "update": {
                    "operation": "updateTimeEntry",
                    "path": { "id": "$.id" },
                    "set": { "tagIds": ["{{ steps.again.body | pluck('id') | first }}"] },
                },
            },
        ],
    })
}

async fn a_tag_is_added_and_its_echo_starts_nothing(engine: Engine) {
    let stage = Stage::new(engine).await;
    stage.let_time_pass();
    let flow = stage.flow(required_tag()).await;
    let watcher = json!({
        "name": "Watcher",
        "triggers": [{ "event": "TIME_ENTRY_UPDATED" }, { "event": "NEW_TAG" }],
        "steps": [{ "id": "look", "call": { "operation": "getTags" } }],
    });
    let watcher = stage.flow(watcher).await;
    let mut entry = stage.entry(0);
    entry["tagIds"] = json!([]);
    stage.deliver(EventType::TimerStopped, &entry).await;
    let run = stage.ended(flow).await;
    assert_eq!(run.state, State::Succeeded, "{:?} {:?}", run.reason, stage.steps(&run).await);
    let id = entry["id"].as_str().unwrap();
    let tagged = stage.api.entity(Kind::TimeEntry, id).unwrap();
    let tag = tagged["tagIds"][0].as_str().unwrap();
    assert_eq!(stage.api.entity(Kind::Tag, tag).unwrap()["name"], "Needs tag");
    for field in ["description", "projectId", "billable", "timeInterval"] {
        assert_eq!(tagged[field], entry[field], "{field} is as it was");
    }
    let positions: Vec<_> = stage.steps(&run).await.into_iter().map(|step| (step.position, step.state)).collect();
    let expected = ["tags", "choose", "make", "again", "add"].map(|id| (id.to_owned(), Step::Succeeded));
    assert_eq!(positions.len(), 5);
    assert!(expected.iter().all(|step| positions.contains(step)), "{positions:?}");
    // The tag and the change of the entry were heard of, and known as our own.
    let echoes = stage.settled(watcher, 2, &[State::Filtered]).await;
    for echo in echoes {
        assert_eq!(reason(&echo), json!({ "kind": "echo", "run": run.id }), "{}", echo.event_type.unwrap());
    }
    stage.finish().await;
}

async fn what_changes_nothing_is_not_sent(engine: Engine) {
    let stage = Stage::new(engine).await;
    let flow = stage
        .flow(json!({
            "name": "Same",
            "triggers": [{ "event": "TIME_ENTRY_UPDATED" }],
            "steps": [{
                "id": "same",
                "update": {
                    "operation": "updateTimeEntry",
                    "path": { "id": "$.id" },
                    "set": { "description": "$.description", "billable": "$.billable" },
                },
            }],
        }))
        .await;
    stage.deliver(EventType::TimeEntryUpdated, &stage.entry(0)).await;
    let run = stage.ended(flow).await;
    assert_eq!(run.state, State::Succeeded, "{:?}", run.reason);
    let steps = stage.steps(&run).await;
    assert_eq!((steps[0].state, steps[0].reason.as_deref()), (Step::Skipped, Some("{\"kind\":\"no_change\"}")));
    assert_eq!(stage.calls("updateTimeEntry"), 0);
    stage.finish().await;
}

async fn results_lead_from_step_to_step(engine: Engine) {
    let stage = Stage::new(engine).await;
    let flow = stage
        .flow(json!({
            "name": "Starter project",
            "triggers": [{ "event": "NEW_CLIENT" }],
            "steps": [
                {
                    "id": "project",
                    "call": { "operation": "createNewProject", "body": { "name": "{{ $.name }} – General", "clientId": "$.id" } },
                },
                {
                    "id": "task",
                    "call": {
                        "operation": "createTask",
                        "path": { "projectId": "{{ steps.project.body.id }}" },
                        "body": { "name": "First of {{ steps.project.body.name }}" },
                    },
                },
                { "id": "never", "onlyIf": { "left": "steps.project.status", "op": ">", "right": 299 },
                  "call": { "operation": "getTags" } },
            ],
        }))
        .await;
    let id = stage.api.ids(Kind::Client)[0].clone();
    let client = stage.api.entity(Kind::Client, &id).unwrap();
    stage.deliver(EventType::NewClient, &client).await;
    let run = stage.ended(flow).await;
    assert_eq!(run.state, State::Succeeded, "{:?}", run.reason);
    let steps = stage.steps(&run).await;
    let made = steps.iter().find(|step| step.position == "project").unwrap();
    let result: Value = serde_json::from_str(made.response.as_deref().unwrap()).unwrap();
    assert_eq!(result["body"]["clientId"], client["id"]);
    let name = client["name"].as_str().unwrap();
    let project = result["body"]["id"].as_str().unwrap();
    let stored = stage.api.entity(Kind::Project, project).unwrap();
    assert_eq!(stored["name"], format!("{name} – General"));
    assert_eq!(steps.iter().find(|step| step.position == "never").unwrap().state, Step::Skipped);
    assert_eq!(stage.calls("getTags"), 0);
    stage.finish().await;
}

async fn lists_and_branches_are_walked(engine: Engine) {
    let stage = Stage::new(engine).await;
    let flow = stage
        .flow(json!({
            "name": "Each",
            "triggers": [{ "event": "NEW_PROJECT" }],
            "steps": [{
                "id": "each",
                "forEach": {
                    "items": "$.names",
                    "concurrency": 3,
                    "steps": [{
                        "id": "which",
                        "if": {
                            "condition": { "left": "item", "op": "starts-with", "right": "tag" },
                            "then": [{ "id": "tag", "call": { "operation": "createNewTag", "body": { "name": "{{ item }} {{ index }}" } } }],
                            "else": [{ "id": "client", "call": { "operation": "createClient", "body": { "name": "{{ item }}" } } }],
                        },
                    }],
                },
            }],
        }))
        .await;
    let names = ["tag a", "client b", "tag c", "client d", "tag e"];
    let payload = json!({ "id": "64a1f0c2e4b0a1b2c3d4e5f6", "workspaceId": stage.workspace.as_str(), "names": names });
    stage.deliver(EventType::NewProject, &payload).await;
    let run = stage.ended(flow).await;
    assert_eq!(run.state, State::Succeeded, "{:?}", run.reason);
    assert_eq!((stage.calls("createNewTag"), stage.calls("createClient")), (3, 2));
    let steps = stage.steps(&run).await;
    let each = steps.iter().find(|step| step.position == "each").unwrap();
    let result: Value = serde_json::from_str(each.response.as_deref().unwrap()).unwrap();
    let made: Vec<_> = result["body"].as_array().unwrap().iter().map(|item| item["name"].as_str().unwrap()).collect();
    assert_eq!(made, ["tag a 0", "client b", "tag c 2", "client d", "tag e 4"]);
    assert!(steps.iter().any(|step| step.position == "each[4].tag" && step.state == Step::Succeeded), "{steps:?}");
    stage.finish().await;
}

async fn a_failure_that_may_pass_is_tried_again(engine: Engine) {
    let stage = Stage::new(engine).await;
    let retry = json!({ "attempts": 3, "base": "10s", "cap": "1h" });
    let flow = stage.flow(one("Again", &json!({ "retry": retry, "call": { "operation": "getTags" } }))).await;
    stage.api.add_fault(Rule::at("getTags", Fault::Status { status: 503 }, When::Times(1)));
    stage.api.add_fault(Rule::at("getTags", Fault::RateLimited { retry_after: Some(100) }, When::Times(1)));
    stage.deliver(EventType::NewTag, &tag(&stage, 1)).await;
    let waiting = stage.settled(flow, 1, &[State::Waiting]).await;
    let wait = waiting[0].due_at_ms.unwrap() - waiting[0].started_at_ms.unwrap();
    assert!((10_000..=12_000).contains(&wait), "{wait}");
    stage.server.clock.advance(Duration::from_secs(13));
    eventually("the second attempt is made", super::stage::PATIENCE, async || stage.calls("getTags") == 2).await;
    let first = waiting[0].due_at_ms;
    let mut due = None;
    eventually("it waits again", super::stage::PATIENCE, async || {
        stage.tick();
        due = stage.runs(flow).await[0].due_at_ms;
        due.is_some() && due != first
    })
    .await;
    let now = i64::try_from(stage.server.now().unix_timestamp_nanos() / 1_000_000).unwrap();
    assert!(due.unwrap() - now >= 99_000, "the wait that Clockify asked for: {}", due.unwrap() - now);
    stage.server.clock.advance(Duration::from_secs(125));
    let run = stage.ended(flow).await;
    assert_eq!(run.state, State::Succeeded, "{:?}", run.reason);
    assert_eq!(stage.steps(&run).await[0].attempts, 3);
    stage.finish().await;
}

async fn a_failure_that_stays_names_its_place(engine: Engine) {
    let stage = Stage::new(engine).await;
    let body = json!({ "name": "{{ $.name | upper }} {{ $.archived }}" });
    let absent = stage.flow(one("Absent", &json!({ "call": { "operation": "createNewTag", "body": body } }))).await;
    let body = json!({ "name": "{{ $.id | plus(1) | string }}" });
    let wrong = stage.flow(one("Wrong type", &json!({ "call": { "operation": "createNewTag", "body": body } }))).await;
    let gone = json!({ "call": { "operation": "getTag", "path": { "id": "$.id" } } });
    let gone = stage.flow(one("Gone", &gone)).await;
    stage.deliver(EventType::NewTag, &tag(&stage, 1)).await;
    let run = stage.ended(absent).await;
    assert_eq!(run.state, State::Failed);
    let why = reason(&run);
    assert_eq!(
        (&why["kind"], &why["step"], &why["field"], &why["path"], &why["class"]),
        (&json!("step"), &json!("only"), &json!("/call/body/name"), &json!("$.archived"), &json!("reference")),
        "{why}"
    );
    let why = reason(&stage.ended(wrong).await);
    assert_eq!(
        (&why["field"], &why["path"], &why["class"]),
        (&json!("/call/body/name"), &json!("$.id | plus"), &json!("type")),
        "{why}"
    );
    assert_eq!(why["right"], "number", "{why}");
    assert!(why["left"].as_str().unwrap().contains("64a1f0c2e4b0a1b2c3d40001"), "{why}");
    let why = reason(&stage.ended(gone).await);
    assert_eq!((&why["class"], &why["status"]), (&json!("not_found"), &json!(400)), "{why}");
    assert_eq!(stage.calls("createNewTag"), 0);
    stage.finish().await;
}

async fn a_write_without_an_answer_is_not_repeated(engine: Engine) {
    let stage = Stage::new(engine).await;
    let create = json!({ "call": { "operation": "createNewTag", "body": { "name": "once" } } });
    let flow = stage.flow(one("Unknown", &create)).await;
    stage.api.add_fault(Rule::at("createNewTag", Fault::Cut, When::Always));
    stage.deliver(EventType::NewTag, &tag(&stage, 1)).await;
    stage.let_time_pass();
    // The tag was made all the same, and its event is taken for what it is.
    let runs = stage.settled(flow, 2, &[State::Failed, State::Filtered]).await;
    assert_eq!((runs[0].state, reason(&runs[0])), (State::Failed, json!({ "kind": "unknown", "step": "only" })));
    assert_eq!(reason(&runs[1]), json!({ "kind": "echo", "run": runs[0].id }));
    assert_eq!(stage.steps(&runs[0]).await[0].state, Step::Unknown);
    assert_eq!(stage.calls("createNewTag"), 1);
    stage.finish().await;
}

async fn what_goes_on_after_a_failure_is_chosen(engine: Engine) {
    let stage = Stage::new(engine).await;
    let gone = json!({ "operation": "getTag", "path": { "id": "$.id" } });
    let flow = stage
        .flow(json!({
            "name": "Goes on",
            "triggers": [{ "event": "NEW_TAG" }],
            "steps": [
                { "id": "passed-over", "onError": "continue", "call": gone },
                { "id": "answered", "call": gone, "onError": { "run": [
                    { "id": "instead", "call": { "operation": "createClient", "body": { "name": "{{ steps.answered.status | string }}" } } },
                ] } },
                { "id": "fatal", "call": gone },
                { "id": "never", "call": { "operation": "getClients" } },
            ],
            "onFailure": [
                { "id": "tell", "call": { "operation": "createClient", "body": { "name": "{{ flow.failure.step }}" } } },
            ],
        }))
        .await;
    stage.deliver(EventType::NewTag, &tag(&stage, 1)).await;
    let run = stage.ended(flow).await;
    assert_eq!((run.state, &reason(&run)["step"]), (State::Failed, &json!("fatal")));
    let ids = stage.api.ids(Kind::Client);
    let names: Vec<_> = ids.iter().map(|id| stage.api.entity(Kind::Client, id).unwrap()["name"].clone()).collect();
    assert!(names.contains(&json!("400")) && names.contains(&json!("fatal")), "{names:?}");
    assert_eq!(stage.calls("getClients"), 0);
    stage.finish().await;
}

async fn a_delay_outlasts_a_restart_of_the_clock(engine: Engine) {
    let stage = Stage::new(engine).await;
    let flow = stage
        .flow(json!({
            "name": "Later",
            "triggers": [{ "event": "NEW_TAG" }],
            "steps": [
                { "id": "first", "call": { "operation": "createUserGroup", "body": { "name": "first" } } },
                { "id": "wait", "delay": { "for": "30d" } },
                { "id": "second", "call": { "operation": "createClient", "body": { "name": "second" } } },
            ],
        }))
        .await;
    stage.deliver(EventType::NewTag, &tag(&stage, 1)).await;
    stage.settled(flow, 1, &[State::Waiting]).await;
    assert_eq!((stage.calls("createUserGroup"), stage.calls("createClient")), (1, 0));
    stage.server.clock.advance(Duration::from_hours(30 * 24));
    let run = stage.ended(flow).await;
    assert_eq!(run.state, State::Succeeded, "{:?}", run.reason);
    assert_eq!((stage.calls("createUserGroup"), stage.calls("createClient")), (1, 1));
    stage.finish().await;
}
