//! The journal of running flows: one task that turns the marks of all workers into few transactions.
//!
//! It is the writer of events once more: while one batch is being committed the next one gathers, and the busier the
//! workers, the cheaper a mark. In a batch no run is there twice, since the engine's statement answers run by run; what
//! else is said of the run waits for the next batch, in its order.
//!
//! A mark is believed when [`Journal::mark`] says so and not before. When the database is away the caller is told, and
//! whether the mark was stored is then not known: the job is tried again later, with a newer lease, and reads what is
//! there.

use std::collections::{HashSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::db::flows::{self, Mark, Marked};
use crate::db::{self, Db};
use crate::metrics::{Metrics, count};

/// Most marks in one transaction.
const LARGEST_BATCH: usize = 256;

/// Most bytes of requests and responses in one transaction.
const LARGEST_BYTES: usize = 8 * 1024 * 1024;

/// Marks that may wait. More of them wait at the door.
const ROOM: usize = 1024;

/// Longest a transaction may take. A connection that went silent would take for ever.
const LONGEST_COMMIT: Duration = Duration::from_secs(5);

/// Why a mark was not stored, or not known to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unavailable {
    /// The database can't be reached, or gave no answer in time.
    #[error("what the run did could not be stored")]
    NotStored,
    /// The database refused it for what is in it. Another attempt with the same mark will fare no better.
    #[error("the database refuses to store what the run did")]
    Refused,
    /// The server is going down.
    #[error("the server is shutting down")]
    Closing,
}

/// A mark on its way, with the way back.
#[derive(Debug)]
struct Waiting {
    mark: Mark,
    since: Instant,
    answer: oneshot::Sender<Result<Marked, Unavailable>>,
}

/// Where workers leave their marks. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Journal {
    queue: mpsc::Sender<Waiting>,
}

/// Writes what comes in through [`Journal`].
#[derive(Debug)]
pub struct Writer {
    db: Db,
    waiting: mpsc::Receiver<Waiting>,
    /// Taken out, but not fit for the batch that was being made.
    later: VecDeque<Waiting>,
    metrics: Arc<Metrics>,
    /// Whether the last commit failed: the first failure is logged, the ones after it only counted.
    failing: bool,
}

impl Journal {
    /// The journal of the database, and its writer, which has to be run.
    #[must_use]
    pub fn new(db: Db, metrics: Arc<Metrics>) -> (Self, Writer) {
        let (queue, waiting) = mpsc::channel(ROOM);
        (Self { queue }, Writer { db, waiting, later: VecDeque::new(), metrics, failing: false })
    }

    /// Stores the mark. Whoever stops waiting may have it stored all the same.
    pub async fn mark(&self, mark: Mark) -> Result<Marked, Unavailable> {
        let (answer, answered) = oneshot::channel();
        let waiting = Waiting { mark, since: Instant::now(), answer };
        self.queue.send(waiting).await.map_err(|_| Unavailable::Closing)?;
        answered.await.unwrap_or(Err(Unavailable::Closing))
    }
}

impl Writer {
    /// Writes until told to stop, and then what is still waiting. Workers have to be stopped first.
    pub async fn run(mut self, stop: CancellationToken) {
        loop {
            if self.later.is_empty() {
                let first = tokio::select! {
                    biased;
                    first = self.waiting.recv() => first,
                    () = stop.cancelled(), if !self.waiting.is_closed() => {
                        self.waiting.close();
                        continue;
                    }
                };
                let Some(first) = first else { return };
                self.later.push_back(first);
            }
            let batch = self.gather();
            self.commit(batch).await;
        }
    }

    /// Takes what waits, up to the limits, and of each run the first.
    fn gather(&mut self) -> Vec<Waiting> {
        let mut kept = std::mem::take(&mut self.later);
        let (mut batch, mut runs, mut bytes) = (Vec::new(), HashSet::new(), 0);
        while batch.len() < LARGEST_BATCH && self.later.len() < LARGEST_BATCH {
            let Some(next) = kept.pop_front().or_else(|| self.waiting.try_recv().ok()) else { break };
            let size = next.mark.bytes();
            // A run of which something was left for later stays out, so that its marks keep their order.
            if !runs.insert(next.mark.run) || (bytes + size > LARGEST_BYTES && !batch.is_empty()) {
                self.later.push_back(next);
                continue;
            }
            bytes += size;
            batch.push(next);
        }
        self.later.append(&mut kept);
        batch
    }

    async fn commit(&mut self, batch: Vec<Waiting>) {
        self.metrics.journal_batch.record(count(batch.len()));
        let mut marks = Vec::with_capacity(batch.len());
        let mut answers = Vec::with_capacity(batch.len());
        for Waiting { mark, since, answer } in batch {
            marks.push(mark);
            answers.push((since, answer));
        }
        let marked = match self.apply(&marks).await {
            Ok(marked) => {
                if std::mem::take(&mut self.failing) {
                    tracing::info!("what flows do can be stored again");
                }
                marked.into_iter().map(Ok).collect()
            }
            Err(error) => self.one_by_one(&marks, error).await,
        };
        for ((since, answer), marked) in answers.into_iter().zip(marked) {
            match marked {
                Ok(Marked::Stale) => self.metrics.journal_stale.increment(1),
                Ok(Marked::Done) => self.metrics.journal_seconds.record(since.elapsed()),
                Err(_) => {}
            }
            _ = answer.send(marked);
        }
    }

    async fn apply(&self, marks: &[Mark]) -> Result<Vec<Marked>, sqlx::Error> {
        match tokio::time::timeout(LONGEST_COMMIT, flows::apply(&self.db, marks)).await {
            Ok(result) => result,
            Err(_) => Err(sqlx::Error::PoolTimedOut),
        }
    }

    /// A batch failed. If it was for one mark's sake the others must not suffer for it.
    async fn one_by_one(&mut self, marks: &[Mark], error: sqlx::Error) -> Vec<Result<Marked, Unavailable>> {
        let mut refused = db::is_about_data(&error);
        self.failed(marks.len(), error);
        if marks.len() == 1 || !refused {
            let why = if refused { Unavailable::Refused } else { Unavailable::NotStored };
            return vec![Err(why); marks.len()];
        }
        let mut marked = Vec::with_capacity(marks.len());
        for mark in marks {
            // Past an error that would befall every mark the rest is not tried.
            if !refused {
                marked.push(Err(Unavailable::NotStored));
                continue;
            }
            marked.push(match self.apply(std::slice::from_ref(mark)).await {
                Ok(one) => one.into_iter().next().ok_or(Unavailable::NotStored),
                Err(error) => {
                    refused = db::is_about_data(&error);
                    self.failed(1, error);
                    Err(if refused { Unavailable::Refused } else { Unavailable::NotStored })
                }
            });
        }
        marked
    }

    fn failed(&mut self, marks: usize, error: sqlx::Error) {
        self.metrics.journal_failures.increment(1);
        let error = db::Error::Statement(sea_orm::DbErr::Exec(sea_orm::RuntimeErr::SqlxError(Arc::new(error))));
        if std::mem::replace(&mut self.failing, true) {
            tracing::debug!(marks, error = &error as &dyn std::error::Error, "marks on runs could not be stored");
        } else {
            tracing::error!(
                marks,
                error = &error as &dyn std::error::Error,
                "what flows do could not be stored; their jobs are tried again"
            );
        }
    }
}
