//! Approval requests and assignments.

use serde_json::{Value, json};

use super::scene::Scene;
use crate::domain::event::EventType;

/// Minutes in the week that is handed in.
const WEEK_MINUTES: u64 = 7 * 24 * 60;

/// A week handed in for approval, and the decision.
pub(super) fn approval(event: EventType, scene: Scene<'_>) -> Value {
    let decided = event == EventType::ApprovalRequestStatusUpdated;
    let (owner, manager) = (scene.actor(), scene.manager());
    let updated_by = if decided { &manager } else { &owner };
    // The field is spelled both ways on the platform.
    let zone = if scene.every(2) { "timezone" } else { "timeZone" };
    let mut request = json!({
        "id": scene.id("approval-request"),
        "workspaceId": scene.workspace.id,
        "dateRange": { "start": scene.time(0), "end": scene.time(WEEK_MINUTES) },
        "owner": { "userId": owner.id, "userName": owner.name, "startOfWeek": "MONDAY" },
        "status": {
            "state": if !decided { "PENDING" } else if scene.every(3) { "REJECTED" } else { "APPROVED" },
            "updatedBy": updated_by.id,
            "updatedByUserName": updated_by.name,
            "updatedAt": scene.time(WEEK_MINUTES + if decided { 600 } else { 5 }),
            "note": if scene.every(3) { "Please add the missing day".into() } else { Value::Null },
        },
    });
    request["owner"][zone] = owner.zone.into();
    if !scene.every(4) {
        request["creator"] = json!({ "userId": owner.id, "userName": owner.name, "userEmail": owner.email });
    }
    request
}

/// An assignment: the platform sends ids and nothing about the plan itself.
pub(super) fn assignment(scene: Scene<'_>) -> Value {
    json!({
        "workspaceId": scene.workspace.id,
        "userId": scene.actor().id,
        "projectId": scene.pooled(8).id("project"),
        "assignmentId": scene.id("assignment"),
    })
}
