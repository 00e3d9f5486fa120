//! One database, from the connection to what waits in it.

use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::time::Instant;

use super::{Limits, keys, pooler, settings};
use crate::clock::{self, Clock};
use crate::config::Storage;
use crate::config::database::Postgres as Address;
use crate::db::facts::{Facts, Postgres, Sqlite};
use crate::db::lock::{self, Purpose};
use crate::db::{self, Db};
use crate::health::{Check, Status, host};
use crate::migrate;

/// A plain question takes longer than this where something is wrong with the way to the server.
const SLOW: Duration = Duration::from_millis(50);
const TOO_SLOW: Duration = Duration::from_millis(500);

/// The oldest server that the statements are written for.
const OLDEST_SERVER: i32 = 140_000;

/// Difference of two clocks from where on times of rows mislead.
const SKEW: f64 = 2.0;

/// A log beside a SQLite file that grew past this isn't written back any more.
const LONGEST_LOG: u64 = 256 << 20;

const TOO_OLD: &str = "a server of release 14 or newer";

pub(super) async fn check(storage: &Storage, limits: &Limits, clock: &dyn Clock) -> Vec<Check> {
    let url = &storage.database;
    let mut checks = url.sqlite_path().map(|path| file(path, limits)).unwrap_or_default();
    let started = Instant::now();
    let db = match Db::look(url).await {
        Ok(db) => db,
        Err(error) => {
            checks.push(unreachable(&error));
            return checks;
        }
    };
    checks.push(Check::new("database.connect", Status::Pass, format!("{url} in {} ms", started.elapsed().as_millis())));
    if db.is_pooled() {
        let found = pooler::check(&db).await;
        let fails = found.status == Status::Fail;
        checks.push(found);
        if fails {
            // Whatever is asked for there, the answer may be to something else.
            checks.push(migrations(&db).await);
            _ = db.close().await;
            return checks;
        }
    }
    checks.push(latency(&db).await);
    match db.facts().await {
        Ok(Facts::Postgres(facts)) => checks.extend(postgres(&facts, url.postgres(), limits, clock)),
        Ok(Facts::Sqlite(facts)) => checks.extend(sqlite(&facts)),
        Err(error) => checks.push(broken(&db, &error)),
    }
    if db.engine() == db::Engine::Postgres {
        checks.push(durability(&db).await);
        checks.push(locks(&db).await);
    }
    let migrations = migrations(&db).await;
    let current = migrations.status == Status::Pass;
    checks.push(migrations);
    if current {
        checks.push(ledger(&db).await);
        checks.extend(contents(&db, limits, clock).await);
        checks.push(keys::check(storage, &db).await);
    }
    // Nothing was changed, so that it can't be closed means only that it is gone already.
    _ = db.close().await;
    checks
}

/// Who has the database to itself, for whoever wonders what others wait for. That somebody has is as it should be.
async fn locks(db: &Db) -> Check {
    let mut held = Vec::new();
    for (purpose, what) in [(Purpose::Migrating, "migrates"), (Purpose::Sweeping, "sweeps")] {
        let holder = lock::holder(db, purpose).await;
        if !holder.is_empty() {
            held.push(format!("somebody {what}{holder}"));
        }
    }
    let observed = if held.is_empty() { "nobody migrates or sweeps".to_owned() } else { held.join(", ") };
    Check::new("database.locks", Status::Pass, observed)
}

/// The file, before it is opened.
fn file(path: &Path, limits: &Limits) -> Vec<Check> {
    let mut checks = Vec::new();
    if let Ok(kind) = host::network(path) {
        let observed = kind.map_or("a file system of this machine".to_owned(), |kind| format!("the file is on {kind}"));
        let check = Check::new("database.file_system", Status::fail_unless(kind.is_none()), observed);
        checks.push(
            check.hint("SQLite loses data there: name a file on a local disk in the database's URL, or use PostgreSQL"),
        );
    }
    let hint = "make room: `clockify-addons retention-sweep` removes old rows; or move the file to a larger disk";
    checks.push(settings::room("database.room", path, limits).hint(hint));
    if let Ok(mode) = host::mode(path) {
        let check = Check::new("database.mode", Status::warn_unless(mode | 0o700 == 0o700), format!("mode {mode:03o}"));
        checks.push(
            check
                .limit("600")
                .hint(format!("run `chmod 600 '{0}' '{0}'-*`: it holds payloads and sealed tokens", path.display())),
        );
    }
    if let Ok(about) = std::fs::metadata(log(path)) {
        let hint =
            "something keeps an old transaction open, or no server runs; restart it, and end what reads for hours";
        let check =
            Check::new("database.log", Status::warn_unless(about.len() < LONGEST_LOG), host::bytes(about.len()));
        checks.push(check.limit(host::bytes(LONGEST_LOG)).hint(hint));
    }
    checks
}

