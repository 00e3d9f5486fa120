//! Taking migrations back. What they made goes, with everything in it.

use std::time::Duration;

use sea_orm::DbErr;
use sea_orm_migration::MigrationTrait;

use super::patience::{self, Patience};
use super::render::{self, Step, Way};
use super::{Error, List, Status, ledger, open, status, up};
use crate::config::database::Url;
use crate::db::Db;

/// The last ones that were applied, the very last first.
fn last(status: &Status, steps: u32) -> Vec<Box<dyn MigrationTrait>> {
    let steps = usize::try_from(steps).unwrap_or(usize::MAX);
    let applied = |name: &str| status.applied.iter().any(|applied| applied == name);
    List::OWN.all().into_iter().rev().filter(|migration| applied(migration.name())).take(steps).collect()
}

/// What taking back the last migrations would execute. Changes nothing.
pub async fn undone(db: &Db, steps: u32) -> Result<Vec<Step>, DbErr> {
    let backend = db.reader().get_database_backend();
    let mut plan = Vec::new();
    for migration in last(&status(db).await?, steps) {
        let statements = render::one(migration.as_ref(), backend, Way::Down).await?;
        // That things go is what it is for.
        plan.push(Step { migrations: vec![migration.name().to_owned()], statements, risks: Vec::new() });
    }
    Ok(plan)
}

/// Takes the last migrations back, under the lock, each by itself. Gives their names.
pub async fn down(url: &Url, db: &Db, steps: u32, timeout: Duration) -> Result<Vec<String>, Error> {
    let before = status(db).await.map_err(open(url))?;
    if !before.unknown.is_empty() {
        return Err(super::newer(&before));
    }
    let patience = Patience::of(timeout);
    let lock = up::wait_for_lock(&List::OWN, url, db, patience, true).await?;
    let connection = db.alone().await.map_err(Error::Failed)?;
    let mut names = Vec::new();
    let mut result = Ok(());
    for migration in last(&status(db).await.map_err(Error::Failed)?, steps) {
        result = patience::change(db, &connection, migration.as_ref(), Way::Down, patience).await;
        if result.is_err() {
            break;
        }
        names.push(migration.name().to_owned());
    }
    db.close_alone(connection).await;
    let gone = |name: &String| name == ledger::OWN;
    // The ledger goes with its own migration, and with it what it said.
    if !names.iter().any(gone) && before.applied.iter().any(gone) {
        ledger::forget(&db.single(), &names).await.map_err(Error::Failed)?;
    }
    if let Some(lock) = lock {
        lock.release().await;
    }
    result?;
    Ok(names)
}
