//! Taking in a delivery: from verified to durable.
//!
//! A request that gets here has been verified. [`Ingest::accept`] hands its event to `writer.rs` and waits for the
//! commit; only then may the caller answer 2xx. When there is no room, or the commit fails, the answer is
//! "unavailable, come again" and nothing is stored, or it is stored and the retry will be found to repeat it.
//!
//! Room is a number of requests and a number of bytes, both bounded, so that a flood is refused
//! early and memory stays what was configured. Nothing that was taken in is ever dropped to make room.

mod writer;

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use sha2::{Digest, Sha256};
use time::OffsetDateTime;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot, watch};
use tokio::time::Instant;
use uuid::Uuid;

use crate::clock::{Clock, Keys};
use crate::db::events::{NewEvent, NewRun};
use crate::domain::event::Source;
use crate::domain::ids::WorkspaceId;
use crate::domain::payload::Facts;
use crate::metrics::Metrics;

use writer::Enough;
pub use writer::Writer;

/// Longest a caller waits for the commit. Past that it is told to come again.
const PATIENCE: Duration = Duration::from_secs(15);

/// A verified delivery.
#[derive(Debug)]
pub struct Delivery {
    /// The workspace.
    pub workspace: WorkspaceId,
    /// Where it came from.
    pub source: Source,
    /// Name of the custom source.
    pub custom_source: Option<Arc<str>>,
    /// Name of the event.
    pub event_type: Box<str>,
    /// The sender's own id of the delivery, where the scheme vouches for it: the same on every attempt.
    pub delivery_id: Option<String>,
    /// Redacted headers, a JSON object.
    pub headers: String,
    /// The body as received.
    pub body: Bytes,
    /// What the body says of itself.
    pub facts: Facts,
}

/// What became of a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Receipt {
    /// Key of the stored event.
    pub id: Uuid,
    /// The event that this one repeats.
    pub duplicate_of: Option<Uuid>,
}

/// There is no room, or no database. Nothing was acknowledged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unavailable {
    /// Too many requests, or too many bytes, wait for the database.
    #[error("too many deliveries are waiting")]
    Full,
    /// The database can't be reached or refused.
    #[error("the event could not be stored")]
    NotStored,
    /// The server is going down.
    #[error("the server is shutting down")]
    Closing,
}

/// Whether a sender has proven itself before its body is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trust {
    /// It has, by its headers.
    Proven,
    /// The proof is over the body, so the body has to be read first.
    Unproven,
}

/// Bytes of bodies that a request may hold until it is answered.
#[derive(Debug)]
pub struct Room(#[expect(dead_code, reason = "held for its drop")] OwnedSemaphorePermit);

/// Says which flows a delivery starts.
pub trait Matcher: Send + Sync + std::fmt::Debug {
    /// The runs that are stored with it, unless it turns out to be a repeat. From memory alone.
    fn runs(&self, delivery: &Delivery, now: OffsetDateTime) -> Vec<NewRun>;

    /// Runs were stored that wait for a worker.
    fn stored(&self);
}

/// One event on its way to the writer, with the way back.
#[derive(Debug)]
struct Waiting {
    event: NewEvent,
    answer: oneshot::Sender<Result<Receipt, Unavailable>>,
}

/// The way in. Cheap to share; one per add-on.
#[derive(Debug)]
pub struct Ingest {
    queue: mpsc::Sender<Waiting>,
    enough: Arc<Enough>,
    proven: Share,
    unproven: Share,
    matcher: Arc<dyn Matcher>,
    clock: Arc<dyn Clock>,
    keys: Keys,
    metrics: Arc<Metrics>,
    /// Counts the batches of this process.
    stored: watch::Receiver<u64>,
}

/// What the way in and the writer are made from.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Requests that may wait for the writer.
    pub queue: usize,
    /// Bytes of bodies that may be in memory.
    pub memory: usize,
    /// How many of them strangers may take who haven't proven themselves yet.
    pub unproven: usize,
    /// How long a repeat is known as one.
    pub dedupe_window: Duration,
}

/// Room is counted in steps of this many bytes, because a semaphore counts to 2^32 at most.
const STEP: usize = 1024;

/// A part of the memory for bodies.
#[derive(Debug)]
struct Share {
    free: Arc<Semaphore>,
    all: usize,
}

impl Share {
    fn new(bytes: usize) -> Self {
        let all = bytes.div_ceil(STEP).clamp(1, Semaphore::MAX_PERMITS);
        Self { free: Arc::new(Semaphore::new(all)), all }
    }

    fn take(&self, bytes: usize) -> Result<Room, Unavailable> {
        // A body as large as the share must still fit when nothing else is there.
        let steps = (bytes / STEP + 1).min(self.all);
        let steps = u32::try_from(steps).map_err(|_| Unavailable::Full)?;
        Arc::clone(&self.free).try_acquire_many_owned(steps).map(Room).map_err(|_| Unavailable::Full)
    }

    fn is_free(&self) -> bool {
        self.free.available_permits() == self.all
    }
}

