//! The events that a write causes: which of those that the catalogue foresees, and with what payload.

use serde_json::{Value, json};

use super::kind::Kind;
use super::reply::Change;
use super::world::World;
use crate::clockify::catalogue::Operation;
use crate::domain::event::EventType;

/// The events of a call's changes, in the order of the changes.
pub(super) fn of(operation: &Operation, changes: &[Change], world: &World, caller: &str) -> Vec<(EventType, Value)> {
    let mut events = Vec::new();
    for change in changes {
        for event in &operation.raises {
            events.extend(payload(*event, change, world, caller).map(|payload| (*event, payload)));
        }
    }
    events
}

/// Time entries of which one is told of. There are many, and not all of them suit.
const WINDOW: usize = 16;

/// What an event tells of an entity that is there: the `round`-th after the `first`, each at most once. None where
/// nothing is there of which it can be told.
pub(super) fn about(event: EventType, first: u64, round: u64, world: &World) -> Option<Value> {
    use Kind::{Client, Project, Tag, Task, TimeEntry};
    let (kind, step) = subject(event)?;
    if step == Some(Step::Gone) || !matches!(kind, TimeEntry | Project | Task | Client | Tag) {
        return None;
    }
    let (numbers, window) = (world.numbers(kind), if kind == TimeEntry { WINDOW } else { 1 });
    let count = numbers.len() / window;
    let (first, round) = (usize::try_from(first % count.max(1) as u64).ok()?, usize::try_from(round).ok()?);
    if round >= count {
        return None;
    }
    let from = (first + round) % count * window;
    let found: Vec<_> = numbers[from..from + window].iter().filter_map(|number| world.get(kind, *number)).collect();
    let runs = |entity: &Value| kind == TimeEntry && entity["timeInterval"]["end"].is_null();
    let mut fitting = found.iter().filter(|entity| runs(entity) == (event == EventType::NewTimerStarted));
    // Who stops a timer has often not said yet what it was for.
    let bare =
        |entity: &&Value| event == EventType::TimerStopped && entity["tagIds"].as_array().is_none_or(Vec::is_empty);
    let entity = fitting.clone().find(bare).or_else(|| fitting.next())?;
    let change = Change { kind, before: None, after: None };
    written(event, &change, entity, world, "")
}

/// What happened to an entity.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    New,
    Updated,
    Gone,
}

/// The payload of an event, if the change is one that causes it.
fn payload(event: EventType, change: &Change, world: &World, caller: &str) -> Option<Value> {
    use EventType as E;
    let entity = change.after.as_ref().or(change.before.as_ref())?;
    let step = match (&change.before, &change.after) {
        (None, _) => Step::New,
        (Some(_), Some(_)) => Step::Updated,
        (Some(_), None) => Step::Gone,
    };
    let (of, at) = subject(event)?;
    if of != change.kind || at.is_some_and(|at| at != step) {
        return None;
    }
    let status = entity["status"]["statusType"].as_str();
    let runs = |entry: &Value| entry["timeInterval"]["end"].is_null();
    let stopped = change.before.as_ref().is_some_and(runs) && !runs(entity);
    let member =
        |user: &Option<Value>| user.as_ref().is_some_and(|user| user["memberships"][0]["membershipStatus"] == "ACTIVE");
    let (was_active, is_active) = (member(&change.before), member(&change.after));
    let published =
        change.before.as_ref().is_some_and(|before| before["published"] != true) && entity["published"] == true;
    let fits = match event {
        E::NewTimeEntry => !runs(entity),
        E::NewTimerStarted => runs(entity),
        E::TimerStopped => stopped,
        E::TimeEntryUpdated => !stopped,
        E::TimeOffRequestApproved => status == Some("APPROVED"),
        E::TimeOffRequestRejected => status == Some("REJECTED"),
        E::TimeOffRequestUpdated => !matches!(status, Some("APPROVED" | "REJECTED")),
        E::AssignmentPublished => published,
        E::AssignmentUpdated => !published,
        E::UserActivatedOnWorkspace => is_active && !was_active,
        E::UserDeactivatedOnWorkspace => was_active && !is_active,
        E::UserUpdated => was_active == is_active && !entity["email"].is_null(),
        E::BalanceUpdated => !entity["policyTimeUnit"].is_null(),
        // An invited user is none yet, and no limited one either.
        E::UserJoinedWorkspace | E::LimitedUsersAddedToWorkspace => false,
        _ => true,
    };
    fits.then(|| written(event, change, entity, world, caller)).flatten()
}

