//! Durable jobs: at least once done, exactly once recorded.
//!
//! A job is a row. Who works on it has a lease, and a number that rises with every claim; whatever a worker says of a
//! job, that it is done, that it failed, that it needs longer, holds only while its number is the newest. A worker that
//! was thought dead and comes back too late therefore changes nothing: it is told so, and counted.
//!
//! The claim is fair by workspace. While all that is due fits into the free slots it is taken in order. When more is
//! due, workspaces take turns, each by its own priorities; how many jobs one of them has waiting makes no difference to
//! the others (`claim.rs`).
//!
//! `postgres.rs` and `sqlite.rs` hold the statements, because their shape decides the throughput. [`Workers`] runs
//! handlers on what was claimed.

mod claim;
mod dialect;
mod inspect;
mod job;
mod policy;
mod postgres;
mod push;
mod settle;
mod sqlite;

mod workers;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use sea_orm::{ConnectionTrait, DatabaseTransaction};
use time::OffsetDateTime;
use tokio::sync::watch;
use uuid::Uuid;

use crate::clock::{Clock, Keys};
use crate::db::{Db, Engine, Error};
use crate::metrics::Metrics;

pub use inspect::{COUNTED, Count, Revived};
pub use job::{Claim, Failure, Finish, Job, NewJob, Priority};
pub use policy::Policy;
pub use workers::{BadOptions, Context, Handler, Options, Outcome, Workers};

/// How long a claim holds without a heartbeat.
pub const LEASE: Duration = Duration::from_mins(1);

/// The queue of one add-on's database. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Queue(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    db: Db,
    clock: Arc<dyn Clock>,
    metrics: Arc<Metrics>,
    keys: Keys,
    lease: Duration,
    /// Counts the pushes of this process. Several may wait for the next one, and none misses one that came meanwhile.
    pushed: watch::Sender<u64>,
    turns: Mutex<Turns>,
}

/// Whose turn it is.
#[derive(Debug, Default)]
struct Turns {
    /// For each kind the workspace that had its turn last.
    last: HashMap<String, String>,
    /// How many claims there were.
    claims: usize,
}

impl Queue {
    /// The queue in this database, with leases of [`LEASE`].
    #[must_use]
    pub fn new(db: Db, clock: Arc<dyn Clock>, metrics: Arc<Metrics>) -> Self {
        Self::with_lease(db, clock, metrics, LEASE)
    }

    /// The same, with leases of another length. The clocks of all processes on one database have to agree to within a
    /// fraction of it.
    #[must_use]
    pub fn with_lease(db: Db, clock: Arc<dyn Clock>, metrics: Arc<Metrics>, lease: Duration) -> Self {
        let (keys, turns) = (Keys::default(), Mutex::default());
        Self(Arc::new(Inner { db, clock, metrics, keys, lease, pushed: watch::Sender::new(0), turns }))
    }

    /// Stores a job and wakes a worker. Nothing is stored, and the answer is `None`, while a live job with the same
    /// workspace, kind and key is there.
    pub async fn push(&self, job: NewJob) -> Result<Option<Uuid>, Error> {
        let id = self.push_in(&self.0.db.writer(), job).await?;
        self.wake();
        Ok(id)
    }

    /// Stores many jobs in one transaction and wakes the workers. The answers are in the order of the jobs.
    pub async fn push_all(&self, jobs: Vec<NewJob>) -> Result<Vec<Option<Uuid>>, Error> {
        let transaction = self.0.db.begin().await?;
        let ids = self.push_all_in(&transaction, jobs).await?;
        transaction.commit().await?;
        self.wake();
        Ok(ids)
    }

    /// Stores a job with the caller's connection: if it is a transaction that is rolled back, there never was a job.
    /// After the commit the caller should [`wake`](Self::wake) the workers; if it doesn't, the job waits for the next
    /// poll.
    pub async fn push_in(&self, connection: &impl ConnectionTrait, job: NewJob) -> Result<Option<Uuid>, Error> {
        Ok(self.push_all_in(connection, vec![job]).await?.pop().flatten())
    }

