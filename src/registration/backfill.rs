//! Deliveries that never arrived, fetched from Clockify's log of them.
//!
//! The log is kept for seven days and has every attempt with its body. An attempt that failed may have been followed by
//! one that succeeded; those have the delivery in common. What is missing is handed to an [`Intake`], which stores it
//! like any other event, so that a body that did arrive is found to be repeated.

use std::collections::BTreeSet;

use futures_util::future::BoxFuture;
use time::OffsetDateTime;

use super::remote::Attempt;
use crate::domain::event::EventType;
use crate::domain::ids::WorkspaceId;

/// How long Clockify keeps its log, and a little less: what is about to go may be gone on the next page.
const KEPT: time::Duration = time::Duration::hours(7 * 24 - 1);

/// How far a look goes back behind the one before it: attempts are logged late, and Clockify goes on trying for a while.
const OVERLAP: time::Duration = time::Duration::minutes(10);

/// A delivery that never arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missed {
    /// The workspace.
    pub workspace: WorkspaceId,
    /// The event.
    pub event: EventType,
    /// Clockify's id of the delivery.
    pub delivery: String,
    /// What was sent.
    pub body: String,
    /// When Clockify first tried, as far as its log tells.
    pub tried_at: OffsetDateTime,
}

/// What became of a missed delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// It is stored.
    New,
    /// It had arrived after all, or was fetched before.
    Repeat,
    /// It is no event of this workspace.
    Bad,
}

/// Takes missed deliveries in like those that arrive.
pub trait Intake: Send + Sync {
    /// Stores one. An error means that it isn't stored and has to come again.
    fn take(&self, missed: Missed) -> BoxFuture<'_, Result<Taken, String>>;
}

/// From when on to look, if a look is worth it: since the last one, or else since the webhook is there, as far as the log
/// goes back.
#[must_use]
pub fn from(filled_to: Option<OffsetDateTime>, created: OffsetDateTime, now: OffsetDateTime) -> OffsetDateTime {
    filled_to.map_or(created, |to| to - OVERLAP).max(now - KEPT)
}

/// The deliveries among failed attempts that never succeeded, each once, the oldest first.
#[must_use]
pub fn missed<'a>(failed: &'a [Attempt], succeeded: &[Attempt]) -> Vec<&'a Attempt> {
    let delivery = |attempt: &'a Attempt| match attempt.webhook_event_status_id.as_str() {
        "" => attempt.id.as_str(),
        id => id,
    };
    let arrived: BTreeSet<_> = succeeded.iter().map(|attempt| attempt.webhook_event_status_id.as_str()).collect();
    let mut seen = BTreeSet::new();
    failed
        .iter()
        .filter(|attempt| !arrived.contains(delivery(attempt)) && !attempt.request_body.is_empty())
        .filter(|attempt| seen.insert(delivery(attempt)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::{Clock, Manual};

    fn attempt(id: &str, delivery: &str) -> Attempt {
        Attempt {
            id: id.to_owned(),
            webhook_event_status_id: delivery.to_owned(),
            status_code: 503,
            request_body: format!("{{\"id\":\"{delivery}\"}}"),
            responded_at: String::new(),
        }
    }

    #[test]
    fn what_came_through_later_was_not_missed() {
        let failed = [attempt("1", "a"), attempt("2", "a"), attempt("3", "b"), attempt("4", ""), attempt("5", "c")];
        let succeeded = [attempt("6", "b")];
        let ids: Vec<_> = missed(&failed, &succeeded).iter().map(|attempt| attempt.id.as_str()).collect();
        assert_eq!(ids, ["1", "4", "5"]);
        assert_eq!(
            missed(&[Attempt { request_body: String::new(), ..attempt("1", "a") }], &[]),
            Vec::<&Attempt>::new()
        );
    }

    #[test]
    fn looks_overlap_and_go_no_further_back_than_the_log() {
        let now = Manual::at(1_800_000_000).now();
        let ago = |hours| now - time::Duration::hours(hours);
        for (filled, created, expected) in [
            (None, ago(1), ago(1)),
            (None, ago(1000), ago(167)),
            (Some(ago(6)), ago(1000), ago(6) - OVERLAP),
            (Some(ago(1000)), ago(2000), ago(167)),
        ] {
            assert_eq!(from(filled, created, now), expected);
        }
    }
}
