//! What a call is going to change, in words that whoever makes it has to repeat.

use serde::Serialize;

use super::shown::entity_of;
use super::{Error, Explorer};
use crate::clockify::catalogue::{Effect, Place};
use crate::clockify::client::{Call, Prepared};
use crate::clockify::echo;
use crate::db::cached;
use crate::domain::ids::WorkspaceId;

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
            let found = cached::one(&self.parts.db, workspace, &kind, id).await?;
            let name = found.map(|entity| cached::name(&entity)).filter(|name| name != id);
            entities.push(Entity { kind, id: id.clone(), name });
        }
        let text = text(call, prepared, count);
        Ok(Target { text, effect: call.operation.effect(), count, entities })
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
