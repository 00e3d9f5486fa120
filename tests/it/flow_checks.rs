//! What a flow can't do in one of the add-ons, or at all: told before it is saved.

use clockify_addons::addons;
use clockify_addons::clockify::catalogue;
use clockify_addons::config::HttpSteps;
use clockify_addons::domain::addon::Addon;
use clockify_addons::domain::flow::{Definition, SCHEMA, read};
use clockify_addons::flows::check::{Options, check, cycles};
use serde_json::{Value, json};

const ON: Options<'static> = Options { http_steps: true, hosts: None };

fn flow(triggers: impl Into<Value>, steps: impl Into<Value>) -> Definition {
    let (triggers, steps): (Value, Value) = (triggers.into(), steps.into());
    read(&json!({"schema": SCHEMA, "name": "A flow", "triggers": triggers, "steps": steps})).unwrap()
}

fn problems_of(flow: &Definition, addon: Addon, options: Options<'_>) -> Vec<(String, String)> {
    let problems = check(flow, catalogue::builtin(), addons::spec(addon), options).err().unwrap_or_default();
    problems.into_iter().map(|problem| (problem.path, problem.message)).collect()
}

fn problems(step: &Value) -> Vec<(String, String)> {
    let steps = json!([{"id": "s", "call": {"operation": "getTags"}}, step]);
    problems_of(&flow(json!([{"event": "TIMER_STOPPED"}]), steps), Addon::UniversalWebhook, ON)
}

fn call(value: &Value) -> Value {
    json!({"id": "a", "call": value})
}

#[test]
fn calls_that_fit() {
    for value in [
        json!({"operation": "getTags"}),
        json!({"operation": "getTags", "query": {"name": "x", "page": 2, "archived": false, "page-size": "50"}}),
        json!({"operation": "getTags", "query": {"name": "{{ trigger.name }}", "page": "{{ trigger.page }}", "archived": null}}),
        json!({"operation": "createNewTag", "body": {"name": "{{ trigger.name }} x"}}),
        json!({"operation": "createNewTag", "body": "{{ steps.s.body }}"}),
        json!({"operation": "stopRunningTimeEntry", "path": {"userId": "{{ trigger.user.id }}"}, "body": {"end": "{{ now }}"}}),
        json!({"operation": "stopRunningTimeEntry", "path": {"userId": 5}, "body": {"end": "2026-03-29T01:30:00Z"}}),
    ] {
        assert_eq!(problems(&call(&value)), [], "{value}");
    }
    for value in [
        json!({"operation": "updateTimeEntry", "path": {"id": "$.id"}, "set": {"billable": true, "projectId": null}}),
        json!({"operation": "updateTimeEntry", "path": {"id": "$.id"}, "add": {"tagIds": ["64a1f0c2e4b0a1b2c3d4e5f6", "{{ trigger.id }}"]}}),
    ] {
        assert_eq!(problems(&json!({"id": "a", "update": value})), [], "{value}");
    }
}

#[test]
fn calls_that_dont_fit() {
    for (value, path, message) in [
        (json!({"operation": "getTag s"}), "operation", "did you mean 'getTags'?"),
        (json!({"operation": "getTag"}), "path/id", "getTag needs it"),
        (json!({"operation": "getTag", "path": {"tag": "1", "id": "2"}}), "path/tag", "no parameter 'tag'"),
        (json!({"operation": "getTag", "path": {"id": ".."}}), "path/id", "can't stand in a path"),
        (json!({"operation": "getTags", "query": {"nam": "x"}}), "query/nam", "did you mean 'name'?"),
        (
            json!({"operation": "getTags", "query": {"page": "two"}}),
            "query/page",
            "a whole number belongs here, not 'two'",
        ),
        (json!({"operation": "getTags", "query": {"page": 1.5}}), "query/page", "a whole number"),
        (json!({"operation": "getTags", "query": {"page": true}}), "query/page", "not boolean"),
        (json!({"operation": "getTags", "query": {"page-size": 0}}), "query/page-size", "at least 1"),
        (json!({"operation": "getTags", "query": {"name": ["a", "b"]}}), "query/name", "not a list"),
        (
            json!({"operation": "getTags", "query": {"sort-order": "UP"}}),
            "query/sort-order",
            "one of ASCENDING, DESCENDING",
        ),
        (
            json!({"operation": "getTags", "query": {"archived": "{{ steps.s.status }}"}}),
            "query/archived",
            "not number",
        ),
        (json!({"operation": "getTags", "body": {}}), "body", "takes no body"),
        (json!({"operation": "createNewTag"}), "body", "needs a body"),
        (json!({"operation": "createNewTag", "body": {"nme": "x"}}), "body/nme", "did you mean 'name'?"),
        (json!({"operation": "createNewTag", "body": {"name": 5}}), "body/name", "text belongs here, not number"),
        (json!({"operation": "createNewTag", "body": {"name": "{{ steps.s.status }}"}}), "body/name", "use | string"),
        (json!({"operation": "createNewTag", "body": {"name": null}}), "body/name", "not null"),
        (json!({"operation": "createNewTag", "body": {"name": "x".repeat(101)}}), "body/name", "at most 100"),
        (json!({"operation": "createNewTag", "body": ["x"]}), "body", "object belongs here, not list"),
        (json!({"operation": "createNewTag", "body": "{{ steps.s.status }}"}), "body", "not number"),
        (json!({"operation": "stopRunningTimeEntry", "path": {"userId": "1"}, "body": {}}), "body/end", "it is needed"),
        (
            json!({"operation": "stopRunningTimeEntry", "path": {"userId": "1"}, "body": {"end": "noon"}}),
            "body/end",
            "date-time",
        ),
        (json!({"operation": "createExpense", "body": {}}), "operation", "needs a file in file"),
    ] {
        let found = problems(&call(&value));
        let [(at, what)] = &found[..] else { panic!("{value}: {found:#?}") };
        assert!(at == &format!("/steps/1/call/{path}") && what.contains(message), "{value}: {at}: {what}");
    }
}

