//! Many events, taken through the flows at a rate, by a job that can be killed at any time.
//!
//! A turn reads the events behind the cursor and decides on their runs. Then, in one transaction, the cursor moves, the
//! runs are stored and their jobs are: all of it or nothing. The cursor moves only from where the turn found it, so of two
//! that take the same events one is refused, and no event is taken twice or left out.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::time::Duration;

use futures_util::future::BoxFuture;
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QuerySelect};
use serde::{Deserialize, Serialize};
use serde_json::json;
use time::OffsetDateTime;
use uuid::Uuid;

use super::{Error, Select, Version, recorded};
use crate::clock::ms;
use crate::db;
use crate::db::entities::flow_run::{self, State};
use crate::db::entities::replay;
use crate::db::events::first_id_of;
use crate::db::replays::{self, Events, Step};
use crate::db::trail::Entry;
use crate::domain::actor::Actor;
use crate::domain::event::Source;
use crate::domain::flow::Reason;
use crate::domain::ids::WorkspaceId;
use crate::flows::Flows;
use crate::queue::{Context, Failure, Handler, Job, NewJob, Outcome, Policy, Priority};

/// The kind of these jobs.
pub const REPLAY: &str = "flow_replay";

/// How many events per second a replay may take.
pub const RATES: RangeInclusive<u32> = 1..=1000;

/// Replays of a workspace that may be under way.
pub const MOST_AT_ONCE: u64 = 4;

/// Events that are in memory together: their bodies may be large.
const PAGE: u64 = 50;

/// From how many runs on a turn takes no further event.
const MOST_RUNS: usize = 2_000;

/// Events that a preview looks at.
const LOOKED_AT: u64 = 500;

/// Attempts after which a replay that can't go on is given up.
const ATTEMPTS: u32 = 200;

/// Longest list in a filter.
const LONGEST_LIST: usize = 200;

/// Which events are to be replayed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Filter {
    /// Received at or after.
    #[serde(with = "time::serde::rfc3339::option", skip_serializing_if = "Option::is_none")]
    pub since: Option<OffsetDateTime>,
    /// Received before. What comes after the replay was asked for is never taken.
    #[serde(with = "time::serde::rfc3339::option", skip_serializing_if = "Option::is_none")]
    pub until: Option<OffsetDateTime>,
    /// Of these types.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub types: Vec<String>,
    /// `clockify`, or the name of a custom source.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Only where the latest run of the flow for the event is in one of these states; then only that flow runs again.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub states: Vec<State>,
    /// Only these flows, also where they are switched off.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub flows: Vec<Uuid>,
    /// Which version runs.
    pub version: Version,
    /// Without any restriction, that every event in the log is meant.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub all: bool,
}

impl Filter {
    /// Refuses what can't be meant.
    fn check(&self) -> Result<(), Error> {
        let Self { since, until, types, source, states, flows, version: _, all } = self;
        let is_open = since.is_none() && until.is_none() && source.is_none();
        if is_open && types.is_empty() && states.is_empty() && flows.is_empty() && !all {
            return Err(Error::Unrestricted);
        }
        if let (Some(since), Some(until)) = (since, until)
            && since >= until
        {
            return Err(Error::Filter("`since` has to be before `until`".to_owned()));
        }
        if [types.len(), states.len(), flows.len()].into_iter().any(|length| length > LONGEST_LIST) {
            return Err(Error::Filter(format!("a list in the filter can have {LONGEST_LIST} members")));
        }
        Ok(())
    }

    fn events(&self) -> Events {
        let (source, custom_source) = match self.source.as_deref() {
            None => (None, None),
            Some("clockify") => (Some(Source::Clockify), None),
            Some(name) => (Some(Source::Custom), Some(name.to_owned())),
        };
        Events {
            since: self.since,
            types: self.types.clone(),
            source,
            custom_source,
            states: self.states.clone(),
            flows: self.flows.clone(),
        }
    }

    fn select(&self) -> Select {
        Select { flows: self.flows.clone(), version: self.version }
    }
}

