//! What people see of the cache: pages of a type, one entity whole, and what an id is called.
//!
//! There is one index, by workspace, type and id, and nothing here reads more of it than a page needs or counts without an
//! end. A name is looked for among so many entities of its type and no further; the next page goes on from there.

use sea_orm::{ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Statement, Value};
use serde::Deserialize;

use super::entities::cached_entity::{COLUMN, Column, Entity, Model};
use super::events::Text;
use super::{Db, Error};
use crate::domain::ids::WorkspaceId;

/// Past this many entities of a type are only known to be more.
pub const COUNTED: u64 = 100_000;

/// Entities that a page looks at.
const LOOKED_AT: u64 = 5_000;

/// The types that a workspace has in the cache, one after the other, each found by a look at the index.
const TYPES: &str = "WITH RECURSIVE types(entity_type) AS (\
    SELECT min(entity_type) FROM cached_entity WHERE workspace_id = $1 UNION ALL \
    SELECT (SELECT min(entity_type) FROM cached_entity WHERE workspace_id = $1 AND entity_type > types.entity_type) \
    FROM types WHERE types.entity_type IS NOT NULL)";

/// Which entities a page shows.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Of this type.
    pub entity_type: String,
    /// That belong to this one.
    pub parent: Option<String>,
    /// Only these.
    pub ids: Vec<String>,
    /// With this in what they are called, or in their id.
    pub text: Option<Text>,
    /// Only those behind this id: the last of the page before.
    pub after: Option<String>,
}

/// A page, in the order of ids.
#[derive(Debug, Clone)]
pub struct Page {
    /// The entities, each with what it is called.
    pub entities: Vec<(Model, String)>,
    /// Where the next one begins: behind this id. None: there is nothing more.
    pub next: Option<String>,
}

/// A page of a workspace's entities.
pub async fn page(db: &Db, workspace: &WorkspaceId, filter: &Filter, limit: u64) -> Result<Page, Error> {
    let reader = db.reader();
    let mut all = Entity::of_type(workspace, &filter.entity_type).order_by_asc(Column::EntityId);
    if let Some(after) = &filter.after {
        all = all.filter(COLUMN.entity_id.gt(after.as_str()));
    }
    let mut fits = all.clone();
    let mut end = None;
    if !filter.ids.is_empty() {
        fits = fits.filter(COLUMN.entity_id.is_in(filter.ids.iter().map(String::as_str)));
    } else if filter.parent.is_some() || filter.text.is_some() {
        let last = all.select_only().column(Column::EntityId).offset(LOOKED_AT - 1).limit(1);
        end = last.into_tuple::<String>().one(&reader).await?;
    }
    if let Some(end) = &end {
        fits = fits.filter(COLUMN.entity_id.lte(end.as_str()));
    }
    if let Some(parent) = &filter.parent {
        fits = fits.filter(COLUMN.parent_id.eq(parent.as_str()));
    }
    if let Some(text) = &filter.text {
        fits = fits.filter(text.in_json(db.engine(), "payload"));
    }
    let rows = fits.limit(limit).all(&reader).await?;
    let next = if rows.len() as u64 == limit { rows.last().map(|last| last.entity_id.clone()) } else { end };
    let named = rows.into_iter().map(|row| (name(&row), row)).map(|(name, row)| (row, name));
    let shown = |(row, name): &(Model, String)| {
        // The database looks through all of an entity; what counts is what people call it.
        filter.text.as_ref().is_none_or(|text| text.is_in(name) || text.is_in(&row.entity_id))
    };
    Ok(Page { entities: named.filter(shown).collect(), next })
}

/// One entity.
pub async fn one(db: &Db, workspace: &WorkspaceId, entity_type: &str, id: &str) -> Result<Option<Model>, Error> {
    let one = Entity::of_type(workspace, entity_type).filter(COLUMN.entity_id.eq(id));
    Ok(one.one(&db.reader()).await?)
}

/// The entities of whatever type that have one of these ids.
pub async fn of_ids(db: &Db, workspace: &WorkspaceId, ids: &[&str]) -> Result<Vec<Model>, Error> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!("{TYPES} SELECT entity_type FROM types WHERE entity_type IS NOT NULL");
    let reader = db.reader();
    let values: [Value; 1] = [workspace.as_str().into()];
    let rows = reader.query_all_raw(Statement::from_sql_and_values(reader.get_database_backend(), sql, values)).await?;
    let types = rows.iter().map(|row| row.try_get("", "entity_type")).collect::<Result<Vec<String>, _>>()?;
    let found = Entity::find()
        .filter(COLUMN.workspace_id.eq(workspace.as_str()))
        .filter(COLUMN.entity_type.is_in(types.iter().map(String::as_str)))
        .filter(COLUMN.entity_id.is_in(ids.iter().copied()));
    Ok(found.all(&reader).await?)
}

/// How many entities of each type a workspace has in the cache, up to one more than [`COUNTED`].
pub async fn counts(db: &Db, workspace: &WorkspaceId) -> Result<Vec<(String, u64)>, Error> {
    let limit = COUNTED + 1;
    let sql = format!(
        "{TYPES} SELECT entity_type, (SELECT count(*) FROM (SELECT 1 FROM cached_entity WHERE workspace_id = $1 \
         AND cached_entity.entity_type = types.entity_type LIMIT {limit}) AS c) AS entities \
         FROM types WHERE entity_type IS NOT NULL"
    );
    let reader = db.reader();
    let values: [Value; 1] = [workspace.as_str().into()];
    let rows = reader.query_all_raw(Statement::from_sql_and_values(reader.get_database_backend(), sql, values)).await?;
    let count = |row: &sea_orm::QueryResult| {
        Ok((row.try_get("", "entity_type")?, row.try_get::<i64>("", "entities")?.unsigned_abs()))
    };
    rows.iter().map(count).collect()
}

/// What people call an entity: by the first of the fields that are names, and otherwise by its id.
#[must_use]
pub fn name(entity: &Model) -> String {
    #[derive(Default, Deserialize)]
    #[serde(default)]
    struct Fields {
        name: Loose,
        title: Loose,
        label: Loose,
        number: Loose,
        description: Loose,
        note: Loose,
        email: Loose,
    }

    let fields: Fields = serde_json::from_str(&entity.payload).unwrap_or_default();
    let Fields { name, title, label, number, description, note, email } = fields;
    let all = [name, title, label, number, description, note, email];
    all.into_iter().find_map(|field| field.0).unwrap_or_else(|| entity.entity_id.clone())
}

/// Longest name that is shown, in characters.
const LONGEST: usize = 200;

/// A field that may be anything, of which only a text or a number is a name.
#[derive(Default)]
struct Loose(Option<String>);

impl<'de> Deserialize<'de> for Loose {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = match serde_json::Value::deserialize(deserializer)? {
            serde_json::Value::String(text) => text,
            serde_json::Value::Number(number) => number.to_string(),
            _ => return Ok(Self(None)),
        };
        let text: String = text.trim().chars().take(LONGEST).collect();
        Ok(Self((!text.is_empty()).then_some(text)))
    }
}
