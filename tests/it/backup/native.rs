//! Backups in the form of the engine: what goes in comes out, into an empty database of the same engine, and nothing else
//! happens.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use clockify_addons::backup::{self, Archive, Error, Into, Options, Place, Set, What};
use clockify_addons::domain::addon::Addon;
use clockify_addons::migrate;
use migration::Migrator;
use sea_orm::ConnectionTrait;
use sea_orm_migration::MigratorTrait;

use super::stage::{Stage, WORKSPACES, note, open, restore, revision, rows};
use crate::harness::{Database, Engine, both, columns, query};

both!(
    what_went_in_comes_out,
    it_goes_into_an_empty_database_only,
    it_belongs_to_its_engine,
    an_older_schema_is_brought_up_to_date,
    what_came_out_different_is_taken_back,
    nobody_is_left_with_a_file_of_yesterday,
    a_changed_byte_is_refused_before_anything_is_touched,
    a_drill_leaves_nothing,
    one_that_is_given_up_leaves_nothing,
    what_was_erased_is_not_in_it,
);

async fn create(stage: &Stage) -> Set {
    stage.clock.advance(std::time::Duration::from_secs(1));
    let options = Options { archive: Archive::Native, ..Options::default() };
    backup::create(&stage.folder, &stage.sources(), options, &stage.clock, &|_, _| {}).await.unwrap()
}

fn into(database: &Database) -> [Into; 1] {
    [Into { addon: Addon::ApiStudio, url: database.url.clone(), keys: None }]
}

fn other(engine: Engine) -> Engine {
    if engine == Engine::Sqlite { Engine::Postgres } else { Engine::Sqlite }
}

