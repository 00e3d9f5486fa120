//! Where events come in.

use axum::Router;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::post;

use crate::domain::addon::Spec;
use crate::http::extract::{Custom, Webhook};
use crate::http::{AppState, Problem};
use crate::ingest::{Delivery, Room};
use crate::metrics::Reason;

/// One route per event, one for webhooks set up through the API, and one for other systems where the add-on takes any.
pub(super) fn router(spec: &'static Spec) -> Router<AppState> {
    let mut router = Router::new().route("/webhooks/clockify", post(clockify));
    for event in spec.events {
        router = router.route(event.path(), post(clockify));
    }
    if spec.custom_webhooks {
        router = router.route("/webhooks/custom/{source}", post(custom));
    }
    router
}

async fn clockify(State(app): State<AppState>, webhook: Webhook) -> Result<Response, Problem> {
    accept(&app, webhook.delivery, webhook.room).await
}

async fn custom(State(app): State<AppState>, custom: Custom) -> Result<Response, Problem> {
    accept(&app, custom.delivery, custom.room).await
}

async fn accept(app: &AppState, delivery: Delivery, room: Room) -> Result<Response, Problem> {
    let receipt = app.ingest.accept(delivery).await.inspect_err(|_| app.metrics.reject(Reason::Unavailable))?;
    drop(room);
    tracing::debug!(event = %receipt.id, duplicate = receipt.duplicate_of.is_some(), "stored");
    Ok(([(header::CONTENT_TYPE, "application/json")], r#"{"status":"received"}"#).into_response())
}
