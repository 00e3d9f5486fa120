//! Trials on one's own machine: signatures may be left out where the operator says so, and wrong ones are still wrong.

use clockify_addons::config;
use clockify_addons::domain::addon::Addon;
use clockify_addons::domain::event::EventType;
use clockify_addons::sandbox::{Forgery, Request, forge};

use crate::harness::{Engine, TestApp, both};

both!(
    unsigned_requests_need_the_switch,
    a_wrong_signature_is_refused_with_the_switch_too,
    a_body_without_a_workspace_means_the_only_one,
);

const EVENT: EventType = EventType::NewTimeEntry;

/// An add-on on localhost that asks for no signatures.
async fn trial(engine: Engine, addon: Addon) -> TestApp {
    let names = config::addon::variables(addon);
    TestApp::with(engine, addon, &[(names.base_url, "http://localhost:8000"), (names.signature, "false")]).await
}

fn unsigned(app: &TestApp, event: EventType, sequence: u64) -> Request {
    app.delivery(event, sequence).without_header("clockify-signature")
}

async fn unsigned_requests_need_the_switch(engine: Engine) {
    for addon in Addon::ALL {
        for (app, status) in [(trial(engine, addon).await, 200), (TestApp::with(engine, addon, &[]).await, 401)] {
            assert_eq!(app.send(&unsigned(&app, EVENT, 1)).await.status, status, "{addon}");
            let call = app.installation.status_changed(app.now(), "INACTIVE");
            let call = call.without_header("x-addon-lifecycle-token");
            assert_eq!(app.send(&call).await.status, status, "{addon}");
            assert_eq!(app.events().await.len(), usize::from(status == 200), "{addon}");
            app.finish().await;
        }
    }
}

async fn a_wrong_signature_is_refused_with_the_switch_too(engine: Engine) {
    let app = trial(engine, Addon::UniversalWebhook).await;
    let before = app.contents().await;
    for &forgery in Forgery::ALL {
        // Without the header there is nothing that could be wrong.
        let absent = matches!(forgery, Forgery::MissingSignature | Forgery::WrongHeader);
        if !absent {
            let request = forge::request(forgery, app.key, &app.installation, EVENT, app.now());
            assert_eq!(app.send(&request).await.status, 401, "{}", forgery.name());
        }
    }
    let lifecycle = app.installation.deleted(app.now()).replacing_header("x-addon-lifecycle-token", "a.b.c");
    assert_eq!(app.send(&lifecycle).await.status, 401);
    let no_event = unsigned(&app, EVENT, 1).without_header("clockify-webhook-event-type");
    assert_eq!(app.send(&no_event).await.status, 401);
    assert_eq!(app.contents().await, before);
    app.finish().await;
}

async fn a_body_without_a_workspace_means_the_only_one(engine: Engine) {
    let app = trial(engine, Addon::UniversalWebhook).await;
    let invoice = EventType::NewInvoice;
    assert_eq!(app.send(&unsigned(&app, invoice, 1)).await.status, 200);
    app.install(1, 1).await;
    let reply = app.send(&unsigned(&app, invoice, 2)).await;
    assert_eq!(reply.status, 401);
    assert!(reply.json()["detail"].as_str().unwrap().contains("`workspaceId`"), "{}", reply.body);
    assert_eq!(app.send(&unsigned(&app, EVENT, 3)).await.status, 200);
    app.finish().await;
}
