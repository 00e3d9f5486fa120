//! The facts of the built-in table.

use std::collections::BTreeSet;

use super::*;

/// Every name of a schema, with dots where it lies deeper.
fn has_field(schema: &Schema, name: &str) -> bool {
    let (first, rest) = name.split_once('.').map_or((name, None), |(first, rest)| (first, Some(rest)));
    let field = schema.fields.iter().find(|field| field.name == first);
    field.is_some_and(|field| rest.is_none_or(|rest| has_field(&field.schema, rest)))
}

#[test]
fn it_is_whole() {
    let all = builtin().operations();
    let tags: BTreeSet<_> = all.iter().map(|operation| &operation.tag).collect();
    assert_eq!((all.len(), tags.len()), (158, 23));
    let count = |method| all.iter().filter(|operation| operation.method == method).count();
    let methods = [Method::Get, Method::Post, Method::Put, Method::Patch, Method::Delete].map(count);
    assert_eq!(methods.iter().sum::<usize>(), 158);
    assert!(all.iter().all(|operation| builtin().get(&operation.id) == Some(operation)));
    assert!(builtin().get("getclients").is_none());
    assert_eq!(all.iter().filter(|operation| !operation.host.is_regular()).count(), 10);
}

#[test]
fn each_operation_can_be_called() {
    for operation in builtin().operations() {
        let Operation { id, path, parameters, .. } = operation;
        let in_path: Vec<_> = parameters.iter().filter(|one| one.place == Place::Path).collect();
        assert_eq!(in_path.len(), path.matches('{').count(), "{id}");
        for parameter in in_path {
            assert!(
                parameter.required && path.contains(&format!("{{{}}}", parameter.name)),
                "{id}: {}",
                parameter.name
            );
        }
        let Some(paging) = &operation.paging else { continue };
        for name in [&paging.page, &paging.size] {
            let declared = match paging.place {
                PagingPlace::Query => parameters.iter().any(|one| one.place == Place::Query && one.name == *name),
                PagingPlace::Body => operation.body.iter().any(|body| has_field(&body.schema, name)),
            };
            assert!(declared, "{id} has no {name}");
        }
        assert!(paging.first <= 1 && (1..=1000).contains(&paging.ask), "{id}");
    }
}

#[test]
fn summaries_are_short() {
    for Operation { id, summary, .. } in builtin().operations() {
        let length = summary.chars().count();
        assert!((4..=60).contains(&length) && !summary.ends_with('.'), "{id}: {summary}");
        assert!(summary.starts_with(char::is_uppercase), "{id}: {summary}");
    }
}

/// A bootstrap has an answer for whatever an operation that it calls asks for, and can tell the entities apart.
#[test]
fn a_bootstrap_knows_what_to_send() {
    let all = builtin().operations();
    let entities: Vec<_> = all.iter().filter_map(|operation| operation.entity.as_deref()).collect();
    let types: BTreeSet<_> = entities.iter().copied().collect();
    assert_eq!(types.len(), entities.len(), "each type has one operation: {entities:?}");
    insta::assert_snapshot!("entities", types.iter().copied().collect::<Vec<_>>().join("\n"));
    for operation in all.iter().filter(|operation| operation.entity.is_some()) {
        assert!(operation.is_read() && !operation.answer.is_other(), "{}", operation.id);
        assert!(operation.body.as_ref().is_none_or(|body| body.schema.fields.iter().all(|field| !field.required)));
        for parameter in operation.parameters.iter().filter(|parameter| parameter.required) {
            assert!(parameter.fill.is_some(), "{} needs {}", operation.id, parameter.name);
        }
    }
    let fills = all.iter().flat_map(|operation| &operation.parameters).filter_map(|parameter| parameter.fill.as_ref());
    for fill in fills {
        assert!(
            !matches!(fill, Fill::Each(entity) if !types.contains(entity.as_str())),
            "{fill:?} is fetched by nothing"
        );
    }
}

/// What a bootstrap fetches for each entity of another type comes after it, and never in a circle.
#[test]
fn parents_come_before_children() {
    let fetched =
        |entity: &str| builtin().operations().iter().find(|one| one.entity.as_deref() == Some(entity)).unwrap();
    for operation in builtin().operations().iter().filter(|operation| operation.entity.is_some()) {
        for parameter in &operation.parameters {
            let Some(Fill::Each(parent)) = &parameter.fill else { continue };
            let of_parent = &fetched(parent).parameters;
            assert!(of_parent.iter().all(|one| !matches!(one.fill, Some(Fill::Each(_)))), "{}", operation.id);
        }
    }
}

