//! Keeping a backup, whatever the policy says: one of before a large change, or one that somebody still looks into.

use super::Error;
use super::folder::{Folder, Pin, Set};
use crate::clock::{Clock, stamp};

/// Has a backup kept until it is unpinned. One that was pinned already is so since then.
pub fn pin(folder: &Folder, name: &str, reason: Option<String>, clock: &dyn Clock) -> Result<Set, Error> {
    let since = stamp(clock.now());
    change(folder, name, |pinned| {
        let (since, reason) = match pinned.take() {
            Some(before) => (before.since, reason.or(before.reason)),
            None => (since, reason),
        };
        *pinned = Some(Pin { since, reason });
    })
}

/// Leaves a backup to the policy again.
pub fn unpin(folder: &Folder, name: &str) -> Result<Set, Error> {
    change(folder, name, |pinned| *pinned = None)
}

fn change(folder: &Folder, name: &str, change: impl FnOnce(&mut Option<Pin>)) -> Result<Set, Error> {
    // Says first that there is none, where there isn't even a folder.
    folder.find(Some(name))?;
    // Nobody removes it meanwhile.
    let _held = folder.hold()?;
    let mut set = folder.find(Some(name))?;
    folder.note(&mut set, |checks| change(&mut checks.pinned))?;
    Ok(set)
}
