//! The ceiling: what is left of a webhook server when everything is taken away that can be.
//!
//! hyper reads the request, whatever its path and headers; one task writes what is waiting as one batch; 200 follows the
//! commit. No routes, no signatures, no parsing, no repeats, no metrics, no log. What the program needs beyond this is
//! the price of what it does. The runtime is made like the program's.

mod store;

use std::convert::Infallible;

use bytes::Bytes;
use clockify_addons::clock::{Clock, System};
use http_body_util::{BodyExt, Empty};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use time::OffsetDateTime;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;
use uuid::Uuid;

use super::args::Ceiling;
use store::Store;

/// Requests that may wait, and rows per transaction: as many as in the program.
const QUEUE: usize = 4096;
const LARGEST_BATCH: usize = 512;

/// A body on its way to the table, with the way back.
#[derive(Debug)]
struct Row {
    id: Uuid,
    received_at: OffsetDateTime,
    body: Bytes,
    committed: oneshot::Sender<()>,
}

/// Runs until it is killed.
pub(crate) fn run(options: &Ceiling) -> anyhow::Result<()> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(serve(options))
}

async fn serve(options: &Ceiling) -> anyhow::Result<()> {
    let store = Store::open(options.engine, &options.url).await?;
    let (queue, waiting) = mpsc::channel(QUEUE);
    let mut writer = JoinSet::new();
    writer.spawn(write(store, waiting));
    let listener = TcpListener::bind(options.address).await?;
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                connections.spawn(connection(accepted?.0, queue.clone()));
            }
            Some(ended) = writer.join_next() => return ended?,
        }
    }
}

async fn connection(stream: TcpStream, queue: mpsc::Sender<Row>) {
    _ = stream.set_nodelay(true);
    let service = service_fn(move |request| answer(request, queue.clone()));
    _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
}

async fn answer(request: Request<Incoming>, queue: mpsc::Sender<Row>) -> Result<Response<Empty<Bytes>>, Infallible> {
    let mut response = Response::new(Empty::new());
    if store(request, queue).await.is_none() {
        *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
    }
    Ok(response)
}

async fn store(request: Request<Incoming>, queue: mpsc::Sender<Row>) -> Option<()> {
    let body = request.into_body().collect().await.ok()?.to_bytes();
    let (committed, commit) = oneshot::channel();
    queue.send(Row { id: Uuid::now_v7(), received_at: System.now(), body, committed }).await.ok()?;
    commit.await.ok()
}

async fn write(mut store: Store, mut waiting: mpsc::Receiver<Row>) -> anyhow::Result<()> {
    let mut batch = Vec::with_capacity(LARGEST_BATCH);
    while waiting.recv_many(&mut batch, LARGEST_BATCH).await > 0 {
        store.insert(&batch).await?;
        for row in batch.drain(..) {
            _ = row.committed.send(());
        }
    }
    Ok(())
}