/// What an event is about, and which step of its life; none for any.
fn subject(event: EventType) -> Option<(Kind, Option<Step>)> {
    use EventType as E;
    use Step::{Gone, New, Updated};
    Some(match event {
        E::NewTimerStarted | E::NewTimeEntry => (Kind::TimeEntry, Some(New)),
        E::TimerStopped | E::TimeEntryUpdated => (Kind::TimeEntry, Some(Updated)),
        E::TimeEntryDeleted => (Kind::TimeEntry, Some(Gone)),
        E::NewProject => (Kind::Project, Some(New)),
        E::ProjectUpdated => (Kind::Project, Some(Updated)),
        E::ProjectDeleted => (Kind::Project, Some(Gone)),
        E::NewTask => (Kind::Task, Some(New)),
        E::TaskUpdated => (Kind::Task, Some(Updated)),
        E::TaskDeleted => (Kind::Task, Some(Gone)),
        E::NewClient => (Kind::Client, Some(New)),
        E::ClientUpdated => (Kind::Client, Some(Updated)),
        E::ClientDeleted => (Kind::Client, Some(Gone)),
        E::NewTag => (Kind::Tag, Some(New)),
        E::TagUpdated => (Kind::Tag, Some(Updated)),
        E::TagDeleted => (Kind::Tag, Some(Gone)),
        E::UsersInvitedToWorkspace | E::UserJoinedWorkspace => (Kind::User, Some(New)),
        E::UserUpdated | E::UserActivatedOnWorkspace | E::UserDeactivatedOnWorkspace => (Kind::User, Some(Updated)),
        E::UserGroupCreated => (Kind::UserGroup, Some(New)),
        E::UserGroupUpdated => (Kind::UserGroup, Some(Updated)),
        E::UserGroupDeleted => (Kind::UserGroup, Some(Gone)),
        E::NewInvoice => (Kind::Invoice, Some(New)),
        E::InvoiceUpdated => (Kind::Invoice, Some(Updated)),
        E::ExpenseCreated => (Kind::Expense, Some(New)),
        E::ExpenseUpdated => (Kind::Expense, Some(Updated)),
        E::ExpenseDeleted => (Kind::Expense, Some(Gone)),
        E::NewApprovalRequest => (Kind::ApprovalRequest, Some(New)),
        E::ApprovalRequestStatusUpdated => (Kind::ApprovalRequest, Some(Updated)),
        E::TimeOffRequested => (Kind::TimeOffRequest, Some(New)),
        E::TimeOffRequestUpdated | E::TimeOffRequestRejected => (Kind::TimeOffRequest, Some(Updated)),
        E::TimeOffRequestApproved => (Kind::TimeOffRequest, None),
        E::TimeOffRequestWithdrawn => (Kind::TimeOffRequest, Some(Gone)),
        E::BalanceUpdated => (Kind::TimeOffPolicy, Some(Updated)),
        E::AssignmentCreated => (Kind::Assignment, Some(New)),
        E::AssignmentUpdated | E::AssignmentPublished => (Kind::Assignment, Some(Updated)),
        E::AssignmentDeleted => (Kind::Assignment, Some(Gone)),
        // What has a rate is of several kinds, and the rest no write causes.
        _ => return None,
    })
}

fn written(event: EventType, change: &Change, entity: &Value, world: &World, caller: &str) -> Option<Value> {
    Some(match change.kind {
        Kind::TimeEntry => entry(entity, world),
        Kind::Project => {
            let mut project = entity.clone();
            if let Some(client) = entity["clientId"].as_str().and_then(|id| world.find(Kind::Client, id)) {
                project["client"] = only(&client, &["id", "name", "workspaceId", "archived"]);
            }
            project
        }
        Kind::Task => only(
            entity,
            &["id", "name", "projectId", "assigneeId", "assigneeIds", "userGroupIds", "estimate", "status", "duration"],
        ),
        Kind::Client | Kind::Tag => only(entity, &["id", "name", "workspaceId", "archived"]),
        Kind::User if event == EventType::UsersInvitedToWorkspace => {
            let inviter = world.find(Kind::User, caller)?;
            json!({
                "workspaceId": world.seed.workspace.id,
                "inviter": only(&inviter, &["id", "email", "name", "profilePicture", "settings"]),
                "invitedUserEmails": [entity["email"]],
            })
        }
        Kind::User if event == EventType::UserUpdated => only(entity, &["id", "email", "name"]),
        Kind::User => only(entity, &["id", "email", "name", "profilePicture", "settings"]),
        Kind::Expense if event == EventType::ExpenseCreated => entity.clone(),
        Kind::Expense => {
            let mut reference = only(entity, &["workspaceId", "userId", "projectId", "categoryId"]);
            reference["expenseId"] = entity["id"].clone();
            reference
        }
        Kind::Assignment => {
            let mut reference = only(entity, &["workspaceId", "userId", "projectId"]);
            reference["assignmentId"] = entity["id"].clone();
            reference
        }
        // What was withdrawn is shown as it was, but for its status.
        Kind::TimeOffRequest => {
            let mut request = entity.clone();
            request["timeZone"] = entity["userTimeZone"].clone();
            if event == EventType::TimeOffRequestWithdrawn {
                request["status"]["statusType"] = "WITHDRAWN".into();
            }
            request
        }
        Kind::TimeOffPolicy => json!({
            "workspaceId": entity["workspaceId"],
            "userId": entity["userId"],
            "value": entity["balance"].to_string(),
            "note": entity["note"],
            "updatedBy": entity["updatedBy"],
        }),
        _ => entity.clone(),
    })
}

