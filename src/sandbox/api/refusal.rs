//! What the API says when it doesn't do what was asked: a status, a code of the platform's and a sentence.

use serde_json::json;

use super::reply::Reply;

/// A refusal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) status: u16,
    code: u16,
    message: String,
    /// Seconds after which to come again.
    retry_after: Option<u32>,
}

impl Refusal {
    fn new(status: u16, code: u16, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), retry_after: None }
    }

    /// No key and no token, or both.
    pub(super) fn credentials(given: usize) -> Self {
        let text = if given == 0 {
            "Full authentication is required to access this resource"
        } else {
            "Multiple or none auth tokens present"
        };
        Self::new(401, 1000, text)
    }

    /// An API key; nobody has one here.
    pub(super) fn api_key() -> Self {
        Self::new(401, 4003, "Api key does not exist")
    }

    /// A token that isn't one, or no longer.
    pub(super) fn token() -> Self {
        Self::new(401, 4017, "Invalid addon token")
    }

    /// The add-on's manifest doesn't ask for this.
    pub(super) fn scope(scope: &str, status: u16) -> Self {
        Self::new(status, if status == 401 { 4017 } else { 403 }, format!("Addon doesn't have the {scope} permission"))
    }

    /// The workspace's plan doesn't have this.
    pub(super) fn plan(needed: &str) -> Self {
        Self::new(403, 403, format!("This feature needs the {needed} plan"))
    }

    /// There is nothing at this path.
    pub(super) fn no_route(method: &str, path: &str) -> Self {
        Self::new(404, 3000, format!("No static resource for {method} {path}"))
    }

    /// The path takes other methods.
    pub(super) fn method(method: &str) -> Self {
        Self::new(405, 3000, format!("Request method '{method}' is not supported"))
    }

    /// A parameter has no valid form.
    pub(super) fn malformed(name: &str) -> Self {
        Self::new(400, 3000, format!("Parameter '{name}' has an invalid value"))
    }

    /// A parameter is missing.
    pub(super) fn missing(name: &str) -> Self {
        Self::new(400, 3001, format!("Required request parameter '{name}' is not present"))
    }

    /// The body has another shape than it should.
    pub(super) fn shape(reason: impl Into<String>) -> Self {
        Self::new(400, 3002, reason)
    }

    /// What was asked makes no sense in this workspace.
    pub(super) fn domain(reason: impl Into<String>) -> Self {
        Self::new(400, 501, reason)
    }

    /// Something is not there, or was never this workspace's.
    pub(super) fn foreign(title: &str) -> Self {
        Self::domain(format!("{title} doesn't belong to Workspace"))
    }

    /// The sandbox has no answer to this call.
    pub(super) fn unplayed(operation: &str) -> Self {
        Self::new(501, 501, format!("The sandbox doesn't play {operation}"))
    }

    /// Too many requests.
    pub(super) fn rate(retry_after: Option<u32>) -> Self {
        Self { retry_after, ..Self::new(429, 429, "Too many requests") }
    }

    /// A failure of the platform's own.
    pub(super) fn failure(status: u16) -> Self {
        Self::new(status, 500, "Something went wrong")
    }

    /// As an answer.
    pub(super) fn reply(self) -> Reply {
        let mut reply = Reply::json(self.status, json!({ "message": self.message, "code": self.code }));
        if let Some(seconds) = self.retry_after {
            reply.headers.push(("retry-after", seconds.to_string()));
        }
        reply
    }
}
