//! A verified lifecycle call.
//!
//! Source: the platform's lifecycle documentation. The token comes in a header of its own and is true of the add-on
//! and, where it carries them, of the workspace and the installation; the body must say the same.

use axum::extract::{FromRequest, Request};
use axum::http::HeaderName;
use serde_json::{Map, Value};

use super::{body, single};
use crate::domain::ids::{AddonId, WorkspaceId};
use crate::http::{AppState, Problem};
use crate::installs::lifecycle::Subject;
use crate::metrics::Reason;
use crate::telemetry::request;

const TOKEN: HeaderName = HeaderName::from_static("x-addon-lifecycle-token");

/// A lifecycle call that is what it says.
#[derive(Debug)]
pub struct Call {
    /// The installation that it is about.
    pub subject: Subject,
    /// The body.
    pub body: Value,
}

impl FromRequest<AppState> for Call {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &AppState) -> Result<Self, Problem> {
        let (parts, body) = request.into_parts();
        let claimed = match single(&parts.headers, &TOKEN) {
            Some(token) => {
                let claims = app.verifier.verify(token, app.clock.now()).map_err(|why| {
                    app.reject(
                        Reason::Lifecycle,
                        &why,
                        Problem::unauthorized("`x-addon-lifecycle-token` is not accepted"),
                    )
                })?;
                // A user's token is in that user's hands, so it must not be able to end the installation.
                if claims.role.is_some() {
                    let problem = Problem::unauthorized("`x-addon-lifecycle-token` is not accepted");
                    return Err(app.reject(Reason::Lifecycle, &"it is a user's token", problem));
                }
                (claims.workspace.clone(), claims.addon.clone())
            }
            None if app.config.require_signature || parts.headers.contains_key(TOKEN) => {
                return Err(Problem::unauthorized("`x-addon-lifecycle-token` must be there once"));
            }
            None => (None, None),
        };
        let bytes = body::read(body, app.limits.api_body, app.body_timeout).await?;
        let body: Value = serde_json::from_slice(&bytes).map_err(|error| {
            Problem::bad_request(format!("the body must be JSON (line {}, column {})", error.line(), error.column()))
        })?;
        let subject = subject(claimed, &body)?;
        request::is_about(&subject.workspace);
        Ok(Self { subject, body })
    }
}

fn subject((workspace, addon): (Option<WorkspaceId>, Option<AddonId>), body: &Value) -> Result<Subject, Problem> {
    let empty = Map::new();
    let fields = Fields(body.as_object().unwrap_or(&empty));
    let named_workspace = fields.text("workspaceId")?.map(WorkspaceId::new).transpose();
    let named_addon = fields.text("addonId")?.map(AddonId::new).transpose();
    let bad = |error: crate::domain::ids::Invalid| Problem::bad_request(error.to_string());
    Ok(Subject {
        workspace: agree("workspaceId", workspace, named_workspace.map_err(bad)?)?,
        addon: agree("addonId", addon, named_addon.map_err(bad)?)?,
    })
}

/// The id that token and body agree on, where both name one.
fn agree<T: PartialEq>(name: &str, claimed: Option<T>, named: Option<T>) -> Result<T, Problem> {
    match (claimed, named) {
        (Some(claimed), Some(named)) if claimed != named => {
            Err(Problem::unauthorized(format!("`{name}` of the body is not the token's")))
        }
        (Some(id), _) | (None, Some(id)) => Ok(id),
        (None, None) => Err(Problem::bad_request(format!("`{name}` is missing"))),
    }
}

/// A JSON object whose fields are read by name, with errors that name them.
#[derive(Debug, Clone, Copy)]
pub struct Fields<'a>(pub &'a Map<String, Value>);

impl<'a> Fields<'a> {
    /// The fields of a body that must be an object.
    pub fn of(body: &'a Value) -> Result<Self, Problem> {
        body.as_object().map(Self).ok_or_else(|| Problem::bad_request("the body must be a JSON object"))
    }

    /// A text that may be absent or null.
    pub fn text(self, name: &str) -> Result<Option<&'a str>, Problem> {
        match self.0.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(Problem::bad_request(format!("`{name}` must be a string"))),
        }
    }

    /// A text that must be there.
    pub fn required(self, name: &str) -> Result<&'a str, Problem> {
        let text = self.text(name)?.filter(|text| !text.is_empty());
        text.ok_or_else(|| Problem::bad_request(format!("`{name}` is missing")))
    }
}
