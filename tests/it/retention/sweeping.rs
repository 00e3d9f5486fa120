//! What is due and goes, and what never is.

use clockify_addons::retention::Line;
use serde_json::json;

use super::place::{Place, Row, stamp};
use crate::harness::{Engine, NOW, both, query};

both!(
    what_is_old_goes_and_the_rest_stays,
    a_look_says_what_a_sweep_does_and_changes_nothing,
    nothing_live_is_swept,
    what_a_replay_has_yet_to_take_stays,
    an_entity_that_was_seen_again_stays,
    the_user_whom_the_add_on_acts_for_stays,
    a_workspace_has_less_kept_than_another,
    what_is_kept_for_ever_stays,
    too_much_is_told,
);

const A: &str = "workspace-a";
const B: &str = "workspace-b";

/// Tables of which something is two years and a bit old and goes.
const SWEPT: [&str; 16] = [
    "job",
    "flow_run",
    "flow_step",
    "flow_echo",
    "flow_once",
    "flow_tick",
    "replay",
    "webhook_event",
    "api_call",
    "explorer_call",
    "explorer_body",
    "cached_entity",
    "bootstrap_run",
    "bootstrap_task",
    "audit_entry",
    "bootstrap_page",
];

fn old(number: u32) -> Row<'static> {
    Row { workspace: A, number, days: 800, marker: "old" }
}

/// Rows of these numbers: two years old, and of today.
async fn filled(place: &Place) {
    for workspace in [A, B] {
        place.fill(workspace, 1, 800, "old").await;
        place.fill(workspace, 2, 801, "old").await;
        place.fill(workspace, 3, 0, "young").await;
    }
    // An echo of today is expected for a while.
    place
        .execute(&format!("UPDATE flow_echo SET expires_at_ms = {} WHERE fields LIKE 'young%'", (NOW + 60) * 1000))
        .await;
}

async fn what_is_old_goes_and_the_rest_stays(engine: Engine) {
    let place = Place::new(engine).await;
    filled(&place).await;
    let report = place.sweep().await;
    assert_eq!(report.locked_remaining, 0);
    let after = place.contents().await;
    for table in SWEPT {
        // Three of each workspace were there.
        assert_eq!(after.count(table), 2, "{table}");
    }
    for table in ["flow", "flow_version", "flow_secret", "custom_source", "installation", "webhook_registration"] {
        assert_eq!(after.count(table), 6, "{table} doesn't age");
    }
    let again = place.sweep().await;
    assert_eq!((again.rows(), again.overdue_seconds), (0, 0));
    assert_eq!(place.contents().await, after);
    place.finish().await;
}

async fn a_look_says_what_a_sweep_does_and_changes_nothing(engine: Engine) {
    let place = Place::new(engine).await;
    filled(&place).await;
    let before = place.contents().await;
    let looked = place.sweeper.look().await.unwrap();
    assert_eq!(place.contents().await, before);
    let line = looked.due.iter().find(|line| line.table == "webhook_event" && line.workspace == A).unwrap();
    let expected = Line {
        workspace: A.to_owned(),
        table: "webhook_event",
        rows: 2,
        oldest: Some("2024-11-05T08:00:00.000Z".to_owned()),
        cutoff: "2026-10-17T08:00:00.000Z".to_owned(),
    };
    assert_eq!(*line, expected);
    // All but the pages, which have no workspace of their own, in both workspaces: two of each.
    assert_eq!((looked.due.len(), looked.rows()), (2 * SWEPT.len(), 4 * SWEPT.len() as u64));
    assert!(looked.erased.is_empty());
    let swept = place.sweep().await;
    assert_eq!(swept, looked);
    assert_eq!(place.sweeper.look().await.unwrap().rows(), 0);
    place.finish().await;
}

