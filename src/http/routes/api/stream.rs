//! Events as they come, as server-sent events, for as long as the token is good.
//!
//! Nothing is kept for a reader but its place in the log. What is written was just read from there, at most a page of it,
//! and the next page is read when that has gone out: a slow reader is behind, and costs nothing.

use std::convert::Infallible;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{Extensions, HeaderMap, HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use bytes::Bytes;
use futures_util::stream;
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

use super::events::{filter, line};
use crate::db::events::feed::{self, Batch, Place};
use crate::db::events::{Filter, Line};
use crate::domain::ids::WorkspaceId;
use crate::http::extract::{Admin, Asked};
use crate::http::readers::Reader;
use crate::http::{AppState, Cut, Problem};

const LAST: HeaderName = HeaderName::from_static("last-event-id");

/// Events that are read and written at once.
const PAGE: u64 = 200;

/// How often is looked for events that other processes stored.
const LOOK: Duration = Duration::from_millis(700);

/// Shortest time between two looks, however often this process says that it has stored some.
const SOONEST: Duration = Duration::from_millis(150);

/// How often something is written when there is nothing to say.
const BEAT: Duration = Duration::from_secs(15);

pub(super) fn router() -> Router<AppState> {
    Router::new().route("/api/events/stream", get(open))
}

async fn open(
    State(app): State<AppState>,
    admin: Admin,
    headers: HeaderMap,
    extensions: Extensions,
    mut asked: Asked,
) -> Result<Response, Problem> {
    let filter = filter(&admin, &mut asked)?;
    asked.end()?;
    let now = app.clock.now();
    let given = match headers.get(LAST) {
        Some(given) => Some(given.to_str().ok().and_then(|text| text.parse::<Place>().ok()).ok_or_else(|| {
            Problem::bad_request("`last-event-id` must be the `id` of a message of this stream, as it came")
        })?),
        None => None,
    };
    let cut = extensions.get::<Cut>().cloned().unwrap_or_default();
    let user = admin.user();
    let reader = app.readers.enter(&user.workspace, &user.id, cut).ok_or_else(|| Problem::busy(5))?;
    let (place, first) = match given {
        None => (feed::newest(&app.db, now).await?, "ready"),
        Some(given) => match feed::resume(&app.db, &user.workspace, given, now).await? {
            Some(place) => (place, "ready"),
            None => (feed::newest(&app.db, now).await?, "reset"),
        },
    };
    let follower = Follower {
        stored: app.ingest.stored(),
        workspace: user.workspace.clone(),
        expires: user.expires,
        app,
        filter,
        reader,
        place,
        first: Some(first),
        more: true,
        looked: Instant::now(),
        wrote: Instant::now(),
        over: false,
    };
    let chunks = stream::unfold(follower, async |mut follower| {
        let chunk = follower.next().await?;
        Some((Ok::<_, Infallible>(Bytes::from(chunk)), follower))
    });
    let kinds = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store, no-transform")),
        // A proxy that collects what it passes on would keep it for itself.
        (HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no")),
    ];
    Ok((kinds, Body::from_stream(chunks)).into_response())
}

/// Somebody who follows the log.
struct Follower {
    app: AppState,
    workspace: WorkspaceId,
    filter: Filter,
    reader: Reader,
    expires: i64,
    place: Place,
    stored: watch::Receiver<u64>,
    /// What is still to be said at the beginning.
    first: Option<&'static str>,
    /// Whether there may be more without waiting for it.
    more: bool,
    looked: Instant,
    wrote: Instant,
    over: bool,
}

impl Follower {
    /// What is to be written next. None: it is over.
    async fn next(&mut self) -> Option<String> {
        if self.over {
            return None;
        }
        let chunk = self.chunk().await;
        self.wrote = Instant::now();
        Some(chunk)
    }

    async fn chunk(&mut self) -> String {
        if let Some(first) = self.first.take() {
            return format!("id: {}\nevent: {first}\ndata: {{}}\n\n", self.place);
        }
        loop {
            if let Some(reason) = self.end() {
                self.over = true;
                return format!("event: end\ndata: {{\"reason\":\"{reason}\"}}\n\n");
            }
            if let Some(batch) = self.look().await {
                (self.place, self.more) = (batch.place, batch.more);
                if !batch.lines.is_empty() {
                    return batch.lines.iter().map(|(line, place)| message(line, place)).collect();
                }
            }
            let beat = self.wrote + BEAT;
            if Instant::now() >= beat {
                return format!(": still here\nid: {}\n\n", self.place);
            }
            if !self.more {
                self.wait(beat).await;
            }
        }
    }

    async fn look(&mut self) -> Option<Batch> {
        self.stored.mark_unchanged();
        let now = self.app.clock.now();
        let batch = feed::next(&self.app.db, &self.filter, self.place.clone(), now, PAGE).await;
        self.looked = Instant::now();
        if let Err(error) = &batch {
            // It will answer again, and until then nothing is missed.
            tracing::debug!(error = error as &dyn std::error::Error, "the log can't be read; it is tried again");
            self.more = false;
        }
        batch.ok()
    }

    /// Waits until there may be something new.
    async fn wait(&mut self, beat: Instant) {
        let look = (self.looked + LOOK).min(beat);
        tokio::select! {
            () = sleep_until(look) => {}
            () = self.reader.replaced().cancelled() => {}
            Ok(()) = self.stored.changed() => sleep_until((self.looked + SOONEST).min(look)).await,
        }
    }

    /// Why it is over, if it is.
    fn end(&self) -> Option<&'static str> {
        if self.app.pulse.draining() {
            return Some("closing");
        }
        if self.reader.replaced().is_cancelled() {
            return Some("replaced");
        }
        if self.expires <= self.app.clock.now().unix_timestamp() {
            return Some("expired");
        }
        let gone = self.app.view.now().of_workspace(&self.workspace).is_none();
        gone.then_some("gone")
    }
}

fn message(event: &Line, place: &Place) -> String {
    format!("id: {place}\nevent: event\ndata: {}\n\n", line(event))
}
