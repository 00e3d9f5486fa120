//! The batch on SQLite: one statement stores the events, another claims their keys, and both travel together.
//!
//! The keys of recent events are in a temporary table of the connection that writes: they are random, and in the
//! database itself every event would write another page of them to the disk. Nothing is lost with that table, because
//! it can be made again from the events. `seen` notes up to which event it was; when another process has written
//! since, or the connection is new, it is brought up to date before the batch counts.
//!
//! The driver runs SQLite on a thread of its own, and every query is a trip there and back. So the text of the query is
//! one of a few, with room for so many rows; what stays empty is null and left out.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde_json::json;
use sqlx::sqlite::SqlitePoolOptions;
use sqlx::{Executor, Row, Sqlite, SqlitePool, Transaction};
use uuid::Uuid;

use super::{NewEvent, NewRun, Outcome, until};
use crate::db::entities::flow_run::KIND;
use crate::db::jobs;

/// Numbers of rows that a statement has room for.
const ROOMS: [usize; 18] = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512];

/// What stores so many events, for each of [`ROOMS`]: alone, and with the claim of their keys.
static STORE: LazyLock<[[String; 2]; ROOMS.len()]> = LazyLock::new(|| {
    ROOMS.map(|rows| {
        let store = store_statement(rows);
        let claiming = format!("{store}; {CLAIM}; {NOTE}");
        [store, claiming]
    })
});

