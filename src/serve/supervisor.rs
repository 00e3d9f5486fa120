//! What systemd is told: when the server is ready, that it goes down, and that it still turns.
//!
//! With `Type=notify` a unit counts as started when every add-on takes connections. With `WatchdogSec=` the program is
//! restarted when it says nothing any more: the word is given by a task of the runtime that serves requests, so a runtime
//! that hangs is silent. Where nobody supervises, nothing of this does anything.

use std::time::Duration;

use sd_notify::NotifyState;
use tokio::time::{MissedTickBehavior, interval};

use super::Shutdown;

/// Says that every add-on takes connections, and goes on saying that the program turns, as often as it is asked to.
pub(super) fn ready(shutdown: &Shutdown, addons: usize) {
    let status = format!("{addons} add-ons take connections");
    tell(&[NotifyState::Ready, NotifyState::Status(&status)]);
    if let Some(limit) = sd_notify::watchdog_enabled() {
        let end = shutdown.asked();
        shutdown.spawn("watchdog", async move {
            // Twice as often as needed: one late turn is no hang.
            let mut ticks = interval((limit / 2).max(Duration::from_millis(1)));
            ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
            loop {
                tokio::select! {
                    () = end.cancelled() => return,
                    _ = ticks.tick() => tell(&[NotifyState::Watchdog]),
                }
            }
        });
    }
}

/// Says that the server goes down.
pub(super) fn stopping() {
    tell(&[NotifyState::Stopping, NotifyState::Status("finishing what is under way")]);
}

fn tell(states: &[NotifyState<'_>]) {
    if let Err(error) = sd_notify::notify(states) {
        tracing::warn!(error = &error as &dyn std::error::Error, "systemd can't be told how the server is");
    }
}
