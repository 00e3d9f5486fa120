//! What runs beside the requests, one line each in [`spawn`].

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use tokio::time::{Interval, MissedTickBehavior, interval, timeout};
use tokio_util::sync::CancellationToken;
use tracing::Instrument;

use super::shutdown::Shutdown;
use crate::app::{App, News, Writers};
use crate::bootstrap;
use crate::clockify::client::Standing;
use crate::clockify::jwks;
use crate::config;
use crate::db::{self, Changes, events};
use crate::domain::ids::WorkspaceId;
use crate::flows;
use crate::migrate;
use crate::queue::{self, Handler, Workers};
use crate::retention;

/// How often the database is asked whether it is there; also the longest such a question may take. Twice this is less
/// than the second within which the probes must know.
const PULSE: Duration = Duration::from_millis(400);

/// How often the view looks for changes that no notification told of.
const POLL: Duration = Duration::from_secs(2);

/// How often expired dedupe keys are forgotten, and how many at a time.
const FORGET: Duration = Duration::from_mins(1);
const FORGET_AT_ONCE: u64 = 5_000;

/// Jobs beside flow runs that are worked on at a time.
const OTHER_JOBS: usize = 32;

/// How often is looked which flows are due.
const SCHEDULES: Duration = Duration::from_secs(2);

/// How often is looked whether jobs of runs have died.
const BURY: Duration = Duration::from_mins(1);

/// How often histograms are folded.
const FOLD: Duration = Duration::from_secs(5);

/// Starts everything that an add-on needs beside its listener.
pub(super) fn spawn(shutdown: &Shutdown, app: &Arc<App>, writers: Writers, config: &config::Serve) {
    let span = tracing::info_span!("worker", addon = app.spec.addon.name());
    let run = |name, task: std::pin::Pin<Box<dyn Future<Output = ()> + Send>>| {
        // Until no more requests can come, what serves them has to be kept up to date.
        let quiet = shutdown.quiet();
        let task = async move {
            tokio::select! {
                () = quiet.cancelled() => {}
                () = task => {}
            }
        };
        shutdown.spawn(name, task.instrument(span.clone()));
    };
    shutdown.spawn("writer", writers.events.run(shutdown.quiet()).instrument(span.clone()));
    // Calls are made until the last request is answered and the last job has come to an end.
    let calls_end = CancellationToken::new();
    shutdown.spawn("calls", writers.calls.run(calls_end.clone()).instrument(span.clone()));
    shutdown.spawn("journal", writers.journal.run(calls_end.clone()).instrument(span.clone()));
    let jobs = jobs(app, config.server.shutdown_grace);
    let (closing, quiet) = (shutdown.closing().clone(), shutdown.quiet());
    let jobs = async move {
        if let Some(jobs) = jobs {
            jobs.run(closing).await;
        }
        quiet.cancelled().await;
        calls_end.cancel();
    };
    shutdown.spawn("jobs", jobs.instrument(span.clone()));
    let refused = Arc::clone(&app.refused);
    let refused = move || -> BoxFuture<'static, (WorkspaceId, Standing)> {
        let refused = Arc::clone(&refused);
        Box::pin(async move { refused.next().await })
    };
    run("watch", Box::pin(writers.watch.run(refused)));
    run("pulse", Box::pin(pulse(Arc::clone(app))));
    run("changes", Box::pin(changes(Arc::clone(app))));
    run("poll", Box::pin(poll(Arc::clone(app))));
    run("forget", Box::pin(forget(Arc::clone(app))));
    run("fold", Box::pin(fold(Arc::clone(app))));
    if app.flows.run() {
        run("schedules", Box::pin(schedules(Arc::clone(app))));
        run("bury", Box::pin(bury(Arc::clone(app))));
    }
    if let Some(interval) = app.config.retention.interval {
        run("sweep", Box::pin(sweep(Arc::clone(app), interval)));
    }
    if let Some(url) = config.clockify.jwks_url.clone() {
        run("jwks", Box::pin(keys(Arc::clone(app), url)));
    }
}

