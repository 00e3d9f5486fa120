//! A listener and the life of its connections.
//!
//! Every wait has an end: for headers here, for bodies in the extractors, for the commit in the writer. The number of
//! connections is bounded; past it new ones wait in the system's queue, where they cost nothing.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tower::Service;

use super::shutdown::Shutdown;
use crate::config;
use crate::http::{Cut, Entry};

/// Bytes that all headers of a request may have.
const HEADERS: usize = 64 * 1024;

/// How many connections, and how long their headers may take.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    connections: usize,
    headers: Duration,
}

impl From<&config::Server> for Limits {
    fn from(config: &config::Server) -> Self {
        Self { connections: config.max_connections, headers: config.header_timeout }
    }
}

/// Takes connections until the server closes.
pub(super) async fn run(listener: TcpListener, entry: Entry, limits: Limits, shutdown: Shutdown) {
    let room = Arc::new(Semaphore::new(limits.connections));
    loop {
        let Ok(place) = Arc::clone(&room).acquire_owned().await else { return };
        let accepted = tokio::select! {
            biased;
            () = shutdown.closing().cancelled() => return,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, _)) => {
                let serve = serve(stream, entry.clone(), limits.headers, shutdown.clone());
                shutdown.connection(async move {
                    serve.await;
                    drop(place);
                });
            }
            // Out of file handles, mostly: to try again at once would only spin.
            Err(error) => {
                tracing::warn!(%error, "a connection can't be taken");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }
}

async fn serve(stream: TcpStream, entry: Entry, headers: Duration, shutdown: Shutdown) {
    _ = stream.set_nodelay(true);
    let cut = Cut::default();
    let cuts = cut.clone();
    let service = hyper::service::service_fn(move |mut request: hyper::Request<Incoming>| {
        let mut entry = entry.clone();
        request.extensions_mut().insert(cuts.clone());
        async move { entry.call(request.map(Body::new)).await }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(headers)
        // Without this hyper looks for the end of the connection while a request is handled, for which it makes a buffer each
        // time. Who has sent all and waits for the answer is owed one anyway.
        .half_close(true)
        .max_buf_size(HEADERS)
        .serve_connection(TokioIo::new(stream), service);
    let mut connection = std::pin::pin!(connection);
    // An error here is the peer's: it hung up, was too slow or sent nonsense. There is nobody left to tell.
    tokio::select! {
        _ = &mut connection => return,
        () = cut.0.cancelled() => return,
        () = shutdown.closing().cancelled() => connection.as_mut().graceful_shutdown(),
        () = shutdown.hard().cancelled() => return,
    }
    tokio::select! {
        _ = &mut connection => {}
        () = shutdown.hard().cancelled() => {}
    }
}
