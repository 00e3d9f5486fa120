//! Webhooks that Clockify gave up, and tokens that it refuses.

use clockify_addons::registration::coverage::Delivery;
use clockify_addons::sandbox::api::{Fault, Plan, Rule, When};

use super::*;

both!(
    given_up,
    over_plan,
    token_rotated,
    gone,
    back_again,
    switched_off,
    switched_on_again,
    refused_while_off,
    looked_at_soon,
    accepted_elsewhere,
    installed_again,
    scheduled
);

fn of(rows: &BTreeMap<EventType, Model>, event: EventType) -> String {
    rows[&event].remote_id.clone().unwrap()
}

/// A webhook that Clockify gave up is found and set right; if that can't be, it shows.
async fn given_up(engine: Engine) {
    let scene = Scene::new(engine, |options| options).await;
    let installation = scene.install(1).await;
    scene.pass(Duration::from_secs(3)).await;
    let id = of(&scene.rows().await, EventType::NewTag);
    scene.api.set_delivery(&id, false);
    scene.api.add_fault(Rule::at("updateWebhook", Fault::Scope, When::Once));
    scene.reconcile(&installation).await;
    let report = scene.report().await;
    let line = report.lines.iter().find(|line| line.event == EventType::NewTag).unwrap();
    assert_eq!((line.delivery, report.summary().not_delivering), (Some(Delivery::GivenUp), 1));
    scene.app.app.registration.count().await.unwrap();
    let metrics = scene.app.get("/metrics").await.body;
    assert!(metrics.contains("addon_webhooks{addon=\"universal-webhook\",state=\"given_up\"} 1"), "{metrics}");

    scene.reconcile(&installation).await;
    assert_eq!(scene.report().await.summary().not_delivering, 0);
    assert_eq!(scene.api.entity(Kind::Webhook, &id).unwrap()["deliveryEnabled"], true);
    scene.finish().await;
}

/// After a downgrade the webhooks are there and deliver nothing.
async fn over_plan(engine: Engine) {
    let scene = Scene::new(engine, |options| options).await;
    let installation = scene.install(1).await;
    scene.pass(Duration::from_secs(3)).await;
    scene.api.set_plan(Plan::Free);
    scene.reconcile(&installation).await;
    let report = scene.report().await;
    assert_eq!(report.summary().registered, 41, "they come back with the plan");
    assert!(report.summary().not_delivering >= 38, "{report:?}");
    assert!(report.lines.iter().any(|line| line.delivery == Some(Delivery::OverPlan)));
    scene.finish().await;
}

/// Somebody had a new token made, or removed a webhook: both are found.
async fn token_rotated(engine: Engine) {
    let scene = Scene::new(engine, |options| options).await;
    let installation = scene.install(1).await;
    scene.pass(Duration::from_secs(3)).await;
    let before = scene.rows().await;
    let row = scene.row(&installation).await;
    let target = scene.app.app.access.target(&row).unwrap();
    for (operation, event) in [("generateNewToken", EventType::NewTag), ("deleteWebhook", EventType::NewTask)] {
        let call = clockify_addons::clockify::client::Call {
            operation: scene.app.app.catalogue().get(operation).unwrap(),
            path: [("webhookId".to_owned(), of(&before, event))].into(),
            query: Vec::new(),
            body: None,
            actor: clockify_addons::clockify::client::Actor::Flow,
        };
        scene.app.app.client.call(&target, &call).await.unwrap();
    }
    scene.reconcile(&installation).await;
    let after = scene.rows().await;
    assert_eq!((after.len(), webhooks(&scene.api).0.len()), (41, 41));
    let tag =
        |rows: &BTreeMap<EventType, Model>| (rows[&EventType::NewTag].clone().token_hash, of(rows, EventType::NewTag));
    assert_ne!(tag(&before).0, tag(&after).0);
    assert_eq!(tag(&before).1, tag(&after).1);
    assert_ne!(of(&before, EventType::NewTask), of(&after, EventType::NewTask));
    scene.finish().await;
}

/// An end that we never heard of: after many refusals over more than a day the secrets are destroyed.
async fn gone(engine: Engine) {
    let scene = Scene::new(engine, |options| options).await;
    let installation = scene.install(1).await;
    scene.pass(Duration::from_secs(3)).await;
    scene.api.uninstall(&installation.addon_id);
    scene.reconcile(&installation).await;
    let row = scene.row(&installation).await;
    assert!(row.status == Status::Active && row.token.is_some() && row.refused_since.is_some(), "{:?}", row.status);
    let mut hours = 0;
    while scene.row(&installation).await.status != Status::Deleted {
        scene.pass(Duration::from_hours(1)).await;
        hours += 1;
        assert!(hours < 48, "it must be found out");
    }
    assert!(hours >= 24, "{hours} hours");
    let row = scene.row(&installation).await;
    assert!(row.token.is_none() && row.deleted_at.is_some());
    assert_eq!(scene.rows().await, BTreeMap::new());
    scene.finish().await;
}

