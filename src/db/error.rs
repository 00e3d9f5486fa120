//! What can go wrong with a database, and what an error means.

use std::sync::Arc;

use sea_orm::{DbErr, RuntimeErr};

use super::direct;
use crate::config::database::Url;

/// What can go wrong with a database.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no connection to be had.
    #[error("can't reach the database {url}")]
    Unreachable {
        /// The address, password masked.
        url: String,
        /// What the driver said.
        source: DbErr,
    },
    /// The server doesn't let us in.
    #[error("{url}: {hint}")]
    Login {
        /// The address, password masked.
        url: String,
        /// What to do about it.
        hint: &'static str,
        /// What the server said.
        source: sqlx::Error,
    },
    /// A pooler stands in between that doesn't let us work.
    #[error("{url}: {}", super::pooled::REMEDY)]
    Pooler {
        /// The address, password masked.
        url: String,
    },
    /// The SQLite file isn't there, or the database has no tables.
    #[error("{url} is no database of an add-on yet; `clockify-addons migrate` makes it one")]
    Absent {
        /// The address.
        url: String,
    },
    /// The folder of a SQLite file can't be made.
    #[error("can't create the folder of the database {url}")]
    Folder {
        /// The address.
        url: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// A statement failed.
    #[error("the database refused a statement")]
    Statement(#[from] DbErr),
    /// A statement failed on a connection to SQLite that isn't the driver's.
    #[error("the database refused a statement")]
    Direct(#[from] direct::Error),
}

impl Error {
    /// Whether the database can't be reached, so that trying again later may help.
    #[must_use]
    pub fn is_unreachable(&self) -> bool {
        match self {
            Self::Unreachable { .. } | Self::Absent { .. } => true,
            Self::Folder { .. } | Self::Login { .. } | Self::Pooler { .. } | Self::Direct(_) => false,
            Self::Statement(error) => is_unreachable(error),
        }
    }

    /// Whether the statement ran into what others were doing, as [`is_contended`] says.
    #[must_use]
    pub fn is_contended(&self) -> bool {
        match self {
            Self::Statement(error) => is_contended(error),
            Self::Direct(error) => error.is_busy(),
            _ => false,
        }
    }
}

/// Whether the error means that there is no connection, rather than that a statement was wrong.
#[must_use]
pub fn is_unreachable(error: &DbErr) -> bool {
    match error {
        DbErr::ConnectionAcquire(_) | DbErr::Conn(_) => true,
        DbErr::Exec(RuntimeErr::SqlxError(error)) | DbErr::Query(RuntimeErr::SqlxError(error)) => match &**error {
            sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed => true,
            // Class 57: the server is shutting down, starting up, or ended this connection.
            sqlx::Error::Database(error) => error.code().is_some_and(|code| code.starts_with("57P")),
            _ => false,
        },
        _ => false,
    }
}

/// Whether the statement ran into what others were doing at the moment, so that it may work a little later: a lock that
/// wasn't to be had in time, a deadlock, a time limit, no free connection.
#[must_use]
pub fn is_contended(error: &DbErr) -> bool {
    if matches!(error, DbErr::ConnectionAcquire(sea_orm::ConnAcquireErr::Timeout)) {
        return true;
    }
    is_busy(error) || code(error).is_some_and(|code| ["55P03", "57014", "40P01", "40001"].contains(&code.as_str()))
}

/// Whether others had locks that the statement needed, for longer than it would wait, or waited for it in turn.
#[must_use]
pub fn is_locked_out(error: &DbErr) -> bool {
    code(error).is_some_and(|code| ["55P03", "40P01"].contains(&code.as_str()))
}

/// Whether the database refused a row for what is in it, so that other rows may fare better.
///
/// PostgreSQL: the classes of data exceptions, integrity violations, exceeded limits and errors that a trigger
/// raised. SQLite: too big, constraint, mismatch. Everything else would befall every row alike.
#[must_use]
pub fn is_about_data(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Encode(_) => true,
        sqlx::Error::Database(error) => error.code().is_some_and(|code| match code.parse::<u32>() {
            Ok(number) if code.len() < 5 => matches!(number & 0xff, 18..=20),
            _ => ["22", "23", "54", "P0"].iter().any(|class| code.starts_with(class)),
        }),
        _ => false,
    }
}

pub(super) fn is_busy(error: &DbErr) -> bool {
    code(error).and_then(|code| code.parse::<u32>().ok()).is_some_and(|code| code & 0xff == 5)
}

/// What the database calls the error.
fn code(error: &DbErr) -> Option<String> {
    let (DbErr::Conn(RuntimeErr::SqlxError(error))
    | DbErr::Exec(RuntimeErr::SqlxError(error))
    | DbErr::Query(RuntimeErr::SqlxError(error))) = error
    else {
        return None;
    };
    let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code);
    code.map(std::borrow::Cow::into_owned)
}

pub(super) fn refused(url: &Url, source: sqlx::Error) -> Error {
    let url = url.to_string();
    let code = source.as_database_error().and_then(sqlx::error::DatabaseError::code).unwrap_or_default().into_owned();
    let hint = match code.as_str() {
        "28P01" | "28000" => "the login is refused; check user and password",
        "3D000" => "there is no such database; create it with `createdb`",
        _ => return Error::Unreachable { url, source: DbErr::Conn(RuntimeErr::SqlxError(Arc::new(source))) },
    };
    Error::Login { url, hint, source }
}
