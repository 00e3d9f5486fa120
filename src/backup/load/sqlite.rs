//! Storing in SQLite. What rows hold lies one behind the other, so that a group of them is two pieces of memory, however
//! many values there are.

use std::ops::Range;

use rusqlite::Connection;
use rusqlite::types::{ToSqlOutput, ValueRef};
use tokio::sync::mpsc::Receiver;

use super::super::cell::Cell;
use super::super::schema::{Kind, Shape, quoted};
use super::super::{moment, row};
use super::Group;

/// Rows on their way.
#[derive(Debug, Default)]
pub(super) struct Rows {
    /// Those of one row, then those of the next.
    values: Vec<Value>,
    /// What texts and bytes are made of.
    bytes: Vec<u8>,
}

#[derive(Debug)]
enum Value {
    Null,
    Int(i64),
    Float(f64),
    Text(Range<usize>),
    Bytes(Range<usize>),
}

impl Rows {
    /// Adds a line. The error says what is wrong with it.
    pub(super) fn add(&mut self, shape: &Shape, line: &[u8]) -> Result<(), String> {
        row::columns(shape, line, |kind, cell| {
            let value = self.value(kind, cell)?;
            self.values.push(value);
            Some(())
        })
    }

    /// Takes all. Those that come next are about as large.
    pub(super) fn take(&mut self) -> Self {
        let values = Vec::with_capacity(self.values.len() + self.values.len() / 8);
        let bytes = Vec::with_capacity(self.bytes.len() + self.bytes.len() / 8);
        std::mem::replace(self, Self { values, bytes })
    }

    fn value(&mut self, kind: Kind, cell: Cell<'_>) -> Option<Value> {
        Some(match (kind, cell) {
            (_, Cell::Null) => Value::Null,
            (Kind::Bool, Cell::Bool(value)) => Value::Int(value.into()),
            (Kind::Int, Cell::Number(text) | Cell::Plain(text)) => Value::Int(row::int(text)?),
            (Kind::Float, Cell::Plain(text)) => match row::float(text)? {
                // SQLite would keep nothing in its place.
                value if value.is_nan() => Value::Text(self.put(|bytes| cell.append_to(bytes))?),
                value => Value::Float(value),
            },
            (Kind::Text | Kind::Numeric | Kind::Json | Kind::Jsonb, cell) => {
                Value::Text(self.put(|bytes| cell.append_to(bytes))?)
            }
            (Kind::Bytes, Cell::Plain(text)) => Value::Bytes(self.put(|bytes| row::bytes(text, bytes))?),
            (Kind::Uuid, Cell::Plain(text)) => {
                let uuid = text.parse::<uuid::Uuid>().ok()?;
                Value::Bytes(self.put(|bytes| {
                    bytes.extend_from_slice(uuid.as_bytes());
                    Some(())
                })?)
            }
            (Kind::Time, Cell::Plain(text)) if moment::is_time(text) => {
                // As the rest of the program has it in SQLite: no zeros at the end of the fraction.
                let text = text.trim_end_matches('Z').trim_end_matches('0').trim_end_matches('.');
                Value::Text(self.put(|bytes| {
                    bytes.extend_from_slice(text.as_bytes());
                    bytes.push(b'Z');
                    Some(())
                })?)
            }
            _ => return None,
        })
    }

    /// Where in the bytes is what was added to them, if it could be.
    fn put(&mut self, add: impl FnOnce(&mut Vec<u8>) -> Option<()>) -> Option<Range<usize>> {
        let start = self.bytes.len();
        add(&mut self.bytes)?;
        Some(start..self.bytes.len())
    }

    fn bound(&self, value: &Value) -> ToSqlOutput<'_> {
        ToSqlOutput::Borrowed(match value {
            Value::Null => ValueRef::Null,
            Value::Int(value) => ValueRef::Integer(*value),
            Value::Float(value) => ValueRef::Real(*value),
            Value::Text(at) => ValueRef::Text(&self.bytes[at.clone()]),
            Value::Bytes(at) => ValueRef::Blob(&self.bytes[at.clone()]),
        })
    }
}

