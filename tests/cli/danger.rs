//! Requirement 12: what loses something asks first. Refused, or tried without effect, it writes nothing: PostgreSQL hears of
//! no statement that would, and on SQLite the files stay as they are to the byte.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use sha2::{Digest as _, Sha256};

use crate::harness::{Engine, OwnServer, World, both, execute};
use crate::retention::fill;

both!(what_loses_something_asks_first);

const ONE: &str = "--addon universal-webhook";

/// What is refused without a confirmation.
const REFUSED: [&str; 8] = [
    "backup restore",
    "backup restore --replace",
    "backup restore --replace --table audit_entry",
    "backup restore --replace --workspace aaaaaaaaaaaaaaaaaaaaaaaa",
    "retention-sweep",
    "retention-sweep erase --workspace workspace-a",
    "retention-sweep release --workspace workspace-b",
    "retention-sweep erase --workspace workspace-b --yes",
];

/// What only looks.
const TRIED: [&str; 10] = [
    "backup restore --replace --dry-run",
    "backup restore --replace --yes --dry-run",
    "backup restore --replace --table audit_entry --dry-run",
    "backup restore --merge --workspace aaaaaaaaaaaaaaaaaaaaaaaa --dry-run",
    "backup prune --keep last=1,least=1 --dry-run",
    "backup create --dry-run",
    "retention-sweep --yes --dry-run",
    "retention-sweep erase --workspace workspace-a --dry-run",
    "retention-sweep erase --workspace workspace-a --yes --dry-run",
    "retention-sweep release --workspace workspace-b --yes --dry-run",
];

/// Statements since the log was so long: those that only look, and the others.
fn statements(server: &OwnServer, since: usize) -> (Vec<String>, Vec<String>) {
    let log = server.log();
    // What goes over several lines goes on behind a tab.
    let log = log[since..].replace("\n\t", " ");
    let said = log.lines().filter_map(|line| {
        let (kind, statement) = line.split_once("LOG:  ")?.1.split_once(": ")?;
        (kind == "statement" || kind.starts_with("execute")).then_some(statement)
    });
    let one = said.flat_map(|statements| statements.split(';')).map(str::trim).filter(|one| !one.is_empty());
    one.map(str::to_owned).partition(|one| only_looks(one))
}

fn only_looks(statement: &str) -> bool {
    let upper = statement.to_ascii_uppercase();
    let mut words = upper.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').filter(|word| !word.is_empty());
    let first = words.next().unwrap_or_default();
    let writes = ["INSERT", "UPDATE", "DELETE", "MERGE", "INTO", "NEXTVAL", "SETVAL", "PG_NOTIFY", "LO_IMPORT"];
    match first {
        "BEGIN" | "START" | "COMMIT" | "ROLLBACK" | "SAVEPOINT" | "RELEASE" | "SET" | "SHOW" | "LISTEN" => true,
        "SELECT" | "WITH" => !words.any(|word| writes.contains(&word)),
        "COPY" => upper.ends_with("TO STDOUT"),
        _ => false,
    }
}

/// Every file of the world, by the hash of what is in it. Locks are files that are empty.
fn files(world: &World) -> BTreeMap<PathBuf, String> {
    let files = world.entries().into_iter().filter(|path| path.is_file());
    let files = files.filter(|path| !path.to_string_lossy().ends_with(".lock"));
    files.map(|path| (path.clone(), hex::encode(Sha256::digest(fs::read(path).unwrap())))).collect()
}

fn what_loses_something_asks_first(engine: Engine) {
    let server = (engine == Engine::Postgres).then(OwnServer::start);
    let world = match &server {
        Some(server) => {
            execute(&server.url, "ALTER DATABASE postgres SET log_statement = 'all'");
            World::at(&server.url)
        }
        None => World::new(),
    };
    fill(&world, engine, 4);
    world.run("sources add ci --workspace aaaaaaaaaaaaaaaaaaaaaaaa --scheme github").ok();
    world.run(&format!("retention-sweep {ONE} hold --workspace workspace-b --reason 4711")).ok();
    for _ in 0..3 {
        world.run(&format!("backup {ONE}")).ok();
    }
    let before = files(&world);
    let since = || server.as_ref().map_or(0, |server| server.log().len());
    let begun = since();
    for (commands, code) in [(&REFUSED[..], 64), (&TRIED[..], 0)] {
        for command in commands {
            let since = since();
            let outcome = world.run(&format!("{command} {ONE}"));
            assert_eq!(outcome.code, Some(code), "{command}: {outcome}");
            if let Some(server) = &server {
                assert_eq!(statements(server, since).1, Vec::<String>::new(), "{command} wrote");
            }
            let after = files(&world);
            let changed = after.iter().filter(|(path, hash)| before.get(*path) != Some(hash));
            assert_eq!(changed.map(|(path, _)| path).collect::<Vec<_>>(), Vec::<&PathBuf>::new(), "{command}");
            assert_eq!(after.len(), before.len(), "{command}");
        }
    }
    // It is seen when something is written.
    if let Some(server) = &server {
        assert!(statements(server, begun).0.len() > 50, "the log tells what was asked");
    }
    let since = since();
    world.run(&format!("retention-sweep {ONE} --yes")).ok();
    match &server {
        Some(server) => assert!(statements(server, since).1.iter().any(|one| one.contains("DELETE FROM"))),
        None => assert_ne!(files(&world), before),
    }
    let rows = world.rows::<clockify_addons::db::entities::api_call::Entity>().len();
    world.run(&format!("backup restore {ONE} --replace --yes")).ok();
    assert!(world.rows::<clockify_addons::db::entities::api_call::Entity>().len() > rows, "they are back");
    world.run(&format!("backup prune {ONE} --keep last=1,least=1")).ok();
    assert!(files(&world).len() < before.len(), "cron may prune without a confirmation");
}
