//! Time entries, and the lists of what became of them.

use serde_json::{Value, json};
use time::{Duration, OffsetDateTime};

use super::{Call, Outcome, Refusal, Reply, Result, build, created, listed, whole};
use crate::sandbox::api::check::moment;
use crate::sandbox::api::kind::Kind;
use crate::sandbox::api::reply::Items;
use crate::sandbox::api::seed::{elapsed, moment as written};

const KIND: Kind = Kind::TimeEntry;

/// For oneself, or for the user in the path. Without an end it is a running timer.
pub(super) fn create(call: &mut Call<'_>) -> Result {
    let user = if call.ids.is_empty() { call.caller.user.clone() } else { call.id(0).to_owned() };
    let entry = entry(call, &user, call.body)?;
    if entry["timeInterval"]["end"].is_null() {
        end_running(call, &user, call.now)?;
    }
    Ok(created(call.add(KIND, entry)))
}

/// What the body leaves out is reset.
pub(super) fn update(call: &mut Call<'_>) -> Result {
    let id = call.last().to_owned();
    rewrite(call, &id, call.body).map(whole)
}

pub(super) fn update_many(call: &mut Call<'_>) -> Result {
    let entries = call.body.as_array().into_iter().flatten();
    let entries = entries.map(|body| rewrite(call, body["id"].as_str().unwrap_or_default(), body));
    entries.collect::<Result<Value>>().map(whole)
}

fn rewrite(call: &mut Call<'_>, id: &str, body: &Value) -> Result<Value> {
    let (number, before) = call.entity(KIND, id)?;
    if before["isLocked"] == true {
        return Err(Refusal::domain("Time entry is locked"));
    }
    let mut after = entry(call, before["userId"].as_str().unwrap_or_default(), body)?;
    for kept in ["id", "hourlyRate", "costRate", "kioskId", "invoiced"] {
        if let Some(value) = before.get(kept) {
            after[kept] = value.clone();
        }
    }
    Ok(call.put(KIND, number, before, after))
}

/// The entry that a body describes.
fn entry(call: &Call<'_>, user: &str, body: &Value) -> Result<Value> {
    call.number(Kind::User, user)?;
    let time = |name: &str| body[name].as_str().and_then(moment);
    let (start, end) = (time("start").unwrap_or(call.now), time("end"));
    if end.is_some_and(|end| end < start) {
        return Err(Refusal::domain("End time must be after start time"));
    }
    let description = body["description"].as_str().unwrap_or_default();
    if description.contains(['<', '>']) {
        return Err(Refusal::domain("Description contains characters that are not allowed"));
    }
    let fields = body["customFields"].as_array().into_iter().flatten();
    let fields = fields.map(|field| {
        let (_, known) = call.entity(Kind::CustomField, field["customFieldId"].as_str().unwrap_or_default())?;
        Ok(json!({
            "customFieldId": known["id"],
            "value": field["value"],
            "name": known["name"],
            "type": known["type"],
            "sourceType": field["sourceType"].as_str().unwrap_or("TIMEENTRY"),
        }))
    });
    let entry = json!({
        "id": "",
        "description": description,
        "tagIds": body["tagIds"].as_array().cloned().unwrap_or_default(),
        "userId": user,
        "billable": body["billable"].as_bool().unwrap_or_default(),
        "taskId": body["taskId"],
        "projectId": body["projectId"],
        "workspaceId": call.world.seed.workspace.id,
        "timeInterval": interval(start, end),
        "customFieldValues": fields.collect::<Result<Vec<_>>>()?,
        "type": body["type"].as_str().unwrap_or("REGULAR"),
        "kioskId": null,
        "hourlyRate": { "amount": 7500, "currency": "EUR" },
        "costRate": null,
        "isLocked": false,
    });
    build::references(call, &entry)?;
    if let Some(task) = entry["taskId"].as_str() {
        let (_, task) = call.entity(Kind::Task, task)?;
        if task["projectId"] != entry["projectId"] {
            return Err(Refusal::domain("Task doesn't belong to Project"));
        }
    }
    Ok(entry)
}

fn interval(start: OffsetDateTime, end: Option<OffsetDateTime>) -> Value {
    json!({ "start": written(start), "end": end.map(written), "duration": end.map(|end| elapsed(end - start)) })
}

/// Ends the user's running timer, if there is one.
fn end_running(call: &mut Call<'_>, user: &str, end: OffsetDateTime) -> Result<Option<Value>> {
    let number = call.number(Kind::User, user)?;
    let runs = |number: &u64| call.world.get(KIND, *number).filter(|entry| entry["timeInterval"]["end"].is_null());
    let Some(entry) = call.world.children(KIND, number).iter().find_map(runs) else { return Ok(None) };
    let start = entry["timeInterval"]["start"].as_str().and_then(moment).unwrap_or(end);
    if end < start {
        return Err(Refusal::domain("End time must be after start time"));
    }
    let id = entry["id"].as_str().unwrap_or_default();
    call.change(KIND, id, |entry| entry["timeInterval"] = interval(start, Some(end))).map(Some)
}

