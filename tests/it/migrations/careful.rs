//! What later migrations may be: made without a transaction, or removing data. Tried with lists of their own.

use clockify_addons::config::database::Url;
use clockify_addons::db::{Db, Missing};
use clockify_addons::migrate::{self, List, Up};
use futures_util::future::join_all;
use sea_orm::{ConnectionTrait, EntityTrait};
use sea_orm_migration::async_trait::async_trait;
use sea_orm_migration::{DbErr, MigrationName, MigrationTrait, SchemaManager};

use super::{Engine, Error, LOCK_TIMEOUT, Migrator, MigratorTrait, finish, known, migration_ledger, open, query};
use crate::harness::{Database, Pooler, both};

both!(what_removes_data_wants_a_backup);

/// An index that is made while others write, which goes into no transaction.
struct Beside;

const BESIDE: &str = "m29990101_000001_beside";

impl MigrationName for Beside {
    fn name(&self) -> &'static str {
        BESIDE
    }
}

#[async_trait]
impl MigrationTrait for Beside {
    fn use_transaction(&self) -> Option<bool> {
        Some(false)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        // It takes as long as it takes.
        let limit = "DO $$ BEGIN IF current_setting('statement_timeout') <> '0' THEN RAISE 'cut short'; END IF; END $$";
        connection.execute_unprepared(limit).await?;
        // What an attempt left that was given up.
        connection.execute_unprepared("DROP INDEX CONCURRENTLY IF EXISTS beside").await?;
        connection.execute_unprepared("CREATE INDEX CONCURRENTLY beside ON webhook_event (received_at)").await?;
        Ok(())
    }
}

/// A table that goes.
struct Gone;

const GONE: &str = "m29990101_000002_gone";

impl MigrationName for Gone {
    fn name(&self) -> &'static str {
        GONE
    }
}

#[async_trait]
impl MigrationTrait for Gone {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared("DROP TABLE legal_hold").await?;
        Ok(())
    }
}

fn and(last: impl MigrationTrait + 'static) -> Vec<Box<dyn MigrationTrait>> {
    let mut all = Migrator::migrations();
    all.push(Box::new(last));
    all
}

const WITH_INDEX: List = List { migrations: || and(Beside), breaking: &[], destructive: &[] };
/// An index that can't be made of what is there.
struct Alone;

const ALONE: &str = "m29990101_000003_alone";

impl MigrationName for Alone {
    fn name(&self) -> &'static str {
        ALONE
    }
}

#[async_trait]
impl MigrationTrait for Alone {
    fn use_transaction(&self) -> Option<bool> {
        Some(false)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        connection.execute_unprepared("DROP INDEX CONCURRENTLY IF EXISTS alone").await?;
        connection.execute_unprepared("CREATE UNIQUE INDEX CONCURRENTLY alone ON legal_hold (workspace_id)").await?;
        Ok(())
    }
}

const WITH_UNIQUE: List = List { migrations: || and(Alone), breaking: &[], destructive: &[] };
const WITH_LOSS: List = List { migrations: || and(Gone), breaking: &[GONE], destructive: &[GONE] };

async fn noted(db: &Db, version: &str) -> Vec<migration_ledger::Model> {
    let rows = migration_ledger::Entity::find().all(&db.reader()).await.unwrap();
    rows.into_iter().filter(|row| row.version == version).collect()
}

/// Whoever waits for the lock holds nothing that such an index would wait for, and it is made once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn eight_at_once_make_an_index_concurrently_once() {
    eight(&|database| database.url.clone()).await;
}

/// The same where every transaction is on another connection.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn eight_behind_a_pooler_make_an_index_concurrently_once() {
    let pooler = Pooler::start("");
    eight(&|database| pooler.to(&database.url.postgres().unwrap().database).parse().unwrap()).await;
}

