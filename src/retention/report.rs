//! What a sweep did, or would do.

use std::collections::BTreeMap;

use serde::Serialize;
use time::{Duration, OffsetDateTime};

use super::dead::Dead;
use super::hold::Hold;
use crate::clock::stamp;
use crate::db::entities::erasure::Reason;

/// What a sweep of one database did, or would do.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Report {
    /// What was due, by workspace and table.
    pub due: Vec<Line>,
    /// Workspaces that were erased.
    pub erased: Vec<Erased>,
    /// Rows that were due and are still there, because others held them or the database was too busy.
    pub locked_remaining: u64,
    /// For how long the oldest of those rows had been due.
    pub overdue_seconds: u64,
    /// Workspaces on hold, of which nothing is removed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub held: Vec<Hold>,
    /// Workspaces whose token Clockify has refused for long, and that are still here.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub dead: Vec<Dead>,
    /// On PostgreSQL, when a transaction from before the sweep is still open: how many transactions ago its snapshot was
    /// made. What was removed can't be used again before that one ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub oldest_xmin_age: Option<u64>,
    /// What it took. None: nothing was to be done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effort: Option<Effort>,
}

/// What the removal of what was due took, erasures aside. All times in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Effort {
    /// How many transactions.
    pub batches: u64,
    /// What they took together.
    pub busy_ms: f64,
    /// The pauses between them, on purpose.
    pub paused_ms: f64,
    /// What 99 of 100 batches didn't exceed.
    pub batch_p99_ms: f64,
    /// The longest batch.
    pub longest_ms: f64,
    /// Giving back to the system what was freed, on SQLite.
    pub tidying_ms: f64,
}

/// Rows of one workspace in one table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// The workspace.
    pub workspace: String,
    /// The table.
    pub table: &'static str,
    /// How many of its rows.
    pub rows: u64,
    /// The time of the oldest one. None: it goes with a row of another table.
    pub oldest: Option<String>,
    /// Rows from before this time are due.
    pub cutoff: String,
}

/// A workspace that was erased, or is to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Erased {
    /// The workspace.
    pub workspace: String,
    /// Why.
    pub reason: Reason,
    /// How many rows of each table.
    pub rows: BTreeMap<&'static str, u64>,
    /// Rows that couldn't be removed yet.
    pub remaining: u64,
    /// Whether the add-on was still installed.
    pub was_installed: bool,
}

impl Report {
    /// Rows of all tables and workspaces.
    #[must_use]
    pub fn rows(&self) -> u64 {
        let erased = self.erased.iter().flat_map(|erased| erased.rows.values());
        self.due.iter().map(|line| &line.rows).chain(erased).sum()
    }

    /// Rows of each table.
    #[must_use]
    pub fn by_table(&self) -> BTreeMap<&'static str, u64> {
        let mut tables = BTreeMap::new();
        for line in &self.due {
            *tables.entry(line.table).or_default() += line.rows;
        }
        for (table, rows) in self.erased.iter().flat_map(|erased| &erased.rows) {
            *tables.entry(*table).or_default() += rows;
        }
        tables
    }
}

/// Lines in the making.
#[derive(Debug, Default)]
pub(super) struct Tally {
    lines: BTreeMap<(String, usize), (Line, Option<OffsetDateTime>)>,
    overdue: Duration,
}

impl Tally {
    /// Adds rows of the `place`-th table.
    pub(super) fn add(
        &mut self,
        workspace: &str,
        (place, table): (usize, &'static str),
        rows: u64,
        oldest: Option<OffsetDateTime>,
        cutoff: OffsetDateTime,
    ) {
        if rows == 0 {
            return;
        }
        let key = (workspace.to_owned(), place);
        let new = || {
            let workspace = workspace.to_owned();
            (Line { workspace, table, rows: 0, oldest: None, cutoff: stamp(cutoff) }, None)
        };
        let (line, first) = self.lines.entry(key).or_insert_with(new);
        line.rows += rows;
        *first = [*first, oldest].into_iter().flatten().min();
        self.overdue = oldest.map_or(self.overdue, |oldest| self.overdue.max(cutoff - oldest));
    }

    /// The report: the lines by workspace and in the order of the tables.
    pub(super) fn report(self, erased: Vec<Erased>, locked_remaining: u64) -> Report {
        let lines = self.lines.into_values();
        let due = lines.map(|(line, oldest)| Line { oldest: oldest.map(stamp), ..line }).collect();
        let overdue_seconds = self.overdue.whole_seconds().unsigned_abs();
        Report { due, erased, locked_remaining, overdue_seconds, ..Report::default() }
    }
}

/// The effort in the making.
#[derive(Debug, Default)]
pub(super) struct Toll {
    batches: Vec<std::time::Duration>,
    paused: std::time::Duration,
}

impl Toll {
    /// A batch that took so long, and the pause after it.
    pub(super) fn batch(&mut self, took: std::time::Duration, pause: std::time::Duration) {
        self.batches.push(took);
        self.paused += pause;
    }

    /// How many batches there were.
    pub(super) const fn batches(&self) -> usize {
        self.batches.len()
    }

    /// All together.
    pub(super) fn effort(mut self, tidying: std::time::Duration) -> Option<Effort> {
        self.batches.sort_unstable();
        let rank = (self.batches.len() * 99).div_ceil(100);
        let ms = |time: std::time::Duration| (time.as_secs_f64() * 1e4).round() / 10.0;
        Some(Effort {
            batches: self.batches.len() as u64,
            busy_ms: ms(self.batches.iter().sum()),
            paused_ms: ms(self.paused),
            batch_p99_ms: ms(*self.batches.get(rank.checked_sub(1)?)?),
            longest_ms: ms(*self.batches.last()?),
            tidying_ms: ms(tidying),
        })
    }
}
