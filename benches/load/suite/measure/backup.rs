//! A backup of many rows and its restore into an empty database, and beside each what the engine's own means take for the
//! same: `pg_dump -Fc` and `pg_restore`, or `VACUUM INTO` and a copy of its file. And a drill of that backup.

use std::ffi::OsString;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use clockify_addons::db::Engine;

use crate::suite::bench::Bench;
use crate::suite::database::Database;
use crate::suite::{process, program, say};

/// How often a process's memory is looked at.
const LOOK: Duration = Duration::from_millis(10);

/// Statements that fill the tables, for rows from one number to another.
const POSTGRES: [&str; 2] = [
    "INSERT INTO webhook_event (id, workspace_id, source, event_type, entity_id, user_id, dedupe_key, received_at, \
     headers, body) SELECT ('0192' || lpad(to_hex(n), 8, '0') || '7000' || substr(r, 1, 16))::uuid, \
     'aaaaaaaaaaaaaaaaaaaaaaaa', 'CLOCKIFY', 'TIMER_STOPPED', substr(r, 1, 24), substr(r, 9, 24), decode(r, 'hex'), \
     now() + n * interval '1 ms', json_build_object('content-type', 'application/json', 'user-agent', 'example'), \
     convert_to(format('{\"id\":\"%s\",\"description\":\"Entry number %s\",\"userId\":\"%s\",\"billable\":true,\
     \"projectId\":\"%s\",\"timeInterval\":{\"start\":\"2026-11-27T08:00:00Z\",\"end\":\"2026-11-27T09:30:00Z\",\
     \"duration\":\"PT1H30M\"},\"workspaceId\":\"aaaaaaaaaaaaaaaaaaaaaaaa\",\"tags\":[{\"name\":\"deep work\"}],\
     \"isLocked\":false,\"hourlyRate\":{\"amount\":%s,\"currency\":\"EUR\"},\"kioskId\":null,\"type\":\"REGULAR\"}', \
     substr(r, 1, 24), n, substr(r, 9, 24), substr(r, 5, 24), n % 20000), 'UTF8') \
     FROM (SELECT n, md5(random()::text) AS r FROM generate_series($FROM, $TO) AS n) AS rows",
    "INSERT INTO cached_entity (workspace_id, entity_type, entity_id, parent_id, payload, hash, starts_at_ms, \
     fetched_at) SELECT 'aaaaaaaaaaaaaaaaaaaaaaaa', 'TIME_ENTRY', lpad(to_hex(n), 24, '0'), '', \
     format('{\"id\":\"%s\",\"description\":\"Entry \\\"%s\\\"\",\"userId\":\"%s\",\"billable\":true,\
     \"projectId\":\"%s\",\"timeInterval\":{\"start\":\"2026-11-27T08:00:00Z\",\"end\":\"2026-11-27T09:30:00Z\",\
     \"duration\":\"PT1H30M\"},\"workspaceId\":\"aaaaaaaaaaaaaaaaaaaaaaaa\",\"tagIds\":[],\"isLocked\":false}', \
     substr(r, 1, 24), n, substr(r, 9, 24), substr(r, 5, 24)), decode(r, 'hex'), n, now() \
     FROM (SELECT n, md5(random()::text) AS r FROM generate_series($FROM, $TO) AS n) AS rows",
];

