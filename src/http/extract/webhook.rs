//! A verified webhook of Clockify.
//!
//! The order is the platform's: signature, installation, event, token of this very webhook, workspace of the body.
//! Everything up to the last is decided from headers, before a byte of the body is read.

use std::sync::Arc;

use axum::extract::{FromRequest, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName};
use bytes::Bytes;
use subtle::ConstantTimeEq;
use tokio::time::Instant;

use super::body::{self, Trust};
use super::{find, redacted, single};
use crate::clockify::token::{self, Claims};
use crate::domain::event::EventType;
use crate::domain::event::Source;
use crate::domain::ids::WorkspaceId;
use crate::domain::payload;
use crate::domain::scheme::legacy;
use crate::http::{AppState, Problem};
use crate::ingest::{Delivery, Room};
use crate::installs::view::{Installed, View};
use crate::metrics::Reason;
use crate::telemetry::request;

const SIGNATURE: HeaderName = HeaderName::from_static("clockify-signature");
const EVENT_TYPE: HeaderName = HeaderName::from_static("clockify-webhook-event-type");

/// A delivery that is what it says, with the room it takes until it is answered.
#[derive(Debug)]
pub struct Webhook {
    /// The delivery.
    pub delivery: Delivery,
    /// The room it takes.
    pub room: Room,
}

/// How the request says who it is.
enum Proof<'a> {
    /// A token of Clockify, on the route of an event.
    Token(&'a str, EventType),
    /// The opaque token of a webhook that was set up through the API.
    Opaque(&'a str),
    /// An HMAC over the body, which has to be read first.
    Hmac(EventType),
    /// Nothing, where nothing is asked for.
    Nothing(EventType),
}

impl FromRequest<AppState> for Webhook {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &AppState) -> Result<Self, Problem> {
        let (parts, body) = request.into_parts();
        let proof = proof(&parts, app)?;
        let (event, known) = match proof {
            Proof::Token(token, event) => (event, Some(by_token(token, event, app).await?)),
            Proof::Opaque(token) => by_opaque(token, app).map(|(installed, event)| (event, Some(installed)))?,
            Proof::Hmac(event) | Proof::Nothing(event) => (event, None),
        };
        if single(&parts.headers, &EVENT_TYPE) != Some(event.name()) {
            let text = format!("`{EVENT_TYPE}` must be {event} on this path");
            return Err(app.reject(Reason::Event, &text, Problem::unauthorized(text.clone())));
        }
        let trust = if known.is_some() { Trust::Proven } else { Trust::Unproven };
        let (bytes, room) = body::read_webhook(body, trust, app).await?;
        if let Proof::Hmac(_) = proof {
            check_hmac(&parts.headers, &bytes, app)?;
        }
        let facts =
            payload::facts(event, &bytes).map_err(|why| app.reject(Reason::Malformed, &why.to_string(), why))?;
        let installed = match known {
            Some(installed) => installed,
            None => by_body(facts.workspace_id.as_deref(), app).await?,
        };
        if facts.workspace_id.as_deref().is_some_and(|named| named != installed.workspace.as_str()) {
            let text = "`workspaceId` of the body is not the workspace of the token";
            return Err(app.reject(Reason::Workspace, &text, Problem::unauthorized(text)));
        }
        request::is_about(&installed.workspace);
        let delivery = Delivery {
            workspace: installed.workspace.clone(),
            source: Source::Clockify,
            custom_source: None,
            event_type: event.name().into(),
            delivery_id: None,
            headers: redacted(&parts.headers),
            body: bytes,
            facts,
        };
        Ok(Self { delivery, room })
    }
}

fn proof<'a>(parts: &'a Parts, app: &AppState) -> Result<Proof<'a>, Problem> {
    let event = EventType::from_path(parts.uri.path());
    let signature = single(&parts.headers, &SIGNATURE).filter(|value| value.len() <= token::LONGEST);
    match (signature, event) {
        (Some(token), Some(event)) if token.contains('.') => Ok(Proof::Token(token, event)),
        (Some(token), None) => Ok(Proof::Opaque(token)),
        (_, Some(event)) if app.config.hmac_secret.is_some() && only_hmac(&parts.headers) => Ok(Proof::Hmac(event)),
        (None, Some(event)) if !app.config.require_signature && !parts.headers.contains_key(SIGNATURE) => {
            Ok(Proof::Nothing(event))
        }
        (Some(_), Some(_)) => Err(not_accepted(app, Reason::Signature, &"it is no JSON Web Token")),
        (None, _) => {
            let text = "`clockify-signature` must be there once, with at most 4096 bytes";
            Err(app.reject(Reason::Signature, &text, Problem::unauthorized(text)))
        }
    }
}