#[test]
fn what_a_loop_has_doesnt_fit_everywhere_either() {
    let step = call(&json!({"operation": "getTags", "query": {"archived": "{{ index }}"}}));
    let each = json!({"id": "e", "forEach": {"items": "steps.s.body", "steps": [step]}});
    let found = problems(&each);
    let [(at, what)] = &found[..] else { panic!("{found:#?}") };
    assert!(at == "/steps/1/forEach/steps/0/call/query/archived" && what.contains("not number"), "{at}: {what}");
}

#[test]
fn updates_that_dont_fit() {
    for (value, path, message) in [
        (
            json!({"operation": "updateHoliday", "path": {"holidayId": "1"}, "set": {"name": "x"}}),
            "operation",
            "use call",
        ),
        (json!({"operation": "getTags", "set": {"name": "x"}}), "operation", "use call"),
        (json!({"operation": "updateTimeEntry", "set": {"billable": true}}), "path/id", "needs it"),
        (
            json!({"operation": "updateTimeEntry", "path": {"id": "1"}, "set": {"billable": "yes"}}),
            "set/billable",
            "boolean belongs here",
        ),
        (json!({"operation": "updateTimeEntry", "path": {"id": "1"}, "set": {"start": null}}), "set/start", "not null"),
        (
            json!({"operation": "updateTimeEntry", "path": {"id": "1"}, "set": {"type": "PAUSE"}}),
            "set/type",
            "REGULAR, BREAK",
        ),
        (
            json!({"operation": "updateTimeEntry", "path": {"id": "1"}, "set": {"tagIds": "{{ trigger.id | string }}"}}),
            "set/tagIds",
            "list belongs here",
        ),
        (
            json!({"operation": "updateTimeEntry", "path": {"id": "1"}, "set": {"tagIds": [5]}}),
            "set/tagIds/0",
            "text belongs here",
        ),
        (
            json!({"operation": "updateTimeEntry", "path": {"id": "1"}, "add": {"tags": ["x"]}}),
            "add/tags",
            "did you mean 'tagIds'",
        ),
    ] {
        let found = problems(&json!({"id": "a", "update": value}));
        let [(at, what)] = &found[..] else { panic!("{value}: {found:#?}") };
        assert!(at == &format!("/steps/1/update/{path}") && what.contains(message), "{value}: {at}: {what}");
    }
}

#[test]
fn inner_steps_are_checked_at_their_places() {
    let bad = |id: &str| json!({"id": id, "call": {"operation": "nothing"}});
    let flow = read(&json!({"schema": SCHEMA, "name": "x", "triggers": [{"every": "1h"}], "steps": [
        {"id": "l", "call": {"operation": "getTags"}, "onError": {"run": [bad("a")]}},
        {"id": "e", "forEach": {"items": "steps.l.body", "steps": [bad("b")]}},
        {"id": "i", "if": {"condition": {"left": "$.x", "op": "exists"}, "then": [bad("c")], "else": [bad("d")]}},
    ], "onFailure": [bad("f")]}))
    .unwrap();
    let found = problems_of(&flow, Addon::UniversalWebhook, ON);
    let paths: Vec<_> = found.iter().map(|(path, _)| path.trim_end_matches("/call/operation")).collect();
    assert_eq!(
        paths,
        [
            "/steps/0/onError/run/0",
            "/steps/1/forEach/steps/0",
            "/steps/2/if/then/0",
            "/steps/2/if/else/0",
            "/onFailure/0"
        ]
    );
}

