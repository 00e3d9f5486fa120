//! What is due, counted and left alone.

use std::collections::BTreeSet;

use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, Statement, TransactionTrait};
use time::OffsetDateTime;

use super::report::{Erased, Report, Tally};
use super::table::{Age, Due, Key, Rule, TABLES, Table, Walk};
use super::{Error, Sweeper, dead, erase, hold};
use crate::db::entities::erasure::Reason;
use crate::db::{Db, Engine};

/// A sweep that somebody has to agree to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excess {
    /// The table that would lose too much; none when it is all tables together.
    pub table: Option<&'static str>,
    /// Rows that would go.
    pub rows: u64,
    /// Rows that there are, or the most that may go.
    pub of: u64,
}

/// Counts what a sweep would remove now.
pub(super) async fn look(sweeper: &Sweeper, now: OffsetDateTime) -> Result<Report, Error> {
    let policies = sweeper.policies().await?;
    let mut leaving = erase::leaving(sweeper, now).await?;
    let mut erased = Vec::new();
    for workspace in &leaving {
        erased.push(erase::look(sweeper, workspace).await?);
    }
    let dead = dead::dead(sweeper, now).await?;
    for dead in dead.iter().filter(|dead| dead.erased) {
        erased.push(Erased { reason: Reason::Refused, ..erase::look(sweeper, &dead.workspace).await? });
        leaving.insert(dead.workspace.clone());
    }
    let reading = read(&sweeper.db).await?;
    let mut tally = Tally::default();
    let all = TABLES.iter().enumerate().flat_map(|(place, table)| table.rules().map(move |rule| (place, table, rule)));
    for (place, table, rule) in all {
        if rule.walk == Walk::All {
            if let Some(cutoff) = policies.cutoff(None, rule.kept, now) {
                count_all(&reading, sweeper.db.engine(), (place, table, rule), cutoff, &leaving, &mut tally).await?;
            }
            continue;
        }
        for workspace in workspaces(&reading, table, rule).await? {
            let Some(cutoff) = policies.cutoff(Some(&workspace), rule.kept, now) else { continue };
            if !leaving.contains(&workspace) {
                let due = Due { table, rule, workspace: Some(&workspace), cutoff, settled: cutoff };
                count(&reading, sweeper.db.engine(), place, &due, &mut tally).await?;
            }
        }
    }
    reading.rollback().await?;
    let held = hold::holds(&sweeper.db).await?;
    Ok(Report { held, dead, ..tally.report(erased, 0) })
}

/// A transaction that can't write. It may take a while.
pub(super) async fn read(db: &Db) -> Result<DatabaseTransaction, DbErr> {
    let reading = db.reader().begin().await?;
    if db.engine() == Engine::Postgres {
        let slow = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL statement_timeout = '10min'";
        reading.execute_unprepared(slow).await?;
    }
    Ok(reading)
}

/// The workspaces that have rows in the table.
pub(super) async fn workspaces(db: &impl ConnectionTrait, table: &Table, rule: &Rule) -> Result<Vec<String>, DbErr> {
    let among = if rule.among.is_empty() { String::new() } else { format!(" AND {}", rule.among) };
    // One step in the index for each, however many rows it has.
    let next =
        format!("SELECT workspace_id FROM {} WHERE workspace_id > $1{among} ORDER BY workspace_id LIMIT 1", table.name);
    let mut found: Vec<String> = Vec::new();
    loop {
        let last = found.last().map_or("", String::as_str);
        let statement = Statement::from_sql_and_values(db.get_database_backend(), &next, [last.into()]);
        match db.query_one_raw(statement).await? {
            Some(row) => found.push(row.try_get("", "workspace_id")?),
            None => return Ok(found),
        }
    }
}

/// Whether something of a workspace has to stay that would be passed over again and again on the way through all of them.
pub(super) async fn something_stays(db: &impl ConnectionTrait) -> Result<bool, DbErr> {
    let ask =
        "SELECT (SELECT count(*) FROM replay WHERE state = 'running') + (SELECT count(*) FROM legal_hold) AS rows";
    Ok(number(db, Statement::from_string(db.get_database_backend(), ask)).await? > 0)
}

/// One number.
pub(super) async fn number(db: &impl ConnectionTrait, statement: Statement) -> Result<u64, DbErr> {
    let row = db.query_one_raw(statement).await?;
    let number = row.map(|row| row.try_get::<i64>("", "rows")).transpose()?;
    Ok(number.unwrap_or(0).unsigned_abs())
}

