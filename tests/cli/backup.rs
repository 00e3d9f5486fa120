//! Backups by hand and from cron: what is said, and which exit code says it.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::Command;
use std::thread;

use clockify_addons::db::entities::{erasure, installation};
use serde_json::Value;

use crate::harness::{Engine, Outcome, World, both, eventually, installed, tag};

both!(
    from_cron,
    what_is_lost_comes_back,
    what_was_erased_stays_erased,
    what_is_refused_has_its_own_exit_code,
    a_kill_leaves_no_backup,
    a_disk_that_takes_no_more_leaves_no_backup,
    secrets_are_in_no_output_and_no_manifest,
);

const ONE: &str = "--addon universal-webhook";

/// The folders of backups, and of what never became one.
fn sets(world: &World) -> Vec<String> {
    let names = fs::read_dir(world.path("backups")).into_iter().flatten();
    let mut names: Vec<_> = names.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.retain(|name| ![".lock", ".checks"].contains(&name.as_str()));
    names.sort();
    names
}

/// The files of the tables of the newest backup.
fn tables(world: &World) -> Vec<PathBuf> {
    world.entries().into_iter().filter(|path| path.extension().is_some_and(|kind| kind == "zst")).collect()
}

/// What differs from run to run, and what from engine to engine, is masked.
fn snapshot(name: &str, outcome: &Outcome) {
    let mut text = outcome.to_string();
    let masked = text.lines().map(|line| {
        let words = line.split(' ').map(|word| {
            let name = word.trim_matches(|c: char| !c.is_ascii_alphanumeric());
            let is_set = name.len() == 25 && name.as_bytes()[8] == b'T' && name.as_bytes()[15..17] == *b"Z-";
            let is_day = name.len() == 10 && name.split('-').count() == 3;
            match () {
                () if is_set => word.replace(name, "[SET]"),
                () if is_day => word.replace(name, "[DAY]"),
                () if name.contains("universal_webhook.db") || name.starts_with("postgres") => "[DATABASE]".to_owned(),
                () => word.to_owned(),
            }
        });
        words.collect::<Vec<_>>().join(" ")
    });
    text = masked.collect::<Vec<_>>().join("\n");
    insta::assert_snapshot!(name, text);
}

fn from_cron(engine: Engine) {
    let world = World::with_source(engine);
    let quiet = world.run(&format!("backup {ONE} --quiet")).ok();
    assert_eq!((quiet.stdout.as_str(), quiet.stderr.as_str()), ("", ""), "nothing to say is nothing to mail");
    snapshot("backup-list", &world.run("backup list").ok());
    snapshot("backup-verify", &world.run("backup verify").ok());
    snapshot("backup-drill", &world.run("backup drill").ok());
    snapshot("backup-prune", &world.run("backup prune --keep last=1").ok());
    let quiet = world.run("backup prune --quiet").ok();
    assert_eq!((quiet.stdout.as_str(), quiet.stderr.as_str()), ("", ""));

    let shown = world.run("backup show --format json").json();
    assert_eq!(shown["schema"], "clockify-addons/backup/v1");
    assert_eq!((&shown["rows"], &shown["cut"]["exact"]), (&Value::from(1), &Value::from(true)));
    assert!(shown["verified_at"].is_string() && shown["drilled_at"].is_string(), "{shown}");
    assert_eq!(
        shown["addons"][0]["keys"].as_array().unwrap().len(),
        1,
        "a restore needs the key of the source's secret"
    );
    let folder = world.path("backups").join(shown["name"].as_str().unwrap());
    for (path, mode) in
        [(folder.clone(), 0o700), (folder.join("manifest.json"), 0o600), (tables(&world)[0].clone(), 0o600)]
    {
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, mode, "{}", path.display());
    }

    // A run that failed says so and leaves the time of the last good one.
    let metrics = |world: &World| fs::read_to_string(world.path("clockify_addons_backup.prom")).unwrap();
    let value = |text: &str, name: &str| {
        let name = format!("clockify_addons_backup_{name} ");
        text.lines().find_map(|line| line.strip_prefix(&name)).map(str::to_owned)
    };
    world.run(&format!("backup create {ONE} --textfile . --quiet")).ok();
    let good = metrics(&world);
    assert_eq!((value(&good, "exit_code").as_deref(), value(&good, "rows").as_deref()), (Some("0"), Some("1")));
    world.run(&format!("backup create {ONE} --textfile . --to /dev/null/x"));
    let failed = metrics(&world);
    assert_eq!(value(&failed, "exit_code").as_deref(), Some("73"), "{failed}");
    let success = "last_success_timestamp_seconds";
    assert!(value(&good, success).is_some() && value(&good, success) == value(&failed, success));

    // Two of three aren't there: what is there is backed up, and the exit code says that it isn't all.
    let part = world.run("backup --format json");
    assert_eq!(part.code, Some(3), "{part}");
    assert_eq!(part.document()["addons"].as_array().unwrap().len(), 1);
    assert!(part.mentions("api-studio is left out"), "{part}");
    let quiet = world.run("backup --quiet");
    assert_eq!((quiet.code, quiet.stdout.as_str()), (Some(3), ""), "{quiet}");
    assert!(quiet.mentions("api-studio is left out"), "cron has to tell why it wasn't all: {quiet}");
}

