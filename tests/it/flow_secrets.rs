//! Secrets of HTTP steps: set and removed, listed and never shown.

use std::time::Duration;

use clockify_addons::db::entities::{audit_entry, flow_secret};
use clockify_addons::domain::flow::Secrets as _;
use clockify_addons::domain::ids::WorkspaceId;
use clockify_addons::flows::Actor;
use clockify_addons::flows::secrets::{self, Error, MOST};
use clockify_addons::secrets::Keyring;
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};
use secrecy::SecretString;

use crate::harness::{Engine, TestApp, both};

both!(
    a_secret_is_set_listed_and_removed,
    names_and_values_are_bounded,
    a_workspace_sees_its_own,
    two_at_once_are_one_secret,
    a_row_that_was_moved_opens_nothing,
);

const BY: &str = "user:64a1f0c2e4b0a1b2c3d4e5aa";

fn by() -> Actor {
    Actor::User("64a1f0c2e4b0a1b2c3d4e5aa".to_owned())
}

fn workspace(app: &TestApp, number: u64) -> WorkspaceId {
    WorkspaceId::new(&app.installation(number, 1).workspace.id).unwrap()
}

async fn set(app: &TestApp, workspace: &WorkspaceId, name: &str, value: &str) -> Result<bool, Error> {
    let value = SecretString::from(value);
    secrets::set(&app.app.db, &app.app.keyring, workspace, name, &value, &by(), app.now()).await
}

async fn a_secret_is_set_listed_and_removed(engine: Engine) {
    let app = TestApp::new(engine).await;
    let (db, ours) = (&app.app.db, workspace(&app, 0));
    assert!(set(&app, &ours, "B_2", "canary-first").await.unwrap());
    app.clock.advance(Duration::from_secs(1));
    assert!(set(&app, &ours, "A", "canary-other").await.unwrap());
    app.clock.advance(Duration::from_mins(1));
    assert!(!set(&app, &ours, "B_2", "canary-second").await.unwrap());
    let listed = secrets::list(db, &ours).await.unwrap();
    let names: Vec<_> = listed.iter().map(|listed| (listed.name.as_str(), listed.updated_by.as_str())).collect();
    assert_eq!(names, [("A", BY), ("B_2", BY)]);
    assert_eq!(listed[1].updated_at, app.now());
    let opened = secrets::open(db, &app.app.keyring, &ours).await.unwrap();
    assert_eq!(opened.secret("B_2").as_deref(), Some("canary-second"));
    assert_eq!(opened.secret("C"), None);

    app.clock.advance(Duration::from_secs(1));
    secrets::remove(db, &ours, "B_2", &Actor::Operator, app.now()).await.unwrap();
    assert!(matches!(secrets::remove(db, &ours, "B_2", &by(), app.now()).await, Err(Error::Absent(_))));
    assert_eq!(secrets::list(db, &ours).await.unwrap().len(), 1);
    let opened = secrets::open(db, &app.app.keyring, &ours).await.unwrap();
    assert_eq!(opened.secret("B_2"), None);

    let entries = audit_entry::Entity::of_workspace(&ours).all(&db.reader()).await.unwrap();
    let mut told: Vec<_> = entries.iter().map(|entry| (entry.action.as_str(), entry.subject.as_str())).collect();
    told.reverse();
    let (a, b) = ("secret:A", "secret:B_2");
    assert_eq!(told, [("secret.set", b), ("secret.set", a), ("secret.set", b), ("secret.remove", b)]);
    assert_eq!((entries[0].actor.as_str(), entries[3].actor.as_str()), ("operator", BY));
    assert!(entries[0].after.is_none() && entries[3].before.is_none());
    assert_eq!(app.contents().await.places_of("canary"), Vec::<String>::new());
    app.finish().await;
}

async fn names_and_values_are_bounded(engine: Engine) {
    let app = TestApp::new(engine).await;
    let ours = workspace(&app, 0);
    for name in ["", "a", "1A", "_A", "A-B", "A.B", "Ä", &"A".repeat(65)] {
        assert!(matches!(set(&app, &ours, name, "long enough").await, Err(Error::Name(_))), "{name}");
    }
    for value in ["", "canary!", &"c".repeat(4097)] {
        let error = set(&app, &ours, "A", value).await.unwrap_err();
        assert!(matches!(error, Error::Length(_)) && !error.to_string().contains("canary"), "{error}");
    }
    assert!(matches!(set(&app, &ours, "A", "with\0inside").await, Err(Error::Nul)));
    for number in 0..MOST {
        set(&app, &ours, &format!("A{number}"), "long enough").await.unwrap();
    }
    assert!(matches!(set(&app, &ours, &"A".repeat(64), "long enough").await, Err(Error::TooMany)));
    assert!(!set(&app, &ours, "A7", &"c".repeat(4096)).await.unwrap(), "one that is there can be changed");
    app.finish().await;
}

async fn a_workspace_sees_its_own(engine: Engine) {
    let app = TestApp::new(engine).await;
    let (db, ours, theirs) = (&app.app.db, workspace(&app, 0), workspace(&app, 1));
    set(&app, &ours, "A", "canary-ours").await.unwrap();
    set(&app, &theirs, "A", "canary-theirs").await.unwrap();
    secrets::remove(db, &theirs, "A", &by(), app.now()).await.unwrap();
    assert!(secrets::list(db, &theirs).await.unwrap().is_empty());
    assert_eq!(secrets::open(db, &app.app.keyring, &theirs).await.unwrap().get("A"), None);
    assert_eq!(secrets::open(db, &app.app.keyring, &ours).await.unwrap().get("A"), Some("canary-ours"));
    app.finish().await;
}

async fn two_at_once_are_one_secret(engine: Engine) {
    let app = TestApp::new(engine).await;
    let ours = workspace(&app, 0);
    let (one, other) = tokio::join!(set(&app, &ours, "A", "canary-one"), set(&app, &ours, "A", "canary-other"));
    assert_eq!(u32::from(one.unwrap()) + u32::from(other.unwrap()), 1);
    assert_eq!(app.contents().await.count("flow_secret"), 1);
    app.finish().await;
}

/// A sealed value belongs to its row: nobody who can write to the database gives one workspace the secret of another.
async fn a_row_that_was_moved_opens_nothing(engine: Engine) {
    let app = TestApp::new(engine).await;
    let (db, ours, theirs) = (&app.app.db, workspace(&app, 0), workspace(&app, 1));
    set(&app, &ours, "A", "canary-ours").await.unwrap();
    set(&app, &ours, "B", "canary-b").await.unwrap();
    set(&app, &theirs, "A", "canary-theirs").await.unwrap();
    let from = flow_secret::Entity::of_workspace(&ours).one(&db.reader()).await.unwrap().unwrap();
    let to = flow_secret::Entity::of_workspace(&theirs).one(&db.reader()).await.unwrap().unwrap();
    let moved = flow_secret::Model { secret: from.secret, ..to };
    let moved = moved.into_active_model().reset_all();
    flow_secret::Entity::update(moved).exec(&db.writer()).await.unwrap();
    assert_eq!(secrets::open(db, &app.app.keyring, &theirs).await.unwrap().get("A"), None);
    let other = Keyring::from_text(&Keyring::generate_text()).unwrap();
    assert_eq!(secrets::open(db, &other, &ours).await.unwrap().get("A"), None);
    assert_eq!(secrets::open(db, &app.app.keyring, &ours).await.unwrap().get("B"), Some("canary-b"));
    app.finish().await;
}
