//! What Clockify delivers: taken when it is true, stored once with the ids that it is about, whatever the path's form.

use clockify_addons::clockify::token;
use clockify_addons::db::entities::webhook_registration::{ActiveModel, Origin};
use clockify_addons::db::entities::{installation, view_revision};
use clockify_addons::domain::addon::Addon;
use clockify_addons::domain::event::EventType;
use clockify_addons::domain::ids::{AddonId, WorkspaceId};
use clockify_addons::sandbox::installation::PathForm;
use clockify_addons::sandbox::{Installation, Request, payload};
use sea_orm::ActiveModelTrait;
use sea_orm::ActiveValue::Set;
use serde_json::Value;

use crate::harness::{Engine, TestApp, both};

both!(
    every_event_is_stored,
    the_ids_of_each_family_are_extracted,
    headers_are_stored_without_their_secrets,
    api_studio_takes_its_twelve_events_only,
    a_path_may_have_more_slashes_and_the_base_path,
    an_inactive_installation_still_stores,
    an_installation_without_webhook_tokens_is_held_to_the_claims,
    a_webhook_set_up_through_the_api_is_known_by_its_token,
);

const EVENT: EventType = EventType::NewTimeEntry;

async fn every_event_is_stored(engine: Engine) {
    let app = TestApp::new(engine).await;
    for event in EventType::ALL {
        let request = app.delivery(event, 1);
        let reply = app.send(&request).await;
        assert_eq!((reply.status, reply.body.as_str()), (200, r#"{"status":"received"}"#), "{event}");
    }
    let events = app.events().await;
    assert_eq!(events.len(), 51);
    for (stored, event) in events.iter().zip(EventType::ALL) {
        assert_eq!(stored.event_type, event.name());
        assert_eq!(stored.workspace_id, app.installation.workspace.id);
        assert_eq!(stored.body, app.delivery(event, 1).body, "byte for byte");
        assert_eq!(stored.duplicate_of, None);
    }
    app.finish().await;
}

/// Where entity, user and project of an event stand in its body.
fn places(event: EventType) -> [&'static str; 3] {
    const NONE: &str = "/none";
    let name = event.name();
    let family = |names: &[&str]| names.iter().any(|part| name.contains(part));
    match name {
        "BALANCE_UPDATED" => [NONE, "/userId", NONE],
        "EXPENSE_UPDATED" | "EXPENSE_DELETED" => ["/expenseId", "/userId", "/projectId"],
        "USERS_INVITED_TO_WORKSPACE" | "LIMITED_USERS_ADDED_TO_WORKSPACE" => [NONE, "/inviter/id", NONE],
        _ if family(&["TIMER", "TIME_ENTRY", "EXPENSE"]) => ["/id", "/userId", "/projectId"],
        _ if family(&["ASSIGNMENT"]) => ["/assignmentId", "/userId", "/projectId"],
        _ if family(&["PROJECT"]) => ["/id", NONE, "/id"],
        _ if family(&["TASK"]) => ["/id", NONE, "/projectId"],
        _ if family(&["CLIENT", "TAG", "USER_GROUP"]) => ["/id", NONE, NONE],
        _ if family(&["USER"]) => ["/id", "/id", NONE],
        _ if family(&["INVOICE", "TIME_OFF"]) => ["/id", "/userId", NONE],
        _ if family(&["APPROVAL"]) => ["/id", "/owner/userId", NONE],
        _ if family(&["RATE"]) => ["/modifiedEntity/targetId", "/modifiedEntity/userId", NONE],
        _ => panic!("{event} belongs to no family"),
    }
}

async fn the_ids_of_each_family_are_extracted(engine: Engine) {
    let app = TestApp::new(engine).await;
    // Other sequence numbers leave other fields out or null.
    let sequences = [2, 3, 4];
    for sequence in sequences {
        for event in EventType::ALL {
            assert_eq!(app.send(&app.delivery(event, sequence)).await.status, 200, "{event}");
        }
    }
    let events = app.events().await;
    assert_eq!(events.len(), 51 * sequences.len());
    for stored in events {
        let event: EventType = stored.event_type.parse().unwrap();
        let body: Value = serde_json::from_slice(&stored.body).unwrap();
        let expected = places(event).map(|place| body.pointer(place).and_then(Value::as_str).map(str::to_owned));
        assert_eq!([stored.entity_id, stored.user_id, stored.project_id], expected, "{event}: {body}");
    }
    app.finish().await;
}

async fn headers_are_stored_without_their_secrets(engine: Engine) {
    const CANARY: &str = "canary-5f0c71d1c2";
    let app = TestApp::new(engine).await;
    let request = app
        .delivery(EVENT, 1)
        .with_header("authorization", format!("Bearer {CANARY}"))
        .with_header("cookie", format!("session={CANARY}"))
        .with_header("x-forwarded-user", CANARY)
        .with_header("accept", format!("eyJ{CANARY}"))
        .with_header("user-agent", "Clockify");
    assert_eq!(app.send(&request).await.status, 200);
    let stored = app.events().await.remove(0);
    for (name, value) in [
        ("clockify-signature", "***"),
        ("authorization", "***"),
        ("cookie", "***"),
        ("x-forwarded-user", "***"),
        ("accept", "***"),
        ("clockify-webhook-event-type", EVENT.name()),
        ("content-type", "application/json"),
        ("user-agent", "Clockify"),
    ] {
        assert_eq!(stored.headers[name], value, "{name}");
    }
    let contents = app.contents().await;
    let token = request.header("clockify-signature").unwrap();
    for secret in [CANARY, token, token.rsplit_once('.').unwrap().1, &app.installation.installation_token()] {
        assert_eq!(contents.places_of(secret), Vec::<String>::new(), "{secret} is in the database");
    }
    // That the search finds anything is shown by what is there.
    assert_eq!(contents.places_of(&app.installation.addon_user()), ["installation.addon_user_id"]);
    if let Some(path) = app.app.config.database.sqlite_path() {
        for file in [path.to_owned(), path.with_added_extension("wal")] {
            let bytes = std::fs::read(&file).unwrap_or_default();
            let found = bytes.windows(CANARY.len()).any(|window| window == CANARY.as_bytes());
            assert!(!found, "{} holds the canary", file.display());
        }
    }
    app.finish().await;
}

async fn api_studio_takes_its_twelve_events_only(engine: Engine) {
    let app = TestApp::with(engine, Addon::ApiStudio, &[]).await;
    let wanted = app.app.spec.events;
    for event in EventType::ALL {
        let expected = if wanted.contains(&event) { 200 } else { 404 };
        assert_eq!(app.send(&app.delivery(event, 1)).await.status, expected, "{event}");
    }
    assert_eq!((wanted.len(), app.events().await.len()), (12, 12));
    app.finish().await;
}

async fn a_path_may_have_more_slashes_and_the_base_path(engine: Engine) {
    let base = ("UNIVERSAL_WEBHOOK_BASE_URL", "https://addons.example.com/studio/");
    for (settings, prefixes) in [(&[][..], &["", "/", "//"][..]), (&[base][..], &["/studio", "/studio/", "", "/"][..])]
    {
        let app = TestApp::bare(engine, Addon::UniversalWebhook, settings).await;
        for (workspace, form) in (0..).zip(PathForm::ALL) {
            let installation = app.installation(workspace, 1).with_path_form(form);
            assert_eq!(app.send(&installation.installed(app.now())).await.status, 200, "{form:?}");
            for (sequence, prefix) in (0..).zip(prefixes) {
                let mut request = delivery(&installation, sequence);
                request.path = format!("{prefix}/webhooks//time/new/");
                assert_eq!(app.send(&request).await.status, 200, "{form:?} {}", request.path);
            }
        }
        assert_eq!(app.events().await.len(), PathForm::ALL.len() * prefixes.len());
        let mut foreign = delivery(&app.installation(0, 1), 99);
        "/other/webhooks/time/new".clone_into(&mut foreign.path);
        assert_eq!(app.send(&foreign).await.status, 404);
        app.finish().await;
    }
}

async fn an_inactive_installation_still_stores(engine: Engine) {
    let app = TestApp::new(engine).await;
    assert_eq!(app.send(&app.installation.status_changed(app.now(), "INACTIVE")).await.status, 200);
    assert_eq!(app.send(&app.delivery(EVENT, 1)).await.status, 200);
    assert_eq!(app.events().await.len(), 1);
    app.finish().await;
}

async fn an_installation_without_webhook_tokens_is_held_to_the_claims(engine: Engine) {
    let app = TestApp::bare(engine, Addon::UniversalWebhook, &[]).await;
    let (installation, now) = (&app.installation, app.now());
    assert_eq!(app.send(&installation.installed_minimal(now)).await.status, 200);
    let owner = installation.workspace.owner.as_str();
    for (token, status) in [
        (installation.webhooks[0].token.clone(), 200),
        (installation.user_token(owner, "OWNER", now), 401),
        (installation.installation_token(), 401),
        (installation.lifecycle_token(now), 401),
    ] {
        let request = app.delivery(EVENT, 1).replacing_header("clockify-signature", token);
        assert_eq!(app.send(&request).await.status, status);
    }
    assert_eq!(app.events().await.len(), 1);
    // Once tokens are known nothing else will do, not even a true token of another webhook.
    assert_eq!(app.send(&installation.installed(now)).await.status, 200);
    let request = app.delivery(EVENT, 2).replacing_header("clockify-signature", &*installation.webhooks[0].token);
    assert_eq!(app.send(&request).await.status, 401);
    app.finish().await;
}

async fn a_webhook_set_up_through_the_api_is_known_by_its_token(engine: Engine) {
    const TOKEN: &str = "Kq7vX2mN9pL4sT8wZ1cB6dF3gH5jR0yA";
    let app = TestApp::new(engine).await;
    register(&app, &app.installation, TOKEN).await;
    let request = |token: &str, event: EventType, sequence| {
        let mut request = app
            .delivery(EVENT, sequence)
            .replacing_header("clockify-signature", token)
            .replacing_header("clockify-webhook-event-type", event.name());
        "/webhooks/clockify".clone_into(&mut request.path);
        request
    };
    let foreign = Request {
        body: app.install(1, 1).await.delivery(EVENT, &payload::of(EVENT, &app.installation(1, 1).workspace, 5)).body,
        ..request(TOKEN, EVENT, 5)
    };
    let elsewhere = Request { path: EVENT.path().to_owned(), ..request(TOKEN, EVENT, 6) };
    let manifest_token = &app.installation.webhooks[0].token;
    for (rule, request, status) in [
        ("its token is accepted", request(TOKEN, EVENT, 1), 200),
        ("for its event only", request(TOKEN, EventType::NewTag, 2), 401),
        ("no other token is", request("Kq7vX2mN9pL4sT8wZ1cB6dF3gH5jR0yB", EVENT, 3), 401),
        ("nor that of a manifest webhook", request(manifest_token, EVENT, 4), 401),
        ("nor a body of another workspace", foreign, 401),
        ("nor another path", elsewhere, 401),
        ("nor no token", request(TOKEN, EVENT, 7).without_header("clockify-signature"), 401),
    ] {
        assert_eq!(app.send(&request).await.status, status, "{rule}");
    }
    assert_eq!(app.events().await.len(), 1);
    assert_eq!(app.contents().await.places_of(TOKEN), Vec::<String>::new());
    assert_eq!(app.send(&app.installation.deleted(app.now())).await.status, 200);
    assert_eq!(app.send(&request(TOKEN, EVENT, 8)).await.status, 401, "it ends with its installation");
    app.finish().await;
}

/// Does what setting up a webhook through the API will do to the database.
async fn register(app: &TestApp, installation: &Installation, token: &str) {
    let workspace = WorkspaceId::new(&installation.workspace.id).unwrap();
    let addon = AddonId::new(&installation.addon_id).unwrap();
    let row = installation::Entity::one(&workspace, &addon).one(&app.app.db.reader()).await.unwrap().unwrap();
    let mut webhook = ActiveModel::manifest(&workspace, row.id, EVENT, token::hash(token), app.now());
    webhook.origin = Set(Origin::Api);
    webhook.path = Set("/webhooks/clockify".to_owned());
    webhook.remote_id = Set(Some("64f000000000000000000001".to_owned()));
    webhook.insert(&app.app.db.writer()).await.unwrap();
    view_revision::raise(&app.app.db.writer()).await.unwrap();
    app.app.view.refresh().await.unwrap();
}

fn delivery(installation: &Installation, sequence: u64) -> Request {
    installation.delivery(EVENT, &payload::of(EVENT, &installation.workspace, sequence))
}
