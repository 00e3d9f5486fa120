//! Databases and roles on a PostgreSQL server.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use crate::harness::{OwnServer, World, block_on};
use sea_orm::{ConnectionTrait, Database};

const DATABASES: [(&str, &str, &str); 3] = [
    ("api-studio", "API_STUDIO_DB_URL", "api_studio"),
    ("universal-webhook", "UNIVERSAL_WEBHOOK_DB_URL", "universal_webhook"),
    ("clockify-addon", "DATABASE_URL", "clockify_addon"),
];

/// The address of the server's owner without a password, as an option takes it.
pub(super) fn admin(server: &OwnServer) -> String {
    let (login, place) = server.url.split_once('@').unwrap();
    let (scheme, login) = login.split_once("://").unwrap();
    let user = login.split(':').next().unwrap();
    format!("{scheme}://{user}@{place}")
}

pub(super) fn password_file(world: &World, server: &OwnServer) -> String {
    let (login, _) = server.url.split_once('@').unwrap();
    let password = login.rsplit_once(':').map_or("none", |(_, password)| password.trim_start_matches("//"));
    world.write("admin-password", password);
    "--admin-password-file admin-password".to_owned()
}

/// Whether a statement works for whoever has this address.
fn may(world: &World, file: &str, statement: &str) -> bool {
    let url = fs::read_to_string(world.path(file)).unwrap();
    block_on(async {
        let Ok(connection) = Database::connect(url.trim()).await else { return false };
        let done = connection.execute_unprepared(statement).await.is_ok();
        connection.close().await.unwrap();
        done
    })
}

/// A world whose databases are these roles'.
fn as_role(from: &World, purpose: &str) -> World {
    let mut world =
        World::new().set("CLOCKIFY_ADDONS_SECRET_KEY_FILE", &from.path("secrets/secret-key").display().to_string());
    for (addon, variable, _) in DATABASES {
        let file = from.path(&format!("secrets/{addon}.{purpose}.url"));
        world = world.set(&format!("{variable}_FILE"), &file.display().to_string());
    }
    world
}

#[test]
fn three_databases_with_three_roles_each() {
    let server = OwnServer::start();
    let world = World::new();
    let admin = admin(&server);
    let init = format!("migrate init --admin-url {admin} {}", password_file(&world, &server));

    let shown = world.run(&format!("{init} --dry-run")).ok();
    assert!(
        shown.stdout.contains("CREATE DATABASE \"api_studio\" OWNER \"api_studio_owner\"")
            && shown.stdout.contains("PASSWORD '***'")
    );
    assert!(!shown.mentions("SCRAM-SHA-256$"), "{shown}");
    assert!(!world.path("secrets").exists(), "a dry run makes nothing");
    let again = world.run(&format!("{init} --dry-run")).ok();
    assert_eq!(again.stdout, shown.stdout, "nor on the server");

    let made = world.run(&format!("{init} -v")).ok();
    assert!(!made.mentions("SCRAM-SHA-256"), "not even what is made of a password: {made}");
    let bits = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(bits(&world.path("secrets")), 0o700);
    let mut addresses = Vec::new();
    for (addon, _, _) in DATABASES {
        for purpose in ["owner", "app", "read"] {
            let path = world.path(&format!("secrets/{addon}.{purpose}.url"));
            assert_eq!(bits(&path), 0o600, "{}", path.display());
            let address = fs::read_to_string(&path).unwrap();
            let (login, _) = address.split_once('@').unwrap();
            let password = login.rsplit_once(':').unwrap().1;
            assert!(password.len() >= 40 && !made.mentions(password), "{made}");
            addresses.push(address);
        }
    }
    assert_eq!(bits(&world.path("secrets/secret-key")), 0o600);

    // The owner migrates; nobody else can.
    let (owner, app) = (as_role(&world, "owner"), as_role(&world, "app"));
    let outcome = app.run("migrate");
    assert_ne!(outcome.code, Some(0), "the server's role makes no tables: {outcome}");
    owner.run("migrate").ok();
    owner.run("migrate check").ok();
    let app = app.set("CLOCKIFY_ADDONS_LOG_FILES", "false").trusting();
    app.run("migrate status --exit-code").ok();
    let running = app.serve_all("--no-migrate");
    running.terminate().ok();
    for (addon, _, _) in DATABASES {
        let file = |purpose: &str| format!("secrets/{addon}.{purpose}.url");
        for (purpose, statement, expected) in [
            ("app", "INSERT INTO view_revision (name, revision) VALUES ('x', 1)", true),
            ("app", "DELETE FROM view_revision WHERE name = 'x'", true),
            ("app", "CREATE TABLE tea (x int)", false),
            ("app", "DROP TABLE job", false),
            ("read", "SELECT count(*) FROM webhook_event", true),
            ("read", "DELETE FROM webhook_event", false),
            ("read", "CREATE TABLE tea (x int)", false),
            ("owner", "CREATE TABLE tea (x int); DROP TABLE tea", true),
        ] {
            assert_eq!(may(&world, &file(purpose), statement), expected, "{addon} {purpose}: {statement}");
        }
    }
    // One add-on's role doesn't get into another's database.
    let stranger = fs::read_to_string(world.path("secrets/api-studio.app.url")).unwrap();
    fs::write(world.path("stranger"), stranger.replace("/api_studio", "/clockify_addon")).unwrap();
    assert!(!may(&world, "stranger", "SELECT 1"), "PUBLIC has no right to connect");

    // The doctor has nothing to say of such roles.
    let doctor = app.run("health --deep --format json");
    let checks = doctor.document();
    for (addon, _, _) in DATABASES {
        assert_eq!(checks["checks"][format!("{addon}:database.role")][0]["status"], "pass", "{doctor}");
    }

    // Once more: everything is there, and stays as it is.
    world.run(&init).ok();
    let kept: Vec<_> = DATABASES
        .iter()
        .flat_map(|(addon, ..)| ["owner", "app", "read"].map(|purpose| format!("secrets/{addon}.{purpose}.url")))
        .map(|file| fs::read_to_string(world.path(&file)).unwrap())
        .collect();
    assert_eq!(kept, addresses);
    app.run("migrate status --exit-code").ok();
    // Without the files nobody knows the passwords, and they are left alone.
    fs::remove_dir_all(world.path("secrets")).unwrap();
    let outcome = world.run(&init).ok();
    assert!(outcome.stdout.contains("its password is not known here"), "{outcome}");
    assert!(!world.path("secrets/api-studio.app.url").exists());
}