/// What a replay would do.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Preview {
    /// Events that fit the filter.
    pub events: u64,
    /// The oldest of them, for which runs were decided on.
    pub looked_at: u64,
    /// Runs that would wait for a worker, of those.
    pub runs: u64,
    /// Runs that would end at once, because a condition doesn't hold or the payload can't be read.
    pub ended: u64,
}

/// How far a replay is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// The row.
    pub replay: replay::Model,
    /// How many of its runs are in each state.
    pub states: BTreeMap<State, u64>,
}

impl Progress {
    /// How much of it is done, in percent. 100 only at the end.
    #[must_use]
    pub fn percent(&self) -> u8 {
        let replay = &self.replay;
        if replay.state == replay::State::Done {
            return 100;
        }
        let percent = replay.done.saturating_mul(100).checked_div(replay.total).unwrap_or(0);
        u8::try_from(percent.clamp(0, 99)).unwrap_or(0)
    }
}

/// What a turn came to.
enum Turn {
    /// There is more.
    More,
    /// Every event was taken.
    Done,
    /// It is at its end, or somebody else took these events.
    Lost,
}

/// What a turn took.
struct Taken {
    step: Step,
    runs: Vec<flow_run::Model>,
}

impl Flows {
    /// What a replay would do. Nothing is stored.
    pub async fn preview_replay(&self, workspace: &WorkspaceId, filter: &Filter) -> Result<Preview, Error> {
        filter.check()?;
        self.known(workspace, filter).await?;
        let until = self.until(filter);
        let events = replays::count(&self.parts().db, workspace, &filter.events(), until).await?;
        let Taken { step, runs } = self.take(workspace, filter, None, until, LOOKED_AT, None).await?;
        let waiting = runs.iter().filter(|run| run.state == State::Queued).count() as u64;
        let looked_at = step.events.unsigned_abs();
        Ok(Preview { events, looked_at, runs: waiting, ended: runs.len() as u64 - waiting })
    }

    /// Begins a replay of all events that fit, so many per second.
    pub async fn start_replay(
        &self,
        workspace: &WorkspaceId,
        filter: &Filter,
        rate: u32,
        actor: &Actor,
    ) -> Result<replay::Model, Error> {
        filter.check()?;
        if !RATES.contains(&rate) {
            return Err(Error::Rate);
        }
        self.known(workspace, filter).await?;
        let (parts, now, until) = (self.parts(), self.now(), self.until(filter));
        let total = replays::count(&parts.db, workspace, &filter.events(), until).await?;
        let replay = replay::Model {
            id: self.key(),
            workspace_id: workspace.to_string(),
            state: replay::State::Running,
            reason: None,
            filter: serde_json::to_string(filter).map_err(|error| Error::Filter(error.to_string()))?,
            cursor: None,
            until,
            total: i64::try_from(total).unwrap_or(i64::MAX),
            done: 0,
            runs: 0,
            rate: i32::try_from(rate).unwrap_or(i32::MAX),
            requested_by: actor.to_string(),
            created_at_ms: ms(now),
            finished_at_ms: None,
        };
        let transaction = parts.db.begin().await?;
        // On PostgreSQL two that begin at the same moment may both pass. The bound is there for the workers' sake.
        let running = replay::Entity::of_workspace(workspace).filter(replay::Column::State.eq(replay::State::Running));
        if running.count(&transaction).await? >= MOST_AT_ONCE {
            return Err(Error::TooMany);
        }
        let row = replay::ActiveModel { id: Set(replay.id), ..replay.clone().into_active_model().reset_all() };
        replay::Entity::insert(row).exec_without_returning(&transaction).await?;
        let job = NewJob::new(workspace.clone(), REPLAY, json!(Payload { replay: replay.id }));
        parts.queue.push_in(&transaction, job.with_priority(Priority::Low)).await?;
        let after = json!({ "filter": recorded(filter), "events": total, "rate": rate });
        self.record_replay(&transaction, workspace, replay.id, actor, "replay.start", after).await?;
        transaction.commit().await?;
        parts.queue.wake();
        Ok(replay)
    }

