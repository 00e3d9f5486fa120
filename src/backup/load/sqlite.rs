//! Storing in SQLite: many rows with one statement, because each statement is a trip to another thread and back.

use std::sync::Arc;

use sqlx::sqlite::SqliteArguments;
use sqlx::{AssertSqlSafe, Sqlite, SqliteConnection};
use tokio::sync::mpsc::Receiver;

use super::super::row::{self, Value};
use super::super::schema::{Shape, quoted};
use super::Group;

/// Rows of one statement, as long as they have few enough columns.
const ROWS: usize = 64;

/// Most parameters that a statement may have.
const PARAMETERS: usize = 32_000;

pub(super) async fn store(
    connection: &mut SqliteConnection,
    shape: &Shape,
    mut groups: Receiver<Group>,
) -> Result<(), sqlx::Error> {
    let columns = shape.columns.len().max(1);
    let most = ROWS.min(PARAMETERS / columns).max(1);
    let (many, one) = (statement(shape, most), statement(shape, 1));
    while let Some(group) = groups.recv().await {
        let Group::Rows(rows) = group else { continue };
        let whole = rows.len() - rows.len() % most;
        let mut rows = rows.into_iter();
        for _ in 0..whole / most {
            insert(connection, &many, rows.by_ref().take(most)).await?;
        }
        for row in rows {
            insert(connection, &one, [row].into_iter()).await?;
        }
    }
    Ok(())
}

/// The statement that stores so many rows.
fn statement(shape: &Shape, rows: usize) -> Arc<str> {
    let one = format!("({})", vec!["?"; shape.columns.len()].join(", "));
    let all = vec![one.as_str(); rows].join(", ");
    format!("INSERT INTO {} ({}) VALUES {all}", quoted(&shape.table), shape.list()).into()
}

async fn insert(
    connection: &mut SqliteConnection,
    statement: &Arc<str>,
    rows: impl Iterator<Item = Vec<Value>>,
) -> Result<(), sqlx::Error> {
    let mut query = sqlx::query(AssertSqlSafe(Arc::clone(statement)));
    for value in rows.flatten() {
        query = bind(query, value);
    }
    query.execute(connection).await.map(|_| ())
}

type Query<'q> = sqlx::query::Query<'q, Sqlite, SqliteArguments>;

fn bind(query: Query<'_>, value: Value) -> Query<'_> {
    match value {
        Value::Null => query.bind(None::<i64>),
        Value::Bool(value) => query.bind(value),
        Value::Int(value) => query.bind(value),
        // SQLite would keep nothing in its place.
        Value::Float(value) if value.is_nan() => query.bind(row::float_text(value)),
        Value::Float(value) => query.bind(value),
        Value::Text(text) => query.bind(text),
        Value::Bytes(bytes) => query.bind(bytes),
        Value::Uuid(uuid) => query.bind(uuid),
        Value::Time(text) => query.bind(time(text)),
    }
}

/// A time of a line as the rest of the program has it in SQLite: no zeros at the end of the fraction.
fn time(mut text: String) -> String {
    text.truncate(text.trim_end_matches('Z').trim_end_matches('0').trim_end_matches('.').len());
    text.push('Z');
    text
}

#[cfg(test)]
mod tests {
    use ::time::OffsetDateTime;
    use ::time::format_description::well_known::Rfc3339;

    use super::*;
    use crate::backup::moment;

    #[test]
    fn a_time_is_kept_as_the_driver_keeps_it() {
        for micros in [0, 1, 10, 500_000, 120_000, 999_999] {
            for seconds in [0, 1_700_000_000, 1_700_000_040] {
                let nanos = (i128::from(seconds) * 1_000_000 + micros) * 1000;
                let at = OffsetDateTime::from_unix_timestamp_nanos(nanos).unwrap();
                let mut line = Vec::new();
                moment::write(&mut line, at).unwrap();
                let text = String::from_utf8(line).unwrap();
                assert_eq!(time(text.trim_matches('"').to_owned()), at.format(&Rfc3339).unwrap());
            }
        }
    }
}
