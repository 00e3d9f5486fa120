//! The batch on PostgreSQL: whole columns travel as arrays, and one statement claims the keys and stores the events.
//!
//! One statement is one round trip and one transaction. An event and the claim of its key are stored together or not
//! at all. What repeats an event of an earlier batch claims nothing, and is stored by a second statement
//! once the first has told that there is such a thing.

use std::collections::{HashMap, HashSet};

use sqlx::{PgConnection, Row};
use uuid::Uuid;

use super::{NewEvent, Outcome, firsts, outcome, own, until};

/// Stores the events of the columns `$1` to `$13`. A macro, because two statements are made of it and `concat!` takes
/// nothing else.
macro_rules! store {
    () => {
        "INSERT INTO webhook_event (id, workspace_id, source, custom_source, event_type, headers, body, entity_id, \
         user_id, project_id, dedupe_key, duplicate_of, received_at) \
         SELECT id, workspace_id, source, custom_source, event_type, headers::json, body, entity_id, user_id, \
         project_id, dedupe_key, duplicate_of, received_at \
         FROM UNNEST($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bytea[], $8::text[], \
         $9::text[], $10::text[], $11::bytea[], $12::uuid[], $13::timestamptz[]) \
         AS t (id, workspace_id, source, custom_source, event_type, headers, body, entity_id, user_id, project_id, \
         dedupe_key, duplicate_of, received_at)"
    };
}

const STORE: &str = store!();

/// Claims the keys of `$14` in order, and stores the events whose key was claimed.
const CLAIM: &str = concat!(
    "WITH claimed AS (\
     INSERT INTO webhook_dedupe AS seen (key, event_id, seen_at_ms) \
     SELECT * FROM UNNEST($14::bytea[], $15::uuid[], $16::int8[]) \
     ON CONFLICT (key) DO UPDATE SET event_id = EXCLUDED.event_id, seen_at_ms = EXCLUDED.seen_at_ms \
     WHERE seen.seen_at_ms <= EXCLUDED.seen_at_ms - $17 RETURNING key) ",
    store!(),
    " WHERE dedupe_key IN (SELECT key FROM claimed)"
);

const STORED: &str = "SELECT id FROM webhook_event WHERE id = ANY($1::uuid[])";

/// Events whose keys are remembered again at most. More would keep senders waiting for longer than they do.
const MOST_REFILLED: i64 = 200_000;

/// The table of keys is not in PostgreSQL's log, so after a crash it is empty.
const REFILL: &str = "INSERT INTO webhook_dedupe (key, event_id, seen_at_ms) \
     SELECT dedupe_key, id, (EXTRACT(EPOCH FROM received_at) * 1000)::int8 FROM webhook_event \
     WHERE id > $1 AND duplicate_of IS NULL AND NOT EXISTS (SELECT FROM webhook_dedupe) ORDER BY id DESC LIMIT $2 \
     ON CONFLICT (key) DO NOTHING";

const OWNERS: &str = "SELECT key, event_id FROM webhook_dedupe WHERE key = ANY($1::bytea[])";

pub(super) async fn insert(
    connection: &mut PgConnection,
    batch: &[NewEvent],
    window_ms: i64,
) -> Result<Outcome, sqlx::Error> {
    let all: Vec<&NewEvent> = batch.iter().collect();
    if window_ms == 0 {
        store(connection, &all, &vec![None; batch.len()]).await?;
        return Ok(vec![None; batch.len()]);
    }
    let firsts = firsts(batch);
    let mut owners = own(batch, &firsts);
    let assumed = outcome(batch, &owners);
    let stored = bind(sqlx::query(CLAIM), &all, &assumed)
        .bind(firsts.iter().map(|&position| &batch[position].dedupe_key[..]).collect::<Vec<_>>())
        .bind(firsts.iter().map(|&position| batch[position].id).collect::<Vec<_>>())
        .bind(firsts.iter().map(|&position| batch[position].received_ms()).collect::<Vec<_>>())
        .bind(window_ms)
        .execute(&mut *connection)
        .await?;
    if stored.rows_affected() == batch.len() as u64 {
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
    bind(sqlx::query(STORE), events, duplicate_of).execute(connection).await?;
    Ok(())
}

type Query<'q> = sqlx::query::Query<'q, sqlx::Postgres, sqlx::postgres::PgArguments>;

fn bind<'q>(query: Query<'q>, events: &[&'q NewEvent], duplicate_of: &[Option<Uuid>]) -> Query<'q> {
    query
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

fn column<'a, T>(events: &[&'a NewEvent], value: impl Fn(&'a NewEvent) -> T) -> Vec<T> {
    events.iter().map(|event| value(event)).collect()
}
