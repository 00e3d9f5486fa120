//! What is set, where it came from, and what is wrong with it.

use std::net::TcpListener;

use serde_json::{Value, json};

use crate::harness::World;

/// Ten mistakes at once, two of them in values that are secret.
const BAD: [(&str, &str); 10] = [
    ("HOST", "nowhere"),
    ("PORT", "http"),
    ("API_STUDIO_DB_URL", "mysql://u:canary@db/x"),
    ("UNIVERSAL_WEBHOOK_BASE_URL", "ftp://example.com"),
    ("UW_ENABLE_CUSTOM_WEBHOOKS", "maybe"),
    ("CLOCKIFY_ENVIRONMENT", "mars"),
    ("WEBHOOK_MAX_PAYLOAD_BYTES", "5"),
    ("CLOCKIFY_ADDONS_DRAIN_SECONDS", "-1"),
    ("LOG_FORMAT", "xml"),
    ("CLOCKIFY_ADDONS_SECRET_KEY", "canary"),
];

fn world(variables: &[(&str, &str)]) -> World {
    variables.iter().fold(World::new(), |world, (name, value)| world.set(name, value))
}

/// A misspelt name is silently its own default, and that may be another database.
#[test]
fn a_setting_that_there_is_not_is_refused_by_whoever_reads_settings() {
    let world = World::new().set("CLOCKIFY_ADDONS_BACKUP_DIRS", "canary");
    for command in [
        "serve",
        "migrate",
        "migrate status",
        "migrate plan",
        "backup",
        "backup list",
        "events list",
        "flows list",
        "flows validate /dev/null",
        "replays list",
        "sources list",
        "bootstrap --addon api-studio --all-workspaces",
        "catalogue list",
        "manifest --addon api-studio",
        "retention-sweep --dry-run",
        "secrets rotate --dry-run",
        "sandbox --once",
        "config check",
    ] {
        let outcome = world.run(command);
        // What it reads first may be wrong, too: an empty file is no flow.
        let codes = if command.contains("validate") { [65, 78] } else { [78, 78] };
        assert!(outcome.code.is_some_and(|code| codes.contains(&code)), "`{command}`: {outcome}");
        let said = outcome.mentions("did you mean CLOCKIFY_ADDONS_BACKUP_DIR?");
        assert!(said || command.contains("validate"), "`{command}`: {outcome}");
        assert!(!outcome.mentions("canary"), "{outcome}");
    }
    let document = world.run("migrate --format json").document();
    assert_eq!((&document["error"]["code"], &document["error"]["kind"]), (&json!(78), &json!("config")));
    // Whoever needs none of them isn't kept from anything, and a probe asks a server that runs.
    for (command, code) in [("secrets generate", 0), ("man", 0), ("config show", 0), ("health --timeout 0.1", 1)] {
        let outcome = world.run(command);
        assert_eq!(outcome.code, Some(code), "`{command}`: {outcome}");
    }
    assert_eq!(world.run("health --url http://127.0.0.1:1").code, Some(1));
}

/// Names under prefixes that others may have, too.
#[test]
fn a_name_that_may_be_somebody_elses_is_warned_of_where_it_looks_misspelt() {
    let world = World::new().set("UNIVERSAL_WEBHOOK_DATABASE_URL", "canary").set("CLOCKIFY_SOMETHING_ELSE", "canary");
    for command in ["migrate status", "backup create --dry-run", "events list", "retention-sweep --dry-run"] {
        let outcome = world.run(command);
        assert!(outcome.stderr.contains("warning: UNIVERSAL_WEBHOOK_DATABASE_URL in the environment"), "{outcome}");
        assert!(outcome.stderr.contains("did you mean UNIVERSAL_WEBHOOK_DB_URL?"), "{outcome}");
        assert!(!outcome.mentions("SOMETHING_ELSE") && !outcome.mentions("canary"), "{outcome}");
        assert!(!world.run(&format!("{command} --quiet")).mentions("DATABASE_URL in"), "{command}");
    }
    let outcome = world.run("config check").ok();
    assert!(outcome.mentions("CLOCKIFY_SOMETHING_ELSE"), "{outcome}");
}

#[test]
fn nothing_set_is_in_order() {
    insta::assert_snapshot!("check-ok", World::new().run("config check").to_string());
}

