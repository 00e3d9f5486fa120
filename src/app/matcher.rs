//! Where deliveries meet flows: what the ingest asks, and who answers.

use time::OffsetDateTime;

use crate::db::events::NewRun;
use crate::flows::{Arrival, Flows};
use crate::ingest::{Delivery, Matcher};

/// Asks the flows.
#[derive(Debug)]
pub(super) struct Matching(pub(super) Flows);

impl Matcher for Matching {
    fn runs(&self, delivery: &Delivery, now: OffsetDateTime) -> Vec<NewRun> {
        let arrival = Arrival {
            workspace: &delivery.workspace,
            source: delivery.source,
            custom_source: delivery.custom_source.as_deref(),
            event_type: &delivery.event_type,
            body: &delivery.body,
        };
        self.0.started_by(&arrival, now)
    }

    fn stored(&self) {
        self.0.parts().queue.wake();
    }
}
