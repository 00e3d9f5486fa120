//! Fetching a workspace's data with the command, against a simulated Clockify that the test runs.

use std::collections::BTreeMap;

use clockify_addons::db::entities::{cached_entity, job};
use clockify_addons::sandbox::api::{Fault, Options, Rule, Sizes, When};
use rustix::process::Signal;
use serde_json::Value;

use crate::harness::{Clockify, Engine, Outcome, World, both, eventually};

both!(
    killed_twice_it_ends_like_one_that_never_was,
    what_an_operator_sees,
    what_is_missing_is_said,
    ctrl_c_leaves_a_run_that_goes_on,
    two_at_once_share_one_run,
);

/// The command, for the workspace of the simulated Clockify.
const BOOTSTRAP: &str = "bootstrap --addon universal-webhook --workspace a4459f2a9c3f4ddaf0124269 --sandbox";

/// A workspace that is read in a moment.
fn small(options: &mut Options) {
    options.sizes = Sizes::small();
}

/// A world with Universal Webhook installed, which fetches everything there is.
fn installed(clockify: &Clockify, engine: Engine) -> World {
    let world = clockify
        .world(engine)
        .set("UW_BOOTSTRAP_INCLUDE_TIME_ENTRIES", "true")
        .set("UW_BOOTSTRAP_INCLUDE_HEAVY", "true")
        .set("UW_BOOTSTRAP_TIME_ENTRY_DAYS", "365")
        .set("UW_BOOTSTRAP_MAX_RPS", "50");
    clockify.installed(&world);
    world
}

/// What the cache holds, but for when it was fetched.
fn cache(world: &World) -> BTreeMap<(String, String), (String, String)> {
    let rows = world.rows::<cached_entity::Entity>().into_iter();
    rows.map(|row| ((row.entity_type, row.entity_id), (row.parent_id, row.payload))).collect()
}

/// The only workspace of a result.
fn workspace(outcome: &Outcome) -> Value {
    let document = outcome.document();
    let [workspace] = &document["workspaces"].as_array().unwrap()[..] else { panic!("{outcome}") };
    workspace.clone()
}

fn operations(outcome: &Outcome) -> Vec<Value> {
    workspace(outcome)["operations"].as_array().unwrap().clone()
}

/// New, changed, the same, and gone.
fn written(outcome: &Outcome) -> [u64; 4] {
    let sum = |name: &str| operations(outcome).iter().map(|operation| operation[name].as_u64().unwrap()).sum();
    ["inserted", "updated", "unchanged", "removed"].map(sum)
}

/// The cache holds as many of each type as the workspace, of all that was to be fetched.
fn check(clockify: &Clockify, world: &World, outcome: &Outcome) {
    let types: Vec<_> = operations(outcome).iter().map(|one| one["entity"].as_str().unwrap().to_owned()).collect();
    let mut counts = BTreeMap::new();
    for (entity, _) in cache(world).into_keys() {
        *counts.entry(entity).or_insert(0) += 1;
    }
    assert_eq!(counts, clockify.counts(&types), "{outcome}");
}

/// A workspace of the usual size: 200 projects, 2,000 tasks, 50 users, 20,000 time entries.
fn killed_twice_it_ends_like_one_that_never_was(engine: Engine) {
    let clockify = Clockify::start(51, |_| {});
    let world = installed(&clockify, engine);
    for calls in [60, 150] {
        let process = world.spawn(BOOTSTRAP);
        eventually("a run gets on", || (clockify.calls() >= calls).then_some(()));
        process.kill();
    }
    assert!(!cache(&world).is_empty(), "pages are kept as they come");
    let outcome = world.run(&format!("{BOOTSTRAP} --format json"));
    assert_eq!(workspace(&outcome)["state"], "COMPLETE", "{outcome}");
    assert!(outcome.stderr.contains("its run is followed"), "until the lease of the killed one is over: {outcome}");
    assert_eq!(outcome.code, Some(0), "{outcome}");
    check(&clockify, &world, &outcome);
    let found = cache(&world);
    let [new, changed, same, gone] = written(&outcome);
    assert_eq!([new, changed, same, gone], [found.len() as u64, 0, 0, 0], "each was stored once");
    let pages: u64 = operations(&outcome).iter().map(|operation| operation["pages"].as_u64().unwrap()).sum();
    // Each kill may take ten lists' calls along, whose pages were never stored.
    let calls = clockify.calls();
    assert!((pages..=pages + 20).contains(&calls), "no page is fetched again: {calls} calls for {pages} pages");

    let undisturbed = installed(&clockify, engine);
    undisturbed.run(BOOTSTRAP).ok();
    assert!(found == cache(&undisturbed), "the same entities with the same content");

    let again = world.run(&format!("{BOOTSTRAP} --format json"));
    assert_eq!(workspace(&again)["state"], "COMPLETE", "{again}");
    assert_eq!(written(&again), [0, 0, new, 0], "a second run writes nothing");
}

fn what_an_operator_sees(engine: Engine) {
    let clockify = Clockify::start(51, small);
    let world = installed(&clockify, engine);
    let plan = world.run(&format!("{BOOTSTRAP} --dry-run"));
    insta::assert_snapshot!("bootstrap-dry-run", plan.to_string());
    let plan = world.run(&format!("{BOOTSTRAP} --dry-run --format json")).json();
    assert_eq!(plan["workspaces"][0]["settings"]["rps"], 50, "{plan}");
    assert!(plan["workspaces"][0]["plan"].as_array().unwrap().iter().any(|step| step["operation"] == "getTags"));
    assert_eq!((clockify.calls(), cache(&world).len()), (0, 0), "a dry run calls nothing and stores nothing");

    let outcome = world.run(BOOTSTRAP);
    assert_eq!(outcome.code, Some(0), "{outcome}");
    insta::assert_snapshot!("bootstrap", outcome.to_string());
    insta::assert_snapshot!(
        "bootstrap-again",
        world.run("bootstrap --addon universal-webhook --all-workspaces --sandbox").to_string()
    );
    let outcome = world.run(&format!("{BOOTSTRAP} --full --format json"));
    insta::assert_snapshot!("bootstrap-json", outcome.to_string());
    check(&clockify, &world, &outcome);
}

