//! The event log's statements: the batch that the writer commits, and the lists that people read.
//!
//! The batch is written in each engine's own SQL (`postgres.rs`, `sqlite.rs`), because it is the one place
//! where a statement's shape decides the throughput: one round trip for hundreds of rows, bound without copies.

pub mod counts;
pub mod feed;
mod filter;
mod page;
mod postgres;
pub(super) mod recent;
mod sqlite;
mod text;

use std::collections::HashMap;
use std::sync::Arc;

use bytes::Bytes;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
    RuntimeErr, Select, Statement,
};
use serde_json::Value;
use time::OffsetDateTime;
use uuid::Uuid;

use super::entities::flow_run;
use super::entities::webhook_event::{COLUMN, Column, Model};
use super::{Db, Engine, Error};
use crate::domain::event::Source;
use crate::domain::ids::WorkspaceId;

pub use filter::{Filter, Line};
use filter::{lines, select};
pub use page::{Page, page};
pub use text::{BadText, Text};

/// An event as it is about to be stored.
#[derive(Debug, Clone)]
pub struct NewEvent {
    /// A `UUIDv7` of the time of receipt.
    pub id: Uuid,
    /// The workspace.
    pub workspace: WorkspaceId,
    /// Where it came from.
    pub source: Source,
    /// Name of the custom source.
    pub custom_source: Option<Arc<str>>,
    /// Name of the event.
    pub event_type: Box<str>,
    /// Redacted headers, a JSON object.
    pub headers: String,
    /// The body as received.
    pub body: Bytes,
    /// The entity that the event is about.
    pub entity_id: Option<String>,
    /// The user that the event is about.
    pub user_id: Option<String>,
    /// The project that the event belongs to.
    pub project_id: Option<String>,
    /// SHA-256 of what makes two deliveries the same event.
    pub dedupe_key: [u8; 32],
    /// When it was received.
    pub received_at: OffsetDateTime,
    /// The flows that it starts, unless it turns out to be a repeat.
    pub runs: Vec<NewRun>,
}

/// A run as it is about to be stored, beside the event that starts it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRun {
    /// A `UUIDv7` of the time of receipt.
    pub id: Uuid,
    /// The flow.
    pub flow: Uuid,
    /// Its version.
    pub version: i32,
    /// Where the run is: it waits for a worker, or is at its end.
    pub state: flow_run::State,
    /// Why it is there: JSON.
    pub reason: Option<String>,
    /// The job that is stored with it, where it waits for a worker.
    pub job: Option<Uuid>,
    /// What it has in common with the runs of its flow that wait for each other: so they keep the order of their events.
    pub key: Option<String>,
}

impl NewEvent {
    fn received_ms(&self) -> i64 {
        i64::try_from(self.received_at.unix_timestamp_nanos() / 1_000_000).unwrap_or(i64::MAX)
    }
}

/// What became of each event of a batch: the event that it repeats, or nothing for a new one.
pub type Outcome = Vec<Option<Uuid>>;

/// Stores a batch, in one transaction but for the repeats of earlier batches, which may follow in another. Each event is
/// stored together with the claim of its key and with the runs that it starts, and success means that all of them are. A
/// repeat starts none.
///
/// Repeats within `window_ms` of the first are stored too, marked with the first one's id. Which of two is
/// the first is decided by one row per key, so it holds for replicas that write at the same time as well.
/// May be dropped at any time; whether the batch is stored then is not known.
pub async fn insert(db: &Db, batch: &[NewEvent], window_ms: i64) -> Result<Outcome, sqlx::Error> {
    match db.engine() {
        Engine::Postgres => {
            let (mut connection, is_fresh) = db.hot.take(&db.url).await?;
            let outcome = insert_on(&mut connection, is_fresh, db, batch, window_ms).await;
            match &outcome {
                Ok(_) => db.hot.give_back(connection),
                // What took this connection will have taken the others too.
                Err(error) if !super::is_about_data(error) => db.hot.forget(),
                Err(_) => {}
            }
            outcome
        }
        Engine::Sqlite => sqlite::insert(db.writer().get_sqlite_connection_pool(), &db.recent, batch, window_ms).await,
    }
}

