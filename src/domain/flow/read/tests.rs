use serde_json::json;

use super::*;
use crate::domain::flow::definition::{Action, Delay, OnError, Trigger};
use crate::domain::flow::schedule::{Schedule, TimeOfDay};

/// A document that uses nearly everything.
fn whole() -> Value {
    json!({
        "schema": SCHEMA,
        "name": "Required tag",
        "description": "Timers that end without a tag get one.\nIt is taken off by hand.",
        "triggers": [
            {"event": "TIMER_STOPPED"},
            {"source": "ci", "event": "pull_request"},
            {"source": "billing"},
            {"every": "15m"},
            {"daily": "17:00", "zone": "Europe/Vienna"},
            {"weekly": {"days": ["FRI", "MON"], "at": "09:05"}}
        ],
        "when": {"all": [{"left": "$.projectId", "op": "exists"}, {"left": "$.tags", "op": "empty"}]},
        "onChangesByFlows": true,
        "once": "{{ trigger.id }}",
        "concurrency": {"mode": "queue", "key": "{{ trigger.user.id }}"},
        "limits": {"runsPerMinute": 60, "runsPerEntity": 5},
        "tables": {"rates": {"5f1a": 80, "5f1b": 95}},
        "steps": [
            {"id": "entry", "name": "Read it", "retry": {"attempts": 3, "base": "2s", "cap": "PT1M"},
             "call": {"operation": "getTimeEntry", "path": {"id": "$.id"}, "query": {"hydrated": true}}},
            {"id": "mark", "onlyIf": {"left": "steps.entry.body.tagIds", "op": "empty"},
             "update": {"operation": "updateTimeEntry", "path": {"id": "{{ trigger.id }}"},
                        "set": {"description": "{{ trigger.description | default('none') | append(' (untagged)') }}"},
                        "add": {"tagIds": ["64a1f0c2e4b0a1b2c3d4e5f6"]}},
             "onError": {"run": [{"id": "note", "http": {
                "method": "POST", "url": "https://chat.example.com/hooks/{{ flow.id }}",
                "headers": {"authorization": "Bearer {{ secret.CHAT }}"}, "query": {"key": "{{ secret.KEY }}"},
                "body": {"text": "step failed: {{ steps.mark.status | default(0) }}"}, "sign": "CHAT_KEY"}}]}},
            {"id": "each", "forEach": {"items": "{{ steps.entry.body.tags }}", "concurrency": 4, "onItemError": "skip", "steps": [
                {"id": "inner", "call": {"operation": "getTag", "path": {"id": "{{ item.id }}"}}, "onError": "continue"},
                {"id": "late", "if": {
                    "condition": {"left": "steps.inner.body.archived", "op": "is-true"},
                    "then": [{"id": "out", "stop": {"outcome": "failed", "reason": "{{ index }}: {{ steps.inner.body.name }}"}}],
                    "else": [{"id": "wait", "delay": {"for": "2h"}}]}}]}},
            {"id": "rate", "delay": {"until": "{{ now | add_duration('P1D') }}"},
             "onlyIf": {"left": "$.projectId | lookup('rates')", "op": ">", "right": 90}}
        ],
        "onFailure": [{"id": "sorry", "stop": {"outcome": "succeeded", "reason": "after {{ steps.each.body | json }}"}}]
    })
}

/// A small document with one change.
fn changed(pointer: &str, value: Value) -> Value {
    let mut document = json!({
        "schema": SCHEMA, "name": "A flow", "triggers": [{"event": "TIMER_STOPPED"}],
        "steps": [{"id": "a", "call": {"operation": "getTags"}}]
    });
    let (outer, name) = pointer.rsplit_once('/').unwrap();
    match document.pointer_mut(outer).unwrap() {
        Value::Array(list) => list.push(value),
        other => other[name] = value,
    }
    document
}

fn problems(document: &Value) -> Vec<(String, String)> {
    let problems = read(document).err().unwrap_or_default();
    problems.into_iter().map(|problem| (problem.path, problem.message)).collect()
}

