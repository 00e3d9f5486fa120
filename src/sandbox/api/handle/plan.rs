//! Approvals and assignments.

use serde_json::{Value, json};
use time::Duration;

use super::{Call, Outcome, Refusal, Reply, Result, build, created, filter, listed, whole};
use crate::sandbox::api::check::moment;
use crate::sandbox::api::kind::Kind;
use crate::sandbox::api::reply::{Items, List};
use crate::sandbox::api::seed::moment as written;

/// A list shows the request inside of what it sums up.
pub(super) fn approvals(call: &mut Call<'_>) -> Outcome {
    let kind = Kind::ApprovalRequest;
    let numbers = filter::apply(call, kind, call.world.numbers(kind));
    let shape = |request: Value| {
        json!({
            "approvalRequest": request,
            "approvedTime": "PT38H30M",
            "billableTime": "PT30H",
            "breakTime": "PT0S",
            "billableAmount": 225_000,
            "costAmount": 0,
            "expenseTotal": 0,
            "entries": [],
            "expenses": [],
        })
    };
    Outcome::List(List { shape, ..List::of(Items::Numbers(kind, numbers)) })
}

/// For oneself, or for the user in the path.
pub(super) fn submit(call: &mut Call<'_>) -> Result {
    let request = request(call)?;
    Ok(created(call.add(Kind::ApprovalRequest, request)))
}

/// The request of that period once more, or a new one if there was none.
pub(super) fn resubmit(call: &mut Call<'_>) -> Result {
    let new = request(call)?;
    let same = |number: &u64| {
        let request = call.world.get(Kind::ApprovalRequest, *number)?;
        let fits = request["owner"]["userId"] == new["owner"]["userId"] && request["dateRange"] == new["dateRange"];
        fits.then(|| request["id"].as_str().map(str::to_owned))?
    };
    let found = call.world.numbers(Kind::ApprovalRequest).iter().find_map(same);
    let request = match found {
        Some(id) => call.change(Kind::ApprovalRequest, &id, |request| request["status"] = new["status"].clone())?,
        None => call.add(Kind::ApprovalRequest, new),
    };
    Ok(whole(request))
}

fn request(call: &Call<'_>) -> Result<Value> {
    let owner = if call.ids.is_empty() { call.caller.user.as_str() } else { call.id(0) };
    let (_, owner) = call.entity(Kind::User, owner)?;
    let (_, creator) = call.entity(Kind::User, &call.caller.user)?;
    let start = call.text("periodStart").and_then(moment).ok_or_else(|| Refusal::domain("periodStart is no time"))?;
    let days = match call.text("period") {
        Some("MONTHLY") => 30,
        Some("SEMI_MONTHLY") => 15,
        _ => 7,
    };
    Ok(json!({
        "id": "",
        "workspaceId": call.world.seed.workspace.id,
        "dateRange": { "start": written(start), "end": written(start + Duration::days(days)) },
        "owner": {
            "userId": owner["id"],
            "userName": owner["name"],
            "timeZone": owner["settings"]["timeZone"],
            "startOfWeek": "MONDAY",
        },
        "status": {
            "state": "PENDING",
            "updatedBy": creator["id"],
            "updatedByUserName": creator["name"],
            "updatedAt": written(call.now),
            "note": null,
        },
        "creator": { "userId": creator["id"], "userName": creator["name"], "userEmail": creator["email"] },
    }))
}

pub(super) fn decide(call: &mut Call<'_>) -> Result {
    let (_, manager) = call.entity(Kind::User, &call.caller.user)?;
    let (id, body, now) = (call.id(0).to_owned(), call.body, written(call.now));
    let request = call.change(Kind::ApprovalRequest, &id, |request| {
        request["status"] = json!({
            "state": body["state"],
            "updatedBy": manager["id"],
            "updatedByUserName": manager["name"],
            "updatedAt": now,
            "note": body["note"],
        });
    })?;
    Ok(whole(request))
}

const KIND: Kind = Kind::Assignment;

/// A list of the one assignment that was touched, which is how the platform answers.
fn alone(status: u16, assignment: &Value) -> Outcome {
    Outcome::Whole(Reply::json(status, json!([assignment])))
}

pub(super) fn assign(call: &mut Call<'_>) -> Result {
    let body = call.body;
    build::references(call, body)?;
    let (_, user) = call.entity(Kind::User, call.text("userId").unwrap_or_default())?;
    let (_, project) = call.entity(Kind::Project, call.text("projectId").unwrap_or_default())?;
    let assignment = json!({
        "id": "",
        "workspaceId": call.world.seed.workspace.id,
        "userId": user["id"],
        "userName": user["name"],
        "projectId": project["id"],
        "projectName": project["name"],
        "projectColor": project["color"],
        "projectArchived": project["archived"],
        "projectBillable": project["billable"],
        "clientId": project["clientId"],
        "clientName": project["clientName"],
        "taskId": body["taskId"],
        "taskName": null,
        "period": { "start": body["start"], "end": body["end"] },
        "startTime": body["startTime"],
        "hoursPerDay": body["hoursPerDay"],
        "billable": body["billable"].as_bool().unwrap_or_default(),
        "published": false,
        "note": call.text("note").unwrap_or_default(),
        "recurring": {
            "repeat": body["recurringAssignment"]["repeat"].as_bool().unwrap_or_default(),
            "seriesId": null,
            "weeks": body["recurringAssignment"]["weeks"].as_u64().unwrap_or_default(),
        },
        "includeNonWorkingDays": body["includeNonWorkingDays"].as_bool().unwrap_or_default(),
        "excludeDays": [],
    });
    let assignment = call.add(KIND, assignment);
    Ok(alone(201, &assignment))
}

