//! Storing the lines of a file in a table: one thread reads, unpacks and understands them, and the database takes them in
//! groups meanwhile.

mod postgres;
mod sqlite;

use std::collections::HashSet;
use std::sync::Arc;

use tokio::sync::mpsc::{self, Receiver};

use super::file::{self, Stopped, TableFile};
use super::manifest::{Manifest, Table};
use super::row::{self, Content, Value};
use super::schema::Shape;
use super::target::{Taken, Target};
use super::{Error, error, verify};

/// Rows that travel together, and bytes of lines after which they leave early.
const GROUP: usize = 512;
const GROUP_BYTES: usize = 1024 * 1024;

/// Groups that may wait for the database.
const AHEAD: usize = 4;

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

/// What was stored.
#[derive(Debug, Default)]
pub(super) struct Loaded {
    pub(super) content: Content,
    /// The values of a column that was asked for.
    pub(super) values: HashSet<String>,
}

/// Stores the wanted rows of a file. Its hashes are compared once more on the way.
pub(super) async fn table(
    target: &Target,
    manifest: &Manifest,
    from: TableFile,
    table: &Table,
    filter: Filter,
    collect: Option<usize>,
) -> Result<Loaded, Error> {
    let (to, groups) = mpsc::channel(AHEAD);
    let file = from.name.clone();
    let reading = {
        let table = table.clone();
        tokio::task::spawn_blocking(move || read(&from, &table, &filter, collect, &to))
    };
    let stored = store(target, &table.shape, groups).await;
    let read = reading.await.map_err(|error| Error::Internal(error.to_string()))?;
    stored.map_err(|source| Error::Load {
        database: target.url.to_string(),
        table: table.shape.table.clone(),
        source: sea_orm::DbErr::Exec(error::wrap(source)),
    })?;
    read.map_err(|stopped| match stopped {
        Stopped::By(Some(wrong)) => verify::damaged(manifest, file, wrong),
        Stopped::By(None) => Error::Internal("nobody took the rows".to_owned()),
        stopped => verify::stopped(stopped, manifest, file),
    })
}

/// Stores rows that are at hand already.
pub(super) async fn rows(target: &Target, shape: &Shape, rows: Vec<Vec<Value>>) -> Result<(), Error> {
    let (to, groups) = mpsc::channel(1);
    // There is room for one.
    to.try_send(rows).ok();
    drop(to);
    store(target, shape, groups).await.map_err(|source| Error::Load {
        database: target.url.to_string(),
        table: shape.table.clone(),
        source: sea_orm::DbErr::Exec(error::wrap(source)),
    })
}

async fn store(target: &Target, shape: &Shape, groups: Receiver<Vec<Vec<Value>>>) -> Result<(), sqlx::Error> {
    match target.take().await.map_err(|error| sqlx::Error::Configuration(error.into()))? {
        Taken::Postgres(mut connection) => postgres::store(&mut connection, shape, groups).await,
        Taken::Sqlite(mut connection) => sqlite::store(&mut connection, shape, groups).await,
    }
}

/// Reads the file. Nothing in the error means that the other side has gone.
fn read(
    from: &TableFile,
    table: &Table,
    filter: &Filter,
    collect: Option<usize>,
    to: &mpsc::Sender<Vec<Vec<Value>>>,
) -> Result<Loaded, Stopped<Option<String>>> {
    let mut loaded = Loaded::default();
    let (mut group, mut bytes) = (Vec::with_capacity(GROUP), 0);
    let mut number = 0_u64;
    file::read(from, table, |line| {
        number += 1;
        let wrong = |wrong| Some(format!("has a row {number} that can't be used: {wrong}"));
        let values = row::decode(&table.shape, line).map_err(wrong)?;
        if !wanted(filter, &values) {
            return Ok(());
        }
        loaded.content.add(&table.shape, line);
        loaded.values.extend(collect.and_then(|column| values.get(column).and_then(text)));
        group.push(values);
        bytes += line.len();
        if group.len() >= GROUP || bytes >= GROUP_BYTES {
            bytes = 0;
            to.blocking_send(std::mem::replace(&mut group, Vec::with_capacity(GROUP))).map_err(|_| None)?;
        }
        Ok(())
    })?;
    to.blocking_send(group).map_err(|_| Stopped::By(None))?;
    Ok(loaded)
}

fn wanted(filter: &Filter, values: &[Value]) -> bool {
    let of = |column: &usize| values.get(*column).and_then(text);
    match filter {
        Filter::All => true,
        Filter::Is(column, wanted) => of(column).is_some_and(|text| text == *wanted),
        Filter::In(column, wanted) => of(column).is_some_and(|text| wanted.contains(&text)),
    }
}

/// A value of a key as text.
pub(super) fn text(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) => Some(text.clone()),
        Value::Uuid(uuid) => Some(uuid.to_string()),
        Value::Int(number) => Some(number.to_string()),
        _ => None,
    }
}
