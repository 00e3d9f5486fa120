//! What a worker says of the jobs that it has. Every word carries the number of the claim; if that isn't the newest any
//! more, nothing is changed and the answer is [`Finish::Stale`].

use std::collections::HashSet;

use sea_orm::{ConnectionTrait, Statement};
use time::OffsetDateTime;

use super::dialect::{self, Again, Dead, Fence};
use super::job::Word;
use super::{Claim, Failure, Finish, Policy, Queue};
use crate::clock::ms;
use crate::db::Error;

/// What a failure means for a job: another attempt later, or the end.
pub(super) fn failed(claim: &Claim, failure: Failure, policy: &Policy, now: OffsetDateTime) -> Word {
    match policy.next(claim.job.id, claim.job.attempt, now, failure.retry_at) {
        Some(due) => Word::Again { due, attempt: true, failure: Some(failure) },
        None => Word::Dead(failure),
    }
}

/// One word, in a transaction of its own.
pub(super) async fn alone(queue: &Queue, claim: &Claim, word: Word) -> Result<Finish, Error> {
    let answer = one_in(queue, &queue.0.db.writer(), claim, word).await?;
    count_stale(queue, &[answer]);
    Ok(answer)
}

/// One word, with the caller's connection.
pub(super) async fn one_in(
    queue: &Queue,
    connection: &impl ConnectionTrait,
    claim: &Claim,
    word: Word,
) -> Result<Finish, Error> {
    Ok(say(queue, connection, &[(claim, &word)]).await?.pop().unwrap_or(Finish::Stale))
}

/// Many words. The answers are in the same order.
pub(super) async fn say(
    queue: &Queue,
    connection: &impl ConnectionTrait,
    words: &[(&Claim, &Word)],
) -> Result<Vec<Finish>, Error> {
    let (mut done, mut again, mut dead) = (Vec::new(), Vec::new(), Vec::new());
    for (claim, word) in words {
        let fence = fence(claim);
        match word {
            Word::Done => done.push(fence),
            Word::Again { due, attempt, failure } => again.push(Again {
                fence,
                due_at_ms: ms(*due),
                uncounted: i32::from(!attempt),
                class: failure.as_ref().map(|failure| failure.class.to_owned()).unwrap_or_default(),
                reason: failure.as_ref().map(Failure::text).unwrap_or_default(),
            }),
            Word::Dead(failure) => {
                dead.push(Dead { fence, class: failure.class.to_owned(), reason: failure.text() });
            }
        }
    }
    let dialect = dialect::of(connection);
    let mut statements = Vec::new();
    if !done.is_empty() {
        statements.push(dialect.done(&done));
    }
    if !again.is_empty() {
        statements.push(dialect.again(&again));
    }
    if !dead.is_empty() {
        statements.push(dialect.dead(&dead, ms(queue.now())));
    }
    let mut stored = HashSet::with_capacity(words.len());
    for statement in statements {
        stored.extend(changed(connection, statement).await?);
    }
    Ok(words.iter().map(|(claim, _)| answer(&stored, claim)).collect())
}

/// Counts the answers that came too late. To be called once what they answer is committed.
pub(super) fn count_stale(queue: &Queue, answers: &[Finish]) {
    let stale = answers.iter().filter(|answer| **answer == Finish::Stale).count();
    if stale > 0 {
        queue.0.metrics.jobs_stale.increment(u64::try_from(stale).unwrap_or(u64::MAX));
    }
}

/// Makes the leases run from now on, in a transaction of its own.
pub(super) async fn heartbeat(queue: &Queue, claims: &[&Claim]) -> Result<Vec<Finish>, Error> {
    beat(queue, &queue.0.db.writer(), claims).await
}

/// The same with the caller's connection.
pub(super) async fn beat(
    queue: &Queue,
    connection: &impl ConnectionTrait,
    claims: &[&Claim],
) -> Result<Vec<Finish>, Error> {
    if claims.is_empty() {
        return Ok(Vec::new());
    }
    let fences: Vec<_> = claims.iter().map(|claim| fence(claim)).collect();
    let until = ms(queue.now() + queue.0.lease);
    let stored = changed(connection, dialect::of(connection).beat(&fences, until)).await?;
    Ok(claims.iter().map(|claim| answer(&stored, claim)).collect())
}

/// What the statement changed. A job may be named twice, by an old claim and by the newest.
async fn changed(connection: &impl ConnectionTrait, statement: Statement) -> Result<HashSet<Fence>, Error> {
    let mut fences = HashSet::new();
    for row in connection.query_all_raw(statement).await? {
        fences.insert(Fence { id: row.try_get("", "id")?, run_lease: row.try_get("", "run_lease")? });
    }
    Ok(fences)
}

fn fence(claim: &Claim) -> Fence {
    Fence { id: claim.job.id, run_lease: claim.run_lease }
}

fn answer(stored: &HashSet<Fence>, claim: &Claim) -> Finish {
    if stored.contains(&fence(claim)) { Finish::Done } else { Finish::Stale }
}