#[test]
fn what_the_add_on_lacks() {
    let tags = json!([{"id": "a", "call": {"operation": "getTags"}}]);
    let http = json!([{"id": "a", "http": {"method": "GET", "url": "https://example.com/"}}]);
    let stopped = json!([{"event": "TIMER_STOPPED"}]);
    let message = |triggers: &Value, steps: &Value, addon, options| {
        let found = problems_of(&flow(triggers.clone(), steps.clone()), addon, options);
        assert!(found.len() <= 1, "{found:?}");
        found.into_iter().next().map(|(path, message)| format!("{path}: {message}")).unwrap_or_default()
    };
    let (studio, universal) = (Addon::ApiStudio, Addon::UniversalWebhook);
    assert_eq!(message(&stopped, &tags, universal, ON), "");
    assert_eq!(message(&json!([{"event": "NEW_TAG"}, {"every": "1h"}]), &tags, studio, ON), "");
    assert!(
        message(&stopped, &tags, studio, ON).starts_with("/triggers/0/event: api-studio doesn't take TIMER_STOPPED")
    );
    assert!(message(&json!([{"source": "ci"}]), &tags, studio, ON).starts_with("/triggers/0/source"));
    let users = json!([{"id": "a", "call": {"operation": "getUserGroups"}}]);
    assert!(message(&json!([{"event": "NEW_TAG"}]), &users, studio, ON).contains("needs the scope GROUP_READ"));
    assert!(message(&json!([{"event": "NEW_TAG"}]), &http, studio, ON).contains("can't call other systems"));
    assert!(message(&stopped, &http, universal, Options::default()).contains("UW_ENABLE_GENERIC_HTTP_ACTIONS"));
    assert!(message(&stopped, &tags, Addon::ClockifyAddon, ON).contains("has no flows"));
}

#[test]
fn hosts_that_may_not_be_called() {
    let hosts = HttpSteps::default();
    let options = Options { hosts: Some(&hosts), ..ON };
    let to = |url: &str| {
        let steps = json!([{"id": "a", "http": {"method": "GET", "url": url}}]);
        problems_of(&flow(json!([{"event": "NEW_TAG"}]), steps), Addon::UniversalWebhook, options)
    };
    assert_eq!(to("https://chat.example.com/{{ trigger.id }}"), []);
    let plain = to("http://chat.example.com/");
    assert!(plain.len() == 1 && plain[0].1.contains("https:// only"), "{plain:?}");
}

#[test]
fn circles_are_named() {
    let raising = |triggers: Value, operation: &str, open: bool| {
        let mut document = json!({"schema": SCHEMA, "name": "x", "triggers": triggers, "onChangesByFlows": open, "steps": [
            {"id": "a", "call": {"operation": operation}}]});
        document["steps"][0]["call"]["body"] = json!({});
        read(&document).unwrap()
    };
    let tags = raising(json!([{"event": "NEW_TAG"}]), "createNewProject", true);
    let projects = raising(json!([{"event": "NEW_PROJECT"}]), "createNewTag", true);
    let shy = raising(json!([{"event": "NEW_PROJECT"}]), "createNewTag", false);
    let own = raising(json!([{"event": "NEW_CLIENT"}]), "createClient", false);
    let apart = raising(json!([{"event": "NEW_CLIENT"}]), "createNewTask", false);
    let told = |flows: &[(&str, &Definition)]| -> Vec<String> {
        cycles(flows, catalogue::builtin()).iter().map(ToString::to_string).collect()
    };
    assert_eq!(told(&[("Tags", &tags), ("Projects", &projects)]), ["Tags → NEW_PROJECT → Projects → NEW_TAG → Tags"]);
    let guarded = told(&[("Tags", &tags), ("Shy", &shy), ("Own", &own)]);
    assert_eq!(guarded.len(), 2, "{guarded:?}");
    assert!(guarded[0].starts_with("Tags → NEW_PROJECT → Shy → NEW_TAG → Tags (ends"), "{guarded:?}");
    assert!(guarded[1].starts_with("Own → NEW_CLIENT → Own (ends"), "{guarded:?}");
    assert_eq!(told(&[("Tags", &tags), ("Apart", &apart)]), [] as [String; 0]);
}
