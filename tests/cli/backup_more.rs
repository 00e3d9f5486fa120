//! Native backups, pins, and the operator's own commands beside a backup.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, test_kill_process};
use serde_json::Value;

use crate::harness::{Engine, World, both, eventually};

both!(
    a_native_backup_from_cron,
    a_native_backup_goes_to_a_folder_as_it_is,
    a_disk_that_takes_no_more_leaves_no_native_backup,
    pins_are_shown_and_kept,
    commands_learn_what_happens,
    a_command_that_fails_before_stops_the_backup,
    a_command_that_fails_afterwards_is_told,
    one_that_is_stopped_tells_its_commands,
);

const ONE: &str = "--addon universal-webhook";

/// Writes a script that can be run.
fn script(world: &World, name: &str, text: &str) -> PathBuf {
    let path = world.write(name, &format!("#!/bin/sh\n{text}\n"));
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    path
}

fn count(world: &World) -> usize {
    world.run("backup list --format json").json()["backups"].as_array().unwrap().len()
}

fn a_native_backup_from_cron(engine: Engine) {
    let world = World::with_source(engine);
    let dry = world.run(&format!("backup create {ONE} --archive native --dry-run")).ok();
    assert!(dry.mentions("universal-webhook") && !world.path("backups").exists(), "{dry}");
    let quiet = world.run(&format!("backup create {ONE} --archive native --quiet")).ok();
    assert_eq!((quiet.stdout.as_str(), quiet.stderr.as_str()), ("", ""));
    let shown = world.run("backup show --format json").json();
    assert_eq!((&shown["archive"], &shown["rows"]), (&Value::from("native"), &Value::from(1)));
    assert_eq!(shown["addons"][0]["keys"].as_array().unwrap().len(), 1);
    let text = world.run("backup show").ok();
    let tool = if engine == Engine::Sqlite { "made by SQLite 3." } else { "made by pg_dump 1" };
    assert!(text.mentions(tool) && text.mentions("custom_source"), "{text}");
    assert!(world.run("backup verify").ok().mentions("good"));
    world.run("backup drill").ok();
    assert!(world.run("backup show --format json").json()["drilled_at"].is_string());
    let refused = world.run("backup restore --replace --yes");
    assert_eq!(refused.code, Some(64), "{refused}");
    world.lose_source();
    world.run("backup restore").ok();
    assert!(world.run("sources list").ok().mentions("github"));
    world.run(&format!("backup {ONE}")).ok();
    assert!(world.run("backup prune --keep last=1,least=1").ok().mentions("removed"));
    assert_eq!(count(&world), 1);
}

fn a_native_backup_goes_to_a_folder_as_it_is(engine: Engine) {
    // Nothing is asked of the bucket.
    let world = World::with_source(engine).set("AWS_ACCESS_KEY_ID", "key").set("AWS_SECRET_ACCESS_KEY", "secret");
    let world = world.set("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:1");
    let key = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";
    let ways = [
        (format!("--recipient {key}"), "none that are encrypted"),
        ("--to s3://bucket/prefix".to_owned(), "none that go to a bucket"),
        ("--output -".to_owned(), "none that go to standard output"),
    ];
    for (way, wrong) in ways {
        for dry in ["", " --dry-run"] {
            let create = format!("backup create {ONE} --archive native {way}{dry}");
            let refused = world.run(&create);
            assert_eq!(refused.code, Some(64), "{refused}");
            assert!(refused.stderr.contains(wrong), "{refused}");
            assert!(refused.stdout.is_empty() && !world.path("backups").exists(), "{refused}");
        }
    }
}

