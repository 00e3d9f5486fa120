//! Reading an entity, merging, and writing it back: what isn't changed stays as it is.

use std::collections::BTreeMap;

use clockify_addons::clockify::merge;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::Map;

use super::*;

pub(super) type Path = BTreeMap<String, String>;

/// What an operation changes, and how its path names that. None: the workspace itself.
fn kind(operation: &Operation) -> Option<(K, &'static str)> {
    Some(match operation.id.as_str() {
        "updateClient" => (K::Client, "id"),
        "editCustomField" => (K::CustomField, "customFieldId"),
        "updateCategory" | "updateExpenseCategoryStatus" => (K::ExpenseCategory, "categoryId"),
        "updateExpense" => (K::Expense, "expenseId"),
        "updateUserGroup" => (K::UserGroup, "id"),
        "updateInvoice" | "changeInvoiceStatus" => (K::Invoice, "invoiceId"),
        "updateProject" | "updateEstimate" | "updateMemberships" | "updateIsProjectTemplate" => {
            (K::Project, "projectId")
        }
        "updateSharedReportV1" => (K::SharedReport, "id"),
        "updateTag" => (K::Tag, "id"),
        "setTaskCostRate" | "setTaskHourlyRate" => (K::Task, "id"),
        "updateTask" => (K::Task, "taskId"),
        "updateTimeEntry" => (K::TimeEntry, "id"),
        "updateMemberProfileWithAdditionalData" => (K::User, "userId"),
        "updateWebhook" => (K::Webhook, "webhookId"),
        "updateInvoiceSettings" | "setWorkspaceCostRate" | "setWorkspaceHourlyRate" => return None,
        other => panic!("{other} is new: say what it changes"),
    })
}

/// The path parameters of each entity that an operation can change.
fn targets(sandbox: &Sandbox, operation: &Operation) -> Vec<Path> {
    let workspace = ("workspaceId".to_owned(), sandbox.workspace().id.clone());
    let Some((kind, name)) = kind(operation) else { return vec![Path::from([workspace])] };
    let target = |id: String| {
        let mut path = Path::from([workspace.clone()]);
        if kind == K::Task {
            let project = sandbox.api.entity(kind, &id).unwrap()["projectId"].as_str().unwrap().to_owned();
            path.insert("projectId".to_owned(), project);
        }
        path.insert(name.to_owned(), id);
        path
    };
    sandbox.api.ids(kind).into_iter().map(target).collect()
}

fn merged() -> impl Iterator<Item = &'static Operation> {
    catalogue::builtin().operations().iter().filter(|operation| operation.merge.is_some())
}

impl Sandbox {
    /// Calls an operation; a form is sent as such.
    pub(super) async fn run(&self, operation: &Operation, path: &Path, query: &str, body: Option<&Value>) -> Reply {
        let base = if operation.host == Host::Reports { self.api.reports_url() } else { self.api.backend_url() };
        let mut url = format!("{base}{}{query}", operation.path);
        for (name, value) in path {
            url = url.replace(&format!("{{{name}}}"), value);
        }
        let request = self.request(operation.method.name(), &url);
        let is_form = operation.body.as_ref().is_some_and(|body| body.media_type.is_some());
        match body.filter(|_| is_form) {
            Some(body) => {
                let request = request.header("content-type", "multipart/form-data; boundary=b");
                self.send(request.body(form(body)), None).await
            }
            None => self.send(request, body.cloned()).await,
        }
    }

    /// The entity as its reading operation answers it.
    async fn read(&self, operation: &Operation, path: &Path) -> Value {
        let of = operation.merge.as_ref().unwrap();
        let get = catalogue::builtin().get(&of.get).unwrap();
        let mut known = path.clone();
        for (there, here) in &of.path {
            known.insert(there.clone(), path[here].clone());
        }
        let query = if get.paging.is_some() { "?page=1" } else { "" };
        let answer = self.run(get, &known, query, None).await.ok();
        match &of.item {
            Some(name) => merge::item(get, &answer, &path[name]).unwrap().clone(),
            None => answer,
        }
    }
}

fn form(body: &Value) -> String {
    let mut form = String::new();
    for (name, value) in body.as_object().unwrap() {
        let values = value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]);
        for value in values {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            form += &format!("--b\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n");
        }
    }
    form + "--b--\r\n"
}

/// The value without what is null, however deep.
fn bare(value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            let fields = fields.iter().filter(|(_, value)| !value.is_null());
            fields.map(|(name, value)| (name.clone(), bare(value))).collect::<Map<_, _>>().into()
        }
        Value::Array(items) => items.iter().map(bare).collect(),
        other => other.clone(),
    }
}

