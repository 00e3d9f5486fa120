//! What holds for any text and any value.

use proptest::collection::{hash_map, vec};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use super::World;
use crate::domain::flow::condition::Right;
use crate::domain::flow::{Allow, Condition, Expression, Kind, Op, Reference, Scope, Template, filters};

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_filter("finite", |number| number.is_finite()).prop_map(Value::from),
        text().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..6).prop_map(Value::from),
            hash_map(text(), inner, 0..6).prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// Text that tries to be a reference or a placeholder as often as not.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[a-z]{0,4}",
        r"[\$\.\{\}\[\]\|\(\)'\\: *?@,]{0,4}",
        Just("{{ ".to_owned()),
        Just(" }}".to_owned()),
        Just("$.".to_owned()),
        Just("trigger.a".to_owned()),
        Just("steps.get.body".to_owned()),
        Just(" | default('x')".to_owned()),
        "\\PC{0,3}",
    ];
    vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

fn path() -> impl Strategy<Value = String> {
    let step = prop_oneof![
        "\\.[a-z_][a-z0-9_]{0,5}",
        "\\['[a-z \\.\\-]{0,6}'\\]",
        (-5_i64..5).prop_map(|index| format!("[{index}]")),
    ];
    let root = prop_oneof![Just("$"), Just("trigger"), Just("item"), Just("flow"), Just("steps.get.body")];
    (root, vec(step, 0..6)).prop_map(|(root, steps)| format!("{root}{}", steps.concat()))
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in text(), op in select(Op::ALL)) {
        let world = World::new();
        if let Ok(reference) = Reference::parse(&text) {
            prop_assert_eq!(reference.to_string(), text.clone());
            _ = reference.resolve(&world.scope());
        }
        if let Ok(template) = Template::text(&text, Allow::SECRETS) {
            _ = template.resolve(&world.scope());
        }
        let source = json!({ "left": text, "op": op.name(), "right": text });
        if let Ok(condition) = Condition::compile(&source) {
            _ = condition.evaluate(&world.scope());
        }
    }

    #[test]
    fn a_reference_gives_its_text_back_and_reads_the_same(path in path()) {
        let reference = Reference::parse(&path).unwrap();
        prop_assert_eq!(reference.to_string(), path.clone());
        prop_assert_eq!(Reference::parse(&reference.to_string()).unwrap(), reference);
    }

    #[test]
    fn a_compiled_document_gives_itself_back(document in value()) {
        if let Ok(template) = Template::compile(&document, Allow::DATA) {
            prop_assert_eq!(serde_json::to_value(&template).unwrap(), document);
        }
    }

    #[test]
    fn an_escaped_document_resolves_to_itself(document in value()) {
        let template = Template::compile(&Template::escape(&document), Allow::DATA).unwrap();
        prop_assert!(template.is_literal());
        prop_assert_eq!(template.resolve(&World::new().scope()).unwrap(), document);
    }

    #[test]
    fn a_placeholder_keeps_any_value(value in value()) {
        let world = World::new();
        let trigger = json!({ "v": value });
        let scope = Scope::new(&trigger, world.scope().now).item(&value, 0);
        for text in ["{{ trigger.v }}", "$.v", "{{$.v}}", "{{ item }}"] {
            let resolved = Template::text(text, Allow::DATA).unwrap().resolve(&scope).unwrap();
            prop_assert_eq!(resolved.to_string(), value.to_string());
        }
        let list = Template::text("$[*]", Allow::DATA).unwrap().resolve(&scope).unwrap();
        prop_assert_eq!(list, json!("$[*]"));
        let list = Template::text("{{ $[*] }}", Allow::DATA).unwrap().resolve(&scope).unwrap();
        prop_assert_eq!(list, json!([value]));
    }

    #[test]
    fn numbers_survive(number in any::<i64>(), unsigned in any::<u64>()) {
        let world = World::new();
        let trigger = json!({ "n": number, "u": unsigned, "t": number.to_string(), "x": unsigned.to_string() });
        let scope = Scope::new(&trigger, world.scope().now);
        let resolve = |text: &str| Template::text(text, Allow::DATA).unwrap().resolve(&scope).unwrap();
        prop_assert_eq!(resolve("$.n"), json!(number));
        prop_assert_eq!(resolve("$.u"), json!(unsigned));
        prop_assert_eq!(resolve("$.t | number"), json!(number));
        prop_assert_eq!(resolve("$.x | number"), json!(unsigned));
        prop_assert_eq!(resolve("{{ $.n }}|"), json!(format!("{number}|")));
        prop_assert_eq!(resolve("$.n | plus(1) | minus(1)").as_f64(), json!(number).as_f64());
        if number < i64::MAX {
            prop_assert_eq!(resolve("$.n | plus(1) | minus(1)"), json!(number));
        }
    }

    #[test]
    fn any_filter_of_any_value_gives_a_value_or_an_error(
        value in value(),
        filter in select(filters().collect::<Vec<_>>()),
        argument in "['\"]?[a-zPT0-9%.-]{0,6}['\"]?",
    ) {
        let world = World::new();
        let scope = world.scope().item(&value, 0);
        for call in [filter.to_owned(), format!("{filter}({argument})"), format!("{filter}({argument}, {argument})")] {
            let Ok(expression) = Expression::parse(&format!("item | {call}")) else { continue };
            if let (Ok(result), Some(kind)) = (expression.resolve(&scope), expression.kind()) {
                prop_assert_eq!(Kind::of(&result), kind, "{}", call);
            }
        }
    }

    #[test]
    fn a_verdict_agrees_with_its_opposite(left in path(), right in value(), op in select(Op::ALL)) {
        let world = World::new();
        let mut source = json!({ "left": left, "op": op.name(), "right": Template::escape(&right) });
        if op.right() == Right::None {
            source.as_object_mut().unwrap().shift_remove("right");
        }
        if let Ok(condition) = Condition::compile(&source) {
            let opposite = Condition::compile(&json!({ "not": source })).unwrap();
            let (is, not) = (condition.evaluate(&world.scope()), opposite.evaluate(&world.scope()));
            prop_assert!(!(is.holds && not.holds));
            prop_assert_eq!(is.holds, is.first_false.is_none());
            prop_assert_eq!(serde_json::to_value(&condition).unwrap(), source);
        }
    }
}
