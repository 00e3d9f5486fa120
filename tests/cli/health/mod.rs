//! Whether everything is as it should be: the probe, the doctor, the production checklist.

mod doctor;
mod production;
mod reach;

use std::net::TcpListener;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::harness::{Engine, Outcome, OwnServer, Server, World, both, eventually};

both!(a_server_is_probed, a_database_that_goes_away_is_seen);

/// Milliseconds of the processor that a probe may take, of a program that wasn't made fast.
const COST: f64 = 50.0;

fn probe(world: &World, server: &Server, more: &str) -> Outcome {
    world.run(&format!("health --addon universal-webhook --url http://{} --timeout 20 {more}", server.address()))
}

fn a_server_is_probed(engine: Engine) {
    let world = World::on(engine).trusting();
    let server = world.serve("");
    let outcome = probe(&world, &server, "").ok();
    assert!(
        outcome.stdout.contains("server.ready") && outcome.stdout.ends_with("ok: 3 ok, 0 warn, 0 fail\n"),
        "{outcome}"
    );
    assert_eq!(outcome.stderr, "");
    let document = probe(&world, &server, "--format json").json();
    assert_eq!((&document["schema"], &document["status"]), (&json!("clockify-addons/health/v1"), &json!("pass")));
    let ready = &document["checks"]["universal-webhook:server.ready"][0];
    assert_eq!((&ready["status"], &ready["output"]), (&json!("pass"), &json!("takes deliveries")));
    let line = probe(&world, &server, "--format nagios").ok().stdout;
    assert!(line.starts_with("CLOCKIFY-ADDONS OK - 3 checks are ok | 'universal-webhook:server.answer'=0."), "{line}");
    assert_eq!(line.lines().count(), 1);
    let text = probe(&world, &server, "--format prometheus").ok().stdout;
    assert!(
        text.contains("clockify_addons_check_status{addon=\"universal-webhook\",check=\"server.ready\",item=\"\"} 0\n")
    );
    assert!(text.contains("\nclockify_addons_health 0\n"), "{text}");
    assert_eq!(probe(&world, &server, "--quiet").ok().stdout, "", "nothing to say is nothing");

    // It asks where the settings say that servers listen, also when that is everywhere.
    let world = world.set("HOST", "0.0.0.0").set("UNIVERSAL_WEBHOOK_PORT", &server.address().port().to_string());
    world.run("health --addon universal-webhook --timeout 20").ok();
    server.terminate().ok();
    let outcome = world.run("health --addon universal-webhook --timeout 20");
    assert_eq!(outcome.code, Some(1), "{outcome}");
    assert!(outcome.stdout.contains("clockify-addons serve"), "{outcome}");
    let outcome = world.run("health --addon universal-webhook --timeout 20 --format nagios");
    assert_eq!(outcome.code, Some(2), "{outcome}");
    assert!(outcome.stdout.starts_with("CLOCKIFY-ADDONS CRITICAL - universal-webhook server.answer: "), "{outcome}");
}

/// A server without its tables lives and isn't ready.
fn a_database_that_goes_away_is_seen(engine: Engine) {
    let world = World::on(engine).trusting();
    let server = world.start("--no-migrate");
    eventually("an answer", || crate::harness::get(server.address(), "/ready").ok());
    let outcome = probe(&world, &server, "");
    assert_eq!(outcome.code, Some(1), "{outcome}");
    assert!(
        outcome.stdout.contains("clockify-addons migrate") || outcome.stdout.contains("health --deep"),
        "{outcome}"
    );
    drop(outcome);
    server.terminate().ok();
}

/// Nobody listens, or somebody listens and never says a word.
#[test]
fn a_probe_ends_when_its_time_is_up() {
    let world = World::new();
    let mute = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", mute.local_addr().unwrap());
    let started = Instant::now();
    let outcome = world.run(&format!("health --url {url} --timeout 0.3"));
    assert_eq!(outcome.code, Some(1), "{outcome}");
    // The start of a program of a debug build counts too, on a machine that does other things.
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
    assert!(outcome.stdout.contains("no answer within 300 ms"), "{outcome}");
    let outcome = world.run(&format!("health --url {url} --timeout 0.3 --format nagios"));
    assert_eq!(outcome.code, Some(3), "no answer in time is unknown: {outcome}");
    assert!(outcome.stdout.starts_with("CLOCKIFY-ADDONS UNKNOWN - "), "{outcome}");
}

/// Whatever the other side does. What the start of the program takes is measured, too, and doesn't count.
#[test]
fn a_probe_keeps_its_time() {
    let world = World::new();
    let mute = TcpListener::bind("127.0.0.1:0").unwrap();
    let run = |port: u16| {
        let started = Instant::now();
        let outcome = world.run(&format!("health --url http://127.0.0.1:{port} --timeout 0.4"));
        assert_eq!(outcome.code, Some(1), "{outcome}");
        started.elapsed()
    };
    // On a machine that does other things one of them has to be as fast as it is.
    let over: Vec<_> = (0..8)
        .map(|_| {
            let start = run(1);
            run(mute.local_addr().unwrap().port()).saturating_sub(start)
        })
        .collect();
    assert!(over.iter().any(|took| *took <= Duration::from_millis(500)), "{over:?}");
}