/// A change, and the place and a part of the message of the one problem that it makes.
fn refused(pointer: &str, value: &Value, path: &str, message: &str) {
    let found = problems(&changed(pointer, value.clone()));
    let [(at, what)] = &found[..] else { panic!("{value}: one problem at {path}, not {found:#?}") };
    assert!(at == path && what.contains(message), "{value}: {at}: {what}");
}

#[test]
fn a_document_is_read() {
    let flow = read(&whole()).unwrap();
    assert_eq!((flow.name.as_str(), flow.limits.per_minute, flow.limits.per_hour), ("Required tag", Some(60), 1000));
    assert_eq!(flow.triggers.len(), 6);
    let at = TimeOfDay { hour: 9, minute: 5 };
    assert_eq!(flow.triggers[5], Trigger::Schedule(Schedule::Weekly { days: vec![1, 5], at, zone: None }));
    let ids: Vec<_> = flow.walk().map(|step| step.id.as_str()).collect();
    assert_eq!(ids, ["entry", "mark", "note", "each", "inner", "late", "out", "wait", "rate", "sorry"]);
    let wait = flow.walk().find(|step| step.id == "wait").unwrap();
    assert!(matches!(&wait.action, Action::Delay(Delay::For(length)) if length.as_secs() == 7200));
    let mark = flow.walk().find(|step| step.id == "mark").unwrap();
    assert!(matches!(&mark.on_error, OnError::Run(steps) if steps.len() == 1));
}

#[test]
fn what_is_stored_is_read_as_what_was_given() {
    let given = whole();
    let stored: Value = serde_json::from_str(&serde_json::to_string(&given).unwrap()).unwrap();
    assert_eq!(stored, given);
    assert_eq!(format!("{:?}", read(&stored)), format!("{:?}", read(&given)));
}

#[test]
fn every_mistake_is_told_at_its_place() {
    let found = problems(&json!({
        "schema": SCHEMA,
        "nam": "x",
        "triggers": [{"event": "TIMER_STOPED"}, {"every": "10s"}, {"daily": "5pm", "zone": "Europe/Wien"}, {}],
        "when": {"left": "$.a", "op": "equal-to", "right": 1},
        "steps": [
            {"id": "A b", "call": {"operation": "getTags", "path": {"workspaceId": "1"}}},
            {"id": "a", "delay": {"for": "31d"}},
            {"id": "a", "stop": {"outcome": "ok"}, "retry": {"attempts": 11}},
            {"id": "b", "call": {"operation": "x", "body": "{{ steps.c.body }} {{ secret.X }}"}},
            {"id": "d"}
        ]
    }));
    let paths: Vec<_> = found.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(
        paths,
        [
            "/nam",
            "/name",
            "/triggers/0/event",
            "/triggers/1/every",
            "/triggers/2/zone",
            "/triggers/2/daily",
            "/triggers/3",
            "/when/op",
            "/steps/0/id",
            "/steps/0/call/path/workspaceId",
            "/steps/1/delay/for",
            "/steps/2/id",
            "/steps/2/retry/attempts",
            "/steps/2/stop/outcome",
            "/steps/3/call/body",
            "/steps/4",
        ],
        "{found:#?}"
    );
    assert!(found[0].1.contains("did you mean 'name'?"), "{:?}", found[0]);
    assert!(found[2].1.contains("did you mean 'TIMER_STOPPED'?"), "{:?}", found[2]);
}

#[test]
fn documents_of_other_versions_are_refused_without_further_words() {
    for (schema, message) in [
        (json!("clockify-addons/flow/v2"), "another version"),
        (json!("other"), "is expected"),
        (json!(1), "is expected"),
    ] {
        let found = problems(&json!({"schema": schema, "name": 1}));
        assert!(matches!(&found[..], [(path, what)] if path == "/schema" && what.contains(message)), "{found:?}");
    }
    assert!(problems(&json!({}))[0].1.contains("it is missing"));
    assert_eq!(problems(&json!([])).len(), 1);
}

