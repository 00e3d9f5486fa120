//! A SQLite file by the engine's own calls.
//!
//! The driver that the rest of the program uses gives each connection a thread and hands over one row at a time. Where
//! millions of rows pass, waking the other thread for each takes several times as long as the row itself. Here whoever
//! works with the rows is called on the thread that works with the file.

use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::{OpenFlags, Transaction, TransactionBehavior};
use tokio::task::{JoinError, spawn_blocking};

use super::aside::Aside;
use super::turn::Turns;
use super::{BUSY, Db, options};

/// Has a commit not wait for the disk: a writer waits for it after its turn.
const UNSYNCED: &str = "PRAGMA synchronous = NORMAL";

/// Steps of a statement between two looks at whether anybody still waits for it.
const STEPS: i32 = 10_000;

/// Why SQLite gave no answer.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub enum Error {
    /// SQLite refused something.
    Sqlite(#[from] rusqlite::Error),
    /// It wasn't asked to the end: whoever did it stopped.
    Ended(#[from] JoinError),
    /// The system didn't write its log to the disk.
    #[error("the log of the database can't be written to the disk")]
    Log(#[from] io::Error),
}

impl Error {
    /// Whether another connection has the file.
    pub(crate) fn is_busy(&self) -> bool {
        matches!(self, Self::Sqlite(error) if error.sqlite_error_code() == Some(rusqlite::ErrorCode::DatabaseBusy))
    }
}

/// A connection that may be used from anywhere, by one at a time. What it is in the middle of is given up when nobody waits
/// for it any more.
#[derive(Clone, Debug)]
pub(crate) struct Connection(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    file: Mutex<rusqlite::Connection>,
    abandoned: Arc<AtomicBool>,
    /// Where it works, if not where all do.
    aside: Option<Aside>,
}

impl Connection {
    /// Opens a file that is there. Another one that has it is waited for as long as `patience`.
    pub(crate) async fn open(path: &Path, patience: Duration) -> Result<Self, Error> {
        Self::open_on(None, path, patience).await
    }

    async fn open_on(aside: Option<Aside>, path: &Path, patience: Duration) -> Result<Self, Error> {
        let path = path.to_owned();
        let abandoned = Arc::new(AtomicBool::new(false));
        let watched = Arc::clone(&abandoned);
        let open = move || -> rusqlite::Result<_> {
            let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
            let file = rusqlite::Connection::open_with_flags(path, flags)?;
            file.busy_timeout(patience)?;
            file.progress_handler(STEPS, Some(move || watched.load(Ordering::Relaxed)))?;
            Ok(file)
        };
        let file = spawn_blocking(open).await??;
        Ok(Self(Arc::new(Shared { file: Mutex::new(file), abandoned, aside })))
    }

    /// Does something with the file, on a thread that may wait.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&rusqlite::Connection) -> T + Send + 'static,
    ) -> Result<T, JoinError> {
        let shared = Arc::clone(&self.0);
        let waiting = Waiting(&self.0.abandoned);
        let work = move || work(&shared.file.lock().unwrap_or_else(PoisonError::into_inner));
        let done = match &self.0.aside {
            Some(aside) => aside.spawn(work),
            None => spawn_blocking(work),
        }
        .await;
        std::mem::forget(waiting);
        done
    }

    /// Runs statements.
    pub(crate) async fn execute(&self, sql: &str) -> Result<(), Error> {
        let sql = sql.to_owned();
        self.ask(move |file| file.execute_batch(&sql)).await
    }

    /// Asks something.
    pub(crate) async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&rusqlite::Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, Error> {
        Ok(self.run(question).await??)
    }

    /// Lets go of the file, unless somebody else has the connection, too.
    pub(crate) async fn close(self) {
        spawn_blocking(move || drop(self)).await.ok();
    }
}

/// A connection that writes, for whoever has many small things to write and would rather not wake several threads for each.
/// It takes its turns with those of the pools, of this process and of others.
#[derive(Debug)]
pub(crate) struct Writer {
    file: Connection,
    turns: Arc<Turns>,
    /// A connection for what is done between the turns.
    aside: Connection,
}

impl Writer {
    /// Opens one, with these settings besides those of every connection that writes. None: the database is on PostgreSQL.
    pub(crate) async fn open(db: &Db, settings: &str) -> Result<Option<Self>, Error> {
        let Some(path) = db.url().sqlite_path() else { return Ok(None) };
        let file = Connection::open(path, BUSY).await?;
        file.execute(&format!("{} {UNSYNCED}; {settings}", options::settings())).await?;
        let aside = Connection::open_on(Some(Aside::new()), path, BUSY).await?;
        aside.execute(&options::settings()).await?;
        Ok(Some(Self { file, turns: Arc::new(Turns::at(path)), aside }))
    }

    /// Does something in a transaction, when it is this connection's turn. The turn ends before the disk has what was
    /// committed, so that whoever comes next doesn't wait for that: it has it after [`Self::sync`] or [`Self::checkpoint`].
    /// Until then a power cut can undo it, but nothing that somebody else committed after it stays without it.
    pub(crate) async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(Transaction<'_>) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, Error> {
        self.turns.take().await;
        let turn = Turn(Arc::clone(&self.turns));
        let work = move |file: &rusqlite::Connection| {
            let done = Transaction::new_unchecked(file, TransactionBehavior::Immediate).and_then(work);
            drop(turn);
            done
        };
        self.file.ask(work).await
    }

    /// Asks something that nobody waits for, between the turns.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        question: impl FnOnce(&rusqlite::Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, Error> {
        self.aside.ask(question).await
    }

    /// Waits until the disk has what was committed.
    pub(crate) async fn sync(&self) -> Result<(), Error> {
        Ok(self.aside.run(sync).await??)
    }

    /// The same, and moves what can be moved from the log into the database. Nobody is waited for, nobody has to wait, and
    /// whoever else has something to do comes first.
    pub(crate) async fn checkpoint(&self) -> Result<(), Error> {
        // Where all is moved the disk had the log first. A reader or another checkpoint may have been in the way.
        let is_moved = |row: &rusqlite::Row<'_>| {
            let (is_in_vain, log, moved): (bool, i64, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
            Ok(!is_in_vain && moved == log)
        };
        if self.aside.ask(move |file| file.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], is_moved)).await? {
            return Ok(());
        }
        self.sync().await
    }
}

