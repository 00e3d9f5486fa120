//! Runs that are kept back, go on, or are cancelled: with their flow, or with the add-on.

use clockify_addons::db::entities::flow_run::State;
use clockify_addons::domain::event::EventType;
use clockify_addons::domain::flow::Reason;
use clockify_addons::flows::{self, Hold, RELEASE};

use super::{admin, jobs, make, on, reason, runs, workspace};
use crate::harness::{Engine, TestApp, both};

both!(
    switching_off_cancels_what_waits,
    what_was_held_goes_on_in_order,
    the_end_of_an_installation_cancels_what_waits,
    switching_the_add_on_on_lets_runs_go_on,
    many_runs_go_on_in_batches,
);

const EVENT: EventType = EventType::NewTimeEntry;

async fn send(app: &TestApp, events: u64) {
    for sequence in 1..=events {
        assert_eq!(app.send(&app.delivery(EVENT, sequence)).await.status, 200);
    }
}

async fn states(app: &TestApp) -> Vec<&'static str> {
    runs(app).await.iter().map(|run| run.state.name()).collect()
}

async fn set(app: &TestApp, run: usize, state: State) {
    let id = runs(app).await[run].id;
    let id = match app.engine() {
        Engine::Sqlite => format!("x'{}'", id.simple()),
        Engine::Postgres => format!("'{id}'"),
    };
    app.execute(&format!("UPDATE flow_run SET state = '{}' WHERE id = {id}", state.name())).await;
}

async fn switching_off_cancels_what_waits(engine: Engine) {
    let app = TestApp::new(engine).await;
    let (flow, other) = (make(&app, &on("note", EVENT.name())).await, make(&app, &on("other", "NEW_TAG")).await);
    send(&app, 5).await;
    for (run, state) in [(1, State::Waiting), (2, State::Running), (3, State::Held), (4, State::Succeeded)] {
        set(&app, run, state).await;
    }
    assert_eq!(app.send(&app.delivery(EventType::NewTag, 1)).await.status, 200);
    app.app.flows.disable(&workspace(&app, 0), flow.id, &admin()).await.unwrap();
    assert_eq!(states(&app).await, ["cancelled", "cancelled", "running", "cancelled", "succeeded", "queued"]);
    let all = runs(&app).await;
    assert_eq!((reason(&all[0]), all[0].finished_at_ms), (Reason::Disabled, Some(1_800_000_000_000)));
    app.app.flows.delete(&workspace(&app, 0), other.id, &admin()).await.unwrap();
    assert_eq!(states(&app).await[5], "cancelled");
    app.finish().await;
}

async fn what_was_held_goes_on_in_order(engine: Engine) {
    let app = TestApp::new(engine).await;
    let (flows, place) = (&app.app.flows, workspace(&app, 0));
    let flow = make(&app, &on("note", EVENT.name())).await;
    flows.hold(&place, flow.id, Hold::Asked, "", &admin()).await.unwrap();
    send(&app, 4).await;
    // As workers leave them: without a job.
    app.execute("UPDATE flow_run SET state = 'held', run_lease = 7, reason = '{\"kind\":\"inactive\"}'").await;
    app.execute("DELETE FROM job WHERE kind = 'flow_run'").await;
    assert_eq!(flows.release(&place, None).await.unwrap(), 0, "the flow is still held");
    assert_eq!(flows.release(&workspace(&app, 1), Some(flow.id)).await.unwrap(), 0);
    flows.resume(&place, flow.id, &admin()).await.unwrap();
    let release = jobs(&app, RELEASE).await;
    assert_eq!(release.len(), 1, "resuming leaves the rest to a job");
    assert_eq!(flows.release(&place, Some(flow.id)).await.unwrap(), 4);
    let (runs, jobs) = (runs(&app).await, jobs(&app, flows::KIND).await);
    assert!(runs.iter().all(|run| run.state == State::Queued && run.run_lease == 0 && run.reason.is_none()));
    let order: Vec<_> = runs.iter().map(|run| run.job_id.unwrap()).collect();
    assert_eq!(order, jobs.iter().map(|job| job.id).collect::<Vec<_>>());
    for (run, job) in runs.iter().zip(&jobs) {
        assert_eq!(job.payload, serde_json::json!({ "run": run.id }).to_string());
    }
    assert_eq!(flows.release(&place, Some(flow.id)).await.unwrap(), 0, "nothing is released twice");
    app.finish().await;
}

async fn the_end_of_an_installation_cancels_what_waits(engine: Engine) {
    let app = TestApp::new(engine).await;
    make(&app, &on("note", EVENT.name())).await;
    let other = app.install(1, 1).await;
    app.app.flows.create(&workspace(&app, 1), &on("note", EVENT.name()), true, &admin()).await.unwrap();
    send(&app, 3).await;
    set(&app, 1, State::Held).await;
    set(&app, 2, State::Failed).await;
    let payload = clockify_addons::sandbox::payload::of(EVENT, &other.workspace, 1);
    assert_eq!(app.send(&other.delivery(EVENT, &payload)).await.status, 200);
    assert_eq!(app.send(&app.installation.deleted(app.now())).await.status, 200);
    assert_eq!(states(&app).await, ["cancelled", "cancelled", "failed", "queued"]);
    assert_eq!(reason(&runs(&app).await[0]), Reason::Uninstalled);
    assert_eq!(app.app.flows.list(&workspace(&app, 0)).await.unwrap().len(), 1, "the flow is there for a reinstall");
    app.finish().await;
}

async fn switching_the_add_on_on_lets_runs_go_on(engine: Engine) {
    let app = TestApp::new(engine).await;
    make(&app, &on("note", EVENT.name())).await;
    send(&app, 1).await;
    assert_eq!(app.send(&app.installation.status_changed(app.now(), "ACTIVE")).await.status, 200);
    assert_eq!(jobs(&app, RELEASE).await.len(), 0, "it was on");
    assert_eq!(app.send(&app.installation.status_changed(app.now(), "INACTIVE")).await.status, 200);
    set(&app, 0, State::Held).await;
    assert_eq!(app.send(&app.installation.status_changed(app.now(), "ACTIVE")).await.status, 200);
    assert_eq!(jobs(&app, RELEASE).await.len(), 1);
    assert_eq!(app.app.flows.release(&workspace(&app, 0), None).await.unwrap(), 1);
    assert_eq!(states(&app).await, ["queued"]);
    app.finish().await;
}

async fn many_runs_go_on_in_batches(engine: Engine) {
    let app = TestApp::new(engine).await;
    let flow = make(&app, &on("note", EVENT.name())).await;
    let requests: Vec<_> = (0..1100).map(|number| app.delivery(EVENT, number)).collect();
    for part in requests.chunks(100) {
        futures_util::future::join_all(part.iter().map(|request| app.send(request))).await;
    }
    app.execute("UPDATE flow_run SET state = 'held'").await;
    app.execute("DELETE FROM job WHERE kind = 'flow_run'").await;
    assert_eq!(app.app.flows.release(&workspace(&app, 0), Some(flow.id)).await.unwrap(), 1100);
    let runs = runs(&app).await;
    assert!(runs.iter().all(|run| run.state == State::Queued));
    assert_eq!(jobs(&app, flows::KIND).await.len(), 1100);
    app.finish().await;
}
