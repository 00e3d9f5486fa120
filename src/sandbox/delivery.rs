//! What became of a delivery, in the platform's own words.
//!
//! The platform promises to deliver at least once and publishes no schedule. What has been seen is a first
//! repetition between a quarter of a minute and a good minute after a failure. The schedule here begins
//! earlier, so that a demonstration doesn't stand still, and reaches as far.

use std::time::Duration;

use crate::domain::event::EventType;

/// Where a delivery stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// Answered with a status from 200 to 299.
    Succeeded,
    /// The last attempt failed and another one follows.
    Retrying,
    /// The last attempt failed and no other follows.
    Failed,
}

impl Status {
    /// The platform's name for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Succeeded => "SUCCEEDED",
            Self::Retrying => "RETRYING",
            Self::Failed => "FAILED",
        }
    }
}

/// The record of one delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// What was delivered.
    pub event: EventType,
    /// Where it stands.
    pub status: Status,
    /// Attempts so far.
    pub attempts: usize,
    /// Status of the last answer; none if there was no answer.
    pub last_status: Option<u16>,
    /// Why there was no answer.
    pub last_error: Option<String>,
}

/// How long to wait before each repetition; as many repetitions as waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule(Vec<Duration>);

impl Schedule {
    /// A schedule of one's own.
    #[must_use]
    pub fn new(waits: impl Into<Vec<Duration>>) -> Self {
        Self(waits.into())
    }

    /// Every delivery is attempted once.
    #[must_use]
    pub fn never() -> Self {
        Self(Vec::new())
    }

    /// The wait after this many attempts, if another one is due.
    pub(super) fn after(&self, attempts: usize) -> Option<Duration> {
        self.0.get(attempts.checked_sub(1)?).copied()
    }
}

impl Default for Schedule {
    fn default() -> Self {
        Self([1, 5, 14, 70].map(Duration::from_secs).into())
    }
}

impl Delivery {
    /// The record after one more attempt.
    pub(super) fn next(event: EventType, attempts: usize, answer: Result<u16, String>, more: bool) -> Self {
        let (last_status, last_error) = match answer {
            Ok(status) => (Some(status), None),
            Err(reason) => (None, Some(reason)),
        };
        let status = match last_status {
            Some(200..=299) => Status::Succeeded,
            _ if more => Status::Retrying,
            _ => Status::Failed,
        };
        Self { event, status, attempts, last_status, last_error }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_success_is_success() {
        for (answer, more, status) in [
            (Ok(200), true, "SUCCEEDED"),
            (Ok(204), false, "SUCCEEDED"),
            (Ok(302), true, "RETRYING"),
            (Ok(503), true, "RETRYING"),
            (Ok(503), false, "FAILED"),
            (Err("refused".to_owned()), true, "RETRYING"),
            (Err("refused".to_owned()), false, "FAILED"),
        ] {
            assert_eq!(Delivery::next(EventType::NewTag, 1, answer.clone(), more).status.name(), status, "{answer:?}");
        }
    }

    #[test]
    fn the_schedule_ends() {
        let schedule = Schedule::default();
        let waits: Vec<_> = (0..7).map(|n| schedule.after(n).map(|wait| wait.as_secs())).collect();
        assert_eq!(waits, [None, Some(1), Some(5), Some(14), Some(70), None, None]);
        assert_eq!(Schedule::never().after(1), None);
    }
}
