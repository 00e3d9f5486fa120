//! A part of a bucket that backups are kept in.
//!
//! ```text
//! PREFIX/20261127T002706Z-1f3a9c22/universal-webhook/job.jsonl.zst
//! PREFIX/20261127T002706Z-1f3a9c22/manifest.json      put last: without it, it is no backup
//! PREFIX/.checks/20261127T002706Z-1f3a9c22.json       what is known of it
//! PREFIX/.checks/20261127T002706Z-1f3a9c22.pin        there while somebody wants it kept
//! PREFIX/.using/20261127T002706Z-1f3a9c22/…           somebody makes or reads it, until the time in there
//! ```
//!
//! Nothing is asked of the server that not every one does: no locks, no conditions, no renaming. A backup has a name of its
//! own, so that two may be made at once; who removes leaves alone what somebody uses.

mod bucket;
mod connect;
mod mark;
mod upload;

use std::collections::BTreeSet;
use std::io::{self, Read};
use std::path::PathBuf;
use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use futures_util::future::try_join;
use futures_util::stream::{self, BoxStream, StreamExt, TryStreamExt};
use object_store::multipart::MultipartStore;
use object_store::path::Path;
use object_store::{Error as StoreError, ObjectStore, ObjectStoreExt};
use tokio::runtime::Handle;
use tokio_util::sync::{CancellationToken, DropGuard};

use self::bucket::{AT_ONCE, Bucket, Survey};
pub(super) use self::connect::is_refused;
use self::mark::Mark;
pub use self::mark::Mark as Using;
use self::upload::Upload;
use super::manifest::{self, Manifest};
use super::place::{self, Checks, Draft, Files, Found, Held, Kept, Opened, Pin, Place, Removal, Set, Sink, broken};
use super::{Error, Identities};
use crate::clock::Clock;

/// Where is said what is known of backups, and who uses them.
const CHECKS: &str = ".checks";
const USING: &str = ".using";

/// Backups in a bucket.
#[derive(Clone, Debug)]
pub struct Store {
    bucket: Bucket,
    scratch: PathBuf,
}

impl Store {
    /// Backups below a prefix of any store, called so by people. Drills work in the folder `scratch`.
    pub fn over<S: ObjectStore + MultipartStore>(
        store: Arc<S>,
        prefix: &str,
        shown: String,
        scratch: PathBuf,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let objects: Arc<dyn ObjectStore> = Arc::clone(&store) as _;
        let bucket = Bucket { objects, parts: store, prefix: Path::from(prefix), shown, clock };
        Self { bucket, scratch }
    }
}

#[async_trait]
impl Place for Store {
    fn shown(&self) -> String {
        self.bucket.shown.clone()
    }

    fn exists(&self) -> bool {
        true
    }

    fn room(&self) -> Result<Option<u64>, Error> {
        Ok(None)
    }

    fn is_local(&self) -> bool {
        false
    }

    fn scratch(&self) -> PathBuf {
        self.scratch.clone()
    }

    async fn prepare(&self) -> Result<(), Error> {
        Ok(())
    }

    async fn hold(&self) -> Result<Held, Error> {
        Ok(Held { _file: None })
    }

    /// Removes what nobody has said for a while that it goes on with. Who may only add leaves it to others.
    async fn tidy(&self, _held: &Held) -> Result<(), Error> {
        let bucket = &self.bucket;
        let failed = || bucket.failed("to remove what was left unfinished");
        let survey = bucket.survey().await.map_err(bucket.failed("to be listed"))?;
        let names = survey.sets.keys().chain(survey.marks.keys()).collect::<BTreeSet<_>>();
        for name in names {
            let (objects, marks) = (survey.sets.get(name), survey.marks.get(name));
            if bucket.is_used(marks).await.map_err(failed())? {
                continue;
            }
            let unfinished = objects.filter(|objects| !Survey::is_published(objects));
            let dead = unfinished.into_iter().chain(marks).flatten().cloned().collect();
            if let Err(error) = bucket.clear(dead).await
                && !is_refused(&error)
            {
                return Err(failed()(error));
            }
        }
        Ok(())
    }

