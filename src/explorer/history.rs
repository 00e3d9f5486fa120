//! The calls of the last days, with what came back: the newest of a workspace, as far as there is room for them.
//!
//! Bodies are kept in pieces, so that neither a statement nor a row is large and whoever fetches one needs no more
//! memory than a piece takes. The call is stored first: pieces that were not all stored go with it.

use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, DbErr, EntityTrait, IntoActiveModel, QueryFilter,
    QuerySelect,
};
use serde::Serialize;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::answer::{self, Kind, PREVIEW};
use super::{Error, Explorer, Wanted, Who, Whose};
use crate::clock::{at, ms, stamp};
use crate::clockify::catalogue::Operation;
use crate::clockify::client::{self, Answer, Prepared};
use crate::db::entities::{explorer_body, explorer_call, legal_hold};
use crate::domain::ids::WorkspaceId;
use crate::domain::redact;

/// Most calls of a workspace that are kept.
pub const MOST_CALLS: usize = 500;

/// Most bytes of a workspace that are kept, requests and answers together.
pub const MOST_BYTES: i64 = 32 * 1024 * 1024;

/// Largest request body that is kept, in bytes of JSON.
const LARGEST_REQUEST: usize = 64 * 1024;

/// Longest reason why there is no answer, in characters.
const LONGEST_ERROR: usize = 250;

/// Calls that are removed by one statement.
const REMOVED_AT_ONCE: usize = 100;

/// Which calls are listed.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Of this operation.
    pub operation: Option<String>,
    /// Before this one.
    pub before: Option<Uuid>,
}

/// A call as it is listed.
#[derive(Debug, Serialize)]
pub struct Line {
    /// Its key.
    pub id: String,
    at: String,
    user: String,
    #[serde(rename = "as")]
    whose: Whose,
    operation: String,
    method: String,
    path: String,
    status: Option<i32>,
    error: Option<String>,
    took_ms: i32,
    bytes: i64,
}

/// A call with all that is kept of it.
#[derive(Debug, Serialize)]
pub struct Kept {
    #[serde(flatten)]
    line: Line,
    url: String,
    request: Value,
    headers: Value,
    kind: String,
    text: Option<String>,
    truncated: bool,
    has_body: bool,
}

/// The row of a call that is about to be made.
pub(super) fn row(
    id: Uuid,
    who: &Who<'_>,
    whose: Whose,
    operation: &Operation,
    prepared: &Prepared,
    kept: &Wanted,
) -> explorer_call::Model {
    let mut request = serde_json::to_string(kept).unwrap_or_default();
    if request.len() > LARGEST_REQUEST {
        let small = Wanted { path: kept.path.clone(), query: kept.query.clone(), body: None };
        request = serde_json::to_string(&small).unwrap_or_default();
    }
    explorer_call::Model {
        id,
        workspace_id: who.workspace.to_string(),
        user_id: who.user.to_owned(),
        as_addon: whose == Whose::Addon,
        operation: operation.id.clone(),
        method: operation.method.name().to_owned(),
        url: redact::body(prepared.url.as_str()).into_owned(),
        kept_bytes: size(request.len()),
        request,
        status: None,
        error: None,
        headers: None,
        kind: Kind::Empty.name().to_owned(),
        latency_ms: 0,
        attempts: 0,
        bytes: 0,
        is_whole: false,
        called_at_ms: 0,
    }
}

/// The same of one that brought no answer.
pub(super) fn failed(row: explorer_call::Model, error: &client::Error) -> explorer_call::Model {
    let error = error.summary().chars().take(LONGEST_ERROR).collect();
    explorer_call::Model { error: Some(error), ..row }
}

/// The same of one that was answered.
pub(super) fn answered(
    row: explorer_call::Model,
    answer: &Answer,
    kind: Kind,
    headers: &Map<String, Value>,
) -> explorer_call::Model {
    explorer_call::Model {
        status: Some(answer.status.into()),
        headers: Some(json!(headers).to_string()),
        kind: kind.name().to_owned(),
        latency_ms: i32::try_from(answer.latency.as_millis()).unwrap_or(i32::MAX),
        attempts: i32::try_from(answer.attempts).unwrap_or(i32::MAX),
        bytes: size(answer.body.len()),
        ..row
    }
}

fn size(bytes: usize) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}

impl Explorer {
    /// Keeps a call. Whether that went well: who made it has the answer either way.
    pub(super) async fn keep(&self, row: explorer_call::Model, body: &[u8]) -> bool {
        match self.store(row, body).await {
            Ok(()) => true,
            Err(error) => {
                tracing::warn!(error = &error as &dyn std::error::Error, "a call of the explorer can't be kept");
                false
            }
        }
    }

    async fn store(&self, row: explorer_call::Model, body: &[u8]) -> Result<(), DbErr> {
        let writer = self.parts.db.writer();
        let (id, workspace_id) = (row.id, row.workspace_id.clone());
        let kept_bytes = row.kept_bytes.saturating_add(size(body.len()));
        let called_at_ms = ms(self.parts.clock.now());
        let row = explorer_call::Model { kept_bytes, called_at_ms, is_whole: body.is_empty(), ..row };
        let row = row.into_active_model().reset_all();
        explorer_call::Entity::insert(row).exec_without_returning(&writer).await?;
        for (part, content) in (0..).zip(body.chunks(PREVIEW)) {
            let piece = explorer_body::ActiveModel {
                call_id: Set(id),
                part: Set(part),
                workspace_id: Set(workspace_id.clone()),
                content: Set(content.to_vec()),
            };
            explorer_body::Entity::insert(piece).exec_without_returning(&writer).await?;
        }
        if !body.is_empty() {
            let whole = explorer_call::ActiveModel { id: Set(id), is_whole: Set(true), ..Default::default() };
            whole.update_without_returning(&writer).await?;
        }
        self.forget(&workspace_id).await
    }

