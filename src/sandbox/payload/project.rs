//! Projects, tasks, clients and tags.

use serde_json::{Value, json};

use super::scene::{Scene, duration, pick};
use crate::domain::event::EventType;

/// Colours of Clockify's picker, in its notation.
const COLORS: [&str; 4] = ["#03A9F4", "#8BC34A", "#FF9800", "#9C27B0"];

/// `NEW_PROJECT` and what becomes of the project.
pub(super) fn project(event: EventType, scene: Scene<'_>) -> Value {
    let mut project = plain(scene);
    project["name"] = renamed(&project["name"], event == EventType::NewProject);
    project["duration"] = if scene.every(2) { Value::Null } else { duration(scene.any(5000)).into() };
    if !scene.every(3) {
        project["client"] = client(EventType::NewClient, scene.pooled(4));
    }
    if !scene.every(4) {
        project["tasks"] = json!([task(scene)]);
    }
    project
}

/// A project inside a time entry, which tells more than the project's own events.
pub(super) fn of_entry(scene: Scene<'_>) -> Value {
    let mut project = plain(scene);
    project["duration"] = duration(scene.any(5000)).into();
    project["costRate"] = Value::Null;
    project["activeEstimate"] = "TIME".into();
    project["budgetEstimate"] = Value::Null;
    project["estimateReset"] = Value::Null;
    project["timeEstimate"] = json!({
        "estimate": duration(2400),
        "type": "AUTO",
        "includeNonBillable": true,
        "resetOption": null,
    });
    if !scene.every(2) {
        project["memberships"] = json!([{
            "userId": scene.actor().id,
            "hourlyRate": null,
            "costRate": null,
            "targetId": scene.id("project"),
            "membershipType": "PROJECT",
            "membershipStatus": "ACTIVE",
        }]);
    }
    project
}

fn plain(scene: Scene<'_>) -> Value {
    let client = client(EventType::NewClient, scene.pooled(4));
    json!({
        "id": scene.id("project"),
        "name": format!("Sample project {}", scene.sequence),
        "workspaceId": scene.workspace.id,
        "clientId": client["id"],
        "clientName": client["name"],
        "billable": !scene.every(2),
        "public": scene.every(3),
        "template": false,
        "archived": false,
        "color": pick(&COLORS, scene.sequence),
        "note": if scene.every(2) { "" } else { "Made up for the sandbox." },
        "hourlyRate": if scene.every(4) { Value::Null } else { json!({ "amount": 8000, "currency": "EUR" }) },
        "estimate": { "estimate": duration(2400), "type": "AUTO" },
    })
}

/// `NEW_TASK` and what becomes of the task.
pub(super) fn changed_task(event: EventType, scene: Scene<'_>) -> Value {
    let mut task = task(scene);
    task["name"] = renamed(&task["name"], event == EventType::NewTask);
    if event != EventType::NewTask {
        task["status"] = "DONE".into();
    }
    task
}

/// A task of this sequence number's project. It names no workspace, neither alone nor inside something else.
pub(super) fn task(scene: Scene<'_>) -> Value {
    let assigned = !scene.every(3);
    let person = scene.actor().id;
    json!({
        "id": scene.id("task"),
        "name": format!("Step {}", scene.sequence),
        "projectId": scene.id("project"),
        "assigneeId": assigned.then_some(&person),
        "assigneeIds": if assigned { vec![&person] } else { Vec::new() },
        "userGroupIds": if scene.every(2) { vec![scene.pooled(2).id("user-group")] } else { Vec::new() },
        "estimate": duration(60 * (1 + scene.any(8))),
        "status": "ACTIVE",
        "duration": duration(scene.any(300)),
    })
}

/// A client; archived before it is deleted, as the platform demands.
pub(super) fn client(event: EventType, scene: Scene<'_>) -> Value {
    json!({
        "id": scene.id("client"),
        "name": renamed(&format!("Example client {}", scene.sequence).into(), event == EventType::NewClient),
        "workspaceId": scene.workspace.id,
        "archived": event == EventType::ClientDeleted,
    })
}

/// A tag.
pub(super) fn tag(event: EventType, scene: Scene<'_>) -> Value {
    json!({
        "id": scene.id("tag"),
        "name": renamed(&format!("label-{}", scene.sequence).into(), event == EventType::NewTag),
        "workspaceId": scene.workspace.id,
        "archived": event == EventType::TagDeleted,
    })
}

/// Every later event of a thing shows it with another name than the first one did.
fn renamed(name: &Value, first: bool) -> Value {
    match name.as_str() {
        Some(text) if !first => format!("{text} (renamed)").into(),
        _ => name.clone(),
    }
}
