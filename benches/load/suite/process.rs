//! What the system knows of a process.

use std::fs;
use std::thread::sleep;
use std::time::Duration;

use anyhow::Context;

/// Clock ticks per second in what `/proc` shows: 100 on every architecture that we build for.
const TICKS: u32 = 100;

/// Memory that is really there, in MiB.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Memory {
    pub(crate) now: f64,
    /// The most that it ever was.
    pub(crate) peak: f64,
}

/// The memory of a process.
pub(crate) fn memory(pid: u32) -> anyhow::Result<Memory> {
    let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
    let field = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        let kib = line.and_then(|rest| rest.split_whitespace().next()?.parse::<u32>().ok());
        kib.map(|kib| f64::from(kib) / 1024.0).with_context(|| format!("no {name} in /proc/{pid}/status"))
    };
    Ok(Memory { now: field("VmRSS:")?, peak: field("VmHWM:")? })
}

/// Processor time that a process has used.
pub(crate) fn cpu(pid: u32) -> anyhow::Result<Duration> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat"))?;
    // The second field is a name in parentheses that may hold anything, so the count begins behind it.
    let (_, fields) = stat.rsplit_once(") ").context("an odd /proc/PID/stat")?;
    let ticks: u32 = fields.split(' ').skip(11).take(2).filter_map(|field| field.parse::<u32>().ok()).sum();
    Ok(Duration::from_secs(1) * ticks / TICKS)
}

/// Processor time that a process uses meanwhile, in percent of one core.
pub(crate) fn idle_cpu(pid: u32, meanwhile: Duration) -> anyhow::Result<f64> {
    let before = cpu(pid)?;
    sleep(meanwhile);
    Ok(cpu(pid)?.saturating_sub(before).as_secs_f64() / meanwhile.as_secs_f64() * 100.0)
}
