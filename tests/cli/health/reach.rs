//! What the doctor calls and starts: the public address, and the program of native backups.

use std::fs;

use super::doctor::{Patient, deep};
use crate::harness::{Engine, answering, both};

both!(the_public_address_is_asked_for_its_manifest, the_program_of_native_backups_is_looked_for,);

/// The address of somebody who answers everything so.
fn saying(body: &'static str) -> String {
    let length = body.len();
    answering(move || format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"))
}

fn the_public_address_is_asked_for_its_manifest(engine: Engine) {
    const NAME: &str = "UNIVERSAL_WEBHOOK_BASE_URL";
    const CHECK: &str = "universal-webhook:address.answer";

    let mut patient = Patient::new(engine);
    for (address, status, said) in [
        (saying(r#"{"key":"universal-webhook-api","name":"x"}"#), "pass", "answers as universal-webhook-api"),
        (saying(r#"{"key":"clockify-api-studio"}"#), "warn", "answers as clockify-api-studio"),
        (saying("welcome"), "warn", "something else"),
        ("http://127.0.0.1:1".to_owned(), "warn", "can't be reached"),
    ] {
        patient = patient.set(NAME, &address);
        let outcome = patient.world.run(&deep()).ok();
        let check = &outcome.document()["checks"][CHECK][0];
        assert_eq!(check["status"], status, "{outcome}");
        assert!(check["output"].as_str().is_some_and(|text| text.contains(said)), "{outcome}");
        let hint = check["hint"].as_str().unwrap_or_default();
        assert_eq!(hint.contains(NAME) && hint.contains("--offline"), status == "warn", "{outcome}");
    }
    let offline = "health --deep --offline --addon universal-webhook --format json";
    assert!(patient.world.run(offline).document()["checks"][CHECK].is_null());
}

fn the_program_of_native_backups_is_looked_for(engine: Engine) {
    let check =
        |patient: &Patient| patient.world.run(&deep()).document()["checks"]["clockify-addons:backup.tool"][0].clone();
    let patient = Patient::new(engine);
    patient.world.run("backup create --addon universal-webhook").ok();
    assert!(check(&patient).is_null(), "portable ones need none");
    patient.world.run("backup create --addon universal-webhook --archive native").ok();
    let found = check(&patient);
    if engine == Engine::Sqlite {
        assert!(found.is_null(), "SQLite's need none: {found}");
        return;
    }
    assert_eq!(found["status"], "pass");
    assert!(found["output"].as_str().unwrap().starts_with("pg_dump 1"), "{found}");
    fs::create_dir(patient.world.path("bin")).unwrap();
    let bin = patient.world.path("bin").display().to_string();
    let found = check(&patient.set("PATH", &bin));
    assert_eq!((&found["status"], &found["output"]), (&"fail".into(), &"pg_dump isn't in PATH".into()));
    assert!(found["hint"].as_str().unwrap().contains("postgresql-client-"), "{found}");
}
