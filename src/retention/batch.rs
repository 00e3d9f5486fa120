//! One batch: some rows of a table, with those that belong to them, in a transaction of its own.
//!
//! On PostgreSQL rows that somebody else holds are passed over, and no statement waits for long. The rows are found once
//! and removed by their place, which can't change while they are locked. On SQLite there is one writer, and nothing else
//! happens in between.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, QueryResult};
use uuid::Uuid;

use super::say::Say;
use super::table::{Age, Child, Key, literals};
use crate::db::{Db, Engine};

/// So that a sweep never keeps anybody waiting: the longest of a statement, and of the wait for a lock.
const PATIENCE: &str = "SET LOCAL statement_timeout = 5000; SET LOCAL lock_timeout = 250";

/// Which rows.
#[derive(Debug)]
pub(super) struct Pick<'a> {
    pub(super) table: &'static str,
    /// Which of them may go.
    pub(super) condition: &'a Say,
    /// What their age is told by, and the order in which they go. None: neither is of interest.
    pub(super) age: Option<Age>,
    pub(super) children: &'static [Child],
}

/// What went.
#[derive(Debug, Default)]
pub(super) struct Gone {
    /// How many rows.
    pub(super) rows: u64,
    /// Those of each workspace, where the age is of interest.
    pub(super) of: Vec<Of>,
    /// The youngest of all, likewise.
    pub(super) last: Option<Key>,
    /// How many rows of each table of children.
    pub(super) children: Vec<(&'static str, u64)>,
    pub(super) took: Took,
}

/// How long a batch took.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Took {
    /// Until its commit. What the disk needs for that is much the same for few rows and for many.
    pub(super) work: Duration,
    /// With it. What the disk needs after a turn on SQLite is no part of it.
    pub(super) whole: Duration,
}

/// What went of one workspace.
#[derive(Debug)]
pub(super) struct Of {
    pub(super) workspace: String,
    pub(super) rows: u64,
    /// The oldest.
    pub(super) first: Key,
}

/// Begins the transaction of a batch.
pub(super) async fn begin(db: &Db) -> Result<DatabaseTransaction, DbErr> {
    let transaction = db.begin().await?;
    if db.engine() == Engine::Postgres {
        transaction.execute_unprepared(PATIENCE).await?;
    }
    Ok(transaction)
}

/// Ends it. Gives how long it took since then.
pub(super) async fn end(transaction: DatabaseTransaction, since: Instant) -> Result<Took, DbErr> {
    let work = since.elapsed();
    transaction.commit().await?;
    Ok(Took { work, whole: since.elapsed() })
}

/// Removes up to so many rows.
pub(super) async fn remove(db: &Db, pick: &Pick<'_>, limit: u64) -> Result<Gone, DbErr> {
    let transaction = begin(db).await?;
    // The wait for the one writer of SQLite is nobody's work.
    let since = Instant::now();
    let mut gone = remove_in(&transaction, db.engine(), pick, limit).await?;
    gone.took = end(transaction, since).await?;
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
        if let (Engine::Sqlite, Some(age)) = (engine, pick.age) {
            return by_place(transaction, pick, age, limit).await;
        }
        let statement = pick.condition.statement(&alone(engine, pick, limit));
        let Some(age) = pick.age else {
            let rows = transaction.execute_raw(statement).await?.rows_affected();
            return Ok(Gone { rows, ..Gone::default() });
        };
        let found = transaction.query_all_raw(statement).await?;
        return counted(age, &found);
    }
    let table = pick.table;
    let find =
        format!("SELECT id, workspace_id FROM {table} WHERE {{due}} ORDER BY id LIMIT {limit}{}", passing(engine));
    let rows = transaction.query_all_raw(pick.condition.statement(&find)).await?;
    let ids = rows.iter().map(|row| row.try_get("", "id")).collect::<Result<Vec<Uuid>, _>>()?;
    if ids.is_empty() {
        return Ok(Gone::default());
    }
    let gone = pick.age.map(|age| count(age, &rows)).transpose()?.unwrap_or_default();
    let ids = literals(engine, &ids);
    let mut children = Vec::new();
    for child in pick.children {
        let of = child.of.replace("{ids}", &ids);
        let removed = transaction.execute_unprepared(&format!("DELETE FROM {} WHERE {of}", child.table)).await?;
        children.push((child.table, removed.rows_affected()));
    }
    transaction.execute_unprepared(&format!("DELETE FROM {table} WHERE id IN ({ids})")).await?;
    Ok(Gone { rows: rows.len() as u64, children, ..gone })
}

