//! Storing jobs.

use std::collections::HashSet;

use sea_orm::ConnectionTrait;
use time::OffsetDateTime;
use uuid::Uuid;

use super::{NewJob, dialect};
use crate::clock::ms;
use crate::db::Error;

/// A job as it is about to be stored.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) id: Uuid,
    pub(super) workspace: String,
    pub(super) kind: &'static str,
    /// Empty for none: an array of PostgreSQL can't carry both.
    pub(super) key: String,
    pub(super) payload: String,
    pub(super) priority: i16,
    pub(super) due_at_ms: i64,
    pub(super) created_at_ms: i64,
}

impl Row {
    pub(super) fn new(job: NewJob, id: Uuid, now: OffsetDateTime) -> Self {
        Self {
            id,
            workspace: job.workspace.to_string(),
            kind: job.kind,
            key: job.key.unwrap_or_default(),
            payload: job.payload.to_string(),
            priority: job.priority.rank(),
            due_at_ms: ms(job.due.unwrap_or(now)),
            created_at_ms: ms(now),
        }
    }
}

/// Stores the rows, but for those whose key is taken. The answers are in the order of the rows.
pub(super) async fn insert(connection: &impl ConnectionTrait, mut rows: Vec<Row>) -> Result<Vec<Option<Uuid>>, Error> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    // Two transactions that meet the same keys in different orders would wait for each other.
    rows.sort_by(|a, b| (&a.workspace, a.kind, &a.key, a.id).cmp(&(&b.workspace, b.kind, &b.key, b.id)));
    let dialect = dialect::of(connection);
    let mut stored = HashSet::with_capacity(rows.len());
    let mut rest = rows.as_slice();
    while !rest.is_empty() {
        let (group, others) = rest.split_at(dialect.group(rest.len()));
        for row in connection.query_all_raw(dialect.insert(group)).await? {
            stored.insert(row.try_get::<Uuid>("", "id")?);
        }
        rest = others;
    }
    Ok(ids.into_iter().map(|id| stored.contains(&id).then_some(id)).collect())
}

/// Stores the row or, where its key is taken by one that waits longer, shortens that wait.
pub(super) async fn hasten(connection: &impl ConnectionTrait, row: Row) -> Result<(), Error> {
    let hasten = dialect::of(connection).hasten(&row);
    if insert(connection, vec![row]).await? == [None] {
        connection.query_all_raw(hasten).await?;
    }
    Ok(())
}
