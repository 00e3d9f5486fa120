//! The sweep of a large log: how long it takes beside a bare loop of deletions, and what whoever writes notices.

use std::fs::File;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use clockify_addons::clock::{Clock, System};
use clockify_addons::db::Engine;
use clockify_addons::domain::event::EventType;
use clockify_addons::sandbox::payload;
use serde_json::Value;

use super::load::installed;
use crate::suite::bench::Bench;
use crate::suite::database::Database;
use crate::suite::generator::{Generator, Pace, Requests};
use crate::suite::statistics::{Percentiles, median};
use crate::suite::{program, say};

/// Workspaces whose events take turns.
const WORKSPACES: u32 = 20;

/// Events per second of those who write meanwhile.
const WRITES: f64 = 50.0;

/// Rows that are made at a time.
const CHUNK: u32 = 100_000;

/// Pairs of a bare loop and a sweep.
const ROUNDS: usize = 5;

/// Longest that a sweep may take.
const PATIENCE: Duration = Duration::from_mins(20);

const DAY_MS: i64 = 86_400_000;

/// What the sweep took.
#[derive(Debug)]
pub(crate) struct Swept {
    /// Rows that were due.
    pub(crate) due: u64,
    /// Rows in each batch, on average.
    pub(crate) batch: u64,
    /// Without pauses.
    pub(crate) plain: Pass,
    /// The same while a transaction from before it is open, on PostgreSQL.
    pub(crate) behind: Option<Pass>,
    pub(crate) rounds: Vec<Round>,
}

/// The bare loop and a sweep, one after the other: what the disk does at the time happens to both.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Round {
    /// Seconds of the bare loop.
    pub(crate) bare: f64,
    /// As servers do it, while events come in.
    pub(crate) usual: Pass,
    pub(crate) writes: Writes,
}

impl Round {
    /// The sweep's time by the bare loop's.
    pub(crate) fn ratio(&self) -> f64 {
        self.usual.removing() / self.bare
    }

    /// The p99 of acknowledgements beside the sweep by that before it.
    pub(crate) fn rise(&self) -> f64 {
        self.writes.during.p99 / self.writes.before.p99
    }
}

impl Swept {
    /// Seconds of the bare loop.
    pub(crate) fn bare(&self) -> f64 {
        self.each(|round| round.bare, median)
    }

    /// A figure of each round, and what becomes of all.
    pub(crate) fn each(&self, figure: impl Fn(&Round) -> f64, of: fn(Vec<f64>) -> f64) -> f64 {
        of(self.rounds.iter().map(figure).collect())
    }
}

/// Events that came in before a sweep and beside it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Writes {
    /// Time to acknowledgement.
    pub(crate) before: Percentiles,
    pub(crate) during: Percentiles,
    /// How many there were.
    pub(crate) counts: [u32; 2],
    /// What the log of SQLite took afterwards.
    pub(crate) log_mib: Option<f64>,
}

/// One sweep.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pass {
    /// Of the whole process.
    pub(crate) seconds: f64,
    pub(crate) batches: u64,
    /// Seconds of the batches, of the pauses after them, and of giving space back.
    pub(crate) busy: f64,
    pub(crate) paused: f64,
    pub(crate) tidying: f64,
    pub(crate) batch_p99_ms: f64,
    pub(crate) longest_ms: f64,
}

impl Pass {
    /// Seconds of the process without what isn't removal.
    pub(crate) fn removing(&self) -> f64 {
        self.seconds - self.tidying
    }
}

/// Measures all of them, each on a copy of its own.
pub(super) fn measure(bench: &Bench, engine: Engine) -> anyhow::Result<Swept> {
    let log = Log::new(bench, engine)?;
    let plain = log.on_copy(|database| log.sweep(database, &["--duty", "0"]))?;
    let batch = log.due / plain.batches.max(1);
    say::progress(&format!("  {:.1} s without pauses in {} batches", plain.seconds, plain.batches));
    let behind = match engine {
        Engine::Sqlite => None,
        Engine::Postgres => Some(log.on_copy(|database| {
            let _open = bench.databases.snapshot(database)?;
            log.sweep(database, &["--duty", "0"])
        })?),
    };
    if let Some(behind) = &behind {
        say::progress(&format!("  {:.1} s with an old snapshot", behind.seconds));
    }
    let mut rounds = Vec::new();
    for _ in 0..bench.plan.rounds.min(ROUNDS) {
        let bare = log.on_copy(|database| log.bare(database, batch))?;
        let (usual, writes) = log.on_copy(|database| log.usual(database))?;
        let round = Round { bare, usual, writes };
        say::progress(&format!(
            "  {bare:.1} s the bare loop, {:.1} s with pauses of {:.1} s and writes ({:.2}), tidying {:.1} s; \
             batch p99 {:.1} max {:.1} ms; acknowledged p99 {:.1} -> {:.1} ms, max {:.1}; log {:.1} MiB",
            usual.seconds,
            usual.paused,
            round.ratio(),
            usual.tidying,
            usual.batch_p99_ms,
            usual.longest_ms,
            writes.before.p99,
            writes.during.p99,
            writes.during.max,
            writes.log_mib.unwrap_or_default(),
        ));
        rounds.push(round);
    }
    bench.databases.remove(&log.database)?;
    Ok(Swept { due: log.due, batch, plain, behind, rounds })
}

