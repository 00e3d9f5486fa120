//! What Prometheus can ask of a running add-on.
//!
//! Every series is registered when the add-on starts, so each family is there from the first scrape and
//! an alert on a missing series means what it says. Label values come from closed lists only; nothing
//! that a sender chooses becomes a label.

mod labels;
mod register;

use std::fmt;
use std::time::Duration;

use metrics::{Counter, Gauge, Histogram};
use metrics_exporter_prometheus::PrometheusHandle;

use crate::domain::addon::Addon;
use crate::domain::event::EventType;
use crate::domain::event::Source;

use labels::{FLOW_ENDS, JOB_KINDS, JOB_STATES, SWEPT};
pub use labels::{JobEnd, Reason, WEBHOOK_STATES};
use register::{Register, recorder};

/// The instruments of one kind of job.
struct Jobs {
    ended: [Counter; JobEnd::ALL.len()],
    states: [Gauge; JOB_STATES.len()],
    oldest: Gauge,
}

/// The instruments of one add-on.
pub struct Metrics {
    handle: PrometheusHandle,
    uptime: Gauge,
    clockify: Vec<Counter>,
    custom: Counter,
    rejected: Vec<Counter>,
    /// Events that repeat another.
    pub duplicates: Counter,
    /// Time from a delivery's arrival at the writer's queue to its commit.
    pub acknowledged: Histogram,
    /// Deliveries that waited when a batch was formed.
    pub queue_depth: Histogram,
    /// Events per transaction.
    pub batch_size: Histogram,
    /// Transactions that failed.
    pub failed_commits: Counter,
    /// Flow runs that ended, by how.
    flows_ended: [Counter; FLOW_ENDS.len()],
    /// Time from a run's decision to its first step.
    flow_start: Histogram,
    /// Marks per transaction of the journal of flows.
    pub journal_batch: Histogram,
    /// Time from a mark's arrival at the journal to its commit.
    pub journal_seconds: Histogram,
    /// Transactions of the journal that failed.
    pub journal_failures: Counter,
    /// Marks on runs that had been lost to somebody else.
    pub journal_stale: Counter,
    /// Lifecycle calls, by kind.
    lifecycle: Vec<Counter>,
    /// Workspaces that have the add-on.
    pub workspaces: Gauge,
    /// 1 while the database answers.
    pub database_up: Gauge,
    /// Calls to Clockify, by actor and outcome.
    api_calls: Vec<Counter>,
    /// Attempts beyond the first.
    pub api_retries: Counter,
    /// Time of the attempt that decided a call.
    pub api_seconds: Histogram,
    /// Records of calls that couldn't be kept.
    pub api_records_lost: Counter,
    /// Time from asking for a turn to getting it.
    pub rate_limit_wait: Histogram,
    /// 1 while the rate is shared with other processes.
    pub rate_limit_shared: Gauge,
    /// Questions to Redis that failed.
    pub rate_limit_redis_failures: Counter,
    /// Words on jobs that came after the lease was lost.
    pub jobs_stale: Counter,
    /// Time from when a job was due to when it began.
    pub job_waited: Histogram,
    jobs: [Jobs; JOB_KINDS.len()],
    /// Deliveries that never arrived and were fetched from Clockify's log.
    pub backfilled: Counter,
    /// Installations whose token Clockify refuses.
    pub refused_installations: Gauge,
    webhooks: [Gauge; WEBHOOK_STATES.len()],
    swept: [Counter; SWEPT.len()],
    /// Rows that the last sweep would have removed and couldn't.
    pub sweep_locked: Gauge,
    /// For how long the oldest row had been due that the last sweep found.
    pub sweep_overdue: Gauge,
    swept_at: Gauge,
}

/// Who calls Clockify: the values of the label `actor`.
pub const ACTORS: [&str; 5] = ["bootstrap", "registration", "reconciliation", "flow", "user"];

