//! What a restore does to a database, and what it refuses to do.

use std::collections::BTreeSet;

use clockify_addons::backup::{self, Error, Into, Kind, Place, What};
use clockify_addons::db::Db;
use clockify_addons::domain::addon::Addon;
use clockify_addons::migrate;
use migration::Migrator;
use sea_orm::ConnectionTrait;
use sea_orm_migration::MigratorTrait;

use super::stage::{Stage, WORKSPACES, note, open, restore, revision, rows};
use crate::harness::{Database, Engine, both, columns, query};

both!(
    every_table_is_archived_or_known_to_be_no_data,
    data_in_the_way_is_lost_only_if_that_is_said,
    every_index_is_there_afterwards,
    an_older_schema_is_made_filled_and_brought_up_to_date,
    what_was_migrated_by_a_newer_program_is_refused,
    tables_of_somebody_else_are_left_alone,
    what_cant_be_stored_takes_everything_back,
    a_missing_key_is_told_first,
    a_dry_run_changes_nothing,
    erasures_outlive_a_restore,
    a_drill_proves_a_restore_and_leaves_nothing,
    a_drill_can_be_stopped_at_any_time,
);

/// A table that somebody adds is in the archive, or its name is on the list.
async fn every_table_is_archived_or_known_to_be_no_data(engine: Engine) {
    let stage = Stage::new(engine, 1).await;
    let set = stage.create().await;
    let archived = set.manifest.addons[0].tables.iter().map(|table| table.shape.table.clone());
    let all: BTreeSet<String> = archived.chain(backup::DERIVED.map(str::to_owned)).collect();
    let db = stage.open(0).await;
    let found = columns(&db).await;
    let forgotten: Vec<_> = found.keys().filter(|table| !all.contains(*table)).collect();
    assert!(forgotten.is_empty(), "{forgotten:?}");
    let part = &set.manifest.addons[0];
    assert!(part.tables.iter().all(|table| !table.shape.key.is_empty()), "every table has a key to order its rows by");
    let kind = |table: &str, column: &str| {
        let shape = &part.table(table).unwrap().shape;
        shape.columns.iter().find(|found| found.name == column).unwrap().kind
    };
    assert_eq!(kind("installation", "settings"), Kind::Jsonb);
    assert_eq!(kind("webhook_event", "headers"), Kind::Json);
    assert_eq!(kind("webhook_event", "body"), Kind::Bytes);
    db.close().await.unwrap();
    stage.finish().await;
}

async fn data_in_the_way_is_lost_only_if_that_is_said(engine: Engine) {
    let stage = Stage::new(engine, 1).await;
    stage.fill().await;
    let set = stage.create().await;
    let before = stage.rows(0).await;
    let db = stage.open(0).await;
    note(&db, WORKSPACES[0], &stage.clock).await;
    let changed = rows(&db).await;
    let refused = restore(&set, &stage.own(), &What::default()).await.unwrap_err();
    assert!(matches!(refused, Error::NotEmpty { .. }), "{refused}");
    assert_eq!(rows(&db).await, changed);
    let number = revision(&db).await;
    db.close().await.unwrap();
    restore(&set, &stage.own(), &What { replace: true, ..What::default() }).await.unwrap();
    let db = stage.open(0).await;
    assert_eq!(rows(&db).await, before);
    assert!(revision(&db).await > number, "servers look again");
    db.close().await.unwrap();
    stage.finish().await;
}

/// Some are laid aside while the tables are filled, also one that only the operator knows of.
async fn every_index_is_there_afterwards(engine: Engine) {
    let stage = Stage::new(engine, 1).await;
    stage.fill().await;
    let set = stage.create().await;
    let db = stage.open(0).await;
    let migrated = indexes(&db).await;
    assert!(migrated.iter().any(|index| index.contains("webhook_event_workspace")), "{migrated:?}");
    db.writer().execute_unprepared("CREATE INDEX of_the_operator ON webhook_event (event_type)").await.unwrap();
    let before = indexes(&db).await;
    db.close().await.unwrap();
    restore(&set, &stage.own(), &What { replace: true, ..What::default() }).await.unwrap();
    let db = stage.open(0).await;
    assert_eq!(indexes(&db).await, before);
    db.close().await.unwrap();

    let empty = Database::empty(engine).await;
    let into = [Into { addon: Addon::ApiStudio, url: empty.url.clone(), keys: None }];
    restore(&set, &into, &What::default()).await.unwrap();
    let db = open(&empty).await;
    assert_eq!(indexes(&db).await, migrated);
    db.close().await.unwrap();
    empty.remove().await;
    stage.finish().await;
}

