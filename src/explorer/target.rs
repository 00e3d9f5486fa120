//! What a call is going to change, in words that whoever makes it has to repeat.

use sea_orm::{ColumnTrait, QueryFilter};
use serde::Serialize;
use serde_json::Value;

use super::shown::entity_of;
use super::{Error, Explorer};
use crate::clockify::catalogue::{Effect, Place};
use crate::clockify::client::{Call, Prepared};
use crate::clockify::echo;
use crate::db::entities::cached_entity;
use crate::domain::ids::WorkspaceId;

/// Longest name that is shown, in characters.
const LONGEST_NAME: usize = 100;

/// What a call is going to change.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Target {
    /// What has to be repeated: method, path below the workspace, and how many.
    pub text: String,
    /// What it does.
    pub effect: Effect,
    /// How many things, where that can be said of a call that may be about many.
    pub count: Option<usize>,
    /// The entities that the path names.
    pub entities: Vec<Entity>,
}

/// An entity that a path names.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Entity {
    /// Its type, as the cache names it.
    #[serde(rename = "type")]
    pub kind: String,
    /// Its id.
    pub id: String,
    /// Its name, if the cache has it.
    pub name: Option<String>,
}

impl Explorer {
    pub(super) async fn target(
        &self,
        workspace: &WorkspaceId,
        call: &Call<'_>,
        prepared: &Prepared,
    ) -> Result<Target, Error> {
        let many = echo::many(workspace, call);
        let count = (!many.is_empty()).then_some(many.len());
        let mut entities = Vec::new();
        for parameter in call.operation.parameters.iter().filter(|one| one.place == Place::Path) {
            let (Some(id), Some(kind)) = (call.path.get(&parameter.name), entity_of(call.operation, parameter)) else {
                continue;
            };
            let name = self.name(workspace, &kind, id).await?;
            entities.push(Entity { kind, id: id.clone(), name });
        }
        let text = text(call, prepared, count);
        Ok(Target { text, effect: call.operation.effect(), count, entities })
    }

    /// The name of a cached entity.
    async fn name(&self, workspace: &WorkspaceId, kind: &str, id: &str) -> Result<Option<String>, Error> {
        let one = cached_entity::Entity::of_type(workspace, kind).filter(cached_entity::Column::EntityId.eq(id));
        let Some(row) = one.one(&self.parts.db.reader()).await? else { return Ok(None) };
        let payload: Value = serde_json::from_str(&row.payload).unwrap_or_default();
        let fields = ["name", "description", "number", "email"];
        let name = fields.iter().filter_map(|field| payload[*field].as_str()).find(|name| !name.is_empty());
        Ok(name.map(|name| name.chars().take(LONGEST_NAME).collect()))
    }
}

fn text(call: &Call<'_>, prepared: &Prepared, count: Option<usize>) -> String {
    let path = prepared.url.path();
    // The workspace is always the same one.
    let below = path.split_once("/workspaces/").and_then(|(_, rest)| rest.split_once('/')).map(|(_, rest)| rest);
    let text = format!("{} {}", call.operation.method, below.unwrap_or(path));
    match count {
        None => text,
        Some(1) => text + " (1 item)",
        Some(count) => format!("{text} ({count} items)"),
    }
}
