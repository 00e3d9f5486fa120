//! Clockify's API beside the program under test: in the test's own process, so that it outlives every kill and what it
//! holds can be asked for directly.

use std::collections::BTreeMap;
use std::sync::Arc;

use clockify_addons::clock::System;
use clockify_addons::config::addon::variables;
use clockify_addons::domain::addon::Addon;
use clockify_addons::domain::event::EventType;
use clockify_addons::sandbox::Installation;
use clockify_addons::sandbox::api::{Api, Options, Running, Sizes};
use tokio::runtime::Runtime;

use super::{Engine, KEY, World, now};

/// A simulated Clockify with Universal Webhook installed, whose manifest carries the first so many events.
#[derive(Debug)]
pub(crate) struct Clockify {
    runtime: Runtime,
    running: Option<Running>,
    pub(crate) api: Api,
    pub(crate) installation: Installation,
    in_manifest: usize,
}

impl Clockify {
    /// One that nobody has to wait for, all of whose events come by the manifest.
    pub(crate) fn at_once() -> Self {
        Self::start(EventType::ALL.len(), |options| {
            options.sizes = Sizes::small();
            options.per_second = None;
        })
    }

    pub(crate) fn start(in_manifest: usize, change: impl FnOnce(&mut Options)) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let mut options = Options::new(KEY.clone(), Arc::new(System));
        change(&mut options);
        let running = runtime.block_on(Api::start(options)).unwrap();
        let api = running.api.clone();
        let webhooks: Vec<_> =
            EventType::ALL.iter().take(in_manifest).map(|event| (*event, event.path().to_owned())).collect();
        let key = variables(Addon::UniversalWebhook).default_key;
        let installation = Installation::new(&KEY, key, api.workspace(), 1, &webhooks)
            .with_backend_url(&api.backend_url())
            .with_reports_url(&api.reports_url());
        let scopes = clockify_addons::addons::spec(Addon::UniversalWebhook).scopes;
        api.install(&installation, scopes, None).unwrap();
        Self { runtime, running: Some(running), api, installation, in_manifest }
    }

    /// A world on this engine whose servers may call this Clockify.
    pub(crate) fn world(&self, engine: Engine) -> World {
        self.known_to(World::on(engine))
    }

    /// The same world, whose servers may call this Clockify.
    pub(crate) fn known_to(&self, world: World) -> World {
        world
            .trusting()
            .set("ALLOWED_API_DOMAINS", "127.0.0.1")
            .set("CLOCKIFY_ADDONS_ALLOWED_NETWORKS", "127.0.0.0/8")
            .set("CLOCKIFY_ADDONS_MANIFEST_WEBHOOKS", &self.in_manifest.to_string())
    }

    /// Has the world's server hear of the install, and ends that server before it does anything about it.
    pub(crate) fn installed(&self, world: &World) {
        let server = world.serve("");
        let reply = server.connect().send(&self.installation.installed(now())).unwrap();
        assert_eq!(reply.status, 200, "{}", reply.body);
        server.kill();
    }

    /// How many calls came so far.
    pub(crate) fn calls(&self) -> u64 {
        self.api.calls().values().sum()
    }

    /// How many entities of each of these types there are, but for those types of which there is none.
    pub(crate) fn counts(&self, types: &[String]) -> BTreeMap<String, usize> {
        let counts = self.api.counts().into_iter();
        let asked = counts.filter(|(entity, count)| *count > 0 && types.iter().any(|name| name == entity));
        asked.map(|(entity, count)| (entity.to_owned(), usize::try_from(count).unwrap())).collect()
    }
}

impl Drop for Clockify {
    fn drop(&mut self) {
        if let Some(running) = self.running.take() {
            self.runtime.block_on(running.stop());
        }
    }
}
