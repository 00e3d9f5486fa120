//! What is kept of a call.

use std::fmt;
use std::time::Duration;

use time::OffsetDateTime;

use super::{Actor, Class};
use crate::clockify::catalogue::Method;
use crate::domain::ids::WorkspaceId;

/// One call, as the audit keeps it: who did what, and what came of it; no values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The workspace.
    pub workspace: WorkspaceId,
    /// The operation's name.
    pub operation: String,
    /// Its method.
    pub method: Method,
    /// On whose behalf.
    pub actor: Actor,
    /// The last attempt's status, where there was one.
    pub status: Option<u16>,
    /// Why it failed, if it did.
    pub error: Option<Class>,
    /// How long the last attempt took.
    pub latency: Duration,
    /// Attempts; none when nothing was sent.
    pub attempts: u32,
    /// Bytes of the answer's body.
    pub bytes: u64,
    /// When it ended.
    pub at: OffsetDateTime,
}

/// Where records go.
pub trait Audit: Send + Sync + fmt::Debug {
    /// Takes a record. Never waits.
    fn record(&self, record: Record);
}

/// Keeps nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Nowhere;

impl Audit for Nowhere {
    fn record(&self, _: Record) {}
}
