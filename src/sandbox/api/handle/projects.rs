//! Projects: templates, estimates, members, rates, and the fields' values in them.

use serde_json::{Value, json};

use super::{Call, Refusal, Result, build, crud, listed, whole};
use crate::sandbox::api::kind::Kind;
use crate::sandbox::api::reply::Items;

/// Fields of a body that are entities of their own.
pub(super) fn create(call: &mut Call<'_>) -> Result {
    let outcome = crud::create(call, Kind::Project, 201)?;
    let project = call.changes.last().and_then(|change| change.after.clone()).unwrap_or_default();
    let id = project["id"].as_str().unwrap_or_default().to_owned();
    // The members' `targetId` is known only now.
    let project = call.change(Kind::Project, &id, |project| {
        for member in project["memberships"].as_array_mut().into_iter().flatten() {
            member["targetId"] = id.as_str().into();
        }
    })?;
    call.changes.pop();
    if let Some(change) = call.changes.last_mut() {
        change.after = Some(project);
    }
    for task in call.body["tasks"].as_array().into_iter().flatten() {
        let seeded = json!({
            "id": "", "name": task["name"], "projectId": id, "assigneeIds": task["assigneeIds"].as_array().cloned().unwrap_or_default(),
            "assigneeId": task["assigneeId"], "userGroupIds": [], "estimate": task["estimate"].as_str().unwrap_or("PT0S"),
            "status": task["status"].as_str().unwrap_or("ACTIVE"), "budgetEstimate": 0, "duration": "PT0S",
            "billable": true, "hourlyRate": null, "costRate": null,
        });
        build::references(call, &seeded)?;
        call.add(Kind::Task, seeded);
    }
    Ok(outcome)
}

/// The one update that resets nothing: what the body leaves out stays.
pub(super) fn update(call: &mut Call<'_>) -> Result {
    let (number, before) = call.target(Kind::Project)?;
    let mut after = before.clone();
    for (name, value) in call.body.as_object().into_iter().flatten().filter(|(_, value)| !value.is_null()) {
        match name.as_str() {
            "isPublic" => after["public"] = value.clone(),
            "hourlyRate" | "costRate" => after[name] = build::rate(value),
            "archived" | "billable" | "clientId" | "color" | "name" | "note" => after[name] = value.clone(),
            _ => {}
        }
    }
    build::references(call, &after)?;
    if let Some(id) = after["clientId"].as_str().filter(|id| !id.is_empty()) {
        after["clientName"] = call.entity(Kind::Client, id)?.1["name"].clone();
    }
    Ok(whole(call.put(Kind::Project, number, before, after)))
}

pub(super) fn from_template(call: &mut Call<'_>) -> Result {
    let (template, mut project) = call.entity(Kind::Project, call.text("templateProjectId").unwrap_or_default())?;
    project["name"] = call.body["name"].clone();
    project["template"] = false.into();
    project["archived"] = false.into();
    for (from, to) in [("clientId", "clientId"), ("color", "color"), ("isPublic", "public")] {
        if !call.body[from].is_null() {
            project[to] = call.body[from].clone();
        }
    }
    build::references(call, &project)?;
    let tasks = call.world.children(Kind::Task, template);
    let project = call.add(Kind::Project, project);
    for task in tasks {
        if let Some(mut task) = call.world.get(Kind::Task, task) {
            task["projectId"] = project["id"].clone();
            call.add(Kind::Task, task);
        }
    }
    Ok(whole(project))
}

pub(super) fn estimate(call: &mut Call<'_>) -> Result {
    let body = call.body.clone();
    merged(call, &["timeEstimate", "budgetEstimate", "estimateReset"], &body)
}

pub(super) fn template(call: &mut Call<'_>) -> Result {
    let body = json!({ "template": call.body["isTemplate"].as_bool().unwrap_or_default() });
    merged(call, &["template"], &body)
}

