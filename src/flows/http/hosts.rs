//! What is known of hosts: how many requests are under way, and which ones don't answer.
//!
//! A host that is down would hold a worker for the whole timeout, for each run anew. After [`LIMIT`] failures in a row
//! its circuit is open: for [`OPEN`] nothing is sent there, then one request finds out. Only failures of the transport
//! count; a host that answers no is alive. The count is by workspace, so that nobody can close a host for others.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use time::OffsetDateTime;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::AT_ONCE;
use super::error::Error;
use crate::domain::ids::WorkspaceId;

/// Failures in a row that open a circuit.
const LIMIT: u32 = 10;

/// How long it stays open.
const OPEN: Duration = Duration::from_mins(1);

/// How long a request waits for its turn before its run makes room for others.
const PATIENCE: Duration = Duration::from_secs(2);

/// When a run looks again that found its host busy, or being tried.
const SOON: Duration = Duration::from_secs(5);

/// The most hosts that are kept in mind. Those with nothing under way and nothing wrong aren't.
const MOST: usize = 10_000;

#[derive(Debug, Default)]
pub(super) struct Hosts {
    lines: Mutex<HashMap<String, Arc<Semaphore>>>,
    circuits: Mutex<HashMap<(WorkspaceId, String), Circuit>>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Circuit {
    failures: u32,
    open_until: Option<OffsetDateTime>,
    /// Whether a request is under way that finds out.
    probing: bool,
}

/// Why nothing is sent to a host, and when to look again.
struct Wait(Duration, String);

impl From<Wait> for Error {
    fn from(Wait(time, why): Wait) -> Self {
        Self::busy(time, why)
    }
}

/// The right to make one request. Without a word on how it went, nothing is learned from it.
#[derive(Debug)]
pub(super) struct Pass<'a> {
    hosts: &'a Hosts,
    key: (WorkspaceId, String),
    probe: bool,
    _turn: OwnedSemaphorePermit,
}

impl Hosts {
    /// Waits for a turn at the host, for a short while.
    pub(super) async fn enter(
        &self,
        workspace: &WorkspaceId,
        host: &str,
        now: OffsetDateTime,
    ) -> Result<Pass<'_>, Error> {
        let key = (workspace.clone(), host.to_owned());
        self.look(&key, now)?;
        let turn = tokio::time::timeout(PATIENCE, self.line(host).acquire_owned()).await;
        let Ok(Ok(turn)) = turn else {
            return Err(Error::busy(SOON, format_args!("{AT_ONCE} requests to {host} are under way")));
        };
        let probe = self.claim(&key, now)?;
        Ok(Pass { hosts: self, key, probe, _turn: turn })
    }

    fn line(&self, host: &str) -> Arc<Semaphore> {
        let mut lines = lock(&self.lines);
        if lines.len() >= MOST {
            lines.retain(|_, line| line.available_permits() < AT_ONCE);
        }
        Arc::clone(lines.entry(host.to_owned()).or_insert_with(|| Arc::new(Semaphore::new(AT_ONCE))))
    }

    /// Whether the circuit lets a request through.
    fn look(&self, key: &(WorkspaceId, String), now: OffsetDateTime) -> Result<bool, Wait> {
        let circuits = lock(&self.circuits);
        let Some(until) = circuits.get(key).and_then(|circuit| circuit.open_until) else { return Ok(false) };
        let probing = circuits.get(key).is_some_and(|circuit| circuit.probing);
        drop(circuits);
        let host = &key.1;
        match Duration::try_from(until - now) {
            Ok(left) if !left.is_zero() => {
                Err(Wait(left, format!("{host} did not answer {LIMIT} times in a row; it is left alone")))
            }
            _ if probing => Err(Wait(SOON, format!("{host} did not answer for a while; it is being tried"))),
            _ => Ok(true),
        }
    }

    /// The same once more after the wait; where this is the request that finds out, no other one is.
    fn claim(&self, key: &(WorkspaceId, String), now: OffsetDateTime) -> Result<bool, Wait> {
        let probe = self.look(key, now)?;
        if probe && let Some(circuit) = lock(&self.circuits).get_mut(key) {
            if circuit.probing {
                return Err(Wait(SOON, format!("{} is being tried", key.1)));
            }
            circuit.probing = true;
        }
        Ok(probe)
    }
}

impl Pass<'_> {
    /// The host answered, whatever it said.
    pub(super) fn answered(self) {
        lock(&self.hosts.circuits).remove(&self.key);
    }

    /// The host can't be reached or didn't answer.
    pub(super) fn failed(self, now: OffsetDateTime) {
        let mut circuits = lock(&self.hosts.circuits);
        if circuits.len() >= MOST && !circuits.contains_key(&self.key) {
            circuits.retain(|_, circuit| circuit.open_until.is_some_and(|until| until > now));
        }
        let circuit = circuits.entry(self.key.clone()).or_default();
        circuit.failures = circuit.failures.saturating_add(1);
        if circuit.failures >= LIMIT {
            circuit.open_until = Some(now + OPEN);
            if circuit.failures == LIMIT {
                tracing::warn!(workspace = %self.key.0, host = self.key.1, "a host does not answer flows; it is left alone");
            }
        }
    }
}

impl Drop for Pass<'_> {
    fn drop(&mut self) {
        if self.probe
            && let Some(circuit) = lock(&self.hosts.circuits).get_mut(&self.key)
        {
            circuit.probing = false;
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
