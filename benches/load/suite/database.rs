//! Databases that are made for a run and gone after it, and the count of what is in them.

use std::cell::Cell;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clockify_addons::db::events::{self, NewEvent};
use clockify_addons::db::{Db, Engine, Missing};
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

    /// Takes a database away, whoever is still connected.
    pub(crate) fn remove(&self, database: &Database) -> anyhow::Result<()> {
        match database.engine {
            Engine::Sqlite => {
                let file = self.file(&database.name).display().to_string();
                for suffix in ["", "-wal", "-shm", ".lock"] {
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
