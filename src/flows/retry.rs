//! What people do with single runs: try a failed one again from where it failed, or put an end to one.
//!
//! A retry is the same run with another job. What is done stays done: only the step that failed is forgotten, and
//! whatever follows it was never made. A failure that the flow itself took care of, with `onError`, is history.

use std::collections::{HashMap, HashSet};

use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QuerySelect, Statement, Value,
};
use serde_json::json;
use time::OffsetDateTime;
use uuid::Uuid;

use super::{Flows, KIND};
use crate::clock::ms;
use crate::db;
use crate::db::entities::flow_run::{self, Column, State};
use crate::db::entities::{flow_step, job};
use crate::db::trail::Entry;
use crate::domain::actor::Actor;
use crate::domain::flow::{Action, Definition, OnError, Reason};
use crate::domain::ids::WorkspaceId;
use crate::queue::{NewJob, Priority};

/// States of runs that can be cancelled.
const LIVE: [State; 4] = [State::Queued, State::Waiting, State::Running, State::Held];

/// Dead jobs that are looked at together.
const AT_ONCE: u64 = 500;

/// Why nothing is done with a run.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such run.
    #[error("there is no such run in this workspace")]
    Absent,
    /// It isn't at its end.
    #[error("the run is {}: only one that failed or was cancelled can be tried again", .0.name())]
    NotFailed(State),
    /// It is at its end.
    #[error("the run is at its end already: it {}", told(*.0))]
    Ended(State),
    /// Its flow is gone.
    #[error("the flow of this run was deleted")]
    NoFlow,
    /// Its flow is switched off.
    #[error("the flow of this run is switched off; switch it on and try again")]
    Disabled,
    /// The database refused.
    #[error("the database refused the change")]
    Database(#[from] db::Error),
}

impl From<DbErr> for Error {
    fn from(error: DbErr) -> Self {
        Self::Database(error.into())
    }
}

fn told(state: State) -> String {
    let auxiliary = if matches!(state, State::Filtered | State::Cancelled) { "was " } else { "" };
    format!("{auxiliary}{}", state.name())
}

impl Flows {
    /// Tries a run again that failed or was cancelled, from the step that failed. It is the same run, in the version
    /// that it had.
    pub async fn retry(&self, workspace: &WorkspaceId, id: Uuid, actor: &Actor) -> Result<flow_run::Model, Error> {
        let parts = self.parts();
        let transaction = parts.db.begin().await?;
        let run = locked(&transaction, workspace, id).await?;
        if !matches!(run.state, State::Failed | State::Cancelled) {
            return Err(Error::NotFailed(run.state));
        }
        let flow = self.view().find(workspace, run.flow_id).await?.ok_or(Error::NoFlow)?;
        if !flow.enabled && matches!(run.cause, flow_run::Cause::Event | flow_run::Cause::Schedule) {
            return Err(Error::Disabled);
        }
        let compiled = self.view().version(workspace, run.flow_id, run.flow_version).await?.ok_or(Error::NoFlow)?;
        let steps = flow_step::Entity::of_run(workspace, id).all(&transaction).await?;
        let forgotten = forgotten(&steps, compiled.as_ref().as_ref().ok());
        for positions in forgotten.chunks(500) {
            flow_step::Entity::delete_many()
                .filter(flow_step::Column::RunId.eq(id))
                .filter(flow_step::Column::Position.is_in(positions.iter().copied()))
                .exec(&transaction)
                .await?;
        }
        let again = NewJob::new(workspace.clone(), KIND, json!({ "run": id })).with_priority(Priority::High);
        let job = parts.queue.push_in(&transaction, again).await?;
        // With nothing done yet it is asked once more whether the run may begin at all.
        let started = run.started_at_ms.filter(|_| forgotten.len() < steps.len());
        let run = self.requeue(&transaction, &run, job, started).await?;
        let before = json!({ "reason": reason_of(&steps, &forgotten) });
        self.record_run(&transaction, workspace, id, actor, "run.retry", before).await?;
        transaction.commit().await?;
        parts.queue.wake();
        Ok(run)
    }

