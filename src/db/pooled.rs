//! PostgreSQL behind a pooler that gives a connection to somebody else after each transaction, as `PgBouncer` does with
//! `pool_mode = transaction`.
//!
//! What is made for a session is lost there, or found by somebody else: prepared statements, unless the pooler takes care
//! of them, and settings. Whoever migrates gets on with any such pooler, because a database has to be migrated by whatever
//! way leads to it: each of its statements is in a transaction, which begins with [`FRESH`], and no setting outlives it.
//! The others need a pooler that takes care of prepared statements.

use std::time::Duration;

use async_trait::async_trait;
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, ExecResult,
    QueryResult, RuntimeErr, Statement, TransactionTrait,
};
use secrecy::ExposeSecret;
use sqlx::postgres::PgConnectOptions;
use sqlx::{Connection, PgConnection, Row};

use super::error::refused;
use super::options::common;
use super::{Db, Engine, Error, STATEMENT, Url};

/// Forgets what others have prepared on a connection. Nothing of ours outlives a transaction there.
pub(crate) const FRESH: &str = "DEALLOCATE ALL";

/// A setting that means nothing. A pooler doesn't pass it on.
const MARK: &str = "clockify_addons.direct";

/// Connects, and says whether it is a pooler that answers: one that refuses settings, or forgets them.
pub(super) async fn connect(url: &Url) -> Result<(PgConnection, bool), sqlx::Error> {
    let options: PgConnectOptions = url.connect_url().expose_secret().parse()?;
    let options = bare(options);
    match PgConnection::connect_with(&options.clone().options([(MARK, "yes")])).await {
        Ok(mut connection) => {
            // As plain text: there may be a statement under any name.
            let ask = sqlx::raw_sql("SELECT current_setting('clockify_addons.direct', true)");
            let mark: Option<String> = ask.fetch_one(&mut connection).await?.try_get(0)?;
            Ok((connection, mark.as_deref() != Some("yes")))
        }
        Err(sqlx::Error::Database(error)) if error.message().contains(REFUSED) => {
            Ok((PgConnection::connect_with(&options).await?, true))
        }
        Err(error) => Err(error),
    }
}

/// What `PgBouncer` says of a setting that it isn't told to ignore.
const REFUSED: &str = "unsupported startup parameter";

/// How our driver's prepared statements are called, in whatever language the server complains.
const PREPARED: &str = "sqlx_s_";

/// What to do where a pooler doesn't let us work.
pub(super) const REMEDY: &str = "a pooler stands before PostgreSQL that keeps no prepared statements; set \
    ignore_startup_parameters = extra_float_digits, options in pgbouncer.ini, and either max_prepared_statements = 200 \
    (PgBouncer 1.22 or newer) or pool_mode = session; or name the server itself in the URL";

/// What to do about this message of the database, if it says that a pooler stands in between that doesn't let us work.
#[must_use]
pub fn pooler(message: &str) -> Option<&'static str> {
    (message.contains(REFUSED) || message.contains(PREPARED)).then_some(REMEDY)
}

/// A connection on which can be asked whether it leads to the server itself: see [`MARK`].
pub(super) async fn marked(url: &Url) -> Result<PgConnection, sqlx::Error> {
    let options: PgConnectOptions = url.connect_url().expose_secret().parse()?;
    PgConnection::connect_with(&options.options([(MARK, "yes")])).await
}

/// Whether a statement has the name on the server that our driver gives it.
async fn is_prepared(connection: &mut PgConnection) -> Result<bool, sqlx::Error> {
    sqlx::raw_sql("BEGIN; DEALLOCATE ALL").execute(&mut *connection).await?;
    sqlx::query("SELECT 1").execute(&mut *connection).await?;
    let ask = sqlx::raw_sql("SELECT count(*)::text FROM pg_prepared_statements WHERE name LIKE 'sqlx%'");
    let found: String = ask.fetch_one(&mut *connection).await?.try_get(0)?;
    sqlx::raw_sql("DEALLOCATE ALL; ROLLBACK").execute(&mut *connection).await?;
    Ok(found != "0")
}

/// The server's process that answers.
async fn process(connection: &mut PgConnection) -> Result<String, sqlx::Error> {
    sqlx::raw_sql("SELECT pg_backend_pid()::text").fetch_one(connection).await?.try_get(0)
}

/// Without anything that belongs to a session.
fn bare(options: PgConnectOptions) -> PgConnectOptions {
    options.extra_float_digits(None).statement_cache_capacity(0)
}

