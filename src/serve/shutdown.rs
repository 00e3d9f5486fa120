//! How it ends: softly, then hard.
//!
//! A first signal ends softly: the probes say "not ready", after the drain delay the listeners close, requests
//! in flight are answered, the writer commits what is waiting. Past the grace period, or at a second
//! signal, it ends hard: connections are cut. Either way nothing that was acknowledged is lost, because
//! an acknowledgement is only ever given after the commit.
//!
//! A task that ends with a failure, or panics, ends the server too, and then the exit code says so.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::Instrument;

/// How the server ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// Everything was finished.
    Clean,
    /// The grace period ran out, or a second signal came.
    Cut,
    /// A task failed.
    Failed,
}

/// The order of the end. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Shutdown {
    /// Asked to end: probes say so.
    asked: CancellationToken,
    /// No new connections.
    closing: CancellationToken,
    /// No more requests: the writer may finish.
    quiet: CancellationToken,
    /// Now.
    hard: CancellationToken,
    connections: TaskTracker,
    tasks: TaskTracker,
    failed: Arc<AtomicBool>,
    grace: Duration,
    drain: Duration,
}

impl Shutdown {
    /// A server that hasn't been asked to end.
    #[must_use]
    pub fn new(grace: Duration, drain: Duration) -> Self {
        let (connections, tasks) = (TaskTracker::new(), TaskTracker::new());
        let token = CancellationToken::new;
        Self {
            asked: token(),
            closing: token(),
            quiet: token(),
            hard: token(),
            connections,
            tasks,
            failed: Arc::default(),
            grace,
            drain,
        }
    }

    /// Asks for the end, as a signal would.
    pub fn ask(&self) {
        self.asked.cancel();
    }

    /// Resolves when the end was asked for.
    pub fn asked(&self) -> CancellationToken {
        self.asked.clone()
    }

    /// Resolves when no new connections are to be taken.
    pub(super) fn closing(&self) -> &CancellationToken {
        &self.closing
    }

    /// Resolves when no more requests can come.
    pub(super) fn quiet(&self) -> CancellationToken {
        self.quiet.clone()
    }

    /// Resolves when everything is to be dropped.
    pub(super) fn hard(&self) -> &CancellationToken {
        &self.hard
    }

    /// Runs a connection.
    #[expect(clippy::disallowed_methods, reason = "this is the tracker")]
    pub(super) fn connection(&self, connection: impl Future<Output = ()> + Send + 'static) {
        tokio::spawn(self.connections.track_future(connection.in_current_span()));
    }

    /// Runs a task of the server, whose failure ends the server.
    #[expect(clippy::disallowed_methods, reason = "this is the tracker")]
    pub fn spawn(&self, name: &'static str, task: impl Future<Output = ()> + Send + 'static) {
        let (inner, shutdown) = (tokio::spawn(task.in_current_span()), self.clone());
        tokio::spawn(self.tasks.track_future(async move {
            if let Err(error) = inner.await {
                tracing::error!(task = name, %error, "a task failed; the server ends");
                shutdown.failed.store(true, Ordering::SeqCst);
                shutdown.ask();
            }
        }));
    }

    /// Waits to be asked, by a signal or otherwise, and ends in order. `drained` is called when asked.
    pub async fn wait(&self, mut signals: Signals, drained: impl FnOnce()) -> Ended {
        tokio::select! {
            () = self.asked.cancelled() => {}
            name = signals.next() => {
                tracing::info!(signal = name, grace_seconds = self.grace.as_secs(), "ending; once more to end at once");
                self.ask();
            }
        }
        drained();
        let clean = tokio::select! {
            () = self.soft() => true,
            () = tokio::time::sleep(self.grace + self.drain) => {
                tracing::warn!("the grace period is over; cutting what is left");
                false
            }
            name = signals.next() => {
                tracing::warn!(signal = name, "cutting what is left");
                false
            }
        };
        self.closing.cancel();
        self.quiet.cancel();
        self.hard.cancel();
        match (self.failed.load(Ordering::SeqCst), clean) {
            (true, _) => Ended::Failed,
            (false, true) => Ended::Clean,
            (false, false) => Ended::Cut,
        }
    }

    async fn soft(&self) {
        tokio::time::sleep(self.drain).await;
        self.closing.cancel();
        self.connections.close();
        self.connections.wait().await;
        self.quiet.cancel();
        self.tasks.close();
        self.tasks.wait().await;
    }
}

/// The signals that ask for the end. To be made before anything is begun that has to be ended in order.
#[derive(Debug)]
pub struct Signals([Option<tokio::signal::unix::Signal>; 2]);

impl Signals {
    /// From now on these signals don't kill the process.
    #[must_use]
    pub fn catch() -> Self {
        Self([signal(SignalKind::terminate()).ok(), signal(SignalKind::interrupt()).ok()])
    }

    async fn next(&mut self) -> &'static str {
        let [terminate, interrupt] = &mut self.0;
        let next = async |signal: &mut Option<tokio::signal::unix::Signal>| match signal {
            Some(signal) => _ = signal.recv().await,
            None => std::future::pending().await,
        };
        tokio::select! {
            () = next(terminate) => "SIGTERM",
            () = next(interrupt) => "SIGINT",
        }
    }
}
