//! What a sweep did, or would do.

use std::collections::BTreeMap;

use serde::Serialize;
use time::{Duration, OffsetDateTime};

use crate::clock::stamp;
use crate::db::entities::erasure::Reason;

/// What a sweep of one database did, or would do.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// What was due, by workspace and table.
    pub due: Vec<Line>,
    /// Workspaces that were erased.
    pub erased: Vec<Erased>,
    /// Rows that were due and are still there, because others held them or the database was too busy.
    pub locked_remaining: u64,
    /// For how long the oldest of those rows had been due.
    pub overdue_seconds: u64,
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
        Report { due, erased, locked_remaining, overdue_seconds }
    }
}