const SQLITE: [&str; 2] = [
    "WITH RECURSIVE numbers (n) AS (VALUES ($FROM) UNION ALL SELECT n + 1 FROM numbers WHERE n < $TO), \
     rows AS MATERIALIZED (SELECT n, lower(hex(randomblob(16))) AS r FROM numbers) \
     INSERT INTO webhook_event (id, workspace_id, source, event_type, entity_id, user_id, dedupe_key, received_at, \
     headers, body) SELECT unhex(printf('0192%08x7000', n) || substr(r, 1, 16)), \
     'aaaaaaaaaaaaaaaaaaaaaaaa', 'CLOCKIFY', 'TIMER_STOPPED', substr(r, 1, 24), substr(r, 9, 24), unhex(r), \
     '2026-11-27T08:00:00.123456+00:00', '{\"content-type\":\"application/json\",\"user-agent\":\"example\"}', \
     CAST(printf('{\"id\":\"%s\",\"description\":\"Entry number %d\",\"userId\":\"%s\",\"billable\":true,\
     \"projectId\":\"%s\",\"timeInterval\":{\"start\":\"2026-11-27T08:00:00Z\",\"end\":\"2026-11-27T09:30:00Z\",\
     \"duration\":\"PT1H30M\"},\"workspaceId\":\"aaaaaaaaaaaaaaaaaaaaaaaa\",\"tags\":[{\"name\":\"deep work\"}],\
     \"isLocked\":false,\"hourlyRate\":{\"amount\":%d,\"currency\":\"EUR\"},\"kioskId\":null,\"type\":\"REGULAR\"}', \
     substr(r, 1, 24), n, substr(r, 9, 24), substr(r, 5, 24), n % 20000) AS BLOB) FROM rows",
    "WITH RECURSIVE numbers (n) AS (VALUES ($FROM) UNION ALL SELECT n + 1 FROM numbers WHERE n < $TO), \
     rows AS MATERIALIZED (SELECT n, lower(hex(randomblob(16))) AS r FROM numbers) \
     INSERT INTO cached_entity (workspace_id, entity_type, entity_id, parent_id, payload, hash, starts_at_ms, \
     fetched_at) SELECT 'aaaaaaaaaaaaaaaaaaaaaaaa', 'TIME_ENTRY', printf('%024x', n), '', \
     printf('{\"id\":\"%s\",\"description\":\"Entry \\\"%d\\\"\",\"userId\":\"%s\",\"billable\":true,\
     \"projectId\":\"%s\",\"timeInterval\":{\"start\":\"2026-11-27T08:00:00Z\",\"end\":\"2026-11-27T09:30:00Z\",\
     \"duration\":\"PT1H30M\"},\"workspaceId\":\"aaaaaaaaaaaaaaaaaaaaaaaa\",\"tagIds\":[],\"isLocked\":false}', \
     substr(r, 1, 24), n, substr(r, 9, 24), substr(r, 5, 24)), unhex(r), n, '2026-11-27T08:00:00.123456+00:00' \
     FROM rows",
];

/// Rows of one statement.
const BATCH: u32 = 100_000;

/// What one way of doing it took.
#[derive(Debug)]
pub(crate) struct Took {
    pub(crate) what: &'static str,
    pub(crate) by: &'static str,
    pub(crate) seconds: f64,
    /// The most memory of the process, in MiB; that of a server isn't counted.
    pub(crate) memory: Option<f64>,
    /// The size of what was made, in MiB.
    pub(crate) size: Option<f64>,
}

/// A backup and a restore of so many rows, each beside its neighbour, and a drill.
#[derive(Debug)]
pub(crate) struct Saved {
    pub(crate) rows: u32,
    pub(crate) backup: Took,
    pub(crate) own_backup: Took,
    pub(crate) restore: Took,
    pub(crate) own_restore: Took,
    pub(crate) drill: Took,
}

impl Saved {
    /// Rows per second of one of them.
    pub(crate) fn rate(&self, took: &Took) -> f64 {
        f64::from(self.rows) / took.seconds
    }

    /// The most memory that the program needed.
    pub(crate) fn memory(&self) -> Option<f64> {
        [&self.backup, &self.restore, &self.drill].into_iter().filter_map(|took| took.memory).reduce(f64::max)
    }

    /// Seconds that a drill takes for each million rows.
    pub(crate) fn drill(&self) -> f64 {
        self.drill.seconds * 1_000_000.0 / f64::from(self.rows)
    }

    pub(crate) fn all(&self) -> [&Took; 5] {
        [&self.backup, &self.own_backup, &self.restore, &self.own_restore, &self.drill]
    }
}

