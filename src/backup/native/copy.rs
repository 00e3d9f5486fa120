//! A copy of a SQLite file whose moment is known: nothing that was deleted is in it, other than in a copy of pages.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::super::{Error, folder};
use crate::db::direct::{self, Connection};

/// Time between two looks at a copy that begins.
const LOOK: Duration = Duration::from_millis(1);

/// Codes with which SQLite says that it can't write, or not make last what it wrote.
const CANT_WRITE: [i32; 5] = [13, 778, 1034, 1290, 1546];

/// A copy that is being made.
pub(in crate::backup) struct Copying<'a> {
    path: PathBuf,
    ended: Arc<AtomicBool>,
    copy: Pin<Box<dyn Future<Output = Result<(), Error>> + Send + 'a>>,
}

impl<'a> Copying<'a> {
    /// Prepares a copy. It is made while what [`Copying::end`] returns is waited for.
    pub(in crate::backup) fn new(reader: &'a Connection, path: &Path) -> Result<Self, Error> {
        // SQLite takes a file that is empty, and leaves its mode.
        folder::create(path).map_err(Error::write(path))?;
        let (path, ended) = (path.to_owned(), Arc::new(AtomicBool::new(false)));
        let copy = {
            let (path, ended) = (path.clone(), Arc::clone(&ended));
            async move {
                let to = path.to_string_lossy().into_owned();
                let copied = reader.ask(move |file| file.execute("VACUUM INTO ?", [to])).await.map(drop);
                ended.store(true, Ordering::Release);
                copied.map_err(|error| failed(&path, error))
            }
        };
        Ok(Self { path, ended, copy: Box::pin(copy) })
    }

    /// Ends as soon as the copy sees its moment: it writes nothing before it does.
    pub(in crate::backup) fn begun(&self) -> impl Future<Output = ()> + Send + use<> {
        let (path, ended) = (self.path.clone(), Arc::clone(&self.ended));
        async move {
            let written = || fs::metadata(&path).is_ok_and(|file| file.len() > 0);
            while !ended.load(Ordering::Acquire) && !written() {
                tokio::time::sleep(LOOK).await;
            }
        }
    }

    /// Makes it.
    pub(in crate::backup) async fn end(self) -> Result<(), Error> {
        self.copy.await
    }
}

fn failed(path: &Path, error: direct::Error) -> Error {
    match error {
        direct::Error::Sqlite(error)
            if error.sqlite_error().is_some_and(|code| CANT_WRITE.contains(&code.extended_code)) =>
        {
            Error::write(path)(io::Error::other(error))
        }
        error => Error::doing("a copy of itself")(error),
    }
}
