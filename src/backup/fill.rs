//! What a restore does inside the transaction: make room, make the schema, store the rows, and compare.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use serde_json::Value;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use tokio::sync::mpsc;

use super::lines::Lines;
use super::load::{self, Filter, How};
use super::manifest::{self, Table};
use super::place::Set;
use super::row::Content;
use super::schema::{Schema, Shape, WORKSPACE, of_workspace, quoted};
use super::target::Target;
use super::{Error, Progress};
use crate::clock::ms;
use crate::db;
use crate::domain::addon::Addon;
use crate::domain::ids::WorkspaceId;
use crate::migrate::rebuild;

/// The table of what was erased. What it knows outlives every restore: it is there so that what a backup brings back can
/// be erased again.
const LEDGER: &str = "erasure";

/// Its column that says when an erasure was done.
const DONE: &str = "erased_at_ms";

/// A part of a backup.
pub(super) struct Part<'a> {
    pub(super) set: &'a Set,
    pub(super) addon: Addon,
    pub(super) saved: &'a manifest::Part,
}

/// A row of the table of what was erased.
type Entry = Vec<Value>;

/// Tables with the number of their rows.
pub(super) type Counts = Vec<(String, u64)>;

impl Part<'_> {
    /// Stores rows of a table in one of the same columns.
    pub(super) async fn load(
        &self,
        target: &Target,
        table: &Table,
        into: &Shape,
        how: How,
    ) -> Result<load::Loaded, Error> {
        let from = self.set.file(self.addon.name(), table);
        load::table(target, &self.set.manifest, from, (table, into), how).await
    }
}

/// Restores everything. Returns the tables and the migrations that the backup was older than.
pub(super) async fn whole(
    target: &Target,
    part: &Part<'_>,
    progress: Progress<'_>,
) -> Result<(Counts, Vec<String>), Error> {
    let applied = target.applied().await?;
    let erased = if applied.is_empty() { Vec::new() } else { ledger(target).await? };
    if applied == part.saved.migrations {
        clear(target).await?;
    } else {
        target.take_back().await?;
        target.apply(&part.saved.migrations).await?;
    }
    let schema = target.schema().await?;
    let filled: Vec<_> = part.saved.tables.iter().map(|table| table.shape.table.as_str()).collect();
    let indexes = target.lay_indexes_aside(&filled).await?;
    let mut counts = Vec::new();
    let mut known = HashSet::new();
    for shape in in_order(target, part, &schema)? {
        let Some(table) = part.saved.table(&shape.table) else { continue };
        progress(part.addon.name(), &shape.table);
        let collect = (shape.table == LEDGER).then_some(0);
        let loaded = part.load(target, table, shape, How { filter: Filter::All, collect, new: true }).await?;
        known.extend(loaded.values);
        counts.push((shape.table.clone(), table.rows));
    }
    target.make(&indexes).await?;
    for table in &part.saved.tables {
        let found = target.content(&table.shape, None).await?;
        compare(target, table, &found, (table.rows, &table.content))?;
    }
    orphans(target).await?;
    let newer = newer(part);
    target.apply(&newer).await?;
    keep_ledger(target, erased, &known).await?;
    target.tell().await?;
    Ok((counts, newer))
}

/// Migrations that came after the backup.
pub(super) fn newer(part: &Part<'_>) -> Vec<String> {
    rebuild::known().into_iter().filter(|name| !part.saved.migrations.contains(name)).collect()
}

