//! Flows that the time starts.

use std::time::Duration;

use clockify_addons::db::entities::flow_run::{Cause, State};
use clockify_addons::domain::addon::Addon;
use clockify_addons::flows::trial::{Answers, On};
use clockify_addons::flows::{KIND, Scheduler};
use serde_json::{Value, json};
use time::OffsetDateTime;

use super::{admin, jobs, make, runs, workspace};
use crate::harness::{Engine, TestApp, both};

both!(
    three_servers_start_one_run_for_each_tick,
    a_time_of_day_is_that_of_its_zone_over_both_changes,
    a_week_has_the_days_that_were_chosen,
    the_zone_of_a_workspace_is_that_of_its_user,
    what_was_missed_is_made_up_for_once,
    what_fell_due_while_it_was_off_is_left_out,
);

fn timed(trigger: &Value) -> Value {
    let step = json!({"id": "end", "stop": {"outcome": "succeeded"}});
    json!({"schema": "clockify-addons/flow/v1", "name": "timed", "triggers": [trigger], "steps": [step]})
}

/// Puts the clock forward to a moment.
fn go_to(app: &TestApp, moment: &str) {
    let moment = OffsetDateTime::parse(moment, &time::format_description::well_known::Rfc3339).unwrap();
    app.clock.advance((moment - app.now()).try_into().unwrap());
}

/// When the runs there are were due.
async fn due(app: &TestApp) -> Vec<String> {
    let input = |text: &Option<String>| serde_json::from_str::<Value>(text.as_deref().unwrap()).unwrap();
    let at = |input: Value| input["scheduledAt"].as_str().unwrap().to_owned();
    runs(app).await.iter().map(|run| at(input(&run.input))).collect()
}

async fn three_servers_start_one_run_for_each_tick(engine: Engine) {
    let app = TestApp::new(engine).await;
    let flow = make(&app, &timed(&json!({"every": "5m"}))).await;
    let others = [app.replica().await, app.replica().await];
    for other in &others {
        other.app.flows.view().refresh().await.unwrap();
    }
    let mut schedulers: Vec<_> =
        [&app, &others[0], &others[1]].map(|app| Scheduler::new(app.app.flows.clone())).into_iter().collect();
    let mut started = 0;
    for _ in 0..60 {
        app.clock.advance(Duration::from_secs(20));
        let looks = futures_util::future::join_all(schedulers.iter_mut().map(Scheduler::look)).await;
        started += looks.into_iter().map(Result::unwrap).sum::<usize>();
    }
    let made = runs(&app).await;
    assert_eq!((made.len(), started), (4, 4), "twenty minutes");
    assert!(made.iter().all(|run| run.flow_id == flow.id && run.cause == Cause::Schedule && run.job_id.is_some()));
    assert_eq!(jobs(&app, KIND).await.len(), 4);
    let input: Value = serde_json::from_str(made[0].input.as_deref().unwrap()).unwrap();
    assert_eq!(input["flow"], "timed");
    for other in others {
        other.finish().await;
    }
    app.finish().await;
}

async fn a_time_of_day_is_that_of_its_zone_over_both_changes(engine: Engine) {
    let app = TestApp::new(engine).await;
    // The tests' clock begins in January 2027.
    make(&app, &timed(&json!({"daily": "02:30", "zone": "Europe/Vienna"}))).await;
    let mut scheduler = Scheduler::new(app.app.flows.clone());
    for (moment, hours) in [("2027-03-27T00:00:00Z", 72), ("2027-10-30T00:00:00Z", 72)] {
        go_to(&app, moment);
        for _ in 0..hours * 12 {
            scheduler.look().await.unwrap();
            app.clock.advance(Duration::from_mins(5));
        }
        scheduler.look().await.unwrap();
    }
    let due: Vec<_> = due(&app).await.into_iter().map(|text| text[..16].to_owned()).collect();
    let spring = ["2027-03-27T01:30", "2027-03-28T01:00", "2027-03-29T00:30"];
    let autumn = ["2027-10-30T00:30", "2027-10-31T00:30", "2027-11-01T01:30"];
    assert_eq!(due, [spring, autumn].concat());
    app.finish().await;
}

async fn a_week_has_the_days_that_were_chosen(engine: Engine) {
    let app = TestApp::new(engine).await;
    let weekly = json!({"weekly": {"days": ["MON", "FRI"], "at": "17:00"}, "zone": "Europe/Vienna"});
    make(&app, &timed(&weekly)).await;
    let mut scheduler = Scheduler::new(app.app.flows.clone());
    let mut started = 0;
    // Two weeks from a Monday on, with a change of the clocks between them: shortly before and after either hour in
    // which it may be 17:00.
    for day in 22..36 {
        let date = if day > 31 { format!("2027-04-{:02}", day - 31) } else { format!("2027-03-{day}") };
        for time in ["14:58", "15:02", "15:58", "16:02"] {
            go_to(&app, &format!("{date}T{time}:00Z"));
            started += scheduler.look().await.unwrap();
            // Another process, and one that has just begun, find it done.
            assert_eq!(Scheduler::new(app.app.flows.clone()).look().await.unwrap(), 0, "{date} {time}");
        }
    }
    let due: Vec<_> = due(&app).await.into_iter().map(|text| text[..16].to_owned()).collect();
    assert_eq!(due, ["2027-03-22T16:00", "2027-03-26T16:00", "2027-03-29T15:00", "2027-04-02T15:00"]);
    assert_eq!((started, jobs(&app, KIND).await.len()), (4, 4));
    assert!(runs(&app).await.iter().all(|run| run.cause == Cause::Schedule));
    app.finish().await;
}