#[test]
fn ten_mistakes_are_told_at_once() {
    let world = world(&BAD);
    let outcome = world.run("config check");
    assert!(!outcome.mentions("canary"));
    insta::assert_snapshot!("check-ten", outcome.to_string());

    let outcome = world.run("config check --format json");
    assert!(!outcome.mentions("canary"));
    assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(78), ""));
    let document = outcome.document();
    let mut names: Vec<_> =
        document["problems"].as_array().unwrap().iter().map(|problem| problem["name"].clone()).collect();
    let mut expected: Vec<Value> = BAD.iter().map(|(name, _)| json!(name)).collect();
    names.sort_by_key(ToString::to_string);
    expected.sort_by_key(ToString::to_string);
    assert_eq!((document["ok"].clone(), names), (json!(false), expected));
    assert_eq!(document["schema"], "clockify-addons/config-check/v1");
}

#[test]
fn a_server_with_ten_mistakes_starts_nothing() {
    // If it looked at the port at all, it would complain about it.
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let world = world(&BAD).set("API_STUDIO_PORT", &port);
    let outcome = world.run("serve");
    assert!(!outcome.mentions("canary"));
    assert_eq!(world.entries(), Vec::<std::path::PathBuf>::new(), "nothing may be created");
    insta::assert_snapshot!("serve-ten", outcome.to_string());

    let outcome = world.run("serve --format json");
    assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(78), ""));
    let document = outcome.document();
    assert_eq!((&document["error"]["code"], &document["error"]["kind"]), (&json!(78), &json!("config")));
    for (name, _) in BAD {
        assert!(document["error"]["message"].as_str().unwrap().contains(name), "{name}");
    }
}

#[test]
fn what_was_changed_is_shown_with_its_origin_and_without_secrets() {
    let world = world(&[
        ("UNIVERSAL_WEBHOOK_DB_URL", "postgresql+asyncpg://clockify:canary@db:5432/universal_webhook"),
        ("CLOCKIFY_ADDONS_SECRET_KEY_FILE", "key"),
        ("LOG_LEVEL", "WARNING"),
        ("PORT", ""),
    ]);
    world.write("key", "Y2FuYXJ5Y2FuYXJ5Y2FuYXJ5Y2FuYXJ5Y2FuYXJ5Y2E=\n");
    world.write(".env", "LOG_LEVEL=DEBUG\nADDON_NAME=Time for Tea # at four\nWEBHOOK_HMAC_SECRET=canary\n");
    let outcome = world.run("config show --changed");
    assert!(!outcome.mentions("canary") && !outcome.mentions("Y2FuYXJ5"));
    insta::assert_snapshot!("show-changed", outcome.to_string());

    let all = world.run("config show --format ndjson").ndjson();
    assert!(all.len() > 40);
    assert!(!format!("{all:?}").contains("canary"));
    let port = all.iter().find(|row| row["name"] == "PORT").unwrap();
    assert_eq!((&port["value"], &port["origin"]), (&json!("8002"), &json!("default")), "empty is not set");
}