/// The log that is copied for each run.
struct Log<'a> {
    bench: &'a Bench,
    database: Database,
    due: u64,
    /// What is older is due.
    cutoff_ms: i64,
}

impl<'a> Log<'a> {
    /// Makes it: the add-on is installed in the first of the workspaces.
    fn new(bench: &'a Bench, engine: Engine) -> anyhow::Result<Self> {
        let database = bench.databases.create(engine)?;
        installed(bench, program::one(bench, &database)?)?.server.stop()?;
        let now = i64::try_from(System.now().unix_timestamp_nanos() / 1_000_000)?;
        let rows = bench.plan.swept;
        let due = rows / 10 * 3;
        let log = Self { bench, database, due: u64::from(due), cutoff_ms: now - 90 * DAY_MS };
        let since = Instant::now();
        // A month of events that are old, and three of such as aren't.
        for (from, to, first, last) in [
            (0, due, log.cutoff_ms - 30 * DAY_MS, log.cutoff_ms - DAY_MS / 24),
            (due, rows, log.cutoff_ms + DAY_MS, now - DAY_MS / 24),
        ] {
            log.fill(from, to, first, (last - first) / i64::from(to - from))?;
        }
        if engine == Engine::Postgres {
            bench.databases.execute(&log.database, "VACUUM (ANALYZE) webhook_event")?;
        }
        say::progress(&format!("  {rows} events in {:.1} s", since.elapsed().as_secs_f64()));
        Ok(log)
    }

    /// Makes the events of these numbers, so many milliseconds apart.
    fn fill(&self, from: u32, to: u32, first_ms: i64, apart_ms: i64) -> anyhow::Result<()> {
        let workspace = &self.bench.installation.workspace;
        let body = payload::of(EventType::NewTag, workspace, 1).to_string().replace('\'', "''");
        let headers = r#"{"accept":"application/json","clockify-signature":"[redacted]","clockify-webhook-event-type":"NEW_TAG","content-type":"application/json","user-agent":"clockify"}"#;
        let id = &workspace.id;
        let mut next = from;
        while next < to {
            let end = to.min(next + CHUNK);
            let ms = format!("({first_ms} + (i - {from}) * {apart_ms})");
            let (numbers, values) = match self.database.engine {
                Engine::Sqlite => (
                    format!(
                        "(WITH RECURSIVE n(i) AS (SELECT {next} UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {end}) \
                         SELECT i FROM n)"
                    ),
                    format!(
                        "unhex(printf('%012x70008000%012x', {ms}, i)), \
                         iif(i % {WORKSPACES} = 0, '{id}', printf('64a1f0c2e4b0a1b2c3d4%04x', i % {WORKSPACES})), \
                         'CLOCKIFY', 'NEW_TAG', printf('64a1f0c2%016x', i), unhex(printf('%064x', i)), \
                         strftime('%Y-%m-%d %H:%M:%f+00:00', {ms} / 1000.0, 'unixepoch'), '{headers}', CAST('{body}' AS BLOB)"
                    ),
                ),
                Engine::Postgres => (
                    format!("generate_series({next}::bigint, {end} - 1) AS n(i)"),
                    format!(
                        "(lpad(to_hex({ms}), 12, '0') || '70008000' || lpad(to_hex(i), 12, '0'))::uuid, \
                         CASE WHEN i % {WORKSPACES} = 0 THEN '{id}' \
                         ELSE '64a1f0c2e4b0a1b2c3d4' || lpad(to_hex(i % {WORKSPACES}), 4, '0') END, \
                         'CLOCKIFY', 'NEW_TAG', '64a1f0c2' || lpad(to_hex(i), 16, '0'), \
                         decode(lpad(to_hex(i), 64, '0'), 'hex'), to_timestamp({ms} / 1000.0), '{headers}', \
                         convert_to('{body}', 'UTF8')"
                    ),
                ),
            };
            self.bench.databases.execute(
                &self.database,
                &format!(
                    "INSERT INTO webhook_event (id, workspace_id, source, event_type, entity_id, dedupe_key, received_at, \
                     headers, body) SELECT {values} FROM {numbers}"
                ),
            )?;
            next = end;
        }
        Ok(())
    }

