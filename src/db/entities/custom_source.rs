//! `custom_source`: a system other than Clockify that may deliver events to a workspace.

use sea_orm::QueryOrder;
use sea_orm::entity::prelude::*;
use time::OffsetDateTime;

use crate::domain::ids::WorkspaceId;

/// A row of `custom_source`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "custom_source")]
pub struct Model {
    /// Key of the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The workspace that receives the events.
    pub workspace_id: String,
    /// The last part of the URL, unique in the database because the URL holds nothing else.
    #[sea_orm(unique)]
    pub name: String,
    /// Name of the signature scheme.
    pub scheme: String,
    /// The header that holds the signature, where the scheme leaves it open.
    pub header: Option<String>,
    /// The secret, sealed.
    pub secret: Vec<u8>,
    /// The secret before the last rotation, sealed.
    pub previous_secret: Option<Vec<u8>>,
    /// Until when the previous secret is accepted.
    pub previous_until: Option<OffsetDateTime>,
    /// When the source was registered.
    pub created_at: OffsetDateTime,
    /// When the row last changed.
    pub updated_at: OffsetDateTime,
}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// What the sealed secrets are bound to, so that they open in this row alone.
    #[must_use]
    pub fn secret_context(id: Uuid) -> String {
        format!("custom_source.secret/{id}")
    }
}

impl Entity {
    /// The sources of a workspace.
    pub fn of_workspace(workspace: &WorkspaceId) -> Select<Self> {
        Self::find().filter(COLUMN.workspace_id.eq(workspace.as_str())).order_by_asc(COLUMN.name)
    }

    /// The sources of all workspaces: what the in-memory view is made of.
    pub fn of_all_workspaces() -> Select<Self> {
        Self::find().order_by_asc(COLUMN.name)
    }
}
