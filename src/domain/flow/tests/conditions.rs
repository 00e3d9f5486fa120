//! Every operator, what it says of values that it can't compare, and what a verdict names.

use serde_json::{Value, json};

use super::World;
use crate::domain::flow::condition::{Outcome, Right};
use crate::domain::flow::{Condition, Op, Scope, Verdict};

fn compile(source: &Value) -> Condition {
    Condition::compile(source).unwrap_or_else(|errors| panic!("{source}: {errors:?}"))
}

fn verdict(source: &Value) -> Verdict {
    compile(source).evaluate(&World::new().scope())
}

fn comparison(left: &str, op: &str, right: Option<Value>) -> Value {
    let mut source = json!({ "left": left, "op": op });
    if let Some(right) = right {
        source["right"] = right;
    }
    source
}

/// For each operator: what holds, what doesn't, and what can't be decided.
#[expect(clippy::too_many_lines, reason = "it is a table")]
fn table() -> Vec<(&'static str, &'static str, Value, Outcome)> {
    use Outcome::{False, True, Undecided};
    vec![
        ("equals", "$.value", json!("10"), True),
        ("equals", "$.value", json!("$.value"), True),
        ("equals", "$.value", json!("{{ $.count }}0"), False),
        ("equals", "$.count", json!("3"), Undecided),
        ("equals", "$.absent", json!("3"), Undecided),
        ("not-equals", "$.value", json!("11"), True),
        ("not-equals", "$.value", json!("10"), False),
        ("not-equals", "$.note", json!("10"), Undecided),
        ("equals-ignoring-case", "$.user.name", json!("ADA EXAMPLE"), True),
        ("equals-ignoring-case", "$.user.name", json!("ADA"), False),
        ("contains", "$.description", json!("ABC"), True),
        ("contains", "$.description", json!("abc"), False),
        ("contains", "$.tagIds", json!("x1"), Undecided),
        ("not-contains", "$.description", json!("abc"), True),
        ("not-contains", "$.description", json!("of"), False),
        ("contains-ignoring-case", "$.description", json!("abc"), True),
        ("contains-ignoring-case", "$.description", json!("xyz"), False),
        ("starts-with", "$.description", json!("Draft"), True),
        ("starts-with", "$.description", json!("draft"), False),
        ("ends-with", "$.description", json!("-12"), True),
        ("ends-with", "$.description", json!("-13"), False),
        ("matches", "$.description", json!("[A-Z]+-\\d+$"), True),
        ("matches", "$.description", json!("^[A-Z]+-\\d+"), False),
        ("matches", "$.count", json!("3"), Undecided),
        ("not-matches", "$.description", json!("^x"), True),
        ("not-matches", "$.description", json!("of"), False),
        ("in", "$.value", json!(["9", "10"]), True),
        ("in", "$.value", json!(["9"]), False),
        ("in", "$.value", json!([]), False),
        ("in", "$.value", json!("$.numbers"), Undecided),
        ("not-in", "$.value", json!(["9"]), True),
        ("not-in", "$.value", json!(["10"]), False),
        ("=", "$.count", json!(3), True),
        ("=", "$.count", json!(3.0), True),
        ("=", "$.big", json!(9_007_199_254_740_992_i64), False),
        ("=", "$.value", json!(10), Undecided),
        ("=", "$.value | number", json!(10), True),
        ("!=", "$.count", json!(4), True),
        ("!=", "$.count", json!(3), False),
        ("<", "$.ratio", json!(13), True),
        ("<", "$.count", json!(3), False),
        ("<=", "$.count", json!(3), True),
        ("<=", "$.count", json!(2), False),
        (">", "$.huge", json!(i64::MAX), True),
        (">", "$.count", json!(3), False),
        (">=", "$.count", json!(3), True),
        (">=", "$.count", json!("$.ratio"), False),
        ("between", "$.count", json!([3, 5]), True),
        ("between", "$.count", json!([4, 5]), False),
        ("between", "$.count", json!(["{{ $.value }}", 5]), Undecided),
        ("not-between", "$.count", json!([4, 5]), True),
        ("not-between", "$.count", json!([1, 5]), False),
        ("is-true", "$.billable", json!(null), True),
        ("is-true", "$.locked", json!(null), False),
        ("is-true", "$.value", json!(null), Undecided),
        ("is-false", "$.locked", json!(null), True),
        ("is-false", "$.billable", json!(null), False),
        ("is-false", "$.absent", json!(null), Undecided),
        ("before", "$.timeInterval.start", json!("2026-03-29"), True),
        ("before", "$.timeInterval.start", json!("2026-03-28T23:00:00+01:00"), False),
        ("before", "$.value", json!("2026-03-29"), Undecided),
        ("after", "$.timeInterval.end", json!("$.timeInterval.start"), True),
        ("after", "$.timeInterval.end", json!("2027-01-01T00:00:00Z"), False),
        ("within-last", "$.timeInterval.end", json!("PT30M"), True),
        ("within-last", "$.timeInterval.start", json!("PT30M"), False),
        ("within-last", "$.timeInterval.end", json!("$.value"), Undecided),
        ("within-next", "$.timeInterval.end | add_duration('PT1H')", json!("PT30M"), True),
        ("within-next", "$.timeInterval.end", json!("PT30M"), False),
        ("older-than", "$.timeInterval.start", json!("PT3H"), True),
        ("older-than", "$.timeInterval.start", json!("P1D"), False),
        ("on-weekday", "$.timeInterval.end", json!(["Sat", "sunday"]), True),
        ("on-weekday", "$.timeInterval.start", json!(["Sunday"]), False),
        ("shorter-than", "$.timeInterval.duration", json!("PT3H1S"), True),
        ("shorter-than", "$.timeInterval.duration", json!("PT180M"), False),
        ("longer-than", "$.timeInterval.duration", json!("PT179M"), True),
        ("longer-than", "$.timeInterval.duration", json!("P1D"), False),
        ("longer-than", "$.note", json!("P1D"), Undecided),
        ("includes", "$.tagIds", json!("x1"), True),
        ("includes", "$.numbers", json!(2.0), True),
        ("includes", "$.tagIds", json!("x"), False),
        ("includes", "$.value", json!("1"), Undecided),
        ("excludes", "$.tagIds", json!("x"), True),
        ("excludes", "$.tagIds", json!("x2"), False),
        ("includes-any", "$.tagIds", json!(["a", "x2"]), True),
        ("includes-any", "$.tagIds", json!(["a"]), False),
        ("includes-all", "$.tagIds", json!(["x2", "x1"]), True),
        ("includes-all", "$.tagIds", json!(["x2", "x3"]), False),
        ("excludes-all", "$.tagIds", json!(["a", "b"]), True),
        ("excludes-all", "$.tagIds", json!(["a", "x1"]), False),
        ("has-length", "$.tagIds", json!(2), True),
        ("has-length", "$.tagIds", json!(1), False),
        ("has-more-than", "$.items[?@.ok == true]", json!(1), True),
        ("has-more-than", "$.tagIds", json!(2), False),
        ("has-fewer-than", "$.nothing", json!(1), True),
        ("has-fewer-than", "$.tagIds", json!(2), False),
        ("same-as", "$.billable", json!(true), True),
        ("same-as", "$.billable", json!("$.locked"), False),
        ("same-as", "$.tagIds", json!(["x1", "x2"]), True),
        ("same-as", "$.note", json!(null), True),
        ("same-as", "$.value", json!(10), Undecided),
        ("differs-from", "$.billable", json!("{{ steps.get.body.archived }}"), True),
        ("differs-from", "$.billable", json!(true), False),
        ("differs-from", "$.billable", json!("true"), Undecided),
        ("exists", "$.note", json!(null), True),
        ("exists", "$.absent", json!(null), False),
        ("absent", "$.absent", json!(null), True),
        ("absent", "steps.later.body", json!(null), True),
        ("absent", "$.note", json!(null), False),
        ("empty", "$.note", json!(null), True),
        ("empty", "$.absent", json!(null), True),
        ("empty", "$.empty", json!(null), True),
        ("empty", "$.nothing", json!(null), True),
        ("empty", "$.locked", json!(null), False),
        ("empty", "$.absent.more | upper", json!(null), True),
        ("not-empty", "$.tagIds", json!(null), True),
        ("not-empty", "$.nothing", json!(null), False),
        ("changed", "$.description", json!(null), True),
        ("changed", "$.billable", json!(null), False),
        ("changed", "$.tagIds", json!(null), True),
        ("unchanged", "$.user.name", json!(null), True),
        ("unchanged", "$.description", json!(null), False),
    ]
}

