//! Any condition: it compiles or is refused with places, gives itself back, and its verdict agrees with its leaves.

#![no_main]

use clockify_addons_fuzz::domain::flow::Condition;
use clockify_addons_fuzz::{World, parts};
use serde_json::{Value, json};

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let Some((text, payload)) = parts(input) else { return };
    // A condition, or else three lines that make a comparison.
    let source: Value = serde_json::from_str(text).unwrap_or_else(|_| {
        let mut lines = text.splitn(3, '\n');
        let mut next = || lines.next().unwrap_or_default();
        let (left, op, right) = (next(), next(), next());
        match serde_json::from_str::<Value>(right) {
            _ if right.is_empty() => json!({ "left": left, "op": op }),
            Ok(right) => json!({ "left": left, "op": op, "right": right }),
            Err(_) => json!({ "left": left, "op": op, "right": right }),
        }
    });
    let world = World::new(payload);
    match Condition::compile(&source) {
        Ok(condition) => {
            assert_eq!(serde_json::to_value(&condition).ok(), Some(source.clone()));
            let verdict = condition.evaluate(&world.scope());
            assert_eq!(verdict.holds, verdict.first_false.is_none(), "{source}");
            let opposite = Condition::compile(&json!({ "not": source }));
            if let (true, Ok(opposite)) = (verdict.holds, opposite) {
                assert!(!opposite.evaluate(&world.scope()).holds);
            }
            assert!(!condition.explain(&world.scope()).is_empty());
        }
        Err(errors) => assert!(!errors.is_empty()),
    }
});
