//! Emptying: what was collected of a workspace goes, and the add-on stays.
//!
//! It is what the admins of a workspace can ask for by themselves: events, runs, the cache, and the records of calls and of
//! fetches, up to the moment at which they ask. What people made stays, flows, secrets and sources; so does the audit, and
//! what keeps flows from doing a thing twice. Because there may be very much of it, it is work for a job. It is noted in the
//! ledger like every erasure, so that a backup that is older doesn't bring it back.

use std::collections::BTreeMap;
use std::time::Duration;

use futures_util::future::BoxFuture;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, Statement,
};
use serde::Serialize;
use serde_json::json;
use time::OffsetDateTime;

use super::hold::Hold;
use super::ledger::subject;
use super::table::{Due, Owner, TABLES};
use super::{Error, Sweeper, erase, hold, look, sweep};
use crate::clock::{at, ms, stamp};
use crate::db;
use crate::db::entities::erasure::{self, Reason};
use crate::db::entities::{bootstrap_run, replay};
use crate::db::events::first_id_of;
use crate::db::lock::Lock;
use crate::db::runs::{self, Of};
use crate::db::trail::Entry;
use crate::domain::actor::Actor;
use crate::domain::flow;
use crate::domain::ids::WorkspaceId;
use crate::queue::{self, Context, Failure, Job, NewJob, Outcome, Policy, Queue};

/// The kind of these jobs.
pub const KIND: &str = "workspace_empty";

/// Past this many rows of a kind are only known to be more.
pub const COUNTED: u64 = 10_000;

/// How long somebody who asks again is told that it is under way. After that its job has failed for good, if it didn't end.
const UNDER_WAY: time::Duration = time::Duration::hours(2);

/// How long a job waits for runs that workers have, or for rows that others hold.
const WAIT: Duration = Duration::from_secs(5);

/// How long it waits for the end of a legal hold.
const HELD: Duration = Duration::from_mins(10);

/// Runs that are cancelled by one statement.
const CANCELLED_AT_ONCE: u64 = 2_000;

/// Why nothing can be emptied now.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// Nothing of the workspace may be removed.
    #[error("the workspace is on hold since {}: nothing of it may be removed until the operator ends that", .0.since)]
    Held(Hold),
    /// What goes would be fetched again.
    #[error("data of the workspace is being fetched; wait for the end of that, or cancel it")]
    Fetching,
    /// Somebody else asked for it before.
    #[error("the workspace is being emptied since {0}")]
    UnderWay(String),
    /// The database refused something.
    #[error("the database refused the change")]
    Database(#[from] db::Error),
}

impl From<DbErr> for Refused {
    fn from(error: DbErr) -> Self {
        Self::Database(error.into())
    }
}

/// An emptying, as people are shown it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Emptying {
    /// `running` or `done`.
    pub state: &'static str,
    /// What is older goes.
    pub began_at: String,
    /// When nothing of that was left.
    pub ended_at: Option<String>,
    /// How many rows of each table went.
    pub rows: BTreeMap<String, u64>,
}

impl From<&erasure::Model> for Emptying {
    fn from(row: &erasure::Model) -> Self {
        Self {
            state: if row.erased_at_ms.is_some() { "done" } else { "running" },
            began_at: stamp(at(row.began_at_ms)),
            ended_at: row.erased_at_ms.map(|ms| stamp(at(ms))),
            rows: serde_json::from_str(&row.counts).unwrap_or_default(),
        }
    }
}

impl Sweeper {
    /// The last emptying of a workspace.
    pub async fn last_emptying(&self, workspace: &WorkspaceId) -> Result<Option<Emptying>, db::Error> {
        Ok(self.last(&self.db.reader(), workspace).await?.as_ref().map(Emptying::from))
    }

    async fn last(&self, db: &impl ConnectionTrait, workspace: &WorkspaceId) -> Result<Option<erasure::Model>, DbErr> {
        erasure::Entity::find()
            .filter(erasure::COLUMN.subject.eq(subject(self.addon, workspace.as_str())))
            .filter(erasure::COLUMN.reason.eq(Reason::Emptied))
            .order_by_desc(erasure::COLUMN.id)
            .one(db)
            .await
    }

    /// Whether a workspace can be emptied now.
    pub async fn may_empty(&self, workspace: &WorkspaceId) -> Result<(), Refused> {
        self.refuse_emptying(&self.db.reader(), workspace).await
    }

