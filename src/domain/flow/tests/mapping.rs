//! What a placeholder becomes: types are kept, and nothing is guessed.

use serde_json::{Value, json};

use super::{World, mistakes, resolve};
use crate::domain::flow::{Allow, Kind, Scope, Template};

#[test]
#[expect(clippy::too_many_lines, reason = "it is a table")]
fn values_keep_their_types_and_text_reads_as_people_write() {
    let cases = vec![
        // Whole placeholders and references keep the type.
        (json!("{{ trigger.billable }}"), json!(true)),
        (json!("{{trigger.billable}}"), json!(true)),
        (json!("{{ $.locked }}"), json!(false)),
        (json!("$.locked"), json!(false)),
        (json!("$.count"), json!(3)),
        (json!("{{ $.count }}"), json!(3)),
        (json!("$.big"), json!(9_007_199_254_740_993_i64)),
        (json!("$.huge"), json!(u64::MAX)),
        (json!("$.ratio"), json!(12.5)),
        (json!("$.value"), json!("10")),
        (json!("$.phone"), json!("+48123456789")),
        (json!("$.code"), json!("1685E6")),
        (json!("$.note"), json!(null)),
        (json!("$.empty"), json!("")),
        (json!("$.nothing"), json!([])),
        (json!("$.tagIds"), json!(["x1", "x2"])),
        (json!("$.tagIds[0]"), json!("x1")),
        (json!("$.tagIds[-1]"), json!("x2")),
        (json!("$.project['odd name']"), json!(1)),
        (json!("$.project[\"a.b\"]"), json!(2)),
        (json!("{{ trigger['user']['name'] }}"), json!("Ada Example")),
        (json!("{{ trigger.user }}"), World::new().trigger["user"].clone()),
        (json!("$"), World::new().trigger),
        (json!("{{ $ }}"), World::new().trigger),
        (json!("{{ steps.get.status }}"), json!(200)),
        (json!("{{ steps.get.body.name }}"), json!("Website")),
        (json!("{{ steps.get.body.archived }}"), json!(false)),
        (json!("{{ steps.get.headers['content-type'] }}"), json!("application/json")),
        (json!("{{ steps.get.headers['X-TOTAL'] }}"), json!("2")),
        (json!("{{ steps.list-tasks.body[0].rate.amount }}"), json!(5000)),
        (json!("{{ steps.list-tasks.body[*].id }}"), json!(["a", "b", "c"])),
        (json!("$.items[*].n"), json!([1, 2, 3])),
        (json!("$.items[?@.ok].n"), json!([1, 2, 3])),
        (json!("$.items[?@.ok == true].n"), json!([1, 3])),
        (json!("$.items[?@.n > 1 && @.ok == true].n"), json!([3])),
        (json!("$.items[?@.n == $.count].n"), json!([3])),
        (json!("$.items[0:2].n"), json!([1, 2])),
        (json!("$.tagIds[5:]"), json!([])),
        (json!("$.absent[*]"), json!([])),
        (json!("{{ item }}"), json!({ "id": "i1", "name": "First", "done": false })),
        (json!("{{ item.done }}"), json!(false)),
        (json!("{{ index }}"), json!(4)),
        (json!("{{ flow.version }}"), json!(3)),
        (json!("{{ workspace.timeZone }}"), json!("Europe/Belgrade")),
        (json!("{{ now }}"), json!("2026-03-29T02:00:00Z")),
        (json!("{{ secret.TOKEN }}"), json!("canary-token")),
        // Literals stay as they are.
        (json!("plain"), json!("plain")),
        (json!(""), json!("")),
        (json!(null), json!(null)),
        (json!(1.0), json!(1.0)),
        (json!("None"), json!("None")),
        (json!("trigger.billable"), json!("trigger.billable")),
        (json!("$5.00"), json!("$5.00")),
        (json!("costs $.5"), json!("costs $.5")),
        (json!("}} {"), json!("}} {")),
        (json!({ "$.a": "{ }" }), json!({ "$.a": "{ }" })),
        (json!({ "{{ a }}": 1 }), json!({ "{{ a }}": 1 })),
        // Escapes.
        (json!("$$.projectId"), json!("$.projectId")),
        (json!("$$"), json!("$")),
        (json!("$$$"), json!("$$")),
        (json!("$$$.a"), json!("$$.a")),
        (json!("{{{{ not one }}"), json!("{{ not one }}")),
        (json!("{{{{{{ $.count }}"), json!("{{3")),
        (json!("a {{{{ b {{ $.count }} }}"), json!("a {{ b 3 }}")),
        (json!("$$.{{ $.count }}"), json!("$.3")),
        (json!("{{ $.absent | default(\"}}\") }}"), json!("}}")),
        (json!("{{ $.absent | default('{{') }}"), json!("{{")),
        // Text around placeholders.
        (json!("Hello {{ trigger.user.name }}"), json!("Hello Ada Example")),
        (json!("{{ trigger.user.name }}."), json!("Ada Example.")),
        (json!(" {{ trigger.count }}"), json!(" 3")),
        (json!("{{ $.count }}{{ $.count }}"), json!("33")),
        (json!("n={{ $.note }}."), json!("n=.")),
        (json!("b={{ $.billable }}, l={{ $.locked }}"), json!("b=true, l=false")),
        (json!("{{ $.big }}!"), json!("9007199254740993!")),
        (json!("{{ $.huge }}!"), json!("18446744073709551615!")),
        (json!("{{ $.ratio }}h"), json!("12.5h")),
        (json!("t={{ $.tagIds }}"), json!("t=[\"x1\",\"x2\"]")),
        (json!("i={{ item }}"), json!("i={\"id\":\"i1\",\"name\":\"First\",\"done\":false}")),
        (json!("e={{ $.empty }}{{ $.nothing }}"), json!("e=[]")),
        (json!("Bearer {{ secret.TOKEN }}"), json!("Bearer canary-token")),
        // Documents.
        (
            json!({ "projectId": "$.id", "billable": "{{ $.billable }}", "tags": ["{{ $.tagIds[0] }}", "z"], "n": 1 }),
            json!({ "projectId": "64b000000000000000000001", "billable": true, "tags": ["x1", "z"], "n": 1 }),
        ),
        (json!(["{{ $.tagIds }}"]), json!([["x1", "x2"]])),
        (json!({ "a": { "b": { "c": ["{{ $.count }}"] } } }), json!({ "a": { "b": { "c": [3] } } })),
        // default
        (json!("{{ trigger.taskId | default(null) }}"), json!(null)),
        (json!("{{ trigger.absent | default(null) }}"), json!(null)),
        (json!("{{ trigger.taskId | default('none') }}"), json!("none")),
        (json!("{{ trigger.a.b.c | default(0) }}"), json!(0)),
        (json!("{{ trigger.absent | default(1.5) }}"), json!(1.5)),
        (json!("{{ trigger.absent | default(true) }}"), json!(true)),
        (json!("{{ trigger.absent | default([]) | push('n') }}"), json!(["n"])),
        (json!("{{ trigger.absent | default({}) }}"), json!({})),
        (json!("{{ trigger.empty | default('x') }}"), json!("")),
        (json!("{{ trigger.count | default(9) }}"), json!(3)),
        (json!("{{ steps.later.body | default('x') }}"), json!("x")),
        (json!("$.nothing | first | default('no tag')"), json!("no tag")),
        (json!("$.absent | default(\"it's\")"), json!("it's")),
        (json!("$.absent | default('it\\'s \\u00e9 \\n')"), json!("it's é \n")),
        // number, string, bool, json
        (json!("{{ $.value | number }}"), json!(10)),
        (json!("{{ $.count | number }}"), json!(3)),
        (json!("{{ $.code | number }}"), json!(1_685_000_000.0)),
        (json!("{{ $.phone | number }}"), json!(48_123_456_789_i64)),
        (json!("{{ $.absent | default(' -1.50 ') | number }}"), json!(-1.5)),
        (json!("{{ $.absent | default('18446744073709551615') | number }}"), json!(u64::MAX)),
        (json!("{{ $.count | string }}"), json!("3")),
        (json!("{{ $.big | string }}"), json!("9007199254740993")),
        (json!("{{ $.note | string }}"), json!("")),
        (json!("{{ $.billable | string }}"), json!("true")),
        (json!("{{ $.tagIds | string }}"), json!("[\"x1\",\"x2\"]")),
        (json!("{{ $.absent | default('TRUE') | bool }}"), json!(true)),
        (json!("{{ $.absent | default(0) | bool }}"), json!(false)),
        (json!("{{ $.billable | bool }}"), json!(true)),
        (json!("{{ $.note | json }}"), json!("null")),
        (json!("{{ $.value | json }}"), json!("\"10\"")),
        (json!("{{ $.nothing | json }}"), json!("[]")),
        // text
        (json!("{{ $.user.name | upper }}"), json!("ADA EXAMPLE")),
        (json!("{{ $.user.name | lower }}"), json!("ada example")),
        (json!("{{ $.padded | trim }}"), json!("ready")),
        (json!("{{ $.description | replace('Draft', 'Final') }}"), json!("Final of ABC-12")),
        (json!("{{ $.description | replace('x', 'y') }}"), json!("Draft of ABC-12")),
        (json!("{{ $.description | truncate(5) }}"), json!("Draft")),
        (json!("{{ $.description | truncate(6, '…') }}"), json!("Draft…")),
        (json!("{{ $.description | truncate(99, '…') }}"), json!("Draft of ABC-12")),
        (json!("{{ $.absent | default('äöü') | truncate(2) }}"), json!("äö")),
        (json!("{{ $.value | append(' h') }}"), json!("10 h")),
        (json!("{{ $.value | prepend('#') }}"), json!("#10")),
        (json!("{{ $.description | split(' ') }}"), json!(["Draft", "of", "ABC-12"])),
        (json!("{{ $.description | split(' ') | last }}"), json!("ABC-12")),
        (json!("{{ $.tagIds | join(', ') }}"), json!("x1, x2")),
        (json!("{{ $.numbers | join('-') }}"), json!("3-1-2-1-1.0")),
        (json!("{{ $.description | length }}"), json!(15)),
        (json!("{{ $.tagIds | length }}"), json!(2)),
        (json!("{{ $.user | length }}"), json!(3)),
        (json!("{{ $.description | contains('ABC') }}"), json!(true)),
        (json!("{{ $.tagIds | contains('x3') }}"), json!(false)),
        (json!("{{ $.numbers | contains(2.0) }}"), json!(true)),
        // lists
        (json!("{{ $.tagIds | first }}"), json!("x1")),
        (json!("{{ $.tagIds | push('x3') }}"), json!(["x1", "x2", "x3"])),
        (json!("{{ $.tagIds | without('x1') }}"), json!(["x2"])),
        (json!("{{ $.tagIds | push('x1') | unique }}"), json!(["x1", "x2"])),
        (json!("{{ $.numbers | unique }}"), json!([3, 1, 2])),
        (json!("{{ $.numbers | without(1) }}"), json!([3, 2])),
        (json!("{{ steps.list-tasks.body | pluck('name') }}"), json!(["Design", "Review", "Travel"])),
        (json!("{{ steps.list-tasks.body | pluck('rate.amount') }}"), json!([5000, 7500])),
        (json!("{{ steps.list-tasks.body | where('billable', true) | pluck('id') }}"), json!(["a", "c"])),
        (json!("{{ steps.list-tasks.body | where('rate', null) | length }}"), json!(1)),
        (json!("{{ steps.list-tasks.body | find('name', 'Review') | json | length }}"), json!(66)),
        (json!("{{ steps.list-tasks.body | find('name', 'Nap') | default('none') }}"), json!("none")),
        (json!("{{ steps.list-tasks.body | pluck('rate.amount') | last | divided_by(100) }}"), json!(75)),
        // numbers
        (json!("{{ $.count | plus(2) }}"), json!(5)),
        (json!("{{ $.count | plus(0.5) }}"), json!(3.5)),
        (json!("{{ $.count | minus(5) }}"), json!(-2)),
        (json!("{{ $.big | plus(2) }}"), json!(9_007_199_254_740_995_i64)),
        (json!("{{ $.huge | minus(1) }}"), json!(u64::MAX - 1)),
        (json!("{{ $.huge | plus(1) }}"), json!(18_446_744_073_709_551_616.0)),
        (json!("{{ $.count | times(4) }}"), json!(12)),
        (json!("{{ $.ratio | times(2) }}"), json!(25.0)),
        (json!("{{ $.count | divided_by(2) }}"), json!(1.5)),
        (json!("{{ $.count | divided_by(3) }}"), json!(1)),
        (json!("{{ $.ratio | round }}"), json!(13)),
        (json!("{{ $.count | divided_by(7) | round(2) }}"), json!(0.43)),
        (json!("{{ $.count | round(2) }}"), json!(3)),
        (json!("{{ $.absent | default(-2.5) | round }}"), json!(-3)),
        // time
        (json!("{{ $.timeInterval.start | date('%Y-%m-%d') }}"), json!("2026-03-28")),
        (json!("{{ $.timeInterval.start | date('%d.%m.%Y %H:%M', 'Europe/Belgrade') }}"), json!("28.03.2026 23:30")),
        (json!("{{ $.timeInterval.end | date('%H:%M %z', 'Europe/Belgrade') }}"), json!("03:30 +0200")),
        (
            json!("{{ $.timeInterval.end | date('%-d %B %Y, %A', 'America/New_York') }}"),
            json!("28 March 2026, Saturday"),
        ),
        (json!("{{ $.timeInterval.start | weekday }}"), json!("Saturday")),
        (json!("{{ $.timeInterval.start | weekday('Asia/Tokyo') }}"), json!("Sunday")),
        (json!("{{ $.timeInterval.start | add_duration('PT3H') }}"), json!("2026-03-29T01:30:00Z")),
        // A day over the night of the change is 23 hours long.
        (json!("{{ $.timeInterval.start | add_duration('P1D') }}"), json!("2026-03-29T21:30:00Z")),
        (json!("{{ $.timeInterval.start | add_duration('P1D', 'UTC') }}"), json!("2026-03-29T22:30:00Z")),
        (json!("{{ $.timeInterval.start | add_duration('-PT30M') }}"), json!("2026-03-28T22:00:00Z")),
        (json!("{{ $.absent | default('2026-05-01') | add_duration('PT0S') }}"), json!("2026-04-30T22:00:00Z")),
        (json!("{{ $.timeInterval.duration | duration_hours }}"), json!(3)),
        (json!("{{ $.absent | default('PT1H30M') | duration_hours }}"), json!(1.5)),
        (json!("{{ $.absent | default('P1DT1S') | duration_seconds }}"), json!(86_401)),
        (json!("{{ $.absent | default(5400) | iso_duration }}"), json!("PT1H30M")),
        (json!("{{ $.absent | default(0) | iso_duration }}"), json!("PT0S")),
        (json!("{{ $.timeInterval.duration | duration_seconds | plus(60) | iso_duration }}"), json!("PT3H1M")),
        // lookup
        (json!("{{ $.project.name | lookup('offices') }}"), json!("Belgrade")),
        (json!("{{ $.user.name | lookup('offices') | default('unknown') }}"), json!("unknown")),
    ];
    assert!(cases.len() >= 120, "{} cases", cases.len());
    for (document, expected) in cases {
        let resolved = resolve(&document).unwrap_or_else(|error| panic!("{document}: {error}"));
        assert_eq!(resolved, expected, "{document}");
        assert_eq!(resolved.to_string(), expected.to_string(), "{document}: the number's kind counts too");
        if document != json!("None") {
            for word in ["None", "undefined", "[object Object]", "True", "NaN"] {
                assert!(!resolved.to_string().contains(word), "{document} gives {resolved}");
            }
        }
        let kind = Template::compile(&document, Allow::SECRETS).unwrap().kind();
        assert!(kind.is_none_or(|kind| kind == Kind::of(&resolved)), "{document} is said to be {kind:?}");
    }
}

