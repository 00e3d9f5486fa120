//! The batch on PostgreSQL: whole columns travel as arrays, and one statement claims the keys and stores the events.
//!
//! One statement is one round trip and one transaction. An event, the claim of its key and the runs that it starts are
//! stored together or not at all. A batch that starts nothing says nothing of runs. What repeats an event of an earlier
//! batch claims nothing, and is stored by a second statement once the first has told that there is such a thing.
//!
//! Most batches repeat nothing, and a claim that may fail costs half of one that looks for others first. So where this
//! process knows of no repeat, the claim is tried as if nobody else knew of one either.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use sqlx::postgres::PgArguments;
use sqlx::{Arguments, PgConnection, Row};
use uuid::Uuid;

use super::{NewEvent, Outcome, by_key, firsts, outcome, own, until};
use crate::db::entities::flow_run::KIND;
use crate::db::{JOBS_CHANNEL, jobs};

/// The events of the columns `$1` to `$13`, which are taken apart side by side: as a function in `FROM`, PostgreSQL would put
/// all of them into a store of its own first.
const EVENTS: &str = "SELECT unnest($1::uuid[]), unnest($2::text[]), unnest($3::text[]), unnest($4::text[]), \
     unnest($5::text[]), unnest($6::text[])::json, unnest($7::bytea[]), unnest($8::text[]), unnest($9::text[]), \
     unnest($10::text[]), unnest($11::bytea[]) AS dedupe_key, unnest($12::uuid[]), unnest($13::timestamptz[])";

const INSERT: &str = "INSERT INTO webhook_event (id, workspace_id, source, custom_source, event_type, headers, body, entity_id, \
     user_id, project_id, dedupe_key, duplicate_of, received_at)";

/// Stores the events.
static STORE: LazyLock<String> = LazyLock::new(|| format!("{INSERT} {EVENTS}"));

/// Stores those whose key was claimed.
static STORE_CLAIMED: LazyLock<String> = LazyLock::new(|| {
    format!("{INSERT} SELECT * FROM ({EVENTS}) AS event WHERE dedupe_key IN (SELECT key FROM claimed)")
});

/// Claims the keys of three columns in order, the first of which is this parameter. Fails where there is one of them.
fn claim_new(first: usize) -> String {
    let (keys, events, times) = (first, first + 1, first + 2);
    format!(
        "WITH claimed AS (\
         INSERT INTO webhook_dedupe AS seen (key, event_id, seen_at_ms) \
         SELECT unnest(${keys}::bytea[]), unnest(${events}::uuid[]), unnest(${times}::int8[])"
    )
}

/// The same, as far as nobody has claimed them within the window, which is the parameter after them.
fn claim(first: usize) -> String {
    let (claim, window) = (claim_new(first), first + 3);
    format!(
        "{claim} ON CONFLICT (key) DO UPDATE SET event_id = EXCLUDED.event_id, seen_at_ms = EXCLUDED.seen_at_ms \
         WHERE seen.seen_at_ms <= EXCLUDED.seen_at_ms - ${window} RETURNING key)"
    )
}

/// Claims keys that nobody had, and stores the events.
static NEW: LazyLock<String> = LazyLock::new(|| format!("{}) {}", claim_new(14), *STORE));

/// The same, and starts flows.
static NEW_AND_START: LazyLock<String> =
    LazyLock::new(|| format!("{}), stored AS ({} {RETURNING}), {}", claim_new(22), *STORE, start()));

/// Claims keys, and stores the events whose key was claimed.
static CLAIM: LazyLock<String> = LazyLock::new(|| format!("{} {}", claim(14), *STORE_CLAIMED));

/// The same, and starts flows.
static CLAIM_AND_START: LazyLock<String> =
    LazyLock::new(|| format!("{}, stored AS ({} {RETURNING}), {}", claim(22), *STORE_CLAIMED, start()));

/// Stores the events, and starts flows.
static STORE_AND_START: LazyLock<String> =
    LazyLock::new(|| format!("WITH stored AS ({} {RETURNING}), {}", *STORE, start()));

/// What a run takes over of its event.
const RETURNING: &str = "RETURNING id, workspace_id, event_type, entity_id, received_at";

