//! The keys of recent events, as far as this process knows them.
//!
//! Keys are random: in a database every event changes another page of them. On SQLite, where one process at a time
//! writes, they are here alone: in memory, and what doesn't fit there in a file that goes with the process. Nothing is
//! lost with them, because they can be learned again from the events: [`Known`] notes up to which row it was, and when
//! another process has written since, it is brought up to date before a batch counts.
//!
//! On PostgreSQL, where others write at the same time, a table decides, and what is known here only spares it questions.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use futures_util::TryStreamExt;
use serde_json::json;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{Connection, Executor, Row, Sqlite, SqliteConnection, Transaction};
use tokio::sync::{Mutex, MutexGuard};
use uuid::Uuid;

use super::{NewEvent, Outcome};

/// Most keys in memory: as many as a table of 2^19 places takes, with which they are some 35 MB.
const MOST: usize = (1 << 19) / 8 * 7;

/// What is compared of a key. Of SHA-256 half is as good as all.
type Key = [u8; 16];

/// The keys of one database. Cheap to clone; the clones share them.
#[derive(Clone, Debug, Default)]
pub(in crate::db) struct Recent(Arc<Mutex<Known>>);

impl Recent {
    /// The keys, for as long as nobody else may have them.
    pub(super) async fn lock(&self) -> MutexGuard<'_, Known> {
        self.0.lock().await
    }
}

/// A row of the log, and the event in it: rows that were erased give their numbers to later ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct At {
    pub(super) row: i64,
    pub(super) id: Option<Uuid>,
}

/// The keys that are known, each with the event that has it.
#[derive(Debug)]
pub(super) struct Known {
    owners: HashMap<Key, Uuid>,
    /// The same, the oldest first.
    order: VecDeque<(Uuid, Key)>,
    most: usize,
    /// The last event that is known here.
    seen: Option<At>,
    overflow: Option<SqliteConnection>,
}

impl Default for Known {
    fn default() -> Self {
        Self { owners: HashMap::new(), order: VecDeque::new(), most: MOST, seen: None, overflow: None }
    }
}

impl Known {
    /// What each event repeats: an event with the same key after `until`, or one before it in the batch.
    pub(super) async fn outcome(&mut self, batch: &[NewEvent], until: Uuid) -> Outcome {
        let spilled = self.spilled(batch).await.unwrap_or_else(|error| {
            self.lost(&error);
            HashMap::new()
        });
        let mut firsts: HashMap<Key, Uuid> = HashMap::with_capacity(batch.len());
        let owner = |event: &NewEvent| {
            let key = short(&event.dedupe_key);
            let known = self.owners.get(&key).or_else(|| spilled.get(&key)).filter(|owner| **owner > until);
            known.or_else(|| firsts.get(&key)).copied().or_else(|| {
                firsts.insert(key, event.id);
                None
            })
        };
        batch.iter().map(owner).collect()
    }

    /// Whether everything up to this event is known.
    pub(super) fn is_at(&self, at: At) -> bool {
        self.seen == Some(at)
    }

    /// Learns what others have stored up to this event.
    pub(super) async fn catch_up(
        &mut self,
        transaction: &mut Transaction<'_, Sqlite>,
        at: At,
        until: Uuid,
    ) -> Result<(), sqlx::Error> {
        let after = match self.seen {
            Some(seen) if seen.row < at.row => {
                let id = sqlx::query_scalar("SELECT id FROM webhook_event WHERE rowid = ?").bind(seen.row);
                let id = id.fetch_optional(&mut **transaction).await?;
                (id == seen.id).then_some(seen.row)
            }
            _ => None,
        };
        if after.is_none() {
            self.clear();
        }
        let others = "SELECT dedupe_key, id FROM webhook_event WHERE id > ?1 AND duplicate_of IS NULL AND rowid > ?2 \
             AND rowid <= ?3 ORDER BY id";
        let others = sqlx::query(others).bind(until).bind(after.unwrap_or(-1)).bind(at.row);
        let mut others = others.fetch(&mut **transaction);
        while let Some(other) = others.try_next().await? {
            self.note(short(other.try_get(0)?), other.try_get(1)?);
        }
        self.seen = Some(at);
        Ok(())
    }

