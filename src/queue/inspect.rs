//! What an operator, and Prometheus, can see of the queue, and do about jobs that failed for good.

use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveEnum, ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, FromQueryResult, Iterable, QueryFilter,
    QuerySelect, SqlErr, Statement, Value,
};
use uuid::Uuid;

use super::{Queue, dialect};
use crate::clock::{at, ms};
use crate::db::entities::job::{COLUMN, Column, Entity, Model, State};
use crate::db::{Engine, Error};
use crate::domain::ids::WorkspaceId;

/// Where counting ends. Who has more waiting needs no exact number, and the database no work for it.
pub const COUNTED: u64 = 100_000;

/// How many jobs of a kind there are in one state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// The kind.
    pub kind: String,
    /// The state.
    pub state: State,
    /// How many, up to [`COUNTED`].
    pub jobs: u64,
    /// The earliest time at which one of them was, or is, due.
    pub oldest_due: Option<time::OffsetDateTime>,
}

/// What became of a job that was to live again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Revived {
    /// It is pending, due now, with all its attempts.
    Yes,
    /// No dead job has this id.
    Absent,
    /// A live job of the same workspace and kind has its key; that one does the work.
    Taken,
}

#[derive(FromQueryResult)]
struct Counted {
    jobs: i64,
    oldest: Option<i64>,
}

impl Queue {
    /// How many jobs of each of these kinds there are, by state; states without a job are there too, with 0.
    pub async fn counts(&self, kinds: &[&str]) -> Result<Vec<Count>, Error> {
        let reader = self.0.db.reader();
        let mut counts = Vec::new();
        for kind in kinds {
            for state in State::iter() {
                let literal = state.to_value();
                let counted = Counted::find_by_statement(Statement::from_sql_and_values(
                    reader.get_database_backend(),
                    format!(
                        "SELECT count(*) AS jobs, min(due_at_ms) AS oldest FROM (SELECT due_at_ms FROM job \
                         WHERE kind = $1 AND state = '{literal}' ORDER BY {} LIMIT {COUNTED}) AS j",
                        if state == State::Pending { "due_at_ms" } else { "1" }
                    ),
                    [Value::from(*kind)],
                ))
                .one(&reader)
                .await?;
                let (jobs, oldest) = counted.map_or((0, None), |row| (row.jobs, row.oldest));
                let jobs = u64::try_from(jobs).unwrap_or(0);
                counts.push(Count { kind: (*kind).to_owned(), state, jobs, oldest_due: oldest.map(at) });
            }
        }
        Ok(counts)
    }

    /// When there is something to do next for these kinds: when a job is due, or when a lease runs out. It may have
    /// been.
    pub async fn next(&self, kinds: &[&str]) -> Result<Option<time::OffsetDateTime>, Error> {
        let row = if self.0.db.engine() == Engine::Postgres {
            let transaction = self.begin().await?;
            let row = transaction.query_one_raw(dialect::of(&transaction).next(kinds)).await?;
            transaction.rollback().await?;
            row
        } else {
            // Nobody has to wait for the lock of whoever writes.
            let reader = self.0.db.reader();
            reader.query_one_raw(dialect::of(&reader).next(kinds)).await?
        };
        let next = row.map(|row| row.try_get::<Option<i64>>("", "at_ms")).transpose()?.flatten();
        Ok(next.filter(|ms| *ms != i64::MAX).map(at))
    }

    /// A page of the jobs that failed for good, the newest first: of one workspace, or of all for an operator; `before`
    /// is the last one of the page before.
    pub async fn dead(
        &self,
        workspace: Option<&WorkspaceId>,
        before: Option<Uuid>,
        limit: u64,
    ) -> Result<Vec<Model>, Error> {
        let mut select = workspace.map_or_else(Entity::dead_of_all_workspaces, Entity::dead);
        if let Some(before) = before {
            select = select.filter(COLUMN.id.lt(before));
        }
        Ok(select.limit(limit).all(&self.0.db.reader()).await?)
    }

    /// Lets a dead job of the workspace live again, with all its attempts, and wakes the workers.
    pub async fn revive(&self, workspace: &WorkspaceId, id: Uuid) -> Result<Revived, Error> {
        let result = Entity::update_many()
            .col_expr(Column::State, Expr::value(State::Pending))
            .col_expr(Column::Attempt, Expr::value(0))
            .col_expr(Column::DueAtMs, Expr::value(ms(self.now())))
            .col_expr(Column::DiedAtMs, Expr::value(None::<i64>))
            .filter(COLUMN.id.eq(id))
            .filter(COLUMN.workspace_id.eq(workspace.as_str()))
            .filter(Expr::col(Column::State).eq(State::Dead))
            .exec(&self.0.db.writer())
            .await;
        match result {
            Ok(result) if result.rows_affected > 0 => {
                self.wake();
                Ok(Revived::Yes)
            }
            Ok(_) => Ok(Revived::Absent),
            Err(error) if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => Ok(Revived::Taken),
            Err(error) => Err(error.into()),
        }
    }

    /// Deletes a dead job of the workspace. False if there is none.
    pub async fn forget(&self, workspace: &WorkspaceId, id: Uuid) -> Result<bool, Error> {
        let result = Entity::delete_many()
            .filter(COLUMN.id.eq(id))
            .filter(COLUMN.workspace_id.eq(workspace.as_str()))
            .filter(Column::State.eq(State::Dead))
            .exec(&self.0.db.writer())
            .await?;
        Ok(result.rows_affected > 0)
    }

    /// How the database would execute the statements of a claim and of a finish, as it says itself: for whoever finds
    /// the queue slow.
    pub async fn plans(&self, kinds: &[&str]) -> Result<Vec<(&'static str, String)>, Error> {
        let transaction = self.begin().await?;
        let (explain, column) = match transaction.get_database_backend() {
            DbBackend::Postgres => ("EXPLAIN ", "QUERY PLAN"),
            _ => ("EXPLAIN QUERY PLAN ", "detail"),
        };
        let mut plans = Vec::new();
        for (name, mut statement) in dialect::examples(&transaction, kinds, ms(self.now())) {
            statement.sql.insert_str(0, explain);
            let rows = transaction.query_all_raw(statement).await?;
            let lines = rows.iter().map(|row| row.try_get::<String>("", column)).collect::<Result<Vec<_>, _>>()?;
            plans.push((name, lines.join("\n")));
        }
        transaction.rollback().await?;
        Ok(plans)
    }
}
