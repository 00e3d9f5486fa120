//! How a server starts, refuses to, and ends.

use std::net::{SocketAddr, TcpListener};
use std::os::unix::fs::PermissionsExt;

use clockify_addons::domain::event::EventType;
use rustix::process::Signal;
use serde_json::{Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::harness::{Connection, Engine, World, both, delivery, eventually, get, installed};

both!(drains_before_it_closes, waits_for_migrations);

#[test]
fn three_add_ons_start_and_start_again() {
    let world = World::new();
    for _ in 0..2 {
        let server = world.serve_all("");
        let names: Vec<_> = server.addresses.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["api-studio", "universal-webhook", "clockify-addon"]);
        for (name, address) in &server.addresses {
            let alive: Value = serde_json::from_str(&get(*address, "/healthz").unwrap().body).unwrap();
            assert_eq!((&alive["service"], &alive["status"]), (&json!(name), &json!("ok")));
        }
        let outcome = server.terminate();
        assert_eq!((outcome.code, outcome.stdout.as_str()), (Some(0), ""), "{outcome}");
    }
}

#[test]
fn ctrl_c_ends_it_too() {
    let server = World::new().serve("");
    server.signal(Signal::INT);
    assert_eq!(server.end().code, Some(0));
}

/// Whoever starts servers also stops them, sometimes at once.
#[test]
fn a_signal_right_after_the_start_ends_it_in_order() {
    let world = World::new();
    for _ in 0..10 {
        let outcome = world.start("").terminate();
        assert_eq!(outcome.code, Some(0), "{outcome}");
    }
}

/// On port 0 nobody but the server knows the port, so the address that it tells Clockify must hold the real one.
#[test]
fn the_default_address_holds_the_real_port() {
    let server = World::new().serve("");
    let manifest: Value = serde_json::from_str(&server.get("/manifest").body).unwrap();
    assert_eq!(manifest["baseUrl"], format!("http://localhost:{}", server.address().port()));
}

#[test]
fn a_port_in_use_is_named_with_the_add_on() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    let world = World::new().set("UNIVERSAL_WEBHOOK_PORT", &address.port().to_string());
    let outcome = world.run("serve");
    insta::assert_snapshot!("port-in-use", outcome.to_string());
    assert!(outcome.mentions(&address.to_string()), "{outcome:?}");
    let databases: Vec<_> = world.entries().into_iter().filter(|path| path.to_string_lossy().contains(".db")).collect();
    assert_eq!(databases, Vec::<std::path::PathBuf>::new(), "no database is touched before all doors are open");
}

#[test]
fn options_that_make_no_sense_are_refused() {
    for (arguments, code, part) in [
        ("serve --port 8080", 2, "--port needs --addon"),
        ("serve --addon all --port 8080", 2, "--port needs --addon"),
        ("serve --addon api-studio --port 70000", 2, "--port"),
        ("serve --sandbox --host 0.0.0.0", 64, "loopback"),
        ("serve --sandbox --host 192.0.2.1", 64, "loopback"),
    ] {
        let world = World::new();
        let outcome = world.run(arguments);
        assert_eq!(outcome.code, Some(code), "{arguments}: {outcome}");
        assert!(outcome.stderr.contains(part), "{arguments}: {outcome}");
        assert_eq!(world.entries(), Vec::<std::path::PathBuf>::new(), "{arguments}: nothing may be created");
    }
    let outcome = World::new().set("HOST", "0.0.0.0").run("serve --sandbox");
    assert_eq!(outcome.code, Some(64), "however the address was set: {outcome}");
}

#[test]
fn files_are_their_owner_s_alone() {
    let world = World::new().trusting();
    let server = world.serve("");
    installed(&server);
    let mut seen = Vec::new();
    for path in world.entries() {
        let (kind, mode) = (path.is_dir(), path.metadata().unwrap().permissions().mode() & 0o777);
        if path.ends_with("clockify.pem") {
            continue; // the test's own
        }
        assert_eq!(mode, if kind { 0o700 } else { 0o600 }, "{}", path.display());
        seen.push(path.strip_prefix(world.folder()).unwrap().display().to_string());
    }
    for expected in ["clockify-addons.key", "logs", "logs/universal-webhook", "universal_webhook.db"] {
        assert!(seen.iter().any(|path| path == expected), "{expected}: {seen:?}");
    }
    server.terminate().ok();
}

/// Lines that aren't the announcement of an address.
fn logged(stderr: &str) -> Vec<&str> {
    stderr.lines().filter(|line| !line.contains("  http://")).collect()
}