    async fn requeue(
        &self,
        transaction: &DatabaseTransaction,
        run: &flow_run::Model,
        job: Option<Uuid>,
        started: Option<i64>,
    ) -> Result<flow_run::Model, Error> {
        // A dead job of an earlier attempt has nothing to say any more.
        if let Some(earlier) = run.job_id {
            let dead = job::Entity::delete_many()
                .filter(job::Column::Id.eq(earlier))
                .filter(job::Column::State.eq(job::State::Dead));
            dead.exec(transaction).await?;
        }
        let none = || Expr::value(None::<i64>);
        flow_run::Entity::update_many()
            .col_expr(Column::State, Expr::value(State::Queued))
            .col_expr(Column::Reason, Expr::value(None::<String>))
            .col_expr(Column::JobId, Expr::value(job))
            .col_expr(Column::RunLease, Expr::value(0_i64))
            .col_expr(Column::ConcurrencyKey, Expr::value(None::<String>))
            .col_expr(Column::TurnAtMs, none())
            .col_expr(Column::DueAtMs, none())
            .col_expr(Column::StartedAtMs, Expr::value(started))
            .col_expr(Column::FinishedAtMs, none())
            .filter(Column::Id.eq(run.id))
            .exec(transaction)
            .await?;
        Ok(flow_run::Model {
            state: State::Queued,
            reason: None,
            job_id: job,
            run_lease: 0,
            concurrency_key: None,
            turn_at_ms: None,
            due_at_ms: None,
            started_at_ms: started,
            finished_at_ms: None,
            ..run.clone()
        })
    }

    /// Puts an end to a run. A worker that has it comes to a halt before the next step; what it has sent is sent.
    pub async fn cancel(&self, workspace: &WorkspaceId, id: Uuid, actor: &Actor) -> Result<flow_run::Model, Error> {
        let (parts, now) = (self.parts(), self.now());
        let reason = Reason::Operator { by: actor.to_string() }.to_json();
        let transaction = parts.db.begin().await?;
        let run = locked(&transaction, workspace, id).await?;
        if !LIVE.contains(&run.state) {
            return Err(Error::Ended(run.state));
        }
        flow_run::Entity::update_many()
            .col_expr(Column::State, Expr::value(State::Cancelled))
            .col_expr(Column::Reason, Expr::value(reason.as_str()))
            .col_expr(Column::DueAtMs, Expr::value(None::<i64>))
            .col_expr(Column::FinishedAtMs, Expr::value(ms(now)))
            .filter(Column::Id.eq(id))
            .exec(&transaction)
            .await?;
        let before = json!({ "state": run.state });
        self.record_run(&transaction, workspace, id, actor, "run.cancel", before).await?;
        transaction.commit().await?;
        let finished_at_ms = Some(ms(now));
        Ok(flow_run::Model { state: State::Cancelled, reason: Some(reason), due_at_ms: None, finished_at_ms, ..run })
    }

    /// Marks runs as failed whose jobs died, and takes the jobs away: nobody would ever go on with them. Returns how many
    /// there were.
    pub async fn bury(&self) -> Result<u64, db::Error> {
        let (parts, mut buried) = (self.parts(), 0);
        let dead = job::Entity::dead_of_all_workspaces().filter(job::Column::Kind.eq(KIND)).limit(AT_ONCE);
        for job in dead.all(&parts.db.reader()).await? {
            buried += self.bury_one(&job).await?;
        }
        Ok(buried)
    }

    async fn bury_one(&self, job: &job::Model) -> Result<u64, db::Error> {
        let (parts, now) = (self.parts(), self.now());
        // What names no run is nobody's business here.
        let Ok(Payload { run }) = serde_json::from_str(&job.payload) else { return Ok(0) };
        let message = job.last_error.clone().unwrap_or_else(|| "its job can't be done".to_owned());
        let reason = Reason::Stopped { message }.to_json();
        let transaction = parts.db.begin().await?;
        let failed = fail(&transaction, run, job, &reason, now).await?;
        let dead = job::Entity::delete_many().filter(job::Column::Id.eq(job.id));
        dead.filter(job::Column::State.eq(job::State::Dead)).exec(&transaction).await?;
        transaction.commit().await?;
        if failed > 0 {
            tracing::warn!(workspace = job.workspace_id, run = %run.simple(), "a run failed: its job can't be done");
        }
        Ok(failed)
    }

