//! Any document: it compiles or is refused, gives itself back, and resolves within its limits.

#![no_main]

use clockify_addons_fuzz::domain::flow::{Allow, Template, limits};
use clockify_addons_fuzz::{World, parts};
use serde_json::Value;

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let Some((text, payload)) = parts(input) else { return };
    // A document, or else a single text.
    let document = serde_json::from_str(text).unwrap_or_else(|_| Value::from(text));
    let world = World::new(payload);
    if let Ok(template) = Template::compile(&document, Allow::SECRETS) {
        assert_eq!(serde_json::to_value(&template).ok().as_ref(), Some(&document));
        match template.resolve(&world.scope()) {
            Ok(value) => {
                // Escapes of control characters are counted by their length, so the JSON is as long as it was measured.
                assert!(value.to_string().len() <= 2 * limits::DOCUMENT);
                if let Some(kind) = template.kind() {
                    assert_eq!(kind, clockify_addons_fuzz::domain::flow::Kind::of(&value), "{document}");
                }
            }
            Err(error) => assert!(error.to_string().len() < 4_000, "{error}"),
        }
    }
    let escaped = Template::escape(&document);
    if let Ok(template) = Template::compile(&escaped, Allow::DATA) {
        assert!(template.is_literal(), "{escaped}");
    }
});
