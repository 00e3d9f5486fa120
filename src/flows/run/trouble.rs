//! What follows a request that brought no answer.

use std::time::Duration;

use serde_json::{Value, json};

use super::walk::{Done, Walk};
use super::{Answered, Expected, Failed, Halt, Memory, Note, Trouble};
use crate::db::entities::flow_step::State;
use crate::domain::flow::{Failure, Reason, Retry, Step};

/// Longest that the other side may make a step wait.
const LONGEST_REQUEST: Duration = Duration::from_hours(24);

/// How long a step waits whose token was refused.
const REFUSED: Duration = Duration::from_mins(1);

/// A request that is under way.
#[derive(Debug, Clone)]
pub(super) struct Sent<'a> {
    pub(super) step: &'a Step,
    pub(super) position: &'a str,
    /// Attempts before this one.
    pub(super) attempts: u32,
    pub(super) request: Option<Value>,
    pub(super) expected: Vec<Expected>,
}

impl Walk<'_> {
    /// A write whose journal says only that it was about to be sent: it may have been. What can be repeated is.
    pub(super) async fn undecided(
        &self,
        is_repeatable: bool,
        position: &str,
        memory: Option<&Memory>,
    ) -> Result<Option<Halt>, Halt> {
        let Some(memory) = memory.filter(|memory| memory.state == State::Sending && !is_repeatable) else {
            return Ok(None);
        };
        let reason = Reason::Unknown { step: position.to_owned() };
        let note = Note { reason: Some(reason.clone()), ..Note::new(position, State::Unknown, memory.attempts) };
        self.world.note(note).await?;
        Ok(Some(Halt::Failed(reason)))
    }

    /// That the time of the next attempt has not come yet.
    pub(super) fn awaited(&self, memory: Option<&Memory>) -> Option<Halt> {
        let memory = memory?;
        let due = memory.due.filter(|due| *due > self.world.now())?;
        let waits = || Reason::Turn { message: "waits for another attempt".to_owned() };
        Some(Halt::Wait { due, reason: memory.reason.clone().unwrap_or_else(waits) })
    }

    /// Journals that a write is about to be sent, and what will be heard of it.
    pub(super) async fn sending(&self, sent: &Sent<'_>) -> Result<(), Halt> {
        let note = Note::new(sent.position, State::Sending, sent.attempts + 1);
        let (request, expected) = (sent.request.clone(), sent.expected.clone());
        self.world.note(Note { request, expected, ..note }).await
    }

    /// The step waits, or has failed.
    pub(super) async fn troubled(&self, sent: Sent<'_>, trouble: Trouble) -> Result<Done, Halt> {
        let Sent { step, position, attempts, request, expected } = sent;
        let undone = |id| Answered { id, done: false, entity: None };
        let answered: Vec<_> = expected.iter().map(|expected| undone(expected.id)).collect();
        let note = |state, attempts| Note { request, answered, ..Note::new(position, state, attempts) };
        match trouble {
            Trouble::Later { due, reason: message } => {
                let reason = Reason::Turn { message };
                let waiting = Note { due: Some(due), reason: Some(reason.clone()), ..note(State::Waiting, attempts) };
                self.world.note(waiting).await?;
                Err(Halt::Wait { due, reason })
            }
            Trouble::Unauthorized(message) => {
                // Once may be chance. Whoever keeps being refused is found out by others, and then held at the gate.
                let due = self.world.now() + REFUSED;
                let reason = Reason::Turn { message };
                self.world.note(Note { reason: Some(reason), ..note(State::Waiting, attempts) }).await?;
                Err(Halt::Wait { due, reason: Reason::Unauthorized })
            }
            Trouble::Failed(failed) if failed.is_unknown => {
                let reason = Reason::Unknown { step: position.to_owned() };
                // The event may still come.
                let note = Note { answered: Vec::new(), ..note(State::Unknown, attempts + 1) };
                self.world.note(Note { reason: Some(reason.clone()), ..note }).await?;
                Err(Halt::Failed(reason))
            }
            Trouble::Failed(failed) => {
                let Failed { class, message, status, again, .. } = failed;
                let failure =
                    Failure { step: position.to_owned(), message, class: Some(class), status, ..Failure::default() };
                let failure = Box::new(failure);
                let made = attempts + 1;
                let reason = Reason::Step(failure.clone());
                if let Some(least) = again.filter(|_| made < step.retry.attempts && !self.world.is_dry()) {
                    let due = self.world.now() + wait(&step.retry, made, least, self.world.chance());
                    let waiting = Note { due: Some(due), reason: Some(reason.clone()), ..note(State::Waiting, made) };
                    self.world.note(waiting).await?;
                    return Err(Halt::Wait { due, reason });
                }
                let response = json!({ "status": status, "error": failure.message });
                let note = Note { reason: Some(reason), response: Some(response), ..note(State::Failed, made) };
                Ok(Done::Failed(failure, note))
            }
        }
    }
}

/// How long the next attempt waits: the base, doubled each time up to the cap, and up to a fifth more, so that what
/// failed together doesn't come back together; longer where the other side asked for it.
fn wait(retry: &Retry, made: u32, least: Duration, chance: f64) -> Duration {
    let doublings = made.saturating_sub(1).min(31);
    let delay = retry.base.saturating_mul(1 << doublings).min(retry.cap);
    delay.mul_f64(1.0 + chance.clamp(0.0, 1.0) / 5.0).max(least.min(LONGEST_REQUEST))
}

/// The earlier of two halts that wait; anything else comes first.
pub(super) fn sooner(a: Halt, b: Halt) -> Halt {
    match (a, b) {
        (Halt::Wait { due: a, reason }, Halt::Wait { due: b, .. }) if a <= b => Halt::Wait { due: a, reason },
        (Halt::Wait { .. }, b) => b,
        (a, _) => a,
    }
}

#[cfg(test)]
mod tests {
    use time::OffsetDateTime;

    use super::*;

    #[test]
    fn waits_double_up_to_the_cap_and_never_shrink() {
        let retry = Retry { attempts: 10, base: Duration::from_secs(5), cap: Duration::from_mins(1) };
        let none = Duration::ZERO;
        let seconds: Vec<_> = (1..=6).map(|made| wait(&retry, made, none, 0.0).as_secs()).collect();
        assert_eq!(seconds, [5, 10, 20, 40, 60, 60]);
        assert_eq!(wait(&retry, 1, none, 1.0), Duration::from_secs(6));
        assert_eq!(wait(&retry, 1, Duration::from_secs(30), 0.5), Duration::from_secs(30), "the other side asked");
        assert_eq!(
            wait(&retry, 3, Duration::from_secs(3), 0.0),
            Duration::from_secs(20),
            "and it never makes it sooner"
        );
        assert_eq!(wait(&retry, 99, Duration::from_hours(99), 0.0), LONGEST_REQUEST);
    }

    #[test]
    fn the_soonest_wait_counts_and_anything_else_before_it() {
        let at = |seconds| Halt::Wait {
            due: OffsetDateTime::UNIX_EPOCH + Duration::from_secs(seconds),
            reason: Reason::Delay,
        };
        assert_eq!(sooner(at(1), at(2)), at(1));
        assert_eq!(sooner(at(2), at(1)), at(1));
        assert_eq!(sooner(at(1), Halt::Stale), Halt::Stale);
        assert_eq!(sooner(Halt::Stale, at(1)), Halt::Stale);
    }
}
