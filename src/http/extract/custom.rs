//! A verified delivery of a registered other system.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{FromRequest, FromRequestParts, Path, Request};

use super::{body, redacted};
use crate::domain::event::Source;
use crate::domain::{payload, scheme};
use crate::http::{AppState, Problem};
use crate::ingest::{Delivery, Room};
use crate::metrics::Reason;

/// The event of a delivery that names none.
const UNNAMED: &str = "CUSTOM_EVENT";

/// A delivery that is proven by its source's scheme, with the room it takes until it is answered.
#[derive(Debug)]
pub struct Custom {
    /// The delivery.
    pub delivery: Delivery,
    /// The room it takes.
    pub room: Room,
}

impl FromRequest<AppState> for Custom {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &AppState) -> Result<Self, Problem> {
        let refuse = |reason, problem| {
            app.metrics.reject(reason);
            problem
        };
        if !app.config.custom_webhooks {
            return Err(refuse(Reason::Disabled, Problem::disabled("custom webhooks are switched off")));
        }
        let (mut parts, body) = request.into_parts();
        let path = Path::<HashMap<String, String>>::from_request_parts(&mut parts, app).await;
        let source = path.ok().and_then(|path| app.view.now().source(path.get("source")?).cloned());
        let Some(source) = source else {
            return Err(refuse(Reason::UnknownSource, Problem::not_found("there is no such source")));
        };
        let limit = app.limits.webhook_body;
        let (bytes, room) = body::read_webhook(body, limit, app.body_timeout, &app.ingest, &app.metrics).await?;
        let now = app.clock.now();
        let verified =
            scheme::verify(&source.scheme, &source.secrets(now), &parts.headers, &bytes, now).map_err(|why| {
                app.refused(&source.name, &why);
                refuse(Reason::Signature, Problem::unauthorized(why.to_string()))
            })?;
        let facts = payload::custom_facts(&bytes).inspect_err(|_| app.metrics.reject(Reason::Malformed))?;
        tracing::Span::current().record("workspace", source.workspace.as_str());
        let delivery = Delivery {
            workspace: source.workspace.clone(),
            source: Source::Custom,
            custom_source: Some(Arc::clone(&source.name)),
            event_type: verified.event_type.as_deref().unwrap_or(UNNAMED).into(),
            delivery_id: verified.delivery_id,
            headers: redacted(&parts.headers),
            body: bytes,
            facts,
        };
        Ok(Self { delivery, room })
    }
}
