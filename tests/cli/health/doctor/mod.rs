//! The doctor: finds what was planted, and nothing where nothing was.

mod databases;
mod fault;
mod patient;
mod settings;
mod surroundings;

use serde_json::Value;

use crate::harness::{Engine, Outcome, both};
use databases::DEAD;
use fault::Fault;
use patient::{ADDRESS, WORKSPACE};
pub(super) use patient::{Patient, deep};

both!(a_clean_set_up_has_no_findings);

const MIGRATE: &str = "migrate --addon universal-webhook";

/// What isn't as it should be, but for what the server that all tests share can't help, and that no add-on runs.
fn findings(outcome: &Outcome) -> Vec<(String, Value)> {
    let document = outcome.document();
    let checks = document["checks"].as_object().unwrap_or_else(|| panic!("{outcome}"));
    let all = checks.iter().map(|(key, entries)| (key.clone(), entries[0].clone()));
    all.filter(|(key, check)| {
        let shared = key.ends_with("database.durability") && check["output"] == "fsync is off"
            || key.ends_with("database.connections")
            || key.ends_with("address.answer") && check["output"].as_str().is_some_and(|said| said.contains(ADDRESS));
        check["status"] != "pass" && !shared
    })
    .collect()
}

fn a_clean_set_up_has_no_findings(engine: Engine) {
    let patient = Patient::new(engine);
    let before = patient.world.entries();
    let outcome = patient.world.run(&deep()).ok();
    assert_eq!(findings(&outcome), vec![], "{outcome}");
    assert!(outcome.document()["checks"].as_object().unwrap().len() >= 14, "{outcome}");
    assert_eq!(patient.world.entries(), before, "a look changes nothing");
    assert!(!outcome.mentions("canary"));
    // With something sealed, and after a server was there.
    let added = format!("sources add ci --workspace {WORKSPACE} --scheme github");
    patient.world.run(&added).ok();
    let outcome = patient.world.run(&deep()).ok();
    assert_eq!(findings(&outcome), vec![], "{outcome}");
    // With a backup that was restored for practice.
    patient.world.run("backup create --addon universal-webhook").ok();
    // On PostgreSQL it needs a schema of its own for a moment.
    let create = |word: &str, to: &str| {
        if let Some(owner) = &patient.owner {
            let url = owner.database();
            let (_, name) = url.rsplit_once('/').unwrap();
            owner.execute(&format!("{word} CREATE ON DATABASE {name} {to} {}", patient.role()));
        }
    };
    create("GRANT", "TO");
    patient.world.run("backup drill --addon universal-webhook").ok();
    create("REVOKE", "FROM");
    let outcome = patient.world.run(&deep()).ok();
    assert_eq!(findings(&outcome), vec![], "{outcome}");
    let document = outcome.document();
    for (check, part) in
        [("backup.age", "0 h"), ("backup.size", "B"), ("backup.drill", "0 d"), ("clockify.clock:127.0.0.1", "0 s")]
    {
        let found = &document["checks"][format!("clockify-addons:{check}")][0];
        assert!(found["output"].as_str().is_some_and(|said| said.contains(part)), "{check}: {outcome}");
    }
}

/// Each fault in a world of its own. All of them have to be found, with a hint that says what to change or to run.
fn all_are_found(faults: &[Fault], least: usize) {
    assert!(faults.len() >= least);
    let mut missed = Vec::new();
    for (name, check, hint, plant) in faults {
        let outcome = plant();
        assert!(!outcome.mentions("canary"), "{name}: {outcome}");
        let found = findings(&outcome);
        let matching = found.iter().any(|(key, finding)| {
            let (_, id) = key.split_once(':').unwrap();
            id == *check && finding["hint"].as_str().is_some_and(|said| said.contains(hint))
        });
        if !matching {
            missed.push(format!("{name}: {check} with {hint:?} is not among {found:#?}"));
        }
        let failed = found.iter().any(|(_, finding)| finding["status"] == "fail");
        assert_eq!(outcome.code, Some(i32::from(failed)), "{name}: {outcome}");
    }
    assert!(missed.is_empty(), "{} of {} missed:\n{}", missed.len(), faults.len(), missed.join("\n"));
}

#[test]
fn planted_faults_of_settings_and_files_are_found() {
    all_are_found(&settings::of_settings_and_files(), 17);
}

#[test]
fn planted_faults_of_surroundings_are_found() {
    all_are_found(&surroundings::of_surroundings(), 10);
    let outcome = Patient::new(Engine::Sqlite).world.run("health --deep --addon universal-webhook --offline").ok();
    assert!(!outcome.mentions("clockify.answer") && !outcome.mentions("address.answer"), "{outcome}");
}

#[test]
fn planted_faults_of_databases_are_found() {
    all_are_found(&databases::of_databases(), 28);
}

#[test]
fn planted_faults_of_disks_are_found() {
    all_are_found(&surroundings::of_disks(), 0);
}

#[test]
fn warnings_count_where_that_was_asked() {
    let patient = Patient::new(Engine::Sqlite);
    patient.operate(DEAD);
    patient.world.run("health --deep --offline --addon universal-webhook").ok();
    assert_eq!(patient.world.run("health --deep --offline --addon universal-webhook --strict").code, Some(1));
    let outcome = patient.world.run("health --deep --offline --addon universal-webhook --format nagios");
    assert_eq!(outcome.code, Some(1), "{outcome}");
    assert!(
        outcome.stdout.starts_with("CLOCKIFY-ADDONS WARNING - universal-webhook queue.dead: 1 failed for good | "),
        "{outcome}"
    );
    let outcome = patient.world.run("health --deep --offline --addon universal-webhook --findings").ok();
    assert_eq!(outcome.stdout.lines().count(), 3, "{outcome}");
    let lines =
        patient.world.run("health --deep --offline --addon universal-webhook --findings --format ndjson").ndjson();
    assert_eq!((lines.len(), &lines[0]["id"]), (1, &"queue.dead".into()));
}
