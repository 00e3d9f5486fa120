//! An entity that somebody else changes while a flow changes it. Clockify's side answers what the test says, one reading
//! after the other, so nothing depends on who is faster.

use clockify_addons::db::entities::flow_run::State;
use clockify_addons::domain::event::EventType;
use clockify_addons::domain::ids::WorkspaceId;
use serde_json::{Value, json};

use super::stage::{Stage, one, reason};
use crate::harness::{Act, Engine, Upstream, both, installation};

both!(what_was_changed_once_is_merged_into_what_it_is_now, what_changes_at_every_reading_is_left_alone);

const TAG: &str = "64a1f0c2e4b0a1b2c3d4e5a1";

/// A stage whose add-on is installed in another workspace, with a Clockify that answers like this.
async fn answering(engine: Engine, acts: impl FnOnce(&Stage) -> Vec<Act>) -> (Stage, Upstream) {
    let mut stage = Stage::new(engine).await;
    let upstream = Upstream::start(acts(&stage)).await;
    let elsewhere = installation(&stage.server.app, 7, 1)
        .with_backend_url(&format!("http://{}/api", upstream.address))
        .with_reports_url(&format!("http://{}/report", upstream.address));
    let reply = stage.server.send(&elsewhere.installed(stage.server.now())).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    stage.workspace = WorkspaceId::new(&elsewhere.workspace.id).unwrap();
    stage.installation = elsewhere;
    (stage, upstream)
}

/// The entry as it is after so many changes by somebody else.
fn changed(stage: &Stage, times: usize) -> Value {
    let mut entry = stage.entry(0);
    if times > 0 {
        entry["description"] = json!(format!("changed {times} times"));
        entry["billable"] = json!(!entry["billable"].as_bool().unwrap());
        entry["tagIds"] = json!([format!("64a1f0c2e4b0a1b2c3d4e5b{times}")]);
    }
    entry
}

/// Readings of the entry after so many changes each, and then an answer to the write.
fn readings(stage: &Stage, changes: &[usize]) -> Vec<Act> {
    let entries = changes.iter().chain(changes.last()).map(|times| changed(stage, *times));
    entries.map(|entry| Act::json(200, &entry.to_string())).collect()
}

/// Adds a tag to the entry, and gives the methods of the calls that were made, and the last one's body.
async fn tagged(stage: &Stage, upstream: &Upstream) -> (State, Value, Vec<String>, String) {
    let update =
        json!({ "operation": "updateTimeEntry", "path": { "id": "{{ $.entry }}" }, "add": { "tagIds": [TAG] } });
    let flow = stage.flow(one("Tags", &json!({ "update": update }))).await;
    let entry = stage.entry(0)["id"].clone();
    let event = json!({ "id": TAG, "workspaceId": stage.workspace.as_str(), "name": "New", "entry": entry });
    stage.deliver(EventType::NewTag, &event).await;
    let run = stage.ended(flow).await;
    let asked = upstream.asked();
    let path = format!("/api/v1/workspaces/{}/time-entries/{}", stage.workspace, entry.as_str().unwrap());
    assert!(asked.iter().all(|asked| asked.line.split(' ').nth(1) == Some(path.as_str())), "{asked:?}");
    let methods = asked.iter().map(|asked| asked.line.split(' ').next().unwrap().to_owned()).collect();
    (run.state, reason(&run), methods, asked.last().unwrap().body.clone())
}

async fn what_was_changed_once_is_merged_into_what_it_is_now(engine: Engine) {
    let (stage, upstream) = answering(engine, |stage| readings(stage, &[0, 1, 1])).await;
    let (ended, why, methods, body) = tagged(&stage, &upstream).await;
    assert_eq!(ended, State::Succeeded, "{why}");
    assert_eq!(methods, ["GET", "GET", "GET", "PUT"]);
    let (now, sent): (_, Value) = (changed(&stage, 1), serde_json::from_str(&body).unwrap());
    for field in ["description", "billable", "projectId", "taskId", "type"] {
        assert_eq!(sent[field], now[field], "{field} is what somebody else made it: {sent}");
    }
    for field in ["start", "end"] {
        assert_eq!(sent[field], now["timeInterval"][field], "{sent}");
    }
    assert_eq!(sent["tagIds"], json!([now["tagIds"][0], TAG]), "and so are the tags, with the new one");
    stage.finish().await;
}

async fn what_changes_at_every_reading_is_left_alone(engine: Engine) {
    let (stage, upstream) = answering(engine, |stage| readings(stage, &[0, 1, 2])).await;
    let (ended, why, methods, _) = tagged(&stage, &upstream).await;
    assert_eq!(ended, State::Failed, "{why}");
    let found = ["kind", "step", "field", "class"].map(|name| why[name].as_str().unwrap_or_default());
    assert_eq!(found, ["step", "only", "/update", "changed_meanwhile"], "{why}");
    assert_eq!(methods, ["GET", "GET", "GET"], "nothing is written");
    stage.finish().await;
}
