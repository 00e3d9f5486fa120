//! Who changes something, and the record of it.

use std::fmt;

use sea_orm::ActiveValue::Set;
use sea_orm::{ConnectionTrait, DbErr, EntityTrait};
use serde_json::Value;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::db::entities::audit_entry::{ActiveModel, Entity};
use crate::domain::ids::WorkspaceId;

/// Who changes something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// A user of the workspace, by id.
    User(String),
    /// Whoever has the command line.
    Operator,
    /// The add-on itself.
    System,
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::User(id) => write!(f, "user:{id}"),
            Self::Operator => f.write_str("operator"),
            Self::System => f.write_str("system"),
        }
    }
}

/// A change, as it is recorded. Secrets must be masked already.
#[derive(Debug)]
pub(super) struct Entry<'a> {
    pub(super) workspace: &'a WorkspaceId,
    pub(super) actor: &'a Actor,
    /// `flow.save`.
    pub(super) action: &'static str,
    /// `flow:ID`.
    pub(super) subject: String,
    pub(super) before: Option<Value>,
    pub(super) after: Option<Value>,
}

impl Entry<'_> {
    /// Records it, in the transaction of the change.
    pub(super) async fn record(
        self,
        connection: &impl ConnectionTrait,
        id: Uuid,
        now: OffsetDateTime,
    ) -> Result<(), DbErr> {
        let row = ActiveModel {
            id: Set(id),
            workspace_id: Set(self.workspace.to_string()),
            actor: Set(self.actor.to_string()),
            action: Set(self.action.to_owned()),
            subject: Set(self.subject),
            before: Set(self.before.map(|value| value.to_string())),
            after: Set(self.after.map(|value| value.to_string())),
            at_ms: Set(crate::clock::ms(now)),
        };
        Entity::insert(row).exec_without_returning(connection).await.map(drop)
    }
}
