//! Texts and payloads that are made to cost. Each runs on the stack that a worker has, in whatever build the tests run.

use rustix::time::{ClockId, clock_gettime};
use serde_json::{Value, json};

use super::World;
use crate::domain::flow::{Allow, Condition, Reference, Scope, Template, filters};

/// Runs on a thread with 2 MiB of stack, in less than two seconds of work. What other tests do meanwhile doesn't count.
fn bounded(what: &str, run: impl FnOnce() + Send + 'static) {
    let worker = std::thread::Builder::new().stack_size(2 << 20).spawn(|| {
        run();
        clock_gettime(ClockId::ThreadCPUTime).tv_sec
    });
    let seconds = worker.unwrap().join().unwrap_or_else(|_| panic!("{what}"));
    assert!(seconds < 2, "{what} took {seconds} s");
}

fn texts() -> Vec<(String, String)> {
    let repeat = |what: &str, times: usize| what.repeat(times);
    let nested = |levels: usize| format!("$[{}@{}]", repeat("?@[", levels), repeat("]", levels));
    let grouped = |levels: usize| format!("$[?{}@.a{}]", repeat("(", levels), repeat(")", levels));
    let mut texts = Vec::new();
    for levels in [16, 20, 22, 60, 500, 3_000] {
        texts.push((format!("{levels} nested filters"), nested(levels)));
    }
    for levels in [17, 250, 1_000, 4_000, 10_000] {
        texts.push((format!("{levels} parentheses"), grouped(levels)));
        texts.push((format!("{levels} brackets"), format!("${}", repeat("[", levels))));
        texts.push((format!("{levels} nots"), format!("$[?{}@.a]", repeat("!", levels))));
        texts.push((format!("{levels} words"), format!("$[?{} @.a]", repeat("not ", levels))));
    }
    texts.extend([
        ("descents".to_owned(), "$..*..*..*".to_owned()),
        ("many segments".to_owned(), format!("${}", repeat(".a", 30_000))),
        ("many unions".to_owned(), format!("${}", repeat("[0,0]", 50))),
        ("one wide union".to_owned(), format!("$[{}0]", repeat("0,", 120))),
        ("a lot of quotes".to_owned(), format!("$['{}", repeat("\\'", 5_000))),
        ("filters".to_owned(), format!("$.a{}", repeat(" | json", 5_000))),
        ("multiplied text".to_owned(), format!("$.a{}", repeat(" | replace('a', 'aaaaaaaaaaaaaaaa')", 16))),
        ("arguments".to_owned(), format!("$.a | default({})", repeat("1,", 5_000))),
        ("nested arguments".to_owned(), format!("$.a | default({})", repeat("[", 5_000))),
        ("a megabyte".to_owned(), repeat("a", 1 << 20)),
        ("a megabyte of space".to_owned(), format!("{{{{{}}}}}", repeat(" ", 1 << 20))),
        ("a megabyte of openings".to_owned(), repeat("{{ ", 1 << 18)),
        ("a megabyte of dollars".to_owned(), repeat("$", 1 << 20)),
        ("a path in a filter".to_owned(), "$[?count($.*.*) > 1]".to_owned()),
        ("an endless number".to_owned(), format!("$.a | default({})", repeat("9", 5_000))),
    ]);
    texts
}

#[test]
fn hostile_texts_are_refused_or_cheap() {
    for (what, text) in texts() {
        bounded(&what.clone(), move || {
            if text.len() > 256 || text.contains("..") {
                assert!(Reference::parse(&text).is_err(), "{what}");
            }
            let trigger = json!({ "a": "a".repeat(1_000), "b": [[1, 2], [3, 4]] });
            let scope = Scope::new(&trigger, World::new().scope().now);
            for document in [json!(text), json!(format!("{{{{ {text} }}}}")), json!(format!("x {{{{ {text} }}}}"))] {
                if let Ok(template) = Template::compile(&document, Allow::SECRETS) {
                    _ = template.resolve(&scope);
                }
            }
            for op in ["equals", "matches", "exists", "includes-any"] {
                for source in [
                    json!({ "left": text, "op": op, "right": text }),
                    json!({ "left": "$.a", "op": op, "right": text }),
                    json!({ "left": text, "op": op }),
                    json!({ "left": text, "op": text, "right": text }),
                ] {
                    if let Ok(condition) = Condition::compile(&source) {
                        _ = condition.evaluate(&scope);
                    }
                }
            }
        });
    }
}

/// A value nested so deep, made and dropped without a frame per level.
fn deep(levels: usize, object: bool) -> Value {
    (0..levels).fold(json!(1), |inner, _| if object { json!({ "a": inner }) } else { Value::Array(vec![inner]) })
}

