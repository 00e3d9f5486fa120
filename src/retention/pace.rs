//! How many rows go at once, and how long others may work before the next ones go.

use std::time::Duration;

use sea_orm::DbErr;

use super::batch::Took;
use crate::db::{self, Engine};

/// How long whoever ran into others waits before it tries again.
const ASIDE: Duration = Duration::from_millis(50);

/// Failures in a row after which a table is left for another time.
const PATIENCE: u32 = 5;

/// Batches of one table, which grow and shrink with the time that they take.
#[derive(Debug)]
pub(super) struct Pace {
    size: u64,
    least: u64,
    most: u64,
    /// How long a batch should take until its commit, in seconds.
    target: f64,
    /// After how much work there is a pause, and the shortest one.
    slice: Duration,
    breath: Duration,
    /// How long a pause is, of the work before it.
    duty: f64,
    /// Work since the last pause.
    worked: Duration,
    /// Whether a batch failed: from then on they don't grow.
    careful: bool,
    failures: u32,
}

impl Pace {
    /// The pace for rows of this engine. A row that takes others with it counts for more.
    pub(super) fn new(engine: Engine, with_others: bool, duty: Option<f64>) -> Self {
        let (start, least, most, target, slice, breath, usual) = match engine {
            // Whoever commits meanwhile has what a batch has written to the log so far go to the disk first: after a checkpoint
            // a whole page for every three rows.
            Engine::Postgres => (250, 100, 400, 0.05, 40, 10, 0.25),
            // One writer: whoever waits for it waits for the whole batch, and then comes first. A pause is for programs that
            // stand in no line: those look again and again whether the database is free, every 25 ms and more often.
            Engine::Sqlite => (200, 50, 1000, 0.0008, 500, 25, 0.05),
        };
        let breath = Duration::from_millis(breath);
        // Whoever wants it gentler than usual has others get their turn sooner too.
        let duty = duty.unwrap_or(usual);
        let slice = Duration::from_millis(slice).mul_f64((usual / duty.max(f64::MIN_POSITIVE)).min(1.0));
        let (size, least) = if with_others { (100, 1) } else { (start, least) };
        Self { size, least, most, target, slice, breath, duty, worked: Duration::ZERO, careful: false, failures: 0 }
    }

    /// How many rows the next batch may have.
    pub(super) const fn size(&self) -> u64 {
        self.size
    }

    /// Lets others work for so long.
    pub(super) async fn pause(pause: Duration) {
        // Even the shortest sleep takes a millisecond.
        if !pause.is_zero() {
            tokio::time::sleep(pause).await;
        }
    }

    /// A batch went well. Gives the pause that follows: none in the middle of a slice.
    pub(super) fn went(&mut self, rows: u64, took: Took) -> Duration {
        self.failures = 0;
        // A batch that wasn't full says nothing about a full one.
        if rows >= self.size {
            let fits = self.target / took.work.as_secs_f64().max(0.0001);
            let wanted = scaled(self.size, fits.clamp(0.5, 2.0));
            let most = if self.careful { self.size } else { self.most };
            self.size = wanted.clamp(self.least, most.max(self.least));
        }
        self.worked += took.whole;
        if self.duty <= 0.0 || self.worked < self.slice {
            return Duration::ZERO;
        }
        self.breath.max(std::mem::take(&mut self.worked).mul_f64(self.duty))
    }

    /// A batch ran into what others were doing. Gives the pause that follows, or nothing when it was too often.
    pub(super) fn failed(&mut self, error: &db::Error) -> Option<Duration> {
        // Who waited in vain for the one writer of SQLite has waited long enough.
        self.failures += if is_in_vain(error) { PATIENCE } else { 1 };
        self.careful = true;
        self.size = (self.size / 2).max(self.least);
        (self.failures < PATIENCE).then_some(ASIDE)
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

/// Whether somebody waited for the one writer of SQLite until it was enough.
fn is_in_vain(error: &db::Error) -> bool {
    match error {
        db::Error::Statement(error) => matches!(error, DbErr::ConnectionAcquire(_)),
        error => error.is_contended(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// So long until the commit, which takes no time.
    const fn took(work: Duration) -> Took {
        Took { work, whole: work }
    }

    const fn ms(ms: u64) -> Took {
        took(Duration::from_millis(ms))
    }

    #[test]
    fn batches_follow_the_time_that_they_take() {
        let mut pace = Pace::new(Engine::Postgres, false, None);
        let mut sizes = Vec::new();
        for work in [10, 10, 10, 40, 100, 200, 500, 500, 500, 500, 500] {
            sizes.push(pace.size());
            pace.went(pace.size(), ms(work));
        }
        assert_eq!(sizes, [250, 400, 400, 400, 400, 200, 100, 100, 100, 100, 100]);
        pace.went(3, ms(1));
        assert_eq!(pace.size(), 100, "a short batch says nothing");
    }

    #[test]
    fn pauses_follow_slices_of_work() {
        let pauses = |engine, duty, work: &[u64]| {
            let mut pace = Pace::new(engine, false, duty);
            work.iter().map(|work| pace.went(100, ms(*work)).as_millis()).collect::<Vec<_>>()
        };
        assert_eq!(pauses(Engine::Postgres, None, &[20, 20, 39, 1, 80]), [0, 10, 0, 10, 20]);
        assert_eq!(pauses(Engine::Sqlite, None, &[300, 199, 1, 100, 900]), [0, 0, 25, 0, 50]);
        assert_eq!(pauses(Engine::Sqlite, Some(0.0), &[300, 199, 1, 100, 900]), [0, 0, 0, 0, 0], "somebody wants none");
        assert_eq!(pauses(Engine::Postgres, Some(1.0), &[9, 1, 12, 80]), [0, 10, 12, 80], "or is in no hurry");
    }

    #[test]
    fn a_slow_disk_makes_no_batch_smaller() {
        let mut pace = Pace::new(Engine::Sqlite, false, None);
        let slow = Took { work: Duration::from_micros(200), whole: Duration::from_millis(300) };
        assert_eq!(pace.went(200, slow), Duration::ZERO);
        assert_eq!(pace.size(), 400);
        assert_eq!(pace.went(400, slow), Duration::from_millis(30), "but others get their turn after it");
    }

    #[test]
    fn trouble_makes_small_and_keeps_small() {
        let trouble = db::Error::from(DbErr::Custom("a lock".to_owned()));
        let mut pace = Pace::new(Engine::Postgres, false, None);
        assert!(pace.failed(&trouble).is_some());
        assert_eq!(pace.size(), 125);
        pace.went(125, ms(1));
        assert_eq!(pace.size(), 125, "it doesn't grow any more");
        assert!((1..PATIENCE).all(|_| pace.failed(&trouble).is_some()));
        assert_eq!(pace.failed(&trouble), None);
        assert_eq!(pace.size(), 100);
    }

    #[test]
    fn on_sqlite_nobody_waits_for_long() {
        let mut pace = Pace::new(Engine::Sqlite, false, None);
        let mut sizes = Vec::new();
        // So many microseconds for each row.
        for each in [5, 5, 5, 20, 20, 20, 100, 100, 1, 1, 1, 1, 1, 1] {
            sizes.push(pace.size());
            pace.went(pace.size(), took(Duration::from_micros(pace.size() * each)));
        }
        assert_eq!(sizes, [200, 160, 160, 160, 80, 50, 50, 50, 50, 100, 200, 400, 800, 800]);
        let mut pace = Pace::new(Engine::Sqlite, true, None);
        pace.went(100, ms(5000));
        assert_eq!(pace.size(), 50);
    }
}