/// The indexes, as the database's own catalogue has them.
async fn indexes(db: &Db) -> Vec<String> {
    let sql = match db.engine() {
        clockify_addons::db::Engine::Postgres => {
            "SELECT indexdef AS n FROM pg_indexes WHERE schemaname = current_schema() ORDER BY 1"
        }
        clockify_addons::db::Engine::Sqlite => {
            "SELECT name || ' ' || coalesce(sql, '') AS n FROM sqlite_schema WHERE type = 'index' ORDER BY 1"
        }
    };
    query(&db.reader(), sql).await.iter().map(|row| row.try_get("", "n").unwrap()).collect()
}

async fn an_older_schema_is_made_filled_and_brought_up_to_date(engine: Engine) {
    let stage = Stage::new(engine, 1).await;
    let db = stage.open(0).await;
    Migrator::down(&db.writer(), Some(1)).await.unwrap();
    stage.fill_installations(&db).await;
    let older = migrate::status(&db).await.unwrap();
    assert!(!older.pending.is_empty());
    db.close().await.unwrap();
    let set = stage.create().await;
    assert_eq!(set.manifest.addons[0].migrations, older.applied);
    for target in [Database::empty(engine).await, Database::migrated(engine).await] {
        let into = [Into { addon: Addon::ApiStudio, url: target.url.clone(), keys: None }];
        let restored = restore(&set, &into, &What::default()).await.unwrap();
        assert_eq!(restored[0].migrated, older.pending);
        let db = open(&target).await;
        assert_eq!(migrate::status(&db).await.unwrap().pending, Vec::<String>::new());
        assert_eq!(query(&db.reader(), "SELECT 1 AS x FROM installation").await.len(), 1);
        db.close().await.unwrap();
        target.remove().await;
    }
    stage.finish().await;
}

async fn what_was_migrated_by_a_newer_program_is_refused(engine: Engine) {
    let stage = Stage::new(engine, 1).await;
    let set = stage.create().await;
    let db = stage.open(0).await;
    let newer = "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m29991231_000001_later', 0)";
    db.writer().execute_unprepared(newer).await.unwrap();
    db.close().await.unwrap();
    let what = What { replace: true, ..What::default() };
    let refused = restore(&set, &stage.own(), &what).await.unwrap_err();
    assert!(matches!(refused, Error::Newer { .. }), "{refused}");
    let of_newer = stage.create().await;
    let target = Database::empty(engine).await;
    let into = [Into { addon: Addon::ApiStudio, url: target.url.clone(), keys: None }];
    let refused = restore(&of_newer, &into, &what).await.unwrap_err();
    assert!(refused.to_string().contains("m29991231_000001_later"), "{refused}");
    target.remove().await;
    stage.finish().await;
}

async fn tables_of_somebody_else_are_left_alone(engine: Engine) {
    let stage = Stage::new(engine, 1).await;
    let set = stage.create().await;
    let target = Database::empty(engine).await;
    let db = open(&target).await;
    db.writer().execute_unprepared("CREATE TABLE tea (cups xml_text)").await.ok();
    db.writer().execute_unprepared("CREATE TABLE pot (cups integer)").await.unwrap();
    db.close().await.unwrap();
    let into = [Into { addon: Addon::ApiStudio, url: target.url.clone(), keys: None }];
    let refused = restore(&set, &into, &What { replace: true, ..What::default() }).await.unwrap_err();
    assert!(matches!(refused, Error::NotOurs { .. }), "{refused}");
    target.remove().await;
    stage.finish().await;
}

