//! `webhook_registration`: which deliveries an installation is owed, and the hash of the token each must carry.

use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use time::OffsetDateTime;

use crate::domain::event::EventType;
use crate::domain::ids::WorkspaceId;

/// The route of the webhooks that are set up through the API. Their tokens tell them apart.
pub const API_PATH: &str = "/webhooks/clockify";

/// Who set the webhook up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum Origin {
    /// The platform, from the manifest.
    #[sea_orm(string_value = "MANIFEST")]
    Manifest,
    /// We, through the API.
    #[sea_orm(string_value = "API")]
    Api,
}

/// A row of `webhook_registration`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "webhook_registration")]
pub struct Model {
    /// Key of the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The workspace.
    pub workspace_id: String,
    /// The installation.
    pub installation_id: Uuid,
    /// Who set it up.
    pub origin: Origin,
    /// Name of the event.
    pub event_type: String,
    /// The route that receives it.
    pub path: String,
    /// Clockify's id of the webhook, for those set up through the API.
    pub remote_id: Option<String>,
    /// SHA-256 of the token; the token itself is never stored.
    pub token_hash: Option<Vec<u8>>,
    /// Whether Clockify still delivers, when that is known: it gives up after too many failures.
    pub delivery_enabled: Option<bool>,
    /// Whether the webhook is switched on, when that is known: people can switch it off.
    pub enabled: Option<bool>,
    /// Whether the workspace's plan includes it, when that is known.
    pub plan_enabled: Option<bool>,
    /// Why there is no webhook, in the words of whoever refused.
    pub reason: Option<String>,
    /// When Clockify was last asked.
    pub checked_at: Option<OffsetDateTime>,
    /// Up to when missed deliveries were fetched from Clockify's log.
    pub filled_to: Option<OffsetDateTime>,
    /// When the row was made.
    pub created_at: OffsetDateTime,
}

impl ActiveModelBehavior for ActiveModel {}

impl ActiveModel {
    /// A webhook of the manifest.
    #[must_use]
    pub fn manifest(
        workspace: &WorkspaceId,
        installation: Uuid,
        event: EventType,
        token_hash: [u8; 32],
        now: OffsetDateTime,
    ) -> Self {
        Self {
            id: Set(Uuid::now_v7()),
            workspace_id: Set(workspace.to_string()),
            installation_id: Set(installation),
            origin: Set(Origin::Manifest),
            event_type: Set(event.name().to_owned()),
            path: Set(event.path().to_owned()),
            remote_id: Set(None),
            token_hash: Set(Some(token_hash.to_vec())),
            delivery_enabled: Set(None),
            enabled: Set(None),
            plan_enabled: Set(None),
            reason: Set(None),
            checked_at: Set(None),
            filled_to: Set(None),
            created_at: Set(now),
        }
    }

    /// A webhook that is to be set up through the API: nothing is known of it yet.
    #[must_use]
    pub fn api(workspace: &WorkspaceId, installation: Uuid, event: EventType, now: OffsetDateTime) -> Self {
        Self {
            origin: Set(Origin::Api),
            path: Set(API_PATH.to_owned()),
            token_hash: Set(None),
            ..Self::manifest(workspace, installation, event, [0; 32], now)
        }
    }
}

impl Entity {
    /// The webhooks of one installation.
    pub fn of_installation(workspace: &WorkspaceId, installation: Uuid) -> Select<Self> {
        Self::find().filter(COLUMN.workspace_id.eq(workspace.as_str())).filter(COLUMN.installation_id.eq(installation))
    }
}
