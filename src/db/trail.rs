//! The audit: that something was changed, by whom, and how it was before.

use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::LikeExpr;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};
use serde_json::Value;
use time::OffsetDateTime;
use uuid::Uuid;

use super::entities::audit_entry::{ActiveModel, COLUMN, Column, Entity, Model};
use super::events::within;
use super::{Db, Error};
use crate::clock::ms;
use crate::domain::actor::Actor;
use crate::domain::ids::WorkspaceId;

/// A change, as it is recorded. Secrets must be masked already.
#[derive(Debug)]
pub struct Entry<'a> {
    /// Where.
    pub workspace: &'a WorkspaceId,
    /// Who.
    pub actor: &'a Actor,
    /// `flow.save`.
    pub action: &'static str,
    /// `flow:ID`.
    pub subject: String,
    /// How it was.
    pub before: Option<Value>,
    /// How it is now.
    pub after: Option<Value>,
}

impl Entry<'_> {
    /// Records it, in the transaction of the change.
    pub async fn record(self, connection: &impl ConnectionTrait, id: Uuid, now: OffsetDateTime) -> Result<(), DbErr> {
        let row = ActiveModel {
            id: Set(id),
            workspace_id: Set(self.workspace.to_string()),
            actor: Set(self.actor.to_string()),
            action: Set(self.action.to_owned()),
            subject: Set(self.subject),
            before: Set(self.before.map(|value| value.to_string())),
            after: Set(self.after.map(|value| value.to_string())),
            at_ms: Set(ms(now)),
        };
        Entity::insert(row).exec_without_returning(connection).await.map(drop)
    }
}

/// Which entries a list shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// By this actor only.
    pub actor: Option<String>,
    /// Of this action only, or, with a dot at the end, of all whose names begin so.
    pub action: Option<String>,
    /// Of this subject only, or, with a colon at the end, of all of this kind.
    pub subject: Option<String>,
    /// At or after.
    pub since: Option<OffsetDateTime>,
    /// Before.
    pub until: Option<OffsetDateTime>,
    /// Only entries older than this one: the last of the page before.
    pub before: Option<Uuid>,
}

/// A page of a workspace's entries, the newest first.
pub async fn list(db: &Db, workspace: &WorkspaceId, filter: &Filter, limit: u64) -> Result<Vec<Model>, Error> {
    let mut page = Entity::of_workspace(workspace).limit(limit);
    if let Some(actor) = &filter.actor {
        page = page.filter(COLUMN.actor.eq(actor.as_str()));
    }
    for (column, value, end) in [(Column::Action, &filter.action, '.'), (Column::Subject, &filter.subject, ':')] {
        page = match value {
            Some(kind) if kind.ends_with(end) => page.filter(column.like(beginning(kind))),
            Some(value) => page.filter(column.eq(value.as_str())),
            None => page,
        };
    }
    page = within(page, Column::Id, (filter.since, filter.until), filter.before);
    Ok(page.all(&db.reader()).await?)
}

/// Whatever begins with this text, in which nothing is a sign.
fn beginning(text: &str) -> LikeExpr {
    let plain = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    LikeExpr::new(format!("{plain}%")).escape('\\')
}
