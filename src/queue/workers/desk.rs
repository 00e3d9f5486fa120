//! The one task that talks to the database for all the handlers.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Notify, watch};
use tokio::task::{Id, JoinError, JoinSet};
use tokio::time::{Instant, sleep_until, timeout};
use tokio_util::sync::CancellationToken;
use tracing::Instrument;

use super::held::{Ended, Held, panic_text, tell};
use super::turn::{Done, Turn};
use super::{Context, Handler, Options, Outcome};
use crate::metrics::JobEnd;
use crate::queue::claim::Share;
use crate::queue::job::Word;
use crate::queue::policy::mix;
use crate::queue::{Claim, Failure, Finish, Queue, settle};

/// Longest a turn may take. A connection that went silent would take for ever.
const LONGEST_TURN: Duration = Duration::from_secs(5);

/// How often the handlers get a turn while the ends of jobs are gathered.
const MOST_TURNS: usize = 16;

/// While more waits than there are slots, a claim for a few of them costs as much as one for many: it waits until this part
/// of the slots is free, but no longer than this.
const WORTH_A_CLAIM: usize = 4;
const LONGEST_FREE: Duration = Duration::from_millis(5);

/// The pause after a turn that failed; each further one is twice as long, up to the second.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

/// Which part of a lease is left when a worker that could make it no longer stops to believe in it.
const MARGIN: u32 = 12;

/// How long a stop may take beyond the grace: time to give back what was cut off.
const FAREWELL: Duration = Duration::from_secs(3);

/// Whether there may be work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Look {
    /// Nobody said so.
    No,
    /// Ask when there is.
    Peek,
    /// Yes: claim.
    Claim,
}

pub(super) struct Desk {
    queue: Queue,
    handlers: HashMap<&'static str, Arc<dyn Handler>>,
    kinds: Vec<&'static str>,
    options: Options,
    told: Arc<Notify>,
    pushed: watch::Receiver<u64>,
    tasks: JoinSet<Outcome>,
    held: HashMap<Id, Held>,
    ended: Vec<Ended>,
    look: Look,
    look_at: Instant,
    /// Whether the last claim came back with nothing.
    in_vain: bool,
    /// Whether the last claim filled all slots, and when it was.
    filled: Option<Instant>,
    beat_at: Instant,
    /// No turn before this, because the last one failed.
    not_before: Instant,
    pause: Duration,
    stop: CancellationToken,
    /// When the grace is over, once the server stops.
    drain_until: Option<Instant>,
    polls: u64,
}

impl Desk {
    pub(super) fn new(
        queue: Queue,
        handlers: HashMap<&'static str, Arc<dyn Handler>>,
        options: Options,
        told: Arc<Notify>,
        stop: CancellationToken,
    ) -> Self {
        let now = Instant::now();
        let kinds = handlers.keys().copied().collect();
        // Processes that started together shall not poll together.
        let polls = queue.0.keys.next(queue.now()).as_u64_pair().1;
        let pushed = queue.0.pushed.subscribe();
        Self {
            queue,
            handlers,
            kinds,
            options,
            told,
            pushed,
            tasks: JoinSet::new(),
            held: HashMap::new(),
            ended: Vec::new(),
            look: Look::Claim,
            look_at: now,
            in_vain: false,
            filled: None,
            beat_at: now,
            not_before: now,
            pause: Duration::ZERO,
            stop,
            drain_until: None,
            polls,
        }
    }

    pub(super) async fn run(mut self) {
        while !self.is_over() {
            let moment = self.next_moment();
            let working = self.drain_until.is_none();
            tokio::select! {
                biased;
                () = self.stop.cancelled(), if working => self.drain(),
                Some(end) = self.tasks.join_next_with_id() => self.note(end),
                Ok(()) = self.pushed.changed(), if working => self.hear(Look::Claim),
                () = self.told.notified(), if working => self.hear(Look::Peek),
                () = sleep_until(moment) => {}
            }
            self.gather().await;
            self.sweep();
            if Instant::now() >= self.not_before {
                self.step().await;
            }
        }
    }

