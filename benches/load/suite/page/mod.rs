//! `docs/benchmarks.md`: what was measured, on what, and whether it is enough. No date: the history has it.

mod goals;
mod tables;

use std::fs;
use std::path::Path;

use super::args::Part;
use super::bench::Bench;
use super::generator::Requests;
use super::measure::Results;
use super::{machine, say};
use tables::Table;

/// The page in the making.
#[derive(Debug)]
pub(crate) struct Page<'a> {
    bench: &'a Bench,
    results: &'a Results,
    facts: Vec<(&'static str, String)>,
    /// Mean size of a body and of a whole request.
    bytes: (usize, usize),
}

impl<'a> Page<'a> {
    pub(crate) fn new(bench: &'a Bench, results: &'a Results) -> anyhow::Result<Self> {
        let facts = machine::facts(bench)?;
        Ok(Self { bench, results, facts, bytes: Requests::new(&bench.installation)?.mean_bytes() })
    }

    /// The tables alone, for the terminal.
    pub(crate) fn tables(&self) -> String {
        let mut text = format!("## Goals\n\n{}", goals::table(self.results));
        text += &format!("\n## On what\n\n{}", self.machine());
        for (heading, _, table) in self.sections() {
            text += &format!("\n## {heading}\n\n{table}");
        }
        text
    }

    /// Writes the page.
    pub(crate) fn write(&self) -> anyhow::Result<()> {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/benchmarks.md");
        fs::write(&path, self.text())?;
        say::progress(&format!("written: {}", path.display()));
        Ok(())
    }

    fn text(&self) -> String {
        let mut text = format!(
            "<!-- Written by `make bench`; do not edit. -->\n\n# Benchmarks\n\n{}\n\n## Goals\n\n{}",
            INTRODUCTION,
            goals::table(self.results),
        );
        text += &format!("\n## On what\n\n{}\n{}", self.machine(), self.method());
        for (heading, prose, table) in self.sections() {
            text += &format!("\n## {heading}\n\n{prose}\n\n{table}");
        }
        text
    }

    fn sections(&self) -> Vec<(&'static str, &'static str, String)> {
        let sections = [
            (Part::Load, "Acknowledgements per second", PER_SECOND, tables::per_second(self.results)),
            (Part::Load, "Time to acknowledgement", TIME, tables::latency(self.results)),
            (Part::Runs, "Runs of flows", RUNS, tables::runs(self.results)),
            (Part::Resources, "Memory", MEMORY, tables::memory(self.results)),
            (Part::Resources, "Start", START, tables::starts(self.results)),
            (Part::Bootstrap, "Bootstrap", BOOTSTRAP, tables::bootstrap(self.results)),
            (Part::Sweep, "Sweep", SWEEP, tables::sweep(self.results)),
            (Part::Sweep, "Beside a sweep", BESIDE, tables::beside(self.results)),
            (Part::Backup, "Backup and restore", BACKUP, tables::backup(self.results)),
            (Part::Load, "Nothing lost", LOST, tables::books(self.results)),
        ];
        let asked = sections.into_iter().filter(|section| self.bench.plan.only.is_none_or(|only| only == section.0));
        asked.map(|(_, heading, prose, table)| (heading, prose, table)).collect()
    }

    fn machine(&self) -> String {
        let mut table = Table::new(["what", "value"]);
        for (name, value) in &self.facts {
            table.row([(*name).to_owned(), value.clone()]);
        }
        table.render()
    }

    fn method(&self) -> String {
        let plan = self.bench.plan;
        let (body, request) = self.bytes;
        format!(
            "The load is {connections} connections that are kept open, on the loopback interface, in another process on \
             the same cores. Every request is a different `TIMER_STOPPED` event with a body of {body} bytes on average \
             ({request} with its head), signed with a token of one installation. Ceiling and program take turns, \
             {rounds} rounds on each engine, each run on a database of its own: {warm} s to warm up, {span} s at full \
             load, {span} s at half of what was reached. The tables name each round or the median of all.\n",
            connections = plan.connections,
            rounds = plan.rounds,
            warm = plan.warm_up.as_secs(),
            span = plan.span.as_secs(),
        )
    }
}