    /// Removes the oldest calls of a workspace, where there are more than it has room for.
    async fn forget(&self, workspace: &str) -> Result<(), DbErr> {
        use explorer_call::Column;

        let writer = self.parts.db.writer();
        let Ok(of) = WorkspaceId::new(workspace) else { return Ok(()) };
        let all = explorer_call::Entity::of_workspace(&of).select_only().columns([Column::Id, Column::KeptBytes]);
        let all: Vec<(Uuid, i64)> = all.into_tuple().all(&writer).await?;
        let mut room = MOST_BYTES;
        let surplus = all.into_iter().enumerate().filter(|(index, (_, bytes))| {
            room = room.saturating_sub(*bytes);
            // The newest stays, however large it is.
            *index > 0 && (*index >= MOST_CALLS || room < 0)
        });
        let surplus: Vec<_> = surplus.map(|(_, (id, _))| id).collect();
        if surplus.is_empty() || legal_hold::Entity::find_by_id(workspace.to_owned()).one(&writer).await?.is_some() {
            return Ok(());
        }
        for ids in surplus.chunks(REMOVED_AT_ONCE) {
            let ids = || ids.iter().copied();
            let pieces = explorer_body::Entity::delete_many().filter(explorer_body::Column::CallId.is_in(ids()));
            pieces.exec(&writer).await?;
            explorer_call::Entity::delete_many().filter(Column::Id.is_in(ids())).exec(&writer).await?;
        }
        Ok(())
    }

    /// The calls that somebody may see, the newest first.
    pub async fn calls(&self, who: &Who<'_>, filter: &Filter, limit: u64) -> Result<Vec<Line>, Error> {
        use explorer_call::Column;

        let mut select = visible(who).limit(limit);
        if let Some(operation) = &filter.operation {
            select = select.filter(Column::Operation.eq(operation));
        }
        if let Some(before) = filter.before {
            select = select.filter(Column::Id.lt(before));
        }
        let rows = select.all(&self.parts.db.reader()).await?;
        Ok(rows.into_iter().map(Line::from).collect())
    }

    /// One of them, with the beginning of what came back.
    pub async fn kept(&self, who: &Who<'_>, id: Uuid) -> Result<Kept, Error> {
        let row = self.one(who, id).await?;
        let first = self.piece(who.workspace, id, 0).await?;
        let read = |text: &str| serde_json::from_str(text).unwrap_or_default();
        let (text, is_cut) = answer::beginning(first.as_deref().unwrap_or_default());
        let is_text = row.kind == Kind::Json.name() || row.kind == Kind::Text.name();
        Ok(Kept {
            url: row.url.clone(),
            request: read(&row.request),
            headers: row.headers.as_deref().map_or_else(|| Value::Object(Map::new()), read),
            kind: row.kind.clone(),
            text: (is_text && first.is_some()).then(|| text.to_owned()),
            truncated: is_cut || row.kept_bytes > size(row.request.len()).saturating_add(size(PREVIEW)),
            has_body: row.is_whole && row.bytes > 0,
            line: Line::from(row),
        })
    }

    /// What it was answered with, whole: how the operation is called, what the body is, and how many bytes it has.
    /// Its pieces are read one by one.
    pub async fn body(&self, who: &Who<'_>, id: Uuid) -> Result<(String, String, u64), Error> {
        let row = self.one(who, id).await?;
        if !row.is_whole {
            return Err(Error::Gone);
        }
        let bytes = row.kept_bytes.saturating_sub(size(row.request.len()));
        Ok((row.operation, row.kind, u64::try_from(bytes).unwrap_or(0)))
    }

    /// A piece of a body.
    pub async fn piece(&self, workspace: &WorkspaceId, id: Uuid, part: i32) -> Result<Option<Vec<u8>>, Error> {
        let of_call = explorer_body::Entity::of_call(workspace, id).filter(explorer_body::Column::Part.eq(part));
        Ok(of_call.one(&self.parts.db.reader()).await?.map(|row| row.content))
    }

    async fn one(&self, who: &Who<'_>, id: Uuid) -> Result<explorer_call::Model, Error> {
        let found = visible(who).filter(explorer_call::Column::Id.eq(id)).one(&self.parts.db.reader()).await?;
        found.ok_or(Error::Absent("call"))
    }
}

/// One's own calls, and for admins also those that were made as the add-on: what somebody else saw with his own rights
/// is nobody else's business.
fn visible(who: &Who<'_>) -> sea_orm::Select<explorer_call::Entity> {
    use explorer_call::Column;

    let mut whose = Condition::any().add(Column::UserId.eq(who.user));
    if who.is_admin {
        whose = whose.add(Column::AsAddon.eq(true));
    } else {
        // Whoever was an admin once saw more then.
        whose = Condition::all().add(whose).add(Column::AsAddon.eq(false));
    }
    explorer_call::Entity::of_workspace(who.workspace).filter(whose)
}

impl From<explorer_call::Model> for Line {
    fn from(row: explorer_call::Model) -> Self {
        let path = url::Url::parse(&row.url).map_or_else(|_| String::new(), |url| url.path().to_owned());
        Self {
            id: row.id.simple().to_string(),
            at: stamp(at(row.called_at_ms)),
            user: row.user_id,
            whose: Whose::of(row.as_addon),
            operation: row.operation,
            method: row.method,
            path,
            status: row.status,
            error: row.error,
            took_ms: row.latency_ms,
            bytes: row.bytes,
        }
    }
}
