//! Runs that were kept back get jobs again, the oldest first.
//!
//! It is work for a job, because there may be very many of them, and because nobody else would ever do it if the process
//! ended in between. A worker that gets such a run looks again whether it may go on.

use futures_util::future::BoxFuture;
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use super::{Flows, KIND};
use crate::db;
use crate::db::runs::{self, Of};
use crate::domain::ids::WorkspaceId;
use crate::queue::{Context, Failure, Handler, Job, NewJob, Outcome, Policy};

/// The kind of these jobs.
pub const RELEASE: &str = "flow_release";

/// Runs that get their jobs in one transaction.
const AT_ONCE: usize = 500;

/// Works on these jobs.
#[derive(Debug)]
pub struct Releases(pub Flows);

#[derive(Debug, Serialize, Deserialize)]
struct Payload {
    flow: Option<Uuid>,
}

/// Has the runs of a flow, or of all flows of the workspace that aren't held themselves, go on.
#[must_use]
pub fn release_job(workspace: &WorkspaceId, flow: Option<Uuid>) -> NewJob {
    // Without a key: one that is at its end already must not stand in the way of the next.
    NewJob::new(workspace.clone(), RELEASE, json!(Payload { flow }))
}

/// Has whatever was kept back in the workspace go on, but for runs of flows that are held themselves.
#[must_use]
pub fn go_on(workspace: &WorkspaceId) -> NewJob {
    release_job(workspace, None)
}

impl Flows {
    /// Gives jobs to the runs that are kept back now. Returns how many there were.
    pub async fn release(&self, workspace: &WorkspaceId, flow: Option<Uuid>) -> Result<usize, db::Error> {
        let of = flow.map_or(Of::All, Of::Flow);
        let (mut last, mut all) = (Uuid::nil(), 0);
        // Whatever is kept back again meanwhile stands before the last one, so this comes to an end.
        loop {
            let released = self.release_some(workspace, of, last).await?;
            all += released.len();
            match released.last() {
                Some(run) if released.len() == AT_ONCE => last = *run,
                _ => return Ok(all),
            }
        }
    }

    async fn release_some(&self, workspace: &WorkspaceId, of: Of, behind: Uuid) -> Result<Vec<Uuid>, db::Error> {
        let parts = self.parts();
        let transaction = parts.db.begin().await?;
        let held = runs::held(&transaction, workspace, of, behind, AT_ONCE as u64).await?;
        let job = |run: &Uuid| NewJob::new(workspace.clone(), KIND, json!({ "run": run }));
        let jobs = parts.queue.push_all_in(&transaction, held.iter().map(job).collect()).await?;
        let pairs: Vec<_> = held.iter().zip(&jobs).filter_map(|(run, job)| Some((*run, (*job)?))).collect();
        runs::queue(&transaction, &pairs).await?;
        transaction.commit().await?;
        parts.queue.wake();
        Ok(held)
    }
}

impl Handler for Releases {
    fn kind(&self) -> &'static str {
        RELEASE
    }

    fn policy(&self) -> Policy {
        Policy { max_attempts: 20, ..Policy::default() }
    }

    fn run(&self, job: Job, _: Context) -> BoxFuture<'_, Outcome> {
        Box::pin(async move {
            let Ok(Payload { flow }) = job.read() else {
                return Outcome::Dead(Failure::new("payload", "the payload can't be read"));
            };
            match self.0.release(&job.workspace, flow).await {
                Ok(0) => Outcome::Done,
                Ok(runs) => {
                    tracing::info!(workspace = %job.workspace, runs, "runs that were kept back go on");
                    Outcome::Done
                }
                Err(error) => Outcome::Retry(Failure::new("database", error.to_string())),
            }
        })
    }
}
