//! Webhooks that are registered through the API, and what is done so that they stay what they should be: against the
//! simulated Clockify.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use clockify_addons::addons;
use clockify_addons::clock::Clock;
use clockify_addons::db::entities::installation::{self, Status};
use clockify_addons::db::entities::webhook_registration::{Entity, Model, Origin};
use clockify_addons::domain::addon::Addon;
use clockify_addons::domain::event::EventType;
use clockify_addons::domain::ids::{AddonId, WorkspaceId};
use clockify_addons::queue::{Handler, Options as Slots, Workers};
use clockify_addons::registration::coverage::{self, Report};
use clockify_addons::registration::{self, Why, plan};
use clockify_addons::sandbox::Installation;
use clockify_addons::sandbox::api::{Api, Kind, Options, Running, Sizes};
use sea_orm::EntityTrait;
use serde_json::Value;
use tokio_util::sync::CancellationToken;

use crate::harness::{Engine, Server, TestApp, both, eventually, spawn};

mod backfill; // deliveries that never arrived
mod health; // webhooks that were given up, tokens that are refused
mod register; // from the install to the end

/// How many webhooks the manifest of the tests carries.
const IN_MANIFEST: usize = 10;

/// What lets an add-on call the simulated Clockify.
const SETTINGS: [(&str, &str); 5] = [
    ("CLOCKIFY_ADDONS_MANIFEST_WEBHOOKS", "10"),
    ("ALLOWED_API_DOMAINS", "*.clockify.me,127.0.0.1"),
    ("CLOCKIFY_ADDONS_ALLOWED_NETWORKS", "127.0.0.0/8"),
    ("CLOCKIFY_ADDONS_API_RETRIES", "0"),
    ("WEBHOOK_REQUEST_MAX_RETRIES", "50"),
];

/// Where registered webhooks lead.
const URL: &str = "https://addons.example.com/webhooks/clockify";

/// Universal Webhook and the simulated Clockify, which share a clock.
struct Scene {
    app: TestApp,
    api: Api,
    running: Running,
}

impl Scene {
    /// Before the install.
    async fn new(engine: Engine, with: impl FnOnce(Options) -> Options) -> Self {
        let app = TestApp::bare(engine, Addon::UniversalWebhook, &SETTINGS).await;
        let mut options = Options::new(app.key.clone(), Arc::new(app.clock.clone()));
        options.sizes = Sizes::small();
        options.per_second = None;
        let running = Api::start(with(options)).await.unwrap();
        Self { app, api: running.api.clone(), running }
    }

    /// The add-on in the sandbox's workspace.
    fn installation(&self, seed: u64) -> Installation {
        installation(&self.app.key.clone(), &self.api, &self.app.app.config.key, seed)
    }

    /// Installs the add-on and tells it.
    async fn install(&self, seed: u64) -> Installation {
        let installation = self.installation(seed);
        self.api.install(&installation, addons::spec(Addon::UniversalWebhook).scopes, None).unwrap();
        let reply = self.app.send(&installation.installed(self.app.now())).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        installation
    }

    fn workspace(&self) -> WorkspaceId {
        WorkspaceId::new(&self.api.workspace().id).unwrap()
    }

    /// Lets time pass and works on every job that is due then.
    async fn pass(&self, time: Duration) {
        self.app.clock.advance(time);
        let registration: Arc<dyn Handler> = Arc::new(self.app.app.registration.clone());
        let workers = Workers::new(self.app.app.queue.clone(), [registration], Slots::default()).unwrap();
        let stop = CancellationToken::new();
        let task = spawn(workers.run(stop.clone()));
        eventually("what is due is worked on", Duration::from_mins(1), async || {
            let counts = self.app.app.queue.counts(&[registration::KIND]).await.unwrap();
            let now = self.app.now();
            counts.iter().all(|count| match count.state {
                clockify_addons::db::entities::job::State::Pending => count.oldest_due.is_none_or(|due| due > now),
                clockify_addons::db::entities::job::State::Running => count.jobs == 0,
                clockify_addons::db::entities::job::State::Dead => true,
            })
        })
        .await;
        stop.cancel();
        task.await.unwrap();
    }

    /// Has the installation compared now.
    async fn reconcile(&self, installation: &Installation) {
        let addon = AddonId::new(&installation.addon_id).unwrap();
        let job = registration::job(&self.workspace(), &addon, Why::Reconcile, self.app.now());
        self.app.app.queue.push(job).await.unwrap();
        self.pass(Duration::from_secs(1)).await;
    }

    async fn report(&self) -> Report {
        let spec = addons::spec(Addon::UniversalWebhook);
        let mut reports = coverage::reports(&self.app.app.db, spec, Some(&self.workspace())).await.unwrap();
        assert_eq!(reports.len(), 1);
        reports.remove(0)
    }

    /// The rows of registered webhooks, by event.
    async fn rows(&self) -> BTreeMap<EventType, Model> {
        let rows = Entity::find().all(&self.app.app.db.reader()).await.unwrap();
        let api = rows.into_iter().filter(|row| row.origin == Origin::Api);
        api.map(|row| (row.event_type.parse().unwrap(), row)).collect()
    }

    async fn row(&self, installation: &Installation) -> installation::Model {
        let addon = AddonId::new(&installation.addon_id).unwrap();
        let find = installation::Entity::one(&self.workspace(), &addon);
        find.one(&self.app.app.db.reader()).await.unwrap().unwrap()
    }

    fn calls(&self, operation: &str) -> u64 {
        self.api.calls().get(operation).copied().unwrap_or(0)
    }

    async fn finish(self) {
        self.app.finish().await;
        self.running.stop().await;
    }
}

/// The add-on with the first events in its manifest.
fn installation(key: &clockify_addons::sandbox::Key, api: &Api, addon_key: &str, seed: u64) -> Installation {
    let events = EventType::ALL.iter().take(IN_MANIFEST);
    let webhooks: Vec<_> = events.map(|event| (*event, event.path().to_owned())).collect();
    Installation::new(key, addon_key, api.workspace(), seed, &webhooks)
        .with_base_url("https://addons.example.com")
        .with_backend_url(&api.backend_url())
}

/// The webhooks that Clockify has, those that lead to us and those that don't.
fn webhooks(api: &Api) -> (Vec<Value>, Vec<Value>) {
    let ids = api.ids(Kind::Webhook);
    ids.iter().filter_map(|id| api.entity(Kind::Webhook, id)).partition(|webhook| webhook["url"] == URL)
}