#[test]
fn fields_of_the_wrong_kind_and_beyond_limits() {
    for (pointer, value, path, message) in [
        ("/name", json!(" x"), "/name", "one line"),
        ("/name", json!("x".repeat(101)), "/name", "100 characters"),
        ("/name", json!("a\u{7}"), "/name", "control"),
        ("/description", json!(5), "/description", "text belongs here"),
        ("/triggers", json!([]), "/triggers", "1 to 20"),
        ("/triggers/1", json!({"event": "TIMER_STOPPED"}), "/triggers/1", "already"),
        ("/triggers/1", json!({"event": "NEW_TAG", "every": "1h"}), "/triggers/1/every", "no field"),
        ("/triggers/1", json!({"source": "CI!"}), "/triggers/1/source", "lower-case"),
        (
            "/triggers/1",
            json!({"weekly": {"days": ["MON", "MON"], "at": "09:00"}}),
            "/triggers/1/weekly/days/1",
            "already",
        ),
        ("/triggers/1", json!({"weekly": {"days": [], "at": "09:00"}}), "/triggers/1/weekly/days", "one day"),
        ("/triggers/1", json!({"daily": "24:00"}), "/triggers/1/daily", "17:00"),
        ("/triggers/1", json!({"every": "90 minutes"}), "/triggers/1/every", "15m"),
        ("/onChangesByFlows", json!("yes"), "/onChangesByFlows", "true or false"),
        ("/once", json!("always"), "/once", "once and never again"),
        ("/once", json!("{{ now }} {{ steps.a.body }}"), "/once", "comes later"),
        ("/concurrency", json!({"mode": "parallel", "max": 0}), "/concurrency/max", "1 to 100"),
        ("/concurrency", json!({"mode": "queue"}), "/concurrency/key", "missing"),
        ("/concurrency", json!({"mode": "queued", "key": "x"}), "/concurrency/mode", "did you mean 'queue'"),
        ("/limits", json!({"runsPerHour": -1}), "/limits/runsPerHour", "whole number"),
        ("/tables", json!({"a b": {}}), "/tables/a b", "letters"),
        ("/tables", json!({"rates": 5}), "/tables/rates", "table"),
        ("/when", json!({"left": "$.a", "op": "matches", "right": "("}), "/when/right", "regular expression"),
        ("/when", json!({"left": "item.id", "op": "exists"}), "/when/left", "outside of a loop"),
        ("/when", json!({"left": "$.a | lookup('rates')", "op": "exists"}), "/when/left", "no table 'rates'"),
        ("/steps", json!([]), "/steps", "at least one step"),
        ("/onFailure", json!({}), "/onFailure", "a list"),
        ("/unknown~", json!(1), "/unknown~0", "there is no field"),
    ] {
        refused(pointer, &value, path, message);
    }
}

#[test]
fn steps_that_cant_be() {
    for (step, path, message) in [
        (json!({"id": "a", "stop": {"outcome": "failed"}}), "id", "already"),
        (json!({"id": "b", "stop": {"outcome": "failed"}, "delay": {"for": "1h"}}), "", "not both"),
        (json!({"id": "b", "cal": {}, "stop": {"outcome": "failed"}}), "cal", "did you mean 'call'"),
        (json!({"id": "b", "call": {"operation": "x", "path": {"id": []}}}), "call/path/id", "not list"),
        (json!({"id": "b", "call": {"operation": "x", "query": {"id": {}}}}), "call/query/id", "not object"),
        (json!({"id": "b", "call": {"operation": "x", "body": "{{ secret.X }}"}}), "call/body", "secret.X"),
        (
            json!({"id": "b", "call": {"operation": "x", "body": {"a": ["{{ steps.a.bod }}"]}}}),
            "call/body/a/0",
            "body, status",
        ),
        (json!({"id": "b", "call": {"operation": "x", "body": "{{ item }}"}}), "call/body", "outside of a loop"),
        (json!({"id": "b", "call": {"operation": "x", "body": "{{ steps.b.body }}"}}), "call/body", "isn't done yet"),
        (json!({"id": "b", "call": {"operation": "x", "body": "{{ steps.aa.body }}"}}), "call/body", "no step 'aa'"),
        (json!({"id": "b", "update": {"operation": "x"}}), "update", "set or add"),
        (json!({"id": "b", "update": {"operation": "x", "set": {}}}), "update/set", "at least one"),
        (json!({"id": "b", "update": {"operation": "x", "add": {"tagIds": "1"}}}), "update/add/tagIds", "a list"),
        (json!({"id": "b", "delay": {"for": "1h", "until": "{{ now }}"}}), "delay", "a delay is"),
        (json!({"id": "b", "delay": {"for": "0s"}}), "delay/for", "from 1s to 30d"),
        (json!({"id": "b", "delay": {"until": "tomorrow"}}), "delay/until", "date-time"),
        (json!({"id": "b", "delay": {"for": "P1M"}}), "delay/for", "PT1H30M"),
        (json!({"id": "b", "onError": "ignore", "delay": {"for": "1h"}}), "onError", "continue"),
        (json!({"id": "b", "retry": {"base": "10m", "cap": "1m"}, "delay": {"for": "1h"}}), "retry/cap", "shorter"),
        (
            json!({"id": "b", "forEach": {"items": "steps.a.status", "steps": [{"id": "c", "delay": {"for": "1h"}}]}}),
            "forEach/items",
            "not number",
        ),
        (
            json!({"id": "b", "forEach": {"items": "steps.a.body", "concurrency": 5, "steps": [{"id": "c", "delay": {"for": "1h"}}]}}),
            "forEach/concurrency",
            "1 to 4",
        ),
        (json!({"id": "b", "forEach": {"items": "steps.a.body", "steps": []}}), "forEach/steps", "at least one"),
    ] {
        let path = if path.is_empty() { "/steps/1".to_owned() } else { format!("/steps/1/{path}") };
        refused("/steps/1", &step, &path, message);
    }
}

