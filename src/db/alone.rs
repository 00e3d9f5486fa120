//! A connection for whoever changes tables.

use std::time::Duration;

use sea_orm::{Database, DatabaseConnection, DbErr};

use super::{Db, Engine, common};

/// How long a statement waits there for a table that others use. Whoever comes after it waits behind it.
const TABLE: Duration = Duration::from_secs(3);

impl Db {
    /// One connection, whose statements take as long as they take but don't wait long for what others have locked. To be
    /// closed with [`Db::close_alone`]. On SQLite, where one writes at a time, it is the one that writes.
    pub(crate) async fn alone(&self) -> Result<DatabaseConnection, DbErr> {
        if self.engine() == Engine::Sqlite {
            return Ok(self.writer());
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

    /// Closes it, unless others have it too.
    pub(crate) async fn close_alone(&self, connection: DatabaseConnection) {
        if self.engine() == Engine::Postgres {
            // What it was for is done, so that it can't be closed means only that it is gone already.
            _ = connection.close().await;
        }
    }
}
