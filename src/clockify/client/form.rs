//! Bodies that travel as forms (RFC 7578): a part for each field, and for each item of a list.

use bytes::Bytes;
use serde_json::Value;

use super::Invalid;
use crate::clockify::catalogue::Schema;

/// What lies between the parts, unless it stands in one of them.
const BOUNDARY: &str = "clockify-addons-form";

/// The form that an object makes, and its type. Null is left out. Files can't be sent.
pub(super) fn write(value: &Value, schema: &Schema) -> Result<(Bytes, String), Invalid> {
    let mut parts = Vec::new();
    for (name, value) in value.as_object().into_iter().flatten().filter(|(_, value)| !value.is_null()) {
        let of = schema.fields.iter().find(|field| field.name == *name).map(|field| &field.schema);
        if of.is_some_and(|schema| schema.format.as_deref() == Some("binary")) {
            return Err(Invalid::File(name.clone()));
        }
        match value {
            Value::Array(items) => parts.extend(items.iter().map(|item| (escaped(name), text(item)))),
            value => parts.push((escaped(name), text(value))),
        }
    }
    let mut boundary = BOUNDARY.to_owned();
    while parts.iter().any(|(_, text)| text.contains(&boundary)) {
        boundary.push('-');
    }
    let mut body = String::new();
    for (name, text) in parts {
        for piece in
            ["--", &boundary, "\r\nContent-Disposition: form-data; name=\"", &name, "\"\r\n\r\n", &text, "\r\n"]
        {
            body.push_str(piece);
        }
    }
    body.push_str(&format!("--{boundary}--\r\n"));
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
        assert_eq!(write(&json!({ "file": "a.png" }), &schema), Err(Invalid::File("file".to_owned())));
        assert_eq!(write(&json!({ "file": null }), &schema).unwrap().0, "--clockify-addons-form--\r\n");
    }
}