/// The one answer to every signature that isn't accepted: the log says why, the caller isn't told.
fn not_accepted(app: &AppState, reason: Reason, why: &dyn std::fmt::Display) -> Problem {
    app.reject(reason, why, Problem::unauthorized("`clockify-signature` is not accepted"))
}

async fn by_token(token: &str, event: EventType, app: &AppState) -> Result<Arc<Installed>, Problem> {
    let hash = token::hash(token);
    let claims = app.verifier.verify_hashed(token, hash, app.clock.now());
    let claims = claims.map_err(|why| not_accepted(app, Reason::Signature, &why))?;
    let (workspace, addon) = claims.installation().map_err(|why| not_accepted(app, Reason::Signature, &why))?;
    let fitting = |view: &View| {
        let installed = view.installation(workspace, addon)?;
        token_fits(installed, event, &hash, &claims).then(|| Arc::clone(installed))
    };
    if let Some(installed) = find(app, Instant::now(), fitting).await? {
        return Ok(installed);
    }
    Err(match app.view.now().installation(workspace, addon) {
        Some(_) => not_accepted(app, Reason::Signature, &"it is not the token of this webhook"),
        None => not_accepted(app, Reason::Installation, &"the installation is not live"),
    })
}

/// Whether the token is the one that Clockify announced for this very webhook.
///
/// An installation that came without any webhook tokens can only be held to the claims. A webhook token has no
/// user and no end, which tells it from the tokens that users of the workspace can get hold of.
fn token_fits(installed: &Installed, event: EventType, hash: &token::Hash, claims: &Claims) -> bool {
    match installed.tokens.get(&event) {
        Some(expected) => expected.ct_eq(hash).into(),
        None => {
            installed.tokens.is_empty() && claims.user.is_none() && claims.role.is_none() && claims.expires.is_none()
        }
    }
}

fn by_opaque(token: &str, app: &AppState) -> Result<(Arc<Installed>, EventType), Problem> {
    let hash = token::hash(token);
    // No look for news on a miss: an opaque token proves nothing until it is known, so a guess must cost nothing.
    let known = app.view.now().api_webhook(&hash).cloned();
    known.ok_or_else(|| not_accepted(app, Reason::Signature, &"no webhook has this token"))
}

/// Whether there is an HMAC, and no token of Clockify beside it: a token that fails gets no second chance.
fn only_hmac(headers: &HeaderMap) -> bool {
    let token = headers.get_all(SIGNATURE).iter().any(|value| value.as_bytes().contains(&b'.'));
    !token && legacy::HEADERS.iter().any(|name| headers.contains_key(*name))
}

fn check_hmac(headers: &HeaderMap, bytes: &Bytes, app: &AppState) -> Result<(), Problem> {
    let right = app.config.hmac_secret.as_ref().and_then(|secret| legacy::verify_hmac(secret, headers, bytes));
    if right == Some(true) {
        return Ok(());
    }
    let text = "the signature of the body is not accepted";
    Err(app.reject(Reason::Signature, &text, Problem::unauthorized(text)))
}

/// The live installation that the body names: for proofs that don't name one themselves.
async fn by_body(workspace: Option<&str>, app: &AppState) -> Result<Arc<Installed>, Problem> {
    let found = match workspace.map(WorkspaceId::new) {
        Some(Ok(workspace)) => find(app, Instant::now(), |view| view.of_workspace(&workspace).cloned()).await?,
        Some(Err(_)) => None,
        None => app.view.now().only().cloned(),
    };
    found.ok_or_else(|| {
        let text = "`workspaceId` of the body must name a workspace that has the add-on";
        app.reject(Reason::Installation, &text, Problem::unauthorized(text))
    })
}
