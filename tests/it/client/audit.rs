//! What is kept of calls.

use std::sync::Arc;
use std::time::Duration;

use clockify_addons::audit::Records;
use clockify_addons::clock::{Clock, Manual};
use clockify_addons::clockify::catalogue::Method;
use clockify_addons::clockify::client::{Actor, Audit, Class, Record};
use clockify_addons::db::entities::api_call::{Entity, Model};
use clockify_addons::db::{Db, Missing};
use clockify_addons::domain::addon::Addon;
use clockify_addons::domain::ids::WorkspaceId;
use clockify_addons::metrics::Metrics;
use sea_orm::ConnectionTrait;
use tokio_util::sync::CancellationToken;

use crate::harness::{Database, Engine, NOW, both, eventually, spawn};

both!(records_are_stored_in_batches, what_waits_at_the_end_is_stored, a_table_that_is_away_costs_nobody_anything);

fn workspace(name: &str) -> WorkspaceId {
    WorkspaceId::new(name).unwrap()
}

fn record(number: u32) -> Record {
    Record {
        workspace: workspace("w"),
        operation: format!("op{number}"),
        method: Method::Get,
        actor: Actor::User("u\0\n1".to_owned()),
        status: number.is_multiple_of(2).then_some(200),
        error: (!number.is_multiple_of(2)).then_some(Class::Timeout),
        latency: Duration::from_millis(7),
        attempts: 2,
        bytes: 10_000_000_000,
        at: Manual::at(NOW).now(),
    }
}

async fn rows(db: &Db) -> Vec<Model> {
    Entity::of_workspace(&workspace("w")).all(&db.reader()).await.unwrap()
}

async fn opened(engine: Engine) -> (Database, Db, Arc<Metrics>) {
    let database = Database::migrated(engine).await;
    let db = Db::open(&database.url, Missing::Refuse).await.unwrap();
    (database, db, Arc::new(Metrics::new(Addon::ApiStudio)))
}

async fn records_are_stored_in_batches(engine: Engine) {
    let (database, db, metrics) = opened(engine).await;
    let (records, writer) = Records::new(db.clone(), metrics);
    let stop = CancellationToken::new();
    let task = spawn(writer.run(stop.clone()));
    for number in 0..1200 {
        records.record(record(number));
    }
    eventually("the records are there", Duration::from_secs(10), async || rows(&db).await.len() == 1200).await;
    let rows = rows(&db).await;
    let names: Vec<_> = rows.iter().rev().map(|row| row.operation.clone()).collect();
    assert_eq!(names, (0..1200).map(|number| format!("op{number}")).collect::<Vec<_>>(), "in their order");
    let row = &rows[0];
    assert_eq!((row.method.as_str(), row.actor.as_str()), ("GET", "user:u1"));
    assert_eq!((row.status, row.error.as_deref()), (None, Some("timeout")));
    assert_eq!((row.latency_ms, row.attempts, row.bytes), (7, 2, 10_000_000_000));
    assert!(Entity::of_workspace(&workspace("other")).one(&db.reader()).await.unwrap().is_none());
    stop.cancel();
    task.await.unwrap();
    db.close().await.unwrap();
    database.remove().await;
}

async fn what_waits_at_the_end_is_stored(engine: Engine) {
    let (database, db, metrics) = opened(engine).await;
    let (records, writer) = Records::new(db.clone(), metrics);
    let stop = CancellationToken::new();
    stop.cancel();
    for number in 0..600 {
        records.record(record(number));
    }
    writer.run(stop).await;
    assert_eq!(rows(&db).await.len(), 600);
    db.close().await.unwrap();
    database.remove().await;
}

async fn a_table_that_is_away_costs_nobody_anything(engine: Engine) {
    let (database, db, metrics) = opened(engine).await;
    let rename = async |from: &str, to: &str| {
        db.writer().execute_unprepared(&format!("ALTER TABLE {from} RENAME TO {to}")).await.unwrap();
    };
    rename("api_call", "api_call_away").await;
    let (records, writer) = Records::new(db.clone(), Arc::clone(&metrics));
    let stop = CancellationToken::new();
    let task = spawn(writer.run(stop.clone()));
    for number in 0..10_000 {
        records.record(record(number));
    }
    let lost = || {
        let text = metrics.render(Duration::ZERO);
        let line = text.lines().find(|line| line.starts_with("api_call_records_lost_total{")).unwrap().to_owned();
        line.rsplit_once(' ').unwrap().1.parse::<usize>().unwrap()
    };
    let before = lost();
    assert!((5_000..=6_000).contains(&before), "what finds no room is counted: {before}");
    rename("api_call_away", "api_call").await;
    eventually("what waited is stored", Duration::from_secs(20), async || rows(&db).await.len() + before == 10_000)
        .await;
    stop.cancel();
    task.await.unwrap();
    assert_eq!(lost(), before);
    db.close().await.unwrap();
    database.remove().await;
}
