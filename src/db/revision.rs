//! The commit of a change that every process has to see: of installations, sources or flows.
//!
//! What is read on the webhook path is kept in memory. The number that tells whether it is still true rises in the
//! transaction of the change itself, and the word for the other processes leaves with its commit.

use sea_orm::{DatabaseTransaction, DbErr};

use super::entities::view_revision;
use super::{Db, announce};

/// Commits a change of what is kept in memory, so that every replica hears of it.
pub async fn commit(db: &Db, transaction: DatabaseTransaction) -> Result<(), DbErr> {
    view_revision::raise(&transaction).await?;
    announce(&transaction, db.engine()).await?;
    transaction.commit().await
}
