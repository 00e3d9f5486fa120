//! What differs between the three add-ons, and what they share.

use clockify_addons::domain::addon::Addon;
use clockify_addons::sandbox::manifest;

use crate::harness::{Engine, TestApp, both};

both!(each_manifest_follows_the_schema);

async fn each_manifest_follows_the_schema(engine: Engine) {
    for addon in Addon::ALL {
        let app = TestApp::bare(engine, addon, &[("CLOCKIFY_ADDONS_MANIFEST_WEBHOOKS", "20")]).await;
        let document = app.get("/manifest").await.json();
        assert_eq!(manifest::check(&document, manifest::WEBHOOK_LIMIT), Vec::<String>::new(), "{addon}");
        assert_eq!(document["baseUrl"], "https://addons.example.com");
        app.finish().await;
    }
}
