//! Storing in PostgreSQL by `COPY`.

use std::fmt::Write as _;

use sqlx::PgConnection;
use tokio::sync::mpsc::Receiver;

use super::super::row::{self, Value};
use super::super::schema::{Shape, quoted};

pub(super) async fn store(
    connection: &mut PgConnection,
    shape: &Shape,
    mut groups: Receiver<Vec<Vec<Value>>>,
) -> Result<(), sqlx::Error> {
    let statement = format!("COPY {} ({}) FROM STDIN", quoted(&shape.table), shape.list());
    let mut copy = connection.copy_in_raw(&statement).await?;
    let mut text = Vec::new();
    while let Some(group) = groups.recv().await {
        text.clear();
        for values in &group {
            for (index, value) in values.iter().enumerate() {
                if index > 0 {
                    text.push(b'\t');
                }
                write(&mut text, value);
            }
            text.push(b'\n');
        }
        copy.send(text.as_slice()).await?;
    }
    copy.finish().await.map(|_| ())
}

fn write(out: &mut Vec<u8>, value: &Value) {
    match value {
        Value::Null => out.extend_from_slice(b"\\N"),
        Value::Bool(value) => out.push(if *value { b't' } else { b'f' }),
        Value::Int(value) => plain(out, format_args!("{value}")),
        Value::Float(value) => out.extend_from_slice(row::float_text(*value).as_bytes()),
        Value::Uuid(value) => plain(out, format_args!("{value}")),
        Value::Text(text) => escape(out, text),
        Value::Bytes(bytes) => {
            out.extend_from_slice(b"\\\\x");
            out.extend_from_slice(hex::encode(bytes).as_bytes());
        }
        Value::Time(time) => {
            let mut line = Vec::new();
            // A time that came from a line has a form.
            row::write_time(&mut line, *time).ok();
            out.extend(line.into_iter().filter(|byte| *byte != b'"'));
        }
    }
}

fn plain(out: &mut Vec<u8>, text: std::fmt::Arguments<'_>) {
    let mut buffer = String::new();
    buffer.write_fmt(text).ok();
    out.extend_from_slice(buffer.as_bytes());
}

fn escape(out: &mut Vec<u8>, text: &str) {
    let mut rest = text.as_bytes();
    while let Some(at) = rest.iter().position(|byte| matches!(byte, b'\\' | b'\n' | b'\r' | b'\t')) {
        out.extend_from_slice(&rest[..at]);
        out.push(b'\\');
        out.push(match rest[at] {
            b'\n' => b'n',
            b'\r' => b'r',
            b'\t' => b't',
            other => other,
        });
        rest = &rest[at + 1..];
    }
    out.extend_from_slice(rest);
}