/// A full disk is played by the limit that the system sets to the size of files.
fn a_disk_that_takes_no_more_leaves_no_native_backup(engine: Engine) {
    let world = World::with_source(engine);
    let create = format!("backup create {ONE} --archive native");
    world.run(&create).ok();
    // Text that hardly gets smaller.
    let text = match engine {
        Engine::Sqlite => "hex(randomblob(600000))",
        Engine::Postgres => "(SELECT string_agg(md5(random()::text), '') FROM generate_series(1, 40000))",
    };
    world.execute(&format!(
        "INSERT INTO cached_entity (workspace_id, entity_type, entity_id, parent_id, payload, hash, fetched_at) \
         SELECT 'w', 'tag', 'x', '', {text}, secret, created_at FROM custom_source"
    ));
    let mut shell = Command::new("sh");
    shell.args(["-c", "trap '' XFSZ; ulimit -f 400; exec \"$0\" \"$@\""]);
    let outcome = world.launch(world.wrapped(shell, &create)).end();
    assert_eq!(outcome.code, Some(73), "{outcome}");
    let names = fs::read_dir(world.path("backups")).unwrap().map(|entry| entry.unwrap().file_name());
    let names: Vec<_> = names.map(|name| name.into_string().unwrap()).collect();
    assert!(names.iter().all(|name| !name.starts_with(".partial-")), "{names:?}");
    assert_eq!(count(&world), 1);
    world.run(&create).ok();
}

fn pins_are_shown_and_kept(engine: Engine) {
    let world = World::with_source(engine);
    let first = world.run(&format!("backup {ONE} --format json")).json()["name"].as_str().unwrap().to_owned();
    let (_, id) = first.split_once('-').unwrap();
    world.run(&format!("backup {ONE}")).ok();
    world.run(&format!("backup pin {id} --reason audit --dry-run")).ok();
    assert!(world.run(&format!("backup show {id} --format json")).json()["pinned"].is_null());
    let pinned = world.run(&format!("backup pin {id} --reason audit")).ok();
    assert_eq!(pinned.stdout, format!("{first}  pinned\n"));
    assert!(world.run(&format!("backup show {id}")).ok().mentions("(audit)"));
    let pruned = world.run("backup prune --keep last=1,least=1 --format json").json();
    assert_eq!(pruned["backups"][0]["fate"], "pinned");
    world.run(&format!("backup unpin {first}")).ok();
    world.run("backup prune --keep last=1,least=1").ok();
    assert_eq!(count(&world), 1);
    let gone = world.run(&format!("backup pin {first}"));
    assert_eq!(gone.code, Some(1), "{gone}");
}

/// What a command finds is written to files that are named after the event.
const NOTE: &str = "env > $BACKUP_EVENT.env; cat > $BACKUP_EVENT.json; echo said";

fn variable(world: &World, event: &str, name: &str) -> Option<String> {
    let text = fs::read_to_string(world.path(&format!("{event}.env"))).ok()?;
    text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('=')).map(str::to_owned)
}

fn commands_learn_what_happens(engine: Engine) {
    let world =
        World::with_source(engine).set("WEBHOOK_HMAC_SECRET", "canary-of-the-webhooks").set("PGPASSWORD", "canary");
    script(&world, "note.sh", NOTE);
    let all = "--before ./note.sh --after ./note.sh --on-failure ./note.sh";
    let made = world.run(&format!("backup create {ONE} {all} --format json"));
    let document = made.json();
    assert!(made.stderr.contains("said\n"), "{made}");
    assert_eq!(variable(&world, "before", "BACKUP_ADDONS").as_deref(), Some("universal-webhook"));
    assert!(variable(&world, "before", "BACKUP_NAME").is_none());
    let name = document["name"].as_str().unwrap();
    assert_eq!(variable(&world, "after", "BACKUP_NAME").as_deref(), Some(name));
    assert_eq!(variable(&world, "after", "BACKUP_ROWS").as_deref(), Some("1"));
    let path = world.path(&variable(&world, "after", "BACKUP_PATH").unwrap());
    assert!(path.join("manifest.json").exists());
    let told: Value = serde_json::from_str(&fs::read_to_string(world.path("after.json")).unwrap()).unwrap();
    assert_eq!(told["backup"]["name"], name);
    assert!(!world.path("failure.env").exists());

    let failed = world.run(&format!("backup create {ONE} {all} --to /dev/null/x"));
    assert_eq!(failed.code, Some(73), "{failed}");
    assert_eq!(variable(&world, "failure", "BACKUP_EXIT_CODE").as_deref(), Some("73"));
    assert!(variable(&world, "failure", "BACKUP_ERROR").unwrap().contains("/dev/null/x"));
    let told: Value = serde_json::from_str(&fs::read_to_string(world.path("failure.json")).unwrap()).unwrap();
    assert_eq!(told["error"]["code"], 73);

    // Requirement 11.
    let secrets = ["canary", "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA", "postgresql://clockify:"];
    for event in ["before", "after", "failure"] {
        for kind in ["env", "json"] {
            let text = fs::read_to_string(world.path(&format!("{event}.{kind}"))).unwrap();
            assert!(secrets.iter().all(|secret| !text.contains(secret)), "{event}: {text}");
        }
    }
    let both = world.run(&format!("backup create {ONE} --dry-run --before ./note.sh"));
    assert_eq!(both.code, Some(2), "{both}");
}