/// Where SQLite keeps what isn't in the file yet.
fn log(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push("-wal");
    name.into()
}

fn unreachable(error: &db::Error) -> Check {
    let hint = match error {
        db::Error::Absent { .. } => "create it: `clockify-addons migrate`",
        db::Error::Login { .. } => {
            "correct user, password or database name in the URL; `clockify-addons migrate init` makes all three"
        }
        _ => {
            "start the server, or correct host and port in the URL; `clockify-addons config show` says where it is set"
        }
    };
    Check::new("database.connect", Status::Fail, keys::full(error)).hint(hint)
}

fn broken(db: &Db, error: &dyn std::error::Error) -> Check {
    match db.engine() {
        db::Engine::Sqlite => Check::new("database.file", Status::Fail, error.to_string())
            .hint("the file is damaged or no database: restore it with `clockify-addons backup restore`"),
        db::Engine::Postgres => {
            let text = error.to_string();
            let role =
                "the role in the URL can't read the catalogue; `clockify-addons migrate init` makes one that can";
            let hint = db::pooler(&text).unwrap_or(role);
            Check::new("database.facts", Status::Fail, text).hint(hint)
        }
    }
}

async fn latency(db: &Db) -> Check {
    let mut times = [Duration::ZERO; 3];
    for time in &mut times {
        let started = Instant::now();
        if let Err(error) = db.ping().await {
            return Check::new("database.latency", Status::Fail, error.to_string())
                .hint("see the database server's log");
        }
        *time = started.elapsed();
    }
    times.sort();
    let median = times[1];
    Check::new(
        "database.latency",
        Status::of(median, SLOW, TOO_SLOW),
        format!("{:.1} ms", median.as_secs_f64() * 1000.0),
    )
    .limit(format!("{} ms", SLOW.as_millis()))
    .measure(median.as_secs_f64(), "s", Some(SLOW.as_secs_f64()), Some(TOO_SLOW.as_secs_f64()))
    .hint("every acknowledgement waits for this: bring the database nearer, or find what loads it")
}

async fn durability(db: &Db) -> Check {
    let id = "database.durability";
    let risks = match db.risks().await {
        Ok(risks) => risks,
        Err(error) => return Check::new(id, Status::Fail, error.to_string()).hint("see the database server's log"),
    };
    let observed =
        if risks.is_empty() { "commits are on disk".to_owned() } else { format!("{} is off", risks.join(" and ")) };
    Check::new(id, Status::warn_unless(risks.is_empty()), observed)
        .hint("a power cut can take acknowledged events: turn it on in postgresql.conf, or ALTER DATABASE … RESET")
}

async fn migrations(db: &Db) -> Check {
    let id = "database.migrations";
    match migrate::status(db).await {
        Err(error) => {
            Check::new(id, Status::Fail, error.to_string()).hint("`clockify-addons migrate status` says more")
        }
        Ok(status) if !status.unknown.is_empty() => {
            Check::new(id, Status::Fail, format!("newer than this program: {}", status.unknown.join(", ")))
                .hint("install the newer release of clockify-addons")
        }
        Ok(status) if !status.pending.is_empty() => {
            Check::new(id, Status::Fail, format!("{} pending", status.pending.len()))
                .hint("run `clockify-addons migrate`")
        }
        Ok(status) => Check::new(id, Status::Pass, format!("{} applied", status.applied.len())),
    }
}

async fn ledger(db: &Db) -> Check {
    let id = "database.ledger";
    match migrate::compare(db).await {
        Err(error) => Check::new(id, Status::Fail, error.to_string()).hint("`clockify-addons migrate check` says more"),
        Ok(found) => {
            let changed: Vec<_> = found.drift.iter().map(|drift| drift.version.as_str()).collect();
            let observed = if changed.is_empty() { "as applied".to_owned() } else { changed.join(", ") };
            Check::new(id, Status::warn_unless(changed.is_empty()), observed)
                .hint("these migrations were others when they were applied: `clockify-addons migrate check` compares")
        }
    }
}

