//! The queue's statements, as each engine wants them said. What they return has the same columns on both, so that
//! whoever runs them need not know which engine it is.

use sea_orm::{ConnectionTrait, DbBackend, Statement};
use uuid::Uuid;

use super::push::Row;
use super::{postgres, sqlite};

/// A job and the number by which it was claimed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Fence {
    pub(super) id: Uuid,
    pub(super) run_lease: i64,
}

/// A job that goes back to the others.
#[derive(Debug, Clone)]
pub(super) struct Again {
    pub(super) fence: Fence,
    pub(super) due_at_ms: i64,
    /// How many attempts are taken back: none or one.
    pub(super) uncounted: i32,
    /// Why; empty leaves what was noted before.
    pub(super) class: String,
    pub(super) reason: String,
}

/// A job that failed for good.
#[derive(Debug, Clone)]
pub(super) struct Dead {
    pub(super) fence: Fence,
    pub(super) class: String,
    pub(super) reason: String,
}

/// Jobs of one kind in one workspace, and how many of them are wanted.
#[derive(Debug, Clone)]
pub(super) struct Lane {
    pub(super) kind: String,
    pub(super) workspace: String,
    pub(super) wanted: usize,
}

/// The statements of one engine.
pub(super) trait Dialect: Sync {
    /// How many of so many jobs one `insert` should carry: at least one.
    fn group(&self, rows: usize) -> usize;
    /// Stores jobs; returns `id` of those that are stored.
    fn insert(&self, rows: &[Row]) -> Statement;
    /// Makes the job that has the row's key and waits for a later time due when the row would be; returns its `id`.
    fn hasten(&self, row: &Row) -> Statement;
    /// `at_ms`: when there is something to do next, possibly in the past, or null.
    fn next(&self, kinds: &[&str]) -> Statement;
    /// Up to `limit` jobs of each kind that are due, and as many whose lease ran out: `id`, `kind`, `workspace_id`,
    /// `priority`, `due_at_ms`, `expired`. Nothing is locked.
    fn ripe(&self, kinds: &[&str], now_ms: i64, limit: usize) -> Statement;
    /// For each kind the next workspaces that have something pending, up to `limit`: `kind`, `workspace_id`, its
    /// `place` among them, and whether something of it is `due`.
    fn lanes(&self, after: &[(&str, &str)], now_ms: i64, limit: usize) -> Statement;
    /// The first due jobs of each priority in each lane, as many as wanted or more: `id`, `kind`, `workspace_id`,
    /// `priority`, `due_at_ms`. Jobs that another transaction is about to claim are left out.
    fn heads(&self, lanes: &[Lane], now_ms: i64) -> Statement;
    /// Claims those jobs that are still to be had; returns everything that a claim holds.
    fn take(&self, ids: &[Uuid], now_ms: i64, until_ms: i64) -> Statement;
    /// Makes leases longer; returns `id` and `run_lease` of those that still hold.
    fn beat(&self, fences: &[Fence], until_ms: i64) -> Statement;
    /// Removes jobs; returns `id` and `run_lease` of those that were there.
    fn done(&self, fences: &[Fence]) -> Statement;
    /// Makes jobs pending; returns `id` and `run_lease` of those that were there.
    fn again(&self, jobs: &[Again]) -> Statement;
    /// Makes jobs dead; returns `id` and `run_lease` of those that were there.
    fn dead(&self, jobs: &[Dead], now_ms: i64) -> Statement;
}

/// The statements for this connection.
pub(super) fn of(connection: &impl ConnectionTrait) -> &'static dyn Dialect {
    match connection.get_database_backend() {
        DbBackend::Postgres => &postgres::Postgres,
        _ => &sqlite::Sqlite,
    }
}

/// Each statement of a claim and of a finish once, for [`super::Queue::plans`].
pub(super) fn examples(
    connection: &impl ConnectionTrait,
    kinds: &[&str],
    now_ms: i64,
) -> Vec<(&'static str, Statement)> {
    let (dialect, id) = (of(connection), Uuid::nil());
    let fence = Fence { id, run_lease: 1 };
    let lane = |kind: &&str| Lane { kind: (*kind).to_owned(), workspace: String::new(), wanted: 1 };
    let lanes: Vec<_> = kinds.iter().map(lane).collect();
    let after: Vec<_> = kinds.iter().map(|kind| (*kind, "")).collect();
    let again = Again { fence, due_at_ms: now_ms, uncounted: 0, class: String::new(), reason: String::new() };
    let dead = Dead { fence, class: String::new(), reason: String::new() };
    vec![
        ("next", dialect.next(kinds)),
        ("ripe", dialect.ripe(kinds, now_ms, 64)),
        ("lanes", dialect.lanes(&after, now_ms, 64)),
        ("heads", dialect.heads(&lanes, now_ms)),
        ("take", dialect.take(&[id], now_ms, now_ms)),
        ("beat", dialect.beat(&[fence], now_ms)),
        ("done", dialect.done(&[fence])),
        ("again", dialect.again(&[again])),
        ("dead", dialect.dead(&[dead], now_ms)),
    ]
}
