use serde_json::json;

use super::*;

fn good() -> Value {
    json!({
        "schemaVersion": "1.5.1",
        "key": "demo",
        "name": "Demo",
        "baseUrl": "http://127.0.0.1:8000",
        "minimalSubscriptionPlan": "FREE",
        "scopes": ["TIME_ENTRY_READ", "CUSTOM_FIELDS_WRITE"],
        "lifecycle": [{ "path": "/lifecycle/installed", "type": "INSTALLED" }],
        "webhooks": [
            { "event": "NEW_PROJECT", "path": "/webhooks/project/new" },
            { "event": "NEW_TAG", "path": "/webhooks/tag" },
        ],
        "components": [
            { "type": "sidebar", "label": "Demo", "accessLevel": "ADMINS", "path": "/ui", "iconPath": "/icon.svg" },
        ],
        "settings": { "tabs": [{ "id": "t", "name": "T", "header": { "title": "Note" }, "settings": [
            { "id": "on", "name": "On", "accessLevel": "ADMINS", "type": "CHECKBOX", "value": false },
            { "id": "pick", "name": "Pick", "accessLevel": "EVERYONE", "type": "DROPDOWN_SINGLE", "value": "a",
              "allowedValues": ["a", "b"] },
        ] }] },
    })
}

#[test]
fn a_good_manifest_passes() {
    assert_eq!(check(&good(), WEBHOOK_LIMIT), Vec::<String>::new());
    let small = json!({ "key": "ab", "name": "N", "baseUrl": "https://a.example", "minimalSubscriptionPlan": "PRO" });
    assert_eq!(check(&small, 0), Vec::<String>::new());
}

#[test]
fn every_broken_rule_is_named_by_its_place() {
    let cases = [
        ("/key", json!("x")),
        ("/key", json!("")),
        ("/key", json!("k".repeat(51))),
        ("/name", json!("n".repeat(51))),
        ("/name", json!(7)),
        ("/baseUrl", json!("ftp://a.example")),
        ("/baseUrl", json!("http://")),
        ("/minimalSubscriptionPlan", json!("TRIAL")),
        ("/schemaVersion", json!("")),
        ("/schemaVersion", json!(0)),
        ("/description", json!(1)),
        ("/description", json!(null)),
        ("/scopes", json!("TAG_READ")),
        ("/scopes/0", json!("TIME_ENTRY_DELETE")),
        ("/scopes", json!(["TAG_READ", "TAG_READ"])),
        ("/lifecycle/0/type", json!("UPDATED")),
        ("/lifecycle/0/path", json!("")),
        ("/webhooks/0/event", json!("PROJECT_ARCHIVED")),
        ("/webhooks/1/path", json!("//webhooks/project/new/")),
        ("/components/0/type", json!("timeentries.action.uiblocks")),
        ("/components/0/accessLevel", json!("OWNER")),
        ("/components/0/label", json!("a label of 26 characters..")),
        ("/components/0/iconPath", json!("")),
        ("/components/0/width", json!(1.5)),
        ("/settings", json!([])),
        ("/settings/tabs", json!([])),
        ("/settings/tabs/0/id", json!("")),
        ("/settings/tabs/0/header/title", json!("")),
        ("/settings/tabs/0/settings/0/value", json!("yes")),
        ("/settings/tabs/0/settings/0/type", json!("TEXT")),
        ("/settings/tabs/0/settings/0/required", json!("no")),
        ("/settings/tabs/0/settings/1/id", json!("on")),
        ("/settings/tabs/0/settings/1/value", json!("")),
        ("/settings/tabs/0/settings/1/allowedValues", json!([{ "label": "a" }])),
    ];
    for (place, wrong) in cases {
        let problems = check(&broken(place, wrong.clone()), WEBHOOK_LIMIT);
        assert!(problems.iter().any(|p| p.starts_with(place)), "{place} = {wrong}: {problems:?}");
    }
}

/// The good manifest with one value replaced or added.
fn broken(place: &str, value: Value) -> Value {
    let mut manifest = good();
    let (parent, name) = place.rsplit_once('/').unwrap();
    match manifest.pointer_mut(parent).unwrap() {
        Value::Array(items) => items[name.parse::<usize>().unwrap()] = value,
        object => object[name] = value,
    }
    manifest
}

#[test]
fn required_keys_and_the_limit_are_checked() {
    let problems = check(&json!({}), WEBHOOK_LIMIT);
    for place in ["/key", "/name", "/baseUrl", "/minimalSubscriptionPlan"] {
        assert!(problems.iter().any(|p| p.starts_with(place)), "{place}");
    }
    assert_eq!(check(&json!([]), WEBHOOK_LIMIT).len(), 1);
    assert!(check(&good(), 1)[0].contains("at most 1"));
    let mut two = good();
    let sidebar = json!({ "type": "sidebar", "label": "B", "accessLevel": "ADMINS", "path": "/b", "iconPath": "/i" });
    two["components"].as_array_mut().unwrap().push(sidebar);
    assert!(check(&two, WEBHOOK_LIMIT)[0].contains("one of type sidebar"));
}
