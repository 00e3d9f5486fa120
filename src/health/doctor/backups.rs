//! Whether backups are made, as large as they were, and whether one was ever restored.

use std::path::Path;
use std::time::Duration;

use super::Limits;
use crate::backup;
use crate::clock::Clock;
use crate::config::database::Url;
use crate::health::backups::{Set, sets};
use crate::health::{Check, Status, host};

/// The newest is compared with at most so many before it.
const COMPARED: usize = 7;

/// Backups in the folder. An operator who keeps none here is asked for them by the production checklist, not here.
pub(super) fn check(folder: Option<&Path>, limits: &Limits, clock: &dyn Clock) -> Vec<Check> {
    let Some(folder) = folder else { return Vec::new() };
    let sets = sets(folder);
    let Some((newest, before)) = sets.split_last() else {
        let check = Check::new("backup.age", Status::Warn, format!("no backup in {}", folder.display()));
        return vec![check.hint("run `clockify-addons backup` every night, or correct CLOCKIFY_ADDONS_BACKUP_DIR")];
    };
    let since = |at| Duration::try_from(clock.now() - at).unwrap_or_default();
    vec![
        age(since(newest.at), limits),
        size(*newest, before),
        drill(sets.iter().filter_map(|set| set.drill).max().map(since), limits),
    ]
}

/// Whether the next backup finds `pg_dump`, where the newest is one that it made. Who makes portable ones needs none.
pub(super) async fn tools(folder: Option<&Path>, databases: &[&Url]) -> Option<Check> {
    sets(folder?).last().filter(|newest| newest.dumped)?;
    match backup::dumps(databases).await {
        Ok(found) => Some(Check::new("backup.tool", Status::Pass, found)),
        Err(error @ backup::Error::Tool { .. }) => {
            let text = error.to_string();
            let (observed, hint) = text.split_once("; ").unwrap_or((&text, "install it"));
            Some(Check::new("backup.tool", Status::Fail, observed).hint(hint))
        }
        // That a database can't be reached is told where databases are looked at.
        Err(_) => None,
    }
}

fn age(age: Duration, limits: &Limits) -> Check {
    let limit = limits.backup_age;
    let status = Status::of(
        age,
        limit.saturating_add(Duration::from_nanos(1)),
        limit.saturating_mul(2).max(Duration::from_nanos(2)),
    );
    Check::new("backup.age", status, format!("the newest is {} h old", age.as_secs() / 3600))
        .limit(format!("{} h", limit.as_secs() / 3600))
        .measure(age.as_secs_f64(), "s", Some(limit.as_secs_f64()), Some(limit.as_secs_f64() * 2.0))
        .hint("see why the last one failed: run `clockify-addons backup` and look at what cron says; --max-backup-age is the limit")
}

/// Half of it gone means more often that something wasn't backed up than that it was removed.
fn size(newest: Set, before: &[Set]) -> Check {
    let mut others: Vec<u64> = before.iter().rev().take(COMPARED).map(|set| set.bytes).collect();
    others.sort_unstable();
    let usual = others.get(others.len() / 2).copied();
    let shrank = usual.is_some_and(|usual| newest.bytes < usual / 2);
    let observed = match usual {
        Some(usual) => format!("{}, the ones before {}", host::bytes(newest.bytes), host::bytes(usual)),
        None => host::bytes(newest.bytes),
    };
    #[expect(clippy::cast_precision_loss, reason = "a number to draw")]
    Check::new("backup.size", Status::warn_unless(!shrank), observed)
        .limit("at least half of the ones before")
        .measure(newest.bytes as f64, "B", None, None)
        .hint("compare `clockify-addons backup show` with one before it: an add-on or rows are missing; keep the older ones until it is known why")
}

fn drill(since: Option<Duration>, limits: &Limits) -> Check {
    let hint = "run `clockify-addons backup drill` every week: it restores the newest one for practice";
    let Some(since) = since else {
        return Check::new("backup.drill", Status::Warn, "none was ever restored for practice").hint(hint);
    };
    Check::new(
        "backup.drill",
        Status::warn_unless(since <= limits.drill_age),
        format!("{} d ago", since.as_secs() / 86_400),
    )
    .limit(format!("{} d", limits.drill_age.as_secs() / 86_400))
    .measure(since.as_secs_f64(), "s", Some(limits.drill_age.as_secs_f64()), None)
    .hint(hint)
}

#[cfg(test)]
mod tests {
    use time::OffsetDateTime;

    use super::*;

    fn set(bytes: u64) -> Set {
        Set { at: OffsetDateTime::UNIX_EPOCH, drill: None, bytes, dumped: false }
    }

    #[test]
    fn one_that_shrank_is_told_by_those_before_it() {
        let of = |newest, before: &[u64]| {
            let before: Vec<_> = before.iter().map(|bytes| set(*bytes)).collect();
            size(set(newest), &before).status
        };
        assert_eq!(of(10, &[]), Status::Pass);
        assert_eq!(of(50, &[100]), Status::Pass);
        assert_eq!(of(49, &[100]), Status::Warn);
        // One that was odd before doesn't hide it, and doesn't raise it.
        assert_eq!(of(49, &[100, 100, 1]), Status::Warn);
        assert_eq!(of(90, &[100, 100, 100_000]), Status::Pass);
        // What is long ago doesn't count.
        assert_eq!(of(10, &[9000, 9000, 9000, 10, 10, 10, 10, 10, 10, 10]), Status::Pass);
    }

    #[test]
    fn an_old_one_is_worse_the_older_it_is() {
        let limits = Limits::default();
        let of = |hours| age(Duration::from_hours(hours), &limits).status;
        assert_eq!(
            [of(0), of(26), of(27), of(52), of(53)],
            [Status::Pass, Status::Pass, Status::Warn, Status::Fail, Status::Fail]
        );
        let of = |days: u64| drill(Some(Duration::from_hours(days * 24)), &limits).status;
        assert_eq!([of(8), of(9)], [Status::Pass, Status::Warn]);
        assert_eq!(drill(None, &limits).status, Status::Warn);
    }
}