fn sqlite(facts: &Sqlite) -> Vec<Check> {
    let wal = facts.journal.eq_ignore_ascii_case("wal");
    let (bytes, free) = facts.bytes;
    let (bytes, free) = (u64::try_from(bytes).unwrap_or(0), u64::try_from(free).unwrap_or(0));
    let damage = facts.damage.as_deref();
    let vacuum = "rebuild it while no server runs: sqlite3 FILE 'PRAGMA auto_vacuum=2; VACUUM;'";
    vec![
        Check::new("database.version", Status::Pass, format!("SQLite {}", facts.version)),
        Check::new("database.size", Status::Pass, format!("{}, {} of it free", host::bytes(bytes), host::bytes(free))),
        Check::new("database.file", Status::fail_unless(damage.is_none()), damage.unwrap_or("intact"))
            .hint("the file is damaged: restore it with `clockify-addons backup restore`"),
        Check::new("database.journal", Status::warn_unless(wal), &facts.journal)
            .limit("wal")
            .hint("readers and the writer block each other: `clockify-addons serve` turns it to wal; don't let another program change it"),
        Check::new("database.vacuum", Status::warn_unless(facts.incremental), if facts.incremental { "incremental" } else { "off" })
            .limit("incremental")
            .hint(format!("a sweep can't give room back; {vacuum}")),
    ]
}

fn postgres(facts: &Postgres, address: Option<&Address>, limits: &Limits, clock: &dyn Clock) -> Vec<Check> {
    let mut checks = vec![
        Check::new("database.version", Status::fail_unless(facts.number >= OLDEST_SERVER), format!("PostgreSQL {}", facts.version))
            .limit("14")
            .hint(format!("upgrade it; the statements need {TOO_OLD}")),
        Check::new("database.size", Status::Pass, host::bytes(u64::try_from(facts.bytes).unwrap_or(0))),
        Check::new("database.encoding", Status::fail_unless(facts.encoding == "UTF8"), &facts.encoding)
            .limit("UTF8")
            .hint("payloads can't be stored as they are: create the database with ENCODING 'UTF8' (`clockify-addons migrate init`)"),
        role(facts),
        writing(facts),
        tls(facts, address),
        skew(facts, clock),
        connections(facts),
        transaction(facts, limits),
    ];
    let observed = facts
        .dead
        .as_ref()
        .map_or("few".to_owned(), |dead| format!("{} of {} in {}", dead.dead, dead.dead + dead.live, dead.table));
    let table = facts.dead.as_ref().map_or("", |dead| dead.table.as_str());
    checks.push(
        Check::new("database.dead_rows", Status::warn_unless(facts.dead.is_none()), observed)
            .hint(format!("autovacuum doesn't keep up: run VACUUM {table}, and see that autovacuum is on for it")),
    );
    let invalid = facts.invalid.as_deref();
    checks.push(
        Check::new("database.indexes", Status::fail_unless(invalid.is_none()), invalid.unwrap_or("all valid"))
            .hint("a build was interrupted: REINDEX INDEX CONCURRENTLY each of them"),
    );
    checks
}

fn role(facts: &Postgres) -> Check {
    let id = "database.role";
    if let Some(tables) = &facts.lacking {
        let hint = format!(
            "grant it: `clockify-addons migrate init`, or GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES TO {}",
            facts.role
        );
        return Check::new(id, Status::Fail, format!("{} can't read and change {tables}", facts.role)).hint(hint);
    }
    let observed = if facts.superuser { format!("{} is a superuser", facts.role) } else { facts.role.clone() };
    Check::new(id, Status::warn_unless(!facts.superuser), observed)
        .hint("whoever breaks into the add-on owns the server: make roles with `clockify-addons migrate init`")
}

fn writing(facts: &Postgres) -> Check {
    let observed = match (facts.standby, facts.read_only) {
        (true, _) => "the server is a standby",
        (false, true) => "default_transaction_read_only is on",
        (false, false) => "takes writes",
    };
    Check::new("database.writes", Status::fail_unless(!facts.standby && !facts.read_only), observed)
        .hint("name the primary in the URL (target_session_attrs), or turn default_transaction_read_only off")
}