/// Has the log written to the disk. Where there is none SQLite works without, and has waited for the disk already.
fn sync(file: &rusqlite::Connection) -> io::Result<()> {
    let Some(path) = file.path() else { return Ok(()) };
    // SQLite has no locks on the log, which closing it here would end: those are on the file and on the index of the log.
    match File::open(format!("{path}-wal")) {
        Ok(log) => log.sync_data(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}

/// A turn, which ends with this.
struct Turn(Arc<Turns>);

impl Drop for Turn {
    fn drop(&mut self) {
        self.0.give_back();
    }
}

/// Tells the file's thread when nobody waits for it any more.
struct Waiting<'a>(&'a AtomicBool);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::database::Url;
    use crate::db::Missing;

    /// How much of the log there is, and how much of it was moved.
    fn log(file: &rusqlite::Connection) -> rusqlite::Result<(i64, i64)> {
        file.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |row| Ok((row.get(1)?, row.get(2)?)))
    }

    #[tokio::test]
    async fn a_writer_waits_for_the_disk_between_its_turns() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.db");
        let db = Db::open(&Url::Sqlite { path: path.clone() }, Missing::Create).await.expect("a database");
        let settings = "PRAGMA wal_autocheckpoint = 0";
        let writer = Writer::open(&db, settings).await.expect("a connection").expect("one to SQLite");
        let synchronous =
            |file: &rusqlite::Connection| file.pragma_query_value(None, "synchronous", |row| row.get::<_, i64>(0));
        assert_eq!(writer.file.ask(synchronous).await.expect("a setting"), 1, "NORMAL: no commit waits");
        let write = async |sql: &'static str| {
            let work = move |transaction: Transaction<'_>| {
                transaction.execute_batch(sql)?;
                transaction.commit()
            };
            writer.write(work).await.expect("a commit");
        };

        write("CREATE TABLE a (b)").await;
        let reader = Connection::open(&path, BUSY).await.expect("a connection");
        reader.execute("BEGIN; SELECT * FROM a").await.expect("a snapshot");
        write("INSERT INTO a VALUES (1)").await;
        writer.sync().await.expect("the log on the disk");
        writer.checkpoint().await.expect("the log on the disk, if not in the database");
        let (all, moved) = writer.read(log).await.expect("a log");
        assert!(moved < all, "{moved} of {all} moved under the reader");

        reader.execute("COMMIT").await.expect("no snapshot");
        writer.checkpoint().await.expect("the log in the database");
        let (all, moved) = writer.read(log).await.expect("a log");
        assert_eq!(moved, all);
        reader.close().await;
        db.close().await.expect("an end");
    }
}
