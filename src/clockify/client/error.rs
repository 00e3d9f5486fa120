//! Why a call brought no answer, and whether another try helps.
//!
//! Every text here can be stored and shown: none holds a token, a value of the call or more than a few words of what
//! Clockify said.

use std::fmt;
use std::time::Duration;

use super::{BadHost, Invalid, Refusal};
use crate::clockify::guard;

/// What kind of failure it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Class {
    /// The call itself is wrong; nothing was sent.
    Invalid,
    /// The host may not be called; nothing was sent.
    Host,
    /// Clockify doesn't take it: a value is wrong, or a rule of the workspace stands against it.
    Refused,
    /// The add-on lacks a scope.
    Scope,
    /// The workspace's plan doesn't include it.
    Plan,
    /// The token isn't accepted.
    Unauthorized,
    /// There is no such thing.
    NotFound,
    /// Too many calls.
    RateLimited,
    /// Too many calls of our own: its turn would come later than it can wait; nothing was sent.
    Busy,
    /// No answer in time.
    Timeout,
    /// No connection, or one that broke.
    Unreachable,
    /// Clockify failed.
    Upstream,
    /// The answer is larger than the limit.
    TooLarge,
    /// The answer isn't the JSON that it should be.
    NotJson,
}

impl Class {
    /// All of them.
    pub const ALL: [Self; 14] = [
        Self::Invalid,
        Self::Host,
        Self::Refused,
        Self::Scope,
        Self::Plan,
        Self::Unauthorized,
        Self::NotFound,
        Self::RateLimited,
        Self::Busy,
        Self::Timeout,
        Self::Unreachable,
        Self::Upstream,
        Self::TooLarge,
        Self::NotJson,
    ];

    /// Its name in metrics and in the audit.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Invalid => "invalid",
            Self::Host => "host",
            Self::Refused => "refused",
            Self::Scope => "scope",
            Self::Plan => "plan",
            Self::Unauthorized => "unauthorized",
            Self::NotFound => "not_found",
            Self::RateLimited => "rate_limited",
            Self::Busy => "busy",
            Self::Timeout => "timeout",
            Self::Unreachable => "unreachable",
            Self::Upstream => "upstream",
            Self::TooLarge => "too_large",
            Self::NotJson => "not_json",
        }
    }
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.label())
    }
}

/// Whether the same call may be made again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retry {
    /// It would fail again, or it may have been done already.
    Never,
    /// It may succeed later: not before this time has passed, where Clockify said so.
    After(Option<Duration>),
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The host isn't one that may be called.
    #[error(transparent)]
    Host(#[from] BadHost),
    /// The call doesn't fit its operation.
    #[error("{operation} can't be called so: {wrong}")]
    Invalid {
        /// The operation's name.
        operation: String,
        /// What doesn't fit.
        #[source]
        wrong: Invalid,
    },
    /// The host's name leads to an address that may not be called.
    #[error("the connection is not allowed: {0}")]
    Address(#[from] guard::Refused),
    /// The workspace's calls are used up for longer than the call can wait. Nothing was sent, and no place was taken.
    #[error("the workspace's calls to Clockify are used up for another {} ms", wait.as_millis())]
    Busy {
        /// When there would have been a place.
        wait: Duration,
    },
    /// No connection, or one that broke before the answer was whole.
    #[error("Clockify can't be reached: {}", deepest(source))]
    Unreachable {
        /// Whether the call may be made again.
        again: bool,
        /// What the transport says; it knows neither address nor headers.
        source: reqwest::Error,
    },
    /// No whole answer in time.
    #[error("no whole answer within {} s", after.as_secs_f32())]
    Timeout {
        /// How long it was waited for.
        after: Duration,
        /// Whether the call may be made again.
        again: bool,
    },
    /// Clockify answered, and the answer is no.
    #[error(transparent)]
    Refused(#[from] Box<Refusal>),
    /// The answer's body is larger than the limit.
    #[error("the answer is larger than {limit} bytes (CLOCKIFY_ADDONS_API_RESPONSE_MAX_BYTES)")]
    TooLarge {
        /// The limit.
        limit: usize,
    },
    /// The answer isn't JSON, isn't whole, or has another shape than was asked for.
    #[error("the answer is not the JSON that was expected: {why} (status {status}, type {})", shown(content_type.as_deref()))]
    NotJson {
        /// The answer's status.
        status: u16,
        /// The answer's type as it was sent.
        content_type: Option<String>,
        /// What is wrong with it.
        why: NotJson,
    },
}

/// What keeps a body from being the JSON that was expected. The parser's own words may repeat a value, so only the
/// place is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotJson {
    /// It has another type.
    Type,
    /// It ends too early.
    Cut,
    /// It is no JSON from here on.
    Syntax {
        /// Line, from 1 on.
        line: usize,
        /// Column, from 1 on.
        column: usize,
    },
    /// It is JSON of another shape, seen here.
    Shape {
        /// Line, from 1 on.
        line: usize,
        /// Column, from 1 on.
        column: usize,
    },
}

impl From<&serde_json::Error> for NotJson {
    fn from(error: &serde_json::Error) -> Self {
        let (line, column) = (error.line(), error.column());
        match error.classify() {
            serde_json::error::Category::Eof => Self::Cut,
            serde_json::error::Category::Data => Self::Shape { line, column },
            serde_json::error::Category::Io | serde_json::error::Category::Syntax => Self::Syntax { line, column },
        }
    }
}

impl fmt::Display for NotJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Type => f.write_str("it has another type"),
            Self::Cut => f.write_str("it ends too early"),
            Self::Syntax { line, column } => write!(f, "no JSON at line {line} column {column}"),
            Self::Shape { line, column } => write!(f, "another shape at line {line} column {column}"),
        }
    }
}

