//! One moment, seen in several databases.
//!
//! A snapshot of PostgreSQL can't be taken to another database. But transactions are numbered over the whole server, and a
//! snapshot is the list of those that are under way: if transactions in several databases have equal lists, nothing was
//! committed between their beginnings, and they see one moment. If not, all are begun again.
//!
//! SQLite has one writer at a time for each file. Who holds the right to write in all of them can begin to read in all of
//! them, and nothing is committed meanwhile. PostgreSQL's transactions are begun while that is held, so the moment is the
//! same there, too.

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::{Duration, Instant};

use futures_util::future::{join, join_all};
use secrecy::ExposeSecret;
use sqlx::postgres::PgConnectOptions;
use sqlx::{Connection as _, PgConnection};
use time::OffsetDateTime;

use super::Error;
use crate::clock::{Clock, stamp};
use crate::config::database::Url;
use crate::db::direct::Connection;

use super::manifest::Cut;
use super::native::Copying;

/// How often it is tried to find PostgreSQL's databases at one moment.
pub const TRIES: u32 = 50;

/// How long one writer to SQLite is waited for while others wait for us.
const GATE: Duration = Duration::from_millis(20);

/// How long it is tried to get all of SQLite's files.
const PATIENCE: Duration = Duration::from_secs(10);

/// A database that stands still for who reads from it.
#[derive(Debug)]
pub(super) enum Reader {
    Postgres { connection: PgConnection, snapshot: String },
    Sqlite(Connection),
}

/// What a test may want of a cut.
#[derive(Clone, Copy, Debug)]
pub struct How {
    /// How often it is tried.
    pub tries: u32,
    /// A pause between one database and the next, so that something may come between.
    pub pause: Duration,
}

impl Default for How {
    fn default() -> Self {
        Self { tries: TRIES, pause: Duration::ZERO }
    }
}

/// Begins to read in all of them, in their order.
///
/// With paths for copies, SQLite's files are copied as they are at that moment, and the copies are read.
pub(super) async fn cut(
    urls: &[&Url],
    copies: Option<&[PathBuf]>,
    how: How,
    clock: &dyn Clock,
) -> Result<(Cut, Vec<Reader>), Error> {
    let (mut postgres, mut sqlite) = (Vec::new(), Vec::new());
    for (index, url) in urls.iter().enumerate() {
        match url {
            Url::Postgres(_) => postgres.push((index, connect_postgres(url).await?)),
            Url::Sqlite { path } => {
                let gate = opened(path).await?;
                sqlite.push((index, url.to_string(), gate, opened(path).await?));
            }
        }
    }
    let since = close_gates(&sqlite).await?;
    let (mut gates, mut copying) = (Vec::new(), Vec::new());
    for (index, _, gate, reader) in &sqlite {
        gates.push(gate);
        match copies.and_then(|copies| copies.get(*index)) {
            Some(path) => copying.push(Copying::new(reader, path)?),
            None => {
                let begin = "BEGIN; SELECT count(*) FROM sqlite_schema";
                reader.execute(begin).await.map_err(Error::doing("to be read"))?;
            }
        }
        tokio::time::sleep(how.pause).await;
    }
    let begun = join_all(copying.iter().map(Copying::begun));
    let holding = async {
        begun.await;
        let at = clock.now();
        let found = together(&mut postgres, how).await;
        for gate in gates {
            gate.execute("ROLLBACK").await.map_err(Error::doing("to let others write"))?;
        }
        found.map(|found| (at, found, millis(since.elapsed())))
    };
    let (held, ended) = join(holding, join_all(copying.into_iter().map(Copying::end))).await;
    let (at, (snapshots, tries, skew), gate_ms) = held?;
    ended.into_iter().collect::<Result<(), _>>()?;
    let gate_ms = if sqlite.is_empty() { 0 } else { gate_ms };
    let mut readers: Vec<(usize, Reader)> = Vec::new();
    for ((index, connection), snapshot) in postgres.into_iter().zip(snapshots) {
        readers.push((index, Reader::Postgres { connection, snapshot }));
    }
    for (index, _, gate, mut reader) in sqlite {
        gate.close().await;
        if let Some(path) = copies.and_then(|copies| copies.get(index)) {
            reader.close().await;
            reader = opened(path).await?;
        }
        readers.push((index, Reader::Sqlite(reader)));
    }
    readers.sort_by_key(|(index, _)| *index);
    let (exact, skew_ms) = (skew.is_none(), skew.map_or(0, |skew| millis(skew).max(1)));
    let cut = Cut { exact, at: moment(at), tries, skew_ms, gate_ms };
    Ok((cut, readers.into_iter().map(|(_, reader)| reader).collect()))
}

