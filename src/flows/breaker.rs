//! Stopping a flow that runs far too often.
//!
//! A flow that starts itself by a way that nobody knows, or that somebody's script feeds without end, is held. The rows
//! of its runs are counted, so all processes count the same. What this process has begun tells when to count: seldom.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use time::OffsetDateTime;
use uuid::Uuid;

use crate::clock::ms;

/// Within how long the runs for one entity are counted.
pub(super) const ENTITY: time::Duration = time::Duration::minutes(1);
/// Within how long the runs of a flow are counted.
pub(super) const FLOW: time::Duration = time::Duration::hours(1);
/// How often the runs of a flow are counted.
const EVERY_MS: i64 = 1000;
/// From how many begun here on it is worth counting those of an entity.
const WORTH_COUNTING: u32 = 3;
/// Entities that are remembered.
const REMEMBERED: usize = 50_000;

/// What this process has begun of late.
#[derive(Debug, Default)]
pub(super) struct Breaker {
    flows: Mutex<HashMap<Uuid, i64>>,
    entities: Mutex<HashMap<(Uuid, String), (i64, u32)>>,
}

/// What is to be counted now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Count {
    /// The runs of the flow.
    pub(super) flow: bool,
    /// Those for the entity.
    pub(super) entity: bool,
}

impl Breaker {
    /// Notes that a run begins, and says what is to be counted.
    pub(super) fn begins(&self, flow: Uuid, entity: Option<&str>, now: OffsetDateTime) -> Count {
        let now = ms(now);
        let flow_is_due = {
            let mut flows = self.flows.lock().unwrap_or_else(PoisonError::into_inner);
            let last = flows.entry(flow).or_insert(i64::MIN);
            let is_due = now.saturating_sub(*last) >= EVERY_MS;
            if is_due {
                *last = now;
            }
            is_due
        };
        let entity = entity.is_some_and(|entity| {
            let mut entities = self.entities.lock().unwrap_or_else(PoisonError::into_inner);
            let window = i64::try_from(ENTITY.whole_milliseconds()).unwrap_or(i64::MAX);
            if entities.len() >= REMEMBERED {
                entities.retain(|_, (since, _)| now - *since < window);
                if entities.len() >= REMEMBERED {
                    entities.clear();
                }
            }
            let (since, runs) = entities.entry((flow, entity.to_owned())).or_insert((now, 0));
            if now - *since >= window {
                (*since, *runs) = (now, 0);
            }
            *runs += 1;
            *runs >= WORTH_COUNTING
        });
        Count { flow: flow_is_due, entity }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::flow::Limits;

    #[test]
    fn the_presets_are_those_of_the_documentation() {
        let preset = Limits { per_minute: None, per_hour: 1_000, per_entity: 20 };
        assert_eq!((Limits::default(), FLOW, ENTITY), (preset, time::Duration::HOUR, time::Duration::MINUTE));
    }

    #[test]
    fn counting_is_rare() {
        let (breaker, flow) = (Breaker::default(), Uuid::nil());
        let at = |ms: i64| OffsetDateTime::UNIX_EPOCH + time::Duration::milliseconds(ms);
        let flows: Vec<_> = [0, 10, 999, 1000, 1001, 2500].map(|ms| breaker.begins(flow, None, at(ms)).flow).into();
        assert_eq!(flows, [true, false, false, true, false, true]);
        let entities: Vec<_> =
            [0, 1, 2, 3, 60_000, 60_001].map(|ms| breaker.begins(flow, Some("a"), at(ms)).entity).into();
        assert_eq!(entities, [false, false, true, true, false, false]);
    }
}