    async fn refuse_emptying(&self, db: &impl ConnectionTrait, workspace: &WorkspaceId) -> Result<(), Refused> {
        if let Some(hold) = hold::on(db, workspace.as_str()).await? {
            return Err(Refused::Held(hold));
        }
        if bootstrap_run::Entity::live(workspace).one(db).await?.is_some() {
            return Err(Refused::Fetching);
        }
        match self.last(db, workspace).await? {
            Some(last) if last.erased_at_ms.is_none() && self.clock.now() - at(last.began_at_ms) < UNDER_WAY => {
                Err(Refused::UnderWay(stamp(at(last.began_at_ms))))
            }
            _ => Ok(()),
        }
    }

    /// How many rows of each table would go, up to one more than [`COUNTED`].
    pub async fn collected(&self, workspace: &WorkspaceId) -> Result<BTreeMap<&'static str, u64>, db::Error> {
        let reader = self.db.reader();
        let mut found = BTreeMap::new();
        for table in TABLES.iter().filter(|table| table.owner == Owner::Column) {
            let Some(rule) = table.rule().filter(|rule| rule.kept.is_collected()) else { continue };
            let among = if rule.among.is_empty() { String::new() } else { format!(" AND {}", rule.among) };
            let sql = format!(
                "SELECT count(*) AS rows FROM (SELECT 1 FROM {} WHERE workspace_id = $1{among} LIMIT {}) AS c",
                table.name,
                COUNTED + 1
            );
            let values = [workspace.as_str().into()];
            let count = Statement::from_sql_and_values(reader.get_database_backend(), sql, values);
            found.insert(table.name, look::number(&reader, count).await?);
        }
        Ok(found)
    }

    /// Begins to empty a workspace: replays end, and a job does the rest.
    pub async fn begin_emptying(
        &self,
        queue: &Queue,
        workspace: &WorkspaceId,
        by: &Actor,
    ) -> Result<Emptying, Refused> {
        let now = self.clock.now();
        let transaction = self.db.begin().await?;
        // Whoever else asks just now waits for us.
        erase::installations(&transaction, workspace.as_str()).await?;
        self.refuse_emptying(&transaction, workspace).await?;
        erase::note(self, &transaction, workspace.as_str(), Reason::Emptied).await?;
        end_replays(&transaction, workspace, by, now).await?;
        let entry = Entry {
            workspace,
            actor: by,
            action: "data.erase",
            subject: format!("workspace:{workspace}"),
            before: None,
            after: Some(json!({ "until": stamp(now) })),
        };
        entry.record(&transaction, self.key(), now).await?;
        queue.push_in(&transaction, NewJob::new(workspace.clone(), KIND, json!({}))).await?;
        transaction.commit().await?;
        queue.wake();
        let (began_at, rows) = (stamp(now), BTreeMap::new());
        Ok(Emptying { state: "running", began_at, ended_at: None, rows })
    }

    /// Goes on with the emptying of a workspace that is under way. True when nothing is left to go.
    pub async fn empty(&self, workspace: &WorkspaceId) -> Result<bool, Error> {
        let lock = self.lock().await?;
        let emptied = match self.last(&self.db.reader(), workspace).await {
            Ok(Some(entry)) => empty(self, &lock, workspace, entry).await,
            Ok(None) => Ok(true),
            Err(error) => Err(error.into()),
        };
        lock.release().await;
        emptied
    }
}

/// Puts an end to the replays that are under way: what they have yet to take goes.
async fn end_replays(
    db: &impl ConnectionTrait,
    workspace: &WorkspaceId,
    by: &Actor,
    now: OffsetDateTime,
) -> Result<(), DbErr> {
    use replay::Column;

    replay::Entity::update_many()
        .col_expr(Column::State, Expr::value(replay::State::Cancelled))
        .col_expr(Column::Reason, Expr::value(flow::Reason::Operator { by: by.to_string() }.to_string()))
        .col_expr(Column::FinishedAtMs, Expr::value(ms(now)))
        .filter(Column::WorkspaceId.eq(workspace.as_str()))
        .filter(Column::State.eq(replay::State::Running))
        .exec(db)
        .await
        .map(drop)
}

