//! What a migration would do, what was done, and what is taken back.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::ONE;
use crate::harness::{Engine, World, both};

both!(
    a_plan_is_what_is_executed,
    a_plan_of_the_rest_is_what_is_executed,
    drift_is_found_and_stamped_again,
    a_server_starts_with_a_warning_of_drift,
    what_is_taken_back_is_asked_for,
    a_newer_database_that_only_adds_is_tolerated,
    a_late_migration_is_told,
    a_database_from_before_the_ledger_is_stamped,
);

const LEDGER: &str = "m20261127_000010_migration_ledger";
const HOLD: &str = "m20261127_000011_legal_hold";
const EXPLORER: &str = "m20261128_000012_explorer";
const SETTINGS: &str = "m20261128_000013_workspace_settings";
const RETENTION: &str = "m20261127_000009_retention";
const FLOWS: &str = "m20261126_000008_flows";

/// What the database's own catalogue says of its tables and indexes.
fn schema(world: &World, engine: Engine) -> BTreeMap<String, String> {
    let sql = match engine {
        Engine::Sqlite => "SELECT name, coalesce(sql, '') AS said FROM sqlite_schema",
        Engine::Postgres => {
            "SELECT table_name || '.' || column_name AS name, data_type || is_nullable || coalesce(column_default, '') AS said \
             FROM information_schema.columns WHERE table_schema = 'public' UNION ALL \
             SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' UNION ALL \
             SELECT relname, coalesce(array_to_string(reloptions, ','), '') || relpersistence::text FROM pg_class \
             WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
        }
    };
    world.pairs(sql).into_iter().collect()
}

/// The script of a plan, run by hand on an empty database, makes the very schema that the program makes.
fn a_plan_is_what_is_executed(engine: Engine) {
    let (by_hand, by_program) = (World::on(engine), World::on(engine));
    let before = by_hand.entries();
    let plan = by_hand.run(&format!("{ONE} plan --sql")).ok();
    assert_eq!(by_hand.entries(), before, "a plan touches nothing");
    assert!(plan.stdout.contains("CREATE TABLE") && plan.stdout.contains(FLOWS), "{plan}");
    assert_eq!(by_hand.run(&format!("{ONE} plan --exit-code")).code, Some(4));
    by_program.run(ONE).ok();
    by_hand.create(engine);
    by_hand.execute(&plan.stdout);
    assert_eq!(schema(&by_hand, engine), schema(&by_program, engine));
    // It notes what it did, as the program does.
    let status = by_hand.run(&format!("{ONE} status --format json")).json();
    assert_eq!(status["databases"][0]["pending"], json!([]), "{status}");
    by_hand.run(&format!("{ONE} check")).ok();
    let plan = by_hand.run(&format!("{ONE} plan --exit-code")).ok();
    assert_eq!(plan.stdout, "nothing is pending\n");
}

/// The same from one migration before the end.
fn a_plan_of_the_rest_is_what_is_executed(engine: Engine) {
    let (by_hand, by_program) = (World::on(engine), World::on(engine));
    for world in [&by_hand, &by_program] {
        world.run(ONE).ok();
        world.run(&format!("{ONE} down --steps 6 --yes")).ok();
    }
    let document = by_hand.run(&format!("{ONE} plan --format json")).json();
    assert_eq!(document["schema"], "clockify-addons/migrate-plan/v1");
    assert_eq!(document["databases"][0]["pending"], json!([FLOWS, RETENTION, LEDGER, HOLD, EXPLORER, SETTINGS]));
    assert_eq!(document["databases"][0]["steps"][0]["migrations"], json!([FLOWS]));
    let plan = by_hand.run(&format!("{ONE} plan --sql")).ok();
    assert_eq!(
        plan.stdout.matches("BEGIN;").count(),
        7,
        "each is a transaction of its own, and then the ledger: {plan}"
    );
    by_hand.execute(&plan.stdout);
    by_program.run(ONE).ok();
    assert_eq!(schema(&by_hand, engine), schema(&by_program, engine));
    by_hand.run(&format!("{ONE} check")).ok();
}

fn drift_is_found_and_stamped_again(engine: Engine) {
    let world = World::on(engine);
    world.run(ONE).ok();
    let check = world.run(&format!("{ONE} check --format json")).json();
    assert_eq!((&check["databases"][0]["drift"], &check["databases"][0]["unstamped"]), (&json!([]), &json!([])));

    let other = "0000000000000000000000000000000000000000000000000000000000000000";
    world.execute(&format!("UPDATE migration_ledger SET checksum = '{other}' WHERE version = '{FLOWS}'"));
    let outcome = world.run(&format!("{ONE} check"));
    assert_eq!(outcome.code, Some(65), "{outcome}");
    let document = world.run(&format!("{ONE} check --format json")).document();
    let drift = &document["databases"][0]["drift"][0];
    assert_eq!((&drift["version"], &drift["applied"]), (&json!(FLOWS), &json!(other)));
    let known = drift["known"].as_str().unwrap();
    assert!(outcome.mentions(FLOWS) && outcome.mentions(other) && outcome.mentions(known), "both hashes: {outcome}");

    let repair = format!("{ONE} repair --version {FLOWS}");
    let refused = world.run(&repair);
    assert_eq!(refused.code, Some(64), "{refused}");
    world.run(&format!("{repair} --dry-run")).ok();
    assert_eq!(world.run(&format!("{ONE} check")).code, Some(65), "neither changed anything");
    world.run(&format!("{repair} --yes")).ok();
    world.run(&format!("{ONE} check")).ok();
    assert_eq!(world.run(&format!("{repair} --yes")).ok().stdout, "nothing to do\n");
    assert_eq!(world.run(&format!("{ONE} repair --version tea --yes")).code, Some(1));
}

