use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::clockify::catalogue::builtin;

fn operation(id: &str) -> &'static Operation {
    builtin().get(id).unwrap()
}

fn changes(value: &Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

fn entry() -> Value {
    json!({
        "id": "64a1f0c2e4b0a1b2c3d4e5f6",
        "description": "Review",
        "tagIds": ["t1", "t2"],
        "billable": true,
        "taskId": null,
        "projectId": "p1",
        "timeInterval": { "start": "2027-01-15T08:00:00Z", "end": null, "duration": null },
        "customFieldValues": [
            { "customFieldId": "f1", "timeEntryId": "e", "name": "Field", "type": "TXT", "value": "x" },
            { "customFieldId": "f2", "name": "Empty", "type": "NUMBER", "value": null, "sourceType": "WORKSPACE" },
        ],
        "type": "REGULAR",
        "isLocked": false,
    })
}

#[test]
fn a_time_entry_is_written_as_it_was_read() {
    let body = current(operation("updateTimeEntry"), &entry()).unwrap();
    let expected = json!({
        "billable": true,
        "customFields": [{ "customFieldId": "f1", "value": "x" }, { "customFieldId": "f2", "sourceType": "WORKSPACE" }],
        "description": "Review",
        "projectId": "p1",
        "start": "2027-01-15T08:00:00Z",
        "tagIds": ["t1", "t2"],
        "type": "REGULAR",
    });
    assert_eq!(body, expected, "a timer that runs has no end, and no task is none");
}

#[test]
fn names_and_units_that_differ_are_translated() {
    for (id, read, expected) in [
        (
            "updateProject",
            json!({ "public": true, "clientId": "", "note": "" }),
            json!({ "isPublic": true, "note": "" }),
        ),
        (
            "updateProject",
            json!({ "hourlyRate": { "amount": 5, "currency": "EUR" } }),
            json!({ "hourlyRate": { "amount": 5 } }),
        ),
        (
            "updateTask",
            json!({ "name": "a", "assigneeId": "u", "assigneeIds": ["u"] }),
            json!({ "name": "a", "assigneeIds": ["u"] }),
        ),
        ("updateExpense", json!({ "total": 1250, "fileId": "f" }), json!({ "amount": 12.5 })),
        ("updateExpense", json!({ "total": 1200 }), json!({ "amount": 12 })),
        (
            "updateInvoice",
            json!({ "tax": 20, "tax2": 0, "discount": 1.5 }),
            json!({ "discountPercent": 1.5, "tax2Percent": 0, "taxPercent": 20 }),
        ),
        (
            "updateInvoiceSettings",
            json!({ "labels": { "totalAmount": "DUE", "tax": "TAX" } }),
            json!({ "labels": { "tax": "TAX", "totalAmountDue": "DUE" } }),
        ),
        (
            "updateSharedReportV1",
            json!({ "visibleToUsers": [{ "id": "u", "name": "x" }] }),
            json!({ "visibleToUsers": ["u"] }),
        ),
        ("setTaskHourlyRate", json!({ "hourlyRate": { "amount": 5 } }), json!({ "amount": 5 })),
        ("updateTag", json!({}), json!({})),
        ("updateTag", json!([]), json!({})),
    ] {
        assert_eq!(current(operation(id), &read), Some(expected), "{id} of {read}");
    }
    assert_eq!(current(operation("createNewTag"), &json!({})), None);
}

#[test]
fn the_entity_is_found_in_a_list() {
    let found = |get: &str, list: Value, id: &str| item(operation(get), &list, id).cloned();
    let list = json!([{ "id": "a" }, { "id": "b", "name": "x" }]);
    assert_eq!(found("getUserGroups", list.clone(), "b"), Some(list[1].clone()));
    assert_eq!(found("getUserGroups", list.clone(), "c"), None);
    assert_eq!(found("getCategories", json!({ "categories": list }), "a"), Some(json!({ "id": "a" })));
    assert_eq!(found("getCategories", list, "a"), None, "this one answers with an object");
}

#[test]
fn changes_are_told_field_by_field() {
    let update = operation("updateTimeEntry");
    let before = current(update, &entry()).unwrap();
    let merged = apply(update, &before, &changes(&json!({ "tagIds": ["t2"], "projectId": null, "billable": true })));
    assert!(merged.changed);
    let mut expected = before.clone();
    expected["tagIds"] = json!(["t2"]);
    expected.as_object_mut().unwrap().remove("projectId");
    assert_eq!(merged.body, expected);
    let told: Vec<_> = merged.differences.iter().map(|one| (one.path.as_str(), &one.before, &one.after)).collect();
    let tags = ("tagIds", &json!(["t1", "t2"]), &json!(["t2"]));
    assert_eq!(told, [tags, ("projectId", &json!("p1"), &Value::Null)]);

    let update = operation("updateProject");
    let before = json!({ "name": "a", "hourlyRate": { "amount": 5, "since": "x" } });
    let merged = apply(update, &before, &changes(&json!({ "hourlyRate": { "amount": 6, "since": null } })));
    assert_eq!(merged.body, json!({ "name": "a", "hourlyRate": { "amount": 6 } }));
    let paths: Vec<_> = merged.differences.iter().map(|one| one.path.as_str()).collect();
    assert_eq!(paths, ["hourlyRate.amount", "hourlyRate.since"]);
}

#[test]
fn what_says_the_same_is_no_change() {
    let update = operation("updateTimeEntry");
    let mut before = current(update, &entry()).unwrap();
    before["customFields"][0]["value"] = json!(5);
    for (change, same) in [
        (json!({}), true),
        (json!({ "start": "2027-01-15T08:00:00.000Z" }), true),
        (json!({ "start": "2027-01-15T09:00:00+01:00" }), true),
        (json!({ "start": "2027-01-15T08:00:00" }), true),
        (json!({ "start": "2027-01-15T08:00:01Z" }), false),
        (json!({ "start": "nonsense" }), false),
        (json!({ "description": "Review" }), true),
        (json!({ "end": null, "taskId": null }), true),
        (json!({ "tagIds": ["t1", "t2"] }), true),
        (json!({ "tagIds": ["t2", "t1"] }), false),
        (
            json!({ "customFields": [{ "customFieldId": "f1", "value": 5.0 }, { "customFieldId": "f2", "sourceType": "WORKSPACE", "value": null }] }),
            true,
        ),
        (json!({ "customFields": [{ "customFieldId": "f1", "value": "5" }] }), false),
        (json!({ "unknown": {} }), false),
    ] {
        let merged = apply(update, &before, &changes(&change));
        assert_eq!((merged.changed, merged.differences.is_empty()), (!same, same), "{change}");
    }
    // A description that looks like a time is a text.
    let before = json!({ "description": "2027-01-15T08:00:00Z" });
    assert!(apply(update, &before, &changes(&json!({ "description": "2027-01-15T08:00:00.000Z" }))).changed);
}

#[test]
fn a_write_that_keeps_the_rest_sends_the_changes_alone() {
    let status = operation("changeInvoiceStatus");
    let before = current(status, &json!({ "status": "SENT", "number": "1" })).unwrap();
    assert_eq!(before, json!({ "invoiceStatus": "SENT" }));
    let merged = apply(status, &before, &changes(&json!({ "invoiceStatus": "PAID" })));
    assert_eq!((merged.body, merged.changed), (json!({ "invoiceStatus": "PAID" }), true));
    assert!(!apply(status, &before, &changes(&json!({ "invoiceStatus": "SENT" }))).changed);
}

#[test]
fn a_body_that_says_what_it_changes_says_so() {
    let update = operation("updateExpense");
    let before = current(update, &json!({ "total": 1250, "notes": "a", "userId": "u", "categoryId": "c" })).unwrap();
    let merged = apply(update, &before, &changes(&json!({ "notes": "b", "amount": 12.5, "projectId": "p" })));
    let body = json!({ "amount": 12.5, "categoryId": "c", "changeFields": ["NOTES", "PROJECT"], "notes": "b", "projectId": "p", "userId": "u" });
    assert_eq!((merged.body, merged.differences.len()), (body, 2));
}

/// A value that fits a schema, or nothing, or null.
fn value_of(schema: &Schema, depth: u32) -> BoxedStrategy<Value> {
    let text = "[a-zA-Z0-9 äß]{1,12}";
    let some = match schema.kind {
        Kind::String if schema.format.as_deref() == Some("date-time") => (0..2_000_000_000_i64)
            .prop_map(|at| json!(OffsetDateTime::from_unix_timestamp(at).unwrap().format(&Rfc3339).unwrap()))
            .boxed(),
        Kind::String | Kind::Any => text.prop_map(Value::from).boxed(),
        Kind::Integer => (0..10_000_i64).prop_map(|number| json!(number * 100)).boxed(),
        Kind::Number => (0..10_000_i64).prop_map(|number| json!(number)).boxed(),
        Kind::Boolean => any::<bool>().prop_map(Value::from).boxed(),
        Kind::Array => {
            let item = schema
                .items
                .as_ref()
                .map_or_else(|| text.prop_map(Value::from).boxed(), |items| value_of(items, depth + 1));
            prop::collection::vec(item, 0..4).prop_map(Value::from).boxed()
        }
        Kind::Object => {
            let fields: Vec<_> = schema
                .fields
                .iter()
                .map(|field| (Just(field.name.clone()), value_of(&field.schema, depth + 1)))
                .collect();
            fields.prop_map(|fields| fields.into_iter().collect::<Map<_, _>>().into()).boxed()
        }
    };
    // Items of lists are all there.
    if schema.kind == Kind::Array || depth > 0 { some } else { prop_oneof![4 => some, 1 => Just(Value::Null)].boxed() }
}

/// Writes that replace an entity, each with a body that it may have and one that it may get.
fn replaced() -> impl Strategy<Value = (&'static Operation, Value, Value)> {
    let all: Vec<_> =
        builtin().operations().iter().filter(|one| one.merge.is_some() && one.method == Method::Put).collect();
    prop::sample::select(all).prop_flat_map(|operation| {
        let schema = &operation.body.as_ref().unwrap().schema;
        (Just(operation), value_of(schema, 0), value_of(schema, 0))
    })
}

fn without_null(value: &Value) -> Map<String, Value> {
    let fields = value.as_object().cloned().unwrap_or_default();
    fields.into_iter().filter(|(_, value)| !value.is_null()).collect()
}

proptest! {
    /// Every field that isn't changed stays as it is, and what changes is told; sending the result again changes nothing.
    #[test]
    fn a_change_touches_nothing_else((operation, before, other) in replaced(), pick in any::<prop::sample::Index>()) {
        let before = without_null(&before);
        let (name, change) = {
            let other = other.as_object().cloned().unwrap_or_default();
            prop_assume!(!other.is_empty());
            let at = pick.index(other.len());
            other.into_iter().nth(at).unwrap()
        };
        let told = operation.merge.as_ref().unwrap().changed.as_ref().map(|changed| changed.field.as_str());
        prop_assume!(told != Some(name.as_str()));
        let changes: Map<_, _> = std::iter::once((name.clone(), change)).collect();
        let merged = apply(operation, &Value::Object(before.clone()), &changes);
        for (untouched, value) in &before {
            prop_assert!(*untouched == name || Some(untouched.as_str()) == told || merged.body[untouched] == *value, "{}", untouched);
        }
        for path in merged.differences.iter().map(|difference| &difference.path) {
            prop_assert!(*path == name || path.starts_with(&format!("{name}.")), "{}", path);
        }
        prop_assert_eq!(merged.changed, !merged.differences.is_empty());
        let again = apply(operation, &merged.body, &changes);
        prop_assert!(!again.changed, "{:?}", again.differences);
        prop_assert_eq!(apply(operation, &Value::Object(before), &Map::new()).changed, false);
    }
}
