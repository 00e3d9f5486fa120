//! What is handed in and out of the queue.

use serde::de::DeserializeOwned;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::domain::ids::WorkspaceId;

/// Longest text of a failure that is kept, in bytes.
const LONGEST_REASON: usize = 4096;

/// Which of several due jobs of one workspace and kind goes first. Between workspaces it says nothing: no workspace
/// gets before another by calling its work urgent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Priority {
    /// Somebody waits for it.
    High,
    /// As it comes.
    #[default]
    Normal,
    /// When nothing else is due.
    Low,
}

impl Priority {
    /// All of them, the most urgent first.
    pub const ALL: [Self; 3] = [Self::High, Self::Normal, Self::Low];

    pub(super) const fn rank(self) -> i16 {
        self as i16
    }
}

/// A job that is to be stored.
#[derive(Debug, Clone)]
pub struct NewJob {
    /// The workspace that it is done for, and whose share of the workers it takes.
    pub workspace: WorkspaceId,
    /// What is to be done: the kind of the handler.
    pub kind: &'static str,
    /// Of one workspace and kind only one job with this key is live, that is pending or running. An empty one is none.
    pub key: Option<String>,
    /// What the handler needs to know.
    pub payload: serde_json::Value,
    /// When it may begin; at once if not said.
    pub due: Option<OffsetDateTime>,
    /// Which of the workspace's jobs goes first.
    pub priority: Priority,
}

impl NewJob {
    /// A job without key that is due at once.
    #[must_use]
    pub fn new(workspace: WorkspaceId, kind: &'static str, payload: serde_json::Value) -> Self {
        Self { workspace, kind, key: None, payload, due: None, priority: Priority::Normal }
    }

    /// The same, with a key.
    #[must_use]
    pub fn with_key(mut self, key: impl Into<String>) -> Self {
        self.key = Some(key.into());
        self
    }

    /// The same, not before this time.
    #[must_use]
    pub fn due(mut self, at: OffsetDateTime) -> Self {
        self.due = Some(at);
        self
    }

    /// The same, with another priority.
    #[must_use]
    pub fn with_priority(mut self, priority: Priority) -> Self {
        self.priority = priority;
        self
    }
}

/// A job as its handler sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// Its key in the table: a `UUIDv7` of the time of the push, the same on every attempt.
    pub id: Uuid,
    /// The workspace.
    pub workspace: WorkspaceId,
    /// What is to be done.
    pub kind: String,
    /// The key that keeps it alone.
    pub key: Option<String>,
    /// What was handed in, as JSON text.
    pub payload: String,
    /// Which of the workspace's jobs goes first, as stored: the smaller, the sooner.
    pub priority: i16,
    /// When it was due.
    pub due: OffsetDateTime,
    /// Which attempt this is, from 1. A snooze is none.
    pub attempt: u32,
    /// When it was pushed.
    pub created_at: OffsetDateTime,
}

impl Job {
    /// The payload as a value of the program.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        serde_json::from_str(&self.payload)
    }
}

/// A job that somebody has: until the lease runs out nobody else gets it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The job.
    pub job: Job,
    /// The fence: whatever is said of the job later holds only while this number is the newest.
    pub run_lease: i64,
    /// Until when, if no heartbeat makes it longer.
    pub lease_until: OffsetDateTime,
}

/// Why an attempt failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// What kind of failure, in one word from a closed list of the handler's.
    pub class: &'static str,
    /// What happened, for the operator. Never a secret; kept up to four kilobytes.
    pub reason: String,
    /// Not before this time, where the other side said so. It makes the wait longer and never shorter.
    pub retry_at: Option<OffsetDateTime>,
}

impl Failure {
    /// A failure that is tried again by the policy.
    #[must_use]
    pub fn new(class: &'static str, reason: impl Into<String>) -> Self {
        Self { class, reason: reason.into(), retry_at: None }
    }

    /// The same, not before this time.
    #[must_use]
    pub fn not_before(mut self, time: OffsetDateTime) -> Self {
        self.retry_at = Some(time);
        self
    }

    /// The reason as it can be stored: bounded, and without the character that PostgreSQL's text can't hold.
    pub(super) fn text(&self) -> String {
        let end = self.reason.floor_char_boundary(LONGEST_REASON);
        self.reason[..end].replace('\0', "\u{fffd}")
    }
}

/// What became of a word on a claimed job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finish {
    /// It is stored.
    Done,
    /// The job is somebody else's by now, or nobody's. Nothing was changed.
    Stale,
}

/// What a worker says of a job that it has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Word {
    /// It is done: the row leaves.
    Done,
    /// It waits again. `attempt` is whether this one counts.
    Again { due: OffsetDateTime, attempt: bool, failure: Option<Failure> },
    /// It failed for good.
    Dead(Failure),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_bounded_and_storable() {
        let long = Failure::new("x", "ä".repeat(5000)).text();
        assert!(long.len() <= LONGEST_REASON && long.chars().all(|c| c == 'ä'));
        assert_eq!(Failure::new("x", "a\0b").text(), "a\u{fffd}b");
    }

    #[test]
    fn jobs_of_events_have_the_usual_priority() {
        assert_eq!(Priority::default().rank(), crate::db::jobs::NORMAL);
    }

    #[test]
    fn the_most_urgent_comes_first() {
        assert!(Priority::ALL.is_sorted_by_key(|priority| priority.rank()));
        assert_eq!(Priority::ALL.map(Priority::rank), [0, 1, 2]);
    }
}