/// Measures all five.
pub(super) fn measure(bench: &Bench, engine: Engine) -> anyhow::Result<Saved> {
    let rows = bench.plan.rows;
    let [full, empty, other] =
        [bench.databases.create(engine)?, bench.databases.create(engine)?, bench.databases.create(engine)?];
    fill(bench, &full, rows)?;
    let folder = bench.folder().join("backups");
    let settle = || bench.databases.settle(engine);

    settle()?;
    let mut command = program::command(bench, &full, &["backup", "create", "--quiet", "--folder"])?;
    let mut backup = watch(command.arg(&folder), ("backup", "clockify-addons"))?;
    backup.size = Some(size(&folder)?);
    settle()?;
    let dump = bench.folder().join("own-backup");
    let own_backup = match engine {
        Engine::Postgres => {
            let mut command = Command::new(tool("pg_dump"));
            command.args(["-Fc", "--dbname", &full.url, "--file"]).arg(&dump);
            watch(&mut command, ("backup", "pg_dump -Fc"))?
        }
        Engine::Sqlite => {
            let statement = format!("VACUUM INTO '{}'", dump.display());
            timed(("backup", "VACUUM INTO"), || {
                bench.databases.execute(&full, &statement)?;
                Ok(File::open(&dump)?.sync_all()?)
            })?
        }
    };
    let own_backup = Took { size: Some(size(&dump)?), ..own_backup };

    settle()?;
    let mut command = program::command(bench, &empty, &["backup", "restore", "--quiet", "--folder"])?;
    let restore = watch(command.arg(&folder), ("restore", "clockify-addons"))?;
    let found = bench.databases.number(&empty, "SELECT count(*) FROM webhook_event")?
        + bench.databases.number(&empty, "SELECT count(*) FROM cached_entity")?;
    ensure!(found == u64::from(rows), "{found} rows came back instead of {rows}");
    settle()?;
    let own_restore = match engine {
        Engine::Postgres => {
            let mut command = Command::new(tool("pg_restore"));
            command.args(["--exit-on-error", "--single-transaction", "--dbname", &other.url]).arg(&dump);
            watch(&mut command, ("restore", "pg_restore"))?
        }
        Engine::Sqlite => timed(("restore", "a copy of the file"), || {
            let copy = bench.folder().join("own-restore");
            fs::copy(&dump, &copy)?;
            File::open(&copy)?.sync_all()?;
            Ok(fs::remove_file(copy)?)
        })?,
    };

    settle()?;
    let mut command = program::command(bench, &full, &["backup", "drill", "--quiet", "--folder"])?;
    let drill = watch(command.arg(&folder), ("drill", "clockify-addons"))?;

    for database in [&full, &empty, &other] {
        bench.databases.remove(database)?;
    }
    fs::remove_dir_all(&folder)?;
    fs::remove_file(&dump)?;
    let saved = Saved { rows, backup, own_backup, restore, own_restore, drill };
    for took in saved.all() {
        say::progress(&format!(
            "  {} by {}: {:.1} s, {:.0} rows/s, {:.1} MiB",
            took.what,
            took.by,
            took.seconds,
            saved.rate(took),
            took.memory.unwrap_or_default()
        ));
    }
    Ok(saved)
}

/// Makes the schema and the rows: half are events, half what is remembered of a workspace.
fn fill(bench: &Bench, database: &Database, rows: u32) -> anyhow::Result<()> {
    let mut migrate = program::command(bench, database, &["migrate", "up", "--quiet"])?;
    watch(&mut migrate, ("migrate", "clockify-addons"))?;
    let statements = match database.engine {
        Engine::Postgres => POSTGRES,
        Engine::Sqlite => SQLITE,
    };
    let half = rows / 2;
    for statement in statements {
        for from in (1..=half).step_by(BATCH as usize) {
            let to = half.min(from + BATCH - 1);
            let statement = statement.replace("$FROM", &from.to_string()).replace("$TO", &to.to_string());
            bench.databases.execute(database, &statement)?;
        }
    }
    if database.engine == Engine::Postgres {
        bench.databases.execute(database, "VACUUM ANALYZE")?;
    }
    Ok(())
}

/// Runs a program to its end and looks at its memory meanwhile.
fn watch(command: &mut Command, (what, by): (&'static str, &'static str)) -> anyhow::Result<Took> {
    let began = Instant::now();
    let mut child =
        command.stdin(Stdio::null()).stdout(Stdio::null()).spawn().with_context(|| format!("{by} can't be started"))?;
    let mut memory: Option<f64> = None;
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        let peak = process::memory(child.id()).map(|memory| memory.peak).ok();
        memory = memory.into_iter().chain(peak).reduce(f64::max);
        sleep(LOOK);
    };
    let seconds = began.elapsed().as_secs_f64();
    ensure!(status.success(), "{what} by {by} ended with {status}");
    Ok(Took { what, by, seconds, memory, size: None })
}

fn timed((what, by): (&'static str, &'static str), run: impl FnOnce() -> anyhow::Result<()>) -> anyhow::Result<Took> {
    let began = Instant::now();
    run()?;
    Ok(Took { what, by, seconds: began.elapsed().as_secs_f64(), memory: None, size: None })
}

/// A program of PostgreSQL: beside the server that was started for the bench, or wherever it is found.
fn tool(name: &str) -> OsString {
    let beside = std::env::var_os("TEST_POSTGRES_BIN").map(|bin| PathBuf::from(bin).join(name));
    beside.filter(|path| path.exists()).map_or_else(|| name.into(), PathBuf::into_os_string)
}

/// The bytes of a file, or of all files below a folder, in MiB.
fn size(path: &Path) -> anyhow::Result<f64> {
    if !path.is_dir() {
        let kib = fs::metadata(path)?.len() / 1024;
        return Ok(f64::from(u32::try_from(kib)?) / 1024.0);
    }
    let mut sum = 0.0;
    for entry in fs::read_dir(path)? {
        sum += size(&entry?.path())?;
    }
    Ok(sum)
}
