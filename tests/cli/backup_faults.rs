//! Requirement 1: what fails on the way is no backup and no success, and nothing that was there before suffers from it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::net::{Shutdown, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::Ordering;
use std::thread;

use rustix::process::Signal;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::backup_places::with_bucket;
use crate::harness::{Engine, Held, Outcome, World, both, eventually};
use crate::s3::{SECRET_KEY, Server};

both!(
    five_faults_and_none_is_taken_for_a_success,
    a_drill_that_is_stopped_leaves_nothing,
    a_first_backup_that_will_not_fit_is_told_at_once,
);

const ONE: &str = "--addon universal-webhook";
const BUCKET: &str = "--to s3://bucket/nightly";
const METRICS: &str = "clockify_addons_backup.prom";
const SUCCESS: &str = "clockify_addons_backup_last_success_timestamp_seconds";

/// When the last good backup was made, as far as the metrics know: long ago.
const LONG_AGO: &str = "1700000000";

/// Fills a table with so many rows of 4 KiB that hardly get smaller.
pub(crate) fn fill(world: &World, engine: Engine, rows: u32) {
    let (numbers, text, number) = match engine {
        Engine::Sqlite => (
            format!("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {rows})"),
            "hex(randomblob(2048))",
            "printf('%05d', i)",
        ),
        Engine::Postgres => (
            format!("WITH n(i) AS (SELECT generate_series(1, {rows}))"),
            "(SELECT string_agg(md5(i::text || '-' || g::text), '') FROM generate_series(1, 128) AS g)",
            "lpad(i::text, 5, '0')",
        ),
    };
    world.execute(&format!(
        "{numbers} INSERT INTO cached_entity \
         (workspace_id, entity_type, entity_id, parent_id, payload, hash, fetched_at) \
         SELECT 'w', 'tag', {number}, '', 'row-' || {number} || '-' || {text}, secret, created_at \
         FROM custom_source, n"
    ));
}

/// What makes a backup, with metrics of it.
fn create(more: &str) -> String {
    format!("backup create {ONE} --textfile . {more}")
}

/// A database with a good backup of it in a folder, and one in a bucket.
struct Scene {
    engine: Engine,
    world: World,
    server: Server,
}

/// What no fault may change: the files of backups, the objects of the bucket, and when the last good backup was made.
#[derive(Debug, PartialEq, Eq)]
struct State {
    files: BTreeMap<PathBuf, String>,
    objects: Vec<String>,
    success: Option<String>,
}

impl Scene {
    fn new(engine: Engine) -> Self {
        let server = Server::start();
        let world = with_bucket(World::with_source(engine), &server, SECRET_KEY);
        // Named on the command line where it is wanted.
        let world = world.set("CLOCKIFY_ADDONS_BACKUP_DIR", "backups").set("CLOCKIFY_ADDONS_BACKUP_RETRIES", "1");
        fill(&world, engine, 300);
        let scene = Self { engine, world, server };
        for to in ["", BUCKET] {
            scene.world.run(&create(to)).ok();
        }
        let metrics = scene.metrics();
        let figure = |name: &str| metrics[&format!("clockify_addons_backup_{name}")].as_str();
        assert_eq!((figure("exit_code"), figure("rows")), ("0", "301"));
        assert!(figure("bytes").parse::<u64>().unwrap() > 300_000, "{metrics:?}");
        let text = fs::read_to_string(scene.world.path(METRICS)).unwrap();
        let now = format!("{SUCCESS} {}\n", metrics[SUCCESS]);
        assert!(text.contains(&now), "{text}");
        // However fast it goes, a new time is another one.
        scene.world.write(METRICS, &text.replace(&now, &format!("{SUCCESS} {LONG_AGO}\n")));
        scene
    }

    fn metrics(&self) -> BTreeMap<String, String> {
        exposition(&fs::read_to_string(self.world.path(METRICS)).unwrap())
    }

    fn state(&self) -> State {
        let root = self.world.path("backups");
        let hidden = |path: &Path| {
            let below = path.strip_prefix(&root).unwrap();
            below.components().next().is_none_or(|first| first.as_os_str().to_string_lossy().starts_with('.'))
        };
        let paths = self.world.entries().into_iter().filter(|path| path.starts_with(&root) && path.is_file());
        let hash = |path: PathBuf| {
            let hash = hex::encode(Sha256::digest(fs::read(&path).unwrap()));
            (path, hash)
        };
        let files = paths.filter(|path| !hidden(path)).map(hash).collect();
        // What has no manifest is no backup, and goes with the next `prune`.
        let names = self.server.is.names();
        let manifests = names.iter().filter_map(|name| name.strip_suffix("manifest.json"));
        let sets: Vec<_> = manifests.map(str::to_owned).collect();
        let objects = names.into_iter().filter(|name| sets.iter().any(|set| name.starts_with(set.as_str()))).collect();
        State { files, objects, success: self.metrics().get(SUCCESS).cloned() }
    }