const INTRODUCTION: &str = "\
How fast the program acknowledges events, beside what the same machine can do at all. The *ceiling* is a bare server
measured in the same run: hyper reads the request, one task writes all that is waiting as one batch into a table
of id, time and body, and 200 follows the commit. It verifies nothing, looks for no repeats and parses nothing. The
program does all of that: it verifies the signature, finds the installation, reads the ids out of the body, marks
repeats, and stores the event with its headers. No flow is switched on but where runs are
measured.

Figures of two machines don't compare, and those of two runs on one machine only roughly. Ratios of one run do.";

const PER_SECOND: &str = "\
A closed loop: every connection sends its next event when the last one is acknowledged. The processor time is that of
the server's own process per event, without the generator and without PostgreSQL.";

const TIME: &str = "\
An open loop at half of the rate above, each server at half of its own: events are due at fixed times, and the time
counts from when an event was due, so that a stall counts for every event that it held up. The largest is that of
all rounds. Before it the database writes out what the full load has left behind: where a checkpoint of that falls into the
loop, program and ceiling alike stall for some 400 ms on a disk like this one.";

const RUNS: &str = "\
A run of one step, which makes a tag, against a Clockify in the bench's own process that answers at once. The rate is that
of 20,000 runs that waited when the workers began. At half of it, events come in at fixed times, and the time counts from
the receipt of an event, before its acknowledgement, to the call that it causes. Behind a crowd: the same for the events of
a workspace, 20 a second, while 100,000 runs of another one wait. Each run's call was found, and none came twice. Idle
work is what the server does when all of that is over, with one flow that events start and one that a schedule does.";

const MEMORY: &str = "\
Resident memory of one process that serves all three add-ons: five seconds after its start with nothing to do, and
the peak while one of them takes the load. Idle work is processor time in percent of one core.";

const START: &str = "\
From the start of the process until `/ready` answers 200 for all three add-ons: on empty databases, which it migrates
first, and on databases that are up to date, for which there is a goal. The files of the program are in the system's
cache.";

const BOOTSTRAP: &str = "\
`clockify-addons bootstrap` fetches the simulated workspace, time entries included, over HTTP from a Clockify in the
bench's own process, which permits 50 requests per second and tells when each arrived. A second run writes what
has changed meanwhile, which is nothing. Three processes, each with a database of its own, share the rate through Redis.
The rate counts from the first request to the last; the window is the fullest second of any.";

const SWEEP: &str = "\
`clockify-addons retention-sweep` on a log of 2,000,000 events of 20 workspaces, in the order in which they came; the
first 600,000 are old. The bare loop is `DELETE FROM webhook_event WHERE id IN (SELECT id FROM webhook_event WHERE id < …
ORDER BY id LIMIT …)` until nothing goes any more, with as many rows at a time as the sweep's batches had on average, on a
connection with the settings of all that write: it looks at no runs and no replays, takes no lock, counts nothing by
workspace, waits for the disk in each commit, where on SQLite the sweep waits after it, and never pauses. Every run has a
copy of the database to itself, and both take turns: what the disk does at the time happens to both. The ratio of the goals
is the median of the rounds. The sweep pauses now and then, on purpose, so that others come through: *no pauses* is with
`--duty 0`, *as usual* is as servers do it, with 50 events a second coming in meanwhile. The ratio, and the goal for it,
count batches **and** pauses, but not what only the sweep does in the end: on SQLite it gives the space back to the system,
which the bare loop doesn't; the seconds of the whole process do count that. *Old snapshot*: a transaction from before the
sweep stays open.";

const BESIDE: &str = "\
From when an event was due to its acknowledgement, 50 a second, by a server on the same database: before the sweep, and
while the process of the sweep ran. The goals name the median of the rounds' ratios and the largest time of any, stalls of
the disk included. On SQLite there is one writer, and a batch that is under way has to be waited for. The log is that of
SQLite after the sweep, with the server still running.";

const BACKUP: &str = "\
`clockify-addons backup create`, which reads again what it wrote, of one database: half of the rows are events, half are
what is remembered of a workspace. `backup restore` puts them into an empty database, schema and indexes included, after
it has read every byte, and compares them with the backup before it commits. Beside them what the engine's own means take
for the same rows, which do neither: `pg_dump -Fc` and `pg_restore --single-transaction`, or `VACUUM INTO` and a copy of the
file. `backup drill` does what a restore does, where nobody looks, and takes it back. Memory is that of the process, without
PostgreSQL's.";

const LOST: &str = "\
After each run the rows are counted. A difference, or an event taken for a repeat, makes `make bench` fail.";