async fn insert_on(
    connection: &mut sqlx::PgConnection,
    is_fresh: bool,
    db: &Db,
    batch: &[NewEvent],
    window_ms: i64,
) -> Result<Outcome, sqlx::Error> {
    if window_ms == 0 {
        return postgres::insert(connection, batch, window_ms, false).await;
    }
    if is_fresh {
        postgres::refill(connection, batch, window_ms).await?;
    }
    let known = db.recent.lock().await.outcome(batch, until(batch, window_ms)).await;
    let outcome = postgres::insert(connection, batch, window_ms, known.iter().all(Option::is_none)).await?;
    db.recent.lock().await.learn(batch, &outcome);
    Ok(outcome)
}

/// Forgets the keys whose window has passed. Returns how many there were.
pub async fn forget_keys(db: &Db, before_ms: i64, limit: u64) -> Result<u64, Error> {
    let forgotten = db.recent.lock().await.forget(last_id_of(before_ms), limit).await;
    if db.engine() == Engine::Sqlite {
        return forgotten.map_err(|error| DbErr::Exec(RuntimeErr::SqlxError(Arc::new(error))).into());
    }
    let due = format!(
        "DELETE FROM webhook_dedupe WHERE key IN (SELECT key FROM webhook_dedupe WHERE seen_at_ms < {before_ms} LIMIT {limit})"
    );
    Ok(db.writer().execute_unprepared(&due).await?.rows_affected())
}

/// The first event of each key within the batch, by position: what follows it with the same key repeats it.
fn firsts(batch: &[NewEvent]) -> Vec<usize> {
    let mut seen = HashMap::with_capacity(batch.len());
    for (position, event) in batch.iter().enumerate() {
        seen.entry(event.dedupe_key).or_insert(position);
    }
    by_key(batch, seen.into_values())
}

/// Positions in the order of their keys, because two replicas that touch the same keys in different orders would wait for
/// each other.
fn by_key(batch: &[NewEvent], positions: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut positions: Vec<_> = positions.collect();
    positions.sort_unstable_by_key(|&position| batch[position].dedupe_key);
    positions
}

/// The outcome of a batch, given the owner of each key.
fn outcome(batch: &[NewEvent], owners: &HashMap<[u8; 32], Uuid>) -> Outcome {
    batch.iter().map(|event| owners.get(&event.dedupe_key).copied().filter(|owner| *owner != event.id)).collect()
}

/// The owners of the keys when nothing in the batch was seen before: the first of each key.
fn own(batch: &[NewEvent], firsts: &[usize]) -> HashMap<[u8; 32], Uuid> {
    firsts.iter().map(|&position| (batch[position].dedupe_key, batch[position].id)).collect()
}

/// A page of events, the newest first.
pub async fn list(db: &Db, filter: &Filter, limit: u64) -> Result<Vec<Line>, Error> {
    let lines = lines(select(filter, db.engine()).order_by_desc(Column::Id), db.engine());
    Ok(lines.limit(limit).into_model().all(&db.reader()).await?)
}

/// A page of events, the oldest first: for whoever follows the log.
pub async fn follow(db: &Db, filter: &Filter, limit: u64) -> Result<Vec<Line>, Error> {
    let lines = lines(select(filter, db.engine()).order_by_asc(Column::Id), db.engine());
    Ok(lines.limit(limit).into_model().all(&db.reader()).await?)
}

/// One event, whole.
pub async fn one(db: &Db, workspace: Option<&WorkspaceId>, id: Uuid) -> Result<Option<Model>, Error> {
    let scope = Filter { workspace: workspace.cloned(), ..Filter::default() };
    Ok(select(&scope, db.engine()).filter(COLUMN.id.eq(id)).one(&db.reader()).await?)
}

/// How many events back [`before`] looks.
pub const SEEN: u64 = 10_000;

