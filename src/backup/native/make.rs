//! Making the archive of one database.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use sqlx::{AssertSqlSafe, Connection as _, PgConnection};
use tokio::io::AsyncReadExt as _;
use tokio::sync::mpsc;

use super::super::cut::Reader;
use super::super::place::Draft;
use super::super::schema::{Schema, Shape, quoted};
use super::super::{Error, file};
use super::login::Login;
use super::{Counted, Native, watch};
use crate::config::database::Url;
use crate::db::direct;
use crate::domain::recipients::Recipients;
use crate::rotation::Column;
use crate::secrets;

/// Bytes that are handed on at once, and how many such pieces may wait.
const PIECE: usize = 256 * 1024;
const AHEAD: usize = 8;

/// Enough of a sealed value to tell its key: no secret is read.
const SEALED: u32 = 64;

/// A database in its archive, with the ids of the keys that open what is sealed in it, and what its server calls the moment.
#[derive(Debug)]
pub(in crate::backup) struct Made {
    pub(in crate::backup) native: Native,
    pub(in crate::backup) keys: BTreeSet<[u8; 4]>,
    pub(in crate::backup) snapshot: Option<String>,
}

/// Where a copy of a SQLite database is made, before it is compressed.
pub(in crate::backup) fn copy_path(draft: &dyn Draft, addon: &str) -> PathBuf {
    draft.path(&format!("{addon}.copy"))
}

/// Makes the archive in this backup, which is a folder: from a reader whose snapshot `pg_dump` shares, or that reads a copy of the file.
pub(in crate::backup) async fn part(
    reader: Reader,
    url: &Url,
    tool: &str,
    schema: &Schema,
    draft: &dyn Draft,
    addon: &str,
) -> Result<Made, Error> {
    match reader {
        Reader::Postgres { mut connection, snapshot } => {
            let (tables, keys) = look(&mut Look::Postgres(&mut connection), schema).await?;
            let name = "database.pgdump.zst".to_owned();
            let stored = dump(&mut connection, url, draft, &format!("{addon}/{name}")).await?;
            connection.close().await.ok();
            Ok(Made {
                native: Native { file: name, tool: tool.to_owned(), tables, stored },
                keys,
                snapshot: Some(snapshot),
            })
        }
        Reader::Sqlite(connection) => {
            let (tables, keys) = look(&mut Look::Sqlite(&connection), schema).await?;
            let tool = format!("SQLite {}", rusqlite::version());
            connection.close().await;
            let name = "database.sqlite.zst".to_owned();
            let copy = copy_path(draft, addon);
            let stored = pack(&copy, draft, &format!("{addon}/{name}")).await?;
            fs::remove_file(&copy).map_err(Error::write(&copy))?;
            Ok(Made { native: Native { file: name, tool, tables, stored }, keys, snapshot: None })
        }
    }
}

enum Look<'a> {
    Postgres(&'a mut PgConnection),
    Sqlite(&'a direct::Connection),
}

impl Look<'_> {
    async fn count(&mut self, shape: &Shape) -> Result<u64, Error> {
        let sql = format!("SELECT count(*) FROM {}", quoted(&shape.table));
        let count: i64 = match self {
            Self::Postgres(connection) => {
                let count = sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&mut **connection);
                count.await.map_err(Error::asking)?
            }
            Self::Sqlite(connection) => {
                let count = connection.ask(move |file| file.query_row(&sql, [], |row| row.get(0)));
                count.await.map_err(Error::asking)?
            }
        };
        Ok(count.try_into().unwrap_or(0))
    }

    async fn beginnings(&mut self, table: &str, column: &str) -> Result<Vec<Vec<u8>>, Error> {
        let (table, column) = (quoted(table), quoted(column));
        let sql = format!("SELECT substr({column}, 1, {SEALED}) FROM {table} WHERE {column} IS NOT NULL");
        match self {
            Self::Postgres(connection) => {
                let found = sqlx::query_scalar(AssertSqlSafe(sql)).fetch_all(&mut **connection);
                found.await.map_err(Error::asking)
            }
            Self::Sqlite(connection) => {
                let found = connection.ask(move |file| file.prepare(&sql)?.query_map([], |row| row.get(0))?.collect());
                found.await.map_err(Error::asking)
            }
        }
    }
}