fn a_server_starts_with_a_warning_of_drift(engine: Engine) {
    let world = World::on(engine);
    world.run(ONE).ok();
    world.execute(&format!("UPDATE migration_ledger SET checksum = 'x' WHERE version = '{FLOWS}'"));
    let outcome = world.serve("").terminate().ok();
    assert!(outcome.stderr.contains("isn't what it was") && outcome.stderr.contains(FLOWS), "{outcome}");
}

fn what_is_taken_back_is_asked_for(engine: Engine) {
    let world = World::on(engine);
    world.run(ONE).ok();
    let before = schema(&world, engine);
    for (arguments, code) in [
        (format!("{ONE} down"), 64),
        (format!("{ONE} down --steps 6"), 64),
        ("migrate down --yes".to_owned(), 2),
        (format!("{ONE} down --steps 0 --yes"), 2),
        (format!("{ONE} down --steps 6 --dry-run"), 0),
    ] {
        let outcome = world.run(&arguments);
        assert_eq!(outcome.code, Some(code), "{arguments}: {outcome}");
        assert_eq!(schema(&world, engine), before, "{arguments} wrote");
    }
    let shown = world.run(&format!("{ONE} down --steps 6 --dry-run")).ok();
    assert!(shown.stdout.contains(&format!("-- {LEDGER}")) && shown.stdout.contains("DROP TABLE"), "{shown}");
    let done = world.run(&format!("{ONE} down --steps 6 --yes --format json")).json();
    assert_eq!(done["taken_back"], json!([SETTINGS, EXPLORER, HOLD, LEDGER, RETENTION, FLOWS]));
    assert_eq!(world.run(&format!("{ONE} status --exit-code")).code, Some(4));
    world.run(ONE).ok();
    assert_eq!(schema(&world, engine), before);
    world.run(&format!("{ONE} check")).ok();
}

#[test]
fn a_database_of_another_machine_is_named() {
    let world = World::new().set("UNIVERSAL_WEBHOOK_DB_URL", "postgresql://u:canary@db.example.com/universal");
    for more in ["", "--confirm other"] {
        let outcome = world.run(&format!("{ONE} down --yes {more}"));
        assert_eq!(outcome.code, Some(64), "{outcome}");
        assert!(outcome.stderr.contains("--confirm universal") && !outcome.mentions("canary"), "{outcome}");
    }
}

/// A newer release says of its migrations whether an older program can go on.
fn a_newer_database_that_only_adds_is_tolerated(engine: Engine) {
    let world = World::on(engine).trusting();
    world.run(ONE).ok();
    world.execute("INSERT INTO seaql_migrations (version, applied_at) VALUES ('m20990101_000001_tea', 0)");
    assert_eq!(world.run(&format!("{ONE} up")).code, Some(78));
    let stamp = |only: &str| {
        world.execute(&format!(
            "INSERT INTO migration_ledger (version, checksum, tool_version, expand_only, stamped_at_ms) \
             VALUES ('m20990101_000001_tea', 'x', '9.9.9', {only}, 0)"
        ));
    };
    stamp("FALSE");
    let outcome = world.run("serve --addon universal-webhook --port 0");
    assert_eq!(outcome.code, Some(78), "{outcome}");
    let known = clockify_addons::migrate::newest().unwrap();
    assert!(outcome.mentions("m20990101_000001_tea") && outcome.mentions(&known), "both versions: {outcome}");
    world.execute("DELETE FROM migration_ledger WHERE version = 'm20990101_000001_tea'");
    stamp("TRUE");
    world.run(&format!("{ONE} up")).ok();
    assert_eq!(world.run(&format!("{ONE} status --exit-code")).code, Some(78), "who asks is told all the same");
    world.serve("").terminate().ok();
    world.serve("--no-migrate").terminate().ok();
}

fn a_late_migration_is_told(engine: Engine) {
    let world = World::on(engine);
    world.run(ONE).ok();
    // As if this program had got it later than the others.
    world.execute("DROP TABLE api_call; DELETE FROM seaql_migrations WHERE version = 'm20261122_000005_api_calls'");
    let outcome = world.run(ONE);
    assert_eq!(outcome.code, Some(64), "{outcome}");
    assert!(outcome.mentions("m20261122_000005_api_calls") && outcome.mentions("--allow-out-of-order"), "{outcome}");
    world.run(&format!("{ONE} up --allow-out-of-order")).ok();
    world.run(&format!("{ONE} check")).ok();
}

/// A process that was killed between its migrations and their stamps, or a release that had no ledger.
fn a_database_from_before_the_ledger_is_stamped(engine: Engine) {
    let world = World::on(engine);
    world.run(ONE).ok();
    world.execute("DELETE FROM migration_ledger");
    let found = |outcome: Value| outcome["databases"][0]["unstamped"].as_array().unwrap().len();
    assert!(found(world.run(&format!("{ONE} check --format json")).json()) > 5);
    world.run(ONE).ok();
    assert_eq!(found(world.run(&format!("{ONE} check --format json")).json()), 0);
}
