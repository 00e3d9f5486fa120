//! Lists in pages, as the catalogue says that the operation cuts them.

use serde_json::Value;

use super::fault::Fault;
use super::refusal::Refusal;
use super::reply::{Items, List, Reply};
use super::world::World;
use crate::clockify::catalogue::{Operation, Paging, PagingPlace, Schema};
use crate::sandbox::id;

/// Items on a page when nobody asks for a number.
const USUAL: usize = 50;
/// The most where the operation declares no maximum of its own.
const MOST: usize = 5_000;

/// The page that is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Page {
    /// Counted from 0, however the operation counts.
    number: usize,
    size: usize,
}

/// Cuts the page out of the list that was asked for.
pub(super) fn answer(
    operation: &Operation,
    query: &[(String, String)],
    body: &Value,
    list: List,
    world: &World,
    fault: Option<&Fault>,
) -> Result<Reply, Refusal> {
    let total = list.items.len();
    let shape = list.shape;
    let Some(paging) = &operation.paging else {
        let items = pick(list.items, world, 0..total).into_iter().map(shape).collect();
        return Ok(Reply::json(200, (list.wrap)(items, total)));
    };
    let mut page = asked(operation, paging, query, body)?;
    let endless = fault == Some(&Fault::EndlessPages);
    if fault == Some(&Fault::RepeatedPages) {
        page.number = 0;
    }
    let from = page.number.saturating_mul(page.size);
    let to = from.saturating_add(page.size);
    let items: Vec<_> = if endless {
        let places = (from..to).map(|at| at % total.max(1));
        let found = places.filter_map(|at| pick_one(&list.items, world, at)).map(shape).zip(from..);
        found
            .map(|(item, at)| renamed(operation, item, &id::of(&world.seed.workspace.id, "endless", at as u64)))
            .collect()
    } else {
        pick(list.items, world, from.min(total)..to.min(total)).into_iter().map(shape).collect()
    };
    let is_last = to >= total && !matches!(fault, Some(Fault::EndlessPages | Fault::RepeatedPages));
    let mut reply = Reply::json(200, (list.wrap)(items, total));
    if paging.last_page {
        reply.headers.push(("last-page", is_last.to_string()));
    }
    Ok(reply)
}

fn pick(items: Items, world: &World, range: std::ops::Range<usize>) -> Vec<Value> {
    match items {
        Items::Numbers(kind, numbers) => {
            let numbers = numbers.get(range).unwrap_or_default();
            numbers.iter().filter_map(|number| world.get(kind, *number)).collect()
        }
        Items::Values(mut values) => {
            values.truncate(range.end);
            values.split_off(range.start.min(values.len()))
        }
    }
}

fn pick_one(items: &Items, world: &World, at: usize) -> Option<Value> {
    match items {
        Items::Numbers(kind, numbers) => world.get(*kind, *numbers.get(at)?),
        Items::Values(values) => values.get(at).cloned(),
    }
}

/// The entity under another id.
fn renamed(operation: &Operation, mut entity: Value, id: &str) -> Value {
    let place = operation.entity_id.as_deref().unwrap_or("id").replace('.', "/");
    if let Some(field) = entity.pointer_mut(&format!("/{place}")) {
        *field = id.into();
    }
    entity
}

fn asked(operation: &Operation, paging: &Paging, query: &[(String, String)], body: &Value) -> Result<Page, Refusal> {
    let first = usize::try_from(paging.first).unwrap_or(usize::MAX);
    let number = value(paging.place, &paging.page, query, body)?.unwrap_or(first);
    let number = number.checked_sub(first).ok_or_else(|| Refusal::malformed(&paging.page))?;
    let schema = match paging.place {
        PagingPlace::Query => operation.parameters.iter().find(|p| p.name == paging.size).map(|p| &p.schema),
        PagingPlace::Body => operation.body.as_ref().and_then(|body| field(&body.schema, &paging.size)),
    };
    let preset = schema.and_then(|schema| match schema.preset.as_ref()? {
        Value::String(text) => text.parse().ok(),
        preset => usize::try_from(preset.as_u64()?).ok(),
    });
    let size = value(paging.place, &paging.size, query, body)?.or(preset).unwrap_or(USUAL);
    #[expect(clippy::cast_precision_loss, reason = "compared with a small number")]
    let fits = size > 0 && schema.and_then(|schema| schema.max).map_or(size <= MOST, |most| size as f64 <= most);
    if fits { Ok(Page { number, size }) } else { Err(Refusal::malformed(&paging.size)) }
}

fn value(place: PagingPlace, name: &str, query: &[(String, String)], body: &Value) -> Result<Option<usize>, Refusal> {
    let malformed = || Refusal::malformed(name);
    match place {
        PagingPlace::Query => {
            let given = query.iter().find(|(given, value)| given == name && !value.is_empty());
            given.map(|(_, value)| value.parse().map_err(|_| malformed())).transpose()
        }
        PagingPlace::Body => {
            let given = body.pointer(&format!("/{}", name.replace('.', "/"))).filter(|value| !value.is_null());
            let number = |value: &Value| value.as_u64().and_then(|value| usize::try_from(value).ok());
            given.map(|value| number(value).ok_or_else(malformed)).transpose()
        }
    }
}

/// The field of a body, with dots where it lies deeper.
fn field<'a>(schema: &'a Schema, place: &str) -> Option<&'a Schema> {
    place.split('.').try_fold(schema, |schema, name| {
        schema.fields.iter().find(|field| field.name == name).map(|field| &field.schema)
    })
}
