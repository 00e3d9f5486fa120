//! Writes: what they change, what they refuse, and the events that they cause.

use clockify_addons::db::entities::webhook_event::{Column, Entity};
use clockify_addons::sandbox::Driver;
use sea_orm::{EntityTrait, QueryOrder};

use super::*;
use crate::harness::{Database, Engine, Server, both};

both!(a_real_add_on_takes_the_events_of_writes);

fn now() -> time::OffsetDateTime {
    Manual::at(NOW).now()
}

/// The API is on this machine.
const HERE: [(&str, &str); 2] =
    [("ALLOWED_API_DOMAINS", "127.0.0.1"), ("CLOCKIFY_ADDONS_ALLOWED_NETWORKS", "127.0.0.0/8")];

async fn a_real_add_on_takes_the_events_of_writes(engine: Engine) {
    let database = Database::migrated(engine).await;
    let server = Server::start(&database.url, &HERE).await;
    let sandbox = Sandbox::small().await;
    let driver = Driver::new(&KEY, &server.url(), Addon::UniversalWebhook, now).unwrap();
    let driver = driver.with_webhook_limit(EventType::ALL.len()).with_api(&sandbox.api);
    let installation = driver.install().await.unwrap();
    let sandbox = Sandbox { installation, ..sandbox };
    let id = |entity: &Value| entity["id"].as_str().unwrap().to_owned();

    let client = sandbox.call("POST", "/clients", Some(json!({ "name": "Made up" }))).await.ok();
    let path = format!("/clients/{}", id(&client));
    sandbox.call("PUT", &path, Some(json!({ "name": "Made over", "archived": true }))).await.ok();
    let project = json!({ "name": "Invented", "clientId": id(&client), "tasks": [{ "name": "First" }] });
    let project = sandbox.call("POST", "/projects", Some(project)).await.ok();
    let task = format!("/projects/{}/tasks", id(&project));
    let task = sandbox.call("POST", &task, Some(json!({ "name": "Second" }))).await.ok();
    let tag = sandbox.call("POST", "/tags", Some(json!({ "name": "made-up" }))).await.ok();
    let entry = json!({ "start": "2027-01-15T07:00:00Z", "projectId": id(&project), "taskId": id(&task), "tagIds": [id(&tag)] });
    let entry = sandbox.call("POST", "/time-entries", Some(entry)).await.ok();
    let owner = format!("/user/{}/time-entries", sandbox.workspace().owner);
    sandbox.call("PATCH", &owner, Some(json!({ "end": "2027-01-15T07:30:00Z" }))).await.ok();
    sandbox.call("DELETE", &format!("/time-entries/{}", id(&entry)), None).await.ok();
    sandbox.call("DELETE", &path, None).await.ok();
    sandbox.api.settled().await;

    let stored = Entity::find().order_by_asc(Column::Id).all(&server.app.db.reader()).await.unwrap();
    let mut types: Vec<_> = stored.iter().map(|event| event.event_type.clone()).collect();
    types.sort_unstable();
    assert_eq!(
        types,
        [
            "CLIENT_DELETED",
            "CLIENT_UPDATED",
            "NEW_CLIENT",
            "NEW_PROJECT",
            "NEW_TAG",
            "NEW_TASK",
            "NEW_TASK",
            "NEW_TIMER_STARTED",
            "TIMER_STOPPED",
            "TIME_ENTRY_DELETED",
        ]
    );
    // Once it is gone nothing is sent to it any more, and its token is dead.
    driver.uninstall().await.unwrap();
    assert_eq!(sandbox.get("/tags").await.code(), 4017);
    sandbox.finish().await;
    server.finish().await;
    database.remove().await;
}

