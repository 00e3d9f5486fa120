//! How a run begins, or goes on, and how it ends.

use std::time::Duration;

use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, SqlErr};
use uuid::Uuid;

use super::page::Window;
use super::plan::{Choice, Step, plan};
use super::{Bootstrap, Error, Report, Settings, Why};
use crate::clock::{at, ms};
use crate::db;
use crate::db::entities::bootstrap_run::{self, State};
use crate::db::entities::bootstrap_task::{self, State as TaskState};
use crate::db::entities::installation::{self, Status};
use crate::domain::ids::WorkspaceId;

/// How long a run stays with who works on it and says nothing.
pub(super) const LEASE: Duration = Duration::from_secs(15);

/// Errors that a run's summary names.
const NAMED: usize = 5;

impl Bootstrap {
    /// The installation of a workspace that hasn't ended.
    pub async fn installation(&self, workspace: &WorkspaceId) -> Result<Option<installation::Model>, Error> {
        Ok(installation::Entity::current(workspace).one(&self.db.reader()).await?)
    }

    /// The workspaces in which the add-on is switched on.
    pub async fn workspaces(&self) -> Result<Vec<WorkspaceId>, Error> {
        let rows = installation::Entity::live_of_all_workspaces().all(&self.db.reader()).await?;
        let active = rows.iter().filter(|row| row.status == Status::Active);
        Ok(active.filter_map(|row| WorkspaceId::new(&row.workspace_id).ok()).collect())
    }

    /// What a run of this installation would do.
    #[must_use]
    pub fn plan(&self, row: &installation::Model) -> (Settings, Vec<Step>) {
        let settings = Settings::of(&self.config, &self.spec.bootstrap, row.settings.as_ref());
        let choice = Choice { heavy: settings.heavy, time_entries: settings.time_entries, scopes: self.spec.scopes };
        (settings, plan(self.access.catalogue(), &choice))
    }

    /// The newest run of a workspace.
    pub async fn newest(&self, workspace: &WorkspaceId) -> Result<Option<Report>, Error> {
        let run = bootstrap_run::Entity::of_workspace(workspace).one(&self.db.reader()).await?;
        match run {
            Some(run) => Ok(Some(self.report(run).await?)),
            None => Ok(None),
        }
    }

    /// Takes the run that can be resumed, or makes a new one. It belongs to the holder until the lease is over.
    pub(super) async fn begin(
        &self,
        row: &installation::Model,
        workspace: &WorkspaceId,
        why: Why,
        holder: Uuid,
    ) -> Result<Report, Error> {
        let now = self.clock.now();
        let transaction = self.db.begin().await?;
        let live = bootstrap_run::Entity::live(workspace).one(&transaction).await?;
        if let Why::Started { run } = why
            && live.as_ref().is_none_or(|live| live.id != run)
        {
            let ended = bootstrap_run::Entity::of_workspace(workspace).filter(bootstrap_run::Column::Id.eq(run));
            let ended = ended.one(&transaction).await?;
            transaction.rollback().await?;
            return self.report(ended.ok_or(Error::Lost)?).await;
        }
        if let Some(run) = live {
            if run.is_held(now) {
                return Err(Error::Held { until: at(run.held_until_ms) });
            }
            let resumed = run.installation_id == row.id && why != Why::Asked { anew: true };
            let before = run.holder;
            let mut change = bootstrap_run::Entity::update_many().filter(bootstrap_run::Column::Id.eq(run.id)).filter(
                match before {
                    Some(before) => bootstrap_run::Column::Holder.eq(before),
                    None => bootstrap_run::Column::Holder.is_null(),
                },
            );
            change = if resumed {
                change
                    .col_expr(bootstrap_run::Column::Holder, Expr::value(holder))
                    .col_expr(bootstrap_run::Column::HeldUntilMs, Expr::value(ms(now + LEASE)))
            } else {
                change
                    .col_expr(bootstrap_run::Column::State, Expr::value(State::Cancelled))
                    .col_expr(bootstrap_run::Column::FinishedAt, Expr::value(now))
            };
            if change.exec(&transaction).await?.rows_affected == 0 {
                return Err(Error::Held { until: now + LEASE });
            }
            if resumed {
                transaction.commit().await?;
                return self.report(bootstrap_run::Model { holder: Some(holder), ..run }).await;
            }
        }
        let settings = Settings::of(&self.config, &self.spec.bootstrap, row.settings.as_ref());
        let disabled = why == Why::Installed && !settings.on_install;
        let run = self.create(&transaction, row, workspace, disabled, (!disabled).then_some(holder)).await?;
        transaction.commit().await?;
        self.report(run).await
    }

    /// Makes a run of what is to be fetched, or one that says that nothing is.
    pub(super) async fn create(
        &self,
        transaction: &DatabaseTransaction,
        row: &installation::Model,
        workspace: &WorkspaceId,
        disabled: bool,
        holder: Option<Uuid>,
    ) -> Result<bootstrap_run::Model, Error> {
        let now = self.clock.now();
        let (settings, steps) = self.plan(row);
        let window = Window::around(now, settings.days);
        let id = self.keys.next(now);
        let run = bootstrap_run::ActiveModel {
            id: Set(id),
            workspace_id: Set(workspace.to_string()),
            installation_id: Set(row.id),
            state: Set(if disabled { State::Disabled } else { State::InProgress }),
            reason: Set(None),
            settings: Set(serde_json::to_string(&settings).unwrap_or_default()),
            window_from: Set(window.from),
            window_to: Set(window.to),
            holder: Set(holder),
            held_until_ms: Set(ms(now + LEASE)),
            started_at: Set(now),
            finished_at: Set(disabled.then_some(now)),
        };
        let run = match run.insert(transaction).await {
            Ok(run) => run,
            Err(error) if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => {
                return Err(Error::Held { until: now + LEASE });
            }
            Err(error) => return Err(error.into()),
        };
        let tasks = if disabled { Vec::new() } else { self.tasks(id, workspace, steps) };
        if !tasks.is_empty() {
            bootstrap_task::Entity::insert_many(tasks).exec_without_returning(transaction).await?;
        }
        Ok(run)
    }

