//! Bodies that travel as forms (RFC 7578): a part for each field, and for each item of a list.

use base64::Engine as _;
use bytes::Bytes;
use memchr::memmem;
use serde::Deserialize;
use serde_json::Value;

use super::Invalid;
use crate::clockify::catalogue::Schema;

/// Longest name or type of a file.
const LONGEST_NAME: usize = 255;

/// What lies between the parts, unless it stands in one of them.
const BOUNDARY: &str = "clockify-addons-form";

/// The type of a file that says none.
const ANY: &str = "application/octet-stream";

/// What a part of a form holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Name of the field.
    pub name: String,
    /// The value, or the file.
    pub value: Bytes,
    /// Name and type of a file.
    pub file: Option<(String, String)>,
}

/// A file as it stands in a body that is JSON.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    name: String,
    #[serde(rename = "type")]
    kind: Option<String>,
    base64: String,
}

/// The parts of the form that an object makes, in order. Null is left out. A file is an object of its `name`, its `type`
/// and its bytes in `base64`.
pub fn parts(value: &Value, schema: &Schema) -> Result<Vec<Part>, Invalid> {
    let mut parts = Vec::new();
    for (name, value) in value.as_object().into_iter().flatten().filter(|(_, value)| !value.is_null()) {
        let of = schema.field(name);
        if of.is_some_and(|schema| schema.format.as_deref() == Some("binary")) {
            parts.push(file(name, value).ok_or_else(|| Invalid::File(name.clone()))?);
            continue;
        }
        let part = |value: &Value| Part { name: name.clone(), value: text(value).into(), file: None };
        match value {
            Value::Array(items) => parts.extend(items.iter().map(part)),
            value => parts.push(part(value)),
        }
    }
    Ok(parts)
}

fn file(name: &str, value: &Value) -> Option<Part> {
    let File { name: called, kind, base64 } = File::deserialize(value).ok()?;
    let kind = kind.unwrap_or_else(|| ANY.to_owned());
    let plain = |text: &str| !text.is_empty() && text.len() <= LONGEST_NAME && !text.contains(char::is_control);
    let bytes = base64::engine::general_purpose::STANDARD.decode(base64).ok()?;
    (plain(&called) && plain(&kind) && kind.is_ascii()).then(|| Part {
        name: name.to_owned(),
        value: bytes.into(),
        file: Some((called, kind)),
    })
}

/// The form that an object makes, and its type.
pub(super) fn write(value: &Value, schema: &Schema) -> Result<(Bytes, String), Invalid> {
    let parts = parts(value, schema)?;
    let mut boundary = BOUNDARY.to_owned();
    while parts.iter().any(|part| memmem::find(&part.value, boundary.as_bytes()).is_some()) {
        boundary.push('-');
    }
    let mut body = Vec::with_capacity(parts.iter().map(|part| part.value.len() + 256).sum());
    for Part { name, value, file } in &parts {
        let mut head = format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{}\"", escaped(name));
        if let Some((called, kind)) = file {
            head.push_str(&format!("; filename=\"{}\"\r\nContent-Type: {kind}", escaped(called)));
        }
        for piece in [head.as_bytes(), b"\r\n\r\n", value, b"\r\n"] {
            body.extend_from_slice(piece);
        }
    }
    body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    Ok((body.into(), format!("multipart/form-data; boundary={boundary}")))
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// A name inside of quotation marks.
fn escaped(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_field_is_a_part_and_nothing_ends_early() {
        let file = json!({ "type": "object", "fields": [{ "name": "file", "type": "string", "format": "binary" }] });
        let schema: Schema = serde_json::from_value(file).unwrap();
        let value =
            json!({ "amount": 12.5, "kinds": ["A", "B"], "none": null, "a\"\r\nb": "x\r\n--clockify-addons-form--" });
        let (body, content_type) = write(&value, &schema).unwrap();
        // Two longer ones stand in a text.
        let boundary = "clockify-addons-form---";
        let part = |name: &str, text: &str| {
            format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n")
        };
        let parts = [
            part("amount", "12.5"),
            part("kinds", "A"),
            part("kinds", "B"),
            part("a%22%0D%0Ab", "x\r\n--clockify-addons-form--"),
            format!("--{boundary}--\r\n"),
        ];
        assert_eq!(content_type, format!("multipart/form-data; boundary={boundary}"));
        assert_eq!(body, parts.concat());
        for wrong in [
            json!("a.png"),
            json!({ "name": "a.png" }),
            json!({ "name": "a.png", "base64": "?" }),
            json!({ "name": "", "base64": "" }),
            json!({ "name": "a\r\nb", "base64": "" }),
            json!({ "name": "a", "type": "x\r\ny: z", "base64": "" }),
        ] {
            let found = write(&json!({ "file": wrong }), &schema);
            assert_eq!(found, Err(Invalid::File("file".to_owned())), "{wrong}");
        }
        assert_eq!(write(&json!({ "file": null }), &schema).unwrap().0, "--clockify-addons-form--\r\n");
    }

    #[test]
    fn a_file_is_sent_byte_for_byte() {
        let file = json!({ "type": "object", "fields": [{ "name": "file", "type": "string", "format": "binary" }] });
        let schema: Schema = serde_json::from_value(file).unwrap();
        let value = json!({ "file": { "name": "a \"b\".png", "type": "image/png", "base64": "AP8NCg==" }, "n": 1 });
        let (body, content_type) = write(&value, &schema).unwrap();
        assert_eq!(content_type, "multipart/form-data; boundary=clockify-addons-form");
        let expected = b"--clockify-addons-form\r\nContent-Disposition: form-data; name=\"file\"; \
            filename=\"a %22b%22.png\"\r\nContent-Type: image/png\r\n\r\n\0\xff\r\n\r\n--clockify-addons-form\r\n\
            Content-Disposition: form-data; name=\"n\"\r\n\r\n1\r\n--clockify-addons-form--\r\n";
        assert_eq!(body, &expected[..]);
    }
}
