//! Bringing a database to the schema that this program knows, safely when many start at once.
//!
//! The migrations themselves are the `migration` package's. What they lack is added here: a lock, so that eight
//! processes that start together apply each migration once; and a plan, so that nothing is changed that
//! wasn't named first.

mod lock;

use std::time::Duration;

use migration::Migrator;
use sea_orm::DbErr;
use sea_orm_migration::MigratorTrait;
use serde::Serialize;
use tokio::time::{Instant, sleep};

use crate::config::database::Url;
use crate::db::{self, Db, Missing};

pub use lock::Lock;

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
    /// The lock file can't be used.
    #[error("can't use the lock file {path}")]
    LockFile {
        /// The file.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
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
    let known = Migrator::get_migration_files();
    let applied = applied(db).await?;
    Ok(Status {
        pending: known.iter().map(|m| m.name().to_owned()).filter(|name| !applied.contains(name)).collect(),
        unknown: applied.iter().filter(|name| !known.iter().any(|m| m.name() == *name)).cloned().collect(),
        applied,
    })
}

async fn applied(db: &Db) -> Result<Vec<String>, DbErr> {
    use sea_orm::ConnectionTrait;
    use sea_orm_migration::SchemaManager;

    if !SchemaManager::new(&db.reader()).has_table("seaql_migrations").await? {
        return Ok(Vec::new());
    }
    let all = "SELECT version FROM seaql_migrations ORDER BY version";
    let rows =
        db.reader().query_all_raw(sea_orm::Statement::from_string(db.reader().get_database_backend(), all)).await?;
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
        if let Some(lock) = Lock::attempt(url, db).await? {
            break lock;
        }
        // Whoever holds the lock may have done what we came for.
        if status(db).await.map_err(open(url))?.pending.is_empty() {
            return Ok(Report { applied: Vec::new() });
        }
        if Instant::now() + pause > deadline {
            return Err(Error::Locked { holder: lock::holder(db).await, seconds: timeout.as_secs() });
        }
        sleep(pause).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    };
    let before = status(db).await.map_err(open(url))?;
    refuse_newer(&before)?;
    let result = Migrator::up(&db.writer(), None).await;
    lock.release().await;
    result.map_err(Error::Failed)?;
    Ok(Report { applied: before.pending })
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