pub(super) fn stop(call: &mut Call<'_>) -> Result {
    let end = call.text("end").and_then(moment).unwrap_or(call.now);
    let user = call.id(0).to_owned();
    let stopped = end_running(call, &user, end)?;
    stopped.map(whole).ok_or_else(|| Refusal::domain("User has no running time entry"))
}

pub(super) fn remove_many(call: &mut Call<'_>) -> Result {
    let ids: Vec<_> = call.params("time-entry-ids").into_iter().map(str::to_owned).collect();
    for id in &ids {
        call.number(KIND, id)?;
    }
    ids.iter().map(|id| call.remove(KIND, id)).collect::<Result<Value>>().map(whole)
}

pub(super) fn duplicate(call: &mut Call<'_>) -> Result {
    let (_, entry) = call.target(KIND)?;
    Ok(created(call.add(KIND, entry)))
}

/// Entries are marked by their ids; of other forms of the list there is no description to go by.
pub(super) fn invoiced(call: &mut Call<'_>) -> Result {
    let ids: Vec<_> = call.body["timeEntryIds"].as_array().into_iter().flatten().cloned().collect();
    let invoiced = call.body["invoiced"].clone();
    for id in ids.iter().filter_map(Value::as_str) {
        call.change(KIND, id, |entry| entry["invoiced"] = invoiced.clone())?;
    }
    Ok(Outcome::Whole(Reply::empty(200)))
}

pub(super) fn running(call: &mut Call<'_>) -> Outcome {
    let users = call.world.numbers(Kind::User);
    // A running entry is its user's newest: no need to look at all of them.
    let runs = |number: &u64| call.world.get(KIND, *number).is_some_and(|entry| entry["timeInterval"]["end"].is_null());
    let running = users.into_iter().filter_map(|user| call.world.children(KIND, user).into_iter().take(20).find(runs));
    let numbers = running.collect();
    listed(Items::Numbers(KIND, numbers))
}

/// The window of a list of changes: the last thirty days unless it says otherwise.
fn window(call: &Call<'_>) -> (OffsetDateTime, OffsetDateTime) {
    let edge = |name| call.param(name).and_then(moment);
    let end = edge("end").unwrap_or(call.now);
    (edge("start").unwrap_or(end - Duration::days(30)), end)
}

/// Whether the list of changes is to have time entries in it; the other documents have none here.
fn asked(call: &Call<'_>) -> bool {
    call.params("type").contains(&"TIME_ENTRY")
}

fn document(call: &Call<'_>, number: u64, field: &str, at: OffsetDateTime) -> Option<Value> {
    let entry = call.world.get(KIND, number)?;
    Some(json!({ "id": entry["id"], "documentCode": "TIME_ENTRY", field: written(at), "document": entry }))
}

pub(super) fn were_created(call: &mut Call<'_>) -> Outcome {
    let (from, to) = window(call);
    let within = |at: &OffsetDateTime| (from..=to).contains(at);
    let mut found = Vec::new();
    if asked(call) {
        let born = |number: u64| call.world.births.get(&(KIND, number)).copied();
        let began = |number: u64| call.world.start_of_entry(number).and_then(|start| moment(&start));
        for number in call.world.numbers(KIND) {
            if let Some(at) = born(number).or_else(|| began(number)).filter(within) {
                found.extend(document(call, number, "createdAt", at));
            }
        }
    }
    listed(Items::Values(found))
}

pub(super) fn were_updated(call: &mut Call<'_>) -> Outcome {
    let (from, to) = window(call);
    let mut found = Vec::new();
    if asked(call) {
        for ((kind, number), at) in &call.world.updates {
            let new = call.world.births.get(&(KIND, *number)).is_some_and(|at| (from..=to).contains(at));
            if *kind == KIND && !new && (from..=to).contains(at) {
                found.extend(document(call, *number, "updatedAt", *at));
            }
        }
    }
    listed(Items::Values(found))
}

pub(super) fn were_deleted(call: &mut Call<'_>) -> Outcome {
    let (from, to) = window(call);
    let graves = call.world.graves.iter().filter(|grave| grave.kind == KIND && (from..=to).contains(&grave.at));
    let found = graves.map(|grave| {
        json!({
            "id": grave.entity["id"],
            "documentCode": "TIME_ENTRY",
            "deletedAt": written(grave.at),
            "document": grave.entity,
        })
    });
    let found = if asked(call) { found.collect() } else { Vec::new() };
    listed(Items::Values(found))
}
