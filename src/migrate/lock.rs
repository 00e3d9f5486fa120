//! One process at a time.
//!
//! On PostgreSQL: an advisory lock that belongs to a transaction, asked for again and again. It belongs to
//! a transaction because a lock of a session survives in a pooler; it is asked for rather than waited for,
//! because a waiting statement holds a snapshot that would block `CREATE INDEX CONCURRENTLY`.
//! On SQLite: a lock on a file beside the database, which the system gives back when the process dies.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, Statement};

use super::Error;
use crate::config::database::Url;
use crate::db::{self, Db};

/// First key of our advisory locks; the second says what for.
const OURS: i32 = 0x00C1_0C1F;
const FOR_MIGRATING: i32 = 1;

/// The lock, while it is held.
#[derive(Debug)]
pub enum Lock {
    /// An open transaction that holds the advisory lock.
    Postgres(Box<DatabaseTransaction>),
    /// An open file that holds the lock.
    Sqlite(File),
}

impl Lock {
    /// Takes the lock if it is free.
    pub async fn attempt(url: &Url, db: &Db) -> Result<Option<Self>, Error> {
        match url.sqlite_path() {
            Some(path) => Ok(try_file(&path.with_added_extension("lock"))?.map(Self::Sqlite)),
            None => {
                let held = try_advisory(db).await.map_err(Error::Failed)?;
                Ok(held.map(|held| Self::Postgres(Box::new(held))))
            }
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

async fn try_advisory(db: &Db) -> Result<Option<DatabaseTransaction>, DbErr> {
    let transaction = db.begin().await?;
    transaction.execute_unprepared("SET LOCAL idle_in_transaction_session_timeout = 0").await?;
    let ask = Statement::from_string(
        DbBackend::Postgres,
        format!("SELECT pg_try_advisory_xact_lock({OURS}, {FOR_MIGRATING}) AS held"),
    );
    let held = transaction.query_one_raw(ask).await?.map(|row| row.try_get::<bool>("", "held")).transpose()?;
    if held == Some(true) {
        return Ok(Some(transaction));
    }
    transaction.rollback().await?;
    Ok(None)
}

fn try_file(path: &Path) -> Result<Option<File>, Error> {
    let failed = |source| Error::LockFile { path: path.display().to_string(), source };
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(path).map_err(failed)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(source)) => Err(failed(source)),
    }
}

/// Who holds the lock, for the message of the one who gave up.
pub(super) async fn holder(db: &Db) -> String {
    if db.engine() == db::Engine::Sqlite {
        return String::new();
    }
    let ask = Statement::from_string(
        DbBackend::Postgres,
        format!(
            "SELECT format(' (process %s, %s, since %s)', a.pid, a.application_name, to_char(a.xact_start, 'HH24:MI:SS')) \
             AS holder FROM pg_locks l JOIN pg_stat_activity a USING (pid) \
             WHERE l.locktype = 'advisory' AND l.granted AND l.classid = {OURS} AND l.objid = {FOR_MIGRATING}"
        ),
    );
    match db.writer().query_one_raw(ask).await {
        Ok(Some(row)) => row.try_get("", "holder").unwrap_or_default(),
        _ => String::new(),
    }
}
