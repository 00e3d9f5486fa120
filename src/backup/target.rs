//! A database that is restored into: one connection with one transaction, from the first look to the commit.
//!
//! It is one that can be used for many rows at once, by `COPY` or by SQLite's own calls, and for the migrations alike. The
//! transaction is begun by hand, and nothing on the way commits it.

use std::path::Path;
use std::time::Duration;

use rusqlite::OptionalExtension as _;
use sea_orm::{DbBackend, DbErr};
use sqlx::pool::PoolConnection;
use sqlx::postgres::PgPoolOptions;
use sqlx::{AssertSqlSafe, PgPool, Postgres};
use tokio::sync::mpsc;

use super::cut::postgres;
use super::error::Refusal;
use super::lines::Lines;
use super::read::{self, Ended, From};
use super::schema::{DERIVED, Schema, quoted};
use super::{Error, applied, row};
use crate::config::database::{Engine, Url};
use crate::db::entities::view_revision;
use crate::db::{self, direct, is_new};
use crate::migrate;
use crate::migrate::rebuild;

/// How long another one that writes is waited for.
const PATIENCE: Duration = Duration::from_secs(10);

/// Pieces of what is in a table that may wait for whoever counts.
const AHEAD: usize = 4;

/// A database with an open transaction. Dropped without a commit, it is as it was.
#[derive(Debug)]
pub(super) struct Target {
    pub(super) url: Url,
    held: Held,
}

#[derive(Debug)]
enum Held {
    /// In a pool of its own.
    Postgres(PgPool),
    Sqlite(direct::Connection),
}

/// The connection, for as long as it is needed.
pub(super) enum Taken {
    Postgres(PoolConnection<Postgres>),
    Sqlite(direct::Connection),
}

impl Target {
    /// Opens the database, which has to be there, and begins.
    pub(super) async fn begin(url: &Url) -> Result<Self, Error> {
        Self::open(url, Journal::Wal).await
    }

    /// The same with a database that nobody else has opened yet. What is stored in a SQLite file goes there at once, and not
    /// through a log that grows as large.
    pub(super) async fn begin_new(url: &Url) -> Result<Self, Error> {
        Self::open(url, Journal::Delete).await
    }

    async fn open(url: &Url, journal: Journal) -> Result<Self, Error> {
        let target = match url {
            Url::Postgres(_) => {
                let pool = PgPoolOptions::new().max_connections(1).idle_timeout(None).max_lifetime(None);
                let pool = pool.connect_with(postgres(url)?).await.map_err(Error::doing("to be connected to"))?;
                Self { url: url.clone(), held: Held::Postgres(pool) }
            }
            Url::Sqlite { path } => Self::open_sqlite(url, path, journal).await?,
        };
        let begin = match url.engine() {
            Engine::Postgres => "BEGIN",
            Engine::Sqlite => "BEGIN IMMEDIATE; PRAGMA defer_foreign_keys = ON",
        };
        target.execute(begin, "a transaction").await?;
        Ok(target)
    }

    async fn open_sqlite(url: &Url, path: &Path, journal: Journal) -> Result<Self, Error> {
        let connection = direct::Connection::open(path, PATIENCE).await.map_err(Error::doing("to be opened"))?;
        // As in `db`: what is written here is kept as everything else is.
        let vacuum = if is_new(path) { "PRAGMA auto_vacuum = INCREMENTAL;" } else { "" };
        let journal = match journal {
            Journal::Wal => "WAL",
            Journal::Delete => "DELETE",
        };
        // Pages that changed stay in memory for longer, and are written fewer times.
        let settings = format!(
            "PRAGMA page_size = 8192; {vacuum} PRAGMA journal_mode = {journal}; {} PRAGMA cache_size = -32768",
            db::settings()
        );
        // To give its log up, a file mustn't be open elsewhere.
        connection.execute(&settings).await.map_err(|error| match error {
            error if error.is_busy() => Error::Busy(url.to_string()),
            error => Error::doing("to be opened")(error),
        })?;
        Ok(Self { url: url.clone(), held: Held::Sqlite(connection) })
    }

