//! Reading tables as lines, from either engine.

mod postgres;
mod sqlite;

use sqlx::PgConnection;

use super::Error;
use super::lines::{Gone, Lines};
use super::schema::quoted;
use crate::db::direct;

/// A connection to read from.
#[derive(Debug)]
pub(super) enum From<'a> {
    /// To PostgreSQL.
    Postgres(&'a mut PgConnection),
    /// To SQLite.
    Sqlite(&'a direct::Connection),
}

/// Why reading ended early.
#[derive(Debug)]
pub(super) enum Ended {
    /// The database, or a value of it.
    Failed(Error),
    /// Nobody takes the rows any more.
    Gone,
}

impl std::convert::From<Gone> for Ended {
    fn from(_: Gone) -> Self {
        Self::Gone
    }
}

/// Reads the rows that fit the condition. Gives the lines back, with what was counted.
pub(super) async fn table(from: From<'_>, mut lines: Lines, condition: Option<&str>) -> Result<Lines, Ended> {
    let sql = query(&lines, condition);
    match from {
        From::Postgres(connection) => {
            postgres::table(connection, &mut lines, &sql).await?;
            Ok(lines)
        }
        From::Sqlite(connection) => {
            let read = connection.run(move |file| sqlite::table(file, &mut lines, &sql).map(|()| lines));
            read.await.map_err(|error| Ended::Failed(error.into()))?
        }
    }
}

/// The query. Texts are compared as the database compares them, so that the index of the key can be used.
fn query(lines: &Lines, condition: Option<&str>) -> String {
    let shape = &lines.shape;
    let mut sql = format!("SELECT {} FROM {}", shape.list(), quoted(&shape.table));
    if let Some(condition) = condition {
        sql.push_str(" WHERE ");
        sql.push_str(condition);
    }
    let order: Vec<_> = shape.key.iter().map(|name| quoted(name)).collect();
    if !order.is_empty() && !lines.are_loose() {
        sql.push_str(" ORDER BY ");
        sql.push_str(&order.join(", "));
    }
    sql
}

fn bad(lines: &Lines, column: usize, wrong: impl Into<String>) -> Ended {
    let shape = &lines.shape;
    let column = shape.columns.get(column).map(|column| column.name.clone()).unwrap_or_default();
    let (table, row) = (shape.table.clone(), lines.content.rows + 1);
    Ended::Failed(Error::Value { table, column, row, wrong: wrong.into() })
}