fn merged(call: &mut Call<'_>, fields: &[&str], body: &Value) -> Result {
    let id = call.id(0).to_owned();
    let project = call.change(Kind::Project, &id, |project| {
        for field in fields.iter().filter(|field| !body[**field].is_null()) {
            project[*field] = body[*field].clone();
        }
    })?;
    Ok(whole(project))
}

pub(super) fn memberships(call: &mut Call<'_>) -> Result {
    let members = call.body["memberships"].as_array().into_iter().flatten();
    let members: Value = members.map(|member| build::membership(call, member)).collect::<Result<_>>()?;
    let id = call.id(0).to_owned();
    call.change(Kind::Project, &id, |project| project["memberships"] = members).map(whole)
}

pub(super) fn add_members(call: &mut Call<'_>) -> Result {
    let users: Vec<_> = call.body["userIds"].as_array().into_iter().flatten().cloned().collect();
    let new = users.iter().map(|user| build::membership(call, &json!({ "userId": user })));
    let new = new.collect::<Result<Vec<_>>>()?;
    let removes = call.body["remove"] == true;
    let id = call.id(0).to_owned();
    let project = call.change(Kind::Project, &id, |project| {
        if let Some(members) = project["memberships"].as_array_mut() {
            members.retain(|member| !users.contains(&member["userId"]));
            if !removes {
                members.extend(new);
            }
        }
    })?;
    Ok(whole(project))
}

/// Which rate an operation sets, by the end of its path.
pub(super) fn rate_field(call: &Call<'_>) -> &'static str {
    if call.operation.path.ends_with("cost-rate") { "costRate" } else { "hourlyRate" }
}

pub(super) fn member_rate(call: &mut Call<'_>) -> Result {
    let (field, rate) = (rate_field(call), build::rate(call.body));
    let (id, user) = (call.id(0).to_owned(), call.id(1).to_owned());
    let (_, project) = call.entity(Kind::Project, &id)?;
    let members = project["memberships"].as_array().into_iter().flatten();
    if !members.into_iter().any(|member| member["userId"] == user.as_str()) {
        return Err(Refusal::domain("User is not a member of the project"));
    }
    let project = call.change(Kind::Project, &id, |project| {
        for member in project["memberships"].as_array_mut().into_iter().flatten() {
            if member["userId"] == user.as_str() {
                member[field] = rate.clone();
            }
        }
    })?;
    Ok(whole(project))
}

pub(super) fn task_rate(call: &mut Call<'_>) -> Result {
    let (field, rate) = (rate_field(call), build::rate(call.body));
    let id = call.id(1).to_owned();
    call.change(Kind::Task, &id, |task| task[field] = rate).map(whole)
}

/// The workspace's fields, each with its value in this project.
pub(super) fn fields(call: &mut Call<'_>) -> Result {
    call.number(Kind::Project, call.id(0))?;
    let kind = Kind::CustomField;
    let numbers = super::filter::apply(call, kind, call.world.numbers(kind));
    Ok(listed(Items::Numbers(kind, numbers)))
}

pub(super) fn set_default(call: &mut Call<'_>) -> Result {
    let value = json!({
        "projectId": call.id(0),
        "value": call.body["defaultValue"],
        "status": call.text("status").unwrap_or("VISIBLE"),
    });
    default(call, Some(value))
}

pub(super) fn drop_default(call: &mut Call<'_>) -> Result {
    default(call, None)
}

fn default(call: &mut Call<'_>, value: Option<Value>) -> Result {
    call.number(Kind::Project, call.id(0))?;
    let (project, field) = (call.id(0).to_owned(), call.id(1).to_owned());
    let field = call.change(Kind::CustomField, &field, |field| {
        if let Some(defaults) = field["projectDefaultValues"].as_array_mut() {
            defaults.retain(|one| one["projectId"] != project.as_str());
            defaults.extend(value);
        }
    })?;
    Ok(whole(field))
}
