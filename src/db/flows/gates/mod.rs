//! The gates that a run passes before it begins: statements that hold on both engines and under several processes.

mod echo;
mod turn;

use sea_orm::{ActiveModelTrait, ConnectionTrait, DatabaseTransaction, IntoActiveModel, Statement, Value};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use crate::clock::ms;
use crate::db::entities::flow_run;
use crate::db::{Db, Engine, Error, JOBS_CHANNEL, jobs};
use crate::domain::ids::WorkspaceId;

pub use echo::{Echo, echo};
pub use turn::{Mode, Turn, Verdict, turn};

/// Notes that the run is the first of its flow with this key. None: it is, or was noted already. Otherwise the run that
/// was first.
pub async fn once(
    db: &Db,
    workspace: &WorkspaceId,
    flow: Uuid,
    key: [u8; 32],
    run: Uuid,
    now: OffsetDateTime,
) -> Result<Option<Uuid>, Error> {
    let writer = db.writer();
    // The update changes nothing; without it a row that is there would not be returned.
    let sql = "INSERT INTO flow_once (flow_id, key, workspace_id, run_id, created_at_ms) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (flow_id, key) DO UPDATE SET run_id = flow_once.run_id RETURNING run_id";
    let values: [Value; 5] = [flow.into(), key.to_vec().into(), workspace.as_str().into(), run.into(), ms(now).into()];
    let first = writer.query_one_raw(say(&writer, sql, values)).await?;
    let first: Option<Uuid> = first.map(|row| row.try_get("", "run_id")).transpose()?;
    Ok(first.filter(|first| *first != run))
}

/// Rows that a count looks at for each that it may count. What didn't fit the flow's condition stands between them.
const LOOKED_AT: u64 = 20;

/// How many runs of the flow began, or will, that were decided on since, up to `cap`. Of an entity, or of all. Where
/// many were filtered only the newest are looked at, so that a busy flow costs no more than another.
pub async fn recent(db: &Db, flow: Uuid, since: OffsetDateTime, entity: Option<&str>, cap: u64) -> Result<u64, Error> {
    let reader = db.reader();
    let mut values: Vec<Value> = vec![flow.into(), crate::db::events::first_id_of(since).into()];
    let mut of_entity = "";
    if let Some(entity) = entity {
        of_entity = " AND entity_id = $3";
        values.push(entity.into());
    }
    let looked_at = cap.saturating_mul(LOOKED_AT).clamp(1000, 20_000);
    let sql = format!(
        "SELECT count(*) AS runs FROM (SELECT 1 FROM \
         (SELECT state, cause, entity_id FROM flow_run WHERE flow_id = $1 AND id >= $2 ORDER BY id DESC \
         LIMIT {looked_at}) AS n \
         WHERE state <> 'filtered' AND cause NOT IN ('manual', 'replay'){of_entity} LIMIT {cap}) AS c"
    );
    let row = reader.query_one_raw(say(&reader, &sql, values)).await?;
    let runs: i64 = row.map(|row| row.try_get("", "runs")).transpose()?.unwrap_or(0);
    Ok(runs.unsigned_abs())
}

/// Starts a flow's run of this tick, with its job: `false` if somebody else has. The run names its job.
pub async fn tick(db: &Db, trigger: i32, at: OffsetDateTime, run: &flow_run::Model) -> Result<bool, Error> {
    let transaction = db.begin().await?;
    let note = "INSERT INTO flow_tick (flow_id, trigger_index, tick_ms, workspace_id, run_id) \
         VALUES ($1, $2, $3, $4, $5) ON CONFLICT (flow_id, trigger_index, tick_ms) DO NOTHING";
    let values: [Value; 5] =
        [run.flow_id.into(), trigger.into(), ms(at).into(), run.workspace_id.clone().into(), run.id.into()];
    if transaction.execute_raw(say(&transaction, note, values)).await?.rows_affected() == 0 {
        transaction.rollback().await?;
        return Ok(false);
    }
    run.clone().into_active_model().insert(&transaction).await?;
    if let Some(id) = run.job_id {
        push(&transaction, db.engine(), id, run).await?;
    }
    transaction.commit().await?;
    Ok(true)
}

/// Stores the job that works on a run.
async fn push(transaction: &DatabaseTransaction, engine: Engine, id: Uuid, run: &flow_run::Model) -> Result<(), Error> {
    let payload = serde_json::json!({ "run": run.id }).to_string();
    // What is selected has no column to tell its type by.
    let source = match engine {
        Engine::Postgres => {
            "SELECT $1::uuid AS id, $2::text AS workspace_id, $3::text AS kind, ''::text AS key, $4::text AS payload, \
             $5::int2 AS priority, $6::int8 AS due_at_ms, $6::int8 AS created_at_ms"
        }
        Engine::Sqlite => {
            "SELECT $1 AS id, $2 AS workspace_id, $3 AS kind, '' AS key, $4 AS payload, $5 AS priority, \
             $6 AS due_at_ms, $6 AS created_at_ms"
        }
    };
    let sql = format!("{} {} FROM ({source}) AS j", jobs::INSERT, jobs::NEW);
    let values: [Value; 6] = [
        id.into(),
        run.workspace_id.clone().into(),
        flow_run::KIND.into(),
        payload.into(),
        jobs::NORMAL.into(),
        run.created_at_ms.into(),
    ];
    transaction.execute_raw(say(transaction, &sql, values)).await?;
    if engine == Engine::Postgres {
        let told = format!("SELECT pg_notify('{JOBS_CHANNEL}', '{}')", flow_run::KIND);
        transaction.execute_unprepared(&told).await?;
    }
    Ok(())
}

/// Forgets what is of no use any more, up to `limit` of each: echoes that are expected no more, what was done once
/// longer than `once` ago, and ticks longer than `ticks` ago. Returns how many rows that were.
pub async fn expire(db: &Db, now: OffsetDateTime, once: Duration, ticks: Duration, limit: u64) -> Result<u64, Error> {
    let writer = db.writer();
    let due: [(String, OffsetDateTime); 3] = [
        // Keys rise with time, and so does, by and large, the time of the end.
        (
            format!(
                "DELETE FROM flow_echo WHERE expires_at_ms <= $1 \
                 AND id IN (SELECT id FROM flow_echo ORDER BY id LIMIT {limit})"
            ),
            now,
        ),
        (
            format!(
                "DELETE FROM flow_once WHERE (flow_id, key) IN \
                 (SELECT flow_id, key FROM flow_once WHERE created_at_ms <= $1 ORDER BY created_at_ms LIMIT {limit})"
            ),
            now - once,
        ),
        (
            format!(
                "DELETE FROM flow_tick WHERE (flow_id, trigger_index, tick_ms) IN \
                 (SELECT flow_id, trigger_index, tick_ms FROM flow_tick WHERE tick_ms <= $1 ORDER BY tick_ms \
                 LIMIT {limit})"
            ),
            now - ticks,
        ),
    ];
    let mut forgotten = 0;
    for (sql, before) in due {
        forgotten += writer.execute_raw(say(&writer, &sql, [ms(before).into()])).await?.rows_affected();
    }
    Ok(forgotten)
}

fn say(connection: &impl ConnectionTrait, sql: &str, values: impl IntoIterator<Item = Value>) -> Statement {
    Statement::from_sql_and_values(connection.get_database_backend(), sql, values)
}
