//! Storing in PostgreSQL by `COPY`, in its binary form: of a text the server would have to find out again what each value is
//! (<https://www.postgresql.org/docs/15/sql-copy.html>, Binary Format).

use std::collections::HashMap;

use sqlx::PgConnection;
use tokio::sync::mpsc::Receiver;

use super::super::cell::Cell;
use super::super::schema::{Kind, Shape, quoted};
use super::super::{moment, numeric, row};
use super::Group;

/// What comes before the first row: a signature, no flags, no extension.
const BEGIN: &[u8; 19] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";

/// What comes behind the last one.
const END: [u8; 2] = (-1_i16).to_be_bytes();

/// Rows on their way.
#[derive(Debug)]
pub(super) struct Rows {
    /// Bytes that a number of each column has.
    widths: Vec<i16>,
    bytes: Vec<u8>,
}

impl Rows {
    pub(super) fn new(widths: Vec<i16>) -> Self {
        Self { widths, bytes: Vec::new() }
    }

    /// Adds a line. The error says what is wrong with it.
    pub(super) fn add(&mut self, shape: &Shape, line: &[u8]) -> Result<(), String> {
        let Self { widths, bytes } = self;
        let count = i16::try_from(widths.len()).map_err(|error| error.to_string())?;
        bytes.extend_from_slice(&count.to_be_bytes());
        let mut widths = widths.iter();
        row::columns(shape, line, |kind, cell| field(bytes, kind, *widths.next()?, cell))
    }

    /// Takes all. Those that come next are about as large.
    pub(super) fn take(&mut self) -> Vec<u8> {
        let room = Vec::with_capacity(self.bytes.len() + self.bytes.len() / 8);
        std::mem::replace(&mut self.bytes, room)
    }
}

/// Asks how many bytes a number of each column has.
pub(super) async fn widths(connection: &mut PgConnection, shape: &Shape) -> Result<Vec<i16>, sqlx::Error> {
    let ask = "SELECT attname::text, attlen FROM pg_attribute WHERE attrelid = to_regclass($1) AND attnum > 0";
    let found: Vec<(String, i16)> = sqlx::query_as(ask).bind(quoted(&shape.table)).fetch_all(connection).await?;
    let found: HashMap<_, _> = found.into_iter().collect();
    Ok(shape.columns.iter().map(|column| found.get(&column.name).copied().unwrap_or_default()).collect())
}

/// Takes the rows as `COPY` wants them. Those of tables that were made or emptied in this transaction can be `frozen`:
/// nobody has to look later whether they are visible.
pub(super) async fn store(
    connection: &mut PgConnection,
    shape: &Shape,
    mut groups: Receiver<Group>,
    frozen: bool,
) -> Result<(), sqlx::Error> {
    let how = if frozen { "FORMAT binary, FREEZE" } else { "FORMAT binary" };
    let statement = format!("COPY {} ({}) FROM STDIN ({how})", quoted(&shape.table), shape.list());
    let mut copy = connection.copy_in_raw(&statement).await?;
    copy.send(BEGIN.as_slice()).await?;
    while let Some(group) = groups.recv().await {
        if let Group::Postgres(rows) = group {
            copy.send(rows.as_slice()).await?;
        }
    }
    copy.send(END.as_slice()).await?;
    copy.finish().await.map(drop)
}

/// Writes a value with its length.
fn field(out: &mut Vec<u8>, kind: Kind, width: i16, cell: Cell<'_>) -> Option<()> {
    let start = out.len();
    out.extend_from_slice(&(-1_i32).to_be_bytes());
    if cell == Cell::Null {
        return Some(());
    }
    value(out, kind, width, cell)?;
    let length = i32::try_from(out.len() - start - 4).ok()?;
    out[start..start + 4].copy_from_slice(&length.to_be_bytes());
    Some(())
}

fn value(out: &mut Vec<u8>, kind: Kind, width: i16, cell: Cell<'_>) -> Option<()> {
    match (kind, cell) {
        (Kind::Bool, Cell::Bool(value)) => out.push(value.into()),
        (Kind::Int, Cell::Number(text) | Cell::Plain(text)) => {
            let value = row::int(text)?;
            match width {
                2 => out.extend_from_slice(&i16::try_from(value).ok()?.to_be_bytes()),
                4 => out.extend_from_slice(&i32::try_from(value).ok()?.to_be_bytes()),
                _ => out.extend_from_slice(&value.to_be_bytes()),
            }
        }
        (Kind::Float, Cell::Plain(text)) => {
            let value = row::float(text)?;
            match width {
                // The nearest to the number itself, not to the nearest of the wider ones.
                4 => out.extend_from_slice(&text.parse::<f32>().ok()?.to_be_bytes()),
                _ => out.extend_from_slice(&value.to_be_bytes()),
            }
        }
        (Kind::Numeric, cell) => numeric::write(out, &cell.string()?)?,
        (Kind::Uuid, Cell::Plain(text)) => out.extend_from_slice(text.parse::<uuid::Uuid>().ok()?.as_bytes()),
        (Kind::Time, Cell::Plain(text)) => out.extend_from_slice(&moment::micros(text)?.to_be_bytes()),
        (Kind::Bytes, Cell::Plain(text)) => row::bytes(text, out)?,
        (Kind::Text | Kind::Json, cell) => cell.append_to(out)?,
        (Kind::Jsonb, cell) => {
            // The version of its form.
            out.push(1);
            cell.append_to(out)?;
        }
        _ => return None,
    }
    Some(())
}
