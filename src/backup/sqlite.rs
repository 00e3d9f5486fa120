//! A SQLite file by the engine's own calls.
//!
//! The driver that the rest of the program uses gives each connection a thread and hands over one row at a time. Where
//! millions of rows pass, waking the other thread for each takes several times as long as the row itself. Here whoever
//! works with the rows is called on the thread that works with the file.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::OpenFlags;
use tokio::task::{JoinError, spawn_blocking};

use super::error::{Error, Refusal};

/// Steps of a statement between two looks at whether anybody still waits for it.
const STEPS: i32 = 10_000;

/// A connection that may be used from anywhere, by one at a time. What it is in the middle of is given up when nobody waits
/// for it any more.
#[derive(Clone, Debug)]
pub(super) struct Connection(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    file: Mutex<rusqlite::Connection>,
    abandoned: Arc<AtomicBool>,
}

impl Connection {
    /// Opens a file that is there. Another one that has it is waited for as long as `patience`.
    pub(super) async fn open(path: &Path, patience: Duration) -> Result<Self, Error> {
        let path = path.to_owned();
        let abandoned = Arc::new(AtomicBool::new(false));
        let watched = Arc::clone(&abandoned);
        let open = move || {
            let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
            let file = rusqlite::Connection::open_with_flags(path, flags)?;
            file.busy_timeout(patience)?;
            file.progress_handler(STEPS, Some(move || watched.load(Ordering::Relaxed)))?;
            Ok(file)
        };
        let file = spawn_blocking(open).await?.map_err(Error::doing::<rusqlite::Error>("to be opened"))?;
        Ok(Self(Arc::new(Shared { file: Mutex::new(file), abandoned })))
    }

    /// Does something with the file, on a thread that may wait.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&rusqlite::Connection) -> T + Send + 'static,
    ) -> Result<T, JoinError> {
        let shared = Arc::clone(&self.0);
        let waiting = Waiting(&self.0.abandoned);
        let work = move || work(&shared.file.lock().unwrap_or_else(PoisonError::into_inner));
        let done = spawn_blocking(work).await;
        std::mem::forget(waiting);
        done
    }

    /// Runs statements.
    pub(super) async fn execute(&self, sql: &str) -> Result<(), Refusal> {
        let sql = sql.to_owned();
        self.ask(move |file| file.execute_batch(&sql)).await
    }

    /// Asks something.
    pub(super) async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&rusqlite::Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, Refusal> {
        Ok(self.run(question).await??)
    }

    /// Lets go of the file, unless somebody else has the connection, too.
    pub(super) async fn close(self) {
        spawn_blocking(move || drop(self)).await.ok();
    }
}

/// Tells the file's thread when nobody waits for it any more.
struct Waiting<'a>(&'a AtomicBool);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}
