//! Waiting for one's turn.
//!
//! Clockify grants an add-on so many calls per second in each workspace. [`Limiter::acquire`] gives every call a place
//! in line and waits for it: `pace.rs` has the rule, `shared.rs` applies it in Redis for several processes. Calls with
//! the same key go in the order in which they came, and one that is given up costs the others nothing.

mod pace;
mod shared;

use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

pub use shared::BadUrl;
use shared::Shared;

use crate::config;
use crate::domain::addon::Addon;
use crate::metrics::Metrics;

/// As long as there are fewer lines than this, none is looked at to see whether anybody still needs it.
const FEW: usize = 64;

/// How often somebody may miss a place; a machine that is this busy makes no bursts.
const MOST_MISSES: u32 = 3;

/// Makes calls wait for their turn. Cheap to clone.
#[derive(Clone)]
pub struct Limiter(Arc<Inner>);

struct Inner {
    enabled: bool,
    lines: Mutex<Lines>,
    shared: Option<Shared>,
    /// What times within the lines are counted from.
    origin: Instant,
    metrics: Arc<Metrics>,
}

struct Lines {
    by_key: HashMap<Box<str>, Arc<Line>>,
    /// How many there may be before the idle ones are dropped.
    limit: usize,
}

/// The line of a key. Times are microseconds since the limiter was made.
#[derive(Default)]
struct Line {
    /// When the next place is. Whoever holds the lock is first in line.
    next: tokio::sync::Mutex<u64>,
    /// The next place as it was when it last moved, for those who only look.
    seen: AtomicU64,
    /// How many wait, the first in line among them.
    waiting: AtomicU64,
    /// Until when nobody's turn comes.
    held: AtomicU64,
}

/// Somebody who waits in a line, until it is dropped.
struct Waiting<'a>(&'a Line);

impl<'a> Waiting<'a> {
    fn new(line: &'a Line) -> Self {
        line.waiting.fetch_add(1, Ordering::Relaxed);
        Self(line)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.waiting.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Limiter {
    /// A limiter for the calls of one add-on. Without Redis, or while it can't be reached, each limiter counts for itself.
    pub fn new(rate: &config::Rate, addon: Addon, metrics: Arc<Metrics>) -> Result<Self, BadUrl> {
        let prefix = format!("clockify-addons:rate:{}:", addon.name());
        let shared = rate.redis.as_ref().filter(|_| rate.enabled);
        let shared = shared.map(|url| Shared::new(url, prefix, Arc::clone(&metrics))).transpose()?;
        let lines = Mutex::new(Lines { by_key: HashMap::new(), limit: FEW });
        Ok(Self(Arc::new(Inner { enabled: rate.enabled, lines, shared, origin: Instant::now(), metrics })))
    }

    /// Waits for a place in the line of this key, which moves so many times per second.
    pub async fn acquire(&self, key: &str, rps: u32) {
        // Who has all the time there is isn't turned away.
        _ = self.take(key, rps, None).await;
    }

    /// Waits for a place, unless that is likely to take longer than this: then nobody waits and no place is taken, and
    /// what comes back is how long it would take.
    pub async fn acquire_within(&self, key: &str, rps: u32, patience: Duration) -> Result<(), Duration> {
        self.take(key, rps, Some(micros(patience))).await
    }

    async fn take(&self, key: &str, rps: u32, patience: Option<u64>) -> Result<(), Duration> {
        if !self.0.enabled {
            return Ok(());
        }
        let begun = Instant::now();
        let last = patience.map_or(u64::MAX, |patience| self.0.now().saturating_add(patience));
        let too_late = |at: u64| if at > last { Err(self.0.until(at)) } else { Ok(()) };
        let line = self.0.line(key);
        // Those in front take a place each.
        let ahead = || line.waiting.load(Ordering::Relaxed).saturating_mul(pace::step(rps));
        too_late(line.held.load(Ordering::Relaxed).max(line.seen.load(Ordering::Relaxed).saturating_add(ahead())))?;
        let waiting = Waiting::new(&line);
        let mut next = if patience.is_some() {
            let last = self.0.origin + Duration::from_micros(last);
            let taken = tokio::time::timeout_at(last, line.next.lock()).await;
            taken.map_err(|_| Duration::from_micros(pace::step(rps)))?
        } else {
            line.next.lock().await
        };
        let mut misses = 0;
        loop {
            let held = line.held.load(Ordering::Relaxed);
            too_late(held)?;
            self.0.sleep(held).await;
            let place = self.0.place(key, rps, *next, last).await;
            too_late(place)?;
            self.0.sleep(place).await;
            let now = self.0.now();
            if line.held.load(Ordering::Relaxed) > now {
                continue;
            }
            // Who wakes so late that the next calls would come too close asks for another place.
            if now <= place + pace::LATE || misses == MOST_MISSES {
                *next = place.max(now.saturating_sub(pace::LATE)) + pace::step(rps);
                line.seen.store(*next, Ordering::Relaxed);
                break;
            }
            misses += 1;
        }
        drop((next, waiting));
        self.0.metrics.rate_limit_wait.record(begun.elapsed());
        Ok(())
    }

    /// Lets nobody's turn come in the line of this key for some time.
    pub fn hold(&self, key: &str, time: Duration) {
        if self.0.enabled {
            self.0.line(key).held.fetch_max(self.0.now() + micros(time), Ordering::Relaxed);
        }
    }
}

impl Inner {
    /// How long it is until then.
    fn until(&self, at: u64) -> Duration {
        Duration::from_micros(at.saturating_sub(self.now()))
    }

    /// The next place of a line. One later than `last` is told and not taken.
    async fn place(&self, key: &str, rps: u32, next: u64, last: u64) -> u64 {
        let asked = self.now();
        let shared = match &self.shared {
            Some(shared) => shared.place(key, rps, last.saturating_sub(asked)).await,
            None => None,
        };
        match shared {
            // The line of this process still counts, so that the server's return doesn't double a place.
            Some(wait) => (asked + micros(wait)).max(next.saturating_sub(pace::SLACK)),
            None => pace::place(next, self.now()),
        }
    }

    async fn sleep(&self, until: u64) {
        if until > self.now() {
            sleep_until(self.origin + Duration::from_micros(until)).await;
        }
    }

    fn now(&self) -> u64 {
        micros(self.origin.elapsed())
    }

    /// The line of a key. Lines that nobody waits in and whose next place has passed are as good as new ones, and dropped
    /// when there are many.
    fn line(&self, key: &str) -> Arc<Line> {
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(line) = lines.by_key.get(key) {
            return Arc::clone(line);
        }
        if lines.by_key.len() >= lines.limit {
            let now = self.now();
            lines.by_key.retain(|_, line| Arc::strong_count(line) > 1 || line.is_ahead_of(now));
            lines.limit = FEW.max(2 * lines.by_key.len());
        }
        Arc::clone(lines.by_key.entry(key.into()).or_default())
    }
}

impl Line {
    fn is_ahead_of(&self, now: u64) -> bool {
        self.held.load(Ordering::Relaxed) > now || self.next.try_lock().map_or(true, |next| *next > now)
    }
}

impl fmt::Debug for Limiter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Limiter").field("shared", &self.0.shared).finish_non_exhaustive()
    }
}

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX / 2)
}

#[cfg(test)]
mod tests;
