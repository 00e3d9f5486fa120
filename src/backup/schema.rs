//! What tables a database has, asked of the database itself: a table that somebody adds later can't be forgotten.
//!
//! Both engines are described in the same words. A [`Kind`] is what a column means, not how an engine keeps it.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use sqlx::PgConnection;

use super::Error;
use crate::db::direct;

/// Tables that are no data: what the migrations note, and what servers make again by themselves.
pub const DERIVED: [&str; 5] =
    ["seaql_migrations", "addon_migrations", "migration_ledger", "view_revision", "webhook_dedupe"];

/// What the values of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// True or false.
    Bool,
    /// A whole number of at most 64 bits.
    Int,
    /// A binary floating point number.
    Float,
    /// A decimal number, kept digit by digit.
    Numeric,
    /// Text.
    Text,
    /// Bytes.
    Bytes,
    /// A UUID.
    Uuid,
    /// A point in time, to the microsecond.
    Time,
    /// JSON whose text is kept.
    Json,
    /// JSON whose meaning is kept: the order of keys and the spelling of numbers may change.
    Jsonb,
}

impl Kind {
    fn of_postgres(name: &str) -> Option<Self> {
        Some(match name {
            "bool" => Self::Bool,
            "int2" | "int4" | "int8" => Self::Int,
            "float4" | "float8" => Self::Float,
            "numeric" => Self::Numeric,
            "text" | "varchar" | "bpchar" => Self::Text,
            "bytea" => Self::Bytes,
            "uuid" => Self::Uuid,
            "timestamptz" => Self::Time,
            "json" => Self::Json,
            "jsonb" => Self::Jsonb,
            _ => return None,
        })
    }

    pub(super) fn of_sqlite(declared: &str) -> Option<Self> {
        let name = declared.split('(').next().unwrap_or_default().trim().to_ascii_lowercase();
        Some(match name.as_str() {
            "boolean" => Self::Bool,
            "tinyint" | "smallint" | "integer" | "bigint" => Self::Int,
            "float" | "double" | "real" => Self::Float,
            "numeric_text" | "decimal" | "numeric" => Self::Numeric,
            "text" | "varchar" | "char" => Self::Text,
            "blob" => Self::Bytes,
            "uuid_text" => Self::Uuid,
            "timestamp_with_timezone_text" => Self::Time,
            "json_text" => Self::Json,
            "jsonb_text" => Self::Jsonb,
            _ => return None,
        })
    }
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// What its values are.
    #[serde(rename = "type")]
    pub kind: Kind,
}

/// A table: what stands in the first line of its file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shape {
    /// Its name.
    pub table: String,
    /// Its columns, in the order of the values.
    pub columns: Vec<Column>,
    /// The columns of its key, by which rows are ordered.
    pub key: Vec<String>,
}

impl Shape {
    /// Whether rows say themselves which workspace they belong to.
    #[must_use]
    pub fn has_workspace(&self) -> bool {
        self.columns.iter().any(|column| column.name == WORKSPACE)
    }

    /// Where in a row a column stands.
    pub(super) fn index(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }

    pub(super) fn has(&self, kind: Kind) -> bool {
        self.columns.iter().any(|column| column.kind == kind)
    }

    /// The names of the columns, for a statement.
    pub(super) fn list(&self) -> String {
        self.columns.iter().map(|column| quoted(&column.name)).collect::<Vec<_>>().join(", ")
    }
}

/// The column that says which workspace a row belongs to.
pub(super) const WORKSPACE: &str = "workspace_id";

/// A column whose values are keys of another table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The table.
    pub table: String,
    /// Its column.
    pub column: String,
    /// The other table.
    pub parent: String,
    /// Its key.
    pub parent_column: String,
}

/// All tables of a database that hold data, those that others point to first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schema {
    /// The tables.
    pub tables: Vec<Shape>,
    /// What points to what.
    pub links: Vec<Link>,
}

impl Schema {
    /// Asks a PostgreSQL database about the schema that statements without a schema's name go to.
    pub async fn of_postgres(connection: &mut PgConnection) -> Result<Self, Error> {
        let columns: Vec<Row> = sqlx::query_as(
            "SELECT c.relname::text, a.attname::text, t.typname::text, \
             coalesce(array_position(i.indkey::int2[], a.attnum) + 1, 0)::bigint \
             FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped \
             JOIN pg_type t ON t.oid = a.atttypid LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary \
             WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema()) \
             AND c.relkind IN ('r', 'p') ORDER BY c.relname, a.attnum",
        )
        .fetch_all(&mut *connection)
        .await
        .map_err(Error::asking)?;
        let links: Vec<(String, String, String, String)> = sqlx::query_as(
            "SELECT c.relname::text, a.attname::text, p.relname::text, b.attname::text FROM pg_constraint k \
             JOIN pg_class c ON c.oid = k.conrelid JOIN pg_class p ON p.oid = k.confrelid \
             JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.conkey[1] \
             JOIN pg_attribute b ON b.attrelid = p.oid AND b.attnum = k.confkey[1] \
             WHERE k.contype = 'f' AND c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())",
        )
        .fetch_all(&mut *connection)
        .await
        .map_err(Error::asking)?;
        Self::build(columns, links, Kind::of_postgres)
    }

