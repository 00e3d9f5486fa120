//! Why a request brought no answer, and what may follow.

use std::fmt;
use std::time::Duration;

use serde_json::Value;

use super::request::Invalid;
use crate::clockify::guard::Refused;

/// What kind of failure it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Class {
    /// The request itself is wrong; nothing was sent.
    Invalid,
    /// The host may not be called; nothing was sent.
    Host,
    /// The host has enough to do, or didn't answer for a while; nothing was sent.
    Busy,
    /// No connection, or one that broke.
    Unreachable,
    /// No answer in time.
    Timeout,
    /// The other side doesn't take it.
    Refused,
    /// It leads elsewhere, where nobody follows.
    Redirect,
    /// Too many requests.
    RateLimited,
    /// The other side failed.
    Upstream,
    /// The answer is larger than the limit.
    TooLarge,
}

/// Whether there is another attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Again {
    /// It would fail again, or was done.
    Never,
    /// It may succeed later: not before this time has passed, where the other side said so.
    After(Option<Duration>),
    /// Nothing was sent and nothing is wrong with it: to be tried then, and not to be counted as an attempt.
    Snooze(Duration),
    /// It may have been done or not, and mustn't be done twice.
    Unknown,
}

/// Why there is no answer. No secret of the workspace stands in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Error {
    /// What kind of failure it is.
    pub class: Class,
    /// What may follow.
    pub again: Again,
    /// The answer's status, where there was an answer.
    pub status: Option<u16>,
    /// What came with that status: a JSON body, or a text, shortened.
    pub body: Option<Value>,
    /// In one line, to be stored and shown.
    pub message: String,
}

impl Class {
    /// Its name in what is stored.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Invalid => "invalid",
            Self::Host => "host",
            Self::Busy => "busy",
            Self::Unreachable => "unreachable",
            Self::Timeout => "timeout",
            Self::Refused => "refused",
            Self::Redirect => "redirect",
            Self::RateLimited => "rate_limited",
            Self::Upstream => "upstream",
            Self::TooLarge => "too_large",
        }
    }

    /// Whether the host is at fault as a transport: it can't be reached or doesn't answer.
    pub(super) const fn is_transport(self) -> bool {
        matches!(self, Self::Unreachable | Self::Timeout)
    }
}

impl Error {
    pub(super) fn new(class: Class, again: Again, message: impl fmt::Display) -> Self {
        Self { class, again, status: None, body: None, message: message.to_string() }
    }

    pub(super) fn busy(wait: Duration, message: impl fmt::Display) -> Self {
        Self::new(Class::Busy, Again::Snooze(wait), message)
    }
}

impl From<Invalid> for Error {
    fn from(wrong: Invalid) -> Self {
        let class = if matches!(wrong, Invalid::Host(_)) { Class::Host } else { Class::Invalid };
        Self::new(class, Again::Never, wrong)
    }
}

impl From<Refused> for Error {
    fn from(refused: Refused) -> Self {
        Self::new(Class::Host, Again::Never, format_args!("the connection is not allowed: {refused}"))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}
