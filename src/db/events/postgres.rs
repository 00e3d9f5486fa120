//! The batch on PostgreSQL: whole columns travel as arrays, so a batch is one statement whatever its size.

use std::collections::HashMap;

use sqlx::{Connection, PgConnection, Postgres, Row, Transaction};

use super::{NewEvent, Outcome, firsts, outcome, own};

const CLAIM: &str = "\
INSERT INTO webhook_dedupe AS seen (key, event_id, seen_at_ms) \
SELECT * FROM UNNEST($1::bytea[], $2::uuid[], $3::int8[]) \
ON CONFLICT (key) DO UPDATE SET event_id = EXCLUDED.event_id, seen_at_ms = EXCLUDED.seen_at_ms \
WHERE seen.seen_at_ms <= EXCLUDED.seen_at_ms - $4";

const OWNERS: &str = "SELECT key, event_id FROM webhook_dedupe WHERE key = ANY($1::bytea[])";

const EVENTS: &str = "\
INSERT INTO webhook_event (id, workspace_id, source, custom_source, event_type, headers, body, entity_id, \
user_id, project_id, dedupe_key, duplicate_of, received_at) \
SELECT id, workspace_id, source, custom_source, event_type, headers::jsonb, body, entity_id, user_id, \
project_id, dedupe_key, duplicate_of, received_at \
FROM UNNEST($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bytea[], $8::text[], \
$9::text[], $10::text[], $11::bytea[], $12::uuid[], $13::timestamptz[]) \
AS t (id, workspace_id, source, custom_source, event_type, headers, body, entity_id, user_id, project_id, \
dedupe_key, duplicate_of, received_at)";

pub(super) async fn insert(
    connection: &mut PgConnection,
    batch: &[NewEvent],
    window_ms: i64,
) -> Result<Outcome, sqlx::Error> {
    let mut transaction = connection.begin().await?;
    let outcome = claim(&mut transaction, batch, window_ms).await?;
    sqlx::query(EVENTS)
        .bind(column(batch, |event| event.id))
        .bind(column(batch, |event| event.workspace.as_str()))
        .bind(column(batch, |event| event.source.name()))
        .bind(column(batch, |event| event.custom_source.as_deref()))
        .bind(column(batch, |event| &*event.event_type))
        .bind(column(batch, |event| event.headers.as_str()))
        .bind(column(batch, |event| &*event.body))
        .bind(column(batch, |event| event.entity_id.as_deref()))
        .bind(column(batch, |event| event.user_id.as_deref()))
        .bind(column(batch, |event| event.project_id.as_deref()))
        .bind(column(batch, |event| &event.dedupe_key[..]))
        .bind(&outcome)
        .bind(column(batch, |event| event.received_at))
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await?;
    Ok(outcome)
}

async fn claim(
    transaction: &mut Transaction<'_, Postgres>,
    batch: &[NewEvent],
    window_ms: i64,
) -> Result<Outcome, sqlx::Error> {
    if window_ms == 0 {
        return Ok(vec![None; batch.len()]);
    }
    let firsts = firsts(batch);
    let keys: Vec<&[u8]> = firsts.iter().map(|&position| &batch[position].dedupe_key[..]).collect();
    let claimed = sqlx::query(CLAIM)
        .bind(&keys)
        .bind(firsts.iter().map(|&position| batch[position].id).collect::<Vec<_>>())
        .bind(firsts.iter().map(|&position| batch[position].received_ms()).collect::<Vec<_>>())
        .bind(window_ms)
        .execute(&mut **transaction)
        .await?
        .rows_affected();
    if claimed == firsts.len() as u64 {
        return Ok(outcome(batch, &own(batch, &firsts)));
    }
    let rows = sqlx::query(OWNERS).bind(&keys).fetch_all(&mut **transaction).await?;
    let mut owners = HashMap::with_capacity(rows.len());
    for row in rows {
        owners.insert(row.try_get::<[u8; 32], _>(0)?, row.try_get(1)?);
    }
    Ok(outcome(batch, &owners))
}

fn column<'a, T>(batch: &'a [NewEvent], value: impl Fn(&'a NewEvent) -> T) -> Vec<T> {
    batch.iter().map(value).collect()
}
