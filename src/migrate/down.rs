//! Taking migrations back. What they made goes, with everything in it.

use std::time::Duration;

use migration::Migrator;
use sea_orm::DbErr;
use sea_orm_migration::MigratorTrait;

use super::render::{self, Step, Way};
use super::{Error, ledger, open, status, wait_for_lock};
use crate::config::database::Url;
use crate::db::Db;

/// What taking back the last migrations would execute. Changes nothing.
pub async fn undone(db: &Db, steps: u32) -> Result<Vec<Step>, DbErr> {
    let backend = db.reader().get_database_backend();
    let applied = status(db).await?.applied;
    let mut plan = Vec::new();
    let migrations = Migrator::migrations();
    let known = migrations.iter().rev().filter(|migration| applied.iter().any(|name| name == migration.name()));
    for migration in known.take(usize::try_from(steps).unwrap_or(usize::MAX)) {
        let statements = render::one(migration.as_ref(), backend, Way::Down).await?;
        plan.push(Step { migrations: vec![migration.name().to_owned()], statements });
    }
    Ok(plan)
}

/// Takes the last migrations back, under the lock, each in a transaction of its own. Gives their names.
pub async fn down(url: &Url, db: &Db, steps: u32, timeout: Duration) -> Result<Vec<String>, Error> {
    let before = status(db).await.map_err(open(url))?;
    if !before.unknown.is_empty() {
        return Err(super::newer(&before));
    }
    let lock = wait_for_lock(url, db, timeout, true).await?;
    let plan = undone(db, steps).await.map_err(Error::Failed)?;
    let names: Vec<String> = plan.into_iter().flat_map(|step| step.migrations).collect();
    let gone = |name: &String| name == ledger::OWN;
    let result = match Migrator::down(&db.writer(), Some(steps)).await {
        // The ledger goes with its own migration, and with it what it said.
        Ok(()) if names.iter().any(gone) || !before.applied.iter().any(gone) => Ok(()),
        Ok(()) => ledger::forget(&db.writer(), &names).await,
        failed => failed,
    };
    if let Some(lock) = lock {
        lock.release().await;
    }
    result.map_err(Error::Failed)?;
    Ok(names)
}
