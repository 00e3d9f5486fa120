//! Which events a list shows, and what of them.

use sea_orm::sea_query::{Alias, Expr, ExprTrait, Func};
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QuerySelect, Select};
use time::OffsetDateTime;
use uuid::Uuid;

use super::{Text, within};
use crate::db::Engine;
use crate::db::entities::webhook_event::{COLUMN, Column, Entity};
use crate::domain::event::Source;
use crate::domain::ids::WorkspaceId;

/// Which events a list shows.
#[derive(Debug, Default, Clone)]
pub struct Filter {
    /// Of this workspace only.
    pub workspace: Option<WorkspaceId>,
    /// Of these types only; all when empty.
    pub types: Vec<String>,
    /// Of this source only.
    pub source: Option<Source>,
    /// Received at or after.
    pub since: Option<OffsetDateTime>,
    /// Received before.
    pub until: Option<OffsetDateTime>,
    /// Only events older than this one: the last of the page before.
    pub before: Option<Uuid>,
    /// Only events newer than this one.
    pub after: Option<Uuid>,
    /// Leave repeats out.
    pub unique: bool,
    /// About this user only.
    pub user: Option<String>,
    /// Of this project only.
    pub project: Option<String>,
    /// With this text only.
    pub text: Option<Text>,
}

impl Filter {
    /// Whether it leaves events out within its range of time: so that a page may look at more than it shows.
    #[must_use]
    pub fn narrows(&self) -> bool {
        let ids = self.user.is_some() || self.project.is_some();
        ids || self.unique || self.source.is_some() || self.text.is_some() || !self.types.is_empty()
    }
}

/// An event in a list: everything but headers and body.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Line {
    /// Key.
    pub id: Uuid,
    /// The workspace.
    pub workspace_id: String,
    /// Where it came from.
    pub source: Source,
    /// Name of the custom source.
    pub custom_source: Option<String>,
    /// Name of the event.
    pub event_type: String,
    /// The entity that the event is about.
    pub entity_id: Option<String>,
    /// The user that the event is about.
    pub user_id: Option<String>,
    /// The project that the event belongs to.
    pub project_id: Option<String>,
    /// The event that this one repeats.
    pub duplicate_of: Option<Uuid>,
    /// When it was received.
    pub received_at: OffsetDateTime,
    /// Size of the body in bytes.
    pub bytes: i64,
}

/// What a list shows of events.
pub(super) fn lines(select: Select<Entity>, engine: Engine) -> Select<Entity> {
    // `length` of a SQLite blob and `octet_length` of a PostgreSQL bytea are the same thing under two names.
    let length = match engine {
        Engine::Postgres => "octet_length",
        Engine::Sqlite => "length",
    };
    let bytes = Func::cust(Alias::new(length)).arg(Expr::col(Column::Body)).cast_as(Alias::new("bigint"));
    select
        .select_only()
        .columns([
            Column::Id,
            Column::WorkspaceId,
            Column::Source,
            Column::CustomSource,
            Column::EventType,
            Column::EntityId,
            Column::UserId,
            Column::ProjectId,
            Column::DuplicateOf,
            Column::ReceivedAt,
        ])
        .column_as(bytes, "bytes")
}

/// The events that fit, in no order.
pub(super) fn select(filter: &Filter, engine: Engine) -> Select<Entity> {
    let mut select = Entity::find();
    if let Some(workspace) = &filter.workspace {
        select = select.filter(COLUMN.workspace_id.eq(workspace.as_str()));
    }
    if !filter.types.is_empty() {
        select = select.filter(COLUMN.event_type.is_in(filter.types.iter().map(String::as_str)));
    }
    if let Some(source) = filter.source {
        select = select.filter(COLUMN.source.eq(source));
    }
    select = within(select, Column::Id, (filter.since, filter.until), filter.before);
    if let Some(after) = filter.after {
        select = select.filter(COLUMN.id.gt(after));
    }
    if filter.unique {
        select = select.filter(COLUMN.duplicate_of.is_null());
    }
    if let Some(user) = &filter.user {
        select = select.filter(COLUMN.user_id.eq(user.as_str()));
    }
    if let Some(project) = &filter.project {
        select = select.filter(COLUMN.project_id.eq(project.as_str()));
    }
    if let Some(text) = &filter.text {
        select = select.filter(text.in_event(engine));
    }
    select
}
