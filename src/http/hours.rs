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
        let all: Vec<i64> = (current - SHOWN + 1..=current).collect();
        let begin = |hour: i64| OffsetDateTime::from_unix_timestamp(hour * HOUR).unwrap_or(OffsetDateTime::UNIX_EPOCH);
        let known = |hour: &i64| self.0.get(&(workspace.clone(), *hour));
        let unknown: Vec<i64> = all.iter().filter(|hour| known(hour).is_none()).copied().collect();
        let begins: Vec<OffsetDateTime> = unknown.iter().map(|hour| begin(*hour)).collect();
        let counted = counts::by_hour(db, workspace, &begins).await?;
        let mut found = Vec::with_capacity(all.len());
        for hour in all {
            let new = unknown.iter().position(|unknown| *unknown == hour).and_then(|place| counted.get(place));
            let count = match new {
                Some(count) => *count,
                None => known(&hour).unwrap_or(0),
            };
            if new.is_some() && begin(hour + 1) + LATE <= now {
                self.0.insert((workspace.clone(), hour), count);
            }
            found.push((begin(hour), count));
        }
        Ok(found)
    }
}