/// How many rows are due.
pub(super) async fn rows(db: &impl ConnectionTrait, engine: Engine, due: &Due<'_>) -> Result<u64, DbErr> {
    let sql = format!("SELECT count(*) AS rows FROM {} WHERE {{due}}", due.table.name);
    number(db, due.condition(engine, None).statement(&sql)).await
}

/// The first of the rows that are due.
pub(super) async fn oldest(db: &impl ConnectionTrait, engine: Engine, due: &Due<'_>) -> Result<Option<Key>, DbErr> {
    let column = due.rule.age.column();
    let sql = format!("SELECT {column} FROM {} WHERE {{due}} ORDER BY {column} LIMIT 1", due.table.name);
    let row = db.query_one_raw(due.condition(engine, None).statement(&sql)).await?;
    row.map(|row| Key::read(due.rule.age, &row)).transpose()
}

async fn count(
    db: &impl ConnectionTrait,
    engine: Engine,
    place: usize,
    due: &Due<'_>,
    tally: &mut Tally,
) -> Result<(), DbErr> {
    let Some(oldest) = oldest(db, engine, due).await? else { return Ok(()) };
    let workspace = due.workspace.unwrap_or_default();
    let found = rows(db, engine, due).await?;
    tally.add(workspace, (place, due.table.name), found, Some(oldest.time()), due.cutoff);
    for child in due.rule.children {
        let ids = format!("SELECT id FROM {} WHERE {{due}}", due.table.name);
        let sql = format!("SELECT count(*) AS rows FROM {} WHERE {}", child.table, child.of.replace("{ids}", &ids));
        let found = number(db, due.condition(engine, None).statement(&sql)).await?;
        tally.add(workspace, place_of(child.table), found, None, due.cutoff);
    }
    Ok(())
}

/// Counts in a table that has no index by workspace.
async fn count_all(
    db: &impl ConnectionTrait,
    engine: Engine,
    (place, table, rule): (usize, &'static Table, &'static Rule),
    cutoff: OffsetDateTime,
    leaving: &BTreeSet<String>,
    tally: &mut Tally,
) -> Result<(), DbErr> {
    let due = Due { table, rule, workspace: None, cutoff, settled: cutoff };
    let column = rule.age.column();
    let sql = format!(
        "SELECT workspace_id, count(*) AS rows, min({column}) AS {column} FROM {} WHERE {{due}} GROUP BY workspace_id",
        table.name
    );
    for row in db.query_all_raw(due.condition(engine, None).statement(&sql)).await? {
        let workspace: String = row.try_get("", "workspace_id")?;
        if !leaving.contains(&workspace) {
            let rows = row.try_get::<i64>("", "rows")?.unsigned_abs();
            tally.add(&workspace, (place, table.name), rows, Some(Key::read(rule.age, &row)?.time()), cutoff);
        }
    }
    Ok(())
}

/// Where a table stands in the list.
pub(super) fn place_of(name: &'static str) -> (usize, &'static str) {
    (TABLES.iter().position(|table| table.name == name).unwrap_or(TABLES.len()), name)
}

pub(super) async fn excess(sweeper: &Sweeper, report: &Report, most: Option<u64>) -> Result<Option<Excess>, Error> {
    let all = report.rows();
    if let Some(most) = most.filter(|most| all > *most) {
        return Ok(Some(Excess { table: None, rows: all, of: most }));
    }
    let reading = read(&sweeper.db).await?;
    let mut found = None;
    for (table, rows) in report.by_table() {
        let sql = format!("SELECT count(*) AS rows FROM {table}");
        let of = number(&reading, Statement::from_string(reading.get_database_backend(), sql)).await?;
        // What was never kept for long says nothing: echoes, ticks.
        if rows * 5 > of && is_history(table) {
            found = Some(Excess { table: Some(table), rows, of });
            break;
        }
    }
    reading.rollback().await?;
    Ok(found)
}

/// Whether people look at the rows of a table. Nobody misses what the program keeps for itself.
fn is_history(name: &str) -> bool {
    let rule = TABLES.iter().find(|table| table.name == name).and_then(Table::rule);
    rule.is_none_or(|rule| rule.age != Age::Ms("expires_at_ms") && rule.age != Age::Ms("tick_ms"))
}

impl std::fmt::Display for Excess {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.table {
            Some(table) => write!(f, "{} of the {} rows of {table} would go", self.rows, self.of),
            None => write!(f, "{} rows would go, more than {}", self.rows, self.of),
        }
    }
}
