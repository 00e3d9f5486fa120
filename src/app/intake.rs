//! The way in for deliveries that never arrived and were fetched from Clockify's log.

use std::sync::Arc;

use bytes::Bytes;
use futures_util::future::BoxFuture;
use serde_json::json;

use crate::clock::stamp;
use crate::db::{Db, events};
use crate::domain::event::Source;
use crate::domain::payload;
use crate::ingest::{Delivery, Ingest};
use crate::registration::backfill::{self, Missed, Taken};

/// How far the clocks of Clockify and of this machine may differ.
const SKEW: time::Duration = time::Duration::minutes(10);

/// Stores missed deliveries like those that arrive, with headers that tell them apart.
#[derive(Debug)]
pub(super) struct Intake {
    pub(super) db: Db,
    pub(super) ingest: Arc<Ingest>,
}

impl Intake {
    async fn store(&self, missed: Missed) -> Result<Taken, String> {
        let body = missed.body.as_bytes();
        let Ok(facts) = payload::facts(missed.event, body) else { return Ok(Taken::Bad) };
        if facts.workspace_id.as_deref().is_some_and(|named| named != missed.workspace.as_str()) {
            return Ok(Taken::Bad);
        }
        // The dedupe window is shorter than Clockify's log.
        let since = missed.tried_at - SKEW;
        let known = events::has(&self.db, &missed.workspace, missed.event.name(), body, since).await;
        if known.map_err(|error| error.to_string())? {
            return Ok(Taken::Repeat);
        }
        let headers = json!({
            "clockify-webhook-event-type": missed.event.name(),
            "x-clockify-addons-backfill": missed.delivery,
            "x-clockify-addons-first-attempt": stamp(missed.tried_at),
        });
        let delivery = Delivery {
            workspace: missed.workspace,
            source: Source::Clockify,
            custom_source: None,
            event_type: missed.event.name().into(),
            delivery_id: None,
            headers: headers.to_string(),
            body: Bytes::from(missed.body),
            facts,
        };
        let receipt = self.ingest.accept(delivery).await.map_err(|error| error.to_string())?;
        Ok(if receipt.duplicate_of.is_some() { Taken::Repeat } else { Taken::New })
    }
}

impl backfill::Intake for Intake {
    fn take(&self, missed: Missed) -> BoxFuture<'_, Result<Taken, String>> {
        Box::pin(self.store(missed))
    }
}
