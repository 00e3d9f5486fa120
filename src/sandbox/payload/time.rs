//! Time entries: seven events, one tree.

use serde_json::{Value, json};

use super::project;
use super::scene::{Scene, duration, pick};
use crate::domain::event::EventType;

/// What people write into an entry; some of it is not plain ASCII, one is empty.
const DESCRIPTIONS: [&str; 6] = [
    "Draft of the quarterly overview",
    "Review with the design group",
    "Prüfung der Unterlagen, 2. Teil",
    "",
    "Call “kick-off” & follow-up",
    "設計メモ ✓",
];

/// The body of any of the seven events.
pub(super) fn entry(event: EventType, scene: Scene<'_>) -> Value {
    let (project, task, tags) = (project_of(scene), task_of(scene), tags_of(scene));
    let running = runs(event, scene);
    let person = scene.actor();
    let mut entry = json!({
        "id": scene.id("time-entry"),
        "description": pick(&DESCRIPTIONS, scene.sequence),
        "userId": person.id,
        "workspaceId": scene.workspace.id,
        "billable": !scene.every(2),
        "isLocked": false,
        "projectId": project["id"],
        "hourlyRate": rate(scene, 7500, 3),
        "costRate": rate(scene, 4200, 2),
        "timeInterval": interval(scene, running),
        "customFieldValues": custom_fields(scene),
        "user": { "id": person.id, "name": person.name, "status": "ACTIVE" },
        "project": project,
        "task": task,
        "tags": tags,
    });
    // A deleted entry was seen without these two; the published samples have them.
    if event != EventType::TimeEntryDeleted || !scene.every(2) {
        entry["taskId"] = task["id"].clone();
        entry["tagIds"] = tags.as_array().into_iter().flatten().map(|tag| tag["id"].clone()).collect();
    }
    if !scene.every(5) {
        add_optional(&mut entry, scene, running);
    }
    entry
}

fn runs(event: EventType, scene: Scene<'_>) -> bool {
    event == EventType::NewTimerStarted || (event == EventType::TimeEntryUpdated && scene.every(4))
}

/// Fields that may be absent altogether.
fn add_optional(entry: &mut Value, scene: Scene<'_>, running: bool) {
    entry["type"] = if scene.every(6) { "BREAK".into() } else { "REGULAR".into() };
    entry["kioskId"] = if scene.every(2) { Value::Null } else { scene.pooled(2).id("kiosk").into() };
    entry["currentlyRunning"] = running.into();
    entry["approvalStatus"] = Value::Null;
    entry["detailedApprovalStatus"] = Value::Null;
    entry["projectCurrency"] = Value::Null;
    entry["user"]["hourlyRate"] = Value::Null;
    entry["user"]["costRate"] = Value::Null;
}

fn project_of(scene: Scene<'_>) -> Value {
    if scene.every(3) { Value::Null } else { project::of_entry(scene.pooled(8)) }
}

/// A task needs a project.
fn task_of(scene: Scene<'_>) -> Value {
    if scene.every(3) || scene.every(4) { Value::Null } else { project::task(scene.pooled(8)) }
}

fn tags_of(scene: Scene<'_>) -> Value {
    (0..scene.sequence % 3).map(|n| project::tag(EventType::NewTag, scene.numbered(n))).collect()
}

fn rate(scene: Scene<'_>, amount: u64, missing_every: u64) -> Value {
    if scene.every(missing_every) { Value::Null } else { json!({ "amount": amount, "currency": "EUR" }) }
}

fn interval(scene: Scene<'_>, running: bool) -> Value {
    let minutes = 15 + scene.any(466);
    let person = scene.actor();
    let mut interval = json!({ "start": scene.time(0), "end": null, "duration": null });
    if !running {
        interval["end"] = scene.time(minutes).into();
        interval["duration"] = duration(minutes).into();
    }
    if !scene.every(7) {
        let ended = |value: Value| if running { Value::Null } else { value };
        interval["timeZone"] = person.zone.into();
        interval["offsetStart"] = person.offset_seconds.into();
        interval["zonedStart"] = scene.local(0, person.offset_seconds).into();
        interval["zonedEnd"] = ended(scene.local(minutes, person.offset_seconds).into());
        if !running {
            interval["offsetEnd"] = person.offset_seconds.into();
        }
    }
    interval
}

/// Values of every JSON type, because a custom field may have any.
fn custom_fields(scene: Scene<'_>) -> Value {
    let values = [
        ("TXT", json!("Room 4")),
        ("NUMBER", json!(scene.any(100))),
        ("CHECKBOX", json!(true)),
        ("DROPDOWN_MULTIPLE", json!(["A", "B"])),
        ("LINK", Value::Null),
    ];
    (0..scene.sequence % 3)
        .map(|n| {
            let (kind, value) = pick(&values, scene.sequence.wrapping_add(n));
            let mut field = json!({
                "customFieldId": scene.numbered(n).id("custom-field"),
                "timeEntryId": scene.id("time-entry"),
                "value": value,
                "name": format!("Field {n}"),
            });
            if !scene.every(2) {
                field["type"] = (*kind).into();
            }
            field
        })
        .collect()
}