fn what_is_lost_comes_back(engine: Engine) {
    let world = World::with_source(engine);
    world.run(&format!("backup {ONE}")).ok();
    world.lose_source();
    let refused = world.run("backup restore --replace");
    assert_eq!(refused.code, Some(64), "{refused}");
    let dry = world.run("backup restore --dry-run").ok();
    snapshot("backup-restore", &dry);
    assert!(
        world.run("sources list").ok().stdout.contains("no source") || !world.run("sources list").mentions("github")
    );
    world.run("backup restore").ok();
    assert!(world.run("sources list").ok().mentions("github"));

    // The other way: into a SQLite file beside it, whatever the engine was.
    let copy =
        world.run(&format!("backup restore {ONE} --into sqlite:///./copy.db --without-keys --format json")).json();
    assert_eq!(copy["databases"][0]["database"], "sqlite:///./copy.db");
    let world = world.set("UNIVERSAL_WEBHOOK_DB_URL", "sqlite:///./copy.db");
    assert!(world.run("sources list").ok().mentions("github"));
}

/// Whatever is restored of it, and whenever: what was erased since the backup goes once more.
fn what_was_erased_stays_erased(engine: Engine) {
    let world = World::on(engine).trusting();
    let server = world.serve("");
    let workspace = &installed(&server).workspace.id;
    for id in ["a", "b"] {
        assert_eq!(server.connect().send(&tag(id)).unwrap().status, 200);
    }
    server.terminate().ok();
    world.run(&format!("backup create {ONE}")).ok();
    world.run(&format!("retention-sweep erase {ONE} --workspace {workspace} --yes")).ok();
    let entries = world.rows::<erasure::Entity>().len();
    assert_eq!((world.stored().len(), entries > 0), (0, true));
    for part in ["--replace --yes", "--table webhook_event", "--table erasure --replace --yes"] {
        let outcome = world.run(&format!("backup restore {ONE} {part}")).ok();
        let came_back = !part.contains("erasure");
        assert_eq!(
            outcome.stderr.contains("erased again, as since the backup: 1 workspace\n"),
            came_back,
            "{part}: {outcome}"
        );
        assert_eq!((world.stored().len(), world.rows::<installation::Entity>().len()), (0, 0), "{part}: {outcome}");
        let ledger = world.rows::<erasure::Entity>();
        assert_eq!(ledger.len(), entries, "{part}: {ledger:?}");
        assert!(ledger.iter().all(|entry| entry.erased_at_ms.is_some()), "{part}: {ledger:?}");
    }
}

