//! Reading from PostgreSQL by `COPY`, in its binary form (<https://www.postgresql.org/docs/15/sql-copy.html>), which is
//! turned into JSON as it arrives.

use futures_util::TryStreamExt;
use sqlx::PgConnection;
use uuid::Uuid;

use super::super::lines::Lines;
use super::super::schema::Kind;
use super::super::{moment, numeric, row};
use super::{Ended, Error, bad};

/// How an answer begins. Flags and the length of an extension, which nobody has made yet, follow.
const SIGNATURE: &[u8; 11] = b"PGCOPY\n\xff\r\n\0";

pub(super) async fn table(connection: &mut PgConnection, lines: &mut Lines, query: &str) -> Result<(), Ended> {
    let doing = format!("to be read ({})", lines.shape.table);
    let failed = |error: sqlx::Error| Ended::Failed(Error::doing(&doing)(error));
    let copy = format!("COPY ({query}) TO STDOUT (FORMAT binary)");
    let mut messages = connection.copy_out_raw(&copy).await.map_err(failed)?;
    let mut begun = false;
    while let Some(message) = messages.try_next().await.map_err(failed)? {
        let mut answer = Answer(&message);
        if !std::mem::replace(&mut begun, true) {
            answer.begin()?;
        }
        while let Some(count) = answer.row()? {
            if count != lines.shape.columns.len() {
                return Err(Odd.into());
            }
            for column in 0..count {
                match answer.field()? {
                    None => lines.value(column).extend_from_slice(b"null"),
                    Some(bytes) => value(lines, column, bytes).map_err(|wrong| bad(lines, column, wrong))?,
                }
            }
            if lines.end_row() {
                lines.hand_on().await?;
            }
        }
    }
    Ok(lines.hand_on().await?)
}

/// An answer of another form than that of `COPY`.
#[derive(Debug, PartialEq, Eq)]
struct Odd;

impl From<Odd> for Ended {
    fn from(_: Odd) -> Self {
        Self::Failed(Error::Internal("the server's answer has another form than that of COPY".to_owned()))
    }
}

/// What is left of a message of the server, which holds whole rows.
struct Answer<'a>(&'a [u8]);

impl<'a> Answer<'a> {
    fn begin(&mut self) -> Result<(), Odd> {
        self.0 = self.0.strip_prefix(SIGNATURE).ok_or(Odd)?;
        let _flags: [u8; 4] = self.take()?;
        let extension = i32::from_be_bytes(self.take()?);
        self.bytes(extension).map(drop)
    }

    /// How many values the next row has; none if there is no other one in the message.
    fn row(&mut self) -> Result<Option<usize>, Odd> {
        if self.0.is_empty() {
            return Ok(None);
        }
        // The end is a row of less than nothing.
        Ok(usize::try_from(i16::from_be_bytes(self.take()?)).ok())
    }

    /// The next value; none where there is none.
    fn field(&mut self) -> Result<Option<&'a [u8]>, Odd> {
        match i32::from_be_bytes(self.take()?) {
            -1 => Ok(None),
            length => self.bytes(length).map(Some),
        }
    }

    fn bytes(&mut self, length: i32) -> Result<&'a [u8], Odd> {
        let length = usize::try_from(length).map_err(|_| Odd)?;
        let (bytes, rest) = self.0.split_at_checked(length).ok_or(Odd)?;
        self.0 = rest;
        Ok(bytes)
    }

    fn take<const N: usize>(&mut self) -> Result<[u8; N], Odd> {
        let (bytes, rest) = self.0.split_first_chunk().ok_or(Odd)?;
        self.0 = rest;
        Ok(*bytes)
    }
}

fn value(lines: &mut Lines, column: usize, bytes: &[u8]) -> Result<(), String> {
    let kind = lines.shape.columns[column].kind;
    if kind == Kind::Bytes {
        lines.note(column, bytes);
    }
    let out = lines.value(column);
    match kind {
        Kind::Bool => row::write_bool(out, bytes != [0]),
        Kind::Int => row::write_int(out, int(bytes).ok_or("it is no number")?),
        Kind::Float => match (bytes.as_array::<4>(), bytes.as_array::<8>()) {
            (Some(bytes), _) => row::write_float(out, f32::from_be_bytes(*bytes)),
            (_, Some(bytes)) => row::write_float(out, f64::from_be_bytes(*bytes)),
            _ => return Err("it is no number".to_owned()),
        },
        Kind::Numeric => row::write_plain(out, &numeric::text(bytes).ok_or("it is no number")?),
        Kind::Text | Kind::Json => row::write_text(out, utf8(bytes)?),
        Kind::Jsonb => match bytes {
            [1, text @ ..] => row::write_text(out, utf8(text)?),
            _ => return Err("it has a form that came after this program".to_owned()),
        },
        Kind::Bytes => row::write_bytes(out, bytes),
        Kind::Uuid => row::write_uuid(out, Uuid::from_slice(bytes).map_err(|error| error.to_string())?),
        Kind::Time => {
            let micros = bytes.as_array().map(|bytes| i64::from_be_bytes(*bytes)).ok_or("it is no time")?;
            match moment::of_micros(micros) {
                Some(at) => moment::write(out, at)?,
                None if micros == i64::MAX => return Err("infinity is no time of our calendar".to_owned()),
                None if micros == i64::MIN => return Err("-infinity is no time of our calendar".to_owned()),
                None => return Err("it is no time of our calendar".to_owned()),
            }
        }
    }
    Ok(())
}

fn int(bytes: &[u8]) -> Option<i64> {
    Some(match *bytes {
        [a, b] => i16::from_be_bytes([a, b]).into(),
        [a, b, c, d] => i32::from_be_bytes([a, b, c, d]).into(),
        _ => i64::from_be_bytes(*bytes.as_array()?),
    })
}

fn utf8(bytes: &[u8]) -> Result<&str, String> {
    std::str::from_utf8(bytes).map_err(|_| "it is no UTF-8; the database's encoding has to be UTF8".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_that_is_cut_off_is_odd() {
        let whole = [SIGNATURE.as_slice(), &[0; 8], &[0, 1, 0, 0, 0, 2, 7, 8, 0xff, 0xff]].concat();
        let read = |bytes: &[u8]| {
            let mut answer = Answer(bytes);
            answer.begin()?;
            let mut rows = 0;
            while let Some(count) = answer.row()? {
                (0..count).try_for_each(|_| answer.field().map(drop))?;
                rows += 1;
            }
            Ok((rows, answer.0.len()))
        };
        assert_eq!(read(&whole), Ok((1, 0)));
        for end in (0..whole.len()).filter(|end| ![19, 27].contains(end)) {
            assert_eq!(read(&whole[..end]), Err(Odd), "{end}");
        }
    }
}
