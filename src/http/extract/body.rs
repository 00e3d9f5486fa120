//! Reading a body: bounded in bytes, in time, and in what all bodies together may hold.

use std::time::Duration;

use axum::body::{Body, HttpBody};
use bytes::Bytes;
use http_body_util::{BodyExt, LengthLimitError, Limited};

use crate::http::{AppState, Problem};
use crate::ingest::Room;
pub(super) use crate::ingest::Trust;
use crate::metrics::Reason;

/// Reads a body of at most `limit` bytes. What it says of its length is believed only to refuse it sooner.
pub(super) async fn read(body: Body, limit: usize, timeout: Duration) -> Result<Bytes, Problem> {
    if body.size_hint().lower() > limit as u64 {
        return Err(Problem::too_large(limit));
    }
    match tokio::time::timeout(timeout, Limited::new(body, limit).collect()).await {
        Ok(Ok(collected)) => Ok(collected.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(Problem::too_large(limit)),
        Ok(Err(_)) => Err(Problem::bad_request("the body ended too soon")),
        Err(_) => Err(Problem::slow()),
    }
}

/// The same for a webhook, for which room is kept until it is answered.
pub(super) async fn read_webhook(body: Body, trust: Trust, app: &AppState) -> Result<(Bytes, Room), Problem> {
    let limit = app.limits.webhook_body;
    // A body that doesn't say its length may turn out as large as the limit.
    let expected = body.size_hint().upper().and_then(|bytes| usize::try_from(bytes).ok()).unwrap_or(limit);
    if expected > limit {
        return Err(app.reject(Reason::TooLarge, &"by its length", Problem::too_large(limit)));
    }
    let room = app.ingest.room(expected, trust).map_err(|why| app.reject(Reason::Unavailable, &why, why))?;
    let bytes = read(body, limit, app.body_timeout).await.map_err(|problem| {
        let reason = match problem.status().as_u16() {
            413 => Reason::TooLarge,
            408 => Reason::TooSlow,
            _ => Reason::Malformed,
        };
        app.reject(reason, &"while it was read", problem)
    })?;
    Ok((bytes, room))
}
