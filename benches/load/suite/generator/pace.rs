//! When the next event is due.

use std::time::{Duration, Instant};

/// How events follow each other.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Pace {
    /// As soon as a connection is free.
    Closed,
    /// So many per second, evenly.
    Open(f64),
}

/// A pace with a beginning and an end.
#[derive(Debug)]
pub(super) enum Schedule {
    Closed { end: Instant },
    Open { start: Instant, step: Duration, sent: u32, total: u32 },
}

/// The next event.
pub(super) enum Next {
    /// It is due, since this time.
    Due(Instant),
    /// It is due at this time.
    At(Instant),
    /// There is none.
    Over,
}

impl Pace {
    pub(super) fn schedule(self, start: Instant, lasting: Duration) -> Schedule {
        match self {
            Self::Closed => Schedule::Closed { end: start + lasting },
            Self::Open(per_second) => {
                let step = Duration::from_secs_f64(1.0 / per_second.max(1.0));
                let total = u32::try_from(lasting.as_nanos() / step.as_nanos().max(1)).unwrap_or(u32::MAX);
                Schedule::Open { start, step, sent: 0, total }
            }
        }
    }
}

impl Schedule {
    /// Nothing more is due.
    pub(super) fn end(&mut self) {
        *self = Self::Open { start: Instant::now(), step: Duration::ZERO, sent: 0, total: 0 };
    }

    /// Takes the next event if it is due.
    pub(super) fn next(&mut self, now: Instant) -> Next {
        match self {
            Self::Closed { end } => {
                if now < *end {
                    Next::Due(now)
                } else {
                    Next::Over
                }
            }
            Self::Open { sent, total, .. } if sent == total => Next::Over,
            Self::Open { start, step, sent, .. } => {
                let due = *start + *step * *sent;
                if due > now {
                    return Next::At(due);
                }
                *sent += 1;
                Next::Due(due)
            }
        }
    }
}