async fn the_zone_of_a_workspace_is_that_of_its_user(engine: Engine) {
    let app = TestApp::with(engine, Addon::UniversalWebhook, &[]).await;
    let workspace = workspace(&app, 0);
    let user = json!({"settings": {"timeZone": "America/New_York"}}).to_string();
    let now = match engine {
        Engine::Postgres => "now()",
        Engine::Sqlite => "'2027-01-01 00:00:00 +00:00'",
    };
    let hash = if engine == Engine::Postgres { "'\\x00'" } else { "x'00'" };
    app.execute(&format!(
        "INSERT INTO cached_entity (workspace_id, entity_type, entity_id, parent_id, payload, hash, fetched_at) \
         SELECT workspace_id, 'user', as_user, '', '{user}', {hash}, {now} FROM installation"
    ))
    .await;
    let flow = make(&app, &timed(&json!({"daily": "17:00"}))).await;
    go_to(&app, "2027-07-01T20:59:00Z");
    let mut scheduler = Scheduler::new(app.app.flows.clone());
    assert_eq!(scheduler.look().await.unwrap(), 0);
    assert_eq!(app.app.flows.view().now().flow(&workspace, flow.id).unwrap().place["timeZone"], "America/New_York");
    // A trial sees it too, be the flow saved or not.
    let mut tried = timed(&json!({"daily": "17:00"}));
    tried["when"] = json!({"left": "workspace.timeZone", "op": "equals", "right": "America/New_York"});
    let (on, answers) = (On::Payload(json!({})), Answers::Given(serde_json::Map::new()));
    let report = app.app.flows.test(&workspace, &tried, on, &answers).await.unwrap();
    assert!(report.conditions.iter().all(|leaf| leaf.why.is_none()) && report.state != State::Filtered, "{report:?}");
    app.clock.advance(Duration::from_mins(2));
    assert_eq!(scheduler.look().await.unwrap(), 1);
    assert_eq!(due(&app).await, ["2027-07-01T21:00:00.000Z"]);
    // The user moves; nobody tells, but it is noticed.
    app.execute("UPDATE cached_entity SET payload = '{\"settings\":{\"timeZone\":\"Asia/Tokyo\"}}'").await;
    app.clock.advance(Duration::from_mins(6));
    assert_eq!(scheduler.look().await.unwrap(), 0);
    assert_eq!(app.app.flows.view().now().flow(&workspace, flow.id).unwrap().zone(), "Asia/Tokyo");
    app.finish().await;
}

async fn what_was_missed_is_made_up_for_once(engine: Engine) {
    let app = TestApp::new(engine).await;
    make(&app, &timed(&json!({"every": "2m"}))).await;
    app.clock.advance(Duration::from_hours(3));
    let mut scheduler = Scheduler::new(app.app.flows.clone());
    assert_eq!(scheduler.look().await.unwrap(), 1, "of ninety, the newest");
    assert_eq!(scheduler.look().await.unwrap(), 0);
    assert_eq!(Scheduler::new(app.app.flows.clone()).look().await.unwrap(), 0, "it is remembered in the database");
    app.finish().await;
}

async fn what_fell_due_while_it_was_off_is_left_out(engine: Engine) {
    let app = TestApp::new(engine).await;
    let (workspace, flows) = (workspace(&app, 0), &app.app.flows);
    let flow = make(&app, &timed(&json!({"every": "5m"}))).await;
    let mut scheduler = Scheduler::new(flows.clone());
    for is_held in [true, false] {
        if is_held {
            flows.hold(&workspace, flow.id, clockify_addons::flows::Hold::Asked, "", &admin()).await.unwrap();
        } else {
            flows.disable(&workspace, flow.id, &admin()).await.unwrap();
        }
        app.clock.advance(Duration::from_mins(7));
        assert_eq!(scheduler.look().await.unwrap(), 0);
        if is_held {
            flows.resume(&workspace, flow.id, &admin()).await.unwrap();
        } else {
            flows.enable(&workspace, flow.id, &admin()).await.unwrap();
        }
        assert_eq!(scheduler.look().await.unwrap(), 0);
    }
    app.clock.advance(Duration::from_mins(5));
    assert_eq!(scheduler.look().await.unwrap(), 1);
    app.finish().await;
}
