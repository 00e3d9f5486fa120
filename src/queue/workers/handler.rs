//! What works on a job, and what it is told.

use futures_util::future::BoxFuture;
use time::OffsetDateTime;
use tokio_util::sync::CancellationToken;

use crate::queue::{Claim, Failure, Job, Policy};

/// Works on the jobs of one kind.
///
/// A job may be run again although it was run before: when the worker dies between its last step and the record of it,
/// or when a lease is lost. What a handler does has to be such that a second time does no harm.
pub trait Handler: Send + Sync {
    /// The kind.
    fn kind(&self) -> &'static str;

    /// How failures are retried, and how long a request may take.
    fn policy(&self) -> Policy {
        Policy::default()
    }

    /// Works on a job. A panic is a failed attempt.
    fn run(&self, job: Job, context: Context) -> BoxFuture<'_, Outcome>;
}

/// What became of an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The job is done; its row leaves.
    Done,
    /// The handler has recorded the end itself, with [`Queue::finish_in`](crate::queue::Queue::finish_in).
    Recorded,
    /// The attempt failed; the policy says when there is another.
    Retry(Failure),
    /// The job can never succeed.
    Dead(Failure),
    /// It couldn't be tried yet, for want of a rate limit's permission or because the server stops. This was no
    /// attempt.
    Snooze(OffsetDateTime),
}

/// What a handler knows beside its job.
#[derive(Debug, Clone)]
pub struct Context {
    pub(super) claim: Claim,
    pub(super) stop: CancellationToken,
    pub(super) lost: CancellationToken,
}

impl Context {
    /// Fires when the handler should come to an end: the server stops, or the job is somebody else's. What is left of
    /// the grace is for bringing the work to where it can go on later; then the handler is cut off.
    #[must_use]
    pub fn token(&self) -> &CancellationToken {
        &self.stop
    }

    /// Whether the job is somebody else's by now, or may be: nothing that this attempt says of it counts any more, and
    /// it should do no further harm.
    #[must_use]
    pub fn is_lost(&self) -> bool {
        self.lost.is_cancelled()
    }

    /// The claim, for [`Queue::finish_in`](crate::queue::Queue::finish_in).
    #[must_use]
    pub fn claim(&self) -> &Claim {
        &self.claim
    }
}
