//! Texts and payloads that are made to cost. Each runs on the stack that a worker has, in whatever build the tests run.

use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};
use serde_json::{Value, json};

use super::World;
use crate::domain::flow::{Allow, Condition, Reference, ResolveError, Scope, Template, Verdict, filters};

/// Longest that one expression may keep the processor, from its text to its result: the product's own bound where the
/// code is optimised. Where it isn't, the same work takes ten to twenty times as long, and what is looked for are
/// expressions whose cost explodes: those take seconds in any build.
const COST: Duration = Duration::from_millis(if cfg!(debug_assertions) { 1_000 } else { 50 });

/// Runs on a thread with 2 MiB of stack, in less than two seconds of work. What other tests do meanwhile doesn't count.
fn bounded(what: &str, run: impl FnOnce() + Send + 'static) {
    let worker = std::thread::Builder::new().stack_size(2 << 20).spawn(|| {
        run();
        processor()
    });
    let took = worker.unwrap().join().unwrap_or_else(|_| panic!("{what}"));
    assert!(took.as_secs() < 2, "{what} took {took:?}");
}

/// What this thread has had of the processor.
fn processor() -> Duration {
    let spent = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(spent.tv_sec.unsigned_abs(), u32::try_from(spent.tv_nsec).unwrap())
}

/// Does it, and fails if it costs too much.
fn cheap<T>(what: &str, run: impl FnOnce() -> T) -> T {
    let before = processor();
    let done = run();
    let took = processor().saturating_sub(before);
    assert!(took <= COST, "{} took {took:?}", what.get(..200).unwrap_or(what));
    done
}

/// A document, filled in; none if it is refused.
fn fill(document: &Value, allow: Allow, scope: &Scope<'_>) -> Option<Result<Value, ResolveError>> {
    cheap(&document.to_string(), || Template::compile(document, allow).ok().map(|template| template.resolve(scope)))
}

/// A condition's verdict; none if it is refused.
fn judge(source: &Value, scope: &Scope<'_>) -> Option<Verdict> {
    cheap(&source.to_string(), || Condition::compile(source).ok().map(|condition| condition.evaluate(scope)))
}

fn texts() -> Vec<(String, String)> {
    let repeat = |what: &str, times: usize| what.repeat(times);
    let nested = |levels: usize| format!("$[{}@{}]", repeat("?@[", levels), repeat("]", levels));
    let grouped = |levels: usize| format!("$[?{}@.a{}]", repeat("(", levels), repeat(")", levels));
    let mut texts = Vec::new();
    for levels in [16, 20, 22, 60, 500, 3_000] {
        texts.push((format!("{levels} nested filters"), nested(levels)));
    }
    // The parser reads the argument of a function several times over.
    for (levels, open) in [2, 3, 8, 16, 30]
        .into_iter()
        .flat_map(|levels| ["length(", "length (", "(length(", "count( "].map(|open| (levels, open)))
    {
        texts.push((format!("{levels} nested functions"), format!("$[?{}@.a", repeat(open, levels))));
        texts.push((
            format!("{levels} nested functions, none closed, in brackets"),
            format!("$[?{}@.a]", repeat(open, levels)),
        ));
        texts.push((
            format!("{levels} nested functions, all closed"),
            format!("$[?{}@.a{}]", repeat(open, levels), repeat(")", levels * open.matches('(').count())),
        ));
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
                assert!(cheap(&what, || Reference::parse(&text)).is_err(), "{what}");
            }
            let trigger = json!({ "a": "a".repeat(1_000), "b": [[1, 2], [3, 4]] });
            let scope = Scope::new(&trigger, World::new().scope().now);
            for document in [json!(text), json!(format!("{{{{ {text} }}}}")), json!(format!("x {{{{ {text} }}}}"))] {
                _ = fill(&document, Allow::SECRETS, &scope);
            }
            for op in ["equals", "matches", "exists", "includes-any"] {
                for source in [
                    json!({ "left": text, "op": op, "right": text }),
                    json!({ "left": "$.a", "op": op, "right": text }),
                    json!({ "left": text, "op": op }),
                    json!({ "left": text, "op": text, "right": text }),
                ] {
                    _ = judge(&source, &scope);
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
                let error = fill(&json!(text), Allow::DATA, &scope).unwrap().unwrap_err();
                assert!(error.to_string().contains("levels of nesting"), "{text}: {error}");
            }
            for filter in filters() {
                for input in ["$.d", "$.l"] {
                    for call in ["", "(1)", "('a')", "('a', 'b')", "('a', 1)", "('P1D')"] {
                        _ = fill(&json!(format!("{{{{ {input} | {filter}{call} }}}}")), Allow::DATA, &scope);
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
                        _ = judge(&source, &scope);
                        if let Ok(condition) = Condition::compile(&source) {
                            _ = cheap(op.name(), || condition.explain(&scope));
                        }
                    }
                }
            }
            let too_deep = deep(512, object);
            assert!(cheap("a deep document", || Template::compile(&too_deep, Allow::DATA)).is_err());
            assert!(cheap("a deep condition", || Condition::compile(&too_deep)).is_err());
            let nots = (0..512).fold(json!({ "left": "$", "op": "exists" }), |inner, _| json!({ "not": inner }));
            assert!(cheap("deep groups", || Condition::compile(&nots)).is_err());
        });
    }
}

