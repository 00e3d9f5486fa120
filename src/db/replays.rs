//! The statements of replays: which stored events are to be taken through the flows again, and how far that is.

use std::collections::BTreeMap;

use sea_orm::sea_query::{BinOper, Expr, ExprTrait};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, Iterable,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select, Statement, Value,
};
use time::OffsetDateTime;
use uuid::Uuid;

use super::entities::flow_run::{self, State};
use super::entities::replay::{self, Column, Entity};
use super::entities::webhook_event;
use super::events::first_id_of;
use super::{Db, Engine, Error};
use crate::clock::ms;
use crate::domain::event::Source;
use crate::domain::ids::WorkspaceId;

/// Rows of runs in one statement.
const ROWS: usize = 500;

/// Runs that are cancelled by one statement.
const CANCELLED_AT_ONCE: u64 = 2_000;

/// Which events. What repeats another event is never among them: it started nothing either.
#[derive(Debug, Clone, Default)]
pub struct Events {
    /// Received at or after.
    pub since: Option<OffsetDateTime>,
    /// Of these types only; all when empty.
    pub types: Vec<String>,
    /// Of this source only.
    pub source: Option<Source>,
    /// Of this custom source only.
    pub custom_source: Option<String>,
    /// Only events of which the latest run of a flow is in one of these states; whatever the runs, when empty.
    pub states: Vec<State>,
    /// Those runs have to be of one of these flows; of any, when empty.
    pub flows: Vec<Uuid>,
}

/// How many events there are before `until`.
pub async fn count(db: &Db, workspace: &WorkspaceId, events: &Events, until: Uuid) -> Result<u64, Error> {
    Ok(select(db.engine(), workspace, events, None, until).count(&db.reader()).await?)
}

/// The next events behind this one, the oldest first.
pub async fn page(
    db: &Db,
    workspace: &WorkspaceId,
    events: &Events,
    behind: Option<Uuid>,
    until: Uuid,
    limit: u64,
) -> Result<Vec<webhook_event::Model>, Error> {
    let page =
        select(db.engine(), workspace, events, behind, until).order_by_asc(webhook_event::Column::Id).limit(limit);
    Ok(page.all(&db.reader()).await?)
}

/// What came of an event in a flow before.
#[derive(Debug, Clone, PartialEq, Eq, sea_orm::FromQueryResult)]
pub struct Earlier {
    /// The run.
    pub id: Uuid,
    /// The event.
    pub event_id: Uuid,
    /// The flow.
    pub flow_id: Uuid,
    /// Its version.
    pub flow_version: i32,
    /// Where the run is.
    pub state: State,
}

/// The runs that these events have started, the oldest first.
pub async fn earlier(db: &Db, workspace: &WorkspaceId, events: &[Uuid]) -> Result<Vec<Earlier>, Error> {
    use flow_run::Column;

    let columns = [Column::Id, Column::EventId, Column::FlowId, Column::FlowVersion, Column::State];
    let runs = flow_run::Entity::find()
        .select_only()
        .columns(columns)
        .filter(Column::EventId.is_in(events.iter().copied()))
        .filter(in_workspace(workspace))
        .order_by_asc(Column::Id);
    Ok(runs.into_model().all(&db.reader()).await?)
}

/// How a turn ended.
#[derive(Debug, Clone, Copy)]
pub struct Step {
    /// The last event that was taken.
    pub cursor: Option<Uuid>,
    /// Events that were taken.
    pub events: i64,
    /// Runs that were made.
    pub runs: i64,
    /// When the replay came to its end, if it did.
    pub finished: Option<OffsetDateTime>,
}

/// Moves the replay on from where it was. False if somebody else has, or if it is at its end: then whatever else is in
/// the transaction must not be.
pub async fn advance(db: &impl ConnectionTrait, before: &replay::Model, step: Step) -> Result<bool, DbErr> {
    let state = if step.finished.is_some() { replay::State::Done } else { replay::State::Running };
    let unmoved = match before.cursor {
        Some(cursor) => Expr::col(Column::Cursor).eq(cursor),
        None => Expr::col(Column::Cursor).is_null(),
    };
    let moved = Entity::update_many()
        .col_expr(Column::Cursor, Expr::value(step.cursor))
        .col_expr(Column::Done, Expr::col(Column::Done).add(step.events))
        .col_expr(Column::Runs, Expr::col(Column::Runs).add(step.runs))
        .col_expr(Column::State, Expr::value(state))
        .col_expr(Column::FinishedAtMs, Expr::value(step.finished.map(ms)))
        .filter(Column::Id.eq(before.id))
        .filter(Column::State.eq(replay::State::Running))
        .filter(unmoved)
        .exec(db)
        .await?;
    Ok(moved.rows_affected > 0)
}

/// Puts an end to a replay that is under way. False if there is none such.
pub async fn end(
    db: &impl ConnectionTrait,
    workspace: &WorkspaceId,
    id: Uuid,
    state: replay::State,
    reason: &str,
    now: OffsetDateTime,
) -> Result<bool, DbErr> {
    let ended = Entity::update_many()
        .col_expr(Column::State, Expr::value(state))
        .col_expr(Column::Reason, Expr::value(reason))
        .col_expr(Column::FinishedAtMs, Expr::value(ms(now)))
        .filter(Column::Id.eq(id))
        .filter(Column::WorkspaceId.eq(workspace.as_str()))
        .filter(Column::State.eq(replay::State::Running))
        .exec(db)
        .await?;
    Ok(ended.rows_affected > 0)
}