async fn nothing_live_is_swept(engine: Engine) {
    let place = Place::new(engine).await;
    for number in 1..=5 {
        place.fill(A, number, 800, "old").await;
    }
    // The first four runs are under way; so are a job, a replay and a bootstrap.
    for (number, state) in [(1, "queued"), (2, "waiting"), (3, "running"), (4, "held")] {
        let id = place.id("flow_run", &old(number));
        place.execute(&format!("UPDATE flow_run SET state = '{state}', finished_at_ms = NULL WHERE id = {id}")).await;
    }
    place.execute(&format!("UPDATE job SET state = 'pending' WHERE id = {}", place.id("job", &old(1)))).await;
    place.execute(&format!("UPDATE job SET state = 'running' WHERE id = {}", place.id("job", &old(2)))).await;
    let id = place.id("bootstrap_run", &old(1));
    place.execute(&format!("UPDATE bootstrap_run SET state = 'IN_PROGRESS', finished_at = NULL WHERE id = {id}")).await;
    place.sweep().await;
    let after = place.contents().await;
    let left = |table| after.count(table);
    assert_eq!((left("flow_run"), left("flow_step"), left("webhook_event")), (4, 4, 4), "with steps and events");
    assert_eq!(left("job"), 2);
    assert_eq!((left("bootstrap_run"), left("bootstrap_task"), left("bootstrap_page")), (2, 2, 2), "and the newest");

    // What ended today was decided long ago, and is kept from today on.
    place.execute(&format!("UPDATE flow_run SET state = 'succeeded', finished_at_ms = {}", NOW * 1000)).await;
    place.execute(&format!("UPDATE job SET state = 'dead', died_at_ms = {}", NOW * 1000)).await;
    place.sweep().await;
    let after = place.contents().await;
    assert_eq!((after.count("flow_run"), after.count("flow_step"), after.count("job")), (4, 4, 2));
    assert_eq!(after.count("webhook_event"), 0, "nobody needs the events any more");
    place.finish().await;
}

async fn what_a_replay_has_yet_to_take_stays(engine: Engine) {
    let place = Place::new(engine).await;
    for number in 1..=4 {
        place.fill(A, number, 800, "old").await;
    }
    place.fill(B, 1, 800, "old").await;
    let (replay, second) = (place.id("replay", &old(1)), place.id("webhook_event", &old(2)));
    let cursor = async |cursor: &str| {
        place.execute(&format!("UPDATE replay SET state = 'running', \"cursor\" = {cursor} WHERE id = {replay}")).await;
        place.sweep().await;
        (place.count("webhook_event", A).await, place.count("webhook_event", B).await)
    };
    assert_eq!(cursor("NULL").await, (4, 0), "it hasn't begun");
    assert_eq!(place.count("replay", A).await, 1);
    assert_eq!(place.count("flow_run", A).await, 1, "the run that is part of it stays with it");
    assert_eq!(cursor(&second).await, (2, 0));
    place.execute("UPDATE replay SET state = 'done'").await;
    place.sweep().await;
    assert_eq!((place.count("webhook_event", A).await, place.count("replay", A).await), (0, 0));
    assert_eq!(place.count("flow_run", A).await, 0);
    place.finish().await;
}

async fn an_entity_that_was_seen_again_stays(engine: Engine) {
    let place = Place::new(engine).await;
    place.fill(A, 9, 0, "young").await;
    place.execute("DELETE FROM cached_entity").await;
    let day = 86_400_000;
    let entity = async |number: u32, kind: &str, span: Option<(i64, i64)>| {
        let bound = |at: Option<i64>| at.map_or("NULL".to_owned(), |at| at.to_string());
        let set = [
            ("entity_type", format!("'{kind}'")),
            ("starts_at_ms", bound(span.map(|span| span.0))),
            ("ends_at_ms", bound(span.map(|span| span.1))),
        ];
        place.insert("cached_entity", &old(number), &set).await;
    };
    let now = NOW * 1000;
    entity(1, "Tag", None).await;
    entity(2, "Client", None).await;
    entity(3, "TimeEntry", Some((now - day, now))).await;
    entity(4, "TimeEntry", Some((now - 60 * day, now - 59 * day))).await;
    let seen = Row { number: 10, days: 1, marker: "seen", ..old(0) };
    let set = [
        ("window_from", format!("'{}'", stamp(NOW - 30 * 86_400))),
        ("window_to", format!("'{}'", stamp(NOW + 30 * 86_400))),
    ];
    place.insert("bootstrap_run", &seen, &set).await;
    for (number, kind, state) in [(10, "Tag", "DONE"), (11, "TimeEntry", "DONE"), (12, "Client", "WARNED")] {
        let task = Row { number, ..seen };
        let set = [
            ("entity_type", format!("'{kind}'")),
            ("state", format!("'{state}'")),
            ("position", number.to_string()),
            ("run_id", place.id("bootstrap_run", &seen)),
        ];
        place.insert("bootstrap_task", &task, &set).await;
    }
    let report = place.sweep().await;
    let gone: Vec<_> = report.due.iter().map(|line| (line.table, line.rows)).collect();
    assert_eq!(gone, [("cached_entity", 2)], "a type that wasn't fetched whole, and what is outside of the window");
    assert_eq!(place.contents().await.count("cached_entity"), 2);
    place.clock.advance(std::time::Duration::from_hours(24 * 7));
    assert_eq!(place.sweep().await.by_table().get("cached_entity"), Some(&2), "that was a week ago now");
    place.finish().await;
}

