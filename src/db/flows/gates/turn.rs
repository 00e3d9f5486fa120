//! Whose turn it is, in flows that say how many of their runs may be under way.
//!
//! All that ask for one flow stand in one line: on PostgreSQL behind a lock of their own, on SQLite behind the one that
//! writes. To have had a turn means `turn_at_ms` and, where there is a key, the key: a run that waits in the middle of
//! its steps keeps its key, and doesn't ask again.

use sea_orm::{ConnectionTrait, DatabaseTransaction, Value};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::super::mark::plain;
use super::say;
use crate::clock::{at, ms};
use crate::db::{Db, Engine, Error};

/// What runs of a flow have to wait for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mode {
    /// That fewer than so many are at work. None: for nothing.
    Parallel {
        /// How many.
        max: Option<u32>,
    },
    /// That those before it with the same key are at their end.
    Queue {
        /// The key.
        key: String,
    },
    /// For nothing: while another one with the key is under way it is dropped.
    Drop {
        /// The key.
        key: String,
    },
}

/// A run asks for its turn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// Its flow.
    pub flow: Uuid,
    /// The run.
    pub run: Uuid,
    /// The worker's job.
    pub job: Uuid,
    /// The lease that the worker has of it.
    pub lease: i64,
    /// What it may have to wait for.
    pub mode: Mode,
    /// Most runs that have their turn within a minute.
    pub per_minute: Option<u32>,
    /// The time.
    pub now: OffsetDateTime,
}

/// The answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It is its turn: it is marked as running, and counts.
    Go,
    /// It is not, and asking before this time is of little use.
    Wait {
        /// That time.
        until: OffsetDateTime,
    },
    /// Another run is under way.
    Drop {
        /// That run.
        run: Uuid,
    },
    /// The run is somebody else's by now, or at its end.
    Stale,
}

/// How long the first in line waits before it asks again. Those behind it wait that much longer each.
const STEP: Duration = Duration::milliseconds(250);

/// Most places in the line that are counted.
const PLACES: u32 = 64;

/// A run that somebody works on or will. A job that is gone or dead can't stand in anybody's way.
const LIVE: &str = "r.flow_id = $1 AND r.id <> $2 AND r.state IN ('queued', 'waiting', 'running') \
     AND EXISTS (SELECT 1 FROM job AS j WHERE j.id = r.job_id AND j.state <> 'dead')";

/// The run itself, as long as the worker has it.
const OWN: &str = "flow_id = $1 AND id = $2 AND job_id = $3 AND run_lease <= $4 \
     AND state IN ('queued', 'waiting', 'running')";

/// Asks, and marks the run as running if it is its turn. To be asked before the run begins, and again whenever it goes
/// on.
pub async fn turn(db: &Db, turn: &Turn) -> Result<Verdict, Error> {
    // Whoever waits for the line holds a connection; the rest of the program needs some too.
    let Ok(_place) = db.line.acquire().await else { return Ok(Verdict::Stale) };
    let transaction = db.begin().await?;
    if db.engine() == Engine::Postgres {
        let lock = i64::from_le_bytes(turn.flow.as_u64_pair().1.to_le_bytes());
        let line = format!(
            "SET LOCAL idle_in_transaction_session_timeout = '5s'; SET LOCAL enable_seqscan = off; \
             SELECT pg_advisory_xact_lock({lock})"
        );
        transaction.execute_unprepared(&line).await?;
    }
    let verdict = Line { transaction: &transaction, turn }.ask().await?;
    transaction.commit().await?;
    Ok(verdict)
}

/// The line, with this run at its door.
struct Line<'a> {
    transaction: &'a DatabaseTransaction,
    turn: &'a Turn,
}

