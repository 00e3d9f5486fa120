//! Users, their groups, and the workspace itself.

use serde_json::{Value, json};

use super::projects::rate_field;
use super::{Call, Change, Outcome, Refusal, Reply, Result, build, created, filter, listed, whole};
use crate::sandbox::api::kind::Kind;
use crate::sandbox::api::reply::Items;

pub(super) fn image(call: &mut Call<'_>) -> Outcome {
    let name = call.text("file").unwrap_or("image").to_owned();
    whole(json!({ "name": name, "url": "https://img.example.com/no-picture.png" }))
}

pub(super) fn myself(call: &mut Call<'_>) -> Result {
    call.entity(Kind::User, &call.caller.user).map(|(_, user)| whole(user))
}

pub(super) fn workspaces(call: &mut Call<'_>) -> Outcome {
    listed(Items::Values(vec![call.workspace()]))
}

pub(super) fn workspace(call: &mut Call<'_>) -> Outcome {
    whole(call.workspace())
}

pub(super) fn workspace_rate(call: &mut Call<'_>) -> Outcome {
    let (field, before) = (rate_field(call), call.workspace());
    call.world.workspace.insert(field.to_owned(), build::rate(call.body));
    let after = call.workspace();
    call.changes.push(Change { kind: Kind::User, before: Some(before), after: Some(after.clone()) });
    whole(after)
}

/// Somebody new, who still has to answer.
pub(super) fn invite(call: &mut Call<'_>) -> Result {
    let email = call.text("email").unwrap_or_default().to_owned();
    let users = call.world.numbers(Kind::User);
    let known = |number: &u64| call.world.get(Kind::User, *number).is_some_and(|user| user["email"] == email.as_str());
    if users.iter().any(known) {
        return Err(Refusal::domain("User is already a member of this workspace"));
    }
    let (_, mut user) = call.entity(Kind::User, &call.caller.user)?;
    user["email"] = email.as_str().into();
    user["name"] = email.split('@').next().unwrap_or_default().into();
    user["status"] = "PENDING_EMAIL_VERIFICATION".into();
    user["memberships"][0]["membershipStatus"] = "PENDING".into();
    call.add(Kind::User, user);
    Ok(whole(call.workspace()))
}

pub(super) fn search(call: &mut Call<'_>) -> Outcome {
    let has = |field: &Value, name: &str| {
        let wanted = call.text(name).unwrap_or_default().to_lowercase();
        field.as_str().is_some_and(|text| text.to_lowercase().contains(&wanted))
    };
    let status = call.text("status").unwrap_or("ALL");
    let passes = |number: &u64| {
        call.world.get(Kind::User, *number).is_some_and(|user| {
            has(&user["name"], "name")
                && has(&user["email"], "email")
                && (status == "ALL" || user["memberships"][0]["membershipStatus"] == status)
        })
    };
    let numbers = call.world.numbers(Kind::User).into_iter().filter(passes).collect();
    listed(Items::Numbers(Kind::User, numbers))
}

pub(super) fn status(call: &mut Call<'_>) -> Result {
    let (id, status) = (call.id(0).to_owned(), call.body["status"].clone());
    call.change(Kind::User, &id, |user| user["memberships"][0]["membershipStatus"] = status)?;
    Ok(whole(call.workspace()))
}

pub(super) fn rate(call: &mut Call<'_>) -> Result {
    let (id, field, rate) = (call.id(0).to_owned(), rate_field(call), build::rate(call.body));
    call.change(Kind::User, &id, |user| user["memberships"][0][field] = rate)?;
    Ok(whole(call.workspace()))
}

pub(super) fn field(call: &mut Call<'_>) -> Result {
    let (user, value) = (call.id(0).to_owned(), call.body["value"].clone());
    let (_, field) = call.entity(Kind::CustomField, call.id(1))?;
    let value = json!({
        "customFieldId": field["id"],
        "customFieldName": field["name"],
        "customFieldType": field["type"],
        "userId": user,
        "value": value,
    });
    call.change(Kind::User, &user, |user| {
        if let Some(fields) = user["customFields"].as_array_mut() {
            fields.retain(|one| one["customFieldId"] != field["id"]);
            fields.push(value.clone());
        }
    })?;
    Ok(created(value))
}

/// The owner manages everybody.
pub(super) fn managers(call: &mut Call<'_>) -> Result {
    call.number(Kind::User, call.id(0))?;
    let numbers = filter::apply(call, Kind::User, vec![0]);
    Ok(listed(Items::Numbers(Kind::User, numbers)))
}

pub(super) fn give_role(call: &mut Call<'_>) -> Result {
    let role = call.body["role"].clone();
    let id = call.id(0).to_owned();
    let entity = call.body["entityId"].clone();
    let user = call.change(Kind::User, &id, |user| user["role"] = role.clone())?;
    Ok(created(json!([{
        "userId": user["id"],
        "workspaceId": call.world.seed.workspace.id,
        "role": { "id": entity, "name": role, "source": null },
    }])))
}

pub(super) fn take_role(call: &mut Call<'_>) -> Result {
    let id = call.id(0).to_owned();
    call.change(Kind::User, &id, |user| user["role"] = Value::Null)?;
    Ok(Outcome::Whole(Reply::empty(204)))
}

fn shown(user: &Value) -> Value {
    json!({
        "name": user["name"],
        "email": user["email"],
        "imageUrl": user["profilePicture"],
        "hasPassword": true,
        "hasPendingApprovalRequest": false,
        "userCustomFieldValues": user["customFields"],
        "weekStart": user["settings"]["weekStart"],
        "workCapacity": user["workCapacity"].as_str().unwrap_or("PT8H"),
        "workingDays": ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY"],
        "workspaceNumber": 1,
    })
}

pub(super) fn profile(call: &mut Call<'_>) -> Result {
    call.target(Kind::User).map(|(_, user)| whole(shown(&user)))
}

pub(super) fn change_profile(call: &mut Call<'_>) -> Result {
    let (id, body) = (call.id(0).to_owned(), call.body);
    let user = call.change(Kind::User, &id, |user| {
        for (from, to) in [("name", "name"), ("imageUrl", "profilePicture"), ("workCapacity", "workCapacity")] {
            if !body[from].is_null() {
                user[to] = body[from].clone();
            }
        }
        if !body["weekStart"].is_null() {
            user["settings"]["weekStart"] = body["weekStart"].clone();
        }
    })?;
    Ok(whole(shown(&user)))
}

/// Its members stay.
pub(super) fn rename_group(call: &mut Call<'_>) -> Result {
    let (id, name) = (call.id(0).to_owned(), call.text("name").unwrap_or_default().to_owned());
    if name.trim().is_empty() {
        return Err(Refusal::domain("User group name has to be between 1 and 100 characters long"));
    }
    call.change(Kind::UserGroup, &id, |group| group["name"] = name.into()).map(whole)
}

pub(super) fn join_group(call: &mut Call<'_>) -> Result {
    let user = call.text("userId").unwrap_or_default().to_owned();
    call.number(Kind::User, &user)?;
    members(call, &user, true)
}

pub(super) fn leave_group(call: &mut Call<'_>) -> Result {
    let user = call.id(1).to_owned();
    members(call, &user, false)
}

fn members(call: &mut Call<'_>, user: &str, joins: bool) -> Result {
    let id = call.id(0).to_owned();
    let group = call.change(Kind::UserGroup, &id, |group| {
        if let Some(users) = group["userIds"].as_array_mut() {
            users.retain(|one| one != user);
            if joins {
                users.push(user.into());
            }
        }
    })?;
    Ok(whole(group))
}
