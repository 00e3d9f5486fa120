//! A server that runs for a test, on ports that were free.

use std::net::SocketAddr;
use std::ops::{Deref, DerefMut};

use rustix::process::Signal;

use super::{Connection, Outcome, Process, Reply, eventually, get};

/// A running `serve`.
#[derive(Debug)]
pub(crate) struct Server {
    process: Process,
    /// Where each add-on listens, in the order in which they were announced.
    pub(crate) addresses: Vec<(String, SocketAddr)>,
}

impl Server {
    /// Waits until so many add-ons of a `serve` are announced.
    pub(crate) fn announced(mut process: Process, count: usize) -> Self {
        let addresses = eventually("the server's addresses", || {
            let stderr = process.stderr();
            let addresses: Vec<_> = stderr.lines().filter_map(announcement).collect();
            assert!(addresses.len() == count || process.is_running(), "the server ended:\n{stderr}");
            (addresses.len() == count).then_some(addresses)
        });
        Self { process, addresses }
    }

    /// Waits until every add-on is ready.
    pub(crate) fn ready(self) -> Self {
        for (_, address) in &self.addresses {
            eventually("a server that is ready", || (get(*address, "/ready").ok()?.status == 200).then_some(()));
        }
        self
    }

    /// The address of the first add-on, or the only one.
    pub(crate) fn address(&self) -> SocketAddr {
        self.addresses[0].1
    }

    /// A connection to the first add-on.
    pub(crate) fn connect(&self) -> Connection {
        Connection::open(self.address()).unwrap()
    }

    /// A GET of the first add-on.
    pub(crate) fn get(&self, path: &str) -> Reply {
        get(self.address(), path).unwrap()
    }

    /// Ends it as an operator does.
    pub(crate) fn terminate(self) -> Outcome {
        self.process.signal(Signal::TERM);
        self.process.end()
    }

    /// Its process, of a test that ends it in a way of its own.
    pub(crate) fn into_process(self) -> Process {
        self.process
    }

    /// Waits for its end.
    pub(crate) fn end(self) -> Outcome {
        self.process.end()
    }

    /// Ends it as a power cut would.
    pub(crate) fn kill(self) {
        self.process.kill();
    }
}

/// `universal-webhook  http://127.0.0.1:8001  (sqlite:///./universal_webhook.db)`.
fn announcement(line: &str) -> Option<(String, SocketAddr)> {
    let (addon, rest) = line.split_once(" http://")?;
    let (address, _) = rest.split_once("  (")?;
    Some((addon.trim_end().to_owned(), address.parse().ok()?))
}

impl Deref for Server {
    type Target = Process;

    fn deref(&self) -> &Process {
        &self.process
    }
}

impl DerefMut for Server {
    fn deref_mut(&mut self) -> &mut Process {
        &mut self.process
    }
}
