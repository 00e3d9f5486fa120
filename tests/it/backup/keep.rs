//! Requirement 10: what `prune` removes. Which of the good ones stay is tested where the rule is.

use std::fs;

use clockify_addons::backup::{self, Error, Fate, Place, Set};
use clockify_addons::domain::keep::Policy;

use super::stage::Stage;
use crate::harness::{Engine, both};

both!(only_good_backups_count, one_that_is_read_stays, one_that_is_pinned_stays, two_at_once_are_not_made);

fn fates(judged: &[backup::Judged]) -> Vec<Fate> {
    judged.iter().map(|one| one.fate).collect()
}

async fn only_good_backups_count(engine: Engine) {
    let stage = Stage::new(engine, 1).await;
    let mut sets: Vec<Set> = Vec::new();
    for _ in 0..6 {
        sets.push(stage.create().await);
    }
    let policy: Policy = "last=2".parse().unwrap();
    // The oldest can't be read, the next has no manifest, the newest is damaged, the third was never read.
    fs::write(sets[0].path.join("api-studio/job.jsonl.zst"), "tea").unwrap();
    fs::remove_file(sets[1].path.join("manifest.json")).unwrap();
    fs::write(sets[5].path.join("api-studio/job.jsonl.zst"), "tea").unwrap();
    for index in [0, 5] {
        backup::verify(&stage.folder, &mut sets[index], &stage.clock, &|_, _| {}).await.unwrap_err();
    }
    fs::remove_file(stage.folder.path().join(format!(".checks/{}.json", sets[2].manifest.name))).unwrap();
    let expected = [Fate::Removed, Fate::Damaged, Fate::Unverified, Fate::Kept, Fate::Kept, Fate::Damaged];
    let unfinished = stage.folder.path().join(".partial-of-yesterday");
    fs::create_dir(&unfinished).unwrap();
    let looked = backup::prune(&stage.folder, &policy, true).await.unwrap();
    assert_eq!(fates(&looked), expected);
    assert!(sets.iter().all(|set| set.path.exists()) && unfinished.exists(), "a dry run removes nothing");
    assert_eq!(fates(&backup::prune(&stage.folder, &policy, false).await.unwrap()), expected);
    assert!(!unfinished.exists());
    let left: Vec<bool> = sets.iter().map(|set| set.path.exists()).collect();
    assert_eq!(left, [false, true, true, true, true, true]);
    stage.finish().await;
}

async fn one_that_is_read_stays(engine: Engine) {
    let stage = Stage::new(engine, 1).await;
    let first = stage.create().await;
    for _ in 0..2 {
        stage.create().await;
    }
    let policy: Policy = "last=1".parse().unwrap();
    let kept = first.keep().await.unwrap();
    assert_eq!(
        fates(&backup::prune(&stage.folder, &policy, false).await.unwrap()),
        [Fate::InUse, Fate::Kept, Fate::Kept]
    );
    drop(kept);
    assert_eq!(
        fates(&backup::prune(&stage.folder, &policy, false).await.unwrap()),
        [Fate::Removed, Fate::Kept, Fate::Kept]
    );
    stage.finish().await;
}

async fn one_that_is_pinned_stays(engine: Engine) {
    let stage = Stage::new(engine, 1).await;
    let mut sets = Vec::new();
    for _ in 0..4 {
        sets.push(stage.create().await);
    }
    let policy: Policy = "last=1,least=1".parse().unwrap();
    let prune = async || fates(&backup::prune(&stage.folder, &policy, false).await.unwrap());
    let name = |index: usize| sets[index].manifest.name.as_str();
    let reason = Some("before the move".to_owned());
    // Somebody who reads it since before it was pinned, and notes what came of it afterwards, doesn't unpin it.
    let mut before = stage.folder.find(Some(name(0))).await.unwrap();
    backup::pin(&stage.folder, name(0), reason, &stage.clock).await.unwrap();
    backup::verify(&stage.folder, &mut before, &stage.clock, &|_, _| {}).await.unwrap();
    // One that turns out to be damaged is somebody's to look at.
    backup::pin(&stage.folder, name(1), None, &stage.clock).await.unwrap();
    fs::write(sets[1].path.join("api-studio/job.jsonl.zst"), "tea").unwrap();
    let mut damaged = stage.folder.find(Some(name(1))).await.unwrap();
    backup::verify(&stage.folder, &mut damaged, &stage.clock, &|_, _| {}).await.unwrap_err();
    assert_eq!(prune().await, [Fate::Pinned, Fate::Pinned, Fate::Removed, Fate::Kept]);
    assert_eq!(prune().await, [Fate::Pinned, Fate::Pinned, Fate::Kept]);
    // A pin that can't be read is one.
    fs::write(stage.folder.path().join(format!(".checks/{}.pin", name(1))), "tea").unwrap();
    assert_eq!(prune().await, [Fate::Pinned, Fate::Pinned, Fate::Kept]);

    let again = backup::pin(&stage.folder, name(0), None, &stage.clock).await.unwrap();
    let pin = again.checks.pinned.unwrap();
    assert_eq!(pin.reason.as_deref(), Some("before the move"), "it is pinned already");
    assert!(again.checks.verified_at.is_some(), "what else is known stays known");
    let held = stage.folder.hold().await.unwrap();
    assert!(matches!(backup::pin(&stage.folder, name(3), None, &stage.clock).await, Err(Error::Locked(_))));
    assert!(matches!(backup::unpin(&stage.folder, name(0)).await, Err(Error::Locked(_))));
    drop(held);
    backup::unpin(&stage.folder, name(0)).await.unwrap();
    backup::unpin(&stage.folder, name(1)).await.unwrap();
    assert_eq!(prune().await, [Fate::Removed, Fate::Removed, Fate::Kept]);
    assert!(matches!(backup::unpin(&stage.folder, name(0)).await, Err(Error::NoSet { .. })));
    stage.finish().await;
}

async fn two_at_once_are_not_made(engine: Engine) {
    let stage = Stage::new(engine, 1).await;
    stage.create().await;
    let held = stage.folder.hold().await.unwrap();
    let options = backup::Options::default();
    let refused = backup::create(&stage.folder, &stage.sources(), options, &stage.clock, &|_, _| {}).await.unwrap_err();
    assert!(matches!(refused, Error::Locked(_)), "{refused}");
    let pruned = backup::prune(&stage.folder, &Policy::default(), false).await;
    assert!(matches!(pruned, Err(Error::Locked(_))));
    drop(held);
    stage.create().await;
    stage.finish().await;
}