/// What becomes of a call to Clockify: the values of the label `outcome`.
pub const OUTCOMES: [&str; 15] = [
    "ok",
    "invalid",
    "host",
    "refused",
    "scope",
    "plan",
    "unauthorized",
    "not_found",
    "rate_limited",
    "busy",
    "timeout",
    "unreachable",
    "upstream",
    "too_large",
    "not_json",
];

/// Lifecycle calls: the values of the label `event`.
pub const LIFECYCLE: [&str; 4] = ["INSTALLED", "DELETED", "STATUS_CHANGED", "SETTINGS_UPDATED"];

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Metrics")
    }
}

impl Metrics {
    /// Registers every series.
    #[must_use]
    #[expect(clippy::too_many_lines, reason = "a line for each series, and nothing to decide")]
    pub fn new(addon: Addon) -> Self {
        let recorder = recorder(addon);
        let register = Register(&recorder);
        let event = |event_type, source| {
            register.counter(
                "webhooks_received_total",
                "Events stored and acknowledged.",
                &[("event_type", event_type), ("source", source)],
            )
        };
        let ended =
            |status| register.counter("flows_executed_total", "Flow runs that ended, by how.", &[("status", status)]);
        let flows_ended = FLOW_ENDS.map(ended);
        register
            .gauge(
                "addon_build_info",
                "Always 1; the labels tell the version.",
                &[("version", env!("CARGO_PKG_VERSION"))],
            )
            .set(1.0);
        Self {
            uptime: register.gauge("addon_uptime_seconds", "Time since the add-on started.", &[]),
            clockify: EventType::ALL.iter().map(|kind| event(kind.name(), "clockify")).collect(),
            custom: event("CUSTOM", "custom"),
            rejected: Reason::ALL
                .iter()
                .map(|(_, reason)| {
                    register.counter("webhooks_rejected_total", "Deliveries refused, by reason.", &[("reason", reason)])
                })
                .collect(),
            duplicates: register.counter(
                "webhooks_duplicate_total",
                "Events that repeat another within the window.",
                &[],
            ),
            acknowledged: register.histogram("webhook_ack_seconds", "Time from verified to committed."),
            queue_depth: register.histogram("ingest_queue_depth", "Deliveries waiting when a batch is formed."),
            batch_size: register.histogram("ingest_batch_events", "Events per transaction."),
            failed_commits: register.counter("ingest_commit_failures_total", "Transactions that failed.", &[]),
            flows_ended,
            flow_start: register
                .histogram("flow_start_seconds", "Time from an event to the first step that it caused."),
            journal_batch: register.histogram("flow_journal_batch_marks", "Marks on flow runs per transaction."),
            journal_seconds: register
                .histogram("flow_journal_seconds", "Time from a mark on a flow run to its commit."),
            journal_failures: register.counter(
                "flow_journal_failures_total",
                "Transactions with marks on flow runs that failed.",
                &[],
            ),
            journal_stale: register.counter(
                "flow_journal_stale_total",
                "Marks on flow runs that had been lost to another worker.",
                &[],
            ),
            lifecycle: LIFECYCLE
                .iter()
                .map(|event| {
                    register.counter("lifecycle_calls_total", "Lifecycle calls accepted.", &[("event", event)])
                })
                .collect(),
            workspaces: register.gauge("addon_workspaces", "Workspaces that have the add-on.", &[]),
            database_up: register.gauge("addon_database_up", "1 while the database answers.", &[]),
            api_calls: ACTORS
                .iter()
                .flat_map(|actor| OUTCOMES.map(|outcome| [("actor", *actor), ("outcome", outcome)]))
                .map(|labels| register.counter("api_calls_total", "Calls to the Clockify API, by outcome.", &labels))
                .collect(),
            api_retries: register.counter("api_call_retries_total", "Attempts beyond the first of a call.", &[]),
            api_seconds: register.histogram("api_call_seconds", "Time of the attempt that decided a call."),
            api_records_lost: register.counter(
                "api_call_records_lost_total",
                "Records of calls that the database didn't take in time.",
                &[],
            ),
            rate_limit_wait: register.histogram("rate_limit_wait_seconds", "Time that calls waited for their turn."),
            rate_limit_shared: register.gauge(
                "rate_limit_shared",
                "1 while the rate limit is shared through Redis.",
                &[],
            ),
            rate_limit_redis_failures: register.counter(
                "rate_limit_redis_failures_total",
                "Questions to Redis that failed.",
                &[],
            ),
            jobs_stale: register.counter("jobs_stale_total", "Ends of jobs that came after the lease was lost.", &[]),
            job_waited: register.histogram("job_wait_seconds", "Time from when a job was due to when it began."),
            jobs: JOB_KINDS.map(|kind| register.jobs(kind)),
            backfilled: register.counter(
                "webhooks_backfilled_total",
                "Missed deliveries fetched from Clockify's log.",
                &[],
            ),
            refused_installations: register.gauge(
                "addon_refused_installations",
                "Installations whose token Clockify refuses.",
                &[],
            ),
            webhooks: WEBHOOK_STATES.map(|state| {
                register.gauge("addon_webhooks", "Webhooks of all workspaces, by how they are.", &[("state", state)])
            }),
            swept: SWEPT.map(|table| {
                register.counter(
                    "retention_rows_swept_total",
                    "Rows removed because of their age.",
                    &[("table", table)],
                )
            }),
            sweep_locked: register.gauge(
                "retention_locked_rows",
                "Rows that were due at the last sweep and couldn't be removed.",
                &[],
            ),
            sweep_overdue: register.gauge(
                "retention_oldest_due_seconds",
                "For how long the oldest row had been due when the last sweep found it.",
                &[],
            ),
            swept_at: register.gauge(
                "retention_last_sweep_timestamp_seconds",
                "When this server last came to the end of a sweep; 0 before the first.",
                &[],
            ),
            handle: recorder.handle(),
        }
    }