    /// Takes over a batch that was committed, the last of which is in this row.
    pub(super) async fn add(&mut self, batch: &[NewEvent], outcome: &Outcome, row: i64) {
        self.note_new(batch, outcome);
        self.seen = batch.last().map(|event| At { row, id: Some(event.id) });
        if self.order.len() > self.most
            && let Err(error) = self.spill(2 * batch.len().max(512)).await
        {
            self.lost(&error);
        }
    }

    /// Takes over a batch that was committed, and forgets the oldest where that is too much.
    pub(super) fn learn(&mut self, batch: &[NewEvent], outcome: &Outcome) {
        self.note_new(batch, outcome);
        while self.order.len() > self.most {
            self.pop();
        }
    }

    fn note_new(&mut self, batch: &[NewEvent], outcome: &Outcome) {
        for (event, _) in batch.iter().zip(outcome).filter(|(_, repeats)| repeats.is_none()) {
            self.note(short(&event.dedupe_key), event.id);
        }
    }

    /// The file is of no use any more. What was in it is learned again with the rest.
    fn lost(&mut self, error: &sqlx::Error) {
        tracing::warn!(%error, "keys of recent events can't be kept in a temporary file; they are read again");
        self.clear();
    }

    fn clear(&mut self) {
        *self = Self { most: self.most, ..Self::default() };
    }

    fn note(&mut self, key: Key, event: Uuid) {
        self.owners.insert(key, event);
        self.order.push_back((event, key));
    }

    /// Forgets keys of events with ids up to this one. Returns how many there were.
    pub(super) async fn forget(&mut self, until: Uuid, limit: u64) -> Result<u64, sqlx::Error> {
        let mut forgotten = 0;
        if let Some(overflow) = &mut self.overflow {
            let due = "DELETE FROM recent WHERE key IN (SELECT key FROM recent WHERE event_id <= ? LIMIT ?)";
            let limit = i64::try_from(limit).unwrap_or(i64::MAX);
            forgotten = sqlx::query(due).bind(until).bind(limit).execute(&mut *overflow).await?.rows_affected();
            if sqlx::query("SELECT 1 FROM recent LIMIT 1").fetch_optional(overflow).await?.is_none() {
                self.overflow = None;
            }
        }
        while forgotten < limit && self.order.front().is_some_and(|(event, _)| *event <= until) {
            self.pop();
            forgotten += 1;
        }
        if self.order.is_empty() {
            (self.owners, self.order) = Default::default();
        }
        Ok(forgotten)
    }

    /// Takes out the oldest, unless a later event has its key by now.
    fn pop(&mut self) -> Option<(Uuid, Key)> {
        let (event, key) = self.order.pop_front()?;
        let is_owner = self.owners.get(&key) == Some(&event);
        is_owner.then(|| {
            self.owners.remove(&key);
            (event, key)
        })
    }

    /// Moves so many of the oldest into the file.
    async fn spill(&mut self, count: usize) -> Result<(), sqlx::Error> {
        let mut overflow = match self.overflow.take() {
            Some(overflow) => overflow,
            None => open().await?,
        };
        let mut moved = Vec::with_capacity(count);
        for _ in 0..count {
            moved.extend(self.pop().map(|(event, key)| (hex(&key), hex(event.as_bytes()))));
        }
        // Neighbours are on one page.
        moved.sort_unstable();
        let insert = "INSERT INTO recent (key, event_id) SELECT unhex(value ->> 0), unhex(value ->> 1) \
             FROM json_each(?) WHERE TRUE ON CONFLICT (key) DO UPDATE SET event_id = excluded.event_id";
        sqlx::query(insert).bind(json!(moved).to_string()).execute(&mut overflow).await?;
        self.overflow = Some(overflow);
        Ok(())
    }

    /// The events in the file that have keys of the batch.
    async fn spilled(&mut self, batch: &[NewEvent]) -> Result<HashMap<Key, Uuid>, sqlx::Error> {
        let Some(overflow) = &mut self.overflow else { return Ok(HashMap::new()) };
        let keys: Vec<_> = batch.iter().map(|event| hex(&short(&event.dedupe_key))).collect();
        let find = "SELECT key, event_id FROM recent WHERE key IN (SELECT unhex(value) FROM json_each(?))";
        let found = sqlx::query(find).bind(json!(keys).to_string()).fetch_all(overflow).await?;
        found.iter().map(|row| Ok((short(row.try_get(0)?), row.try_get(1)?))).collect()
    }
}

