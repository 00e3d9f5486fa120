//! Storing in PostgreSQL by `COPY`.

use std::io::Write as _;

use sqlx::PgConnection;
use tokio::sync::mpsc::Receiver;

use super::super::cell::{Cell, Piece, pieces};
use super::super::schema::{Kind, Shape, quoted};
use super::super::{moment, row};
use super::Group;

/// Takes the lines as `COPY` wants them. Rows of tables that were made or emptied in this transaction can be `frozen`:
/// nobody has to look later whether they are visible.
pub(super) async fn store(
    connection: &mut PgConnection,
    shape: &Shape,
    mut groups: Receiver<Group>,
    frozen: bool,
) -> Result<(), sqlx::Error> {
    let how = if frozen { " (FREEZE)" } else { "" };
    let statement = format!("COPY {} ({}) FROM STDIN{how}", quoted(&shape.table), shape.list());
    let mut copy = connection.copy_in_raw(&statement).await?;
    while let Some(group) = groups.recv().await {
        if let Group::Text(text) = group {
            copy.send(text.as_slice()).await?;
        }
    }
    copy.finish().await.map(|_| ())
}

/// Writes a line as `COPY` wants it. The error says what is wrong with it.
pub(super) fn encode(out: &mut Vec<u8>, bytes: &mut Vec<u8>, shape: &Shape, line: &[u8]) -> Result<(), String> {
    let mut first = true;
    row::columns(shape, line, |kind, cell| {
        if !std::mem::take(&mut first) {
            out.push(b'\t');
        }
        write(out, bytes, kind, cell)
    })?;
    out.push(b'\n');
    Ok(())
}

fn write(out: &mut Vec<u8>, bytes: &mut Vec<u8>, kind: Kind, cell: Cell<'_>) -> Option<()> {
    match (kind, cell) {
        (_, Cell::Null) => out.extend_from_slice(b"\\N"),
        (Kind::Bool, Cell::Bool(value)) => out.push(if value { b't' } else { b'f' }),
        (Kind::Int, Cell::Number(text) | Cell::Plain(text)) => {
            // Writing into memory doesn't fail.
            _ = write!(out, "{}", row::int(text)?);
        }
        (Kind::Float, Cell::Plain(text)) => out.extend_from_slice(row::float_text(row::float(text)?).as_bytes()),
        (Kind::Uuid, Cell::Plain(text)) => {
            text.parse::<uuid::Uuid>().ok()?;
            out.extend_from_slice(text.as_bytes());
        }
        (Kind::Time, Cell::Plain(text)) if moment::is_time(text) => out.extend_from_slice(text.as_bytes()),
        (Kind::Bytes, Cell::Plain(text)) => {
            bytes.clear();
            row::bytes(text, bytes)?;
            out.extend_from_slice(b"\\\\x");
            let start = out.len();
            out.resize(start + bytes.len() * 2, 0);
            hex::encode_to_slice(bytes, &mut out[start..]).ok()?;
        }
        // Where JSON needs no escape, `COPY` needs none.
        (Kind::Text | Kind::Numeric | Kind::Json | Kind::Jsonb, Cell::Plain(text)) => {
            out.extend_from_slice(text.as_bytes());
        }
        (Kind::Text | Kind::Numeric | Kind::Json | Kind::Jsonb, Cell::Escaped(text)) => {
            pieces(text, |piece| match piece {
                Piece::Text(text) => out.extend_from_slice(text.as_bytes()),
                Piece::Char('\n') => out.extend_from_slice(b"\\n"),
                Piece::Char('\r') => out.extend_from_slice(b"\\r"),
                Piece::Char('\t') => out.extend_from_slice(b"\\t"),
                Piece::Char('\\') => out.extend_from_slice(b"\\\\"),
                Piece::Char(char) => out.extend_from_slice(char.encode_utf8(&mut [0; 4]).as_bytes()),
            })?;
        }
        _ => return None,
    }
    Some(())
}
