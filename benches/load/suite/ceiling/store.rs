//! One bare table on either engine, with the fewest statements that a batch can have.

use clockify_addons::db::Engine;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{Connection, PgConnection, SqliteConnection};

use super::Row;

/// How many rows a statement on SQLite carries, the largest first, so that each is prepared once.
const GROUPS: [usize; 4] = [64, 16, 4, 1];

/// The table.
#[derive(Debug)]
pub(super) enum Store {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Store {
    /// Opens the database and makes the table.
    pub(super) async fn open(engine: Engine, url: &str) -> anyhow::Result<Self> {
        let table = |id, time, bytes| {
            sqlx::AssertSqlSafe(format!(
                "CREATE TABLE event (id {id} PRIMARY KEY NOT NULL, received_at {time} NOT NULL, body {bytes} NOT NULL)"
            ))
        };
        Ok(match engine {
            Engine::Sqlite => {
                let options: SqliteConnectOptions = url.parse()?;
                let options = options
                    .create_if_missing(true)
                    .journal_mode(SqliteJournalMode::Wal)
                    .synchronous(SqliteSynchronous::Full);
                let mut connection = SqliteConnection::connect_with(&options).await?;
                sqlx::query(table("BLOB", "TEXT", "BLOB")).execute(&mut connection).await?;
                Self::Sqlite(connection)
            }
            Engine::Postgres => {
                let mut connection = PgConnection::connect(url).await?;
                sqlx::query(table("UUID", "TIMESTAMPTZ", "BYTEA")).execute(&mut connection).await?;
                Self::Postgres(connection)
            }
        })
    }

    /// Stores a batch in one transaction.
    pub(super) async fn insert(&mut self, batch: &[Row]) -> Result<(), sqlx::Error> {
        match self {
            Self::Sqlite(connection) => sqlite(connection, batch).await,
            Self::Postgres(connection) => postgres(connection, batch).await,
        }
    }
}

async fn sqlite(connection: &mut SqliteConnection, batch: &[Row]) -> Result<(), sqlx::Error> {
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
    let mut rows = batch;
    while let Some(size) = GROUPS.into_iter().find(|size| *size <= rows.len()) {
        let (group, rest) = rows.split_at(size);
        rows = rest;
        let sql = format!("INSERT INTO event (id, received_at, body) VALUES {}", vec!["(?,?,?)"; size].join(","));
        let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
        for row in group {
            query = query.bind(row.id).bind(row.received_at).bind(&*row.body);
        }
        query.execute(&mut *transaction).await?;
    }
    transaction.commit().await
}

/// A statement by itself is a transaction too, and saves two round trips.
async fn postgres(connection: &mut PgConnection, batch: &[Row]) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO event (id, received_at, body) SELECT * FROM UNNEST($1::uuid[], $2::timestamptz[], $3::bytea[])",
    )
    .bind(batch.iter().map(|row| row.id).collect::<Vec<_>>())
    .bind(batch.iter().map(|row| row.received_at).collect::<Vec<_>>())
    .bind(batch.iter().map(|row| &*row.body).collect::<Vec<_>>())
    .execute(connection)
    .await
    .map(|_| ())
}