/// Nobody should find a probe among the connections of a database.
#[test]
fn a_probe_calls_no_database() {
    let database = TcpListener::bind("127.0.0.1:0").unwrap();
    database.set_nonblocking(true).unwrap();
    let url = format!("postgresql://u:canary@{}/x", database.local_addr().unwrap());
    let mut world = World::new().set("CLOCKIFY_ADDONS_SECRET_KEY", "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=");
    for name in ["API_STUDIO_DB_URL", "UNIVERSAL_WEBHOOK_DB_URL", "DATABASE_URL"] {
        world = world.set(name, &url);
    }
    assert_eq!(world.run("health --timeout 0.2").code, Some(1));
    assert!(database.accept().is_err(), "a connection was made");
    // The doctor does call: this is how one would be seen.
    world.run("health --deep --offline --addon api-studio");
    database.accept().unwrap();
}

/// It is started every few seconds, so what it takes of the processor matters; what it waits for doesn't.
#[test]
fn a_probe_costs_little() {
    let world = World::new();
    let milliseconds = |time: &str| {
        let (minutes, seconds) = time.trim_end_matches('s').split_once('m').unwrap();
        minutes.parse::<f64>().unwrap() * 60_000.0 + seconds.parse::<f64>().unwrap() * 1000.0
    };
    let costs = (0..5).map(|_| {
        let mut shell = Command::new("bash");
        // Bash says what it took itself, and then what its children did.
        shell.args(["-c", "\"$0\" \"$@\" > /dev/null; times"]);
        let probe = world.wrapped(shell, "health --url http://127.0.0.1:1 --timeout 2");
        let outcome = world.launch(probe).end().ok();
        outcome.stdout.lines().last().unwrap().split(' ').map(milliseconds).sum::<f64>()
    });
    let least = costs.fold(f64::INFINITY, f64::min);
    assert!(least < COST, "{least} ms");
}

/// A database that is stopped and started again, below a server that stays.
#[test]
fn a_database_that_is_stopped_shows_and_comes_back() {
    let mut database = OwnServer::start();
    let world = World::at(&database.url).trusting();
    let server = world.serve("");
    let within = |what: &str, path: &str, status: u16, time: Duration| {
        let since = Instant::now();
        eventually(what, || (server.get(path).status == status).then_some(()));
        assert!(since.elapsed() < time, "{what} took {:?}", since.elapsed());
    };
    for _ in 0..2 {
        database.stop();
        within("a stopped database shows", "/readyz", 503, Duration::from_secs(1));
        for path in ["/livez", "/healthz", "/startupz"] {
            assert_eq!(server.get(path).status, 200, "{path}: a restart mends no database");
        }
        assert_eq!(server.get("/ready").status, 503);
        assert_eq!(probe(&world, &server, "").code, Some(1));
        database.restart();
        within("it is back", "/readyz", 200, Duration::from_secs(5));
        probe(&world, &server, "").ok();
    }
    server.terminate().ok();
}

/// Another program on the port is no healthy add-on.
#[test]
fn something_else_that_answers_is_told() {
    use std::io::{Read, Write};

    let other = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = other.local_addr().unwrap();
    let answers = thread::spawn(move || {
        for _ in 0..2 {
            let (mut stream, _) = other.accept().unwrap();
            let mut buffer = [0; 1024];
            let _ = stream.read(&mut buffer).unwrap();
            stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nhi").unwrap();
        }
    });
    let outcome = World::new().run(&format!("health --addon api-studio --url http://{address} --timeout 20"));
    answers.join().unwrap();
    assert_eq!(outcome.code, Some(1), "{outcome}");
    assert!(outcome.stdout.contains("something else answers"), "{outcome}");
}

#[test]
fn a_probe_reads_no_setting_of_a_database() {
    let world = World::new().set("DATABASE_URL", "nonsense").set("LOG_FORMAT", "xml").set("PORT", "1");
    let outcome = world.run("health --addon clockify-addon --timeout 20");
    assert_eq!(outcome.code, Some(1), "{outcome}");
    assert!(outcome.stdout.contains("server.answer"), "{outcome}");
    assert_eq!(world.entries(), Vec::<std::path::PathBuf>::new());
}

/// Each consumer has numbers of its own for what makes no sense.
#[test]
fn wrong_arguments_end_as_their_consumer_expects() {
    let world = World::new();
    let outcome = world.run("health --frobnicate");
    assert_eq!((outcome.code, outcome.stdout.as_str()), (Some(2), ""));
    for arguments in [
        "health --frobnicate --format nagios",
        "health --format=nagios --timeout never",
        "health --format nagios --url ftp://x",
    ] {
        let outcome = world.run(arguments);
        assert_eq!(outcome.code, Some(3), "{arguments}: {outcome}");
        assert!(
            outcome.stdout.starts_with("CLOCKIFY-ADDONS UNKNOWN - ") && outcome.stdout.lines().count() == 1,
            "{outcome}"
        );
    }
    let outcome = world.run("health --frobnicate --format json");
    assert_eq!(outcome.code, Some(2), "{outcome}");
    let document = outcome.document();
    assert_eq!(
        (&document["schema"], &document["error"]["kind"]),
        (&json!("clockify-addons/error/v1"), &json!("usage"))
    );
    assert_eq!(world.run("events list --format nagios").code, Some(3), "nagios is told in its own words");
    assert_eq!(world.run("events list --format prometheus").code, Some(2));
    // Docker knows 0 and 1: whatever keeps it from being said is unhealthy.
    for world in [World::new().set("HOST", "nowhere"), World::new().set("CLOCKIFY_ADDONS_ENV_FILE", "away")] {
        for format in ["text", "json", "ndjson", "prometheus"] {
            let outcome = world.run(&format!("health --format {format}"));
            assert_eq!(outcome.code, Some(1), "{format}: {outcome}");
        }
        assert_eq!(world.run("health --format nagios").code, Some(3));
    }
}
