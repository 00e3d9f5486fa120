//! The batch on SQLite: one statement stores the events, another the runs that they start.
//!
//! The driver runs SQLite on a thread of its own, and every query is a trip there and back. So the text of the query is
//! one of a few, with room for so many rows; what stays empty is null and left out.
//!
//! A statement that fails in the middle leaves what it had done (`OR FAIL`), because all of the transaction is undone then:
//! otherwise SQLite would copy every page to another file first.

use std::sync::LazyLock;

use futures_util::TryStreamExt;
use serde_json::json;
use sqlx::{Either, Executor, Row, Sqlite, SqlitePool, Transaction};

use super::recent::{At, Recent};
use super::{NewEvent, NewRun, Outcome, until};
use crate::db::entities::flow_run::KIND;
use crate::db::jobs;

/// Numbers of rows that a statement has room for.
const ROOMS: [usize; 18] = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512];

/// What stores so many events, for each of [`ROOMS`], and tells which event is in the row before them.
static STORE: LazyLock<[String; ROOMS.len()]> = LazyLock::new(|| ROOMS.map(store_statement));

/// Stores the runs of a JSON text, each an array of its values, and their jobs.
static START: LazyLock<String> = LazyLock::new(|| {
    let (insert, new, normal) = (jobs::INSERT, jobs::NEW, jobs::NORMAL);
    format!(
        "INSERT OR FAIL INTO flow_run (id, workspace_id, flow_id, flow_version, state, reason, cause, event_id, event_type, \
         entity_id, depth, job_id, run_lease, created_at_ms, finished_at_ms, concurrency_key) \
         SELECT unhex(value ->> 0, '-'), value ->> 1, unhex(value ->> 2, '-'), value ->> 3, value ->> 4, value ->> 5, \
         'event', unhex(value ->> 6, '-'), value ->> 7, value ->> 8, 0, unhex(value ->> 9, '-'), 0, value ->> 10, \
         value ->> 11, value ->> 12 FROM json_each(?1); \
         {insert} {new} FROM (\
         SELECT unhex(value ->> 9, '-') AS id, value ->> 1 AS workspace_id, '{KIND}' AS kind, '' AS key, \
         '{{\"run\":\"' || (value ->> 0) || '\"}}' AS payload, {normal} AS priority, value ->> 10 AS due_at_ms, \
         value ->> 10 AS created_at_ms FROM json_each(?1)) WHERE id IS NOT NULL"
    )
});

/// Columns of an event, the key first: a row without one is room that stayed empty.
const COLUMNS: [&str; 13] = [
    "dedupe_key",
    "id",
    "workspace_id",
    "source",
    "custom_source",
    "event_type",
    "entity_id",
    "user_id",
    "project_id",
    "duplicate_of",
    "received_at",
    "headers",
    "body",
];

pub(super) async fn insert(
    pool: &SqlitePool,
    recent: &Recent,
    batch: &[NewEvent],
    window_ms: i64,
) -> Result<Outcome, sqlx::Error> {
    let mut transaction = pool.begin_with("BEGIN IMMEDIATE").await?;
    if window_ms == 0 {
        let new = vec![None; batch.len()];
        store(&mut transaction, batch, &new).await?;
        start(&mut transaction, batch, &new).await?;
        transaction.commit().await?;
        return Ok(new);
    }
    let until = until(batch, window_ms);
    let mut known = recent.lock().await;
    let mut outcome = known.outcome(batch, until).await;
    let (before, last) = store(&mut transaction, batch, &outcome).await?;
    if !known.is_at(before) {
        known.catch_up(&mut transaction, before, until).await?;
        let right = known.outcome(batch, until).await;
        correct(&mut transaction, batch, &outcome, &right).await?;
        outcome = right;
    }
    start(&mut transaction, batch, &outcome).await?;
    transaction.commit().await?;
    known.add(batch, &outcome, last).await;
    Ok(outcome)
}

