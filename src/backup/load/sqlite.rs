//! Storing in SQLite: many rows with one statement, because each statement is a trip to another thread and back.

use sqlx::sqlite::SqliteArguments;
use sqlx::{AssertSqlSafe, Sqlite, SqliteConnection};
use tokio::sync::mpsc::Receiver;

use super::super::row::{self, Value};
use super::super::schema::{Shape, quoted};

/// Rows of one statement, as long as they have few enough columns.
const ROWS: usize = 64;

/// Most parameters that a statement may have.
const PARAMETERS: usize = 32_000;

pub(super) async fn store(
    connection: &mut SqliteConnection,
    shape: &Shape,
    mut groups: Receiver<Vec<Vec<Value>>>,
) -> Result<(), sqlx::Error> {
    let columns = shape.columns.len().max(1);
    let most = ROWS.min(PARAMETERS / columns).max(1);
    while let Some(group) = groups.recv().await {
        let whole = group.len() - group.len() % most;
        let mut rows = group.into_iter();
        for _ in 0..whole / most {
            insert(connection, shape, rows.by_ref().take(most).collect()).await?;
        }
        for row in rows {
            insert(connection, shape, vec![row]).await?;
        }
    }
    Ok(())
}

async fn insert(connection: &mut SqliteConnection, shape: &Shape, rows: Vec<Vec<Value>>) -> Result<(), sqlx::Error> {
    let one = format!("({})", vec!["?"; shape.columns.len()].join(", "));
    let all = vec![one.as_str(); rows.len()].join(", ");
    let sql = format!("INSERT INTO {} ({}) VALUES {all}", quoted(&shape.table), shape.list());
    let mut query = sqlx::query(AssertSqlSafe(sql));
    for value in rows.into_iter().flatten() {
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
        Value::Time(time) => query.bind(time),
    }
}
