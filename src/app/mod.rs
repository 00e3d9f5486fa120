//! The composition root: one add-on's parts, put together from its configuration.
//!
//! It holds handles and has no behaviour. Tests build the same [`App`] with a clock of their own.

mod intake;
mod keyring;
mod matcher;
mod pulse;
mod refused;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use crate::access::Access;
use crate::audit::{self, Records};
use crate::bootstrap::{self, Bootstrap};
use crate::clock::{Clock, Keys};
use crate::clockify::catalogue::{self, Catalogue};
use crate::clockify::client::{self, Client, Sleep, Transport};
use crate::clockify::limit::{self, Limiter};
use crate::clockify::token::{BadKey, Verifier};
use crate::config;
use crate::db::trail::Entry;
use crate::db::{self, Db};
use crate::domain::addon::Spec;
use crate::domain::ids::{AddonId, WorkspaceId};
use crate::domain::manifest::Identity;
use crate::explorer::{self, Explorer};
use crate::flows::http::Http;
use crate::flows::{self, Flows};
use crate::ingest::{self, Ingest, Writer};
use crate::installs::view;
use crate::metrics::{Metrics, Reason};
use crate::queue::{NewJob, Queue};
use crate::registration::{self, Registration, Why};
use crate::retention::Sweeper;
use crate::secrets::{self, Keyring};
use crate::telemetry::Throttle;

pub use keyring::{key_file, keyring, with_previous};
pub use pulse::{News, Pulse};
pub use refused::Refused;

/// One add-on, ready to serve.
#[derive(Debug)]
pub struct App {
    /// What makes this add-on this add-on.
    pub spec: &'static Spec,
    /// Its own part of the configuration.
    pub config: config::Addon,
    /// Limits that all add-ons share.
    pub limits: config::Limits,
    /// Which hosts of Clockify are allowed.
    pub clockify: config::Clockify,
    /// Where the page may be shown.
    pub page: config::Page,
    /// What opens installations' APIs.
    pub access: Access,
    /// How long a sender may take for a body.
    pub body_timeout: Duration,
    /// How long a repeat is known as one.
    pub dedupe_window: Duration,
    /// Its database.
    pub db: Db,
    /// Installations and sources in memory.
    pub view: view::Handle,
    /// Tells true tokens from forged ones.
    pub verifier: Verifier,
    /// Seals what is stored.
    pub keyring: Arc<Keyring>,
    /// The way in for events.
    pub ingest: Arc<Ingest>,
    /// The way out to Clockify.
    pub client: Client,
    /// What is to be done.
    pub queue: Queue,
    /// What happens by itself.
    pub flows: Flows,
    /// Calls that users make by hand.
    pub explorer: Explorer,
    /// Sees to it that every event reaches us.
    pub registration: Registration,
    /// Workspaces whose token Clockify keeps refusing, or accepts again.
    pub refused: Arc<Refused>,
    /// What Prometheus asks.
    pub metrics: Arc<Metrics>,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// How the add-on is.
    pub pulse: Pulse,
    /// Makes the keys of runs, which rise even within a millisecond.
    keys: Arc<Keys>,
    /// Keeps strangers from filling the log.
    refusals: [Throttle; Reason::COUNT],
}

/// The writers of an add-on, which have to be run.
#[derive(Debug)]
pub struct Writers {
    /// Stores events.
    pub events: Writer,
    /// Stores records of calls.
    pub calls: audit::Writer,
    /// Stores what flows do.
    pub journal: flows::journal::Writer,
    /// Has installations looked at.
    pub watch: registration::Watch,
}

/// Why an add-on can't be put together.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A public key can't be read.
    #[error("a key of CLOCKIFY_ADDONS_PUBLIC_KEYS can't be used")]
    Key(#[from] BadKey),
    /// The key that seals secrets can't be had.
    #[error("the key that seals secrets can't be used")]
    Secrets(#[from] secrets::Error),
    /// The key that was made beside the SQLite file is gone.
    #[error(
        "the database holds secrets sealed with the key of {}, which is missing; put it back, or set \
         CLOCKIFY_ADDONS_SECRET_KEY", file.display()
    )]
    KeyLost {
        /// Where the key was.
        file: PathBuf,
    },
    /// The description of the API that was configured can't be used.
    #[error("{} of CLOCKIFY_OPENAPI_PATH can't be used", path.display())]
    Catalogue {
        /// The file.
        path: PathBuf,
        /// Why not.
        #[source]
        source: catalogue::import::Error,
    },
    /// A PostgreSQL database needs a key that is configured.
    #[error(transparent)]
    Config(#[from] config::Error),
    /// The shared rate limit can't be used.
    #[error("the server of REDIS_URL can't be used")]
    Redis(#[from] limit::BadUrl),
}

/// What [`App::new`] needs to know beside the add-on itself.
#[derive(Debug, Clone)]
pub struct Parts<'a> {
    /// What makes the add-on the one it is.
    pub spec: &'static Spec,
    /// The configuration of all.
    pub config: &'a config::Serve,
    /// Its own part.
    pub addon: config::Addon,
    /// Its database.
    pub db: Db,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Makes connections to Clockify.
    pub transport: Transport,
    /// Keys to trust beside the published and the configured ones: the sandbox's.
    pub more_keys: &'a [String],
}