/// A token that is refused for hours and then accepted: nothing is lost, and the mark goes.
async fn back_again(engine: Engine) {
    let scene = Scene::new(engine, |options| options).await;
    scene.api.add_fault(Rule::at("getWebhooks", Fault::Unauthorized, When::Times(6)));
    let installation = scene.install(1).await;
    scene.pass(Duration::from_secs(3)).await;
    assert!(scene.row(&installation).await.refused_since.is_some());
    scene.app.app.registration.count().await.unwrap();
    let metrics = scene.app.get("/metrics").await.body;
    assert!(metrics.contains("addon_refused_installations{addon=\"universal-webhook\"} 1"), "{metrics}");
    for _ in 0..8 {
        scene.pass(Duration::from_hours(3)).await;
    }
    let row = scene.row(&installation).await;
    assert_eq!((row.refused_since, row.refused_probes, row.status), (None, 0, Status::Active));
    assert_eq!(scene.report().await.summary().registered, 41);
    scene.finish().await;
}

/// While the add-on is switched off nothing is asked, since the answer would say nothing.
async fn switched_off(engine: Engine) {
    let scene = Scene::new(engine, |options| options).await;
    let installation = scene.install(1).await;
    scene.pass(Duration::from_secs(3)).await;
    scene.api.set_active(&installation.addon_id, false);
    let reply = scene.app.send(&installation.status_changed(scene.app.now(), "INACTIVE")).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    scene.api.forget_arrivals();
    scene.reconcile(&installation).await;
    assert_eq!(scene.api.calls(), BTreeMap::new());
    assert_eq!(scene.row(&installation).await.refused_since, None);
    scene.finish().await;
}

/// What is to be compared with Clockify and when, if anything.
async fn due(scene: &Scene) -> Option<Duration> {
    let counts = scene.app.app.queue.counts(&[registration::KIND]).await.unwrap();
    let due = counts.iter().filter(|count| count.jobs > 0).map(|count| count.oldest_due.unwrap());
    due.min().map(|due| (due - scene.app.now()).try_into().unwrap_or_default())
}

/// Has its token refused until the next probe is hours away.
async fn refused_for_long(scene: &Scene, installation: &Installation) {
    scene.api.set_active(&installation.addon_id, false);
    scene.reconcile(installation).await;
    for _ in 0..8 {
        scene.pass(Duration::from_hours(2)).await;
    }
    assert!(due(scene).await.unwrap() > Duration::from_hours(1), "{:?}", due(scene).await);
    scene.api.set_active(&installation.addon_id, true);
}

async fn status(scene: &Scene, installation: &Installation, status: &str) {
    let reply = scene.app.send(&installation.status_changed(scene.app.now(), status)).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
}

/// An add-on that is switched on again finds out at once what happened meanwhile.
async fn switched_on_again(engine: Engine) {
    let scene = Scene::new(engine, |options| options).await;
    let installation = scene.install(1).await;
    scene.pass(Duration::from_secs(3)).await;
    status(&scene, &installation, "ACTIVE").await;
    assert_eq!(due(&scene).await, None, "a late repeat says nothing new");
    status(&scene, &installation, "INACTIVE").await;
    scene.api.set_active(&installation.addon_id, false);
    scene.app.clock.advance(Duration::from_mins(1));
    assert_eq!(due(&scene).await, None);
    let id = of(&scene.rows().await, EventType::NewTag);
    scene.api.set_delivery(&id, false);
    scene.api.set_active(&installation.addon_id, true);
    status(&scene, &installation, "ACTIVE").await;
    assert_eq!(due(&scene).await, Some(Duration::ZERO));
    scene.pass(Duration::ZERO).await;
    assert_eq!(scene.row(&installation).await.reconciled_at, Some(scene.app.now()));
    assert_eq!(scene.api.entity(Kind::Webhook, &id).unwrap()["deliveryEnabled"], true);
    assert_eq!(due(&scene).await, None);
    scene.finish().await;
}

