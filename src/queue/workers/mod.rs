//! Running handlers on what the queue holds.
//!
//! One task does all the talking to the database. Whatever has gathered since its last turn goes into one
//! transaction: words on jobs that ended, heartbeats, and a claim for the slots that are free then. So the busier the
//! workers, the fewer transactions per job, and a slot is taken again only when the end of the job before it is stored.
//!
//! It looks for work at once when this process pushed a job, when PostgreSQL told of one, when the next job is due, and
//! otherwise about once a second.

mod desk;
mod handler;
mod held;
mod turn;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use sea_orm::ActiveEnum;
use tokio::sync::Notify;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use super::Queue;
use crate::db::Changes;
use crate::db::entities::job::State;
use crate::metrics::count;
use desk::Desk;

pub use handler::{Context, Handler, Outcome};

/// What a lease has to have beyond the longest request: otherwise one slow answer of the other side, and one slow turn
/// of the database, would cost a worker its job.
const SLACK: Duration = Duration::from_secs(5);

/// How often the numbers for Prometheus are counted.
const COUNT: Duration = Duration::from_secs(15);

/// How workers work.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Jobs at once.
    pub slots: usize,
    /// How many of them one workspace may take; the others are for the rest, even while nobody else has work.
    pub per_workspace: usize,
    /// How often to look for work that nobody told of.
    pub poll: Duration,
    /// How long running jobs may take to come to an end when the server stops.
    pub grace: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self { slots: 64, per_workspace: 32, poll: Duration::from_secs(1), grace: Duration::from_secs(20) }
    }
}

/// Why workers can't be put together.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadOptions {
    /// Another worker would take a job while a request for it is still under way.
    #[error(
        "a lease of {lease:?} is too short for jobs of kind `{kind}`: a request of theirs may take {request:?}, and \
         {SLACK:?} have to remain"
    )]
    Lease {
        /// The kind.
        kind: &'static str,
        /// The lease.
        lease: Duration,
        /// The longest request.
        request: Duration,
    },
    /// Two handlers for one kind.
    #[error("there are two handlers for jobs of kind `{0}`")]
    Twice(&'static str),
    /// Nothing could ever run.
    #[error("workers need at least one slot, one for each workspace, and one handler")]
    Nothing,
}

/// Workers that were put together and have to be run.
pub struct Workers {
    queue: Queue,
    handlers: HashMap<&'static str, Arc<dyn Handler>>,
    options: Options,
}

impl std::fmt::Debug for Workers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Workers").field("kinds", &self.kinds()).field("options", &self.options).finish_non_exhaustive()
    }
}

impl Workers {
    /// Workers for these handlers' kinds.
    pub fn new(
        queue: Queue,
        handlers: impl IntoIterator<Item = Arc<dyn Handler>>,
        options: Options,
    ) -> Result<Self, BadOptions> {
        let lease = queue.0.lease;
        let mut by_kind = HashMap::new();
        for handler in handlers {
            let (kind, request) = (handler.kind(), handler.policy().longest_request);
            if lease < request.saturating_add(SLACK) {
                return Err(BadOptions::Lease { kind, lease, request });
            }
            if by_kind.insert(kind, handler).is_some() {
                return Err(BadOptions::Twice(kind));
            }
        }
        if by_kind.is_empty() || options.slots == 0 || options.per_workspace == 0 {
            return Err(BadOptions::Nothing);
        }
        Ok(Self { queue, handlers: by_kind, options })
    }

    /// Works until told to stop, and then until what runs has come to an end or the grace is over. What is still
    /// running then is cut off and given back.
    pub async fn run(self, stop: CancellationToken) {
        let (queue, kinds, poll) = (self.queue.clone(), self.kinds(), self.options.poll);
        let told = Arc::new(Notify::new());
        let desk = Desk::new(self.queue, self.handlers, self.options, Arc::clone(&told), stop);
        tokio::select! {
            () = desk.run() => {}
            () = listen(&queue, &kinds, poll, &told) => {}
            () = measure(&queue, &kinds) => {}
        }
    }

    fn kinds(&self) -> Vec<&'static str> {
        let mut kinds: Vec<_> = self.handlers.keys().copied().collect();
        kinds.sort_unstable();
        kinds
    }
}

/// Hears of jobs that other processes pushed. While that can't be, the poll finds them. Never returns.
async fn listen(queue: &Queue, kinds: &[&str], pause: Duration, told: &Notify) {
    loop {
        if let Ok(mut changes) = Changes::listen_for_jobs(&queue.0.db).await {
            told.notify_one();
            while let Ok(kind) = changes.next().await {
                if kinds.contains(&kind.as_str()) {
                    told.notify_one();
                }
            }
        }
        sleep(pause).await;
    }
}

/// Counts what there is, now and then. Never returns.
async fn measure(queue: &Queue, kinds: &[&'static str]) {
    loop {
        match queue.counts(kinds).await {
            Ok(counts) => {
                let now = queue.now();
                for found in counts {
                    let jobs = count(usize::try_from(found.jobs).unwrap_or(usize::MAX));
                    queue.0.metrics.set_jobs(&found.kind, &found.state.to_value(), jobs);
                    if found.state == State::Pending {
                        let late = found.oldest_due.map_or(0.0, |due| (now - due).as_seconds_f64().max(0.0));
                        queue.0.metrics.set_oldest_job(&found.kind, late);
                    }
                }
            }
            Err(error) => {
                tracing::debug!(error = &error as &dyn std::error::Error, "jobs can't be counted");
            }
        }
        sleep(COUNT).await;
    }
}