/// Payloads that are large in one way each.
fn payloads() -> [(&'static str, Value); 6] {
    let wide = |value: Value, times: usize| json!({ "w": vec![value; times] });
    let members = (0..50_000).map(|n| (format!("k{n}"), json!(n))).collect::<serde_json::Map<_, _>>();
    [
        ("half a million numbers", wide(json!(1), 500_000)),
        ("lists of lists", wide(json!(vec![1; 300]), 1_000)),
        ("a megabyte of text", json!({ "w": "x".repeat(1 << 20) })),
        ("a megabyte of commas", json!({ "w": ",".repeat(1 << 20) })),
        ("objects", wide(json!({ "a": { "b": [1, 2, 3] }, "id": "x" }), 20_000)),
        ("many members", json!({ "w": members })),
    ]
}

/// Paths that find as much as they can.
const GREEDY: [&str; 7] =
    ["$", "$.w", "$.w[*]", "$.w[*][*]", "$.w[?@.a.b[0] == 1]", "$.w[?length(@) > 0]", "$[?@ == $.w]"];

/// Every filter over `$.w`, with whatever arguments it takes.
fn filtered() -> impl Iterator<Item = Value> {
    let calls = ["", "('x')", "(1)", "('a', 'b')"];
    filters().flat_map(move |filter| calls.map(|call| json!(format!("{{{{ $.w | {filter}{call} }}}}"))))
}

#[test]
fn large_payloads_are_cheap_or_refused() {
    for (what, trigger) in payloads() {
        bounded(what, move || {
            let scope = Scope::new(&trigger, World::new().scope().now).previous(&trigger);
            for path in GREEDY {
                match fill(&json!(format!("{{{{ {path} }}}}")), Allow::DATA, &scope).unwrap() {
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
        let trigger = json!({ "w": vec!["x"; 200_000] });
        let scope = Scope::new(&trigger, World::new().scope().now).previous(&trigger);
        for document in filtered() {
            _ = fill(&document, Allow::DATA, &scope);
        }
        let source = json!({ "left": "$.w", "op": "includes-any", "right": "$.w" });
        let verdict = judge(&source, &scope).unwrap();
        assert!(verdict.first_false.unwrap().why.unwrap().contains("more than 1000 values"));
        let source = json!({ "left": "$.w", "op": "includes", "right": "y" });
        assert!(!judge(&source, &scope).unwrap().holds);
    });
}

/// Most memory that an expression may take, beside what was there.
const MEMORY: u64 = 16 << 20;

/// The largest that this process has been, in bytes. None where the system doesn't tell.
fn largest() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().strip_suffix(" kB")?.parse::<u64>().ok()? << 10)
}

/// The memory of a process tells what one test costs only if no other one runs in it.
#[test]
fn memory_is_bounded_too() {
    if largest().is_none() {
        return;
    }
    let name = concat!(module_path!(), "::alone_in_its_process").split_once("::").unwrap().1;
    let process = std::process::Command::new("/proc/self/exe").args(["--exact", name, "--ignored"]).output().unwrap();
    let said = String::from_utf8_lossy(&process.stdout) + String::from_utf8_lossy(&process.stderr);
    assert!(process.status.success() && said.contains("1 passed"), "{said}");
}

#[test]
#[ignore = "measures the memory of its whole process; memory_is_bounded_too starts it in one of its own"]
fn alone_in_its_process() {
    let growth = |run: &mut dyn FnMut()| {
        // From now on the largest is what it is now.
        std::fs::write("/proc/self/clear_refs", "5").unwrap();
        let before = largest().unwrap();
        run();
        // The kernel counts by the processor, and may be some pages behind.
        largest().unwrap().saturating_sub(before)
    };
    let measured = |what: &str, run: &mut dyn FnMut()| {
        let more = growth(run);
        assert!(more <= MEMORY, "{} took {more} bytes", what.get(..200).unwrap_or(what));
    };
    let double = usize::try_from(2 * MEMORY).unwrap();
    assert!(growth(&mut || drop(std::hint::black_box(vec![1_u8; double]))) > MEMORY, "what is large is seen");
    for (_, trigger) in payloads() {
        let scope = Scope::new(&trigger, World::new().scope().now).previous(&trigger);
        let paths = GREEDY.iter().map(|path| json!(format!("{{{{ {path} }}}}")));
        for document in paths.chain(filtered()) {
            measured(&document.to_string(), &mut || _ = fill(&document, Allow::DATA, &scope));
        }
        let source = json!({ "left": "$.w", "op": "includes-any", "right": "$.w" });
        measured(&source.to_string(), &mut || _ = judge(&source, &scope));
    }
    let world = World::new();
    for (what, text) in texts() {
        let document = json!(format!("{{{{ {text} }}}}"));
        measured(&what, &mut || _ = fill(&document, Allow::SECRETS, &world.scope()));
    }
}

#[test]
fn regular_expressions_are_linear_and_small() {
    bounded("patterns that backtrack elsewhere", || {
        let trigger = json!({ "t": "a".repeat(100_000) });
        let scope = Scope::new(&trigger, World::new().scope().now);
        for pattern in ["^(a+)+$", "(a|a)*b", "(a*)*b", "^(a|aa)+$", "(x+x+)+y", ".*.*.*.*=.*"] {
            let source = json!({ "left": "$.t", "op": "matches", "right": pattern });
            _ = judge(&source, &scope);
        }
        for pattern in ["((a{30}){30}){30}", "\\pL{200}", &"(".repeat(200), &"(?:".repeat(60), "[\\w--\\d]{100}"] {
            let source = json!({ "left": "$.t", "op": "matches", "right": pattern });
            assert!(judge(&source, &scope).is_none(), "{pattern}");
        }
    });
}
