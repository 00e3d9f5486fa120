//! Acknowledged events per second, and how long an acknowledgement takes at half of that rate.

use std::process::id;
use std::thread::sleep;
use std::time::Duration;

use clockify_addons::db::Engine;
use serde_json::json;

use crate::suite::bench::Bench;
use crate::suite::database::Database;
use crate::suite::generator::{EVENT, Generator, Outcome, Pace, Requests};
use crate::suite::process::{self, Memory};
use crate::suite::program::{self, Running};
use crate::suite::statistics::{Percentiles, largest, median};
use crate::suite::{flow, http, say};

/// More than the program's pause between two looks at what others changed.
const POLLED: Duration = Duration::from_millis(2500);

/// What is under load.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Subject {
    Ceiling,
    Program,
}

/// One run: full load, then half of what was reached.
#[derive(Debug)]
pub(crate) struct Run {
    /// Acknowledgements per second under full load.
    pub(crate) per_second: f64,
    /// Processor time of the server's process for each of them, in microseconds.
    pub(crate) cpu_micros: f64,
    /// Time to acknowledgement at half the rate.
    pub(crate) at_half: Percentiles,
    /// The server's memory at the end.
    pub(crate) memory: Memory,
    pub(crate) books: Books,
}

/// The middle of several runs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Typical {
    pub(crate) per_second: f64,
    pub(crate) cpu_micros: f64,
    pub(crate) at_half: Percentiles,
    pub(crate) memory: f64,
}

/// What a server promised and what it kept.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Books {
    pub(crate) acknowledged: u64,
    pub(crate) refused: u64,
    pub(crate) stored: u64,
    /// Of these, marked as repeats: none, since no two events are alike.
    pub(crate) repeats: u64,
}

impl Books {
    /// Whether there is a row for every acknowledgement, and no other.
    pub(crate) fn balance(self) -> bool {
        self.acknowledged == self.stored && self.repeats == 0
    }

    pub(super) fn add(&mut self, outcome: &Outcome) {
        self.acknowledged += u64::from(outcome.acknowledged);
        self.refused += u64::from(outcome.refused);
    }

    /// Counts the rows.
    pub(super) fn close(&mut self, bench: &Bench, database: &Database, subject: Subject) -> anyhow::Result<()> {
        let number = |query| bench.databases.number(database, query);
        (self.stored, self.repeats) = match subject {
            Subject::Ceiling => (number("SELECT count(*) FROM event")?, 0),
            Subject::Program => (
                number("SELECT count(*) FROM webhook_event")?,
                number("SELECT count(duplicate_of) FROM webhook_event")?,
            ),
        };
        if !self.balance() {
            say::progress(&format!("  LOST OR INVENTED: {self:?}"));
        }
        Ok(())
    }
}

impl Typical {
    pub(super) fn of(runs: &[&Run]) -> Self {
        let middle = |value: fn(&Run) -> f64| median(runs.iter().map(|run| value(run)));
        Self {
            per_second: middle(|run| run.per_second),
            cpu_micros: middle(|run| run.cpu_micros),
            at_half: Percentiles {
                p50: middle(|run| run.at_half.p50),
                p95: middle(|run| run.at_half.p95),
                p99: middle(|run| run.at_half.p99),
                max: largest(runs.iter().map(|run| run.at_half.max)),
            },
            memory: middle(|run| run.memory.now),
        }
    }
}

/// One run on a database of its own.
pub(super) fn run(bench: &Bench, engine: Engine, subject: Subject) -> anyhow::Result<Run> {
    let database = bench.databases.create(engine)?;
    bench.databases.settle(engine)?;
    let running = match subject {
        Subject::Ceiling => program::ceiling(bench, &database)?,
        Subject::Program => automated(bench, &database, installed(bench, program::one(bench, &database)?)?)?,
    };
    let (plan, pid) = (bench.plan, running.server.pid());
    let mut books = Books::default();
    let mut generator = Generator::new(running.address, plan.connections, Requests::new(&bench.installation)?)?;
    books.add(&generator.run(Pace::Closed, plan.warm_up)?);
    let before = [process::cpu(pid)?, process::cpu(id())?];
    let full = generator.run(Pace::Closed, plan.span)?;
    let after = [process::cpu(pid)?, process::cpu(id())?];
    books.add(&full);
    let per_second = f64::from(full.in_time) / plan.span.as_secs_f64();
    let [cpu_micros, own_micros] = [0, 1].map(|process| {
        let used = after[process].saturating_sub(before[process]);
        used.as_secs_f64() * 1e6 / f64::from(full.acknowledged.max(1))
    });
    bench.databases.settle(engine)?;
    let half = generator.run(Pace::Open(per_second / 2.0), plan.span)?;
    books.add(&half);
    let at_half = half.latencies.percentiles();
    let memory = process::memory(pid)?;
    drop(generator);
    let status = running.server.stop()?;
    anyhow::ensure!(subject == Subject::Ceiling || status.success(), "the program ended with {status}");
    books.close(bench, &database, subject)?;
    bench.databases.remove(&database)?;
    let Percentiles { p50, p99, max, .. } = at_half;
    say::progress(&format!(
        "  {subject:?}: {per_second:.0} acks/s, {cpu_micros:.1} µs of processor each (generator {own_micros:.1}); \
         at half p50 {p50:.2} p99 {p99:.2} max {max:.2} ms; \
         {} acknowledged, {} stored, {} refused; {:.0} MiB",
        books.acknowledged, books.stored, books.refused, memory.now,
    ));
    Ok(Run { per_second, cpu_micros, at_half, memory, books })
}

/// Gives the workspace the flows that were asked for, and waits until the program has seen them.
fn automated(bench: &Bench, database: &Database, running: Running) -> anyhow::Result<Running> {
    if bench.plan.flows == 0 {
        return Ok(running);
    }
    let workspace = &bench.installation.workspace.id;
    for number in 0..bench.plan.flows {
        let condition = json!({"left": "$.id", "op": "exists"});
        let condition = if number == 0 { condition } else { json!({ "not": condition }) };
        let definition = json!({
            "schema": "clockify-addons/flow/v1",
            "name": format!("flow {number}"),
            "triggers": [{"event": EVENT.name()}],
            "when": condition,
            "steps": [{"id": "end", "stop": {"outcome": "succeeded"}}],
        });
        flow::save(bench, database, workspace, number + 1, &definition)?;
    }
    sleep(POLLED);
    Ok(running)
}

/// Announces the installation whose events follow.
pub(super) fn installed(bench: &Bench, running: Running) -> anyhow::Result<Running> {
    let status = http::call(running.address, &http::render(&bench.install()))?;
    anyhow::ensure!(status == 200, "the installation was answered {status}");
    Ok(running)
}
