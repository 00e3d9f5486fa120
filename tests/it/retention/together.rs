//! Sweepers that meet each other, and others who work on the same rows.

use std::time::Duration;

use clockify_addons::db::lock::{Lock, Purpose};
use clockify_addons::db::{Db, Missing};
use clockify_addons::retention::{Error, Report};
use futures_util::future::{join, join_all};
use sea_orm::{ConnectionTrait, DatabaseTransaction, TransactionTrait};

use super::place::{Place, Row};
use crate::harness::{Database, Engine, NOW, Server, both, eventually, query};

both!(
    of_four_sweepers_one_works,
    whoever_holds_the_lock_is_alone,
    rows_that_others_hold_are_told_of,
    writers_come_through,
    a_run_that_starts_meanwhile_keeps_its_event,
    a_server_sweeps_by_itself,
);

const A: &str = "workspace-a";

fn old(number: u32) -> Row<'static> {
    Row { workspace: A, number, days: 100, marker: "old" }
}

/// Makes many old events out of one, some of which share a time.
async fn multiply(place: &Place, rows: u32) {
    place.insert("webhook_event", &old(0), &[]).await;
    let columns = "workspace_id, source, event_type, dedupe_key, received_at, headers, body";
    let (numbers, id) = match place.engine {
        Engine::Sqlite => (
            format!("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {rows})"),
            "CAST(substr(id, 1, 12) || CAST(printf('%04x', i) AS BLOB) AS BLOB)",
        ),
        Engine::Postgres => (
            format!("WITH n(i) AS (SELECT generate_series(1, {rows}))"),
            "(substr(id::text, 1, 28) || lpad(to_hex(i), 8, '0'))::uuid",
        ),
    };
    place
        .execute(&format!(
            "{numbers} INSERT INTO webhook_event (id, {columns}) SELECT {id}, {columns} FROM webhook_event, n"
        ))
        .await;
}

async fn of_four_sweepers_one_works(engine: Engine) {
    let place = Place::new(engine).await;
    multiply(&place, 8000).await;
    place.insert("webhook_event", &Row { days: 1, ..old(1) }, &[]).await;
    let sweepers = join_all((0..4).map(|_| place.other())).await;
    let ends = join_all(sweepers.iter().map(|sweeper| async {
        let since = std::time::Instant::now();
        (sweeper.sweep().await, since.elapsed())
    }))
    .await;
    let worked: Vec<&Report> = ends.iter().filter_map(|(end, _)| end.as_ref().ok()).collect();
    let [report] = &worked[..] else { panic!("{ends:?}") };
    assert_eq!((report.rows(), report.locked_remaining), (8001, 0));
    for (end, took) in ends.iter().filter(|(end, _)| end.is_err()) {
        assert!(matches!(end, Err(Error::Busy { .. })), "{end:?}");
        assert!(*took < Duration::from_secs(1), "{took:?}");
    }
    assert_eq!(place.count("webhook_event", A).await, 1, "nothing that was due is left");
    for sweeper in sweepers {
        sweeper.db.close().await.unwrap();
    }
    place.finish().await;
}

async fn whoever_holds_the_lock_is_alone(engine: Engine) {
    let place = Place::new(engine).await;
    place.fill(A, 1, 800, "old").await;
    let other = place.other().await;
    let lock = Lock::attempt(other.db.url(), &other.db, Purpose::Sweeping).await.unwrap().unwrap();
    let before = place.contents().await;
    for end in [place.sweeper.sweep().await.err(), place.sweeper.erase(A).await.err()] {
        let error = end.unwrap();
        assert!(matches!(error, Error::Busy { .. }), "{error:?}");
        assert_eq!(error.to_string().contains("clockify-addons"), engine == Engine::Postgres, "{error}");
    }
    assert_eq!(place.contents().await, before);
    // To look is free, and who migrates is somebody else.
    assert!(place.sweeper.look().await.unwrap().rows() > 0);
    let migrating = Lock::attempt(place.db().url(), place.db(), Purpose::Migrating).await.unwrap();
    migrating.unwrap().release().await;
    lock.release().await;
    assert!(place.sweep().await.rows() > 0);
    other.db.close().await.unwrap();
    place.finish().await;
}

/// A connection that reads, taken for a while.
async fn look(db: &Db) -> DatabaseTransaction {
    db.reader().begin().await.unwrap()
}