/// The payload of the last event before this one that is about the same entity. It is looked for among the workspace's
/// last [`SEEN`] events: an index by entity would cost every event that comes in, and this costs those who ask.
pub async fn before(db: &Db, workspace: &WorkspaceId, event: Uuid, entity: &str) -> Result<Option<Value>, Error> {
    const SQL: &str = "SELECT body FROM webhook_event WHERE workspace_id = $1 AND id < $2 AND entity_id = $3 \
         AND duplicate_of IS NULL AND id >= coalesce((SELECT id FROM webhook_event \
         WHERE workspace_id = $1 AND id < $2 ORDER BY id DESC LIMIT 1 OFFSET $4), $5) ORDER BY id DESC LIMIT 1";

    let reader = db.reader();
    let seen = i64::try_from(SEEN - 1).unwrap_or(i64::MAX);
    let values = [workspace.as_str().into(), event.into(), entity.into(), seen.into(), Uuid::nil().into()];
    let statement = Statement::from_sql_and_values(reader.get_database_backend(), SQL, values);
    let Some(row) = reader.query_one_raw(statement).await? else { return Ok(None) };
    Ok(serde_json::from_slice(&row.try_get::<Vec<u8>>("", "body")?).ok())
}

/// Whether an event with this very body was received since this time.
pub async fn has(
    db: &Db,
    workspace: &WorkspaceId,
    event_type: &str,
    body: &[u8],
    since: OffsetDateTime,
) -> Result<bool, Error> {
    let filter = Filter {
        workspace: Some(workspace.clone()),
        types: vec![event_type.to_owned()],
        since: Some(since),
        ..Filter::default()
    };
    let same = select(&filter, db.engine()).filter(COLUMN.body.eq(body.to_vec()));
    Ok(same.select_only().column(Column::Id).into_tuple::<Uuid>().one(&db.reader()).await?.is_some())
}

/// How many events of each type there are.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Count {
    /// Name of the event.
    pub event_type: String,
    /// All of them.
    pub events: i64,
    /// Those that repeat another.
    pub duplicates: i64,
    /// The newest one's time of receipt.
    pub last: OffsetDateTime,
}

/// The events that match, counted by type.
pub async fn count_by_type(db: &Db, filter: &Filter) -> Result<Vec<Count>, Error> {
    let counts = select(filter, db.engine())
        .select_only()
        .column(Column::EventType)
        .column_as(Expr::col(Column::Id).count(), "events")
        .column_as(Expr::col(Column::DuplicateOf).count(), "duplicates")
        .column_as(Expr::col(Column::ReceivedAt).max(), "last")
        .group_by(Column::EventType)
        .order_by_asc(Column::EventType)
        .into_model()
        .all(&db.reader())
        .await?;
    Ok(counts)
}

/// The smallest key that an event received at this time can have.
#[must_use]
pub fn first_id_of(time: OffsetDateTime) -> Uuid {
    let ms = u64::try_from(time.unix_timestamp_nanos() / 1_000_000).unwrap_or(0);
    Uuid::from_u128(u128::from(ms) << 80)
}

/// Only rows of a range of time, and only those before a key. Keys rise with time, so the index of keys serves it.
pub(in crate::db) fn within<E: EntityTrait>(
    select: Select<E>,
    id: E::Column,
    (since, until): (Option<OffsetDateTime>, Option<OffsetDateTime>),
    before: Option<Uuid>,
) -> Select<E> {
    let (since, until) = (since.map(first_id_of), until.map(first_id_of));
    let bounds = [since.map(|key| id.gte(key)), until.map(|key| id.lt(key)), before.map(|key| id.lt(key))];
    bounds.into_iter().flatten().fold(select, QueryFilter::filter)
}

/// The largest key that an event received in this millisecond, counted from 1970, can have.
fn last_id_of(ms: i64) -> Uuid {
    let next = u64::try_from(ms).unwrap_or(0).saturating_add(1);
    Uuid::from_u128((u128::from(next) << 80) - 1)
}

/// The largest id of an event that no longer counts for the first of these.
fn until(events: &[NewEvent], window_ms: i64) -> Uuid {
    let ms = events.first().map_or(0, NewEvent::received_ms).saturating_sub(window_ms);
    last_id_of(ms)
}
