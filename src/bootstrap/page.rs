//! One page: the call that asks for it, and the entities in the answer.

use std::collections::BTreeMap;

use serde_json::Value;
use sha2::{Digest, Sha256};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::clock::ms;
use crate::clockify::catalogue::{self, Fill, Operation, PagingPlace, Place};
use crate::clockify::client::{Actor, Answer, Call};
use crate::db::cache::{Fetched, distinct};

/// The time zone in which Clockify reads a window is the user's own, so a day more is asked for on both sides, and what
/// lies outside is left away here.
const PAD: time::Duration = time::Duration::days(1);

/// Longest id that is taken.
const LONGEST_ID: usize = 200;

/// A window of time, in whole seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Window {
    pub(super) from: OffsetDateTime,
    pub(super) to: OffsetDateTime,
}

impl Window {
    /// So many days before and after.
    pub(super) fn around(now: OffsetDateTime, days: u32) -> Self {
        let now = now.replace_nanosecond(0).unwrap_or(now);
        let days = time::Duration::days(i64::from(days));
        Self { from: now - days, to: now + days }
    }

    /// The bounds in milliseconds.
    pub(super) fn bounds(self) -> (i64, i64) {
        (ms(self.from), ms(self.to))
    }
}

/// Whether an operation is asked for a window of time.
pub(super) fn is_windowed(operation: &Operation) -> bool {
    operation.parameters.iter().any(|one| matches!(one.fill, Some(Fill::WindowStart | Fill::WindowEnd)))
}

/// The call for a page.
pub(super) fn call<'a>(operation: &'a Operation, parent: &str, page: u32, window: Window) -> Call<'a> {
    let (mut path, mut query) = (BTreeMap::new(), Vec::new());
    for parameter in &operation.parameters {
        let values = match &parameter.fill {
            None | Some(Fill::Workspace) => continue,
            Some(Fill::Each(_)) => vec![parent.to_owned()],
            Some(Fill::WindowStart) => vec![stamp(window.from - PAD)],
            Some(Fill::WindowEnd) => vec![stamp(window.to + PAD)],
            Some(Fill::Value(Value::Array(values))) => values.iter().map(text).collect(),
            Some(Fill::Value(value)) => vec![text(value)],
        };
        match parameter.place {
            Place::Path => path.extend(values.into_iter().map(|value| (parameter.name.clone(), value))),
            Place::Query => query.extend(values.into_iter().map(|value| (parameter.name.clone(), value))),
            Place::Header => {}
        }
    }
    let mut body = operation.body.as_ref().map(|_| Value::Object(serde_json::Map::new()));
    if let Some(paging) = &operation.paging {
        for (name, value) in [(&paging.page, page), (&paging.size, paging.ask)] {
            match (paging.place, &mut body) {
                (PagingPlace::Body, Some(body)) => put(body, name, value.into()),
                _ => query.push((name.clone(), value.to_string())),
            }
        }
    }
    Call { operation, path, query, body, actor: Actor::Bootstrap }
}

/// What a page holds.
#[derive(Debug)]
pub(super) struct Page {
    /// The entities, each once; those outside the window are not among them.
    pub(super) entities: Vec<Fetched>,
    /// Eight bytes for each id that came.
    pub(super) seen: Vec<u8>,
    /// Whether another page follows.
    pub(super) more: bool,
}

/// Reads an answer. The error says what is wrong with it and repeats none of its values.
pub(super) fn read(operation: &Operation, answer: &Answer, window: Window) -> Result<Page, String> {
    let value: Value = answer.json().map_err(|error| error.summary())?;
    let items = match &operation.answer {
        catalogue::Answer::List => list(value, "")?,
        catalogue::Answer::Envelope(path) => list(value, path)?,
        catalogue::Answer::One => vec![value],
        catalogue::Answer::Other => return Err("the operation gives no entities".to_owned()),
    };
    let count = items.len();
    let (from, to) = window.bounds();
    let (mut entities, mut seen) = (Vec::with_capacity(count), Vec::with_capacity(8 * count));
    for mut item in items {
        let id = id(operation, &item)?;
        seen.extend_from_slice(&mark(&id));
        let span = if is_windowed(operation) { span(&item) } else { None };
        if span.is_some_and(|(start, end)| start > to || end < from) {
            continue;
        }
        strip(&mut item);
        let payload = item.to_string();
        let hash = Sha256::digest(payload.as_bytes())[..16].to_vec();
        entities.push(Fetched { id, payload, hash, span });
    }
    let more = match (&operation.paging, answer.last_page) {
        (None, _) | (_, Some(true)) => false,
        (Some(_), Some(false)) => count > 0,
        (Some(paging), None) => count > 0 && count >= usize::try_from(paging.ask).unwrap_or(usize::MAX),
    };
    Ok(Page { entities: distinct(entities), seen, more })
}

/// What stands for an id among those that were seen.
pub(super) fn mark(id: &str) -> [u8; 8] {
    let mut mark = [0; 8];
    mark.copy_from_slice(&Sha256::digest(id.as_bytes())[..8]);
    mark
}

fn list(value: Value, path: &str) -> Result<Vec<Value>, String> {
    let mut value = value;
    for name in path.split('.').filter(|name| !name.is_empty()) {
        value = match value {
            Value::Object(mut fields) => fields.remove(name).unwrap_or_default(),
            _ => Value::Null,
        };
    }
    match value {
        Value::Array(items) => Ok(items),
        _ if path.is_empty() => Err("the answer is not a list".to_owned()),
        _ => Err(format!("the answer has no list in `{path}`")),
    }
}

fn id(operation: &Operation, item: &Value) -> Result<String, String> {
    let path = operation.entity_id.as_deref().unwrap_or("id");
    let value = path.split('.').try_fold(item, |value, name| value.get(name));
    match value {
        Some(Value::String(id)) if !id.is_empty() && id.len() <= LONGEST_ID && !id.contains('\0') => Ok(id.clone()),
        Some(Value::Number(id)) => Ok(id.to_string()),
        _ => Err(format!("an entity of the answer has no `{path}` that can be an id")),
    }
}

/// Where an entity lies in time: a time entry where it begins, whatever has a period from its begin to its end.
fn span(item: &Value) -> Option<(i64, i64)> {
    let time = |value: &Value| OffsetDateTime::parse(value.as_str()?, &Rfc3339).ok().map(ms);
    if let Some(start) = item["timeInterval"].get("start") {
        return time(start).map(|start| (start, start));
    }
    let period = item.get("period")?;
    Some((time(&period["start"])?, time(&period["end"])?))
}

/// Takes out the tokens that webhooks carry: the cache is no place for them.
fn strip(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.remove("authToken");
            fields.values_mut().for_each(strip);
        }
        Value::Array(items) => items.iter_mut().for_each(strip),
        _ => {}
    }
}

/// Puts a value where the dots of the name lead.
fn put(body: &mut Value, name: &str, value: Value) {
    let mut at = body;
    for part in name.split('.') {
        at = &mut at[part];
    }
    *at = value;
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn stamp(time: OffsetDateTime) -> String {
    time.format(&Rfc3339).unwrap_or_default()
}