/// Connections to a pooler, none of which is made yet.
pub(super) async fn pool(url: &Url, connections: u32) -> Result<DatabaseConnection, DbErr> {
    let mut options: ConnectOptions = common(url);
    options
        .max_connections(connections)
        .min_connections(0)
        .connect_lazy(true)
        .set_application_name("clockify-addons")
        .map_sqlx_postgres_opts(bare);
    Database::connect(options).await
}

/// Begins a transaction there, whose statements may take as long as this.
pub(crate) async fn begin(pool: &DatabaseConnection, longest: Duration) -> Result<DatabaseTransaction, DbErr> {
    let transaction = pool.begin().await?;
    let limit = format!("{FRESH}; SET LOCAL statement_timeout = {}", longest.as_millis());
    transaction.execute_unprepared(&limit).await?;
    Ok(transaction)
}

impl Db {
    /// Whether a pooler stands before the database that keeps nothing of a session. Known only where it was looked
    /// whether the database lets us in.
    #[must_use]
    pub fn is_pooled(&self) -> bool {
        self.plain.is_some()
    }

    /// Fails if a pooler stands in between that takes no care of prepared statements: there somebody else's would be
    /// executed in the place of ours. It is found out by looking, not by trying, which would leave some behind.
    pub async fn prepares(&self) -> Result<(), Error> {
        if !self.is_pooled() {
            return Ok(());
        }
        let failed = |error| refused(&self.url, error);
        let options: PgConnectOptions = self.url.connect_url().expose_secret().parse().map_err(failed)?;
        let options = bare(options);
        let mut one = PgConnection::connect_with(&options).await.map_err(failed)?;
        // One that takes care of them gives them names of its own.
        if !is_prepared(&mut one).await.map_err(failed)? {
            return one.close().await.map_err(failed);
        }
        // Where whoever is connected has a process of the server to itself, there is no need of it.
        let mut other = PgConnection::connect_with(&options).await.map_err(failed)?;
        let first = process(&mut one).await.map_err(failed)?;
        let second = process(&mut other).await.map_err(failed)?;
        let again = [process(&mut one).await.map_err(failed)?, process(&mut one).await.map_err(failed)?];
        for connection in [one, other] {
            connection.close().await.map_err(failed)?;
        }
        if first != second && again.iter().all(|process| *process == first) {
            return Ok(());
        }
        Err(Error::Pooler { url: self.url.to_string() })
    }

    /// Whether a pooler in between forgets what the connections of the pool were made with.
    pub async fn loses_settings(&self) -> Result<bool, DbErr> {
        if self.engine() == Engine::Sqlite {
            return Ok(false);
        }
        let ask = "SELECT current_setting('enable_seqscan') = 'on' AS lost";
        let row = self.reader().query_one_raw(Statement::from_string(DbBackend::Postgres, ask)).await?;
        row.map_or(Ok(false), |row| row.try_get("", "lost"))
    }

    /// A transaction as [`Db::begin`] has it, that gets on with a pooler.
    pub(crate) async fn begin_plain(&self) -> Result<DatabaseTransaction, DbErr> {
        let Some(pool) = self.plain.clone() else { return self.begin().await };
        #[expect(clippy::disallowed_methods, reason = "it ends with the database's answer, and leaves nothing undone")]
        let begun = tokio::spawn(async move { begin(&pool, STATEMENT).await });
        begun.await.map_err(|error| DbErr::Conn(RuntimeErr::Internal(error.to_string())))?
    }

    /// Where single statements go that only look, if they are to get on with a pooler.
    pub(crate) fn single(&self) -> Single<'_> {
        Single(self)
    }
}

/// A connection on which each statement is a transaction, where a pooler takes it for one.
#[derive(Debug)]
pub(crate) struct Single<'a>(&'a Db);

/// The same call on a transaction of its own, or on the pool.
macro_rules! alone {
    ($db:expr, $call:ident, $argument:expr) => {{
        if !$db.is_pooled() {
            return $db.writer().$call($argument).await;
        }
        let transaction = $db.begin_plain().await?;
        let done = transaction.$call($argument).await;
        match done {
            Ok(done) => transaction.commit().await.map(|()| done),
            Err(error) => {
                // What failed is what there is to say.
                _ = transaction.rollback().await;
                Err(error)
            }
        }
    }};
}

#[async_trait]
impl ConnectionTrait for Single<'_> {
    fn get_database_backend(&self) -> DbBackend {
        self.0.reader().get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        alone!(self.0, execute_raw, statement)
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        alone!(self.0, execute_unprepared, sql)
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        if !self.0.is_pooled() {
            return self.0.reader().query_one_raw(statement).await;
        }
        alone!(self.0, query_one_raw, statement)
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        if !self.0.is_pooled() {
            return self.0.reader().query_all_raw(statement).await;
        }
        alone!(self.0, query_all_raw, statement)
    }
}
