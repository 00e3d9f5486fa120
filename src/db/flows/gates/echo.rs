//! Whether an event is what a flow's own write caused.

use sea_orm::{ConnectionTrait, FromQueryResult, Value};
use time::OffsetDateTime;
use uuid::Uuid;

use super::say;
use crate::clock::ms;
use crate::db::entities::flow_echo;
use crate::db::{Db, Error};
use crate::domain::ids::WorkspaceId;

/// Most writes that one event is compared with.
const MOST: u64 = 64;

/// What an event turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Echo {
    /// No flow's doing, as far as is known.
    None,
    /// What came of this write.
    Caused(flow_echo::Model),
    /// Perhaps what comes of a write that was not answered yet, so that nobody knows what it is about. To be asked again
    /// soon.
    InFlight(flow_echo::Model),
}

/// Finds the write that the event is the echo of (`entity_id` is empty for one that is about nothing with an id), and notes that it is: several flows that the event starts hear the
/// same, and another event is compared with what is left. Of several that fit it is the oldest.
pub async fn echo(
    db: &Db,
    workspace: &WorkspaceId,
    event_type: &str,
    entity_id: &str,
    event: Uuid,
    now: OffsetDateTime,
    fields_match: impl Fn(&flow_echo::Model) -> bool,
) -> Result<Echo, Error> {
    let reader = db.reader();
    let sql = format!(
        "SELECT * FROM flow_echo WHERE workspace_id = $1 AND event_type = $2 AND expires_at_ms > $3 \
         AND (entity_id = $4 OR (entity_id IS NULL AND (in_flight OR $4 = ''))) AND (event_id IS NULL OR event_id = $5) \
         ORDER BY id LIMIT {MOST}"
    );
    // Some events are about nothing that has an id; what is known of such a write is complete with its answer.
    let is_known =
        |candidate: &flow_echo::Model| candidate.entity_id.is_some() || (entity_id.is_empty() && !candidate.in_flight);
    // Whoever finds the write it wanted noted for another event looks once more; what is noted is never wanted again.
    for _ in 0..=MOST {
        let values: [Value; 5] =
            [workspace.as_str().into(), event_type.into(), ms(now).into(), entity_id.into(), event.into()];
        let found = reader.query_all_raw(say(&reader, &sql, values)).await?;
        let found = found.iter().map(|row| flow_echo::Model::from_query_result(row, ""));
        let candidates = found.collect::<Result<Vec<_>, _>>()?;
        if let Some(known) = candidates.iter().find(|candidate| candidate.event_id == Some(event)) {
            return Ok(Echo::Caused(known.clone()));
        }
        let mut fitting = candidates.into_iter().filter(|candidate| fields_match(candidate)).peekable();
        let first = fitting.peek().cloned();
        let Some(cause) = fitting.find(is_known) else {
            return Ok(first.map_or(Echo::None, Echo::InFlight));
        };
        if claim(db, cause.id, event).await? {
            return Ok(Echo::Caused(flow_echo::Model { event_id: Some(event), ..cause }));
        }
    }
    Ok(Echo::None)
}

async fn claim(db: &Db, echo: Uuid, event: Uuid) -> Result<bool, Error> {
    let writer = db.writer();
    let sql = "UPDATE flow_echo SET event_id = $1 WHERE id = $2 AND (event_id IS NULL OR event_id = $1)";
    let values: [Value; 2] = [event.into(), echo.into()];
    Ok(writer.execute_raw(say(&writer, sql, values)).await?.rows_affected() > 0)
}
