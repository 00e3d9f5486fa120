//! Storage: one database per add-on, on PostgreSQL or SQLite.
//!
//! `SeaORM` speaks to both. Two pools stand behind a [`Db`]: one that writes and one that reads. On
//! SQLite the writing pool is a single connection, because SQLite has a single writer and a queue in front
//! of it is fairer than its busy handler; several processes take turns. The readers see a consistent snapshot meanwhile.
//! On PostgreSQL both names stand for the same pool.

mod alone;
mod aside;
pub mod cache;
pub mod cached;
pub mod direct;
pub mod entities;
mod error;
pub mod events;
pub mod export;
pub mod facts;
pub mod flows;
pub mod jobs;
pub mod lock;
mod look;
mod notify;
mod options;
mod own;
mod pooled;
pub mod replays;
pub mod revision;
pub mod runs;
pub mod trail;
mod turn;

use std::fs;
use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, EntityTrait,
    QueryFilter, RuntimeErr, SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
};

use crate::clock::Keys;

pub use crate::config::database::{Engine, Url};
pub use error::{Error, is_about_data, is_contended, is_locked_out, is_unreachable};
use error::{is_busy, refused};
pub use notify::{Changes, JOBS_CHANNEL, announce, announcing};
pub(crate) use options::{is_new, settings};
use options::{postgres, reading, writing};
use own::Own;
pub(crate) use pooled::begin as begin_pooled;
pub use pooled::pooler;

/// How long a statement may wait for a connection before the caller is told that there is none.
const ACQUIRE: Duration = Duration::from_secs(3);

/// How long SQLite waits for another process that writes.
const BUSY: Duration = Duration::from_secs(5);

/// Pages of SQLite's log after which whoever commits moves them into the database: 4 MiB, as by default.
pub(crate) const CHECKPOINT_PAGES: u32 = 512;

/// Connections of a pool on PostgreSQL.
const CONNECTIONS: u32 = 8;

/// Connections that may wait for the lock of a flow at once.
const LINE: usize = 2;

/// Longest any statement of a server may take on PostgreSQL. Long work has connections of its own.
const STATEMENT: Duration = Duration::from_secs(10);

/// A handle on one add-on's database. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Db {
    url: Url,
    pools: Arc<ArcSwap<Pools>>,
    /// Connections for whoever migrates, where a pooler stands before the server.
    plain: Option<Arc<DatabaseConnection>>,
    /// Connections of their own for the pulse, the writer of events and the journal of flows. On PostgreSQL a
    /// connection can go silent without an end; whoever has some to itself can drop them after its own patience and take
    /// new ones.
    pulse: Own,
    hot: Own,
    marks: Own,
    /// The keys of recent events on SQLite.
    recent: events::recent::Recent,
    /// Makes keys of rows.
    keys: Arc<Keys>,
    /// How many may stand in the lines of flows at once.
    line: Arc<tokio::sync::Semaphore>,
}

/// The pools of the moment.
#[derive(Debug)]
struct Pools {
    write: DatabaseConnection,
    read: DatabaseConnection,
}

/// Whether a missing SQLite file is made or is an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// Create it: for whoever migrates.
    Create,
    /// Say so: for whoever only looks.
    Refuse,
}

impl Db {
    /// Opens the database. On PostgreSQL connections are made when they are first needed, so that a server can
    /// start, and say that it isn't ready, while its database is away.
    pub async fn open(url: &Url, missing: Missing) -> Result<Self, Error> {
        prepare_file(url, missing)?;
        let pools = Pools::open(url).await.map_err(|source| Error::Unreachable { url: url.to_string(), source })?;
        Ok(Self::with(url, pools))
    }

    fn with(url: &Url, pools: Pools) -> Self {
        let pools = Arc::new(ArcSwap::from_pointee(pools));
        let (pulse, hot, marks, recent, keys) = Default::default();
        let line = Arc::new(tokio::sync::Semaphore::new(LINE));
        Self { url: url.clone(), pools, plain: None, pulse, hot, marks, recent, keys, line }
    }

    /// What makes keys of rows: the same for all who have this database, so that they rise.
    #[must_use]
    pub fn keys(&self) -> Arc<Keys> {
        Arc::clone(&self.keys)
    }

    /// Takes new pools in place of the old ones, whose connections may have gone silent. What is under way on an old
    /// connection goes on there. Nothing to do on SQLite.
    pub async fn renew(&self) -> Result<(), DbErr> {
        if self.engine() == Engine::Postgres {
            self.hot.forget();
            self.marks.forget();
            self.pools.store(Arc::new(Pools::open(&self.url).await?));
        }
        Ok(())
    }

    /// The same, but finds out first whether the database lets us in, and if not, why: a pool that waits for a connection
    /// only ever says that there was none.
    pub async fn reach(url: &Url, missing: Missing) -> Result<Self, Error> {
        let db = Self::reach_to_migrate(url, missing).await?;
        db.prepares().await?;
        Ok(db)
    }

    /// The same for whoever migrates, which works behind any pooler. Nothing else may, before [`Db::prepares`] says so.
    pub async fn reach_to_migrate(url: &Url, missing: Missing) -> Result<Self, Error> {
        let mut first = None;
        if url.engine() == Engine::Postgres {
            match tokio::time::timeout(ACQUIRE, pooled::connect(url)).await {
                Ok(Ok(connection)) => first = Some(connection),
                Ok(Err(error)) => return Err(refused(url, error)),
                Err(_) => return Err(refused(url, sqlx::Error::PoolTimedOut)),
            }
        }
        let mut db = Self::open(url, missing).await?;
        match first {
            Some((_, true)) => {
                let pool = pooled::pool(url, CONNECTIONS).await;
                let pool = pool.map_err(|source| Error::Unreachable { url: url.to_string(), source })?;
                db.plain = Some(Arc::new(pool));
            }
            Some((connection, false)) => db.pulse.give_back(connection),
            None => {}
        }
        Ok(db)
    }

