//! The profile of RFC 9535: what of it can be written, and what it finds.

use serde_json::{Value, json};

use super::World;
use crate::domain::flow::{Reference, Root, Scope};

fn find(path: &str, value: &Value) -> Value {
    let reference = Reference::parse(path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let world = World::new();
    let found = reference.resolve(&Scope::new(value, world.scope().now));
    found.unwrap_or_else(|error| panic!("{error}")).into_owned()
}

#[test]
fn paths_find_what_the_standard_says() {
    // The examples of the standard's sections 2.3 and 2.5, as far as the profile goes, with values of our own.
    let value = json!({
        "o": { "j j": { "k.k": 3 }, "'": { "@": 2 }, "": 5, "ünï": 7, "a1": 9, "_": 10 },
        "a": ["a", "b", "c", "d", "e", "f", "g"],
        "m": [{ "b": "j", "n": 1 }, { "b": "k", "n": 2 }, { "b": {}, "n": 3 }, { "n": null }],
        "p": { "x": 1, "y": 2 },
        "esc": { "a\"b": 1, "a\\b": 2, "a\nb": 3, "☺": 4, "😀": 5 },
    });
    for (path, expected) in [
        ("$.o['j j']['k.k']", json!(3)),
        ("$.o[\"'\"][\"@\"]", json!(2)),
        ("$.o['\\'']['@']", json!(2)),
        ("$.o['']", json!(5)),
        ("$.o.ünï", json!(7)),
        ("$.o.a1", json!(9)),
        ("$.o._", json!(10)),
        ("$['o'][ 'a1' ]", json!(9)),
        ("$.esc['a\"b']", json!(1)),
        ("$.esc[\"a\\\"b\"]", json!(1)),
        ("$.esc['a\\\\b']", json!(2)),
        ("$.esc['a\\nb']", json!(3)),
        ("$.esc['\\u263A']", json!(4)),
        ("$.esc['\\uD83D\\uDE00']", json!(5)),
        ("$.a[1]", json!("b")),
        ("$.a[-2]", json!("f")),
        ("$.a[0]", json!("a")),
        ("$.a[1:3]", json!(["b", "c"])),
        ("$.a[5:]", json!(["f", "g"])),
        ("$.a[1:5:2]", json!(["b", "d"])),
        ("$.a[5:1:-2]", json!(["f", "d"])),
        ("$.a[::-1]", json!(["g", "f", "e", "d", "c", "b", "a"])),
        ("$.a[-2:]", json!(["f", "g"])),
        ("$.a[0, 3]", json!(["a", "d"])),
        ("$.a[9:20]", json!([])),
        ("$.p.*", json!([1, 2])),
        ("$.p[*]", json!([1, 2])),
        ("$.p['x','y']", json!([1, 2])),
        ("$.m[*].n", json!([1, 2, 3, null])),
        ("$.m[?@.b]", json!([{ "b": "j", "n": 1 }, { "b": "k", "n": 2 }, { "b": {}, "n": 3 }])),
        ("$.m[?@.b == 'k'].n", json!([2])),
        ("$.m[?@.n > 1].n", json!([2, 3])),
        ("$.m[?@.n >= 2 && @.n < 3].n", json!([2])),
        ("$.m[?@.n == 1 || @.b == \"k\"].n", json!([1, 2])),
        ("$.m[?!@.b].n", json!([null])),
        ("$.m[?(@.n == 1)].n", json!([1])),
        ("$.m[?@.n == null].n", json!([null])),
        ("$.m[?@.n == $.p.x].n", json!([1])),
        ("$.m[?length(@.b) == 1].n", json!([1, 2])),
        ("$.m[?@.b == ']'].n", json!([])),
        ("$.m[0,1].b", json!(["j", "k"])),
        ("$.absent[*]", json!([])),
        ("$.a.b[*]", json!([])),
    ] {
        assert_eq!(find(path, &value), expected, "{path}");
        let again = Reference::parse(path).unwrap();
        assert_eq!(again.to_string(), path);
        assert_eq!(again.is_singular(), !matches!(expected, Value::Array(_)), "{path}");
    }
}

#[test]
fn what_is_beyond_the_profile_is_refused() {
    for (path, expected) in [
        ("$..a", "'..'"),
        ("$.a..b", "'..'"),
        ("$..*..*..*", "'..'"),
        ("$.*.*.*", "at most 2 wildcards"),
        ("$[*][1:2][::2]", "at most 2 wildcards"),
        ("$[0,0,0,0]", "at most 2 wildcards"),
        ("$[0,0][0,0][0,0][0,0]", "at most 2 wildcards"),
        ("$[?@.a][?@.b]", "at most one filter"),
        ("$[?@[?@.a]]", "at most one filter"),
        ("$[?@.a, ?@.b]", "at most one filter"),
        ("$[?count(@.*) > 1]", "a filter compares single values"),
        ("$[?count($.*) > 1]", "a filter compares single values"),
        ("$[?@[0,1]]", "a filter compares single values"),
        ("$[?@[0:1]]", "a filter compares single values"),
        ("$[?@..a]", "'..'"),
        ("$[?match(@.a, '.*')]", "no function 'match'"),
        ("$[?search(@.a, 'x')]", "no function 'search'"),
        ("$[?in(@.a, 'x')]", "no function 'in'"),
        ("$[?lengthé(@.a) == 1]", "no path"),
        ("$[?((((((((((((((((((@.a))))))))))))))))))]", "at most 16 parentheses"),
        ("$[?length(value(length(@.a))) > 1]", "may hold one other"),
        ("$[?length((value((length(@.a))))) > 1]", "may hold one other"),
        ("steps.s.body[?@.a == $.b]", "$ in a filter is the event's payload"),
        ("item[?@.a == $.b]", "$ in a filter is the event's payload"),
        ("$[?@.a ==]", "no path"),
        ("$[?]", "no path"),
        ("$[01]", "brackets hold"),
        ("$[-0]", "brackets hold"),
        ("$[+1]", "brackets hold"),
        ("$[9007199254740992]", "brackets hold"),
        ("$[a]", "brackets hold"),
        ("$[]", "brackets hold"),
        ("$['a'b]", "brackets hold"),
        ("$[[0]]", "brackets hold"),
        ("$['a", "not closed"),
        ("$[0", "not closed"),
        ("$['\\x']", "escapes"),
        ("$['\\uD83D']", "escapes"),
        ("$.", "a name has to follow the dot"),
        ("$.1", "a name has to follow the dot"),
        ("$.a-b", "'-' can't follow"),
        ("$a", "'a' can't follow"),
        ("$ .a", "' ' can't follow"),
        (" $.a", "missing"),
        ("", "missing"),
        ("payload.id", "there is no 'payload'"),
        ("step.a.body", "did you mean 'steps'?"),
        ("steps.a.result", "a step has body"),
        ("steps.a[*]", "a step has body"),
        ("steps.a[0]", "a step has body"),
        ("steps.", "steps is followed by"),
        ("secret.A.b", "a secret has no members"),
        ("secret", "secret is followed by"),
        ("index.a", "index has no members"),
        ("now[0]", "now has no members"),
    ] {
        let error = Reference::parse(path).expect_err(path).to_string();
        assert!(error.contains(expected), "{path}: {error}");
    }
    assert!(Reference::parse(&format!("$.{}", "a".repeat(254))).is_ok());
    assert!(Reference::parse(&format!("$.{}", "a".repeat(255))).is_err());
}

#[test]
fn roots_are_told() {
    for (path, root) in [
        ("$", Root::Trigger),
        ("$.a", Root::Trigger),
        ("trigger.a", Root::Trigger),
        ("steps.get-it.body", Root::Step("get-it")),
        ("steps.a", Root::Step("a")),
        ("item", Root::Item),
        ("index", Root::Index),
        ("flow.id", Root::Flow),
        ("workspace.id", Root::Workspace),
        ("now", Root::Now),
        ("secret.A_1", Root::Secret("A_1")),
    ] {
        assert_eq!(Reference::parse(path).unwrap().root(), root, "{path}");
    }
}
