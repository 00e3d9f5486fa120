//! The schema: what the migrations make, what the entities expect, and who may change it when.

mod careful;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use clockify_addons::db::entities::{
    api_call, audit_entry, bootstrap_page, bootstrap_run, bootstrap_task, cached_entity, custom_source, erasure,
    explorer_body, explorer_call, explorer_request, flow, flow_echo, flow_once, flow_run, flow_secret, flow_step,
    flow_tick, flow_version, installation, job, legal_hold, migration_ledger, replay, view_revision, webhook_event,
    webhook_registration, workspace_setting,
};
use clockify_addons::db::lock::{Lock, Purpose};
use clockify_addons::db::{Db, Missing};
use clockify_addons::migrate::{self, Error, LOCK_TIMEOUT};
use futures_util::future::join_all;
use migration::Migrator;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, Iterable};
use sea_orm_migration::MigratorTrait;

use crate::harness::{Database, Engine, both, columns, query};

both!(
    an_empty_database_becomes_current,
    the_entities_are_the_schema,
    eight_at_once_apply_each_migration_once,
    a_newer_database_is_refused,
    whoever_waits_in_vain_says_for_how_long,
    every_migration_can_be_taken_back,
    released_migrations_are_as_they_were,
);

/// Whoever asks for the lock again and again holds no snapshot that such an index would wait for.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_index_is_made_concurrently_while_others_wait_for_the_lock() {
    let database = Database::migrated(Engine::Postgres).await;
    let holder = open(&database).await;
    let lock = Lock::attempt(&database.url, &holder, Purpose::Migrating).await.unwrap().unwrap();
    let done = std::sync::atomic::AtomicBool::new(false);
    let wait = async || {
        let db = open(&database).await;
        let mut asked = 0;
        while !done.load(std::sync::atomic::Ordering::SeqCst) {
            assert!(Lock::attempt(&database.url, &db, Purpose::Migrating).await.unwrap().is_none());
            asked += 1;
        }
        db.close().await.unwrap();
        asked
    };
    let index = async {
        for number in 0..10 {
            let sql = format!("CREATE INDEX CONCURRENTLY beside_{number} ON webhook_event (received_at)");
            holder.writer().execute_unprepared(&sql).await.unwrap();
        }
        done.store(true, std::sync::atomic::Ordering::SeqCst);
    };
    let waited = tokio::time::timeout(Duration::from_secs(30), async { tokio::join!(index, wait(), wait(), wait()) });
    let ((), one, two, three) = Box::pin(waited).await.unwrap();
    assert!(one > 0 && two > 0 && three > 0, "{one} {two} {three}: they asked meanwhile");
    lock.release().await;
    finish(database, holder).await;
}

async fn open(database: &Database) -> Db {
    Db::open(&database.url, Missing::Create).await.unwrap()
}

async fn up(database: &Database, db: &Db) -> Result<Vec<String>, Error> {
    migrate::up(&database.url, db, LOCK_TIMEOUT).await.map(|report| report.applied)
}

fn known() -> Vec<String> {
    Migrator::get_migration_files().iter().map(|migration| migration.name().to_owned()).collect()
}

async fn finish(database: Database, db: Db) {
    db.close().await.unwrap();
    database.remove().await;
}

async fn an_empty_database_becomes_current(engine: Engine) {
    let database = Database::empty(engine).await;
    let db = open(&database).await;
    let before = migrate::status(&db).await.unwrap();
    assert_eq!((before.applied, before.pending, before.unknown), (vec![], known(), vec![]));
    assert!(columns(&db).await.is_empty(), "a look changes nothing");
    assert_eq!(up(&database, &db).await.unwrap(), known());
    let after = migrate::status(&db).await.unwrap();
    assert_eq!((after.applied, after.pending, after.unknown), (known(), vec![], vec![]));
    assert_eq!(up(&database, &db).await.unwrap(), Vec::<String>::new(), "a second run has nothing to do");
    finish(database, db).await;
}

/// The columns of an entity, and whether each may be null.
fn expected<E: EntityTrait>(entity: E) -> (String, BTreeMap<String, bool>) {
    use sea_orm::Iden;

    let columns = E::Column::iter().map(|column| (column.unquoted().to_owned(), column.def().is_null()));
    (entity.table_name().to_owned(), columns.collect())
}

/// The same of every table in the database.
async fn found(db: &Db) -> BTreeMap<String, BTreeMap<String, bool>> {
    let sql = match db.engine() {
        clockify_addons::db::Engine::Sqlite => {
            "SELECT m.name AS t, c.name AS c, c.\"notnull\" = 0 AND c.pk = 0 AS n \
             FROM sqlite_schema m, pragma_table_info(m.name) c WHERE m.type = 'table'"
        }
        clockify_addons::db::Engine::Postgres => {
            "SELECT table_name::text AS t, column_name::text AS c, is_nullable = 'YES' AS n \
             FROM information_schema.columns WHERE table_schema = 'public'"
        }
    };
    let mut tables: BTreeMap<String, BTreeMap<String, bool>> = BTreeMap::new();
    for row in query(&db.reader(), sql).await {
        let (table, column): (String, String) = (row.try_get("", "t").unwrap(), row.try_get("", "c").unwrap());
        tables.entry(table).or_default().insert(column, row.try_get("", "n").unwrap());
    }
    tables
}

