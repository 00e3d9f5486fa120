//! Every write that causes events, and whether they are about what the catalogue says.

use std::collections::BTreeSet;

use clockify_addons::clockify::catalogue::Subject;
use clockify_addons::clockify::client::{Actor, Call};
use clockify_addons::clockify::echo;
use clockify_addons::domain::ids::WorkspaceId;
use clockify_addons::domain::payload;

use super::merges::Path;
use super::webhooks::Receiver;
use super::*;

/// Events of entities that a write touches besides, and whose ids nobody can know.
const BESIDES: [(&str, &str); 5] = [
    ("createNewProject", "NEW_TASK"),
    ("createProjectFromTemplate", "NEW_TASK"),
    ("deleteProject", "TASK_DELETED"),
    ("createTimeEntry", "TIMER_STOPPED"),
    ("createForOthers", "TIMER_STOPPED"),
];

/// Events without the id of an entity.
const NAMELESS: [&str; 2] = ["BALANCE_UPDATED", "USERS_INVITED_TO_WORKSPACE"];

/// What a write needs: path parameters, query, body, and what has to be done before.
#[derive(Default)]
struct Case {
    path: Vec<(&'static str, String)>,
    query: Vec<(&'static str, String)>,
    body: Value,
    before: Vec<(&'static str, String, Value)>,
}

fn case<const N: usize>(path: [(&'static str, &String); N], body: Value) -> Case {
    Case { path: path.map(|(name, value)| (name, value.clone())).into(), body, ..Case::default() }
}

fn without(mut body: Value, name: &str) -> Value {
    body.as_object_mut().unwrap().remove(name);
    body
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

/// A call that succeeds and causes at least one event. None: the operation causes none.
#[expect(clippy::too_many_lines, clippy::match_same_arms, reason = "a table: a line for each operation")]
fn write(sandbox: &Sandbox, id: &str) -> Option<Case> {
    let api = &sandbox.api;
    let ids = |kind| api.ids(kind);
    let task = api.entity(K::Task, &ids(K::Task)[0]).unwrap();
    let (task, project) = (text(&task["id"]), text(&task["projectId"]));
    let member = text(&api.entity(K::Project, &project).unwrap()["memberships"][0]["userId"]);
    let (user, client, tag) = (ids(K::User)[1].clone(), ids(K::Client)[0].clone(), ids(K::Tag)[0].clone());
    let (group, policy) = (ids(K::UserGroup)[0].clone(), ids(K::TimeOffPolicy)[0].clone());
    let (entry, other) = (ids(K::TimeEntry)[0].clone(), ids(K::TimeEntry)[1].clone());
    let (expense, category) = (ids(K::Expense)[0].clone(), ids(K::ExpenseCategory)[0].clone());
    let payment = api.entity(K::Payment, &ids(K::Payment)[0]).unwrap();
    let (payment, invoice) = (text(&payment["id"]), text(&payment["invoiceId"]));
    let (assignment, approval) = (ids(K::Assignment)[0].clone(), ids(K::ApprovalRequest)[0].clone());
    let request = api.entity(K::TimeOffRequest, &ids(K::TimeOffRequest)[0]).unwrap();
    let (request, of_policy) = (text(&request["id"]), text(&request["policyId"]));
    let field = ids(K::CustomField)[3].clone();
    let rate = json!({ "amount": 900, "currency": "EUR" });
    let span = json!({ "start": "2027-02-01T00:00:00Z", "end": "2027-02-02T00:00:00Z" });
    let period = json!({ "period": "WEEKLY", "periodStart": "2027-02-01T00:00:00Z" });
    let off = json!({ "timeOffPeriod": { "period": span } });
    let time = json!({ "start": "2027-01-15T07:00:00Z", "end": "2027-01-15T07:30:00Z" });
    let form = json!({
        "amount": 12.5, "categoryId": category, "date": "2027-01-14T00:00:00Z", "projectId": project, "userId": user,
        "file": "receipt", "changeFields": ["AMOUNT"],
    });
    let bill = json!({
        "number": "X-1", "currency": "EUR", "clientId": client, "issuedDate": "2027-01-14T00:00:00Z",
        "dueDate": "2027-02-14T00:00:00Z", "discountPercent": 0, "taxPercent": 0, "tax2Percent": 0,
    });
    let item = json!({
        "quantity": 1, "unitPrice": 100, "description": "x", "itemType": "Service", "applyTaxes": "NONE",
        "from": "2027-01-01T00:00:00Z", "to": "2027-01-31T00:00:00Z", "amount": 100, "order": 0,
        "importExpenses": true, "projectFilter": {}, "timeEntryGroupType": "SINGLE_ITEM",
    });
    let archived = |path: String, name: &str| ("PUT", path, json!({ "name": name, "archived": true }));
    let shift = json!({
        "userId": user, "projectId": project, "start": "2027-02-01T00:00:00Z", "end": "2027-02-02T00:00:00Z",
        "hoursPerDay": 4, "weeks": 2, "repeat": true,
    });
    let named = json!({ "name": "Made up" });
    Some(match id {
        "createApprrovalRequest" | "resubmitApprovalRequest" => case([], period),
        "createApprovalForOther" | "resubmitApprovalRequestForOther" => case([("userId", &user)], period),
        "updateApprovalStatus" => case([("approvalRequestId", &approval)], json!({ "state": "APPROVED" })),
        "updateBalance" => case([("policyId", &policy)], json!({ "userIds": [user], "value": 1 })),
        "createClient" | "createUserGroup" | "createNewTag" => case([], named),
        "createNewProject" => case([], json!({ "name": "Made up", "tasks": [{ "name": "First" }] })),
        "createProjectFromTemplate" => case([], json!({ "name": "Made up", "templateProjectId": project })),
        "createTask" => case([("projectId", &project)], named),
        "updateClient" => case([("id", &client)], named),
        "updateUserGroup" | "deleteUserGroup" => case([("id", &group)], named),
        "updateTag" | "deleteTag" => case([("id", &tag)], named),
        "updateTask" | "deleteTask" => case([("projectId", &project), ("taskId", &task)], named),
        "setTaskCostRate" | "setTaskHourlyRate" => case([("projectId", &project), ("id", &task)], rate),
        "deleteClient" => {
            Case { before: vec![archived(format!("/clients/{client}"), "Old")], ..case([("id", &client)], Value::Null) }
        }
        "deleteProject" => Case {
            before: vec![archived(format!("/projects/{project}"), "Old")],
            ..case([("projectId", &project)], Value::Null)
        },
        "updateProject" => case([("projectId", &project)], named),
        "updateEstimate" => {
            case([("projectId", &project)], json!({ "timeEstimate": { "active": true, "type": "MANUAL" } }))
        }
        "updateMemberships" => {
            case([("projectId", &project)], json!({ "memberships": [{ "userId": member, "hourlyRate": rate }] }))
        }
        "addUsersToProject" => case([("projectId", &project)], json!({ "userIds": [user] })),
        "updateIsProjectTemplate" => case([("projectId", &project)], json!({ "isTemplate": true })),
        "addUsersCostRate" | "addUsersHourlyRate" => case([("projectId", &project), ("userId", &member)], rate),
        "createExpense" => case([], without(form, "changeFields")),
        "updateExpense" | "deleteExpense" => case([("expenseId", &expense)], form),
        "addUser" => case([("userGroupId", &group)], json!({ "userId": user })),
        "deleteUser" => case([("userGroupId", &group), ("userId", &user)], Value::Null),
        "createInvoice" => case([], bill),
        "updateInvoice" | "duplicateInvoice" => case([("invoiceId", &invoice)], bill),
        "addInvoiceItem" | "importTimeEntriesAndExpenses" => case([("invoiceId", &invoice)], item),
        "createInvoicePayment" => case([("invoiceId", &invoice)], json!({ "amount": 100 })),
        "removeInvoiceItem" => case([("invoiceId", &invoice), ("order", &"0".to_owned())], Value::Null),
        "deletePaymentById" => case([("invoiceId", &invoice), ("paymentId", &payment)], Value::Null),
        "changeInvoiceStatus" => case([("invoiceId", &invoice)], json!({ "invoiceStatus": "SENT" })),
        "publishAssignments" => case([], json!({ "start": "2026-01-01T00:00:00Z", "end": "2028-01-01T00:00:00Z" })),
        "createRecurring" => case([], shift),
        "deleteRRecurringAssignment" | "editRecurring" | "editRecurringPeriod" | "copyAssignment" => {
            case([("assignmentId", &assignment)], shift)
        }
        "createTimeOffRequest" => case([("policyId", &policy)], off),
        "createTimeOffRequestForOther" => case([("policyId", &policy), ("userId", &user)], off),
        "deleteTimeOffRequest" | "changeTimeOffRequestStatus" => {
            case([("policyId", &of_policy), ("requestId", &request)], json!({ "status": "APPROVED" }))
        }
        "createTimeEntry" => case([], json!({ "start": "2027-01-15T07:00:00Z" })),
        "createForOthers" => case([("userId", &user)], time),
        "updateTimeEntry" | "deleteTimeEntry" => case([("id", &entry)], time),
        "duplicateTimeEntry" => {
            let owner = text(&api.entity(K::TimeEntry, &entry).unwrap()["userId"]);
            case([("userId", &owner), ("id", &entry)], Value::Null)
        }
        // Described as objects, though they are ids; neither causes an event here.
        "updateInvoicedStatus" => case([], json!({ "invoiced": true, "timeEntryIds": [{}] })),
        "deleteMany" => Case {
            query: vec![("time-entry-ids", entry), ("time-entry-ids", other)],
            ..case([("userId", &user)], Value::Null)
        },
        "replaceMany" => {
            let of = |id: &String| json!({ "id": id, "start": "2027-01-15T07:00:00Z", "end": "2027-01-15T07:30:00Z" });
            case([("userId", &user)], json!([of(&entry), of(&other)]))
        }
        "stopRunningTimeEntry" => Case {
            before: vec![("POST", format!("/user/{user}/time-entries"), json!({ "start": "2027-01-15T07:00:00Z" }))],
            ..case([("userId", &user)], json!({ "end": "2027-01-15T07:30:00Z" }))
        },
        "updateMemberProfileWithAdditionalData" => case([("userId", &user)], named),
        "upsertUserCustomFieldValue" => case([("userId", &user), ("customFieldId", &field)], json!({ "value": "x" })),
        "deleteUserRole" | "createUserRole" => {
            case([("userId", &user)], json!({ "role": "TEAM_MANAGER", "entityId": user }))
        }
        "setWorkspaceCostRate" | "setWorkspaceHourlyRate" => case([], rate),
        "addUsers" => Case {
            query: vec![("send-email", "false".to_owned())],
            ..case([], json!({ "email": "somebody.new@example.com" }))
        },
        "updateUserStatus" => case([("userId", &user)], json!({ "status": "INACTIVE" })),
        "setCostRateForUser" | "setHourlyRateForUser" => case([("userId", &user)], rate),
        _ => return None,
    })
}

#[tokio::test]
async fn the_events_of_a_write_are_about_what_the_catalogue_says() {
    let receiver = Receiver::start().await;
    let base = receiver.url.strip_suffix("/hook").unwrap();
    let hooks: Vec<_> = EventType::ALL.iter().map(|event| (*event, event.path().to_owned())).collect();
    for operation in catalogue::builtin().operations().iter().filter(|operation| !operation.raises.is_empty()) {
        let id = operation.id.as_str();
        let sandbox = Sandbox::small().await;
        let installation = Installation::new(&KEY, "echo", sandbox.api.workspace(), 2, &hooks);
        sandbox.api.install(&installation, &all_scopes(), Some(base)).unwrap();
        let case = write(&sandbox, id).unwrap_or_else(|| panic!("{id} is new: say how it is called"));
        for (method, path, body) in case.before {
            sandbox.call(method, &path, Some(body)).await.ok();
        }
        sandbox.api.settled().await;
        receiver.take();

        let workspace = WorkspaceId::new(&sandbox.workspace().id).unwrap();
        let path: Path = case.path.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        let call = Call {
            operation,
            path: path.clone(),
            query: case.query.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect(),
            body: operation.body.is_some().then(|| case.body.clone()),
            actor: Actor::Flow,
        };
        let known = echo::entities(&workspace, &call, None);
        let query: Vec<_> = call.query.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let query = if query.is_empty() { String::new() } else { format!("?{}", query.join("&")) };
        let mut whole = path;
        whole.insert("workspaceId".to_owned(), sandbox.workspace().id.clone());
        let answer = sandbox.run(operation, &whole, &query, call.body.as_ref()).await;
        assert!(answer.status < 300, "{id}: {answer:?}");
        let answer = answer.ok();
        sandbox.api.settled().await;
        let expected = echo::entities(&workspace, &call, Some(&answer));
        if operation.raises_id.as_ref().is_some_and(Subject::is_known_before) {
            assert_eq!(known, expected, "{id}");
        }

        let (arrived, mut met) = (receiver.take(), BTreeSet::new());
        for (_, name, body) in &arrived {
            let event: EventType = name.parse().unwrap();
            assert!(operation.raises.contains(&event), "{id} raised {event}");
            match payload::facts(event, body.to_string().as_bytes()).unwrap().entity_id {
                None => assert!(NAMELESS.contains(&name.as_str()), "{id} {event} names nothing"),
                Some(_) if operation.raises_id.is_none() || BESIDES.contains(&(id, name.as_str())) => {}
                Some(entity) => {
                    assert!(expected.contains(&entity), "{id} {event} is about {entity} and not {expected:?}");
                    met.insert(entity);
                }
            }
        }
        assert_eq!(met, expected.into_iter().collect(), "{id}: {arrived:?}");
        assert!(!arrived.is_empty() || id == "updateInvoicedStatus", "{id} caused no event");
        sandbox.finish().await;
    }
}
