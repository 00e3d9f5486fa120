//! Bringing a database to the schema that this program knows, safely when many start at once.
//!
//! The migrations themselves are the `migration` package's. What they lack is added here: a lock, so that eight
//! processes that start together apply each migration once; and a plan, so that nothing is changed that
//! wasn't named first.

mod down;
pub mod init;
mod ledger;
pub mod rebuild;
mod render;

use std::time::Duration;

use migration::Migrator;
use sea_orm::ActiveValue::Set;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, EntityTrait, Statement};
use sea_orm_migration::{IntoSchemaManagerConnection, MigratorTrait, SchemaManager, seaql_migrations};
use serde::Serialize;
use tokio::time::{Instant, sleep};

use crate::clock::{Clock, System};
use crate::config::database::Url;
use crate::db::lock::{self, Lock, Purpose};
use crate::db::{self, Db, Missing};

pub use down::{down, undone};
pub use ledger::{Comparison, Drift, compare};
pub use render::Step;

/// How long to wait for another process that migrates.
pub const LOCK_TIMEOUT: Duration = Duration::from_mins(1);

const FIRST_PAUSE: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

/// Why a migration didn't happen.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database can't be opened.
    #[error(transparent)]
    Open(#[from] db::Error),
    /// Another process holds the lock.
    #[error("another process is migrating this database{holder}; gave up after {seconds} s")]
    Locked {
        /// Who, where that is known.
        holder: String,
        /// How long was waited.
        seconds: u64,
    },
    /// The lock can't be asked for.
    #[error(transparent)]
    Lock(#[from] lock::Error),
    /// The database holds migrations that this program doesn't know.
    #[error(
        "the database is newer than this program: it has {unknown}, and this program ({}) knows none after {known}; \
         install the newer release", env!("CARGO_PKG_VERSION")
    )]
    Newer {
        /// The migrations.
        unknown: String,
        /// The last one that this program knows.
        known: String,
    },
    /// A migration is pending that comes before one that was applied.
    #[error(
        "{pending} is pending although {applied} was applied after it; if that is as it should be, run `clockify-addons \
         migrate up --allow-out-of-order`"
    )]
    OutOfOrder {
        /// The migration that is late.
        pending: String,
        /// The last one that was applied.
        applied: String,
    },
    /// No migration of this name was applied.
    #[error("{0} was not applied; `clockify-addons migrate status --format json` lists what was")]
    NotApplied(String),
    /// A migration failed. Nothing of it remains.
    #[error("a migration failed and was rolled back")]
    Failed(#[source] DbErr),
}

/// The last migration that this program knows.
#[must_use]
pub fn newest() -> Option<String> {
    Migrator::get_migration_files().last().map(|migration| migration.name().to_owned())
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
        let pending = Migrator::get_migration_files().iter().map(|m| m.name().to_owned()).collect();
        Self { applied: Vec::new(), pending, unknown: Vec::new() }
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
    status_on(&db.reader()).await
}