fn what_is_refused_has_its_own_exit_code(engine: Engine) {
    let world = World::with_source(engine);
    let none = world.run("backup restore");
    assert_eq!(none.code, Some(1), "{none}");
    snapshot("backup-none", &none);
    world.run(&format!("backup {ONE}")).ok();

    let in_the_way = world.run("backup restore");
    assert_eq!(in_the_way.code, Some(64), "{in_the_way}");
    snapshot("backup-in-the-way", &in_the_way);
    let password = world.run(&format!("backup restore {ONE} --into postgresql://u:canary@h/x"));
    assert_eq!(password.code, Some(64), "{password}");
    assert!(!password.mentions("canary"), "{password}");
    let missing = world.run("backup show tea");
    assert_eq!(missing.code, Some(1), "{missing}");
    let policy = world.run("backup prune --keep tea");
    assert_eq!(policy.code, Some(2), "{policy}");

    let lock = fs::File::options().write(true).open(world.path("backups/.lock")).unwrap();
    lock.lock().unwrap();
    for command in ["backup", "backup prune"] {
        let locked = world.run(&format!("{command} {ONE}"));
        assert_eq!(locked.code, Some(75), "{locked}");
    }
    drop(lock);

    let file = &tables(&world)[0];
    let whole = fs::read(file).unwrap();
    fs::write(file, &whole[1..]).unwrap();
    for command in ["backup verify", "backup verify --all", "backup drill", "backup restore --replace --yes"] {
        let damaged = world.run(command);
        assert_eq!(damaged.code, Some(65), "{command}: {damaged}");
        let json = world.run(&format!("{command} --format json"));
        assert_eq!(json.code, Some(65), "{command}: {json}");
        json.document();
    }
    fs::write(file, whole).unwrap();

    let gone = world.set("CLOCKIFY_ADDONS_SECRET_KEY", "oaKjpKWmp6ipqqusra6vsLGys7S1tre4ubq7vL2+v8A=");
    let key = gone.run("backup restore --replace --yes");
    assert_eq!(key.code, Some(78), "{key}");
    assert!(key.mentions("CLOCKIFY_ADDONS_SECRET_KEY"), "{key}");
}

/// Requirement 1: killed at some moment, it leaves what nobody takes for a backup.
fn a_kill_leaves_no_backup(engine: Engine) {
    let world = World::with_source(engine).trusting();
    let server = world.serve("");
    installed(&server);
    server.terminate().ok();
    world.run(&format!("backup {ONE}")).ok();
    let first = sets(&world);
    let mut partial = false;
    for _ in 0..30 {
        let process = world.spawn(&format!("backup {ONE}"));
        // Killed as soon as there is something of it, or when it is done already.
        eventually("something to be seen", || (sets(&world).len() > first.len()).then_some(()));
        process.kill();
        let found = sets(&world);
        assert!(found.contains(&first[0]), "the one before stays");
        partial |= found.iter().any(|name| name.starts_with(".partial-"));
        for name in found.iter().filter(|name| !name.starts_with(".partial-")) {
            world.run(&format!("backup verify {name}")).ok();
        }
        for name in found.into_iter().filter(|name| *name != first[0] && !name.starts_with('.')) {
            fs::remove_dir_all(world.path("backups").join(name)).unwrap();
        }
        if partial {
            break;
        }
    }
    assert!(partial, "one of them has to be killed on the way");
    world.run(&format!("backup {ONE}")).ok();
    assert!(sets(&world).iter().all(|name| !name.starts_with(".partial-")), "what was left is cleared away");
}

/// A full disk is played by the limit that the system sets to the size of files.
fn a_disk_that_takes_no_more_leaves_no_backup(engine: Engine) {
    let world = World::with_source(engine);
    world.run(&format!("backup {ONE}")).ok();
    let before = sets(&world);
    let checks = fs::read_dir(world.path("backups/.checks")).unwrap().count();
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
    let outcome = world.launch(world.wrapped(shell, &format!("backup {ONE}"))).end();
    assert_eq!(outcome.code, Some(73), "{outcome}");
    assert!(outcome.mentions("cached_entity.jsonl.zst"), "{outcome}");
    assert_eq!(sets(&world), before, "nothing is left of it, and nothing older is gone");
    assert_eq!(fs::read_dir(world.path("backups/.checks")).unwrap().count(), checks);
    world.run(&format!("backup {ONE}")).ok();
}