async fn rows_that_others_hold_are_told_of(engine: Engine) {
    let place = Place::new(engine).await;
    for number in 1..=5 {
        place.insert("webhook_event", &old(number), &[]).await;
    }
    let other = place.other().await;
    let readers = join_all((0..if engine == Engine::Sqlite { 4 } else { 1 }).map(|_| look(place.db()))).await;
    for reader in readers {
        reader.rollback().await.unwrap();
    }
    let held = other.db.begin().await.unwrap();
    let expected = match engine {
        // They are passed over.
        Engine::Postgres => {
            let rows =
                format!("SELECT id FROM webhook_event WHERE id = {} FOR UPDATE", place.id("webhook_event", &old(2)));
            held.execute_unprepared(&rows).await.unwrap();
            1
        }
        // Who writes has the whole database, and no connection can be opened meanwhile.
        Engine::Sqlite => {
            place.execute("PRAGMA busy_timeout = 20").await;
            5
        }
    };
    let report = place.sweep().await;
    assert_eq!((report.locked_remaining, report.rows()), (expected, 5 - expected));
    held.rollback().await.unwrap();
    let report = place.sweep().await;
    assert_eq!((report.locked_remaining, report.rows()), (0, expected));
    other.db.close().await.unwrap();
    place.finish().await;
}

async fn writers_come_through(engine: Engine) {
    let place = Place::new(engine).await;
    multiply(&place, 24_000).await;
    let other = place.other().await;
    let (mut written, mut longest) = (0, Duration::ZERO);
    let sweeper = place.sweeper.clone();
    let sweeping = sweeper.sweep();
    tokio::pin!(sweeping);
    let report = loop {
        let row = format!("INSERT INTO view_revision (name, revision) VALUES ('{written}', 0)");
        let since = std::time::Instant::now();
        let writer = other.db.writer();
        let write = writer.execute_unprepared(&row);
        tokio::select! {
            biased;
            report = &mut sweeping => break report.unwrap(),
            done = write => {
                done.unwrap();
                written += 1;
                longest = longest.max(since.elapsed());
            }
        }
    };
    assert_eq!(report.rows(), 24_001);
    assert!(written > 5, "{written} writes while it swept: {:?}", report.effort);
    assert!(longest < Duration::from_secs(2), "{longest:?}");
    other.db.close().await.unwrap();
    place.finish().await;
}

async fn a_run_that_starts_meanwhile_keeps_its_event(engine: Engine) {
    let place = Place::new(engine).await;
    multiply(&place, 12_000).await;
    let last = "(SELECT id FROM webhook_event ORDER BY id DESC LIMIT 1)".to_owned();
    let starts = async {
        while place.count("webhook_event", A).await == 12_001 {}
        let run = Row { days: 0, ..old(1) };
        place.insert("flow_run", &run, &[("event_id", last), ("state", "'queued'".to_owned())]).await;
    };
    let (report, ()) = join(place.sweep(), starts).await;
    let kept =
        query(&place.db().reader(), "SELECT e.id FROM webhook_event e JOIN flow_run r ON r.event_id = e.id").await;
    assert_eq!(kept.len(), 1, "its event is there");
    assert_eq!((report.rows(), place.count("webhook_event", A).await), (12_000, 1));
    place.finish().await;
}

async fn a_server_sweeps_by_itself(engine: Engine) {
    let database = Database::migrated(engine).await;
    let server = Server::start(&database.url, &[("CLOCKIFY_ADDONS_SWEEP_SECONDS", "1")]).await;
    let at = (NOW - 100 * 86_400) * 1000;
    let id = match engine {
        Engine::Sqlite => "x'00000000000070008000000000000001'",
        Engine::Postgres => "'00000000-0000-7000-8000-000000000001'",
    };
    let row = format!(
        "INSERT INTO flow_tick (flow_id, trigger_index, tick_ms, workspace_id, run_id) VALUES ({id}, 0, {at}, '{A}', {id})"
    );
    let db = Db::open(&database.url, Missing::Refuse).await.unwrap();
    db.writer().execute_unprepared(&row).await.unwrap();
    eventually("the server sweeps", Duration::from_secs(20), async || {
        query(&db.reader(), "SELECT tick_ms FROM flow_tick").await.is_empty()
    })
    .await;
    eventually("the server says so", Duration::from_secs(20), async || {
        let text = server.get("/metrics").await.body;
        let says = |start: &str, end: &str| text.lines().any(|line| line.starts_with(start) && line.ends_with(end));
        says("retention_rows_swept_total{addon=\"universal-webhook\",table=\"flow_tick\"}", " 1")
            && says("retention_last_sweep_timestamp_seconds", &format!(" {NOW}"))
            && says("retention_locked_rows", " 0")
    })
    .await;
    // It ends in the middle of a sweep as well as in between.
    server.finish().await;
    db.close().await.unwrap();
    database.remove().await;
}