/// Who works on the queue. None while there is no kind of job to work on.
fn jobs(app: &Arc<App>, grace: Duration) -> Option<Workers> {
    // What still runs after this is cut off and given back, which takes a moment too.
    let slots = OTHER_JOBS + app.config.flows.slots;
    let grace = grace.mul_f64(0.75);
    let options = queue::Options { slots, per_workspace: slots.div_ceil(2), grace, ..queue::Options::default() };
    match Workers::new(app.queue.clone(), handlers(app), options) {
        Ok(workers) => Some(workers),
        Err(queue::BadOptions::Nothing) => None,
        Err(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, "no jobs are worked on");
            None
        }
    }
}

/// One handler for each kind of job.
fn handlers(app: &Arc<App>) -> Vec<Arc<dyn Handler>> {
    let mut handlers: Vec<Arc<dyn Handler>> = vec![
        Arc::new(bootstrap::Handler(app.bootstrap())),
        Arc::new(app.registration.clone()),
        Arc::new(retention::empty::Handler(app.sweeper())),
    ];
    if app.flows.run() {
        handlers.push(Arc::new(flows::Handler::new(app.flows.clone())));
        handlers.push(Arc::new(flows::Releases(app.flows.clone())));
        handlers.push(Arc::new(flows::replay::Replays(app.flows.clone())));
    }
    handlers
}

/// One look at the database: is it there, is its schema current, what is installed. Every wait in it has an end.
pub(super) async fn look(app: &App) {
    let answers = matches!(timeout(PULSE, app.db.ping()).await, Ok(Ok(())));
    match (app.pulse.set_database(answers), answers) {
        (News::Nothing, _) => {}
        (News::First, true) => found(app).await,
        (News::Turn, true) => back(app).await,
        (News::First | News::Turn, false) => tracing::error!("the database doesn't answer"),
    }
    if answers && !app.pulse.migrated() {
        match timeout(PULSE, migrate::status(&app.db)).await {
            Ok(Ok(status)) => {
                let usable = migrate::is_usable(&app.db, &status).await;
                app.pulse.set_migrated(usable.unwrap_or(false));
            }
            Ok(Err(error)) => {
                tracing::warn!(error = &error as &dyn std::error::Error, "the schema's state can't be read");
                if let Some(pooler) = db::pooler(&error.to_string()) {
                    tracing::error!("{pooler}");
                }
            }
            Err(_) => tracing::warn!("the schema's state can't be read in time"),
        }
        refresh(app).await;
    }
}

/// The database answers again. What was connected to it before may have gone silent.
async fn back(app: &App) {
    if let Err(error) = app.db.renew().await {
        tracing::warn!(error = &error as &dyn std::error::Error, "new connections can't be had");
    }
    found(app).await;
}

async fn found(app: &App) {
    tracing::info!("the database answers");
    // Together they may take no longer than one question: until they are answered nobody asks whether it still does.
    let both = async { (app.db.risks().await, app.db.loses_settings().await) };
    let Ok((risks, loses)) = timeout(PULSE, both).await else { return };
    for setting in risks.unwrap_or_default() {
        tracing::warn!(setting, "PostgreSQL is set to confirm what a power cut can still take away");
    }
    if loses.unwrap_or_default() {
        tracing::warn!(
            "a pooler before PostgreSQL doesn't pass our settings on: no statement has a time limit, and with pool_mode = \
             transaction what other replicas do is noticed up to 2 s later; the server's own address does away with that"
        );
    }
}

async fn refresh(app: &App) {
    if !app.pulse.migrated() {
        return;
    }
    if let Err(error) = app.view.refresh().await {
        tracing::debug!(error = &error as &dyn std::error::Error, "installations can't be read");
    }
    if let Err(error) = app.flows.view().refresh().await {
        tracing::debug!(error = &error as &dyn std::error::Error, "flows can't be read");
    }
}

async fn pulse(app: Arc<App>) {
    let mut ticks = every(PULSE);
    loop {
        ticks.tick().await;
        look(&app).await;
    }
}

