//! How many runs of flows a second, how soon after its event one begins, and whether a crowd of one workspace holds up
//! another's.
//!
//! A run has one step, which makes a tag, against a Clockify that answers at once. Each tag is named after its event, so
//! that every run is found again by its call, and a call that came twice or never is found too.

mod upstream;

use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::ensure;
use bytes::Bytes;
use clockify_addons::clock::{Clock, Keys, System};
use clockify_addons::db::Engine;
use clockify_addons::db::entities::flow_run::State;
use clockify_addons::db::events::{NewEvent, NewRun};
use clockify_addons::domain::event::Source;
use clockify_addons::domain::ids::WorkspaceId;
use clockify_addons::sandbox::{Installation, Workspace, payload};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::suite::bench::{Bench, quietly};
use crate::suite::database::Database;
use crate::suite::generator::{EVENT, Generator, Pace, Requests};
use crate::suite::program::{self, Running};
use crate::suite::statistics::{Latencies, Percentiles};
use crate::suite::{flow, http, process, say};
use upstream::{Calls, Upstream};

/// Runs that wait when the workers begin.
const BACKLOG: u64 = 20_000;

/// Runs of one workspace that another's have to get past.
const CROWD: u64 = 100_000;

/// Events of the other workspace, and the time between two of them.
const OTHERS: u64 = 200;
const APART: Duration = Duration::from_millis(50);

/// The number of a flow that a schedule starts, beside those of the installations.
const SCHEDULED: u32 = 99;

/// Rows that are stored at a time.
const BATCH: u64 = 512;

/// Longest that runs may take to come to their end when nothing else is to do.
const PATIENCE: Duration = Duration::from_mins(2);

/// What the workers did.
#[derive(Debug)]
pub(crate) struct Worked {
    /// Runs per second while enough of them waited.
    pub(crate) per_second: f64,
    /// Processor time of the program for each, in microseconds.
    pub(crate) cpu_micros: f64,
    /// Events per second of the load at which the start was watched.
    pub(crate) offered: f64,
    /// From the receipt of an event to the call, at half of the rate.
    pub(crate) begins: Percentiles,
    /// The same for a workspace while many runs of another one wait.
    pub(crate) behind: Percentiles,
    /// Runs of that other one that still waited at the end.
    pub(crate) crowd: u64,
    /// Processor time used when all was done, with flows switched on, in percent of one core.
    pub(crate) idle_cpu: f64,
}

/// Measures all three, each on a database of its own.
pub(super) fn measure(bench: &Bench, engine: Engine) -> anyhow::Result<Worked> {
    let upstream = Upstream::start()?;
    let (per_second, cpu_micros) = backlog(bench, engine, &upstream)?;
    let offered = per_second / 2.0;
    let (begins, idle_cpu) = half(bench, engine, &upstream, offered)?;
    let (behind, crowd) = behind(bench, engine, &upstream)?;
    say::progress(&format!(
        "  Runs: {per_second:.0} /s, {cpu_micros:.0} µs of processor each; at half p50 {:.1} p95 {:.1} max {:.1} ms, \
         then idle with {idle_cpu:.1} % of a core; behind {crowd} of another workspace p50 {:.1} p95 {:.1} max {:.1} ms",
        begins.p50, begins.p95, begins.max, behind.p50, behind.p95, behind.max,
    ));
    Ok(Worked { per_second, cpu_micros, offered, begins, behind, crowd, idle_cpu })
}

/// Runs per second out of a backlog, and what each takes.
fn backlog(bench: &Bench, engine: Engine, upstream: &Upstream) -> anyhow::Result<(f64, f64)> {
    let stage = Stage::new(bench, engine, upstream, &[&bench.installation])?;
    stage.fill(bench, BACKLOG)?;
    upstream.take();
    let running = stage.serve(bench)?;
    let (pid, before) = (running.server.pid(), process::cpu(running.server.pid())?);
    stage.done(bench, upstream, BACKLOG)?;
    let used = process::cpu(pid)?.saturating_sub(before).as_secs_f64();
    running.server.stop()?;
    let calls = upstream.take();
    once(&calls, BACKLOG)?;
    stage.remove(bench)?;
    let times = || calls.values().flat_map(|of| of.values()).flatten();
    let (first, last) = (times().min().copied().unwrap_or_default(), times().max().copied().unwrap_or_default());
    let (runs, ms) = (u32::try_from(BACKLOG)?, u32::try_from(last - first)?);
    Ok((f64::from(runs) * 1000.0 / f64::from(ms.max(1)), used * 1e6 / f64::from(runs)))
}

