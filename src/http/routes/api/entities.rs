//! What the local cache has of the workspace: for those who choose something, and for those who want to see it.

use axum::extract::State;
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};

use crate::clock::stamp;
use crate::db::cached::{self, Filter};
use crate::db::entities::cached_entity::Model;
use crate::http::extract::{Admin, Asked, At};
use crate::http::{AppState, Problem};

/// Most entities of a page, and most ids that can be asked for.
const MOST: u64 = 200;

pub(super) fn router() -> Router<AppState> {
    Router::new().route("/api/entities", get(list)).route("/api/entities/{type}/{id}", get(show))
}

async fn list(State(app): State<AppState>, admin: Admin, mut asked: Asked) -> Result<Json<Value>, Problem> {
    let ids: Option<String> = asked.take("ids", "ids")?;
    let filter = Filter {
        entity_type: asked.require("type", "a type of entities, as `project`")?,
        parent: asked.take("parent", "an id")?,
        ids: ids.iter().flat_map(|ids| ids.split(',')).map(str::to_owned).collect(),
        text: asked.take("search", "a text of 1 to 200 characters")?,
        after: asked.take("cursor", "the `next` of another page")?,
    };
    let limit = asked.limit(MOST)?;
    asked.end()?;
    if filter.ids.len() as u64 > MOST {
        return Err(Problem::bad_request(format!("`ids` of the query can be {MOST}")));
    }
    let page = cached::page(&app.db, admin.workspace(), &filter, limit).await?;
    let entities: Vec<Value> = page.entities.iter().map(|(entity, name)| shown(entity, name)).collect();
    Ok(Json(json!({ "entities": entities, "next": page.next })))
}

async fn show(
    State(app): State<AppState>,
    admin: Admin,
    At((entity_type, id)): At<(String, String)>,
) -> Result<Json<Value>, Problem> {
    let absent = || Problem::not_found("the cache has no such entity of this workspace");
    let entity = cached::one(&app.db, admin.workspace(), &entity_type, &id).await?.ok_or_else(absent)?;
    let mut document = shown(&entity, &cached::name(&entity));
    document["payload"] = serde_json::from_str(&entity.payload).unwrap_or_default();
    Ok(Json(document))
}

fn shown(entity: &Model, name: &str) -> Value {
    json!({
        "id": entity.entity_id,
        "type": entity.entity_type,
        "name": name,
        "parent": Some(&entity.parent_id).filter(|parent| !parent.is_empty()),
        "fetched_at": stamp(entity.fetched_at),
    })
}