async fn the_entities_are_the_schema(engine: Engine) {
    let database = Database::migrated(engine).await;
    let db = open(&database).await;
    let entities = BTreeMap::from([
        expected(api_call::Entity),
        expected(replay::Entity),
        expected(flow_version::Entity),
        expected(flow_tick::Entity),
        expected(flow_step::Entity),
        expected(flow_secret::Entity),
        expected(flow_run::Entity),
        expected(flow_once::Entity),
        expected(flow_echo::Entity),
        expected(flow::Entity),
        expected(explorer_body::Entity),
        expected(explorer_call::Entity),
        expected(explorer_request::Entity),
        expected(erasure::Entity),
        expected(audit_entry::Entity),
        expected(bootstrap_page::Entity),
        expected(bootstrap_run::Entity),
        expected(bootstrap_task::Entity),
        expected(cached_entity::Entity),
        expected(custom_source::Entity),
        expected(installation::Entity),
        expected(job::Entity),
        expected(legal_hold::Entity),
        expected(migration_ledger::Entity),
        expected(view_revision::Entity),
        expected(webhook_event::Entity),
        expected(webhook_registration::Entity),
        expected(workspace_setting::Entity),
    ]);
    let mut tables = found(&db).await;
    // Written and read by statements of their own.
    assert!(tables.remove("seaql_migrations").is_some());
    assert_eq!(tables.remove("webhook_dedupe").is_some(), engine == Engine::Postgres);
    assert_eq!(tables, entities);
    finish(database, db).await;
}

async fn eight_at_once_apply_each_migration_once(engine: Engine) {
    for round in 0..5 {
        let database = Database::empty(engine).await;
        let runs = join_all((0..8).map(|_| async {
            let db = open(&database).await;
            let applied = up(&database, &db).await.unwrap();
            db.close().await.unwrap();
            applied
        }));
        let mut applied: Vec<_> = runs.await.into_iter().flatten().collect();
        applied.sort();
        assert_eq!(applied, known(), "round {round}: what they say they did");
        let db = open(&database).await;
        let noted = query(&db.reader(), "SELECT version FROM seaql_migrations ORDER BY version").await;
        let noted: Vec<String> = noted.iter().map(|row| row.try_get("", "version").unwrap()).collect();
        assert_eq!(noted, known(), "round {round}: what the database says");
        finish(database, db).await;
    }
}

async fn a_newer_database_is_refused(engine: Engine) {
    let database = Database::migrated(engine).await;
    let db = open(&database).await;
    let newer = "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m29991231_000001_later', 0)";
    db.writer().execute_unprepared(newer).await.unwrap();
    assert_eq!(migrate::status(&db).await.unwrap().unknown, ["m29991231_000001_later"]);
    let error = up(&database, &db).await.unwrap_err();
    assert!(matches!(error, Error::Newer { .. }), "{error}");
    let (text, last) = (error.to_string(), known().pop().unwrap());
    assert!(text.contains("m29991231_000001_later") && text.contains(&last), "names both: {text}");
    finish(database, db).await;
}

async fn whoever_waits_in_vain_says_for_how_long(engine: Engine) {
    let database = Database::empty(engine).await;
    let (first, second) = (open(&database).await, open(&database).await);
    let lock = Lock::attempt(&database.url, &first, Purpose::Migrating).await.unwrap().unwrap();
    let error = migrate::up(&database.url, &second, Duration::from_secs(1)).await.unwrap_err();
    assert!(error.to_string().contains("gave up after 1 s"), "{error}");
    if engine == Engine::Postgres {
        assert!(error.to_string().contains("clockify-addons"), "{error}: names who holds the lock");
    }
    assert!(columns(&second).await.is_empty());
    lock.release().await;
    assert_eq!(up(&database, &second).await.unwrap(), known());
    first.close().await.unwrap();
    finish(database, second).await;
}

async fn every_migration_can_be_taken_back(engine: Engine) {
    let database = Database::migrated(engine).await;
    let db = open(&database).await;
    let current = found(&db).await;
    for steps in 1..=u32::try_from(known().len()).unwrap() {
        Migrator::down(&db.writer(), Some(steps)).await.unwrap();
        let status = migrate::status(&db).await.unwrap();
        assert_eq!(status.pending.len(), usize::try_from(steps).unwrap());
        if status.applied.is_empty() {
            let left: BTreeSet<_> = found(&db).await.into_keys().collect();
            assert_eq!(left, BTreeSet::from(["seaql_migrations".to_owned()]));
        }
        assert_eq!(up(&database, &db).await.unwrap(), status.pending);
        assert_eq!(found(&db).await, current, "down {steps} and up again");
    }
    finish(database, db).await;
}

/// A migration that was released is never edited. What changes here without a new migration changes a released one, or is
/// a new release of the library that writes the statements; then operators see drift, and need to be told.
async fn released_migrations_are_as_they_were(engine: Engine) {
    let database = Database::migrated(engine).await;
    let db = open(&database).await;
    let rows = migration_ledger::Entity::find().all(&db.reader()).await.unwrap();
    let mut sums: Vec<_> = rows.iter().map(|row| format!("{} {}", row.version, row.checksum)).collect();
    sums.sort();
    insta::assert_snapshot!(format!("checksums-{engine:?}").to_lowercase(), sums.join("\n"));
    assert!(rows.iter().all(|row| row.expand_only && row.tool_version == env!("CARGO_PKG_VERSION")));
    let found = migrate::compare(&db).await.unwrap();
    assert_eq!((found.same.len(), found.drift, found.unstamped), (known().len(), vec![], vec![]));
    finish(database, db).await;
}