#[tokio::test]
async fn what_is_written_can_be_read() {
    let sandbox = Sandbox::small().await;
    let policy = sandbox.api.ids(K::TimeOffPolicy)[0].clone();
    let (user, project) = (sandbox.workspace().user(1), sandbox.api.ids(K::Project)[0].clone());
    let period = json!({ "startDate": "2027-02-01", "endDate": "2027-02-02" });
    let approve = json!({ "requiresApproval": true });
    for (list, one, create, change) in [
        ("/clients", true, json!({ "name": "Made up" }), json!({ "name": "Made over", "archived": true })),
        ("/tags", true, json!({ "name": "made-up" }), json!({ "name": "made-over" })),
        ("/user-groups", false, json!({ "name": "Made up" }), json!({ "name": "Made over" })),
        ("/custom-fields", false, json!({ "name": "Field", "type": "TXT" }), json!({ "name": "Other", "type": "TXT" })),
        (
            "/holidays",
            false,
            json!({ "name": "Day", "datePeriod": period }),
            json!({ "name": "Night", "datePeriod": period, "occursAnnually": true }),
        ),
        (
            "/time-off/policies",
            true,
            json!({ "name": "Rest", "approve": approve }),
            json!({
                "name": "Leave", "approve": approve, "allowHalfDay": true, "allowNegativeBalance": false,
                "archived": false, "everyoneIncludingNew": true, "hasExpiration": false,
                "userGroups": { "ids": [] }, "users": { "ids": [user] },
            }),
        ),
        ("/expenses/categories", false, json!({ "name": "Fares" }), json!({ "name": "Meals" })),
        (
            "/time-entries",
            true,
            json!({ "start": "2027-01-15T07:00:00Z", "end": "2027-01-15T07:30:00Z", "projectId": project }),
            json!({ "start": "2027-01-15T07:00:00Z", "end": "2027-01-15T08:00:00Z", "description": "longer" }),
        ),
    ] {
        let made = sandbox.call("POST", list, Some(create)).await.ok();
        let path = format!("{list}/{}", made["id"].as_str().unwrap());
        let changed = sandbox.call("PUT", &path, Some(change.clone())).await.ok();
        assert_eq!(changed["id"], made["id"], "{list}");
        for (name, value) in change.as_object().unwrap() {
            if let Some(now) = changed.get(name) {
                assert_eq!(now, value, "{list} {name}");
            }
        }
        if one {
            assert_eq!(sandbox.get(&path).await.ok(), changed, "{list}");
        }
        assert!((200..300).contains(&sandbox.call("DELETE", &path, None).await.status), "{list}");
        assert_eq!(sandbox.call("DELETE", &path, None).await.code(), 501, "{list}");
    }
    let request = json!({ "timeOffPeriod": { "period": { "start": "2027-02-01T00:00:00Z", "days": 3 } } });
    let request = sandbox.call("POST", &format!("/time-off/policies/{policy}/requests"), Some(request)).await.ok();
    assert_eq!(request["status"]["statusType"], "PENDING");
    let path = format!("/time-off/policies/{policy}/requests/{}", request["id"].as_str().unwrap());
    let decided = sandbox.call("PATCH", &path, Some(json!({ "status": "APPROVED" }))).await.ok();
    assert_eq!(decided["status"]["statusType"], "APPROVED");
    sandbox.finish().await;
}

