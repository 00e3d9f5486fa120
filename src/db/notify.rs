//! Telling the other replicas at once that installations or sources changed, or that there is a job to do.
//!
//! PostgreSQL carries the word with `NOTIFY`. SQLite has no such thing and no replicas on other machines; its
//! processes find out by the short poll that every replica makes anyway, which is also what
//! catches a lost notification.

use sea_orm::{ConnectionTrait, DbErr};
use sqlx::postgres::PgListener;

use super::{Db, Engine};

const INSTALLS_CHANNEL: &str = "clockify_addons_installs";

/// Where pushed jobs are told of, each by its kind. The statement that stores them says so itself.
pub const JOBS_CHANNEL: &str = "clockify_addons_jobs";

/// Sends the word that installations or sources changed. Inside a transaction it leaves with the commit, so nobody
/// hears of a change that isn't there.
pub async fn announce(db: &impl ConnectionTrait, engine: Engine) -> Result<(), DbErr> {
    if let Some(statement) = announcing(engine) {
        db.execute_unprepared(&statement).await?;
    }
    Ok(())
}

/// The statement that sends the word, where one does.
#[must_use]
pub fn announcing(engine: Engine) -> Option<String> {
    (engine == Engine::Postgres).then(|| format!("NOTIFY {INSTALLS_CHANNEL}"))
}

/// Hears the word.
#[derive(Debug)]
pub struct Changes(Option<PgListener>);

impl Changes {
    /// Starts to listen for changes of installations and sources. It holds one connection.
    pub async fn listen(db: &Db) -> Result<Self, DbErr> {
        Self::on(db, INSTALLS_CHANNEL).await
    }

    /// Starts to listen for pushed jobs. It holds one connection.
    pub async fn listen_for_jobs(db: &Db) -> Result<Self, DbErr> {
        Self::on(db, JOBS_CHANNEL).await
    }

    async fn on(db: &Db, channel: &str) -> Result<Self, DbErr> {
        if db.engine() == Engine::Sqlite {
            return Ok(Self(None));
        }
        let failed = |error: sqlx::Error| DbErr::Custom(error.to_string());
        let mut listener =
            PgListener::connect_with(db.writer().get_postgres_connection_pool()).await.map_err(failed)?;
        listener.listen(channel).await.map_err(failed)?;
        Ok(Self(Some(listener)))
    }

    /// Returns when something changed, with what was said of it; never on an engine without notifications.
    pub async fn next(&mut self) -> Result<String, DbErr> {
        match &mut self.0 {
            Some(listener) => {
                let word = listener.recv().await.map_err(|error| DbErr::Custom(error.to_string()))?;
                Ok(word.payload().to_owned())
            }
            None => std::future::pending().await,
        }
    }
}