impl App {
    /// Puts an add-on together. The writers have to be run.
    pub async fn new(parts: Parts<'_>) -> Result<(Self, Writers), Error> {
        let Parts { spec, config, addon, db, clock, transport, more_keys } = parts;
        let keyring = Arc::new(keyring(&config.secrets, &addon.database, &db).await?);
        let keys = config.clockify.public_keys.iter().chain(more_keys).map(String::as_str);
        let verifier = Verifier::new(&addon.key, keys)?;
        let metrics = Arc::new(Metrics::new(spec.addon));
        let (records, calls) = Records::new(db.clone(), Arc::clone(&metrics));
        let refused = Arc::new(Refused::default());
        let client = Client::new(client::Options {
            outbound: config.outbound.clone(),
            clockify: config.clockify.clone(),
            rps: config.rate.rps,
            limiter: Limiter::new(&config.rate, spec.addon, Arc::clone(&metrics))?,
            audit: Arc::new(records),
            unauthorized: Arc::clone(&refused) as Arc<dyn client::OnUnauthorized>,
            metrics: Arc::clone(&metrics),
            clock: Arc::clone(&clock),
            pause: Arc::new(Sleep),
            transport: transport.clone(),
        });
        let queue = Queue::new(db.clone(), Arc::clone(&clock), Arc::clone(&metrics));
        let access = access(spec, config, &keyring)?;
        let (flows, journal) = Flows::new(flows::Parts {
            spec,
            config: addon.flows,
            db: db.clone(),
            queue: queue.clone(),
            clock: Arc::clone(&clock),
            client: client.clone(),
            access: access.clone(),
            http: Http::new(flows::http::Options {
                config: config.http_steps.clone(),
                transport,
                clock: Arc::clone(&clock),
            }),
            longest_request: config.outbound.timeout.max(config.http_steps.timeout),
            metrics: Arc::clone(&metrics),
        });
        let (ingest, writer) = Ingest::new(
            db.clone(),
            Arc::new(matcher::Matching(flows.clone())),
            Arc::clone(&clock),
            Arc::clone(&metrics),
            room(&config.ingest),
        );
        let ingest = Arc::new(ingest);
        let (registration, watch) = Registration::new(registration::Parts {
            spec,
            base_url: addon.base_url.clone(),
            manifest_webhooks: config.limits.manifest_webhooks,
            config: config.registration,
            call_timeout: config.outbound.timeout,
            access: access.clone(),
            db: db.clone(),
            queue: queue.clone(),
            client: client.clone(),
            metrics: Arc::clone(&metrics),
            clock: Arc::clone(&clock),
            after_refusal: flows.run().then_some(flows::go_on),
            intake: Arc::new(intake::Intake { db: db.clone(), ingest: Arc::clone(&ingest) }),
        });
        let keys = db.keys();
        let explorer = Explorer::new(explorer::Parts {
            spec,
            db: db.clone(),
            client: client.clone(),
            access: access.clone(),
            clock: Arc::clone(&clock),
            keys: Arc::clone(&keys),
        });
        let app = Self {
            spec,
            limits: config.limits,
            clockify: config.clockify.clone(),
            page: config.page.clone(),
            access,
            body_timeout: config.server.body_timeout,
            dedupe_window: config.ingest.dedupe_window,
            view: view::Handle::new(db.clone(), Arc::clone(&keyring)),
            db,
            verifier,
            keyring,
            ingest,
            client,
            queue,
            flows,
            explorer,
            registration,
            refused,
            metrics,
            pulse: Pulse::new(clock.now()),
            keys,
            refusals: Default::default(),
            clock,
            config: addon,
        };
        Ok((app, Writers { events: writer, calls, journal, watch }))
    }

    /// The operations of Clockify's API.
    #[must_use]
    pub fn catalogue(&self) -> &Arc<Catalogue> {
        self.access.catalogue()
    }

