//! Who calls: an add-on that is installed, by a token that the sandbox signed.

use std::collections::BTreeMap;

use http::HeaderMap;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde_json::Value;
use time::OffsetDateTime;

use super::refusal::Refusal;
use crate::sandbox::driver::Line;
use crate::sandbox::{Installation, Key};

/// Tokens that are remembered as genuine.
const REMEMBERED: usize = 1_000;

/// An add-on in the workspace.
#[derive(Clone, Debug)]
pub(super) struct Install {
    pub(super) installation: Installation,
    /// The scopes of its manifest.
    pub(super) scopes: Vec<String>,
    pub(super) active: bool,
    /// The way to it, if deliveries are to be sent.
    pub(super) line: Option<Line>,
    /// The settings of its manifest, with their present values.
    pub(super) settings: Value,
}

/// Who calls.
#[derive(Clone, Debug)]
pub(super) struct Caller {
    pub(super) addon_id: String,
    /// On whose behalf.
    pub(super) user: String,
    pub(super) scopes: Vec<String>,
    /// Whether this is the add-on itself and not one of its users.
    pub(super) is_addon: bool,
}

/// Checks tokens.
pub(super) struct Gate {
    key: DecodingKey,
    rules: Validation,
    genuine: BTreeMap<String, Value>,
}

impl std::fmt::Debug for Gate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Gate")
    }
}

impl Gate {
    pub(super) fn new(key: &Key) -> Option<Self> {
        let mut rules = Validation::new(Algorithm::RS256);
        rules.required_spec_claims = ["iss", "sub"].map(String::from).into();
        rules.set_issuer(&["clockify"]);
        // On the sandbox's own clock, below.
        rules.validate_exp = false;
        let key = DecodingKey::from_rsa_pem(key.public_pem().as_bytes()).ok()?;
        Some(Self { key, rules, genuine: BTreeMap::new() })
    }

    /// Who calls, or why nobody may.
    pub(super) fn caller(
        &mut self,
        headers: &HeaderMap,
        installs: &BTreeMap<String, Install>,
        now: OffsetDateTime,
    ) -> Result<Caller, Refusal> {
        let tokens: Vec<_> = headers.get_all("x-addon-token").iter().collect();
        let keys = headers.get_all("x-api-key").iter().count();
        let token = match (&tokens[..], keys) {
            ([token], 0) => token.to_str().map_err(|_| Refusal::token())?,
            ([], 1) => return Err(Refusal::api_key()),
            (tokens, keys) => return Err(Refusal::credentials(tokens.len() + keys)),
        };
        let claims = self.claims(token).ok_or_else(Refusal::token)?;
        caller(&claims, installs, now).ok_or_else(Refusal::token)
    }

    fn claims(&mut self, token: &str) -> Option<Value> {
        if let Some(claims) = self.genuine.get(token) {
            return Some(claims.clone());
        }
        let claims = jsonwebtoken::decode::<Value>(token, &self.key, &self.rules).ok()?.claims;
        if self.genuine.len() == REMEMBERED {
            self.genuine.clear();
        }
        self.genuine.insert(token.to_owned(), claims.clone());
        Some(claims)
    }
}

/// The tokens of webhooks and lifecycle calls are signed too, and name no user.
fn caller(claims: &Value, installs: &BTreeMap<String, Install>, now: OffsetDateTime) -> Option<Caller> {
    let text = |name: &str| claims[name].as_str();
    let install = installs.get(text("addonId")?).filter(|install| install.active)?;
    let installation = &install.installation;
    let expired = claims.get("exp").is_some_and(|end| end.as_i64().is_none_or(|end| end <= now.unix_timestamp()));
    let genuine = text("type") == Some("addon")
        && text("sub") == Some(installation.addon_key.as_str())
        && text("workspaceId") == Some(installation.workspace.id.as_str());
    (genuine && !expired).then_some(())?;
    Some(Caller {
        addon_id: installation.addon_id.clone(),
        user: text("user")?.to_owned(),
        scopes: install.scopes.clone(),
        is_addon: claims.get("exp").is_none(),
    })
}