/// The second of two databases refuses a row; the first one is as it was, too.
async fn what_cant_be_stored_takes_everything_back(engine: Engine) {
    let stage = Stage::new(engine, 2).await;
    stage.fill().await;
    let set = stage.create().await;
    let db = stage.open(1).await;
    let guard = match engine {
        Engine::Sqlite => "CREATE TRIGGER no BEFORE INSERT ON audit_entry BEGIN SELECT raise(ABORT, 'no'); END",
        Engine::Postgres => {
            "CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''no''; END'; \
             CREATE TRIGGER no BEFORE INSERT ON audit_entry FOR EACH ROW EXECUTE FUNCTION no()"
        }
    };
    db.writer().execute_unprepared(guard).await.unwrap();
    db.close().await.unwrap();
    let first = stage.open(0).await;
    note(&first, WORKSPACES[1], &stage.clock).await;
    first.close().await.unwrap();
    let before = (stage.rows(0).await, stage.rows(1).await);
    let what = What { replace: true, ..What::default() };
    let refused = restore(&set, &stage.own(), &what).await.unwrap_err();
    assert!(matches!(&refused, Error::Load { table, .. } if table == "audit_entry"), "{refused}");
    assert_eq!((stage.rows(0).await, stage.rows(1).await), before);
    stage.finish().await;
}

async fn a_missing_key_is_told_first(engine: Engine) {
    let stage = Stage::new(engine, 1).await;
    let db = stage.open(0).await;
    let sealed = format!("01c0ffee11{}", "00".repeat(24 + 5 + 16));
    let bytes = if engine == Engine::Sqlite { format!("x'{sealed}'") } else { format!("'\\x{sealed}'") };
    let id = if engine == Engine::Sqlite { "x'0192aaaaaaaa7aaaaaaaaaaaaaaaaaaa'" } else { "gen_random_uuid()" };
    let sql = format!("INSERT INTO flow_secret VALUES ({id}, 'w', 'name', {bytes}, 1, '')");
    db.writer().execute_unprepared(&sql).await.unwrap();
    db.close().await.unwrap();
    let set = stage.create().await;
    assert_eq!(set.manifest.addons[0].keys, ["c0ffee11"]);
    let target = Database::empty(engine).await;
    let into = |keys: Option<&[&str]>| {
        let keys = keys.map(|keys| keys.iter().map(|key| (*key).to_owned()).collect());
        [Into { addon: Addon::ApiStudio, url: target.url.clone(), keys }]
    };
    let refused = restore(&set, &into(Some(&["00000000"])), &What::default()).await.unwrap_err();
    assert!(matches!(refused, Error::Keys { .. }) && refused.to_string().contains("c0ffee11"), "{refused}");
    let dry = What { dry_run: true, ..What::default() };
    restore(&set, &into(None), &dry).await.unwrap();
    restore(&set, &into(Some(&["00000000", "c0ffee11"])), &What::default()).await.unwrap();
    target.remove().await;
    stage.finish().await;
}

async fn a_dry_run_changes_nothing(engine: Engine) {
    let stage = Stage::new(engine, 1).await;
    stage.fill().await;
    let set = stage.create().await;
    let target = Database::empty(engine).await;
    let into = [Into { addon: Addon::ApiStudio, url: target.url.clone(), keys: None }];
    let planned = restore(&set, &into, &What { dry_run: true, ..What::default() }).await.unwrap();
    assert_eq!(planned[0].tables.iter().map(|(_, rows)| rows).sum::<u64>(), set.manifest.rows());
    if let Some(path) = target.url.sqlite_path() {
        assert!(!path.exists(), "not even the file is made");
    } else {
        let db = open(&target).await;
        assert!(columns(&db).await.is_empty());
        db.close().await.unwrap();
    }
    target.remove().await;
    stage.finish().await;
}

