//! `cached_entity`: what Clockify said of an entity when it was last fetched.

use sea_orm::entity::prelude::*;
use time::OffsetDateTime;

use crate::domain::ids::WorkspaceId;

/// A row of `cached_entity`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "cached_entity")]
pub struct Model {
    /// The workspace.
    #[sea_orm(primary_key, auto_increment = false)]
    pub workspace_id: String,
    /// Type of the entity, as the catalogue names it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub entity_type: String,
    /// Id of the entity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub entity_id: String,
    /// Id of the entity that it was fetched for; empty where there is none.
    pub parent_id: String,
    /// The entity as JSON text, without the secrets that some carry.
    #[sea_orm(column_type = "Text")]
    pub payload: String,
    /// What tells whether it changed.
    pub hash: Vec<u8>,
    /// Where it begins in time, for what is fetched by time.
    pub starts_at_ms: Option<i64>,
    /// Where it ends.
    pub ends_at_ms: Option<i64>,
    /// When it was last new or changed.
    pub fetched_at: OffsetDateTime,
}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// The entities of a type in a workspace.
    pub fn of_type(workspace: &WorkspaceId, entity_type: &str) -> Select<Self> {
        Self::find().filter(COLUMN.workspace_id.eq(workspace.as_str())).filter(COLUMN.entity_type.eq(entity_type))
    }
}
