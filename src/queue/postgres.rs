//! The statements on PostgreSQL.
//!
//! Batches travel as arrays. States are written out, since a condition on a parameter can't use a partial index.
//! Nothing here ever waits for another claim: a row that is locked is somebody's, and left out.

use sea_orm::{DbBackend, Statement, Value};
use uuid::Uuid;

use super::dialect::{Again, Dead, Dialect, Fence, Lane};
use super::push::Row;
use crate::db::JOBS_CHANNEL;
use crate::db::jobs::{INSERT, NEW};

/// What has to be said at the start of a transaction that claims.
///
/// The table is empty most of the time, so what the planner knows of it is that it is small: it would read all of it,
/// or sort it, long after that stopped being true. With what is left to it there is one plan, which need not be made each
/// time: that would cost more than the claim. And a worker whose connection went silent in the middle must not
/// hold its locks for longer than it would have waited itself.
pub(super) const SETTINGS: &str = "SET LOCAL idle_in_transaction_session_timeout = '5s'; \
    SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; \
    SET LOCAL enable_sort = off; SET LOCAL enable_incremental_sort = off; \
    SET LOCAL plan_cache_mode = force_generic_plan";

/// The jobs of `f`, as long as nobody else has claimed them.
const FENCED: &str = "WHERE job.id = f.id AND job.run_lease = f.run_lease AND job.state = 'running' \
    RETURNING job.id, job.run_lease";

#[derive(Debug)]
pub(super) struct Postgres;

impl Dialect for Postgres {
    fn group(&self, rows: usize) -> usize {
        rows.min(4096)
    }

    fn insert(&self, rows: &[Row]) -> Statement {
        let sql = format!(
            "WITH stored AS (\
             {INSERT} {NEW} FROM UNNEST($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::int2[], $7::int8[], \
             $8::int8[]) AS t (id, workspace_id, kind, key, payload, priority, due_at_ms, created_at_ms) \
             ON CONFLICT (workspace_id, kind, key) WHERE key IS NOT NULL AND state <> 'dead' DO NOTHING \
             RETURNING id, kind) \
             SELECT id, pg_notify('{JOBS_CHANNEL}', kind)::text AS told FROM stored"
        );
        say(
            &sql,
            [
                column(rows, |row| row.id),
                column(rows, |row| row.workspace.clone()),
                column(rows, |row| row.kind.to_owned()),
                column(rows, |row| row.key.clone()),
                column(rows, |row| row.payload.clone()),
                column(rows, |row| row.priority),
                column(rows, |row| row.due_at_ms),
                column(rows, |row| row.created_at_ms),
            ],
        )
    }

    fn hasten(&self, row: &Row) -> Statement {
        let sql = format!(
            "WITH hastened AS (\
             UPDATE job SET due_at_ms = $4 WHERE workspace_id = $1 AND kind = $2 AND key = $3 AND state <> 'dead' \
             AND state = 'pending' AND due_at_ms > $4 RETURNING id, kind) \
             SELECT id, pg_notify('{JOBS_CHANNEL}', kind)::text AS told FROM hastened"
        );
        say(&sql, [row.workspace.clone().into(), row.kind.into(), row.key.clone().into(), row.due_at_ms.into()])
    }

    fn next(&self, kinds: &[&str]) -> Statement {
        say(
            "SELECT min(LEAST(\
             (SELECT due_at_ms FROM job WHERE kind = k.kind AND state = 'pending' ORDER BY due_at_ms LIMIT 1), \
             (SELECT lease_until_ms FROM job WHERE kind = k.kind AND state = 'running' ORDER BY lease_until_ms LIMIT 1)\
             )) AS at_ms FROM UNNEST($1::text[]) AS k (kind)",
            [column(kinds, |kind| (*kind).to_owned())],
        )
    }

    fn ripe(&self, kinds: &[&str], now_ms: i64, limit: usize) -> Statement {
        say(
            "SELECT r.id, k.kind, r.workspace_id, r.priority, r.due_at_ms, true AS expired \
             FROM UNNEST($1::text[]) AS k (kind) CROSS JOIN LATERAL (\
             SELECT id, workspace_id, priority, due_at_ms FROM job \
             WHERE kind = k.kind AND state = 'running' AND lease_until_ms <= $2 \
             ORDER BY lease_until_ms LIMIT $3) AS r \
             UNION ALL \
             SELECT p.id, k.kind, p.workspace_id, p.priority, p.due_at_ms, false \
             FROM UNNEST($1::text[]) AS k (kind) CROSS JOIN LATERAL (\
             SELECT id, workspace_id, priority, due_at_ms FROM job \
             WHERE kind = k.kind AND state = 'pending' AND due_at_ms <= $2 \
             ORDER BY due_at_ms LIMIT $3) AS p",
            [column(kinds, |kind| (*kind).to_owned()), now_ms.into(), number(limit)],
        )
    }

