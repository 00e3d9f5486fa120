//! Legal holds: nothing of such a workspace is removed, however old it is and whoever left.
//!
//! A hold is a row of the add-on's own database. Unlike the settings of an installation it outlives the installation, and
//! every process sees it at its next batch.

use std::collections::BTreeMap;

use sea_orm::{ActiveValue::Set, ConnectionTrait, DbErr, EntityTrait, QueryOrder};
use serde::Serialize;

use super::table::Key;
use super::{Error, Sweeper};
use crate::clock::{ms, stamp};
use crate::db::entities::{audit_entry, legal_hold};
use crate::db::{self, Db};
use crate::domain::ids::WorkspaceId;

/// What is true of rows that may be removed.
pub(super) const FREE: &str = "workspace_id NOT IN (SELECT h.workspace_id FROM legal_hold AS h)";

/// A workspace of which nothing may be removed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Hold {
    /// The workspace.
    pub workspace: String,
    /// Why: what an operator wrote.
    pub reason: String,
    /// Since when.
    pub since: String,
}

impl From<legal_hold::Model> for Hold {
    fn from(row: legal_hold::Model) -> Self {
        Self { workspace: row.workspace_id, reason: row.reason, since: stamp(Key::Ms(row.placed_at_ms).time()) }
    }
}

/// All holds of an add-on, by workspace.
pub async fn holds(db: &Db) -> Result<Vec<Hold>, db::Error> {
    let rows = legal_hold::Entity::find().order_by_asc(legal_hold::Column::WorkspaceId).all(&db.reader()).await?;
    Ok(rows.into_iter().map(Hold::from).collect())
}

/// The same by workspace.
pub(super) async fn by_workspace(db: &Db) -> Result<BTreeMap<String, Hold>, db::Error> {
    Ok(holds(db).await?.into_iter().map(|hold| (hold.workspace.clone(), hold)).collect())
}

/// The hold on a workspace.
pub(super) async fn on(db: &impl ConnectionTrait, workspace: &str) -> Result<Option<Hold>, DbErr> {
    Ok(legal_hold::Entity::find_by_id(workspace.to_owned()).one(db).await?.map(Hold::from))
}

/// Refuses where a workspace is on hold.
pub(super) async fn refuse(db: &impl ConnectionTrait, workspace: &str) -> Result<(), Error> {
    on(db, workspace).await?.map_or(Ok(()), |hold| Err(Error::Held(hold)))
}

impl Sweeper {
    /// The hold on a workspace.
    pub async fn held(&self, workspace: &WorkspaceId) -> Result<Option<Hold>, db::Error> {
        Ok(on(&self.db.reader(), workspace.as_str()).await?)
    }

    /// Places a hold on a workspace, whether or not anything is stored of it. One that is there gets the new reason and
    /// keeps its age. A batch that is under way may still go through.
    pub async fn hold(&self, workspace: &str, reason: &str) -> Result<Hold, Error> {
        let now = self.clock.now();
        let transaction = self.db.begin().await?;
        let found = legal_hold::Entity::find_by_id(workspace.to_owned()).one(&transaction).await?;
        let placed_at_ms = found.as_ref().map_or_else(|| ms(now), |found| found.placed_at_ms);
        let row = legal_hold::Model { workspace_id: workspace.to_owned(), reason: reason.to_owned(), placed_at_ms };
        legal_hold::Entity::delete_by_id(workspace.to_owned()).exec(&transaction).await?;
        let new = legal_hold::ActiveModel {
            workspace_id: Set(row.workspace_id.clone()),
            reason: Set(row.reason.clone()),
            placed_at_ms: Set(placed_at_ms),
        };
        legal_hold::Entity::insert(new).exec_without_returning(&transaction).await?;
        self.record(&transaction, "hold.place", workspace, found.map(|found| found.reason), Some(reason)).await?;
        transaction.commit().await?;
        Ok(row.into())
    }

    /// Refuses where a workspace is on hold.
    pub async fn permit(&self, workspace: &str) -> Result<(), Error> {
        refuse(&self.db.reader(), workspace).await
    }

    /// Ends a hold: what is due goes with the next sweep. None: there was no hold.
    pub async fn release(&self, workspace: &str) -> Result<Option<Hold>, Error> {
        let transaction = self.db.begin().await?;
        let found = legal_hold::Entity::find_by_id(workspace.to_owned()).one(&transaction).await?;
        if let Some(found) = &found {
            legal_hold::Entity::delete_by_id(workspace.to_owned()).exec(&transaction).await?;
            self.record(&transaction, "hold.release", workspace, Some(found.reason.clone()), None).await?;
        }
        transaction.commit().await?;
        Ok(found.map(Hold::from))
    }

    async fn record(
        &self,
        transaction: &impl ConnectionTrait,
        action: &str,
        workspace: &str,
        before: Option<String>,
        after: Option<&str>,
    ) -> Result<(), Error> {
        let now = self.clock.now();
        let reason = |reason: &str| serde_json::json!({ "reason": reason }).to_string();
        let row = audit_entry::ActiveModel {
            id: Set(self.keys.next(now)),
            workspace_id: Set(workspace.to_owned()),
            actor: Set("operator".to_owned()),
            action: Set(action.to_owned()),
            subject: Set(format!("workspace:{workspace}")),
            before: Set(before.as_deref().map(reason)),
            after: Set(after.map(reason)),
            at_ms: Set(ms(now)),
        };
        Ok(audit_entry::Entity::insert(row).exec_without_returning(transaction).await.map(drop)?)
    }
}