pub(super) fn reassign(call: &mut Call<'_>) -> Result {
    let (id, body) = (call.id(0).to_owned(), call.body);
    build::references(call, body)?;
    let assignment = call.change(KIND, &id, |assignment| {
        for name in ["billable", "hoursPerDay", "includeNonWorkingDays", "note", "startTime", "taskId"] {
            if !body[name].is_null() {
                assignment[name] = body[name].clone();
            }
        }
        assignment["period"] = json!({ "start": body["start"], "end": body["end"] });
    })?;
    Ok(alone(200, &assignment))
}

pub(super) fn unassign(call: &mut Call<'_>) -> Result {
    let id = call.id(0).to_owned();
    call.remove(KIND, &id).map(|assignment| alone(200, &assignment))
}

pub(super) fn repeat(call: &mut Call<'_>) -> Result {
    let (id, body) = (call.id(0).to_owned(), call.body);
    let assignment = call.change(KIND, &id, |assignment| {
        assignment["recurring"]["repeat"] = body["repeat"].as_bool().unwrap_or(true).into();
        assignment["recurring"]["weeks"] = body["weeks"].clone();
    })?;
    Ok(alone(200, &assignment))
}

pub(super) fn copy(call: &mut Call<'_>) -> Result {
    let (_, mut assignment) = call.entity(KIND, call.id(0))?;
    let (_, user) = call.entity(Kind::User, call.text("userId").unwrap_or_default())?;
    assignment["userId"] = user["id"].clone();
    assignment["userName"] = user["name"].clone();
    let assignment = call.add(KIND, assignment);
    Ok(alone(200, &assignment))
}

/// Whether an assignment lies in the range of a body or of the query.
fn lies_in(assignment: &Value, start: Option<&str>, end: Option<&str>) -> bool {
    let time = |text: Option<&str>| text.and_then(moment);
    let of = |name: &str| assignment["period"][name].as_str();
    let (start, end) = (time(start), time(end));
    start.is_none_or(|start| time(of("end")).is_none_or(|at| at >= start))
        && end.is_none_or(|end| time(of("start")).is_none_or(|at| at <= end))
}

/// The assignments of the range that the body or the query names.
fn in_range(call: &Call<'_>) -> Vec<Value> {
    let edge = |name| call.text(name).or_else(|| call.param(name));
    let (start, end) = (edge("start"), edge("end"));
    let all = call.world.numbers(KIND).into_iter().filter_map(|number| call.world.get(KIND, number));
    all.filter(|assignment| lies_in(assignment, start, end)).collect()
}

pub(super) fn publish(call: &mut Call<'_>) -> Result {
    for assignment in in_range(call).iter().filter(|assignment| assignment["published"] != true) {
        let id = assignment["id"].as_str().unwrap_or_default();
        call.change(KIND, id, |assignment| assignment["published"] = true.into())?;
    }
    Ok(Outcome::Whole(Reply::empty(200)))
}

fn hours<'a>(assignments: impl Iterator<Item = &'a Value>) -> f64 {
    assignments.filter_map(|assignment| assignment["hoursPerDay"].as_f64()).map(|hours| 5.0 * hours).sum()
}

fn of_project(call: &Call<'_>, project: &Value, assignments: &[Value]) -> Value {
    let own: Vec<_> = assignments.iter().filter(|assignment| assignment["projectId"] == project["id"]).collect();
    let days = own.iter().map(|assignment| json!({ "date": assignment["period"]["start"], "hasAssignment": true }));
    json!({
        "workspaceId": call.world.seed.workspace.id,
        "projectId": project["id"],
        "projectName": project["name"],
        "projectColor": project["color"],
        "projectArchived": project["archived"],
        "projectBillable": project["billable"],
        "clientName": project["clientName"],
        "taskId": null,
        "taskName": null,
        "totalHours": hours(own.iter().copied()),
        "assignments": days.collect::<Vec<_>>(),
        "milestones": [],
    })
}

pub(super) fn project_totals(call: &mut Call<'_>) -> Outcome {
    let assignments = in_range(call);
    let projects =
        call.world.numbers(Kind::Project).into_iter().filter_map(|number| call.world.get(Kind::Project, number));
    let totals = projects.map(|project| of_project(call, &project, &assignments)).collect();
    listed(Items::Values(totals))
}

pub(super) fn project_total(call: &mut Call<'_>) -> Result {
    let (_, project) = call.target(Kind::Project)?;
    Ok(whole(of_project(call, &project, &in_range(call))))
}

fn of_user(call: &Call<'_>, user: &Value, assignments: &[Value]) -> Value {
    let own = assignments.iter().filter(|assignment| assignment["userId"] == user["id"]);
    let days =
        own.map(|assignment| json!({ "date": assignment["period"]["start"], "totalHours": assignment["hoursPerDay"] }));
    json!({
        "workspaceId": call.world.seed.workspace.id,
        "userId": user["id"],
        "userName": user["name"],
        "userImage": user["profilePicture"],
        "userStatus": user["memberships"][0]["membershipStatus"],
        "capacityPerDay": 8,
        "workingDays": ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY"],
        "totalHoursPerDay": days.collect::<Vec<_>>(),
    })
}

pub(super) fn user_totals(call: &mut Call<'_>) -> Outcome {
    let assignments = in_range(call);
    let users = call.world.numbers(Kind::User).into_iter().filter_map(|number| call.world.get(Kind::User, number));
    let totals = users.map(|user| of_user(call, &user, &assignments)).collect();
    listed(Items::Values(totals))
}

pub(super) fn user_total(call: &mut Call<'_>) -> Result {
    let (_, user) = call.entity(Kind::User, call.id(0))?;
    Ok(whole(of_user(call, &user, &in_range(call))))
}
