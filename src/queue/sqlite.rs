//! The statements on SQLite.
//!
//! Batches travel as one JSON text, so that each statement is prepared once whatever their size; only new jobs, whose
//! payloads may be large, travel as parameters. Whoever claims has the write lock, so nothing needs to be skipped.
//!
//! A `+` before a column keeps SQLite from finding rows by it. Without statistics it can't tell that there are
//! more running jobs than ids in a batch.

use sea_orm::{DbBackend, Statement, Value};
use serde_json::json;
use uuid::Uuid;

use super::dialect::{Again, Dead, Dialect, Fence, Lane};
use super::push::Row;
use crate::db::jobs::INSERT;

/// How many jobs a statement may store, the largest first: a few sizes only, so that each is prepared once.
const GROUPS: [usize; 4] = [64, 16, 4, 1];

#[derive(Debug)]
pub(super) struct Sqlite;

impl Dialect for Sqlite {
    fn group(&self, rows: usize) -> usize {
        GROUPS.into_iter().find(|&size| size <= rows).unwrap_or(1)
    }

    fn insert(&self, rows: &[Row]) -> Statement {
        let marks = vec!["(?, ?, ?, NULLIF(?, ''), ?, 'pending', ?, ?, 0, 0, ?)"; rows.len()].join(", ");
        let sql = format!(
            "{INSERT} VALUES {marks} \
             ON CONFLICT (workspace_id, kind, key) WHERE key IS NOT NULL AND state <> 'dead' DO NOTHING RETURNING id"
        );
        let values = rows.iter().flat_map(|row| -> [Value; 8] {
            [
                row.id.into(),
                row.workspace.clone().into(),
                row.kind.into(),
                row.key.clone().into(),
                row.payload.clone().into(),
                row.priority.into(),
                row.due_at_ms.into(),
                row.created_at_ms.into(),
            ]
        });
        say(&sql, values)
    }

    fn hasten(&self, row: &Row) -> Statement {
        say(
            "UPDATE job SET due_at_ms = ?4 WHERE workspace_id = ?1 AND kind = ?2 AND key = ?3 AND state <> 'dead' \
             AND +state = 'pending' AND due_at_ms > ?4 RETURNING id",
            [row.workspace.clone().into(), row.kind.into(), row.key.clone().into(), row.due_at_ms.into()],
        )
    }

    fn next(&self, kinds: &[&str]) -> Statement {
        say(
            "SELECT min(min(\
             coalesce((SELECT due_at_ms FROM job WHERE kind = k.value AND state = 'pending' \
             ORDER BY due_at_ms LIMIT 1), 9223372036854775807), \
             coalesce((SELECT lease_until_ms FROM job WHERE kind = k.value AND state = 'running' \
             ORDER BY lease_until_ms LIMIT 1), 9223372036854775807))) AS at_ms FROM json_each(?1) AS k",
            [json!(kinds).to_string().into()],
        )
    }

    fn ripe(&self, kinds: &[&str], now_ms: i64, limit: usize) -> Statement {
        say(
            "SELECT j.id, j.kind, j.workspace_id, j.priority, j.due_at_ms, true AS expired \
             FROM json_each(?1) AS k CROSS JOIN job AS j \
             WHERE j.id IN (SELECT id FROM job WHERE kind = k.value AND state = 'running' AND lease_until_ms <= ?2 \
             ORDER BY lease_until_ms LIMIT ?3) \
             UNION ALL \
             SELECT j.id, j.kind, j.workspace_id, j.priority, j.due_at_ms, false \
             FROM json_each(?1) AS k CROSS JOIN job AS j \
             WHERE j.id IN (SELECT id FROM job WHERE kind = k.value AND state = 'pending' AND due_at_ms <= ?2 \
             ORDER BY due_at_ms LIMIT ?3)",
            [json!(kinds).to_string().into(), now_ms.into(), number(limit)],
        )
    }

    fn lanes(&self, after: &[(&str, &str)], now_ms: i64, limit: usize) -> Statement {
        let due = |priority: i16| {
            format!(
                "EXISTS (SELECT 1 FROM job WHERE kind = lane.kind AND workspace_id = lane.workspace_id \
                 AND state = 'pending' AND priority = {priority} AND due_at_ms <= ?2)"
            )
        };
        let sql = format!(
            "WITH RECURSIVE lane (kind, workspace_id, place) AS (\
             SELECT k.value ->> 0, (SELECT workspace_id FROM job WHERE kind = k.value ->> 0 AND state = 'pending' \
             AND workspace_id > k.value ->> 1 ORDER BY workspace_id LIMIT 1), 1 FROM json_each(?1) AS k \
             UNION ALL \
             SELECT kind, (SELECT workspace_id FROM job WHERE kind = lane.kind AND state = 'pending' \
             AND workspace_id > lane.workspace_id ORDER BY workspace_id LIMIT 1), place + 1 \
             FROM lane WHERE workspace_id IS NOT NULL AND place < ?3) \
             SELECT kind, workspace_id, {} OR {} OR {} AS due, place FROM lane WHERE workspace_id IS NOT NULL",
            due(0),
            due(1),
            due(2)
        );
        say(&sql, [json!(after).to_string().into(), now_ms.into(), number(limit)])
    }

