//! Stores records in batches.

use std::sync::Arc;
use std::time::Duration;

use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{DbErr, EntityTrait};
use tokio::sync::mpsc;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::clock::Keys;
use crate::clockify::client::Record;
use crate::db::Db;
use crate::db::entities::api_call::{ActiveModel, Column, Entity};
use crate::metrics::Metrics;

/// Most rows in one statement.
const LARGEST_BATCH: usize = 512;

/// How long the first record of a batch waits for others. Each batch is a commit, and commits are what events need.
const GATHER: Duration = Duration::from_secs(1);

/// Most characters of a name that are kept.
const LONGEST_NAME: usize = 128;

/// Longest that a statement may take.
const LONGEST: Duration = Duration::from_secs(5);

/// How long the database is left alone after it refused.
const REST: Duration = Duration::from_secs(2);

/// Writes what comes in through [`super::Records`].
#[derive(Debug)]
pub struct Writer {
    db: Db,
    waiting: mpsc::Receiver<Record>,
    metrics: Arc<Metrics>,
    keys: Keys,
    failing: bool,
}

impl Writer {
    pub(super) fn new(db: Db, waiting: mpsc::Receiver<Record>, metrics: Arc<Metrics>) -> Self {
        Self { db, waiting, metrics, keys: Keys::default(), failing: false }
    }

    /// Writes until told to stop, and then once more what is still waiting.
    pub async fn run(mut self, stop: CancellationToken) {
        let mut batch = Vec::new();
        loop {
            // What couldn't be stored is tried again after a rest; nothing else is taken meanwhile.
            if batch.is_empty() && !self.gather(&mut batch, &stop).await {
                break;
            }
            if !self.store(&mut batch).await {
                tokio::select! {
                    () = stop.cancelled() => break,
                    () = tokio::time::sleep(REST) => {}
                }
            }
        }
        self.waiting.close();
        loop {
            while batch.len() < LARGEST_BATCH {
                let Ok(record) = self.waiting.try_recv() else { break };
                batch.push(row(&self.keys, &record));
            }
            if batch.is_empty() {
                return;
            }
            if !self.store(&mut batch).await {
                let lost = batch.len() + self.waiting.len();
                self.metrics.api_records_lost.increment(u64::try_from(lost).unwrap_or(u64::MAX));
                tracing::warn!(lost, "records of calls are lost; the database is away at the end");
                return;
            }
        }
    }

    /// Takes a record, and then others until the batch is full, some time has passed or the end has come. False at the
    /// end.
    async fn gather(&mut self, batch: &mut Vec<ActiveModel>, stop: &CancellationToken) -> bool {
        let mut end = None;
        while batch.len() < LARGEST_BATCH {
            let end_of_batch = async {
                match end {
                    Some(end) => tokio::time::sleep_until(end).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                biased;
                () = stop.cancelled() => return false,
                () = end_of_batch => break,
                record = self.waiting.recv() => {
                    let Some(record) = record else { return false };
                    batch.push(row(&self.keys, &record));
                    end = end.or_else(|| Some(Instant::now() + GATHER));
                }
            }
        }
        true
    }

    /// Stores the batch and empties it. False if the database is away, and the batch is still there.
    async fn store(&mut self, batch: &mut Vec<ActiveModel>) -> bool {
        // An answer that came too late may have been a yes.
        let known = OnConflict::column(Column::Id).do_nothing().to_owned();
        let db = self.db.writer();
        let insert = Entity::insert_many(batch.clone()).on_conflict(known).exec_without_returning(&db);
        let error = match tokio::time::timeout(LONGEST, insert).await {
            Ok(Ok(_)) => {
                batch.clear();
                if std::mem::take(&mut self.failing) {
                    tracing::info!("records of calls can be stored again");
                }
                return true;
            }
            Ok(Err(error)) => error,
            Err(_) => DbErr::Custom("no answer in time".to_owned()),
        };
        if !std::mem::replace(&mut self.failing, true) {
            tracing::warn!(error = &error as &dyn std::error::Error, "records of calls can't be stored; they wait");
        }
        false
    }
}

fn row(keys: &Keys, record: &Record) -> ActiveModel {
    let whole = |number: u128| i32::try_from(number).unwrap_or(i32::MAX);
    ActiveModel {
        id: Set(keys.next(record.at)),
        workspace_id: Set(record.workspace.to_string()),
        operation: Set(plain(&record.operation)),
        method: Set(record.method.to_string()),
        actor: Set(plain(&record.actor.to_string())),
        status: Set(record.status.map(i32::from)),
        error: Set(record.error.map(|class| class.label().to_owned())),
        latency_ms: Set(whole(record.latency.as_millis())),
        attempts: Set(whole(record.attempts.into())),
        bytes: Set(i64::try_from(record.bytes).unwrap_or(i64::MAX)),
        called_at: Set(record.at),
    }
}

/// A name as every database takes it: a row that is refused for what it holds would hold up all behind it.
fn plain(name: &str) -> String {
    name.chars().filter(|c| !c.is_control()).take(LONGEST_NAME).collect()
}
