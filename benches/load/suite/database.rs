//! Databases that are made for a run and gone after it, and the count of what is in them.

use std::cell::Cell;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clockify_addons::db::events::{self, NewEvent};
use clockify_addons::db::{Db, Engine, Missing};
use sea_orm::ConnectionTrait;
use sqlx::{AssertSqlSafe, Connection, PgConnection, Row, SqliteConnection};
use tokio::runtime::Runtime;
use url::Url;

/// Where databases come from.
#[derive(Debug)]
pub(crate) struct Databases {
    folder: PathBuf,
    server: Option<Url>,
    runtime: Runtime,
    made: Cell<u32>,
}

/// A database.
#[derive(Debug, Clone)]
pub(crate) struct Database {
    pub(crate) engine: Engine,
    pub(crate) url: String,
    name: String,
}

impl Databases {
    pub(crate) fn new(folder: &Path, server: Option<&str>) -> anyhow::Result<Self> {
        let server = server.map(Url::parse).transpose().context("TEST_DATABASE_URL is no URL")?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        Ok(Self { folder: folder.to_owned(), server, runtime, made: Cell::new(0) })
    }

    /// A new and empty one. On SQLite its first user makes the file.
    pub(crate) fn create(&self, engine: Engine) -> anyhow::Result<Database> {
        self.made.set(self.made.get() + 1);
        // The process id keeps two runs on one server apart.
        let name = format!("bench_{}_{}", std::process::id(), self.made.get());
        let url = match engine {
            Engine::Sqlite => format!("sqlite:///{}", self.file(&name).display()),
            Engine::Postgres => {
                self.on_server(&format!("CREATE DATABASE {name}"))?;
                self.server_url(&name)?
            }
        };
        Ok(Database { engine, url, name })
    }

    /// A copy of one that nobody uses.
    pub(crate) fn copy(&self, original: &Database) -> anyhow::Result<Database> {
        if original.engine == Engine::Sqlite {
            let copy = self.create(Engine::Sqlite)?;
            std::fs::copy(self.file(&original.name), self.file(&copy.name))?;
            return Ok(copy);
        }
        self.made.set(self.made.get() + 1);
        let name = format!("bench_{}_{}", std::process::id(), self.made.get());
        self.on_server(&format!("CREATE DATABASE {name} TEMPLATE {}", original.name))?;
        Ok(Database { engine: Engine::Postgres, url: self.server_url(&name)?, name })
    }

    /// Takes a database away, whoever is still connected.
    pub(crate) fn remove(&self, database: &Database) -> anyhow::Result<()> {
        match database.engine {
            Engine::Sqlite => {
                let file = self.file(&database.name).display().to_string();
                for suffix in ["", "-wal", "-shm", ".lock", ".sweep.lock", ".line.lock", ".turn.lock"] {
                    _ = std::fs::remove_file(format!("{file}{suffix}"));
                }
                Ok(())
            }
            Engine::Postgres => self.on_server(&format!("DROP DATABASE {} WITH (FORCE)", database.name)),
        }
    }

    /// Writes out what earlier runs left behind, so that this one doesn't pay for it.
    pub(crate) fn settle(&self, engine: Engine) -> anyhow::Result<()> {
        match engine {
            Engine::Sqlite => {
                rustix::fs::sync();
                Ok(())
            }
            Engine::Postgres => self.on_server("CHECKPOINT"),
        }
    }

    /// The one number that a query asks for.
    pub(crate) fn number(&self, database: &Database, query: &str) -> anyhow::Result<u64> {
        let query = AssertSqlSafe(query.to_owned());
        let number: i64 = self.runtime.block_on(async {
            match database.engine {
                Engine::Sqlite => {
                    let path = self.file(&database.name);
                    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(path);
                    let mut connection = SqliteConnection::connect_with(&options).await?;
                    let row = sqlx::query(query).fetch_one(&mut connection).await?;
                    connection.close().await?;
                    row.try_get(0)
                }
                Engine::Postgres => {
                    let mut connection = PgConnection::connect(&database.url).await?;
                    let row = sqlx::query(query).fetch_one(&mut connection).await?;
                    connection.close().await?;
                    row.try_get(0)
                }
            }
        })?;
        Ok(u64::try_from(number)?)
    }

