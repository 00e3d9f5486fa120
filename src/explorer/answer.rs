//! What came back: what it is, its beginning, and whether there is more on another page.

use std::fmt;

use serde::Serialize;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::Wanted;
use crate::clockify::catalogue::{self, Operation, Paging, PagingPlace};
use crate::clockify::client::Answer;
use crate::clockify::merge;
use crate::domain::redact;

/// How much of a body is shown at once, in bytes.
pub const PREVIEW: usize = 256 * 1024;

/// Most headers that are shown, and the longest value, in bytes.
const MOST_HEADERS: usize = 50;
const LONGEST_HEADER: usize = 1024;

/// What a body is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// JSON.
    Json,
    /// Another text.
    Text,
    /// No text.
    Binary,
    /// Nothing.
    Empty,
}

impl Kind {
    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Text => "text",
            Self::Binary => "binary",
            Self::Empty => "empty",
        }
    }

    /// What an answer's body is.
    pub(super) fn of(answer: &Answer) -> Self {
        let kind = answer.content_type.as_deref().unwrap_or_default();
        let essence = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let is_json = essence == "application/json" || essence.ends_with("+json");
        let is_file = ["application/pdf", "application/octet-stream", "application/zip"].contains(&essence.as_str())
            || ["image/", "audio/", "video/", "font/", "application/vnd."].iter().any(|kind| essence.starts_with(kind));
        match std::str::from_utf8(&answer.body) {
            _ if answer.body.is_empty() => Self::Empty,
            Ok(_) if is_json => Self::Json,
            Ok(text) if !is_file && !text.contains('\0') => Self::Text,
            _ => Self::Binary,
        }
    }
}

/// The beginning of a text that is shown, and whether that is all of it.
pub(super) fn beginning(body: &[u8]) -> (&str, bool) {
    let cut = &body[..body.len().min(PREVIEW)];
    let text = match std::str::from_utf8(cut) {
        Ok(text) => text,
        Err(error) => std::str::from_utf8(&cut[..error.valid_up_to()]).unwrap_or_default(),
    };
    (text, text.len() < body.len())
}

/// The headers as they are shown: each once, no cookie, and nothing secret.
pub(super) fn headers(headers: &http::HeaderMap) -> Map<String, Value> {
    let mut shown = Map::new();
    for name in headers.keys().filter(|name| !name.as_str().contains("cookie")).take(MOST_HEADERS) {
        let values: Vec<_> =
            headers.get_all(name).iter().map(|value| String::from_utf8_lossy(value.as_bytes())).collect();
        let mut text = values.join(", ");
        text.truncate(text.floor_char_boundary(LONGEST_HEADER));
        shown.insert(name.as_str().to_owned(), text.into());
    }
    let mut shown = Value::Object(shown);
    redact::value(&mut shown);
    match shown {
        Value::Object(shown) => shown,
        _ => Map::new(),
    }
}

/// The next page: what is to be put in the place of the query or of the body.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Next {
    /// Its number.
    pub page: u64,
    /// Its query, where pages are asked for by the query.
    pub query: Option<Map<String, Value>>,
    /// Its body, where they are asked for by the body.
    pub body: Option<Value>,
}

/// The page behind the one that was answered, if there may be one.
pub(super) fn next(operation: &Operation, wanted: &Wanted, answer: &Answer) -> Option<Next> {
    let paging = operation.paging.as_ref()?;
    if !(200..300).contains(&answer.status) {
        return None;
    }
    let count = count(operation, &answer.body)?;
    let is_last = match answer.last_page {
        Some(last) => last || count == 0,
        None => count == 0 || count < number(operation, wanted, paging, &paging.size).unwrap_or(1),
    };
    if is_last {
        return None;
    }
    let page = number(operation, wanted, paging, &paging.page).unwrap_or_else(|| paging.first.into()) + 1;
    Some(match paging.place {
        PagingPlace::Query => {
            let mut query = wanted.query.clone();
            query.insert(paging.page.clone(), page.into());
            Next { page, query: Some(query), body: None }
        }
        PagingPlace::Body => {
            let mut body = wanted.body.clone().unwrap_or_else(|| Value::Object(Map::new()));
            put(&mut body, &paging.page, page.into())?;
            Next { page, query: None, body: Some(body) }
        }
    })
}

/// A number that was sent, or what counts when none is.
fn number(operation: &Operation, wanted: &Wanted, paging: &Paging, name: &str) -> Option<u64> {
    let read = |value: &Value| value.as_u64().or_else(|| value.as_str()?.trim().parse().ok());
    match paging.place {
        PagingPlace::Query => {
            let preset = || operation.parameters.iter().find(|one| one.name == name)?.schema.preset.as_ref();
            wanted.query.get(name).and_then(read).or_else(|| preset().and_then(read))
        }
        PagingPlace::Body => {
            let schema = &operation.body.as_ref()?.schema;
            let preset = || name.split('.').try_fold(schema, |schema, part| schema.field(part))?.preset.as_ref();
            let sent = wanted.body.as_ref().and_then(|body| merge::at(body, name));
            sent.and_then(read).or_else(|| preset().and_then(read))
        }
    }
}

/// Puts a value where the dots of the name lead. Nothing where something else stands in the way.
fn put(body: &mut Value, name: &str, value: Value) -> Option<()> {
    let mut at = body;
    for part in name.split('.') {
        at = at.as_object_mut()?.entry(part).or_insert_with(|| Value::Object(Map::new()));
    }
    *at = value;
    Some(())
}

