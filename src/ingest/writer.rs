//! The group-commit writer: one task that turns whatever is waiting into one transaction.
//!
//! A commit costs about the same for one row as for hundreds, because the price is the disk's. So while one
//! batch is being committed the next one gathers, and the busier the server, the cheaper an event. Nobody
//! waits for a batch to fill: a single event is committed at once.
//!
//! PostgreSQL takes two batches side by side, so that one is worked on while the other one waits for the disk. The second
//! sets out when it is as large as the first, and not for a few: smaller ones would cost more than the disk's time is
//! worth.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use tokio::sync::{Notify, mpsc, watch};
use tokio_util::sync::CancellationToken;

use super::{Matcher, Receipt, Unavailable, Waiting};
use crate::db::{self, Db, Engine, events};
use crate::metrics::{Metrics, count};

/// Most rows in one transaction: past some hundreds a larger one is no cheaper, but slower to answer.
const LARGEST_BATCH: usize = 512;

/// Longest a transaction may take. A connection that went silent would take for ever.
const LONGEST_COMMIT: Duration = Duration::from_secs(5);

/// Most bytes of bodies in one transaction.
const LARGEST_BYTES: usize = 8 * 1024 * 1024;

/// Batches under way at once.
const fn lanes(engine: Engine) -> usize {
    match engine {
        Engine::Postgres => 2,
        Engine::Sqlite => 1,
    }
}

/// Fewest events for which a second batch sets out beside the first.
const SMALLEST_SECOND: usize = 32;

/// Wakes the writer when so many wait that another batch is worth its while.
#[derive(Debug)]
pub(super) struct Enough {
    waiting: AtomicUsize,
    reached: Notify,
}

impl Default for Enough {
    fn default() -> Self {
        Self { waiting: AtomicUsize::new(usize::MAX), reached: Notify::new() }
    }
}

impl Enough {
    /// To be called by whoever made it so many that wait.
    pub(super) fn tell(&self, waiting: usize) {
        if waiting >= self.waiting.load(Ordering::SeqCst) {
            self.reached.notify_one();
        }
    }
}

/// Writes what comes in through [`super::Ingest`].
#[derive(Debug)]
pub struct Writer {
    waiting: mpsc::Receiver<Waiting>,
    enough: Arc<Enough>,
    store: Store,
}

/// What commits a batch.
#[derive(Debug)]
struct Store {
    db: Db,
    matcher: Arc<dyn Matcher>,
    metrics: Arc<Metrics>,
    window_ms: i64,
    /// Whether the last commit failed: the first failure is logged, the ones after it only counted.
    failing: AtomicBool,
    /// For who follows the log.
    stored: watch::Sender<u64>,
}

impl Writer {
    pub(super) fn new(
        waiting: mpsc::Receiver<Waiting>,
        enough: Arc<Enough>,
        (db, matcher, metrics, stored): (Db, Arc<dyn Matcher>, Arc<Metrics>, watch::Sender<u64>),
        window: Duration,
    ) -> Self {
        let window_ms = i64::try_from(window.as_millis()).unwrap_or(i64::MAX);
        let failing = AtomicBool::new(false);
        Self { waiting, enough, store: Store { db, matcher, metrics, window_ms, failing, stored } }
    }

    /// Writes until told to stop, and then what is still waiting: a caller that was let in gets its answer.
    pub async fn run(self, stop: CancellationToken) {
        let Self { mut waiting, enough, store } = self;
        let lanes = lanes(store.db.engine());
        let mut under_way = FuturesUnordered::new();
        let mut next = None;
        // The size of the batch that set out last.
        let mut last = 0_usize;
        loop {
            let (idle, free) = (under_way.is_empty(), under_way.len() < lanes);
            let worth = if idle { 1 } else { SMALLEST_SECOND.max(last) };
            enough.waiting.store(if free && !idle { worth } else { usize::MAX }, Ordering::SeqCst);
            if next.is_none() && (idle || !free || waiting.len() < worth) {
                tokio::select! {
                    biased;
                    Some(()) = under_way.next(), if !idle => continue,
                    () = enough.reached.notified(), if free && !idle => continue,
                    first = waiting.recv(), if idle => match first {
                        Some(first) => next = Some(first),
                        None => return,
                    },
                    () = stop.cancelled(), if !waiting.is_closed() => {
                        waiting.close();
                        continue;
                    }
                }
            } else if !free {
                // What didn't fit into the last batch waits for the end of one.
                under_way.next().await;
                continue;
            }
            let Some(first) = next.take().or_else(|| waiting.try_recv().ok()) else { continue };
            let (batch, rest) = gather(&mut waiting, first);
            next = rest;
            last = batch.len();
            store.metrics.queue_depth.record(count(waiting.len()));
            under_way.push(store.commit(batch));
        }
    }
}

