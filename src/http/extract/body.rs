//! Reading a body: bounded in bytes, in time, and in what all bodies together may hold.

use std::time::Duration;

use axum::body::{Body, HttpBody};
use bytes::Bytes;
use http_body_util::{BodyExt, LengthLimitError, Limited};

use crate::http::Problem;
use crate::ingest::{Ingest, Room};
use crate::metrics::{Metrics, Reason};

/// Reads a body of at most `limit` bytes. What it says of its length is believed only to refuse it sooner.
pub(super) async fn read(body: Body, limit: usize, timeout: Duration) -> Result<Bytes, Problem> {
    let announced = body.size_hint().lower();
    if announced > limit as u64 {
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
pub(super) async fn read_webhook(
    body: Body,
    limit: usize,
    timeout: Duration,
    ingest: &Ingest,
    metrics: &Metrics,
) -> Result<(Bytes, Room), Problem> {
    // A body that doesn't say its length may turn out as large as the limit.
    let expected = body.size_hint().upper().and_then(|bytes| usize::try_from(bytes).ok()).unwrap_or(limit);
    if expected > limit {
        metrics.reject(Reason::TooLarge);
        return Err(Problem::too_large(limit));
    }
    let room = ingest.room(expected).inspect_err(|_| metrics.reject(Reason::Unavailable))?;
    let bytes = read(body, limit, timeout).await.inspect_err(|problem| {
        metrics.reject(if *problem == Problem::too_large(limit) { Reason::TooLarge } else { Reason::TooSlow });
    })?;
    Ok((bytes, room))
}