fn a_command_that_fails_before_stops_the_backup(engine: Engine) {
    let world = World::with_source(engine);
    script(&world, "note.sh", NOTE);
    let stopped = world.run(&format!("backup create {ONE} --before false --on-failure ./note.sh"));
    assert_eq!(stopped.code, Some(1), "{stopped}");
    assert!(stopped.mentions("--before ended with exit code 1; no backup was made"), "{stopped}");
    assert_eq!(variable(&world, "failure", "BACKUP_EXIT_CODE").as_deref(), Some("1"));
    assert!(!world.path("backups").exists());
}

fn a_command_that_fails_afterwards_is_told(engine: Engine) {
    let world = World::with_source(engine);
    script(&world, "slow.sh", "sleep 60");
    for (command, wrong) in [("false", "ended with exit code 1"), ("./slow.sh", "took more than 1 s")] {
        let before = count(&world);
        let partial = world.run(&format!("backup create {ONE} --after {command} --hook-timeout 1 --textfile ."));
        assert_eq!(partial.code, Some(3), "{partial}");
        assert!(partial.mentions(wrong), "{partial}");
        assert_eq!(count(&world), before + 1, "the backup is made all the same");
        let metrics = fs::read_to_string(world.path("clockify_addons_backup.prom")).unwrap();
        assert!(metrics.contains("clockify_addons_backup_exit_code 3\n"), "{metrics}");
    }
}

fn one_that_is_stopped_tells_its_commands(engine: Engine) {
    let world = World::with_source(engine);
    script(&world, "note.sh", NOTE);
    script(&world, "slow.sh", "echo $$ > began; exec sleep 600");
    let create = format!("backup create {ONE} --before ./slow.sh --on-failure ./note.sh");
    let process = world.launch(world.command(&create));
    let began = || fs::read_to_string(world.path("began")).ok().filter(|text| text.ends_with('\n'));
    let slow = eventually("the command before the backup", began);
    process.signal(Signal::TERM);
    let outcome = process.end();
    assert_eq!(outcome.code, Some(1), "{outcome}");
    assert!(outcome.mentions("--before was stopped; no backup was made"), "{outcome}");
    assert_eq!(variable(&world, "failure", "BACKUP_EXIT_CODE").as_deref(), Some("1"));
    assert!(!world.path("backups").exists());
    let slow = Pid::from_raw(slow.trim().parse().unwrap()).unwrap();
    eventually("the end of the command", || test_kill_process(slow).is_err().then_some(()));
}