/// The tables with their rows, and the keys.
async fn look(at: &mut Look<'_>, schema: &Schema) -> Result<(Vec<Counted>, BTreeSet<[u8; 4]>), Error> {
    let (mut tables, mut keys) = (Vec::new(), BTreeSet::new());
    for shape in &schema.tables {
        tables.push(Counted { table: shape.table.clone(), rows: at.count(shape).await? });
    }
    tables.sort_by(|one, other| one.table.cmp(&other.table));
    for (table, column) in Column::ALL.iter().filter_map(|column| column.name().split_once('.')) {
        if schema.table(table).is_some_and(|shape| shape.index(column).is_some()) {
            keys.extend(at.beginnings(table, column).await?.iter().filter_map(|value| secrets::key_id(value)));
        }
    }
    Ok((tables, keys))
}

/// Has `pg_dump` write what the connection's transaction sees.
async fn dump(connection: &mut PgConnection, url: &Url, draft: &dyn Draft, name: &str) -> Result<file::Stored, Error> {
    let Some(postgres) = url.postgres() else { return Err(Error::Internal("no address of a server".to_owned())) };
    let snapshot: String = sqlx::query_scalar("SELECT pg_export_snapshot()")
        .fetch_one(&mut *connection)
        .await
        .map_err(Error::doing("to share what is seen with pg_dump"))?;
    let login = Login::new(postgres, &url.connect_url())?;
    let mut command = login.command("pg_dump");
    command.args(["--format=custom", "--compress=0", "--no-unlogged-table-data", "--lock-wait-timeout=10000"]);
    command.arg(format!("--snapshot={snapshot}"));
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let failed = |error: std::io::Error| Error::ToolFailed { name: "pg_dump", wrong: error.to_string() };
    let mut child = command.spawn().map_err(failed)?;
    let (output, errors) = (child.stdout.take(), child.stderr.take());
    let (to, pieces) = mpsc::channel(AHEAD);
    let path = draft.path(name);
    let sink = draft.create(name).map_err(Error::write(&path))?;
    let writing = tokio::task::spawn_blocking(move || file::write(sink, &Recipients::default(), pieces));
    let reading = async move {
        let Some(mut output) = output else { return Ok(()) };
        loop {
            let mut piece = Vec::with_capacity(PIECE);
            while piece.len() < PIECE && output.read_buf(&mut piece).await? > 0 {}
            // Nobody takes it: the file has failed, and says why.
            if piece.is_empty() || to.send(piece).await.is_err() {
                return Ok(());
            }
        }
    };
    let (read, said) = tokio::join!(reading, watch::said(errors));
    let written = writing.await?;
    let stored = written.map_err(Error::write(&path))?;
    read.map_err(failed)?;
    watch::end("pg_dump", child, &said).await?;
    Ok(stored)
}

/// Compresses a copy into its file.
async fn pack(copy: &Path, draft: &dyn Draft, name: &str) -> Result<file::Stored, Error> {
    let (to, pieces) = mpsc::channel(AHEAD);
    let reading = {
        let copy = copy.to_owned();
        tokio::task::spawn_blocking(move || -> std::io::Result<()> {
            let mut file = File::open(copy)?;
            loop {
                let mut piece = Vec::with_capacity(PIECE);
                (&mut file).take(PIECE as u64).read_to_end(&mut piece)?;
                if piece.is_empty() || to.blocking_send(piece).is_err() {
                    return Ok(());
                }
            }
        })
    };
    let path = draft.path(name);
    let sink = draft.create(name).map_err(Error::write(&path))?;
    let writing = tokio::task::spawn_blocking(move || file::write(sink, &Recipients::default(), pieces));
    let (read, written) = (reading.await?, writing.await?);
    let stored = written.map_err(Error::write(&path))?;
    read.map_err(Error::read(copy))?;
    Ok(stored)
}