    /// The counter of an event.
    pub fn received(&self, source: Source, event_type: &str) -> &Counter {
        match (source, event_type.parse::<EventType>()) {
            (Source::Clockify, Ok(event)) => &self.clockify[event.index()],
            _ => &self.custom,
        }
    }

    /// Counts a refusal.
    pub fn reject(&self, reason: Reason) {
        self.rejected[reason as usize].increment(1);
    }

    /// Counts a flow run that came to this end.
    pub fn flow_ended(&self, status: &str) {
        if let Some(counter) =
            FLOW_ENDS.iter().position(|known| *known == status).and_then(|at| self.flows_ended.get(at))
        {
            counter.increment(1);
        }
    }

    /// Notes how long a run waited for its first step.
    pub fn flow_started(&self, waited: time::Duration) {
        self.flow_start.record(waited.as_seconds_f64().max(0.0));
    }

    /// Counts a lifecycle call.
    pub fn lifecycle(&self, kind: &str) {
        if let Some(index) = LIFECYCLE.iter().position(|name| *name == kind) {
            self.lifecycle[index].increment(1);
        }
    }

    /// Counts a call to Clockify.
    pub fn api_call(&self, actor: &str, outcome: &str) {
        let place = |list: &[&str], name| list.iter().position(|known| *known == name);
        if let (Some(actor), Some(outcome)) = (place(&ACTORS, actor), place(&OUTCOMES, outcome)) {
            self.api_calls[actor * OUTCOMES.len() + outcome].increment(1);
        }
    }

    /// Counts an attempt at a job.
    pub fn job_ended(&self, kind: &str, end: JobEnd) {
        self.jobs_of(kind).ended[end as usize].increment(1);
    }

    /// Notes how many jobs of a kind are in a state.
    pub fn set_jobs(&self, kind: &str, state: &str, jobs: f64) {
        if let Some(index) = JOB_STATES.iter().position(|name| *name == state) {
            self.jobs_of(kind).states[index].set(jobs);
        }
    }