    /// The one backup of each place is listed as good, and its bytes are.
    fn is_good(&self, after: &str) {
        for place in ["", BUCKET] {
            let list = self.world.run(&format!("backup list {place} --format json")).json();
            let [one] = &list["backups"].as_array().unwrap()[..] else { panic!("{after}: {list}") };
            assert!(one["verified_at"].is_string() && one["wrong"].is_null(), "{after}: {one}");
            let verified = self.world.run(&format!("backup verify {place}"));
            assert_eq!(verified.code, Some(0), "{after}: {verified}");
        }
    }

    fn below(&self, start: &str) -> Option<PathBuf> {
        below(&self.world, start)
    }

    /// Whether a backup or a drill works on the database, which is PostgreSQL's; `more` says how.
    fn works(&self, more: &str) -> bool {
        let sql = "SELECT pid::text, state FROM pg_stat_activity \
                   WHERE application_name = 'clockify-addons backup' AND datname = current_database()";
        !self.world.pairs(&format!("{sql}{more}")).is_empty()
    }
}

/// The file or folder in the folder of backups whose name begins so.
pub(crate) fn below(world: &World, start: &str) -> Option<PathBuf> {
    let entries = fs::read_dir(world.path("backups")).ok()?.flatten();
    let mut paths = entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(start));
    paths.next().map(|entry| entry.path())
}

/// Reads what Prometheus reads, and takes nothing that `promtool check metrics` complains of.
fn exposition(text: &str) -> BTreeMap<String, String> {
    let first = |c: char| c.is_ascii_alphabetic() || matches!(c, '_' | ':');
    let is_name = |name: &str| name.starts_with(first) && name.chars().all(|c| first(c) || c.is_ascii_digit());
    let (mut told, mut values) = (BTreeSet::new(), BTreeMap::new());
    let mut lines = text.lines();
    assert!(text.ends_with('\n'), "{text}");
    while let Some(line) = lines.next() {
        // Each has its help, its type and its value, in this order and at one place.
        let (name, help) = line.strip_prefix("# HELP ").and_then(|rest| rest.split_once(' ')).expect(line);
        assert!(is_name(name) && !help.trim().is_empty() && told.insert(name), "{line}");
        assert_eq!(lines.next(), Some(format!("# TYPE {name} gauge").as_str()), "{text}");
        assert!(!["_total", "_count", "_sum", "_bucket"].iter().any(|end| name.ends_with(end)), "{name} is a gauge");
        let (of, value) = lines.next().and_then(|line| line.split_once(' ')).expect(text);
        assert_eq!(of, name, "{text}");
        assert!(value.parse::<f64>().is_ok(), "{value}");
        values.insert(name.to_owned(), value.to_owned());
    }
    values
}

/// What happens to a backup on its way, and how that ended.
type Fault = fn(&Scene) -> Outcome;

fn five_faults_and_none_is_taken_for_a_success(engine: Engine) {
    let scene = Scene::new(engine);
    let refused = if engine == Engine::Postgres { 69 } else { 1 };
    let faults: [(&str, Fault, Option<i32>); 5] = [
        ("the database refuses in the middle of a table", database_refuses, Some(refused)),
        ("the disk is full", disk_is_full, Some(73)),
        ("a kill", killed, None),
        ("the bucket takes no more", bucket_takes_no_more, Some(69)),
        ("nobody takes all of the stream", stream_is_cut_off, Some(73)),
    ];
    let before = scene.state();
    assert!(before.files.len() > 15 && before.objects.len() > 15 && before.success.as_deref() == Some(LONG_AGO));
    for (name, fault, code) in faults {
        let outcome = fault(&scene);
        assert_eq!(outcome.code, code, "{name}: {outcome}");
        assert_eq!(scene.state(), before, "{name}: {outcome}");
        if let Some(code) = code {
            assert!(outcome.stderr.contains("error: "), "{name}: {outcome}");
            let metrics = scene.metrics();
            assert_eq!(metrics["clockify_addons_backup_exit_code"], code.to_string(), "{name}");
            assert!(!metrics.contains_key("clockify_addons_backup_rows"), "{name}: there is none");
        }
        scene.is_good(name);
    }
    assert_eq!(fs::read_dir(scene.world.path("scratch")).unwrap().count(), 0, "nothing of the stream is left");
    scene.world.run(&create("")).ok();
    assert!(scene.metrics()[SUCCESS].as_str() > LONG_AGO && scene.below(".partial-").is_none());
}

