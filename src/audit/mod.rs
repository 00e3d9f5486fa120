//! The record of calls to Clockify's API.
//!
//! Whoever makes a call hands its record to [`Records`] and goes on at once; the [`Writer`] stores them in batches. A
//! record is worth having, and not worth waiting for: when the database is away for long the newest are lost and
//! counted.

mod writer;

use std::sync::Arc;

use tokio::sync::mpsc;

pub use writer::Writer;

use crate::clockify::client::{Audit, Record};
use crate::db::Db;
use crate::metrics::Metrics;

/// Records that may wait for the writer: more than a minute of calls at the highest rate of one workspace.
const QUEUE: usize = 4096;

/// Takes records. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Records {
    queue: mpsc::Sender<Record>,
    metrics: Arc<Metrics>,
}

impl Records {
    /// A way in, and the writer behind it, which has to be run.
    #[must_use]
    pub fn new(db: Db, metrics: Arc<Metrics>) -> (Self, Writer) {
        let (queue, waiting) = mpsc::channel(QUEUE);
        (Self { queue, metrics: Arc::clone(&metrics) }, Writer::new(db, waiting, metrics))
    }
}

impl Audit for Records {
    fn record(&self, record: Record) {
        if self.queue.try_send(record).is_err() {
            self.metrics.api_records_lost.increment(1);
        }
    }
}
