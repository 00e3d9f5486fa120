//! From the install to the end.

use clockify_addons::registration::coverage::{Delivery, How};
use clockify_addons::sandbox::api::{Fault, Plan, Rule, When};
use clockify_addons::sandbox::payload;
use http::header::CONTENT_TYPE;
use sea_orm::ConnectionTrait;

use super::*;

both!(
    all_covered,
    free_plan,
    limited_plan,
    reinstall,
    killed_on_the_way,
    lost_answers,
    uninstall,
    unreachable,
    missing_scope
);

/// Every event reaches us: those of the manifest, and the others by webhooks that we register, each once.
async fn all_covered(engine: Engine) {
    let scene = Scene::new(engine, |options| options).await;
    let (_, foreign) = webhooks(&scene.api);
    let installation = scene.install(1).await;
    assert_eq!(scene.report().await.summary().pending, 41, "it is registered later");
    scene.pass(Duration::from_secs(3)).await;

    let report = scene.report().await;
    let summary = report.summary();
    assert_eq!((summary.manifest, summary.registered, summary.not_delivering), (10, 41, 0), "{report:?}");
    assert!(report.lines.iter().all(|line| line.delivery == Some(Delivery::On) && line.reason.is_none()));
    let (ours, others) = webhooks(&scene.api);
    assert_eq!((ours.len(), others), (41, foreign), "nobody else's is touched");
    for webhook in &ours {
        let event: EventType = webhook["webhookEvent"].as_str().unwrap().parse().unwrap();
        assert_eq!(webhook["name"], plan::name(event));
        let users = matches!(event, EventType::UserUpdated | EventType::UserEmailChanged);
        assert_eq!(webhook["triggerSourceType"], if users { "USER_ID" } else { "WORKSPACE_ID" }, "{event}");
    }

    // What each of them delivers is taken, and what has another's token is not.
    scene.app.app.view.refresh().await.unwrap();
    for webhook in &ours {
        let event: EventType = webhook["webhookEvent"].as_str().unwrap().parse().unwrap();
        let token = webhook["authToken"].as_str().unwrap();
        let body = payload::of(event, scene.api.workspace(), 1).to_string();
        let send = |token: &str, event: EventType| {
            let request = http::Request::post("/webhooks/clockify")
                .header(CONTENT_TYPE, "application/json")
                .header("clockify-signature", token)
                .header("clockify-webhook-event-type", event.name());
            scene.app.raw(request.body(body.clone().into()).unwrap())
        };
        assert_eq!(send(token, event).await.status, 200, "{event}");
        assert_eq!(send(token, EventType::NewTimeEntry).await.status, 401, "{event}");
        assert_eq!(send(&token.replace(&token[..1], "!"), event).await.status, 401, "{event}");
    }
    assert_eq!(scene.app.events().await.len(), 41);
    let contents = scene.app.contents().await;
    for webhook in &ours {
        let token = webhook["authToken"].as_str().unwrap();
        assert_eq!(contents.places_of(token), Vec::<String>::new(), "no token is stored");
    }

    scene.api.forget_arrivals();
    scene.reconcile(&installation).await;
    for writes in ["createWebhook", "updateWebhook", "deleteWebhook", "generateNewToken"] {
        assert_eq!(scene.calls(writes), 0, "{writes}: there is nothing to do");
    }
    assert!(scene.row(&installation).await.reconciled_at.is_some());
    scene.finish().await;
}

/// What the plan refuses is unavailable, and the job is not a failed one.
async fn free_plan(engine: Engine) {
    let scene = Scene::new(engine, |mut options| {
        options.plan = Plan::Free;
        options
    })
    .await;
    scene.install(1).await;
    scene.pass(Duration::from_secs(3)).await;
    let report = scene.report().await;
    let summary = report.summary();
    assert_eq!((summary.manifest, summary.pending), (10, 0), "{report:?}");
    assert!(summary.unavailable >= 38, "{report:?}");
    for line in report.lines.iter().filter(|line| line.how == How::Unavailable) {
        let reason = line.reason.as_deref().unwrap();
        assert!(reason.contains("limit") && reason.contains("plan"), "{reason}");
    }
    assert!(scene.calls("createWebhook") <= 4, "one refusal for want of room is enough");
    let dead = scene.app.app.queue.counts(&[registration::KIND]).await.unwrap();
    assert!(dead.iter().all(|count| count.jobs == 0), "{dead:?}");
    scene.finish().await;
}