/// A page of SQLite's file is torn. PostgreSQL's connection ends when half of the rows are through.
fn database_refuses(scene: &Scene) -> Outcome {
    let world = &scene.world;
    if scene.engine == Engine::Postgres {
        let mut command = world.command(&create(""));
        command.env("UNIVERSAL_WEBHOOK_DB_URL", through(&world.database(), 600_000));
        return world.launch(command).end();
    }
    let path = world.path("universal_webhook.db");
    let whole = fs::read(&path).unwrap();
    let mut torn = whole.clone();
    let at = memchr::memmem::find(&whole, b"row-00150-").unwrap();
    let page = at - at % 8192;
    torn[page..page + 64].fill(0xff);
    fs::write(&path, torn).unwrap();
    let outcome = world.run(&create(""));
    assert!(outcome.stderr.contains("cached_entity"), "in the middle of the table: {outcome}");
    fs::write(&path, whole).unwrap();
    outcome
}

/// The address of the same database, on which a connection ends when so many bytes came from there.
fn through(url: &str, most: u64) -> String {
    let (login, rest) = url.split_once('@').unwrap();
    let (server, name) = rest.split_once('/').unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let (address, server) = (listener.local_addr().unwrap(), server.to_owned());
    thread::spawn(move || {
        for client in listener.incoming() {
            let (client, there) = (client.unwrap(), TcpStream::connect(&server).unwrap());
            let (mut from, mut to) = (client.try_clone().unwrap(), there.try_clone().unwrap());
            thread::spawn(move || {
                io::copy(&mut from, &mut to).ok();
                to.shutdown(Shutdown::Write).ok();
            });
            thread::spawn(move || {
                io::copy(&mut io::Read::take(&there, most), &mut &client).ok();
                client.shutdown(Shutdown::Both).ok();
                there.shutdown(Shutdown::Both).ok();
            });
        }
    });
    format!("{login}@{address}/{name}")
}

/// Played by the limit that the system sets to the size of files.
fn disk_is_full(scene: &Scene) -> Outcome {
    let mut shell = Command::new("sh");
    shell.args(["-c", "trap '' XFSZ; ulimit -f 400; exec \"$0\" \"$@\""]);
    scene.world.launch(scene.world.wrapped(shell, &create(""))).end()
}

/// It waits for a lock when it is killed.
fn killed(scene: &Scene) -> Outcome {
    let lock = match scene.engine {
        Engine::Sqlite => "UPDATE custom_source SET name = name",
        Engine::Postgres => "LOCK TABLE cached_entity IN ACCESS EXCLUSIVE MODE",
    };
    let held = Held::begin(&scene.world.database(), lock);
    let process = scene.world.spawn(&create(""));
    eventually("something of a backup", || scene.below(".partial-"));
    process.signal(Signal::KILL);
    let outcome = process.end();
    drop(held);
    assert!(scene.below(".partial-").is_some(), "it had no time to clear up");
    outcome
}

fn bucket_takes_no_more(scene: &Scene) -> Outcome {
    let before = scene.server.is.refused.load(Ordering::Relaxed);
    *scene.server.is.broken.lock().unwrap() = Some("cached_entity".to_owned());
    let outcome = scene.world.run(&create(BUCKET));
    *scene.server.is.broken.lock().unwrap() = None;
    assert!(scene.server.is.refused.load(Ordering::Relaxed) > before + 1, "it was tried again");
    outcome
}

fn stream_is_cut_off(scene: &Scene) -> Outcome {
    let mut shell = Command::new("sh");
    let line = create("--output -");
    let script =
        format!("{{ \"$0\" {line}; echo $? > code; }} | head -c 100000 > cut.tar; read -r code < code; exit \"$code\"");
    shell.args(["-c", &script]);
    let outcome = scene.world.launch(scene.world.wrapped(shell, "")).end();
    let mut shell = Command::new("sh");
    shell.args(["-c", "\"$0\" backup verify - < cut.tar"]);
    let verified = scene.world.launch(scene.world.wrapped(shell, "")).end();
    assert_eq!(verified.code, Some(65), "{verified}");
    outcome
}

