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

use super::{body, redacted, single};
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
            app.metrics.reject(Reason::Event);
            return Err(Problem::unauthorized(format!("`{EVENT_TYPE}` must be {event} on this path")));
        }
        let limit = app.limits.webhook_body;
        let (bytes, room) = body::read_webhook(body, limit, app.body_timeout, &app.ingest, &app.metrics).await?;
        if let Proof::Hmac(_) = proof {
            check_hmac(&parts.headers, &bytes, app)?;
        }
        let facts = payload::facts(event, &bytes).inspect_err(|_| app.metrics.reject(Reason::Malformed))?;
        let installed = match known {
            Some(installed) => installed,
            None => by_body(facts.workspace_id.as_deref(), app).await?,
        };
        if facts.workspace_id.as_deref().is_some_and(|named| named != installed.workspace.as_str()) {
            app.metrics.reject(Reason::Workspace);
            return Err(Problem::unauthorized("`workspaceId` of the body is not the workspace of the token"));
        }
        tracing::Span::current().record("workspace", installed.workspace.as_str());
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
    let refuse = |detail| {
        app.metrics.reject(Reason::Signature);
        Problem::unauthorized(detail)
    };
    let event = EventType::from_path(parts.uri.path());
    let signature = single(&parts.headers, &SIGNATURE).filter(|value| value.len() <= token::LONGEST);
    match (signature, event) {
        (Some(token), Some(event)) if token.contains('.') => Ok(Proof::Token(token, event)),
        (Some(token), None) => Ok(Proof::Opaque(token)),
        (_, Some(event)) if app.config.hmac_secret.is_some() && has_hmac(&parts.headers) => Ok(Proof::Hmac(event)),
        (None, Some(event)) if !app.config.require_signature && !parts.headers.contains_key(SIGNATURE) => {
            Ok(Proof::Nothing(event))
        }
        (Some(_), Some(_)) => Err(refuse("`clockify-signature` is not accepted")),
        (None, _) => Err(refuse("`clockify-signature` must be there once, with at most 4096 bytes")),
    }
}

async fn by_token(token: &str, event: EventType, app: &AppState) -> Result<Arc<Installed>, Problem> {
    let refuse = |reason, why: &dyn std::fmt::Display| {
        app.metrics.reject(reason);
        app.refused(event.name(), why);
        Problem::unauthorized("`clockify-signature` is not accepted")
    };
    let hash = token::hash(token);
    let claims =
        app.verifier.verify_hashed(token, hash, app.clock.now()).map_err(|why| refuse(Reason::Signature, &why))?;
    let (workspace, addon) = claims.installation().map_err(|why| refuse(Reason::Signature, &why))?;
    let installed = find(app, |view| view.installation(workspace, addon).cloned())
        .await?
        .ok_or_else(|| refuse(Reason::Installation, &"the installation is not live"))?;
    if token_fits(&installed, event, &hash, &claims) {
        return Ok(installed);
    }
    Err(refuse(Reason::Signature, &"it is not the token of this webhook"))
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
    app.view.now().api_webhook(&hash).cloned().ok_or_else(|| {
        app.metrics.reject(Reason::Signature);
        Problem::unauthorized("`clockify-signature` is not accepted")
    })
}

fn has_hmac(headers: &HeaderMap) -> bool {
    legacy::HEADERS.iter().any(|name| headers.contains_key(*name))
}

fn check_hmac(headers: &HeaderMap, bytes: &Bytes, app: &AppState) -> Result<(), Problem> {
    let right = app.config.hmac_secret.as_ref().and_then(|secret| legacy::verify_hmac(secret, headers, bytes));
    if right == Some(true) {
        return Ok(());
    }
    app.metrics.reject(Reason::Signature);
    Err(Problem::unauthorized("the signature of the body is not accepted"))
}

/// The live installation that the body names: for proofs that don't name one themselves.
async fn by_body(workspace: Option<&str>, app: &AppState) -> Result<Arc<Installed>, Problem> {
    let refuse = |detail| {
        app.metrics.reject(Reason::Installation);
        Problem::unauthorized(detail)
    };
    let found = match workspace.map(WorkspaceId::new) {
        Some(Ok(workspace)) => find(app, |view| view.of_workspace(&workspace).cloned()).await?,
        Some(Err(_)) => None,
        None => app.view.now().only().cloned(),
    };
    found.ok_or_else(|| refuse("`workspaceId` of the body must name a workspace that has the add-on"))
}

/// Looks in memory, and once more after a look at the database if that may have news.
async fn find<T>(app: &AppState, look: impl Fn(&View) -> Option<T>) -> Result<Option<T>, Problem> {
    if let Some(found) = look(&app.view.now()) {
        return Ok(Some(found));
    }
    match app.view.refresh_soon().await {
        Ok(true) => Ok(look(&app.view.now())),
        Ok(false) => Ok(None),
        // Whether the installation is live can't be told without the database: that is no refusal.
        Err(error) => {
            app.metrics.reject(Reason::Unavailable);
            tracing::warn!(error = &error as &dyn std::error::Error, "installations can't be read");
            Err(Problem::unavailable())
        }
    }
}
