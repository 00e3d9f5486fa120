//! How many events came in each of the last hours, without counting those again that are over.

use std::time::Duration;

use moka::sync::Cache;
use time::OffsetDateTime;

use crate::db::events::counts;
use crate::db::{Db, Error};
use crate::domain::ids::WorkspaceId;

/// Hours that are shown, the one that it is among them.
const SHOWN: i64 = 24;

const HOUR: i64 = 3600;

/// How long after its end an hour may still get events: they count for when they came, and are committed a moment later.
const LATE: time::Duration = time::Duration::minutes(2);

/// How long a count is believed. Events that are erased leave it too high for so long.
const BELIEVED: Duration = Duration::from_mins(10);

/// Counts that are kept: a day of some hundreds of workspaces.
const KEPT: u64 = 10_000;

/// The counts of hours that are over.
#[derive(Debug)]
pub(super) struct Hours(Cache<(WorkspaceId, i64), u64>);

impl Default for Hours {
    fn default() -> Self {
        Self(Cache::builder().max_capacity(KEPT).time_to_live(BELIEVED).build())
    }
}

impl Hours {
    /// The last hours, the oldest first, each with how many events of the workspace came.
    pub(super) async fn count(
        &self,
        db: &Db,
        workspace: &WorkspaceId,
        now: OffsetDateTime,
    ) -> Result<Vec<(OffsetDateTime, u64)>, Error> {
        let current = now.unix_timestamp().div_euclid(HOUR);
        let begin = |hour: i64| OffsetDateTime::from_unix_timestamp(hour * HOUR).unwrap_or(OffsetDateTime::UNIX_EPOCH);
        // Asked once: what is known may be forgotten while the database counts.
        let known = (current - SHOWN + 1..=current).map(|hour| (hour, self.0.get(&(workspace.clone(), hour))));
        let known: Vec<(i64, Option<u64>)> = known.collect();
        let unknown = known.iter().filter(|(_, count)| count.is_none());
        let begins: Vec<OffsetDateTime> = unknown.map(|(hour, _)| begin(*hour)).collect();
        let mut counted = counts::by_hour(db, workspace, &begins).await?.into_iter();
        let mut found = Vec::with_capacity(known.len());
        for (hour, known) in known {
            let count = known.or_else(|| counted.next()).unwrap_or(0);
            if known.is_none() && begin(hour + 1) + LATE <= now {
                self.0.insert((workspace.clone(), hour), count);
            }
            found.push((begin(hour), count));
        }
        Ok(found)
    }
}