    fn is_over(&self) -> bool {
        let Some(end) = self.drain_until else { return false };
        (self.held.is_empty() && self.ended.is_empty()) || Instant::now() >= end + FAREWELL
    }

    /// When there is something to do, if nothing happens before.
    fn next_moment(&self) -> Instant {
        let free = self.free() > 0 && self.drain_until.is_none();
        let look = if self.look > Look::No { self.claim_at(Instant::now()) } else { self.look_at };
        let turns = [
            (!self.ended.is_empty()).then(Instant::now),
            (!self.held.is_empty()).then_some(self.beat_at),
            free.then_some(look),
        ];
        let turns = turns.into_iter().flatten().map(|moment| moment.max(self.not_before));
        let leases = self.held.values().map(|held| held.cut_at.unwrap_or(held.safe_until));
        // Once the grace is over only the end of the farewell is waited for.
        let drain = self.drain_until.map(|end| if Instant::now() < end { end } else { end + FAREWELL });
        turns.chain(leases).chain(drain).min().unwrap_or(self.look_at)
    }

    fn free(&self) -> usize {
        self.options.slots.saturating_sub(self.held.len() + self.ended.len())
    }

    /// When a claim is worth its while: now, or somewhat later.
    fn claim_at(&self, now: Instant) -> Instant {
        match self.filled {
            Some(filled) if self.free() * WORTH_A_CLAIM < self.options.slots => now.max(filled + LONGEST_FREE),
            _ => now,
        }
    }

    fn hear(&mut self, look: Look) {
        self.look = self.look.max(look);
        self.in_vain = false;
    }

    /// Tells the handlers that the server stops.
    fn drain(&mut self) {
        self.drain_until = Some(Instant::now() + self.options.grace);
        for held in self.held.values() {
            held.stop.cancel();
        }
    }

    /// Takes the ends that come while others come, so that they travel together.
    async fn gather(&mut self) {
        for _ in 0..MOST_TURNS {
            if self.held.is_empty() {
                return;
            }
            tokio::task::yield_now().await;
            let before = self.held.len();
            while let Some(end) = self.tasks.try_join_next_with_id() {
                self.note(end);
            }
            if self.held.len() == before {
                return;
            }
        }
    }

    /// A handler came to its end.
    fn note(&mut self, end: Result<(Id, Outcome), JoinError>) {
        let (id, outcome) = match end {
            Ok((id, outcome)) => (id, Ok(outcome)),
            Err(error) => (error.id(), Err(error)),
        };
        let Some(held) = self.held.remove(&id) else { return };
        self.in_vain = false;
        let (claim, now) = (held.claim, self.queue.now());
        let policy = self.handlers.get(claim.job.kind.as_str()).map(|handler| handler.policy()).unwrap_or_default();
        let failed = |claim: &Claim, failure| match settle::failed(claim, failure, &policy, now) {
            word @ Word::Dead(_) => (word, JobEnd::Dead),
            word => (word, JobEnd::Retried),
        };
        let again = |due| Word::Again { due, attempt: false, failure: None };
        let (word, end) = match outcome {
            Ok(Outcome::Done) => (Word::Done, JobEnd::Done),
            Ok(Outcome::Retry(failure)) => failed(&claim, failure),
            Ok(Outcome::Dead(failure)) => (Word::Dead(failure), JobEnd::Dead),
            Ok(Outcome::Snooze(until)) => (again(until), JobEnd::Snoozed),
            Ok(Outcome::Recorded) => {
                self.queue.0.metrics.job_ended(&claim.job.kind, JobEnd::Done);
                return self.hear(Look::Claim);
            }
            Err(error) if error.is_panic() => failed(&claim, Failure::new("panic", panic_text(error))),
            // Cut off: what was lost is somebody else's, what the end of the grace struck goes back.
            Err(_) if held.lost.is_cancelled() => return self.hear(Look::Claim),
            Err(_) => (again(now), JobEnd::Released),
        };
        self.ended.push(Ended { claim, word, end });
    }