/// Removes what can be had. True when nothing is left to go.
async fn empty(sweeper: &Sweeper, lock: &Lock, workspace: &WorkspaceId, entry: erasure::Model) -> Result<bool, Error> {
    if entry.erased_at_ms.is_some() {
        return Ok(true);
    }
    hold::refuse(&sweeper.db.reader(), workspace.as_str()).await?;
    let now = sweeper.clock.now();
    // What came in the same millisecond goes as well.
    let until = at(entry.began_at_ms) + time::Duration::MILLISECOND;
    let writer = sweeper.db.writer();
    let (of, reason) = (Of::Before(first_id_of(until)), flow::Reason::Operator { by: KIND.to_owned() });
    while runs::cancel(&writer, workspace, of, &reason, now, CANCELLED_AT_ONCE).await? > 0 {}
    let mut work = sweep::Work::new(sweeper, lock, now).await?;
    for (place, table) in TABLES.iter().enumerate() {
        for rule in table.rules().filter(|rule| rule.kept.is_collected()) {
            let settled = now + time::Duration::MILLISECOND;
            work.clear(place, &Due { table, rule, workspace: Some(workspace.as_str()), cutoff: until, settled })
                .await?;
        }
    }
    let report = work.report(Vec::new());
    let is_whole = report.locked_remaining == 0 && !has_live_runs(sweeper, workspace, until).await?;
    note(sweeper, entry, &report.by_table(), is_whole).await?;
    erase::clean(&sweeper.db).await?;
    Ok(is_whole)
}

/// Whether workers have runs whose events would go.
async fn has_live_runs(sweeper: &Sweeper, workspace: &WorkspaceId, until: OffsetDateTime) -> Result<bool, DbErr> {
    let reader = sweeper.db.reader();
    let sql = "SELECT count(*) AS rows FROM (SELECT 1 FROM flow_run WHERE workspace_id = $1 AND id < $2 \
               AND state IN ('queued', 'waiting', 'running', 'held') LIMIT 1) AS c";
    let values = [workspace.as_str().into(), first_id_of(until).into()];
    let live = Statement::from_sql_and_values(reader.get_database_backend(), sql, values);
    Ok(look::number(&reader, live).await? > 0)
}

/// Notes in the ledger what went.
async fn note(
    sweeper: &Sweeper,
    entry: erasure::Model,
    rows: &BTreeMap<&'static str, u64>,
    is_whole: bool,
) -> Result<(), DbErr> {
    let mut counts: BTreeMap<String, u64> = serde_json::from_str(&entry.counts).unwrap_or_default();
    for (table, rows) in rows {
        *counts.entry((*table).to_owned()).or_default() += rows;
    }
    let mut entry = entry.into_active_model();
    entry.counts = Set(serde_json::to_string(&counts).unwrap_or_default());
    if is_whole {
        entry.erased_at_ms = Set(Some(ms(sweeper.clock.now())));
    }
    entry.update(&sweeper.db.writer()).await.map(drop)
}

/// Empties a workspace once more that a backup has filled again. The entry has to be in the ledger.
pub(super) async fn again(
    sweeper: &Sweeper,
    lock: &Lock,
    workspace: &str,
    entry: &erasure::Model,
) -> Result<super::Erased, Error> {
    let mut rows = BTreeMap::new();
    let mut is_whole = true;
    let row = erasure::Model { counts: "{}".to_owned(), erased_at_ms: None, ..entry.clone() };
    if let Ok(id) = WorkspaceId::new(workspace) {
        end_replays(&sweeper.db.writer(), &id, &Actor::System, sweeper.clock.now()).await?;
        is_whole = empty(sweeper, lock, &id, row).await?;
    }
    if let Some(entry) = erasure::Entity::find_by_id(entry.id).one(&sweeper.db.reader()).await? {
        let counts: BTreeMap<String, u64> = serde_json::from_str(&entry.counts).unwrap_or_default();
        let known = TABLES.iter().filter_map(|table| Some((table.name, *counts.get(table.name)?)));
        rows.extend(known);
    }
    let remaining = u64::from(!is_whole);
    Ok(super::Erased { workspace: workspace.to_owned(), reason: entry.reason, rows, remaining, was_installed: true })
}

/// Works on the jobs.
#[derive(Debug)]
pub struct Handler(pub Sweeper);

impl queue::Handler for Handler {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn policy(&self) -> Policy {
        // Where it is cut off it goes on with what is left.
        Policy { max_attempts: 20, longest_request: Duration::from_secs(10), ..Policy::default() }
    }

    fn run(&self, job: Job, context: Context) -> BoxFuture<'_, Outcome> {
        Box::pin(async move {
            let later = || Outcome::Snooze(self.0.clock.now() + WAIT);
            let emptied = tokio::select! {
                emptied = self.0.empty(&job.workspace) => emptied,
                () = context.token().cancelled() => return later(),
            };
            match emptied {
                Ok(true) => {
                    tracing::info!(workspace = %job.workspace, "the workspace was emptied");
                    Outcome::Done
                }
                Ok(false) | Err(Error::Busy { .. }) => later(),
                // A hold was placed meanwhile.
                Err(Error::Held(_)) => Outcome::Snooze(self.0.clock.now() + HELD),
                Err(error) => Outcome::Retry(Failure::new("database", error.to_string())),
            }
        })
    }
}
