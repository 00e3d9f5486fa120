//! What is fetched, and in which order: a pure function of the catalogue and the choice.

use std::collections::{BTreeMap, BTreeSet};

use crate::clockify::catalogue::{Answer, Catalogue, Fill, Operation, Parameter, Place};

/// Type of the entities that are fetched only when asked for, since there are so many.
const TIME_ENTRY: &str = "timeEntry";

/// What is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Choice<'a> {
    /// Expensive operations too.
    pub heavy: bool,
    /// Time entries too.
    pub time_entries: bool,
    /// The scopes that the add-on has.
    pub scopes: &'a [&'a str],
}

/// One operation of a run.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Step {
    /// Name of the operation.
    pub operation: String,
    /// Type of the entities that it brings.
    pub entity: String,
    /// Type of the entities that it is called for, one by one.
    pub parent: Option<String>,
    /// Why it is not called at all.
    pub skip: Option<String>,
}

/// The operations that bring entities, parents before their children, and of equals those first that others wait for.
#[must_use]
pub fn plan(catalogue: &Catalogue, choice: &Choice<'_>) -> Vec<Step> {
    let mut taken = BTreeMap::new();
    for (index, operation) in catalogue.operations().iter().enumerate() {
        if let Some(entity) = &operation.entity
            && is_fetchable(operation)
        {
            // Of two operations for one type the first is enough.
            taken.entry(entity.as_str()).or_insert((index, operation));
        }
    }
    let parents: BTreeMap<&str, Option<&str>> =
        taken.iter().map(|(entity, (_, operation))| (*entity, parent(operation))).collect();
    let awaited: BTreeSet<&str> = parents.values().flatten().copied().collect();
    let mut found: Vec<_> = taken
        .iter()
        .filter_map(|(entity, (index, operation))| {
            let depth = depth(entity, &parents)?;
            Some(((depth, operation.heavy, !awaited.contains(entity), *index), *operation))
        })
        .collect();
    found.sort_by_key(|(key, _)| *key);
    let mut skipped = BTreeSet::new();
    let step = |(_, operation): (_, &Operation)| {
        let entity = operation.entity.clone().unwrap_or_default();
        let parent = parent(operation).map(str::to_owned);
        let skip = skip(operation, choice).or_else(|| {
            let parent = parent.as_ref().filter(|parent| skipped.contains(*parent))?;
            Some(format!("it needs each {parent}, and those are not fetched"))
        });
        if skip.is_some() {
            skipped.insert(entity.clone());
        }
        Step { operation: operation.id.clone(), entity, parent, skip }
    };
    found.into_iter().map(step).collect()
}

/// Whether a program can call it by itself, again and again, and knows where in the answer the entities are.
fn is_fetchable(operation: &Operation) -> bool {
    let fills = |parameter: &Parameter| match parameter.place {
        Place::Header => !parameter.required,
        Place::Path => parameter.fill.is_some(),
        Place::Query => !parameter.required || parameter.fill.is_some(),
    };
    let asks = operation.reads || operation.method.name() == "GET";
    let each = operation.parameters.iter().filter(|parameter| matches!(parameter.fill, Some(Fill::Each(_)))).count();
    asks && !operation.deprecated
        && each <= 1
        && operation.answer != Answer::Other
        && operation.parameters.iter().all(fills)
}

/// The type of the entities that an operation is called for.
pub(super) fn parent(operation: &Operation) -> Option<&str> {
    operation.parameters.iter().find_map(|parameter| match &parameter.fill {
        Some(Fill::Each(entity)) => Some(entity.as_str()),
        _ => None,
    })
}

/// How many ancestors a type has. None if one of them can't be had.
fn depth(entity: &str, parents: &BTreeMap<&str, Option<&str>>) -> Option<usize> {
    let mut at = entity;
    for depth in 0..=parents.len() {
        match parents.get(at)? {
            Some(parent) => at = parent,
            None => return Some(depth),
        }
    }
    None
}

fn skip(operation: &Operation, choice: &Choice<'_>) -> Option<String> {
    if operation.heavy && !choice.heavy {
        return Some("expensive operations are not asked for".to_owned());
    }
    if operation.entity.as_deref() == Some(TIME_ENTRY) && !choice.time_entries {
        return Some("time entries are not asked for".to_owned());
    }
    let scope = operation.scope.as_deref().filter(|scope| !choice.scopes.contains(scope))?;
    Some(format!("the add-on doesn't ask for the scope {scope}"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::clockify::catalogue;

    const ALL: Choice<'_> = Choice { heavy: true, time_entries: true, scopes: &[] };

    fn operations() -> impl Strategy<Value = Vec<Operation>> {
        // Each operation brings a type of its own and may be called for any other.
        proptest::collection::vec((proptest::option::of(0..12_usize), any::<bool>()), 1..12).prop_map(|all| {
            let build = |(at, (parent, heavy)): (usize, (Option<usize>, bool))| {
                let parameters = parent.map(|parent| {
                    serde_json::json!({ "name": "x", "in": "path", "required": true, "schema": {}, "fill": { "each": format!("t{parent}") } })
                });
                serde_json::from_value(serde_json::json!({
                    "id": format!("o{at}"), "method": "GET", "path": format!("/v1/{at}/{{x}}"), "tag": format!("{}", (at * 7) % 5),
                    "summary": "", "parameters": parameters.into_iter().collect::<Vec<_>>(), "answer": "list",
                    "entity": format!("t{at}"), "heavy": heavy,
                }))
                .unwrap()
            };
            all.into_iter().enumerate().map(build).collect()
        })
    }

    proptest! {
        #[test]
        fn parents_come_first_and_the_order_is_stable(operations in operations()) {
            let catalogue = Catalogue::new(operations.clone()).unwrap();
            let steps = plan(&catalogue, &ALL);
            for (at, step) in steps.iter().enumerate() {
                if let Some(parent) = &step.parent {
                    prop_assert!(steps[..at].iter().any(|before| before.entity == *parent), "{steps:?}");
                }
            }
            let mut reversed = operations;
            reversed.reverse();
            prop_assert_eq!(plan(&Catalogue::new(reversed).unwrap(), &ALL), steps);
        }
    }

    #[test]
    fn the_plan_for_the_built_in_catalogue() {
        let scopes: Vec<_> = catalogue::builtin().operations().iter().filter_map(|one| one.scope.as_deref()).collect();
        let lines = |choice: Choice<'_>| {
            let line = |step: Step| {
                let each = step.parent.map(|parent| format!(" per {parent}")).unwrap_or_default();
                let skip = step.skip.map(|why| format!(": {why}")).unwrap_or_default();
                format!("{}{each} {}{skip}", step.entity, step.operation)
            };
            plan(catalogue::builtin(), &choice).into_iter().map(line).collect::<Vec<_>>().join("\n")
        };
        insta::assert_snapshot!(lines(Choice { heavy: false, time_entries: false, scopes: &scopes }));
        let few = ["WORKSPACE_READ", "USER_READ", "TAG_READ"];
        insta::assert_snapshot!("few_scopes", lines(Choice { heavy: true, time_entries: true, scopes: &few }));
    }
}
