//! Writing an object of any length: at once when it is short, or else in parts.

use std::io::{self, Write};

use bytes::Bytes;
use object_store::multipart::PartId;
use object_store::path::Path;
use object_store::{Error as StoreError, PutPayload};
use tokio::runtime::Handle;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::Bucket;

/// Bytes of a part. Every server takes parts of this size, and 10 000 of them make 80 GiB.
const PART: usize = 8 * 1024 * 1024;

/// Parts that are under way at once.
const AT_ONCE: usize = 2;

/// What is added to the name of an object for the id of what is being uploaded in its place. A server keeps parts that were
/// never put together, shows them to nobody who doesn't know that id, and wants to be paid for them.
pub(super) const MARKER: &str = ".upload";

/// An object that is being written.
pub(super) struct Upload {
    bucket: Bucket,
    path: Path,
    handle: Handle,
    given_up: CancellationToken,
    buffer: Vec<u8>,
    parts: Option<Parts>,
}

struct Parts {
    id: String,
    count: usize,
    under_way: JoinSet<Result<(usize, PartId), StoreError>>,
    done: Vec<(usize, PartId)>,
}

impl Upload {
    /// Nothing more is sent once `given_up` says so.
    pub(super) fn new(bucket: &Bucket, path: Path, given_up: CancellationToken) -> Self {
        let handle = Handle::current();
        Self { bucket: bucket.clone(), path, handle, given_up, buffer: Vec::new(), parts: None }
    }

    /// Waits, in a thread that may.
    fn wait(&mut self, end: bool) -> io::Result<()> {
        let (handle, given_up) = (self.handle.clone(), self.given_up.clone());
        handle.block_on(async {
            tokio::select! {
                sent = async { if end { self.end().await } else { self.send().await } } => sent.map_err(io::Error::from),
                () = given_up.cancelled() => Err(io::Error::other("the backup was given up")),
            }
        })
    }

    fn marker(&self) -> Path {
        Path::from(format!("{}{MARKER}", self.path))
    }

    /// Sends what is in the buffer as a part.
    async fn send(&mut self) -> Result<(), StoreError> {
        let mut parts = match self.parts.take() {
            Some(parts) => parts,
            None => {
                let id = self.bucket.parts.create_multipart(&self.path).await?;
                self.bucket.put(&self.marker(), id.clone().into_bytes()).await?;
                Parts { id, count: 0, under_way: JoinSet::new(), done: Vec::new() }
            }
        };
        while parts.under_way.len() >= AT_ONCE {
            parts.wait().await?;
        }
        let bytes = Bytes::from(std::mem::replace(&mut self.buffer, Vec::with_capacity(PART)));
        let (to, path, id, index) = (self.bucket.parts.clone(), self.path.clone(), parts.id.clone(), parts.count);
        parts.under_way.spawn(async move {
            let part = to.put_part(&path, &id, index, PutPayload::from_bytes(bytes)).await?;
            Ok((index, part))
        });
        parts.count += 1;
        self.parts = Some(parts);
        Ok(())
    }

    async fn end(&mut self) -> Result<(), StoreError> {
        if self.parts.is_none() {
            return self.bucket.put(&self.path, std::mem::take(&mut self.buffer)).await;
        }
        if !self.buffer.is_empty() {
            self.send().await?;
        }
        let Some(mut parts) = self.parts.take() else { return Ok(()) };
        while !parts.under_way.is_empty() {
            parts.wait().await?;
        }
        parts.done.sort_by_key(|(index, _)| *index);
        let done = parts.done.into_iter().map(|(_, part)| part).collect();
        self.bucket.parts.complete_multipart(&self.path, &parts.id, done).await?;
        self.bucket.delete(&self.marker()).await
    }
}

impl Parts {
    /// Waits for one of those that are under way.
    async fn wait(&mut self) -> Result<(), StoreError> {
        match self.under_way.join_next().await {
            Some(Ok(part)) => self.done.push(part?),
            Some(Err(source)) => return Err(StoreError::JoinError { source }),
            None => {}
        }
        Ok(())
    }
}

impl Write for Upload {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = bytes.len().min(PART - self.buffer.len());
        self.buffer.extend_from_slice(&bytes[..count]);
        if self.buffer.len() == PART {
            self.wait(false)?;
        }
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl super::Sink for Upload {
    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.wait(true)
    }
}
