//! A database that is restored into: one connection with one transaction, from the first look to the commit.
//!
//! The connection stands in a pool of its own, so that it can be used for the driver's `COPY` and for the migrations alike.
//! The transaction is begun by hand, and nothing on the way commits it.

use std::str::FromStr;
use std::time::Duration;

use sea_orm::{DatabaseConnection, SqlxPostgresConnector, SqlxSqliteConnector};
use secrecy::ExposeSecret;
use sqlx::pool::PoolConnection;
use sqlx::postgres::PgPoolOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{AssertSqlSafe, PgPool, Postgres, Sqlite, SqlitePool};

use super::cut::{is_busy, postgres};
use super::lines::Lines;
use super::read::{self, Ended, From};
use super::schema::{DERIVED, Schema, quoted};
use super::{Error, row};
use crate::config::database::{Engine, Url};
use crate::db::with_vacuum;

/// How long another one that writes is waited for.
const PATIENCE: Duration = Duration::from_secs(10);

/// A database with an open transaction. Dropped without a commit, it is as it was.
#[derive(Debug)]
pub(super) struct Target {
    pub(super) url: Url,
    /// The same connection for statements of the rest of the program.
    pub(super) orm: DatabaseConnection,
    pool: Pool,
}

#[derive(Debug)]
enum Pool {
    Postgres(PgPool),
    Sqlite(SqlitePool),
}

/// The connection, for as long as it is needed.
pub(super) enum Taken {
    Postgres(PoolConnection<Postgres>),
    Sqlite(PoolConnection<Sqlite>),
}

impl Target {
    /// Opens the database, which has to be there, and begins.
    pub(super) async fn begin(url: &Url) -> Result<Self, Error> {
        Self::open(url, SqliteJournalMode::Wal).await
    }

    /// The same with a database that nobody else has opened yet. What is stored in a SQLite file goes there at once, and not
    /// through a log that grows as large.
    pub(super) async fn begin_new(url: &Url) -> Result<Self, Error> {
        Self::open(url, SqliteJournalMode::Delete).await
    }

    async fn open(url: &Url, journal: SqliteJournalMode) -> Result<Self, Error> {
        let target = match url.engine() {
            Engine::Postgres => {
                let pool = PgPoolOptions::new().max_connections(1).idle_timeout(None).max_lifetime(None);
                let pool = pool.connect_with(postgres(url)?).await.map_err(Error::doing("to be connected to"))?;
                let orm = SqlxPostgresConnector::from_sqlx_postgres_pool(pool.clone());
                Self { url: url.clone(), orm, pool: Pool::Postgres(pool) }
            }
            Engine::Sqlite => {
                let options = SqliteConnectOptions::from_str(url.connect_url().expose_secret());
                let options = options.map_err(Error::doing("the address"))?;
                // As in `db`: what is written here is kept as everything else is.
                let options = with_vacuum(options, url)
                    .page_size(8192)
                    .journal_mode(journal)
                    .synchronous(SqliteSynchronous::Full)
                    .foreign_keys(true)
                    .pragma("secure_delete", "ON")
                    // Pages that changed stay in memory for longer, and are written fewer times.
                    .pragma("cache_size", "-32768")
                    .busy_timeout(PATIENCE);
                let pool = SqlitePoolOptions::new().max_connections(1).idle_timeout(None).max_lifetime(None);
                // To give its log up, a file mustn't be open elsewhere.
                let pool = pool.connect_with(options).await.map_err(|error| match error {
                    error if is_busy(&error) => Error::Busy(url.to_string()),
                    error => Error::doing("to be opened")(error),
                })?;
                let orm = SqlxSqliteConnector::from_sqlx_sqlite_pool(pool.clone());
                Self { url: url.clone(), orm, pool: Pool::Sqlite(pool) }
            }
        };
        let begin = match url.engine() {
            Engine::Postgres => "BEGIN",
            Engine::Sqlite => "BEGIN IMMEDIATE; PRAGMA defer_foreign_keys = ON",
        };
        target.run(begin).await.map_err(|error| match error {
            error if is_busy(&error) => Error::Busy(url.to_string()),
            error => Error::doing("a transaction")(error),
        })?;
        Ok(target)
    }

    /// Has everything that follows happen in a schema of its own, which goes with the transaction.
    pub(super) async fn apart(&self, name: &str) -> Result<(), Error> {
        let name = quoted(name);
        self.execute(&format!("CREATE SCHEMA {name}; SET LOCAL search_path TO {name}"), "a schema for the drill").await
    }

    /// Takes the connection out. To be given back, by dropping it, before anything else is done.
    pub(super) async fn take(&self) -> Result<Taken, Error> {
        let failed = Error::doing("its connection");
        match &self.pool {
            Pool::Postgres(pool) => pool.acquire().await.map(Taken::Postgres).map_err(failed),
            Pool::Sqlite(pool) => pool.acquire().await.map(Taken::Sqlite).map_err(failed),
        }
    }