    fn lanes(&self, after: &[(&str, &str)], now_ms: i64, limit: usize) -> Statement {
        // Each step looks for the one row behind the last: what lies between costs nothing.
        say(
            "WITH RECURSIVE lane (kind, workspace_id, place) AS (\
             SELECT k.kind, (SELECT workspace_id FROM job WHERE kind = k.kind AND state = 'pending' \
             AND workspace_id > k.after ORDER BY workspace_id LIMIT 1), 1 \
             FROM UNNEST($1::text[], $2::text[]) AS k (kind, after) \
             UNION ALL \
             SELECT kind, (SELECT workspace_id FROM job WHERE kind = lane.kind AND state = 'pending' \
             AND workspace_id > lane.workspace_id ORDER BY workspace_id LIMIT 1), place + 1 \
             FROM lane WHERE workspace_id IS NOT NULL AND place < $4) \
             SELECT kind, workspace_id, EXISTS (\
             SELECT FROM (VALUES (0), (1), (2)) AS p (priority) CROSS JOIN LATERAL (\
             SELECT FROM job WHERE kind = lane.kind AND workspace_id = lane.workspace_id AND state = 'pending' \
             AND priority = p.priority::int2 AND due_at_ms <= $3 ORDER BY due_at_ms, id LIMIT 1) AS j) AS due, place \
             FROM lane WHERE workspace_id IS NOT NULL",
            [
                column(after, |(kind, _)| (*kind).to_owned()),
                column(after, |(_, workspace)| (*workspace).to_owned()),
                now_ms.into(),
                number(limit),
            ],
        )
    }

    fn heads(&self, lanes: &[Lane], now_ms: i64) -> Statement {
        say(
            "SELECT j.id, l.kind, l.workspace_id, j.priority, j.due_at_ms \
             FROM UNNEST($1::text[], $2::text[], $3::int8[]) AS l (kind, workspace_id, wanted) \
             CROSS JOIN (VALUES (0), (1), (2)) AS p (priority) CROSS JOIN LATERAL (\
             SELECT id, priority, due_at_ms FROM job \
             WHERE kind = l.kind AND workspace_id = l.workspace_id AND state = 'pending' \
             AND priority = p.priority::int2 AND due_at_ms <= $4 \
             ORDER BY due_at_ms, id LIMIT l.wanted FOR UPDATE SKIP LOCKED) AS j",
            [
                column(lanes, |lane| lane.kind.clone()),
                column(lanes, |lane| lane.workspace.clone()),
                column(lanes, |lane| i64::try_from(lane.wanted).unwrap_or(i64::MAX)),
                now_ms.into(),
            ],
        )
    }

    fn take(&self, ids: &[Uuid], now_ms: i64, until_ms: i64) -> Statement {
        say(
            "UPDATE job SET state = 'running', attempt = attempt + 1, run_lease = run_lease + 1, lease_until_ms = $3 \
             WHERE id = ANY (ARRAY (SELECT id FROM job WHERE id = ANY ($1) \
             AND ((state = 'pending' AND due_at_ms <= $2) OR (state = 'running' AND lease_until_ms <= $2)) \
             FOR UPDATE SKIP LOCKED)) \
             RETURNING id, workspace_id, kind, key, payload, priority, due_at_ms, attempt, run_lease, created_at_ms",
            [column(ids, |id| *id), now_ms.into(), until_ms.into()],
        )
    }

    fn beat(&self, fences: &[Fence], until_ms: i64) -> Statement {
        say(
            &format!(
                "UPDATE job SET lease_until_ms = $3 FROM UNNEST($1::uuid[], $2::int8[]) AS f (id, run_lease) {FENCED}"
            ),
            [column(fences, |fence| fence.id), column(fences, |fence| fence.run_lease), until_ms.into()],
        )
    }

    fn done(&self, fences: &[Fence]) -> Statement {
        say(
            &format!("DELETE FROM job USING UNNEST($1::uuid[], $2::int8[]) AS f (id, run_lease) {FENCED}"),
            [column(fences, |fence| fence.id), column(fences, |fence| fence.run_lease)],
        )
    }

    fn again(&self, jobs: &[Again]) -> Statement {
        say(
            &format!(
                "UPDATE job SET state = 'pending', lease_until_ms = NULL, due_at_ms = f.due_at_ms, \
             attempt = job.attempt - f.uncounted, failure_class = COALESCE(NULLIF(f.class, ''), job.failure_class), \
             last_error = COALESCE(NULLIF(f.reason, ''), job.last_error) \
             FROM UNNEST($1::uuid[], $2::int8[], $3::int8[], $4::int4[], $5::text[], $6::text[]) \
             AS f (id, run_lease, due_at_ms, uncounted, class, reason) {FENCED}"
            ),
            [
                column(jobs, |job| job.fence.id),
                column(jobs, |job| job.fence.run_lease),
                column(jobs, |job| job.due_at_ms),
                column(jobs, |job| job.uncounted),
                column(jobs, |job| job.class.clone()),
                column(jobs, |job| job.reason.clone()),
            ],
        )
    }

    fn dead(&self, jobs: &[Dead], now_ms: i64) -> Statement {
        say(
            &format!(
                "UPDATE job SET state = 'dead', lease_until_ms = NULL, failure_class = f.class, last_error = f.reason, \
             died_at_ms = $5 FROM UNNEST($1::uuid[], $2::int8[], $3::text[], $4::text[]) \
             AS f (id, run_lease, class, reason) {FENCED}"
            ),
            [
                column(jobs, |job| job.fence.id),
                column(jobs, |job| job.fence.run_lease),
                column(jobs, |job| job.class.clone()),
                column(jobs, |job| job.reason.clone()),
                now_ms.into(),
            ],
        )
    }
}

fn say(sql: &str, values: impl IntoIterator<Item = Value>) -> Statement {
    Statement::from_sql_and_values(DbBackend::Postgres, sql, values)
}

fn column<R, V>(rows: &[R], value: impl Fn(&R) -> V) -> Value
where
    Vec<V>: Into<Value>,
{
    rows.iter().map(value).collect::<Vec<V>>().into()
}

fn number(number: usize) -> Value {
    i64::try_from(number).unwrap_or(i64::MAX).into()
}
