//! Webhooks that Clockify gave up, and tokens that it refuses.

use clockify_addons::registration::coverage::Delivery;
use clockify_addons::sandbox::api::{Fault, Plan, Rule, When};

use super::*;

both!(given_up, over_plan, token_rotated, gone, back_again, switched_off, scheduled);

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
    let target = scene.app.app.target(&row).unwrap();
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
