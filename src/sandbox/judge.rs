//! A verifier for the sandbox's own tests: the rules for deliveries, word for word and nothing clever.
//!
//! It shares no code with the product's verifier, which is tested against the forgeries elsewhere. This one is
//! here to show that the genuine requests are acceptable and the forged ones are not.

use std::collections::HashMap;

use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde_json::Value;
use time::OffsetDateTime;

use super::{Installation, Request};
use crate::domain::event::EventType;

/// Knows one installation, as an add-on knows it from `INSTALLED`.
pub(super) struct Judge {
    key: DecodingKey,
    subject: String,
    workspace: Value,
    addon: Value,
    /// Event and token for each path.
    webhooks: HashMap<String, (EventType, String)>,
}

impl Judge {
    pub(super) fn of(installation: &Installation) -> Self {
        let register = |event, path: &str, token: &str| (installation.at(path), (event, token.to_owned()));
        Self {
            key: DecodingKey::from_rsa_pem(installation.key.public_pem().as_bytes()).unwrap(),
            subject: installation.addon_key.clone(),
            workspace: installation.workspace.id.as_str().into(),
            addon: installation.addon_id.as_str().into(),
            webhooks: installation.webhooks.iter().map(|w| register(w.event, &w.path, &w.token)).collect(),
        }
    }

    /// The first rule that the request breaks.
    pub(super) fn verdict(&self, request: &Request, now: OffsetDateTime) -> Result<(), &'static str> {
        let (event, stored) = self.webhooks.get(&request.path).ok_or("path")?;
        let token = only(request, "clockify-signature").ok_or("one signature")?;
        if token.len() > 4096 {
            return Err("size");
        }
        let mut rules = Validation::new(Algorithm::RS256);
        rules.required_spec_claims = ["iss", "sub"].map(String::from).into();
        rules.set_issuer(&["clockify"]);
        rules.sub = Some(self.subject.clone());
        rules.validate_exp = false;
        let claims = jsonwebtoken::decode::<Value>(token, &self.key, &rules).map_err(|_| "token")?.claims;
        if claims["type"] != "addon" {
            return Err("type");
        }
        if claims.get("exp").is_some_and(|exp| exp.as_i64().is_none_or(|exp| exp < now.unix_timestamp())) {
            return Err("expired");
        }
        if claims["workspaceId"] != self.workspace || claims["addonId"] != self.addon {
            return Err("installation");
        }
        if only(request, "clockify-webhook-event-type") != Some(event.name()) {
            return Err("event");
        }
        if token != stored {
            return Err("not the stored token");
        }
        let body: Value = serde_json::from_slice(&request.body).map_err(|_| "json")?;
        if body.get("workspaceId").is_some_and(|id| *id != self.workspace) {
            return Err("body");
        }
        Ok(())
    }
}

/// The value of a header that occurs once.
fn only<'a>(request: &'a Request, name: &str) -> Option<&'a str> {
    let mut values = request.headers.iter().filter(|(header, _)| *header == name).map(|(_, value)| value.as_str());
    values.next().filter(|_| values.next().is_none())
}