impl Line<'_> {
    async fn ask(&self) -> Result<Verdict, Error> {
        let sql = format!("SELECT concurrency_key, turn_at_ms FROM flow_run WHERE {OWN}");
        let Some(own) = self.transaction.query_one_raw(say(self.transaction, &sql, self.own())).await? else {
            return Ok(Verdict::Stale);
        };
        let (key, turn): (Option<String>, Option<i64>) =
            (own.try_get("", "concurrency_key")?, own.try_get("", "turn_at_ms")?);
        let holds = turn.is_some() && key.is_some();
        let waits = match &self.turn.mode {
            Mode::Parallel { max: None } => None,
            Mode::Parallel { max: Some(max) } => self.room(*max).await?,
            Mode::Queue { .. } | Mode::Drop { .. } if holds => None,
            Mode::Queue { key } => self.queue(&plain(key)).await?,
            Mode::Drop { key } => match self.holder(&plain(key)).await? {
                Some(run) => return Ok(Verdict::Drop { run }),
                None => None,
            },
        };
        let waits = match waits {
            None if turn.is_none() => self.rate().await?,
            waits => waits,
        };
        match waits {
            Some(until) => {
                self.wait().await?;
                Ok(Verdict::Wait { until })
            }
            None => self.go().await,
        }
    }

    /// Nothing if fewer than so many others are at work.
    async fn room(&self, max: u32) -> Result<Option<OffsetDateTime>, Error> {
        let at_work = self.count("r.state = 'running' AND r.turn_at_ms IS NOT NULL", None, max).await?;
        if at_work < max {
            return Ok(None);
        }
        let before = self.count("r.state <> 'running' AND r.id < $2", None, PLACES).await?;
        Ok(Some(self.turn.now + STEP * (1 + before / max.max(1))))
    }

    /// Nothing if no other run has the key, and none before this one wants it.
    async fn queue(&self, key: &str) -> Result<Option<OffsetDateTime>, Error> {
        let before = "r.concurrency_key = $3 AND (r.turn_at_ms IS NOT NULL OR r.id < $2)";
        let before = self.count(before, Some(key), PLACES).await?;
        Ok((before > 0).then(|| self.turn.now + STEP * before))
    }

    /// Another run that has the key.
    async fn holder(&self, key: &str) -> Result<Option<Uuid>, Error> {
        let sql = format!(
            "SELECT r.id FROM flow_run AS r WHERE {LIVE} AND r.concurrency_key = $3 AND r.turn_at_ms IS NOT NULL \
             ORDER BY r.id LIMIT 1"
        );
        let values: [Value; 3] = [self.turn.flow.into(), self.turn.run.into(), key.into()];
        let row = self.transaction.query_one_raw(say(self.transaction, &sql, values)).await?;
        Ok(row.map(|row| row.try_get("", "id")).transpose()?)
    }

    /// Nothing if fewer than the limit had their turn within the last minute. Otherwise when this one's may come: those
    /// before it in line take the first places.
    async fn rate(&self) -> Result<Option<OffsetDateTime>, Error> {
        let Some(limit) = self.turn.per_minute else { return Ok(None) };
        let limit = limit.max(1);
        let sql = format!(
            "SELECT turn_at_ms FROM flow_run WHERE flow_id = $1 AND turn_at_ms > $2 AND turn_at_ms IS NOT NULL \
             ORDER BY turn_at_ms DESC LIMIT 1 OFFSET {}",
            limit - 1
        );
        let values: [Value; 2] = [self.turn.flow.into(), (ms(self.turn.now) - 60_000).into()];
        let Some(row) = self.transaction.query_one_raw(say(self.transaction, &sql, values)).await? else {
            return Ok(None);
        };
        let free = at(row.try_get("", "turn_at_ms")?) + Duration::MINUTE;
        let before = self.count("r.turn_at_ms IS NULL AND r.id < $2", None, limit.saturating_mul(10)).await?;
        Ok(Some(free + Duration::MINUTE * (before / limit)))
    }

    /// How many others of the flow there are, up to a limit.
    async fn count(&self, which: &str, key: Option<&str>, limit: u32) -> Result<u32, Error> {
        let sql = format!(
            "SELECT count(*) AS runs FROM (SELECT 1 FROM flow_run AS r WHERE {LIVE} AND {which} LIMIT {limit}) AS c"
        );
        let mut values: Vec<Value> = vec![self.turn.flow.into(), self.turn.run.into()];
        values.extend(key.map(Value::from));
        let row = self.transaction.query_one_raw(say(self.transaction, &sql, values)).await?;
        let runs: i64 = row.map(|row| row.try_get("", "runs")).transpose()?.unwrap_or(0);
        Ok(u32::try_from(runs).unwrap_or(u32::MAX))
    }

    /// It counts from now on.
    async fn go(&self) -> Result<Verdict, Error> {
        let sql = format!(
            "UPDATE flow_run SET state = 'running', reason = NULL, due_at_ms = NULL, concurrency_key = $5, \
             turn_at_ms = COALESCE(turn_at_ms, $6) WHERE {OWN}"
        );
        let mut values = self.own();
        values.extend([self.key(), ms(self.turn.now).into()]);
        let done = self.transaction.execute_raw(say(self.transaction, &sql, values)).await?;
        Ok(if done.rows_affected() > 0 { Verdict::Go } else { Verdict::Stale })
    }

    /// It takes its place in the line of its key, where there is one.
    async fn wait(&self) -> Result<(), Error> {
        if matches!(self.turn.mode, Mode::Parallel { .. }) {
            return Ok(());
        }
        let sql = format!("UPDATE flow_run SET concurrency_key = $5, turn_at_ms = NULL WHERE {OWN}");
        let mut values = self.own();
        values.push(self.key());
        self.transaction.execute_raw(say(self.transaction, &sql, values)).await?;
        Ok(())
    }

    fn own(&self) -> Vec<Value> {
        vec![self.turn.flow.into(), self.turn.run.into(), self.turn.job.into(), self.turn.lease.into()]
    }

    fn key(&self) -> Value {
        match &self.turn.mode {
            Mode::Parallel { .. } => None::<String>.into(),
            Mode::Queue { key } | Mode::Drop { key } => plain(key).into_owned().into(),
        }
    }
}