    fn on_copy<T>(&self, run: impl FnOnce(&Database) -> anyhow::Result<T>) -> anyhow::Result<T> {
        let databases = &self.bench.databases;
        let copy = databases.copy(&self.database)?;
        databases.settle(copy.engine)?;
        let done = run(&copy);
        databases.remove(&copy)?;
        done
    }

    /// Seconds of the bare loop.
    fn bare(&self, database: &Database, batch: u64) -> anyhow::Result<f64> {
        let id = match database.engine {
            Engine::Sqlite => format!("x'{:012x}00000000000000000000'", self.cutoff_ms),
            Engine::Postgres => format!("rpad('{:012x}', 32, '0')::uuid", self.cutoff_ms),
        };
        let since = Instant::now();
        let gone = self.bench.databases.exhaust(
            database,
            &format!(
                "DELETE FROM webhook_event WHERE id IN \
                 (SELECT id FROM webhook_event WHERE id < {id} ORDER BY id LIMIT {batch})"
            ),
        )?;
        ensure!(gone == self.due, "the bare loop removed {gone} rows, not {}", self.due);
        Ok(since.elapsed().as_secs_f64())
    }

    /// Starts a sweep and waits for its end.
    fn sweep(&self, database: &Database, arguments: &[&str]) -> anyhow::Result<Pass> {
        self.beside(&mut program::sweep(self.bench, database, arguments), |_| Ok(()))
    }

    /// As servers do it, while events come in.
    fn usual(&self, database: &Database) -> anyhow::Result<(Pass, Writes)> {
        let bench = self.bench;
        let running = program::unswept(bench, database)?;
        let requests = Requests::new(&bench.installation)?;
        let mut generator = Generator::new(running.address, bench.plan.connections, requests)?;
        generator.run(Pace::Open(WRITES), bench.plan.warm_up)?;
        let before = generator.run(Pace::Open(WRITES), bench.plan.span.max(Duration::from_secs(10)))?;
        let mut during = None;
        let mut command = program::sweep(bench, database, &[]);
        let usual = self.beside(&mut command, |goes_on| {
            during = Some(generator.run_while(Pace::Open(WRITES), PATIENCE, goes_on)?);
            Ok(())
        })?;
        let log = bench.databases.log_bytes(database).map(|bytes| u32::try_from(bytes / 1024).unwrap_or(u32::MAX));
        let during = during.context("nothing came in")?;
        ensure!(before.refused + during.refused == 0, "events were refused");
        running.server.stop()?;
        let writes = Writes {
            counts: [before.acknowledged, during.acknowledged],
            before: before.latencies.percentiles(),
            during: during.latencies.percentiles(),
            log_mib: log.map(|kib| f64::from(kib) / 1024.0),
        };
        Ok((usual, writes))
    }

    /// Runs a sweep, and meanwhile something that can ask whether it still runs.
    fn beside(
        &self,
        command: &mut Command,
        meanwhile: impl FnOnce(&mut dyn FnMut() -> bool) -> anyhow::Result<()>,
    ) -> anyhow::Result<Pass> {
        let (path, errors) = (self.bench.folder().join("sweep.json"), self.bench.folder().join("sweep.log"));
        command.stdin(Stdio::null()).stdout(File::create(&path)?).stderr(File::create(&errors)?);
        let since = Instant::now();
        let mut child = command.spawn().context("the program can't be started")?;
        let mut after = None;
        meanwhile(&mut || {
            if after.is_none() && !matches!(child.try_wait(), Ok(None)) {
                after = Some(since.elapsed());
            }
            after.is_none()
        })?;
        let status = child.wait()?;
        let seconds = after.unwrap_or_else(|| since.elapsed()).as_secs_f64();
        ensure!(status.success(), "the sweep ended with {status}: {}", std::fs::read_to_string(&errors)?);
        let document: Value = serde_json::from_slice(&std::fs::read(&path)?).context("the report is no JSON")?;
        let report = &document["databases"][0];
        let rows: u64 = report["due"].as_array().into_iter().flatten().filter_map(|line| line["rows"].as_u64()).sum();
        ensure!(rows == self.due, "the sweep removed {rows} rows, not {}", self.due);
        let number = |name: &str| report["effort"][name].as_f64().with_context(|| format!("the report has no {name}"));
        Ok(Pass {
            seconds,
            batches: report["effort"]["batches"].as_u64().context("the report has no batches")?,
            busy: number("busy_ms")? / 1000.0,
            paused: number("paused_ms")? / 1000.0,
            tidying: number("tidying_ms")? / 1000.0,
            batch_p99_ms: number("batch_p99_ms")?,
            longest_ms: number("longest_ms")?,
        })
    }
}
