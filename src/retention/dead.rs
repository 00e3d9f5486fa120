//! Workspaces whose token Clockify has refused for long: most likely the end of the installation was never heard of.
//!
//! They are told of, and erased only when somebody confirms it or, where the operator says so, after some time: a token can
//! be refused for reasons that pass.

use std::collections::BTreeMap;

use serde::Serialize;
use time::{Duration, OffsetDateTime};

use super::erase::{Erasure, end_all, installations, note};
use super::report::Erased;
use super::{Error, Sweeper, hold};
use crate::clock::stamp;
use crate::db::entities::erasure::Reason;
use crate::db::entities::installation::{self, Status};
use crate::db::lock::Lock;
use crate::db::revision::commit;

/// How long a token is refused before its workspace is told of.
const LONG: Duration = Duration::days(7);

/// A workspace whose token is refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Dead {
    /// The workspace.
    pub workspace: String,
    /// Since when.
    pub refused_since: String,
    /// How often it was tried in vain.
    pub refused: i32,
    /// Whether it is erased: somebody confirmed it, or it was long enough.
    pub erased: bool,
}

/// All of them, but for those that are on hold or have an installation whose token is accepted.
pub(super) async fn dead(sweeper: &Sweeper, now: OffsetDateTime) -> Result<Vec<Dead>, Error> {
    let mut found: BTreeMap<String, Vec<installation::Model>> = BTreeMap::new();
    for row in installation::Entity::live_of_all_workspaces().all(&sweeper.db.reader()).await? {
        found.entry(row.workspace_id.clone()).or_default().push(row);
    }
    for hold in hold::holds(&sweeper.db).await? {
        found.remove(&hold.workspace);
    }
    let dead = found.into_iter().filter_map(|(workspace, rows)| {
        let since = since(&rows)?;
        let refused = rows.iter().map(|row| row.refused_probes).max()?;
        let erased = sweeper.confirm_dead || is_over(sweeper, since, now);
        (now - since >= LONG).then(|| Dead { workspace, refused_since: stamp(since), refused, erased })
    });
    Ok(dead.collect())
}

/// Since when the tokens of all of these are refused.
fn since(rows: &[installation::Model]) -> Option<OffsetDateTime> {
    let since: Option<Vec<_>> = rows.iter().map(|row| row.refused_since).collect();
    since?.into_iter().max()
}

fn is_over(sweeper: &Sweeper, since: OffsetDateTime, now: OffsetDateTime) -> bool {
    let patience = sweeper.config.refused.and_then(|refused| Duration::try_from(refused).ok());
    patience.is_some_and(|patience| now - since >= patience)
}

/// Erases such a workspace. None: its token was accepted meanwhile.
pub(super) async fn erase(
    sweeper: &Sweeper,
    lock: &Lock,
    workspace: &str,
    now: OffsetDateTime,
) -> Result<Option<Erased>, Error> {
    let transaction = sweeper.db.begin().await?;
    let rows = installations(&transaction, workspace).await?;
    let live: Vec<_> = rows.into_iter().filter(|row| row.status != Status::Deleted).collect();
    if since(&live).is_none_or(|since| now - since < LONG) {
        transaction.rollback().await?;
        return Ok(None);
    }
    hold::refuse(&transaction, workspace).await?;
    let rows = end_all(sweeper, &transaction, workspace, live).await?;
    let id = note(sweeper, &transaction, workspace, Reason::Refused).await?;
    commit(&sweeper.db, transaction).await?;
    let erasure = Erasure { sweeper, lock, workspace, id };
    erasure.run(Reason::Refused, true, rows).await.map(Some)
}