/// Restores some tables, or what they hold of a workspace. Returns them, and those that hold nothing of any workspace.
pub(super) async fn some(
    target: &Target,
    part: &Part<'_>,
    tables: &[String],
    workspace: Option<&WorkspaceId>,
    progress: Progress<'_>,
) -> Result<(Counts, Vec<String>), Error> {
    let new = target.applied().await?.is_empty();
    if new {
        target.apply(&part.saved.migrations).await?;
    }
    let schema = target.schema().await?;
    in_order(target, part, &schema)?;
    let erased = if tables.iter().any(|name| name == LEDGER) { ledger(target).await? } else { Vec::new() };
    let (chosen, left_out) = chosen(&schema, tables, workspace);
    for (shape, condition) in chosen.iter().rev() {
        let condition = condition.as_ref().map(|condition| format!(" WHERE {condition}")).unwrap_or_default();
        target.execute(&format!("DELETE FROM {}{condition}", quoted(&shape.table)), "to make room").await?;
    }
    let (mut counts, mut keys) = (Vec::new(), HashMap::new());
    let mut stored = Vec::new();
    for (shape, condition) in &chosen {
        let Some(table) = part.saved.table(&shape.table) else { continue };
        progress(part.addon.name(), &shape.table);
        let filter = workspace.map_or(Filter::All, |workspace| filter(&table.shape, &schema, workspace, &keys));
        // Which rows of a table without workspaces are wanted is told by the keys of the one that it points to.
        let collect = schema.links.iter().find(|link| link.parent == shape.table);
        let collect = collect.and_then(|link| table.shape.index(&link.parent_column));
        let collect = if shape.table == LEDGER { Some(0) } else { collect };
        let loaded = part.load(target, table, shape, How { filter, collect, new: false }).await?;
        keys.insert(shape.table.clone(), Arc::new(loaded.values));
        counts.push((shape.table.clone(), loaded.rows));
        stored.push((table, condition, loaded.rows, loaded.content));
    }
    for (table, condition, rows, content) in stored {
        let found = target.content(&table.shape, condition.as_deref()).await?;
        compare(target, table, &found, (rows, &content))?;
    }
    orphans(target).await?;
    if new {
        target.apply(&newer(part)).await?;
    }
    keep_ledger(target, erased, keys.get(LEDGER).map_or(&HashSet::new(), Arc::as_ref)).await?;
    reopen(target, part).await?;
    target.tell().await?;
    Ok((counts, left_out))
}