/// A file without a name, which is gone when it is closed.
async fn open() -> Result<SqliteConnection, sqlx::Error> {
    let options = SqliteConnectOptions::new()
        .filename("")
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Off)
        .synchronous(SqliteSynchronous::Off)
        .pragma("cache_size", "-8192");
    let mut connection = SqliteConnection::connect_with(&options).await?;
    let table = "CREATE TABLE recent (key BLOB PRIMARY KEY, event_id BLOB NOT NULL) WITHOUT ROWID";
    connection.execute(table).await?;
    Ok(connection)
}

fn short(key: &[u8]) -> Key {
    key.first_chunk().copied().unwrap_or_default()
}

fn hex(bytes: &[u8; 16]) -> String {
    Uuid::from_bytes(*bytes).simple().to_string()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use time::{Duration, OffsetDateTime};

    use super::super::until;
    use super::*;
    use crate::clock::Keys;
    use crate::domain::event::Source;
    use crate::domain::ids::WorkspaceId;

    const WINDOW_MS: i64 = 60_000;

    fn event(key: u8, now: OffsetDateTime, keys: &Keys) -> NewEvent {
        NewEvent {
            id: keys.next(now),
            workspace: WorkspaceId::new("w").unwrap(),
            source: Source::Clockify,
            custom_source: None,
            event_type: "E".into(),
            headers: String::new(),
            body: bytes::Bytes::new(),
            entity_id: None,
            user_id: None,
            project_id: None,
            dedupe_key: [key; 32],
            received_at: now,
            runs: Vec::new(),
        }
    }

    /// Sends the batches, each so many seconds after the one before, and compares with whoever remembers everything.
    async fn compare(batches: Vec<(i64, Vec<u8>)>, most: usize) -> usize {
        let (mut known, keys) = (Known { most, ..Known::default() }, Keys::default());
        let (mut now, mut row, mut spilled) = (OffsetDateTime::UNIX_EPOCH + Duration::days(20_000), 0, 0);
        let mut originals: Vec<(u8, Uuid)> = Vec::new();
        for (seconds, batch) in batches {
            now += Duration::seconds(seconds);
            let batch: Vec<_> = batch.into_iter().map(|key| event(key, now, &keys)).collect();
            let until = until(&batch, WINDOW_MS);
            let outcome = known.outcome(&batch, until).await;
            for (event, repeats) in batch.iter().zip(&outcome) {
                let key = event.dedupe_key[0];
                let original = originals.iter().rev().find(|(other, id)| *other == key && *id > until);
                assert_eq!(*repeats, original.map(|(_, id)| *id));
                if repeats.is_none() {
                    originals.push((key, event.id));
                }
            }
            row += i64::try_from(batch.len()).unwrap();
            known.add(&batch, &outcome, row).await;
            assert!(known.is_at(At { row, id: batch.last().map(|event| event.id) }));
            spilled += usize::from(known.overflow.is_some());
            while known.forget(until, 3).await.unwrap() == 3 {}
        }
        known.forget(keys.next(now), u64::MAX).await.unwrap();
        assert!(known.owners.is_empty() && known.order.is_empty() && known.overflow.is_none(), "{known:?}");
        spilled
    }

    fn run(test: impl Future<Output = usize>) -> usize {
        tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(test)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn a_repeat_is_known_wherever_its_key_is(
            batches in proptest::collection::vec((0..40_i64, proptest::collection::vec(0..12_u8, 1..6)), 1..40),
            most in prop_oneof![Just(0_usize), Just(5), Just(1000)],
        ) {
            run(compare(batches, most));
        }
    }

    #[test]
    fn what_is_too_much_for_the_memory_is_found_in_the_file() {
        let batches = (0..20).map(|key| (1, vec![key, key + 100])).chain([(1, (0..20).collect())]).collect();
        assert!(run(compare(batches, 4)) > 10);
    }
}
