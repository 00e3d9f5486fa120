//! A row as a line: a JSON array with a value for each column.
//!
//! What JSON has no exact form for is a string: whole numbers beyond 2⁵³, which many readers would round; floating point
//! and decimal numbers; times, in UTC to the microsecond; bytes, in base64; JSON columns, as their text. The same value
//! makes the same line on both engines, so lines can be compared.

use std::fmt::LowerExp;
use std::io::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};
use tokio::sync::mpsc::Receiver;
use uuid::Uuid;

use super::canonical;
use super::cell::{self, Cell};
use super::schema::{Kind, Shape};

/// The largest whole number up to which every reader of JSON is exact.
const EXACT: u64 = 1 << 53;

pub(super) fn write_int(out: &mut Vec<u8>, value: i64) {
    let is_exact = value.unsigned_abs() <= EXACT;
    // Writing into memory doesn't fail.
    _ = if is_exact { write!(out, "{value}") } else { write!(out, "\"{value}\"") };
}

pub(super) fn write_bool(out: &mut Vec<u8>, value: bool) {
    out.extend_from_slice(if value { b"true" } else { b"false" });
}

pub(super) fn write_float<T: LowerExp + Copy + Into<f64>>(out: &mut Vec<u8>, value: T) {
    write_plain(out, &float_text(value));
}

/// A floating point number in the shortest form that reads back as the same one of its width.
pub(super) fn float_text<T: LowerExp + Copy + Into<f64>>(value: T) -> String {
    match value.into() {
        wide if wide.is_nan() => "NaN".to_owned(),
        f64::INFINITY => "Infinity".to_owned(),
        f64::NEG_INFINITY => "-Infinity".to_owned(),
        // SQLite has no negative zero.
        0.0 => "0e0".to_owned(),
        _ => format!("{value:e}"),
    }
}

pub(super) fn write_text(out: &mut Vec<u8>, value: &str) {
    // Writing into memory doesn't fail, and a text has a form in JSON.
    _ = serde_json::to_writer(out, value);
}

pub(super) fn write_bytes(out: &mut Vec<u8>, value: &[u8]) {
    out.push(b'"');
    let start = out.len();
    out.resize(start + value.len().div_ceil(3) * 4, 0);
    // The room is exact.
    _ = STANDARD.encode_slice(value, &mut out[start..]);
    out.push(b'"');
}

pub(super) fn write_uuid(out: &mut Vec<u8>, value: Uuid) {
    write_plain(out, value.hyphenated().encode_lower(&mut Uuid::encode_buffer()));
}

/// A whole number, from a line.
pub(super) fn int(text: &str) -> Option<i64> {
    text.parse().ok()
}

/// Adds bytes, from a line.
pub(super) fn bytes(text: &str, out: &mut Vec<u8>) -> Option<()> {
    STANDARD.decode_vec(text, out).ok()
}

/// A text in which nothing needs an escape.
pub(super) fn write_plain(out: &mut Vec<u8>, text: &str) {
    out.push(b'"');
    out.extend_from_slice(text.as_bytes());
    out.push(b'"');
}

/// Hands on the values of a line with what they are. The error says which column can't hold its value.
pub(super) fn columns(
    shape: &Shape,
    line: &[u8],
    mut take: impl FnMut(Kind, Cell<'_>) -> Option<()>,
) -> Result<(), String> {
    let mut columns = shape.columns.iter();
    let count = cell::each(line, |_, cell| match columns.next() {
        Some(column) => take(column.kind, cell).ok_or_else(|| unlike(&column.name, column.kind)),
        // Counted below.
        None => Ok(()),
    })?;
    if count == shape.columns.len() {
        Ok(())
    } else {
        Err(format!("it has {count} values instead of {}", shape.columns.len()))
    }
}

fn unlike(column: &str, kind: Kind) -> String {
    format!("the value of {column} is no {kind:?}").to_lowercase()
}

/// A floating point number as either engine or a line writes it.
pub(super) fn float(text: &str) -> Option<f64> {
    match text {
        "NaN" => Some(f64::NAN),
        "Infinity" => Some(f64::INFINITY),
        "-Infinity" => Some(f64::NEG_INFINITY),
        text if text.bytes().any(|byte| byte.is_ascii_digit()) => text.parse().ok(),
        _ => None,
    }
}

/// What tables hold, whatever the order of their rows: the sum of the hashes of the lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Content {
    /// How many rows.
    pub(super) rows: u64,
    sum: [u64; 4],
}

impl Content {
    /// Counts a line in.
    pub(super) fn add(&mut self, shape: &Shape, line: &[u8]) {
        self.rows += 1;
        let hash = if shape.has(Kind::Jsonb) {
            Sha256::digest(comparable(shape, line).as_deref().unwrap_or(line))
        } else {
            Sha256::digest(line)
        };
        for (lane, bytes) in self.sum.iter_mut().zip(hash.as_chunks::<8>().0) {
            *lane = lane.wrapping_add(u64::from_le_bytes(*bytes));
        }
    }

