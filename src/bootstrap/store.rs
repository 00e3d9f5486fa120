//! What a run stores. Everything goes through the fence: it counts only while the run is this process's, and the
//! installation is there.

use std::collections::HashSet;

use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::begin::LEASE;
use super::page::{Page, mark};
use super::run::{Task, Trip};
use super::{Bootstrap, Error};
use crate::clock::ms;
use crate::db::cache;
use crate::db::entities::bootstrap_task::{self, State};
use crate::db::entities::installation::{self, Status};
use crate::db::entities::{bootstrap_page, bootstrap_run};

impl Bootstrap {
    /// A transaction that can only be committed by who holds the run.
    async fn fenced(&self, trip: &Trip<'_>) -> Result<DatabaseTransaction, Error> {
        let transaction = self.db.begin().await?;
        let held = bootstrap_run::Entity::update_many()
            .col_expr(bootstrap_run::Column::HeldUntilMs, Expr::value(ms(self.clock.now() + LEASE)))
            .filter(bootstrap_run::Column::Id.eq(trip.run))
            .filter(bootstrap_run::Column::Holder.eq(trip.holder))
            .filter(bootstrap_run::Column::State.eq(bootstrap_run::State::InProgress))
            .exec(&transaction)
            .await?;
        if held.rows_affected == 0 {
            return Err(Error::Lost);
        }
        let status: Option<Status> = installation::Entity::find_by_id(trip.installation)
            .select_only()
            .column(installation::Column::Status)
            .into_tuple()
            .one(&transaction)
            .await?;
        match status {
            Some(Status::Active) => Ok(transaction),
            Some(Status::Inactive) => Err(Error::Inactive),
            Some(Status::Deleted) | None => Err(Error::NotInstalled),
        }
    }

    /// Says that this process still works on the run.
    pub(super) async fn hold(&self, trip: &Trip<'_>) -> Result<(), Error> {
        Ok(self.fenced(trip).await?.commit().await?)
    }

    /// Stores a page and that it was fetched.
    pub(super) async fn store(
        &self,
        trip: &Trip<'_>,
        task: &Task<'_>,
        parent: &str,
        number: u32,
        page: Page,
    ) -> Result<(), Error> {
        let transaction = self.fenced(trip).await?;
        let now = self.clock.now();
        let change = cache::store(&transaction, trip.workspace, task.entity, parent, page.entities, now).await?;
        bootstrap_page::Entity::insert(bootstrap_page::ActiveModel {
            task_id: Set(task.id),
            parent: Set(parent.to_owned()),
            page: Set(i32::try_from(number).unwrap_or(i32::MAX)),
            is_last: Set(!page.more),
            seen: Set(page.seen),
        })
        .exec_without_returning(&transaction)
        .await?;
        let more =
            |column: bootstrap_task::Column, count: usize| Expr::col(column).add(i64::try_from(count).unwrap_or(0));
        bootstrap_task::Entity::update_many()
            .col_expr(bootstrap_task::Column::Pages, more(bootstrap_task::Column::Pages, 1))
            .col_expr(bootstrap_task::Column::Inserted, more(bootstrap_task::Column::Inserted, change.inserted))
            .col_expr(bootstrap_task::Column::Updated, more(bootstrap_task::Column::Updated, change.updated))
            .col_expr(bootstrap_task::Column::Unchanged, more(bootstrap_task::Column::Unchanged, change.unchanged))
            .filter(bootstrap_task::Column::Id.eq(task.id))
            .exec(&transaction)
            .await?;
        Ok(transaction.commit().await?)
    }

    /// Removes what a task that came to its end has not seen.
    pub(super) async fn sweep(&self, trip: &Trip<'_>, task: &Task<'_>) -> Result<(), Error> {
        let reader = self.db.writer();
        let pages: Vec<Vec<u8>> = bootstrap_page::Entity::of_task(task.id)
            .select_only()
            .column(bootstrap_page::Column::Seen)
            .into_tuple()
            .all(&reader)
            .await?;
        let seen: HashSet<[u8; 8]> = pages.iter().flat_map(|page| page.as_chunks::<8>().0).copied().collect();
        drop(pages);
        let window = task.windowed.then(|| trip.window.bounds());
        let mut after = String::new();
        loop {
            let is_seen = |id: &str| seen.contains(&mark(id));
            let (gone, next) = cache::unseen(&reader, trip.workspace, task.entity, &after, window, is_seen).await?;
            if !gone.is_empty() {
                let transaction = self.fenced(trip).await?;
                let removed = cache::remove(&transaction, trip.workspace, task.entity, &gone).await?;
                bootstrap_task::Entity::update_many()
                    .col_expr(
                        bootstrap_task::Column::Removed,
                        Expr::col(bootstrap_task::Column::Removed).add(i64::try_from(removed).unwrap_or(0)),
                    )
                    .filter(bootstrap_task::Column::Id.eq(task.id))
                    .exec(&transaction)
                    .await?;
                transaction.commit().await?;
            }
            match next {
                Some(next) => after = next,
                None => return Ok(()),
            }
        }
    }

    /// Notes how a task ended. Its pages have served.
    pub(super) async fn settle(
        &self,
        trip: &Trip<'_>,
        task: Uuid,
        state: State,
        reason: Option<String>,
    ) -> Result<(), Error> {
        let transaction = self.fenced(trip).await?;
        bootstrap_task::Entity::update_many()
            .col_expr(bootstrap_task::Column::State, Expr::value(state))
            .col_expr(bootstrap_task::Column::Reason, Expr::value(reason))
            .filter(bootstrap_task::Column::Id.eq(task))
            .exec(&transaction)
            .await?;
        bootstrap_page::Entity::delete_many()
            .filter(bootstrap_page::Column::TaskId.eq(task))
            .exec(&transaction)
            .await?;
        Ok(transaction.commit().await?)
    }
}
