//! Migrations of a database that others use.

use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, TransactionTrait};
use serde_json::json;

use super::ONE;
use crate::harness::{Engine, World, block_on, both, eventually};

both!(a_backup_can_be_asked_for, nothing_is_risky_where_nothing_is_yet);

/// The last migrations, of which the first makes an index on a table that is used.
const DOWN: &str = "down --steps 5 --yes";
/// What somebody needs who writes to that table.
const WRITE: &str = "LOCK TABLE cached_entity IN ROW EXCLUSIVE MODE";

/// A connection under a name.
async fn connect(world: &World, name: &str) -> DatabaseConnection {
    let mut options = ConnectOptions::new(world.database());
    options.set_application_name(name.to_owned());
    Database::connect(options).await.unwrap()
}

/// Waits until somebody waits for a table.
fn somebody_waits(world: &World) {
    let ask = "SELECT 'waiting' AS a, count(*)::text AS b FROM pg_locks WHERE NOT granted AND locktype = 'relation' \
               AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
    eventually("a migration that waits", || {
        let found = std::thread::scope(|scope| scope.spawn(|| world.pairs(ask)).join().unwrap());
        (found[0].1 != "0").then_some(())
    });
}

#[test]
fn a_table_in_use_keeps_nobody_waiting_for_long() {
    let world = World::on(Engine::Postgres);
    world.run(ONE).ok();
    world.run(&format!("{ONE} {DOWN}")).ok();
    block_on(async {
        let report = connect(&world, "nightly-report").await;
        let writer = connect(&world, "writer").await;
        for (patience, code) in [(0, 75), (60, 0)] {
            let long = report.begin().await.unwrap();
            long.execute_unprepared(WRITE).await.unwrap();
            let process = world.spawn(&format!("{ONE} up --lock-timeout {patience}"));
            somebody_waits(&world);
            // Whoever writes comes after the migration, and would wait for as long as it does.
            let short = writer.begin().await.unwrap();
            short.execute_unprepared("SET LOCAL lock_timeout = '20s'").await.unwrap();
            short.execute_unprepared(WRITE).await.unwrap();
            short.rollback().await.unwrap();
            if code == 0 {
                // The migration gave up once, and goes on when the long one has ended.
                long.rollback().await.unwrap();
                process.end().ok();
                continue;
            }
            let outcome = process.end();
            assert_eq!(outcome.code, Some(code), "{outcome}");
            let text = &outcome.stderr;
            let named = ["m20261127_000009_retention", "nightly-report", "(process ", "in a transaction for "];
            assert!(named.iter().all(|part| text.contains(part)), "{outcome}");
            assert_eq!(world.run(&format!("{ONE} status --exit-code")).code, Some(4), "nothing was done");
            long.rollback().await.unwrap();
        }
        report.close().await.unwrap();
        writer.close().await.unwrap();
    });
    world.run(&format!("{ONE} status --exit-code")).ok();
    world.run(&format!("{ONE} check")).ok();
}

#[test]
fn an_index_on_a_large_table_is_told_beforehand() {
    let world = World::on(Engine::Postgres);
    world.run(ONE).ok();
    world.run(&format!("{ONE} {DOWN}")).ok();
    let plan = world.run(&format!("{ONE} plan")).ok();
    assert_eq!(plan.stderr, "", "{plan}");
    world.execute("UPDATE pg_class SET reltuples = 5000000 WHERE relname = 'cached_entity'");
    let plan = world.run(&format!("{ONE} plan")).ok();
    let named = ["m20261127_000009_retention", "about 5000000 rows", "CREATE INDEX cached_entity_age"];
    assert!(named.iter().all(|part| plan.stderr.contains(part)), "{plan}");
    let script = world.run(&format!("{ONE} plan --sql")).ok().stdout;
    let at = script.find("-- risky: ").unwrap();
    let next = script[at..].lines().nth(1).unwrap();
    assert!(next.starts_with("CREATE INDEX cached_entity_age"), "{next}");
    let document = world.run(&format!("{ONE} plan --format json")).json();
    let risks = &document["databases"][0]["steps"][0]["risks"];
    assert!(risks[0]["why"].as_str().unwrap().contains("CONCURRENTLY"), "{document}");
    assert_eq!(document["databases"][0]["steps"][1]["risks"], json!([]));
}

fn nothing_is_risky_where_nothing_is_yet(engine: Engine) {
    let plan = World::on(engine).run(&format!("{ONE} plan")).ok();
    assert_eq!(plan.stderr, "", "{plan}");
}

fn a_backup_can_be_asked_for(engine: Engine) {
    let world = World::on(engine);
    let up = format!("{ONE} up --require-backup 1");
    world.run(&up).ok();
    world.run(&up).ok();
    world.run(&format!("{ONE} down --yes")).ok();
    let status = format!("{ONE} status --exit-code");
    let outcome = world.run(&up);
    assert_eq!(outcome.code, Some(64), "{outcome}");
    assert!(outcome.stderr.contains("clockify-addons backup --addon universal-webhook"), "{outcome}");
    assert_eq!(world.run(&status).code, Some(4), "nothing was done");
    // That of another add-on is no help.
    world.run("migrate --addon api-studio").ok();
    world.run("backup create --addon api-studio").ok();
    assert_eq!(world.run(&up).code, Some(64));
    world.run("backup create --addon universal-webhook").ok();
    world.run(&up).ok();
    world.run(&status).ok();
    // Nor is one of which nobody knows that it is good, unless none is asked for.
    world.run(&format!("{ONE} down --yes")).ok();
    std::fs::remove_dir_all(world.path("backups/.checks")).unwrap();
    assert_eq!(world.run(&up).code, Some(64), "nobody knows whether it was read again");
    world.run(&format!("{ONE} up --require-backup 0")).ok();
}
