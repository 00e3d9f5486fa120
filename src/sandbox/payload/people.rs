//! Users, invitations and groups.

use serde_json::{Value, json};

use super::scene::Scene;
use crate::domain::event::EventType;

/// A user with picture and settings: joined, activated, deactivated.
pub(super) fn profile(scene: Scene<'_>) -> Value {
    let person = scene.person();
    json!({
        "id": person.id,
        "email": person.email,
        "name": person.name,
        "profilePicture": "https://img.example.com/no-picture.png",
        "settings": settings(person.zone),
    })
}

/// A user with little more than a name: changed or gone.
pub(super) fn short(event: EventType, scene: Scene<'_>) -> Value {
    let person = scene.person();
    let mut user = json!({ "id": person.id, "email": person.email, "name": person.name });
    if event == EventType::UserEmailChanged {
        user["oldEmail"] = user["email"].clone();
        user["email"] = format!("new-{}", person.email).into();
    }
    user
}

/// People asked to join, by address, or added without an account, by name.
pub(super) fn invitation(event: EventType, scene: Scene<'_>) -> Value {
    let inviter = scene.manager();
    let mut body = json!({
        "workspaceId": scene.workspace.id,
        "inviter": {
            "id": inviter.id,
            "email": inviter.email,
            "name": inviter.name,
            "profilePicture": "https://img.example.com/no-picture.png",
        },
    });
    if !scene.every(2) {
        body["inviter"]["settings"] = settings(inviter.zone);
    }
    let guests: Vec<_> = (0..=scene.sequence % 3).collect();
    if event == EventType::UsersInvitedToWorkspace {
        let address = |n: &u64| format!("guest-{}-{n}@example.com", scene.sequence);
        body["invitedUserEmails"] = guests.iter().map(address).collect();
    } else {
        let name = |n: &u64| format!("Terminal user {}-{n}", scene.sequence);
        body["invitedUserNames"] = guests.iter().map(name).collect();
    }
    body
}

/// A group, with its managers as ids on some numbers and as objects on others: both forms are sent.
pub(super) fn group(event: EventType, scene: Scene<'_>) -> Value {
    let suffix = if event == EventType::UserGroupCreated { "" } else { " (renamed)" };
    let members: Vec<_> = (0..scene.sequence % 4).map(|n| scene.numbered(n + 1).person().id).collect();
    let manager = scene.manager();
    let managers = match scene.sequence % 3 {
        0 => json!([]),
        1 => json!([manager.id]),
        _ => json!([{ "id": manager.id, "name": manager.name, "email": manager.email }]),
    };
    json!({
        "id": scene.id("user-group"),
        "name": format!("Sample group {}{suffix}", scene.sequence),
        "workspaceId": scene.workspace.id,
        "userIds": members,
        "teamManagers": managers,
    })
}

pub(in crate::sandbox) fn settings(zone: &str) -> Value {
    json!({
        "weekStart": "MONDAY",
        "timeZone": zone,
        "timeFormat": "HOUR24",
        "dateFormat": "YYYY-MM-DD",
        "lang": "EN",
        "theme": "DEFAULT",
        "summaryReportSettings": { "group": "Project", "subgroup": "Time Entry" },
        "sendNewsletter": false,
        "weeklyUpdates": false,
        "longRunning": true,
        "timeTrackingManual": true,
        "isCompactViewOn": false,
    })
}
