//! Deliveries that never arrived.

use clockify_addons::clockify::client::{Actor, Call};
use serde_json::json;

use super::*;

both!(fetched_once);

/// What Clockify couldn't deliver is fetched from its log, once, and says so.
async fn fetched_once(engine: Engine) {
    let scene = Scene::new(engine, |options| options).await;
    let installation = scene.install(1).await;
    scene.pass(Duration::from_secs(3)).await;
    // The add-on's address leads nowhere: everything that Clockify sends is lost.
    let target = scene.app.app.access.target(&scene.row(&installation).await).unwrap();
    let create = async |name: &str| {
        let catalogue = scene.app.app.catalogue();
        let operation = catalogue.get("createNewTag").unwrap();
        let body = Some(json!({ "name": name }));
        let call = Call { operation, path: BTreeMap::new(), query: Vec::new(), body, actor: Actor::Flow };
        scene.app.app.client.call(&target, &call).await.unwrap();
        scene.api.settled().await;
    };
    create("first").await;
    create("second").await;
    scene.reconcile(&installation).await;
    let events = scene.app.events().await;
    let types: Vec<_> = events.iter().map(|event| event.event_type.as_str()).collect();
    assert_eq!(types, ["NEW_TAG", "NEW_TAG"]);
    assert!(events.iter().all(|event| event.headers["x-clockify-addons-backfill"].is_string()), "{events:?}");
    let metrics = scene.app.get("/metrics").await.body;
    assert!(metrics.contains("webhooks_backfilled_total{addon=\"universal-webhook\"} 2"), "{metrics}");

    scene.reconcile(&installation).await;
    scene.pass(Duration::from_hours(1)).await;
    scene.reconcile(&installation).await;
    // As if it had been killed before it noted how far it was.
    scene.app.execute("UPDATE webhook_registration SET filled_to = NULL").await;
    scene.reconcile(&installation).await;
    assert_eq!(scene.app.events().await.len(), 2, "each once");

    create("third").await;
    scene.reconcile(&installation).await;
    assert_eq!(scene.app.events().await.len(), 3);
    scene.finish().await;
}