    /// Looks whose lease may have run out, and whose time is over.
    fn sweep(&mut self) {
        let now = Instant::now();
        let grace_over = self.drain_until.is_some_and(|end| now >= end);
        for held in self.held.values_mut() {
            if held.cut_at.is_none() && held.safe_until <= now {
                held.lose(now + self.options.grace);
            }
            if grace_over || held.cut_at.is_some_and(|moment| moment <= now) {
                held.handle.abort();
                // Once is enough: the end comes when the task gets its turn.
                held.cut_at = Some(now + FAREWELL);
            }
        }
    }

    async fn step(&mut self) {
        let now = Instant::now();
        let beat = !self.held.is_empty() && now >= self.beat_at;
        let working = self.drain_until.is_none();
        if working && self.look == Look::No && now >= self.look_at {
            self.hear(Look::Peek);
        }
        let idle = self.ended.is_empty() && !beat;
        if working && idle && self.look == Look::Peek && self.free() > 0 {
            self.peek().await;
        }
        // A claim costs little on a way that is made anyway.
        let wanted = self.look == Look::Claim && self.claim_at(now) <= now;
        let claim = working && self.held.len() < self.options.slots && (wanted || !idle);
        if claim || !idle {
            self.turn(beat, claim).await;
        }
    }

    /// Asks when there is something to do.
    async fn peek(&mut self) {
        let next = match timeout(LONGEST_TURN, self.queue.next(&self.kinds)).await {
            Ok(Ok(next)) => next,
            Ok(Err(error)) => return self.failed(&error),
            Err(_) => return self.silent().await,
        };
        self.recovered();
        self.look = Look::No;
        self.look_at = self.next_poll();
        let Some(next) = next else { return };
        match Duration::try_from(next - self.queue.now()) {
            Ok(wait) if !wait.is_zero() => self.look_at = self.look_at.min(Instant::now() + wait),
            // What is due and can't be had, because its workspace has its share or somebody is about to claim it, would
            // be asked for again and again.
            _ if self.in_vain => {}
            _ => self.look = Look::Claim,
        }
    }

    async fn turn(&mut self, beat: bool, claim: bool) {
        let started = Instant::now();
        let limit = self.options.slots.saturating_sub(self.held.len());
        let mut share = Share { most: self.options.per_workspace, busy: HashMap::new() };
        for held in self.held.values() {
            *share.busy.entry(held.claim.job.workspace.to_string()).or_default() += 1;
        }
        let ended = std::mem::take(&mut self.ended);
        let beating: Vec<Id> = if beat { self.held.keys().copied().collect() } else { Vec::new() };
        let turn = Turn {
            words: ended.iter().map(|ended| (&ended.claim, &ended.word)).collect(),
            beats: beating.iter().map(|id| &self.held[id].claim).collect(),
            claim: claim.then_some((limit, share)),
        };
        let result = timeout(LONGEST_TURN, turn.run(&self.queue, &self.kinds)).await;
        match result {
            Ok(Ok(done)) => {
                self.recovered();
                self.apply(started, ended, &beating, done, claim.then_some(limit));
            }
            Ok(Err(error)) => {
                self.ended = ended;
                self.failed(&error);
            }
            Err(_) => {
                self.ended = ended;
                self.silent().await;
            }
        }
    }