/// A way that leaves the machine should be sealed, unless somebody decided that it needn't be.
fn tls(facts: &Postgres, address: Option<&Address>) -> Check {
    let decided = address
        .is_some_and(|address| address.is_local() || address.parameters.iter().any(|(name, _)| name == "sslmode"));
    let observed = if facts.tls { "encrypted" } else { "not encrypted" };
    Check::new("database.tls", Status::warn_unless(facts.tls || decided), observed)
        .hint("add ?sslmode=verify-full to the URL; where the network is private, say so with ?sslmode=disable")
}

fn skew(facts: &Postgres, clock: &dyn Clock) -> Check {
    #[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970 fit")]
    let ours = clock::ms(clock.now()) as f64 / 1000.0;
    let skew = (facts.now - ours).abs();
    Check::new("database.clock", Status::warn_unless(skew <= SKEW), format!("{skew:.1} s apart"))
        .limit(format!("{SKEW} s"))
        .measure(skew, "s", Some(SKEW), None)
        .hint("one of the two clocks is wrong: run an NTP client (chrony, systemd-timesyncd) on both machines")
}

fn connections(facts: &Postgres) -> Check {
    let (used, most) = facts.connections;
    Check::new("database.connections", Status::warn_unless(used * 10 < most * 8), format!("{used} of {most}"))
        .limit("80 %")
        .hint("raise max_connections of the server, or find who holds them: SELECT * FROM pg_stat_activity")
}

fn transaction(facts: &Postgres, limits: &Limits) -> Check {
    let most = limits.transaction.as_secs_f64();
    let (status, observed, pid) = match &facts.oldest {
        Some(oldest) => {
            let who = if oldest.application.is_empty() { "a client" } else { &oldest.application };
            let observed = format!("open for {:.0} s by {who}, process {}", oldest.seconds, oldest.pid);
            (Status::warn_unless(oldest.seconds < most), observed, oldest.pid)
        }
        None => (Status::Pass, "none".to_owned(), 0),
    };
    let seconds = facts.oldest.as_ref().map_or(0.0, |oldest| oldest.seconds);
    Check::new("database.transaction", status, observed)
        .limit(format!("{most} s"))
        .measure(seconds, "s", Some(most), None)
        .hint(format!("it keeps dead rows from being removed: end it with SELECT pg_terminate_backend({pid})"))
}

/// What waits, and how installations fare.
async fn contents(db: &Db, limits: &Limits, clock: &dyn Clock) -> Vec<Check> {
    let mut checks = Vec::new();
    match db.jobs().await {
        Ok(jobs) => {
            let waited = jobs.oldest_ms.map_or(0, |oldest| clock::ms(clock.now()).saturating_sub(oldest).max(0)) / 1000;
            let most = i64::try_from(limits.job.as_secs()).unwrap_or(i64::MAX);
            let observed = format!("{} wait, the oldest for {waited} s", jobs.pending);
            #[expect(clippy::cast_precision_loss, reason = "a number to draw")]
            let check = Check::new("queue.waiting", Status::warn_unless(waited < most), observed).measure(
                waited as f64,
                "s",
                Some(most as f64),
                None,
            );
            checks.push(
                check
                    .limit(format!("{most} s"))
                    .hint("nobody works on them: start `clockify-addons serve`, or see its log"),
            );
            let check =
                Check::new("queue.dead", Status::warn_unless(jobs.dead == 0), format!("{} failed for good", jobs.dead));
            checks.push(
                check.hint("`clockify-addons flows runs` and `bootstrap --status` say why; `flows retry` tries again"),
            );
        }
        Err(error) => checks.push(
            Check::new("queue.waiting", Status::Fail, error.to_string()).hint("see `clockify-addons migrate status`"),
        ),
    }
    checks.extend(installations(db).await);
    checks
}

async fn installations(db: &Db) -> Vec<Check> {
    let found = match db.installations().await {
        Ok(found) => found,
        Err(error) => {
            let check = Check::new("installations.token", Status::Fail, error.to_string());
            return vec![check.hint("see `clockify-addons migrate status`")];
        }
    };
    let (refused, undelivered) = (found.refused, found.undelivered);
    let tokens = Status::warn_unless(refused == 0);
    let webhooks = Status::warn_unless(undelivered == 0);
    vec![
        Check::new("installations.token", tokens, format!("{refused} refused by Clockify")).hint(
            "reinstall the add-on in the workspace, or erase it: `clockify-addons retention-sweep erase --workspace W`",
        ),
        Check::new("installations.webhooks", webhooks, format!("{undelivered} given up by Clockify"))
            .hint("`clockify-addons events coverage` names them; reinstalling the add-on sets them up again"),
    ]
}