/// How many items the list of an answer has. However large it is, nothing of it is built.
fn count(operation: &Operation, body: &[u8]) -> Option<u64> {
    let path: Vec<&str> = match &operation.answer {
        catalogue::Answer::List => Vec::new(),
        catalogue::Answer::Envelope(path) => path.split('.').collect(),
        catalogue::Answer::One | catalogue::Answer::Other => return None,
    };
    Count(&path).deserialize(&mut serde_json::Deserializer::from_slice(body)).ok()
}

struct Count<'a>(&'a [&'a str]);

impl<'de> DeserializeSeed<'de> for Count<'_> {
    type Value = u64;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<u64, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Count<'_> {
    type Value = u64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<u64, A::Error> {
        if !self.0.is_empty() {
            return Err(serde::de::Error::custom("the list lies deeper"));
        }
        let mut count = 0;
        while items.next_element::<IgnoredAny>()?.is_some() {
            count += 1;
        }
        Ok(count)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<u64, A::Error> {
        let mut count = None;
        while let Some(name) = fields.next_key::<std::borrow::Cow<'_, str>>()? {
            match self.0.split_first() {
                Some((first, rest)) if *first == name => count = Some(fields.next_value_seed(Count(rest))?),
                _ => _ = fields.next_value::<IgnoredAny>()?,
            }
        }
        count.ok_or_else(|| serde::de::Error::custom("there is no list"))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::json;

    use super::*;
    use crate::clockify::catalogue::builtin;

    fn answer(kind: &str, body: &[u8], last_page: Option<bool>) -> Answer {
        Answer {
            status: 200,
            headers: http::HeaderMap::new(),
            last_page,
            body: bytes::Bytes::copy_from_slice(body),
            content_type: (!kind.is_empty()).then(|| kind.to_owned()),
            latency: Duration::ZERO,
            attempts: 1,
        }
    }

    #[test]
    fn kinds_of_bodies() {
        for (kind, body, expected) in [
            ("application/json", &b"{}"[..], Kind::Json),
            ("application/problem+json;charset=UTF-8", b"{}", Kind::Json),
            ("application/json", b"\xff", Kind::Binary),
            ("text/csv", b"a,b", Kind::Text),
            ("", b"plain", Kind::Text),
            ("", b"a\0b", Kind::Binary),
            ("application/pdf", b"%PDF", Kind::Binary),
            ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b"PK", Kind::Binary),
            ("application/json", b"", Kind::Empty),
        ] {
            assert_eq!(Kind::of(&answer(kind, body, None)), expected, "{kind}");
        }
    }

    #[test]
    fn a_preview_ends_between_characters() {
        let text = "ä".repeat(PREVIEW);
        let (shown, is_cut) = beginning(text.as_bytes());
        assert_eq!((shown.len(), is_cut), (PREVIEW, true));
        let (shown, is_cut) = beginning(&text.as_bytes()[1..]);
        assert_eq!((shown, is_cut), ("", true), "what is no text shows nothing");
        let odd = format!("a{text}");
        assert_eq!(beginning(odd.as_bytes()).0.len(), PREVIEW - 1);
        assert_eq!(beginning(b"short"), ("short", false));
    }

    #[test]
    fn the_next_page() {
        let next = |id: &str, query: Value, body: &Value, came: &Value, last: Option<bool>| {
            let body = (!body.is_null()).then(|| body.clone());
            let wanted = Wanted { query: query.as_object().unwrap().clone(), body, ..Wanted::default() };
            let operation = builtin().get(id).unwrap();
            next(operation, &wanted, &answer("application/json", came.to_string().as_bytes(), last))
        };
        let (none, two) = (Value::Null, json!([{}, {}]));
        let page = |next: Option<Next>| next.map(|next| (next.page, next.query.map(Value::Object)));
        for (query, came, last, expected) in [
            (json!({}), &two, Some(false), Some(2)),
            (json!({ "page": 3, "name": "x" }), &two, Some(false), Some(4)),
            (json!({ "page": "3" }), &two, Some(false), Some(4)),
            (json!({}), &two, Some(true), None),
            (json!({}), &json!([]), Some(false), None),
            (json!({ "page-size": 2 }), &two, None, Some(2)),
            (json!({ "page-size": 3 }), &two, None, None),
            (json!({}), &two, None, None),
            (json!({}), &json!({ "message": "x" }), Some(false), None),
        ] {
            let mut wanted = query.clone();
            let expected = expected.map(|number: u64| {
                wanted["page"] = number.into();
                (number, Some(wanted))
            });
            assert_eq!(page(next("getTags", query.clone(), &none, came, last)), expected, "{query} {came} {last:?}");
        }
        let came = json!({ "x": [1], "expenses": { "count": 9, "expenses": [1, 2] } });
        assert_eq!(next("getExpenses", json!({}), &none, &came, Some(false)).unwrap().page, 2, "in an envelope");
        let found = next("getTimeOffRequest", json!({}), &json!({ "pageSize": 1 }), &json!({ "requests": [1] }), None);
        assert_eq!(found.unwrap().body, Some(json!({ "pageSize": 1, "page": 2 })));
        assert_eq!(next("getTag", json!({}), &none, &two, None), None, "it has no pages");
    }
}
