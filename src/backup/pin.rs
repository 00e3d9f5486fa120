//! Keeping a backup, whatever the policy says: one of before a large change, or one that somebody still looks into.

use super::Error;
use super::place::{Pin, Place, Set};
use crate::clock::{Clock, stamp};

/// Has a backup kept until it is unpinned. One that was pinned already is so since then.
pub async fn pin(place: &dyn Place, name: &str, reason: Option<String>, clock: &dyn Clock) -> Result<Set, Error> {
    let since = stamp(clock.now());
    change(place, name, |pinned| {
        let (since, reason) = match pinned.take() {
            Some(before) => (before.since, reason.or(before.reason)),
            None => (since, reason),
        };
        *pinned = Some(Pin { since, reason });
    })
    .await
}

/// Leaves a backup to the policy again.
pub async fn unpin(place: &dyn Place, name: &str) -> Result<Set, Error> {
    change(place, name, |pinned| *pinned = None).await
}

async fn change(place: &dyn Place, name: &str, change: impl FnOnce(&mut Option<Pin>) + Send) -> Result<Set, Error> {
    // Says first that there is none, where there isn't even a folder.
    place.find(Some(name)).await?;
    // Nobody removes it meanwhile.
    let _held = place.hold().await?;
    let mut set = place.find(Some(name)).await?;
    change(&mut set.checks.pinned);
    place.note(&mut set).await?;
    Ok(set)
}
