//! A database for one test: a file, or a PostgreSQL database copied from a migrated template.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU32, Ordering};

use clockify_addons::config::database::Url;
use clockify_addons::migrate;
use sea_orm::{ConnectionTrait, Database as Connect, DatabaseConnection};
use tokio::sync::OnceCell;

/// Which engine a case runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Engine {
    Sqlite,
    Postgres,
}

/// A database that is removed afterwards.
#[derive(Debug)]
pub(crate) struct Database {
    pub(crate) url: Url,
    #[expect(dead_code, reason = "held for its drop")]
    folder: Option<tempfile::TempDir>,
    name: Option<String>,
}

static NUMBER: AtomicU32 = AtomicU32::new(0);
static TEMPLATE: OnceCell<String> = OnceCell::const_new();

impl Database {
    /// An empty database.
    pub(crate) async fn empty(engine: Engine) -> Self {
        match engine {
            Engine::Sqlite => {
                let folder = tempfile::tempdir().unwrap();
                let path = folder.path().join("test.db");
                let url = format!("sqlite:///{}", path.display()).parse().unwrap();
                Self { url, folder: Some(folder), name: None }
            }
            Engine::Postgres => Self::postgres("").await,
        }
    }

    /// A database with the current schema.
    pub(crate) async fn migrated(engine: Engine) -> Self {
        if engine == Engine::Postgres {
            let template = TEMPLATE.get_or_init(template).await;
            return Self::postgres(&format!(" TEMPLATE {template}")).await;
        }
        let database = Self::empty(engine).await;
        let (db, _) = migrate::open_migrated(&database.url).await.unwrap();
        db.close().await.unwrap();
        database
    }

    async fn postgres(more: &str) -> Self {
        let name = format!("t_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        admin().await.execute_unprepared(&format!("CREATE DATABASE {name}{more}")).await.unwrap();
        Self { url: at(&name), folder: None, name: Some(name) }
    }

    /// Host and port of the PostgreSQL server.
    pub(crate) fn server(&self) -> String {
        let postgres = self.url.postgres().unwrap();
        format!("{}:{}", postgres.host, postgres.port.unwrap_or(5432))
    }

    /// The same PostgreSQL database at another address.
    pub(crate) fn through(&self, address: SocketAddr) -> Url {
        let mut postgres = self.url.postgres().unwrap().clone();
        (postgres.host, postgres.port) = (address.ip().to_string(), Some(address.port()));
        Url::Postgres(postgres)
    }

    /// Removes it.
    pub(crate) async fn remove(self) {
        if let Some(name) = self.name {
            admin().await.execute_unprepared(&format!("DROP DATABASE {name} WITH (FORCE)")).await.unwrap();
        }
    }
}

async fn template() -> String {
    let name = format!("template_{}", std::process::id());
    admin().await.execute_unprepared(&format!("CREATE DATABASE {name}")).await.unwrap();
    let (db, _) = migrate::open_migrated(&at(&name)).await.unwrap();
    db.close().await.unwrap();
    name
}

#[expect(clippy::disallowed_methods, reason = "the script that starts the server tells where it is")]
fn base() -> String {
    std::env::var("TEST_DATABASE_URL")
        .expect("the PostgreSQL tests need a server: run `make test`, or set TEST_DATABASE_URL")
}

fn at(name: &str) -> Url {
    let base = base();
    let (server, _) = base.rsplit_once('/').unwrap();
    format!("{server}/{name}").parse().unwrap()
}

/// A connection of its own for each use: a pool would belong to the runtime of the test that made it.
pub(crate) async fn admin() -> DatabaseConnection {
    Connect::connect(base()).await.unwrap()
}