/// A workspace in which everything that can be set is set somewhere.
async fn rich() -> Sandbox {
    let sandbox = Sandbox::small().await;
    let ids = |kind| sandbox.api.ids(kind);
    let (tags, fields) = (ids(K::Tag), ids(K::CustomField));
    let task = sandbox.api.entity(K::Task, &ids(K::Task)[0]).unwrap();
    let project = task["projectId"].as_str().unwrap();
    let values = json!([
        { "customFieldId": fields[0], "value": "text", "sourceType": "WORKSPACE" },
        { "customFieldId": fields[1], "value": 12.5, "sourceType": "TIMEENTRY" },
    ]);
    let member = sandbox.api.entity(K::Project, project).unwrap()["memberships"][0]["userId"].clone();
    let member = member.as_str().unwrap();
    let (rate, task) = (json!({ "amount": 900 }), task["id"].as_str().unwrap());
    for (method, path, body) in [
        (
            "POST",
            "/time-entries".to_owned(),
            json!({
                "start": "2027-01-15T07:00:00Z", "end": "2027-01-15T07:30:00Z", "projectId": project, "taskId": task,
                "tagIds": tags[..3], "billable": true, "type": "BREAK", "description": "all of it", "customFields": values,
            }),
        ),
        ("POST", "/time-entries".to_owned(), json!({ "start": "2027-01-15T07:40:00Z" })),
        ("PUT", format!("/projects/{project}/users/{member}/hourly-rate"), rate.clone()),
        ("PUT", format!("/projects/{project}/tasks/{task}/hourly-rate"), rate.clone()),
        ("PUT", format!("/projects/{project}/tasks/{task}/cost-rate"), rate.clone()),
        ("PUT", "/cost-rate".to_owned(), rate),
        ("PUT", format!("/users/{member}/custom-field/{}/value", fields[3]), json!({ "value": "x" })),
    ] {
        sandbox.call(method, &path, Some(body)).await.ok();
    }
    let share = catalogue::builtin().get("updateSharedReportV1").unwrap();
    let path = targets(&sandbox, share).remove(0);
    let body = json!({
        "name": "Shared", "isPublic": true, "visibleToUsers": [ids(K::User)[1]],
        "visibleToUserGroups": [ids(K::UserGroup)[0]],
    });
    sandbox.run(share, &path, "", Some(&body)).await.ok();
    sandbox
}

#[tokio::test]
async fn what_was_read_can_be_written_back_and_nothing_has_changed() {
    let sandbox = rich().await;
    for operation in merged() {
        let schema = &operation.body.as_ref().unwrap().schema;
        let mut written = 0;
        for path in targets(&sandbox, operation).into_iter().take(40) {
            let before = sandbox.read(operation, &path).await;
            let mut body = merge::current(operation, &before).unwrap();
            if let Some(changed) = &operation.merge.as_ref().unwrap().changed {
                let named = changed.names.iter().filter(|(field, _)| body.get(field).is_some());
                body[&changed.field] = named.map(|(_, name)| name.as_str()).collect();
            }
            // A rate that was never set can't be sent.
            if schema.fields.iter().any(|field| field.required && body.get(&field.name).is_none()) {
                assert!(operation.id.ends_with("Rate"), "{} {body}", operation.id);
                continue;
            }
            sandbox.run(operation, &path, "", Some(&body)).await.ok();
            assert_eq!(bare(&sandbox.read(operation, &path).await), bare(&before), "{} {body}", operation.id);
            written += 1;
        }
        assert!(written > 0, "{}", operation.id);
    }
    sandbox.finish().await;
}