/// Requirement 24: a program that is too old is told before anything is done.
#[test]
fn a_pg_dump_that_is_too_old_is_told() {
    let world = world(Engine::Postgres);
    fs::create_dir(world.path("bin")).unwrap();
    let bin = world.path("bin").display().to_string();
    let world = world.set("PATH", &bin);
    let create = format!("backup create {ONE} --archive native");
    let missing = world.run(&create);
    assert_eq!(missing.code, Some(78), "{missing}");
    assert!(missing.mentions("pg_dump isn't in PATH") && missing.mentions("postgresql-client-"), "{missing}");
    script(&world, "bin/pg_dump", "echo 'pg_dump (PostgreSQL) 12.3 (Debian 12.3-1)'");
    let timed = || {
        let since = Instant::now();
        (world.run(&create), since.elapsed())
    };
    // On a machine that does other things one of them has to be as fast as it is.
    let (old, took) = (0..5).map(|_| timed()).min_by_key(|(_, took)| *took).unwrap();
    assert!(took < Duration::from_secs(1), "it is told at once, not after {took:?}");
    assert_eq!(old.code, Some(78), "{old}");
    for text in ["pg_dump is version 12.3, which is older than the server, PostgreSQL 1", "postgresql-client-1"] {
        assert!(old.mentions(text), "{old}");
    }
    assert_eq!(world.run(&format!("{create} --dry-run")).code, Some(78));
    assert!(!world.path("backups").exists(), "nothing was written");
}

/// Requirements 1 and 11: a program that ends early leaves no backup, and none learns more than it has to.
#[test]
fn what_pg_dump_is_told_and_what_becomes_of_it() {
    // With a service of that name they would go elsewhere.
    let world = world(Engine::Postgres).set("SOMETHING_ELSE", "canary").set("PGSERVICE", "elsewhere");
    fs::create_dir(world.path("bin")).unwrap();
    let which = Command::new("sh").args(["-c", "command -v pg_dump"]).output().unwrap();
    let real = String::from_utf8(which.stdout).unwrap().trim().to_owned();
    let log = world.path("told").display().to_string();
    let tell = format!("case $1 in --version) exec {real} --version;; esac\nenv > {log}; echo \"$@\" >> {log}");
    let path = format!("{}:/usr/local/bin:/usr/bin:/bin", world.path("bin").display());
    let world = world.set("PATH", &path);

    script(&world, "bin/pg_dump", &format!("{tell}\nexec {real} \"$@\""));
    let create = format!("backup create {ONE} --archive native");
    world.run(&create).ok();
    let told = fs::read_to_string(&log).unwrap();
    let password = world.database().split_once('@').unwrap().0.rsplit(':').next().unwrap().to_owned();
    for secret in [password.as_str(), "AQIDBAUGBwgJCgsM", "canary"] {
        assert!(!told.contains(secret), "{told}");
    }
    assert!(!told.contains("elsewhere"), "{told}");
    assert!(told.contains("--snapshot=") && told.contains("PGPASSFILE=/proc/self/fd/"), "{told}");

    for (end, wrong) in
        [("head -c 100 /dev/zero; exit 1", "exit status: 1"), ("head -c 100 /dev/zero; kill -9 $$", "signal: 9")]
    {
        script(&world, "bin/pg_dump", &format!("{tell}\n{end}"));
        let failed = world.run(&create);
        assert_eq!(failed.code, Some(1), "{failed}");
        assert!(failed.mentions("pg_dump failed") && failed.mentions(wrong), "{failed}");
    }
    script(&world, "bin/pg_dump", &format!("{tell}\necho 'pg_dump: error: no such thing' >&2; exit 1"));
    let failed = world.run(&create);
    assert!(failed.mentions("pg_dump failed: no such thing"), "{failed}");
    let left = fs::read_dir(world.path("backups")).unwrap().map(|entry| entry.unwrap().file_name());
    let left: Vec<_> = left.filter(|name| !name.to_string_lossy().starts_with('.')).collect();
    assert_eq!(left.len(), 1, "the one before stays, and there is no other: {left:?}");
    assert_eq!(count(&world), 1);
}