/// Begins a transaction in each of PostgreSQL's databases. Returns their snapshots, the number of tries, and the time that
/// lies between them if it can't be ruled out that something happened in it.
async fn together(
    connections: &mut [(usize, PgConnection)],
    how: How,
) -> Result<(Vec<String>, u32, Option<Duration>), Error> {
    let mut servers = Vec::new();
    for (_, connection) in connections.iter_mut() {
        // A standby keeps what is under way elsewhere. The start of the server tells whether it is the same one.
        let ask = "SELECT pg_is_in_recovery(), pg_postmaster_start_time()::text || ' ' || \
                   coalesce(inet_server_port()::text, '')";
        let server: (bool, String) = sqlx::query_as(ask).fetch_one(connection).await.map_err(Error::asking)?;
        servers.push(server);
    }
    let alone = connections.len() < 2;
    let comparable = servers.iter().all(|server| !server.0 && server.1 == servers[0].1);
    let mut tries = 0;
    loop {
        tries += 1;
        let begun = Instant::now();
        // All at once: the less time lies between them, the less happens in it.
        let all = connections.iter_mut().zip(0..).map(|((_, connection), index)| async move {
            tokio::time::sleep(how.pause * index).await;
            begin(connection).await
        });
        let snapshots = join_all(all).await.into_iter().collect::<Result<Vec<_>, _>>()?;
        let skew = begun.elapsed();
        if alone || (comparable && snapshots.windows(2).all(|pair| pair[0] == pair[1])) {
            return Ok((snapshots, tries, None));
        }
        if !comparable || tries >= how.tries {
            return Ok((snapshots, tries, Some(skew)));
        }
        for (_, connection) in connections.iter_mut() {
            sqlx::raw_sql("ROLLBACK").execute(connection).await.map_err(Error::asking)?;
        }
    }
}

async fn begin(connection: &mut PgConnection) -> Result<String, Error> {
    let begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SELECT pg_current_snapshot()::text";
    let row = sqlx::raw_sql(begin).fetch_one(connection).await.map_err(Error::asking)?;
    sqlx::Row::try_get(&row, 0).map_err(Error::asking)
}

/// Opens a file of SQLite.
async fn opened(path: &Path) -> Result<Connection, Error> {
    Connection::open(path, GATE).await.map_err(Error::doing("to be opened"))
}

/// Takes the right to write in all of SQLite's files, or in none: who waits for one mustn't keep writers of another
/// waiting for long. Returns since when it has all.
async fn close_gates(files: &[(usize, String, Connection, Connection)]) -> Result<Instant, Error> {
    let end = Instant::now() + PATIENCE;
    loop {
        let since = Instant::now();
        let mut taken = 0;
        let mut refused = None;
        for (_, name, gate, _) in files {
            match gate.execute("BEGIN IMMEDIATE").await {
                Ok(()) => taken += 1,
                Err(error) if error.is_busy() => {
                    refused = Some(name.clone());
                    break;
                }
                Err(error) => return Err(Error::doing("to hold writers back")(error)),
            }
        }
        let Some(name) = refused else { return Ok(since) };
        for (_, _, gate, _) in &files[..taken] {
            gate.execute("ROLLBACK").await.map_err(Error::doing("to let others write"))?;
        }
        if Instant::now() > end {
            return Err(Error::Busy(name));
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// How long such a connection waits for a lock, in milliseconds.
pub(super) const LOCK_TIMEOUT_MS: &str = "10000";

/// The options of a connection that may work for long.
pub(super) fn postgres(url: &Url) -> Result<PgConnectOptions, Error> {
    let options = PgConnectOptions::from_str(url.connect_url().expose_secret());
    let options = options.map_err(Error::doing("the address"))?;
    Ok(options.application_name("clockify-addons backup").options([
        ("statement_timeout", "0"),
        ("idle_in_transaction_session_timeout", "0"),
        ("lock_timeout", LOCK_TIMEOUT_MS),
    ]))
}

async fn connect_postgres(url: &Url) -> Result<PgConnection, Error> {
    PgConnection::connect_with(&postgres(url)?).await.map_err(Error::doing("to be connected to"))
}

fn moment(at: OffsetDateTime) -> String {
    stamp(at)
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