/// Fields of bodies, each with values that it may get.
fn changes(sandbox: &Sandbox, operation: &Operation) -> BoxedStrategy<(&'static str, Value)> {
    let text = || "[a-z]{3,20}".prop_map(Value::from);
    let flag = || any::<bool>().prop_map(Value::from);
    let some = |kind| prop::sample::subsequence(sandbox.api.ids(kind), 0..=2).prop_map(|ids| json!(ids));
    let one = |values: &'static [&'static str]| select(values).prop_map(Value::from);
    let number = || (0..5_000_u32).prop_map(|number| json!(f64::from(number) / 4.0));
    let whole = || (0..5_000_u32).prop_map(Value::from);
    let or_none = |strategy: BoxedStrategy<Value>| prop_oneof![3 => strategy, 1 => Just(Value::Null)].boxed();
    let field = |name, values: BoxedStrategy<Value>| values.prop_map(move |value| (name, value)).boxed();
    let fields = match operation.id.as_str() {
        "updateTimeEntry" => vec![
            field("description", or_none(text().boxed())),
            field("billable", flag().boxed()),
            field("tagIds", some(K::Tag).boxed()),
            field("type", one(&["REGULAR", "BREAK"]).boxed()),
            field("taskId", Just(Value::Null).boxed()),
            field("start", one(&["2026-01-01T00:00:00Z", "2026-01-02T03:04:05.000Z"]).boxed()),
            field("customFields", Just(json!([])).boxed()),
        ],
        "updateProject" => vec![
            field("name", text().boxed()),
            field("note", text().boxed()),
            field("billable", flag().boxed()),
            field("isPublic", flag().boxed()),
            field("archived", flag().boxed()),
            field("hourlyRate", whole().prop_map(|amount| json!({ "amount": amount })).boxed()),
        ],
        "updateTask" => vec![
            field("name", text().boxed()),
            field("status", one(&["ACTIVE", "DONE"]).boxed()),
            field("estimate", one(&["PT1H", "PT2H30M"]).boxed()),
            field("assigneeIds", some(K::User).boxed()),
            field("billable", flag().boxed()),
            field("budgetEstimate", whole().boxed()),
        ],
        "updateClient" => vec![
            field("name", text().boxed()),
            field("note", or_none(text().boxed())),
            field("address", or_none(text().boxed())),
            field("archived", flag().boxed()),
        ],
        "updateTag" => vec![field("name", text().boxed()), field("archived", flag().boxed())],
        "updateUserGroup" | "updateWebhook" => vec![field("name", text().boxed())],
        "editCustomField" => vec![
            field("name", text().boxed()),
            field("description", text().boxed()),
            field("required", flag().boxed()),
            field("status", one(&["VISIBLE", "INACTIVE"]).boxed()),
        ],
        "updateCategory" => vec![field("name", text().boxed()), field("priceInCents", whole().boxed())],
        "updateExpense" => vec![
            field("notes", text().boxed()),
            field("amount", number().boxed()),
            field("billable", flag().boxed()),
            field("projectId", Just(Value::Null).boxed()),
        ],
        "updateInvoice" => vec![
            field("note", or_none(text().boxed())),
            field("subject", text().boxed()),
            field("taxPercent", number().boxed()),
            field("dueDate", one(&["2027-03-01T00:00:00Z", "2027-03-01T00:00:00.000Z"]).boxed()),
        ],
        "updateSharedReportV1" => vec![
            field("name", text().boxed()),
            field("isPublic", flag().boxed()),
            field("visibleToUsers", some(K::User).boxed()),
        ],
        _ => return Just(("", Value::Null)).boxed(),
    };
    proptest::strategy::Union::new(fields).boxed()
}

/// Whatever is merged into whatever entity: that field has the new value afterwards, and every other its old one.
#[tokio::test]
async fn a_merged_change_changes_exactly_its_field() {
    let sandbox = rich().await;
    let mut runner = TestRunner::deterministic();
    let mut kinds = 0;
    for operation in merged().filter(|operation| operation.method.name() == "PUT") {
        let values = changes(&sandbox, operation);
        let schema = &operation.body.as_ref().unwrap().schema;
        let (mut changed, paths) = (0, select(targets(&sandbox, operation)));
        for _ in 0..40 {
            let (name, value) = values.new_tree(&mut runner).unwrap().current();
            if name.is_empty() {
                break;
            }
            let path = paths.new_tree(&mut runner).unwrap().current();
            let before = merge::current(operation, &sandbox.read(operation, &path).await).unwrap();
            let change: Map<_, _> = std::iter::once((name.to_owned(), value)).collect();
            let merged = merge::apply(operation, &before, &change);
            assert_eq!(merged.changed, !merged.differences.is_empty());
            if !merged.changed {
                continue;
            }
            sandbox.run(operation, &path, "", Some(&merged.body)).await.ok();
            let after = merge::current(operation, &sandbox.read(operation, &path).await).unwrap();
            for field in schema.fields.iter().filter(|field| field.name != name) {
                assert_eq!(after.get(&field.name), before.get(&field.name), "{} {change:?}", operation.id);
            }
            // An emptied text is read as an empty one.
            let again = merge::apply(operation, &after, &change);
            let emptied = change[name].is_null() && after[name] == "";
            assert!(!again.changed || emptied, "{} {:?}", operation.id, again.differences);
            changed += 1;
        }
        kinds += usize::from(changed > 0);
    }
    assert!(kinds >= 12, "{kinds}");
    sandbox.finish().await;
}

/// What the merge is there for.
#[tokio::test]
async fn a_write_without_the_rest_loses_it() {
    let sandbox = rich().await;
    let update = catalogue::builtin().get("updateTimeEntry").unwrap();
    let entries = targets(&sandbox, update);
    let full = async |path: &Path| sandbox.read(update, path).await["description"] == "all of it";
    let mut found = None;
    for path in &entries {
        if full(path).await {
            found = Some(path);
        }
    }
    let path = found.unwrap();
    sandbox.run(update, path, "", Some(&json!({ "start": "2027-01-15T07:00:00Z" }))).await.ok();
    let after = sandbox.read(update, path).await;
    let lost = json!([after["projectId"], after["taskId"], after["tagIds"], after["customFieldValues"], after["type"]]);
    assert_eq!(lost, json!([null, null, [], [], "REGULAR"]));
    sandbox.finish().await;
}