#[test]
fn calls_to_other_systems_that_cant_be() {
    let http = |field: &str, value: Value| {
        let mut step = json!({"id": "b", "http": {"method": "POST", "url": "https://chat.example.com/"}});
        step["http"][field] = value;
        step
    };
    for (field, value, path, message) in [
        ("method", json!("TRACE"), "method", "one of GET"),
        ("method", json!("post"), "method", "did you mean 'POST'"),
        ("url", json!("$.url"), "url", "written out"),
        ("url", json!("https://{{ trigger.host }}/x"), "url", "written out"),
        ("url", json!("https://example.com{{ trigger.path }}"), "url", "written out"),
        ("url", json!("https://a:b@example.com/"), "url", "credentials"),
        ("url", json!("ftp://example.com/"), "url", "https://"),
        ("url", json!("chat"), "url", "no address"),
        ("url", json!("https://example.com/{{ secret.KEY }}"), "url", "secret.KEY"),
        ("headers", json!({"Host": "x"}), "headers/Host", "can't be set"),
        ("headers", json!({"a b": "x"}), "headers/a b", "name of a header"),
        ("headers", json!({"x-a": null}), "headers/x-a", "not null"),
        ("body", json!("{{ secret.KEY }}"), "body", "secret.KEY"),
        ("sign", json!("no name"), "sign", "letters"),
    ] {
        refused("/steps/1", &http(field, value), &format!("/steps/1/http/{path}"), message);
    }
    let mut get = http("body", json!({}));
    get["http"]["method"] = json!("GET");
    refused("/steps/1", &get, "/steps/1/http/body", "GET has no body");
    let mut signed = http("sign", json!("KEY"));
    signed["http"]["headers"] = json!({"Webhook-Id": "1"});
    refused("/steps/1", &signed, "/steps/1/http/headers/Webhook-Id", "sign sets");
}

