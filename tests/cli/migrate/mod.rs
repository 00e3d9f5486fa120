//! Bringing databases up to date.

mod careful;
mod init;
mod plan;
mod pooled;
mod statements;

use std::fs::File;
use std::process::Command;
use std::time::{Duration, Instant};

use sea_orm::{ConnectionTrait, Database, TransactionTrait};
use serde_json::{Value, json};

use crate::harness::{Engine, World, block_on, both, eventually};

both!(up_and_up_again, eight_at_once, whoever_waits_goes_on_when_the_holder_is_killed);

const ONE: &str = "migrate --addon universal-webhook";

fn up_and_up_again(engine: Engine) {
    let name = format!("{engine:?}").to_lowercase();
    let world = World::on(engine);
    let status = || world.run(&format!("{ONE} status --exit-code"));
    let before = status();
    assert_eq!(before.code, Some(4), "{before}");
    let created: Vec<_> = world.entries();
    assert_eq!(created, Vec::<std::path::PathBuf>::new(), "to look must change nothing");
    insta::assert_snapshot!(format!("{name}-before"), before.to_string());
    insta::assert_snapshot!(format!("{name}-up"), world.run(ONE).ok().to_string());
    insta::assert_snapshot!(format!("{name}-again"), world.run(&format!("{ONE} up")).ok().to_string());
    insta::assert_snapshot!(format!("{name}-after"), status().ok().to_string());

    let document = world.run(&format!("{ONE} status --format json")).json();
    assert_eq!(document["schema"], "clockify-addons/migrate/v1");
    let [row] = &document["databases"].as_array().unwrap()[..] else { panic!("{document}") };
    assert_eq!((&row["addon"], &row["pending"]), (&json!("universal-webhook"), &json!([])));
    assert!(row["applied"].as_array().unwrap().len() >= 3, "{row}");
}

/// How often it is tried. `scripts/migrate-rounds` asks for more.
fn rounds() -> usize {
    #[expect(clippy::disallowed_methods, reason = "how long a test runs is no setting of the program")]
    let asked = std::env::var("MIGRATE_ROUNDS");
    asked.map_or(3, |text| text.parse().expect("MIGRATE_ROUNDS is a number"))
}

/// Many processes start at once wherever there are replicas.
fn eight_at_once(engine: Engine) {
    for round in 0..rounds() {
        eight(&World::on(engine), round);
    }
}

fn eight(world: &World, round: usize) {
    let all: Vec<_> = (0..8).map(|_| world.spawn(&format!("{ONE} --format json"))).collect();
    let mut applied = Vec::new();
    for process in all {
        let document = process.end().json();
        let row = &document["databases"][0];
        assert_eq!(row["pending"], json!([]), "whoever comes back finds everything done");
        applied.extend(row["newly_applied"].as_array().unwrap().iter().map(Value::to_string));
    }
    let (count, mut once) = (applied.len(), applied);
    once.sort();
    once.dedup();
    assert_eq!(count, once.len(), "round {round}: each migration is applied by one process only");
    let status = world.run(&format!("{ONE} status --format json")).json();
    assert_eq!(status["databases"][0]["applied"].as_array().unwrap().len(), count, "round {round}");
}

/// Whether some process holds the lock of migrations.
fn held(world: &World, engine: Engine) -> bool {
    match engine {
        Engine::Sqlite => {
            File::open(world.path("universal_webhook.db.lock")).is_ok_and(|file| file.try_lock().is_err())
        }
        Engine::Postgres => {
            let sql = "SELECT 'held' AS a, count(*)::text AS b FROM pg_locks WHERE locktype = 'advisory' AND granted \
                       AND objid = 1 AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
            std::thread::scope(|scope| scope.spawn(|| world.pairs(sql)).join().unwrap())[0].1 != "0"
        }
    }
}