/// Stores the runs of the columns `$14` to `$21` whose event was stored, with the jobs of those that wait for a worker.
/// Workers of other processes are told once. Returns how many events were stored.
fn start() -> String {
    let (insert, new, normal) = (jobs::INSERT, jobs::NEW, jobs::NORMAL);
    format!(
        "runs AS (\
         INSERT INTO flow_run (id, workspace_id, flow_id, flow_version, state, reason, cause, event_id, event_type, \
         entity_id, depth, concurrency_key, job_id, run_lease, created_at_ms, finished_at_ms) \
         SELECT r.id, e.workspace_id, r.flow_id, r.flow_version, r.state, r.reason, 'event', e.id, e.event_type, \
         e.entity_id, 0, r.key, r.job_id, 0, t.ms, CASE WHEN r.job_id IS NULL THEN t.ms END \
         FROM UNNEST($14::uuid[], $15::uuid[], $16::uuid[], $17::int4[], $18::text[], $19::text[], $20::uuid[], \
         $21::text[]) AS r (event_id, id, flow_id, flow_version, state, reason, job_id, key) \
         JOIN stored AS e ON e.id = r.event_id \
         CROSS JOIN LATERAL (SELECT floor(EXTRACT(EPOCH FROM e.received_at) * 1000)::int8 AS ms) AS t \
         RETURNING id, workspace_id, job_id, created_at_ms), \
         jobs AS ({insert} {new} FROM (\
         SELECT job_id AS id, workspace_id, '{KIND}' AS kind, '' AS key, '{{\"run\":\"' || id || '\"}}' AS payload, \
         {normal} AS priority, created_at_ms AS due_at_ms, created_at_ms FROM runs WHERE job_id IS NOT NULL) AS waiting \
         RETURNING id) \
         SELECT (SELECT count(*) FROM stored) AS stored, \
         CASE WHEN EXISTS (SELECT FROM jobs) THEN pg_notify('{JOBS_CHANNEL}', '{KIND}')::text END AS told"
    )
}

const STORED: &str = "SELECT id FROM webhook_event WHERE id = ANY($1::uuid[])";

/// Events whose keys are remembered again at most. More would keep senders waiting for longer than they do.
const MOST_REFILLED: i64 = 200_000;

/// The table of keys is not in PostgreSQL's log, so after a crash it is empty.
const REFILL: &str = "INSERT INTO webhook_dedupe (key, event_id, seen_at_ms) \
     SELECT dedupe_key, id, (EXTRACT(EPOCH FROM received_at) * 1000)::int8 FROM webhook_event \
     WHERE id > $1 AND duplicate_of IS NULL AND NOT EXISTS (SELECT FROM webhook_dedupe) ORDER BY id DESC LIMIT $2 \
     ON CONFLICT (key) DO NOTHING";

const OWNERS: &str = "SELECT key, event_id FROM webhook_dedupe WHERE key = ANY($1::bytea[])";

/// Stores a batch. `is_new`: as far as is known here, nothing of it is a repeat.
pub(super) async fn insert(
    connection: &mut PgConnection,
    batch: &[NewEvent],
    window_ms: i64,
    is_new: bool,
) -> Result<Outcome, sqlx::Error> {
    let all: Vec<&NewEvent> = batch.iter().collect();
    let starts = batch.iter().any(|event| !event.runs.is_empty());
    if window_ms == 0 {
        let new = vec![None; batch.len()];
        if starts {
            let query = bind(STORE_AND_START.as_str(), &all, &new);
            bind_runs(query, batch, &new).execute(connection).await?;
        } else {
            store(connection, &all, &new).await?;
        }
        return Ok(new);
    }
    if is_new {
        let new = vec![None; batch.len()];
        let query = bind(if starts { NEW_AND_START.as_str() } else { NEW.as_str() }, &all, &new);
        let query = if starts { bind_runs(query, batch, &new) } else { query };
        match bind_claims(query, batch, &by_key(batch, 0..batch.len())).execute(&mut *connection).await {
            Ok(_) => return Ok(new),
            Err(error) if is_taken(&error) => {}
            Err(error) => return Err(error),
        }
    }
    let firsts = firsts(batch);
    let mut owners = own(batch, &firsts);
    let assumed = outcome(batch, &owners);
    let stored = if starts {
        let query = bind(CLAIM_AND_START.as_str(), &all, &assumed);
        let query = bind_claims(bind_runs(query, batch, &assumed), batch, &firsts).bind(window_ms);
        u64::try_from(query.fetch_one(&mut *connection).await?.try_get::<i64, _>(0)?).unwrap_or(0)
    } else {
        let query = bind(CLAIM.as_str(), &all, &assumed);
        bind_claims(query, batch, &firsts).bind(window_ms).execute(&mut *connection).await?.rows_affected()
    };
    if stored == batch.len() as u64 {
        return Ok(assumed);
    }
    let ids: Vec<_> = batch.iter().map(|event| event.id).collect();
    let stored = sqlx::query(STORED).bind(ids).fetch_all(&mut *connection).await?;
    let stored = stored.iter().map(|row| row.try_get(0)).collect::<Result<HashSet<Uuid>, _>>()?;
    let repeats: Vec<&NewEvent> = batch.iter().filter(|event| !stored.contains(&event.id)).collect();
    owners.extend(owners_of(connection, &repeats).await?);
    let outcome = outcome(batch, &owners);
    let repeated: Vec<_> =
        batch.iter().zip(&outcome).filter(|(event, _)| !stored.contains(&event.id)).map(|(_, of)| *of).collect();
    store(connection, &repeats, &repeated).await?;
    Ok(outcome)
}

