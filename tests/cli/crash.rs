//! Nothing acknowledged is lost: not by a kill, not by a shutdown under load.
//!
//! Many connections send unique events as fast as they can and note what was answered 2xx, which is a promise.
//! Then the server ends, and the database is asked whether the promises were kept. An event whose answer
//! never came is nobody's promise: it may be there or not, and the sender sends it again, as Clockify does.

use std::collections::HashMap;
use std::io;
use std::net::SocketAddr;
use std::sync::Mutex;
use std::thread;
use std::time::Duration;

use clockify_addons::db::entities::webhook_event::Model;
use serde_json::Value;

use crate::harness::{Connection, Engine, World, both, eventually, installed, tag};

both!(ten_kills_lose_nothing, a_shutdown_under_load_loses_nothing);

const CONNECTIONS: usize = 32;
const ROUNDS: u64 = 10;

/// What the senders know.
#[derive(Debug, Default)]
struct Ledger {
    /// Events that were answered 2xx.
    acknowledged: Vec<String>,
    /// Events that were sent without an answer, to be sent again.
    unanswered: Vec<String>,
    /// How often each event was sent.
    sent: HashMap<String, usize>,
}

impl Ledger {
    fn unique(&mut self) -> String {
        format!("{:024x}", self.sent.len())
    }
}

/// Sends from all connections until the server is gone.
fn flood(address: SocketAddr, ledger: &Mutex<Ledger>) {
    thread::scope(|scope| {
        for _ in 0..CONNECTIONS {
            scope.spawn(|| send(address, ledger));
        }
    });
}

fn send(address: SocketAddr, ledger: &Mutex<Ledger>) {
    let Ok(mut connection) = Connection::open(address) else { return };
    loop {
        let id = {
            let mut ledger = ledger.lock().unwrap();
            let id = ledger.unanswered.pop().unwrap_or_else(|| ledger.unique());
            *ledger.sent.entry(id.clone()).or_default() += 1;
            id
        };
        match connection.send(&tag(&id)) {
            Ok(reply) if reply.status == 200 => {
                ledger.lock().unwrap().acknowledged.push(id);
                if reply.headers.iter().any(|(name, value)| name == "connection" && value == "close") {
                    return;
                }
            }
            other => {
                let fine = other.as_ref().map_or_else(went_away, |reply| reply.status == 503);
                assert!(fine, "neither taken nor told to come again: {other:?}");
                ledger.lock().unwrap().unanswered.push(id);
                return;
            }
        }
    }
}

fn went_away(error: &io::Error) -> bool {
    use io::ErrorKind::{BrokenPipe, ConnectionReset, UnexpectedEof};

    matches!(error.kind(), BrokenPipe | ConnectionReset | UnexpectedEof)
}

/// Every promise was kept, and whatever is there twice says which one it repeats.
fn check(ledger: &Ledger, stored: &[Model]) {
    let mut rows: HashMap<String, Vec<&Model>> = HashMap::new();
    for event in stored {
        let body: Value = serde_json::from_slice(&event.body).unwrap();
        rows.entry(body["id"].as_str().unwrap().to_owned()).or_default().push(event);
    }
    let lost: Vec<_> = ledger.acknowledged.iter().filter(|id| !rows.contains_key(*id)).collect();
    assert!(lost.is_empty(), "{} of {} acknowledged events are lost", lost.len(), ledger.acknowledged.len());
    for (id, rows) in &rows {
        let originals: Vec<_> = rows.iter().filter(|row| row.duplicate_of.is_none()).collect();
        let [original] = originals[..] else { panic!("{id} has {} originals", originals.len()) };
        assert!(rows.iter().all(|row| row.duplicate_of.is_none_or(|first| first == original.id)), "{id}");
        assert!(
            rows.len() <= ledger.sent[id],
            "{id} was sent {} times and stored {} times",
            ledger.sent[id],
            rows.len()
        );
    }
}

/// Milliseconds until the kill: different ones in each round, the same in each run.
fn moment(round: u64) -> u64 {
    50 + (round + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) % 351
}

fn ten_kills_lose_nothing(engine: Engine) {
    let world = World::on(engine).trusting().set("CLOCKIFY_ADDONS_LOG_FILES", "false");
    let ledger = Mutex::new(Ledger::default());
    for round in 0..ROUNDS {
        let server = world.serve("");
        if round == 0 {
            installed(&server);
        }
        check(&ledger.lock().unwrap(), &world.stored());
        let address = server.address();
        thread::scope(|scope| {
            scope.spawn(|| flood(address, &ledger));
            // The one wait of a fixed length: when a power cut comes has nothing to do with what is going on.
            thread::sleep(Duration::from_millis(moment(round)));
            server.kill();
        });
    }
    world.serve("").terminate().ok();
    let (ledger, stored) = (ledger.into_inner().unwrap(), world.stored());
    check(&ledger, &stored);
    let (acknowledged, unanswered) = (ledger.acknowledged.len(), ledger.unanswered.len());
    report(&format!(
        "{engine:?}: {acknowledged} acknowledged in {ROUNDS} rounds, {unanswered} unanswered, {} stored, 0 lost",
        stored.len()
    ));
    assert!(acknowledged >= 300, "too few to mean anything: {acknowledged}");
}

fn a_shutdown_under_load_loses_nothing(engine: Engine) {
    let world = World::on(engine).trusting().set("CLOCKIFY_ADDONS_LOG_FILES", "false");
    let ledger = Mutex::new(Ledger::default());
    for round in 0..3 {
        let server = world.serve("");
        if round == 0 {
            installed(&server);
        }
        let address = server.address();
        let outcome = thread::scope(|scope| {
            scope.spawn(|| flood(address, &ledger));
            eventually("a hundred acknowledgements", || {
                (ledger.lock().unwrap().acknowledged.len() >= 100 * (round + 1)).then_some(())
            });
            server.terminate()
        });
        assert_eq!(outcome.code, Some(0), "{outcome}");
        assert!(!outcome.stderr.contains("ERROR"), "{outcome}");
    }
    let ledger = ledger.into_inner().unwrap();
    check(&ledger, &world.stored());
    report(&format!(
        "{engine:?}: {} acknowledged, {} unanswered, 0 lost",
        ledger.acknowledged.len(),
        ledger.unanswered.len()
    ));
}

/// Says how much was tried, to whoever runs this with `--nocapture`.
#[expect(clippy::print_stdout, reason = "the output of a test is what the runner shows of it")]
fn report(text: &str) {
    println!("{text}");
}
