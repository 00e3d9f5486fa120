//! Clockify's lifecycle calls: what each changes, what a repeat changes, and that no secret outlives its installation.

mod tokens; // whose calls are believed, and which fields are named when they are wrong

use clockify_addons::db::entities::installation::{self, Model, Status};
use clockify_addons::db::entities::webhook_registration;
use clockify_addons::domain::addon::Addon;
use clockify_addons::domain::event::EventType;
use clockify_addons::sandbox::installation::PathForm;
use clockify_addons::sandbox::{Installation, Request, payload};
use sea_orm::EntityTrait;
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::harness::{Engine, TestApp, both};

both!(
    an_install_is_stored_from_every_form_of_the_call,
    the_oldest_form_of_an_install_is_enough,
    secrets_are_stored_sealed_or_hashed,
    a_repeated_install_changes_nothing_but_the_time,
    a_reinstall_replaces_the_installation_before_it,
    an_end_destroys_all_secrets_at_once_and_may_be_repeated,
    a_late_repeat_brings_no_ended_installation_back,
    a_status_is_switched_off_and_on,
    settings_come_in_an_object_or_as_a_bare_list,
    calls_about_an_unknown_installation,
    an_installation_at_a_foreign_host_is_refused,
    two_workspaces_do_not_touch_each_other,
);

const EVENT: EventType = EventType::NewTimeEntry;

async fn bare(engine: Engine) -> TestApp {
    TestApp::bare(engine, Addon::UniversalWebhook, &[]).await
}