#[test]
fn what_can_t_be_resolved_says_what_and_where() {
    for (document, expected) in [
        (
            json!({ "a": ["$.projectId"] }),
            "at /a/0: $.projectId: there is no 'projectId' in $; use | default(…) if that is allowed",
        ),
        (json!("$.user.email"), "$.user.email: there is no 'email' in $.user"),
        (json!("$.note.text"), "there is no 'text' in $.note, which is null"),
        (json!("$.tagIds[2]"), "there is no [2] in $.tagIds"),
        (json!("$.value[0]"), "there is no [0] in $.value, which is text"),
        (json!("{{ steps.later.body.id }}"), "steps.later.body.id: step 'later' has no result"),
        (json!("{{ steps.get.body.client.id }}"), "there is no 'client' in steps.get.body"),
        (json!("{{ secret.OTHER }}"), "there is no secret 'OTHER'"),
        (json!("id: {{ $.projectId }}"), "there is no 'projectId' in $"),
        (json!("$.projectId | upper"), "there is no 'projectId' in $"),
        (json!("$.nothing | first"), "$.nothing | first: it found nothing"),
        (json!("$.tagIds | lower"), "$.tagIds | lower: list [\"x1\",\"x2\"] came, text expected; use | string"),
        (json!("$.value | plus(1)"), "$.value | plus: text '10' came, number expected; use | number"),
        (json!("$.note | number"), "null came, number or text expected"),
        (json!("$.description | number"), "text 'Draft of ABC-12' is no number"),
        (json!("$.absent | default('nan') | number"), "is no number"),
        (json!("$.absent | default('1e999') | number"), "is no number"),
        (json!("$.absent | default('0x10') | number"), "is no number"),
        (json!("$.absent | default('99999999999999999999') | number"), "is too large to be kept exactly"),
        (json!("$.absent | default('maybe') | bool"), "is neither true nor false"),
        (json!("$.absent | default(1e308) | times(10)"), "the result is too large"),
        (json!("$.tagIds | pluck('id')"), "text 'x1' has no fields"),
        (json!("$.items | join(',')"), "can't be joined"),
        (json!("$.value | contains(1)"), "a text can't contain number 1"),
        (json!("$.value | date('%Y')"), "text '10' is no date-time as in 2026-03-29T01:30:00Z"),
        (json!("$.value | duration_hours"), "text '10' is no duration as in PT1H30M"),
        (json!("$.absent | default('P1M') | duration_hours"), "is no duration"),
        (json!("$.absent | default('1h') | duration_hours"), "is no duration"),
        (json!("$.value | lookup('rates')"), "there is no table 'rates'"),
        (json!("$.value | lookup('offices')"), "$.value | lookup: it found nothing"),
    ] {
        let error = resolve(&document).expect_err(&document.to_string()).to_string();
        assert!(error.contains(expected), "{document}: {error}");
    }
}