    /// The same for many jobs. A transaction is needed for all or none to be stored.
    pub async fn push_all_in(
        &self,
        connection: &impl ConnectionTrait,
        jobs: Vec<NewJob>,
    ) -> Result<Vec<Option<Uuid>>, Error> {
        let now = self.now();
        let rows = jobs.into_iter().map(|job| push::Row::new(job, self.0.keys.next(now), now)).collect();
        push::insert(connection, rows).await
    }

    /// Sees to it that a job with a key is done by its time: stores it or, while one with its workspace, kind and key
    /// waits for a later time, makes that one due when this one would be. One that runs is left alone.
    pub async fn hasten(&self, job: NewJob) -> Result<(), Error> {
        let transaction = self.0.db.begin().await?;
        self.hasten_in(&transaction, job).await?;
        transaction.commit().await?;
        self.wake();
        Ok(())
    }

    /// The same with the caller's connection, which should be a transaction. After the commit the caller should
    /// [`wake`](Self::wake) the workers.
    pub async fn hasten_in(&self, connection: &impl ConnectionTrait, job: NewJob) -> Result<(), Error> {
        let now = self.now();
        push::hasten(connection, push::Row::new(job, self.0.keys.next(now), now)).await
    }

    /// Tells the workers of this process that there may be something to do. Cheap.
    pub fn wake(&self) {
        self.0.pushed.send_modify(|pushes| *pushes = pushes.wrapping_add(1));
    }

    /// Takes up to `limit` jobs of these kinds that are due or whose lease ran out, in one short transaction, fairly by
    /// workspace. The most urgent of each workspace come first.
    pub async fn claim(&self, kinds: &[&str], limit: usize) -> Result<Vec<Claim>, Error> {
        claim::alone(self, kinds, limit).await
    }

    /// Makes the leases of these jobs run from now on. The answers are in the order of the claims.
    pub async fn heartbeat(&self, claims: &[&Claim]) -> Result<Vec<Finish>, Error> {
        settle::heartbeat(self, claims).await
    }

    /// The job is done; its row leaves.
    pub async fn finish(&self, claim: &Claim) -> Result<Finish, Error> {
        settle::alone(self, claim, job::Word::Done).await
    }

    /// The same with the caller's connection, so that what the job did and that it is done commit together. The
    /// caller rolls back when the answer is [`Finish::Stale`].
    pub async fn finish_in(&self, connection: &impl ConnectionTrait, claim: &Claim) -> Result<Finish, Error> {
        settle::one_in(self, connection, claim, job::Word::Done).await
    }

    /// The attempt failed. By the policy the job is due again later, or dead if this was its last attempt.
    pub async fn fail(&self, claim: &Claim, failure: Failure, policy: &Policy) -> Result<Finish, Error> {
        let word = settle::failed(claim, failure, policy, self.now());
        settle::alone(self, claim, word).await
    }

    /// The job can never succeed: it is dead until somebody revives or deletes it.
    pub async fn kill(&self, claim: &Claim, failure: Failure) -> Result<Finish, Error> {
        settle::alone(self, claim, job::Word::Dead(failure)).await
    }

    /// The job couldn't be tried yet. It is due again at that time, and this was no attempt.
    pub async fn snooze(&self, claim: &Claim, until: OffsetDateTime) -> Result<Finish, Error> {
        settle::alone(self, claim, job::Word::Again { due: until, attempt: false, failure: None }).await
    }

    /// Gives a job back that wasn't tried: it is due at once, and this was no attempt.
    pub async fn release(&self, claim: &Claim) -> Result<Finish, Error> {
        self.snooze(claim, self.now()).await
    }

    fn now(&self) -> OffsetDateTime {
        self.0.clock.now()
    }

    /// A transaction in which jobs are claimed or batches settled.
    async fn begin(&self) -> Result<DatabaseTransaction, Error> {
        let transaction = self.0.db.begin().await?;
        if self.0.db.engine() == Engine::Postgres {
            transaction.execute_unprepared(postgres::SETTINGS).await?;
        }
        Ok(transaction)
    }

    fn turns(&self) -> std::sync::MutexGuard<'_, Turns> {
        self.0.turns.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
