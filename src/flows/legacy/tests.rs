use serde_json::json;

use super::*;

fn api_studio() -> Value {
    json!({
        "id": 7, "workspace_id": "64a1f0c2e4b0a1b2c3d4e5f6", "name": "Tag new projects", "enabled": true,
        "trigger_event_types": ["NEW_PROJECT", "PROJECT_UPDATED", "NEW_PROJECT"],
        "conditions": {"type": "ALL", "rules": [
            {"field": "$.clientId", "operator": "==", "value": "64a1f0c2e4b0a1b2c3d4e506"},
            {"field": "$.name", "operator": "!=", "value": "Internal"},
            {"field": "tags[*].name", "operator": "contains", "value": "x"},
            {"field": "$.budget", "operator": ">", "value": "100"},
            {"field": "$.note", "operator": "exists"}
        ]},
        "actions": [
            {"operation_id": "createNewTag", "body": {"name": "$.webhook.name", "nested": [{"id": "$.webhook.id"}], "price": "$5"}},
            {"operation_id": "getTag", "path_params": {"workspaceId": "$.webhook.workspaceId", "id": "$.action_0_result.data"},
             "query_params": {"a": "$.projectId", "b": 1}, "body": {}},
            {"operation_id": "createNewTag", "body": {"name": "{{webhook.x}}", "status": "$.action_0_result.status_code",
             "all": "$.action_1_result", "own": "$.action_2_result.data"}}
        ]
    })
}

#[test]
fn a_flow_of_api_studio() {
    let Converted { document, notes } = convert(&api_studio()).unwrap();
    assert_eq!(
        document,
        json!({
            "schema": SCHEMA, "name": "Tag new projects",
            "triggers": [{"event": "NEW_PROJECT"}, {"event": "PROJECT_UPDATED"}],
            "when": {"all": [
                {"left": "$.clientId", "op": "same-as", "right": "64a1f0c2e4b0a1b2c3d4e506"},
                {"any": [{"left": "$.name", "op": "empty"}, {"left": "$.name", "op": "differs-from", "right": "Internal"}]},
                {"any": [{"left": "$.tags[*].name | first", "op": "contains", "right": "x"},
                         {"left": "$.tags[*].name | first", "op": "includes", "right": "x"}]},
                {"left": "$.budget | number", "op": ">", "right": 100.0},
                {"left": "$.note", "op": "not-empty"}
            ]},
            "steps": [
                {"id": "action-0", "call": {"operation": "createNewTag", "body": {
                    "name": "{{ $.name | default(null) }}", "nested": [{"id": "{{ $.id | default(null) }}"}], "price": "$5"}}},
                {"id": "action-1", "call": {"operation": "getTag", "path": {"id": "{{ steps.action-0.body }}"},
                    "query": {"a": null, "b": 1}}},
                {"id": "action-2", "call": {"operation": "createNewTag", "body": {
                    "name": "{{{{webhook.x}}", "status": "{{ steps.action-0.status | default(null) }}",
                    "all": "{{ steps.action-1 | default(null) }}", "own": null}}}
            ]
        })
    );
    for start in [
        "/conditions/rules/1/operator",
        "/conditions/rules/2/field",
        "/conditions/rules/3/operator: > was documented",
        "/actions/1/path_params/workspaceId: left out",
        "/actions/1/path_params/id: it was a text",
        "/actions/1/path_params/id: where nothing",
        "/actions/1/query_params/a: it never had",
        "/actions/2/body/name: it was sent as it stands",
        "/actions/2/body/own: it never had a value, and is null: that action comes later",
        "/enabled",
        "changes that flows made",
    ] {
        assert!(notes.iter().any(|note| note.starts_with(start)), "{start}: {notes:#?}");
    }
}

#[test]
fn a_flow_of_universal_webhook() {
    let old = json!({
        "name": "CI to time", "enabled": false, "trigger_source": "CUSTOM", "custom_source": "ci",
        "trigger_event_types": ["pull_request"], "conditions": {"type": "ANY", "rules": []},
        "actions": [
            {"type": "CLOCKIFY_API", "operation_id": "getProjects", "params": {"query": {"name": "$.webhook.repo['full-name']"}}},
            {"type": "GENERIC_HTTP", "params": {}},
            {"type": "GENERIC_HTTP", "params": {"url": "https://chat.example.com/x", "headers": {"x-a": "b"}, "body": {"t": "$.webhook.t"}}},
            {"operation_id": "createNewTag", "params": {"body": {"name": "$.action_0[0].name", "deep": {"x": "$.webhook.x"}, "cost": "$100",
             "skipped": "$.action_1.x"}}}
        ]
    });
    let Converted { document, notes } = convert(&old).unwrap();
    assert_eq!(
        document,
        json!({
            "schema": SCHEMA, "name": "CI to time",
            "triggers": [{"source": "ci", "event": "pull_request"}],
            "steps": [
                {"id": "action-0", "call": {"operation": "getProjects", "query": {"name": "{{ $.repo['full-name'] | default(null) }}"}}},
                {"id": "action-2", "http": {"method": "POST", "url": "https://chat.example.com/x", "headers": {"x-a": "b"},
                    "body": {"t": "{{ $.t | default(null) }}"}}},
                {"id": "action-3", "call": {"operation": "createNewTag", "body": {"name": "{{ steps.action-0.body[0].name | default(null) }}",
                    "deep": {"x": "$$.webhook.x"}, "cost": null, "skipped": null}}}
            ]
        })
    );
    for start in [
        "/actions: a call that Clockify refuses",
        "/actions/1: left out",
        "/actions/2: it was always passed over",
        "/actions/3/params/body/deep/x: it was sent as it stands",
        "/actions/3/params/body/cost: it never had a value",
    ] {
        assert!(notes.iter().any(|note| note.starts_with(start)), "{start}: {notes:#?}");
    }
}

#[test]
fn what_cant_be_converted_is_told_at_its_place() {
    let problems = |change: &dyn Fn(&mut Value)| -> Vec<String> {
        let mut old = api_studio();
        change(&mut old);
        convert(&old).err().unwrap_or_default().iter().map(ToString::to_string).collect()
    };
    assert_eq!(problems(&|_| {}), [] as [String; 0]);
    for (change, start) in [
        (&(|old: &mut Value| old["name"] = json!(" ")) as &dyn Fn(&mut Value), "/name"),
        (
            &|old| old["trigger_event_types"] = json!(["NEW_PROJEKT"]),
            "/trigger_event_types/0: 'NEW_PROJEKT' is no event",
        ),
        (&|old| old["trigger_event_types"] = json!([]), "/trigger_event_types: the flow never started"),
        (&|old| old["conditions"]["rules"][0]["operator"] = json!("~"), "/conditions/rules/0/operator"),
        (&|old| old["conditions"]["rules"][0]["field"] = json!("$..x"), "/conditions/rules/0/field: '..'"),
        (
            &|old| old["conditions"]["rules"][3]["value"] = json!("many"),
            "/conditions/rules/3/value: > compares numbers",
        ),
        (&|old| old["actions"] = json!([]), "/actions: the flow did nothing"),
        (&|old| old["actions"][0] = json!({}), "/actions/0/operation_id"),
        (&|old| old["actions"][1]["path_params"]["id"] = json!("$.x"), "/actions/1/path_params/id: $.x never had"),
    ] {
        let found = problems(change);
        assert!(found.iter().any(|problem| problem.starts_with(start)), "{start}: {found:?}");
    }
    let custom = convert(&json!({"name": "x", "trigger_source": "CUSTOM", "actions": []})).unwrap_err();
    assert!(custom[0].message.contains("custom_source"));
}
