//! Bringing a database to the schema that this program knows, safely when many start at once.
//!
//! The migrations themselves are the `migration` package's. What they lack is added here: a lock, so that eight
//! processes that start together apply each migration once; and a plan, so that nothing is changed that
//! wasn't named first.

mod down;
mod error;
pub mod init;
mod ledger;
mod list;
mod patience;
pub mod rebuild;
mod render;
mod risk;
mod up;

use std::time::Duration;

use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement};
use serde::Serialize;

use crate::config::database::Url;
use crate::db::{self, Db, Missing};

pub use down::{down, undone};
pub use error::Error;
pub use ledger::{Comparison, Drift, compare};
pub use list::List;
pub use render::Step;
pub use risk::Risk;
pub use up::Up;

/// How long to wait for another process that migrates.
pub const LOCK_TIMEOUT: Duration = Duration::from_mins(1);

/// The last migration that this program knows.
#[must_use]
pub fn newest() -> Option<String> {
    List::OWN.names().pop()
}

/// The database has migrations that this program doesn't know.
fn newer(status: &Status) -> Error {
    Error::Newer { unknown: status.unknown.join(", "), known: newest().unwrap_or_default() }
}

/// Where a database stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Status {
    /// Migrations in the database, in order.
    pub applied: Vec<String>,
    /// Migrations that this program has and the database has not, in order.
    pub pending: Vec<String>,
    /// Migrations that the database has and this program doesn't know.
    pub unknown: Vec<String>,
}

impl Status {
    /// Where a database stands that isn't there yet.
    #[must_use]
    pub fn nothing() -> Self {
        Self { applied: Vec::new(), pending: List::OWN.names(), unknown: Vec::new() }
    }
}

/// What a run did.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// Migrations that were applied by this run.
    pub applied: Vec<String>,
}

/// Where the database stands. Changes nothing, and needs no right to change anything.
pub async fn status(db: &Db) -> Result<Status, DbErr> {
    status_on(&db.single()).await
}

async fn status_on(connection: &impl ConnectionTrait) -> Result<Status, DbErr> {
    status_of(&List::OWN, connection).await
}

async fn status_of(list: &List, connection: &impl ConnectionTrait) -> Result<Status, DbErr> {
    let known = list.names();
    let applied = applied(connection).await?;
    Ok(Status {
        pending: known.iter().filter(|name| !applied.contains(name)).cloned().collect(),
        unknown: applied.iter().filter(|name| !known.contains(name)).cloned().collect(),
        applied,
    })
}

async fn applied(connection: &impl ConnectionTrait) -> Result<Vec<String>, DbErr> {
    let backend = connection.get_database_backend();
    // The views of the information schema would take longer than all the rest of a start.
    let there = match backend {
        DbBackend::Postgres => "SELECT to_regclass('seaql_migrations') IS NOT NULL AS there",
        _ => "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'seaql_migrations') AS there",
    };
    let there = connection.query_one_raw(Statement::from_string(backend, there)).await?;
    if !there.map(|row| row.try_get("", "there")).transpose()?.unwrap_or(false) {
        return Ok(Vec::new());
    }
    let all = "SELECT version FROM seaql_migrations ORDER BY version";
    let rows = connection.query_all_raw(Statement::from_string(backend, all)).await?;
    rows.iter().map(|row| row.try_get("", "version")).collect()
}

/// What would be executed to bring the database up to date, step by step. Changes nothing.
pub async fn plan(db: &Db) -> Result<(Status, Vec<Step>), DbErr> {
    plan_of(&List::OWN, db).await
}

/// The same of another list.
pub async fn plan_of(list: &List, db: &Db) -> Result<(Status, Vec<Step>), DbErr> {
    let reader = db.single();
    let status = status_of(list, &reader).await?;
    let large = if status.pending.is_empty() { risk::Large::new() } else { risk::large(&reader).await? };
    let steps = render::plan(list, &status, reader.get_database_backend(), &large).await?;
    Ok((status, steps))
}

/// What would be executed on a database that isn't there yet.
pub async fn plan_of_nothing(url: &Url) -> Result<(Status, Vec<Step>), DbErr> {
    let backend = if url.engine() == db::Engine::Postgres { DbBackend::Postgres } else { DbBackend::Sqlite };
    let status = Status::nothing();
    let steps = render::plan(&List::OWN, &status, backend, &risk::Large::new()).await?;
    Ok((status, steps))
}

/// Stamps an applied migration as this program has it: for whoever looked and found the difference harmless.
pub async fn repair(db: &Db, version: &str) -> Result<(), Error> {
    let status = status(db).await.map_err(Error::Failed)?;
    if !status.applied.iter().any(|name| name == version) || status.unknown.iter().any(|name| name == version) {
        return Err(Error::NotApplied(version.to_owned()));
    }
    let transaction = db.begin_plain().await.map_err(Error::Failed)?;
    ledger::write(&List::OWN, &transaction, &[version.to_owned()]).await.map_err(Error::Failed)?;
    transaction.commit().await.map_err(Error::Failed)
}

/// Whether this program can work on a database that stands like this: it has everything, and what it has beside that only
/// added something.
pub async fn is_usable(db: &Db, status: &Status) -> Result<bool, DbErr> {
    if status.unknown.is_empty() || !status.pending.is_empty() {
        return Ok(status.pending.is_empty());
    }
    ledger::tolerates(&db.single(), &status.unknown).await
}

/// Applies what is pending, under the lock, in the order of the list. Run again, it does nothing.
pub async fn up(url: &Url, db: &Db, timeout: Duration) -> Result<Report, Error> {
    Up::new(timeout).run(url, db).await
}

/// Opens the database and applies what is pending.
pub async fn open_migrated(url: &Url) -> Result<(Db, Report), Error> {
    let db = Db::open(url, Missing::Create).await?;
    let report = up(url, &db, LOCK_TIMEOUT).await?;
    Ok((db, report))
}

/// Refuses a database that is newer than this program, unless what it has more was made for older programs too.
async fn refuse_newer(db: &Db, status: &Status) -> Result<(), Error> {
    if status.unknown.is_empty() || is_usable(db, status).await.is_ok_and(|usable| usable) {
        return Ok(());
    }
    Err(newer(status))
}

fn open(url: &Url) -> impl Fn(DbErr) -> Error {
    |source| Error::Open(db::Error::Unreachable { url: url.to_string(), source })
}
