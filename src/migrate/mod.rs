//! Bringing a database to the schema that this program knows, safely when many start at once.
//!
//! The migrations themselves are the `migration` package's. What they lack is added here: a lock, so that eight
//! processes that start together apply each migration once; and a plan, so that nothing is changed that
//! wasn't named first.

pub mod rebuild;

use std::time::Duration;

use migration::Migrator;
use sea_orm::ActiveValue::Set;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, EntityTrait, Statement};
use sea_orm_migration::{MigratorTrait, SchemaManager, seaql_migrations};
use serde::Serialize;
use tokio::time::{Instant, sleep};

use crate::clock::{Clock, System};
use crate::config::database::Url;
use crate::db::lock::{self, Lock, Purpose};
use crate::db::{self, Db, Missing};

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
    #[error("the database is newer than this program: it has {unknown}; install the newer release")]
    Newer {
        /// The migrations.
        unknown: String,
    },
    /// A migration failed. Nothing of it remains.
    #[error("a migration failed and was rolled back")]
    Failed(#[source] DbErr),
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

/// Applies what is pending, under the lock. Run again, it does nothing.
pub async fn up(url: &Url, db: &Db, timeout: Duration) -> Result<Report, Error> {
    let before = status(db).await.map_err(open(url))?;
    refuse_newer(&before)?;
    if before.pending.is_empty() {
        return Ok(Report { applied: Vec::new() });
    }
    let deadline = Instant::now() + timeout;
    let mut pause = FIRST_PAUSE;
    let lock = loop {
        if let Some(lock) = Lock::attempt(url, db, Purpose::Migrating).await? {
            break lock;
        }
        // Whoever holds the lock may have done what we came for.
        if status(db).await.map_err(open(url))?.pending.is_empty() {
            return Ok(Report { applied: Vec::new() });
        }
        if Instant::now() + pause > deadline {
            return Err(Error::Locked {
                holder: lock::holder(db, Purpose::Migrating).await,
                seconds: timeout.as_secs(),
            });
        }
        sleep(pause).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    };
    Ok(Report { applied: apply(url, db, lock).await? })
}

/// Applies what is still pending now that nobody else can. Returns what it applied.
async fn apply(url: &Url, db: &Db, lock: Lock) -> Result<Vec<String>, Error> {
    let (transaction, file) = match lock {
        Lock::Postgres(transaction) => (*transaction, None),
        Lock::Sqlite(file) => (db.begin().await.map_err(open(url))?, Some(file)),
    };
    let before = status_on(&transaction).await.map_err(open(url))?;
    refuse_newer(&before)?;
    let result =
        if before.applied.is_empty() && Migrator::migrations().iter().all(|m| m.use_transaction() == Some(true)) {
            fill(transaction).await
        } else {
            one_by_one(db, transaction).await
        };
    drop(file);
    result.map_err(Error::Failed)?;
    Ok(before.pending)
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

async fn everything(transaction: &DatabaseTransaction) -> Result<(), DbErr> {
    Migrator::install(transaction).await?;
    let manager = SchemaManager::new(transaction);
    let migrations = Migrator::migrations();
    for migration in &migrations {
        migration.up(&manager).await?;
    }
    let applied_at = System.now().unix_timestamp();
    let rows = migrations.iter().map(|migration| seaql_migrations::ActiveModel {
        version: Set(migration.name().to_owned()),
        applied_at: Set(applied_at),
    });
    seaql_migrations::Entity::insert_many(rows).exec_without_returning(transaction).await?;
    Ok(())
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

fn refuse_newer(status: &Status) -> Result<(), Error> {
    if status.unknown.is_empty() { Ok(()) } else { Err(Error::Newer { unknown: status.unknown.join(", ") }) }
}

fn open(url: &Url) -> impl Fn(DbErr) -> Error {
    |source| Error::Open(db::Error::Unreachable { url: url.to_string(), source })
}
