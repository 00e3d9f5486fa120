//! The simulated Clockify, and what it leaves in the logs.

use std::fs;

use serde_json::Value;

use crate::harness::{World, eventually};

/// How many types of events an add-on has stored, as an operator would ask.
fn types(world: &World, addon: &str) -> usize {
    let document = world.run(&format!("events list --addon {addon} --by-type --format json")).json();
    document["types"].as_array().unwrap().len()
}

#[test]
fn one_command_shows_every_event_of_every_add_on() {
    let world = World::new().set("DEBUG", "true");
    let server = world.serve_all("--sandbox");
    // Before a second start, which makes new events, and after it, when the old ones are still there.
    let mut stderr = String::new();
    for server in [Some(server), None] {
        let server = server.unwrap_or_else(|| world.serve_all("--sandbox"));
        for (addon, expected) in [("universal-webhook", 51), ("api-studio", 12), ("clockify-addon", 51)] {
            eventually(addon, || (types(&world, addon) == expected).then_some(()));
        }
        let outcome = server.terminate().ok();
        assert_eq!(outcome.stdout, "");
        stderr += &outcome.stderr;
    }
    private("standard error", &stderr);
    for addon in ["universal-webhook", "api-studio", "clockify-addon"] {
        logged(&world, addon);
    }
}

/// Every add-on has its own file, and each line of a request says which request and which workspace.
fn logged(world: &World, addon: &str) {
    let mut requests = 0;
    for file in fs::read_dir(world.path("logs").join(addon)).unwrap() {
        let text = fs::read_to_string(file.unwrap().path()).unwrap();
        private(addon, &text);
        for line in text.lines() {
            let line: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
            assert_eq!(line["addon"], addon, "{line}");
            assert!(line["timestamp"].is_string() && line["level"].is_string(), "{line}");
            if line["message"] == "stored" {
                assert!(line["request_id"].is_string(), "{line}");
                assert_eq!(line["workspace"].as_str().map(str::len), Some(24), "{line}");
                requests += 1;
            }
        }
    }
    assert!(requests >= 12, "{addon}: {requests}");
}

/// No token and no address of a person.
fn private(place: &str, text: &str) {
    assert!(!text.is_empty(), "{place}");
    for mark in ["eyJ", "@", "whsec_"] {
        let line = text.lines().find(|line| line.contains(mark));
        assert_eq!(line, None, "{mark} in {place}");
    }
}

#[test]
fn a_show_of_its_own_finds_out_whether_forgeries_are_taken() {
    let world = World::new();
    let key = world.run("sandbox --public-key").ok().stdout;
    assert_eq!(world.run("sandbox --public-key").ok().stdout, key, "the key is made once");
    world.write("clockify.pem", &key);
    let world =
        world.set("CLOCKIFY_ADDONS_PUBLIC_KEYS_FILE", "clockify.pem").set("CLOCKIFY_ADDONS_MANIFEST_WEBHOOKS", "51");
    let server = world.serve("");
    let play =
        format!("sandbox --addon universal-webhook --url http://{} --once --duplicates --forgeries", server.address());
    insta::assert_snapshot!("show", world.run(&play).ok().to_string());
    server.terminate().ok();
    let stored = world.stored();
    assert_eq!(stored.len(), 102);
    assert_eq!(stored.iter().filter(|event| event.duplicate_of.is_some()).count(), 51);
}

#[test]
fn it_plays_on_this_machine_only() {
    let world = World::new();
    let outcome = world.run("sandbox --addon api-studio --url http://addons.example.com --once");
    assert_ne!(outcome.code, Some(0), "{outcome}");
    assert!(outcome.mentions("addons.example.com"), "{outcome}");
}

#[test]
fn nobody_there_is_a_failure_that_names_the_add_on() {
    // Nobody listens on port 1.
    let outcome = World::new().run("sandbox --addon api-studio --url http://127.0.0.1:1 --once");
    assert_eq!(outcome.code, Some(1), "{outcome}");
    assert!(outcome.stderr.contains("api-studio"), "{outcome}");
}
