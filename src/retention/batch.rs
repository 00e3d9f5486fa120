//! One batch: some rows of a table, with those that belong to them, in a transaction of its own.
//!
//! On PostgreSQL rows that somebody else holds are passed over, and no statement waits for long. The rows are found once
//! and removed by their place, which can't change while they are locked. On SQLite there is one writer, and nothing else
//! happens in between.

use std::time::{Duration, Instant};

use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, QueryResult};
use uuid::Uuid;

use super::say::Say;
use super::table::{Child, literals};
use crate::db::{Db, Engine};

/// So that a sweep never keeps anybody waiting: the longest of a statement, and of the wait for a lock.
const PATIENCE: &str = "SET LOCAL statement_timeout = 5000; SET LOCAL lock_timeout = 250";

/// Which rows.
#[derive(Debug)]
pub(super) struct Pick<'a> {
    pub(super) table: &'static str,
    /// Which of them may go.
    pub(super) condition: &'a Say,
    /// The order in which they go, if it matters.
    pub(super) order: Option<&'static str>,
    /// What is wanted of each that went; with children it is its key.
    pub(super) wanted: &'a str,
    pub(super) children: &'static [Child],
}

/// What went.
#[derive(Debug, Default)]
pub(super) struct Gone {
    /// What was wanted of each row.
    pub(super) rows: Vec<QueryResult>,
    /// How many rows of each table of children.
    pub(super) children: Vec<(&'static str, u64)>,
    pub(super) took: Duration,
}

/// Begins the transaction of a batch.
pub(super) async fn begin(db: &Db) -> Result<DatabaseTransaction, DbErr> {
    let transaction = db.begin().await?;
    if db.engine() == Engine::Postgres {
        transaction.execute_unprepared(PATIENCE).await?;
    }
    Ok(transaction)
}

/// Removes up to so many rows.
pub(super) async fn remove(db: &Db, pick: &Pick<'_>, limit: u64) -> Result<Gone, DbErr> {
    let transaction = begin(db).await?;
    // The wait for the one writer of SQLite is nobody's work.
    let since = Instant::now();
    let mut gone = remove_in(&transaction, db.engine(), pick, limit).await?;
    transaction.commit().await?;
    gone.took = since.elapsed();
    Ok(gone)
}

/// The same in a transaction that is under way.
pub(super) async fn remove_in(
    transaction: &DatabaseTransaction,
    engine: Engine,
    pick: &Pick<'_>,
    limit: u64,
) -> Result<Gone, DbErr> {
    if pick.children.is_empty() {
        let rows =
            transaction.query_all_raw(pick.condition.statement(transaction, &alone(engine, pick, limit))).await?;
        return Ok(Gone { rows, ..Gone::default() });
    }
    let table = pick.table;
    let find = format!("SELECT id FROM {table} WHERE {{due}} ORDER BY id LIMIT {limit}{}", passing(engine));
    let rows = transaction.query_all_raw(pick.condition.statement(transaction, &find)).await?;
    let ids = rows.iter().map(|row| row.try_get("", "id")).collect::<Result<Vec<Uuid>, _>>()?;
    if ids.is_empty() {
        return Ok(Gone::default());
    }
    let ids = literals(engine, &ids);
    let mut children = Vec::new();
    for child in pick.children {
        let of = child.of.replace("{ids}", &ids);
        let removed = transaction.execute_unprepared(&format!("DELETE FROM {} WHERE {of}", child.table)).await?;
        children.push((child.table, removed.rows_affected()));
    }
    transaction.execute_unprepared(&format!("DELETE FROM {table} WHERE id IN ({ids})")).await?;
    Ok(Gone { rows, children, took: Duration::ZERO })
}

/// The statement for rows that take no others with them.
fn alone(engine: Engine, pick: &Pick<'_>, limit: u64) -> String {
    let Pick { table, wanted, .. } = pick;
    let order = pick.order.map_or(String::new(), |column| format!(" ORDER BY {column}"));
    let found = |place| format!("SELECT {place} FROM {table} WHERE {{due}}{order} LIMIT {limit}{}", passing(engine));
    match engine {
        Engine::Postgres => {
            format!("DELETE FROM {table} WHERE ctid = ANY (ARRAY ({})) RETURNING {wanted}", found("ctid"))
        }
        Engine::Sqlite => format!("DELETE FROM {table} WHERE rowid IN ({}) RETURNING {wanted}", found("rowid")),
    }
}

/// What keeps a statement from waiting for somebody else's rows.
const fn passing(engine: Engine) -> &'static str {
    match engine {
        Engine::Postgres => " FOR UPDATE SKIP LOCKED",
        Engine::Sqlite => "",
    }
}
