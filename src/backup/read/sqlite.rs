//! Reading from SQLite. A value there may be of another type than its column: what has no meaning in the column is told.

use rusqlite::Connection;
use rusqlite::types::ValueRef;
use uuid::Uuid;

use super::super::lines::Lines;
use super::super::schema::Kind;
use super::super::{moment, row};
use super::{Ended, Error, bad};

pub(super) fn table(file: &Connection, lines: &mut Lines, query: &str) -> Result<(), Ended> {
    let doing = format!("to be read ({})", lines.shape.table);
    let failed = |error: rusqlite::Error| Ended::Failed(Error::doing(&doing)(error));
    let mut statement = file.prepare(query).map_err(failed)?;
    let mut rows = statement.query([]).map_err(failed)?;
    while let Some(row) = rows.next().map_err(failed)? {
        for column in 0..lines.shape.columns.len() {
            let value = row.get_ref(column).map_err(failed)?;
            write(lines, column, value).map_err(|wrong| bad(lines, column, wrong))?;
        }
        if lines.end_row() {
            lines.hand_on_here()?;
        }
    }
    Ok(lines.hand_on_here()?)
}

fn write(lines: &mut Lines, column: usize, value: ValueRef<'_>) -> Result<(), String> {
    match (lines.shape.columns[column].kind, value) {
        (_, ValueRef::Null) => lines.value(column).extend_from_slice(b"null"),
        (Kind::Bool, ValueRef::Integer(number @ 0..=1)) => row::write_bool(lines.value(column), number == 1),
        (Kind::Bool, ValueRef::Integer(number)) => return Err(format!("{number} is neither true nor false")),
        (Kind::Int, ValueRef::Integer(number)) => row::write_int(lines.value(column), number),
        (Kind::Float, ValueRef::Real(number)) => row::write_float(lines.value(column), number),
        // SQLite has no NaN of its own and would keep nothing in its place.
        (Kind::Float, ValueRef::Text(text)) => {
            let number = row::float(utf8(text)?).ok_or("it is no number")?;
            row::write_float(lines.value(column), number);
        }
        (Kind::Numeric, ValueRef::Integer(number)) => row::write_plain(lines.value(column), &number.to_string()),
        (Kind::Text | Kind::Numeric | Kind::Json | Kind::Jsonb, ValueRef::Text(text)) => {
            row::write_text(lines.value(column), utf8(text)?);
        }
        (Kind::Bytes, ValueRef::Blob(bytes)) => {
            lines.note(column, bytes);
            row::write_bytes(lines.value(column), bytes);
        }
        (Kind::Uuid, ValueRef::Blob(bytes)) => {
            let uuid = Uuid::from_slice(bytes).map_err(|error| error.to_string())?;
            row::write_uuid(lines.value(column), uuid);
        }
        (Kind::Time, ValueRef::Text(text)) => {
            let text = utf8(text)?;
            let out = lines.value(column);
            if !moment::write_text(out, text) {
                moment::write(out, moment::parse(text).ok_or_else(|| format!("{text} is no time"))?)?;
            }
        }
        (_, value) => return Err(format!("it is kept as {}", value.data_type().to_string().to_uppercase())),
    }
    Ok(())
}

fn utf8(text: &[u8]) -> Result<&str, String> {
    std::str::from_utf8(text).map_err(|error| error.to_string())
}
