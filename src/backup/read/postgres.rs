//! Reading from PostgreSQL by `COPY`, whose text is turned into JSON as it arrives.

use futures_util::TryStreamExt;
use memchr::memchr;
use sqlx::PgConnection;

use super::super::lines::Lines;
use super::super::schema::Kind;
use super::super::{moment, row};
use super::{Ended, Error, bad};

pub(super) async fn table(connection: &mut PgConnection, lines: &mut Lines, query: &str) -> Result<(), Ended> {
    let doing = format!("to be read ({})", lines.shape.table);
    let failed = |error: sqlx::Error| Ended::Failed(Error::doing(&doing)(error));
    let copy = format!("COPY ({query}) TO STDOUT");
    let mut rows = connection.copy_out_raw(&copy).await.map_err(failed)?;
    let (mut plain, mut bytes) = (Vec::new(), Vec::new());
    while let Some(row) = rows.try_next().await.map_err(failed)? {
        // One message is one row.
        let fields = row.strip_suffix(b"\n").unwrap_or(&row);
        for (column, field) in fields.split(|byte| *byte == b'\t').enumerate() {
            let text = if field.contains(&b'\\') && field != b"\\N" {
                unescape(field, &mut plain);
                plain.as_slice()
            } else {
                field
            };
            let Some(kind) = lines.shape.columns.get(column).map(|column| column.kind) else {
                return Err(bad(lines, column, "there are more values than columns"));
            };
            value(lines, column, kind, text, field == b"\\N", &mut bytes).map_err(|wrong| bad(lines, column, wrong))?;
        }
        if lines.end_row() {
            lines.hand_on().await?;
        }
    }
    Ok(lines.hand_on().await?)
}

fn value(
    lines: &mut Lines,
    column: usize,
    kind: Kind,
    text: &[u8],
    null: bool,
    bytes: &mut Vec<u8>,
) -> Result<(), String> {
    if null {
        lines.value(column).extend_from_slice(b"null");
        return Ok(());
    }
    let text = std::str::from_utf8(text).map_err(|_| "it is no UTF-8; the database's encoding has to be UTF8")?;
    match kind {
        Kind::Bool => row::write_bool(lines.value(column), text == "t"),
        Kind::Int => row::write_int(lines.value(column), text.parse().map_err(|_| "it is no number")?),
        Kind::Float => row::write_float(lines.value(column), row::float(text).ok_or("it is no number")?),
        Kind::Text | Kind::Numeric | Kind::Json | Kind::Jsonb => row::write_text(lines.value(column), text),
        Kind::Uuid => row::write_plain(lines.value(column), text),
        Kind::Bytes => {
            let digits = text.strip_prefix("\\x").ok_or("bytea_output is not `hex`")?;
            bytes.resize(digits.len() / 2, 0);
            hex::decode_to_slice(digits, bytes).map_err(|error| error.to_string())?;
            lines.note(column, bytes);
            row::write_bytes(lines.value(column), bytes);
        }
        Kind::Time => {
            // The server says what there is.
            if !moment::write_text(lines.value(column), text, true) {
                return Err(format!("{text} is no time of our calendar"));
            }
        }
    }
    Ok(())
}

/// Takes the escapes of `COPY` out.
fn unescape(field: &[u8], plain: &mut Vec<u8>) {
    plain.clear();
    let mut rest = field;
    while let Some(at) = memchr(b'\\', rest) {
        plain.extend_from_slice(&rest[..at]);
        plain.push(match rest.get(at + 1) {
            Some(b'b') => 8,
            Some(b't') => b'\t',
            Some(b'n') => b'\n',
            Some(b'v') => 11,
            Some(b'f') => 12,
            Some(b'r') => b'\r',
            Some(other) => *other,
            None => b'\\',
        });
        rest = rest.get(at + 2..).unwrap_or_default();
    }
    plain.extend_from_slice(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes() {
        let mut plain = Vec::new();
        unescape(b"a\\tb\\nc\\\\d\\re\\bf\\vg\\f", &mut plain);
        assert_eq!(plain, b"a\tb\nc\\d\re\x08f\x0bg\x0c");
    }
}