#[test]
fn deep_values_cost_no_stack() {
    for object in [false, true] {
        bounded("512 levels", move || {
            let trigger = json!({ "d": deep(512, object), "l": [deep(512, object)], "s": "x" });
            let scope = Scope::new(&trigger, World::new().scope().now).previous(&trigger);
            let documents = ["$.d", "{{ $.d }}!", "{{ $.d[*] }}", "{{ $[*] }}", "{{ $[?@.a == $.d] }}", "$.l | first"];
            for text in documents {
                let error = Template::text(text, Allow::DATA).unwrap().resolve(&scope).unwrap_err();
                assert!(error.to_string().contains("levels of nesting"), "{text}: {error}");
            }
            for filter in filters() {
                for input in ["$.d", "$.l"] {
                    for call in ["", "(1)", "('a')", "('a', 'b')", "('a', 1)", "('P1D')"] {
                        if let Ok(template) = Template::text(&format!("{input} | {filter}{call}"), Allow::DATA) {
                            _ = template.resolve(&scope);
                        }
                    }
                }
            }
            for op in crate::domain::flow::Op::ALL {
                for right in [json!("$.d"), json!("$.l"), json!("x"), json!(1), json!(["$.d"])] {
                    let with = json!({ "left": "$.d", "op": op.name(), "right": right });
                    for source in [
                        with,
                        json!({ "left": "$.l", "op": op.name() }),
                        json!({ "left": "$.l", "op": op.name(), "right": right }),
                    ] {
                        if let Ok(condition) = Condition::compile(&source) {
                            _ = condition.evaluate(&scope);
                            _ = condition.explain(&scope);
                        }
                    }
                }
            }
            let too_deep = deep(512, object);
            assert!(Template::compile(&too_deep, Allow::DATA).is_err());
            assert!(Condition::compile(&too_deep).is_err());
            let nots = (0..512).fold(json!({ "left": "$", "op": "exists" }), |inner, _| json!({ "not": inner }));
            assert!(Condition::compile(&nots).is_err());
        });
    }
}

#[test]
fn large_payloads_are_cheap_or_refused() {
    let wide = |value: Value, times: usize| json!({ "w": vec![value; times] });
    for (what, trigger) in [
        ("half a million numbers", wide(json!(1), 500_000)),
        ("lists of lists", wide(json!(vec![1; 300]), 1_000)),
        ("a megabyte of text", json!({ "w": "x".repeat(1 << 20) })),
        ("a megabyte of commas", json!({ "w": ",".repeat(1 << 20) })),
        ("objects", wide(json!({ "a": { "b": [1, 2, 3] }, "id": "x" }), 20_000)),
        (
            "many members",
            json!({ "w": (0..50_000).map(|n| (format!("k{n}"), json!(n))).collect::<serde_json::Map<_, _>>() }),
        ),
    ] {
        bounded(what, move || {
            let scope = Scope::new(&trigger, World::new().scope().now).previous(&trigger);
            for path in
                ["$", "$.w", "$.w[*]", "$.w[*][*]", "$.w[?@.a.b[0] == 1]", "$.w[?length(@) > 0]", "$[?@ == $.w]"]
            {
                let document = json!(format!("{{{{ {path} }}}}"));
                match Template::compile(&document, Allow::DATA).unwrap().resolve(&scope) {
                    Ok(value) => assert_eq!(value, json!([]), "{path}"),
                    Err(error) => assert!(
                        error.to_string().contains("more than") || error.to_string().contains("there is no"),
                        "{error}"
                    ),
                }
            }
        });
    }
    bounded("filters and operators over a large list", move || {
        let trigger = wide(json!("x"), 200_000);
        let scope = Scope::new(&trigger, World::new().scope().now).previous(&trigger);
        for filter in filters() {
            for call in ["", "('x')", "(1)", "('a', 'b')"] {
                if let Ok(template) = Template::text(&format!("$.w | {filter}{call}"), Allow::DATA) {
                    _ = template.resolve(&scope);
                }
            }
        }
        let source = json!({ "left": "$.w", "op": "includes-any", "right": "$.w" });
        let verdict = Condition::compile(&source).unwrap().evaluate(&scope);
        assert!(verdict.first_false.unwrap().why.unwrap().contains("more than 1000 values"));
        let source = json!({ "left": "$.w", "op": "includes", "right": "y" });
        assert!(!Condition::compile(&source).unwrap().evaluate(&scope).holds);
    });
}

#[test]
fn regular_expressions_are_linear_and_small() {
    bounded("patterns that backtrack elsewhere", || {
        let trigger = json!({ "t": "a".repeat(100_000) });
        let scope = Scope::new(&trigger, World::new().scope().now);
        for pattern in ["^(a+)+$", "(a|a)*b", "(a*)*b", "^(a|aa)+$", "(x+x+)+y", ".*.*.*.*=.*"] {
            let source = json!({ "left": "$.t", "op": "matches", "right": pattern });
            if let Ok(condition) = Condition::compile(&source) {
                _ = condition.evaluate(&scope);
            }
        }
        for pattern in ["((a{30}){30}){30}", "\\pL{200}", &"(".repeat(200), &"(?:".repeat(60), "[\\w--\\d]{100}"] {
            let source = json!({ "left": "$.t", "op": "matches", "right": pattern });
            assert!(Condition::compile(&source).is_err(), "{pattern}");
        }
    });
}
