//! What a worker needs to go on with a run: the run, the event that started it, and what it has done already.

use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult, Statement};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::clock::ms;
use crate::db::entities::{flow_run, flow_step};
use crate::db::{Db, Error};
use crate::domain::event::Source;
use crate::domain::ids::WorkspaceId;

/// A run and what belongs to it.
#[derive(Debug, Clone, PartialEq)]
pub struct Loaded {
    /// The run.
    pub run: flow_run::Model,
    /// The event that started it. None: there was none, or it is not kept any more.
    pub event: Option<Event>,
    /// What it has done, if it had begun.
    pub steps: Vec<flow_step::Model>,
    /// Whether a write of a flow could have caused the event: one is noted that causes events of its kind. What caused
    /// an event was noted before the event came.
    pub may_be_echo: bool,
}

/// The event that started a run.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// Its key.
    pub id: Uuid,
    /// Where it came from.
    pub source: Source,
    /// Name of the custom source.
    pub custom_source: Option<String>,
    /// Its name.
    pub event_type: String,
    /// Its headers, secrets masked.
    pub headers: serde_json::Value,
    /// The body as received.
    pub body: Vec<u8>,
    /// The user that it is about.
    pub user_id: Option<String>,
    /// The project that it belongs to.
    pub project_id: Option<String>,
    /// When it was received.
    pub received_at: OffsetDateTime,
}

/// One round trip brings the run and its event. Both by their keys: PostgreSQL takes any index that it may for as good as
/// another while a table is young, and one by workspace would read everything that the workspace has. So it may not.
const RUN: &str = "SELECT r.*, e.id AS e_id, e.source AS e_source, e.custom_source AS e_custom_source, \
     e.event_type AS e_event_type, e.headers AS e_headers, e.body AS e_body, e.user_id AS e_user_id, \
     e.project_id AS e_project_id, e.received_at AS e_received_at, \
     EXISTS (SELECT 1 FROM flow_echo AS o WHERE o.workspace_id = r.workspace_id AND o.event_type = e.event_type \
     AND o.expires_at_ms > $3) AS may_be_echo \
     FROM flow_run AS r LEFT JOIN webhook_event AS e ON e.id = r.event_id AND e.workspace_id || '' = r.workspace_id \
     WHERE r.id = $1 AND r.workspace_id || '' = $2";

/// What reads it.
#[must_use]
pub fn statement(backend: DbBackend, workspace: &WorkspaceId, run: Uuid, now: OffsetDateTime) -> Statement {
    Statement::from_sql_and_values(backend, RUN, [run.into(), workspace.as_str().into(), ms(now).into()])
}

/// The run, if the workspace has it.
pub async fn load(db: &Db, workspace: &WorkspaceId, run: Uuid, now: OffsetDateTime) -> Result<Option<Loaded>, Error> {
    let reader = db.reader();
    let statement = statement(reader.get_database_backend(), workspace, run, now);
    let Some(row) = reader.query_one_raw(statement).await? else { return Ok(None) };
    let run = flow_run::Model::from_query_result(&row, "")?;
    let event = match row.try_get::<Option<Uuid>>("e_", "id")? {
        Some(id) => Some(Event {
            id,
            source: row.try_get("e_", "source")?,
            custom_source: row.try_get("e_", "custom_source")?,
            event_type: row.try_get("e_", "event_type")?,
            headers: row.try_get("e_", "headers")?,
            body: row.try_get("e_", "body")?,
            user_id: row.try_get("e_", "user_id")?,
            project_id: row.try_get("e_", "project_id")?,
            received_at: row.try_get("e_", "received_at")?,
        }),
        None => None,
    };
    let steps = match run.started_at_ms {
        Some(_) => flow_step::Entity::of_run(workspace, run.id).all(&reader).await?,
        None => Vec::new(),
    };
    Ok(Some(Loaded { run, event, steps, may_be_echo: row.try_get("", "may_be_echo")? }))
}
