//! Telling the other replicas at once that installations or sources changed.
//!
//! PostgreSQL carries the word with `NOTIFY`. SQLite has no such thing and no replicas on other machines; its
//! processes find out by the short poll that every replica makes anyway, which is also what
//! catches a lost notification.

use sea_orm::{ConnectionTrait, DbErr};
use sqlx::postgres::PgListener;

use super::{Db, Engine};

const CHANNEL: &str = "clockify_addons_installs";

/// Sends the word. Inside a transaction it leaves with the commit, so nobody hears of a change that isn't there.
pub async fn announce(db: &impl ConnectionTrait, engine: Engine) -> Result<(), DbErr> {
    if engine == Engine::Postgres {
        db.execute_unprepared(&format!("NOTIFY {CHANNEL}")).await?;
    }
    Ok(())
}

/// Hears the word.
#[derive(Debug)]
pub struct Changes(Option<PgListener>);

impl Changes {
    /// Starts to listen. It holds one connection.
    pub async fn listen(db: &Db) -> Result<Self, DbErr> {
        if db.engine() == Engine::Sqlite {
            return Ok(Self(None));
        }
        let failed = |error: sqlx::Error| DbErr::Custom(error.to_string());
        let mut listener =
            PgListener::connect_with(db.writer().get_postgres_connection_pool()).await.map_err(failed)?;
        listener.listen(CHANNEL).await.map_err(failed)?;
        Ok(Self(Some(listener)))
    }

    /// Returns when something changed; never on an engine without notifications.
    pub async fn next(&mut self) -> Result<(), DbErr> {
        match &mut self.0 {
            Some(listener) => listener.recv().await.map(|_| ()).map_err(|error| DbErr::Custom(error.to_string())),
            None => std::future::pending().await,
        }
    }
}