    fn tasks(&self, run: Uuid, workspace: &WorkspaceId, steps: Vec<Step>) -> Vec<bootstrap_task::ActiveModel> {
        let now = self.clock.now();
        let task = |(position, step): (usize, Step)| bootstrap_task::ActiveModel {
            id: Set(self.keys.next(now)),
            run_id: Set(run),
            workspace_id: Set(workspace.to_string()),
            position: Set(i32::try_from(position).unwrap_or(i32::MAX)),
            operation: Set(step.operation),
            entity_type: Set(step.entity),
            parent_type: Set(step.parent),
            state: Set(if step.skip.is_some() { TaskState::Skipped } else { TaskState::Pending }),
            reason: Set(step.skip),
            pages: Set(0),
            inserted: Set(0),
            updated: Set(0),
            unchanged: Set(0),
            removed: Set(0),
        };
        steps.into_iter().enumerate().map(task).collect()
    }

    pub(super) async fn report(&self, run: bootstrap_run::Model) -> Result<Report, Error> {
        let tasks = bootstrap_task::Entity::of_run(run.id).all(&self.db.writer()).await?;
        Ok(Report { run, tasks })
    }

    /// Notes how a run ended. Its tasks are all at their end, unless the reason says why not.
    pub(super) async fn end(&self, run: Uuid, holder: Uuid, forced: Option<(State, String)>) -> Result<Report, Error> {
        let tasks = bootstrap_task::Entity::of_run(run).all(&self.db.writer()).await?;
        let (state, reason) = match forced {
            Some((state, reason)) => (state, Some(reason)),
            None => judge(&tasks),
        };
        let ended = bootstrap_run::Entity::update_many()
            .col_expr(bootstrap_run::Column::State, Expr::value(state))
            .col_expr(bootstrap_run::Column::Reason, Expr::value(reason))
            .col_expr(bootstrap_run::Column::Holder, Expr::value(None::<Uuid>))
            .col_expr(bootstrap_run::Column::FinishedAt, Expr::value(self.clock.now()))
            .filter(bootstrap_run::Column::Id.eq(run))
            .filter(bootstrap_run::Column::Holder.eq(holder))
            .exec(&self.db.writer())
            .await?;
        if ended.rows_affected == 0 {
            return Err(Error::Lost);
        }
        let run = bootstrap_run::Entity::find_by_id(run).one(&self.db.writer()).await?.ok_or(Error::Lost)?;
        Ok(Report { run, tasks })
    }

    /// Gives a run back that isn't at its end: whoever comes next may go on at once.
    pub(super) async fn release(&self, run: Uuid, holder: Uuid) -> Result<(), db::Error> {
        bootstrap_run::Entity::update_many()
            .col_expr(bootstrap_run::Column::Holder, Expr::value(None::<Uuid>))
            .filter(bootstrap_run::Column::Id.eq(run))
            .filter(bootstrap_run::Column::Holder.eq(holder))
            .exec(&self.db.writer())
            .await?;
        Ok(())
    }

    /// Ends a run that nobody can go on with, because the installation has ended.
    pub(super) async fn cancel(&self, workspace: &WorkspaceId) -> Result<(), Error> {
        bootstrap_run::Entity::update_many()
            .col_expr(bootstrap_run::Column::State, Expr::value(State::Cancelled))
            .col_expr(bootstrap_run::Column::Reason, Expr::value("the installation has ended"))
            .col_expr(bootstrap_run::Column::Holder, Expr::value(None::<Uuid>))
            .col_expr(bootstrap_run::Column::FinishedAt, Expr::value(self.clock.now()))
            .filter(bootstrap_run::Column::WorkspaceId.eq(workspace.as_str()))
            .filter(bootstrap_run::Column::State.eq(State::InProgress))
            .exec(&self.db.writer())
            .await?;
        Ok(())
    }
}

/// How a run ended whose tasks are all at their end, and the first errors or else warnings.
fn judge(tasks: &[bootstrap_task::Model]) -> (State, Option<String>) {
    let with = |state| tasks.iter().filter(move |task| task.state == state);
    let (failed, warned) = (with(TaskState::Failed).count(), with(TaskState::Warned).count());
    let fetched = warned + with(TaskState::Done).count();
    let (state, told) = match (failed, fetched, warned) {
        (0, _, 0) => return (State::Complete, None),
        (0, ..) => (State::CompleteWithWarnings, TaskState::Warned),
        (_, 0, _) => (State::Failed, TaskState::Failed),
        _ => (State::CompleteWithErrors, TaskState::Failed),
    };
    let text = |task: &bootstrap_task::Model| format!("{}: {}", task.operation, task.reason.as_deref().unwrap_or("?"));
    let mut texts: Vec<_> = with(told).take(NAMED).map(text).collect();
    let others = with(told).count() - texts.len();
    if others > 0 {
        texts.push(format!("and {others} more"));
    }
    (state, Some(texts.join("; ")))
}