impl Error {
    /// What kind of failure it is.
    #[must_use]
    pub fn class(&self) -> Class {
        match self {
            Self::Host(_) | Self::Address(_) => Class::Host,
            Self::Invalid { .. } => Class::Invalid,
            Self::Busy { .. } => Class::Busy,
            Self::Unreachable { .. } => Class::Unreachable,
            Self::Timeout { .. } => Class::Timeout,
            Self::Refused(refusal) => refusal.class,
            Self::TooLarge { .. } => Class::TooLarge,
            Self::NotJson { .. } => Class::NotJson,
        }
    }

    /// Whether the same call may be made again.
    #[must_use]
    pub fn retry(&self) -> Retry {
        match self {
            Self::Unreachable { again: true, .. } | Self::Timeout { again: true, .. } => Retry::After(None),
            Self::Busy { wait } => Retry::After(Some(*wait)),
            Self::Refused(refusal) if refusal.again => Retry::After(refusal.retry_after),
            _ => Retry::Never,
        }
    }

    /// The answer's status, where there was an answer.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Refused(refusal) => Some(refusal.status),
            Self::NotJson { status, .. } => Some(*status),
            _ => None,
        }
    }

    /// The failure in one line that may be stored and shown.
    #[must_use]
    pub fn summary(&self) -> String {
        self.to_string()
    }
}

/// The innermost reason, which is the one that says something.
fn deepest(error: &dyn std::error::Error) -> String {
    let mut error = error;
    while let Some(source) = error.source() {
        error = source;
    }
    error.to_string()
}

/// A content type short enough for a message; what a server sends there may be anything.
fn shown(content_type: Option<&str>) -> String {
    let plain = |c: &char| c.is_ascii_alphanumeric() || "/+-.;= ".contains(*c);
    content_type.map_or_else(|| "none".to_owned(), |text| text.chars().filter(plain).take(60).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clockify::client::Actor;
    use crate::metrics::{ACTORS, OUTCOMES};

    #[test]
    fn every_outcome_and_actor_has_its_counter() {
        for class in Class::ALL {
            assert!(OUTCOMES.contains(&class.label()), "{class}");
        }
        assert_eq!(OUTCOMES.len(), Class::ALL.len() + 1, "and one for success");
        let actors =
            [Actor::Bootstrap, Actor::Registration, Actor::Reconciliation, Actor::Flow, Actor::User(String::new())];
        assert_eq!(actors.map(|actor| actor.kind()), ACTORS);
    }

    #[test]
    fn a_parser_keeps_values_to_itself() {
        let error = serde_json::from_str::<u32>("\"canary\"").unwrap_err();
        let error = Error::NotJson { status: 200, content_type: None, why: NotJson::from(&error) };
        assert_eq!(
            error.summary(),
            "the answer is not the JSON that was expected: another shape at line 1 column 8 (status 200, type none)"
        );
    }
}
