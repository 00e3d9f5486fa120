//! The ledger of erasures: which workspaces were erased, without naming them, so that it may be kept for ever.

use std::collections::BTreeSet;

use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    Statement,
};
use sha2::{Digest, Sha256};

use super::report::Erased;
use super::table::{Owner, TABLES};
use super::{Error, Sweeper, hold};
use super::{empty, erase};
use crate::clock::ms;
use crate::db::entities::{erasure, installation};
use crate::db::lock::Lock;
use crate::db::{self, Db};
use crate::domain::addon::Addon;

/// What stands for a workspace in the ledger of an add-on.
#[must_use]
pub fn subject(addon: Addon, workspace: &str) -> Vec<u8> {
    Sha256::digest(format!("{addon}\0{workspace}")).to_vec()
}

/// The whole ledger, the oldest entry first.
pub async fn entries(db: &Db) -> Result<Vec<erasure::Model>, db::Error> {
    Ok(erasure::Entity::find().order_by_asc(erasure::Column::Id).all(&db.reader()).await?)
}

pub(super) async fn replay(sweeper: &Sweeper, lock: &Lock, theirs: &[erasure::Model]) -> Result<Vec<Erased>, Error> {
    // What was begun before the backup and not brought to its end may have left something.
    let own = entries(&sweeper.db).await?.into_iter().filter(|entry| entry.erased_at_ms.is_some());
    let own: BTreeSet<_> = own.map(|entry| entry.id).collect();
    let mut workspaces = workspaces(&sweeper.db).await?;
    let held = hold::by_workspace(&sweeper.db).await?;
    let mut erased = Vec::new();
    for entry in theirs.iter().filter(|entry| !own.contains(&entry.id)) {
        let workspace = workspaces.iter().find(|workspace| subject(sweeper.addon, workspace) == entry.subject).cloned();
        match workspace {
            // It stays for as long as it is on hold, and the erasure is one that was never finished.
            Some(workspace) if held.contains_key(&workspace) => note(sweeper, entry, None).await?,
            // Whoever is in it now asked only for what was there before.
            Some(workspace) if entry.reason == erasure::Reason::Emptied => {
                erase::take_over(&sweeper.db.writer(), entry).await?;
                erased.push(empty::again(sweeper, lock, &workspace, entry).await?);
            }
            Some(workspace) if !came_back(sweeper, &workspace, entry).await? => {
                erased.push(erase::again(sweeper, lock, &workspace, entry).await?);
                // Another entry of the same workspace finds nothing more.
                workspaces.remove(&workspace);
            }
            // There is nothing of it, or what there is is of later: it is done.
            _ => {
                let done = entry.erased_at_ms.or_else(|| Some(ms(sweeper.clock.now())));
                note(sweeper, entry, done).await?;
            }
        }
    }
    Ok(erased)
}

/// Takes over an entry, or has it replaced.
async fn note(sweeper: &Sweeper, entry: &erasure::Model, erased_at_ms: Option<i64>) -> Result<(), Error> {
    erasure::Entity::delete_by_id(entry.id).exec(&sweeper.db.writer()).await?;
    let row = erasure::Model { erased_at_ms, ..entry.clone() };
    let row = erasure::ActiveModel { id: Set(entry.id), ..row.into_active_model().reset_all() };
    Ok(erasure::Entity::insert(row).exec_without_returning(&sweeper.db.writer()).await.map(drop)?)
}

/// Whether the add-on was installed in the workspace again after the erasure: then what is there is of later.
async fn came_back(sweeper: &Sweeper, workspace: &str, entry: &erasure::Model) -> Result<bool, Error> {
    let rows = installation::Entity::find().filter(installation::COLUMN.workspace_id.eq(workspace));
    let rows = rows.all(&sweeper.db.reader()).await?;
    Ok(rows.iter().any(|row| ms(row.installed_at) > entry.began_at_ms))
}

/// Every workspace that anything is stored of.
async fn workspaces(db: &Db) -> Result<BTreeSet<String>, Error> {
    let reader = db.reader();
    let mut found = BTreeSet::new();
    for table in TABLES.iter().filter(|table| table.owner == Owner::Column) {
        let sql = format!("SELECT DISTINCT workspace_id FROM {}", table.name);
        for row in reader.query_all_raw(Statement::from_string(reader.get_database_backend(), sql)).await? {
            found.insert(row.try_get("", "workspace_id")?);
        }
    }
    Ok(found)
}
