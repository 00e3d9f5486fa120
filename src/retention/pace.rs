//! How many rows go at once, and how long others may work before the next ones go.

use std::time::Duration;

use sea_orm::DbErr;

use crate::db::Engine;

/// How long a batch should take.
const TARGET: Duration = Duration::from_millis(50);

/// Failures in a row after which a table is left for another time.
const PATIENCE: u32 = 5;

/// Batches of one table, which grow and shrink with the time that they take.
#[derive(Debug)]
pub(super) struct Pace {
    size: u64,
    least: u64,
    most: u64,
    breath: Duration,
    /// How much of the time that a batch took the pause after it takes.
    duty: f64,
    /// Whether a batch failed: from then on they don't grow.
    careful: bool,
    failures: u32,
}

impl Pace {
    /// The pace for rows of this engine. A row that takes others with it counts for more.
    pub(super) const fn new(engine: Engine, with_others: bool, duty: f64) -> Self {
        let (start, least, most, breath) = match engine {
            Engine::Postgres => (1000, 100, 5000, 10),
            // One writer: whoever waits for it waits for the whole batch.
            Engine::Sqlite => (500, 500, 1000, 5),
        };
        let breath = Duration::from_millis(breath);
        let (size, least) = if with_others { (100, 1) } else { (start, least) };
        Self { size, least, most, breath, duty, careful: false, failures: 0 }
    }

    /// How many rows the next batch may have.
    pub(super) const fn size(&self) -> u64 {
        self.size
    }

    /// A batch went well. Gives the pause that follows.
    pub(super) fn went(&mut self, rows: u64, took: Duration) -> Duration {
        self.failures = 0;
        // A batch that wasn't full says nothing about a full one.
        if rows >= self.size {
            let fits = TARGET.as_secs_f64() / took.as_secs_f64().max(0.001);
            let wanted = scaled(self.size, fits.clamp(0.5, 2.0));
            let most = if self.careful { self.size } else { self.most };
            self.size = wanted.clamp(self.least, most.max(self.least));
        }
        if self.duty <= 0.0 { Duration::ZERO } else { self.breath.max(took.mul_f64(self.duty)) }
    }

    /// A batch ran into what others were doing. Gives the pause that follows, or nothing when it was too often.
    pub(super) fn failed(&mut self, error: &DbErr) -> Option<Duration> {
        // Who waited in vain for the one writer of SQLite has waited long enough.
        self.failures += if matches!(error, DbErr::ConnectionAcquire(_)) { PATIENCE } else { 1 };
        self.careful = true;
        self.size = (self.size / 2).max(self.least);
        (self.failures < PATIENCE).then_some(TARGET)
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "a few thousand"
)]
fn scaled(size: u64, by: f64) -> u64 {
    (size as f64 * by) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn ms(ms: u64) -> Duration {
        Duration::from_millis(ms)
    }

    #[test]
    fn batches_follow_the_time_that_they_take() {
        let mut pace = Pace::new(Engine::Postgres, false, 0.5);
        let mut sizes = Vec::new();
        for took in [10, 10, 10, 40, 100, 200, 500, 500, 500, 500, 500] {
            sizes.push(pace.size());
            pace.went(pace.size(), ms(took));
        }
        assert_eq!(sizes, [1000, 2000, 4000, 5000, 5000, 2500, 1250, 625, 312, 156, 100]);
        pace.went(3, ms(1));
        assert_eq!(pace.size(), 100, "a short batch says nothing");
        assert_eq!((pace.went(100, ms(1)), pace.went(200, ms(80))), (ms(10), ms(40)));
        assert_eq!(Pace::new(Engine::Postgres, false, 0.0).went(100, ms(80)), ms(0), "somebody wants none");
    }

    #[test]
    fn trouble_makes_small_and_keeps_small() {
        let trouble = DbErr::Custom("a lock".to_owned());
        let mut pace = Pace::new(Engine::Postgres, false, 0.5);
        assert!(pace.failed(&trouble).is_some());
        assert_eq!(pace.size(), 500);
        pace.went(500, ms(1));
        assert_eq!(pace.size(), 500, "it doesn't grow any more");
        assert!((1..PATIENCE).all(|_| pace.failed(&trouble).is_some()));
        assert_eq!(pace.failed(&trouble), None);
        assert_eq!(pace.size(), 100);
    }

    #[test]
    fn sqlite_stays_within_its_bounds() {
        let mut pace = Pace::new(Engine::Sqlite, false, 0.5);
        for (took, size) in [(1, 1000), (1, 1000), (500, 500), (500, 500)] {
            pace.went(pace.size(), ms(took));
            assert_eq!(pace.size(), size);
        }
        let mut pace = Pace::new(Engine::Sqlite, true, 0.5);
        pace.went(100, ms(5000));
        assert_eq!(pace.size(), 50);
    }
}
