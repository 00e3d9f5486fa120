//! What somebody else has locked.

use sea_orm::{ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, TransactionTrait};
use tokio::runtime::Runtime;

/// A transaction that stands open, with all that it has locked, until it is dropped.
pub(crate) struct Held {
    runtime: Runtime,
    open: Option<(DatabaseConnection, DatabaseTransaction)>,
}

impl Held {
    /// Begins one with this statement.
    pub(crate) fn begin(url: &str, statement: &str) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let open = runtime.block_on(async {
            let connection = Database::connect(url).await.unwrap();
            let transaction = connection.begin().await.unwrap();
            transaction.execute_unprepared(statement).await.unwrap();
            (connection, transaction)
        });
        Self { runtime, open: Some(open) }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let Some((connection, transaction)) = self.open.take() else { return };
        self.runtime.block_on(async {
            transaction.rollback().await.ok();
            connection.close().await.ok();
        });
    }
}
