//! Storing the lines of a file in a table: one thread reads, unpacks and turns them into what the engine wants, and
//! the database takes them in groups meanwhile.

mod postgres;
mod sqlite;

use std::collections::HashSet;
use std::sync::Arc;

use tokio::sync::mpsc::{self, Receiver, Sender};

use super::cell;
use super::file::{self, Stopped, TableFile};
use super::manifest::{Manifest, Table};
use super::row::Content;
use super::schema::Shape;
use super::target::{Taken, Target};
use super::{Error, error::Refusal, verify};

/// Bytes of lines that travel together.
const GROUP: usize = 256 * 1024;

/// Groups that may wait for the database.
const AHEAD: usize = 4;

/// Rows on their way to the database, as its engine wants them.
#[derive(Debug)]
enum Group {
    Postgres(Vec<u8>),
    Sqlite(sqlite::Rows),
}

/// Which rows are wanted.
#[derive(Clone, Debug)]
pub(super) enum Filter {
    /// All.
    All,
    /// Those with this text in this column.
    Is(usize, String),
    /// Those with one of these values in this column.
    In(usize, Arc<HashSet<String>>),
}

/// How rows are stored.
#[derive(Clone, Debug)]
pub(super) struct How {
    /// Which of them.
    pub(super) filter: Filter,
    /// The column whose values are asked for, if one is.
    pub(super) collect: Option<usize>,
    /// Whether the table was made or emptied in the same transaction.
    pub(super) new: bool,
}

/// What was stored.
#[derive(Debug, Default)]
pub(super) struct Loaded {
    /// How many rows.
    pub(super) rows: u64,
    /// The hash of their content.
    pub(super) content: String,
    /// The values of a column that was asked for.
    pub(super) values: HashSet<String>,
}

/// Stores the wanted rows of a file in a table of the same columns. Its hashes are compared once more on the way.
pub(super) async fn table(
    target: &Target,
    manifest: &Manifest,
    from: TableFile,
    (table, into): (&Table, &Shape),
    how: How,
) -> Result<Loaded, Error> {
    let (to, groups) = mpsc::channel(AHEAD);
    let file = from.name.clone();
    let new = how.new;
    let way = Way::new(target, into, to).await?;
    let reading = {
        let table = table.clone();
        tokio::task::spawn_blocking(move || read(&from, &table, &how, way))
    };
    let stored = store(target, into, groups, new).await;
    let read = reading.await?;
    stored?;
    read.map_err(|stopped| match stopped {
        Stopped::By(Some(wrong)) => verify::damaged(manifest, file, wrong),
        Stopped::By(None) => Error::Internal("nobody took the rows".to_owned()),
        stopped => verify::stopped(stopped, manifest, file),
    })
}

/// Stores lines that are at hand already.
pub(super) async fn lines(target: &Target, shape: &Shape, lines: &[Vec<u8>]) -> Result<(), Error> {
    let (to, groups) = mpsc::channel(lines.len() + 1);
    let mut way = Way::new(target, shape, to).await?;
    for line in lines {
        way.take(shape, line).map_err(Error::Internal)?;
        // There is room for all.
        if let Some(group) = way.group() {
            way.to.try_send(group).ok();
        }
    }
    drop(way);
    store(target, shape, groups, false).await
}

fn failed(target: &Target, shape: &Shape, source: Refusal) -> Error {
    Error::Load { database: target.url.to_string(), table: shape.table.clone(), source }
}

async fn store(target: &Target, shape: &Shape, groups: Receiver<Group>, new: bool) -> Result<(), Error> {
    let stored = match target.take().await? {
        Taken::Postgres(mut connection) => {
            postgres::store(&mut connection, shape, groups, new).await.map_err(Refusal::from)
        }
        Taken::Sqlite(connection) => {
            let into = shape.clone();
            connection.ask(move |file| sqlite::store(file, &into, groups)).await.map_err(Refusal::from)
        }
    };
    stored.map_err(|source| failed(target, shape, source))
}

/// Rows on their way, gathered.
#[derive(Debug)]
struct Way {
    rows: Rows,
    /// Bytes of the lines that were gathered.
    bytes: usize,
    to: Sender<Group>,
}

#[derive(Debug)]
enum Rows {
    Postgres(postgres::Rows),
    Sqlite(sqlite::Rows),
}

impl Way {
    /// The way into a table.
    async fn new(target: &Target, into: &Shape, to: Sender<Group>) -> Result<Self, Error> {
        let rows = match target.take().await? {
            Taken::Postgres(mut connection) => {
                let widths = postgres::widths(&mut connection, into).await.map_err(Error::asking)?;
                Rows::Postgres(postgres::Rows::new(widths))
            }
            Taken::Sqlite(_) => Rows::Sqlite(sqlite::Rows::default()),
        };
        Ok(Self { rows, bytes: 0, to })
    }

    fn take(&mut self, shape: &Shape, line: &[u8]) -> Result<(), String> {
        self.bytes += line.len();
        match &mut self.rows {
            Rows::Postgres(rows) => rows.add(shape, line),
            Rows::Sqlite(rows) => rows.add(shape, line),
        }
    }

    fn is_full(&self) -> bool {
        self.bytes >= GROUP
    }

    /// What was gathered; nothing if there is nothing.
    fn group(&mut self) -> Option<Group> {
        if std::mem::take(&mut self.bytes) == 0 {
            return None;
        }
        Some(match &mut self.rows {
            Rows::Postgres(rows) => Group::Postgres(rows.take()),
            Rows::Sqlite(rows) => Group::Sqlite(rows.take()),
        })
    }

    /// Hands on what was gathered. False where nobody takes it.
    fn send(&mut self) -> bool {
        self.group().is_none_or(|group| self.to.blocking_send(group).is_ok())
    }
}

/// Reads the file. Nothing in the error means that the other side has gone.
fn read(from: &TableFile, table: &Table, how: &How, mut way: Way) -> Result<Loaded, Stopped<Option<String>>> {
    let (mut content, mut values) = (Content::default(), HashSet::new());
    let all = matches!(how.filter, Filter::All);
    let mut number = 0_u64;
    file::read(from, table, |line| {
        number += 1;
        let wrong = |wrong| Some(format!("has a row {number} that can't be used: {wrong}"));
        if !wanted(&how.filter, line).map_err(wrong)? {
            return Ok(());
        }
        // Of all rows, the manifest knows it.
        if !all {
            content.add(&table.shape, line);
        }
        if let Some(column) = how.collect {
            values.extend(text(line, column).map_err(wrong)?);
        }
        way.take(&table.shape, line).map_err(wrong)?;
        if way.is_full() && !way.send() { Err(None) } else { Ok(()) }
    })?;
    if !way.send() {
        return Err(Stopped::By(None));
    }
    let (rows, content) = if all { (table.rows, table.content.clone()) } else { (content.rows, content.hex()) };
    Ok(Loaded { rows, content, values })
}

fn wanted(filter: &Filter, line: &[u8]) -> Result<bool, String> {
    Ok(match filter {
        Filter::All => true,
        Filter::Is(column, wanted) => text(line, *column)?.is_some_and(|text| text == *wanted),
        Filter::In(column, wanted) => text(line, *column)?.is_some_and(|text| wanted.contains(&text)),
    })
}

/// A value of a key as text.
fn text(line: &[u8], column: usize) -> Result<Option<String>, String> {
    Ok(cell::one(line, column)?.and_then(cell::Cell::text).map(std::borrow::Cow::into_owned))
}
