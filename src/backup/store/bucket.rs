//! What is asked of a server that keeps objects.

use std::collections::BTreeMap;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::stream::{self, StreamExt, TryStreamExt};
use object_store::multipart::MultipartStore;
use object_store::path::Path;
use object_store::{Error as StoreError, ObjectStore, ObjectStoreExt, PutPayload};

use super::super::Error;
use super::super::manifest;
use super::super::place::is_name;
use super::upload::MARKER;
use super::{USING, mark};
use crate::clock::Clock;

/// Requests that are under way at once.
pub(super) const AT_ONCE: usize = 8;

/// Largest manifest that is read.
const LARGEST: u64 = 64 * 1024 * 1024;

/// A bucket, and where in it.
#[derive(Clone)]
pub(super) struct Bucket {
    pub(super) objects: Arc<dyn ObjectStore>,
    pub(super) parts: Arc<dyn MultipartStore>,
    pub(super) prefix: Path,
    pub(super) shown: String,
    pub(super) clock: Arc<dyn Clock>,
}

/// What there is.
#[derive(Debug, Default)]
pub(super) struct Survey {
    /// The objects of each backup, or of what may become one.
    pub(super) sets: BTreeMap<String, Vec<Path>>,
    /// Who uses it.
    pub(super) marks: BTreeMap<String, Vec<Path>>,
}

impl Survey {
    pub(super) fn is_published(objects: &[Path]) -> bool {
        objects.iter().any(|path| path.filename() == Some(manifest::NAME))
    }
}

impl Bucket {
    pub(super) fn at(&self, below: &str) -> Path {
        below.split('/').fold(self.prefix.clone(), Path::join)
    }

    pub(super) fn failed(&self, doing: &str) -> impl FnOnce(StoreError) -> Error {
        let (place, doing) = (self.shown.clone(), doing.to_owned());
        move |source| Error::store(place, &doing, Box::new(source))
    }

    pub(super) async fn put(&self, path: &Path, bytes: impl Into<PutPayload> + Send) -> Result<(), StoreError> {
        self.objects.put(path, bytes.into()).await.map(|_| ())
    }

    /// The bytes of a small object; none where there is no such.
    pub(super) async fn get(&self, path: &Path) -> Result<Option<Bytes>, StoreError> {
        match self.objects.get(path).await {
            Ok(found) if found.meta.size > LARGEST => Ok(Some(Bytes::new())),
            Ok(found) => found.bytes().await.map(Some),
            Err(StoreError::NotFound { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Removes an object, which may be gone already.
    pub(super) async fn delete(&self, path: &Path) -> Result<(), StoreError> {
        match self.objects.delete(path).await {
            Ok(()) | Err(StoreError::NotFound { .. }) => Ok(()),
            Err(error) => Err(error),
        }
    }

    pub(super) async fn survey(&self) -> Result<Survey, StoreError> {
        let mut survey = Survey::default();
        let mut objects = self.objects.list(Some(&self.prefix));
        while let Some(object) = objects.try_next().await? {
            let Some(mut parts) = object.location.prefix_match(&self.prefix) else { continue };
            let first = parts.next();
            let (of, name) = match first.as_ref().map(|part| -> &str { part.as_ref() }) {
                Some(USING) => (&mut survey.marks, parts.next().map(|name| name.as_ref().to_owned())),
                Some(name) if is_name(name) => (&mut survey.sets, Some(name.to_owned())),
                _ => continue,
            };
            if let Some(name) = name {
                of.entry(name).or_default().push(object.location.clone());
            }
        }
        Ok(survey)
    }

    /// Whether somebody makes or reads a backup just now.
    pub(super) async fn is_used(&self, marks: Option<&Vec<Path>>) -> Result<bool, StoreError> {
        for path in marks.into_iter().flatten() {
            if self.get(path).await?.is_some_and(|text| mark::is_live(&text, &*self.clock)) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Removes these objects, and ends what was begun to be put in their place.
    pub(super) async fn clear(&self, objects: Vec<Path>) -> Result<(), StoreError> {
        let removed = objects.into_iter().map(|path| async move {
            if let Some(of) = path.as_ref().strip_suffix(MARKER)
                && let Some(id) = self.get(&path).await?
            {
                let (of, id) = (Path::from(of), String::from_utf8_lossy(&id).into_owned());
                match self.parts.abort_multipart(&of, &id).await {
                    Ok(()) | Err(StoreError::NotFound { .. }) => {}
                    Err(error) => return Err(error),
                }
            }
            self.delete(&path).await
        });
        stream::iter(removed).buffer_unordered(AT_ONCE).try_collect().await
    }

    pub(super) async fn clear_set(&self, name: &str) -> Result<(), StoreError> {
        let objects = self.objects.list(Some(&self.at(name))).map_ok(|object| object.location);
        self.clear(objects.try_collect().await?).await
    }
}

impl std::fmt::Debug for Bucket {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.shown)
    }
}
