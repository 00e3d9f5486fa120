//! Runs again from where they failed, and runs that are ended.

use std::time::Duration;

use clockify_addons::db::entities::flow_run::State;
use clockify_addons::db::entities::flow_step::State as Step;
use clockify_addons::domain::event::EventType;
use clockify_addons::flows::retry::Error;
use clockify_addons::flows::{Actor, KIND};
use clockify_addons::sandbox::api::{Fault, Rule, When};
use serde_json::json;

use super::stage::{Stage, reason};
use super::{admin, jobs, make, on, runs, workspace};
use crate::harness::{Engine, TestApp, both};

both!(
    a_retry_makes_the_failed_step_alone,
    what_cannot_be_tried_again_is_refused,
    a_run_that_is_cancelled_stays_so,
    a_run_whose_job_died_has_failed,
);

async fn a_retry_makes_the_failed_step_alone(engine: Engine) {
    let stage = Stage::new(engine).await;
    let flow = stage
        .flow(json!({
            "name": "Three",
            "triggers": [{ "event": "NEW_CLIENT" }],
            "steps": [
                { "id": "odd", "onError": "continue", "call": { "operation": "getTag", "path": { "id": "$.id" } } },
                { "id": "tags", "call": { "operation": "getTags" } },
                { "id": "make", "call": { "operation": "createNewTag", "body": { "name": "{{ $.name }}" } } },
            ],
            "onFailure": [{ "id": "tell", "call": { "operation": "getUserGroups" } }],
        }))
        .await;
    let fault = Rule::at("createNewTag", Fault::Status { status: 403 }, When::Times(1));
    stage.api.add_fault(fault);
    let client =
        json!({ "id": "64a1f0c2e4b0a1b2c3d40001", "name": "Somebody", "workspaceId": stage.workspace.as_str() });
    stage.deliver(EventType::NewClient, &client).await;
    let run = stage.ended(flow).await;
    assert_eq!(run.state, State::Failed, "{:?}", run.reason);
    let calls = |stage: &Stage| ["getTag", "getTags", "createNewTag", "getUserGroups"].map(|name| stage.calls(name));
    let before = calls(&stage);
    let again = stage.server.app.flows.retry(&stage.workspace, run.id, &Actor::Operator).await.unwrap();
    assert_eq!((again.id, again.state, again.reason), (run.id, State::Queued, None));
    assert_ne!(again.job_id, run.job_id);
    let done = stage.settled(flow, 1, &[State::Succeeded]).await.remove(0);
    assert_eq!((done.id, done.reason.as_deref()), (run.id, None));
    let after = calls(&stage);
    assert_eq!([0, 1, 2, 3].map(|which| after[which] - before[which]), [0, 0, 1, 0]);
    let steps: Vec<_> = stage.steps(&done).await.into_iter().map(|step| (step.position, step.state)).collect();
    let expected = [("odd", Step::Failed), ("tags", Step::Succeeded), ("make", Step::Succeeded)];
    assert_eq!(steps.len(), 3, "{steps:?}");
    assert!(expected.iter().all(|(id, state)| steps.contains(&((*id).to_owned(), *state))), "{steps:?}");
    stage.finish().await;
}

async fn what_cannot_be_tried_again_is_refused(engine: Engine) {
    let app = TestApp::new(engine).await;
    let (workspace, flows) = (workspace(&app, 0), &app.app.flows);
    let flow = make(&app, &on("note", EventType::NewTag.name())).await;
    app.send(&app.delivery(EventType::NewTag, 1)).await;
    let run = runs(&app).await.remove(0);
    let queued = flows.retry(&workspace, run.id, &admin()).await;
    assert!(matches!(queued, Err(Error::NotFailed(State::Queued))), "{queued:?}");
    let foreign = flows.retry(&super::workspace(&app, 1), run.id, &admin()).await;
    assert!(matches!(foreign, Err(Error::Absent)), "{foreign:?}");
    app.execute("UPDATE flow_run SET state = 'failed'").await;
    flows.disable(&workspace, flow.id, &admin()).await.unwrap();
    assert!(matches!(flows.retry(&workspace, run.id, &admin()).await, Err(Error::Disabled)));
    flows.delete(&workspace, flow.id, &admin()).await.unwrap();
    assert!(matches!(flows.retry(&workspace, run.id, &admin()).await, Err(Error::NoFlow)));
    app.finish().await;
}

async fn a_run_that_is_cancelled_stays_so(engine: Engine) {
    let stage = Stage::new(engine).await;
    let flow = stage
        .flow(json!({
            "name": "Slow",
            "triggers": [{ "event": "NEW_CLIENT" }],
            "steps": [
                { "id": "slow", "call": { "operation": "getTags" } },
                { "id": "make", "call": { "operation": "createNewTag", "body": { "name": "Late" } } },
            ],
        }))
        .await;
    stage.api.add_fault(Rule::at("getTags", Fault::Slow { ms: 700 }, When::Times(1)));
    let client =
        json!({ "id": "64a1f0c2e4b0a1b2c3d40001", "name": "Somebody", "workspaceId": stage.workspace.as_str() });
    stage.deliver(EventType::NewClient, &client).await;
    let called = async || stage.calls("getTags") == 1;
    crate::harness::eventually("the first step is under way", Duration::from_secs(20), called).await;
    let run = stage.runs(flow).await.remove(0);
    let flows = &stage.server.app.flows;
    flows.cancel(&stage.workspace, run.id, &Actor::Operator).await.unwrap();
    stage.api.settled().await;
    tokio::time::sleep(Duration::from_millis(1200)).await;
    let run = stage.runs(flow).await.remove(0);
    assert_eq!((run.state, reason(&run)), (State::Cancelled, json!({ "kind": "operator", "by": "operator" })));
    assert_eq!(stage.calls("createNewTag"), 0, "nothing more was sent");
    let again = flows.cancel(&stage.workspace, run.id, &Actor::Operator).await;
    assert!(matches!(again, Err(Error::Ended(State::Cancelled))), "{again:?}");
    stage.finish().await;
}

async fn a_run_whose_job_died_has_failed(engine: Engine) {
    let app = TestApp::new(engine).await;
    make(&app, &on("note", EventType::NewTag.name())).await;
    for number in [1, 2] {
        app.send(&app.delivery(EventType::NewTag, number)).await;
    }
    let claims = app.app.queue.claim(&[KIND], 1).await.unwrap();
    let failure = clockify_addons::queue::Failure::new("panic", "it fell over");
    app.app.queue.kill(&claims[0], failure).await.unwrap();
    assert_eq!(app.app.flows.bury().await.unwrap(), 1);
    assert_eq!(app.app.flows.bury().await.unwrap(), 0);
    let states: Vec<_> = runs(&app).await.into_iter().map(|run| (run.state, run.reason)).collect();
    assert!(states[0].0 == State::Failed && states[0].1.as_deref().unwrap().contains("it fell over"), "{states:?}");
    assert_eq!(states[1].0, State::Queued);
    assert_eq!(jobs(&app, KIND).await.len(), 1, "the dead job is gone");
    app.finish().await;
}