/// From receipt to call, at this rate, and the idle work when all that is done.
fn half(bench: &Bench, engine: Engine, upstream: &Upstream, rate: f64) -> anyhow::Result<(Percentiles, f64)> {
    let stage = Stage::new(bench, engine, upstream, &[&bench.installation])?;
    flow::save(bench, &stage.database, &stage.installations[0].workspace.id, SCHEDULED, &scheduled())?;
    let running = stage.serve(bench)?;
    upstream.take();
    let requests = Requests::new(&stage.installations[0])?;
    let mut generator = Generator::new(running.address, bench.plan.connections, requests)?;
    let outcome = generator.run(Pace::Open(rate), bench.plan.span)?;
    drop(generator);
    stage.done(bench, upstream, u64::from(outcome.acknowledged))?;
    sleep(bench.plan.settle);
    let idle_cpu = process::idle_cpu(running.server.pid(), bench.plan.span)?;
    running.server.stop()?;
    let calls = upstream.take();
    once(&calls, u64::from(outcome.acknowledged))?;
    let took = stage.took(bench, &stage.installations[0], &calls)?;
    stage.remove(bench)?;
    Ok((took, idle_cpu))
}

/// From receipt to call while another workspace has many runs waiting.
fn behind(bench: &Bench, engine: Engine, upstream: &Upstream) -> anyhow::Result<(Percentiles, u64)> {
    let other = other(bench);
    let stage = Stage::new(bench, engine, upstream, &[&bench.installation, &other])?;
    stage.fill(bench, CROWD)?;
    upstream.take();
    let running = stage.serve(bench)?;
    let workspace = &stage.installations[1].workspace;
    for sequence in 0..OTHERS {
        let delivery = stage.installations[1].delivery(EVENT, &payload::of(EVENT, workspace, sequence));
        let status = http::call(running.address, &http::render(&delivery))?;
        ensure!(status == 200, "an event was answered {status}");
        sleep(APART);
    }
    let waiting = "SELECT count(*) FROM flow_run WHERE state = 'queued'";
    let crowd = bench.databases.number(&stage.database, waiting)?;
    let since = Instant::now();
    while upstream.count(&workspace.id) < usize::try_from(OTHERS)? {
        ensure!(since.elapsed() < PATIENCE, "the other workspace's runs don't come to their end");
        sleep(APART);
    }
    running.server.stop()?;
    let took = stage.took(bench, &stage.installations[1], &upstream.take())?;
    stage.remove(bench)?;
    Ok((took, crowd))
}

/// A second installation of the add-on, in a workspace of its own.
fn other(bench: &Bench) -> Installation {
    let hooks: Vec<_> =
        bench.installation.webhooks.iter().map(|hook| (hook.event, hook.event.path().to_owned())).collect();
    Installation::new(&bench.key, &bench.installation.addon_key, &Workspace::numbered(1), 2, &hooks)
}

/// That each run called, and none twice.
fn once(calls: &Calls, runs: u64) -> anyhow::Result<()> {
    let made = || calls.values().flat_map(|of| of.values());
    let (all, twice) = (made().count(), made().filter(|times| times.len() > 1).count());
    ensure!(all as u64 == runs && twice == 0, "{runs} runs made {all} tags, {twice} of them twice");
    Ok(())
}

/// A database with installations that have the flow.
struct Stage {
    database: Database,
    installations: Vec<Installation>,
}

impl Stage {
    fn new(bench: &Bench, engine: Engine, upstream: &Upstream, all: &[&Installation]) -> anyhow::Result<Self> {
        let database = bench.databases.create(engine)?;
        let at = upstream.url();
        let installations: Vec<_> =
            all.iter().map(|one| (*one).clone().with_backend_url(&at).with_reports_url(&at)).collect();
        let running = program::one(bench, &database)?;
        for installation in &installations {
            let status = http::call(running.address, &http::render(&quietly(installation)))?;
            ensure!(status == 200, "the installation was answered {status}");
        }
        running.server.stop()?;
        for (installation, number) in installations.iter().zip(1..) {
            flow::save(bench, &database, &installation.workspace.id, number, &definition())?;
        }
        bench.databases.settle(engine)?;
        Ok(Self { database, installations })
    }

