//! Which request a line is about.
//!
//! Most requests write no line at all, so what a line would say of its request is kept as it came and is made into
//! text only when a line is written. A span would be filled, registered and entered for every request.

use std::sync::OnceLock;

use http::{HeaderValue, Method, Uri};
use serde_json::Value;

use super::line::Fields;
use crate::domain::ids::WorkspaceId;

tokio::task_local! {
    static CURRENT: Request;
}

/// What a line says of its request.
#[derive(Debug)]
pub struct Request {
    /// The add-on that was asked.
    pub addon: &'static str,
    /// The id that the answer carries too.
    pub id: HeaderValue,
    /// The method.
    pub method: Method,
    /// The address, of which the path alone is written: a query may hold a token.
    pub uri: Uri,
    workspace: OnceLock<WorkspaceId>,
}

impl Request {
    /// A request of which the workspace isn't known yet.
    #[must_use]
    pub const fn new(addon: &'static str, id: HeaderValue, method: Method, uri: Uri) -> Self {
        Self { addon, id, method, uri, workspace: OnceLock::new() }
    }

    /// Runs the handling of the request: what it writes is about this request.
    pub async fn scope<F: Future>(self, handling: F) -> F::Output {
        CURRENT.scope(self, handling).await
    }
}

/// Notes which workspace the current request is about, now that it is proven.
pub fn is_about(workspace: &WorkspaceId) {
    // Outside of a request there is nothing to note it on.
    _ = CURRENT.try_with(|request| drop(request.workspace.set(workspace.clone())));
}

/// Adds what is known of the current request, if there is one.
pub(super) fn add(fields: &mut Fields) {
    _ = CURRENT.try_with(|request| {
        fields.add("addon", || Value::from(request.addon));
        fields.add("request_id", || Value::from(request.id.to_str().unwrap_or_default()));
        if let Some(workspace) = request.workspace.get() {
            fields.add("workspace", || Value::from(workspace.as_str()));
        }
        fields.add("method", || Value::from(request.method.as_str()));
        fields.add("path", || Value::from(request.uri.path()));
    });
}