/// Sends a call that must be taken.
async fn taken(app: &TestApp, request: &Request) {
    let reply = app.send(request).await;
    assert_eq!((reply.status, reply.body.as_str()), (200, r#"{"status":"ok"}"#), "{}", request.path);
}

/// The row of an installation.
async fn row(app: &TestApp, installation: &Installation) -> Model {
    let rows = installation::Entity::find().all(&app.app.db.reader()).await.unwrap();
    rows.into_iter().find(|row| row.addon_id == installation.addon_id).unwrap()
}

/// How a delivery of the installation is answered.
async fn delivered(app: &TestApp, installation: &Installation, sequence: u64) -> u16 {
    let body = payload::of(EVENT, &installation.workspace, sequence);
    app.send(&installation.delivery(EVENT, &body)).await.status
}

async fn an_install_is_stored_from_every_form_of_the_call(engine: Engine) {
    for form in PathForm::ALL {
        let app = bare(engine).await;
        let installation = app.installation(0, 1).with_path_form(form);
        taken(&app, &installation.installed(app.now())).await;
        let row = row(&app, &installation).await;
        assert_eq!(row.workspace_id, installation.workspace.id);
        assert_eq!(row.status, Status::Active);
        assert_eq!(row.as_user.as_ref(), Some(&installation.workspace.owner));
        assert_eq!(row.addon_user_id, Some(installation.addon_user()));
        assert_eq!(row.hosts["backendUrl"], "https://api.clockify.me/api");
        assert_eq!(row.hosts["reportsUrl"], "https://reports.api.clockify.me");
        assert_eq!((row.installed_at, row.updated_at), (app.now(), app.now()));
        for event in EventType::ALL {
            assert_eq!(app.send(&app.delivery(event, 1)).await.status, 200, "{event} after {form:?}");
        }
        app.finish().await;
    }
}

async fn the_oldest_form_of_an_install_is_enough(engine: Engine) {
    let app = bare(engine).await;
    taken(&app, &app.installation.installed_minimal(app.now())).await;
    let row = row(&app, &app.installation).await;
    assert_eq!((row.status, row.addon_user_id, row.settings), (Status::Active, None, None));
    assert_eq!(app.contents().await.count("webhook_registration"), 0);
    assert_eq!(delivered(&app, &app.installation, 1).await, 200);
    app.finish().await;
}

async fn secrets_are_stored_sealed_or_hashed(engine: Engine) {
    let app = TestApp::new(engine).await;
    let token = app.installation.installation_token();
    let row = row(&app, &app.installation).await;
    let opened = app.app.keyring.open(&Model::token_context(row.id), row.token.as_deref().unwrap()).unwrap();
    assert_eq!(*opened, token.as_bytes());
    let other = Model::token_context(uuid::Uuid::nil());
    assert!(app.app.keyring.open(&other, row.token.as_deref().unwrap()).is_err(), "it opens in its own row only");

    let contents = app.contents().await;
    assert_eq!(contents.places_of(&token), Vec::<String>::new());
    let registrations = webhook_registration::Entity::find().all(&app.app.db.reader()).await.unwrap();
    assert_eq!(registrations.len(), 51);
    for webhook in &app.installation.webhooks {
        assert_eq!(contents.places_of(&webhook.token), Vec::<String>::new(), "{}", webhook.event);
        let row = registrations.iter().find(|row| row.event_type == webhook.event.name()).unwrap();
        assert_eq!(row.token_hash.as_deref(), Some(&*Sha256::digest(&webhook.token)), "{}", webhook.event);
        assert_eq!(row.path, webhook.event.path());
    }
    app.finish().await;
}

async fn a_repeated_install_changes_nothing_but_the_time(engine: Engine) {
    let app = TestApp::new(engine).await;
    let now = app.now();
    taken(&app, &app.installation.settings_updated(now, &[("a", "A", json!(true))])).await;
    taken(&app, &app.installation.status_changed(now, "INACTIVE")).await;
    let before = row(&app, &app.installation).await;
    app.clock.advance(std::time::Duration::from_secs(5));
    taken(&app, &app.installation.installed(app.now())).await;
    let after = row(&app, &app.installation).await;
    let contents = app.contents().await;
    assert_eq!((contents.count("installation"), contents.count("webhook_registration")), (1, 51));
    assert_eq!(after.settings, before.settings, "the workspace's settings are kept");
    assert_eq!(after.status, before.status, "what was switched off stays off");
    assert_eq!(after.installed_at, before.installed_at, "it was installed when it was installed");
    let context = Model::token_context(after.id);
    assert!(app.app.keyring.open(&context, after.token.as_deref().unwrap()).is_ok());
    let same = Model { token: None, updated_at: before.updated_at, ..after };
    assert_eq!(same, Model { token: None, ..before });
    assert_eq!(delivered(&app, &app.installation, 1).await, 200);
    app.finish().await;
}

async fn a_reinstall_replaces_the_installation_before_it(engine: Engine) {
    let app = bare(engine).await;
    let old = app.install(0, 1).await;
    assert_eq!(delivered(&app, &old, 1).await, 200);
    let new = app.install(0, 2).await;
    assert_eq!((delivered(&app, &old, 2).await, delivered(&app, &new, 3).await), (401, 200));
    check_ended(&app, &old).await;
    assert_eq!(row(&app, &new).await.status, Status::Active);
    assert_eq!(app.contents().await.count("webhook_registration"), 51);
    // The old one's end may arrive after the new one's beginning.
    taken(&app, &old.deleted(app.now())).await;
    assert_eq!(delivered(&app, &new, 4).await, 200);
    app.finish().await;
}

/// An installation that has ended: its row stays, for the record, and nothing in it is a secret.
async fn check_ended(app: &TestApp, installation: &Installation) {
    let row = row(app, installation).await;
    assert_eq!((row.status, row.token, row.settings), (Status::Deleted, None, None));
    assert_eq!(row.deleted_at, Some(row.updated_at));
    let registrations = webhook_registration::Entity::find().all(&app.app.db.reader()).await.unwrap();
    assert!(registrations.iter().all(|registration| registration.installation_id != row.id));
}

async fn an_end_destroys_all_secrets_at_once_and_may_be_repeated(engine: Engine) {
    for path in ["/lifecycle/deleted", "/lifecycle/uninstalled"] {
        let app = TestApp::new(engine).await;
        taken(&app, &app.installation.settings_updated(app.now(), &[("a", "A", json!("canary-8812"))])).await;
        let end = Request { path: path.to_owned(), ..app.installation.deleted(app.now()) };
        taken(&app, &end).await;
        check_ended(&app, &app.installation).await;
        let contents = app.contents().await;
        assert_eq!(contents.count("webhook_registration"), 0);
        assert_eq!(contents.places_of("canary-8812"), Vec::<String>::new());
        assert_eq!(delivered(&app, &app.installation, 1).await, 401);

        app.clock.advance(std::time::Duration::from_secs(5));
        taken(&app, &end).await;
        assert_eq!(app.contents().await, contents, "a repeat changes nothing");
        app.finish().await;
    }
}

async fn a_late_repeat_brings_no_ended_installation_back(engine: Engine) {
    let app = TestApp::new(engine).await;
    let now = app.now();
    taken(&app, &app.installation.deleted(now)).await;
    let ended = app.contents().await;
    for late in [
        app.installation.installed(now),
        app.installation.installed_minimal(now),
        app.installation.status_changed(now, "ACTIVE"),
        app.installation.settings_updated(now, &[("a", "A", json!(1))]),
    ] {
        taken(&app, &late).await;
        assert_eq!(app.contents().await, ended, "{}", late.path);
    }
    assert_eq!(delivered(&app, &app.installation, 1).await, 401);
    app.finish().await;
}

async fn a_status_is_switched_off_and_on(engine: Engine) {
    let app = TestApp::new(engine).await;
    for (text, status) in [("INACTIVE", Status::Inactive), ("INACTIVE", Status::Inactive), ("ACTIVE", Status::Active)] {
        taken(&app, &app.installation.status_changed(app.now(), text)).await;
        let row = row(&app, &app.installation).await;
        assert_eq!(row.status, status);
        assert!(row.token.is_some(), "a switch is no end");
    }
    app.finish().await;
}

async fn settings_come_in_an_object_or_as_a_bare_list(engine: Engine) {
    let app = TestApp::new(engine).await;
    let now = app.now();
    let one = [("enabled", "Enabled", json!(true))];
    let two = [("enabled", "Enabled", json!(false)), ("days", "Days", json!([1, "x", null]))];
    for (call, expected) in [
        (app.installation.settings_updated(now, &one), json!([{ "id": "enabled", "name": "Enabled", "value": true }])),
        (
            app.installation.settings_updated_array(now, &two),
            json!([
                { "id": "enabled", "name": "Enabled", "value": false },
                { "id": "days", "name": "Days", "value": [1, "x", null] },
            ]),
        ),
    ] {
        taken(&app, &call).await;
        assert_eq!(row(&app, &app.installation).await.settings, Some(expected));
    }
    app.finish().await;
}

async fn calls_about_an_unknown_installation(engine: Engine) {
    let app = bare(engine).await;
    let (installation, now) = (&app.installation, app.now());
    let before = app.contents().await;
    for call in [
        installation.status_changed(now, "INACTIVE"),
        installation.settings_updated(now, &[]),
        installation.settings_updated_array(now, &[]),
    ] {
        assert_eq!(app.send(&call).await.status, 404, "{}", call.path);
    }
    assert_eq!(app.contents().await, before);
    // Clockify must not go on telling us of an end that we never knew the beginning of. And when the beginning comes
    // after the end, it is over.
    for call in [installation.deleted(now), installation.deleted(now), installation.installed(now)] {
        taken(&app, &call).await;
    }
    assert_eq!(row(&app, installation).await.token, None);
    assert_eq!(app.send(&app.delivery(EventType::NewTag, 1)).await.status, 401);
    app.finish().await;
}

async fn an_installation_at_a_foreign_host_is_refused(engine: Engine) {
    let app = bare(engine).await;
    for (seed, url, wrong) in [
        (1, "https://api.clockify.me/api", None),
        (2, "https://euc1.clockify.me/api", None),
        (3, "https://api.example.com/api", Some("api.example.com, which ALLOWED_API_DOMAINS doesn't allow")),
        (4, "https://clockify.me.example.com/api", Some("ALLOWED_API_DOMAINS")),
        (5, "http://api.clockify.me/api", Some("backendUrl is not https")),
        (6, "https://169.254.169.254/api", Some("ALLOWED_API_DOMAINS")),
        (7, "http://127.0.0.1:4000/api", Some("127.0.0.1, which ALLOWED_API_DOMAINS doesn't allow")),
    ] {
        let installation = app.installation(0, seed).with_backend_url(url);
        let before = app.contents().await;
        let reply = app.send(&installation.installed(app.now())).await;
        match wrong {
            None => assert_eq!(row(&app, &installation).await.hosts["backendUrl"], url),
            Some(wrong) => {
                assert_eq!((reply.status, &reply.json()["code"]), (403, &json!("host_not_allowed")), "{}", reply.body);
                let detail = reply.json()["detail"].as_str().unwrap().to_owned();
                assert!(detail.contains("`authToken`") && detail.contains(wrong), "{detail}");
                assert_eq!(app.contents().await, before, "{url}");
            }
        }
    }
    app.finish().await;
}

async fn two_workspaces_do_not_touch_each_other(engine: Engine) {
    let app = bare(engine).await;
    let (one, two) = (app.install(1, 1).await, app.install(2, 1).await);
    let untouched = row(&app, &two).await;
    let now = app.now();
    taken(&app, &one.settings_updated(now, &[("a", "A", json!(1))])).await;
    taken(&app, &one.status_changed(now, "INACTIVE")).await;
    let again = app.install(1, 2).await;
    taken(&app, &again.deleted(now)).await;
    assert_eq!(row(&app, &two).await, untouched);
    assert_eq!((delivered(&app, &again, 1).await, delivered(&app, &two, 2).await), (401, 200));
    let stored = app.events().await;
    assert_eq!(stored.len(), 1);
    assert_eq!(stored[0].workspace_id, two.workspace.id);
    app.finish().await;
}