#[test]
fn scopes_and_events() {
    let areas = [
        "CLIENT",
        "PROJECT",
        "TAG",
        "TASK",
        "TIME_ENTRY",
        "EXPENSE",
        "INVOICE",
        "USER",
        "GROUP",
        "WORKSPACE",
        "CUSTOM_FIELDS",
        "APPROVAL",
        "SCHEDULING",
        "REPORTS",
        "TIME_OFF",
    ];
    for operation in builtin().operations() {
        let id = &operation.id;
        let Some(scope) = &operation.scope else {
            assert_eq!(operation.tag, "Webhooks", "{id} has no scope");
            continue;
        };
        let (area, right) = scope.rsplit_once('_').unwrap();
        assert!(areas.contains(&area), "{id}: {scope}");
        assert_eq!(right == "READ", operation.is_read(), "{id}: {scope}");
        assert!(operation.raises.is_empty() || !operation.is_read(), "{id} only reads, and raises nothing");
        let once: BTreeSet<_> = operation.raises.iter().collect();
        assert_eq!(once.len(), operation.raises.len(), "{id}");
    }
    let raised: BTreeSet<_> = builtin().operations().iter().flat_map(|operation| &operation.raises).collect();
    insta::assert_snapshot!("raised", raised.iter().map(|event| event.name()).collect::<Vec<_>>().join("\n"));
}

/// What a write replaces or changes can be read with what is known to whoever makes the write.
#[test]
fn what_is_merged_can_be_read() {
    for operation in builtin().operations() {
        let id = &operation.id;
        let Some(merge) = &operation.merge else { continue };
        let get = builtin().get(&merge.get).unwrap_or_else(|| panic!("{id}: there is no {}", merge.get));
        assert!(get.is_read() && matches!(operation.method, Method::Put | Method::Patch), "{id}");
        assert_eq!(merge.item.is_some(), get.answer != Answer::One && !get.answer.is_other(), "{id}");
        let in_path = |of: &Operation, name: &str| {
            of.parameters.iter().any(|parameter| parameter.place == Place::Path && parameter.name == name)
        };
        for parameter in get.parameters.iter().filter(|parameter| parameter.place == Place::Path) {
            let name = merge.path.get(&parameter.name).unwrap_or(&parameter.name);
            assert!(in_path(operation, name), "{id} doesn't know the {name} of {}", merge.get);
        }
        assert!(merge.path.keys().all(|name| in_path(get, name)), "{id}");
        assert!(merge.item.iter().all(|name| in_path(operation, name)), "{id}");
        let schema = &operation.body.as_ref().unwrap().schema;
        let named = merge.changed.iter().flat_map(|changed| changed.names.keys().chain([&changed.field]));
        for field in merge.fields.keys().chain(&merge.without).chain(named) {
            assert!(has_field(schema, field), "{id} has no field {field}");
        }
    }
    let merged = builtin().operations().iter().filter(|operation| operation.merge.is_some());
    let merged: Vec<_> = merged.map(|operation| format!("{} {}", operation.method, operation.id)).collect();
    insta::assert_snapshot!("merged", merged.join("\n"));
}

/// Every write says what its events are about, or is known to cause none, or none with an id.
#[test]
fn the_events_of_a_write_have_a_subject() {
    let writes = || builtin().operations().iter().filter(|operation| !operation.is_read());
    for operation in writes() {
        let Operation { id, raises_id, raises, .. } = operation;
        let in_call =
            |place, name: &str| operation.parameters.iter().any(|one| one.place == place && one.name == *name);
        let body = || operation.body.as_ref().map(|body| &body.schema);
        match raises_id {
            None => continue,
            Some(Subject::Path(name)) => assert!(in_call(Place::Path, name), "{id}: {name}"),
            Some(Subject::Query(name)) => assert!(in_call(Place::Query, name), "{id}: {name}"),
            Some(Subject::Body(path)) => {
                let first = path.split("[]").next().unwrap_or_default();
                assert!(body().is_some_and(|schema| first.is_empty() || has_field(schema, first)), "{id}: {path}");
            }
            Some(Subject::Answer(path)) => {
                assert_eq!(path.starts_with("[]"), operation.answer == Answer::List, "{id}: {path}");
            }
        }
        assert!(!raises.is_empty(), "{id}");
    }
    let names = |found: Vec<&Operation>| found.iter().map(|one| one.id.as_str()).collect::<Vec<_>>().join("\n");
    let silent = names(writes().filter(|one| one.raises.is_empty()).collect());
    let nameless = names(writes().filter(|one| !one.raises.is_empty() && one.raises_id.is_none()).collect());
    insta::assert_snapshot!("silent", format!("No events:\n{silent}\n\nEvents without a known id:\n{nameless}"));
}

