//! The show of `serve --sandbox`: add-ons get installed and then live among events.
//!
//! Each add-on has its own show and they run side by side, so one that is down holds up nobody else. Within a
//! show one delivery follows the other: a delivery that is refused is repeated by the schedule before the next
//! begins. The first round, in which every event of the manifest comes once, isn't paced, so that there is
//! something to see at once.
//!
//! A round is one sequence number, so the events of a round tell one story (see [`payload`](super::payload)). Beside a
//! simulated API, events of time entries, projects, tasks, clients and tags tell of those that the API has. A
//! show that begins again with the same number sends the same bodies, which an add-on that recognises
//! duplicates rightly ignores; give [`Options::first`] another value to be noticed.

use std::borrow::Borrow;
use std::time::Duration;

use futures_util::future::join_all;
use tokio_util::sync::CancellationToken;

use super::delivery::Status;
use super::{Driver, Error, Forgery};
use crate::domain::addon::Addon;
use crate::domain::event::EventType;

/// What to play.
#[derive(Clone, Debug)]
pub struct Options {
    /// Time between two deliveries after the first round; without it the show ends there.
    pub interval: Option<Duration>,
    /// Ends the show after this many rounds; without it only the cancellation does.
    pub rounds: Option<u64>,
    /// Sequence number of the first round.
    pub first: u64,
    /// Sends every delivery twice.
    pub duplicates: bool,
    /// Sends each forgery once, after the first round.
    pub forgeries: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { interval: Some(Duration::from_secs(2)), rounds: None, first: 0, duplicates: false, forgeries: false }
    }
}

/// What one add-on was sent, and what it made of it.
#[derive(Debug)]
pub struct Played {
    /// The add-on.
    pub addon: Addon,
    /// Rounds that were finished.
    pub rounds: u64,
    /// Deliveries that were taken.
    pub delivered: u64,
    /// Deliveries that were given up.
    pub failed: u64,
    /// Attempts for all these deliveries together.
    pub attempts: u64,
    /// Duplicates that were taken.
    pub duplicates: u64,
    /// Forgeries that were refused.
    pub refused: u64,
    /// Forgeries that were taken. There should be none.
    pub accepted: Vec<Forgery>,
    /// Why the show ended early, if it did.
    pub error: Option<Error>,
}

impl Played {
    fn nothing(addon: Addon) -> Self {
        Self {
            addon,
            rounds: 0,
            delivered: 0,
            failed: 0,
            attempts: 0,
            duplicates: 0,
            refused: 0,
            accepted: Vec::new(),
            error: None,
        }
    }
}

/// Plays for every driver until the options or the cancellation end it; gives the counts in the drivers' order.
///
/// An error ends the show of its own add-on only, and is in that add-on's counts.
pub async fn play<D: Borrow<Driver>>(drivers: &[D], options: &Options, cancel: CancellationToken) -> Vec<Played> {
    join_all(drivers.iter().map(|driver| one(driver.borrow(), options, &cancel))).await
}

async fn one(driver: &Driver, options: &Options, cancel: &CancellationToken) -> Played {
    let mut played = Played::nothing(driver.addon());
    let show = show(driver, options, &mut played);
    if let Some(Err(error)) = cancel.run_until_cancelled(show).await {
        tracing::warn!(addon = %driver.addon(), %error, "the sandbox stopped for this add-on");
        played.error = Some(error);
    }
    played
}

async fn show(driver: &Driver, options: &Options, played: &mut Played) -> Result<(), Error> {
    let installation = driver.install().await?;
    let events: Vec<_> = installation.webhooks.iter().map(|webhook| webhook.event).collect();
    tracing::info!(
        addon = %driver.addon(),
        workspace = %installation.workspace.id,
        installation = %installation.addon_id,
        webhooks = events.len(),
        "installed in the sandbox"
    );
    while !ended(options, played.rounds) {
        let first = played.rounds == 0;
        for event in &events {
            if let (false, Some(interval)) = (first, options.interval) {
                tokio::time::sleep(interval).await;
            }
            deliver(driver, *event, options, played).await?;
        }
        played.rounds += 1;
        if first {
            if options.forgeries {
                forgeries(driver, played).await?;
            }
            summary(played);
        }
        if events.is_empty() {
            break;
        }
    }
    Ok(())
}

fn ended(options: &Options, rounds: u64) -> bool {
    let only_first = options.interval.is_none() && rounds >= 1;
    only_first || options.rounds.is_some_and(|most| rounds >= most)
}

async fn deliver(driver: &Driver, event: EventType, options: &Options, played: &mut Played) -> Result<(), Error> {
    let body = driver.payload(event, options.first, played.rounds);
    let record = driver
        .deliver_watched(event, &body, |record| {
            if record.status != Status::Succeeded {
                tracing::warn!(
                    addon = %driver.addon(),
                    %event,
                    attempt = record.attempts,
                    answer = record.last_status,
                    error = record.last_error,
                    "delivery is {}",
                    record.status.name()
                );
            }
        })
        .await?;
    played.attempts += record.attempts as u64;
    if record.status != Status::Succeeded {
        played.failed += 1;
        return Ok(());
    }
    played.delivered += 1;
    if options.duplicates && driver.duplicate().await?.status == Status::Succeeded {
        played.duplicates += 1;
    }
    Ok(())
}

async fn forgeries(driver: &Driver, played: &mut Played) -> Result<(), Error> {
    for forgery in Forgery::ALL {
        let status = driver.forge(*forgery).await?;
        if (200..300).contains(&status) {
            played.accepted.push(*forgery);
            tracing::warn!(addon = %driver.addon(), forgery = forgery.name(), status, "a forgery was accepted");
        } else {
            played.refused += 1;
            tracing::info!(addon = %driver.addon(), forgery = forgery.name(), status, "a forgery was refused");
        }
    }
    Ok(())
}

fn summary(played: &Played) {
    tracing::info!(
        addon = %played.addon,
        delivered = played.delivered,
        failed = played.failed,
        attempts = played.attempts,
        duplicates = played.duplicates,
        forgeries_refused = played.refused,
        forgeries_accepted = played.accepted.len(),
        "every event was delivered once"
    );
}

#[cfg(test)]
mod tests;
