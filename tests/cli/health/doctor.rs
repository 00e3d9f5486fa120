//! The doctor: finds what was planted, and nothing where nothing was.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

use sea_orm::{ConnectionTrait, Database, TransactionTrait};
use serde_json::{Value, json};

use crate::harness::{Engine, Outcome, World, block_on, both, execute, now};

both!(a_clean_set_up_has_no_findings);

const MIGRATE: &str = "migrate --addon universal-webhook";

/// The doctor, who finds a Clockify that answers and knows the time.
pub(super) fn deep() -> String {
    format!("health --deep --addon universal-webhook --format json --clockify-url {}", clockify(0))
}

/// The address of a Clockify whose clock is ahead by so many seconds. It refuses everything, as the real one does.
fn clockify(ahead: i64) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    // It ends with the tests.
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut buffer = [0; 4096];
            _ = stream.read(&mut buffer);
            let date = httpdate::fmt_http_date((now() + time::Duration::seconds(ahead)).into());
            let answer =
                format!("HTTP/1.1 401 Unauthorized\r\ndate: {date}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
            _ = stream.write_all(answer.as_bytes());
        }
    });
    format!("http://{address}/api")
}
/// A public address at which nobody answers, which takes no time to find out.
const ADDRESS: &str = "https://255.255.255.255";
const WORKSPACE: &str = "a4459f2a9c3f4ddaf0124269";
const KEY: &str = "oaKjpKWmp6ipqqusra6vsLGys7S1tre4ubq7vL2+v8A=";

/// A set-up that is as it should be, on PostgreSQL with a role that isn't the server's owner.
pub(super) struct Patient {
    pub(super) world: World,
    /// Whose database it is; dropped with it.
    owner: Option<World>,
    /// Dropped last, when nothing belongs to it any more.
    role: Option<Role>,
}

struct Role {
    admin: String,
    name: String,
}

impl Drop for Role {
    fn drop(&mut self) {
        execute(&self.admin, &format!("DROP ROLE {}", self.name));
    }
}

impl Patient {
    pub(super) fn new(engine: Engine) -> Self {
        let patient = Self::unmigrated(engine);
        patient.world.run(MIGRATE).ok();
        patient
    }

    fn unmigrated(engine: Engine) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);

        let healthy = |world: World| world.set("UNIVERSAL_WEBHOOK_BASE_URL", ADDRESS);
        if engine == Engine::Sqlite {
            return Self { world: healthy(World::new()), owner: None, role: None };
        }
        let owner = World::on(Engine::Postgres);
        let name = format!("patient_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        owner.execute(&format!(
            "CREATE ROLE {name} LOGIN PASSWORD 'canary-of-a-patient'; GRANT ALL ON SCHEMA public TO {name}"
        ));
        let url = owner.database();
        let (_, place) = url.rsplit_once('@').unwrap();
        let (_, place) = place.split_once("//").unwrap_or(("", place));
        let world = healthy(World::at(&format!("postgresql://{name}:canary-of-a-patient@{place}")));
        let (server, _) = url.rsplit_once('/').unwrap();
        let role = Role { admin: format!("{server}/postgres"), name };
        Self { world, owner: Some(owner), role: Some(role) }
    }

    pub(super) fn set(self, name: &str, value: &str) -> Self {
        Self { world: self.world.set(name, value), ..self }
    }

    /// Does what only the server's owner may.
    fn operate(&self, statement: &str) {
        match &self.owner {
            Some(owner) => owner.execute(statement),
            None => self.world.execute(statement),
        }
    }

    fn role(&self) -> &str {
        &self.role.as_ref().unwrap().name
    }
}

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

