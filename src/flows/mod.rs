//! Flows: what happens by itself, and how it went.
//!
//! A delivery's way into a flow begins before it is stored. `matching.rs` looks, in memory alone ([`view`]), for flows
//! of the workspace that the event starts, reads the payload if there are any, and decides on each: a run that waits for
//! a worker, or one that is filtered and says which comparison was false. The ingest stores the runs, and a job for each
//! that waits, in the very transaction that stores the event, and only if the event repeats no other. So a run can't get
//! lost between the event and the queue, and a repeat starts nothing.
//!
//! A worker has a run by its job. Whatever it says of the run goes through the journal, which holds it against the
//! number of the claim; a finished step is never made again. Runs that are kept back have no job: the
//! flow is held, the add-on is switched off, Clockify refuses the token. A job of its own (`release.rs`) gives them jobs
//! again, the oldest first, when that is over. When the add-on leaves a workspace, what waits there is cancelled in the
//! transaction that ends the installation.
//!
//! What a flow does is a document of JSON, kept in versions that never change (`store.rs`), and checked before it is kept
//! ([`check`]). Runs name their version, so a
//! change of the flow changes nothing of what is under way.
//!
//! Steps that call other systems ([`http`]) may use secrets of the workspace ([`secrets`]), which nobody can read again.

mod breaker;
pub mod check;
mod document;
pub mod dry;
mod echo;
mod gates;
mod grant;
mod handler;
pub mod http;
pub mod import;
pub mod inputs;
pub mod journal;
pub mod legacy;
mod live;
mod matching;
mod release;
pub mod replay;
pub mod retry;
mod run;
mod schedule;
pub mod secrets;
pub mod shown;
mod store;
pub mod templates;
pub mod transfer;
pub mod trial;
pub mod view;
mod zones;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::access::Access;
use crate::clock::{Clock, Keys};
use crate::clockify::client::Client;
use crate::config;
use crate::db::{self, Db};
use crate::domain::addon::Spec;
use crate::domain::flow::{Action, Definition};
use crate::domain::ids::WorkspaceId;
use crate::metrics::Metrics;
use crate::queue::Queue;
use breaker::Breaker;
use grant::Grants;
use journal::Journal;

pub use crate::db::entities::flow_run::KIND;
pub use crate::domain::actor::Actor;
pub use handler::Handler;
pub use matching::Arrival;
pub use release::{RELEASE, Releases, go_on, release_job};
pub use schedule::Scheduler;
pub use store::{Change, Error, Hold, LARGEST_DEFINITION, MOST_FLOWS, Saved};

/// What flows are made from.
#[derive(Debug)]
pub struct Parts {
    /// What the add-on may and has.
    pub spec: &'static Spec,
    /// What the operator set.
    pub config: config::Flows,
    /// The add-on's database.
    pub db: Db,
    /// What is to be done.
    pub queue: Queue,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// The way out to Clockify.
    pub client: Client,
    /// What opens installations' APIs, and knows their operations.
    pub access: Access,
    /// Longest that one request of a run may take.
    pub longest_request: Duration,
    /// The way out to other systems.
    pub http: http::Http,
    /// What Prometheus asks.
    pub metrics: Arc<Metrics>,
}

/// The flows of one add-on. Cheap to clone.
#[derive(Clone)]
pub struct Flows(Arc<Inner>);

struct Inner {
    parts: Parts,
    view: view::Handle,
    journal: Journal,
    grants: Grants,
    breaker: Breaker,
    /// Makes the keys of flows, runs and their jobs.
    keys: Keys,
}

impl fmt::Debug for Flows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Flows").field("addon", &self.0.parts.spec.addon).finish_non_exhaustive()
    }
}

impl Flows {
    /// Puts them together. The view is empty until it is first refreshed, and the journal's writer has to be run.
    #[must_use]
    pub fn new(parts: Parts) -> (Self, journal::Writer) {
        let view = view::Handle::new(parts.db.clone());
        let (journal, writer) = Journal::new(parts.db.clone(), Arc::clone(&parts.metrics));
        let (grants, breaker) = Default::default();
        (Self(Arc::new(Inner { parts, view, journal, grants, breaker, keys: Keys::default() })), writer)
    }

    /// The way out to other systems, where flows may use it.
    fn http(&self) -> Option<&http::Http> {
        self.may_call_others().then_some(&self.0.parts.http)
    }

    fn keys(&self) -> &Keys {
        &self.0.keys
    }

    /// The secrets of the workspace, where the flow can use any.
    async fn opened(&self, workspace: &WorkspaceId, definition: &Definition) -> Result<secrets::Opened, db::Error> {
        let calls_others = definition.walk().any(|step| matches!(step.action, Action::Http(_)));
        if !calls_others || !self.may_call_others() {
            return Ok(secrets::Opened::default());
        }
        secrets::open(&self.0.parts.db, &self.0.parts.access.keyring, workspace).await
    }

    fn journal(&self) -> &Journal {
        &self.0.journal
    }

    fn grants(&self) -> &Grants {
        &self.0.grants
    }

    fn breaker(&self) -> &Breaker {
        &self.0.breaker
    }

    /// Whether events start flows, and workers run them.
    #[must_use]
    pub fn run(&self) -> bool {
        self.0.parts.spec.flows && self.0.parts.config.enabled
    }

    /// Whether a flow may call other systems.
    #[must_use]
    pub fn may_call_others(&self) -> bool {
        self.0.parts.spec.http_steps && self.0.parts.config.http_steps
    }

    /// The flows in memory.
    #[must_use]
    pub fn view(&self) -> &view::Handle {
        &self.0.view
    }

    /// What they were made from.
    #[must_use]
    pub fn parts(&self) -> &Parts {
        &self.0.parts
    }
}
