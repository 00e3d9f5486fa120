//! The batch on PostgreSQL: whole columns travel as arrays, and one statement checks the fences and stores everything.

use std::borrow::Cow;
use std::collections::HashSet;

use sqlx::{Executor, PgConnection, Row as _};
use uuid::Uuid;

use super::mark::{Answer, EchoAnswered, Mark, Marked, NewEcho, Row, StepMark, plain};
use crate::clock::ms;

/// What has to be said on a new connection.
///
/// What the planner knows of these tables may be from when they were small: it would read all of them long after that
/// stopped being true. The plan is the same for every batch, so it is made once. Behind a pooler somebody else would find
/// these settings.
const SETTINGS: &str = "SELECT set_config(s.name, s.value, FALSE) FROM (VALUES \
     ('statement_timeout', '10s'), ('jit', 'off'), ('plan_cache_mode', 'force_generic_plan'), \
     ('enable_seqscan', 'off'), ('enable_hashjoin', 'off'), ('enable_mergejoin', 'off')) AS s (name, value) \
     WHERE current_setting('clockify_addons.direct', TRUE) = 'yes'";

/// A run whose worker still has it, found by its key and by no other index. A macro, because `concat!` takes nothing else.
macro_rules! fence {
    () => {
        "r.id = m.run_id AND r.workspace_id || '' = m.workspace_id AND r.job_id = m.job_id \
         AND r.run_lease BETWEEN m.oldest AND m.newest AND r.state || '' IN ('queued', 'waiting', 'running')"
    };
}

const APPLY: &str = concat!(
    "WITH mark AS (\
     SELECT * FROM UNNEST($1::uuid[], $2::text[], $3::uuid[], $4::int8[], $5::int8[], $6::int8[], $7::text[], \
     $8::text[], $9::int8[], $10::int8[], $11::int8[], $12::text[]) \
     AS t (run_id, workspace_id, job_id, lease, oldest, newest, state, reason, due, started, finished, key)\
     ), changed AS (\
     UPDATE flow_run AS r SET state = m.state, run_lease = m.lease, reason = m.reason, due_at_ms = m.due, \
     started_at_ms = COALESCE(r.started_at_ms, m.started), finished_at_ms = m.finished, \
     concurrency_key = CASE WHEN m.state IN ('running', 'waiting') THEN COALESCE(m.key, r.concurrency_key) END \
     FROM mark AS m WHERE m.state IS NOT NULL AND ",
    fence!(),
    " RETURNING r.id\
     ), kept AS (\
     SELECT r.id FROM mark AS m JOIN flow_run AS r ON ",
    fence!(),
    " WHERE m.state IS NULL FOR NO KEY UPDATE OF r\
     ), fenced AS (\
     SELECT id FROM changed UNION ALL SELECT id FROM kept\
     ), steps AS (\
     INSERT INTO flow_step AS s (run_id, workspace_id, position, state, attempts, request, response, reason, \
     started_at_ms, due_at_ms, finished_at_ms) \
     SELECT t.* FROM UNNEST($13::uuid[], $14::text[], $15::text[], $16::text[], $17::int4[], $18::text[], \
     $19::text[], $20::text[], $21::int8[], $22::int8[], $23::int8[]) \
     AS t (run_id, workspace_id, position, state, attempts, request, response, reason, started, due, finished) \
     WHERE t.run_id IN (SELECT id FROM fenced) \
     ON CONFLICT (run_id, position) DO UPDATE SET state = EXCLUDED.state, attempts = EXCLUDED.attempts, \
     request = COALESCE(EXCLUDED.request, s.request), response = EXCLUDED.response, reason = EXCLUDED.reason, \
     due_at_ms = EXCLUDED.due_at_ms, finished_at_ms = EXCLUDED.finished_at_ms\
     ), echoes AS (\
     INSERT INTO flow_echo (run_id, workspace_id, id, event_type, entity_id, fields, flow_id, root_run, depth, \
     expires_at_ms, in_flight) \
     SELECT t.*, TRUE FROM UNNEST($24::uuid[], $25::text[], $26::uuid[], $27::text[], $28::text[], $29::text[], \
     $30::uuid[], $31::uuid[], $32::int2[], $33::int8[]) \
     AS t (run_id, workspace_id, id, event_type, entity_id, fields, flow, root, depth, expires) \
     WHERE t.run_id IN (SELECT id FROM fenced) ON CONFLICT (id) DO NOTHING\
     ), made AS (\
     UPDATE flow_echo AS e SET in_flight = FALSE, entity_id = COALESCE(t.entity_id, e.entity_id) \
     FROM UNNEST($34::uuid[], $35::uuid[], $36::text[], $37::bool[]) AS t (run_id, id, entity_id, refused) \
     WHERE NOT t.refused AND e.id = t.id AND e.run_id = t.run_id AND t.run_id IN (SELECT id FROM fenced)\
     ), refused AS (\
     DELETE FROM flow_echo AS e \
     USING UNNEST($34::uuid[], $35::uuid[], $36::text[], $37::bool[]) AS t (run_id, id, entity_id, refused) \
     WHERE t.refused AND e.id = t.id AND e.run_id = t.run_id AND t.run_id IN (SELECT id FROM fenced)\
     ) SELECT id FROM fenced"
);