#[test]
fn operators_compare_as_their_names_say() {
    for (op, left, right, expected) in table() {
        let takes_none = Op::named(op).unwrap().right() == Right::None;
        let source = comparison(left, op, if takes_none { None } else { Some(right) });
        let condition = compile(&source);
        let world = World::new();
        let leaf = condition.explain(&world.scope()).remove(0);
        assert_eq!(leaf.outcome, expected, "{source}: {leaf:?}");
        assert_eq!(leaf.why.is_some(), expected == Outcome::Undecided, "{source}");
        let verdict = condition.evaluate(&world.scope());
        assert_eq!(verdict.holds, expected == Outcome::True, "{source}");
        assert_eq!(verdict.first_false.is_none(), verdict.holds);
        let opposite = compile(&json!({ "not": source })).evaluate(&world.scope());
        assert_eq!(opposite.holds, expected == Outcome::False, "not {source}");
        assert_eq!(serde_json::to_value(&condition).unwrap(), source);
    }
}

#[test]
fn every_operator_is_tried_both_ways() {
    assert!(Op::ALL.len() >= 25);
    for op in Op::ALL {
        for wanted in [Outcome::True, Outcome::False] {
            assert!(
                table().iter().any(|(name, _, _, outcome)| *name == op.name() && *outcome == wanted),
                "{op} {wanted:?}"
            );
        }
    }
}

