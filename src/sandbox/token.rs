//! The four kinds of token that Clockify signs, as claims.
//!
//! All of them are RS256 tokens under the same key with the same issuer, type and subject; what tells them
//! apart is only which further claims they carry. That is why a verifier may not take one kind for another,
//! and why the forgeries try exactly this.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use time::{Duration, OffsetDateTime};

use super::Installation;
use crate::domain::event::EventType;

/// Validity of a user token.
const USER_LIFETIME: Duration = Duration::minutes(30);
/// Validity of a lifecycle token. Clockify promises none; the call that carries it is made at once.
const LIFECYCLE_LIFETIME: Duration = Duration::minutes(5);

/// Whoever looks at the add-on's page, as the token says.
#[derive(Clone, Copy, Debug)]
pub struct Viewer<'a> {
    /// The user's id.
    pub user: &'a str,
    /// The user's role: `OWNER`, `ADMIN`, `USER`.
    pub role: &'a str,
    /// How the user likes pages: `DEFAULT` or `DARK`.
    pub theme: &'a str,
    /// The user's language: `EN`.
    pub language: &'a str,
    /// For how long the token is good; less than nothing for one that has ended.
    pub lifetime: Duration,
}

impl<'a> Viewer<'a> {
    /// A user with everything as it is unless somebody changes it.
    #[must_use]
    pub const fn new(user: &'a str, role: &'a str) -> Self {
        Self { user, role, theme: "DEFAULT", language: "EN", lifetime: USER_LIFETIME }
    }
}

/// Puts a token together: header and claims in base64url, and the signature over both.
///
/// Claims are sorted by name, so that a token doesn't depend on how some other crate configures the JSON map.
pub(super) fn compact(header: &str, claims: &Value, sign: impl FnOnce(&[u8]) -> Vec<u8>) -> String {
    let mut claims = claims.clone();
    claims.sort_all_objects();
    let body = URL_SAFE_NO_PAD.encode(claims.to_string());
    let text = format!("{}.{body}", URL_SAFE_NO_PAD.encode(header));
    let signature = URL_SAFE_NO_PAD.encode(sign(text.as_bytes()));
    format!("{text}.{signature}")
}

/// Adds or replaces a claim.
pub(super) fn with(mut claims: Value, name: &str, value: impl Into<Value>) -> Value {
    claims[name] = value.into();
    claims
}

impl Installation {
    /// The token with which the add-on calls the API: the workspace owner's power, and no expiry.
    #[must_use]
    pub fn installation_token(&self) -> String {
        self.key.sign(&self.api_claims(&self.workspace.owner))
    }

    /// The token in the URL of the add-on's page: a user with a role (`OWNER`, `ADMIN`, `USER`), for 30 minutes.
    #[must_use]
    pub fn user_token(&self, user: &str, role: &str, now: OffsetDateTime) -> String {
        self.viewer_token(&Viewer::new(user, role), now)
    }

    /// The same for a user of whom more is known than id and role.
    #[must_use]
    pub fn viewer_token(&self, viewer: &Viewer<'_>, now: OffsetDateTime) -> String {
        let mut claims = self.api_claims(viewer.user);
        claims["language"] = viewer.language.into();
        claims["theme"] = viewer.theme.into();
        claims["workspaceRole"] = viewer.role.into();
        self.key.sign(&dated(claims, now, viewer.lifetime))
    }

    /// The token in the header of lifecycle calls.
    #[must_use]
    pub fn lifecycle_token(&self, now: OffsetDateTime) -> String {
        self.key.sign(&dated(self.claims(), now, LIFECYCLE_LIFETIME))
    }

    /// The claims that every token carries.
    pub(super) fn claims(&self) -> Value {
        json!({
            "iss": "clockify",
            "sub": self.addon_key,
            "type": "addon",
            "workspaceId": self.workspace.id,
            "addonId": self.addon_id,
        })
    }

    /// The claims of a webhook's token. One claim names the webhook, so that no two webhooks share a token.
    pub(super) fn webhook_claims(&self, event: EventType) -> Value {
        with(self.claims(), "webhookId", self.webhook_id(event))
    }

    fn api_claims(&self, user: &str) -> Value {
        let mut claims = self.claims();
        claims["user"] = user.into();
        claims["backendUrl"] = self.backend_url.as_str().into();
        for (claim, host) in [
            ("reportsUrl", self.reports_url.as_str()),
            ("locationsUrl", "https://locations.api.clockify.me"),
            ("screenshotsUrl", "https://screenshots.api.clockify.me"),
        ] {
            claims[claim] = host.into();
        }
        claims
    }
}

fn dated(claims: Value, now: OffsetDateTime, lifetime: Duration) -> Value {
    let claims = with(claims, "iat", now.unix_timestamp());
    with(claims, "exp", (now + lifetime).unix_timestamp())
}