    async fn names(&self) -> Result<Vec<String>, Error> {
        let survey = self.bucket.survey().await.map_err(self.bucket.failed("to be listed"))?;
        let published = survey.sets.into_iter().filter(|(_, objects)| Survey::is_published(objects));
        Ok(published.map(|(name, _)| name).collect())
    }

    async fn look(&self, name: &str) -> Result<Found, Error> {
        let bucket = &self.bucket;
        let read = || bucket.failed("to be read");
        let broken = |wrong| Ok(Found::Broken { name: name.to_owned(), wrong });
        let path = bucket.at(name).join(manifest::NAME);
        let Some(bytes) = bucket.get(&path).await.map_err(read())? else { return broken("is missing".to_owned()) };
        let manifest = match place::manifest(name, &bytes) {
            Ok(manifest) => manifest,
            Err(wrong) => return broken(wrong),
        };
        let (known, pin) = (bucket.at(&format!("{CHECKS}/{name}.json")), bucket.at(&format!("{CHECKS}/{name}.pin")));
        let (known, pin) = try_join(bucket.get(&known), bucket.get(&pin)).await.map_err(read())?;
        let checks = Checks { pinned: place::pinned(pin.as_deref()), ..place::checks(&manifest, known.as_deref()) };
        let path = PathBuf::from(format!("{}/{name}", bucket.shown));
        let files = Arc::new(Objects { bucket: bucket.clone(), name: name.to_owned() });
        Ok(Found::Set(Box::new(Set { path, manifest, checks, identities: Identities::default(), files })))
    }

    async fn note(&self, set: &mut Set) -> Result<(), Error> {
        set.manifest.sha256.clone_into(&mut set.checks.sha256);
        let text = serde_json::to_vec(&set.checks).map_err(|error| Error::Internal(error.to_string()))?;
        let path = self.bucket.at(&format!("{CHECKS}/{}.json", set.manifest.name));
        self.bucket.put(&path, text).await.map_err(self.bucket.failed("to note what is known of a backup"))
    }

    async fn pin(&self, name: &str, pin: Option<&Pin>) -> Result<(), Error> {
        let path = self.bucket.at(&format!("{CHECKS}/{name}.pin"));
        let stored = match pin.map(serde_json::to_vec).transpose() {
            Ok(Some(text)) => self.bucket.put(&path, text).await,
            Ok(None) => self.bucket.delete(&path).await,
            Err(error) => return Err(Error::Internal(error.to_string())),
        };
        stored.map_err(self.bucket.failed("to note whether a backup is pinned"))
    }

    async fn remove(&self, set: &Set, _held: &Held) -> Result<Removal, Error> {
        let (bucket, name) = (&self.bucket, &set.manifest.name);
        let failed = || bucket.failed("to remove a backup");
        let survey = bucket.survey().await.map_err(failed())?;
        let marks = survey.marks.get(name);
        if bucket.is_used(marks).await.map_err(failed())? {
            return Ok(Removal::InUse);
        }
        // Half of a backup must never look like one.
        match bucket.delete(&bucket.at(name).join(manifest::NAME)).await {
            Ok(()) => {}
            Err(error) if is_refused(&error) => return Ok(Removal::Refused),
            Err(error) => return Err(failed()(error)),
        }
        let rest = survey.sets.get(name).into_iter().chain(marks).flatten().cloned();
        let rest = rest.chain([bucket.at(&format!("{CHECKS}/{name}.json"))]).collect();
        match bucket.clear(rest).await {
            Err(error) if !is_refused(&error) => Err(failed()(error)),
            // What is held for a time goes when that is over: without a manifest it is no backup any more.
            _ => Ok(Removal::Done),
        }
    }

    async fn begin(&self, name: &str) -> Result<Box<dyn Draft>, Error> {
        let mark = Mark::set(&self.bucket, name).await.map_err(self.bucket.failed("to begin a backup"))?;
        let files = Objects { bucket: self.bucket.clone(), name: name.to_owned() };
        Ok(Box::new(Unfinished { files, mark, given_up: CancellationToken::new().drop_guard() }))
    }