    /// Notes for how long the oldest due job of a kind has waited.
    pub fn set_oldest_job(&self, kind: &str, seconds: f64) {
        self.jobs_of(kind).oldest.set(seconds);
    }

    /// Notes how many webhooks are in a state.
    pub fn set_webhooks(&self, state: &str, webhooks: f64) {
        if let Some(index) = WEBHOOK_STATES.iter().position(|name| *name == state) {
            self.webhooks[index].set(webhooks);
        }
    }

    /// Counts what a sweep removed, and notes when it ended.
    pub fn swept(&self, rows: impl IntoIterator<Item = (&'static str, u64)>, at: time::OffsetDateTime) {
        for (table, rows) in rows {
            let index = SWEPT.iter().position(|name| *name == table);
            self.swept[index.unwrap_or(SWEPT.len() - 1)].increment(rows);
        }
        self.swept_at.set(Duration::from_secs(at.unix_timestamp().unsigned_abs()).as_secs_f64());
    }

    fn jobs_of(&self, kind: &str) -> &Jobs {
        let index = JOB_KINDS.iter().position(|name| *name == kind);
        &self.jobs[index.unwrap_or(JOB_KINDS.len() - 1)]
    }

    /// The exposition text.
    #[must_use]
    pub fn render(&self, uptime: Duration) -> String {
        self.uptime.set(uptime.as_secs_f64());
        self.handle.render()
    }

    /// Folds what the histograms gathered. To be called now and then, since otherwise only a scrape does it.
    pub fn fold(&self) {
        self.handle.run_upkeep();
    }
}

/// A number of things, for an instrument.
#[must_use]
pub fn count(things: usize) -> f64 {
    f64::from(u32::try_from(things).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_family_is_there_from_the_first_scrape() {
        let text = Metrics::new(Addon::ApiStudio).render(Duration::from_secs(5));
        for family in [
            "addon_uptime_seconds{addon=\"api-studio\"} 5",
            "webhooks_received_total{addon=\"api-studio\",event_type=\"NEW_TAG\",source=\"clockify\"} 0",
            "webhooks_received_total{addon=\"api-studio\",event_type=\"CUSTOM\",source=\"custom\"} 0",
            "flows_executed_total{addon=\"api-studio\",status=\"succeeded\"} 0",
            "api_calls_total{addon=\"api-studio\",actor=\"bootstrap\",outcome=\"ok\"} 0",
            "rate_limit_shared{addon=\"api-studio\"} 0",
            "api_call_seconds_bucket",
            "rate_limit_wait_seconds_bucket",
            "webhook_ack_seconds_count",
            "ingest_queue_depth_bucket",
            "ingest_batch_events_bucket",
            "jobs_total{addon=\"api-studio\",kind=\"bootstrap\",outcome=\"done\"} 0",
            "jobs{addon=\"api-studio\",kind=\"flow_run\",state=\"pending\"} 0",
            "jobs_oldest_due_seconds{addon=\"api-studio\",kind=\"other\"} 0",
            "jobs_stale_total",
            "job_wait_seconds_bucket",
        ] {
            assert!(text.contains(family), "{family} is missing in\n{text}");
        }
    }

    #[test]
    fn calls_are_counted_by_actor_and_outcome() {
        let metrics = Metrics::new(Addon::ApiStudio);
        metrics.api_call("flow", "scope");
        metrics.api_call("nobody", "scope");
        let text = metrics.render(Duration::ZERO);
        let counted: Vec<_> =
            text.lines().filter(|line| line.starts_with("api_calls_total") && !line.ends_with(" 0")).collect();
        assert_eq!(counted, ["api_calls_total{addon=\"api-studio\",actor=\"flow\",outcome=\"scope\"} 1"]);
    }

    #[test]
    fn each_label_stands_at_its_own_place() {
        for (reason, label) in Reason::ALL {
            assert_eq!(reason.label(), label);
        }
        for (place, (end, _)) in JobEnd::ALL.into_iter().enumerate() {
            assert_eq!(end as usize, place);
        }
    }
}