#[test]
fn mistakes_are_found_when_a_document_is_saved() {
    for (text, expected) in [
        ("{{ }}", "a reference is missing"),
        ("{{ tigger.id }}", "there is no 'tigger' to refer to; did you mean 'trigger'?"),
        ("{{ trigger.id", "{{ isn't closed by }}"),
        ("{{ trigger.id }", "'}' can't follow trigger.id"),
        ("{{{ trigger.id }}}", "there is no '{' to refer to"),
        ("{{ trigger.id + 1 }}", "'+' can't follow trigger.id"),
        ("{{ trigger.id | lowr }}", "there is no filter 'lowr'; did you mean 'lower'?"),
        ("{{ trigger.id | }}", "there is no filter ''"),
        ("{{ trigger.id | lower(1) }}", "lower takes no argument"),
        ("{{ trigger.id | replace('a') }}", "replace is called as replace(from, to)"),
        ("{{ trigger.id | replace('', 'b') }}", "what is replaced can't be empty"),
        ("{{ trigger.id | truncate('5') }}", "filter truncate: length has to be number, not text '5'"),
        ("{{ trigger.id | truncate(-1) }}", "length has to be a whole number"),
        ("{{ trigger.id | default(trigger.x) }}", "references can't be arguments"),
        ("{{ trigger.id | default('x }}", "a bracket or a quote is not closed"),
        ("{{ trigger.id | default('x' }}", "'}' can't follow an argument"),
        ("{{ trigger.id | default(1, 2, 3, 4, 5, 6, 7) }}", "default is called as default(value)"),
        ("{{ trigger.id | default(1,) }}", "an argument is missing"),
        ("{{ trigger.id | default([1]) }}", "only the empty [] can be an argument"),
        ("{{ trigger.n | divided_by(0) }}", "nothing can be divided by 0"),
        ("{{ trigger.n | round(16) }}", "digits has to be a whole number from 0 to 15"),
        ("{{ trigger.n | round(1.5) }}", "digits has to be a whole number from 0 to 15"),
        ("{{ now | date('%Q') }}", "after % stands one of"),
        ("{{ now | date('%') }}", "after % stands one of"),
        ("{{ now | date('%Y', 'Mars/Base') }}", "there is no time zone 'Mars/Base'"),
        ("{{ now | add_duration('1 hour') }}", "the duration has to be as in PT1H30M or -P1D"),
        ("{{ secret.TOKEN }}", "secret.TOKEN can't be used here"),
        ("{{ steps.get.data.id }}", "a step has body, status and headers"),
        ("{{ steps }}", "steps is followed by a dot and a name"),
        ("{{ now.year }}", "now has no members"),
        ("$.50 off", "write $$. for the text"),
        ("$.a..b", "'..' is not available"),
    ] {
        let found = mistakes(&json!({ "a": text }));
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        assert!(found[0].starts_with("at /a: ") && found[0].contains(expected), "{text}: {}", found[0]);
    }
    let all = mistakes(&json!({ "a": "{{ x }}", "b/c": ["{{ now }}", "{{ y }}"], "~": { "d": "{{ now | z }}" } }));
    let places: Vec<_> = all.iter().filter_map(|mistake| mistake.split(": ").next()).collect();
    assert_eq!(places, ["at /a", "at /b~1c/1", "at /~0/d"], "all at once, each with its place");
}

