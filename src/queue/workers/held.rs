//! The jobs that are in hand, from the claim until their end is stored.

use tokio::task::{AbortHandle, JoinError};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::metrics::JobEnd;
use crate::queue::job::Word;
use crate::queue::{Claim, Failure, Finish};

/// A job that a handler has.
#[derive(Debug)]
pub(super) struct Held {
    pub(super) claim: Claim,
    pub(super) stop: CancellationToken,
    pub(super) lost: CancellationToken,
    pub(super) handle: AbortHandle,
    /// Until when nobody else can have the job, by this process's own measure.
    pub(super) safe_until: Instant,
    /// When it is cut off, once it was told that the job is lost.
    pub(super) cut_at: Option<Instant>,
}

/// A job that ended and whose end isn't stored yet. It keeps its slot.
#[derive(Debug)]
pub(super) struct Ended {
    pub(super) claim: Claim,
    pub(super) word: Word,
    pub(super) end: JobEnd,
}

impl Held {
    /// The job may be somebody else's by now.
    pub(super) fn lose(&mut self, cut_at: Instant) {
        let job = &self.claim.job;
        tracing::warn!(job = %job.id, kind = job.kind, workspace = %job.workspace, "a running job lost its lease");
        self.lost.cancel();
        self.stop.cancel();
        self.cut_at = Some(cut_at);
    }
}

/// Tells the log of what an operator may want to know.
pub(super) fn tell(ended: &Ended, finish: Finish) {
    let job = &ended.claim.job;
    let (id, kind, workspace, attempt) = (job.id, &job.kind, &job.workspace, job.attempt);
    match (&ended.word, finish) {
        (_, Finish::Stale) => {
            tracing::warn!(job = %id, kind, %workspace, attempt, "a job ended without its lease; nothing was changed");
        }
        (Word::Dead(failure), _) => {
            let Failure { class, reason, .. } = failure;
            tracing::error!(job = %id, kind, %workspace, attempt, class, reason, "a job failed for good");
        }
        (Word::Again { failure: Some(Failure { class, reason, .. }), due, .. }, _) => {
            tracing::warn!(job = %id, kind, %workspace, attempt, class, reason, %due, "a job failed and comes again");
        }
        _ => {}
    }
}

pub(super) fn panic_text(error: JoinError) -> String {
    let Ok(panic) = error.try_into_panic() else { return String::new() };
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
    text.unwrap_or_else(|| "the handler panicked".to_owned())
}
