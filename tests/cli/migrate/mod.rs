//! Bringing databases up to date.

mod init;
mod plan;

use serde_json::{Value, json};

use crate::harness::{Engine, World, both};

both!(up_and_up_again, eight_at_once);

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

/// Many processes start at once wherever there are replicas.
fn eight_at_once(engine: Engine) {
    for round in 0..3 {
        let world = World::on(engine);
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
}