/// What the guide's `.env` may say, none of it a default, with an alias here and there.
const GUIDE: [(&str, &str); 61] = [
    ("API_STUDIO_PORT", "9100"),
    ("API_STUDIO_BASE_URL", "https://studio.example.com"),
    ("API_STUDIO_BOOTSTRAP_MAX_RPS", "7"),
    ("API_STUDIO_BOOTSTRAP_INCLUDE_HEAVY_ENDPOINTS", "true"),
    ("API_STUDIO_WEBHOOK_LOG_RETENTION_DAYS", "41"),
    ("API_STUDIO_FLOW_EXECUTION_RETENTION_DAYS", "42"),
    ("API_STUDIO_DB_URL", "sqlite+aiosqlite:///./one.db"),
    ("API_STUDIO_ADDON_KEY", "a-studio"),
    ("API_STUDIO_REQUIRE_SIGNATURE_VERIFICATION", "1"),
    ("UNIVERSAL_WEBHOOK_PORT", "9101"),
    ("UNIVERSAL_WEBHOOK_BASE_URL", "https://webhook.example.com"),
    ("UNIVERSAL_WEBHOOK_DB_URL", "sqlite:///./two.db"),
    ("UNIVERSAL_WEBHOOK_ADDON_KEY", "a-webhook"),
    ("UNIVERSAL_WEBHOOK_REQUIRE_SIGNATURE_VERIFICATION", "yes"),
    ("UW_BOOTSTRAP_MAX_RPS", "8"),
    ("UW_BOOTSTRAP_MAX_PAGES", "9"),
    ("UW_BOOTSTRAP_INCLUDE_HEAVY", "on"),
    ("UW_BOOTSTRAP_INCLUDE_TIME_ENTRIES", "t"),
    ("UW_BOOTSTRAP_TIME_ENTRY_DAYS", "10"),
    ("UW_ENABLE_FLOWS", "no"),
    ("UW_ENABLE_CUSTOM_WEBHOOKS", "off"),
    ("UW_ENABLE_GENERIC_HTTP_ACTIONS", "y"),
    ("UW_WEBHOOK_LOG_RETENTION_DAYS", "43"),
    ("UW_FLOW_EXECUTION_RETENTION_DAYS", "44"),
    ("UW_CACHE_TTL_DAYS", "3"),
    ("PORT", "9102"),
    ("CLOCKIFY_ADDON_BASE_URL", "https://addon.example.com"),
    ("DATABASE_URL", "sqlite:///./three.db"),
    ("ADDON_KEY", "an-addon"),
    ("ADDON_NAME", "Tea"),
    ("ADDON_DESCRIPTION", "Time for tea"),
    ("ADDON_VENDOR_NAME", "Tea House"),
    ("ADDON_VENDOR_URL", "https://tea.example.com"),
    ("AUTO_BOOTSTRAP_ON_INSTALL", "false"),
    ("REQUIRE_SIGNATURE_VERIFICATION", "f"),
    ("BOOTSTRAP_MAX_RPS", "11"),
    ("BOOTSTRAP_BATCH_SIZE", "12"),
    ("BOOTSTRAP_MAX_RETRIES", "13"),
    ("BOOTSTRAP_MAX_PAGES", "14"),
    ("WEBHOOK_MAX_PAYLOAD_BYTES", "2000000"),
    ("API_CALL_MAX_PAYLOAD_BYTES", "2000001"),
    ("WEBHOOK_REQUEST_MAX_RETRIES", "15"),
    ("WEBHOOK_REQUEST_BACKOFF_BASE", "0.25"),
    ("WEBHOOK_REQUEST_BACKOFF_CAP", "9"),
    ("RATE_LIMIT_ENABLED", "0"),
    ("RATE_LIMIT_RPS", "33"),
    ("USE_REDIS", "true"),
    ("REDIS_URL", "redis://cache.example.com:6380/1"),
    ("CLOCKIFY_ENVIRONMENT", "dev"),
    ("CLOCKIFY_JWKS_URL", "https://keys.example.com/all"),
    ("CLOCKIFY_JWKS_PROD_URL", "https://keys.example.com/prod"),
    ("CLOCKIFY_JWKS_DEV_URL", "https://keys.example.com/dev"),
    ("CLOCKIFY_ALLOWED_API_DOMAINS", "example.com,*.example.com"),
    ("CLOCKIFY_API_BASE_URL", "https://api.example.com/api"),
    ("CLOCKIFY_DEVELOPER_API_BASE", "https://developer.example.com/api"),
    ("CLOCKIFY_REPORTS_API_BASE", "https://reports.example.com"),
    ("LOG_LEVEL", "WARNING"),
    ("LOG_FORMAT", "text"),
    ("LOG_DIR", "somewhere"),
    ("DEBUG", "true"),
    ("WEBHOOK_HMAC_SECRET", "canary-canary-canary"),
];

/// Under which name the rest is shown, and as what.
const SHOWN: [(&str, &str, &str); 4] = [
    ("API_STUDIO_DB_URL", "API_STUDIO_DB_URL", "sqlite:///./one.db"),
    ("CLOCKIFY_ADDON_BASE_URL", "BASE_URL", "https://addon.example.com"),
    ("CLOCKIFY_ALLOWED_API_DOMAINS", "ALLOWED_API_DOMAINS", "example.com,*.example.com"),
    ("WEBHOOK_HMAC_SECRET", "WEBHOOK_HMAC_SECRET", "***"),
];

#[test]
fn every_variable_of_the_guide_takes_effect_under_its_own_name() {
    let defaults = World::new().run("config show --format ndjson").ndjson();
    let rows = world(&GUIDE).run("config show --format ndjson").ndjson();
    let row = |rows: &[Value], name: &str| rows.iter().find(|row| row["name"] == name).cloned();
    for (name, set) in GUIDE {
        let (_, as_name, as_value) = SHOWN.into_iter().find(|shown| shown.0 == name).unwrap_or((name, name, set));
        let shown = row(&rows, as_name).unwrap_or_else(|| panic!("{name} is not shown"));
        assert_eq!((&shown["value"], &shown["origin"]), (&json!(as_value), &json!("environment")), "{name}");
        assert_ne!(
            row(&defaults, as_name).unwrap()["value"],
            shown["value"],
            "{name} is its default: it proves nothing"
        );
    }
}