    async fn all(&self) -> Result<Vec<Found>, Error> {
        let names = self.names().await?;
        let looks = names.into_iter().map(|name| async move { self.look(&name).await });
        stream::iter(looks).buffered(AT_ONCE).try_collect().await
    }
}

/// The files of a backup.
#[derive(Clone, Debug)]
struct Objects {
    bucket: Bucket,
    name: String,
}

impl Objects {
    fn at(&self, file: &str) -> Path {
        self.bucket.at(&format!("{}/{file}", self.name))
    }
}

#[async_trait]
impl Files for Objects {
    fn open(&self, file: &str) -> io::Result<Opened> {
        let handle = Handle::current();
        let found = handle.block_on(self.bucket.objects.get(&self.at(file)))?;
        let length = found.meta.size;
        let bytes = Download { handle, stream: found.into_stream(), piece: Bytes::new() };
        Ok(Opened { length, bytes: Box::new(bytes) })
    }

    async fn keep(&self, set: &str) -> Result<Kept, Error> {
        let kept = match Mark::set(&self.bucket, &self.name).await {
            Ok(mark) => Kept::Marked(Box::new(mark)),
            // Who may only read can't say that it does.
            Err(error) if is_refused(&error) => Kept::Free,
            Err(error) => return Err(self.bucket.failed("to say that a backup is read")(error)),
        };
        // Between the look and the mark it may have been removed.
        match self.bucket.objects.head(&self.at(manifest::NAME)).await {
            Ok(_) => Ok(kept),
            Err(error) => {
                kept.release().await;
                match error {
                    StoreError::NotFound { .. } => Err(broken(set.to_owned(), "is gone")),
                    error => Err(self.bucket.failed("to be read")(error)),
                }
            }
        }
    }
}

/// An object on its way here.
struct Download {
    handle: Handle,
    stream: BoxStream<'static, Result<Bytes, StoreError>>,
    piece: Bytes,
}

impl Read for Download {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.piece.is_empty() {
            match self.handle.block_on(self.stream.try_next())? {
                Some(piece) => self.piece = piece,
                None => return Ok(0),
            }
        }
        let count = buffer.len().min(self.piece.len());
        buffer[..count].copy_from_slice(&self.piece.split_to(count));
        Ok(count)
    }
}

/// A backup that isn't finished.
struct Unfinished {
    files: Objects,
    mark: Mark,
    /// Dropped, it ends what is still being sent.
    given_up: DropGuard,
}

#[async_trait]
impl Draft for Unfinished {
    fn files(&self) -> Arc<dyn Files> {
        Arc::new(self.files.clone())
    }

    fn path(&self, file: &str) -> PathBuf {
        PathBuf::from(format!("{}/{}/{file}", self.files.bucket.shown, self.files.name))
    }

    fn create(&self, file: &str) -> io::Result<Box<dyn Sink>> {
        Ok(Box::new(Upload::new(&self.files.bucket, self.files.at(file), self.given_up.token().clone())))
    }

    async fn publish(self: Box<Self>, manifest: &mut Manifest) -> Result<(), Error> {
        let Objects { bucket, name } = &self.files;
        let text = manifest.write().map_err(|error| Error::Internal(error.to_string()))?;
        // Somebody who tidied up may have taken it for dead.
        let published = if self.mark.is_live() {
            let put = bucket.put(&self.files.at(manifest::NAME), text).await;
            put.map_err(bucket.failed("to take the manifest of a backup"))
        } else {
            Err(Error::Overdue(name.clone()))
        };
        match published {
            Ok(()) => self.mark.release().await,
            Err(_) => self.discard().await,
        }
        published
    }

    async fn discard(self: Box<Self>) {
        // What can't be removed now is removed when the mark has run out.
        self.files.bucket.clear_set(&self.files.name).await.ok();
        self.mark.release().await;
    }
}
