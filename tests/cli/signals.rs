//! Who asks twice for the end gets it at once.

use std::time::{Duration, Instant};

use clockify_addons::sandbox::api::{Fault, Rule, When};
use rustix::process::Signal;
use sea_orm::{ConnectionTrait, Database, TransactionTrait};

use crate::harness::{Clockify, Engine, Process, World, block_on, eventually};

/// What somebody at a keyboard takes for "at once".
const AT_ONCE: Duration = Duration::from_millis(200);

/// How often it is tried: on a machine that does other things one of them has to be as fast as it is.
const TRIES: usize = 5;

/// Sends the second signal, and says how long the end took.
fn second(process: Process, signal: Signal, code: i32) -> Duration {
    let since = Instant::now();
    process.signal(signal);
    let outcome = process.end();
    let took = since.elapsed();
    assert_eq!(outcome.code, Some(code), "{outcome}");
    took
}

fn at_once(mut end: impl FnMut() -> Duration) {
    let mut times = Vec::new();
    for _ in 0..TRIES {
        times.push(end());
        if times.iter().any(|took| *took <= AT_ONCE) {
            return;
        }
    }
    panic!("{times:?}");
}

#[test]
fn a_server_that_waits_for_its_balancer() {
    let world = World::new().set("CLOCKIFY_ADDONS_DRAIN_SECONDS", "60");
    at_once(|| {
        let server = world.serve("");
        server.signal(Signal::INT);
        eventually("it is going down", || (server.get("/readyz").status == 503).then_some(()));
        assert_eq!(server.get("/livez").status, 200);
        second(server.into_process(), Signal::TERM, 1)
    });
}

/// The first signal is heard at once; then a database keeps the command from putting its things away.
#[test]
fn a_command_that_waits_for_a_database() {
    let clockify = Clockify::start(51, |_| {});
    let world = clockify.world(Engine::Sqlite);
    clockify.installed(&world);
    clockify.api.add_fault(Rule::at("getTags", Fault::Slow { ms: 120_000 }, When::Always));
    let asked = || clockify.api.calls().get("getTags").copied().unwrap_or_default();
    for (signal, code) in [(Signal::INT, 130), (Signal::TERM, 143)] {
        at_once(|| {
            // What one that was ended so has left keeps others waiting for a while.
            world.execute("DELETE FROM bootstrap_page; DELETE FROM bootstrap_task; DELETE FROM bootstrap_run");
            let before = asked();
            let process =
                world.spawn("bootstrap --addon universal-webhook --workspace a4459f2a9c3f4ddaf0124269 --sandbox");
            eventually("it calls", || (asked() > before).then_some(()));
            block_on(async {
                let connection = Database::connect(world.database()).await.unwrap();
                let transaction = connection.begin().await.unwrap();
                transaction.execute_unprepared("UPDATE bootstrap_run SET state = state").await.unwrap();
                process.signal(Signal::INT);
                eventually("it says so", || process.stderr().contains("once more ends at once").then_some(()));
                let took = second(process, signal, code);
                transaction.rollback().await.unwrap();
                connection.close().await.unwrap();
                took
            })
        });
    }
}
