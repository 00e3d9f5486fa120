//! A connection for whoever changes tables.

use std::time::Duration;

use sea_orm::{
    ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbErr, SqliteTransactionMode,
    TransactionOptions, TransactionTrait,
};

use super::options::common;
use super::{Db, Engine};

/// How long a statement waits there for a table that others use. Whoever comes after it waits behind it.
const TABLE: Duration = Duration::from_secs(3);

impl Db {
    /// One connection, whose statements take as long as they take but don't wait long for what others have locked. To be
    /// closed with [`Db::close_alone`]. On SQLite, where one writes at a time, it is the one that writes.
    pub(crate) async fn alone(&self) -> Result<DatabaseConnection, DbErr> {
        if self.engine() == Engine::Sqlite {
            return Ok(self.writer());
        }
        if self.is_pooled() {
            return super::pooled::pool(&self.url, 1).await;
        }
        let mut options = common(&self.url);
        let wait = format!("{}ms", TABLE.as_millis());
        options.max_connections(1).connect_lazy(true).set_application_name("clockify-addons").map_sqlx_postgres_opts(
            move |options| {
                options.options([("lock_timeout", wait.as_str()), ("statement_timeout", "0"), ("jit", "off")])
            },
        );
        Database::connect(options).await
    }

    /// Begins a transaction on such a connection.
    pub(crate) async fn begin_alone(&self, connection: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
        if self.is_pooled() {
            let transaction = super::begin_pooled(connection, Duration::ZERO).await?;
            let wait = format!("SET LOCAL lock_timeout = {}; SET LOCAL jit = off", TABLE.as_millis());
            transaction.execute_unprepared(&wait).await?;
            return Ok(transaction);
        }
        let mode = (self.engine() == Engine::Sqlite).then_some(SqliteTransactionMode::Immediate);
        let options = TransactionOptions { sqlite_transaction_mode: mode, ..Default::default() };
        connection.begin_with_options(options).await
    }

    /// Closes it, unless others have it too.
    pub(crate) async fn close_alone(&self, connection: DatabaseConnection) {
        if self.engine() == Engine::Postgres {
            // What it was for is done, so that it can't be closed means only that it is gone already.
            _ = connection.close().await;
        }
    }
}