    /// The means to fetch workspaces' data.
    #[must_use]
    pub fn bootstrap(&self) -> Bootstrap {
        Bootstrap {
            access: self.access.clone(),
            db: self.db.clone(),
            clock: Arc::clone(&self.clock),
            client: self.client.clone(),
            config: self.config.bootstrap,
            spec: self.spec,
            unauthorized: Arc::clone(&self.refused) as Arc<dyn client::OnUnauthorized>,
            keys: Arc::clone(&self.keys),
        }
    }

    /// The jobs that follow an install, to be stored with it.
    #[must_use]
    pub fn jobs_after_install(&self, workspace: &WorkspaceId, addon: &AddonId) -> Vec<NewJob> {
        let now = self.clock.now();
        vec![bootstrap::job(workspace, now), registration::job(workspace, addon, Why::Install, now)]
    }

    /// The jobs that follow when an installation can be used again: what we believe of it is compared with what Clockify
    /// has, and runs of flows that were kept back go on.
    #[must_use]
    pub fn jobs_after_pause(&self, workspace: &WorkspaceId, addon: &AddonId) -> Vec<NewJob> {
        let compare = registration::job(workspace, addon, Why::Reconcile, self.clock.now());
        std::iter::once(compare).chain(self.flows.run().then(|| flows::go_on(workspace))).collect()
    }

    /// Counts a refused delivery, notes why in the log, and gives back the answer. Strangers can cause this at will, so
    /// not every one of the same kind is noted.
    pub fn reject<T>(&self, reason: Reason, why: &dyn std::fmt::Display, answer: T) -> T {
        self.metrics.reject(reason);
        if let Some(withheld) = self.refusals[reason as usize].pass(self.clock.now()) {
            tracing::info!(reason = reason.label(), %why, withheld, "a delivery was refused");
        }
        answer
    }

    /// What removes old rows.
    #[must_use]
    pub fn sweeper(&self) -> Sweeper {
        Sweeper {
            addon: self.spec.addon,
            db: self.db.clone(),
            config: self.config.retention,
            confirm_dead: false,
            duty: None,
            names: &self.spec.retention,
            clock: Arc::clone(&self.clock),
            keys: Arc::clone(&self.keys),
        }
    }

    /// Records what changes nothing and is worth knowing nevertheless.
    pub async fn record(&self, entry: Entry<'_>) -> Result<(), db::Error> {
        let now = self.clock.now();
        Ok(entry.record(&self.db.writer(), self.keys.next(now), now).await?)
    }

    /// What the manifest says that is the operator's to decide.
    #[must_use]
    pub fn identity(&self) -> Identity<'_> {
        Identity {
            key: &self.config.key,
            name: &self.config.name,
            description: &self.config.description,
            base_url: &self.config.base_url,
            webhook_limit: self.limits.manifest_webhooks,
        }
    }

    /// The path of the base URL, which a proxy may or may not cut off before it passes a request on.
    #[must_use]
    pub fn base_path(&self) -> &str {
        base_path(&self.config.base_url)
    }
}

/// How much room there is for events that came and aren't stored yet.
const fn room(config: &config::Ingest) -> ingest::Options {
    let config::Ingest { queue, memory, dedupe_window } = *config;
    ingest::Options { queue, memory, unproven: memory / 4, dedupe_window }
}

/// The means to call Clockify on behalf of installations.
fn access(spec: &Spec, config: &config::Serve, keyring: &Arc<Keyring>) -> Result<Access, Error> {
    let path = config.clockify.openapi_path.as_deref();
    Ok(Access {
        addon: spec.addon,
        keyring: Arc::clone(keyring),
        clockify: config.clockify.clone(),
        operations: path.map(|path| operations(Some(path))).transpose()?,
    })
}

/// The path part of a base URL, without a trailing slash.
#[must_use]
pub fn base_path(base_url: &str) -> &str {
    let rest = base_url.split_once("://").map_or(base_url, |(_, rest)| rest);
    rest.find('/').map_or("", |slash| rest[slash..].trim_end_matches('/'))
}

/// The configured catalogue, or else the built-in one.
pub fn operations(path: Option<&Path>) -> Result<Arc<Catalogue>, Error> {
    let Some(path) = path else { return Ok(Arc::clone(catalogue::builtin())) };
    let catalogue = catalogue::load(path).map_err(|source| Error::Catalogue { path: path.to_owned(), source })?;
    Ok(Arc::new(catalogue))
}

#[cfg(test)]
mod tests {
    use super::base_path;

    #[test]
    fn base_paths() {
        for (url, path) in [
            ("http://localhost:8000", ""),
            ("https://addons.example.com/", ""),
            ("https://addons.example.com/api-studio", "/api-studio"),
            ("https://addons.example.com/a/b/", "/a/b"),
        ] {
            assert_eq!(base_path(url), path);
        }
    }
}
