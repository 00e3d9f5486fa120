//! Faults of backups, of Clockify and the clocks, and of disks.

use std::fs;
use std::process::Command;

use serde_json::json;

use super::fault::{Fault, fault, look, setting};
use super::patient::{Patient, clockify, deep};
use crate::harness::{Engine, World, now};

/// Backups in a folder: how many hours ago each was made, how large it is, and whether it was restored for practice.
fn backups(world: &World, sets: &[(i64, u64, bool)]) {
    let time = |hours: i64| clockify_addons::clock::stamp(now() - time::Duration::hours(hours));
    fs::create_dir_all(world.path("backups/.checks")).unwrap();
    for (number, (age, bytes, drilled)) in sets.iter().enumerate() {
        fs::create_dir(world.path(&format!("backups/{number}"))).unwrap();
        let tables = json!([{ "table": "job", "stored_bytes": bytes }]);
        let manifest = json!({ "finished_at": time(*age), "addons": [{ "addon": "api-studio", "tables": tables }] });
        world.write(&format!("backups/{number}/manifest.json"), &manifest.to_string());
        if *drilled {
            world.write(&format!("backups/.checks/{number}.json"), &json!({ "drilled_at": time(*age) }).to_string());
        }
    }
}

pub(super) fn of_surroundings() -> Vec<Fault> {
    let with = |sets: &'static [(i64, u64, bool)]| {
        move || {
            let patient = Patient::new(Engine::Sqlite);
            backups(&patient.world, sets);
            look(&patient)
        }
    };
    let asked = |more: String| {
        move || {
            Patient::new(Engine::Sqlite)
                .world
                .run(&format!("{} {more}", deep().split(" --clockify-url").next().unwrap()))
        }
    };
    let wrong = |ahead: i64| asked(format!("--clockify-url {}", clockify(ahead)));
    vec![
        fault("an old backup", "backup.age", "clockify-addons backup", with(&[(30, 1000, true)])),
        fault("a very old backup", "backup.age", "clockify-addons backup", with(&[(60, 1000, true)])),
        fault(
            "a backup that shrank",
            "backup.size",
            "backup show",
            with(&[(48, 1000, true), (24, 1000, true), (1, 400, true)]),
        ),
        fault("a backup that nobody restored", "backup.drill", "backup drill", with(&[(1, 1000, false)])),
        fault(
            "a restore that is long ago",
            "backup.drill",
            "backup drill",
            with(&[(9 * 24, 1000, true), (1, 1000, false)]),
        ),
        fault(
            "no backup where they should be",
            "backup.age",
            "CLOCKIFY_ADDONS_BACKUP_DIR",
            setting("CLOCKIFY_ADDONS_BACKUP_DIR", "away"),
        ),
        fault(
            "a Clockify that can't be reached",
            "clockify.answer:127.0.0.1",
            "firewall",
            asked("--clockify-url http://127.0.0.1:1".to_owned()),
        ),
        fault("a clock that is behind Clockify's", "clockify.clock:127.0.0.1", "NTP", wrong(30)),
        fault("a clock that is far ahead of Clockify's", "clockify.clock:127.0.0.1", "NTP", wrong(-3600)),
        fault(
            "a setting that there isn't",
            "settings.value:CLOCKIFY_ADDONS_DRAIN_SECOND",
            "CLOCKIFY_ADDONS_DRAIN_SECOND",
            setting("CLOCKIFY_ADDONS_DRAIN_SECOND", "5"),
        ),
    ]
}

/// Room can only be taken from whoever may mount.
pub(super) fn of_disks() -> Vec<Fault> {
    let may = Command::new("unshare").args(["-m", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]).output();
    if !may.is_ok_and(|output| output.status.success()) {
        return Vec::new();
    }
    vec![fault("a disk that is full", "logs.room", "LOG_DIR", || {
        let patient = Patient::new(Engine::Sqlite);
        let mut shell = Command::new("unshare");
        let script = "mkdir -p logs && mount -t tmpfs -o size=1m tmpfs logs && exec \"$0\" \"$@\"";
        shell.args(["-m", "sh", "-c", script]);
        patient.world.launch(patient.world.wrapped(shell, &deep())).end()
    })]
}
