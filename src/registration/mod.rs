//! Which events reach us, and that they do.
//!
//! A manifest carries only so many webhooks. The other events' webhooks are registered through the API after the install,
//! and from then on what we believe is compared with what Clockify has: on start, every few hours, and soon after
//! Clockify refused a token. Both are the same job ([`KIND`]), one at a time for each installation: look at what is there
//! (`remote.rs`), decide (`plan.rs`), do it and store each step at once (`run.rs`, `store.rs`). Killed anywhere, the next
//! run finds what was done and goes on.
//!
//! On the way the job finds webhooks that Clockify gave up on, fetches the deliveries that never arrived (`backfill.rs`)
//! and installations that are gone (`probe.rs`). [`coverage`] tells how it stands.

pub mod backfill;
pub mod coverage;
pub mod plan;
pub mod probe;
mod remote;
mod run;
mod store;
mod watch;

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use tokio::sync::mpsc;

pub use remote::{Attempt, Webhook};
pub use watch::Watch;

use crate::access::Access;
use crate::clock::Clock;
use crate::clockify::client::{Client, Target};
use crate::config;
use crate::db::Db;
use crate::db::entities::webhook_registration::API_PATH;
use crate::domain::addon::Spec;
use crate::domain::ids::{AddonId, WorkspaceId};
use crate::metrics::Metrics;
use crate::queue::{Context, Handler, Job, NewJob, Outcome, Policy, Queue};
use backfill::Intake;

/// The kind of the jobs.
pub const KIND: &str = "registration";

/// How long after an install its token may be of no use yet.
const SETTLE: time::Duration = time::Duration::seconds(2);

/// The longest single request that a lease can outlast.
const LONGEST_REQUEST: Duration = Duration::from_secs(50);

/// Farewells that may wait. More at a time would be strange, and they are worth little.
const FAREWELLS: usize = 64;

/// Why an installation is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// It is new.
    Install,
    /// To see whether everything is as we believe.
    Reconcile,
}

/// What a job says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Task {
    addon: String,
    why: Why,
}

/// What registration is made of.
#[derive(Clone)]
pub struct Parts {
    /// What makes the add-on the one it is.
    pub spec: &'static Spec,
    /// Where Clockify reaches the add-on, without a trailing slash.
    pub base_url: String,
    /// How many webhooks the manifest carries.
    pub manifest_webhooks: usize,
    /// How failures are retried.
    pub config: config::Registration,
    /// How long a call may take.
    pub call_timeout: Duration,
    /// What opens installations' APIs.
    pub access: Access,
    /// The database.
    pub db: Db,
    /// The jobs.
    pub queue: Queue,
    /// The way out.
    pub client: Client,
    /// What is counted.
    pub metrics: Arc<Metrics>,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// The job that follows when Clockify accepts a token that it refused.
    pub after_refusal: Option<fn(&WorkspaceId) -> NewJob>,
    /// Where missed deliveries go.
    pub intake: Arc<dyn Intake>,
}

/// Registers webhooks and watches over them, for one add-on. Cheap to clone.
#[derive(Clone)]
pub struct Registration {
    parts: Arc<Parts>,
    farewells: mpsc::Sender<Farewell>,
}

/// What an installation leaves behind at Clockify when it ends.
#[derive(Debug)]
pub struct Farewell {
    target: Target,
    webhooks: Vec<String>,
}

impl std::fmt::Debug for Registration {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Registration").field("addon", &self.parts.spec.addon).finish_non_exhaustive()
    }
}

/// The job that looks at an installation. Nothing happens while there is one already.
#[must_use]
pub fn job(workspace: &WorkspaceId, addon: &AddonId, why: Why, now: OffsetDateTime) -> NewJob {
    let task = Task { addon: addon.to_string(), why };
    let due = if why == Why::Install { now + SETTLE } else { now };
    // A reinstall has an id of its own, so the old installation's job can't keep the new one's out.
    NewJob::new(workspace.clone(), KIND, serde_json::to_value(task).unwrap_or_default())
        .with_key(addon.to_string())
        .due(due)
}

impl Registration {
    /// Puts it together. The [`Watch`] has to be run.
    #[must_use]
    pub fn new(parts: Parts) -> (Self, Watch) {
        let (farewells, waiting) = mpsc::channel(FAREWELLS);
        let registration = Self { parts: Arc::new(parts), farewells };
        (registration.clone(), Watch::new(registration, waiting))
    }

    /// Where deliveries of registered webhooks go.
    fn url(&self) -> String {
        format!("{}{API_PATH}", self.parts.base_url)
    }
}

impl Handler for Registration {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn policy(&self) -> Policy {
        let config = &self.parts.config;
        Policy {
            max_attempts: config.attempts,
            base: config.base,
            cap: config.cap,
            longest_request: self.parts.call_timeout.min(LONGEST_REQUEST),
        }
    }

    fn run(&self, job: Job, context: Context) -> BoxFuture<'_, Outcome> {
        Box::pin(async move { run::run(self, &job, &context).await })
    }
}
