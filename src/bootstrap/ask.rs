//! What people ask for: that a workspace's data is fetched now, and that it is no longer.
//!
//! The run is there at once, for whoever looks; a worker takes it up as a job. Who works on it notices the end that
//! somebody put to it when it next stores something.

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;
use uuid::Uuid;

use super::handler::job_of;
use super::{Bootstrap, Error, Report};
use crate::db;
use crate::db::entities::bootstrap_run::{self, Column, State};
use crate::db::entities::installation::Status;
use crate::db::trail::Entry;
use crate::domain::actor::Actor;
use crate::domain::ids::WorkspaceId;
use crate::queue::Queue;

/// Why it can't be done.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// There is one.
    #[error("the workspace's data is being fetched already; wait for its end, or cancel it")]
    Running,
    /// There is none.
    #[error("nothing is being fetched")]
    Nothing,
    /// The add-on is switched off, so its token can't be used.
    #[error("the add-on is switched off in this workspace; switch it on in Clockify first")]
    Inactive,
    /// The installation has ended.
    #[error("the add-on is not installed in this workspace")]
    NotInstalled,
    /// The database refused.
    #[error("the database refused the change")]
    Database(#[from] db::Error),
}

impl From<sea_orm::DbErr> for Refused {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Database(error.into())
    }
}

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        match error {
            Error::Database(error) => Self::Database(error),
            Error::NotInstalled => Self::NotInstalled,
            Error::Inactive => Self::Inactive,
            // Somebody else was quicker.
            _ => Self::Running,
        }
    }
}

impl Bootstrap {
    /// Begins to fetch a workspace's data, or has a run gone on with that nobody works on.
    pub async fn start(&self, queue: &Queue, workspace: &WorkspaceId, by: &Actor) -> Result<Report, Refused> {
        let row = self.installation(workspace).await?.ok_or(Refused::NotInstalled)?;
        if row.status != Status::Active {
            return Err(Refused::Inactive);
        }
        let transaction = self.db.begin().await?;
        let run = match bootstrap_run::Entity::live(workspace).one(&transaction).await? {
            Some(run) if run.is_held(self.clock.now()) => {
                return Err(Refused::Running);
            }
            Some(run) => run,
            None => self.create(&transaction, &row, workspace, false, None).await?,
        };
        if queue.push_in(&transaction, job_of(workspace, run.id)).await?.is_none() {
            return Err(Refused::Running);
        }
        let (now, subject) = (self.clock.now(), format!("bootstrap:{}", run.id.simple()));
        let after = Some(json!({ "state": run.state.name() }));
        let entry = Entry { workspace, actor: by, action: "bootstrap.start", subject, before: None, after };
        entry.record(&transaction, self.keys.next(now), now).await?;
        transaction.commit().await?;
        queue.wake();
        Ok(self.report(run).await?)
    }

    /// Puts an end to the run of a workspace. What was fetched stays.
    pub async fn stop(&self, workspace: &WorkspaceId, by: &Actor) -> Result<Report, Refused> {
        let now = self.clock.now();
        let transaction = self.db.begin().await?;
        let run = bootstrap_run::Entity::live(workspace).one(&transaction).await?.ok_or(Refused::Nothing)?;
        let ended = bootstrap_run::Entity::update_many()
            .col_expr(Column::State, Expr::value(State::Cancelled))
            .col_expr(Column::Reason, Expr::value("somebody put an end to it"))
            .col_expr(Column::Holder, Expr::value(None::<Uuid>))
            .col_expr(Column::FinishedAt, Expr::value(now))
            .filter(Column::Id.eq(run.id))
            .filter(Column::State.eq(State::InProgress))
            .exec(&transaction)
            .await?;
        if ended.rows_affected == 0 {
            return Err(Refused::Nothing);
        }
        let before = json!({ "state": run.state.name() });
        let after = json!({ "state": State::Cancelled.name() });
        let subject = format!("bootstrap:{}", run.id.simple());
        let entry = Entry {
            workspace,
            actor: by,
            action: "bootstrap.cancel",
            subject,
            before: Some(before),
            after: Some(after),
        };
        entry.record(&transaction, self.keys.next(now), now).await?;
        transaction.commit().await?;
        let stopped = bootstrap_run::Entity::of_workspace(workspace).filter(Column::Id.eq(run.id));
        let stopped = stopped.one(&self.db.writer()).await?.ok_or(Refused::Nothing)?;
        Ok(self.report(stopped).await?)
    }
}
