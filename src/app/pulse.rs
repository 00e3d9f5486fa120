//! How an add-on is, in memory: for probes, which must not wait for anybody.

use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU8, Ordering};
use std::time::Duration;

use time::OffsetDateTime;

use crate::clock;

/// How the add-on is: written by one task, read by the probes.
#[derive(Debug)]
pub struct Pulse {
    /// When the add-on started.
    pub started: OffsetDateTime,
    /// 0 before the first answer, 1 for no, 2 for yes.
    database: AtomicU8,
    migrated: AtomicBool,
    /// Whether the schema was ever found current.
    was_ready: AtomicBool,
    draining: AtomicBool,
    /// Milliseconds since 1970 when the metrics were last read; 0 before that.
    metrics_read: AtomicI64,
}

/// What is new about whether the database answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum News {
    /// It is as it was.
    Nothing,
    /// It was never asked before.
    First,
    /// It is the other way round now.
    Turn,
}

impl Pulse {
    pub(super) fn new(started: OffsetDateTime) -> Self {
        Self {
            started,
            database: AtomicU8::new(0),
            migrated: AtomicBool::new(false),
            was_ready: AtomicBool::new(false),
            draining: AtomicBool::new(false),
            metrics_read: AtomicI64::new(0),
        }
    }

    /// Notes whether the database answers, and says what is new about that.
    pub fn set_database(&self, answers: bool) -> News {
        let state = 1 + u8::from(answers);
        match self.database.swap(state, Ordering::Relaxed) {
            0 => News::First,
            before if before == state => News::Nothing,
            _ => News::Turn,
        }
    }

    /// Notes whether the schema is current.
    pub fn set_migrated(&self, current: bool) {
        self.migrated.store(current, Ordering::Relaxed);
        self.was_ready.fetch_or(current, Ordering::Relaxed);
    }

    /// Whether deliveries could ever be taken since the start.
    pub fn has_started(&self) -> bool {
        self.was_ready.load(Ordering::Relaxed)
    }

    /// Notes that the server is going down.
    pub fn drain(&self) {
        self.draining.store(true, Ordering::Relaxed);
    }

    /// Notes that somebody reads the metrics.
    pub fn set_metrics_read(&self, now: OffsetDateTime) {
        self.metrics_read.store(clock::ms(now), Ordering::Relaxed);
    }

    /// How long ago somebody read the metrics; none if nobody did.
    #[must_use]
    pub fn metrics_read(&self, now: OffsetDateTime) -> Option<Duration> {
        let at = self.metrics_read.load(Ordering::Relaxed);
        let ago = u64::try_from(clock::ms(now).saturating_sub(at)).unwrap_or(0);
        (at > 0).then(|| Duration::from_millis(ago))
    }

    /// Whether the database answered when last asked.
    #[must_use]
    pub fn database(&self) -> bool {
        self.database.load(Ordering::Relaxed) == 2
    }

    /// Whether the schema is current.
    #[must_use]
    pub fn migrated(&self) -> bool {
        self.migrated.load(Ordering::Relaxed)
    }

    /// Whether the server is going down.
    #[must_use]
    pub fn draining(&self) -> bool {
        self.draining.load(Ordering::Relaxed)
    }
}