/// Prepares a new connection.
pub(super) async fn prepare(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    connection.execute(sqlx::raw_sql(SETTINGS)).await?;
    Ok(())
}

pub(super) async fn apply(connection: &mut PgConnection, marks: &[Mark]) -> Result<Vec<Marked>, sqlx::Error> {
    let rows: Vec<(&Mark, Row<'_>)> = marks.iter().map(|mark| (mark, mark.row())).collect();
    let steps: Vec<(&Mark, Cow<'_, StepMark>)> =
        marks.iter().flat_map(|mark| mark.last_steps().into_iter().map(move |step| (mark, step))).collect();
    let echoes: Vec<(&Mark, &NewEcho)> =
        marks.iter().flat_map(|mark| mark.echoes.iter().map(move |echo| (mark, echo))).collect();
    let answered: Vec<(&Mark, &EchoAnswered)> =
        marks.iter().flat_map(|mark| mark.answered.iter().map(move |answer| (mark, answer))).collect();
    let query = bind_runs(sqlx::query(APPLY), &rows);
    let query = bind_steps(query, &steps);
    let query = bind_echoes(query, &echoes, &answered);
    let fenced = query.fetch_all(connection).await?;
    let fenced = fenced.iter().map(|row| row.try_get(0)).collect::<Result<HashSet<Uuid>, _>>()?;
    let marked = |mark: &Mark| if fenced.contains(&mark.run) { Marked::Done } else { Marked::Stale };
    Ok(marks.iter().map(marked).collect())
}

type Query<'q> = sqlx::query::Query<'q, sqlx::Postgres, sqlx::postgres::PgArguments>;

fn bind_runs<'q>(query: Query<'q>, rows: &'q [(&Mark, Row<'_>)]) -> Query<'q> {
    query
        .bind(column(rows, |(mark, _)| mark.run))
        .bind(column(rows, |(mark, _)| mark.workspace.as_str()))
        .bind(column(rows, |(mark, _)| mark.job))
        .bind(column(rows, |(mark, _)| mark.lease))
        .bind(column(rows, |(_, row)| row.oldest))
        .bind(column(rows, |(_, row)| row.newest))
        .bind(column(rows, |(_, row)| row.state))
        .bind(column(rows, |(_, row)| row.reason.as_deref()))
        .bind(column(rows, |(_, row)| row.due_ms))
        .bind(column(rows, |(_, row)| row.started_ms))
        .bind(column(rows, |(_, row)| row.finished_ms))
        .bind(column(rows, |(_, row)| row.key.as_deref()))
}

fn bind_steps<'q>(query: Query<'q>, steps: &'q [(&Mark, Cow<'_, StepMark>)]) -> Query<'q> {
    query
        .bind(column(steps, |(mark, _)| mark.run))
        .bind(column(steps, |(mark, _)| mark.workspace.as_str()))
        .bind(column(steps, |(_, step)| plain(&step.position)))
        .bind(column(steps, |(_, step)| step.state.name()))
        .bind(column(steps, |(_, step)| step.attempts))
        .bind(column(steps, |(_, step)| step.request.as_deref().map(plain)))
        .bind(column(steps, |(_, step)| step.response.as_deref().map(plain)))
        .bind(column(steps, |(_, step)| step.reason.as_deref().map(plain)))
        .bind(column(steps, |(_, step)| ms(step.started)))
        .bind(column(steps, |(_, step)| step.due.map(ms)))
        .bind(column(steps, |(_, step)| step.finished.map(ms)))
}

fn bind_echoes<'q>(
    query: Query<'q>,
    echoes: &'q [(&Mark, &NewEcho)],
    answered: &'q [(&Mark, &EchoAnswered)],
) -> Query<'q> {
    let entity = |(_, echo): &'q (&Mark, &'q EchoAnswered)| match &echo.answer {
        Answer::Made { entity_id } => entity_id.as_deref().map(plain),
        Answer::Refused => None,
    };
    query
        .bind(column(echoes, |(mark, _)| mark.run))
        .bind(column(echoes, |(mark, _)| mark.workspace.as_str()))
        .bind(column(echoes, |(_, echo)| echo.id))
        .bind(column(echoes, |(_, echo)| plain(&echo.event_type)))
        .bind(column(echoes, |(_, echo)| echo.entity_id.as_deref().map(plain)))
        .bind(column(echoes, |(_, echo)| plain(&echo.fields)))
        .bind(column(echoes, |(_, echo)| echo.flow))
        .bind(column(echoes, |(_, echo)| echo.root))
        .bind(column(echoes, |(_, echo)| echo.depth))
        .bind(column(echoes, |(_, echo)| ms(echo.expires)))
        .bind(column(answered, |(mark, _)| mark.run))
        .bind(column(answered, |(_, echo)| echo.id))
        .bind(column(answered, entity))
        .bind(column(answered, |(_, echo)| echo.answer == Answer::Refused))
}

fn column<'a, R, T>(rows: &'a [R], value: impl Fn(&'a R) -> T) -> Vec<T> {
    rows.iter().map(value).collect()
}
