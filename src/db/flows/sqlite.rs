//! The batch on SQLite: one transaction, and in it for each mark its fence, and then what it brings.

use sqlx::{Executor, Sqlite, SqlitePool, Transaction};

use super::mark::{Answer, EchoAnswered, Mark, Marked, NewEcho, StepMark, plain};
use crate::clock::ms;

const CHANGE: &str = "UPDATE flow_run SET state = ?1, run_lease = ?2, reason = ?3, due_at_ms = ?4, \
     started_at_ms = COALESCE(started_at_ms, ?5), finished_at_ms = ?6, \
     concurrency_key = CASE WHEN ?1 IN ('running', 'waiting') THEN COALESCE(?7, concurrency_key) END \
     WHERE id = ?8 AND workspace_id = ?9 AND job_id = ?10 AND run_lease BETWEEN ?11 AND ?12 \
     AND state IN ('queued', 'waiting', 'running')";

const KEEP: &str = "SELECT 1 FROM flow_run WHERE id = ? AND workspace_id = ? AND job_id = ? AND run_lease = ? \
     AND state IN ('queued', 'waiting', 'running')";

const STEP: &str = "INSERT INTO flow_step (run_id, workspace_id, position, state, attempts, request, response, reason, \
     started_at_ms, due_at_ms, finished_at_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) \
     ON CONFLICT (run_id, position) DO UPDATE SET state = excluded.state, attempts = excluded.attempts, \
     request = COALESCE(excluded.request, flow_step.request), response = excluded.response, reason = excluded.reason, \
     due_at_ms = excluded.due_at_ms, finished_at_ms = excluded.finished_at_ms";

const ECHO: &str = "INSERT INTO flow_echo (run_id, workspace_id, id, event_type, entity_id, fields, flow_id, root_run, \
     depth, expires_at_ms, in_flight) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, TRUE) ON CONFLICT (id) DO NOTHING";

const MADE: &str =
    "UPDATE flow_echo SET in_flight = FALSE, entity_id = COALESCE(?, entity_id) WHERE id = ? AND run_id = ?";

const REFUSED: &str = "DELETE FROM flow_echo WHERE id = ? AND run_id = ?";

pub(super) async fn apply(pool: &SqlitePool, marks: &[Mark]) -> Result<Vec<Marked>, sqlx::Error> {
    let mut transaction = pool.begin_with("BEGIN IMMEDIATE").await?;
    let mut marked = Vec::with_capacity(marks.len());
    for mark in marks {
        marked.push(store(&mut transaction, mark).await?);
    }
    transaction.commit().await?;
    Ok(marked)
}

async fn store(transaction: &mut Transaction<'_, Sqlite>, mark: &Mark) -> Result<Marked, sqlx::Error> {
    if !fence(transaction, mark).await? {
        return Ok(Marked::Stale);
    }
    for step in mark.last_steps() {
        transaction.execute(bind_step(mark, &step)).await?;
    }
    // In this order, because what is answered is of earlier marks: PostgreSQL's statement doesn't see its own rows.
    for echo in &mark.answered {
        transaction.execute(bind_answer(mark, echo)).await?;
    }
    for echo in &mark.echoes {
        transaction.execute(bind_echo(mark, echo)).await?;
    }
    Ok(Marked::Done)
}

/// Changes the run. False if the worker has lost it.
async fn fence(transaction: &mut Transaction<'_, Sqlite>, mark: &Mark) -> Result<bool, sqlx::Error> {
    let row = mark.row();
    let Some(state) = row.state else {
        let keep = sqlx::query(KEEP).bind(mark.run).bind(mark.workspace.as_str()).bind(mark.job).bind(mark.lease);
        return Ok(keep.fetch_optional(&mut **transaction).await?.is_some());
    };
    let change = sqlx::query(CHANGE)
        .bind(state)
        .bind(mark.lease)
        .bind(row.reason)
        .bind(row.due_ms)
        .bind(row.started_ms)
        .bind(row.finished_ms)
        .bind(row.key)
        .bind(mark.run)
        .bind(mark.workspace.as_str())
        .bind(mark.job)
        .bind(row.oldest)
        .bind(row.newest);
    Ok(change.execute(&mut **transaction).await?.rows_affected() > 0)
}

type Query<'q> = sqlx::query::Query<'q, Sqlite, sqlx::sqlite::SqliteArguments>;

fn bind_step<'q>(mark: &'q Mark, step: &'q StepMark) -> Query<'q> {
    sqlx::query(STEP)
        .bind(mark.run)
        .bind(mark.workspace.as_str())
        .bind(plain(&step.position))
        .bind(step.state.name())
        .bind(step.attempts)
        .bind(step.request.as_deref().map(plain))
        .bind(step.response.as_deref().map(plain))
        .bind(step.reason.as_deref().map(plain))
        .bind(ms(step.started))
        .bind(step.due.map(ms))
        .bind(step.finished.map(ms))
}

fn bind_echo<'q>(mark: &'q Mark, echo: &'q NewEcho) -> Query<'q> {
    sqlx::query(ECHO)
        .bind(mark.run)
        .bind(mark.workspace.as_str())
        .bind(echo.id)
        .bind(plain(&echo.event_type))
        .bind(echo.entity_id.as_deref().map(plain))
        .bind(plain(&echo.fields))
        .bind(echo.flow)
        .bind(echo.root)
        .bind(echo.depth)
        .bind(ms(echo.expires))
}

fn bind_answer<'q>(mark: &'q Mark, echo: &'q EchoAnswered) -> Query<'q> {
    match &echo.answer {
        Answer::Made { entity_id } => {
            sqlx::query(MADE).bind(entity_id.as_deref().map(plain)).bind(echo.id).bind(mark.run)
        }
        Answer::Refused => sqlx::query(REFUSED).bind(echo.id).bind(mark.run),
    }
}
