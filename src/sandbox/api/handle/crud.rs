//! The usual things: list, show, make, replace, take away.

use serde_json::Value;

use super::{Call, Outcome, Refusal, Reply, Result, build, filter, listed, whole};
use crate::sandbox::api::kind::Kind;
use crate::sandbox::api::reply::Items;

/// The longest list of names that is looked through for a second one of the same name.
const UNIQUE: [Kind; 3] = [Kind::Client, Kind::Tag, Kind::UserGroup];

pub(super) fn list(call: &Call<'_>, kind: Kind) -> Outcome {
    let numbers = filter::apply(call, kind, call.world.numbers(kind));
    listed(Items::Numbers(kind, numbers))
}

pub(super) fn list_of(call: &Call<'_>, kind: Kind) -> Result {
    let Some((parent, _)) = kind.parent() else { return Ok(list(call, kind)) };
    let parent = call.number(parent, call.id(0))?;
    let numbers = filter::apply(call, kind, call.world.children(kind, parent));
    Ok(listed(Items::Numbers(kind, numbers)))
}

pub(super) fn one(call: &Call<'_>, kind: Kind) -> Result {
    let (_, entity) = call.target(kind)?;
    belongs(call, kind, &entity)?;
    Ok(whole(entity))
}

pub(super) fn create(call: &mut Call<'_>, kind: Kind, status: u16) -> Result {
    let entity = build::entity(call, kind)?;
    unique(call, kind, &entity, None)?;
    let entity = call.add(kind, entity);
    Ok(Outcome::Whole(Reply::json(status, entity)))
}

/// What the body leaves out is reset, as on the platform.
pub(super) fn replace(call: &mut Call<'_>, kind: Kind) -> Result {
    let (number, before) = call.target(kind)?;
    belongs(call, kind, &before)?;
    let mut after = build::entity(call, kind)?;
    after["id"] = before["id"].clone();
    for kept in kept(kind) {
        if let Some(value) = before.get(kept) {
            after[kept] = value.clone();
        }
    }
    unique(call, kind, &after, Some(number))?;
    Ok(whole(call.put(kind, number, before, after)))
}

/// Fields that no update of the entity has, and that others set.
const fn kept(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Task => &["duration", "hourlyRate", "costRate"],
        Kind::CustomField => &["entityType", "projectDefaultValues"],
        Kind::ExpenseCategory => &["archived"],
        Kind::TimeOffPolicy => &["timeUnit", "projectId"],
        _ => &[],
    }
}

/// Clients and projects have to be archived before.
pub(super) fn remove(call: &mut Call<'_>, kind: Kind) -> Result<Value> {
    let (_, entity) = call.target(kind)?;
    belongs(call, kind, &entity)?;
    if matches!(kind, Kind::Client | Kind::Project) && entity["archived"] != true {
        return Err(Refusal::domain(format!("Cannot delete an active {}", kind.name())));
    }
    let id = call.last().to_owned();
    call.remove(kind, &id)
}

/// Whether the entity is the one that the whole path names.
fn belongs(call: &Call<'_>, kind: Kind, entity: &Value) -> Result<()> {
    match kind.parent() {
        Some((parent, field)) if call.ids.len() > 1 && entity[field] != call.id(0) => {
            Err(Refusal::domain(format!("{} doesn't belong to {}", kind.title(), parent.title())))
        }
        _ => Ok(()),
    }
}

fn unique(call: &Call<'_>, kind: Kind, entity: &Value, own: Option<u64>) -> Result<()> {
    if !UNIQUE.contains(&kind) {
        return Ok(());
    }
    let mut others = call.world.numbers(kind).into_iter().filter(|number| Some(*number) != own);
    let taken = others.any(|number| call.world.get(kind, number).is_some_and(|other| other["name"] == entity["name"]));
    if taken { Err(Refusal::domain(format!("{} with that name already exists", kind.title()))) } else { Ok(()) }
}
