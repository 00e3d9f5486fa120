//! Behind `PgBouncer` in transaction mode, which hands every transaction another connection.

use super::{ONE, eight, rounds};
use crate::harness::{Engine, Pooler, World};

/// The same database, by way of the pooler.
fn behind(pooler: &Pooler, world: &World) -> World {
    World::at(&pooler.to(world.database().rsplit_once('/').unwrap().1))
}

#[test]
fn eight_at_once() {
    let pooler = Pooler::start("");
    for round in 0..rounds() {
        let direct = World::on(Engine::Postgres);
        eight(&behind(&pooler, &direct), round);
        let versions = direct.pairs("SELECT version, count(*)::text FROM seaql_migrations GROUP BY version");
        let noted = direct.pairs("SELECT version, count(*)::text FROM migration_ledger GROUP BY version");
        assert_eq!(versions.len(), noted.len(), "round {round}");
        assert!(versions.iter().chain(&noted).all(|(_, count)| count == "1"), "round {round}: {versions:?} {noted:?}");
    }
}

/// It needs no setting for it, and none of ours gets lost on the way.
#[test]
fn all_that_migrates_works() {
    for more in ["", "ignore_startup_parameters ="] {
        let pooler = Pooler::start(more);
        let direct = World::on(Engine::Postgres);
        let world = behind(&pooler, &direct);
        // Others leave statements on the connections that we are given.
        for round in 0..2 {
            for (command, code) in [
                ("status --exit-code", 4),
                ("plan", 0),
                ("up", 0),
                ("up", 0),
                ("status --exit-code", 0),
                ("check", 0),
                ("down --steps 3 --yes", 0),
                ("status --exit-code", 4),
                ("plan", 0),
                ("up", 0),
                ("check", 0),
                ("repair --version m20261127_000010_migration_ledger --yes", 0),
                ("down --steps 99 --yes", 0),
            ] {
                let outcome = world.run(&format!("{ONE} {command}"));
                assert_eq!(outcome.code, Some(code), "{more:?}, {round}: {command}: {outcome}");
            }
            for _ in 0..3 {
                world.run("sources list");
            }
        }
        world.run(ONE).ok();
        direct.run(&format!("{ONE} check")).ok();
    }
}

/// Whoever can't work there says why, and what to do.
#[test]
fn what_does_not_work_is_told() {
    let pooler = Pooler::start("default_pool_size = 2");
    let direct = World::on(Engine::Postgres);
    let world = behind(&pooler, &direct);
    world.run(ONE).ok();
    for command in [
        "sources list",
        "sources add ci --workspace aaaaaaaaaaaaaaaaaaaaaaaa --scheme github",
        "events list",
        "backup create --addon universal-webhook",
        "retention-sweep --addon universal-webhook --yes",
        "serve --addon universal-webhook --port 0",
    ] {
        let outcome = world.run(command);
        assert_eq!(outcome.code, Some(78), "{command}: {outcome}");
        for part in ["a pooler stands before PostgreSQL", "max_prepared_statements = 200", "pool_mode = session"] {
            assert!(outcome.stderr.contains(part), "{command}: {outcome}");
        }
    }
    let checked = world.run("health --deep --offline --addon universal-webhook");
    assert!(checked.mentions("database.pooler"), "{checked}");
    assert!(checked.code == Some(1) && checked.mentions("max_prepared_statements"), "{checked}");
    assert!(direct.run("sources list").ok().stdout.lines().count() == 1, "nothing was done");
}

/// Where whoever is connected has the server to itself, all but the engine's own programs work.
#[test]
fn a_session_of_ones_own_is_enough() {
    let pooler = Pooler::start("pool_mode = session\ndefault_pool_size = 40");
    let direct = World::on(Engine::Postgres);
    let world = behind(&pooler, &direct);
    world.run(ONE).ok();
    world.run("sources add ci --workspace aaaaaaaaaaaaaaaaaaaaaaaa --scheme github").ok();
    world.serve("").terminate().ok();
    let one = "--addon universal-webhook";
    for command in ["backup create", "backup drill", "retention-sweep"] {
        world.run(&format!("{command} {one}")).ok();
    }
    let native = world.run(&format!("backup create {one} --archive native"));
    assert!(native.code == Some(64) && native.mentions("a pooler stands before"), "{native}");
    let checked = world.run(&format!("health --deep --offline {one}")).ok();
    assert!(checked.mentions("database.pooler") && checked.mentions("settings"), "{checked}");
}