/// Stores runs. Many go into one statement.
pub async fn store(db: &impl ConnectionTrait, runs: &[flow_run::Model]) -> Result<(), DbErr> {
    for rows in runs.chunks(ROWS) {
        let rows = rows
            .iter()
            .map(|run| flow_run::ActiveModel { id: Set(run.id), ..run.clone().into_active_model().reset_all() });
        flow_run::Entity::insert_many(rows).exec_without_returning(db).await?;
    }
    Ok(())
}

/// Cancels the replay's runs that no worker has. Returns how many there were.
pub async fn cancel_runs(
    db: &Db,
    workspace: &WorkspaceId,
    replay: Uuid,
    reason: &str,
    now: OffsetDateTime,
) -> Result<u64, Error> {
    let writer = db.writer();
    let backend = writer.get_database_backend();
    let sql = format!(
        "UPDATE flow_run SET state = 'cancelled', reason = $1, due_at_ms = NULL, finished_at_ms = $2 \
         WHERE id IN (SELECT id FROM flow_run WHERE replay_id = $3 AND workspace_id || '' = $4 \
         AND state IN ('queued', 'waiting', 'held') ORDER BY id LIMIT {CANCELLED_AT_ONCE}) \
         AND state IN ('queued', 'waiting', 'held')"
    );
    let mut all = 0;
    loop {
        let values: [Value; 4] = [reason.into(), ms(now).into(), replay.into(), workspace.as_str().into()];
        let cancelled = writer.execute_raw(Statement::from_sql_and_values(backend, &sql, values)).await?;
        all += cancelled.rows_affected();
        if cancelled.rows_affected() < CANCELLED_AT_ONCE {
            return Ok(all);
        }
    }
}

/// How many of the replay's runs are in each state.
pub async fn states(db: &Db, workspace: &WorkspaceId, replay: Uuid) -> Result<BTreeMap<State, u64>, Error> {
    let counts: Vec<(State, i64)> = flow_run::Entity::find()
        .select_only()
        .column(flow_run::Column::State)
        .column_as(Expr::col(flow_run::Column::Id).count(), "runs")
        .filter(flow_run::Column::ReplayId.eq(replay))
        .filter(in_workspace(workspace))
        .group_by(flow_run::Column::State)
        .into_tuple()
        .all(&db.reader())
        .await?;
    let mut states: BTreeMap<State, u64> = State::iter().map(|state| (state, 0)).collect();
    states.extend(counts.into_iter().map(|(state, runs)| (state, runs.unsigned_abs())));
    Ok(states)
}

fn select(
    engine: Engine,
    workspace: &WorkspaceId,
    events: &Events,
    behind: Option<Uuid>,
    until: Uuid,
) -> Select<webhook_event::Entity> {
    use webhook_event::Column;

    let mut select = webhook_event::Entity::find()
        .filter(Column::WorkspaceId.eq(workspace.as_str()))
        .filter(Column::DuplicateOf.is_null())
        .filter(Column::Id.lt(until));
    if let Some(since) = events.since {
        select = select.filter(Column::Id.gte(first_id_of(since)));
    }
    if let Some(behind) = behind {
        select = select.filter(Column::Id.gt(behind));
    }
    if !events.types.is_empty() {
        select = select.filter(Column::EventType.is_in(events.types.iter().map(String::as_str)));
    }
    if let Some(source) = events.source {
        select = select.filter(Column::Source.eq(source));
    }
    if let Some(source) = &events.custom_source {
        select = select.filter(Column::CustomSource.eq(source));
    }
    if !events.states.is_empty() {
        select = select.filter(latest_is(events, engine));
    }
    select
}

/// Whether a run is of the workspace. Its column is not named plainly: SQLite would take the workspace's index, and read
/// all of its runs.
fn in_workspace(workspace: &WorkspaceId) -> Expr {
    Expr::col(flow_run::Column::WorkspaceId).binary(BinOper::Custom("||"), "").eq(workspace.as_str())
}

/// Whether the latest run of a flow for the event is in one of the states. What is written into the text has neither
/// quotes nor anything else that somebody could have chosen.
fn latest_is(events: &Events, engine: Engine) -> Expr {
    let list = |items: Vec<String>| items.join(", ");
    let states = list(events.states.iter().map(|state| format!("'{}'", state.name())).collect());
    let literal = |flow: &Uuid| match engine {
        Engine::Postgres => format!("'{flow}'"),
        Engine::Sqlite => format!("x'{}'", flow.simple()),
    };
    let flows = match &events.flows[..] {
        [] => String::new(),
        flows => format!(" AND r.flow_id IN ({})", list(flows.iter().map(literal).collect())),
    };
    Expr::cust(format!(
        "EXISTS (SELECT 1 FROM flow_run AS r WHERE r.event_id = webhook_event.id AND r.state IN ({states}){flows} \
         AND NOT EXISTS (SELECT 1 FROM flow_run AS n WHERE n.event_id = webhook_event.id AND n.flow_id = r.flow_id \
         AND n.id > r.id))"
    ))
}
