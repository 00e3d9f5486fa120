//! The catalogue as a page needs it: short for the list, whole for a form.

use serde_json::{Map, Value, json};

use super::asked::WORKSPACE;
use crate::clockify::catalogue::{Answer, Catalogue, Field, Fill, Operation, PagingPlace, Parameter, Place, Schema};
use crate::domain::addon::Spec;

/// Types of entities by the name of the field or parameter that holds the id.
const BY_NAME: [(&str, &str); 17] = [
    ("assigneeId", "user"),
    ("assigneeIds", "user"),
    ("categoryId", "expenseCategory"),
    ("clientId", "client"),
    ("customFieldId", "customField"),
    ("project-id", "project"),
    ("projectId", "project"),
    ("tagIds", "tag"),
    ("taskId", "task"),
    ("templateProjectId", "project"),
    ("timeEntryIds", "timeEntry"),
    ("userGroupIds", "userGroup"),
    ("userId", "user"),
    ("userIds", "user"),
    ("user-id", "user"),
    ("time-entry-ids", "timeEntry"),
    ("requestId", "timeOffRequest"),
];

/// Types by what stands before `{id}` in a path.
const BY_PATH: [(&str, &str); 8] = [
    ("clients", "client"),
    ("policies", "policy"),
    ("projects", "project"),
    ("shared-reports", "sharedReport"),
    ("tags", "tag"),
    ("tasks", "task"),
    ("time-entries", "timeEntry"),
    ("user-groups", "userGroup"),
];

/// Every operation, by group.
#[must_use]
pub fn list(catalogue: &Catalogue, spec: &Spec) -> Value {
    let mut groups: Vec<(&str, Vec<Value>)> = Vec::new();
    for operation in catalogue.operations() {
        match groups.last_mut() {
            Some((name, lines)) if *name == operation.tag => lines.push(line(operation, spec)),
            _ => groups.push((&operation.tag, vec![line(operation, spec)])),
        }
    }
    groups.into_iter().map(|(name, operations)| json!({ "name": name, "operations": operations })).collect()
}

fn line(operation: &Operation, spec: &Spec) -> Value {
    let mut line = json!({
        "id": operation.id,
        "method": operation.method,
        "path": operation.path,
        "summary": operation.summary,
        "effect": operation.effect(),
    });
    let query: Vec<_> =
        operation.parameters.iter().filter(|one| one.place == Place::Query).map(|one| one.name.as_str()).collect();
    if !query.is_empty() {
        line["query"] = query.join(" ").into();
    }
    if operation.deprecated {
        line["deprecated"] = true.into();
    }
    if lacks_scope(operation, spec) {
        line["lacks_scope"] = true.into();
    }
    line
}

/// Whether the add-on's manifest doesn't ask for the scope that the operation needs.
fn lacks_scope(operation: &Operation, spec: &Spec) -> bool {
    operation.scope.as_deref().is_some_and(|scope| !spec.scopes.contains(&scope))
}

/// One operation with all that a form needs.
#[must_use]
pub fn one(operation: &Operation, spec: &Spec) -> Value {
    let parameters = operation.parameters.iter().filter(|one| one.name != WORKSPACE && one.place != Place::Header);
    let body = operation.body.as_ref().map(|body| {
        json!({
            "required": body.required,
            "media_type": body.media_type.as_deref().unwrap_or("application/json"),
            "schema": schema(&body.schema, ""),
        })
    });
    let paging = operation.paging.as_ref().map(|paging| {
        let place = if paging.place == PagingPlace::Query { "query" } else { "body" };
        json!({ "page": paging.page, "size": paging.size, "first": paging.first, "most": paging.ask, "in": place })
    });
    let (answer, list) = match &operation.answer {
        Answer::List => ("list", None),
        Answer::Envelope(path) => ("envelope", Some(path)),
        Answer::One => ("one", None),
        Answer::Other => ("other", None),
    };
    json!({
        "id": operation.id,
        "group": operation.tag,
        "method": operation.method,
        "path": operation.path,
        "summary": operation.summary,
        "effect": operation.effect(),
        "deprecated": operation.deprecated,
        "heavy": operation.heavy,
        "host": operation.host,
        "scope": operation.scope,
        "lacks_scope": lacks_scope(operation, spec),
        "raises": operation.raises,
        "parameters": parameters.map(|one| parameter(operation, one)).collect::<Vec<_>>(),
        "body": body,
        "paging": paging,
        "answer": answer,
        "list": list,
    })
}

fn parameter(operation: &Operation, parameter: &Parameter) -> Value {
    let mut shown = Map::new();
    shown.insert("name".to_owned(), parameter.name.as_str().into());
    shown.insert("in".to_owned(), json!(parameter.place));
    shown.insert("required".to_owned(), parameter.required.into());
    shown.insert("entity".to_owned(), entity_of(operation, parameter).into());
    shown.extend(facts(&parameter.schema, ""));
    Value::Object(shown)
}

/// The type of the entity whose id a parameter is, as the cache names it.
pub(super) fn entity_of(operation: &Operation, parameter: &Parameter) -> Option<String> {
    if let Some(Fill::Each(entity)) = &parameter.fill {
        return Some(entity.clone());
    }
    if parameter.place == Place::Path && parameter.name == "id" {
        let (before, _) = operation.path.split_once("/{id}")?;
        let segment = before.rsplit('/').next()?;
        return BY_PATH.iter().find(|(name, _)| *name == segment).map(|(_, entity)| (*entity).to_owned());
    }
    named(&parameter.name).map(str::to_owned)
}

fn named(name: &str) -> Option<&'static str> {
    BY_NAME.iter().find(|(known, _)| *known == name).map(|(_, entity)| *entity)
}

fn schema(schema: &Schema, name: &str) -> Value {
    Value::Object(facts(schema, name))
}

/// What is known of a value under this name; what isn't known is left out.
fn facts(schema: &Schema, name: &str) -> Map<String, Value> {
    let mut shown = Map::new();
    shown.insert("type".to_owned(), json!(schema.kind));
    let mut put = |name: &str, value: Option<Value>| _ = value.map(|value| shown.insert(name.to_owned(), value));
    put("format", schema.format.as_deref().map(Value::from));
    put("enum", (!schema.allowed.is_empty()).then(|| schema.allowed.clone().into()));
    put("default", schema.preset.clone());
    put("min", schema.min.map(Value::from));
    put("max", schema.max.map(Value::from));
    put("nullable", schema.nullable.then_some(true.into()));
    put("items", schema.items.as_ref().map(|items| self::schema(items, "")));
    let fields: Vec<_> = schema.fields.iter().map(field).collect();
    put("fields", (!fields.is_empty()).then(|| fields.into()));
    put("entity", named(name).map(Value::from));
    shown
}

fn field(field: &Field) -> Value {
    let mut shown = Map::new();
    shown.insert("name".to_owned(), field.name.as_str().into());
    if field.required {
        shown.insert("required".to_owned(), true.into());
    }
    shown.extend(facts(&field.schema, &field.name));
    Value::Object(shown)
}