    /// Has everything that follows happen in a schema of its own, which goes with the transaction.
    pub(super) async fn apart(&self, name: &str) -> Result<(), Error> {
        let name = quoted(name);
        self.execute(&format!("CREATE SCHEMA {name}; SET LOCAL search_path TO {name}"), "a schema for the drill").await
    }

    /// Takes the connection out. To be given back, by dropping it, before anything else is done.
    pub(super) async fn take(&self) -> Result<Taken, Error> {
        match &self.held {
            Held::Postgres(pool) => pool.acquire().await.map(Taken::Postgres).map_err(Error::doing("its connection")),
            Held::Sqlite(connection) => Ok(Taken::Sqlite(connection.clone())),
        }
    }

    /// Runs statements. `doing` is for the error.
    pub(super) async fn execute(&self, sql: &str, doing: &str) -> Result<(), Error> {
        self.run(sql).await.map_err(|error| match error {
            error if error.is_busy() => Error::Busy(self.url.to_string()),
            error => Error::doing(doing)(error),
        })
    }

    async fn run(&self, sql: &str) -> Result<(), Refusal> {
        match &self.held {
            Held::Postgres(pool) => {
                let sql = sqlx::raw_sql(AssertSqlSafe(sql.to_owned()));
                sql.execute(pool).await.map(drop).map_err(Refusal::from)
            }
            Held::Sqlite(connection) => Ok(connection.execute(sql).await?),
        }
    }

    /// What it has.
    pub(super) async fn schema(&self) -> Result<Schema, Error> {
        match self.take().await? {
            Taken::Postgres(mut connection) => Schema::of_postgres(&mut connection).await,
            Taken::Sqlite(connection) => Schema::of_sqlite(&connection).await,
        }
    }

    /// The migrations that were applied to it, in order.
    pub(super) async fn applied(&self) -> Result<Vec<String>, Error> {
        let applied = match self.take().await? {
            Taken::Postgres(mut connection) => applied::of_postgres(&mut connection).await,
            Taken::Sqlite(connection) => applied::of_sqlite(&connection).await,
        };
        applied.map_err(Error::asking)
    }

    /// Takes back all migrations that were applied.
    pub(super) async fn take_back(&self) -> Result<(), Error> {
        let statements = rebuild::take_back(self.backend(), &self.applied().await?).await;
        self.migrate(&statements.map_err(migrating)?).await
    }

    /// Applies these migrations.
    pub(super) async fn apply(&self, names: &[String]) -> Result<(), Error> {
        let statements = rebuild::apply(self.backend(), &self.applied().await?, names).await;
        self.migrate(&statements.map_err(migrating)?).await
    }

    async fn migrate(&self, statements: &[String]) -> Result<(), Error> {
        self.execute(&statements.join(";\n"), "its schema").await
    }

    /// Takes the indexes of these tables away that no constraint needs, until they are full: PostgreSQL makes them in less
    /// time than it keeps them up to date. With SQLite, whose rows lie in the order of their keys, nothing is gained.
    /// Those with an expression or a condition stay: PostgreSQL says them in other words than it took them in.
    /// Returns the statements that make the others again.
    pub(super) async fn lay_indexes_aside(&self, tables: &[&str]) -> Result<Vec<String>, Error> {
        let Held::Postgres(pool) = &self.held else { return Ok(Vec::new()) };
        let ask = "SELECT format('DROP INDEX %s', i.indexrelid::regclass), pg_get_indexdef(i.indexrelid) \
                   FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid \
                   WHERE c.relname = ANY($1) AND i.indpred IS NULL AND i.indexprs IS NULL \
                   AND c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema()) \
                   AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid) ORDER BY 1";
        let found: Vec<(String, String)> =
            sqlx::query_as(ask).bind(tables).fetch_all(pool).await.map_err(Error::asking)?;
        let (drop, make): (Vec<_>, Vec<_>) = found.into_iter().unzip();
        self.execute(&drop.join("; "), "to lay its indexes aside").await?;
        Ok(make)
    }

