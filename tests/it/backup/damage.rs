//! Requirement 2: a backup that isn't what was written is refused before anything is touched.

use std::fs;

use clockify_addons::backup::{self, Error, Into, Place, What};
use clockify_addons::domain::addon::Addon;
use sea_orm::ConnectionTrait;

use super::stage::{Stage, files, open, restore, rows};
use crate::harness::{Database, Engine, both};

both!(
    two_hundred_changed_bytes_are_all_refused,
    a_file_that_is_cut_short_or_gone_is_told,
    what_a_check_found_is_remembered,
    a_zero_character_is_told_before_postgresql_is_touched,
);

async fn two_hundred_changed_bytes_are_all_refused(engine: Engine) {
    let stage = Stage::new(engine, 1).await;
    stage.fill().await;
    let set = stage.create().await;
    let files = files(&set);
    assert!(files.len() > 20);
    let target = Database::migrated(engine).await;
    let before = {
        let db = open(&target).await;
        let rows = rows(&db).await;
        db.close().await.unwrap();
        rows
    };
    let into = [Into { addon: Addon::ApiStudio, url: target.url.clone(), keys: None }];
    let mut random = fastrand::Rng::with_seed(7);
    for round in 0..200 {
        let file = &files[random.usize(..files.len())];
        let whole = fs::read(file).unwrap();
        let mut changed = whole.clone();
        let at = random.usize(..changed.len());
        changed[at] ^= 1 << random.u32(..8);
        fs::write(file, &changed).unwrap();
        let what = What { replace: true, ..What::default() };
        let refused = match stage.folder.find(Some(&set.manifest.name)).await {
            Ok(found) => restore(&found, &into, &what).await.unwrap_err(),
            Err(error) => error,
        };
        assert!(matches!(refused, Error::Damaged { .. }), "round {round}, byte {at} of {}: {refused}", file.display());
        fs::write(file, &whole).unwrap();
    }
    let db = open(&target).await;
    assert_eq!(rows(&db).await, before);
    db.close().await.unwrap();
    let found = stage.folder.find(Some(&set.manifest.name)).await.unwrap();
    restore(&found, &into, &What::default()).await.unwrap();
    target.remove().await;
    stage.finish().await;
}

async fn a_file_that_is_cut_short_or_gone_is_told(engine: Engine) {
    let stage = Stage::new(engine, 1).await;
    stage.fill().await;
    let mut set = stage.create().await;
    let file = set.path.join("api-studio/audit_entry.jsonl.zst");
    let whole = fs::read(&file).unwrap();
    for changed in [Some(&whole[..whole.len() - 1]), Some(&whole[..0]), None] {
        match changed {
            Some(bytes) => fs::write(&file, bytes).unwrap(),
            None => fs::remove_file(&file).unwrap(),
        }
        let error = backup::verify(&stage.folder, &mut set, &stage.clock, &|_, _| {}).await.unwrap_err();
        assert!(error.to_string().contains("audit_entry.jsonl.zst"), "{error}");
    }
    stage.finish().await;
}

async fn what_a_check_found_is_remembered(engine: Engine) {
    let stage = Stage::new(engine, 1).await;
    let mut set = stage.create().await;
    assert!(set.checks.is_good(), "a new backup was read again");
    let file = set.path.join("api-studio/job.jsonl.zst");
    let whole = fs::read(&file).unwrap();
    fs::write(&file, b"tea").unwrap();
    backup::verify(&stage.folder, &mut set, &stage.clock, &|_, _| {}).await.unwrap_err();
    let found = stage.folder.find(None).await.unwrap();
    assert!(!found.checks.is_good() && found.checks.wrong.as_ref().unwrap().contains("job.jsonl.zst"));
    fs::write(&file, whole).unwrap();
    backup::verify(&stage.folder, &mut set, &stage.clock, &|_, _| {}).await.unwrap();
    assert!(stage.folder.find(None).await.unwrap().checks.is_good());
    stage.finish().await;
}

async fn a_zero_character_is_told_before_postgresql_is_touched(engine: Engine) {
    let stage = Stage::new(Engine::Sqlite, 1).await;
    let db = stage.open(0).await;
    let sql = "INSERT INTO flow_secret VALUES (x'0192aaaaaaaa7aaaaaaaaaaaaaaaaaaa', 'w', 'a' || char(0) || 'b', x'00', 1, '')";
    db.writer().execute_unprepared(sql).await.unwrap();
    db.close().await.unwrap();
    let set = stage.create().await;
    let target = Database::empty(engine).await;
    let into = [Into { addon: Addon::ApiStudio, url: target.url.clone(), keys: None }];
    match (engine, restore(&set, &into, &What::default()).await) {
        (Engine::Sqlite, restored) => {
            assert!(restored.unwrap()[0].tables.iter().any(|(table, rows)| table == "flow_secret" && *rows == 1));
        }
        (Engine::Postgres, refused) => {
            let refused = refused.unwrap_err();
            assert!(matches!(refused, Error::Nul { row: 1, .. }), "{refused}");
            let db = open(&target).await;
            assert!(crate::harness::columns(&db).await.is_empty(), "nothing was made");
            db.close().await.unwrap();
        }
    }
    target.remove().await;
    stage.finish().await;
}