    async fn record_run(
        &self,
        transaction: &DatabaseTransaction,
        workspace: &WorkspaceId,
        id: Uuid,
        actor: &Actor,
        action: &'static str,
        before: serde_json::Value,
    ) -> Result<(), Error> {
        let subject = format!("run:{}", id.simple());
        let entry = Entry { workspace, actor, action, subject, before: Some(before), after: None };
        Ok(entry.record(transaction, self.key(), self.now()).await?)
    }
}

#[derive(serde::Deserialize)]
struct Payload {
    run: Uuid,
}

/// The run, for whoever is about to change it.
async fn locked(
    transaction: &DatabaseTransaction,
    workspace: &WorkspaceId,
    id: Uuid,
) -> Result<flow_run::Model, Error> {
    let select = flow_run::Entity::one_of(workspace, id).lock_exclusive();
    select.one(transaction).await?.ok_or(Error::Absent)
}

async fn fail(
    transaction: &DatabaseTransaction,
    run: Uuid,
    job: &job::Model,
    reason: &str,
    now: OffsetDateTime,
) -> Result<u64, DbErr> {
    let sql = "UPDATE flow_run SET state = 'failed', reason = $1, due_at_ms = NULL, finished_at_ms = $2 \
         WHERE id = $3 AND job_id = $4 AND state IN ('queued', 'waiting', 'running') \
         AND EXISTS (SELECT 1 FROM job AS j WHERE j.id = $4 AND j.state = 'dead')";
    let values: [Value; 4] = [reason.into(), ms(now).into(), run.into(), job.id.into()];
    let backend = transaction.get_database_backend();
    Ok(transaction.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await?.rows_affected())
}

/// The positions of the steps that a retry makes again. Without the definition: whatever isn't done.
fn forgotten<'a>(steps: &'a [flow_step::Model], definition: Option<&Definition>) -> Vec<&'a str> {
    let rules = definition.map(Rules::of).unwrap_or_default();
    let done: HashSet<&str> = steps.iter().filter(|step| is_done(step)).map(|step| step.position.as_str()).collect();
    let goes = |step: &&flow_step::Model| {
        let (around, id) = split(&step.position);
        if rules.always.contains(id) {
            return true;
        }
        if is_done(step) || around.is_some_and(|around| done.contains(around)) {
            return false;
        }
        // A failure that was taken care of stands.
        !(step.state == flow_step::State::Failed && rules.cared_for.contains(id))
    };
    steps.iter().filter(goes).map(|step| step.position.as_str()).collect()
}

fn is_done(step: &flow_step::Model) -> bool {
    matches!(step.state, flow_step::State::Succeeded | flow_step::State::Skipped)
}

/// What of a position is the loop around it, if it lies in one, and what is its step's own id.
fn split(position: &str) -> (Option<&str>, &str) {
    match position.rsplit_once('.') {
        Some((around, id)) => (around.split_once('[').map(|(each, _)| each), id),
        None => (None, position),
    }
}

/// The steps that a retry treats in ways of their own, by id.
#[derive(Default)]
struct Rules<'a> {
    /// What followed the failure, and what ended the run.
    always: HashSet<&'a str>,
    /// Steps after whose failure the run goes on.
    cared_for: HashSet<&'a str>,
}

impl<'a> Rules<'a> {
    fn of(definition: &'a Definition) -> Self {
        let mut rules = Self::default();
        for step in definition.walk() {
            if matches!(step.action, Action::Stop(_)) {
                rules.always.insert(&step.id);
            }
            if !matches!(step.on_error, OnError::Stop) {
                rules.cared_for.insert(&step.id);
            }
        }
        let mut stack: Vec<_> = definition.on_failure.iter().collect();
        while let Some(step) = stack.pop() {
            rules.always.insert(&step.id);
            stack.extend(step.inner());
        }
        rules
    }
}

/// Which steps were made again, and how they were before: for the record.
fn reason_of(steps: &[flow_step::Model], forgotten: &[&str]) -> HashMap<String, &'static str> {
    let again = steps.iter().filter(|step| forgotten.contains(&step.position.as_str()));
    again.map(|step| (step.position.clone(), step.state.name())).collect()
}
