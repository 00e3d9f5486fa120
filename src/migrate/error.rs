//! Why a migration doesn't happen.

use sea_orm::DbErr;

use crate::db::{self, lock};

/// Why a migration didn't happen.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database can't be opened.
    #[error(transparent)]
    Open(#[from] db::Error),
    /// Another process holds the lock.
    #[error("another process is migrating this database{holder}; gave up after {seconds} s")]
    Locked {
        /// Who, where that is known.
        holder: String,
        /// How long was waited.
        seconds: u64,
    },
    /// The lock can't be asked for.
    #[error(transparent)]
    Lock(#[from] lock::Error),
    /// The database holds migrations that this program doesn't know.
    #[error(
        "the database is newer than this program: it has {unknown}, and this program ({}) knows none after {known}; \
         install the newer release", env!("CARGO_PKG_VERSION")
    )]
    Newer {
        /// The migrations.
        unknown: String,
        /// The last one that this program knows.
        known: String,
    },
    /// A migration is pending that comes before one that was applied.
    #[error(
        "{pending} is pending although {applied} was applied after it; if that is as it should be, run `clockify-addons \
         migrate up --allow-out-of-order`"
    )]
    OutOfOrder {
        /// The migration that is late.
        pending: String,
        /// The last one that was applied.
        applied: String,
    },
    /// No migration of this name was applied.
    #[error("{0} was not applied; `clockify-addons migrate status --format json` lists what was")]
    NotApplied(String),
    /// Others use a table that a migration changes.
    #[error("others use a table that {migration} changes{holder}; gave up after {seconds} s")]
    InUse {
        /// The migration.
        migration: String,
        /// Who, as far as that is seen.
        holder: String,
        /// How long was waited.
        seconds: u64,
        /// What the database said.
        source: DbErr,
    },
    /// A migration removes data, and nobody said that there is a backup.
    #[error(
        "{0} removes data, which only a backup would have; run `clockify-addons backup`, then `clockify-addons migrate up`"
    )]
    NoBackup(String),
    /// A migration failed that goes into no transaction, so that what it did stays.
    #[error(
        "{migration} failed halfway, and what it did until then stays, because its statements can't go into a \
         transaction{left}; mend the cause, then run `clockify-addons migrate up`, which does it from the beginning"
    )]
    Halfway {
        /// The migration.
        migration: String,
        /// What of it is seen to be of no use.
        left: String,
        /// What the database said.
        source: DbErr,
    },
    /// A migration failed. Nothing of it remains.
    #[error("a migration failed and was rolled back")]
    Failed(#[source] DbErr),
}
