//! Workers: what they do with what handlers say, when they look for work, how they stop, and what they survive.

mod running;
mod stopping;
mod trouble;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use clockify_addons::clock::Clock;
use clockify_addons::db::{Db, Missing};
use clockify_addons::queue::{Context, Handler, Job, Options, Outcome, Policy, Queue, Workers};
use futures_util::future::BoxFuture;
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::{KIND, Place};
use crate::harness::{eventually, spawn};

/// Longest that anything here may take.
pub(super) const SOON: Duration = Duration::from_secs(20);

/// What a test's handler does with a job.
type Act = dyn Fn(Job, Context, Arc<Log>) -> BoxFuture<'static, Outcome> + Send + Sync;

/// What handlers saw.
#[derive(Debug, Default)]
pub(super) struct Log {
    pub(super) begun: Mutex<Vec<Job>>,
    running: AtomicUsize,
    pub(super) most: AtomicUsize,
}

impl Log {
    pub(super) fn begun(&self) -> usize {
        self.begun.lock().unwrap().len()
    }
}

struct Scripted {
    kind: &'static str,
    policy: Policy,
    act: Box<Act>,
    log: Arc<Log>,
}

impl Handler for Scripted {
    fn kind(&self) -> &'static str {
        self.kind
    }

    fn policy(&self) -> Policy {
        self.policy
    }

    fn run(&self, job: Job, context: Context) -> BoxFuture<'_, Outcome> {
        Box::pin(async move {
            self.log.begun.lock().unwrap().push(job.clone());
            let running = self.log.running.fetch_add(1, Ordering::SeqCst) + 1;
            self.log.most.fetch_max(running, Ordering::SeqCst);
            let _leave = Leave(&self.log);
            (self.act)(job, context, Arc::clone(&self.log)).await
        })
    }
}

/// Counts a handler out, also one that is cut off or panics.
struct Leave<'a>(&'a Log);

impl Drop for Leave<'_> {
    fn drop(&mut self) {
        self.0.running.fetch_sub(1, Ordering::SeqCst);
    }
}

/// A policy that fails at once and waits for nothing.
pub(super) const QUICK: Policy = Policy {
    max_attempts: 3,
    base: Duration::from_secs(10),
    cap: Duration::from_secs(10),
    longest_request: Duration::ZERO,
};

/// Options that look often: the tests' clock stands still, so workers can't know when to wake.
pub(super) const OFTEN: Options =
    Options { slots: 8, per_workspace: 8, poll: Duration::from_millis(20), grace: Duration::from_secs(10) };

/// Options of workers who never look by themselves.
pub(super) const NEVER: Options = Options { poll: Duration::from_hours(1), ..OFTEN };

/// Workers that run.
pub(super) struct Crew {
    pub(super) log: Arc<Log>,
    stop: CancellationToken,
    task: JoinHandle<()>,
}

/// A handler.
pub(super) fn handler<F>(
    kind: &'static str,
    policy: Policy,
    log: &Arc<Log>,
    act: impl Fn(Job, Context, Arc<Log>) -> F + Send + Sync + 'static,
) -> Arc<dyn Handler>
where
    F: Future<Output = Outcome> + Send + 'static,
{
    let act = Box::new(move |job, context, log| Box::pin(act(job, context, log)) as BoxFuture<'static, Outcome>);
    Arc::new(Scripted { kind, policy, act, log: Arc::clone(log) })
}

impl Crew {
    /// Workers with one handler.
    pub(super) fn start<F>(
        queue: &Queue,
        options: Options,
        act: impl Fn(Job, Context, Arc<Log>) -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Outcome> + Send + 'static,
    {
        Self::with(queue, options, QUICK, act)
    }

    /// The same with another policy.
    pub(super) fn with<F>(
        queue: &Queue,
        options: Options,
        policy: Policy,
        act: impl Fn(Job, Context, Arc<Log>) -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Outcome> + Send + 'static,
    {
        let log = Arc::new(Log::default());
        let workers = Workers::new(queue.clone(), [handler(KIND, policy, &log, act)], options).unwrap();
        let stop = CancellationToken::new();
        Self { log, stop: stop.clone(), task: spawn(workers.run(stop)) }
    }

    /// Asks them to stop.
    pub(super) fn ask(&self) {
        self.stop.cancel();
    }

    /// Stops them in order.
    pub(super) async fn stop(self) {
        self.stop.cancel();
        tokio::time::timeout(SOON, self.task).await.expect("workers must end").unwrap();
    }

    /// Ends them as a crash does: nothing is said of what they had.
    pub(super) async fn kill(self) {
        self.task.abort();
        self.task.await.unwrap_err();
    }
}

/// Waits until the table is empty.
pub(super) async fn all_done(place: &Place) {
    eventually("every job is done", SOON, async || place.rows().await.is_empty()).await;
}

/// A queue whose leases are as short as they may be.
pub(super) async fn short(place: &Place) -> Queue {
    let db = Db::open(&place.database.url, Missing::Refuse).await.unwrap();
    let clock: Arc<dyn Clock> = Arc::new(place.clock.clone());
    Queue::with_lease(db, clock, Arc::clone(&place.metrics), Duration::from_secs(5))
}

/// A door that is closed until it is opened, and then for good.
#[derive(Clone)]
pub(super) struct Door(Arc<Semaphore>);

impl Door {
    pub(super) fn closed() -> Self {
        Self(Arc::new(Semaphore::new(0)))
    }

    pub(super) fn open(&self) {
        self.0.close();
    }

    pub(super) async fn pass(&self) {
        self.0.acquire().await.unwrap_err();
    }
}