    fn serve(&self, bench: &Bench) -> anyhow::Result<Running> {
        program::unlimited(bench, &self.database)
    }

    /// Has so many runs of the first installation wait, each with its event.
    fn fill(&self, bench: &Bench, runs: u64) -> anyhow::Result<()> {
        let workspace = &self.installations[0].workspace;
        let id = WorkspaceId::new(&workspace.id)?;
        let (keys, now) = (Keys::default(), System.now());
        let templates: Vec<_> = (0..16).map(|sequence| payload::of(EVENT, workspace, sequence)).collect();
        let mut batch = Vec::new();
        for number in 0..runs {
            let mut body = templates[usize::try_from(number % 16)?].clone();
            let entity = format!("64a1f0c2{number:016x}");
            body["id"] = json!(entity);
            let run = NewRun {
                id: keys.next(now),
                flow: Uuid::from_u128(1),
                version: 1,
                state: State::Queued,
                reason: None,
                job: Some(keys.next(now)),
                key: None,
            };
            batch.push(NewEvent {
                id: keys.next(now),
                workspace: id.clone(),
                source: Source::Clockify,
                custom_source: None,
                event_type: EVENT.name().into(),
                headers: "{}".to_owned(),
                body: Bytes::from(body.to_string()),
                entity_id: Some(entity),
                user_id: None,
                project_id: None,
                dedupe_key: [0; 32],
                received_at: now,
                runs: vec![run],
            });
            if batch.len() as u64 == BATCH || number + 1 == runs {
                bench.databases.store(&self.database, &batch)?;
                batch.clear();
            }
        }
        Ok(())
    }

    /// Waits until so many runs have succeeded. The database is asked only when all have called: to count takes its time.
    fn done(&self, bench: &Bench, upstream: &Upstream, runs: u64) -> anyhow::Result<()> {
        let since = Instant::now();
        let workspace = &self.installations[0].workspace.id;
        loop {
            if (upstream.count(workspace) as u64) < runs && since.elapsed() < PATIENCE {
                sleep(Duration::from_millis(100));
                continue;
            }
            let done = "SELECT count(*) FROM flow_run WHERE state = 'succeeded'";
            let done = bench.databases.number(&self.database, done)?;
            if done == runs {
                return Ok(());
            }
            ensure!(since.elapsed() < PATIENCE, "of {runs} runs only {done} have succeeded");
            sleep(Duration::from_millis(100));
        }
    }

    /// From the receipt of each event of an installation to its call.
    fn took(&self, bench: &Bench, installation: &Installation, calls: &Calls) -> anyhow::Result<Percentiles> {
        let workspace = &installation.workspace.id;
        let runs = format!("SELECT entity_id, created_at_ms FROM flow_run WHERE workspace_id = '{workspace}'");
        let mut latencies = Latencies::default();
        for (entity, received) in bench.databases.pairs(&self.database, &runs)? {
            let called = calls.get(workspace).and_then(|of| of.get(&entity)?.first().copied());
            let called = called.ok_or_else(|| anyhow::anyhow!("a run that never called"))?;
            latencies.add(Duration::from_millis(u64::try_from(called - received).unwrap_or(0)));
        }
        Ok(latencies.percentiles())
    }

    fn remove(self, bench: &Bench) -> anyhow::Result<()> {
        bench.databases.remove(&self.database)
    }
}

/// A flow of one step that may run as often as it is started.
fn definition() -> Value {
    json!({
        "schema": "clockify-addons/flow/v1",
        "name": "One step",
        "triggers": [{ "event": EVENT.name() }],
        "limits": { "runsPerHour": 100_000 },
        "steps": [{ "id": "tag", "call": { "operation": "createNewTag", "body": { "name": "{{ $.id }}" } } }],
    })
}

/// A flow that its schedule starts on another day.
fn scheduled() -> Value {
    json!({
        "schema": "clockify-addons/flow/v1",
        "name": "Some day",
        "triggers": [{ "every": "7d" }],
        "steps": [{ "id": "tag", "call": { "operation": "createNewTag", "body": { "name": "late" } } }],
    })
}
