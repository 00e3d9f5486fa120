//! A database that somebody else holds, or that is away for a while.

use clockify_addons::db::{Db, Missing};
use sea_orm::{ConnectionTrait, DatabaseTransaction};

use super::TestApp;
use super::database::{Engine, admin};

/// A lock of somebody else's: whoever writes an event waits until it is given back.
#[derive(Debug)]
pub struct Lock {
    db: Db,
    held: DatabaseTransaction,
}

impl Lock {
    /// Takes it.
    pub async fn hold(app: &TestApp) -> Self {
        let db = Db::open(&app.app.config.database, Missing::Refuse).await.unwrap();
        let held = db.begin().await.unwrap();
        if app.engine() == Engine::Postgres {
            held.execute_unprepared("LOCK TABLE webhook_event IN ACCESS EXCLUSIVE MODE").await.unwrap();
        }
        Self { db, held }
    }

    /// Gives it back.
    pub async fn release(self) {
        self.held.rollback().await.unwrap();
        self.db.close().await.unwrap();
    }
}

/// A database that can't be written until it is brought back.
#[derive(Debug)]
pub enum Outage {
    /// A file that somebody else writes for longer than the add-on waits.
    Sqlite(Lock),
    /// A server that ends every session and takes no new one.
    Postgres(String),
}

impl Outage {
    /// Takes the database away.
    pub async fn begin(app: &TestApp) -> Self {
        if app.engine() == Engine::Sqlite {
            shorten_patience(app).await;
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
    pub async fn end(self) {
        match self {
            Self::Sqlite(lock) => lock.release().await,
            Self::Postgres(name) => {
                let sql = format!("ALTER DATABASE {name} ALLOW_CONNECTIONS true");
                admin().await.execute_unprepared(&sql).await.unwrap();
            }
        }
    }
}

/// Makes the writer give up on a lock after a moment instead of seconds.
pub async fn shorten_patience(app: &TestApp) {
    match app.engine() {
        Engine::Sqlite => app.execute("PRAGMA busy_timeout = 50").await,
        Engine::Postgres => {
            // It counts for sessions that begin from here on, so those that there are end.
            let name = &app.app.config.database.postgres().unwrap().database;
            app.execute(&format!("ALTER DATABASE {name} SET lock_timeout = '50ms'")).await;
            let end = format!(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}' \
                 AND pid <> pg_backend_pid()"
            );
            admin().await.execute_unprepared(&end).await.unwrap();
        }
    }
}

/// Makes the database refuse every event whose body contains the word, and no other.
pub async fn refuse(app: &TestApp, word: &str) {
    let word = hex::encode(word);
    app.execute(&match app.engine() {
        Engine::Sqlite => format!(
            "CREATE TRIGGER refuse BEFORE INSERT ON webhook_event WHEN instr(NEW.body, X'{word}') > 0 \
             BEGIN SELECT RAISE(ABORT, 'refused by the test'); END"
        ),
        Engine::Postgres => format!(
            "ALTER TABLE webhook_event ADD CONSTRAINT refuse CHECK (position('\\x{word}'::bytea IN body) = 0)"
        ),
    })
    .await;
}

/// Takes that back.
pub async fn allow(app: &TestApp) {
    app.execute(match app.engine() {
        Engine::Sqlite => "DROP TRIGGER refuse",
        Engine::Postgres => "ALTER TABLE webhook_event DROP CONSTRAINT refuse",
    })
    .await;
}