/// Whoever makes a call by hand is asked twice before it is about many things, or about what then is gone.
#[test]
fn what_a_call_does() {
    let all = builtin().operations();
    let count = |effect| all.iter().filter(|operation| operation.effect() == effect).count();
    assert_eq!([Effect::Read, Effect::Write, Effect::Bulk, Effect::Destroy].map(count), [58, 71, 6, 23]);
    for operation in all {
        let Operation { id, many, .. } = operation;
        assert_eq!(operation.effect() == Effect::Read, operation.is_read(), "{id}");
        assert!(operation.method != Method::Delete || operation.effect() == Effect::Destroy, "{id}");
        match many {
            None => {}
            Some(Subject::Query(name)) => assert!(operation.parameters.iter().any(|one| one.name == *name), "{id}"),
            Some(Subject::Body(path)) => {
                let (list, field) = path.split_once("[]").unwrap();
                let schema = &operation.body.as_ref().unwrap().schema;
                let list = if list.is_empty() { schema } else { schema.field(list).unwrap() };
                let items = list.items.as_ref().unwrap();
                let field = field.trim_start_matches('.');
                assert!(field.is_empty() || items.field(field).is_some(), "{id}: {path}");
            }
            Some(Subject::Path(_) | Subject::Answer(_)) => panic!("{id}: one, or too late"),
        }
    }
    let grave: Vec<_> = all.iter().filter(|one| one.effect() == Effect::Bulk).map(|one| one.id.as_str()).collect();
    let expected = [
        "updateBalance",
        "updateMemberships",
        "addUsersToProject",
        "publishAssignments",
        "updateInvoicedStatus",
        "replaceMany",
    ];
    assert_eq!(grave, expected);
}

#[test]
fn searches() {
    let ids = |query: &str| builtin().search(query).iter().map(|operation| operation.id.as_str()).collect::<Vec<_>>();
    assert_eq!(ids("").len(), 158);
    assert_eq!(ids("GETCLIENTS")[0], "getClients");
    assert_eq!(ids("get-clients")[0], "getClients");
    assert_eq!(ids("list clients")[0], "getClients");
    assert!(ids("time entry")[..10].contains(&"getTimeEntries"), "{:?}", ids("time entry"));
    assert!(ids("/v1/workspaces/{workspaceId}/tags").contains(&"getTags"));
    assert_eq!(ids("strict-name-search").len(), 3, "by a parameter");
    assert!(ids("triggerSource").contains(&"createWebhook"), "by a field of the body");
    assert_eq!(ids("clients unicorn"), Vec::<&str>::new(), "all words have to be found");
    assert_eq!(ids("  ").len(), 158);
    assert_eq!(ids("---"), Vec::<&str>::new(), "signs are no words");
}

#[test]
fn tables_are_read_and_refused() {
    let table = builtin().to_table().unwrap();
    assert_eq!(table, include_str!("operations.json"), "the file is what the importer writes");
    assert_eq!(Catalogue::from_table(&table).unwrap().operations(), builtin().operations());
    let line = table.lines().nth(1).unwrap();
    let twice = table.replacen(line, &format!("{line}\n{line}"), 1);
    assert!(Catalogue::from_table(&twice).unwrap_err().to_string().starts_with("two operations are called "));
    assert!(Catalogue::from_table(&table.replace("/v1\"", "/v9\"")).unwrap_err().to_string().contains("/v9"));
    assert!(Catalogue::from_table("[]").is_err());
}
