//! A user of a workspace, proven by the token that Clockify gives to the add-on's page.
//!
//! Who the user is, which workspace it is about and what the user may do there comes from the token's claims and from
//! nowhere else. All of Clockify's tokens are signed with one key; this kind alone has an end, a user and a role, so a
//! token that lacks one of them is of another kind, or says too little to be trusted.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, header};
use secrecy::SecretString;
use tokio::time::Instant;

use super::{find, single};
use crate::clockify::token::{self, Claims};
use crate::domain::ids::WorkspaceId;
use crate::explorer::Who;
use crate::flows::Actor;
use crate::http::{AppState, Problem};
use crate::telemetry::request;

const TOKEN: HeaderName = HeaderName::from_static("x-addon-token");

/// The roles that may see and change what the workspace has of the add-on.
const ADMINS: [&str; 2] = ["OWNER", "ADMIN"];

/// Longest name of a role that is believed.
const LONGEST_ROLE: usize = 64;

/// Somebody who has the add-on's page open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// The workspace.
    pub workspace: WorkspaceId,
    /// Clockify's id of the user.
    pub id: String,
    /// The user's role in the workspace, as Clockify calls it.
    pub role: String,
    /// When the token ends, in seconds since 1970.
    pub expires: i64,
}

/// The same, and owner or admin of the workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Admin(User);

/// The same as a user, with the token itself: for calls that are made in the user's own name.
#[derive(Debug, Clone)]
pub struct Bearer {
    /// Who it is.
    pub user: User,
    /// The token, verified.
    pub token: SecretString,
}

impl User {
    /// Who it is, for the explorer.
    #[must_use]
    pub fn who(&self) -> Who<'_> {
        Who { workspace: &self.workspace, user: &self.id, is_admin: self.is_admin() }
    }

    /// Whether the user is owner or admin of the workspace.
    #[must_use]
    pub fn is_admin(&self) -> bool {
        ADMINS.contains(&self.role.as_str())
    }
}

impl Admin {
    /// The workspace.
    #[must_use]
    pub fn workspace(&self) -> &WorkspaceId {
        &self.0.workspace
    }

    /// Who it is.
    #[must_use]
    pub fn user(&self) -> &User {
        &self.0
    }

    /// Who it is, for the explorer.
    #[must_use]
    pub fn who(&self) -> Who<'_> {
        self.0.who()
    }

    /// Who changes what is changed.
    #[must_use]
    pub fn actor(&self) -> Actor {
        Actor::User(self.0.id.clone())
    }
}

impl FromRequestParts<AppState> for User {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, Problem> {
        let came = Instant::now();
        let claims = app.verifier.verify(sent(&parts.headers)?, app.clock.now()).map_err(|why| refused(&why))?;
        let (workspace, addon) = claims.installation().map_err(|why| refused(&why))?;
        let (id, role, expires) = person(&claims).ok_or_else(|| refused(&"it is not the token of a user"))?;
        let live = find(app, came, |view| view.installation(workspace, addon).cloned()).await?;
        if live.is_none() {
            return Err(refused(&"the installation is not live"));
        }
        app.rate.take(workspace, app.clock.now()).map_err(Problem::busy)?;
        request::is_about(workspace);
        Ok(Self { workspace: workspace.clone(), id: id.to_owned(), role: role.to_owned(), expires })
    }
}

impl FromRequestParts<AppState> for Bearer {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, Problem> {
        let user = User::from_request_parts(parts, app).await?;
        let token = sent(&parts.headers)?.into();
        Ok(Self { user, token })
    }
}

impl FromRequestParts<AppState> for Admin {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, Problem> {
        let user = User::from_request_parts(parts, app).await?;
        if user.is_admin() { Ok(Self(user)) } else { Err(Problem::forbidden()) }
    }
}

/// The token, which comes in one of two headers and not in both.
fn sent(headers: &HeaderMap) -> Result<&str, Problem> {
    let bearer = |value: &'_ str| value.get(..7).is_some_and(|scheme| scheme.eq_ignore_ascii_case("bearer "));
    let token = match (headers.contains_key(TOKEN), headers.contains_key(header::AUTHORIZATION)) {
        (true, false) => single(headers, &TOKEN),
        (false, true) => single(headers, &header::AUTHORIZATION).filter(|value| bearer(value)).map(|value| &value[7..]),
        _ => None,
    };
    token.filter(|token| token.len() <= token::LONGEST).ok_or_else(|| {
        let text = "a user's token must be there once: in `x-addon-token`, or in `authorization` behind `Bearer`";
        Problem::unauthorized(text)
    })
}

/// The user, the role and the token's end, if all is there that a user's token has.
fn person(claims: &Claims) -> Option<(&str, &str, i64)> {
    let plain = |text: &&str| !text.is_empty() && text.len() <= LONGEST_ROLE && !text.contains(char::is_control);
    Some((claims.user.as_deref().filter(plain)?, claims.role.as_deref().filter(plain)?, claims.expires?))
}

/// The one answer to every token that isn't accepted.
fn refused(why: &dyn std::fmt::Display) -> Problem {
    tracing::debug!(%why, "a user's token is not accepted");
    Problem::unauthorized("the user's token is not accepted")
}
