//! Webhooks that the program registers through the API, killed between the call and its record.

use std::collections::BTreeSet;

use clockify_addons::db::entities::webhook_registration::{Entity, Origin};
use clockify_addons::domain::event::EventType;
use clockify_addons::sandbox::api::{Fault, Kind, Rule, Sizes, When};
use serde_json::Value;

use crate::harness::{Clockify, Engine, both, eventually};

both!(a_kill_after_the_call_registers_nothing_twice);

/// How many events the manifest carries; the others are registered.
const IN_MANIFEST: usize = 10;

/// The webhooks that Clockify has, those that lead to us and those that don't.
fn webhooks(clockify: &Clockify) -> (Vec<Value>, Vec<Value>) {
    let ids = clockify.api.ids(Kind::Webhook);
    let all = ids.iter().filter_map(|id| clockify.api.entity(Kind::Webhook, id));
    all.partition(|webhook| webhook["url"].as_str().unwrap().ends_with("/webhooks/clockify"))
}

fn a_kill_after_the_call_registers_nothing_twice(engine: Engine) {
    let clockify = Clockify::start(IN_MANIFEST, |options| options.sizes = Sizes::small());
    let foreign = webhooks(&clockify).1;
    assert!(!foreign.is_empty());
    // Otherwise it would be of the port, which is another one after each start.
    let world = clockify.world(engine).set("UNIVERSAL_WEBHOOK_BASE_URL", "https://addons.example.com");
    clockify.installed(&world);
    let stored = || {
        let rows = world.rows::<Entity>().into_iter();
        rows.filter(|row| row.origin == Origin::Api && row.token_hash.is_some()).count()
    };
    for round in 0..3 {
        // Clockify does what it is asked and takes its time to say so.
        clockify.api.add_fault(Rule::at("createWebhook", Fault::Slow { ms: 60_000 }, When::Every(7)));
        let created = || clockify.api.calls().get("createWebhook").copied().unwrap_or(0);
        let before = created();
        let server = world.serve("");
        eventually("a call whose answer doesn't come", || (created() == before + 7).then_some(()));
        server.kill();
        let there = webhooks(&clockify).0.len();
        assert_eq!(there, (round + 1) * 7, "each restart finds what was made before it");
        assert!(stored() < there, "one is there that nobody knows of");
        clockify.api.clear_faults();
        // As if the minute had passed for which the killed server has the job.
        world.execute("UPDATE job SET lease_until_ms = 0 WHERE state = 'running'");
    }
    let server = world.serve("");
    eventually("every event's webhook", || (stored() == EventType::ALL.len() - IN_MANIFEST).then_some(()));
    server.terminate().ok();
    let (ours, others) = webhooks(&clockify);
    let events: BTreeSet<_> = ours.iter().map(|webhook| webhook["webhookEvent"].as_str().unwrap()).collect();
    let expected: BTreeSet<_> = EventType::ALL[IN_MANIFEST..].iter().map(|event| event.name()).collect();
    assert_eq!((ours.len(), events), (expected.len(), expected), "one for each event that the manifest doesn't carry");
    assert_eq!(others, foreign, "nobody else's is touched");
    let coverage = world.run("events coverage --addon universal-webhook --format json").json();
    assert_eq!(coverage["workspaces"][0]["summary"]["registered"], EventType::ALL.len() - IN_MANIFEST, "{coverage}");
}
