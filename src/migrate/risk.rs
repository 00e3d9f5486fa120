//! What is risky about a statement where a database is in use.

use std::collections::BTreeMap;

use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement};
use serde::Serialize;

/// From how many rows on the making of an index is felt.
const LARGE: i64 = 100_000;

/// The rows of large tables, by their names.
pub(super) type Large = BTreeMap<String, i64>;

/// A statement that should be thought about before it is executed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Risk {
    /// The statement.
    pub statement: String,
    /// What it does to those who use the database.
    pub why: String,
}

/// The large tables, as far as the database knows by itself. On SQLite whoever changes a table keeps everybody else from
/// writing anyway.
pub(super) async fn large(connection: &impl ConnectionTrait) -> Result<Large, DbErr> {
    if connection.get_database_backend() != DbBackend::Postgres {
        return Ok(Large::new());
    }
    let ask = format!(
        "SELECT relname::text AS name, reltuples::bigint AS rows FROM pg_class \
         WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace AND reltuples >= {LARGE}"
    );
    let rows = connection.query_all_raw(Statement::from_string(DbBackend::Postgres, ask)).await?;
    rows.iter().map(|row| Ok((row.try_get("", "name")?, row.try_get("", "rows")?))).collect()
}

/// Those among the statements that are risky.
pub(super) fn of(statements: &[String], large: &Large) -> Vec<Risk> {
    let risk = |statement: &String| {
        let why = statement.split(';').find_map(|one| why(one, large))?;
        Some(Risk { statement: statement.clone(), why })
    };
    statements.iter().filter_map(risk).collect()
}

fn why(statement: &str, large: &Large) -> Option<String> {
    let between = |c: char| c.is_whitespace() || matches!(c, '(' | ')' | ',' | '"');
    let words = statement.split(between).filter(|word| !word.is_empty()).map(str::to_ascii_uppercase);
    let words: Vec<_> = words.collect();
    let words: Vec<_> = words.iter().map(String::as_str).collect();
    let has = |phrase: &[&str]| words.windows(phrase.len()).any(|part| part == phrase);
    let why = match words[..] {
        ["DROP", "TABLE", ..] => "a table goes, with everything in it",
        ["ALTER", "TABLE", ..] if has(&["DROP", "COLUMN"]) => "a column goes, with everything in it",
        ["ALTER", "TABLE", ..] if has(&["ALTER", "COLUMN"]) && has(&["TYPE"]) => {
            "the table may be written anew, and nobody can use it meanwhile"
        }
        ["ALTER", "TABLE", ..] if has(&["SET", "NOT", "NULL"]) => {
            "the whole table is read, and nobody can use it meanwhile"
        }
        ["ALTER", "TABLE", ..] if has(&["ADD"]) && has(&["NOT", "NULL"]) && !has(&["DEFAULT"]) => {
            "it fails where there are rows: the new column has no value for them"
        }
        ["CREATE", "INDEX", ..] | ["CREATE", "UNIQUE", "INDEX", ..] if !has(&["CONCURRENTLY"]) => {
            let table = words.iter().skip_while(|word| **word != "ON").nth(1)?;
            let (_, rows) = large.iter().find(|(name, _)| name.eq_ignore_ascii_case(table))?;
            return Some(format!(
                "nobody can write to the table of about {rows} rows meanwhile; CONCURRENTLY lets them"
            ));
        }
        _ => return None,
    };
    Some(why.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_hurts_is_told_from_what_does_not() {
        let large = Large::from([("job".to_owned(), 2_000_000)]);
        for (statement, part) in [
            ("DROP TABLE \"job\"", Some("a table goes")),
            ("ALTER TABLE \"job\" DROP COLUMN \"kind\"", Some("a column goes")),
            ("ALTER TABLE job ALTER COLUMN kind TYPE bigint", Some("written anew")),
            ("ALTER TABLE job\n  ALTER COLUMN kind SET NOT NULL", Some("is read")),
            ("ALTER TABLE \"job\" ADD COLUMN \"tea\" integer NOT NULL", Some("fails where there are rows")),
            ("create unique index \"x\" on \"job\" (\"kind\")", Some("2000000 rows")),
            ("UPDATE job SET kind = 'x'; DROP TABLE tea", Some("a table goes")),
            ("ALTER TABLE \"job\" ADD COLUMN \"tea\" integer NOT NULL DEFAULT 0", None),
            ("ALTER TABLE \"job\" ADD COLUMN \"tea\" integer NULL", None),
            ("CREATE INDEX CONCURRENTLY x ON job (kind)", None),
            ("CREATE INDEX x ON flow (name)", None),
            ("CREATE TABLE tea (type integer NOT NULL)", None),
            ("DROP INDEX x", None),
            ("", None),
        ] {
            let found = of(&[statement.to_owned()], &large);
            match part {
                Some(part) => assert!(found.len() == 1 && found[0].why.contains(part), "{statement}: {found:?}"),
                None => assert_eq!(found, vec![], "{statement}"),
            }
        }
    }
}
