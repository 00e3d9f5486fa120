//! What it was measured on.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::time::Instant;

use clockify_addons::db::Engine;

use super::bench::Bench;
use super::statistics::median;

/// Facts that figures depend on, as name and value.
pub(crate) fn facts(bench: &Bench) -> anyhow::Result<Vec<(&'static str, String)>> {
    let cores = std::thread::available_parallelism()?;
    let mut facts = vec![
        ("processor", format!("{}, {cores} cores", field("/proc/cpuinfo", "model name").unwrap_or_default())),
        ("memory", memory()),
        ("kernel", fs::read_to_string("/proc/sys/kernel/osrelease")?.trim().to_owned()),
        ("file system", file_system(bench.folder()).unwrap_or_default()),
        ("4 KiB written and flushed", format!("{:.0} µs (median of 200)", flush(bench.folder())?)),
        ("program", format!("clockify-addons {}, release profile, default settings", env!("CARGO_PKG_VERSION"))),
        ("SQLite", format!("{}, WAL, `synchronous=FULL`", bench.databases.sqlite_version()?)),
    ];
    if bench.engines.contains(&Engine::Postgres) {
        let setting = |name| bench.databases.setting(name);
        let version = setting("server_version")?;
        let (fsync, commit, buffers) = (setting("fsync")?, setting("synchronous_commit")?, setting("shared_buffers")?);
        let text = format!(
            "{version}, on the same machine, `fsync={fsync}`, `synchronous_commit={commit}`, `shared_buffers={buffers}`"
        );
        facts.push(("PostgreSQL", text));
    }
    Ok(facts)
}

fn field(file: &str, name: &str) -> Option<String> {
    let text = fs::read_to_string(file).ok()?;
    let line = text.lines().find(|line| line.starts_with(name))?;
    line.split_once(':').map(|(_, value)| value.trim().to_owned())
}

fn memory() -> String {
    let kib = field("/proc/meminfo", "MemTotal").and_then(|text| text.split(' ').next()?.parse::<u32>().ok());
    format!("{:.1} GiB", f64::from(kib.unwrap_or_default()) / 1024.0 / 1024.0)
}

/// The type of the file system that holds the folder: of the mount points above it, the longest.
fn file_system(folder: &Path) -> Option<String> {
    let mounts = fs::read_to_string("/proc/self/mounts").ok()?;
    let above = mounts.lines().filter_map(|line| {
        let mut words = line.split(' ').skip(1);
        let (point, kind) = (words.next()?, words.next()?);
        folder.starts_with(point).then_some((point.len(), kind))
    });
    above.max_by_key(|(length, _)| *length).map(|(_, kind)| kind.to_owned())
}

/// How long the disk takes to promise that a small write is there to stay, in microseconds.
fn flush(folder: &Path) -> anyhow::Result<f64> {
    let path = folder.join("flush");
    let mut file = File::create(&path)?;
    let mut times = Vec::new();
    for _ in 0..200 {
        let start = Instant::now();
        file.write_all(&[1; 4096])?;
        file.sync_data()?;
        times.push(start.elapsed().as_secs_f64() * 1e6);
    }
    fs::remove_file(path)?;
    Ok(median(times))
}