async fn status_on(connection: &impl ConnectionTrait) -> Result<Status, DbErr> {
    let known = Migrator::get_migration_files();
    let applied = applied(connection).await?;
    Ok(Status {
        pending: known.iter().map(|m| m.name().to_owned()).filter(|name| !applied.contains(name)).collect(),
        unknown: applied.iter().filter(|name| !known.iter().any(|m| m.name() == *name)).cloned().collect(),
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
    let reader = db.reader();
    let status = status_on(&reader).await?;
    let steps = render::plan(&status, reader.get_database_backend()).await?;
    Ok((status, steps))
}

/// The same for a database that isn't there yet.
pub async fn plan_of_nothing(url: &Url) -> Result<(Status, Vec<Step>), DbErr> {
    let backend = if url.engine() == db::Engine::Postgres { DbBackend::Postgres } else { DbBackend::Sqlite };
    let status = Status::nothing();
    let steps = render::plan(&status, backend).await?;
    Ok((status, steps))
}

/// Stamps an applied migration as this program has it: for whoever looked and found the difference harmless.
pub async fn repair(db: &Db, version: &str) -> Result<(), Error> {
    let status = status(db).await.map_err(Error::Failed)?;
    if !status.applied.iter().any(|name| name == version) || status.unknown.iter().any(|name| name == version) {
        return Err(Error::NotApplied(version.to_owned()));
    }
    let transaction = db.begin().await.map_err(Error::Failed)?;
    ledger::write(&transaction, &[version.to_owned()]).await.map_err(Error::Failed)?;
    transaction.commit().await.map_err(Error::Failed)
}

/// Whether this program can work on a database that stands like this: it has everything, and what it has beside that only
/// added something.
pub async fn is_usable(db: &Db, status: &Status) -> Result<bool, DbErr> {
    if status.unknown.is_empty() || !status.pending.is_empty() {
        return Ok(status.pending.is_empty());
    }
    ledger::tolerates(&db.reader(), &status.unknown).await
}

/// Applies what is pending, under the lock, in the order of the list. Run again, it does nothing.
pub async fn up(url: &Url, db: &Db, timeout: Duration) -> Result<Report, Error> {
    let status = status(db).await.map_err(open(url))?;
    let in_order = |pending: &String| status.applied.last().is_none_or(|applied| applied < pending);
    if let Some(late) = status.pending.iter().find(|pending| !in_order(pending)).filter(|_| status.unknown.is_empty()) {
        let applied = status.applied.last().cloned().unwrap_or_default();
        return Err(Error::OutOfOrder { pending: late.clone(), applied });
    }
    from_here(url, db, status, timeout).await
}

/// The same, also where a migration comes late.
pub async fn up_in_any_order(url: &Url, db: &Db, timeout: Duration) -> Result<Report, Error> {
    let status = status(db).await.map_err(open(url))?;
    from_here(url, db, status, timeout).await
}

async fn from_here(url: &Url, db: &Db, before: Status, timeout: Duration) -> Result<Report, Error> {
    refuse_newer(db, &before).await?;
    if before.pending.is_empty() {
        // A ledger that lacks something was left by a program that was killed, or by one that had none.
        let known: Vec<_> = before.applied.iter().filter(|name| !before.unknown.contains(name)).cloned().collect();
        if !before.unknown.is_empty() || ledger::is_complete(&db.reader(), &known).await.map_err(open(url))? {
            return Ok(Report { applied: Vec::new() });
        }
    }
    let lock = wait_for_lock(url, db, timeout, before.pending.is_empty()).await?;
    let Some(lock) = lock else { return Ok(Report { applied: Vec::new() }) };
    Ok(Report { applied: apply(url, db, lock).await? })
}

/// Takes the lock. None if another process did meanwhile what we came for.
async fn wait_for_lock(url: &Url, db: &Db, timeout: Duration, insist: bool) -> Result<Option<Lock>, Error> {
    let deadline = Instant::now() + timeout;
    let mut pause = FIRST_PAUSE;
    loop {
        if let Some(lock) = Lock::attempt(url, db, Purpose::Migrating).await? {
            return Ok(Some(lock));
        }
        // Whoever holds the lock may have done what we came for.
        if !insist && status(db).await.map_err(open(url))?.pending.is_empty() {
            return Ok(None);
        }
        if Instant::now() + pause > deadline {
            return Err(Error::Locked {
                holder: lock::holder(db, Purpose::Migrating).await,
                seconds: timeout.as_secs(),
            });
        }
        sleep(pause).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

/// Applies what is still pending now that nobody else can. Returns what it applied.
async fn apply(url: &Url, db: &Db, lock: Lock) -> Result<Vec<String>, Error> {
    let (transaction, file) = match lock {
        Lock::Postgres(transaction) => (*transaction, None),
        Lock::Sqlite(file) => (db.begin().await.map_err(open(url))?, Some(file)),
    };
    let before = status_on(&transaction).await.map_err(open(url))?;
    refuse_newer(db, &before).await?;
    let result = if fills(&before) {
        fill(transaction).await
    } else {
        match one_by_one(db, transaction).await {
            Ok(()) => ledger::complete(&db.writer(), &before.pending).await,
            failed => failed,
        }
    };
    drop(file);
    result.map_err(Error::Failed)?;
    Ok(before.pending)
}

/// Whether all of it goes into one transaction.
fn fills(status: &Status) -> bool {
    status.applied.is_empty() && Migrator::migrations().iter().all(|m| m.use_transaction() == Some(true))
}

/// Applies everything to an empty database. Nobody uses what is in it yet, so it can be one transaction, which waits for
/// the disk once.
async fn fill(transaction: DatabaseTransaction) -> Result<(), DbErr> {
    match everything(&transaction).await {
        Ok(()) => transaction.commit().await,
        Err(error) => {
            // What failed is what there is to say.
            _ = transaction.rollback().await;
            Err(error)
        }
    }
}

async fn everything<'c, C>(connection: &'c C) -> Result<(), DbErr>
where
    C: ConnectionTrait,
    &'c C: IntoSchemaManagerConnection<'c>,
{
    Migrator::install(connection).await?;
    let manager = SchemaManager::new(connection);
    let migrations = Migrator::migrations();
    for migration in &migrations {
        migration.up(&manager).await?;
    }
    let names: Vec<_> = migrations.iter().map(|migration| migration.name().to_owned()).collect();
    let rows = names.iter().map(|name| applied_now(name));
    seaql_migrations::Entity::insert_many(rows).exec_without_returning(connection).await?;
    ledger::write(connection, &names).await
}

/// Notes that a migration was applied.
async fn note(connection: &impl ConnectionTrait, name: &str) -> Result<(), DbErr> {
    seaql_migrations::Entity::insert(applied_now(name)).exec_without_returning(connection).await?;
    Ok(())
}

fn applied_now(name: &str) -> seaql_migrations::ActiveModel {
    seaql_migrations::ActiveModel { version: Set(name.to_owned()), applied_at: Set(System.now().unix_timestamp()) }
}

/// Applies each in a transaction of its own, so that what uses the database meanwhile waits for one at a time.
async fn one_by_one(db: &Db, held: DatabaseTransaction) -> Result<(), DbErr> {
    if db.engine() == db::Engine::Sqlite {
        // The lock is the file's; an open transaction would keep the one connection that writes.
        held.rollback().await?;
        return Migrator::up(&db.writer(), None).await;
    }
    let result = Migrator::up(&db.writer(), None).await;
    // It did nothing, so that it can't be rolled back means only that it is gone already.
    _ = held.rollback().await;
    result
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
