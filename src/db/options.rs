//! How connections are opened: what each engine is told of us before the first statement.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use sea_orm::ConnectOptions;
use secrecy::ExposeSecret;
use sqlx::sqlite::{SqliteAutoVacuum, SqliteConnectOptions, SqliteJournalMode};

use super::turn::Turns;
use super::{ACQUIRE, BUSY, CHECKPOINT_PAGES, CONNECTIONS, STATEMENT, Url};

/// What every connection that writes to SQLite is told.
const SETTINGS: [(&str, &str); 4] = [
    // FULL, not NORMAL: with NORMAL a power cut may take acknowledged events with it.
    ("synchronous", "FULL"),
    ("foreign_keys", "ON"),
    // Deleted tokens and payloads must not stay readable in the file.
    ("secure_delete", "ON"),
    ("journal_size_limit", "67108864"),
];

/// The same as statements, for a connection that isn't the driver's.
pub(crate) fn settings() -> String {
    SETTINGS.map(|(name, value)| format!("PRAGMA {name} = {value};")).join(" ")
}

pub(super) fn postgres(url: &Url) -> ConnectOptions {
    let mut options = common(url);
    options
        .max_connections(CONNECTIONS)
        .min_connections(0)
        .connect_lazy(true)
        .set_application_name("clockify-addons")
        .statement_timeout(STATEMENT)
        .test_before_acquire(true)
        .test_before_acquire_if_idle_for(Duration::from_secs(1))
        // Plans are kept for as long as a connection is. One that was made while a table was small would go on reading all
        // of it when it no longer is; with an index at hand there is no need to. What has to be read whole nevertheless is
        // priced beyond all bounds by that, and PostgreSQL would compile the plan first, for half a second each time.
        .map_sqlx_postgres_opts(|options| options.options([("enable_seqscan", "off"), ("jit", "off")]));
    options
}

/// Has a SQLite file that nobody has written to give space back. Of any other it would be a write, for which whoever only
/// looks would wait, and which would have an effect before the first table exists only.
fn with_vacuum(options: SqliteConnectOptions, url: &Url) -> SqliteConnectOptions {
    if url.sqlite_path().is_some_and(is_new) { options.auto_vacuum(SqliteAutoVacuum::Incremental) } else { options }
}

/// Whether nobody has written the file yet.
pub(crate) fn is_new(path: &Path) -> bool {
    fs::metadata(path).map_or(true, |file| file.len() == 0)
}

fn sqlite(url: &Url, connections: u32) -> ConnectOptions {
    let mut options = common(url);
    let of = url.clone();
    options.max_connections(connections).min_connections(1).test_before_acquire(false).map_sqlx_sqlite_opts(
        move |options| {
            let options = with_vacuum(options, &of)
                .create_if_missing(true)
                // Of events of the usual size three fit on a page; of 4 KiB each would fill one and leave half of it empty.
                .page_size(8192)
                .journal_mode(SqliteJournalMode::Wal)
                .busy_timeout(BUSY)
                .pragma("wal_autocheckpoint", CHECKPOINT_PAGES.to_string());
            SETTINGS.into_iter().fold(options, |options, (name, value)| options.pragma(name, value))
        },
    );
    options
}

pub(super) fn reading(url: &Url) -> ConnectOptions {
    let mut options = sqlite(url, 4);
    options.map_sqlx_sqlite_pool_opts(|pool| {
        pool.before_acquire(|connection, _| Box::pin(std::future::ready(Ok(is_usable(connection)))))
    });
    options
}

/// The one that writes. Whoever has the connection has the turn among the processes that write.
pub(super) fn writing(url: &Url) -> ConnectOptions {
    let mut options = sqlite(url, 1);
    let Some(turns) = url.sqlite_path().map(|path| Arc::new(Turns::at(path))) else { return options };
    options.map_sqlx_sqlite_pool_opts(move |pool| {
        let (before, after) = (turns.clone(), turns.clone());
        pool.before_acquire(move |connection, _| {
            let turns = before.clone();
            Box::pin(async move {
                let usable = is_usable(connection);
                if usable {
                    turns.take().await;
                }
                Ok(usable)
            })
        })
        .after_release(move |_, _| {
            after.give_back();
            Box::pin(std::future::ready(Ok(true)))
        })
    });
    options
}

/// On a full disk SQLite ends a transaction by itself, which the driver doesn't notice: it would go on counting it as
/// open. Such a connection is of no use any more.
fn is_usable(connection: &sqlx::SqliteConnection) -> bool {
    !sqlx::Connection::is_in_transaction(connection)
}

/// What both are told.
pub(super) fn common(url: &Url) -> ConnectOptions {
    let mut options = ConnectOptions::new(url.connect_url().expose_secret());
    options
        .acquire_timeout(ACQUIRE)
        .connect_timeout(ACQUIRE)
        .idle_timeout(None::<Duration>)
        .max_lifetime(None::<Duration>)
        // What a database is told is shown where that was asked for; values never are.
        .sqlx_logging(tracing::enabled!(target: "sqlx::query", tracing::Level::INFO))
        .record_stmt_in_spans(false);
    options
}