/// A person who reads them wants text, a collector JSON; the files have the same lines.
#[test]
fn lines_of_the_log_have_the_form_that_was_asked_for() {
    for (format, is_json) in [("text", false), ("console", false), ("json", true)] {
        let world = World::new().trusting().set("LOG_FORMAT", format);
        let server = world.serve("");
        installed(&server);
        let outcome = server.terminate().ok();
        let lines = logged(&outcome.stderr);
        assert!(!lines.is_empty(), "{format}: {outcome}");
        for line in &lines {
            let parsed: Option<Value> = serde_json::from_str(line).ok();
            assert_eq!(parsed.is_some_and(|line| line["level"].is_string()), is_json, "{format}: {line}");
            if !is_json {
                // 2027-01-15T08:00:00.000Z  INFO the message name=value
                let (time, rest) = line.split_once(' ').unwrap();
                assert!(OffsetDateTime::parse(time, &Rfc3339).is_ok(), "{line}");
                let level = rest.trim_start().split(' ').next().unwrap();
                assert!(["INFO", "WARN", "ERROR"].contains(&level), "{line}");
            }
        }
        let is_log = |path: &std::path::PathBuf| path.extension().is_some_and(|kind| kind == "log");
        let files: Vec<_> = world.entries().into_iter().filter(is_log).collect();
        let written: String = files.iter().map(|path| std::fs::read_to_string(path).unwrap()).collect();
        assert!(!written.is_empty(), "{format}: {files:?}");
        for line in written.lines() {
            assert!(lines.contains(&line), "{format}: {line}");
        }
    }
}

/// Without the key what is sealed is lost, and a new key beside the old data would hide that.
#[test]
fn a_lost_key_is_named() {
    let world = World::new().trusting();
    let server = world.serve("");
    installed(&server);
    server.terminate().ok();
    let key = world.path("clockify-addons.key");
    let kept = std::fs::read(&key).unwrap();
    std::fs::remove_file(&key).unwrap();
    let outcome = world.run("serve --addon universal-webhook --port 0");
    assert_eq!(outcome.code, Some(65), "{outcome}");
    assert!(outcome.stderr.contains("clockify-addons.key"), "{outcome}");
    assert!(!key.exists(), "no other key is made");
    std::fs::write(&key, kept).unwrap();
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o600)).unwrap();
    world.serve("").terminate().ok();
}

/// Balancers take a while to notice: until they have, the server that is going takes what they send.
fn drains_before_it_closes(engine: Engine) {
    let world = World::on(engine).trusting().set("CLOCKIFY_ADDONS_DRAIN_SECONDS", "2");
    let server = world.serve("");
    installed(&server);
    let mut kept = server.connect();
    let address = server.address();
    server.signal(Signal::TERM);
    let reply = eventually("a server that isn't ready", || {
        Some(get(address, "/ready").unwrap()).filter(|reply| reply.status == 503)
    });
    let body: Value = serde_json::from_str(&reply.body).unwrap();
    assert_eq!((&body["ready"], &body["checks"]["serving"]), (&json!(false), &json!(false)));
    assert_eq!(get(address, "/healthz").unwrap().status, 200, "it is alive all the same");
    assert_eq!(kept.send(&delivery(EventType::NewTag, 1)).unwrap().status, 200);
    let mut fresh = Connection::open(address).unwrap();
    assert_eq!(fresh.send(&delivery(EventType::NewTag, 2)).unwrap().status, 200);
    server.end().ok();
    assert!(closed(address));
    assert_eq!(world.stored().len(), 2);
}

fn closed(address: SocketAddr) -> bool {
    get(address, "/healthz").is_err()
}

#[test]
fn a_second_signal_ends_it_at_once() {
    let world = World::new().set("CLOCKIFY_ADDONS_DRAIN_SECONDS", "3600");
    let server = world.serve("");
    server.signal(Signal::TERM);
    eventually("the drain", || (server.get("/ready").status == 503).then_some(()));
    server.signal(Signal::TERM);
    let outcome = server.end();
    assert_eq!(outcome.code, Some(1), "what was under way may be unfinished: {outcome}");
    assert!(outcome.stderr.contains("before everything under way was finished"), "{outcome}");
}

fn waits_for_migrations(engine: Engine) {
    let world = World::on(engine);
    let server = world.start("--no-migrate");
    let ready: Value = serde_json::from_str(&server.get("/ready").body).unwrap();
    assert_eq!((&ready["ready"], &ready["checks"]["migrations"]), (&json!(false), &json!(false)));
    assert_eq!((server.get("/healthz").status, server.get("/ready").status), (200, 503));
    world.run("migrate --addon universal-webhook").ok();
    server.ready().terminate().ok();
}

/// The socket is systemd's, played by the test.
#[test]
fn systemd_is_told_of_the_start_the_life_and_the_end() {
    let world = World::new().trusting();
    let socket = std::os::unix::net::UnixDatagram::bind(world.path("notify")).unwrap();
    socket.set_read_timeout(Some(crate::harness::PATIENCE)).unwrap();
    let hear = |word: &str| {
        let mut buffer = [0; 4096];
        loop {
            let length = socket.recv(&mut buffer).unwrap_or_else(|error| panic!("waited in vain for {word}: {error}"));
            let said = String::from_utf8_lossy(&buffer[..length]);
            if said.lines().any(|line| line == word) {
                return;
            }
        }
    };
    let path = world.path("notify").display().to_string();
    let world = world.set("NOTIFY_SOCKET", &path).set("WATCHDOG_USEC", "100000");
    let server = world.serve("");
    hear("READY=1");
    hear("WATCHDOG=1");
    hear("WATCHDOG=1");
    server.signal(Signal::TERM);
    hear("STOPPING=1");
    server.end().ok();
}