/// A fault: its name, the check that has to find it, the words that its hint must have, and how it is planted. What is
/// planted gives the outcome of a look.
type Fault = (&'static str, &'static str, &'static str, Box<dyn Fn() -> Outcome>);

fn fault(name: &'static str, check: &'static str, hint: &'static str, plant: impl Fn() -> Outcome + 'static) -> Fault {
    (name, check, hint, Box::new(plant))
}

fn look(patient: &Patient) -> Outcome {
    patient.world.run(&deep())
}

/// A fault of a statement.
fn sql(engine: Engine, statement: &'static str) -> impl Fn() -> Outcome {
    move || {
        let patient = Patient::new(engine);
        patient.operate(statement);
        look(&patient)
    }
}

/// A fault of a setting.
fn setting(name: &'static str, value: &'static str) -> impl Fn() -> Outcome {
    move || look(&Patient::new(Engine::Sqlite).set(name, value))
}

/// A fault of a file, of a set-up that has a sealed secret.
fn file(spoil: impl Fn(&World)) -> impl Fn() -> Outcome {
    move || {
        let patient = Patient::new(Engine::Sqlite);
        patient.world.run(&format!("sources add ci --workspace {WORKSPACE} --scheme github")).ok();
        spoil(&patient.world);
        look(&patient)
    }
}

/// A limit of the process.
fn under(script: &'static str) -> impl Fn() -> Outcome {
    move || {
        let patient = Patient::new(Engine::Sqlite);
        let mut shell = Command::new("sh");
        shell.args(["-c", script]);
        patient.world.launch(patient.world.wrapped(shell, &deep())).end()
    }
}

fn open_to_all(path: &std::path::Path) {
    fs::set_permissions(path, fs::Permissions::from_mode(0o644)).unwrap();
}

const OVERDUE: &str = "INSERT INTO job (id, workspace_id, kind, payload, state, priority, due_at_ms, attempt, run_lease, created_at_ms) \
    VALUES ('01980000-0000-7000-8000-000000000000', 'w', 'flow', '{}', 'pending', 0, 1000, 0, 0, 1000)";
const DEAD: &str = "INSERT INTO job (id, workspace_id, kind, payload, state, priority, due_at_ms, attempt, run_lease, created_at_ms, died_at_ms) \
    VALUES ('01980000-0000-7000-8000-000000000000', 'w', 'flow', '{}', 'dead', 0, 1000, 9, 9, 1000, 2000)";
const REFUSED: &str = "INSERT INTO installation (id, workspace_id, addon_id, status, hosts, installed_at, updated_at, refused_since, refused_probes) \
    VALUES ('01980000-0000-7000-8000-000000000000', 'w', 'a', 'ACTIVE', '{}', '2026-01-01 00:00:00+00:00', '2026-01-01 00:00:00+00:00', '2026-01-01 00:00:00+00:00', 3)";
const UNDELIVERED: &str = "INSERT INTO installation (id, workspace_id, addon_id, status, hosts, installed_at, updated_at) \
    VALUES ('01980000-0000-7000-8000-000000000000', 'w', 'a', 'ACTIVE', '{}', '2026-01-01 00:00:00+00:00', '2026-01-01 00:00:00+00:00'); \
    INSERT INTO webhook_registration (id, workspace_id, installation_id, origin, event_type, path, delivery_enabled, created_at) \
    VALUES ('01980000-0000-7000-8000-000000000001', 'w', '01980000-0000-7000-8000-000000000000', 'API', 'NEW_TAG', '/x', FALSE, '2026-01-01 00:00:00+00:00')";

#[expect(clippy::too_many_lines, reason = "one fault after the other")]
fn of_settings_and_files() -> Vec<Fault> {
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

fn of_surroundings() -> Vec<Fault> {
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

#[expect(clippy::too_many_lines, reason = "one fault after the other")]
fn of_databases() -> Vec<Fault> {
    let mut faults = vec![
        fault("no database yet", "database.connect", "clockify-addons migrate", || {
            look(&Patient::unmigrated(Engine::Sqlite))
        }),
        fault("no tables yet", "database.migrations", "clockify-addons migrate", || {
            look(&Patient::unmigrated(Engine::Postgres))
        }),
        fault("another journal", "database.journal", "serve", sql(Engine::Sqlite, "PRAGMA journal_mode = DELETE")),
        fault(
            "room that isn't given back",
            "database.vacuum",
            "auto_vacuum",
            sql(Engine::Sqlite, "PRAGMA auto_vacuum = 0; VACUUM"),
        ),
        fault("a server that is away", "database.connect", "URL", || {
            look(
                &Patient::new(Engine::Sqlite)
                    .set("UNIVERSAL_WEBHOOK_DB_URL", "postgresql://u:canary@127.0.0.1:1/x")
                    .set("CLOCKIFY_ADDONS_SECRET_KEY", KEY),
            )
        }),
        fault("a database that isn't there", "database.connect", "migrate init", || {
            let patient = Patient::new(Engine::Postgres);
            let url = patient.world.database();
            look(&patient.set("UNIVERSAL_WEBHOOK_DB_URL", &format!("{url}_away")))
        }),
        fault("the server's owner", "database.role", "migrate init", || {
            let world = World::on(Engine::Postgres).set("UNIVERSAL_WEBHOOK_BASE_URL", "https://addons.example.com");
            world.run(MIGRATE).ok();
            world.run(&deep())
        }),
        fault("a table that can't be changed", "database.role", "GRANT", || {
            let patient = Patient::new(Engine::Postgres);
            patient.operate(&format!("REVOKE UPDATE ON webhook_event FROM {}", patient.role()));
            look(&patient)
        }),
        fault("a database that only reads", "database.writes", "default_transaction_read_only", || {
            let patient = Patient::new(Engine::Postgres);
            patient.operate(&format!("ALTER ROLE {} SET default_transaction_read_only = on", patient.role()));
            look(&patient)
        }),
        fault("commits that a power cut takes", "database.durability", "postgresql.conf", || {
            let patient = Patient::new(Engine::Postgres);
            patient.operate(&format!("ALTER ROLE {} SET synchronous_commit = off", patient.role()));
            look(&patient)
        }),
        // The server's clock can't be set, but what it says of the time can.
        fault("a clock that is wrong", "database.clock", "NTP", || {
            let patient = Patient::new(Engine::Postgres);
            patient.operate(&format!(
                "CREATE SCHEMA wrong; CREATE FUNCTION wrong.clock_timestamp() RETURNS timestamptz LANGUAGE sql AS \
                 'SELECT pg_catalog.clock_timestamp() + interval ''1 minute'''; GRANT USAGE ON SCHEMA wrong TO {0}; \
                 ALTER ROLE {0} SET search_path = wrong, pg_catalog, public",
                patient.role()
            ));
            look(&patient)
        }),
        fault("dead rows that stay", "database.dead_rows", "VACUUM", || {
            let patient = Patient::new(Engine::Postgres);
            patient.operate(&format!(
                "CREATE SCHEMA wrong; CREATE VIEW wrong.pg_stat_user_tables AS \
                 SELECT 'job'::name AS relname, 50000::bigint AS n_dead_tup, 10::bigint AS n_live_tup; \
                 GRANT USAGE ON SCHEMA wrong TO {0}; GRANT SELECT ON wrong.pg_stat_user_tables TO {0}; \
                 ALTER ROLE {0} SET search_path = wrong, pg_catalog, public",
                patient.role()
            ));
            look(&patient)
        }),
        fault(
            "an index that isn't whole",
            "database.indexes",
            "REINDEX",
            sql(
                Engine::Postgres,
                "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'flow_run_workspace'::regclass",
            ),
        ),
        fault("a transaction that stays open", "database.transaction", "pg_terminate_backend", || {
            let patient = Patient::new(Engine::Postgres);
            block_on(async {
                let connection = Database::connect(patient.world.database()).await.unwrap();
                let transaction = connection.begin().await.unwrap();
                transaction.execute_unprepared("SELECT count(*) FROM job").await.unwrap();
                // However short it has been open, it is too long for a limit of nothing.
                let outcome = patient.world.run(&format!("{} --max-transaction 0", deep()));
                transaction.rollback().await.unwrap();
                connection.close().await.unwrap();
                outcome
            })
        }),
    ];
    for engine in [Engine::Sqlite, Engine::Postgres] {
        faults.extend([
            fault(
                "a migration that is pending",
                "database.migrations",
                "clockify-addons migrate",
                sql(engine, "DELETE FROM seaql_migrations WHERE version = (SELECT max(version) FROM seaql_migrations)"),
            ),
            fault(
                "a database that is newer",
                "database.migrations",
                "newer release",
                sql(engine, "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m20990101_000001_tea', 0)"),
            ),
            fault(
                "a migration that is another now",
                "database.ledger",
                "migrate check",
                sql(engine, "UPDATE migration_ledger SET checksum = 'x' WHERE version = 'm20261126_000008_flows'"),
            ),
            fault("nobody works", "queue.waiting", "clockify-addons serve", sql(engine, OVERDUE)),
            fault("jobs that failed for good", "queue.dead", "flows retry", sql(engine, DEAD)),
            fault("an installation that Clockify refuses", "installations.token", "reinstall", sql(engine, REFUSED)),
            fault(
                "a webhook that Clockify gave up",
                "installations.webhooks",
                "events coverage",
                sql(engine, UNDELIVERED),
            ),
        ]);
    }
    faults
}

/// Room can only be taken from whoever may mount.
fn of_disks() -> Vec<Fault> {
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
    all_are_found(&of_settings_and_files(), 17);
}

#[test]
fn planted_faults_of_surroundings_are_found() {
    all_are_found(&of_surroundings(), 10);
    let outcome = Patient::new(Engine::Sqlite).world.run("health --deep --addon universal-webhook --offline").ok();
    assert!(!outcome.mentions("clockify.answer") && !outcome.mentions("address.answer"), "{outcome}");
}

#[test]
fn planted_faults_of_databases_are_found() {
    all_are_found(&of_databases(), 28);
}

#[test]
fn planted_faults_of_disks_are_found() {
    all_are_found(&of_disks(), 0);
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