/// What is known of erasures is of today, whatever the backup is of.
async fn erasures_outlive_a_restore(engine: Engine) {
    let stage = Stage::new(engine, 1).await;
    let db = stage.open(0).await;
    let entry = |digit: &str| {
        let id = digit.repeat(32);
        let bytes = if engine == Engine::Sqlite { format!("x'{id}'") } else { format!("'\\x{id}'") };
        let id = if engine == Engine::Sqlite { bytes.clone() } else { format!("'{id}'") };
        format!(
            "INSERT INTO erasure (id, subject, reason, counts, began_at_ms, erased_at_ms) \
             VALUES ({id}, {bytes}, 'requested', '{{}}', 1, 2)"
        )
    };
    db.writer().execute_unprepared(&entry("1")).await.unwrap();
    let set = stage.create().await;
    db.writer().execute_unprepared(&entry("2")).await.unwrap();
    db.close().await.unwrap();
    restore(&set, &stage.own(), &What { replace: true, ..What::default() }).await.unwrap();
    let found = stage.rows(0).await;
    let found: Vec<_> = found.iter().filter(|row| row.starts_with("erasure:")).collect();
    // What was erased after the backup has come back with it: that erasure isn't done any more.
    let done = found.iter().filter(|row| !row.contains("null") && !row.contains("NULL")).count();
    assert_eq!((found.len(), done), (2, 1), "{found:?}");
    stage.finish().await;
}

async fn a_drill_proves_a_restore_and_leaves_nothing(engine: Engine) {
    let stage = Stage::new(engine, 2).await;
    stage.fill().await;
    let mut set = stage.create().await;
    let before = (stage.rows(0).await, schemas(&stage).await);
    let done = backup::drill(&stage.folder, &mut set, &stage.own(), &stage.clock, &|_, _| {}).await.unwrap();
    assert_eq!(done.iter().flat_map(|one| &one.tables).map(|(_, rows)| rows).sum::<u64>(), set.manifest.rows());
    assert!(stage.folder.find(None).await.unwrap().checks.drilled_at.is_some());
    assert_eq!((stage.rows(0).await, schemas(&stage).await), before);
    let left: Vec<_> =
        std::fs::read_dir(stage.folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(left.iter().all(|name| !name.to_string_lossy().starts_with(".drill")), "{left:?}");

    let file = set.path.join("api-studio/job.jsonl.zst");
    std::fs::write(file, "tea").unwrap();
    backup::drill(&stage.folder, &mut set, &stage.own(), &stage.clock, &|_, _| {}).await.unwrap_err();
    assert!(!stage.folder.find(None).await.unwrap().checks.is_good());
    stage.finish().await;
}

async fn a_drill_can_be_stopped_at_any_time(engine: Engine) {
    let stage = Stage::new(engine, 1).await;
    stage.fill().await;
    let mut set = stage.create().await;
    let before = schemas(&stage).await;
    for table in ["installation", "webhook_event", "bootstrap_page"] {
        let reached = tokio::sync::Notify::new();
        let times = std::sync::atomic::AtomicUsize::new(0);
        let own = stage.own();
        let look = |_: &str, at: &str| {
            // Once for the check, once for the load.
            if at == table && times.fetch_add(1, std::sync::atomic::Ordering::SeqCst) == 1 {
                reached.notify_one();
            }
        };
        tokio::select! {
            _ = backup::drill(&stage.folder, &mut set, &own, &stage.clock, &look) => {}
            () = reached.notified() => {}
        }
        crate::harness::eventually("nothing is left", std::time::Duration::from_secs(30), async || {
            schemas(&stage).await == before
        })
        .await;
    }
    stage.finish().await;
}

/// The schemas of PostgreSQL, or the files beside the backups.
async fn schemas(stage: &Stage) -> Vec<String> {
    let db = stage.open(0).await;
    let found = match db.engine() {
        clockify_addons::db::Engine::Postgres => {
            let found = query(&db.reader(), "SELECT nspname::text AS n FROM pg_namespace ORDER BY 1").await;
            found.iter().map(|row| row.try_get("", "n").unwrap()).collect()
        }
        clockify_addons::db::Engine::Sqlite => {
            let names = std::fs::read_dir(stage.folder.path()).unwrap();
            let mut names: Vec<_> = names.map(|name| name.unwrap().file_name().into_string().unwrap()).collect();
            names.sort();
            names
        }
    };
    db.close().await.unwrap();
    found
}
