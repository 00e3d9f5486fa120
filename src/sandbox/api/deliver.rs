//! Deliveries of the events that the API's own writes cause.
//!
//! They go out beside the answer, like on the platform, each repeated by the schedule. Only so many travel at a time
//! and only so many wait; the API's end cuts what is left.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::Value;
use tokio::sync::{Semaphore, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::kind::Kind;
use super::options::Timing;
use super::{Api, State, hooks};
use crate::domain::event::EventType;
use crate::sandbox::delivery::Status;
use crate::sandbox::driver::{Answered, Line};
use crate::sandbox::{Error, Request, webhook};

/// Deliveries that travel at a time.
const AT_ONCE: usize = 16;
/// Deliveries that may wait for a place.
const WAITING: usize = 10_000;

/// Deliveries under way.
#[derive(Debug)]
pub(super) struct Deliveries {
    line: Line,
    places: Semaphore,
    pending: watch::Sender<usize>,
    number: AtomicU64,
    pub(super) tasks: TaskTracker,
    pub(super) stop: CancellationToken,
}

/// One delivery.
#[derive(Clone)]
struct Parcel {
    hook: String,
    event: EventType,
    request: Request,
    /// None: the address is not on this machine.
    line: Option<Line>,
    /// Whether the webhook was registered through the API, and may be switched off.
    registered: bool,
}

impl Deliveries {
    pub(super) fn new() -> Result<Self, Error> {
        Ok(Self {
            line: Line::new("http://127.0.0.1")?,
            places: Semaphore::new(AT_ONCE),
            pending: watch::Sender::new(0),
            number: AtomicU64::new(0),
            tasks: TaskTracker::new(),
            stop: CancellationToken::new(),
        })
    }

    /// Resolves when none is under way.
    pub(super) async fn settled(&self) {
        // The sender lives as long as this does.
        _ = self.pending.subscribe().wait_for(|pending| *pending == 0).await;
    }

    /// The way to a webhook's address: that of the add-on which says to be there, or else this machine's own.
    fn way(&self, state: &State, url: &str) -> Option<(Line, String)> {
        let url = reqwest::Url::parse(url).ok()?;
        let path = url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()));
        let known = state.installs.values().find_map(|install| {
            let base = reqwest::Url::parse(install.installation.base_url()).ok()?;
            (base.origin() == url.origin()).then(|| install.line.clone())?
        });
        let line = known.or_else(|| self.line.towards(&url.origin().ascii_serialization()).ok())?;
        Some((line, path))
    }

    fn parcels(&self, state: &State, events: &[(EventType, Value)]) -> Vec<Parcel> {
        let mut parcels = Vec::new();
        for (event, payload) in events {
            for install in state.installs.values().filter(|install| install.active && install.line.is_some()) {
                let installation = &install.installation;
                if installation.webhooks.iter().any(|hook| hook.event == *event) {
                    parcels.push(Parcel {
                        hook: installation.webhook_id(*event),
                        event: *event,
                        request: installation.delivery(*event, payload),
                        line: install.line.clone(),
                        registered: false,
                    });
                }
            }
            let hooks = state.world.numbers(Kind::Webhook).into_iter();
            let hooks = hooks.filter_map(|number| hooks::shown(&state.world, state.plan, number));
            for hook in hooks.filter(|hook| hooks::wants(hook, *event, payload)) {
                let (line, path) = self.way(state, hook["url"].as_str().unwrap_or_default()).unzip();
                let token = hook["authToken"].as_str().unwrap_or_default();
                parcels.push(Parcel {
                    hook: hook["id"].as_str().unwrap_or_default().to_owned(),
                    event: *event,
                    request: webhook::opaque(path.unwrap_or_default(), *event, token, payload),
                    line,
                    registered: true,
                });
            }
        }
        parcels
    }
}

impl Api {
    /// Sends events to whoever has a webhook for them. What comes back ends as soon as each was tried; it is empty if
    /// the answer needn't wait for that.
    #[expect(clippy::disallowed_methods, reason = "the tracker waits for its tasks when the API is stopped")]
    pub(super) fn deliver(&self, state: &State, events: &[(EventType, Value)]) -> Vec<CancellationToken> {
        let deliveries = &self.0.deliveries;
        let (timing, copies) = (state.echo.timing, usize::from(state.echo.copies));
        let parcels = deliveries.parcels(state, events).into_iter();
        let mut awaited = Vec::new();
        for parcel in parcels.flat_map(|parcel| std::iter::repeat_n(parcel, copies)) {
            if *deliveries.pending.borrow() >= WAITING {
                tracing::warn!(event = %parcel.event, "the sandbox has too many deliveries under way; one is left out");
                continue;
            }
            deliveries.pending.send_modify(|pending| *pending += 1);
            let (api, tried) = (self.clone(), CancellationToken::new());
            if timing == Timing::Before {
                awaited.push(tried.clone());
            }
            tokio::spawn(deliveries.tasks.track_future(async move {
                let deliveries = Arc::clone(&api.0);
                let deliveries = &deliveries.deliveries;
                let whole = async {
                    if let Timing::After(delay) = timing {
                        tokio::time::sleep(delay).await;
                    }
                    api.carry(parcel, &tried).await;
                };
                _ = deliveries.stop.run_until_cancelled(whole).await;
                tried.cancel();
                deliveries.pending.send_modify(|pending| *pending -= 1);
            }));
        }
        awaited
    }

    async fn carry(&self, parcel: Parcel, tried: &CancellationToken) {
        let deliveries = &self.0.deliveries;
        let number = deliveries.number.fetch_add(1, Ordering::Relaxed);
        let Ok(_place) = deliveries.places.acquire().await else { return };
        let body = parcel.request.body.clone();
        let log = |answer: Option<&Answered>| {
            let mut state = self.state();
            let now = self.now();
            state.hooks.log(&parcel.hook, number, &body, answer, now);
            tried.cancel();
        };
        let taken = match &parcel.line {
            // To call strangers is not the sandbox's business, and the seeded webhooks are strangers'.
            None => return log(None),
            Some(line) => {
                let sent =
                    line.deliver(parcel.event, parcel.request, &self.0.options.schedule, |_, answer| log(answer));
                sent.await.status == Status::Succeeded
            }
        };
        if parcel.registered {
            let mut state = self.state();
            if state.hooks.ended(&parcel.hook, taken) >= self.0.options.disable_after {
                let now = self.now();
                state.switch(&parcel.hook, false, now);
            }
        }
    }
}