#[test]
fn a_verdict_names_the_first_comparison_that_failed_and_both_values() {
    let source = json!({ "all": [
        { "left": "$.billable", "op": "is-true" },
        { "any": [
            { "left": "$.value", "op": "=", "right": 10 },
            { "left": "$.count", "op": ">", "right": 5 },
        ] },
        { "left": "$.description", "op": "equals", "right": "x" },
    ] });
    let leaf = verdict(&source).first_false.unwrap();
    assert_eq!(leaf.path, "/all/1/any/0");
    assert_eq!((leaf.left, leaf.right), (Some(json!("10")), Some(json!(10))));
    assert_eq!(leaf.reference, "$.value");
    assert_eq!(leaf.why.as_deref(), Some("left is text '10', number expected; use | number"));

    let leaf = verdict(&json!({ "not": { "left": "$.billable", "op": "is-true" } })).first_false.unwrap();
    assert_eq!((&*leaf.path, leaf.outcome), ("/not", Outcome::True));
    assert_eq!(leaf.why.as_deref(), Some("it holds, and the condition wants that it doesn't"));

    let leaf = verdict(&comparison("$.projectId", "equals", Some(json!("x")))).first_false.unwrap();
    assert_eq!((leaf.path.as_str(), leaf.left), ("", None));
    assert!(leaf.why.unwrap().starts_with("left: there is no 'projectId' in $"));

    let json = serde_json::to_value(verdict(&comparison("$.count", "<", Some(json!(1))))).unwrap();
    assert_eq!(
        json,
        json!({ "holds": false, "firstFalse": {
            "path": "", "reference": "$.count", "op": "<", "left": 3, "right": 1, "outcome": "false", "why": null,
        } })
    );
}