#[test]
fn the_role_and_password_of_an_address_are_taken_and_may_migrate() {
    let server = OwnServer::start();
    let (_, place) = server.url.split_once('@').unwrap();
    let (place, _) = place.rsplit_once('/').unwrap();
    let url = format!("postgresql+asyncpg://clockify_app:aB3/+canary-of-an-app==@{place}/api_studio");
    let world = World::new()
        .set("API_STUDIO_DB_URL", &url)
        .set("CLOCKIFY_ADDONS_SECRET_KEY", "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=");
    let init = format!(
        "migrate init --addon api-studio --app-migrates --admin-url {} {}",
        admin(&server),
        password_file(&world, &server)
    );
    for _ in 0..2 {
        let outcome = world.run(&init).ok();
        assert!(outcome.stdout.contains("app   clockify_app") && !outcome.mentions("canary"), "{outcome}");
        world.run("migrate --addon api-studio").ok();
        assert!(
            may(
                &world,
                "secrets/api-studio.owner.url",
                "ALTER TABLE job ADD COLUMN tea int; ALTER TABLE job DROP COLUMN tea"
            ),
            "the tables are the owner's"
        );
        assert!(may(&world, "secrets/api-studio.read.url", "SELECT count(*) FROM job"));
    }
}

#[test]
fn what_is_refused() {
    let world = World::new();
    let outcome = world.run("migrate init --admin-url postgresql://postgres:canary@127.0.0.1:1/postgres");
    assert_eq!(outcome.code, Some(64), "{outcome}");
    assert!(!outcome.mentions("canary") && outcome.mentions("--admin-password-file"), "{outcome}");
    assert_eq!(world.run("migrate init --admin-url sqlite:///x.db").code, Some(2));
    assert_eq!(world.run("migrate init").code, Some(2));
    assert_eq!(world.run("migrate init --admin-url postgresql://postgres@127.0.0.1:1/postgres").code, Some(69));
    let world = world.set("API_STUDIO_DB_URL", "postgresql://postgres@127.0.0.1:1/api_studio");
    let outcome = world.run("migrate init --addon api-studio --admin-url postgresql://postgres@127.0.0.1:1/postgres");
    assert_eq!(outcome.code, Some(64), "the add-on is not to be the server's owner: {outcome}");
    assert_eq!(world.entries(), Vec::<std::path::PathBuf>::new());
}