impl Ingest {
    /// A way in and the writer behind it, which has to be run.
    #[must_use]
    pub fn new(
        db: crate::db::Db,
        matcher: Arc<dyn Matcher>,
        clock: Arc<dyn Clock>,
        metrics: Arc<Metrics>,
        options: Options,
    ) -> (Self, Writer) {
        let (queue, waiting) = mpsc::channel(options.queue.max(1));
        let enough = Arc::<Enough>::default();
        let (tell, stored) = watch::channel(0);
        let parts = (db, Arc::clone(&matcher), Arc::clone(&metrics), tell);
        let writer = Writer::new(waiting, Arc::clone(&enough), parts, options.dedupe_window);
        let unproven = Share::new(options.unproven.min(options.memory));
        let proven = Share::new(options.memory.saturating_sub(options.unproven));
        (Self { queue, enough, proven, unproven, matcher, clock, keys: Keys::default(), metrics, stored }, writer)
    }

    /// Room for a body of so many bytes, to be had before the body is read.
    ///
    /// Strangers have a share of their own, so that what they send can't keep out who has proven itself.
    pub fn room(&self, bytes: usize, trust: Trust) -> Result<Room, Unavailable> {
        match trust {
            Trust::Proven => self.proven.take(bytes),
            Trust::Unproven => self.unproven.take(bytes),
        }
    }

    /// Changes whenever this process has stored events. Others may store some too.
    #[must_use]
    pub fn stored(&self) -> watch::Receiver<u64> {
        self.stored.clone()
    }

    /// Whether nothing is on its way: no request waits and no body is held.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        self.queue.capacity() == self.queue.max_capacity() && self.proven.is_free() && self.unproven.is_free()
    }

    /// Stores the delivery. Returns once it is committed, and only then with success.
    pub async fn accept(&self, delivery: Delivery) -> Result<Receipt, Unavailable> {
        let since = Instant::now();
        let slot = self.queue.try_reserve().map_err(|error| match error {
            mpsc::error::TrySendError::Full(()) => Unavailable::Full,
            mpsc::error::TrySendError::Closed(()) => Unavailable::Closing,
        })?;
        let now = self.clock.now();
        let (answer, receipt) = oneshot::channel();
        let runs = self.matcher.runs(&delivery, now);
        let event = event(delivery, runs, self.keys.next(now), now);
        let source = event.source;
        let counter = self.metrics.received(source, &event.event_type);
        slot.send(Waiting { event, answer });
        self.enough.tell(self.queue.max_capacity() - self.queue.capacity());
        let receipt = match tokio::time::timeout(PATIENCE, receipt).await {
            Ok(Ok(answer)) => answer?,
            Ok(Err(_)) => return Err(Unavailable::Closing),
            Err(_) => return Err(Unavailable::NotStored),
        };
        counter.increment(1);
        self.metrics.acknowledged.record(since.elapsed());
        Ok(receipt)
    }
}

fn event(delivery: Delivery, runs: Vec<NewRun>, id: Uuid, now: OffsetDateTime) -> NewEvent {
    let dedupe_key = dedupe_key(&delivery);
    NewEvent {
        id,
        workspace: delivery.workspace,
        source: delivery.source,
        custom_source: delivery.custom_source,
        event_type: delivery.event_type,
        headers: delivery.headers,
        body: delivery.body,
        entity_id: delivery.facts.entity_id,
        user_id: delivery.facts.user_id,
        project_id: delivery.facts.project_id,
        dedupe_key,
        received_at: now,
        runs,
    }
}

/// What makes two deliveries the same event: workspace, source, event and body; or, where the sender vouches for an
/// id of the delivery, that id in place of the body.
///
/// Each part is preceded by its length, so that no two different deliveries can run together into the same text.
fn dedupe_key(delivery: &Delivery) -> [u8; 32] {
    let mut hash = Sha256::new();
    let id = delivery.delivery_id.as_deref().map(str::as_bytes);
    for part in [
        delivery.workspace.as_str().as_bytes(),
        delivery.custom_source.as_deref().unwrap_or_default().as_bytes(),
        delivery.event_type.as_bytes(),
        if id.is_some() { b"id" } else { b"body" },
        id.unwrap_or(&delivery.body),
    ] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(workspace: &str, source: &str, event: &str, id: Option<&str>, body: &'static str) -> [u8; 32] {
        dedupe_key(&Delivery {
            workspace: WorkspaceId::new(workspace).unwrap(),
            source: Source::Custom,
            custom_source: Some(source.into()),
            event_type: event.into(),
            delivery_id: id.map(str::to_owned),
            headers: String::new(),
            body: Bytes::from_static(body.as_bytes()),
            facts: Facts::default(),
        })
    }

    #[test]
    fn every_part_counts_and_none_runs_into_the_next() {
        let keys = [
            key("w", "s", "E", None, "body"),
            key("x", "s", "E", None, "body"),
            key("w", "sE", "", None, "body"),
            key("w", "s", "Eb", None, "ody"),
            key("w", "s", "E", None, "body2"),
            key("w", "s", "E", Some("body"), "x"),
        ];
        for (i, a) in keys.iter().enumerate() {
            for (j, b) in keys.iter().enumerate() {
                assert_eq!(a == b, i == j, "{i} {j}");
            }
        }
        assert_eq!(key("w", "s", "E", Some("1"), "one"), key("w", "s", "E", Some("1"), "another"));
    }
}