/// Requirement 11.
fn secrets_are_in_no_output_and_no_manifest(engine: Engine) {
    let world = World::with_source(engine);
    let key = "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA";
    let password = world
        .database()
        .split_once(':')
        .and_then(|(_, rest)| rest.split_once('@').map(|(login, _)| login.rsplit(':').next().unwrap().to_owned()));
    let mut texts = Vec::new();
    for command in [
        "backup --addon universal-webhook --format json",
        "backup show",
        "backup show --format json",
        "backup list",
        "backup drill",
    ] {
        let outcome = world.run(command).ok();
        texts.push(outcome.stdout + &outcome.stderr);
    }
    let manifests = world.entries().into_iter().filter(|path| path.ends_with("manifest.json"));
    texts.extend(manifests.map(|path| fs::read_to_string(path).unwrap()));
    assert!(texts.len() > 5);
    for text in texts {
        assert!(!text.contains(key));
        assert!(!password.as_ref().is_some_and(|password| text.contains(password)), "{text}");
    }
}

#[test]
fn too_little_room_is_told_before_anything_is_written() {
    let world = World::with_source(Engine::Sqlite);
    let set = world.run(&format!("backup {ONE} --format json")).json();
    // The next one is expected to need as much as the last, which is made to look huge.
    let folder = world.path("backups").join(set["name"].as_str().unwrap());
    let text = fs::read_to_string(folder.join("manifest.json")).unwrap();
    fs::write(folder.join("manifest.json"), huge(&text)).unwrap();
    let refused = world.run(&format!("backup {ONE}"));
    assert_eq!(refused.code, Some(73), "{refused}");
    assert_eq!(sets(&world).len(), 1);
    world.run(&format!("backup create {ONE} --no-space-check")).ok();
}

/// A manifest whose first table is said to have filled a disk.
fn huge(text: &str) -> String {
    use sha2::{Digest as _, Sha256};

    let at = text.find("\"stored_bytes\": ").unwrap() + "\"stored_bytes\": ".len();
    let end = at + text[at..].find(',').unwrap();
    let text = format!("{}9000000000000000{}", &text[..at], &text[end..]);
    let mark = "\n  \"sha256\": \"";
    let start = text.rfind(mark).unwrap() + mark.len();
    let blank = "0".repeat(64);
    let hash = hex::encode(Sha256::digest(format!("{}{blank}{}", &text[..start], &text[start + 64..])));
    format!("{}{hash}{}", &text[..start], &text[start + 64..])
}

/// Requirement 22: whoever hears of a run hears both of its ends; whoever doesn't answer changes nothing.
#[test]
fn a_run_can_be_heard_of() {
    let world = World::with_source(Engine::Sqlite);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let heard = thread::spawn(move || {
        let answer = |stream: TcpStream| {
            let mut stream = BufReader::new(stream);
            let mut line = String::new();
            stream.read_line(&mut line).unwrap();
            let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
            stream.get_mut().write_all(answer).unwrap();
            line
        };
        listener.incoming().take(4).map(|stream| answer(stream.unwrap())).collect::<Vec<_>>()
    });
    let url = format!("http://{address}/canary/");
    world.run(&format!("backup create {ONE} --ping-url {url}")).ok();
    world.run(&format!("backup create {ONE} --to /dev/null/x --ping-url {url}"));
    let heard = heard.join().unwrap();
    let paths: Vec<_> = heard.iter().map(|line| line.split(['?', ' ']).nth(1).unwrap()).collect();
    assert_eq!(paths, ["/canary/start", "/canary/0", "/canary/start", "/canary/73"]);
    let run = |line: &String| line.split_once("?rid=").unwrap().1.split(' ').next().unwrap().to_owned();
    assert!(run(&heard[0]) == run(&heard[1]) && run(&heard[1]) != run(&heard[2]));

    // One takes no connection, the other never says a word.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    for address in [address, silent.local_addr().unwrap()] {
        let made = world.run(&format!("backup create {ONE} --ping-url http://{address}/canary")).ok();
        assert!(made.mentions("didn't arrive") && !made.mentions("canary"), "{made}");
    }
    let refused = world.run(&format!("backup create {ONE} --ping-url canary"));
    assert_eq!(refused.code, Some(2), "{refused}");
    assert!(!refused.mentions("canary"), "{refused}");
}