/// After an upgrade the next comparison registers what was refused before.
async fn limited_plan(engine: Engine) {
    let scene = Scene::new(engine, |mut options| {
        options.plan = Plan::Standard;
        options
    })
    .await;
    let installation = scene.install(1).await;
    scene.pass(Duration::from_secs(3)).await;
    let before = scene.report().await.summary();
    assert!(before.registered > 0 && before.registered <= 10 && before.unavailable >= 31, "{before:?}");
    scene.api.set_plan(Plan::Enterprise);
    scene.reconcile(&installation).await;
    assert_eq!(scene.report().await.summary().registered, 41);
    assert_eq!(webhooks(&scene.api).0.len(), 41);
    scene.finish().await;
}

/// A reinstall finds the webhooks of the installation before it.
async fn reinstall(engine: Engine) {
    let scene = Scene::new(engine, |options| options).await;
    let first = scene.install(1).await;
    scene.pass(Duration::from_secs(3)).await;
    scene.api.uninstall(&first.addon_id);
    scene.install(2).await;
    scene.pass(Duration::from_secs(3)).await;
    assert_eq!(scene.report().await.summary().registered, 41);
    assert_eq!((webhooks(&scene.api).0.len(), scene.rows().await.len()), (41, 41));
    scene.finish().await;
}

/// Registered at Clockify, and killed before that was stored: the next run finds it.
async fn killed_on_the_way(engine: Engine) {
    let scene = Scene::new(engine, |options| options).await;
    let installation = scene.install(1).await;
    scene.pass(Duration::from_secs(3)).await;
    // As if the process had ended at these points, before, between and after calls.
    scene.app.execute("DELETE FROM webhook_registration WHERE origin = 'API' AND event_type LIKE '%UPDATED'").await;
    scene.app.execute("UPDATE webhook_registration SET token_hash = NULL WHERE event_type LIKE '%DELETED'").await;
    scene.api.forget_arrivals();
    scene.reconcile(&installation).await;
    assert_eq!((scene.calls("createWebhook"), webhooks(&scene.api).0.len()), (0, 41));
    assert_eq!(scene.report().await.summary().registered, 41);
    scene.finish().await;
}

/// A connection that breaks after Clockify did what it was asked, again and again.
async fn lost_answers(engine: Engine) {
    let scene = Scene::new(engine, |options| options).await;
    scene.api.add_fault(Rule::at("createWebhook", Fault::Cut, When::Every(5)));
    scene.install(1).await;
    for _ in 0..60 {
        scene.pass(Duration::from_secs(10)).await;
        if scene.report().await.summary().pending == 0 {
            break;
        }
    }
    assert_eq!(scene.report().await.summary().registered, 41);
    assert_eq!(webhooks(&scene.api).0.len(), 41, "none twice");
    scene.finish().await;
}