pub(super) fn store(file: &Connection, shape: &Shape, mut groups: Receiver<Group>) -> rusqlite::Result<()> {
    let columns = shape.columns.len().max(1);
    let places = vec!["?"; columns].join(", ");
    let sql = format!("INSERT INTO {} ({}) VALUES ({places})", quoted(&shape.table), shape.list());
    let mut insert = file.prepare(&sql)?;
    while let Some(group) = groups.blocking_recv() {
        let Group::Sqlite(rows) = group else { continue };
        for row in rows.values.chunks_exact(columns) {
            for (index, value) in row.iter().enumerate() {
                insert.raw_bind_parameter(index + 1, rows.bound(value))?;
            }
            insert.raw_execute()?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use ::time::OffsetDateTime;
    use ::time::format_description::well_known::Rfc3339;
    use rusqlite::types::Value as Kept;
    use tokio::sync::mpsc;

    use super::*;
    use crate::backup::schema::Column;

    fn shape(kinds: &[Kind]) -> Shape {
        let column = |(index, kind): (usize, &Kind)| Column { name: format!("c{index}"), kind: *kind };
        Shape { table: "t".to_owned(), columns: kinds.iter().enumerate().map(column).collect(), key: Vec::new() }
    }

    /// What SQLite has in a table without types after these lines were stored.
    fn kept(shape: &Shape, lines: &[&[u8]]) -> Vec<Vec<Kept>> {
        let file = Connection::open_in_memory().unwrap();
        file.execute_batch(&format!("CREATE TABLE t ({})", shape.list())).unwrap();
        let (to, groups) = mpsc::channel(lines.len());
        let mut rows = Rows::default();
        for line in lines {
            rows.add(shape, line).unwrap();
            to.try_send(Group::Sqlite(rows.take())).unwrap();
        }
        drop(to);
        store(&file, shape, groups).unwrap();
        let mut all = file.prepare("SELECT * FROM t ORDER BY rowid").unwrap();
        let columns = 0..shape.columns.len();
        let found = all.query_map([], |row| columns.clone().map(|column| row.get(column)).collect()).unwrap();
        found.map(Result::unwrap).collect()
    }

    #[test]
    fn values_are_stored_as_they_were() {
        let kinds = [Kind::Int, Kind::Int, Kind::Bool, Kind::Float, Kind::Float, Kind::Text, Kind::Bytes, Kind::Uuid];
        let line = "[\"-9223372036854775808\",9007199254740992,true,\"1e-1\",\"NaN\",\"a\\\"\\n\\u0000ä\",\
                    \"AP8DBA==\",\"00000000-0000-0000-0000-000000000007\"]";
        let mut uuid = vec![0; 16];
        uuid[15] = 7;
        let expected = vec![
            Kept::Integer(i64::MIN),
            Kept::Integer(1 << 53),
            Kept::Integer(1),
            Kept::Real(0.1),
            Kept::Text("NaN".to_owned()),
            Kept::Text("a\"\n\0ä".to_owned()),
            Kept::Blob(vec![0, 255, 3, 4]),
            Kept::Blob(uuid),
        ];
        let nothing = "[null,null,null,null,null,null,null,null]";
        let found = kept(&shape(&kinds), &[line.as_bytes(), nothing.as_bytes(), line.as_bytes()]);
        assert_eq!(found, [expected.clone(), vec![Kept::Null; kinds.len()], expected]);
    }

    #[test]
    fn what_a_column_cant_hold_is_told() {
        for (kind, line) in [
            (Kind::Int, "[true]"),
            (Kind::Int, "[1.5]"),
            (Kind::Bool, "[1]"),
            (Kind::Bytes, "[\"!\"]"),
            (Kind::Uuid, "[\"x\"]"),
            (Kind::Time, "[\"yesterday\"]"),
            (Kind::Text, "[1]"),
            (Kind::Float, "[\"inf\"]"),
        ] {
            let error = Rows::default().add(&shape(&[kind]), line.as_bytes()).unwrap_err();
            assert!(error.contains("c0"), "{line}: {error}");
        }
        assert!(Rows::default().add(&shape(&[Kind::Int]), b"[1,2]").is_err());
        assert!(Rows::default().add(&shape(&[Kind::Int]), b"[1").is_err());
    }

    #[test]
    fn a_time_is_kept_as_the_driver_keeps_it() {
        for micros in [0, 1, 10, 500_000, 120_000, 999_999] {
            for seconds in [0, 1_700_000_000, 1_700_000_040] {
                let nanos = (i128::from(seconds) * 1_000_000 + micros) * 1000;
                let at = OffsetDateTime::from_unix_timestamp_nanos(nanos).unwrap();
                let mut line = b"[".to_vec();
                moment::write(&mut line, at).unwrap();
                line.push(b']');
                let found = kept(&shape(&[Kind::Time]), &[&line]);
                assert_eq!(found, [[Kept::Text(at.format(&Rfc3339).unwrap())]]);
            }
        }
    }
}
