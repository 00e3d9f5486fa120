//! Many runs at once: cancelled, or handed to the workers again.
//!
//! A run that somebody else is changing at the moment is passed over, because a worker has it: it will look at the flow
//! and the installation before it goes on.

use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement, Value};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::clock::ms;
use crate::domain::flow::Reason;
use crate::domain::ids::WorkspaceId;

/// Which runs of a workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// Of one flow.
    Flow(Uuid),
    /// Of all flows.
    All,
    /// Of all flows, and decided on before the first run that could have this key.
    Before(Uuid),
}

/// The states of runs that no worker has, as the partial indexes say them.
const WAITING: [&str; 2] = ["state IN ('queued', 'waiting', 'running') AND state <> 'running'", "state = 'held'"];

/// Cancels runs that wait or are kept back, up to `limit` of each. Returns how many there were.
pub async fn cancel(
    db: &impl ConnectionTrait,
    workspace: &WorkspaceId,
    of: Of,
    reason: &Reason,
    now: OffsetDateTime,
    limit: u64,
) -> Result<u64, DbErr> {
    let backend = db.get_database_backend();
    let mut cancelled = 0;
    for state in WAITING {
        let (flow, mut values): (&str, Vec<Value>) = match of {
            Of::Flow(id) => ("flow_id = $4", vec![id.into()]),
            Of::All => ("flow_id IN (SELECT id FROM flow WHERE workspace_id = $3)", Vec::new()),
            Of::Before(id) => ("flow_id IN (SELECT id FROM flow WHERE workspace_id = $3) AND id < $4", vec![id.into()]),
        };
        let sql = format!(
            "UPDATE flow_run SET state = 'cancelled', reason = $1, due_at_ms = NULL, finished_at_ms = $2 \
             WHERE id IN (SELECT id FROM flow_run WHERE workspace_id = $3 AND {flow} AND {state} \
             ORDER BY id LIMIT {limit}{})",
            passing_over(backend)
        );
        let first: [Value; 3] = [reason.to_json().into(), ms(now).into(), workspace.as_str().into()];
        values.splice(0..0, first);
        cancelled += db.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await?.rows_affected();
    }
    Ok(cancelled)
}

/// The oldest runs behind this one that are kept back, up to `limit`; those of flows that are held themselves only where
/// that flow is asked for.
pub async fn held(
    db: &impl ConnectionTrait,
    workspace: &WorkspaceId,
    of: Of,
    behind: Uuid,
    limit: u64,
) -> Result<Vec<Uuid>, DbErr> {
    let backend = db.get_database_backend();
    let (flow, mut values): (&str, Vec<Value>) = match of {
        Of::Flow(id) => ("flow_id = $3", vec![id.into()]),
        Of::All => {
            ("flow_id NOT IN (SELECT id FROM flow WHERE workspace_id = $1 AND held_reason IS NOT NULL)", Vec::new())
        }
        Of::Before(id) => ("id < $3", vec![id.into()]),
    };
    values.splice(0..0, [Value::from(workspace.as_str()), behind.into()]);
    let sql = format!(
        "SELECT id FROM flow_run WHERE workspace_id = $1 AND id > $2 AND {flow} AND state = 'held' ORDER BY id LIMIT {limit}{}",
        passing_over(backend)
    );
    let rows = db.query_all_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
    rows.iter().map(|row| row.try_get("", "id")).collect()
}

/// Puts held runs back into the line, each with the job that will work on it.
pub async fn queue(db: &impl ConnectionTrait, runs: &[(Uuid, Uuid)]) -> Result<u64, DbErr> {
    if runs.is_empty() {
        return Ok(0);
    }
    let backend = db.get_database_backend();
    let rows: Vec<_> = (0..runs.len()).map(|row| format!("(${}, ${})", 2 * row + 1, 2 * row + 2)).collect();
    let sql = format!(
        "UPDATE flow_run SET state = 'queued', reason = NULL, due_at_ms = NULL, run_lease = 0, job_id = v.column2 \
         FROM (VALUES {}) AS v WHERE flow_run.id = v.column1 AND flow_run.state = 'held'",
        rows.join(", ")
    );
    let values = runs.iter().flat_map(|&(run, job)| -> [Value; 2] { [run.into(), job.into()] });
    Ok(db.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await?.rows_affected())
}

/// What keeps a statement from waiting for somebody else's rows. SQLite has one writer.
const fn passing_over(backend: DbBackend) -> &'static str {
    match backend {
        DbBackend::Postgres => " FOR UPDATE SKIP LOCKED",
        _ => "",
    }
}
