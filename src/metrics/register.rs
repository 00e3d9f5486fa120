//! Making the instruments: each is described and there from the first scrape.

use metrics::{Counter, Gauge, Histogram, Key, Label, Level, Metadata, Recorder};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusRecorder};

use super::Jobs;
use super::labels::{JOB_STATES, JobEnd};
use crate::domain::addon::Addon;

const SECONDS: [f64; 12] = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];
const WAITS: [f64; 12] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 10.0, 60.0, 600.0];
const COUNTS: [f64; 12] = [0.0, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0, 512.0, 4096.0];

pub(super) fn recorder(addon: Addon) -> PrometheusRecorder {
    let builder = PrometheusBuilder::new().add_global_label("addon", addon.name());
    let buckets = [
        ("webhook_ack_seconds", &SECONDS),
        ("ingest_queue_depth", &COUNTS),
        ("ingest_batch_events", &COUNTS),
        ("flow_start_seconds", &WAITS),
        ("flow_journal_batch_marks", &COUNTS),
        ("flow_journal_seconds", &SECONDS),
        ("api_call_seconds", &SECONDS),
        ("rate_limit_wait_seconds", &SECONDS),
        ("job_wait_seconds", &WAITS),
    ];
    let builder = buckets.into_iter().fold(builder, |builder, (name, buckets)| {
        let matcher = Matcher::Full(name.to_owned());
        builder.set_buckets_for_metric(matcher, buckets).unwrap_or_else(|_| PrometheusBuilder::new())
    });
    builder.build_recorder()
}

/// Registers instruments with a recorder.
pub(super) struct Register<'a>(pub(super) &'a PrometheusRecorder);

const METADATA: Metadata<'static> = Metadata::new("clockify_addons", Level::INFO, None);

impl Register<'_> {
    pub(super) fn counter(
        &self,
        name: &'static str,
        help: &'static str,
        labels: &[(&'static str, &'static str)],
    ) -> Counter {
        self.0.describe_counter(name.into(), None, help.into());
        let counter = self.0.register_counter(&key(name, labels), &METADATA);
        counter.absolute(0);
        counter
    }

    pub(super) fn gauge(
        &self,
        name: &'static str,
        help: &'static str,
        labels: &[(&'static str, &'static str)],
    ) -> Gauge {
        self.0.describe_gauge(name.into(), None, help.into());
        let gauge = self.0.register_gauge(&key(name, labels), &METADATA);
        gauge.set(0.0);
        gauge
    }

    pub(super) fn jobs(&self, kind: &'static str) -> Jobs {
        Jobs {
            ended: JobEnd::ALL.map(|(_, outcome)| {
                let labels = [("kind", kind), ("outcome", outcome)];
                self.counter("jobs_total", "Attempts at jobs, by how they ended.", &labels)
            }),
            states: JOB_STATES
                .map(|state| self.gauge("jobs", "Jobs that are there, by state.", &[("kind", kind), ("state", state)])),
            oldest: self.gauge(
                "jobs_oldest_due_seconds",
                "For how long the job that has waited longest has been due.",
                &[("kind", kind)],
            ),
        }
    }

    pub(super) fn histogram(&self, name: &'static str, help: &'static str) -> Histogram {
        self.0.describe_histogram(name.into(), None, help.into());
        self.0.register_histogram(&key(name, &[]), &METADATA)
    }
}

fn key(name: &'static str, labels: &[(&'static str, &'static str)]) -> Key {
    Key::from_parts(name, labels.iter().map(|&(name, value)| Label::from_static_parts(name, value)).collect::<Vec<_>>())
}