#[test]
fn results_can_be_used_where_they_are_there() {
    let with = |reference: &str, at: &str| {
        let call = |id: &str| json!({"id": id, "call": {"operation": "x"}});
        let mut document = changed(
            "/steps/1",
            json!({"id": "choice", "if": {
            "condition": {"left": "$.x", "op": "exists"}, "then": [call("yes"), call("yes2")], "else": [call("no")]
        }, "onError": {"run": [call("repair")]}}),
        );
        document["steps"].as_array_mut().unwrap().push(json!(
            {"id": "each", "forEach": {"items": "steps.a.body", "steps": [call("one"), call("two")]}}));
        document["steps"].as_array_mut().unwrap().push(call("last"));
        document["onFailure"] = json!([call("sorry")]);
        document.pointer_mut(at).unwrap()["call"]["body"] = json!(format!("{{{{ {reference} }}}}"));
        problems(&document).into_iter().map(|(_, message)| message).collect::<Vec<_>>()
    };
    for (reference, at) in [
        ("steps.a.body", "/steps/1/if/then/0"),
        ("steps.yes.body", "/steps/1/if/then/1"),
        ("steps.choice.status", "/steps/1/onError/run/0"),
        ("steps.one.body", "/steps/2/forEach/steps/1"),
        ("item", "/steps/2/forEach/steps/0"),
        ("steps.each.body", "/steps/3"),
        ("steps.last.body", "/onFailure/0"),
    ] {
        assert_eq!(with(reference, at), [] as [String; 0], "{reference} at {at}");
    }
    for (reference, at, message) in [
        ("steps.yes2.body", "/steps/1/if/then/0", "comes later"),
        ("steps.yes.body", "/steps/1/if/else/0", "another branch"),
        ("steps.yes.body", "/steps/3", "another branch"),
        ("steps.repair.body", "/steps/3", "another branch"),
        ("steps.one.body", "/steps/3", "another branch"),
        ("steps.each.body", "/steps/2/forEach/steps/0", "this is in it"),
        ("steps.one.body", "/onFailure/0", "another branch"),
        ("steps.sorry.body", "/steps/3", "comes later"),
        ("item", "/steps/3", "outside of a loop"),
    ] {
        let found = with(reference, at);
        assert!(found.len() == 1 && found[0].contains(message), "{reference} at {at}: {found:?}");
    }
}

#[test]
fn depth_loops_and_number_of_steps_are_bounded() {
    let choice =
        |id: &str, then: Value| json!({"id": id, "if": {"condition": {"left": "$.x", "op": "exists"}, "then": then}});
    let stop = |id: &str| json!({"id": id, "stop": {"outcome": "failed"}});
    let deep = choice("b", json!([choice("c", json!([stop("d")]))]));
    assert_eq!(problems(&changed("/steps/1", deep)), []);
    let deeper = choice("b", json!([choice("c", json!([choice("d", json!([stop("e")]))]))]));
    refused("/steps/1", &deeper, "/steps/1/if/then/0/if/then/0/if/then", "at most 3 deep");

    let each = |id: &str, steps: Value| json!({"id": id, "forEach": {"items": "steps.a.body", "steps": steps}});
    let nested = each("b", json!([choice("c", json!([each("d", json!([stop("e")]))]))]));
    let found = problems(&changed("/steps/1", nested));
    assert!(found.iter().any(|(_, message)| message.contains("another loop")), "{found:?}");

    let steps = |count: usize| Value::Array((0..count).map(|number| stop(&format!("s{number}"))).collect());
    assert_eq!(problems(&changed("/steps", steps(25))), []);
    refused("/steps", &steps(26), "/steps", "at most 25");
    let mut inner = changed("/steps", steps(20));
    inner["onFailure"] = steps(26).as_array().unwrap()[20..].into();
    assert!(problems(&inner)[0].1.contains("at most 25"));
}

#[test]
fn large_documents_are_refused_at_once() {
    let found = problems(&changed("/tables", json!({"t": {"k": "x".repeat(300_000)}})));
    assert!(
        matches!(&found[..], [(path, message)] if path.is_empty() && message.contains("262144 bytes")),
        "{found:?}"
    );
    let mut deep = json!(1);
    for _ in 0..200 {
        deep = json!([deep]);
    }
    assert!(
        problems(&changed("/steps/1", json!({"id": "b", "call": {"operation": "x", "body": deep}})))[0]
            .1
            .contains("levels")
    );
}

proptest::proptest! {
    /// Whatever is put wherever, reading ends with a flow or with problems, and each problem names a place that is
    /// there or could be.
    #[test]
    fn anything_can_be_read(position in 0usize..200, kind in 0usize..7) {
        let mut document = whole();
        let mut pointers = Vec::new();
        collect("", &document, &mut pointers);
        let pointer = &pointers[position % pointers.len()];
        let value = [json!(null), json!(true), json!(-1), json!("{{ x"), json!([]), json!({}), json!([{"a": {}}])][kind].clone();
        *document.pointer_mut(pointer).unwrap() = value;
        if let Err(problems) = read(&document) {
            proptest::prop_assert!(!problems.is_empty());
            for problem in problems {
                let outer = problem.path.rsplit_once('/').map_or("", |(outer, _)| outer);
                proptest::prop_assert!(document.pointer(outer).is_some(), "{problem}");
            }
        }
    }
}

