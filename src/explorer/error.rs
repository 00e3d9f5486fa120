//! Why a call by hand isn't made, or brought no answer.

use sea_orm::DbErr;
use uuid::Uuid;

use super::{Target, Writes};
use crate::clockify::client;
use crate::db;
use crate::domain::flow::Problem;

/// Why not.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such operation.
    #[error("there is no operation `{0}` in the catalogue")]
    Unknown(String),
    /// There is no such call or request.
    #[error("there is no such {0} in this workspace")]
    Absent(&'static str),
    /// The body isn't kept any more.
    #[error("the whole body of this call is not kept any more; make the call again")]
    Gone,
    /// What is asked for can't be sent, or kept.
    #[error("{text}{}", first(.problems))]
    Invalid {
        /// What can't be used.
        text: &'static str,
        /// Everything that is wrong with it.
        problems: Vec<Problem>,
    },
    /// Another workspace than the token's.
    #[error("`workspaceId` is the token's workspace and no other; leave it out")]
    Workspace,
    /// Only for admins.
    #[error("{0}")]
    Forbidden(&'static str),
    /// Calls may not change anything, for this reason.
    #[error("{}", .0.reason().unwrap_or_default())]
    Writes(Writes),
    /// The installation can't be used.
    #[error("{0}")]
    State(&'static str),
    /// The API's host may not be called.
    #[error("{0}")]
    Host(String),
    /// It has to be confirmed.
    #[error("this has to be confirmed: send the call again with `confirm` = `{}`", .0.text)]
    Confirm(Box<Target>),
    /// Too many calls.
    #[error("too many calls at once; come again later")]
    Busy {
        /// When to come again.
        seconds: u32,
    },
    /// There was no answer.
    #[error("{text}")]
    Upstream {
        /// Why not, and what that means.
        text: String,
        /// Whether that is for want of time.
        is_late: bool,
        /// The call in the history.
        call: Uuid,
    },
    /// The name is in use.
    #[error("a request named `{0}` exists already in this workspace")]
    Taken(String),
    /// There are as many as there may be.
    #[error("a workspace can keep {} requests; delete one first", super::MOST_SAVED)]
    TooMany,
    /// The database refused.
    #[error("the database refused")]
    Database(#[from] db::Error),
}

impl From<DbErr> for Error {
    fn from(error: DbErr) -> Self {
        Self::Database(error.into())
    }
}

impl Error {
    /// Something that is wrong with one place.
    pub(super) fn at(text: &'static str, path: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Invalid { text, problems: vec![Problem::new(path, message)] }
    }

    /// What keeps a call from being sent.
    pub(super) fn unsent(error: &client::Error) -> Option<Self> {
        use client::Invalid;

        let wrong = match error {
            client::Error::Host(_) | client::Error::Address(_) => return Some(Self::Host(error.summary())),
            client::Error::Busy { wait } => {
                let seconds = u32::try_from(wait.as_secs()).unwrap_or(u32::MAX).saturating_add(1);
                return Some(Self::Busy { seconds });
            }
            client::Error::Invalid { wrong, .. } => wrong,
            _ => return None,
        };
        let path = match wrong {
            Invalid::Workspace => return Some(Self::Workspace),
            Invalid::Missing(name) | Invalid::Unknown(name) | Invalid::Path(name) => format!("/path/{name}"),
            Invalid::File(name) => format!("/body/{name}"),
            Invalid::NoBody | Invalid::Body | Invalid::MediaType(_) => "/body".to_owned(),
            Invalid::Template(_) => "/operation".to_owned(),
        };
        Some(Self::at(super::asked::CALL, path, wrong.to_string()))
    }
}

/// The first problem, where a sentence has room for one.
fn first(problems: &[Problem]) -> String {
    problems.first().map_or_else(String::new, |problem| format!(": {}: {}", problem.path, problem.message))
}
