//! Turns of the processes that write to one SQLite file.
//!
//! SQLite has no queue: whoever finds it busy looks again after a while, and of a process that writes batch after batch it
//! hardly ever finds the gap. So whoever is about to write stands in line. Two files beside the database are locked for
//! that: one by the first in line, the other by whoever's turn it is. A process that wants another turn finds the line
//! taken by the one that waits, and the system wakes that one in the moment in which the turn is free.
//!
//! It is a courtesy. What keeps writers apart is SQLite's own lock: where the files can't be used, or somebody has the turn
//! for long, one goes on without it.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::oneshot;

use super::lock::Locked;

/// How long somebody else may have the turn.
const PATIENCE: Duration = Duration::from_secs(1);

/// The turns of one connection that writes.
#[derive(Debug, Default)]
pub(super) struct Turns {
    files: Files,
    /// While it is this connection's turn.
    mine: Mutex<Option<Locked>>,
    /// Whether a thread stands in line for it.
    stands: Arc<AtomicBool>,
}

#[derive(Debug, Default, Clone)]
struct Files {
    line: PathBuf,
    turn: PathBuf,
}

impl Turns {
    /// The turns at this database.
    pub(super) fn at(database: &Path) -> Self {
        let beside = |extension| database.with_added_extension(extension);
        Self { files: Files { line: beside("line.lock"), turn: beside("turn.lock") }, ..Self::default() }
    }

    /// Waits for the turn.
    pub(super) async fn take(&self) {
        self.give_back();
        let turn = match self.files.at_once() {
            Ok(Some(turn)) => Some(turn),
            Ok(None) => self.wait().await,
            Err(_) => None,
        };
        *self.mine.lock().unwrap_or_else(PoisonError::into_inner) = turn;
    }

    /// Ends the turn, if it was one.
    pub(super) fn give_back(&self) {
        drop(self.mine.lock().unwrap_or_else(PoisonError::into_inner).take());
    }

    /// Waits in line, on a thread: the system has no other way of waking somebody for a lock. While one still stands there
    /// that was waited for in vain, nobody else waits: whoever has the turn then may have it for ever.
    async fn wait(&self) -> Option<Locked> {
        if self.stands.swap(true, Ordering::SeqCst) {
            return None;
        }
        let (tell, told) = oneshot::channel();
        let (files, stands) = (self.files.clone(), Arc::clone(&self.stands));
        let waits = move || {
            let turn = files.stand();
            stands.store(false, Ordering::SeqCst);
            // If nobody waits any more it is the next one's turn.
            turn.map(|turn| tell.send(turn)).ok();
        };
        if std::thread::Builder::new().name("turn".to_owned()).spawn(waits).is_err() {
            self.stands.store(false, Ordering::SeqCst);
        }
        tokio::time::timeout(PATIENCE, told).await.ok()?.ok()
    }
}

impl Files {
    /// The turn, where nobody has it and nobody waits.
    fn at_once(&self) -> io::Result<Option<Locked>> {
        let Some(_first) = attempt(&self.line)? else { return Ok(None) };
        attempt(&self.turn)
    }

    /// The turn, as soon as all who came before have had theirs.
    fn stand(&self) -> io::Result<Locked> {
        let _first = lock(&self.line)?;
        lock(&self.turn)
    }
}

fn attempt(path: &Path) -> io::Result<Option<Locked>> {
    let file = open(path)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(Locked::new(file))),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

fn lock(path: &Path) -> io::Result<Locked> {
    let file = open(path)?;
    file.lock()?;
    Ok(Locked::new(file))
}

fn open(path: &Path) -> io::Result<File> {
    OpenOptions::new().create(true).truncate(false).write(true).open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turns(folder: &tempfile::TempDir) -> Turns {
        Turns::at(&folder.path().join("a.db"))
    }

    #[tokio::test]
    async fn whoever_waits_comes_before_whoever_wants_another_turn() {
        let folder = tempfile::tempdir().expect("a folder");
        let (greedy, other) = (turns(&folder), turns(&folder));
        for _ in 0..20 {
            greedy.take().await;
            let waiting = other.take();
            tokio::pin!(waiting);
            // It stands in line as soon as the line is locked, and not before.
            while attempt(&greedy.files.line).expect("the file").is_some() {
                assert!(futures_util::poll!(&mut waiting).is_pending(), "two have the turn");
                std::thread::yield_now();
            }
            greedy.give_back();
            assert!(greedy.files.at_once().expect("the files").is_none(), "it went before the one that waits");
            waiting.await;
            assert!(attempt(&greedy.files.turn).expect("the file").is_none(), "nobody has the turn");
            other.give_back();
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_turn_that_lasts_is_waited_for_in_vain_only_so_long() {
        let folder = tempfile::tempdir().expect("a folder");
        let (first, second) = (turns(&folder), turns(&folder));
        first.take().await;
        for _ in 0..3 {
            second.take().await;
            assert!(second.mine.lock().expect("not poisoned").is_none());
            assert_eq!(Arc::strong_count(&second.stands), 2, "one thread stands in line, however often it was in vain");
        }
        first.give_back();
        while second.stands.load(Ordering::SeqCst) {
            std::thread::yield_now();
        }
        // The thread gives the turn, which nobody waits for any more, to whoever comes next.
        while second.mine.lock().expect("not poisoned").is_none() {
            second.take().await;
        }
    }

    #[tokio::test]
    async fn where_no_file_can_be_made_there_are_no_turns() {
        let folder = tempfile::tempdir().expect("a folder");
        let turns = Turns::at(&folder.path().join("absent/a.db"));
        turns.take().await;
        assert!(turns.mine.lock().expect("not poisoned").is_none());
    }
}
