//! The batch on SQLite: rows travel in groups of a few fixed sizes, so that each statement is prepared once.

use std::collections::HashMap;

use sqlx::query::Query;
use sqlx::sqlite::SqliteArguments;
use sqlx::{Row, Sqlite, SqlitePool, Transaction};

use super::{NewEvent, Outcome, firsts, outcome, own};

/// How many rows a statement may carry, the largest first.
const GROUPS: [usize; 8] = [128, 64, 32, 16, 8, 4, 2, 1];

pub(super) async fn insert(pool: &SqlitePool, batch: &[NewEvent], window_ms: i64) -> Result<Outcome, sqlx::Error> {
    let mut transaction = pool.begin_with("BEGIN IMMEDIATE").await?;
    let outcome = claim(&mut transaction, batch, window_ms).await?;
    let rows: Vec<_> = batch.iter().zip(&outcome).collect();
    for group in groups(&rows) {
        let sql = statement(
            "INSERT INTO webhook_event (id, workspace_id, source, custom_source, event_type, headers, body, \
             entity_id, user_id, project_id, dedupe_key, duplicate_of, received_at) VALUES ",
            13,
            group.len(),
            "",
        );
        let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
        for (event, duplicate_of) in group {
            query = query
                .bind(event.id)
                .bind(event.workspace.as_str())
                .bind(event.source.name())
                .bind(event.custom_source.as_deref())
                .bind(&*event.event_type)
                .bind(event.headers.as_str())
                .bind(&*event.body)
                .bind(event.entity_id.as_deref())
                .bind(event.user_id.as_deref())
                .bind(event.project_id.as_deref())
                .bind(&event.dedupe_key[..])
                .bind(**duplicate_of)
                .bind(event.received_at);
        }
        query.execute(&mut *transaction).await?;
    }
    transaction.commit().await?;
    Ok(outcome)
}

async fn claim(
    transaction: &mut Transaction<'_, Sqlite>,
    batch: &[NewEvent],
    window_ms: i64,
) -> Result<Outcome, sqlx::Error> {
    if window_ms == 0 {
        return Ok(vec![None; batch.len()]);
    }
    let firsts = firsts(batch);
    let mut claimed = 0;
    for group in groups(&firsts) {
        let sql = statement(
            "INSERT INTO webhook_dedupe (key, event_id, seen_at_ms) VALUES ",
            3,
            group.len(),
            " ON CONFLICT (key) DO UPDATE SET event_id = excluded.event_id, seen_at_ms = excluded.seen_at_ms \
             WHERE webhook_dedupe.seen_at_ms <= excluded.seen_at_ms - ?",
        );
        let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
        for &position in group {
            let event = &batch[position];
            query = query.bind(&event.dedupe_key[..]).bind(event.id).bind(event.received_ms());
        }
        claimed += query.bind(window_ms).execute(&mut **transaction).await?.rows_affected();
    }
    if claimed == firsts.len() as u64 {
        return Ok(outcome(batch, &own(batch, &firsts)));
    }
    let mut owners = HashMap::with_capacity(firsts.len());
    for group in groups(&firsts) {
        let sql = format!("SELECT key, event_id FROM webhook_dedupe WHERE key IN ({})", marks(group.len()));
        let mut query: Query<'_, Sqlite, SqliteArguments> = sqlx::query(sqlx::AssertSqlSafe(sql));
        for &position in group {
            query = query.bind(&batch[position].dedupe_key[..]);
        }
        for row in query.fetch_all(&mut **transaction).await? {
            let key: &[u8] = row.try_get(0)?;
            let key = key.try_into().map_err(|_| sqlx::Error::Decode("a dedupe key must have 32 bytes".into()))?;
            owners.insert(key, row.try_get(1)?);
        }
    }
    Ok(outcome(batch, &owners))
}

fn groups<T>(mut rows: &[T]) -> impl Iterator<Item = &[T]> {
    std::iter::from_fn(move || {
        let size = GROUPS.into_iter().find(|&size| size <= rows.len())?;
        let (group, rest) = rows.split_at(size);
        rows = rest;
        Some(group)
    })
}

fn statement(head: &str, columns: usize, rows: usize, tail: &str) -> String {
    let row = format!("({})", marks(columns));
    format!("{head}{}{tail}", vec![row; rows].join(","))
}

fn marks(count: usize) -> String {
    vec!["?"; count].join(",")
}