/// Some of the fields, as far as they are there.
fn only(entity: &Value, names: &[&str]) -> Value {
    let field = |name: &&str| Some(((*name).to_owned(), entity.get(*name)?.clone()));
    Value::Object(names.iter().filter_map(field).collect())
}

/// An entry with what it refers to beside the ids.
fn entry(entity: &Value, world: &World) -> Value {
    let mut entry = entity.clone();
    let find = |kind, name: &str| entity[name].as_str().and_then(|id| world.find(kind, id));
    let user = find(Kind::User, "userId").unwrap_or_default();
    entry["user"] = json!({ "id": user["id"], "name": user["name"], "status": "ACTIVE" });
    entry["project"] = find(Kind::Project, "projectId").unwrap_or_default();
    entry["task"] = find(Kind::Task, "taskId").unwrap_or_default();
    let tags = entity["tagIds"].as_array().into_iter().flatten().filter_map(Value::as_str);
    entry["tags"] = tags.filter_map(|id| world.find(Kind::Tag, id)).collect();
    entry["currentlyRunning"] = entity["timeInterval"]["end"].is_null().into();
    let fields = entry["customFieldValues"].as_array().cloned().unwrap_or_default();
    let fields = fields.into_iter().map(|mut field| {
        field["timeEntryId"] = entity["id"].clone();
        field
    });
    entry["customFieldValues"] = fields.collect();
    entry
}

/// The events of a changed rate, wherever it is: of a user, a project's member, a task or the workspace.
pub(super) fn of_rates(operation: &Operation, changes: &[Change], world: &World) -> Vec<(EventType, Value)> {
    let mut events = Vec::new();
    for event in &operation.raises {
        let field = match event {
            EventType::BillableRateUpdated => "hourlyRate",
            EventType::CostRateUpdated => "costRate",
            _ => continue,
        };
        let payloads = changes.iter().filter_map(|change| rate(field, change, world));
        events.extend(payloads.map(|payload| (*event, payload)));
    }
    events
}

fn rate(field: &str, change: &Change, world: &World) -> Option<Value> {
    let (before, after) = (change.before.as_ref()?, change.after.as_ref()?);
    let (source, kind, entity) = match change.kind {
        // The workspace itself travels as a user without an address.
        Kind::User if after["email"].is_null() => ("WORKSPACE", "WORKSPACE", after.clone()),
        Kind::User => ("WORKSPACE_MEMBER", "WORKSPACE", after["memberships"][0].clone()),
        Kind::Project => {
            let members = after["memberships"].as_array()?;
            let known = before["memberships"].as_array()?;
            let new = |member: &&Value| {
                let before = known.iter().find(|one| one["userId"] == member["userId"]);
                before.map_or(&Value::Null, |before| &before[field]) != &member[field]
            };
            ("PROJECT_MEMBER", "PROJECT", members.iter().find(new)?.clone())
        }
        Kind::Task => ("TASK", "PROJECT", after.clone()),
        _ => return None,
    };
    let of = |name: &str| entity.get(name).cloned().unwrap_or_default();
    Some(json!({
        "workspaceId": world.seed.workspace.id,
        "rateChangeSource": source,
        "modifiedEntity": {
            "userId": of("userId"),
            "hourlyRate": of("hourlyRate"),
            "costRate": of("costRate"),
            "targetId": if of("targetId").is_null() { of("id") } else { of("targetId") },
            "membershipType": kind,
            "membershipStatus": "ACTIVE",
        },
        "currency": { "id": world.seed.other("currency", 0), "code": "EUR" },
        "amount": of(field)["amount"],
        "since": null,
    }))
}