/// The same where a probe waits for hours: it is brought forward, and what was held against the token is forgotten.
async fn refused_while_off(engine: Engine) {
    let scene = Scene::new(engine, |options| options).await;
    let installation = scene.install(1).await;
    scene.pass(Duration::from_secs(3)).await;
    refused_for_long(&scene, &installation).await;
    status(&scene, &installation, "ACTIVE").await;
    let row = scene.row(&installation).await;
    assert_eq!((row.refused_since, row.refused_probes), (None, 0));
    assert_eq!(due(&scene).await, Some(Duration::ZERO));
    scene.pass(Duration::ZERO).await;
    assert_eq!(scene.row(&installation).await.reconciled_at, Some(scene.app.now()));
    assert_eq!(due(&scene).await, None);
    scene.finish().await;
}

/// Calls that keep being refused have the token probed within minutes, however long the next probe had to wait.
async fn looked_at_soon(engine: Engine) {
    use clockify_addons::clockify::client::{OnUnauthorized, Standing};

    let scene = Scene::new(engine, |options| options).await;
    let installation = scene.install(1).await;
    scene.pass(Duration::from_secs(3)).await;
    refused_for_long(&scene, &installation).await;
    for _ in 0..3 {
        scene.app.app.refused.told(&scene.workspace(), Standing::Refused);
        let (workspace, standing) = scene.app.app.refused.next().await;
        scene.app.app.registration.look_at(&workspace, standing).await.unwrap();
        assert_eq!(due(&scene).await, Some(Duration::from_mins(5)), "it is asked again, but not without end");
    }
    scene.pass(Duration::from_mins(5)).await;
    assert_eq!(scene.row(&installation).await.refused_since, None);
    scene.finish().await;
}

/// A token that a call finds accepted again is probed at once, and what was held against it goes.
async fn accepted_elsewhere(engine: Engine) {
    use clockify_addons::clockify::client::{Actor, Call, Standing};

    let scene = Scene::new(engine, |options| options).await;
    let installation = scene.install(1).await;
    scene.pass(Duration::from_secs(3)).await;
    let target = scene.app.app.access.target(&scene.row(&installation).await).unwrap();
    let call = async || {
        let operation = scene.app.app.catalogue().get("getTags").unwrap();
        let (path, query, body, actor) = ([].into(), Vec::new(), None, Actor::Flow);
        scene.app.app.client.call(&target, &Call { operation, path, query, body, actor }).await.is_ok()
    };
    scene.api.set_active(&installation.addon_id, false);
    for _ in 0..3 {
        assert!(!call().await);
    }
    assert_eq!(scene.app.app.refused.next().await, (scene.workspace(), Standing::Refused));
    refused_for_long(&scene, &installation).await;
    assert!(call().await);
    let (workspace, standing) = scene.app.app.refused.next().await;
    assert_eq!((&workspace, standing), (&scene.workspace(), Standing::Accepted));
    scene.app.app.registration.look_at(&workspace, standing).await.unwrap();
    assert_eq!(due(&scene).await, Some(Duration::ZERO));
    scene.pass(Duration::ZERO).await;
    let row = scene.row(&installation).await;
    assert_eq!((row.refused_since, row.refused_probes), (None, 0));
    scene.finish().await;
}

/// An install that comes again may bring a better token; one that nothing was held against is followed by nothing.
async fn installed_again(engine: Engine) {
    let scene = Scene::new(engine, |options| options).await;
    let installation = scene.install(1).await;
    scene.pass(Duration::from_secs(3)).await;
    scene.install(1).await;
    assert_eq!(due(&scene).await, None);
    refused_for_long(&scene, &installation).await;
    scene.install(1).await;
    assert_eq!(due(&scene).await, Some(Duration::ZERO));
    scene.pass(Duration::ZERO).await;
    assert_eq!(scene.row(&installation).await.reconciled_at, Some(scene.app.now()));
    scene.finish().await;
}

/// Every installation is looked at after a start and every few hours, once however many servers there are.
async fn scheduled(engine: Engine) {
    let scene = Scene::new(engine, |options| options).await;
    let installation = scene.install(1).await;
    scene.pass(Duration::from_secs(3)).await;
    let first = scene.row(&installation).await.reconciled_at.unwrap();
    let registration = &scene.app.app.registration;
    assert_eq!(registration.schedule(false).await.unwrap(), 0, "it was looked at a moment ago");
    assert_eq!(registration.schedule(true).await.unwrap(), 1, "a start");
    assert_eq!(registration.schedule(true).await.unwrap(), 0, "another server's start");
    scene.pass(Duration::from_mins(2)).await;
    let second = scene.row(&installation).await.reconciled_at.unwrap();
    assert!(second > first);
    scene.app.clock.advance(Duration::from_hours(7));
    assert_eq!(registration.schedule(false).await.unwrap(), 1);
    scene.finish().await;
}
