//! The bootstrap as a job of the queue.

use std::time::Duration;

use futures_util::future::BoxFuture;
use serde::Deserialize;
use serde_json::json;
use time::OffsetDateTime;
use uuid::Uuid;

use super::{Bootstrap, Error, Progress, Why};
use crate::db::entities::bootstrap_run::State;
use crate::domain::ids::WorkspaceId;
use crate::queue::{self, Context, Failure, Job, NewJob, Outcome, Policy, Priority};

/// The kind of these jobs.
pub const KIND: &str = "bootstrap";

/// How long after an install the first call waits: a new token isn't known everywhere at once.
const SETTLE: Duration = Duration::from_secs(3);

/// How long a run waits that can't be worked on now.
const WAIT: Duration = Duration::from_secs(20);

/// How long a run waits for an add-on that is switched off.
const PAUSE: Duration = Duration::from_mins(5);

/// A token may be refused for a while after the install. After so many attempts it is no good.
const ATTEMPTS: u32 = 3;

/// The job that follows an install. One at a time in a workspace.
#[must_use]
pub fn job(workspace: &WorkspaceId, now: OffsetDateTime) -> NewJob {
    NewJob::new(workspace.clone(), KIND, json!({ "why": "installed" }))
        .with_key(workspace.as_str())
        .due(now + SETTLE)
        .with_priority(Priority::Low)
}

/// The job that works on a run which somebody asked for.
pub(super) fn job_of(workspace: &WorkspaceId, run: Uuid) -> NewJob {
    let run = run.simple().to_string();
    NewJob::new(workspace.clone(), KIND, json!({ "why": "asked", "run": run })).with_key(run)
}

/// What a job says.
#[derive(Debug, Deserialize)]
struct Payload {
    run: Option<Uuid>,
}

/// Works on the jobs.
#[derive(Debug)]
pub struct Handler(pub Bootstrap);

impl queue::Handler for Handler {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn policy(&self) -> Policy {
        // It ends at once when told to: requests that are under way are dropped.
        Policy { max_attempts: 10, longest_request: Duration::from_secs(10), ..Policy::default() }
    }

    fn run(&self, job: Job, context: Context) -> BoxFuture<'_, Outcome> {
        Box::pin(async move {
            let why = match job.read() {
                Ok(Payload { run: Some(run) }) => Why::Started { run },
                _ => Why::Installed,
            };
            if why == Why::Installed && self.has_ended(&job).await {
                return Outcome::Done;
            }
            let result = self.0.run(&job.workspace, why, &Progress::default(), context.token()).await;
            self.outcome(&job, result).await
        })
    }
}

impl Handler {
    /// Whether what follows the install was begun already and has come to its end: somebody asked for it in between, or put
    /// an end to it.
    async fn has_ended(&self, job: &Job) -> bool {
        let newest = self.0.newest(&job.workspace).await;
        let row = self.0.installation(&job.workspace).await;
        let (Ok(Some(newest)), Ok(Some(row))) = (newest, row) else { return false };
        let run = newest.run;
        run.state != State::InProgress && run.installation_id == row.id && run.started_at >= job.created_at
    }

    async fn outcome(&self, job: &Job, result: Result<super::Report, Error>) -> Outcome {
        let now = self.0.clock.now();
        match result {
            Ok(report) => {
                let state = report.run.state.name();
                tracing::info!(workspace = %job.workspace, state, reason = report.run.reason, "the bootstrap has ended");
                Outcome::Done
            }
            // Nobody is there any more for whom it could be done.
            Err(Error::NotInstalled) => Outcome::Done,
            Err(Error::Inactive) => Outcome::Snooze(now + PAUSE),
            Err(Error::Held { until }) => Outcome::Snooze(until.max(now) + WAIT),
            Err(Error::Lost) => Outcome::Snooze(now + WAIT),
            Err(Error::Stopped) => Outcome::Snooze(now),
            Err(Error::Unauthorized) if job.attempt >= ATTEMPTS => {
                if let Err(error) = self.0.give_up(&job.workspace).await {
                    tracing::warn!(error = &error as &dyn std::error::Error, "the end of a bootstrap can't be stored");
                }
                Outcome::Dead(Failure::new("unauthorized", Error::Unauthorized.to_string()))
            }
            Err(error @ Error::Unauthorized) => Outcome::Retry(Failure::new("unauthorized", error.to_string())),
            Err(error @ Error::NoTarget(_)) => Outcome::Dead(Failure::new("target", error.to_string())),
            Err(error @ Error::Database(_)) => Outcome::Retry(Failure::new("database", error.to_string())),
        }
    }
}
