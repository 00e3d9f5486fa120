//! A verified delivery of a registered other system.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{FromRequest, FromRequestParts, Path, Request};

use super::body::{self, Trust};
use super::redacted;
use crate::domain::event::Source;
use crate::domain::{payload, scheme};
use crate::http::{AppState, Problem};
use crate::ingest::{Delivery, Room};
use crate::metrics::Reason;
use crate::telemetry::request;

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
        let off =
            || app.reject(Reason::Disabled, &"by configuration", Problem::disabled("custom webhooks are switched off"));
        if !app.config.custom_webhooks {
            return Err(off());
        }
        let (mut parts, body) = request.into_parts();
        let path = Path::<HashMap<String, String>>::from_request_parts(&mut parts, app).await;
        let view = app.view.now().clone();
        let source = path.ok().and_then(|path| view.source(path.get("source")?).cloned());
        // A source lives as long as its workspace has the add-on.
        let found = source.and_then(|source| Some((view.of_workspace(&source.workspace)?, source)));
        let Some((installed, source)) = found else {
            let problem = Problem::not_found("there is no such source");
            return Err(app.reject(Reason::UnknownSource, &"no such source", problem));
        };
        if installed.custom_webhooks == Some(false) {
            return Err(off());
        }
        let now = app.clock.now();
        let secrets = source.secrets(now).ok_or_else(|| {
            app.reject(Reason::Unavailable, &"the source's secret can't be opened", Problem::unavailable())
        })?;
        let verify = |body: &[u8]| {
            scheme::verify(&source.scheme, &secrets, &parts.headers, body, now)
                .map_err(|why| app.reject(Reason::Signature, &why, Problem::unauthorized(why.to_string())))
        };
        let trust = if source.scheme.proves_by_header() {
            verify(&[])?;
            Trust::Proven
        } else {
            Trust::Unproven
        };
        let (bytes, room) = body::read_webhook(body, trust, app).await?;
        let verified = verify(&bytes)?;
        let facts =
            payload::custom_facts(&bytes).map_err(|why| app.reject(Reason::Malformed, &why.to_string(), why))?;
        request::is_about(&source.workspace);
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
