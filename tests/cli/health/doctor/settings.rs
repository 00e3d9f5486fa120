//! Faults of settings, of keys, and of files.

use std::fs;

use super::fault::{Fault, fault, file, look, open_to_all, setting, under};
use super::patient::{KEY, Patient, WORKSPACE};
use crate::harness::Engine;

#[expect(clippy::too_many_lines, reason = "one fault after the other")]
pub(super) fn of_settings_and_files() -> Vec<Fault> {
    vec![
        fault("a value that can't be", "settings.value:LOG_FORMAT", "LOG_FORMAT", setting("LOG_FORMAT", "xml")),
        fault(
            "a misspelt name",
            "settings.warning:UW_ENABLE_FLOW",
            "UW_ENABLE_FLOW",
            setting("UW_ENABLE_FLOW", "false"),
        ),
        fault(
            "signatures not required on a public address",
            "settings.value:UNIVERSAL_WEBHOOK_REQUIRE_SIGNATURE_VERIFICATION",
            "UNIVERSAL_WEBHOOK_REQUIRE_SIGNATURE_VERIFICATION",
            setting("UNIVERSAL_WEBHOOK_REQUIRE_SIGNATURE_VERIFICATION", "false"),
        ),
        fault(
            "no https",
            "address.https",
            "UNIVERSAL_WEBHOOK_BASE_URL",
            setting("UNIVERSAL_WEBHOOK_BASE_URL", "http://10.0.0.7"),
        ),
        fault("a Redis that is away", "redis.answer", "REDIS_URL", || {
            look(
                &Patient::new(Engine::Sqlite)
                    .set("USE_REDIS", "true")
                    .set("REDIS_URL", "redis://:canary@127.0.0.1:1/0"),
            )
        }),
        fault("logs into a file", "logs.folder", "LOG_DIR", setting("LOG_DIR", "universal_webhook.db")),
        fault("few open files", "process.files", "LimitNOFILE", under("ulimit -n 256; exec \"$0\" \"$@\"")),
        fault("a key file that others can read", "secrets.file:CLOCKIFY_ADDONS_SECRET_KEY_FILE", "chmod 600", || {
            let patient = Patient::new(Engine::Sqlite);
            let path = patient.world.write("key", KEY);
            open_to_all(&path);
            look(&patient.set("CLOCKIFY_ADDONS_SECRET_KEY_FILE", "key"))
        }),
        fault(
            "a key file that isn't there",
            "secrets.file:CLOCKIFY_ADDONS_SECRET_KEY_FILE",
            "CLOCKIFY_ADDONS_SECRET_KEY_FILE",
            setting("CLOCKIFY_ADDONS_SECRET_KEY_FILE", "away"),
        ),
        fault("an .env file that others can read", "secrets.env_file", "chmod 600", || {
            let patient = Patient::new(Engine::Sqlite);
            open_to_all(&patient.world.write(".env", &format!("CLOCKIFY_ADDONS_SECRET_KEY={KEY}\n")));
            look(&patient)
        }),
        fault("another key", "secrets.key", "CLOCKIFY_ADDONS_SECRET_KEY", || {
            let patient = Patient::new(Engine::Postgres);
            patient.world.run(&format!("sources add ci --workspace {WORKSPACE} --scheme github")).ok();
            look(&patient.set("CLOCKIFY_ADDONS_SECRET_KEY", KEY))
        }),
        fault(
            "a key that is lost",
            "secrets.key",
            "CLOCKIFY_ADDONS_SECRET_KEY",
            file(|world| {
                fs::remove_file(world.path("clockify-addons.key")).unwrap();
            }),
        ),
        fault(
            "a key beside the database that others can read",
            "secrets.key",
            "chmod 600",
            file(|world| {
                open_to_all(&world.path("clockify-addons.key"));
            }),
        ),
        fault("a rotation that isn't finished", "secrets.key", "secrets rotate", || {
            let patient = Patient::new(Engine::Postgres);
            patient.world.run(&format!("sources add ci --workspace {WORKSPACE} --scheme github")).ok();
            let old = "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=";
            look(&patient.set("CLOCKIFY_ADDONS_SECRET_KEY", KEY).set("CLOCKIFY_ADDONS_SECRET_KEY_PREVIOUS", old))
        }),
        fault(
            "a database that others can read",
            "database.mode",
            "chmod 600",
            file(|world| {
                open_to_all(&world.path("universal_webhook.db"));
            }),
        ),
        fault(
            "a log that is never written back",
            "database.log",
            "transaction",
            file(|world| {
                fs::File::create(world.path("universal_webhook.db-wal")).unwrap().set_len(300 << 20).unwrap();
            }),
        ),
        fault(
            "a damaged file",
            "database.file",
            "backup restore",
            file(|world| {
                let path = world.path("universal_webhook.db");
                let mut bytes = fs::read(&path).unwrap();
                bytes[8192..8192 * 8].fill(0x5A);
                fs::write(&path, bytes).unwrap();
            }),
        ),
    ]
}