    /// Counts whole lines as they arrive in pieces, until nobody sends any more.
    pub(super) fn of(shape: &Shape, mut pieces: Receiver<Vec<u8>>) -> Self {
        let mut content = Self::default();
        while let Some(piece) = pieces.blocking_recv() {
            let mut start = 0;
            for end in memchr::memchr_iter(b'\n', &piece) {
                content.add(shape, &piece[start..end]);
                start = end + 1;
            }
        }
        content
    }

    /// The sum, as text.
    pub(super) fn hex(&self) -> String {
        self.sum.iter().map(|lane| hex::encode(lane.to_le_bytes())).collect()
    }
}

/// The line with its `jsonb` in one form.
fn comparable(shape: &Shape, line: &[u8]) -> Option<Vec<u8>> {
    let mut values: Vec<serde_json::Value> = serde_json::from_slice(line).ok()?;
    for (column, value) in shape.columns.iter().zip(&mut values) {
        if let (Kind::Jsonb, serde_json::Value::String(text)) = (column.kind, &mut *value) {
            *text = canonical::json(text);
        }
    }
    serde_json::to_vec(&values).ok()
}

/// Whether a text of the line holds a zero character, which PostgreSQL can't keep in text.
pub(super) fn holds_nul(shape: &Shape, line: &[u8]) -> bool {
    if memchr::memmem::find(line, b"\\u0000").is_none() {
        return false;
    }
    let Ok(values) = serde_json::from_slice::<Vec<serde_json::Value>>(line) else { return false };
    shape.columns.iter().zip(values).any(|(column, value)| match (column.kind, value.as_str()) {
        (Kind::Jsonb, Some(text)) => serde_json::from_str(text).is_ok_and(|value| has_nul(&value)),
        (_, Some(text)) => text.contains('\0'),
        _ => false,
    })
}

/// Whether a text in a JSON value holds a zero character.
fn has_nul(value: &serde_json::Value) -> bool {
    match value {
        serde_json::Value::String(text) => text.contains('\0'),
        serde_json::Value::Array(items) => items.iter().any(has_nul),
        serde_json::Value::Object(members) => members.iter().any(|(key, value)| key.contains('\0') || has_nul(value)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use time::OffsetDateTime;

    use super::super::moment;
    use super::*;
    use crate::backup::schema::Column;

    fn shape(kinds: &[Kind]) -> Shape {
        let column = |(index, kind): (usize, &Kind)| Column { name: format!("c{index}"), kind: *kind };
        Shape { table: "t".to_owned(), columns: kinds.iter().enumerate().map(column).collect(), key: Vec::new() }
    }

    #[test]
    fn values_have_one_form() {
        let mut line = b"[".to_vec();
        let kinds = [Kind::Int, Kind::Int, Kind::Bool, Kind::Float, Kind::Text, Kind::Bytes, Kind::Uuid, Kind::Time];
        let time = OffsetDateTime::from_unix_timestamp_nanos(1_700_000_000_123_456_000).unwrap();
        write_int(&mut line, i64::MIN);
        line.push(b',');
        write_int(&mut line, 1 << 53);
        line.push(b',');
        write_bool(&mut line, true);
        line.push(b',');
        write_float(&mut line, 0.1);
        line.push(b',');
        write_text(&mut line, "a\"\n\0ä");
        line.push(b',');
        write_bytes(&mut line, &[0, 255, 3, 4]);
        line.push(b',');
        write_uuid(&mut line, Uuid::from_u128(7));
        line.push(b',');
        moment::write(&mut line, time).unwrap();
        line.push(b']');
        assert_eq!(
            String::from_utf8(line.clone()).unwrap(),
            "[\"-9223372036854775808\",9007199254740992,true,\"1e-1\",\"a\\\"\\n\\u0000ä\",\"AP8DBA==\",\
             \"00000000-0000-0000-0000-000000000007\",\"2023-11-14T22:13:20.123456Z\"]"
        );
        assert!(holds_nul(&shape(&kinds), &line));
    }

    #[test]
    fn the_order_of_rows_and_of_keys_is_no_difference() {
        let shape = shape(&[Kind::Jsonb]);
        let sum = |lines: &[&str]| {
            let mut content = Content::default();
            for line in lines {
                content.add(&shape, line.as_bytes());
            }
            (content.rows, content.hex())
        };
        let (one, other) = (r#"["{\"b\":1.0,\"a\":2}"]"#, r#"["{\"a\": 2, \"b\": 1}"]"#);
        assert_eq!(sum(&[one, "[null]"]), sum(&["[null]", other]));
        assert_ne!(sum(&[one]), sum(&["[null]"]));
        assert_ne!(sum(&[one, one]), sum(&[]), "twice the same is not nothing");
    }

    #[test]
    fn an_escaped_escape_is_no_zero() {
        let json = shape(&[Kind::Json]);
        assert!(!holds_nul(&json, br#"["{\"a\":\"\\u0000\"}"]"#), "the text of JSON may say it");
        let jsonb = shape(&[Kind::Jsonb]);
        assert!(holds_nul(&jsonb, br#"["{\"a\":\"\\u0000\"}"]"#));
        assert!(!holds_nul(&jsonb, br#"["{\"a\":\"\\\\u0000\"}"]"#));
    }
}
