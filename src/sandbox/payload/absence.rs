//! Time off: requests and balances.

use serde_json::{Value, json};

use super::scene::Scene;
use crate::domain::event::EventType;

/// A request for time off, at any point of its life.
pub(super) fn request(event: EventType, scene: Scene<'_>) -> Value {
    let person = scene.actor();
    let days = 1 + scene.any(10);
    let mut request = json!({
        "id": scene.id("time-off-request"),
        "userId": person.id,
        "workspaceId": scene.workspace.id,
        "policyId": scene.pooled(3).id("time-off-policy"),
        "timeZone": person.zone,
        "timeOffPeriod": {
            "period": { "start": scene.time(0), "end": scene.time(days * 24 * 60) },
            "halfDay": false,
            "halfDayPeriod": "NOT_DEFINED",
        },
        "note": if scene.every(2) { Value::Null } else { "Away".into() },
        "status": status(event, scene),
        "balanceDiff": days,
        "createdAt": scene.time(0),
        "requesterUserId": person.id,
        "excludeDays": if scene.every(3) { vec!["SATURDAY", "SUNDAY"] } else { Vec::new() },
        "negativeBalanceUsed": 0,
        "balanceValueAtRequest": 25,
    });
    if !scene.every(4) {
        request["halfDay"] = false.into();
    }
    request
}

/// Who decided what. Nobody has decided about a request that is pending, and the requester withdraws it alone.
fn status(event: EventType, scene: Scene<'_>) -> Value {
    let (kind, changed_by) = match event {
        EventType::TimeOffRequestApproved | EventType::TimeOffRequestStarted => ("APPROVED", Some(scene.manager())),
        EventType::TimeOffRequestRejected => ("REJECTED", Some(scene.manager())),
        EventType::TimeOffRequestWithdrawn => ("WITHDRAWN", Some(scene.actor())),
        _ => ("PENDING", None),
    };
    json!({
        "statusType": kind,
        "changedByUserId": changed_by.as_ref().map(|person| &person.id),
        "changedByUserName": changed_by.as_ref().map(|person| &person.name),
        "changedAt": changed_by.as_ref().map(|_| scene.time(90)),
        "note": null,
    })
}

/// A changed balance. Its value is a number written as text.
pub(super) fn balance(scene: Scene<'_>) -> Value {
    let half = if scene.every(2) { "5" } else { "0" };
    json!({
        "workspaceId": scene.workspace.id,
        "userId": scene.actor().id,
        "value": format!("{}.{half}", scene.sequence % 1000),
        "note": if scene.every(3) { Value::Null } else { format!("Correction {}", scene.sequence).into() },
        "updatedBy": scene.manager().id,
    })
}
