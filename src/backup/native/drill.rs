//! Restoring such an archive for practice: on PostgreSQL into a database beside the one that it belongs to, for `pg_restore`
//! can't be kept in a schema or a transaction of ours; on SQLite into a file.

use std::path::Path;

use sqlx::{AssertSqlSafe, Connection, PgConnection};

use super::super::Error;
use super::super::cut::postgres;
use super::super::manifest::Part;
use super::super::place::Set;
use super::super::restore::{Into, Restored};
use super::super::schema::literal;
use super::fill::{Scrap, fill, fits, restored};
use super::tool;
use crate::config::database::Url;

/// Restores a part for practice: into a file in this folder, or into a database beside the one that it belongs to.
pub(in crate::backup) async fn drill(set: &Set, into: &Into, part: &Part, scratch: &Path) -> Result<Restored, Error> {
    fits(into, part)?;
    match &into.url {
        Url::Postgres(server) => {
            tool::restores(&[&into.url]).await?;
            let mut beside = Beside::new(&into.url, &server.database).await?;
            let url = Url::Postgres(server.with_database(&beside.name));
            let filled = fill(set, part, into.addon, &url).await;
            beside.remove().await?;
            filled?;
        }
        Url::Sqlite { .. } => {
            let new = Scrap(scratch.join(format!("{}.db", into.addon)));
            fill(set, part, into.addon, &Url::Sqlite { path: new.0.clone() }).await?;
        }
    }
    Ok(restored(into, part))
}

/// A database on the same server, for as long as a drill takes.
struct Beside {
    url: Url,
    name: String,
    there: bool,
}

impl Beside {
    async fn new(url: &Url, of: &str) -> Result<Self, Error> {
        let name = format!("clockify_addons_drill_{}", uuid::Uuid::now_v7().simple());
        let beside = Self { url: url.clone(), name, there: true };
        let made = async {
            execute(url, &format!("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'", beside.name)).await?;
            // For whoever finds one that a kill has left.
            let comment = literal(&format!("drill of {of}"));
            execute(url, &format!("COMMENT ON DATABASE {} IS {comment}", beside.name)).await
        };
        made.await.map_err(Error::doing(
            "a database for the drill (a native backup is tried in one of its own, which takes a role with CREATEDB)",
        ))?;
        Ok(beside)
    }

    async fn remove(&mut self) -> Result<(), Error> {
        let gone = drop_database(&self.url, &self.name).await;
        self.there = gone.is_err();
        gone.map_err(Error::doing(&format!("to remove {}, the database of the drill", self.name)))
    }
}

/// Whoever stops a drill drops it where it stands.
impl Drop for Beside {
    fn drop(&mut self) {
        if !self.there {
            return;
        }
        let (url, name) = (self.url.clone(), self.name.clone());
        // Nothing can be waited for here but a thread.
        let removing = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.map(|runtime| runtime.block_on(drop_database(&url, &name)))
        });
        removing.join().ok();
    }
}

/// Whoever is still making it, for somebody who was stopped meanwhile, is ended first: it would come to be afterwards.
async fn drop_database(url: &Url, name: &str) -> Result<(), sqlx::Error> {
    execute(
        url,
        &format!(
            "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE pid <> pg_backend_pid() \
             AND usename = current_user AND query LIKE 'CREATE DATABASE {name} %'"
        ),
    )
    .await?;
    execute(url, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await
}

async fn execute(url: &Url, sql: &str) -> Result<(), sqlx::Error> {
    let options = postgres(url).map_err(|error| sqlx::Error::Configuration(error.into()))?;
    let mut connection = PgConnection::connect_with(&options).await?;
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&mut connection).await?;
    connection.close().await
}
