//! Keeping a backup, whatever the policy says: one of before a large change, or one that somebody still looks into.

use super::Error;
use super::place::{Pin, Place, Set};
use crate::clock::{Clock, stamp};

/// Has a backup kept until it is unpinned. One that was pinned already is so since then.
pub async fn pin(place: &dyn Place, name: &str, reason: Option<String>, clock: &dyn Clock) -> Result<Set, Error> {
    let since = stamp(clock.now());
    let set = change(place, name, |pinned| {
        let (since, reason) = match pinned {
            Some(before) => (before.since, reason.or(before.reason)),
            None => (since, reason),
        };
        Some(Pin { since, reason })
    })
    .await?;
    // A bucket has no lock: it may have been removed meanwhile.
    if let Err(gone) = place.find(Some(&set.manifest.name)).await {
        place.pin(&set.manifest.name, None).await.ok();
        return Err(gone);
    }
    Ok(set)
}

/// Leaves a backup to the policy again.
pub async fn unpin(place: &dyn Place, name: &str) -> Result<Set, Error> {
    change(place, name, |_| None).await
}

async fn change(
    place: &dyn Place,
    name: &str,
    change: impl FnOnce(Option<Pin>) -> Option<Pin> + Send,
) -> Result<Set, Error> {
    // Says first that there is none, where there isn't even a folder.
    place.find(Some(name)).await?;
    // Nobody removes it meanwhile.
    let _held = place.hold().await?;
    let mut set = place.find(Some(name)).await?;
    set.checks.pinned = change(set.checks.pinned.take());
    place.pin(&set.manifest.name, set.checks.pinned.as_ref()).await?;
    Ok(set)
}