    /// Puts an end to a replay, and to those of its runs that no worker has begun. Returns how many runs that were.
    pub async fn cancel_replay(&self, workspace: &WorkspaceId, id: Uuid, actor: &Actor) -> Result<u64, Error> {
        let (parts, now) = (self.parts(), self.now());
        let reason = Reason::Operator { by: actor.to_string() };
        let transaction = parts.db.begin().await?;
        let state = replay::State::Cancelled;
        if !replays::end(&transaction, workspace, id, state, &reason.to_string(), now).await? {
            transaction.rollback().await?;
            return Err(self.replay(workspace, id).await.map_or_else(|error| error, |_| Error::Ended));
        }
        self.record_replay(&transaction, workspace, id, actor, "replay.cancel", json!({})).await?;
        transaction.commit().await?;
        Ok(replays::cancel_runs(&parts.db, workspace, id, &reason.to_json(), now).await?)
    }

    /// How far a replay is.
    pub async fn replay(&self, workspace: &WorkspaceId, id: Uuid) -> Result<Progress, Error> {
        let db = &self.parts().db;
        let select = replay::Entity::of_workspace(workspace).filter(replay::Column::Id.eq(id));
        let replay = select.one(&db.reader()).await?.ok_or(Error::NoReplay)?;
        let states = replays::states(db, workspace, id).await?;
        Ok(Progress { replay, states })
    }

    /// How many of a workspace's replays are under way.
    pub async fn replays_under_way(&self, workspace: &WorkspaceId) -> Result<u64, Error> {
        let running = replay::Entity::of_workspace(workspace).filter(replay::Column::State.eq(replay::State::Running));
        Ok(running.count(&self.parts().db.reader()).await?)
    }

    /// A page of a workspace's replays, the newest first; `before` is the last one of the page before.
    pub async fn replays(
        &self,
        workspace: &WorkspaceId,
        before: Option<Uuid>,
        limit: u64,
    ) -> Result<Vec<replay::Model>, Error> {
        let mut select = replay::Entity::of_workspace(workspace).limit(limit);
        if let Some(before) = before {
            select = select.filter(replay::Column::Id.lt(before));
        }
        Ok(select.all(&self.parts().db.reader()).await?)
    }

    /// Whether the flows of the filter are there.
    async fn known(&self, workspace: &WorkspaceId, filter: &Filter) -> Result<(), Error> {
        self.view().refresh().await?;
        for flow in &filter.flows {
            self.view().find(workspace, *flow).await?.ok_or(Error::NoFlow(*flow))?;
        }
        Ok(())
    }

    /// From which event on none is taken: what the runs of the replay cause must not prolong it.
    fn until(&self, filter: &Filter) -> Uuid {
        let next = self.now() + time::Duration::MILLISECOND;
        first_id_of(filter.until.map_or(next, |until| until.min(next)))
    }

    /// Reads the next events, up to `limit`, and decides on their runs.
    async fn take(
        &self,
        workspace: &WorkspaceId,
        filter: &Filter,
        mut cursor: Option<Uuid>,
        until: Uuid,
        limit: u64,
        replay: Option<Uuid>,
    ) -> Result<Taken, db::Error> {
        let (db, events, select) = (&self.parts().db, filter.events(), filter.select());
        let (mut runs, mut taken, mut finished) = (Vec::new(), 0, None);
        while taken < limit && runs.len() < MOST_RUNS && finished.is_none() {
            let wanted = PAGE.min(limit - taken);
            let page = replays::page(db, workspace, &events, cursor, until, wanted).await?;
            let ids: Vec<_> = page.iter().map(|event| event.id).collect();
            let earlier = replays::earlier(db, workspace, &ids).await?;
            if (page.len() as u64) < wanted {
                finished = Some(self.now());
            }
            for event in &page {
                runs.extend(self.runs_again(workspace, event, &select, &filter.states, &earlier, replay).await?);
                (cursor, taken) = (Some(event.id), taken + 1);
            }
        }
        let count = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        let step = Step { cursor, events: count(taken), runs: count(runs.len() as u64), finished };
        Ok(Taken { step, runs })
    }

