//! Behind `PgBouncer` in transaction mode, which hands every transaction another connection.

use super::{ONE, eight, rounds};
use crate::harness::{Engine, Outcome, Pooler, World};

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
    // The first may find a connection on which nobody was yet.
    for command in ["sources list", "sources list", "sources list"] {
        is_told(&world.run(command));
    }
    let served = world.run("serve --addon universal-webhook --port 0");
    assert_eq!(served.code, Some(69), "{served}");
    is_told(&served);
    let native = world.run("backup create --addon universal-webhook --archive native");
    assert!(native.code == Some(64) && native.mentions("a pooler stands before"), "{native}");
    let checked = world.run("health --deep --offline --addon universal-webhook");
    assert!(checked.mentions("database.pooler"), "{checked}");
    direct.run("sources list").ok();
}

fn is_told(outcome: &Outcome) {
    let parts = ["a pooler stands before PostgreSQL", "max_prepared_statements = 200", "pool_mode = session"];
    assert!(outcome.code == Some(0) || parts.iter().all(|part| outcome.stderr.contains(part)), "{outcome}");
}