#[test]
fn secrets_take_no_filters_and_are_in_no_error() {
    let with = |text: &str| Template::text(text, Allow::SECRETS);
    assert!(with("{{ secret.TOKEN | number }}").unwrap_err()[0].message.contains("a secret takes no filters"));
    let template = with("Bearer {{ secret.TOKEN }}").unwrap();
    let world = World::new();
    let trigger = json!({});
    let error = template.resolve(&Scope::new(&trigger, world.scope().now)).unwrap_err();
    assert_eq!(error.to_string(), "secret.TOKEN: secrets are not available here");
    assert_eq!(serde_json::to_value(&template).unwrap(), json!("Bearer {{ secret.TOKEN }}"));
}

#[test]
fn types_are_known_before_there_are_values() {
    let document = json!({
        "n": "{{ $.x | number }}", "t": "a {{ $.x }}", "u": "$.x", "l": ["$.y[*]", { "m": "{{ $.z | length }}" }],
        "d": "{{ $.x | default('') }}", "e": "{{ $.x | string | default('') }}", "a/b": true, "s": "{{ steps.a.status }}",
        "lit": { "deep": [1, null] },
    });
    let template = Template::compile(&document, Allow::DATA).unwrap();
    for (pointer, expected) in [
        ("", Some(Kind::Object)),
        ("/n", Some(Kind::Number)),
        ("/t", Some(Kind::Text)),
        ("/u", None),
        ("/l", Some(Kind::List)),
        ("/l/0", Some(Kind::List)),
        ("/l/1/m", Some(Kind::Number)),
        ("/d", None),
        ("/e", Some(Kind::Text)),
        ("/a~1b", Some(Kind::Boolean)),
        ("/s", Some(Kind::Number)),
        ("/lit/deep/1", Some(Kind::Null)),
        ("/lit/deep/2", None),
        ("/n/x", None),
        ("n", None),
    ] {
        assert_eq!(template.kind_at(pointer), expected, "{pointer}");
    }
    let references: Vec<_> = template.references().map(ToString::to_string).collect();
    assert_eq!(references, ["$.x", "$.x", "$.x", "$.y[*]", "$.z", "$.x", "$.x", "steps.a.status"]);
    assert_eq!(template.expressions()[4].0, "/l/1/m");
}