async fn eight(way: &(dyn Fn(&Database) -> Url + Sync)) {
    for empty in [false, true] {
        let database =
            if empty { Database::empty(Engine::Postgres).await } else { Database::migrated(Engine::Postgres).await };
        let runs = join_all((0..8).map(|_| async {
            let url = way(&database);
            let db = Db::reach_to_migrate(&url, Missing::Create).await.unwrap();
            let up = Up { list: WITH_INDEX, ..Up::new(LOCK_TIMEOUT) };
            let applied = up.run(&url, &db).await.unwrap().applied;
            db.close().await.unwrap();
            applied
        }));
        let mut applied: Vec<_> = runs.await.into_iter().flatten().collect();
        applied.sort();
        let expected = if empty { known() } else { Vec::new() };
        assert_eq!(applied, [expected, vec![BESIDE.to_owned()]].concat());
        let db = open(&database).await;
        let index = "SELECT indisvalid AS valid FROM pg_index WHERE indexrelid = 'beside'::regclass";
        assert!(query(&db.reader(), index).await[0].try_get::<bool>("", "valid").unwrap());
        let row = noted(&db, BESIDE).await;
        assert!(row.len() == 1 && row[0].expand_only, "{row:?}");
        finish(database, db).await;
    }
}

/// What goes into no transaction is not taken back by one.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_stays_of_a_failed_index_is_said() {
    let database = Database::migrated(Engine::Postgres).await;
    let db = open(&database).await;
    let writer = db.writer();
    writer
        .execute_unprepared("CREATE TABLE tea (workspace_id text); INSERT INTO tea VALUES ('w'), ('w')")
        .await
        .unwrap();
    writer
        .execute_unprepared("ALTER TABLE legal_hold RENAME TO kept; ALTER TABLE tea RENAME TO legal_hold")
        .await
        .unwrap();
    let up = Up { list: WITH_UNIQUE, ..Up::new(LOCK_TIMEOUT) };
    for again in [false, true] {
        let error = up.run(&database.url, &db).await.unwrap_err();
        assert!(matches!(error, Error::Halfway { .. }), "{again}: {error}");
        let text = error.to_string();
        for part in [ALONE, "stays", "`DROP INDEX CONCURRENTLY alone`", "`clockify-addons migrate up`"] {
            assert!(text.contains(part), "{again}: {part}: {text}");
        }
        assert!(!text.contains("rolled back"), "{text}");
        let index = "SELECT indisvalid AS valid FROM pg_index WHERE indexrelid = 'alone'::regclass";
        assert!(!query(&db.reader(), index).await[0].try_get::<bool>("", "valid").unwrap(), "it is there");
        assert_eq!(migrate::plan_of(&WITH_UNIQUE, &db).await.unwrap().0.pending, [ALONE], "and not noted");
    }
    writer.execute_unprepared("TRUNCATE legal_hold").await.unwrap();
    assert_eq!(up.run(&database.url, &db).await.unwrap().applied, [ALONE], "it begins anew");
    finish(database, db).await;
}

async fn what_removes_data_wants_a_backup(engine: Engine) {
    let database = Database::migrated(engine).await;
    let db = open(&database).await;
    let up = Up { list: WITH_LOSS, ..Up::new(LOCK_TIMEOUT) };
    let error = up.run(&database.url, &db).await.unwrap_err();
    assert!(matches!(error, Error::NoBackup(_)), "{error}");
    let text = error.to_string();
    assert!(text.contains(GONE) && text.contains("clockify-addons backup"), "says what to do: {text}");
    let (status, steps) = migrate::plan_of(&WITH_LOSS, &db).await.unwrap();
    assert_eq!(status.pending, [GONE], "nothing was done");
    assert_eq!(WITH_LOSS.destructive_in(&status), [GONE]);
    let risks: Vec<_> = steps.iter().flat_map(|step| &step.risks).collect();
    assert!(risks.len() == 1 && risks[0].statement == "DROP TABLE legal_hold", "{risks:?}");

    let up = Up { backed_up: true, ..up };
    assert_eq!(up.run(&database.url, &db).await.unwrap().applied, [GONE]);
    let row = noted(&db, GONE).await;
    assert!(row.len() == 1 && !row[0].expand_only, "an older program can't go on: {row:?}");
    finish(database, db).await;

    // Where nothing was, nothing is lost.
    let database = Database::empty(engine).await;
    let db = open(&database).await;
    let up = Up { backed_up: false, ..up };
    assert_eq!(up.run(&database.url, &db).await.unwrap().applied.last().unwrap(), GONE);
    finish(database, db).await;
}