    fn heads(&self, lanes: &[Lane], now_ms: i64) -> Statement {
        // A limit can't differ from lane to lane here: what is too much is left out by whoever asked.
        let most = lanes.iter().map(|lane| lane.wanted).max().unwrap_or_default();
        let lanes: Vec<_> = lanes.iter().map(|lane| (&lane.kind, &lane.workspace)).collect();
        say(
            "SELECT j.id, j.kind, j.workspace_id, j.priority, j.due_at_ms FROM json_each(?1) AS l \
             CROSS JOIN (SELECT 0 AS priority UNION ALL SELECT 1 UNION ALL SELECT 2) AS p CROSS JOIN job AS j \
             WHERE j.id IN (SELECT id FROM job WHERE kind = l.value ->> 0 AND workspace_id = l.value ->> 1 \
             AND state = 'pending' AND priority = p.priority AND due_at_ms <= ?2 ORDER BY due_at_ms, id LIMIT ?3)",
            [json!(lanes).to_string().into(), now_ms.into(), number(most)],
        )
    }

    fn take(&self, ids: &[Uuid], now_ms: i64, until_ms: i64) -> Statement {
        let ids: Vec<_> = ids.iter().map(|id| id.simple().to_string()).collect();
        say(
            "UPDATE job SET state = 'running', attempt = attempt + 1, run_lease = run_lease + 1, lease_until_ms = ?3 \
             WHERE id IN (SELECT unhex(value) FROM json_each(?1)) \
             AND ((+state = 'pending' AND +due_at_ms <= ?2) OR (+state = 'running' AND +lease_until_ms <= ?2)) \
             RETURNING id, workspace_id, kind, key, payload, priority, due_at_ms, attempt, run_lease, created_at_ms",
            [json!(ids).to_string().into(), now_ms.into(), until_ms.into()],
        )
    }

    fn beat(&self, fences: &[Fence], until_ms: i64) -> Statement {
        let sql = format!("UPDATE job SET lease_until_ms = ?2 WHERE {FENCED} RETURNING id, run_lease");
        say(&sql, [self::fences(fences), until_ms.into()])
    }

    fn done(&self, fences: &[Fence]) -> Statement {
        say(&format!("DELETE FROM job WHERE {FENCED} RETURNING id, run_lease"), [self::fences(fences)])
    }

    fn again(&self, jobs: &[Again]) -> Statement {
        let rows: Vec<_> = jobs
            .iter()
            .map(|job| {
                json!([hex(job.fence), job.fence.run_lease, job.due_at_ms, job.uncounted, job.class, job.reason])
            })
            .collect();
        say(
            "UPDATE job SET state = 'pending', lease_until_ms = NULL, due_at_ms = f.value ->> 2, \
             attempt = attempt - (f.value ->> 3), \
             failure_class = coalesce(nullif(f.value ->> 4, ''), failure_class), \
             last_error = coalesce(nullif(f.value ->> 5, ''), last_error) FROM json_each(?1) AS f \
             WHERE job.id = unhex(f.value ->> 0) AND job.run_lease = f.value ->> 1 AND +job.state = 'running' \
             RETURNING id, run_lease",
            [json!(rows).to_string().into()],
        )
    }

    fn dead(&self, jobs: &[Dead], now_ms: i64) -> Statement {
        let rows: Vec<_> =
            jobs.iter().map(|job| json!([hex(job.fence), job.fence.run_lease, job.class, job.reason])).collect();
        say(
            "UPDATE job SET state = 'dead', lease_until_ms = NULL, failure_class = f.value ->> 2, \
             last_error = f.value ->> 3, died_at_ms = ?2 FROM json_each(?1) AS f \
             WHERE job.id = unhex(f.value ->> 0) AND job.run_lease = f.value ->> 1 AND +job.state = 'running' \
             RETURNING id, run_lease",
            [json!(rows).to_string().into(), now_ms.into()],
        )
    }
}

/// The jobs of `?1`, as long as nobody else has claimed them.
const FENCED: &str = "(id, run_lease) IN (SELECT unhex(value ->> 0), value ->> 1 FROM json_each(?1)) \
    AND +state = 'running'";

fn fences(fences: &[Fence]) -> Value {
    let pairs: Vec<_> = fences.iter().map(|fence| (hex(*fence), fence.run_lease)).collect();
    json!(pairs).to_string().into()
}

fn hex(fence: Fence) -> String {
    fence.id.simple().to_string()
}

fn say(sql: &str, values: impl IntoIterator<Item = Value>) -> Statement {
    Statement::from_sql_and_values(DbBackend::Sqlite, sql, values)
}

fn number(number: usize) -> Value {
    i64::try_from(number).unwrap_or(i64::MAX).into()
}
