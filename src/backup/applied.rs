//! The migrations that were applied to a database, in order. None where nobody has migrated it yet.

use sqlx::PgConnection;

use super::error::Refusal;
use crate::db::direct::Connection;

const ALL: &str = "SELECT version FROM seaql_migrations ORDER BY version";

pub(super) async fn of_postgres(connection: &mut PgConnection) -> Result<Vec<String>, Refusal> {
    let there = "SELECT to_regclass('seaql_migrations') IS NOT NULL";
    if !sqlx::query_scalar(there).fetch_one(&mut *connection).await? {
        return Ok(Vec::new());
    }
    Ok(sqlx::query_scalar(ALL).fetch_all(connection).await?)
}

pub(super) async fn of_sqlite(connection: &Connection) -> Result<Vec<String>, Refusal> {
    let asked = connection.ask(|file| {
        let there = "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'seaql_migrations')";
        if !file.query_row(there, [], |row| row.get(0))? {
            return Ok(Vec::new());
        }
        file.prepare(ALL)?.query_map([], |row| row.get(0))?.collect()
    });
    Ok(asked.await?)
}
