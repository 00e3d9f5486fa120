//! Calls to Clockify's API.
//!
//! [`Client::call`] takes an operation of the catalogue with its parameters and gives the answer or an [`Error`] that
//! says whether trying again helps. On the way: `request.rs` builds the request, `send.rs` makes one attempt,
//! `retry.rs` decides on the next, `refusal.rs` reads what Clockify says when it says no.

mod audit;
mod error;
mod form;
mod health;
mod hosts;
mod options;
mod refusal;
mod request;
mod retry;
mod send;
mod transport;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use secrecy::SecretString;
use serde::de::DeserializeOwned;

pub use audit::{Audit, Nowhere, Record};
pub use error::{Class, Error, Retry};
pub use form::{Part, parts};
pub use health::{OnUnauthorized, Standing};
pub use hosts::{BadHost, Hosts};
pub use options::{Options, Pause, Sleep};
pub use refusal::Refusal;
pub use request::Invalid;
pub use transport::Transport;

use super::catalogue::Operation;
use crate::domain::ids::WorkspaceId;

/// Calls Clockify's API for one add-on. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Client {
    inner: Arc<send::Inner>,
    /// A bucket beside the workspace's own, and its rate.
    pace: Option<(&'static str, u32)>,
    retries: u32,
    /// Longest that a call waits for its turn. None: as long as it takes.
    patience: Option<Duration>,
    /// The largest answer that is taken, in bytes.
    largest: usize,
    /// Whether the tokens are a user's own, and say nothing of the installation's when they are refused.
    visiting: bool,
}

/// Whose API is called, and with which right.
#[derive(Clone, Debug)]
pub struct Target {
    /// The workspace.
    pub workspace: WorkspaceId,
    /// Where its API is.
    pub hosts: Hosts,
    /// The installation token, or a user's.
    pub token: SecretString,
}

/// One call.
#[derive(Clone)]
pub struct Call<'a> {
    /// What is called.
    pub operation: &'a Operation,
    /// Path parameters by name. The workspace's id is filled in when it is left out.
    pub path: BTreeMap<String, String>,
    /// Query parameters in order; an array is its name repeated.
    pub query: Vec<(String, String)>,
    /// The body.
    pub body: Option<serde_json::Value>,
    /// On whose behalf.
    pub actor: Actor,
}

/// On whose behalf a call is made: what the audit says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// The first fetch of a workspace's data, and its repeats.
    Bootstrap,
    /// The registration of webhooks.
    Registration,
    /// The comparison of what we believe with what is.
    Reconciliation,
    /// A flow.
    Flow,
    /// The user with this id.
    User(String),
}

/// What Clockify answered, with a status of success unless any was asked for.
#[derive(Clone)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: http::HeaderMap,
    /// What the header `Last-Page` says, where there is one.
    pub last_page: Option<bool>,
    /// The body.
    pub body: Bytes,
    /// The body's type as it was sent.
    pub content_type: Option<String>,
    /// How long the attempt took that brought it, without any wait before.
    pub latency: Duration,
    /// How many attempts it took.
    pub attempts: u32,
}

impl Client {
    /// A client that also keeps to a rate of its own, in a bucket of this name per workspace.
    #[must_use]
    pub fn paced(&self, name: &'static str, rps: u32) -> Self {
        Self { pace: Some((name, rps)), ..self.clone() }
    }

    /// A client that tries again at most so many times.
    #[must_use]
    pub fn with_retries(&self, retries: u32) -> Self {
        Self { retries, ..self.clone() }
    }

    /// A client whose calls end with [`Error::Busy`] when their turn would come later than this, without having taken a
    /// place in line.
    #[must_use]
    pub fn with_patience(&self, patience: Duration) -> Self {
        Self { patience: Some(patience), ..self.clone() }
    }

    /// A client that takes answers of so many bytes, where that is more than what is configured.
    #[must_use]
    pub fn taking(&self, bytes: usize) -> Self {
        Self { largest: self.largest.max(bytes), ..self.clone() }
    }

    /// A client for calls with a user's own token: that it is refused is the user's business, and no news of the
    /// installation.
    #[must_use]
    pub fn visiting(&self) -> Self {
        Self { visiting: true, ..self.clone() }
    }
}

/// A request as it is sent, but for the token.
#[derive(Clone, PartialEq)]
pub struct Prepared {
    /// Where it goes.
    pub url: url::Url,
    /// What kind of answer it asks for.
    pub accept: &'static str,
    /// The body.
    pub body: Option<Bytes>,
    /// What the body is.
    pub content_type: Option<String>,
}

/// Without values: they are the users' data.
impl fmt::Debug for Prepared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Prepared").field("content_type", &self.content_type).finish_non_exhaustive()
    }
}

/// Where a call would go below a host's address, without being made.
pub fn preview(base: &url::Url, workspace: &WorkspaceId, call: &Call<'_>) -> Result<url::Url, Invalid> {
    request::build(base, workspace, call).map(|request| request.url)
}

impl Actor {
    /// The kind of actor: a label with few values.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Bootstrap => "bootstrap",
            Self::Registration => "registration",
            Self::Reconciliation => "reconciliation",
            Self::Flow => "flow",
            Self::User(_) => "user",
        }
    }
}

/// The kind, and for a user the id behind a colon.
impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind())?;
        match self {
            Self::User(id) => write!(f, ":{id}"),
            _ => Ok(()),
        }
    }
}

/// Without values: they are the users' data.
impl fmt::Debug for Call<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("operation", &self.operation.id)
            .field("actor", &self.actor)
            .finish_non_exhaustive()
    }
}

impl Answer {
    /// The body as JSON. A body of another type, or one that isn't whole, is an error.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Error> {
        let wrong = |why| Error::NotJson { status: self.status, content_type: self.content_type.clone(), why };
        if !self.content_type.as_deref().is_some_and(is_json) {
            return Err(wrong(error::NotJson::Type));
        }
        serde_json::from_slice(&self.body).map_err(|error| wrong(error::NotJson::from(&error)))
    }
}

/// Without the body: it is the users' data.
impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer")
            .field("status", &self.status)
            .field("last_page", &self.last_page)
            .field("bytes", &self.body.len())
            .field("latency", &self.latency)
            .field("attempts", &self.attempts)
            .finish_non_exhaustive()
    }
}

/// Whether a media type is JSON or built on it.
fn is_json(content_type: &str) -> bool {
    let essence = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence == "application/json" || (essence.starts_with("application/") && essence.ends_with("+json"))
}
