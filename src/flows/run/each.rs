//! Steps for each item of a list.

use std::sync::atomic::{AtomicBool, Ordering};

use futures_util::StreamExt;
use futures_util::future::BoxFuture;
use futures_util::stream;
use serde_json::{Value, json};

use super::frame::Frame;
use super::trouble::sooner;
use super::walk::{Done, Walk, failed, unresolved};
use super::{Halt, Memory, Note, failure, values};
use crate::db::entities::flow_step::State;
use crate::domain::flow::{self, Failure, Reason};

/// Most items of a loop.
const MOST_ITEMS: usize = 200;

/// What became of an item.
enum Item {
    Done(Value),
    Failed(Reason),
    Halted(Halt),
    /// Another one had ended the loop before it began.
    NotBegun,
}

impl Walk<'_> {
    pub(super) async fn each(
        &self,
        each: &flow::ForEach,
        position: &str,
        memory: Option<Memory>,
        frame: &Frame<'_>,
    ) -> Result<Done, Halt> {
        let known = memory.and_then(|memory| memory.response?.get_mut("items").map(Value::take));
        let items = match known {
            Some(items) => items,
            // What the list is, is decided once: later walks go over the same one.
            None => match self.items(each, position, frame) {
                Ok(items) => {
                    let note = Note::new(position, State::Waiting, 0);
                    self.world.note(Note { response: Some(json!({ "items": items })), ..note }).await?;
                    items
                }
                Err(failure) => return Ok(failed(position, 0, None, failure)),
            },
        };
        let items = items.as_array().map_or(&[][..], Vec::as_slice);
        let over = AtomicBool::new(false);
        let mut walks = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            walks.push(self.one(each, position, frame, (index, item), &over));
        }
        let mut outcomes: Vec<_> = stream::iter(walks).buffer_unordered(each.concurrency.max(1)).collect().await;
        outcomes.sort_by_key(|(index, _)| *index);
        let (mut results, mut problems, mut halt) = (Vec::with_capacity(items.len()), Vec::new(), None::<Halt>);
        for (index, outcome) in outcomes {
            let result = match outcome {
                Item::Done(result) => result,
                Item::NotBegun => Value::Null,
                Item::Failed(reason) => {
                    problems.push((index, reason));
                    Value::Null
                }
                Item::Halted(other) => {
                    halt = Some(match halt {
                        Some(halt) => sooner(halt, other),
                        None => other,
                    });
                    Value::Null
                }
            };
            results.push(result);
        }
        // A wait of one item is the wait of all, unless another one has failed the loop already.
        match (halt, problems.first()) {
            (Some(halt), None) => return Err(halt),
            (Some(halt), Some(_)) if each.skip_failed || !matches!(halt, Halt::Wait { .. }) => return Err(halt),
            _ => {}
        }
        if let Some((index, reason)) = problems.first().filter(|_| !each.skip_failed) {
            let cause = match reason {
                Reason::Step(failure) => (**failure).clone(),
                other => Failure { message: other.to_string(), ..Failure::default() },
            };
            let message = format!("item {index}: {reason}");
            let failure = Box::new(Failure { step: position.to_owned(), message, ..cause });
            return Ok(failed(position, 0, None, failure));
        }
        let failed: Vec<_> =
            problems.iter().map(|(index, reason)| json!({ "index": index, "error": reason.to_string() })).collect();
        let result = json!({ "body": results, "failed": failed });
        let note = Note { response: Some(result.clone()), ..Note::new(position, State::Succeeded, 0) };
        Ok(Done::Result(result, note))
    }

    fn items(&self, each: &flow::ForEach, position: &str, frame: &Frame<'_>) -> Result<Value, Box<Failure>> {
        const FIELD: &str = "/forEach/items";
        let scope = self.scope(frame);
        let items = each.items.resolve(&scope).map_err(|error| unresolved(position, FIELD, &error))?;
        let Value::Array(list) = &*items else {
            let kind = flow::Kind::of(&items);
            let mut failure = failure(position, FIELD, "type", format!("{kind} came, list expected"));
            failure.path = Some(each.items.text().to_owned());
            return Err(values(failure, kind.name(), "list"));
        };
        if list.len() > MOST_ITEMS {
            let why = format!("{} items, and {MOST_ITEMS} are allowed", list.len());
            let mut failure = failure(position, FIELD, "oversize", why);
            failure.path = Some(each.items.text().to_owned());
            return Err(values(failure, list.len(), MOST_ITEMS));
        }
        Ok(items.into_owned())
    }

    fn one<'s>(
        &'s self,
        each: &'s flow::ForEach,
        position: &'s str,
        frame: &'s Frame<'_>,
        (index, item): (usize, &'s Value),
        over: &'s AtomicBool,
    ) -> BoxFuture<'s, (usize, Item)> {
        Box::pin(async move {
            if over.load(Ordering::Relaxed) {
                return (index, Item::NotBegun);
            }
            let mut inner = Frame::item(frame, position, item, index);
            let outcome = match self.steps(&each.steps, &mut inner, false).await {
                Ok(()) => Item::Done(inner.outcome()),
                Err(Halt::Failed(reason)) => {
                    over.fetch_or(!each.skip_failed, Ordering::Relaxed);
                    Item::Failed(reason)
                }
                Err(halt) => {
                    over.fetch_or(!matches!(halt, Halt::Wait { .. }), Ordering::Relaxed);
                    Item::Halted(halt)
                }
            };
            (index, outcome)
        })
    }
}