#[tokio::test]
async fn a_form_makes_an_expense() {
    let sandbox = Sandbox::small().await;
    let (category, project) = (sandbox.api.ids(K::ExpenseCategory)[0].clone(), sandbox.api.ids(K::Project)[0].clone());
    let fields = [
        ("amount", "12.5"),
        ("categoryId", category.as_str()),
        ("date", "2027-01-14T00:00:00Z"),
        ("projectId", project.as_str()),
        ("userId", sandbox.workspace().owner.as_str()),
    ];
    let part = |(name, value)| format!("--b\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    let mut form: String = fields.into_iter().map(part).collect();
    form += "--b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.png\"\r\n\r\n\u{1}\r\n--b--\r\n";
    let url = format!("{}/v1/workspaces/{}/expenses", sandbox.api.backend_url(), sandbox.workspace().id);
    let request = sandbox.request("POST", &url).header("content-type", "multipart/form-data; boundary=b").body(form);
    let expense = sandbox.send(request, None).await.ok();
    assert_eq!((&expense["total"], &expense["categoryId"]), (&json!(1250), &json!(category)));
    assert_eq!(sandbox.get(&format!("/expenses/{}", expense["id"].as_str().unwrap())).await.ok(), expense);
    sandbox.finish().await;
}

#[tokio::test]
async fn writes_that_make_no_sense_are_refused() {
    let sandbox = Sandbox::small().await;
    let client = sandbox.api.ids(K::Client)[0].clone();
    let taken = sandbox.api.entity(K::Tag, &sandbox.api.ids(K::Tag)[0]).unwrap()["name"].clone();
    let (project, other) = (sandbox.api.ids(K::Project)[0].clone(), sandbox.api.ids(K::Project)[1].clone());
    let task = sandbox.api.ids(K::Task)[0].clone();
    for (method, path, body, code) in [
        ("POST", "/tags".to_owned(), json!({ "name": "" }), 501),
        ("POST", "/tags".to_owned(), json!({ "name": taken }), 501),
        ("POST", "/tags".to_owned(), json!({ "name": 7 }), 3002),
        ("POST", "/tags".to_owned(), json!([]), 3002),
        ("POST", "/tags".to_owned(), json!({ "name": "x".repeat(101) }), 501),
        ("POST", "/projects".to_owned(), json!({ "name": "p" }), 501),
        ("POST", "/projects".to_owned(), json!({ "name": "project", "clientId": project }), 501),
        ("DELETE", format!("/clients/{client}"), Value::Null, 501),
        ("GET", format!("/projects/{other}/tasks/{task}"), Value::Null, 501),
        ("POST", "/time-entries".to_owned(), json!({ "start": "yesterday" }), 3002),
        (
            "POST",
            "/time-entries".to_owned(),
            json!({ "start": "2027-01-15T07:00:00Z", "end": "2027-01-15T06:00:00Z" }),
            501,
        ),
        ("POST", "/time-entries".to_owned(), json!({ "start": "2027-01-15T07:00:00Z", "description": "<b>" }), 501),
        (
            "POST",
            "/time-entries".to_owned(),
            json!({ "start": "2027-01-15T07:00:00Z", "projectId": other, "taskId": task }),
            501,
        ),
    ] {
        let before = sandbox.api.counts();
        let answer = sandbox.call(method, &path, (!body.is_null()).then_some(body.clone())).await;
        assert_eq!((answer.status, answer.code()), (400, code), "{method} {path} {body}: {answer:?}");
        assert_eq!(sandbox.api.counts(), before);
    }
    let url = format!("{}/v1/workspaces/{}/tags", sandbox.api.backend_url(), sandbox.workspace().id);
    assert_eq!(sandbox.send(sandbox.request("POST", &url).body("{"), None).await.code(), 3002);
    sandbox.finish().await;
}

#[tokio::test]
async fn every_write_of_the_catalogue_answers_something() {
    let sandbox = Sandbox::small().await;
    for operation in catalogue::builtin().operations() {
        let mut path = operation.path.clone();
        while let (Some(from), Some(to)) = (path.find('{'), path.find('}')) {
            path.replace_range(from..=to, &sandbox.workspace().id);
        }
        let front = if operation.host == Host::Reports { sandbox.api.reports_url() } else { sandbox.api.backend_url() };
        for body in [None, Some(json!({})), Some(json!([{}]))] {
            let answer = sandbox.send(sandbox.request(operation.method.name(), &format!("{front}{path}")), body).await;
            let known = [200, 201, 204, 400, 501].contains(&answer.status);
            assert!(
                known && (answer.status < 400 || answer.json()["message"].is_string()),
                "{}: {answer:?}",
                operation.id
            );
        }
    }
    sandbox.finish().await;
}
