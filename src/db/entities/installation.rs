//! `installation`: an add-on in a workspace, from its install to its end.

use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::Set, DatabaseTransaction, IntoActiveModel, QueryOrder};
use time::OffsetDateTime;

use super::webhook_registration;
use crate::db::runs;
use crate::domain::flow::Reason;
use crate::domain::ids::{AddonId, WorkspaceId};

/// Whether the add-on may work in the workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum Status {
    /// Installed and enabled.
    #[sea_orm(string_value = "ACTIVE")]
    Active,
    /// Installed and switched off by an admin or the platform.
    #[sea_orm(string_value = "INACTIVE")]
    Inactive,
    /// Uninstalled, or replaced by a later install. Final: a reinstall comes with a new `addonId`.
    #[sea_orm(string_value = "DELETED")]
    Deleted,
}

/// A row of `installation`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "installation")]
pub struct Model {
    /// Key of the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The workspace.
    pub workspace_id: String,
    /// Clockify's `addonId`.
    pub addon_id: String,
    /// State.
    pub status: Status,
    /// The installation token, sealed; none once the installation has ended.
    pub token: Option<Vec<u8>>,
    /// API addresses from the token's verified claims.
    pub hosts: Json,
    /// The user on whose behalf the add-on acts.
    pub as_user: Option<String>,
    /// The add-on's own synthetic user.
    pub addon_user_id: Option<String>,
    /// Settings as last sent by Clockify: a list of id, name and value.
    pub settings: Option<Json>,
    /// When the install arrived.
    pub installed_at: OffsetDateTime,
    /// When the row last changed.
    pub updated_at: OffsetDateTime,
    /// When the installation ended.
    pub deleted_at: Option<OffsetDateTime>,
    /// Since when Clockify refuses the token; none while it is accepted.
    pub refused_since: Option<OffsetDateTime>,
    /// How often it was refused since then when it was tried.
    pub refused_probes: i32,
    /// When what we know of its webhooks was last compared with what Clockify has.
    pub reconciled_at: Option<OffsetDateTime>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// What the sealed token is bound to, so that it opens in this row alone.
    #[must_use]
    pub fn token_context(id: Uuid) -> String {
        format!("installation.token/{id}")
    }

    /// Ends the installation: its token, its settings and the tokens of its webhooks are destroyed, and what waits of its
    /// flows is cancelled.
    ///
    /// The row changes first, so that whoever holds it to add a webhook is waited for, and that webhook goes too.
    pub async fn end(self, transaction: &DatabaseTransaction, now: OffsetDateTime) -> Result<(), DbErr> {
        let id = self.id;
        let workspace = self.workspace_id.clone();
        let mut row = self.into_active_model();
        row.status = Set(Status::Deleted);
        row.token = Set(None);
        row.settings = Set(None);
        row.updated_at = Set(now);
        row.deleted_at = Set(Some(now));
        row.update(transaction).await?;
        let of_this = webhook_registration::COLUMN.installation_id.eq(id);
        webhook_registration::Entity::delete_many().filter(of_this).exec(transaction).await?;
        if let Ok(workspace) = WorkspaceId::new(&workspace) {
            let all = u64::from(u32::MAX);
            runs::cancel(transaction, &workspace, runs::Of::All, &Reason::Uninstalled, now, all).await?;
        }
        Ok(())
    }
}

impl ActiveModel {
    /// A new active installation without token and settings.
    #[must_use]
    pub fn new(id: Uuid, workspace: &WorkspaceId, addon: &AddonId, now: OffsetDateTime) -> Self {
        Self {
            id: Set(id),
            workspace_id: Set(workspace.to_string()),
            addon_id: Set(addon.to_string()),
            status: Set(Status::Active),
            token: Set(None),
            hosts: Set(Json::Object(serde_json::Map::new())),
            as_user: Set(None),
            addon_user_id: Set(None),
            settings: Set(None),
            installed_at: Set(now),
            updated_at: Set(now),
            deleted_at: Set(None),
            refused_since: Set(None),
            refused_probes: Set(0),
            reconciled_at: Set(None),
        }
    }
}

impl Entity {
    /// The installations of a workspace, ended ones included.
    pub fn of_workspace(workspace: &WorkspaceId) -> Select<Self> {
        Self::find().filter(COLUMN.workspace_id.eq(workspace.as_str())).order_by_asc(COLUMN.installed_at)
    }

    /// One installation.
    pub fn one(workspace: &WorkspaceId, addon: &AddonId) -> Select<Self> {
        Self::of_workspace(workspace).filter(COLUMN.addon_id.eq(addon.as_str()))
    }

    /// The installation of a workspace that counts now: the newest that hasn't ended.
    pub fn current(workspace: &WorkspaceId) -> Select<Self> {
        let live = Self::live_of_all_workspaces().filter(COLUMN.workspace_id.eq(workspace.as_str()));
        live.order_by_desc(COLUMN.installed_at)
    }

    /// Every installation of all workspaces that hasn't ended: what the in-memory view is made of.
    pub fn live_of_all_workspaces() -> Select<Self> {
        Self::find().filter(COLUMN.status.ne(Status::Deleted))
    }
}