/// A process that dies while it migrates keeps nobody waiting.
fn whoever_waits_goes_on_when_the_holder_is_killed(engine: Engine) {
    let world = World::on(engine);
    world.run(ONE).ok();
    world.run(&format!("{ONE} down --steps 1 --yes")).ok();
    block_on(async {
        let connection = Database::connect(world.database()).await.unwrap();
        let transaction = connection.begin().await.unwrap();
        let first = match engine {
            // Opening a file waits for whoever writes to it, so the lock is held by somebody who does nothing else.
            Engine::Sqlite => {
                let mut command = Command::new("flock");
                command.arg("--no-fork").arg(world.path("universal_webhook.db.lock")).args(["sleep", "600"]);
                world.launch(command)
            }
            // What it has to change is locked, so that it holds the migrations' lock and comes no further.
            Engine::Postgres => {
                transaction.execute_unprepared("LOCK TABLE seaql_migrations IN EXCLUSIVE MODE").await.unwrap();
                world.spawn(ONE)
            }
        };
        eventually("the first holds the lock", || held(&world, engine).then_some(()));
        let mut second = world.spawn(ONE);
        assert!(second.is_running());
        first.kill();
        let since = Instant::now();
        transaction.rollback().await.unwrap();
        let outcome = second.end().ok();
        assert!(since.elapsed() < Duration::from_secs(5), "{:?}: {outcome}", since.elapsed());
        connection.close().await.unwrap();
    });
    world.run(&format!("{ONE} status --exit-code")).ok();
    world.run(&format!("{ONE} check")).ok();
}

#[test]
fn all_three_at_once() {
    let world = World::new();
    insta::assert_snapshot!("all-three", world.run("migrate").ok().to_string());
}

#[test]
fn a_server_that_is_away_is_told_apart_from_a_failure() {
    // Nobody listens on port 1.
    let world = World::new().set("UNIVERSAL_WEBHOOK_DB_URL", "postgresql://u:canary@127.0.0.1:1/x");
    for command in [ONE, "migrate --addon universal-webhook status", "events list"] {
        let outcome = world.run(command);
        assert_eq!(outcome.code, Some(69), "{command}: {outcome}");
        assert!(outcome.mentions("postgres://u:***@127.0.0.1:1/x"), "{command}: {outcome}");
        assert!(!outcome.mentions("canary"));
    }
    insta::assert_snapshot!("unreachable", world.run(ONE).to_string());
    let outcome = world.run(&format!("{ONE} --format json"));
    assert_eq!(outcome.document()["error"]["kind"], "unreachable", "{outcome}");
}

#[test]
fn a_login_that_is_refused_is_told_apart_too() {
    let world = World::on(Engine::Postgres);
    let url = world.database();
    let (_, rest) = url.split_once('@').unwrap();
    let world = World::new().set("UNIVERSAL_WEBHOOK_DB_URL", &format!("postgresql://clockify:canary@{rest}"));
    let outcome = world.run(ONE);
    assert_eq!(outcome.code, Some(77), "{outcome}");
    assert!(!outcome.mentions("canary"), "{outcome}");
}

/// Whoever may only read can still say where a database stands.
#[test]
fn a_role_that_only_reads_sees_the_status() {
    let world = World::on(Engine::Postgres);
    world.run(ONE).ok();
    world.execute("INSERT INTO seaql_migrations (version, applied_at) VALUES ('m20990101_000001_tea', 0)");
    let name = format!("reader_{}", std::process::id());
    world.execute(&format!(
        "CREATE ROLE {name} LOGIN PASSWORD 'canary-of-a-reader'; GRANT SELECT ON ALL TABLES IN SCHEMA public TO {name}; \
         ALTER ROLE {name} SET default_transaction_read_only = on"
    ));
    let url = world.database();
    let (_, place) = url.split_once('@').unwrap();
    let reader = World::at(&format!("postgresql://{name}:canary-of-a-reader@{place}"));
    for (command, code) in [("status", 0), ("status --exit-code", 78), ("plan", 0), ("check", 0)] {
        let outcome = reader.run(&format!("{ONE} {command}"));
        assert_eq!(outcome.code, Some(code), "{command}: {outcome}");
    }
    let document = reader.run(&format!("{ONE} status --format json")).json();
    assert_eq!(document["databases"][0]["unknown"], json!(["m20990101_000001_tea"]));
    drop(reader);
    world.execute(&format!("DROP OWNED BY {name}; DROP ROLE {name}"));
}

#[test]
fn a_database_that_is_newer_is_left_alone() {
    let world = World::on(Engine::Postgres);
    world.run(ONE).ok();
    world.execute("INSERT INTO seaql_migrations (version, applied_at) VALUES ('m20990101_000001_tea', 0)");
    let outcome = world.run(&format!("{ONE} status --exit-code"));
    assert_eq!(outcome.code, Some(78), "{outcome}");
    let outcome = world.run(ONE);
    assert_eq!(outcome.code, Some(78), "{outcome}");
    assert!(outcome.mentions("m20990101_000001_tea"), "{outcome}");
    assert!(outcome.mentions(&clockify_addons::migrate::newest().unwrap()), "both versions: {outcome}");
}
