//! What three add-ons in one process take when nothing happens, and when one of them is busy.

use std::fs;
use std::thread::sleep;

use clockify_addons::db::Engine;
use clockify_addons::domain::addon::Addon;

use super::load::{self, Books, Subject};
use crate::suite::bench::{ADDON, Bench};
use crate::suite::generator::{Generator, Pace, Requests};
use crate::suite::process::{self, Memory};
use crate::suite::{program, say};

/// Memory and idle work.
#[derive(Debug)]
pub(crate) struct Footprint {
    pub(crate) idle: Memory,
    /// Processor time used while idle, in percent of one core.
    pub(crate) idle_cpu: f64,
    /// Events per second of the load.
    pub(crate) offered: f64,
    /// The peak is that of the load alone.
    pub(crate) loaded: Memory,
    pub(crate) books: Books,
}

/// Measures three add-ons, one of them under this load.
pub(super) fn measure(bench: &Bench, engine: Engine, per_second: f64) -> anyhow::Result<Footprint> {
    let create = || bench.databases.create(engine);
    let databases = [create()?, create()?, create()?];
    let running = program::three(bench, &databases)?;
    let pid = running.server.pid();
    sleep(bench.plan.settle);
    let idle = process::memory(pid)?;
    let idle_cpu = process::idle_cpu(pid, bench.plan.span)?;

    let running = load::installed(bench, running)?;
    // The peak so far is that of the start; from here on it is that of the load.
    fs::write(format!("/proc/{pid}/clear_refs"), "5")?;
    let requests = Requests::new(&bench.installation)?;
    let mut generator = Generator::new(running.address, bench.plan.connections, requests)?;
    let mut books = Books::default();
    books.add(&generator.run(Pace::Open(per_second), bench.plan.span)?);
    let loaded = process::memory(pid)?;
    drop(generator);
    running.server.stop()?;
    for (addon, database) in Addon::ALL.into_iter().zip(&databases) {
        if addon == ADDON {
            books.close(bench, database, Subject::Program)?;
        }
        bench.databases.remove(database)?;
    }
    say::progress(&format!(
        "  three add-ons: {:.1} MiB idle with {idle_cpu:.1} % of a core, {:.1} MiB at {per_second:.0} events/s",
        idle.now, loaded.peak,
    ));
    Ok(Footprint { idle, idle_cpu, offered: per_second, loaded, books })
}