    /// The rows that a query asks for, of a text and a number.
    pub(crate) fn pairs(&self, database: &Database, query: &str) -> anyhow::Result<Vec<(String, i64)>> {
        let pairs = self.runtime.block_on(async {
            match database.engine {
                Engine::Sqlite => {
                    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(self.file(&database.name));
                    let mut connection = SqliteConnection::connect_with(&options).await?;
                    sqlx::query_as(AssertSqlSafe(query.to_owned())).fetch_all(&mut connection).await
                }
                Engine::Postgres => {
                    let mut connection = PgConnection::connect(&database.url).await?;
                    sqlx::query_as(AssertSqlSafe(query.to_owned())).fetch_all(&mut connection).await
                }
            }
        })?;
        Ok(pairs)
    }

    /// Stores events and what they start, as the program does.
    pub(crate) fn store(&self, database: &Database, events: &[NewEvent]) -> anyhow::Result<()> {
        let url = database.url.parse().map_err(anyhow::Error::msg)?;
        self.runtime.block_on(async {
            let db = Db::open(&url, Missing::Refuse).await?;
            events::insert(&db, events, 0).await?;
            db.close().await.map_err(anyhow::Error::from)
        })
    }

    /// Runs a statement again and again until it changes nothing more, on a connection like the program's. Gives how many
    /// rows it changed.
    pub(crate) fn exhaust(&self, database: &Database, statement: &str) -> anyhow::Result<u64> {
        let url = database.url.parse().map_err(anyhow::Error::msg)?;
        self.runtime.block_on(async {
            let db = Db::open(&url, Missing::Refuse).await?;
            let writer = db.writer();
            let mut all = 0;
            loop {
                match writer.execute_unprepared(statement).await?.rows_affected() {
                    0 => break,
                    changed => all += changed,
                }
            }
            db.close().await?;
            Ok(all)
        })
    }

    /// What the log of SQLite takes beside the database, in bytes.
    pub(crate) fn log_bytes(&self, database: &Database) -> Option<u64> {
        let log = format!("{}-wal", self.file(&database.name).display());
        (database.engine == Engine::Sqlite).then(|| std::fs::metadata(log).map_or(0, |about| about.len()))
    }

    /// A transaction on PostgreSQL that sees the database as it is now, for as long as the connection is kept.
    pub(crate) fn snapshot(&self, database: &Database) -> anyhow::Result<PgConnection> {
        self.runtime.block_on(async {
            let mut connection = PgConnection::connect(&database.url).await?;
            for statement in ["BEGIN ISOLATION LEVEL REPEATABLE READ", "SELECT count(*) FROM installation"] {
                sqlx::query(statement).execute(&mut connection).await?;
            }
            Ok(connection)
        })
    }

    /// Runs a statement.
    pub(crate) fn execute(&self, database: &Database, statement: &str) -> anyhow::Result<()> {
        let statement = AssertSqlSafe(statement.to_owned());
        self.runtime.block_on(async {
            match database.engine {
                Engine::Sqlite => {
                    let path = self.file(&database.name);
                    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(path);
                    let mut connection = SqliteConnection::connect_with(&options).await?;
                    sqlx::query(statement).execute(&mut connection).await?;
                    connection.close().await.map_err(anyhow::Error::from)
                }
                Engine::Postgres => {
                    let mut connection = PgConnection::connect(&database.url).await?;
                    sqlx::query(statement).execute(&mut connection).await?;
                    connection.close().await.map_err(anyhow::Error::from)
                }
            }
        })
    }

    /// What the PostgreSQL server says of one of its settings.
    pub(crate) fn setting(&self, name: &str) -> anyhow::Result<String> {
        let url = self.server_url("postgres")?;
        self.runtime.block_on(async {
            let mut connection = PgConnection::connect(&url).await?;
            let row = sqlx::query("SELECT current_setting($1)").bind(name).fetch_one(&mut connection).await?;
            connection.close().await?;
            Ok(row.try_get(0)?)
        })
    }

    /// The version of the SQLite that is built in.
    pub(crate) fn sqlite_version(&self) -> anyhow::Result<String> {
        self.runtime.block_on(async {
            let mut connection = SqliteConnection::connect("sqlite::memory:").await?;
            let row = sqlx::query("SELECT sqlite_version()").fetch_one(&mut connection).await?;
            Ok(row.try_get(0)?)
        })
    }

    fn on_server(&self, statement: &str) -> anyhow::Result<()> {
        let url = self.server_url("postgres")?;
        self.runtime.block_on(async {
            let mut connection = PgConnection::connect(&url).await?;
            sqlx::query(AssertSqlSafe(statement.to_owned())).execute(&mut connection).await?;
            connection.close().await.map_err(anyhow::Error::from)
        })
    }

    fn server_url(&self, name: &str) -> anyhow::Result<String> {
        let mut url = self.server.clone().context("there is no PostgreSQL server")?;
        url.set_path(name);
        Ok(url.to_string())
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{name}.db"))
    }
}
