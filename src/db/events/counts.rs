//! Numbers of events, none of which is counted without an end.

use std::collections::HashMap;

use sea_orm::{ConnectionTrait, Statement, Value};
use time::{Duration, OffsetDateTime};

use super::first_id_of;
use crate::db::{Db, Error};
use crate::domain::ids::WorkspaceId;

/// Past this many events of an hour are only known to be more.
pub const COUNTED: u64 = 100_000;

/// Events that are looked at for the last one of each type.
pub const LOOKED_AT: u64 = 10_000;

/// How many events of the workspace came in each of these hours, up to one more than [`COUNTED`].
pub async fn by_hour(db: &Db, workspace: &WorkspaceId, hours: &[OffsetDateTime]) -> Result<Vec<u64>, Error> {
    if hours.is_empty() {
        return Ok(Vec::new());
    }
    let mut values: Vec<Value> = vec![workspace.as_str().into()];
    let mut parts = Vec::new();
    for (number, hour) in hours.iter().enumerate() {
        values.extend([first_id_of(*hour).into(), first_id_of(*hour + Duration::HOUR).into()]);
        let (from, to, limit) = (values.len() - 1, values.len(), COUNTED + 1);
        parts.push(format!(
            "SELECT {number} AS place, (SELECT count(*) FROM (SELECT 1 FROM webhook_event \
             WHERE workspace_id = $1 AND id >= ${from} AND id < ${to} LIMIT {limit}) AS c) AS events"
        ));
    }
    let reader = db.reader();
    let sql = parts.join(" UNION ALL ") + " ORDER BY place";
    let rows = reader.query_all_raw(Statement::from_sql_and_values(reader.get_database_backend(), sql, values)).await?;
    rows.iter().map(|row| Ok(row.try_get::<i64>("", "events")?.unsigned_abs())).collect()
}

/// When Clockify's events of each type last came, of those that are among the workspace's last [`LOOKED_AT`].
pub async fn last_of_types(db: &Db, workspace: &WorkspaceId) -> Result<HashMap<String, OffsetDateTime>, Error> {
    let sql = format!(
        "SELECT event_type, max(received_at) AS last FROM (SELECT event_type, source, received_at FROM webhook_event \
         WHERE workspace_id = $1 ORDER BY id DESC LIMIT {LOOKED_AT}) AS newest WHERE source = 'CLOCKIFY' GROUP BY event_type"
    );
    let reader = db.reader();
    let values: [Value; 1] = [workspace.as_str().into()];
    let rows = reader.query_all_raw(Statement::from_sql_and_values(reader.get_database_backend(), sql, values)).await?;
    rows.iter().map(|row| Ok((row.try_get("", "event_type")?, row.try_get("", "last")?))).collect()
}
