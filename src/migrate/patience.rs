//! Changing tables that others use.
//!
//! On PostgreSQL such a statement waits until nobody uses the table any more, and whoever comes after it waits behind it:
//! one long report, and the add-on stands still. So it gives up after a moment, which lets the others through, and is tried
//! again for as long as whoever migrates has patience.

use std::convert::Infallible;
use std::time::Duration;

use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseConnection, DbBackend, DbErr, EntityTrait, QueryFilter, Statement,
};
use sea_orm_migration::{IntoSchemaManagerConnection, MigrationTrait, SchemaManager, seaql_migrations};
use tokio::time::{Instant, sleep};

use super::render::Way;
use super::{Error, up};
use crate::db::{self, Db};

/// Between two tries at first, and at most.
const FIRST_PAUSE: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

/// How often is looked who is in the way. A statement waits for several times as long.
const LOOK: Duration = Duration::from_millis(400);

/// How long somebody waits for others.
#[derive(Clone, Copy, Debug)]
pub(super) struct Patience {
    whole: Duration,
    end: Option<Instant>,
    pause: Duration,
}

impl Patience {
    pub(super) fn of(whole: Duration) -> Self {
        Self { whole, end: Instant::now().checked_add(whole), pause: FIRST_PAUSE }
    }

    /// How long it was at first, in seconds.
    pub(super) fn seconds(&self) -> u64 {
        self.whole.as_secs()
    }

    /// Waits a little before the next try. Says whether there may be one.
    pub(super) async fn wait(&mut self) -> bool {
        if self.end.is_some_and(|end| Instant::now() + self.pause > end) {
            return false;
        }
        sleep(self.pause).await;
        self.pause = (self.pause * 2).min(LONGEST_PAUSE);
        true
    }

    /// The same patience of somebody who starts again.
    fn afresh(self) -> Self {
        Self { pause: FIRST_PAUSE, ..self }
    }
}

/// Applies a migration or takes it back, and notes that.
pub(super) async fn change(
    db: &Db,
    connection: &DatabaseConnection,
    migration: &dyn MigrationTrait,
    way: Way,
    patience: Patience,
) -> Result<(), Error> {
    let mut patience = patience.afresh();
    loop {
        let mut holder = String::new();
        // A pooler gives the connection another process with every transaction.
        let process = if db.is_pooled() { None } else { process(connection).await.map_err(Error::Failed)? };
        let done = tokio::select! {
            done = once(db, connection, migration, way) => done,
            never = watch(db, process, &mut holder) => match never {},
        };
        match done {
            Err(source) if db::is_locked_out(&source) => {
                let migration = migration.name().to_owned();
                tracing::debug!(migration, holder, "others use a table; it is tried again");
                if !patience.wait().await {
                    return Err(Error::InUse { migration, holder, seconds: patience.seconds(), source });
                }
            }
            Err(source) if !is_whole(connection, migration) => {
                let migration = migration.name().to_owned();
                return Err(Error::Halfway { migration, left: left(db).await, source });
            }
            done => return done.map_err(Error::Failed),
        }
    }
}

/// Whether a migration is done in one transaction, so that a failure leaves nothing of it.
fn is_whole(connection: &DatabaseConnection, migration: &dyn MigrationTrait) -> bool {
    migration.use_transaction().unwrap_or(connection.get_database_backend() == DbBackend::Postgres)
}

/// The indexes that `CREATE INDEX CONCURRENTLY` gave up, and what removes them. Empty where there are none.
async fn left(db: &Db) -> String {
    let reader = db.single();
    if reader.get_database_backend() != DbBackend::Postgres {
        return String::new();
    }
    let ask = "SELECT string_agg(format(' (of no use: the index %1$s; `DROP INDEX CONCURRENTLY %1$s` removes it)', \
               indexrelid::regclass), '') AS remains FROM pg_index WHERE NOT indisvalid";
    match reader.query_one_raw(Statement::from_string(DbBackend::Postgres, ask)).await {
        Ok(Some(row)) => row.try_get::<Option<String>>("", "remains").ok().flatten().unwrap_or_default(),
        _ => String::new(),
    }
}

async fn once(db: &Db, connection: &DatabaseConnection, migration: &dyn MigrationTrait, way: Way) -> Result<(), DbErr> {
    if !is_whole(connection, migration) {
        act(connection, migration, way).await?;
        return note(&db.single(), migration, way).await;
    }
    let transaction = db.begin_alone(connection).await?;
    let done = async {
        act(&transaction, migration, way).await?;
        note(&transaction, migration, way).await
    };
    match done.await {
        Ok(()) => transaction.commit().await,
        Err(error) => {
            // What failed is what there is to say.
            _ = transaction.rollback().await;
            Err(error)
        }
    }
}

async fn act<'c, C>(connection: &'c C, migration: &dyn MigrationTrait, way: Way) -> Result<(), DbErr>
where
    C: ConnectionTrait,
    &'c C: IntoSchemaManagerConnection<'c>,
{
    let manager = SchemaManager::new(connection);
    match way {
        Way::Up => migration.up(&manager).await,
        Way::Down => migration.down(&manager).await,
    }
}

/// Notes that it was done.
async fn note(connection: &impl ConnectionTrait, migration: &dyn MigrationTrait, way: Way) -> Result<(), DbErr> {
    match way {
        Way::Up => up::note(connection, migration.name()).await,
        Way::Down => {
            let this = seaql_migrations::Column::Version.eq(migration.name());
            seaql_migrations::Entity::delete_many().filter(this).exec(connection).await?;
            Ok(())
        }
    }
}

/// The server's process behind a connection that is the only one of its pool.
async fn process(connection: &DatabaseConnection) -> Result<Option<i32>, DbErr> {
    if connection.get_database_backend() != DbBackend::Postgres {
        return Ok(None);
    }
    let ask = Statement::from_string(DbBackend::Postgres, "SELECT pg_backend_pid() AS pid");
    connection.query_one_raw(ask).await?.map(|row| row.try_get("", "pid")).transpose()
}

/// Looks again and again who keeps this process waiting.
async fn watch(db: &Db, process: Option<i32>, holder: &mut String) -> Infallible {
    let Some(process) = process else { return std::future::pending().await };
    loop {
        sleep(LOOK).await;
        if let Ok(Some(found)) = holders(db, process).await {
            *holder = found;
        }
    }
}

/// Who keeps this process waiting, as far as our role may see that.
async fn holders(db: &Db, process: i32) -> Result<Option<String>, DbErr> {
    let ask = format!(
        "SELECT string_agg(concat(' (process ', a.pid, ', ', coalesce(nullif(a.application_name, ''), a.usename::text, 'no name'), \
         ', in a transaction for ' || round(extract(epoch FROM clock_timestamp() - a.xact_start)) || ' s', ')'), '') \
         AS holder FROM pg_stat_activity a WHERE a.pid = ANY (pg_blocking_pids({process}))"
    );
    let row = db.reader().query_one_raw(Statement::from_string(DbBackend::Postgres, ask)).await?;
    row.map_or(Ok(None), |row| row.try_get("", "holder"))
}