async fn what_went_in_comes_out(engine: Engine) {
    let stage = Stage::new(engine, 2).await;
    stage.fill().await;
    let db = stage.open(0).await;
    // What an operator adds goes with it.
    db.writer().execute_unprepared("CREATE INDEX of_the_operator ON audit_entry (action)").await.unwrap();
    db.close().await.unwrap();
    let set = create(&stage).await;
    assert_eq!(set.manifest.archive(), Archive::Native);
    assert!(set.manifest.cut.exact && set.checks.is_good());
    let names: Vec<_> = fs::read_dir(&set.path).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names.len(), 3, "{names:?}");
    for (part, index) in set.manifest.addons.iter().zip(0..) {
        let native = part.native.as_ref().unwrap();
        assert!(part.tables.is_empty());
        assert_eq!(part.rows(), stage.rows(index).await.len() as u64);
        let mode = fs::metadata(set.path.join(&part.addon).join(&native.file)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let found = stage.folder.find(None).await.unwrap();
    assert_eq!(found.manifest, set.manifest);

    for target in [Database::empty(engine).await, Database::migrated(engine).await] {
        let number = if columns_of(&target).await == 0 {
            -1
        } else {
            let db = open(&target).await;
            let number = revision(&db).await;
            db.close().await.unwrap();
            number
        };
        let restored = restore(&set, &into(&target), &What::default()).await.unwrap();
        assert_eq!(restored[0].tables.iter().map(|(_, rows)| rows).sum::<u64>(), set.manifest.addons[0].rows());
        let db = open(&target).await;
        assert_eq!(rows(&db).await, stage.rows(0).await);
        assert!(revision(&db).await > number, "servers look again");
        assert!(migrate::status(&db).await.unwrap().pending.is_empty());
        let index = match engine {
            Engine::Sqlite => "SELECT 1 FROM sqlite_schema WHERE name = 'of_the_operator'",
            Engine::Postgres => "SELECT 1 FROM pg_indexes WHERE indexname = 'of_the_operator'",
        };
        assert_eq!(query(&db.reader(), index).await.len(), 1);
        if engine == Engine::Sqlite {
            let ask = "SELECT auto_vacuum AS v, page_size AS p FROM pragma_auto_vacuum, pragma_page_size";
            let found = query(&db.reader(), ask).await;
            let (vacuum, page): (i32, i32) = (found[0].try_get("", "v").unwrap(), found[0].try_get("", "p").unwrap());
            assert_eq!((vacuum, page), (2, 8192), "the file is made as every other");
        }
        db.close().await.unwrap();
        beside(&target);
        target.remove().await;
    }
    stage.finish().await;
}

/// How many tables there are.
async fn columns_of(database: &Database) -> usize {
    let db = open(database).await;
    let count = columns(&db).await.len();
    db.close().await.unwrap();
    count
}

/// No scrap is left beside a file.
fn beside(database: &Database) {
    if let Some(path) = database.url.sqlite_path() {
        let entries = fs::read_dir(path.parent().unwrap()).unwrap();
        let scraps =
            entries.filter(|entry| entry.as_ref().unwrap().file_name().to_string_lossy().contains(".restore-"));
        assert_eq!(scraps.count(), 0);
    }
}

async fn it_goes_into_an_empty_database_only(engine: Engine) {
    let stage = Stage::new(engine, 1).await;
    stage.fill().await;
    let set = create(&stage).await;
    let db = stage.open(0).await;
    note(&db, WORKSPACES[0], &stage.clock).await;
    db.close().await.unwrap();
    let before = stage.rows(0).await;
    for replace in [false, true] {
        let what = What { replace, ..What::default() };
        let refused = restore(&set, &stage.own(), &what).await.unwrap_err();
        assert!(matches!(refused, Error::MustBeEmpty { .. }), "{refused}");
    }
    let foreign = Database::empty(engine).await;
    let db = open(&foreign).await;
    db.writer().execute_unprepared("CREATE TABLE tea (id INTEGER)").await.unwrap();
    db.close().await.unwrap();
    let refused = restore(&set, &into(&foreign), &What::default()).await.unwrap_err();
    assert!(matches!(refused, Error::NotOurs { .. }), "{refused}");
    foreign.remove().await;
    let part = What { tables: vec!["audit_entry".to_owned()], ..What::default() };
    let refused = restore(&set, &stage.own(), &part).await.unwrap_err();
    assert!(matches!(refused, Error::Whole { .. }), "{refused}");
    assert_eq!(stage.rows(0).await, before);
    let empty = Database::empty(engine).await;
    let what = What { dry_run: true, ..What::default() };
    restore(&set, &into(&empty), &what).await.unwrap();
    assert_eq!(columns_of(&empty).await, 0, "a dry run changes nothing");
    empty.remove().await;
    stage.finish().await;
}

async fn it_belongs_to_its_engine(engine: Engine) {
    let stage = Stage::new(engine, 1).await;
    let set = create(&stage).await;
    let target = Database::empty(other(engine)).await;
    let refused = restore(&set, &into(&target), &What::default()).await.unwrap_err();
    assert!(matches!(refused, Error::OtherEngine { .. }), "{refused}");
    target.remove().await;
    stage.finish().await;
}

async fn an_older_schema_is_brought_up_to_date(engine: Engine) {
    let stage = Stage::new(engine, 1).await;
    let db = stage.open(0).await;
    Migrator::down(&db.writer(), Some(1)).await.unwrap();
    stage.fill_installations(&db).await;
    db.close().await.unwrap();
    let set = create(&stage).await;
    let target = Database::empty(engine).await;
    let restored = restore(&set, &into(&target), &What::default()).await.unwrap();
    assert_eq!(restored[0].migrated.len(), 1);
    let db = open(&target).await;
    assert!(migrate::status(&db).await.unwrap().pending.is_empty());
    db.close().await.unwrap();
    target.remove().await;
    stage.finish().await;
}

/// The manifest is made to say something else, as if rows had been lost on the way; the second of two databases has it.
async fn what_came_out_different_is_taken_back(engine: Engine) {
    let stage = Stage::new(engine, 2).await;
    stage.fill().await;
    // It hangs on a table, and goes with it.
    let db = stage.open(1).await;
    db.writer().execute_unprepared("CREATE VIEW of_the_operator AS SELECT id FROM audit_entry").await.unwrap();
    db.close().await.unwrap();
    let mut set = create(&stage).await;
    let native = set.manifest.addons[1].native.as_mut().unwrap();
    native.tables.iter_mut().find(|counted| counted.table == "audit_entry").unwrap().rows += 1;
    let targets = [Database::empty(engine).await, Database::empty(engine).await];
    let addons = Addon::ALL.into_iter().zip(&targets);
    let all: Vec<Into> = addons.map(|(addon, at)| Into { addon, url: at.url.clone(), keys: None }).collect();
    let refused = restore(&set, &all, &What::default()).await.unwrap_err();
    assert!(matches!(&refused, Error::Differs { table, .. } if table == "audit_entry"), "{refused}");
    for target in targets {
        assert_eq!(columns_of(&target).await, 0, "tables are left");
        beside(&target);
        target.remove().await;
    }
    stage.finish().await;
}

/// A server that still runs would go on with a file that has no name any more. PostgreSQL's sees what came.
async fn nobody_is_left_with_a_file_of_yesterday(engine: Engine) {
    let stage = Stage::new(engine, 1).await;
    stage.fill().await;
    let set = create(&stage).await;
    let target = Database::migrated(engine).await;
    let db = open(&target).await;
    let before = rows(&db).await;
    let restored = restore(&set, &into(&target), &What::default()).await;
    match engine {
        Engine::Sqlite => {
            let refused = restored.unwrap_err();
            assert!(matches!(refused, Error::Busy(_)), "{refused}");
            assert_eq!(rows(&db).await, before);
            note(&db, WORKSPACES[0], &stage.clock).await;
            assert_eq!(rows(&db).await.len(), before.len() + 1, "it can be written to as before");
            db.writer().execute_unprepared("DELETE FROM audit_entry").await.unwrap();
            db.close().await.unwrap();
            restore(&set, &into(&target), &What::default()).await.unwrap();
        }
        Engine::Postgres => {
            restored.unwrap();
            db.close().await.unwrap();
        }
    }
    let db = open(&target).await;
    assert_eq!(rows(&db).await, stage.rows(0).await);
    db.close().await.unwrap();
    beside(&target);
    target.remove().await;
    stage.finish().await;
}

async fn a_changed_byte_is_refused_before_anything_is_touched(engine: Engine) {
    let mut stage = Stage::new(engine, 1).await;
    stage.fill().await;
    let set = create(&stage).await;
    let file = set.path.join("api-studio").join(&set.manifest.addons[0].native.as_ref().unwrap().file);
    let whole = fs::read(&file).unwrap();
    let empty = Database::empty(engine).await;
    std::mem::replace(&mut stage.databases[0], empty).remove().await;
    let mut random = fastrand::Rng::with_seed(11);
    for round in 0..50 {
        let mut changed = whole.clone();
        let at = random.usize(..changed.len());
        changed[at] ^= 1 << random.u32(..8);
        fs::write(&file, &changed).unwrap();
        let refused = restore(&set, &stage.own(), &What::default()).await.unwrap_err();
        assert!(matches!(refused, Error::Damaged { .. }), "round {round}, byte {at}: {refused}");
    }
    let mut damaged = set.clone();
    backup::verify(&stage.folder, &mut damaged, &stage.clock, &|_, _| {}).await.unwrap_err();
    assert_eq!(columns_of(&stage.databases[0]).await, 0);
    fs::write(&file, whole).unwrap();
    backup::verify(&stage.folder, &mut damaged, &stage.clock, &|_, _| {}).await.unwrap();
    restore(&set, &stage.own(), &What::default()).await.unwrap();
    stage.finish().await;
}

async fn a_drill_leaves_nothing(engine: Engine) {
    let stage = Stage::new(engine, 1).await;
    stage.fill().await;
    let mut set = create(&stage).await;
    let before = (stage.rows(0).await, databases(&stage).await);
    let done = backup::drill(&stage.folder, &mut set, &stage.own(), &stage.clock, &|_, _| {}).await.unwrap();
    assert_eq!(done[0].tables.iter().map(|(_, rows)| rows).sum::<u64>(), set.manifest.rows());
    assert!(stage.folder.find(None).await.unwrap().checks.drilled_at.is_some());
    assert_eq!((stage.rows(0).await, databases(&stage).await), before);
    // One that finds something wrong, and one that is stopped.
    set.manifest.addons[0].native.as_mut().unwrap().tables[0].rows += 1;
    backup::drill(&stage.folder, &mut set.clone(), &stage.own(), &stage.clock, &|_, _| {}).await.unwrap_err();
    assert_eq!(databases(&stage).await, before.1);
    let reached = tokio::sync::Notify::new();
    let look = |_: &str, at: &str| {
        if at == "the whole" {
            reached.notify_one();
        }
    };
    let own = stage.own();
    tokio::select! {
        _ = backup::drill(&stage.folder, &mut set, &own, &stage.clock, &look) => {}
        () = reached.notified() => {}
    }
    crate::harness::eventually("nothing is left", std::time::Duration::from_secs(30), async || {
        databases(&stage).await == before.1
    })
    .await;
    stage.finish().await;
}

/// Somebody stops it while the second database is on its way to its file.
async fn one_that_is_given_up_leaves_nothing(engine: Engine) {
    let stage = Stage::new(engine, 2).await;
    stage.fill().await;
    create(&stage).await;
    let names = || {
        let names = fs::read_dir(stage.folder.path()).unwrap();
        names.map(|name| name.unwrap().file_name()).collect::<std::collections::BTreeSet<_>>()
    };
    let before = names();
    let (reached, parts) = (tokio::sync::Notify::new(), std::sync::atomic::AtomicUsize::new(0));
    let look = |_: &str, at: &str| {
        if at == "the whole" && parts.fetch_add(1, std::sync::atomic::Ordering::SeqCst) == 1 {
            reached.notify_one();
        }
    };
    let (sources, options) = (stage.sources(), Options { archive: Archive::Native, ..Options::default() });
    tokio::select! {
        made = backup::create(&stage.folder, &sources, options, &stage.clock, &look) => panic!("{made:?}"),
        () = reached.notified() => {}
    }
    let patience = std::time::Duration::from_secs(30);
    crate::harness::eventually("nothing is left of it", patience, async || names() == before).await;
    create(&stage).await;
    stage.finish().await;
}

/// The databases of drills on the server, or the files beside the backups.
async fn databases(stage: &Stage) -> Vec<String> {
    let db = stage.open(0).await;
    let found = match db.engine() {
        clockify_addons::db::Engine::Postgres => {
            // Drills of other tests have databases of their own.
            let sql = "SELECT d.datname::text AS n FROM pg_database d JOIN pg_shdescription c ON c.objoid = d.oid \
                       WHERE c.description = 'drill of ' || current_database()";
            query(&db.reader(), sql).await.iter().map(|row| row.try_get("", "n").unwrap()).collect()
        }
        clockify_addons::db::Engine::Sqlite => {
            let names = fs::read_dir(stage.folder.path()).unwrap();
            let mut names: Vec<_> = names.map(|name| name.unwrap().file_name().into_string().unwrap()).collect();
            names.sort();
            names
        }
    };
    db.close().await.unwrap();
    found
}

/// Requirement 24: a copy of pages would keep what was deleted.
async fn what_was_erased_is_not_in_it(engine: Engine) {
    let mut stage = Stage::new(engine, 1).await;
    let db = stage.open(0).await;
    if engine == Engine::Sqlite {
        db.writer().execute_unprepared("PRAGMA secure_delete = OFF").await.unwrap();
    }
    for number in 0..100 {
        let sql = format!(
            "INSERT INTO cached_entity (workspace_id, entity_type, entity_id, parent_id, payload, hash, fetched_at) \
             SELECT 'w', 'user', '{number}', '', 'canary-{number:03}@example.com', {}, '2026-11-27 00:00:00+00:00'",
            if engine == Engine::Sqlite { "x'00'" } else { "'\\x00'::bytea" }
        );
        db.writer()
            .execute_unprepared(
                &sql.replace("'2026", if engine == Engine::Sqlite { "'2026" } else { "timestamptz '2026" }),
            )
            .await
            .unwrap();
    }
    db.writer().execute_unprepared("DELETE FROM cached_entity").await.unwrap();
    db.close().await.unwrap();
    if let Some(path) = stage.databases[0].url.sqlite_path() {
        assert!(markers(&fs::read(path).unwrap()) > 50, "they are in the file itself");
    }
    let set = create(&stage).await;
    let file = set.path.join("api-studio").join(&set.manifest.addons[0].native.as_ref().unwrap().file);
    assert_eq!(markers(&zstd::decode_all(fs::File::open(file).unwrap()).unwrap()), 0);
    let empty = Database::empty(engine).await;
    std::mem::replace(&mut stage.databases[0], empty).remove().await;
    restore(&set, &stage.own(), &What::default()).await.unwrap();
    if let Some(path) = stage.databases[0].url.sqlite_path() {
        assert_eq!(markers(&fs::read(path).unwrap()), 0);
    }
    stage.finish().await;
}

fn markers(bytes: &[u8]) -> usize {
    (0..100).filter(|number| memchr::memmem::find(bytes, format!("canary-{number:03}@").as_bytes()).is_some()).count()
}
