//! The production checklist of the deployment guide.

use serde_json::Value;

use crate::harness::{Outcome, World, get};

/// How each item of the list ended, by its id without the add-on.
fn items(outcome: &Outcome) -> Vec<(String, String)> {
    let document = outcome.document();
    let one = |(key, entries): (&String, &Value)| (key.clone(), entries[0]["status"].as_str().unwrap().to_owned());
    document["checks"].as_object().unwrap().iter().map(one).collect()
}

fn status(outcome: &Outcome, key: &str) -> String {
    items(outcome).into_iter().find(|(name, _)| name == key).unwrap_or_else(|| panic!("{key}: {outcome}")).1
}

#[test]
fn a_development_set_up_is_told_what_it_lacks() {
    let outcome = World::new()
        .set("DEBUG", "true")
        .set("LOG_FORMAT", "text")
        .run("health --production --format json --timeout 0.5");
    assert_eq!(outcome.code, Some(1), "{outcome}");
    for addon in ["api-studio", "universal-webhook", "clockify-addon"] {
        for (item, expected) in
            [("database_url", "fail"), ("tls", "fail"), ("signatures", "pass"), ("database_password", "pass")]
        {
            assert_eq!(status(&outcome, &format!("{addon}:checklist.{item}")), expected, "{addon} {item}: {outcome}");
        }
    }
    for (item, expected) in [
        ("debug", "fail"),
        ("monitoring", "warn"),
        ("backups", "warn"),
        ("logs", "warn"),
        ("disaster_recovery", "warn"),
        ("retention", "warn"),
    ] {
        assert_eq!(status(&outcome, &format!("clockify-addons:checklist.{item}")), expected, "{item}: {outcome}");
    }
    let document = outcome.document();
    for (key, entries) in document["checks"].as_object().unwrap() {
        let entry = &entries[0];
        assert!(entry["status"] == "pass" || entry["hint"].is_string(), "{key} says what mends it");
    }
}

/// As the guide sets it, and with what it asks an operator to do done.
fn production() -> World {
    let password = "k9X2vQ7mZr4TbN8wLcY5pHsD";
    let mut world = World::new()
        .set("CLOCKIFY_ADDONS_SECRET_KEY", "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=")
        .set("DEBUG", "false")
        .set("LOG_LEVEL", "INFO")
        .set("LOG_FORMAT", "json");
    for (name, database) in [
        ("API_STUDIO_DB_URL", "api_studio"),
        ("UNIVERSAL_WEBHOOK_DB_URL", "universal_webhook"),
        ("DATABASE_URL", "clockify_addon"),
    ] {
        world = world.set(name, &format!("postgresql+asyncpg://clockify:{password}@postgres:5432/{database}"));
    }
    for name in ["API_STUDIO_BASE_URL", "UNIVERSAL_WEBHOOK_BASE_URL", "CLOCKIFY_ADDON_BASE_URL"] {
        world = world.set(name, &format!("https://addons.example.com/{}", name.to_lowercase()));
    }
    for name in [
        "API_STUDIO_WEBHOOK_LOG_RETENTION_DAYS",
        "API_STUDIO_FLOW_EXECUTION_RETENTION_DAYS",
        "UW_WEBHOOK_LOG_RETENTION_DAYS",
        "UW_FLOW_EXECUTION_RETENTION_DAYS",
        "UW_CACHE_TTL_DAYS",
    ] {
        world = world.set(name, "30");
    }
    world
}

#[test]
fn what_the_guide_sets_passes() {
    let world = production();
    let outcome = world.run("health --production --format json --timeout 0.5").ok();
    let open: Vec<_> = items(&outcome).into_iter().filter(|(_, status)| status != "pass").map(|(key, _)| key).collect();
    assert_eq!(
        open,
        [
            "clockify-addons:checklist.monitoring",
            "clockify-addons:checklist.backups",
            "clockify-addons:checklist.disaster_recovery"
        ],
        "{outcome}"
    );
    assert!(!outcome.mentions("k9X2vQ7m"), "{outcome}");

    // A backup that was made and rehearsed.
    let set = world.path("backups/one");
    std::fs::create_dir_all(&set).unwrap();
    std::fs::create_dir_all(world.path("backups/.partial-two")).unwrap();
    let manifest = serde_json::json!({ "finished_at": crate::harness::stamp() });
    std::fs::write(set.join("manifest.json"), manifest.to_string()).unwrap();
    let checks = serde_json::json!({ "drilled_at": crate::harness::stamp() });
    std::fs::create_dir_all(world.path("backups/.checks")).unwrap();
    std::fs::write(world.path("backups/.checks/one.json"), checks.to_string()).unwrap();
    let outcome = world.run("health --production --backups backups --format json --timeout 0.5").ok();
    assert_eq!(status(&outcome, "clockify-addons:checklist.backups"), "pass", "{outcome}");
    assert_eq!(status(&outcome, "clockify-addons:checklist.disaster_recovery"), "pass", "{outcome}");
    let outcome = world.run("health --production --backups backups --max-backup-age 0 --format json --timeout 0.5");
    assert_eq!(
        (outcome.code, status(&outcome, "clockify-addons:checklist.backups")),
        (Some(1), "fail".to_owned()),
        "{outcome}"
    );
    std::fs::remove_dir_all(&set).unwrap();
    let outcome = world.run("health --production --backups backups --format json --timeout 0.5");
    assert_eq!(
        status(&outcome, "clockify-addons:checklist.backups"),
        "fail",
        "what isn't finished is no backup: {outcome}"
    );
}

#[test]
fn the_guides_own_passwords_are_refused() {
    for password in ["your_password", "clockify", "short", "aaaaaaaaaaaaaaaaaaaaaaaaaaaa"] {
        let world =
            production().set("DATABASE_URL", &format!("postgresql://clockify:{password}@postgres:5432/clockify_addon"));
        let outcome = world.run("health --production --addon clockify-addon --format json --timeout 0.5");
        assert_eq!(outcome.code, Some(1), "{password}: {outcome}");
        assert_eq!(status(&outcome, "clockify-addon:checklist.database_password"), "fail", "{password}: {outcome}");
    }
}

#[test]
fn whoever_reads_the_metrics_is_seen() {
    let world = World::new().trusting();
    let server = world.serve("");
    let world = world.set("UNIVERSAL_WEBHOOK_PORT", &server.address().port().to_string());
    let ask = || world.run("health --production --addon universal-webhook --format json --timeout 20");
    assert_eq!(status(&ask(), "clockify-addons:checklist.monitoring"), "warn");
    get(server.address(), "/metrics").unwrap();
    let outcome = ask();
    assert_eq!(status(&outcome, "clockify-addons:checklist.monitoring"), "pass", "{outcome}");
    server.terminate().ok();
}
