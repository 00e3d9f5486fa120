//! Which workspaces have the add-on, and who else may deliver to them.
//!
//! Clockify tells of installs, ends, switches and settings by lifecycle calls ([`lifecycle`]). Operators
//! register other systems ([`sources`]). Both are changed in the database, and read, on the webhook path, from
//! memory alone ([`view`]).

pub mod lifecycle;
pub mod sources;
pub mod view;

use sea_orm::{DatabaseTransaction, DbErr};

use crate::db::{Db, announce, entities::view_revision};

/// Commits a change of what the view holds, so that every replica hears of it.
async fn commit(db: &Db, transaction: DatabaseTransaction) -> Result<(), DbErr> {
    view_revision::raise(&transaction).await?;
    announce(&transaction, db.engine()).await?;
    transaction.commit().await
}
