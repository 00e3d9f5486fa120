//! Retention: what is old goes, what belonged to a workspace that left is erased.
//!
//! One sweeper works on a database at a time. It goes through the [`TABLES`] and, in each, through the workspaces; rows go
//! in small batches by key, with pauses, so that whoever writes hardly notices. It is done with a table only
//! when nothing in it is due any more. A run that isn't at its end, the event that it reads, and what a replay has yet to
//! take are never due.

mod ahead;
mod batch;
mod dead;
pub mod empty;
mod erase;
mod hold;
mod ledger;
mod look;
pub mod own;
mod pace;
mod policy;
mod report;
mod say;
mod sweep;
mod table;

use std::collections::BTreeMap;
use std::sync::Arc;

use sea_orm::{DbErr, QueryFilter};
use time::OffsetDateTime;

use crate::clock::{Clock, Keys};
use crate::config;
use crate::db::entities::installation;
use crate::db::lock::{self, Lock, Purpose};
use crate::db::{self, Db};
use crate::domain::addon::{Addon, RetentionSettings};

pub use dead::Dead;
pub use hold::{Hold, holds};
pub use ledger::{entries, subject};
pub use look::Excess;
use own::Own;
pub use policy::Policy;
pub use report::{Effort, Erased, Line, Report};
pub use table::{Fate, Owner, TABLES, Table};

/// Removes what is old from the database of one add-on.
#[derive(Debug, Clone)]
pub struct Sweeper {
    /// The add-on.
    pub addon: Addon,
    /// Its database.
    pub db: Db,
    /// For how long what is kept.
    pub config: config::Retention,
    /// Whether somebody confirmed that workspaces whose token is refused for long are gone.
    pub confirm_dead: bool,
    /// How long it pauses, of the time that it worked before; 0: not at all. None: as is usual on the engine.
    pub duty: Option<f64>,
    /// By which settings a workspace has less kept.
    pub names: &'static RetentionSettings,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Makes keys.
    pub keys: Arc<Keys>,
}

/// Why nothing was swept, or not all.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Another process sweeps this database.
    #[error("another process is sweeping this database{holder}; nothing was done")]
    Busy {
        /// Who, where that is known.
        holder: String,
    },
    /// The lock can't be asked for.
    #[error(transparent)]
    Lock(#[from] lock::Error),
    /// The lock is gone, and another process may be sweeping.
    #[error("the lock on the database was lost; what was done stays done, run it again for the rest")]
    Lost(#[source] DbErr),
    /// A workspace that was being erased has the add-on again.
    #[error("the add-on was installed in workspace {workspace} again while it was erased; run it again to go on")]
    Installed {
        /// The workspace.
        workspace: String,
    },
    /// Nothing of the workspace may be erased.
    #[error(
        "workspace {} is on legal hold since {}: {}; `clockify-addons retention-sweep release --workspace {}` ends that",
        .0.workspace, .0.since, .0.reason, .0.workspace
    )]
    Held(Hold),
    /// The database refused something.
    #[error("the database refused a statement of the sweep")]
    Database(#[from] db::Error),
}

impl From<DbErr> for Error {
    fn from(error: DbErr) -> Self {
        Self::Database(error.into())
    }
}

impl Sweeper {
    /// What a sweep would do now. Only reads.
    pub async fn look(&self) -> Result<Report, Error> {
        look::look(self, self.clock.now()).await
    }

    /// What a sweep that would do this would do too much: without somebody's consent a table must not lose more than
    /// this number of rows, nor more than a fifth of what it holds. Only reads.
    pub async fn excess(&self, report: &Report, most: Option<u64>) -> Result<Option<Excess>, Error> {
        look::excess(self, report, most).await
    }

    /// Erases the workspaces whose grace is over, and removes what is due of the others.
    pub async fn sweep(&self) -> Result<Report, Error> {
        let lock = self.lock().await?;
        let swept = match sweep::work_in(&self.db, sweep::SWEEPING).await {
            Ok(()) => sweep::sweep(self, &lock, self.clock.now()).await,
            Err(error) => Err(error.into()),
        };
        let back = sweep::work_in(&self.db, sweep::USUAL).await;
        lock.release().await;
        let report = swept?;
        back?;
        Ok(report)
    }

    /// Has PostgreSQL look anew at the tables that a sweep took from, so that it plans by what is left. SQLite plans
    /// without such knowledge. A table that belongs to another role is passed over by the server.
    pub async fn analyze(&self, report: &Report) -> Result<(), Error> {
        if self.db.engine() == db::Engine::Postgres {
            let writer = self.db.writer();
            for table in report.by_table().into_keys() {
                sea_orm::ConnectionTrait::execute_unprepared(&writer, &format!("ANALYZE {table}")).await?;
            }
        }
        Ok(())
    }

    /// Erases a workspace at once, whatever its state. An installation in it is ended first.
    pub async fn erase(&self, workspace: &str) -> Result<Erased, Error> {
        self.permit(workspace).await?;
        let lock = self.lock().await?;
        let erased = erase::requested(self, &lock, workspace).await;
        lock.release().await;
        erased
    }

    /// What an erasure would remove. Only reads.
    pub async fn look_at(&self, workspace: &str) -> Result<Erased, Error> {
        self.permit(workspace).await?;
        erase::look(self, workspace).await
    }

    /// Erases what is told of in these entries of a ledger and was brought back by a backup that is older. What the
    /// database's own ledger has was erased before the backup, and stays as it is. To be called after every restore.
    pub async fn replay(&self, entries: &[db::entities::erasure::Model]) -> Result<Vec<Erased>, Error> {
        let lock = self.lock().await?;
        let replayed = ledger::replay(self, &lock, entries).await;
        lock.release().await;
        replayed
    }

    async fn lock(&self) -> Result<Lock, Error> {
        match Lock::attempt(self.db.url(), &self.db, Purpose::Sweeping).await? {
            Some(lock) => Ok(lock),
            None => Err(Error::Busy { holder: lock::holder(&self.db, Purpose::Sweeping).await }),
        }
    }

    /// The policies of the workspaces that set any; for all others it is the operator's.
    async fn policies(&self) -> Result<Policies, Error> {
        let own = Policy::of(&self.config, self.names, None, &Own::default());
        let set = installation::Entity::live_of_all_workspaces().filter(installation::COLUMN.settings.is_not_null());
        let mut here = own::all(&self.db).await?;
        let rows = set.all(&self.db.reader()).await?;
        let of = |settings: Option<&_>, own: &Own| Policy::of(&self.config, self.names, settings, own);
        let mut set: BTreeMap<String, Policy> = rows
            .into_iter()
            .map(|row| {
                let own = here.remove(&row.workspace_id).unwrap_or_default();
                let policy = of(row.settings.as_ref(), &own);
                (row.workspace_id, policy)
            })
            .collect();
        set.extend(here.into_iter().map(|(workspace, own)| (workspace, of(None, &own))));
        Ok(Policies { own, set })
    }
}

/// The policies of all workspaces.
#[derive(Debug)]
struct Policies {
    own: Policy,
    set: BTreeMap<String, Policy>,
}

impl Policies {
    fn cutoff(&self, workspace: Option<&str>, kept: policy::Kept, now: OffsetDateTime) -> Option<OffsetDateTime> {
        let policy = workspace.and_then(|workspace| self.set.get(workspace)).unwrap_or(&self.own);
        policy.cutoff(kept, now)
    }
}
