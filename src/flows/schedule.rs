//! Flows that are started by the time.
//!
//! Every process looks every few seconds which ticks have become due since its last look. Whoever stores a tick first
//! starts the run, in one transaction with its job: the row is unique, so the others learn that it is done.
//!
//! What was missed, because no process ran, is made up for once: the newest tick, if it is no older than [`BACK`]. The
//! ones before it are left out, and so is whatever fell due while the flow was switched off, held or other than it is.

use std::collections::HashMap;

use serde_json::json;
use time::OffsetDateTime;
use uuid::Uuid;

use super::Flows;
use super::view::Flow;
use crate::clock::{at, ms, stamp};
use crate::db;
use crate::db::entities::flow_run::{self, Cause};
use crate::db::flows::gates;
use crate::domain::flow::Trigger;

/// How old a tick may be that is made up for.
const BACK: time::Duration = time::Duration::minutes(10);

/// How often time zones are read again.
const ZONES: time::Duration = time::Duration::minutes(5);

/// Looks which schedules are due.
#[derive(Debug)]
pub struct Scheduler {
    flows: Flows,
    /// Up to when each flow was looked at, in milliseconds.
    seen: HashMap<Uuid, i64>,
    zones_at: Option<OffsetDateTime>,
}

impl Scheduler {
    /// A scheduler that has looked at nothing yet.
    #[must_use]
    pub fn new(flows: Flows) -> Self {
        Self { flows, seen: HashMap::new(), zones_at: None }
    }

    /// Starts what has become due since the last look. Returns how many runs that were. Without flows that have a
    /// schedule it does nothing at all.
    pub async fn look(&mut self) -> Result<usize, db::Error> {
        let now = self.flows.now();
        if self.flows.view().now().scheduled().is_empty() {
            self.seen.clear();
            return Ok(0);
        }
        if self.zones_at.is_none_or(|last| now - last >= ZONES) {
            self.flows.view().refresh_zones().await?;
            self.zones_at = Some(now);
        }
        let view = self.flows.view().now().clone();
        let mut seen = HashMap::with_capacity(view.scheduled().len());
        let mut started = 0;
        for flow in view.scheduled().iter().filter(|flow| flow.held.is_none()) {
            let oldest = flow.since_ms.max(ms(now - BACK));
            let last = self.seen.get(&flow.id).copied().unwrap_or(oldest).max(oldest);
            // A clock that was put back doesn't make a tick due again: its row is there.
            started += self.flow(flow, last, now).await?;
            seen.insert(flow.id, ms(now));
            self.seen.insert(flow.id, ms(now));
        }
        self.seen = seen;
        Ok(started)
    }

    async fn flow(&self, flow: &Flow, after: i64, now: OffsetDateTime) -> Result<usize, db::Error> {
        let Some(Ok(definition)) = flow.definition.as_deref() else { return Ok(0) };
        let mut started = 0;
        for (number, trigger) in (0_i32..).zip(&definition.triggers) {
            let Trigger::Schedule(schedule) = trigger else { continue };
            let Some(tick) = schedule.ticks(after, ms(now), Some(flow.zone())).pop() else { continue };
            let run = self.run(flow, tick);
            if gates::tick(&self.flows.parts().db, number, at(tick), &run).await? {
                started += 1;
                self.flows.parts().queue.wake();
            }
        }
        Ok(started)
    }

    fn run(&self, flow: &Flow, tick: i64) -> flow_run::Model {
        let input = json!({ "scheduledAt": stamp(at(tick)), "tick": tick, "flow": flow.name });
        flow_run::Model {
            input: Some(input.to_string()),
            job_id: Some(self.flows.key()),
            ..self.flows.new_run(flow, flow.version, Cause::Schedule)
        }
    }
}
