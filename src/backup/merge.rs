//! Restoring a part without losing anything: what is there stays as it is, and what is missing is added.
//!
//! The rows of a file go into a table of their own first, where they are compared with the backup. From there those are
//! taken whose key, and whatever else has to be unique, isn't there yet, and whose parents are.

use std::collections::HashMap;
use std::sync::Arc;

use super::fill::{Counts, Part, chosen, compare, filter, in_order, newer, orphans, reopen};
use super::load::{Filter, How};
use super::manifest::Table;
use super::restore::What;
use super::schema::{Schema, Shape, quoted};
use super::target::Target;
use super::{Error, Progress};
use crate::config::database::Engine;

/// The table that rows wait in.
const WAITING: &str = "clockify_addons_merge";

/// Adds what is missing of some tables, or of what they hold of a workspace. Returns how many rows each got, and the tables
/// that hold nothing of any workspace.
pub(super) async fn some(
    target: &Target,
    part: &Part<'_>,
    what: &What,
    progress: Progress<'_>,
) -> Result<(Counts, Vec<String>), Error> {
    let new = target.applied().await?.is_empty();
    if new {
        target.apply(&part.saved.migrations).await?;
    }
    let schema = target.schema().await?;
    in_order(target, part, &schema)?;
    let workspace = what.workspace.as_ref();
    let (chosen, left_out) = chosen(&schema, &what.tables, workspace);
    let (mut counts, mut keys) = (Vec::new(), HashMap::new());
    for (shape, _) in &chosen {
        let Some(table) = part.saved.table(&shape.table) else { continue };
        progress(part.addon.name(), &shape.table);
        let filter = workspace.map_or(Filter::All, |workspace| filter(&table.shape, &schema, workspace, &keys));
        let collect = schema.links.iter().find(|link| link.parent == shape.table);
        let collect = collect.and_then(|link| table.shape.index(&link.parent_column));
        let waiting = Table { shape: Shape { table: WAITING.to_owned(), ..table.shape.clone() }, ..table.clone() };
        make(target, shape).await?;
        let loaded = part.load(target, table, &waiting.shape, How { filter, collect, new: false }).await?;
        let found = target.content(&waiting.shape, None).await?;
        compare(target, table, &found, (loaded.rows, &loaded.content))?;
        counts.push((shape.table.clone(), take(target, &schema, shape).await?));
        keys.insert(shape.table.clone(), Arc::new(loaded.values));
    }
    orphans(target).await?;
    if new {
        target.apply(&newer(part)).await?;
    }
    reopen(target, part).await?;
    target.tell().await?;
    Ok((counts, left_out))
}

/// Makes the table that rows wait in, like the one that they are for.
async fn make(target: &Target, shape: &Shape) -> Result<(), Error> {
    let (waiting, table) = (quoted(WAITING), quoted(&shape.table));
    let sql = match target.engine() {
        Engine::Postgres => {
            format!("DROP TABLE IF EXISTS pg_temp.{waiting}; CREATE TEMP TABLE {waiting} (LIKE {table}) ON COMMIT DROP")
        }
        // Its columns have no types, so that what is put into them stays as it is.
        Engine::Sqlite => {
            format!("DROP TABLE IF EXISTS temp.{waiting}; CREATE TEMP TABLE {waiting} ({})", shape.list())
        }
    };
    target.execute(&sql, "a table for rows that wait").await
}

/// Takes the rows that are missing. Returns how many.
async fn take(target: &Target, schema: &Schema, shape: &Shape) -> Result<u64, Error> {
    let before = target.count(&shape.table, None).await?;
    let (table, waiting, columns) = (quoted(&shape.table), quoted(WAITING), shape.list());
    let parents = schema.links.iter().filter(|link| link.table == shape.table && link.parent != shape.table);
    let parents = parents.map(|link| {
        let (column, key, parent) = (quoted(&link.column), quoted(&link.parent_column), quoted(&link.parent));
        format!(" AND (w.{column} IS NULL OR EXISTS (SELECT 1 FROM {parent} p WHERE p.{key} = w.{column}))")
    });
    let parents: String = parents.collect();
    let sql = format!(
        "INSERT INTO {table} ({columns}) SELECT {columns} FROM {waiting} w WHERE true{parents} ON CONFLICT DO NOTHING"
    );
    target.execute(&sql, "to take what is missing").await?;
    Ok(target.count(&shape.table, None).await?.saturating_sub(before))
}
