//! `webhook_event`: the log of everything that was acknowledged. Rows are written in batches by
//! [`crate::db::events`] and never changed.

use sea_orm::entity::prelude::*;
use time::OffsetDateTime;

use crate::domain::event::Source;

/// A row of `webhook_event`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "webhook_event")]
pub struct Model {
    /// Key of the row: a `UUIDv7`, so keys rise with the time of receipt.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The workspace.
    pub workspace_id: String,
    /// Where it came from.
    pub source: Source,
    /// Name of the custom source.
    pub custom_source: Option<String>,
    /// Name of the event.
    pub event_type: String,
    /// Request headers, secrets masked.
    pub headers: Json,
    /// The body as received, byte for byte.
    pub body: Vec<u8>,
    /// The entity that the event is about.
    pub entity_id: Option<String>,
    /// The user that the event is about.
    pub user_id: Option<String>,
    /// The project that the event belongs to.
    pub project_id: Option<String>,
    /// SHA-256 of what makes two deliveries the same event.
    pub dedupe_key: Vec<u8>,
    /// The event that this one repeats.
    pub duplicate_of: Option<Uuid>,
    /// The event that this one replays.
    pub replay_of: Option<Uuid>,
    /// When it was received.
    pub received_at: OffsetDateTime,
}

impl ActiveModelBehavior for ActiveModel {}