#[test]
fn results_are_bounded() {
    let long = "x".repeat(60 << 10);
    let trigger = json!({ "text": long, "wide": vec![long.as_str(); 20], "comma": ",".repeat(40 << 10) });
    let world = World::new();
    let scope = Scope::new(&trigger, world.scope().now);
    let resolve = |document: Value| Template::compile(&document, Allow::DATA).unwrap().resolve(&scope);
    assert!(resolve(json!("$.text")).is_ok());
    assert_eq!(resolve(json!("$.wide | length")).unwrap(), json!(20), "what isn't copied may be large");
    for document in [
        json!("$"),
        json!("$.wide"),
        json!("{{ $.text }}{{ $.text }}"),
        json!(["$.text", "$.text"]),
        json!("$.text | replace('x', 'xxxxxxxxxxxxxxxx')"),
        json!("$.text | append('abc') | json | json | json | split('\\\\')| join('\\\\\\\\\\\\\\\\\\\\') | split('x')"),
        json!("$.comma | split(',')"),
        json!("$.wide | join('')"),
        json!("$.wide | json"),
        json!("$.wide | push(1)"),
        json!("$.wide | unique"),
        json!("$.wide | without('y')"),
        json!("$.wide[*]"),
    ] {
        let error = resolve(document.clone()).expect_err(&document.to_string());
        assert!(error.to_string().contains("more than"), "{document}: {error}");
        assert!(error.to_string().len() < 500, "{error}");
    }
}
