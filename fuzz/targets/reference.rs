//! Any text as a reference: it is read or refused, reads the same again, and resolves without a panic.

#![no_main]

use clockify_addons_fuzz::domain::flow::Reference;
use clockify_addons_fuzz::{World, parts};

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let Some((text, payload)) = parts(input) else { return };
    let world = World::new(payload);
    match Reference::parse(text) {
        Ok(reference) => {
            assert_eq!(reference.to_string(), text);
            if let Err(error) = reference.resolve(&world.scope()) {
                assert!(!error.to_string().is_empty());
            }
        }
        Err(error) => assert!(error.to_string().len() < 400, "{error}"),
    }
});