    /// Which engine this is.
    #[must_use]
    pub fn engine(&self) -> Engine {
        self.url.engine()
    }

    /// Where it is.
    #[must_use]
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// Where statements that change something go, when one statement is all.
    #[must_use]
    pub fn writer(&self) -> DatabaseConnection {
        self.pools.load().write.clone()
    }

    /// Where statements that only look go.
    #[must_use]
    pub fn reader(&self) -> DatabaseConnection {
        self.pools.load().read.clone()
    }

    /// A transaction that writes. On SQLite it takes the write lock at once, since a lock taken later,
    /// after a read, can fail without waiting.
    ///
    /// May be dropped at any time. PostgreSQL's driver would then give the connection to the next one with the
    /// transaction open, and whatever that one wrote would be confirmed and never committed. So the beginning goes on by
    /// itself, and a transaction that nobody takes is rolled back.
    pub async fn begin(&self) -> Result<DatabaseTransaction, DbErr> {
        let immediate = (self.engine() == Engine::Sqlite).then_some(SqliteTransactionMode::Immediate);
        let options = TransactionOptions { sqlite_transaction_mode: immediate, ..Default::default() };
        let writer = self.writer();
        #[expect(clippy::disallowed_methods, reason = "it ends with the database's answer, and leaves nothing undone")]
        let begun = tokio::spawn(async move { writer.begin_with_options(options).await });
        begun.await.map_err(|error| DbErr::Conn(RuntimeErr::Internal(error.to_string())))?
    }

    /// Whether the database answers. May be dropped at any time.
    pub async fn ping(&self) -> Result<(), DbErr> {
        use sqlx::Connection;

        if self.engine() == Engine::Sqlite {
            return self.reader().execute_unprepared("SELECT 1 FROM sqlite_schema LIMIT 1").await.map(|_| ());
        }
        let failed = |error| DbErr::Conn(RuntimeErr::SqlxError(Arc::new(error)));
        let (mut connection, _) = self.pulse.take(&self.url).await.map_err(failed)?;
        connection.ping().await.map_err(failed)?;
        self.pulse.give_back(connection);
        Ok(())
    }

    /// What in the server's own settings would let it lose what it confirmed. Empty is as it should be.
    pub async fn risks(&self) -> Result<Vec<&'static str>, DbErr> {
        if self.engine() == Engine::Sqlite {
            return Ok(Vec::new());
        }
        let ask = "SELECT current_setting('fsync') = 'on' AS fsync, \
                   current_setting('synchronous_commit') NOT IN ('off', 'local') AS synchronous_commit";
        let row = self.reader().query_one_raw(Statement::from_string(DbBackend::Postgres, ask)).await?;
        let Some(row) = row else { return Ok(Vec::new()) };
        let mut risks = Vec::new();
        for setting in ["fsync", "synchronous_commit"] {
            if !row.try_get::<bool>("", setting)? {
                risks.push(setting);
            }
        }
        Ok(risks)
    }

    /// Whether there is anything that was sealed with a key. A database without a schema holds nothing.
    pub async fn holds_secrets(&self) -> bool {
        let token = entities::installation::COLUMN.token.is_not_null();
        let installation = entities::installation::Entity::find().filter(token).one(&self.reader()).await;
        let source = entities::custom_source::Entity::find().one(&self.reader()).await;
        let secret = entities::flow_secret::Entity::find().one(&self.reader()).await;
        matches!(installation, Ok(Some(_))) || matches!(source, Ok(Some(_))) || matches!(secret, Ok(Some(_)))
    }

    /// Closes both pools and waits for their connections, so that a SQLite file is left without a log beside it.
    pub async fn close(self) -> Result<(), DbErr> {
        self.pulse.close();
        self.hot.close();
        self.marks.close();
        if let Some(plain) = self.plain {
            plain.close_by_ref().await?;
        }
        let pools = self.pools.load_full();
        pools.read.close_by_ref().await?;
        pools.write.close_by_ref().await
    }
}

impl Pools {
    async fn open(url: &Url) -> Result<Self, DbErr> {
        match url.engine() {
            Engine::Postgres => {
                let pool = Database::connect(postgres(url)).await?;
                Ok(Self { write: pool.clone(), read: pool })
            }
            // The first connection turns a new file to WAL, which the other processes that start now can't wait for.
            Engine::Sqlite => {
                let write = open_sqlite(&writing(url)).await?;
                Ok(Self { write, read: open_sqlite(&reading(url)).await? })
            }
        }
    }
}

/// Opens a pool on a SQLite file, and tries again for a while when another process holds the file.
async fn open_sqlite(options: &ConnectOptions) -> Result<DatabaseConnection, DbErr> {
    let end = tokio::time::Instant::now() + BUSY;
    loop {
        match Database::connect(options.clone()).await {
            Err(error) if is_busy(&error) && tokio::time::Instant::now() < end => {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            result => return result,
        }
    }
}

fn prepare_file(url: &Url, missing: Missing) -> Result<(), Error> {
    let Some(path) = url.sqlite_path() else { return Ok(()) };
    if missing == Missing::Refuse && !path.exists() {
        return Err(Error::Absent { url: url.to_string() });
    }
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => {
            fs::create_dir_all(folder).map_err(|source| Error::Folder { url: url.to_string(), source })
        }
        _ => Ok(()),
    }
}
