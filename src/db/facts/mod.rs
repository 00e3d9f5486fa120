//! What an operator wants to know of a database beside its rows: for the doctor, which changes nothing.

mod postgres;
mod sqlite;

use sea_orm::{ConnectionTrait, DbErr, QueryResult, Statement};

pub use postgres::{Dead, Postgres, Waiting};
pub use sqlite::Sqlite;

use super::{Db, Engine};

/// What is known of an engine.
#[derive(Clone, Debug)]
pub enum Facts {
    /// Of a server's database.
    Postgres(Box<Postgres>),
    /// Of a file.
    Sqlite(Sqlite),
}

/// What waits to be worked on, and what failed for good.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Jobs {
    /// Jobs that are due or will be.
    pub pending: i64,
    /// When the first of them was due, in milliseconds since 1970.
    pub oldest_ms: Option<i64>,
    /// Jobs that failed for good.
    pub dead: i64,
}

/// How installations fare.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Installations {
    /// Those whose token Clockify refuses.
    pub refused: i64,
    /// Webhooks that Clockify has given up delivering.
    pub undelivered: i64,
}

impl Db {
    /// Everything that the engine says of itself and of this database.
    pub async fn facts(&self) -> Result<Facts, DbErr> {
        match self.engine() {
            Engine::Postgres => Ok(Facts::Postgres(Box::new(postgres::facts(&self.reader()).await?))),
            Engine::Sqlite => Ok(Facts::Sqlite(sqlite::facts(&self.reader()).await?)),
        }
    }

    /// What waits.
    pub async fn jobs(&self) -> Result<Jobs, DbErr> {
        let sql = "SELECT count(CASE WHEN state = 'pending' THEN 1 END) AS pending, \
                   min(CASE WHEN state = 'pending' THEN due_at_ms END) AS oldest, \
                   count(CASE WHEN state = 'dead' THEN 1 END) AS dead FROM job";
        let Some(row) = one(&self.reader(), sql).await? else { return Ok(Jobs::default()) };
        Ok(Jobs {
            pending: row.try_get("", "pending")?,
            oldest_ms: row.try_get("", "oldest")?,
            dead: row.try_get("", "dead")?,
        })
    }

    /// How installations fare.
    pub async fn installations(&self) -> Result<Installations, DbErr> {
        let sql = "SELECT (SELECT count(*) FROM installation WHERE status = 'ACTIVE' AND refused_since IS NOT NULL) AS refused, \
                   (SELECT count(*) FROM webhook_registration r JOIN installation i ON i.id = r.installation_id \
                   WHERE i.status = 'ACTIVE' AND r.delivery_enabled = FALSE) AS undelivered";
        let Some(row) = one(&self.reader(), sql).await? else { return Ok(Installations::default()) };
        Ok(Installations { refused: row.try_get("", "refused")?, undelivered: row.try_get("", "undelivered")? })
    }
}

async fn one(connection: &impl ConnectionTrait, sql: &str) -> Result<Option<QueryResult>, DbErr> {
    connection.query_one_raw(Statement::from_string(connection.get_database_backend(), sql)).await
}
