//! Opening a database to look at it as it is, for whoever must not change it: not a row, and not its settings either.

use sea_orm::{Database, DbErr};

use super::options::common;
use super::{BUSY, Db, Engine, Error, Missing, Pools, prepare_file};
use crate::config::database::Url;

impl Db {
    /// Opens the database and refuses to change it. On PostgreSQL whoever holds it could; nobody does.
    ///
    /// A SQLite file keeps the journal that it has, which [`Db::open`] would turn.
    pub async fn look(url: &Url) -> Result<Self, Error> {
        if url.engine() == Engine::Postgres {
            return Self::reach_to_migrate(url, Missing::Refuse).await;
        }
        prepare_file(url, Missing::Refuse)?;
        let failed = |source| Error::Unreachable { url: url.to_string(), source };
        let pools = looking(url).await.map_err(failed)?;
        Ok(Self::with(url, pools))
    }
}

async fn looking(url: &Url) -> Result<Pools, DbErr> {
    let mut options = common(url);
    options
        .max_connections(1)
        .min_connections(1)
        .test_before_acquire(false)
        .map_sqlx_sqlite_opts(|options| options.create_if_missing(false).busy_timeout(BUSY).pragma("query_only", "ON"));
    let pool = Database::connect(options).await?;
    Ok(Pools { write: pool.clone(), read: pool })
}