    /// Runs statements. `doing` is for the error.
    pub(super) async fn execute(&self, sql: &str, doing: &str) -> Result<(), Error> {
        self.run(sql).await.map_err(|error| match error {
            error if is_busy(&error) || is_locked(&error) => Error::Busy(self.url.to_string()),
            error => Error::doing(doing)(error),
        })
    }

    async fn run(&self, sql: &str) -> Result<(), sqlx::Error> {
        let sql = sqlx::raw_sql(AssertSqlSafe(sql.to_owned()));
        match &self.pool {
            Pool::Postgres(pool) => sql.execute(pool).await.map(|_| ()),
            Pool::Sqlite(pool) => sql.execute(pool).await.map(|_| ()),
        }
    }

    /// What it has.
    pub(super) async fn schema(&self) -> Result<Schema, Error> {
        match self.take().await? {
            Taken::Postgres(mut connection) => Schema::of_postgres(&mut connection).await,
            Taken::Sqlite(mut connection) => Schema::of_sqlite(&mut connection).await,
        }
    }

    /// How many rows of a table fit a condition.
    pub(super) async fn count(&self, table: &str, condition: Option<&str>) -> Result<u64, Error> {
        let condition = condition.map(|condition| format!(" WHERE {condition}")).unwrap_or_default();
        let sql = AssertSqlSafe(format!("SELECT count(*) FROM {}{condition}", quoted(table)));
        let count: Result<i64, _> = match &self.pool {
            Pool::Postgres(pool) => sqlx::query_scalar(sql).fetch_one(pool).await,
            Pool::Sqlite(pool) => sqlx::query_scalar(sql).fetch_one(pool).await,
        };
        Ok(count.map_err(Error::asking)?.try_into().unwrap_or(0))
    }

    /// A table with rows, and how many; none where there is no data.
    pub(super) async fn data(&self, schema: &Schema) -> Result<Option<(String, u64)>, Error> {
        for shape in schema.tables.iter().filter(|shape| !DERIVED.contains(&shape.table.as_str())) {
            let rows = self.count(&shape.table, None).await?;
            if rows > 0 {
                return Ok(Some((shape.table.clone(), rows)));
            }
        }
        Ok(None)
    }

    /// Reads rows as lines.
    pub(super) async fn read(&self, lines: &mut Lines<'_>, condition: Option<&str>) -> Result<(), Error> {
        let mut taken = self.take().await?;
        let from = match &mut taken {
            Taken::Postgres(connection) => From::Postgres(connection),
            Taken::Sqlite(connection) => From::Sqlite(connection),
        };
        match read::table(from, lines, condition).await {
            Err(Ended::Failed(error)) => Err(error),
            // Who counts only hands nothing on.
            Ok(()) | Err(Ended::Gone) => Ok(()),
        }
    }

    /// What is in a table, or in the part of it that fits.
    pub(super) async fn content(&self, shape: &super::Shape, condition: Option<&str>) -> Result<row::Content, Error> {
        let mut lines = Lines::new(shape, Vec::new(), None);
        self.read(&mut lines, condition).await?;
        Ok(lines.content)
    }

    /// What SQLite finds wrong with its file. PostgreSQL stores what it is given itself.
    pub(super) async fn wrong(&self) -> Result<Option<String>, Error> {
        let Pool::Sqlite(pool) = &self.pool else { return Ok(None) };
        let check = "PRAGMA integrity_check(1)";
        let found: String = sqlx::query_scalar(check).fetch_one(pool).await.map_err(Error::asking)?;
        Ok(Some(found).filter(|found| found != "ok"))
    }

    /// Rows that point to rows that aren't there. PostgreSQL takes none in the first place.
    pub(super) async fn orphans(&self) -> Result<Option<String>, Error> {
        let Pool::Sqlite(pool) = &self.pool else { return Ok(None) };
        let check = "SELECT \"table\" FROM pragma_foreign_key_check LIMIT 1";
        sqlx::query_scalar(check).fetch_optional(pool).await.map_err(Error::asking)
    }

    /// Makes what was done stay, and lets go.
    pub(super) async fn commit(self) -> Result<(), Error> {
        self.execute("COMMIT", "the commit").await?;
        self.close().await;
        Ok(())
    }

    /// Takes back what was done, and lets go.
    pub(super) async fn rollback(self) {
        // Without an answer the end of the connection does the same.
        self.run("ROLLBACK").await.ok();
        self.close().await;
    }

    async fn close(self) {
        match &self.pool {
            Pool::Postgres(pool) => pool.close().await,
            Pool::Sqlite(pool) => pool.close().await,
        }
    }

    pub(super) fn engine(&self) -> Engine {
        self.url.engine()
    }
}

/// Whether PostgreSQL says that somebody else holds a table.
fn is_locked(error: &sqlx::Error) -> bool {
    error.as_database_error().and_then(sqlx::error::DatabaseError::code).is_some_and(|code| code == "55P03")
}