#[test]
fn unverified_signatures_are_refused_in_public() {
    let world = world(&[
        ("REQUIRE_SIGNATURE_VERIFICATION", "false"),
        ("CLOCKIFY_ADDON_BASE_URL", "https://addons.example.com/"),
    ]);
    for command in ["config check", "serve --addon clockify-addon"] {
        let outcome = world.run(command);
        assert_eq!(outcome.code, Some(78), "{outcome}");
        for name in ["REQUIRE_SIGNATURE_VERIFICATION", "CLOCKIFY_ADDON_BASE_URL"] {
            assert!(outcome.mentions(name), "{name}: {outcome}");
        }
    }
    assert_eq!(world.entries(), Vec::<std::path::PathBuf>::new());
}

#[test]
fn unverified_signatures_are_shouted_about_elsewhere() {
    let world = world(&[("UNIVERSAL_WEBHOOK_REQUIRE_SIGNATURE_VERIFICATION", "false")]);
    let outcome = world.serve("").terminate();
    assert_eq!(outcome.code, Some(0), "{outcome}");
    let warning = outcome.stderr.lines().find(|line| line.contains("UNIVERSAL_WEBHOOK_REQUIRE_SIGNATURE_VERIFICATION"));
    assert!(warning.is_some_and(|line| line.contains(r#""level":"WARN""#) && line.contains("forge")), "{outcome}");
}

#[test]
fn postgresql_needs_a_key_that_is_given() {
    let world = world(&[("UNIVERSAL_WEBHOOK_DB_URL", "postgresql://u:canary@127.0.0.1:1/x")]);
    let outcome = world.run("serve --addon universal-webhook");
    assert!(!outcome.mentions("canary"));
    insta::assert_snapshot!("no-key", outcome.to_string());
    let key = world.run("secrets generate").ok().stdout;
    let world = world.set("CLOCKIFY_ADDONS_SECRET_KEY", key.trim());
    assert_eq!(world.run("config check").code, Some(0), "what it told us to do must help");
}

#[test]
fn names_that_contradict_each_other_or_mean_nothing_are_warned_about() {
    let world = world(&[
        ("BASE_URL", "https://one.example.com"),
        ("CLOCKIFY_ADDON_BASE_URL", "https://two.example.com"),
        ("UNIVERSAL_WEBHOOK_DATABASE_URL", "sqlite:///x.db"),
        ("CLOCKIFY_API_KEY", "x"),
    ]);
    insta::assert_snapshot!("check-warnings", world.run("config check").to_string());
}

#[test]
fn two_add_ons_on_one_port_are_refused() {
    let world = world(&[("PORT", "8000"), ("DATABASE_URL", "sqlite:///api_studio.db")]);
    for command in ["config check", "serve"] {
        let outcome = world.run(command);
        assert_eq!(outcome.code, Some(78), "{outcome}");
        assert!(outcome.mentions("API_STUDIO_PORT and PORT: both are 8000"), "{outcome}");
        assert!(outcome.mentions("API_STUDIO_DB_URL and DATABASE_URL"), "{outcome}");
    }
    // One of them alone is nobody's neighbour.
    assert_eq!(world.run("config check --addon clockify-addon").code, Some(0));
}

#[test]
fn a_bad_line_of_the_file_is_named_by_its_number() {
    let world = World::new();
    world.write(".env", "LOG_LEVEL=INFO\n# fine\nthis is canary no assignment\n1X=canary\n");
    for command in ["config check", "config show", "serve", "migrate"] {
        let outcome = world.run(command);
        assert_eq!(outcome.code, Some(78), "{command}: {outcome}");
        assert!(outcome.mentions(".env line 3") && outcome.mentions(".env line 4"), "{command}: {outcome}");
        assert!(!outcome.mentions("canary"));
    }
    let world = World::new().set("CLOCKIFY_ADDONS_ENV_FILE", "absent.env");
    let outcome = world.run("config check");
    assert_eq!(outcome.code, Some(78));
    assert!(outcome.mentions("CLOCKIFY_ADDONS_ENV_FILE") && outcome.mentions("absent.env"), "{outcome}");
}

#[test]
fn a_manifest_needs_no_server() {
    let world = world(&[("BASE_URL", "https://addons.example.com/tea"), ("ADDON_NAME", "Tea"), ("PORT", "0")]);
    let manifest = world.run("manifest --addon clockify-addon").json();
    assert_eq!((&manifest["name"], &manifest["baseUrl"]), (&json!("Tea"), &json!("https://addons.example.com/tea")));
    assert_eq!(world.entries(), Vec::<std::path::PathBuf>::new());
}