#[test]
fn what_can_t_be_decided_is_neither_it_nor_its_opposite() {
    let undecided = json!({ "left": "$.value", "op": ">", "right": 5 });
    let (yes, no) = (json!({ "left": "$.billable", "op": "is-true" }), json!({ "left": "$.locked", "op": "is-true" }));
    for (source, holds, opposite) in [
        (json!({ "all": [undecided, yes] }), false, false),
        (json!({ "all": [undecided, no] }), false, true),
        (json!({ "any": [undecided, yes] }), true, false),
        (json!({ "any": [undecided, no] }), false, false),
        (json!({ "all": [yes, { "not": no }] }), true, false),
        (json!({ "not": { "any": [no, { "all": [yes, no] }] } }), true, false),
    ] {
        assert_eq!(verdict(&source).holds, holds, "{source}");
        assert_eq!(verdict(&json!({ "not": source })).holds, opposite, "not {source}");
    }
}

#[test]
fn without_a_previous_entity_nothing_has_changed_for_sure() {
    let world = World::new();
    let scope = Scope::new(&world.trigger, world.scope().now);
    for op in ["changed", "unchanged"] {
        let verdict = compile(&comparison("$.description", op, None)).evaluate(&scope);
        assert!(!verdict.holds);
        let why = verdict.first_false.unwrap().why.unwrap();
        assert_eq!(why, "it isn't known what was there before the event");
    }
}

#[test]
fn mistakes_are_found_when_a_condition_is_saved() {
    for (source, path, expected) in [
        (json!(null), "", "a condition is"),
        (json!([]), "", "a condition is"),
        (json!({}), "", "a condition is"),
        (json!({ "all": [], "any": [] }), "", "a condition is"),
        (json!({ "some": [] }), "", "a condition is"),
        (json!({ "all": [] }), "/all", "at least one condition"),
        (json!({ "any": {} }), "/any", "a list of conditions"),
        (json!({ "all": [{ "not": 1 }] }), "/all/0/not", "a condition is"),
        (json!({ "left": "$.a" }), "/op", "the name of an operator"),
        (json!({ "op": "exists" }), "/left", "a reference belongs here"),
        (json!({ "left": 1, "op": "exists" }), "/left", "a reference belongs here"),
        (json!({ "left": "$..a", "op": "exists" }), "/left", "'..'"),
        (json!({ "left": "secret.A", "op": "exists" }), "/left", "secrets can't be compared"),
        (json!({ "left": "$.a", "op": "equal", "right": "x" }), "/op", "did you mean 'equals'?"),
        (json!({ "left": "$.a", "op": "exists", "right": 1 }), "/right", "exists has no right side"),
        (json!({ "left": "$.a", "op": "exists", "value": 1 }), "/value", "left, op and right"),
        (json!({ "left": "$.a", "op": "equals" }), "", "needs a right side: text"),
        (json!({ "left": "$.a", "op": "equals", "right": 1 }), "/right", "use ="),
        (json!({ "left": "$.a", "op": "equals", "right": true }), "/right", "use is-true or is-false"),
        (json!({ "left": "$.a", "op": "equals", "right": null }), "/right", "use empty"),
        (json!({ "left": "$.a", "op": "=", "right": "1" }), "/right", "use equals"),
        (
            json!({ "left": "$.a | number", "op": "equals", "right": "1" }),
            "/left",
            "is number, and equals compares text",
        ),
        (json!({ "left": "$.a", "op": "=", "right": "{{ $.b | string }}" }), "/right", "takes a number, not text"),
        (json!({ "left": "$.a", "op": "in", "right": ["a", 1] }), "/right", "number 1 is among them"),
        (json!({ "left": "$.a", "op": "in", "right": ["a", "{{ x }}"] }), "/right/1", "there is no 'x'"),
        (json!({ "left": "$.a", "op": "between", "right": [1] }), "/right", "a list of two numbers"),
        (json!({ "left": "$.a", "op": "before", "right": "soon" }), "/right", "no date-time"),
        (json!({ "left": "$.a", "op": "longer-than", "right": "8h" }), "/right", "no duration"),
        (json!({ "left": "$.a", "op": "on-weekday", "right": ["Funday"] }), "/right", "no day of the week"),
        (json!({ "left": "$.a", "op": "matches", "right": "(" }), "/right", "no regular expression"),
        (json!({ "left": "$.a", "op": "matches", "right": 1 }), "/right", "a regular expression is text"),
        (json!({ "left": "$.a", "op": "matches", "right": "(a{200}){200}" }), "/right", "too large"),
        (json!({ "left": "$.a", "op": "matches", "right": "a".repeat(300) }), "/right", "at most 256 bytes"),
        (json!({ "left": "$.a", "op": "equals", "right": "{{ secret.A }}" }), "/right", "can't be used here"),
        (json!({ "left": "steps.a.body", "op": "changed" }), "/left", "has to start with $ or trigger"),
    ] {
        let errors = Condition::compile(&source).expect_err(&source.to_string());
        let error = &errors[0];
        assert_eq!(errors.len(), 1, "{source}: {errors:?}");
        assert_eq!(error.path, path, "{source}: {error}");
        assert!(error.message.contains(expected), "{source}: {error}");
    }
    let errors =
        Condition::compile(&json!({ "all": [{ "left": "$..", "op": "is" }, {}, { "any": [1] }] })).unwrap_err();
    let places: Vec<_> = errors.iter().map(|error| &*error.path).collect();
    assert_eq!(places, ["/all/0/left", "/all/0/op", "/all/1", "/all/2/any/0"]);
}