/// Requirement 3. On PostgreSQL a lock holds it, on SQLite, whose file nobody else knows of, the system.
fn a_drill_that_is_stopped_leaves_nothing(engine: Engine) {
    let scene = Scene::new(engine);
    let before = scene.state();
    let drill = format!("backup drill {ONE}");
    let stopped = match engine {
        Engine::Postgres => {
            // Nothing gets an index, so that there is a schema already when it waits.
            let held = Held::begin(&scene.world.database(), "LOCK TABLE pg_catalog.pg_index IN SHARE MODE");
            let process = scene.world.spawn(&drill);
            eventually("a drill that waits", || scene.works(" AND wait_event_type = 'Lock'").then_some(()));
            process.signal(Signal::TERM);
            let outcome = process.end();
            drop(held);
            outcome
        }
        Engine::Sqlite => {
            (0..50).find_map(|_| stopped_at_work(&scene.world, &drill)).expect("one of them is stopped in time")
        }
    };
    assert_eq!(stopped.code, Some(1), "{stopped}");
    assert!(stopped.stderr.contains("stopped; what was under way was taken back"), "{stopped}");
    assert!(scene.below(".drill-").is_none(), "{stopped}");
    if engine == Engine::Postgres {
        eventually("the end of its transaction", || (!scene.works("")).then_some(()));
        let schemas = "SELECT nspname::text, '' FROM pg_namespace WHERE nspname LIKE 'clockify_addons_drill%'";
        assert!(scene.world.pairs(schemas).is_empty());
    }
    let shown = |scene: &Scene| scene.world.run("backup show --format json").json()["drilled_at"].clone();
    assert_eq!((scene.state(), shown(&scene)), (before, Value::Null), "it proved nothing");
    scene.world.run(&drill).ok();
    assert!(shown(&scene).is_string() && scene.below(".drill-").is_none());
}

/// Ends a drill whose file is there, unless it was faster.
pub(crate) fn stopped_at_work(world: &World, drill: &str) -> Option<Outcome> {
    let mut process = world.spawn(drill);
    let file = || below(world, ".drill-").filter(|folder| folder.join("universal-webhook.db").exists());
    while process.is_running() && file().is_none() {
        thread::yield_now();
    }
    if !process.is_running() {
        return None;
    }
    process.signal(Signal::STOP);
    process.signal(Signal::TERM);
    let there = file().is_some();
    process.signal(Signal::CONT);
    let outcome = process.end();
    (there && outcome.code != Some(0)).then_some(outcome)
}

/// How somebody like us may mount something of their own, if at all.
fn mounting() -> Option<&'static str> {
    let may = |how: &&str| {
        let tried = Command::new("unshare").args([*how, "mount", "-t", "tmpfs", "tmpfs", "/mnt"]).output();
        tried.is_ok_and(|tried| tried.status.success())
    };
    ["-m", "-rm"].into_iter().find(may)
}

/// Requirement 20, with no backup before that would tell how much is needed.
#[expect(clippy::print_stderr, reason = "whoever reads the log should know what wasn't tried")]
fn a_first_backup_that_will_not_fit_is_told_at_once(engine: Engine) {
    let Some(how) = mounting() else {
        eprintln!("not tried: nothing can be mounted here");
        return;
    };
    let world = World::with_source(engine);
    fill(&world, engine, 1500);
    // The shell counts what those have written for whom it waited.
    let script = "mkdir -p small && mount -t tmpfs -o size=2m tmpfs small && { \"$0\" \"$@\"; code=$?; \
                  grep wchar /proc/$$/io > written; find small -mindepth 1 > left; exit $code; }";
    let small = |more: &str| {
        let mut shell = Command::new("unshare");
        shell.args([how, "sh", "-c", script]);
        let outcome = world.launch(world.wrapped(shell, &format!("backup create {ONE} --to small {more}"))).end();
        let read = |name: &str| fs::read_to_string(world.path(name)).unwrap();
        let written: u64 = read("written").trim().strip_prefix("wchar: ").unwrap().parse().unwrap();
        let left = read("left");
        assert!(left.lines().all(|path| path == "small/.lock"), "{left}");
        (outcome, written)
    };
    let (refused, written) = small("");
    assert_eq!(refused.code, Some(73), "{refused}");
    assert!(refused.stderr.contains("bytes free") && written < 1024 * 1024, "{written} bytes: {refused}");
    let (full, written) = small("--no-space-check");
    assert_eq!(full.code, Some(73), "{full}");
    assert!(full.stderr.contains("cached_entity") && written > 1024 * 1024, "{written} bytes: {full}");
}
