//! Bodies of forms with files in them, as far as the API's own operations need them.

use serde_json::{Map, Value, json};

use crate::clockify::catalogue::{Kind, Schema};

/// The fields of a form, with their values read as the schema says. Of a file only its name is kept.
pub(super) fn read(content_type: &str, body: &[u8], schema: &Schema) -> Option<Value> {
    let boundary = content_type.split(';').find_map(|part| part.trim().strip_prefix("boundary="))?.trim_matches('"');
    let mark = format!("--{boundary}");
    let mut fields = Map::new();
    let mut rest = &body[find(body, mark.as_bytes())? + mark.len()..];
    while let Some(part) = rest.strip_prefix(b"\r\n") {
        let end = find(part, format!("\r\n{mark}").as_bytes())?;
        let (head, value) = split(&part[..end])?;
        let name = parameter(head, "name")?;
        let value = match parameter(head, "filename") {
            Some(file) => file.into(),
            None => typed(std::str::from_utf8(value).ok()?, schema.fields.iter().find(|field| field.name == name)?),
        };
        match (fields.get_mut(&name), value) {
            (Some(Value::Array(items)), Value::Array(more)) => items.extend(more),
            (_, value) => _ = fields.insert(name, value),
        }
        rest = &part[end + 2 + mark.len()..];
    }
    rest.starts_with(b"--").then_some(Value::Object(fields))
}

fn find(text: &[u8], mark: &[u8]) -> Option<usize> {
    text.windows(mark.len()).position(|window| window == mark)
}

fn split(part: &[u8]) -> Option<(&str, &[u8])> {
    let end = find(part, b"\r\n\r\n")?;
    Some((std::str::from_utf8(&part[..end]).ok()?, &part[end + 4..]))
}

/// A parameter of `Content-Disposition`.
fn parameter(head: &str, name: &str) -> Option<String> {
    let line = head.lines().find(|line| line.to_ascii_lowercase().starts_with("content-disposition:"))?;
    let value = line.split(';').find_map(|part| part.trim().strip_prefix(name)?.strip_prefix('='))?;
    Some(value.trim_matches('"').to_owned())
}

fn typed(text: &str, field: &crate::clockify::catalogue::Field) -> Value {
    match field.schema.kind {
        Kind::Boolean => text.parse::<bool>().map_or_else(|_| text.into(), Value::Bool),
        Kind::Integer => text.parse::<i64>().map_or_else(|_| text.into(), Value::from),
        Kind::Number => text.parse::<f64>().map_or_else(|_| text.into(), Value::from),
        Kind::Array => json!(text.split(',').collect::<Vec<_>>()),
        _ => text.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_and_files_are_read() {
        let schema: Schema = serde_json::from_value(json!({ "type": "object", "fields": [
            { "name": "amount", "type": "number" },
            { "name": "billable", "type": "boolean" },
            { "name": "notes", "type": "string" },
            { "name": "changeFields", "type": "array", "items": { "type": "string" } },
            { "name": "file", "type": "string", "format": "binary" },
        ] }))
        .unwrap();
        let part =
            |head: &str, value: &str| format!("--b\r\nContent-Disposition: form-data; {head}\r\n\r\n{value}\r\n");
        let body = [
            part("name=\"amount\"", "12.5"),
            part("name=\"billable\"", "true"),
            part("name=\"notes\"", "a\r\nb"),
            part("name=\"changeFields\"", "DATE"),
            part("name=\"changeFields\"", "NOTES"),
            part("name=\"file\"; filename=\"r.png\"\r\nContent-Type: image/png", "\u{1}\u{2}"),
        ]
        .concat();
        let read = |body: &str| read("multipart/form-data; boundary=\"b\"", body.as_bytes(), &schema);
        assert_eq!(
            read(&format!("{body}--b--\r\n")),
            Some(
                json!({ "amount": 12.5, "billable": true, "notes": "a\r\nb", "changeFields": ["DATE", "NOTES"], "file": "r.png" })
            )
        );
        assert_eq!(read(&body), None, "no end");
        assert_eq!(read("nonsense"), None);
        assert_eq!(read("--b--\r\n"), Some(json!({})));
    }
}
