//! What SQLite says of a file.

use sea_orm::{ConnectionTrait, DbErr};

use super::one;

/// A database file.
#[derive(Clone, Debug)]
pub struct Sqlite {
    /// Of the library that is built in.
    pub version: String,
    /// `wal`, `delete` and so on.
    pub journal: String,
    /// Whether freed pages can be given back step by step.
    pub incremental: bool,
    /// What is wrong with the file; none if nothing is.
    pub damage: Option<String>,
    /// Bytes of the pages, and of those that are free.
    pub bytes: (i64, i64),
}

pub(super) async fn facts(connection: &impl ConnectionTrait) -> Result<Sqlite, DbErr> {
    let version: String = value(connection, "SELECT sqlite_version() AS v").await?;
    let journal: String = value(connection, "SELECT journal_mode AS v FROM pragma_journal_mode").await?;
    let vacuum: i64 = value(connection, "SELECT auto_vacuum AS v FROM pragma_auto_vacuum").await?;
    let page: i64 = value(connection, "SELECT page_size AS v FROM pragma_page_size").await?;
    let pages: i64 = value(connection, "SELECT page_count AS v FROM pragma_page_count").await?;
    let free: i64 = value(connection, "SELECT freelist_count AS v FROM pragma_freelist_count").await?;
    let found: String = value(connection, "SELECT quick_check AS v FROM pragma_quick_check LIMIT 1").await?;
    Ok(Sqlite {
        version,
        journal,
        incremental: vacuum == 2,
        damage: (found != "ok").then_some(found),
        bytes: (page * pages, page * free),
    })
}

async fn value<T: sea_orm::TryGetable>(connection: &impl ConnectionTrait, sql: &str) -> Result<T, DbErr> {
    let row = one(connection, sql).await?;
    row.ok_or_else(|| DbErr::RecordNotFound(sql.to_owned()))?.try_get("", "v")
}