/// Whether somebody else had a key.
fn is_taken(error: &sqlx::Error) -> bool {
    let error = error.as_database_error();
    error.is_some_and(|error| error.is_unique_violation() && error.table() == Some("webhook_dedupe"))
}

/// Remembers the keys of recent events again, if none is remembered. To be called on every new connection, since a crash
/// of the server takes the keys and all connections with it.
pub(super) async fn refill(
    connection: &mut PgConnection,
    batch: &[NewEvent],
    window_ms: i64,
) -> Result<(), sqlx::Error> {
    sqlx::query(REFILL).bind(until(batch, window_ms)).bind(MOST_REFILLED).execute(connection).await?;
    Ok(())
}

async fn owners_of(
    connection: &mut PgConnection,
    events: &[&NewEvent],
) -> Result<HashMap<[u8; 32], Uuid>, sqlx::Error> {
    let keys: Vec<&[u8]> = events.iter().map(|event| &event.dedupe_key[..]).collect();
    let rows = sqlx::query(OWNERS).bind(keys).fetch_all(connection).await?;
    rows.iter().map(|row| Ok((row.try_get::<[u8; 32], _>(0)?, row.try_get(1)?))).collect()
}

async fn store(
    connection: &mut PgConnection,
    events: &[&NewEvent],
    duplicate_of: &[Option<Uuid>],
) -> Result<(), sqlx::Error> {
    bind(STORE.as_str(), events, duplicate_of).execute(connection).await?;
    Ok(())
}

type Query<'q> = sqlx::query::Query<'q, sqlx::Postgres, PgArguments>;

/// More than the columns of an event take beside its headers and its body.
const IDS: usize = 512;

fn bind<'q>(sql: &'static str, events: &[&'q NewEvent], duplicate_of: &[Option<Uuid>]) -> Query<'q> {
    // A buffer that has to grow is copied each time.
    let mut arguments = PgArguments::default();
    arguments.reserve(0, events.iter().map(|event| event.headers.len() + event.body.len() + IDS).sum());
    sqlx::query_with(sql, arguments)
        .bind(column(events, |event| event.id))
        .bind(column(events, |event| event.workspace.as_str()))
        .bind(column(events, |event| event.source.name()))
        .bind(column(events, |event| event.custom_source.as_deref()))
        .bind(column(events, |event| &*event.event_type))
        .bind(column(events, |event| event.headers.as_str()))
        .bind(column(events, |event| &*event.body))
        .bind(column(events, |event| event.entity_id.as_deref()))
        .bind(column(events, |event| event.user_id.as_deref()))
        .bind(column(events, |event| event.project_id.as_deref()))
        .bind(column(events, |event| &event.dedupe_key[..]))
        .bind(duplicate_of.to_vec())
        .bind(column(events, |event| event.received_at))
}

fn bind_claims<'q>(query: Query<'q>, batch: &'q [NewEvent], firsts: &[usize]) -> Query<'q> {
    query
        .bind(firsts.iter().map(|&position| &batch[position].dedupe_key[..]).collect::<Vec<_>>())
        .bind(firsts.iter().map(|&position| batch[position].id).collect::<Vec<_>>())
        .bind(firsts.iter().map(|&position| batch[position].received_ms()).collect::<Vec<_>>())
}

/// The runs of the events that repeat none of the batch.
fn bind_runs<'q>(query: Query<'q>, batch: &'q [NewEvent], duplicate_of: &[Option<Uuid>]) -> Query<'q> {
    let first = batch.iter().zip(duplicate_of).filter(|(_, of)| of.is_none());
    let runs: Vec<_> = first.flat_map(|(event, _)| event.runs.iter().map(|run| (event.id, run))).collect();
    query
        .bind(runs.iter().map(|(event, _)| *event).collect::<Vec<_>>())
        .bind(runs.iter().map(|(_, run)| run.id).collect::<Vec<_>>())
        .bind(runs.iter().map(|(_, run)| run.flow).collect::<Vec<_>>())
        .bind(runs.iter().map(|(_, run)| run.version).collect::<Vec<_>>())
        .bind(runs.iter().map(|(_, run)| run.state.name()).collect::<Vec<_>>())
        .bind(runs.iter().map(|(_, run)| run.reason.as_deref()).collect::<Vec<_>>())
        .bind(runs.iter().map(|(_, run)| run.job).collect::<Vec<_>>())
        .bind(runs.iter().map(|(_, run)| run.key.as_deref()).collect::<Vec<_>>())
}

fn column<'a, T>(events: &[&'a NewEvent], value: impl Fn(&'a NewEvent) -> T) -> Vec<T> {
    events.iter().map(|event| value(event)).collect()
}
