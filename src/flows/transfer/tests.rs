use serde_json::json;

use super::*;
use crate::domain::flow::read;

const PROJECT: &str = "64a1f0c2e4b0a1b2c3d4e502";
const TAG: &str = "64a1f0c2e4b0a1b2c3d4e504";
const USER: &str = "64a1f0c2e4b0a1b2c3d4e505";

fn document() -> Value {
    json!({
        "schema": flow::SCHEMA, "name": "Ask canary.person@example.com", "triggers": [{"event": "TIMER_STOPPED"}],
        "when": {"all": [
            {"left": "$.projectId", "op": "in", "right": [PROJECT]},
            {"left": "$.user.name", "op": "not-equals", "right": "Canary Person"},
            {"left": "$.userId", "op": "differs-from", "right": USER}
        ]},
        "tables": {"rates": {PROJECT: 80}},
        "steps": [
            {"id": "a", "update": {"operation": "updateTimeEntry", "path": {"id": "{{ trigger.id }}"},
                "set": {"tagIds": format!("{{{{ $.tagIds | default([]) | push('{TAG}') }}}}")}, "add": {"tagIds": [TAG]}}},
            {"id": "b", "call": {"operation": "getProject", "path": {"id": "64a1f0c2e4b0a1b2c3d4e5aa"}}},
            {"id": "c", "http": {"method": "POST", "url": "https://chat.example.com/hooks/canary/{{ flow.id }}",
                "headers": {"Authorization": "Bearer canary", "x-b": "{{ secret.CHAT }}"}, "query": {"token": "canary2", "v": "1"},
                "body": {"to": "canary.person@example.com", "text": "nothing"}}}
        ]
    })
}

#[test]
fn an_export_holds_nothing_of_its_workspace() {
    let (export, taken) = export(&document());
    let text = serde_json::to_string(&export).unwrap();
    for taken in taken.values() {
        assert!(!text.contains(taken.as_str().unwrap()), "{taken} in {text}");
    }
    assert!(!text.to_lowercase().contains("canary"), "{text}");
    let inputs: Vec<_> = export.inputs.iter().map(|input| (input.name.as_str(), input.kind)).collect();
    assert_eq!(
        inputs,
        [
            ("email1", Kind::Email),
            ("project1", Kind::Project),
            ("person1", Kind::Text),
            ("user1", Kind::User),
            ("tag1", Kind::Tag),
            ("project2", Kind::Project),
            ("address1", Kind::Url),
            ("credential1", Kind::Credential),
            ("credential2", Kind::Credential),
        ]
    );
    assert_eq!(export.secrets, ["CHAT"]);
}

#[test]
fn what_was_exported_can_be_imported_elsewhere() {
    let (export, mut values) = export(&document());
    let export = serde_json::to_value(export).unwrap();
    let same = import(&export, &values).unwrap();
    assert_eq!(same, document());
    read(&same).unwrap();

    values["project1"] = json!("5f5f5f5f5f5f5f5f5f5f5f5f");
    values["tag1"] = json!("other-tag");
    let other = import(&export, &values).unwrap();
    let mapped = document().to_string().replace(PROJECT, "5f5f5f5f5f5f5f5f5f5f5f5f").replace(TAG, "other-tag");
    assert_eq!(other, serde_json::from_str::<Value>(&mapped).unwrap());
    read(&other).unwrap();
    let (again, _) = super::export(&other);
    assert_eq!(again.flow["when"], export["flow"]["when"]);
}

#[test]
fn an_import_asks_for_what_is_missing() {
    let (export, mut values) = export(&document());
    let export = serde_json::to_value(export).unwrap();
    values.remove("project1");
    values.insert("tag1".to_owned(), json!("a'b"));
    let problems = import(&export, &values).unwrap_err();
    let shown: Vec<_> = problems.iter().map(ToString::to_string).collect();
    assert_eq!(shown.len(), 2, "{shown:?}");
    assert!(
        shown[0].starts_with("/inputs/project1: a project's id (/when/all/0/right/0) has to be chosen"),
        "{shown:?}"
    );
    assert!(shown[1].starts_with("/inputs/tag1: a tag's id belongs here"), "{shown:?}");
}

#[test]
fn other_versions_are_refused_and_plain_documents_taken() {
    let none = Map::new();
    assert_eq!(import(&document(), &none).unwrap(), document());
    for (schema, message) in [("clockify-addons/flow-export/v2", "another version"), ("x", "is expected")] {
        let problems = import(&json!({"schema": schema}), &none).unwrap_err();
        assert!(problems[0].message.contains(message), "{problems:?}");
    }
    let unknown = json!({"schema": SCHEMA, "inputs": [], "flow": {}, "future": 1});
    assert!(import(&unknown, &none).unwrap_err()[0].message.contains("unknown field"));
}

#[test]
fn ids_and_addresses_are_found() {
    for (text, expected) in [
        ("64a1f0c2e4b0a1b2c3d4e502", Some((0, 24, false))),
        ("push('64a1f0c2e4b0a1b2c3d4e502')", Some((6, 24, false))),
        ("64a1f0c2e4b0a1b2c3d4e5021", None),
        ("ask a.b+c@example.com.", Some((4, 17, true))),
        ("$.list[?@.id == 1]", None),
        ("a@b", None),
        ("é@example.com", None),
        ("", None),
    ] {
        let found = find(text).map(|found| (found.at, found.length, found.is_email));
        assert_eq!(found, expected, "{text}");
    }
}
