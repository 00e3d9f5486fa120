//! Requests of flows to other systems.
//!
//! An admin of a workspace says where to, and a payload that strangers may have caused fills in the rest. So everything
//! is bounded, only public addresses are reached ([`guard`](crate::clockify::guard)) and only hosts that the operator
//! allows, redirects aren't followed, and what comes back has passed [`Opened::redact`] before anybody sees it: neither
//! an [`Answer`] nor an [`Error`] can hold a secret of the workspace.
//!
//! [`Http::send`] makes one attempt. Whether there is another is for the run to decide, with what [`Error::again`] says:
//! a request that may have been done and mustn't be done twice isn't repeated by anybody but a person.
//!
//! On the way: `request.rs` checks and builds, `hosts.rs` keeps hosts that don't answer from holding workers, `send.rs`
//! makes the attempt, `answer.rs` reads what came.

mod answer;
mod error;
mod hosts;
mod request;
mod send;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

pub use error::{Again, Class, Error};
pub use request::Invalid;

use super::secrets::Opened;
use crate::clock::Clock;
use crate::clockify::client::Transport;
use crate::config;
use crate::domain::ids::WorkspaceId;

/// The most bytes of an answer's body.
pub const ANSWER_MAX: usize = 256 * 1024;

/// The most bytes of a request's body.
pub const BODY_MAX: usize = 100 * 1024;

/// Requests to one host that are under way at a time.
pub const AT_ONCE: usize = 8;

/// Makes requests for flows. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Http {
    inner: Arc<send::Inner>,
}

/// What it is made of.
#[derive(Debug)]
pub struct Options {
    /// Which hosts may be called, and for how long.
    pub config: config::HttpSteps,
    /// What makes connections, to addresses that may be called, and follows no redirect.
    pub transport: Transport,
    /// Time.
    pub clock: Arc<dyn Clock>,
}

/// A request, with everything filled in. It holds secrets.
#[derive(Clone)]
pub struct Request {
    /// Whose flow makes it.
    pub workspace: WorkspaceId,
    /// GET, POST, PUT, PATCH or DELETE.
    pub method: String,
    /// Where to.
    pub url: String,
    /// Headers by name.
    pub headers: Vec<(String, String)>,
    /// Query parameters, behind those of the URL.
    pub query: Vec<(String, String)>,
    /// The body.
    pub body: Option<Value>,
    /// The secret that signs it.
    pub sign: Option<String>,
    /// What is the same for every attempt, and for nothing else: [`delivery_id`].
    pub id: String,
}

/// What came back with a status of success. Secrets are masked.
#[derive(Clone, PartialEq)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// Headers by their names in lower case, without cookies.
    pub headers: serde_json::Map<String, Value>,
    /// JSON where it is JSON, text where it is text, and null for everything else.
    pub body: Value,
    /// How long it took.
    pub latency: Duration,
}

/// The id of a step's request, for `webhook-id`: the same for each attempt of the step at this position of the run.
#[must_use]
pub fn delivery_id(run: Uuid, position: &str) -> String {
    let hash = Sha256::digest(position.as_bytes());
    format!("msg_{}_{}", run.simple(), hex::encode(&hash[..8]))
}

impl Request {
    /// The request as it may be stored and shown.
    #[must_use]
    pub fn shown(&self, secrets: &Opened) -> Value {
        let pairs = |pairs: &[(String, String)]| {
            let pairs = pairs.iter().map(|(name, value)| (secrets.redact(name), Value::from(secrets.redact(value))));
            Value::Object(pairs.collect())
        };
        json!({
            "method": self.method,
            "url": secrets.redact(&self.url),
            "headers": pairs(&self.headers),
            "query": pairs(&self.query),
            "body": self.body.as_ref().map(|body| secrets.redact_value(body)),
            "sign": self.sign,
        })
    }
}

/// Without values.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request").field("method", &self.method).field("id", &self.id).finish_non_exhaustive()
    }
}

/// Without values: they are somebody's data.
impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer").field("status", &self.status).field("latency", &self.latency).finish_non_exhaustive()
    }
}
