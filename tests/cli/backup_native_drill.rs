//! A drill of a native backup makes a database or a file, and has a program of the engine's own fill it. Whoever stops it
//! finds none of them afterwards.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use rustix::process::{Pid, Signal, test_kill_process};
use serde_json::Value;

use crate::backup_faults::{below, fill, stopped_at_work};
use crate::harness::{Engine, Held, Outcome, World, both, eventually};

both!(one_that_is_stopped_at_work_leaves_nothing);

const DRILL: &str = "backup drill --addon universal-webhook";

/// A database with a native backup of it.
fn world(engine: Engine) -> World {
    let world = World::with_source(engine).set("CLOCKIFY_ADDONS_BACKUP_DIR", "backups");
    fill(&world, engine, 300);
    world.run("backup create --addon universal-webhook --archive native").ok();
    world
}

/// That it was stopped, that it proved nothing, and that nothing keeps another one from proving all.
fn was_stopped(world: &World, stopped: &Outcome) {
    assert_eq!(stopped.code, Some(1), "{stopped}");
    assert!(stopped.stderr.contains("stopped; what was under way was taken back"), "{stopped}");
    assert!(below(world, ".drill-").is_none() && below(world, ".partial-").is_none(), "{stopped}");
    let shown = || world.run("backup show --format json").json()["drilled_at"].clone();
    assert_eq!(shown(), Value::Null, "it proved nothing");
    world.run(DRILL).ok();
    assert!(shown().is_string() && below(world, ".drill-").is_none());
}

fn one_that_is_stopped_at_work_leaves_nothing(engine: Engine) {
    if engine == Engine::Sqlite {
        let world = world(engine);
        let stopped = (0..50).find_map(|_| stopped_at_work(&world, DRILL)).expect("one of them is stopped in time");
        was_stopped(&world, &stopped);
        return;
    }
    // The program waits until there is a lock on what it will need.
    let world = world(engine);
    fs::create_dir(world.path("bin")).unwrap();
    let which = Command::new("sh").args(["-c", "command -v pg_restore"]).output().unwrap();
    let real = String::from_utf8(which.stdout).unwrap().trim().to_owned();
    let wait = "mkfifo go; echo $$ > started.new; mv started.new started; read -r go < go";
    let text = format!("#!/bin/sh\ncase $1 in --version) exec {real} --version;; esac\n{wait}\nexec {real} \"$@\"\n");
    let program = world.write("bin/pg_restore", &text);
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    let path = format!("{}:/usr/local/bin:/usr/bin:/bin", world.path("bin").display());
    let mut command = world.command(DRILL);
    command.env("PATH", path);
    let process = world.launch(command);
    let started = eventually("the program", || fs::read_to_string(world.path("started")).ok());
    let [(beside, _)] = &databases(&world)[..] else { panic!("one database of the drill") };
    let (server, _) =
        world.database().rsplit_once('/').map(|(server, name)| (server.to_owned(), name.to_owned())).unwrap();
    // Nothing gets an index, so that there are tables already when it waits.
    let held = Held::begin(&format!("{server}/{beside}"), "LOCK TABLE pg_catalog.pg_index IN SHARE MODE");
    world.write("go", "go\n");
    let waits = format!(
        "SELECT pid::text, '' FROM pg_stat_activity WHERE datname = '{beside}' AND wait_event_type = 'Lock' \
         AND application_name = 'clockify-addons backup'"
    );
    eventually("a program that waits", || (!world.pairs(&waits).is_empty()).then_some(()));
    process.signal(Signal::TERM);
    let stopped = process.end();
    drop(held);
    let program = Pid::from_raw(started.trim().parse().unwrap()).unwrap();
    eventually("the end of the program", || test_kill_process(program).is_err().then_some(()));
    assert_eq!(databases(&world), Vec::new(), "{stopped}");
    was_stopped(&world, &stopped);
}

/// The databases of drills of the world's own.
fn databases(world: &World) -> Vec<(String, String)> {
    world.pairs(
        "SELECT datname::text, '' FROM pg_database WHERE datname LIKE 'clockify_addons_drill_%' \
         AND shobj_description(oid, 'pg_database') = 'drill of ' || current_database()",
    )
}

/// The server goes on with what it was told when whoever told it has gone.
#[test]
fn one_that_is_stopped_while_its_database_is_made_leaves_none() {
    let world = world(Engine::Postgres);
    // No database comes to be, and none goes.
    let held = Held::begin(&world.database(), "LOCK TABLE pg_catalog.pg_database IN SHARE MODE");
    let all = "SELECT datname::text, '' FROM pg_database WHERE datname LIKE 'clockify_addons_drill_%'";
    let before = world.pairs(all);
    let process = world.spawn(DRILL);
    let making = |start: &str| {
        let ask = format!(
            "SELECT query, '' FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database() \
             AND query LIKE '{start} DATABASE %clockify_addons_drill_%'"
        );
        world.pairs(&ask).first().map(|(query, _)| query.clone())
    };
    let making_of = eventually("a database that is made", || making("CREATE"));
    let name = making_of.split_whitespace().nth(2).unwrap().to_owned();
    assert!(!before.iter().any(|(other, _)| *other == name));
    process.signal(Signal::TERM);
    eventually("that it is taken back", || making("DROP"));
    drop(held);
    let stopped = process.end();
    assert!(world.pairs(all).iter().all(|(other, _)| *other != name), "{name}: {stopped}");
    was_stopped(&world, &stopped);
}