/// The tables that are asked for, each with the condition that its rows have to fit, and those that are left out.
pub(super) fn chosen<'a>(
    schema: &'a Schema,
    tables: &[String],
    workspace: Option<&WorkspaceId>,
) -> (Vec<(&'a Shape, Option<String>)>, Vec<String>) {
    let (mut chosen, mut left_out) = (Vec::new(), Vec::new());
    for shape in schema.tables.iter().filter(|shape| tables.is_empty() || tables.contains(&shape.table)) {
        match workspace {
            None => chosen.push((shape, None)),
            Some(workspace) => match of_workspace(shape, schema, workspace.as_str()) {
                Some(condition) => chosen.push((shape, Some(condition))),
                None => left_out.push(shape.table.clone()),
            },
        }
    }
    (chosen, left_out)
}

/// Which rows of a file belong to a workspace.
pub(super) fn filter(
    shape: &Shape,
    schema: &Schema,
    workspace: &WorkspaceId,
    keys: &HashMap<String, Arc<HashSet<String>>>,
) -> Filter {
    if let Some(column) = shape.index(WORKSPACE) {
        return Filter::Is(column, workspace.to_string());
    }
    let link = schema.links.iter().filter(|link| link.table == shape.table).find_map(|link| {
        let column = shape.index(&link.column)?;
        keys.get(&link.parent).map(|keys| Filter::In(column, Arc::clone(keys)))
    });
    link.unwrap_or_else(|| Filter::In(0, Arc::default()))
}

/// The tables of the target in the order in which they can be filled, if they are those of the backup.
pub(super) fn in_order<'a>(target: &Target, part: &Part<'_>, schema: &'a Schema) -> Result<&'a [Shape], Error> {
    for table in &part.saved.tables {
        let same = |shape: &Shape| {
            let mut columns = shape.columns.iter().zip(&table.shape.columns);
            shape.columns.len() == table.shape.columns.len()
                && columns.all(|(one, other)| one.name == other.name && one.kind == other.kind)
        };
        if !schema.table(&table.shape.table).is_some_and(same) {
            let wrong = "its columns are not those of the backup".to_owned();
            return Err(differs(target, &table.shape.table, wrong));
        }
    }
    Ok(&schema.tables)
}

/// Removes all rows.
async fn clear(target: &Target) -> Result<(), Error> {
    let schema = target.schema().await?;
    let names: Vec<String> = schema.tables.iter().rev().map(|shape| quoted(&shape.table)).collect();
    let sql = match target.engine() {
        _ if names.is_empty() => return Ok(()),
        db::Engine::Postgres => format!("TRUNCATE {}", names.join(", ")),
        db::Engine::Sqlite => format!("DELETE FROM {}", names.join("; DELETE FROM ")),
    };
    target.execute(&sql, "to make room").await
}

pub(super) fn compare(target: &Target, table: &Table, found: &Content, expected: (u64, &str)) -> Result<(), Error> {
    let (rows, content) = expected;
    let name = &table.shape.table;
    if found.rows != rows {
        return Err(differs(target, name, format!("{} rows instead of {rows}", found.rows)));
    }
    if found.hex() != content {
        return Err(differs(target, name, "other values than in the backup".to_owned()));
    }
    Ok(())
}

pub(super) async fn orphans(target: &Target) -> Result<(), Error> {
    match target.orphans().await? {
        Some(table) => Err(differs(target, &table, "rows that belong to rows that aren't there".to_owned())),
        None => Ok(()),
    }
}

fn differs(target: &Target, table: &str, wrong: String) -> Error {
    Error::Differs { database: target.url.to_string(), table: table.to_owned(), wrong }
}

/// What the target knows of erasures.
async fn ledger(target: &Target) -> Result<Vec<Entry>, Error> {
    let schema = target.schema().await?;
    let Some(shape) = schema.table(LEDGER) else { return Ok(Vec::new()) };
    let (to, mut pieces) = mpsc::channel(1024);
    drop(target.read(Lines::loose(shape, to), None).await?);
    let mut rows = Vec::new();
    while let Some(piece) = pieces.recv().await {
        for line in piece.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
            rows.push(serde_json::from_slice(line).map_err(|error| Error::Internal(error.to_string()))?);
        }
    }
    Ok(rows)
}

/// Has what was erased after the backup count as not yet done, since some of it may just have come back.
pub(super) async fn reopen(target: &Target, part: &Part<'_>) -> Result<(), Error> {
    if target.schema().await?.table(LEDGER).is_none() {
        return Ok(());
    }
    let at = OffsetDateTime::parse(&part.set.manifest.cut.at, &Rfc3339).map_or(0, ms);
    let sql = format!("UPDATE {LEDGER} SET {DONE} = NULL WHERE began_at_ms >= {at}");
    target.execute(&sql, "the ledger of erasures").await
}

/// Adds what the target knew and the backup doesn't, as not yet done: what was erased has just come back.
async fn keep_ledger(target: &Target, mut erased: Vec<Entry>, known: &HashSet<String>) -> Result<(), Error> {
    erased.retain(|row| !row.first().and_then(Value::as_str).is_some_and(|id| known.contains(id)));
    let schema = target.schema().await?;
    let Some(shape) = schema.table(LEDGER).filter(|_| !erased.is_empty()) else { return Ok(()) };
    let done = shape.columns.iter().position(|column| column.name == DONE);
    for row in &mut erased {
        if let Some(value) = done.and_then(|done| row.get_mut(done)) {
            *value = Value::Null;
        }
    }
    let lines = erased.iter().map(serde_json::to_vec).collect::<Result<Vec<_>, _>>();
    let lines = lines.map_err(|error| Error::Internal(error.to_string()))?;
    load::lines(target, shape, &lines).await
}
