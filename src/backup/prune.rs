//! Removing backups that are no longer kept.
//!
//! Only backups that were read and found right count. One that was found damaged is removed once enough good ones, and a
//! newer one among them, are there. What was never read, and what has no manifest, is left alone and told.

use time::macros::format_description;
use time::{OffsetDateTime, PrimitiveDateTime};

use super::Error;
use super::place::{Found, Place, Removal, Set};
use crate::domain::keep::{Good, Policy};

/// What becomes of a backup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// The policy keeps it.
    Kept,
    /// Somebody wants it kept.
    Pinned,
    /// It goes.
    Removed,
    /// It would go, but somebody reads it.
    InUse,
    /// It would go, but the place doesn't let it.
    Protected,
    /// Nobody knows whether it is good: it stays.
    Unverified,
    /// It is damaged.
    Damaged,
}

/// A backup, and what becomes of it.
#[derive(Clone, Debug)]
pub struct Judged {
    /// Its name.
    pub name: String,
    /// What becomes of it.
    pub fate: Fate,
}

/// Removes what the policy doesn't keep; with `dry_run`, only says what would go. The oldest comes first.
pub async fn prune(place: &dyn Place, policy: &Policy, dry_run: bool) -> Result<Vec<Judged>, Error> {
    if !place.exists() {
        return Ok(Vec::new());
    }
    let held = place.hold().await?;
    if !dry_run {
        place.tidy(&held).await?;
    }
    let mut judged = Vec::new();
    let mut leaving = Vec::new();
    for (found, fate) in judge(place.all().await?, policy) {
        let name = match &found {
            Found::Set(set) => set.manifest.name.clone(),
            Found::Broken { name, .. } => name.clone(),
        };
        if let (Found::Set(set), Fate::Removed) = (found, fate) {
            leaving.push((judged.len(), set));
        }
        judged.push(Judged { name, fate });
    }
    if !dry_run {
        for (index, set) in leaving {
            // In a bucket nobody is kept from pinning it meanwhile.
            if let Found::Set(now) = place.look(&set.manifest.name).await?
                && now.checks.pinned.is_some()
            {
                judged[index].fate = Fate::Pinned;
                continue;
            }
            match place.remove(&set, &held).await? {
                Removal::Done => {}
                Removal::InUse => judged[index].fate = Fate::InUse,
                Removal::Refused => judged[index].fate = Fate::Protected,
            }
        }
    }
    Ok(judged)
}

fn judge(found: Vec<Found>, policy: &Policy) -> Vec<(Found, Fate)> {
    let good: Vec<(usize, Good)> = found
        .iter()
        .enumerate()
        .filter_map(|(index, found)| match found {
            Found::Set(set) if set.checks.is_good() => {
                Some((index, Good { at: time(set)?, pinned: set.checks.pinned.is_some() }))
            }
            _ => None,
        })
        .collect();
    let backups: Vec<_> = good.iter().map(|(_, backup)| *backup).collect();
    let kept = policy.kept(&backups);
    let enough = kept.iter().filter(|kept| **kept).count() >= policy.least.max(1) as usize;
    let newest = backups.iter().map(|backup| backup.at).max();
    let judge = |(index, found): (usize, Found)| {
        let fate = match (&found, good.iter().position(|(of, _)| *of == index)) {
            (Found::Set(set), _) if set.checks.pinned.is_some() => Fate::Pinned,
            (_, Some(place)) if kept[place] => Fate::Kept,
            (_, Some(_)) => Fate::Removed,
            (Found::Set(set), None) if set.checks.wrong.is_some() => {
                let older = time(set).zip(newest).is_some_and(|(time, newest)| time < newest);
                if enough && older { Fate::Removed } else { Fate::Damaged }
            }
            (Found::Set(_), None) => Fate::Unverified,
            (Found::Broken { .. }, None) => Fate::Damaged,
        };
        (found, fate)
    };
    found.into_iter().enumerate().map(judge).collect()
}

/// When a backup was begun, from its name.
fn time(set: &Set) -> Option<OffsetDateTime> {
    let form = format_description!("[year][month][day]T[hour][minute][second]Z");
    let text = set.manifest.name.split('-').next()?;
    PrimitiveDateTime::parse(text, form).ok().map(PrimitiveDateTime::assume_utc)
}