/// On SQLite nothing changes between two statements of a transaction that writes: so the rows are counted where they lie,
/// and go by their places. To have every row come over would take longer than to remove it.
async fn by_place(transaction: &DatabaseTransaction, pick: &Pick<'_>, age: Age, limit: u64) -> Result<Gone, DbErr> {
    let (table, column) = (pick.table, age.column());
    let found = format!(
        "SELECT workspace_id, count(*) AS rows, min({column}) AS first, max({column}) AS last, group_concat(place) AS places \
         FROM (SELECT rowid AS place, workspace_id, {column} FROM {table} WHERE {{due}} ORDER BY {column} LIMIT {limit}) \
         GROUP BY workspace_id"
    );
    let found = transaction.query_all_raw(pick.condition.statement(&found)).await?;
    let places = found.iter().map(|row| row.try_get("", "places")).collect::<Result<Vec<String>, _>>()?;
    if !places.is_empty() {
        let delete = format!("DELETE FROM {table} WHERE rowid IN ({})", places.join(","));
        transaction.execute_unprepared(&delete).await?;
    }
    counted(age, &found)
}

/// The statement for rows that take no others with them; with an age, it is PostgreSQL's, which counts them itself.
fn alone(engine: Engine, pick: &Pick<'_>, limit: u64) -> String {
    let table = pick.table;
    let order = pick.age.map_or(String::new(), |age| format!(" ORDER BY {}", age.column()));
    let found = |place| format!("SELECT {place} FROM {table} WHERE {{due}}{order} LIMIT {limit}{}", passing(engine));
    let delete = match engine {
        Engine::Postgres => format!("DELETE FROM {table} WHERE ctid = ANY (ARRAY ({}))", found("ctid")),
        Engine::Sqlite => format!("DELETE FROM {table} WHERE rowid IN ({})", found("rowid")),
    };
    let Some(age) = pick.age else { return delete };
    let column = age.column();
    // Keys have no smallest one before version 18, and sort as their text does.
    let first = if age == Age::Id { "min(id::text COLLATE \"C\")::uuid".to_owned() } else { format!("min({column})") };
    format!(
        "WITH gone AS ({delete} RETURNING workspace_id, {column}) SELECT workspace_id, count(*) AS rows, {first} AS first, \
         (SELECT {column} FROM gone ORDER BY {column} DESC LIMIT 1) AS last FROM gone GROUP BY workspace_id"
    )
}

/// Reads what was counted.
fn counted(age: Age, found: &[QueryResult]) -> Result<Gone, DbErr> {
    let mut gone = Gone::default();
    for row in found {
        let rows = row.try_get::<i64>("", "rows")?.unsigned_abs();
        let first = Key::read_from(age, row, "first")?;
        gone.rows += rows;
        gone.of.push(Of { workspace: row.try_get("", "workspace_id")?, rows, first });
        gone.last = later(gone.last, Key::read_from(age, row, "last")?);
    }
    Ok(gone)
}

/// Counts rows, each told by its workspace and its age.
impl FromIterator<(String, Key)> for Gone {
    fn from_iter<I: IntoIterator<Item = (String, Key)>>(rows: I) -> Self {
        let mut of: BTreeMap<String, Of> = BTreeMap::new();
        let mut gone = Self::default();
        for (workspace, key) in rows {
            gone.rows += 1;
            gone.last = later(gone.last, key);
            let of = of.entry(workspace).or_insert_with_key(|workspace| Of {
                workspace: workspace.clone(),
                rows: 0,
                first: key,
            });
            of.rows += 1;
            of.first = of.first.min(key);
        }
        gone.of = of.into_values().collect();
        gone
    }
}

/// Counts rows.
fn count(age: Age, found: &[QueryResult]) -> Result<Gone, DbErr> {
    found.iter().map(|row| Ok((row.try_get("", "workspace_id")?, Key::read(age, row)?))).collect()
}

fn later(last: Option<Key>, key: Key) -> Option<Key> {
    last.filter(|last| *last >= key).or(Some(key))
}

/// What keeps a statement from waiting for somebody else's rows.
const fn passing(engine: Engine) -> &'static str {
    match engine {
        Engine::Postgres => " FOR UPDATE SKIP LOCKED",
        Engine::Sqlite => "",
    }
}