    /// Makes the indexes again.
    pub(super) async fn make(&self, indexes: &[String]) -> Result<(), Error> {
        self.execute(&indexes.join("; "), "its indexes").await
    }

    /// Has every process that works on the database look again at what it keeps in memory.
    pub(super) async fn tell(&self) -> Result<(), Error> {
        let doing = "to tell others of it";
        self.execute(&view_revision::raising(self.backend()).to_string(), doing).await?;
        match db::announcing(self.engine()) {
            Some(statement) => self.execute(&statement, doing).await,
            None => Ok(()),
        }
    }

    /// How many rows of a table fit a condition.
    pub(super) async fn count(&self, table: &str, condition: Option<&str>) -> Result<u64, Error> {
        let condition = condition.map(|condition| format!(" WHERE {condition}")).unwrap_or_default();
        let sql = format!("SELECT count(*) FROM {}{condition}", quoted(table));
        let count: i64 = match &self.held {
            Held::Postgres(pool) => {
                sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(pool).await.map_err(Error::asking)?
            }
            Held::Sqlite(connection) => {
                let count = connection.ask(move |file| file.query_row(&sql, [], |row| row.get(0)));
                count.await.map_err(Error::asking)?
            }
        };
        Ok(count.try_into().unwrap_or(0))
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

    /// Reads rows as lines. Gives them back with what was counted.
    pub(super) async fn read(&self, lines: Lines, condition: Option<&str>) -> Result<Lines, Error> {
        let mut taken = self.take().await?;
        let from = match &mut taken {
            Taken::Postgres(connection) => From::Postgres(connection),
            Taken::Sqlite(connection) => From::Sqlite(connection),
        };
        match read::table(from, lines, condition).await {
            Err(Ended::Failed(error)) => Err(error),
            Err(Ended::Gone) => Err(Error::Internal("nobody took the rows".to_owned())),
            Ok(lines) => Ok(lines),
        }
    }

    /// What is in a table, or in the part of it that fits.
    pub(super) async fn content(&self, shape: &super::Shape, condition: Option<&str>) -> Result<row::Content, Error> {
        let (to, pieces) = mpsc::channel(AHEAD);
        let counting = {
            let shape = shape.clone();
            tokio::task::spawn_blocking(move || row::Content::of(&shape, pieces))
        };
        // Whoever counts ends with the lines.
        let read = self.read(Lines::loose(shape, to), condition).await.map(drop);
        let content = counting.await?;
        read.map(|()| content)
    }

    /// What SQLite finds wrong with its file. PostgreSQL stores what it is given itself.
    pub(super) async fn wrong(&self) -> Result<Option<String>, Error> {
        let Held::Sqlite(connection) = &self.held else { return Ok(None) };
        let check = "PRAGMA integrity_check(1)";
        let found = connection.ask(move |file| file.query_row(check, [], |row| row.get::<_, String>(0)));
        let found = found.await.map_err(Error::asking)?;
        Ok(Some(found).filter(|found| found != "ok"))
    }

    /// Rows that point to rows that aren't there. PostgreSQL takes none in the first place.
    pub(super) async fn orphans(&self) -> Result<Option<String>, Error> {
        let Held::Sqlite(connection) = &self.held else { return Ok(None) };
        let check = "SELECT \"table\" FROM pragma_foreign_key_check LIMIT 1";
        let found = connection.ask(move |file| file.query_row(check, [], |row| row.get(0)).optional());
        found.await.map_err(Error::asking)
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
        match self.held {
            Held::Postgres(pool) => pool.close().await,
            Held::Sqlite(connection) => connection.close().await,
        }
    }

    pub(super) fn engine(&self) -> Engine {
        self.url.engine()
    }

    fn backend(&self) -> DbBackend {
        match self.engine() {
            Engine::Postgres => DbBackend::Postgres,
            Engine::Sqlite => DbBackend::Sqlite,
        }
    }
}

fn migrating(source: DbErr) -> Error {
    Error::Schema(migrate::Error::Failed(source))
}

/// Where SQLite keeps what it may have to take back, or to put into the file.
#[derive(Clone, Copy, Debug)]
enum Journal {
    Wal,
    Delete,
}
