//! The first fetch of a workspace's data, and its repeats: what Clockify has ends up in the local cache.
//!
//! [`plan`] says what is called and in which order. A run ([`Bootstrap::run`]) works on the plan's tasks, several lists
//! at once under one rate. Each page is stored together with its mark in one transaction (`store.rs`), so a run that is
//! killed goes on behind the last page that it stored. What is gone upstream is removed when a list was seen to its end.
//!
//! Who works on a run holds it for a short while and keeps renewing that; nobody else works on the same workspace.

mod ask;
mod begin;
mod handler;
mod page;
mod plan;
mod run;
mod settings;
mod store;

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use time::OffsetDateTime;
use uuid::Uuid;

use crate::access::{Access, NoTarget};
use crate::clock::{Clock, Keys};
use crate::clockify::client::{Client, OnUnauthorized};
use crate::config;
use crate::db::entities::{bootstrap_run, bootstrap_task};
use crate::db::{self, Db};
use crate::domain::addon::Spec;

pub use ask::Refused;
pub use handler::{Handler, KIND, job};
pub use plan::{Choice, Step, plan};
pub use settings::Settings;

/// Fetches workspaces' data for one add-on.
#[derive(Clone)]
pub struct Bootstrap {
    /// What opens the workspaces' API.
    pub access: Access,
    /// Its database.
    pub db: Db,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// The way out.
    pub client: Client,
    /// What the operator set.
    pub config: config::Bootstrap,
    /// What the add-on may and has.
    pub spec: &'static Spec,
    /// Who hears of a token that isn't accepted.
    pub unauthorized: Arc<dyn OnUnauthorized>,
    /// Makes keys.
    pub keys: Arc<Keys>,
}

impl fmt::Debug for Bootstrap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bootstrap").field("addon", &self.spec.addon).finish_non_exhaustive()
    }
}

/// Why a run is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// The add-on was installed; the settings may say that nothing is to be fetched.
    Installed,
    /// Somebody asked for it.
    Asked {
        /// Begin anew, even where an unfinished run could be resumed.
        anew: bool,
    },
    /// Somebody asked for this very run. Where it is at its end there is nothing to do.
    Started {
        /// The run.
        run: Uuid,
    },
}

/// Why a run came to no end.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The add-on isn't in the workspace, or not any more.
    #[error("the add-on is not installed in this workspace")]
    NotInstalled,
    /// The add-on is switched off there.
    #[error("the add-on is switched off in this workspace")]
    Inactive,
    /// The API can't be called.
    #[error("the workspace's API can't be called: {0}")]
    NoTarget(NoTarget),
    /// Somebody else works on it.
    #[error("another process works on this workspace's bootstrap")]
    Held {
        /// Until when, unless it goes on.
        until: OffsetDateTime,
    },
    /// Somebody else took it over.
    #[error("another process has taken over this workspace's bootstrap")]
    Lost,
    /// It was told to stop; it can be resumed.
    #[error("the run was stopped and can be resumed")]
    Stopped,
    /// Clockify doesn't accept the installation's token.
    #[error("Clockify doesn't accept the installation's token")]
    Unauthorized,
    /// The database doesn't answer, or not as it should.
    #[error("the database failed")]
    Database(#[from] db::Error),
}

impl From<sea_orm::DbErr> for Error {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Database(error.into())
    }
}

/// A run with its tasks.
#[derive(Debug, Clone)]
pub struct Report {
    /// The run.
    pub run: bootstrap_run::Model,
    /// Its tasks, in order.
    pub tasks: Vec<bootstrap_task::Model>,
}

/// How far a run is. Shared by who works and who looks.
#[derive(Debug, Default)]
pub struct Progress {
    operations: AtomicU64,
    settled: AtomicU64,
    requests: AtomicU64,
    entities: AtomicU64,
    current: Mutex<String>,
}

impl Progress {
    /// Operations of the plan, and those that are at their end.
    #[must_use]
    pub fn operations(&self) -> (u64, u64) {
        (self.settled.load(Ordering::Relaxed), self.operations.load(Ordering::Relaxed))
    }

    /// Pages that were fetched by this process.
    #[must_use]
    pub fn requests(&self) -> u64 {
        self.requests.load(Ordering::Relaxed)
    }

    /// Entities on them.
    #[must_use]
    pub fn entities(&self) -> u64 {
        self.entities.load(Ordering::Relaxed)
    }

    /// The operation that last brought something.
    #[must_use]
    pub fn current(&self) -> String {
        self.current.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn begins(&self, settled: usize, operations: usize) {
        self.settled.store(settled as u64, Ordering::Relaxed);
        self.operations.store(operations as u64, Ordering::Relaxed);
    }

    fn page(&self, operation: &str, entities: usize) {
        self.requests.fetch_add(1, Ordering::Relaxed);
        self.entities.fetch_add(entities as u64, Ordering::Relaxed);
        operation.clone_into(&mut self.current.lock().unwrap_or_else(PoisonError::into_inner));
    }

    fn settles(&self) {
        self.settled.fetch_add(1, Ordering::Relaxed);
    }
}
