//! The cache's statements: a page of entities comes in, what is gone leaves, and counts.

use std::collections::{HashMap, HashSet};

use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use time::OffsetDateTime;

use super::Error;
use super::entities::cached_entity::{ActiveModel, Column, Entity};
use crate::domain::ids::WorkspaceId;

/// Rows in one statement.
const ROWS: usize = 200;

/// Ids that are looked at together when what is gone is sought.
const LOOK: u64 = 1000;

/// An entity as it was fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetched {
    /// Its id.
    pub id: String,
    /// What Clockify said, as JSON.
    pub payload: String,
    /// What tells whether it changed.
    pub hash: Vec<u8>,
    /// Where it lies in time: begin and end in milliseconds.
    pub span: Option<(i64, i64)>,
}

/// What a page changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Change {
    /// New entities.
    pub inserted: usize,
    /// Changed ones.
    pub updated: usize,
    /// Those that were not written.
    pub unchanged: usize,
}

/// Stores entities of one type, whose ids are all different. Only what is new or changed is written.
pub async fn store(
    connection: &impl ConnectionTrait,
    workspace: &WorkspaceId,
    entity_type: &str,
    parent: &str,
    entities: Vec<Fetched>,
    now: OffsetDateTime,
) -> Result<Change, Error> {
    let mut change = Change::default();
    for group in entities.chunks(ROWS) {
        let known: Vec<(String, Vec<u8>, String)> = Entity::of_type(workspace, entity_type)
            .filter(Column::EntityId.is_in(group.iter().map(|entity| entity.id.as_str())))
            .select_only()
            .columns([Column::EntityId, Column::Hash, Column::ParentId])
            .into_tuple()
            .all(connection)
            .await?;
        let known: HashMap<&str, (&[u8], &str)> =
            known.iter().map(|(id, hash, parent)| (id.as_str(), (hash.as_slice(), parent.as_str()))).collect();
        let mut rows = Vec::new();
        for entity in group {
            match known.get(entity.id.as_str()) {
                Some((hash, under)) if *hash == entity.hash && *under == parent => {
                    change.unchanged += 1;
                    continue;
                }
                Some(_) => change.updated += 1,
                None => change.inserted += 1,
            }
            rows.push(ActiveModel {
                workspace_id: Set(workspace.to_string()),
                entity_type: Set(entity_type.to_owned()),
                entity_id: Set(entity.id.clone()),
                parent_id: Set(parent.to_owned()),
                payload: Set(entity.payload.clone()),
                hash: Set(entity.hash.clone()),
                starts_at_ms: Set(entity.span.map(|span| span.0)),
                ends_at_ms: Set(entity.span.map(|span| span.1)),
                fetched_at: Set(now),
            });
        }
        if !rows.is_empty() {
            let again = OnConflict::columns([Column::WorkspaceId, Column::EntityType, Column::EntityId])
                .update_columns([
                    Column::ParentId,
                    Column::Payload,
                    Column::Hash,
                    Column::StartsAtMs,
                    Column::EndsAtMs,
                    Column::FetchedAt,
                ])
                .to_owned();
            Entity::insert_many(rows).on_conflict(again).exec_without_returning(connection).await?;
        }
    }
    Ok(change)
}

/// The ids of a type, in order.
pub async fn ids(
    connection: &impl ConnectionTrait,
    workspace: &WorkspaceId,
    entity_type: &str,
) -> Result<Vec<String>, Error> {
    let ids = Entity::of_type(workspace, entity_type).select_only().column(Column::EntityId);
    Ok(ids.order_by_asc(Column::EntityId).into_tuple().all(connection).await?)
}

/// The next ids after this one that were not seen, and where the search goes on. With a window, only of entities that
/// touch it; the bounds are milliseconds.
pub async fn unseen(
    connection: &impl ConnectionTrait,
    workspace: &WorkspaceId,
    entity_type: &str,
    after: &str,
    window: Option<(i64, i64)>,
    seen: impl Fn(&str) -> bool,
) -> Result<(Vec<String>, Option<String>), Error> {
    let mut select = Entity::of_type(workspace, entity_type)
        .select_only()
        .column(Column::EntityId)
        .filter(Column::EntityId.gt(after))
        .order_by_asc(Column::EntityId)
        .limit(LOOK);
    if let Some((from, to)) = window {
        select = select.filter(Column::StartsAtMs.lte(to)).filter(Column::EndsAtMs.gte(from));
    }
    let ids: Vec<String> = select.into_tuple().all(connection).await?;
    let next = if ids.len() as u64 == LOOK { ids.last().cloned() } else { None };
    Ok((ids.into_iter().filter(|id| !seen(id)).collect(), next))
}

/// Removes entities of a type. Returns how many there were.
pub async fn remove(
    connection: &impl ConnectionTrait,
    workspace: &WorkspaceId,
    entity_type: &str,
    ids: &[String],
) -> Result<u64, Error> {
    let mut removed = 0;
    for group in ids.chunks(ROWS) {
        let delete = Entity::delete_many()
            .filter(Column::WorkspaceId.eq(workspace.as_str()))
            .filter(Column::EntityType.eq(entity_type))
            .filter(Column::EntityId.is_in(group.iter().map(String::as_str)));
        removed += delete.exec(connection).await?.rows_affected;
    }
    Ok(removed)
}

/// Keeps the last of several entities with one id: a statement can write a row only once.
#[must_use]
pub fn distinct(entities: Vec<Fetched>) -> Vec<Fetched> {
    let mut ids = HashSet::new();
    let mut kept: Vec<_> = entities.into_iter().rev().filter(|entity| ids.insert(entity.id.clone())).collect();
    kept.reverse();
    kept
}
