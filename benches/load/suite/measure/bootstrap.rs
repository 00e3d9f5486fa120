//! A bootstrap of the simulated workspace: how much of the permitted rate it uses, and what it takes.

use std::fs::File;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use clockify_addons::addons;
use clockify_addons::clock::System;
use clockify_addons::db::Engine;
use clockify_addons::sandbox::api::{Api, Options, Running};
use serde_json::Value;
use tokio::runtime::Runtime;

use crate::suite::bench::{ADDON, Bench, quietly};
use crate::suite::database::Database;
use crate::suite::{http, process, program};

/// Requests per second that Clockify permits, and that the program is told to keep to.
pub(crate) const RATE: u16 = 50;

/// How often a process's memory is looked at.
const LOOK: Duration = Duration::from_millis(20);

/// What one or several processes did together.
#[derive(Debug)]
pub(crate) struct Fetched {
    pub(crate) processes: usize,
    /// Whether it was the repeat of one before.
    pub(crate) again: bool,
    pub(crate) requests: usize,
    pub(crate) seconds: f64,
    /// Requests per second of those that are permitted.
    pub(crate) used: f64,
    /// The most that arrived within any second.
    pub(crate) largest_window: usize,
    /// The most memory of any of them, in MiB.
    pub(crate) memory: f64,
    /// Rows that were inserted, changed or removed, and rows that were as they had been.
    pub(crate) written: u64,
    pub(crate) unchanged: u64,
}

/// Fetches everything, then again, and then with three processes that share the rate through Redis.
pub(super) fn measure(bench: &Bench, engine: Engine) -> anyhow::Result<Vec<Fetched>> {
    let upstream = Upstream::start(bench)?;
    let databases = (0..4).map(|_| bench.databases.create(engine)).collect::<Result<Vec<_>, _>>()?;
    for database in &databases {
        upstream.install(bench, database)?;
    }
    let mut found =
        vec![upstream.fetch(bench, &databases[..1], None, false)?, upstream.fetch(bench, &databases[..1], None, true)?];
    if let Some(redis) = &bench.redis {
        found.push(upstream.fetch(bench, &databases[1..], Some(redis), false)?);
    }
    for database in &databases {
        bench.databases.remove(database)?;
    }
    upstream.stop();
    Ok(found)
}

/// The simulated Clockify.
struct Upstream {
    runtime: Runtime,
    running: Running,
}

impl Upstream {
    fn start(bench: &Bench) -> anyhow::Result<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        let mut options = Options::new(bench.key.clone(), Arc::new(System));
        options.workspace = bench.installation.workspace.clone();
        options.per_second = Some(usize::from(RATE));
        let running = runtime.block_on(Api::start(options))?;
        Ok(Self { runtime, running })
    }

    fn stop(self) {
        self.runtime.block_on(self.running.stop());
    }

    /// Has the add-on installed in a database, which is migrated for it.
    fn install(&self, bench: &Bench, database: &Database) -> anyhow::Result<()> {
        let api = &self.running.api;
        let installation = bench.installation.clone();
        let installation = installation.with_backend_url(&api.backend_url()).with_reports_url(&api.reports_url());
        api.install(&installation, addons::spec(ADDON).scopes, None)?;
        let running = program::one(bench, database)?;
        let status = http::call(running.address, &http::render(&quietly(&installation)))?;
        ensure!(status == 200, "the installation was answered {status}");
        running.server.stop()?;
        Ok(())
    }

    fn fetch(
        &self,
        bench: &Bench,
        databases: &[Database],
        redis: Option<&str>,
        again: bool,
    ) -> anyhow::Result<Fetched> {
        // What was asked before must not count into the first second.
        sleep(Duration::from_secs(1));
        let api = &self.running.api;
        api.forget_arrivals();
        let began = Instant::now();
        let files: Vec<_> = (0..databases.len()).map(|n| bench.folder().join(format!("bootstrap-{n}.json"))).collect();
        let mut children = Vec::new();
        for (database, file) in databases.iter().zip(&files) {
            let mut command = program::bootstrap(bench, database, RATE, redis)?;
            let errors = File::create(bench.folder().join("bootstrap.log"))?;
            children.push(start(&mut command, file, errors)?);
        }
        let mut memory: f64 = 0.0;
        let mut statuses = Vec::new();
        while !children.is_empty() {
            for mut child in std::mem::take(&mut children) {
                match child.try_wait()? {
                    Some(status) => statuses.push(status),
                    None => {
                        memory = memory.max(process::memory(child.id()).map_or(0.0, |memory| memory.peak));
                        children.push(child);
                    }
                }
            }
            sleep(LOOK);
        }
        let seconds = began.elapsed().as_secs_f64();
        ensure!(statuses.iter().all(std::process::ExitStatus::success), "a bootstrap ended with {statuses:?}");
        let arrivals = api.arrivals();
        let (mut written, mut unchanged) = (0, 0);
        for file in &files {
            let (changed, same) = rows(file)?;
            (written, unchanged) = (written + changed, unchanged + same);
        }
        Ok(Fetched {
            processes: databases.len(),
            again,
            requests: arrivals.requests(),
            seconds,
            used: arrivals.rate().unwrap_or_default() / f64::from(RATE),
            largest_window: arrivals.largest_window(),
            memory,
            written,
            unchanged,
        })
    }
}

fn start(command: &mut Command, file: &Path, errors: File) -> anyhow::Result<std::process::Child> {
    let child = command.stdin(Stdio::null()).stdout(File::create(file)?).stderr(errors).spawn();
    child.context("the program can't be started")
}

/// What the program says it wrote, and what it found unchanged.
fn rows(file: &Path) -> anyhow::Result<(u64, u64)> {
    let report: Value = serde_json::from_slice(&std::fs::read(file)?).context("the report is no JSON")?;
    let operations = report["workspaces"][0]["operations"].as_array().context("the report names no operations")?;
    let sum = |field: &str| operations.iter().filter_map(|operation| operation[field].as_u64()).sum::<u64>();
    Ok((sum("inserted") + sum("updated") + sum("removed"), sum("unchanged")))
}
