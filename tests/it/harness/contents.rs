//! Everything that a database holds, as bytes: to see that nothing changed, or that something isn't in there.

use std::collections::BTreeMap;
use std::fmt;

use clockify_addons::db::{Db, Engine};
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};

/// The rows of every table, each value as the bytes of its text or as the bytes that it is.
#[derive(PartialEq, Eq)]
pub(crate) struct Contents(BTreeMap<String, Vec<BTreeMap<String, Vec<u8>>>>);

impl Contents {
    /// Reads every table.
    pub(crate) async fn read(db: &Db) -> Self {
        let mut tables = BTreeMap::new();
        for (table, columns) in columns(db).await {
            tables.insert(table.clone(), rows(db, &table, &columns).await);
        }
        Self(tables)
    }

    /// What it holds of one workspace.
    pub(crate) fn of(&self, workspace: &str) -> Self {
        let theirs = |rows: &Vec<BTreeMap<String, Vec<u8>>>| {
            let is_theirs =
                |row: &&BTreeMap<_, Vec<u8>>| row.get("workspace_id").is_some_and(|id| id == workspace.as_bytes());
            rows.iter().filter(is_theirs).cloned().collect()
        };
        Self(self.0.iter().map(|(table, rows)| (table.clone(), theirs(rows))).collect())
    }

    /// How many rows a table has.
    pub(crate) fn count(&self, table: &str) -> usize {
        self.0[table].len()
    }

    /// How many keys of recent events it remembers. SQLite keeps them beside the database.
    pub(crate) fn keys(&self) -> usize {
        self.0.get("webhook_dedupe").map_or(0, Vec::len)
    }

    /// The places that hold these bytes, as they are or in hexadecimal or base64.
    pub(crate) fn places_of(&self, needle: &str) -> Vec<String> {
        let forms = [needle.to_owned(), hex::encode(needle), base64(needle)];
        let mut places = Vec::new();
        for (table, rows) in &self.0 {
            for (column, value) in rows.iter().flatten() {
                if forms.iter().any(|form| value.windows(form.len()).any(|window| window == form.as_bytes())) {
                    places.push(format!("{table}.{column}"));
                }
            }
        }
        places
    }
}

/// Sizes only: a failed comparison must not fill the screen.
impl fmt::Debug for Contents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.0.iter().map(|(table, rows)| (table, rows.len()))).finish()
    }
}

/// The columns of every table of ours, and the one in which the migrations are noted.
pub(crate) async fn columns(db: &Db) -> BTreeMap<String, Vec<String>> {
    let sql = match db.engine() {
        Engine::Sqlite => {
            "SELECT m.name AS t, c.name AS c FROM sqlite_schema m, pragma_table_info(m.name) c \
             WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'"
        }
        Engine::Postgres => {
            "SELECT table_name::text AS t, column_name::text AS c FROM information_schema.columns \
             WHERE table_schema = 'public'"
        }
    };
    let mut tables: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in query(&db.reader(), sql).await {
        tables.entry(row.try_get("", "t").unwrap()).or_default().push(row.try_get("", "c").unwrap());
    }
    tables
}

async fn rows(db: &Db, table: &str, columns: &[String]) -> Vec<BTreeMap<String, Vec<u8>>> {
    let value = |column: &String| match db.engine() {
        Engine::Sqlite => format!("CAST(\"{column}\" AS BLOB) AS \"{column}\""),
        Engine::Postgres => format!(
            "CASE WHEN pg_typeof(\"{column}\") = 'bytea'::regtype THEN decode(substr(\"{column}\"::text, 3), 'hex') \
             ELSE convert_to(\"{column}\"::text, 'UTF8') END AS \"{column}\""
        ),
    };
    let list: Vec<_> = columns.iter().map(value).collect();
    let found = query(&db.reader(), &format!("SELECT {} FROM {table} ORDER BY 1", list.join(", "))).await;
    let read = |row: &sea_orm::QueryResult| {
        let values = columns.iter().map(|column| {
            let value: Option<Vec<u8>> = row.try_get("", column).unwrap();
            (column.clone(), value.unwrap_or_default())
        });
        values.collect()
    };
    found.iter().map(read).collect()
}

/// Runs a query of no parameters.
pub(crate) async fn query(db: &DatabaseConnection, sql: &str) -> Vec<sea_orm::QueryResult> {
    db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap()
}

fn base64(text: &str) -> String {
    use base64::Engine as _;

    base64::engine::general_purpose::STANDARD_NO_PAD.encode(text)
}