/// Stores the events, in rows that follow one another. Returns the row before them, and the last of theirs.
async fn store(
    transaction: &mut Transaction<'_, Sqlite>,
    batch: &[NewEvent],
    outcome: &Outcome,
) -> Result<(At, i64), sqlx::Error> {
    let most = ROOMS[ROOMS.len() - 1];
    let (mut before, mut last) = (None, 0);
    for (events, repeats) in batch.chunks(most).zip(outcome.chunks(most)) {
        let position = ROOMS.iter().position(|room| *room >= events.len()).unwrap_or(ROOMS.len() - 1);
        let mut query = sqlx::query(STORE[position].as_str());
        for (event, repeats) in events.iter().zip(repeats) {
            query = query
                .bind(&event.dedupe_key[..])
                .bind(event.id)
                .bind(event.workspace.as_str())
                .bind(event.source.name())
                .bind(event.custom_source.clone())
                .bind(&*event.event_type)
                .bind(event.entity_id.as_deref())
                .bind(event.user_id.as_deref())
                .bind(event.project_id.as_deref())
                .bind(*repeats)
                .bind(event.received_at)
                .bind(event.headers.as_str())
                .bind(&*event.body);
        }
        for _ in events.len() * COLUMNS.len()..ROOMS[position] * COLUMNS.len() {
            query = query.bind(None::<i64>);
        }
        let count = i64::try_from(events.len()).unwrap_or(i64::MAX);
        let mut said = transaction.fetch_many(query.bind(count));
        let mut id = None;
        while let Some(said) = said.try_next().await? {
            match said {
                Either::Left(done) => last = done.last_insert_rowid(),
                Either::Right(row) => id = Some(row.try_get(0)?),
            }
        }
        before.get_or_insert(At { row: last - count, id });
    }
    Ok((before.unwrap_or_default(), last))
}

/// Marks the events that were stored before it was known what they repeat.
async fn correct(
    transaction: &mut Transaction<'_, Sqlite>,
    batch: &[NewEvent],
    stored: &Outcome,
    right: &Outcome,
) -> Result<(), sqlx::Error> {
    let wrong = batch.iter().zip(stored.iter().zip(right)).filter(|(_, (stored, right))| stored != right);
    for (event, (_, right)) in wrong {
        let mark = "UPDATE webhook_event SET duplicate_of = ? WHERE id = ?";
        sqlx::query(mark).bind(*right).bind(event.id).execute(&mut **transaction).await?;
    }
    Ok(())
}

/// Stores the runs of the events that are no repeats, and the jobs of those that wait for a worker.
async fn start(
    transaction: &mut Transaction<'_, Sqlite>,
    events: &[NewEvent],
    repeats: &Outcome,
) -> Result<(), sqlx::Error> {
    let new = events.iter().zip(repeats).filter(|(_, repeats)| repeats.is_none());
    let runs: Vec<_> = new.flat_map(|(event, _)| event.runs.iter().map(|run| started(event, run))).collect();
    if !runs.is_empty() {
        let runs = serde_json::Value::Array(runs).to_string();
        sqlx::query(START.as_str()).bind(runs).execute(&mut **transaction).await?;
    }
    Ok(())
}

/// A run as [`START`] reads it.
fn started(event: &NewEvent, run: &NewRun) -> serde_json::Value {
    let at = event.received_ms();
    json!([
        run.id,
        event.workspace.as_str(),
        run.flow,
        run.version,
        run.state.name(),
        run.reason,
        event.id,
        &*event.event_type,
        event.entity_id,
        run.job,
        at,
        run.job.is_none().then_some(at),
        run.key,
    ])
}

fn store_statement(rows: usize) -> String {
    let row = format!("({})", ["?"; COLUMNS.len()].join(", "));
    let rows = vec![row; rows].join(", ");
    let columns = COLUMNS.join(", ");
    format!(
        "INSERT OR FAIL INTO webhook_event ({columns}) SELECT * FROM (VALUES {rows}) WHERE column1 IS NOT NULL; \
         SELECT id FROM webhook_event WHERE rowid = last_insert_rowid() - ?"
    )
}
