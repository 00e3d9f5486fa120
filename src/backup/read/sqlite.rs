//! Reading from SQLite. A value there may be of another type than its column: what has no meaning in the column is told.

use futures_util::TryStreamExt;
use sqlx::sqlite::{SqliteRow, SqliteValueRef};
use sqlx::{AssertSqlSafe, Decode, Row, Sqlite, SqliteConnection, TypeInfo, ValueRef};
use time::OffsetDateTime;
use uuid::Uuid;

use super::super::lines::Lines;
use super::super::schema::Kind;
use super::super::{moment, row};
use super::{Ended, Error, bad, query};

pub(super) async fn table(
    connection: &mut SqliteConnection,
    lines: &mut Lines<'_>,
    condition: Option<&str>,
) -> Result<(), Ended> {
    let doing = format!("to be read ({})", lines.shape.table);
    let failed = |error| Ended::Failed(Error::doing(doing.clone())(error));
    let sql = query(lines, condition);
    let mut rows = sqlx::query(AssertSqlSafe(sql)).fetch(connection);
    while let Some(row) = rows.try_next().await.map_err(failed)? {
        for column in 0..lines.shape.columns.len() {
            write(lines, column, &row).map_err(|wrong| bad(lines, column, wrong))?;
        }
        lines.end_row().await?;
    }
    Ok(())
}

fn write(lines: &mut Lines<'_>, column: usize, row: &SqliteRow) -> Result<(), String> {
    let value = || row.try_get_raw(column).map_err(|error| error.to_string());
    let again = value;
    let value = value()?;
    let kind = lines.shape.columns[column].kind;
    if value.is_null() {
        lines.value(column).extend_from_slice(b"null");
        return Ok(());
    }
    let class = value.type_info().into_owned();
    let unlike = || Err(format!("it is kept as {}", class.name()));
    match (kind, class.name()) {
        (Kind::Bool, "INTEGER") => match decode::<i64>(value)? {
            number @ 0..=1 => row::write_bool(lines.value(column), number == 1),
            number => return Err(format!("{number} is neither true nor false")),
        },
        (Kind::Int, "INTEGER") => row::write_int(lines.value(column), decode(value)?),
        (Kind::Float, "REAL") => row::write_float(lines.value(column), decode(value)?),
        // SQLite has no NaN of its own and would keep nothing in its place.
        (Kind::Float, "TEXT") => {
            let number = row::float(decode(value)?).ok_or("it is no number")?;
            row::write_float(lines.value(column), number);
        }
        (Kind::Numeric, "INTEGER") => row::write_plain(lines.value(column), &decode::<i64>(value)?.to_string()),
        (Kind::Text | Kind::Numeric | Kind::Json | Kind::Jsonb, "TEXT") => {
            row::write_text(lines.value(column), decode(value)?);
        }
        (Kind::Bytes, "BLOB") => {
            let bytes: &[u8] = decode(value)?;
            lines.note(column, bytes);
            row::write_bytes(lines.value(column), bytes);
        }
        (Kind::Uuid, "BLOB") => {
            let bytes: &[u8] = decode(value)?;
            let uuid = Uuid::from_slice(bytes).map_err(|error| error.to_string())?;
            row::write_uuid(lines.value(column), uuid);
        }
        (Kind::Time, "TEXT") => {
            let text: &str = decode(value)?;
            let out = lines.value(column);
            if !moment::write_text(out, text, false) {
                moment::write(out, decode::<OffsetDateTime>(again()?)?)?;
            }
        }
        _ => return unlike(),
    }
    Ok(())
}

fn decode<'r, T: Decode<'r, Sqlite>>(value: SqliteValueRef<'r>) -> Result<T, String> {
    T::decode(value).map_err(|error| error.to_string())
}