async fn poll(app: Arc<App>) {
    let mut ticks = every(POLL);
    loop {
        ticks.tick().await;
        refresh(&app).await;
    }
}

async fn fold(app: Arc<App>) {
    let mut ticks = every(FOLD);
    loop {
        ticks.tick().await;
        app.metrics.fold();
    }
}

/// Hears of changes at other replicas. When the connection is lost the poll still finds them.
async fn changes(app: Arc<App>) {
    let mut ticks = every(POLL);
    loop {
        ticks.tick().await;
        if let Ok(mut changes) = Changes::listen(&app.db).await {
            refresh(&app).await;
            while changes.next().await.is_ok() {
                refresh(&app).await;
            }
        }
    }
}

async fn forget(app: Arc<App>) {
    let mut ticks = every(FORGET);
    loop {
        ticks.tick().await;
        if app.pulse.migrated()
            && let Err(error) = forget_expired(&app).await
        {
            tracing::debug!(error = &error as &dyn std::error::Error, "expired keys can't be forgotten");
        }
    }
}

async fn schedules(app: Arc<App>) {
    let mut ticks = every(SCHEDULES);
    let mut scheduler = flows::Scheduler::new(app.flows.clone());
    loop {
        ticks.tick().await;
        if app.pulse.migrated()
            && let Err(error) = scheduler.look().await
        {
            tracing::warn!(error = &error as &dyn std::error::Error, "flows that are due can't be started yet");
        }
    }
}

async fn bury(app: Arc<App>) {
    let mut ticks = every(BURY);
    loop {
        ticks.tick().await;
        if app.pulse.migrated()
            && let Err(error) = app.flows.bury().await
        {
            tracing::debug!(error = &error as &dyn std::error::Error, "runs whose jobs died can't be marked");
        }
    }
}

/// Sweeps now and then. Replicas that started together drift apart, and of two that meet one finds the lock taken.
async fn sweep(app: Arc<App>, interval: Duration) {
    loop {
        tokio::time::sleep(interval.mul_f64(fastrand::f64().mul_add(0.2, 0.9))).await;
        if !app.pulse.migrated() {
            continue;
        }
        match app.sweeper().sweep().await {
            Ok(report) => {
                app.metrics.swept(report.by_table(), app.clock.now());
                app.metrics.sweep_locked.set(f64::from(u32::try_from(report.locked_remaining).unwrap_or(u32::MAX)));
                app.metrics.sweep_overdue.set(Duration::from_secs(report.overdue_seconds).as_secs_f64());
                let (rows, locked) = (report.rows(), report.locked_remaining);
                if rows > 0 || locked > 0 {
                    let erased = report.erased.len();
                    tracing::info!(rows, erased, locked_remaining = locked, "old rows were removed");
                }
            }
            Err(retention::Error::Busy { .. }) => tracing::debug!("another process is sweeping"),
            Err(error) => {
                tracing::warn!(error = &error as &dyn std::error::Error, "old rows can't be removed");
            }
        }
    }
}

async fn forget_expired(app: &App) -> Result<(), db::Error> {
    let window = i128::try_from(app.dedupe_window.as_millis()).unwrap_or(i128::MAX);
    let before = (app.clock.now().unix_timestamp_nanos() / 1_000_000).saturating_sub(window);
    let before = i64::try_from(before).unwrap_or(0);
    while events::forget_keys(&app.db, before, FORGET_AT_ONCE).await? == FORGET_AT_ONCE {
        tokio::task::yield_now().await;
    }
    Ok(())
}

async fn keys(app: Arc<App>, url: String) {
    let mut ticks = every(jwks::INTERVAL);
    loop {
        ticks.tick().await;
        match jwks::fetch(&url).await {
            Ok(set) => {
                let keys = app.verifier.replace_fetched(&set);
                tracing::info!(keys, "the key set was read");
            }
            Err(error) => {
                let error = &error as &dyn std::error::Error;
                tracing::warn!(error, "the key set can't be read; the keys at hand stay in force");
            }
        }
    }
}

fn every(period: Duration) -> Interval {
    let mut ticks = interval(period);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    ticks
}