/// The server that is told of the end removes what it registered, if it still can, and takes nothing more of it.
async fn uninstall(engine: Engine) {
    let database = crate::harness::Database::migrated(engine).await;
    let server = Server::start(&database.url, &SETTINGS).await;
    let clock = clockify_addons::clock::Manual::at(crate::harness::NOW);
    let key = &*crate::harness::KEY;
    let mut options = Options::new(key.clone(), Arc::new(clock.clone()));
    options.sizes = Sizes::small();
    let running = Api::start(options).await.unwrap();
    let api = running.api.clone();
    let installation = installation(key, &api, &server.app.config.key, 1);
    let address = server.url();
    api.install(&installation, addons::spec(Addon::UniversalWebhook).scopes, Some(&address)).unwrap();
    assert_eq!(server.send(&installation.installed(clock.now())).await.status, 200);
    let summary = async || {
        let spec = addons::spec(Addon::UniversalWebhook);
        coverage::reports(&server.app.db, spec, None).await.unwrap().first().map(Report::summary)
    };
    // The server's clock stands still, and the job is due a moment later.
    server.app.db.writer().execute_unprepared("UPDATE job SET due_at_ms = 0").await.unwrap();
    server.app.queue.wake();
    eventually("all are registered", Duration::from_mins(1), async || {
        summary().await.is_some_and(|summary| summary.registered == 41)
    })
    .await;

    // A write in Clockify is delivered through a registered webhook, all the way.
    server.app.view.refresh().await.unwrap();
    let row = installation::Entity::find().one(&server.app.db.reader()).await.unwrap().unwrap();
    let target = server.app.access.target(&row).unwrap();
    let operation = server.app.catalogue().get("createNewTag");
    let call = clockify_addons::clockify::client::Call {
        operation: operation.unwrap(),
        path: BTreeMap::new(),
        query: Vec::new(),
        body: Some(serde_json::json!({ "name": "a new tag" })),
        actor: clockify_addons::clockify::client::Actor::Flow,
    };
    server.app.client.call(&target, &call).await.unwrap();
    let stored = async || {
        use clockify_addons::db::events;
        let filter = events::Filter { types: vec!["NEW_TAG".to_owned()], ..events::Filter::default() };
        events::list(&server.app.db, &filter, 10).await.unwrap().len()
    };
    eventually("the event arrives", Duration::from_secs(30), async || stored().await == 1).await;

    assert_eq!(server.send(&installation.deleted(clock.now())).await.status, 200);
    eventually("what was registered is removed", Duration::from_secs(30), async || webhooks(&api).0.is_empty()).await;
    assert!(Entity::find().all(&server.app.db.reader()).await.unwrap().is_empty());
    server.finish().await;
    running.stop().await;
    database.remove().await;
}

/// An address that Clockify can't reach: said so, and nothing is called.
async fn unreachable(engine: Engine) {
    let settings = [&SETTINGS[..], &[("UNIVERSAL_WEBHOOK_BASE_URL", "http://localhost:8001")]].concat();
    let app = TestApp::bare(engine, Addon::UniversalWebhook, &settings).await;
    let clockify = clockify_addons::sandbox::Workspace::default();
    let installation = Installation::new(app.key, &app.app.config.key, &clockify, 1, &[]);
    assert_eq!(app.send(&installation.installed(app.now())).await.status, 200);
    let running = Api::start(Options::new(app.key.clone(), Arc::new(app.clock.clone()))).await.unwrap();
    let scene = Scene { app, api: running.api.clone(), running };
    scene.pass(Duration::from_secs(3)).await;
    let report = scene.report().await;
    let line = report.lines.iter().find(|line| line.how == How::Unavailable).unwrap();
    assert_eq!(
        line.reason.as_deref(),
        Some("Clockify can't reach http://localhost:8001; set the add-on's public base URL")
    );
    assert_eq!(report.summary().unavailable, 41, "the manifest's are Clockify's own business");
    scene.finish().await;
}

/// Without the scope to list users, only what needs them is unavailable.
async fn missing_scope(engine: Engine) {
    let scene = Scene::new(engine, |options| options).await;
    scene.api.deny_scope("USER_READ", true);
    scene.install(1).await;
    scene.pass(Duration::from_secs(3)).await;
    let report = scene.report().await;
    assert_eq!((report.summary().registered, report.summary().unavailable), (39, 2), "{report:?}");
    let lacking = report.lines.iter().filter(|line| line.how == How::Unavailable);
    assert!(lacking.into_iter().all(|line| line.reason.as_deref().unwrap().contains("USER_READ")));
    scene.finish().await;
}