/// Takes what is waiting, up to the limits. Returns the one that didn't fit.
///
/// It doesn't wait for those that are just being read. They make the next batch, and while that is committed
/// the senders of this one are answered and send again: the database and the rest take turns with each other's events
/// instead of waiting for each other.
fn gather(waiting: &mut mpsc::Receiver<Waiting>, first: Waiting) -> (Vec<Waiting>, Option<Waiting>) {
    let mut bytes = first.event.body.len();
    let mut batch = vec![first];
    while batch.len() < LARGEST_BATCH {
        let Ok(waiting) = waiting.try_recv() else { break };
        bytes += waiting.event.body.len();
        if bytes > LARGEST_BYTES {
            return (batch, Some(waiting));
        }
        batch.push(waiting);
    }
    (batch, None)
}

impl Store {
    async fn commit(&self, batch: Vec<Waiting>) {
        self.metrics.batch_size.record(count(batch.len()));
        let (rows, answers): (Vec<_>, Vec<_>) =
            batch.into_iter().map(|Waiting { event, answer }| (event, answer)).unzip();
        let outcome = match self.insert(&rows).await {
            Ok(outcome) => {
                if self.failing.swap(false, Ordering::Relaxed) {
                    tracing::info!("events can be stored again");
                }
                outcome.into_iter().map(Ok).collect()
            }
            Err(error) => self.one_by_one(&rows, error).await,
        };
        let mut started = false;
        for ((row, answer), outcome) in rows.into_iter().zip(answers).zip(outcome) {
            started |= matches!(outcome, Ok(None)) && row.runs.iter().any(|run| run.job.is_some());
            let receipt = outcome.map(|duplicate_of| Receipt { id: row.id, duplicate_of });
            if let Ok(Receipt { duplicate_of: Some(_), .. }) = receipt {
                self.metrics.duplicates.increment(1);
            }
            // The body is a part of the buffer that the connection reads into. With the body gone it reads the next request
            // into the same buffer; otherwise it has to get another one.
            drop(row);
            // Whoever stopped waiting will send it again, and it will be found to be a repeat.
            _ = answer.send(receipt);
        }
        self.stored.send_modify(|batches| *batches = batches.wrapping_add(1));
        if started {
            self.matcher.stored();
        }
    }

    async fn insert(&self, rows: &[events::NewEvent]) -> Result<events::Outcome, sqlx::Error> {
        match tokio::time::timeout(LONGEST_COMMIT, events::insert(&self.db, rows, self.window_ms)).await {
            Ok(result) => result,
            Err(_) => Err(sqlx::Error::PoolTimedOut),
        }
    }

    /// A batch failed. If it was for one row's sake the others must not suffer for it.
    async fn one_by_one(
        &self,
        rows: &[events::NewEvent],
        error: sqlx::Error,
    ) -> Vec<Result<Option<uuid::Uuid>, Unavailable>> {
        let mut worth_trying = rows.len() > 1 && db::is_about_data(&error);
        self.failed(rows.len(), error);
        let mut outcome = Vec::with_capacity(rows.len());
        for row in rows {
            if !worth_trying {
                outcome.push(Err(Unavailable::NotStored));
                continue;
            }
            let result = self.insert(std::slice::from_ref(row)).await;
            outcome.push(match result {
                Ok(found) => Ok(found.into_iter().next().flatten()),
                Err(error) => {
                    worth_trying = db::is_about_data(&error);
                    self.failed(1, error);
                    Err(Unavailable::NotStored)
                }
            });
        }
        outcome
    }

    fn failed(&self, rows: usize, error: sqlx::Error) {
        self.metrics.failed_commits.increment(1);
        let error = db::Error::Statement(sea_orm::DbErr::Exec(sea_orm::RuntimeErr::SqlxError(Arc::new(error))));
        if self.failing.swap(true, Ordering::Relaxed) {
            tracing::debug!(rows, error = &error as &dyn std::error::Error, "events could not be stored");
        } else {
            tracing::error!(
                rows,
                error = &error as &dyn std::error::Error,
                "events could not be stored; senders are told to come again"
            );
        }
    }
}
