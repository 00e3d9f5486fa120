//! What people do with flows: versions, switches, limits, and the record of it.

use clockify_addons::db::entities::{audit_entry, view_revision};
use clockify_addons::domain::event::EventType;
use clockify_addons::flows::{Error, Hold, LARGEST_DEFINITION, MOST_FLOWS};
use serde_json::json;
use uuid::Uuid;

use super::{admin, make, on, workspace};
use crate::harness::{Engine, TestApp, both};

both!(
    a_change_is_a_new_version,
    of_two_changes_at_once_one_is_told,
    names_are_taken_by_workspace,
    another_workspace_sees_nothing,
    there_are_limits,
    every_change_is_recorded_and_seen,
    an_older_version_can_still_be_run,
);

const EVENT: &str = EventType::NewTimeEntry.name();

async fn a_change_is_a_new_version(engine: Engine) {
    let app = TestApp::new(engine).await;
    let (flows, place) = (&app.app.flows, workspace(&app, 0));
    let flow = make(&app, &on("note", EVENT)).await;
    let same = flows.save(&place, flow.id, &on("note", EVENT), 1, &admin()).await.unwrap();
    assert_eq!((same.changed, same.flow.version), (false, 1));
    let mut document = on("renamed", EVENT);
    document["description"] = json!("what it is for");
    let saved = flows.save(&place, flow.id, &document, 1, &admin()).await.unwrap();
    assert_eq!((saved.changed, saved.flow.version, saved.flow.name.as_str()), (true, 2, "renamed"));
    let (row, version) = flows.get(&place, flow.id).await.unwrap();
    assert_eq!((row.version, version.version, version.created_by.as_str()), (2, 2, "user:64a1f0c2e4b0a1b2c3d4e5f6"));
    assert_eq!(serde_json::from_str::<serde_json::Value>(&version.definition).unwrap(), document);
    let versions: Vec<_> = flows.versions(&place, flow.id).await.unwrap().iter().map(|row| row.version).collect();
    assert_eq!(versions, [2, 1]);
    let mut changes = flows.difference(&place, flow.id, 1, 2).await.unwrap();
    changes.sort_by(|a, b| a.path.cmp(&b.path));
    let changes: Vec<_> = changes.iter().map(|change| (change.path.as_str(), &change.before, &change.after)).collect();
    let new = (Some(json!("what it is for")), Some(json!("note")), Some(json!("renamed")));
    assert_eq!(changes, [("/description", &None, &new.0), ("/name", &new.1, &new.2)]);
    assert!(matches!(flows.difference(&place, flow.id, 1, 3).await, Err(Error::NoVersion(3))));
    app.finish().await;
}

async fn of_two_changes_at_once_one_is_told(engine: Engine) {
    let app = TestApp::new(engine).await;
    let (flows, place, admin) = (&app.app.flows, workspace(&app, 0), admin());
    let flow = make(&app, &on("note", EVENT)).await;
    let (one, two) = (on("one", EVENT), on("two", EVENT));
    let save = async |document| flows.save(&place, flow.id, document, 1, &admin).await;
    let results = tokio::join!(save(&one), save(&two));
    let ((Ok(_), Err(told)) | (Err(told), Ok(_))) = &results else { panic!("{results:?}") };
    assert!(matches!(told, Error::Conflict { current: 2 }), "{told:?}");
    app.finish().await;
}

async fn names_are_taken_by_workspace(engine: Engine) {
    let app = TestApp::new(engine).await;
    let (flows, place, other) = (&app.app.flows, workspace(&app, 0), workspace(&app, 1));
    make(&app, &on("note", EVENT)).await;
    let second = make(&app, &on("second", EVENT)).await;
    let again = flows.create(&place, &on("note", EVENT), true, &admin()).await;
    assert!(matches!(again, Err(Error::Taken(name)) if name == "note"));
    let renamed = flows.save(&place, second.id, &on("note", EVENT), 1, &admin()).await;
    assert!(matches!(renamed, Err(Error::Taken(name)) if name == "note"));
    flows.create(&other, &on("note", EVENT), true, &admin()).await.unwrap();
    assert_eq!(flows.named(&place, "second").await.unwrap().unwrap().id, second.id);
    app.finish().await;
}

async fn another_workspace_sees_nothing(engine: Engine) {
    let app = TestApp::new(engine).await;
    let (flows, other, id) = (&app.app.flows, workspace(&app, 1), make(&app, &on("note", EVENT)).await.id);
    assert!(matches!(flows.get(&other, id).await, Err(Error::Absent)));
    assert!(matches!(flows.save(&other, id, &on("x", EVENT), 1, &admin()).await, Err(Error::Absent)));
    assert!(matches!(flows.enable(&other, id, &admin()).await, Err(Error::Absent)));
    assert!(matches!(flows.disable(&other, id, &admin()).await, Err(Error::Absent)));
    assert!(matches!(flows.delete(&other, id, &admin()).await, Err(Error::Absent)));
    assert!(matches!(flows.hold(&other, id, Hold::Asked, "", &admin()).await, Err(Error::Absent)));
    assert!(matches!(flows.resume(&other, id, &admin()).await, Err(Error::Absent)));
    assert!(matches!(flows.version(&other, id, 1).await, Err(Error::NoVersion(1))));
    assert!(flows.list(&other).await.unwrap().is_empty() && flows.versions(&other, id).await.unwrap().is_empty());
    assert!(flows.view().version(&other, id, 1).await.unwrap().is_none());
    assert_eq!(flows.list(&workspace(&app, 0)).await.unwrap().len(), 1);
    app.finish().await;
}