/// Flows take the time zone of the workspace from there: without that user they would run at other hours.
async fn the_user_whom_the_add_on_acts_for_stays(engine: Engine) {
    let place = Place::new(engine).await;
    place.fill(A, 9, 0, "young").await;
    place.execute("DELETE FROM cached_entity").await;
    place.execute("UPDATE installation SET status = 'ACTIVE', as_user = 'me'").await;
    for (number, id, kind) in [(1, "me", "user"), (2, "somebody", "user"), (3, "me", "tag")] {
        let set = [("entity_type", format!("'{kind}'")), ("entity_id", format!("'{id}'"))];
        place.insert("cached_entity", &old(number), &set).await;
    }
    assert_eq!(place.sweep().await.by_table().get("cached_entity"), Some(&2));
    let left = query(&place.db().reader(), "SELECT entity_id, entity_type FROM cached_entity").await;
    let left: Vec<(String, String)> = left
        .iter()
        .map(|row| (row.try_get("", "entity_id").unwrap(), row.try_get("", "entity_type").unwrap()))
        .collect();
    assert_eq!(left, [("me".to_owned(), "user".to_owned())]);
    // It goes with the installation.
    place.execute("UPDATE installation SET status = 'DELETED'").await;
    assert_eq!(place.sweep().await.by_table().get("cached_entity"), Some(&1));
    place.finish().await;
}

async fn a_workspace_has_less_kept_than_another(engine: Engine) {
    let place = Place::with(engine, &[("UW_FLOW_EXECUTION_RETENTION_DAYS", "20")]).await;
    for workspace in [A, B] {
        for (number, days) in [(1, 10), (2, 40), (3, 100)] {
            place.fill(workspace, number, days, "x").await;
        }
    }
    let settings = json!([
        { "id": "webhook_log_retention_days", "name": "", "value": 30 },
        { "id": "flow_execution_retention_days", "name": "", "value": "365" },
    ]);
    place.execute(&format!("UPDATE installation SET settings = '{settings}' WHERE workspace_id = '{A}'")).await;
    place.sweep().await;
    assert_eq!((place.count("webhook_event", A).await, place.count("webhook_event", B).await), (1, 2));
    assert_eq!((place.count("flow_run", A).await, place.count("flow_run", B).await), (1, 1), "never longer");
    assert_eq!(place.count("api_call", A).await, 2);
    place.finish().await;
}

async fn what_is_kept_for_ever_stays(engine: Engine) {
    let forever = [
        ("UW_WEBHOOK_LOG_RETENTION_DAYS", "0"),
        ("UW_FLOW_EXECUTION_RETENTION_DAYS", "-1"),
        ("UW_CACHE_TTL_DAYS", "0"),
        ("CLOCKIFY_ADDONS_API_CALL_RETENTION_DAYS", "0"),
        ("CLOCKIFY_ADDONS_EXPLORER_RETENTION_DAYS", "0"),
        ("CLOCKIFY_ADDONS_AUDIT_RETENTION_DAYS", "0"),
        ("CLOCKIFY_ADDONS_DEAD_JOB_RETENTION_DAYS", "0"),
        ("CLOCKIFY_ADDONS_FLOW_ONCE_RETENTION_DAYS", "0"),
    ];
    let place = Place::with(engine, &forever).await;
    filled(&place).await;
    let tables: Vec<_> = place.sweep().await.by_table().into_keys().collect();
    assert_eq!(tables, ["flow_echo", "flow_tick"], "what is of no use to anybody");
    place.finish().await;
}

async fn too_much_is_told(engine: Engine) {
    let place = Place::new(engine).await;
    let event = |number, days| Row { number, days, ..old(0) };
    for number in 0..9 {
        place.insert("webhook_event", &event(number, u32::from(number < 2) * 100), &[]).await;
    }
    let looked = place.sweeper.look().await.unwrap();
    let excess = place.sweeper.excess(&looked, None).await.unwrap().map(|excess| excess.to_string());
    assert_eq!(excess.as_deref(), Some("2 of the 9 rows of webhook_event would go"));
    place.insert("webhook_event", &event(9, 0), &[]).await;
    assert_eq!(place.sweeper.excess(&looked, Some(2)).await.unwrap(), None, "a fifth may go");
    let excess = place.sweeper.excess(&looked, Some(1)).await.unwrap().map(|excess| excess.to_string());
    assert_eq!(excess.as_deref(), Some("2 rows would go, more than 1"));
    place.finish().await;
}