    /// Asks a SQLite database.
    pub(super) async fn of_sqlite(connection: &direct::Connection) -> Result<Self, Error> {
        let asked = connection.ask(|file| {
            let mut columns = file.prepare(
                "SELECT m.name, c.name, c.type, c.pk FROM sqlite_schema m, pragma_table_info(m.name) c \
                 WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY m.name, c.cid",
            )?;
            let columns = columns.query_map([], |row| row.try_into())?.collect::<rusqlite::Result<Vec<Row>>>()?;
            let mut links = file.prepare(
                "SELECT m.name, f.\"from\", f.\"table\", f.\"to\" FROM sqlite_schema m, \
                 pragma_foreign_key_list(m.name) f WHERE m.type = 'table'",
            )?;
            let links = links.query_map([], |row| row.try_into())?.collect::<rusqlite::Result<_>>()?;
            Ok((columns, links))
        });
        let (columns, links) = asked.await.map_err(Error::asking)?;
        Self::build(columns, links, Kind::of_sqlite)
    }

    /// One of the tables.
    #[must_use]
    pub fn table(&self, name: &str) -> Option<&Shape> {
        self.tables.iter().find(|shape| shape.table == name)
    }

    fn build(
        columns: Vec<Row>,
        links: Vec<(String, String, String, String)>,
        kind: fn(&str) -> Option<Kind>,
    ) -> Result<Self, Error> {
        let mut tables: BTreeMap<String, (Shape, BTreeMap<i64, String>)> = BTreeMap::new();
        for (table, name, kind_name, position) in columns {
            if DERIVED.contains(&table.as_str()) {
                continue;
            }
            let Some(kind) = kind(&kind_name) else {
                return Err(Error::Kind { table, column: name, kind: kind_name });
            };
            let (shape, key) = tables
                .entry(table.clone())
                .or_insert_with(|| (Shape { table, columns: Vec::new(), key: Vec::new() }, BTreeMap::new()));
            if position > 0 {
                key.insert(position, name.clone());
            }
            shape.columns.push(Column { name, kind });
        }
        let tables = tables.into_values().map(|(shape, key)| Shape { key: key.into_values().collect(), ..shape });
        let mut links: Vec<Link> = links
            .into_iter()
            .map(|(table, column, parent, parent_column)| Link { table, column, parent, parent_column })
            .collect();
        links.sort_by(|one, two| (&one.table, &one.column).cmp(&(&two.table, &two.column)));
        Ok(Self { tables: in_order(tables.collect(), &links), links })
    }
}

/// Table, column, name of the type, and the place in the key from 1 on, 0 outside.
type Row = (String, String, String, i64);

/// The tables, each behind those that it points to, otherwise as they were.
fn in_order(mut tables: Vec<Shape>, links: &[Link]) -> Vec<Shape> {
    let mut done: BTreeSet<String> = BTreeSet::new();
    let mut ordered = Vec::new();
    while !tables.is_empty() {
        let names: BTreeSet<String> = tables.iter().map(|shape| shape.table.clone()).collect();
        let waits = |shape: &Shape| {
            links.iter().any(|link| {
                link.table == shape.table
                    && link.parent != link.table
                    && names.contains(&link.parent)
                    && !done.contains(&link.parent)
            })
        };
        let (later, mut now): (Vec<_>, Vec<_>) = tables.into_iter().partition(waits);
        tables = later;
        if now.is_empty() {
            // A circle; no order is right.
            now = std::mem::take(&mut tables);
        }
        done.extend(now.iter().map(|shape| shape.table.clone()));
        ordered.append(&mut now);
    }
    ordered
}

/// A name, for a statement.
pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A text, for a statement.
pub(super) fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// Which rows of a table belong to a workspace, as a condition; none where its rows belong to nobody.
pub(super) fn of_workspace(shape: &Shape, schema: &Schema, workspace: &str) -> Option<String> {
    if shape.has_workspace() {
        return Some(format!("{} = {}", quoted(WORKSPACE), literal(workspace)));
    }
    schema.links.iter().filter(|link| link.table == shape.table).find_map(|link| {
        let parent = schema.table(&link.parent)?.has_workspace().then_some(&link.parent)?;
        let (column, key) = (quoted(&link.column), quoted(&link.parent_column));
        let (parent, condition) = (quoted(parent), format!("{} = {}", quoted(WORKSPACE), literal(workspace)));
        Some(format!("{column} IN (SELECT {key} FROM {parent} WHERE {condition})"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(table: &str) -> Shape {
        Shape { table: table.to_owned(), columns: Vec::new(), key: Vec::new() }
    }

    #[test]
    fn a_table_comes_behind_what_it_points_to() {
        let link = |table: &str, parent: &str| Link {
            table: table.to_owned(),
            column: "x".to_owned(),
            parent: parent.to_owned(),
            parent_column: "id".to_owned(),
        };
        let links = [link("a", "c"), link("c", "d"), link("b", "b")];
        let names = |tables: Vec<Shape>| tables.into_iter().map(|shape| shape.table).collect::<Vec<_>>();
        let tables = || ["a", "b", "c", "d"].map(shape).to_vec();
        assert_eq!(names(in_order(tables(), &links)), ["b", "d", "c", "a"]);
        let circle = [link("a", "b"), link("b", "a")];
        assert_eq!(names(in_order(tables(), &circle)), ["c", "d", "a", "b"]);
    }

    #[test]
    fn names_and_texts_can_hold_quotes() {
        assert_eq!(quoted("a\"b"), "\"a\"\"b\"");
        assert_eq!(literal("a'b"), "'a''b'");
    }
}