/// Stores the runs of a JSON text, each an array of its values, and their jobs.
static START: LazyLock<String> = LazyLock::new(|| {
    let (insert, new, normal) = (jobs::INSERT, jobs::NEW, jobs::NORMAL);
    format!(
        "INSERT INTO flow_run (id, workspace_id, flow_id, flow_version, state, reason, cause, event_id, event_type, \
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
const COLUMNS: [&str; 12] = [
    "dedupe_key",
    "id",
    "workspace_id",
    "source",
    "custom_source",
    "event_type",
    "entity_id",
    "user_id",
    "project_id",
    "received_at",
    "headers",
    "body",
];

/// Claims the keys of the last events, as many as the parameters say, unless the table is not up to date.
const CLAIM: &str = "INSERT INTO temp.recent (key, event_id) \
     SELECT dedupe_key, id FROM main.webhook_event \
     WHERE rowid > last_insert_rowid() - ? AND (SELECT row FROM temp.seen) = last_insert_rowid() - ? ORDER BY rowid \
     ON CONFLICT (key) DO UPDATE SET event_id = excluded.event_id WHERE recent.event_id <= ?";

/// Notes that they are in the table.
const NOTE: &str = "UPDATE temp.seen SET row = last_insert_rowid() WHERE row = last_insert_rowid() - ?";

/// Adds what others have stored, or everything that is recent.
const CATCH_UP: &str = "INSERT INTO temp.recent (key, event_id) \
     SELECT dedupe_key, id FROM main.webhook_event \
     WHERE id > ?1 AND duplicate_of IS NULL AND rowid > (SELECT row FROM temp.seen) AND rowid <= ?2 ORDER BY id \
     ON CONFLICT (key) DO UPDATE SET event_id = excluded.event_id";

/// Makes the tables of a new connection.
pub(in crate::db) fn prepare(pool: SqlitePoolOptions) -> SqlitePoolOptions {
    pool.after_connect(|connection, _| {
        Box::pin(async move {
            let tables = "PRAGMA temp.journal_mode = MEMORY; PRAGMA temp.cache_size = -16384; \
                 CREATE TABLE temp.recent (key BLOB PRIMARY KEY, event_id BLOB NOT NULL) WITHOUT ROWID; \
                 CREATE TABLE temp.seen (row INTEGER NOT NULL); INSERT INTO temp.seen VALUES (-1)";
            connection.execute(sqlx::raw_sql(tables)).await?;
            Ok(())
        })
    })
}

pub(super) async fn insert(pool: &SqlitePool, batch: &[NewEvent], window_ms: i64) -> Result<Outcome, sqlx::Error> {
    let mut transaction = pool.begin_with("BEGIN IMMEDIATE").await?;
    let mut outcome = Vec::with_capacity(batch.len());
    for part in batch.chunks(ROOMS[ROOMS.len() - 1]) {
        let repeats = store(&mut transaction, part, window_ms).await?;
        start(&mut transaction, part, &repeats).await?;
        outcome.extend(repeats);
    }
    transaction.commit().await?;
    Ok(outcome)
}

/// Forgets keys of events with ids up to this one. Returns how many there were.
pub(super) async fn forget(pool: &SqlitePool, until: Uuid, limit: u64) -> Result<u64, sqlx::Error> {
    let due = "DELETE FROM temp.recent WHERE key IN (SELECT key FROM temp.recent WHERE event_id <= ? LIMIT ?)";
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    Ok(sqlx::query(due).bind(until).bind(limit).execute(pool).await?.rows_affected())
}

/// Stores the events, in rows that follow one another, and claims their keys.
async fn store(
    transaction: &mut Transaction<'_, Sqlite>,
    events: &[NewEvent],
    window_ms: i64,
) -> Result<Outcome, sqlx::Error> {
    let position = ROOMS.iter().position(|room| *room >= events.len()).unwrap_or(ROOMS.len() - 1);
    let claims = window_ms > 0;
    let mut query = sqlx::query(STORE[position][usize::from(claims)].as_str());
    for event in events {
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
            .bind(event.received_at)
            .bind(event.headers.as_str())
            .bind(&*event.body);
    }
    let count = i64::try_from(events.len()).unwrap_or(i64::MAX);
    let until = until(events, window_ms);
    if claims {
        for _ in events.len() * COLUMNS.len()..ROOMS[position] * COLUMNS.len() {
            query = query.bind(None::<i64>);
        }
        query = query.bind(count).bind(count).bind(until).bind(count);
    }
    let done = query.execute(&mut **transaction).await?;
    let new = Ok(vec![None; events.len()]);
    if !claims {
        return new;
    }
    let mut rows = done.rows_affected();
    if rows == events.len() as u64 {
        rows += catch_up(transaction, done.last_insert_rowid() - count, count, until).await?;
    }
    // Each event, its key, and the note.
    if rows == 2 * events.len() as u64 + 1 { new } else { mark(transaction, events).await }
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

/// Brings the table up to date to the row before the batch, and claims the keys then. Returns how many rows that and the
/// note took.
async fn catch_up(
    transaction: &mut Transaction<'_, Sqlite>,
    before: i64,
    count: i64,
    until: Uuid,
) -> Result<u64, sqlx::Error> {
    sqlx::query(CATCH_UP).bind(until).bind(before).execute(&mut **transaction).await?;
    sqlx::query("UPDATE temp.seen SET row = ?").bind(before).execute(&mut **transaction).await?;
    let claimed = sqlx::query(CLAIM).bind(count).bind(count).bind(until).execute(&mut **transaction).await?;
    let noted = sqlx::query(NOTE).bind(count).execute(&mut **transaction).await?;
    Ok(claimed.rows_affected() + noted.rows_affected())
}

/// Marks the events whose key belongs to another one.
async fn mark(transaction: &mut Transaction<'_, Sqlite>, events: &[NewEvent]) -> Result<Outcome, sqlx::Error> {
    let mut owners: HashMap<&[u8; 32], Uuid> = HashMap::with_capacity(events.len());
    let mut outcome = Vec::with_capacity(events.len());
    for event in events {
        let owner = match owners.get(&event.dedupe_key) {
            Some(owner) => *owner,
            None => {
                let owner = sqlx::query("SELECT event_id FROM temp.recent WHERE key = ?")
                    .bind(&event.dedupe_key[..])
                    .fetch_one(&mut **transaction)
                    .await?
                    .try_get(0)?;
                owners.insert(&event.dedupe_key, owner);
                owner
            }
        };
        let repeats = (owner != event.id).then_some(owner);
        if let Some(owner) = repeats {
            sqlx::query("UPDATE webhook_event SET duplicate_of = ? WHERE id = ?")
                .bind(owner)
                .bind(event.id)
                .execute(&mut **transaction)
                .await?;
        }
        outcome.push(repeats);
    }
    Ok(outcome)
}

fn store_statement(rows: usize) -> String {
    let row = format!("({})", ["?"; COLUMNS.len()].join(", "));
    let rows = vec![row; rows].join(", ");
    let columns = COLUMNS.join(", ");
    format!("INSERT INTO webhook_event ({columns}) SELECT * FROM (VALUES {rows}) WHERE column1 IS NOT NULL")
}