fn what_is_missing_is_said(engine: Engine) {
    let clockify = Clockify::start(51, small);
    let world = installed(&clockify, engine).set("BOOTSTRAP_MAX_RETRIES", "0");
    clockify.api.add_fault(Rule::at("getTags", Fault::Status { status: 503 }, When::Always));
    clockify.api.add_fault(Rule::at("getInvoices", Fault::Plan, When::Always));
    let outcome = world.run(BOOTSTRAP);
    assert_eq!(outcome.code, Some(3), "{outcome}");
    insta::assert_snapshot!("bootstrap-partial", outcome.to_string());

    clockify.api.clear_faults();
    clockify.api.add_fault(Rule::at("getTags", Fault::RepeatedPages, When::Always));
    let outcome = world.run(&format!("{BOOTSTRAP} --format json"));
    assert_eq!((outcome.code, &workspace(&outcome)["state"]), (Some(3), &"COMPLETE_WITH_WARNINGS".into()), "{outcome}");

    clockify.api.clear_faults();
    clockify.api.set_active(&clockify.installation.addon_id, false);
    world.execute("DELETE FROM job");
    let outcome = world.run(BOOTSTRAP);
    assert_eq!(outcome.code, Some(1), "{outcome}");
    insta::assert_snapshot!("bootstrap-refused", outcome.to_string());
    let jobs: Vec<_> = world.rows::<job::Entity>().into_iter().map(|job| job.kind).collect();
    assert_eq!(jobs, ["registration"], "the next server looks into it");
}

fn ctrl_c_leaves_a_run_that_goes_on(engine: Engine) {
    let clockify = Clockify::start(51, small);
    let world = installed(&clockify, engine);
    clockify.api.add_fault(Rule::at("getTasks", Fault::Slow { ms: 100 }, When::Always));
    let process = world.spawn(BOOTSTRAP);
    eventually("a run gets on", || (clockify.calls() >= 15).then_some(()));
    process.signal(Signal::INT);
    let outcome = process.end();
    assert_eq!(outcome.code, Some(3), "{outcome}");
    insta::assert_snapshot!("bootstrap-stopped", outcome.to_string());
    clockify.api.clear_faults();
    let (before, fetched) = (clockify.calls(), cache(&world).len());
    assert!(fetched > 0);
    let outcome = world.run(&format!("{BOOTSTRAP} --format json"));
    assert_eq!(workspace(&outcome)["state"], "COMPLETE", "{outcome}");
    assert!(!outcome.stderr.contains("followed"), "nobody holds it any more: {outcome}");
    let pages: u64 = operations(&outcome).iter().map(|operation| operation["pages"].as_u64().unwrap()).sum();
    assert!(clockify.calls() - before < pages, "it goes on where it stopped");
    check(&clockify, &world, &outcome);
}

fn two_at_once_share_one_run(engine: Engine) {
    let clockify = Clockify::start(51, small);
    let world = installed(&clockify, engine);
    clockify.api.add_fault(Rule::at("getTasks", Fault::Slow { ms: 100 }, When::Always));
    let json = format!("{BOOTSTRAP} --format json");
    let (one, two) = (world.spawn(&json), world.spawn(&json));
    let (one, two) = (one.end().ok(), two.end().ok());
    assert_eq!(workspace(&one)["run"], workspace(&two)["run"], "{one} {two}");
    let followed = [&one, &two].into_iter().filter(|outcome| outcome.stderr.contains("followed")).count();
    assert_eq!(followed, 1, "{one} {two}");
    check(&clockify, &world, &one);
}

#[test]
fn what_makes_no_sense_is_told() {
    let world = World::new();
    for (name, arguments) in [
        ("no-addon", "--workspace a4459f2a9c3f4ddaf0124269"),
        ("no-workspace", "--addon universal-webhook"),
        ("both", "--addon universal-webhook --workspace a4459f2a9c3f4ddaf0124269 --all-workspaces"),
        ("no-id", "--addon universal-webhook --workspace a/b"),
    ] {
        let outcome = world.run(&format!("bootstrap {arguments}"));
        assert_eq!(outcome.code, Some(2), "{outcome}");
        insta::assert_snapshot!(format!("bootstrap-usage-{name}"), outcome.to_string());
    }
    let outcome = world.run(BOOTSTRAP);
    insta::assert_snapshot!("bootstrap-no-database", outcome.to_string());
    assert_eq!(world.entries(), Vec::<std::path::PathBuf>::new(), "nothing is made by asking");
}

#[test]
fn a_workspace_without_the_add_on_is_named() {
    let clockify = Clockify::start(51, small);
    let world = installed(&clockify, Engine::Sqlite);
    let other = "bootstrap --addon universal-webhook --workspace b4459f2a9c3f4ddaf0124269 --sandbox";
    for (name, arguments) in [("unknown", other.to_owned()), ("unknown-plan", format!("{other} --dry-run"))] {
        let outcome = world.run(&arguments);
        assert_eq!(outcome.code, Some(1), "{outcome}");
        insta::assert_snapshot!(format!("bootstrap-{name}"), outcome.to_string());
    }
    assert_eq!(clockify.calls(), 0);
}
