//! A server in a process of its own: started, waited for, ended, and never left behind.

use std::fs::{self, File};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::Context;
use rustix::process::{Pid, Signal, kill_process};

/// Longest that a server may take to start or to end.
const PATIENCE: Duration = Duration::from_secs(30);

/// Time between two looks at a server that starts. Shorter ones would take the processor away from it.
const LOOK: Duration = Duration::from_millis(1);

/// A running server.
#[derive(Debug)]
pub(crate) struct Server {
    child: Child,
    log: PathBuf,
    started: Instant,
}

impl Server {
    /// Starts it. What it writes goes to a file, as it would to a collector of logs.
    pub(crate) fn start(command: &mut Command, log: PathBuf) -> anyhow::Result<Self> {
        let file = File::create(&log)?;
        command.stdin(Stdio::null()).stdout(file.try_clone()?).stderr(file);
        let started = Instant::now();
        let child = command.spawn().context("the server can't be started")?;
        Ok(Self { child, log, started })
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Waits until it is ready in the eyes of the caller. Returns how long that took from its start.
    pub(crate) fn ready(&mut self, is_ready: impl Fn() -> bool) -> anyhow::Result<Duration> {
        while !is_ready() {
            if let Some(status) = self.child.try_wait()? {
                return Err(self.failed(&format!("ended with {status}")));
            }
            if self.started.elapsed() > PATIENCE {
                return Err(self.failed("did not get ready"));
            }
            sleep(LOOK);
        }
        Ok(self.started.elapsed())
    }

    /// Asks it to end, as a service manager does, and waits.
    pub(crate) fn stop(mut self) -> anyhow::Result<ExitStatus> {
        let pid = i32::try_from(self.pid()).ok().and_then(Pid::from_raw).context("a process id that is none")?;
        kill_process(pid, Signal::TERM)?;
        let asked = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait()? {
                return Ok(status);
            }
            if asked.elapsed() > PATIENCE {
                return Err(self.failed("did not end"));
            }
            sleep(LOOK);
        }
    }

    fn failed(&self, what: &str) -> anyhow::Error {
        let log = fs::read_to_string(&self.log).unwrap_or_default();
        let lines: Vec<_> = log.lines().rev().take(10).collect();
        let end: Vec<_> = lines.into_iter().rev().collect();
        anyhow::anyhow!("a server {what}; it wrote:\n{}", end.join("\n"))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Both fail if it has ended already, which is what is wanted.
        _ = self.child.kill();
        _ = self.child.wait();
    }
}

/// Addresses that nobody listens on at the moment.
pub(crate) fn free_addresses<const N: usize>() -> anyhow::Result<[SocketAddr; N]> {
    let mut listeners = Vec::new();
    let mut addresses = [SocketAddr::from((Ipv4Addr::LOCALHOST, 0)); N];
    for address in &mut addresses {
        // All are held until the last one is found, so that none is found twice.
        let listener = TcpListener::bind(*address)?;
        *address = listener.local_addr()?;
        listeners.push(listener);
    }
    Ok(addresses)
}
