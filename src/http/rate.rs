//! How many calls of the JSON API a workspace's users may make: enough for people with a page open, too few to keep
//! others waiting.
//!
//! One number per workspace says until when its calls so far have used up their time. It may lie so far ahead as a burst
//! takes.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use moka::sync::Cache;
use time::OffsetDateTime;

use crate::clock::ms;
use crate::domain::ids::WorkspaceId;

/// Calls per second.
pub(super) const PER_SECOND: i64 = 50;

/// The time of one call, in milliseconds.
const EACH: i64 = 1000 / PER_SECOND;

/// How far ahead a burst may use it up: of twice as many calls as fit into a second.
const AHEAD: i64 = 2000;

/// Workspaces that are remembered. One that is forgotten begins anew.
const REMEMBERED: u64 = 10_000;

/// What the workspaces have used up.
#[derive(Debug)]
pub(super) struct Rate(Cache<WorkspaceId, Arc<AtomicI64>>);

impl Default for Rate {
    fn default() -> Self {
        let idle = Duration::from_mins(1);
        Self(Cache::builder().max_capacity(REMEMBERED).time_to_idle(idle).build())
    }
}

impl Rate {
    /// Takes the time of a call, or says after how many seconds there is some.
    pub(super) fn take(&self, workspace: &WorkspaceId, now: OffsetDateTime) -> Result<(), u32> {
        let used = self.0.get_with_by_ref(workspace, Arc::default);
        let now = ms(now);
        let next = |used: i64| Some(used.max(now) + EACH).filter(|next| next - now <= AHEAD);
        match used.fetch_update(Ordering::Relaxed, Ordering::Relaxed, next) {
            Ok(_) => Ok(()),
            Err(_) => Err(1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_is_allowed_and_then_so_many_a_second() {
        let rate = Rate::default();
        let one = WorkspaceId::new("64a1f0c2e4b0a1b2c3d4e5f6").unwrap();
        let other = WorkspaceId::new("64a1f0c2e4b0a1b2c3d4e5f7").unwrap();
        let start = OffsetDateTime::UNIX_EPOCH + Duration::from_hours(500_000);
        let passed = |at| (0..1000).filter(|_| rate.take(&one, at).is_ok()).count();
        assert_eq!(passed(start), 100);
        assert_eq!(passed(start + Duration::from_secs(1)), 50);
        assert_eq!(passed(start + Duration::from_mins(1)), 100);
        assert!(rate.take(&other, start).is_ok(), "one workspace doesn't use up another's");
    }
}
