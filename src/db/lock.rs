//! One process at a time, for each kind of work.
//!
//! On PostgreSQL: an advisory lock that belongs to a transaction, asked for again and again. It belongs to
//! a transaction because a lock of a session survives in a pooler; it is asked for rather than waited for,
//! because a waiting statement holds a snapshot that would block `CREATE INDEX CONCURRENTLY`.
//! On SQLite: a lock on a file beside the database, which the system gives back when the process dies.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, Statement};

use super::{Db, Engine, Url};

/// First key of our advisory locks; the second says what for.
const OURS: i32 = 0x00C1_0C1F;

/// What is done by one process at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// The schema is changed.
    Migrating,
    /// Old rows are removed.
    Sweeping,
}

impl Purpose {
    /// Second key of the advisory lock.
    const fn number(self) -> i32 {
        match self {
            Self::Migrating => 1,
            Self::Sweeping => 2,
        }
    }

    /// What the name of the lock file adds to that of the database.
    const fn extension(self) -> &'static str {
        match self {
            Self::Migrating => "lock",
            Self::Sweeping => "sweep.lock",
        }
    }
}

/// Why the lock can be neither had nor missed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The lock file can't be used.
    #[error("can't use the lock file {path}")]
    File {
        /// The file.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// The database didn't answer.
    #[error("the database can't be asked for a lock")]
    Database(#[from] DbErr),
}

/// A file that is locked until this is dropped. Closing it isn't enough: a program that is just being started still has
/// everything open that we had.
#[derive(Debug)]
pub struct Locked(File);

impl Locked {
    /// Of a file that was locked.
    #[must_use]
    pub fn new(file: File) -> Self {
        Self(file)
    }
}

impl Drop for Locked {
    fn drop(&mut self) {
        self.0.unlock().ok();
    }
}

/// The lock, while it is held.
#[derive(Debug)]
pub enum Lock {
    /// An open transaction that holds the advisory lock.
    Postgres(Box<DatabaseTransaction>),
    /// An open file that holds the lock.
    Sqlite(Locked),
}

impl Lock {
    /// Takes the lock if it is free.
    pub async fn attempt(url: &Url, db: &Db, purpose: Purpose) -> Result<Option<Self>, Error> {
        match url.sqlite_path() {
            Some(path) => Ok(try_file(&path.with_added_extension(purpose.extension()))?.map(Self::Sqlite)),
            None => Ok(try_advisory(db, purpose).await?.map(|held| Self::Postgres(Box::new(held)))),
        }
    }

    /// Whether it is still held: a connection can be lost, and the lock with it.
    pub async fn check(&self) -> Result<(), DbErr> {
        match self {
            Self::Postgres(transaction) => transaction.execute_unprepared("SELECT 1").await.map(|_| ()),
            Self::Sqlite(_) => Ok(()),
        }
    }

    /// Gives the lock back. Dropping it does so too, only later.
    pub async fn release(self) {
        match self {
            // The transaction did nothing, so that it can't be rolled back means only that it is gone already.
            Self::Postgres(transaction) => drop(transaction.rollback().await),
            Self::Sqlite(file) => drop(file),
        }
    }
}

async fn try_advisory(db: &Db, purpose: Purpose) -> Result<Option<DatabaseTransaction>, DbErr> {
    let transaction = db.begin_plain().await?;
    transaction.execute_unprepared("SET LOCAL idle_in_transaction_session_timeout = 0").await?;
    let ask = Statement::from_string(
        DbBackend::Postgres,
        format!("SELECT pg_try_advisory_xact_lock({OURS}, {}) AS held", purpose.number()),
    );
    let held = transaction.query_one_raw(ask).await?.map(|row| row.try_get::<bool>("", "held")).transpose()?;
    if held == Some(true) {
        return Ok(Some(transaction));
    }
    transaction.rollback().await?;
    Ok(None)
}

fn try_file(path: &Path) -> Result<Option<Locked>, Error> {
    let failed = |source| Error::File { path: path.display().to_string(), source };
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(path).map_err(failed)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(Locked::new(file))),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(source)) => Err(failed(source)),
    }
}

/// Who holds the lock, for the message of the one who gave up. Empty where that isn't known.
pub async fn holder(db: &Db, purpose: Purpose) -> String {
    if db.engine() == Engine::Sqlite {
        return String::new();
    }
    let ask = Statement::from_string(
        DbBackend::Postgres,
        format!(
            "SELECT format(' (process %s, %s, since %s)', a.pid, a.application_name, to_char(a.xact_start, 'HH24:MI:SS')) \
             AS holder FROM pg_locks l JOIN pg_stat_activity a USING (pid) \
             WHERE l.locktype = 'advisory' AND l.granted AND l.classid = {OURS} AND l.objid = {} \
             AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())",
            purpose.number()
        ),
    );
    match db.single().query_one_raw(ask).await {
        Ok(Some(row)) => row.try_get("", "holder").unwrap_or_default(),
        _ => String::new(),
    }
}
