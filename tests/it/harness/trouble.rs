//! A database that somebody else holds, or that is away for a while.

use clockify_addons::db::{Db, Missing};
use clockify_addons::domain::addon::Addon;
use sea_orm::{ConnectionTrait, DatabaseTransaction};

use super::TestApp;
use super::database::{Database, Engine, admin};

/// Makes SQLite's one writing connection give up on a lock after a moment.
const SHORT: &str = "PRAGMA busy_timeout = 50";

/// A lock of somebody else's: whoever writes an event waits until it is given back.
#[derive(Debug)]
pub(crate) struct Lock {
    db: Db,
    held: DatabaseTransaction,
}

impl Lock {
    /// Takes it.
    pub(crate) async fn hold(app: &TestApp) -> Self {
        let db = Db::open(&app.app.config.database, Missing::Refuse).await.unwrap();
        let held = db.begin().await.unwrap();
        if app.engine() == Engine::Postgres {
            held.execute_unprepared("LOCK TABLE webhook_event IN ACCESS EXCLUSIVE MODE").await.unwrap();
        }
        Self { db, held }
    }

    /// Gives it back.
    pub(crate) async fn release(self) {
        self.held.rollback().await.unwrap();
        self.db.close().await.unwrap();
    }
}

/// A database that can't be written until it is brought back.
#[derive(Debug)]
pub(crate) enum Outage {
    /// A file that somebody else writes for longer than the add-on waits.
    Sqlite(Lock),
    /// A server that ends every session and takes no new one.
    Postgres(String),
}

impl Outage {
    /// Takes the database away.
    pub(crate) async fn begin(app: &TestApp) -> Self {
        if app.engine() == Engine::Sqlite {
            app.execute(SHORT).await;
            return Self::Sqlite(Lock::hold(app).await);
        }
        let name = app.app.config.database.postgres().unwrap().database.clone();
        let admin = admin().await;
        admin.execute_unprepared(&format!("ALTER DATABASE {name} ALLOW_CONNECTIONS false")).await.unwrap();
        let end = format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");
        admin.execute_unprepared(&end).await.unwrap();
        Self::Postgres(name)
    }

    /// Brings it back.
    pub(crate) async fn end(self) {
        match self {
            Self::Sqlite(lock) => lock.release().await,
            Self::Postgres(name) => {
                let sql = format!("ALTER DATABASE {name} ALLOW_CONNECTIONS true");
                admin().await.execute_unprepared(&sql).await.unwrap();
            }
        }
    }
}

/// An add-on, installed, whose writer gives up on a lock after a moment instead of seconds.
pub(crate) async fn impatient(engine: Engine) -> TestApp {
    let database = Database::migrated(engine).await;
    if let Some(postgres) = database.url.postgres() {
        let sql = format!("ALTER DATABASE {} SET lock_timeout = '50ms'", postgres.database);
        admin().await.execute_unprepared(&sql).await.unwrap();
    }
    let app = TestApp::on(database, Addon::UniversalWebhook, &[]).await;
    if engine == Engine::Sqlite {
        app.execute(SHORT).await;
    }
    app.install(0, 1).await;
    app
}

/// Makes the database refuse every event whose body contains the word, and no other.
pub(crate) async fn refuse(app: &TestApp, word: &str) {
    let word = hex::encode(word);
    app.execute(&match app.engine() {
        Engine::Sqlite => format!(
            "CREATE TRIGGER refuse BEFORE INSERT ON webhook_event WHEN instr(NEW.body, X'{word}') > 0 \
             BEGIN SELECT RAISE(ABORT, 'refused by the test'); END"
        ),
        Engine::Postgres => {
            format!("ALTER TABLE webhook_event ADD CONSTRAINT refuse CHECK (position('\\x{word}'::bytea IN body) = 0)")
        }
    })
    .await;
}

/// Takes that back.
pub(crate) async fn allow(app: &TestApp) {
    app.execute(match app.engine() {
        Engine::Sqlite => "DROP TRIGGER refuse",
        Engine::Postgres => "ALTER TABLE webhook_event DROP CONSTRAINT refuse",
    })
    .await;
}