async fn there_are_limits(engine: Engine) {
    let app = TestApp::new(engine).await;
    let (flows, place) = (&app.app.flows, workspace(&app, 0));
    let mut large = on("large", EVENT);
    large["description"] = json!("x".repeat(LARGEST_DEFINITION));
    assert!(matches!(flows.create(&place, &large, true, &admin()).await, Err(Error::TooLarge(_))));
    assert!(matches!(flows.create(&place, &json!({"name": 1}), true, &admin()).await, Err(Error::Invalid(_))));
    let insert = |number: u64| {
        let id = Uuid::from_u128(u128::from(number) + 1);
        let id = match engine {
            Engine::Sqlite => format!("x'{}'", id.simple()),
            Engine::Postgres => format!("'{id}'"),
        };
        format!("({id}, '{place}', 'flow {number}', false, 1, 0, 0, 'operator')")
    };
    let rows: Vec<_> = (1..MOST_FLOWS).map(insert).collect();
    let columns = "id, workspace_id, name, enabled, version, created_at_ms, updated_at_ms, updated_by";
    app.execute(&format!("INSERT INTO flow ({columns}) VALUES {}", rows.join(", "))).await;
    make(&app, &on("the last", EVENT)).await;
    assert!(matches!(flows.create(&place, &on("x", EVENT), true, &admin()).await, Err(Error::TooMany)));
    flows.create(&workspace(&app, 1), &on("x", EVENT), true, &admin()).await.unwrap();
    app.finish().await;
}

async fn every_change_is_recorded_and_seen(engine: Engine) {
    let app = TestApp::new(engine).await;
    let (flows, place, admin) = (&app.app.flows, workspace(&app, 0), admin());
    let revision = async || view_revision::current(&app.app.db.reader()).await.unwrap();
    let mut before = revision().await;
    let mut rises = async |what: &str, changes: bool| {
        let after = revision().await;
        assert_eq!(after > before, changes, "{what}");
        before = after;
    };
    let id = make(&app, &on("note", EVENT)).await.id;
    rises("create", true).await;
    flows.save(&place, id, &on("other", EVENT), 1, &admin).await.unwrap();
    rises("save", true).await;
    flows.enable(&place, id, &admin).await.unwrap();
    rises("enable what is enabled", false).await;
    flows.disable(&place, id, &admin).await.unwrap();
    rises("disable", true).await;
    flows.hold(&place, id, Hold::Asked, "for a while", &admin).await.unwrap();
    rises("hold", true).await;
    let held = flows.view().now().flow(&place, id).unwrap().held.clone();
    assert_eq!(held, Some(("ASKED".to_owned(), "for a while".to_owned())));
    flows.resume(&place, id, &admin).await.unwrap();
    rises("resume", true).await;
    flows.delete(&place, id, &admin).await.unwrap();
    rises("delete", true).await;
    assert!(flows.view().now().flow(&place, id).is_none());
    let entries = audit_entry::Entity::of_workspace(&place).all(&app.app.db.reader()).await.unwrap();
    let actions: Vec<_> = entries.iter().rev().map(|entry| entry.action.as_str()).collect();
    assert_eq!(actions, ["flow.create", "flow.save", "flow.disable", "flow.hold", "flow.resume", "flow.delete"]);
    let save: serde_json::Value = serde_json::from_str(entries[4].after.as_deref().unwrap()).unwrap();
    assert_eq!((&save["name"], &save["version"]), (&json!("other"), &json!(2)));
    assert!(
        entries
            .iter()
            .all(|entry| entry.actor == admin.to_string() && entry.subject.ends_with(&id.simple().to_string()))
    );
    app.finish().await;
}

async fn an_older_version_can_still_be_run(engine: Engine) {
    let app = TestApp::new(engine).await;
    let (flows, place) = (&app.app.flows, workspace(&app, 0));
    let id = make(&app, &on("note", EVENT)).await.id;
    flows.save(&place, id, &on("other", EVENT), 1, &admin()).await.unwrap();
    for (version, name) in [(1, "note"), (2, "other"), (1, "note")] {
        let compiled = flows.view().version(&place, id, version).await.unwrap().unwrap();
        assert_eq!(compiled.as_ref().as_ref().unwrap().name, name);
    }
    assert!(flows.view().version(&place, id, 3).await.unwrap().is_none());
    // What another version of the program has stored, and this one doesn't understand.
    app.execute("UPDATE flow_version SET definition = '{\"schema\": \"another\"}'").await;
    let (replica, event) = (app.replica().await, app.delivery(EventType::NewTimeEntry, 1));
    replica.app.view.refresh().await.unwrap();
    replica.app.flows.view().refresh().await.unwrap();
    let flow = replica.app.flows.view().find(&place, id).await.unwrap().unwrap();
    assert!(flow.definition.as_ref().unwrap().is_err());
    assert_eq!(replica.send(&event).await.status, 200, "events are stored all the same");
    replica.finish().await;
    app.finish().await;
}