fn collect(path: &str, value: &Value, into: &mut Vec<String>) {
    into.push(path.to_owned());
    match value {
        Value::Array(list) => {
            list.iter().enumerate().for_each(|(index, value)| collect(&format!("{path}/{index}"), value, into));
        }
        Value::Object(fields) => {
            fields.iter().for_each(|(name, value)| collect(&super::super::fault::pointer(path, name), value, into));
        }
        _ => {}
    }
}

/// The schema is made of the reader's own lists, but its shape is written by hand: it has to take what the reader takes.
#[test]
fn the_schema_takes_what_is_read_and_refuses_what_a_schema_can_see() {
    let schema = crate::domain::flow::schema::schema();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    let call = json!({"id": "b", "call": {"operation": "x"}});
    for document in [
        whole(),
        changed("/steps/1", call.clone()),
        changed("/concurrency", json!({"mode": "drop", "key": "x"})),
        changed("/concurrency", json!({"mode": "parallel"})),
        changed("/when", json!({"not": {"any": [{"left": "$.a | lower", "op": "in", "right": "{{ $.b }}"}]}})),
        changed("/when", json!({"left": "$.a", "op": "between", "right": [1, 2]})),
        changed(
            "/steps/1",
            json!({"id": "b", "onError": "stop", "call": {"operation": "x", "query": {"a": null, "b": [1]}, "body": null}}),
        ),
    ] {
        assert!(read(&document).is_ok(), "{document}");
        let errors: Vec<_> = validator.iter_errors(&document).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{errors:?}");
    }
    for document in [
        json!([]),
        changed("/schema", json!("clockify-addons/flow/v2")),
        changed("/name", json!("")),
        changed("/name", json!("x".repeat(101))),
        changed("/more", json!(1)),
        changed("/triggers", json!([])),
        changed("/triggers/1", json!({"event": "TIMER_STOPED"})),
        changed("/triggers/1", json!({"event": "NEW_TAG", "every": "1h"})),
        changed("/triggers/1", json!({"daily": "24:00"})),
        changed("/triggers/1", json!({"weekly": {"days": ["Mo"], "at": "09:00"}})),
        changed("/when", json!({"left": "$.a", "op": "equal-to", "right": 1})),
        changed("/when", json!({"left": "$.a", "op": "exists", "right": 1})),
        changed("/when", json!({"left": "$.a", "op": "equals"})),
        changed("/when", json!({"left": "$.a", "op": "equals", "right": 1})),
        changed("/when", json!({"all": []})),
        changed("/concurrency", json!({"mode": "queue"})),
        changed("/limits", json!({"runsPerHour": 0})),
        changed("/steps", json!([])),
        changed("/steps/1", json!({"id": "b"})),
        changed("/steps/1", json!({"id": "B", "call": {"operation": "x"}})),
        changed("/steps/1", json!({"id": "b", "call": {"operation": "x"}, "delay": {"for": "1h"}})),
        changed("/steps/1", json!({"id": "b", "call": {"operation": "x", "path": {"workspaceId": "1"}}})),
        changed("/steps/1", json!({"id": "b", "delay": {"for": "soon"}})),
        changed("/steps/1", json!({"id": "b", "update": {"operation": "x"}})),
        changed("/steps/1", json!({"id": "b", "stop": {"outcome": "ok"}})),
        changed("/steps/1", json!({"id": "b", "http": {"method": "TRACE", "url": "https://example.com/"}})),
        changed("/steps/1", json!({"id": "b", "retry": {"attempts": 0}, "call": {"operation": "x"}})),
    ] {
        assert!(read(&document).is_err(), "{document}");
        assert!(!validator.is_valid(&document), "{document}");
    }
    // What only the reader sees.
    let twice = changed("/steps/1", json!({"id": "a", "call": {"operation": "x"}}));
    assert!(read(&twice).is_err() && validator.is_valid(&twice));
}