    async fn turn(&self, workspace: &WorkspaceId, replay: &replay::Model) -> Result<Turn, Fault> {
        let filter: Filter = serde_json::from_str(&replay.filter).map_err(|error| Fault::Filter(error.to_string()))?;
        self.view().refresh().await?;
        let limit = u64::try_from(replay.rate).unwrap_or(1).max(1);
        let taken = self.take(workspace, &filter, replay.cursor, replay.until, limit, Some(replay.id)).await?;
        let Taken { step, mut runs } = taken;
        let parts = self.parts();
        let transaction = parts.db.begin().await.map_err(db::Error::from)?;
        if !replays::advance(&transaction, replay, step).await.map_err(db::Error::from)? {
            transaction.rollback().await.map_err(db::Error::from)?;
            return Ok(Turn::Lost);
        }
        self.store_again(&transaction, workspace, &mut runs).await?;
        transaction.commit().await.map_err(db::Error::from)?;
        parts.queue.wake();
        Ok(if step.finished.is_some() { Turn::Done } else { Turn::More })
    }

    async fn record_replay(
        &self,
        transaction: &sea_orm::DatabaseTransaction,
        workspace: &WorkspaceId,
        id: Uuid,
        actor: &Actor,
        action: &'static str,
        after: serde_json::Value,
    ) -> Result<(), Error> {
        let subject = format!("replay:{}", id.simple());
        let entry = Entry { workspace, actor, action, subject, before: None, after: Some(after) };
        Ok(entry.record(transaction, self.key(), self.now()).await?)
    }
}

/// Why a turn came to nothing.
#[derive(Debug, thiserror::Error)]
enum Fault {
    #[error("the filter can't be read: {0}")]
    Filter(String),
    #[error(transparent)]
    Database(#[from] db::Error),
}

/// Works on these jobs.
#[derive(Debug)]
pub struct Replays(pub Flows);

#[derive(Debug, Serialize, Deserialize)]
struct Payload {
    replay: Uuid,
}

impl Handler for Replays {
    fn kind(&self) -> &'static str {
        REPLAY
    }

    fn policy(&self) -> Policy {
        Policy { max_attempts: 2 * ATTEMPTS, cap: Duration::from_mins(1), ..Policy::default() }
    }

    fn run(&self, job: Job, _: Context) -> BoxFuture<'_, Outcome> {
        Box::pin(async move {
            let Ok(Payload { replay }) = job.read() else {
                return Outcome::Dead(Failure::new("payload", "the payload can't be read"));
            };
            match self.turn(&job, replay).await {
                Ok(outcome) => outcome,
                Err(Fault::Database(error)) if job.attempt <= ATTEMPTS => {
                    Outcome::Retry(Failure::new("database", error.to_string()))
                }
                Err(fault) => self.give_up(&job, replay, &fault.to_string()).await,
            }
        })
    }
}

impl Replays {
    async fn turn(&self, job: &Job, id: Uuid) -> Result<Outcome, Fault> {
        let flows = &self.0;
        let select = replay::Entity::of_workspace(&job.workspace).filter(replay::Column::Id.eq(id));
        let found = select.one(&flows.parts().db.reader()).await.map_err(db::Error::from)?;
        let Some(replay) = found.filter(|replay| replay.state == replay::State::Running) else {
            return Ok(Outcome::Done);
        };
        Ok(match flows.turn(&job.workspace, &replay).await? {
            // After a turn that was lost the next one sees why.
            Turn::More | Turn::Lost => Outcome::Snooze(flows.now() + time::Duration::SECOND),
            Turn::Done => {
                tracing::info!(workspace = %job.workspace, replay = %id.simple(), "a replay is done");
                Outcome::Done
            }
        })
    }

    async fn give_up(&self, job: &Job, id: Uuid, reason: &str) -> Outcome {
        let writer = self.0.parts().db.writer();
        let state = replay::State::Failed;
        match replays::end(&writer, &job.workspace, id, state, reason, self.0.now()).await {
            Ok(_) => Outcome::Dead(Failure::new("replay", reason)),
            Err(error) => Outcome::Retry(Failure::new("database", error.to_string())),
        }
    }
}