#[test]
fn common_patterns_fit_the_limit() {
    for pattern in ["^[A-Z]+-\\d+", "\\bABC-\\d{1,6}\\b", "^\\s*$", "(?i)lunch|break", "^\\w+@example\\.com$", "[äöü]"]
    {
        compile(&comparison("$.a", "matches", Some(json!(pattern))));
    }
}

#[test]
fn depth_and_number_are_limited() {
    let leaf = || json!({ "left": "$.billable", "op": "is-true" });
    let deep = |levels: usize| (1..levels).fold(leaf(), |inner, _| json!({ "not": inner }));
    assert!(Condition::compile(&deep(5)).is_ok());
    assert!(Condition::compile(&deep(6)).unwrap_err()[0].message.contains("at most 5 deep"));
    let wide = |leaves: usize| json!({ "any": vec![leaf(); leaves] });
    assert!(verdict(&wide(100)).holds);
    assert!(Condition::compile(&wide(101)).unwrap_err()[0].message.contains("at most 100 comparisons"));
    let long = json!({ "left": "$.a", "op": "equals", "right": "x".repeat(70_000) });
    assert!(Condition::compile(&long).unwrap_err()[0].message.contains("more than 65536 bytes"));
}

#[test]
fn values_in_a_verdict_are_short() {
    let trigger = json!({ "t": "ä".repeat(10_000), "l": vec![1; 10_000], "o": { "k".repeat(300): 1 } });
    let scope = Scope::new(&trigger, World::new().scope().now);
    for (left, op) in [("$.t", "matches"), ("$.l", "includes"), ("$.o", "same-as"), ("$.o", "matches")] {
        let verdict = compile(&comparison(left, op, Some(json!("^x$")))).evaluate(&scope);
        let text = serde_json::to_string(&verdict).unwrap();
        assert!(!verdict.holds && text.len() < 1_000, "{text}");
    }
}

#[test]
fn a_condition_is_read_from_json_with_its_mistakes() {
    let source = r#"{"not":{"left":"{{ $.count }}","op":"=","right":4}}"#;
    let condition: Condition = serde_json::from_str(source).unwrap();
    assert_eq!(serde_json::to_string(&condition).unwrap(), source);
    assert_eq!(condition.references().map(ToString::to_string).collect::<Vec<_>>(), ["$.count"]);
    let error = serde_json::from_str::<Condition>(r#"{"left":"$.a","op":"is"}"#).unwrap_err().to_string();
    assert!(error.contains("at /op: there is no operator 'is'"), "{error}");
}
