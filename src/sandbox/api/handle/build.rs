//! New entities out of bodies.

use serde_json::{Map, Value, json};

use super::{Call, Refusal, Result};
use crate::sandbox::api::kind::Kind;

/// The entity that a body describes; what the body leaves out is as usual.
pub(super) fn entity(call: &Call<'_>, kind: Kind) -> Result<Value> {
    let body = translated(kind, call.body);
    let mut entity = usual(call, kind)?;
    for (name, value) in body {
        // Fields that the entity doesn't have are ignored, as the platform does.
        if let Some(field) = entity.get_mut(&name).filter(|_| !value.is_null()) {
            *field = value;
        }
    }
    if entity.get("name").is_some_and(|name| name.as_str().is_none_or(|name| name.trim().is_empty())) {
        return Err(Refusal::domain(format!("{} name has to be between 1 and 250 characters long", kind.title())));
    }
    references(call, &entity)?;
    if let Some(id) = entity["clientId"].as_str().filter(|id| !id.is_empty()) {
        let (_, client) = call.entity(Kind::Client, id)?;
        entity["clientName"] = client["name"].clone();
    }
    if let (Kind::Project, Some(members)) = (kind, call.body["memberships"].as_array()) {
        entity["memberships"] = members.iter().map(|member| membership(call, member)).collect::<Result<_>>()?;
    }
    // Of several assignees an older field shows the first.
    if kind == Kind::Task {
        let first = entity["assigneeIds"].get(0).cloned();
        match first {
            Some(first) => entity["assigneeId"] = first,
            None if entity["assigneeId"].is_string() => entity["assigneeIds"] = json!([entity["assigneeId"]]),
            None => {}
        }
    }
    for rate in ["hourlyRate", "costRate"] {
        if entity[rate].is_object() {
            entity[rate] = json!({ "amount": entity[rate]["amount"], "currency": "EUR" });
        }
    }
    Ok(entity)
}

/// Every id in an entity must be one of the workspace.
pub(super) fn references(call: &Call<'_>, entity: &Value) -> Result<()> {
    for (field, kind) in [
        ("clientId", Kind::Client),
        ("projectId", Kind::Project),
        ("taskId", Kind::Task),
        ("userId", Kind::User),
        ("categoryId", Kind::ExpenseCategory),
        ("assigneeId", Kind::User),
    ] {
        if let Some(id) = entity[field].as_str().filter(|id| !id.is_empty()) {
            call.number(kind, id)?;
        }
    }
    for (field, kind) in
        [("tagIds", Kind::Tag), ("assigneeIds", Kind::User), ("userGroupIds", Kind::UserGroup), ("userIds", Kind::User)]
    {
        for id in entity[field].as_array().into_iter().flatten().filter_map(Value::as_str) {
            call.number(kind, id)?;
        }
    }
    Ok(())
}

/// A member of a project.
pub(super) fn membership(call: &Call<'_>, member: &Value) -> Result<Value> {
    let user = member["userId"].as_str().unwrap_or_default();
    call.number(Kind::User, user)?;
    Ok(json!({
        "userId": user,
        "hourlyRate": rate(&member["hourlyRate"]),
        "costRate": rate(&member["costRate"]),
        "targetId": call.id(0),
        "membershipType": "PROJECT",
        "membershipStatus": "ACTIVE",
    }))
}

/// A rate as it is shown.
pub(super) fn rate(rate: &Value) -> Value {
    if rate["amount"].is_number() { json!({ "amount": rate["amount"], "currency": "EUR" }) } else { Value::Null }
}

/// The body with the names that an entity has.
fn translated(kind: Kind, body: &Value) -> Map<String, Value> {
    let mut body = body.as_object().cloned().unwrap_or_default();
    // Identity isn't the caller's to give.
    for name in ["id", "workspaceId", "memberships"] {
        body.remove(name);
    }
    let mut rename = |from: &str, to: &str| {
        if let Some(value) = body.remove(from) {
            body.insert(to.to_owned(), value);
        }
    };
    match kind {
        Kind::Project => rename("isPublic", "public"),
        Kind::Holiday | Kind::TimeOffPolicy => {
            for (from, to) in [("users", "userIds"), ("userGroups", "userGroupIds")] {
                if let Some(filter) = body.remove(from) {
                    body.insert(to.to_owned(), filter["ids"].clone());
                }
            }
            if kind == Kind::Holiday
                && let Some(automatic) = body.get_mut("automaticTimeEntryCreation")
            {
                *automatic = automatic["enabled"].as_bool().unwrap_or_default().into();
            }
        }
        _ => {}
    }
    body
}

/// An entity of which nothing is said.
fn usual(call: &Call<'_>, kind: Kind) -> Result<Value> {
    let workspace = call.world.seed.workspace.id.as_str();
    Ok(match kind {
        Kind::Client => json!({
            "id": "", "name": "", "workspaceId": workspace, "archived": false, "address": null, "note": null,
            "email": null, "ccEmails": [], "currencyId": call.world.seed.other("currency", 0), "currencyCode": "EUR",
        }),
        Kind::Tag => json!({ "id": "", "name": "", "workspaceId": workspace, "archived": false }),
        Kind::Project => json!({
            "id": "", "name": "", "workspaceId": workspace, "clientId": "", "clientName": "", "hourlyRate": null,
            "costRate": null, "billable": false, "color": "#03A9F4", "estimate": { "estimate": "PT0S", "type": "AUTO" },
            "archived": false, "memberships": [], "duration": "PT0S", "note": "", "public": false, "template": false,
            "timeEstimate": {
                "estimate": "PT0S", "type": "AUTO", "resetOption": null, "active": false, "includeNonBillable": true,
            },
            "budgetEstimate": null,
        }),
        Kind::Task => {
            call.number(Kind::Project, call.id(0))?;
            json!({
                "id": "", "name": "", "projectId": call.id(0), "assigneeIds": [], "assigneeId": null,
                "userGroupIds": [], "estimate": "PT0S", "status": "ACTIVE", "budgetEstimate": 0, "duration": "PT0S",
                "billable": true, "hourlyRate": null, "costRate": null,
            })
        }
        Kind::UserGroup => {
            json!({ "id": "", "name": "", "workspaceId": workspace, "userIds": [], "teamManagers": [] })
        }
        Kind::CustomField => json!({
            "id": "", "name": "", "workspaceId": workspace, "description": "", "placeholder": "", "type": "TXT",
            "entityType": "TIMEENTRY", "allowedValues": [], "workspaceDefaultValue": null, "onlyAdminCanEdit": false,
            "required": false, "status": "VISIBLE", "projectDefaultValues": [],
        }),
        Kind::Holiday => json!({
            "id": "", "name": "", "workspaceId": workspace, "datePeriod": null, "occursAnnually": false,
            "everyoneIncludingNew": false, "userIds": [], "userGroupIds": [], "projectId": null, "taskId": null,
            "automaticTimeEntryCreation": false,
        }),
        Kind::TimeOffPolicy => json!({
            "id": "", "name": "", "workspaceId": workspace, "timeUnit": "DAYS", "allowHalfDay": false,
            "allowNegativeBalance": false, "approve": null, "archived": false, "automaticAccrual": null,
            "automaticTimeEntryCreation": null, "negativeBalance": null, "everyoneIncludingNew": false,
            "projectId": null, "userIds": [], "userGroupIds": [],
        }),
        Kind::ExpenseCategory => json!({
            "id": "", "name": "", "workspaceId": workspace, "hasUnitPrice": false, "priceInCents": 0, "unit": "",
            "archived": false,
        }),
        _ => json!({}),
    })
}