    /// A turn is committed: what follows from it.
    fn apply(&mut self, started: Instant, ended: Vec<Ended>, beating: &[Id], done: Done, limit: Option<usize>) {
        for (ended, finish) in ended.into_iter().zip(done.words) {
            tell(&ended, finish);
            if finish == Finish::Done {
                self.queue.0.metrics.job_ended(&ended.claim.job.kind, ended.end);
                // Another process may have told of something earlier, but nobody will tell of this.
                if let Word::Again { due, .. } = ended.word {
                    let wait = Duration::try_from(due - self.queue.now()).unwrap_or_default();
                    self.look_at = self.look_at.min(Instant::now() + wait);
                }
            }
        }
        let lease = self.queue.0.lease;
        let safe_until = started + lease - lease / MARGIN;
        for (id, finish) in beating.iter().zip(done.beats) {
            let Some(held) = self.held.get_mut(id) else { continue };
            match finish {
                Finish::Done => held.safe_until = safe_until,
                Finish::Stale if held.cut_at.is_none() => held.lose(started + self.options.grace),
                Finish::Stale => {}
            }
        }
        if !beating.is_empty() || self.held.is_empty() {
            self.beat_at = started + lease / 4;
        }
        if let Some(limit) = limit {
            let claimed = done.claims.len();
            self.in_vain = claimed == 0;
            self.filled = (claimed == limit).then_some(started);
            if self.look == Look::Claim {
                // With slots left there is nothing more that is due: when will there be?
                self.look = if claimed < limit { Look::Peek } else { Look::No };
                self.look_at = self.next_poll();
            }
        }
        for claim in done.claims {
            self.begin(claim, safe_until);
        }
    }

    fn begin(&mut self, claim: Claim, safe_until: Instant) {
        let job = &claim.job;
        let Some(handler) = self.handlers.get(job.kind.as_str()) else { return };
        self.queue.0.metrics.job_waited.record((self.queue.now() - job.due).as_seconds_f64().max(0.0));
        if job.attempt > handler.policy().max_attempts {
            // It took its worker down with it, or was lost, each time.
            let failure = Failure::new("lost", format!("{} attempts came to no end", job.attempt - 1));
            self.ended.push(Ended { claim, word: Word::Dead(failure), end: JobEnd::Dead });
            return;
        }
        if self.stop.is_cancelled() {
            // The stop came while the claim was under way.
            let word = Word::Again { due: self.queue.now(), attempt: false, failure: None };
            self.ended.push(Ended { claim, word, end: JobEnd::Released });
            return;
        }
        let (stop, lost) = (CancellationToken::new(), CancellationToken::new());
        let context = Context { claim: claim.clone(), stop: stop.clone(), lost: lost.clone() };
        let span = tracing::info_span!("job", id = %job.id, kind = job.kind, workspace = %job.workspace);
        let (handler, job) = (Arc::clone(handler), job.clone());
        let handle = self.tasks.spawn(async move { handler.run(job, context).await }.instrument(span));
        self.held.insert(handle.id(), Held { claim, stop, lost, handle, safe_until, cut_at: None });
    }

    fn next_poll(&mut self) -> Instant {
        self.polls = self.polls.wrapping_add(1);
        let part = f64::from(mix(self.polls)) / f64::from(u32::MAX);
        Instant::now() + self.options.poll.mul_f64(0.9 + 0.2 * part)
    }

    fn recovered(&mut self) {
        if !std::mem::take(&mut self.pause).is_zero() {
            tracing::info!("jobs can be claimed and recorded again");
        }
    }

    /// The database didn't do what was asked. Nothing is lost but time.
    fn failed(&mut self, error: &(dyn std::error::Error + 'static)) {
        if self.pause.is_zero() {
            tracing::error!(error, "jobs can't be claimed or recorded; it is tried again");
        } else {
            tracing::debug!(error, "jobs can't be claimed or recorded");
        }
        self.pause = (self.pause * 2).clamp(FIRST_PAUSE, LONGEST_PAUSE);
        self.not_before = Instant::now() + self.pause;
        // What was missed meanwhile nobody will tell again.
        self.look = Look::Claim;
    }

    /// The database said nothing at all. A connection that is silent stays so, and the others may be silent too.
    async fn silent(&mut self) {
        self.failed(&std::io::Error::from(std::io::ErrorKind::TimedOut));
        if let Err(error) = self.queue.0.db.renew().await {
            tracing::debug!(error = &error as &dyn std::error::Error, "new connections can't be had");
        }
    }
}
