//! What people see of runs: pages of them, one with its steps, and how many there are.
//!
//! Nothing here counts without an end or reads more than a page: a state or an event, where asked for, has an index of
//! its own.

use sea_orm::sea_query::{Expr, ExprTrait, Func};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, Iterable, QueryFilter, QueryOrder, QuerySelect, Select, Statement, Value,
};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::db::entities::flow_run::{COLUMN, Column, Entity, Model, State};
use crate::db::entities::flow_step;
use crate::db::events::{first_id_of, within};
use crate::db::{Db, Error};
use crate::domain::ids::WorkspaceId;

/// Past this many runs of a state are only known to be more.
pub const COUNTED: u64 = 10_000;

/// States that most runs are in, so that they narrow a list less than its flow does.
const COMMON: [State; 2] = [State::Succeeded, State::Filtered];

/// Which runs a list shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Of this flow only.
    pub flow: Option<Uuid>,
    /// In this state only.
    pub state: Option<State>,
    /// That this event started.
    pub event: Option<Uuid>,
    /// Decided on at or after.
    pub since: Option<OffsetDateTime>,
    /// Decided on before.
    pub until: Option<OffsetDateTime>,
    /// Only runs older than this one: the last of the page before.
    pub before: Option<Uuid>,
}

/// A page of a workspace's runs, the newest first. They come without their input.
pub async fn list(db: &Db, workspace: &WorkspaceId, filter: &Filter, limit: u64) -> Result<Vec<Model>, Error> {
    Ok(page(workspace, filter, limit).all(&db.reader()).await?)
}

/// The query of such a page.
#[must_use]
pub fn page(workspace: &WorkspaceId, filter: &Filter, limit: u64) -> Select<Entity> {
    let mut page = Entity::find()
        .order_by_desc(COLUMN.id)
        .select_only()
        .columns(Column::iter().filter(|column| !matches!(column, Column::Input)))
        .column_as(Expr::cust("NULL"), "input")
        .limit(limit);
    // Where a flow or an event narrows the list the workspace must not: SQLite would take its index, and read all of it.
    let by_flow = filter.flow.is_some() && filter.state.is_none_or(|state| COMMON.contains(&state));
    page = if by_flow || filter.event.is_some() {
        page.filter(
            Func::coalesce([Expr::col(Column::WorkspaceId), Expr::col(Column::WorkspaceId)]).eq(workspace.as_str()),
        )
    } else {
        page.filter(COLUMN.workspace_id.eq(workspace.as_str()))
    };
    if let Some(flow) = filter.flow {
        page = page.filter(COLUMN.flow_id.eq(flow));
    }
    if let Some(state) = filter.state {
        page = page.filter(Column::State.eq(state));
    }
    if let Some(event) = filter.event {
        page = page.filter(COLUMN.event_id.eq(event));
    }
    within(page, Column::Id, (filter.since, filter.until), filter.before)
}

/// One run, with what it did, in the order in which it was begun.
pub async fn one(db: &Db, workspace: &WorkspaceId, id: Uuid) -> Result<Option<(Model, Vec<flow_step::Model>)>, Error> {
    let Some(run) = Entity::one_of(workspace, id).one(&db.reader()).await? else { return Ok(None) };
    let steps = flow_step::Entity::of_run(workspace, id).all(&db.reader()).await?;
    Ok(Some((run, steps)))
}

/// How many runs of the workspace are in each state, up to one more than [`COUNTED`].
pub async fn count_by_state(db: &Db, workspace: &WorkspaceId) -> Result<Vec<(State, u64)>, Error> {
    let reader = db.reader();
    let rows = reader.query_all_raw(counts(&reader, workspace)).await?;
    let count = |row: &sea_orm::QueryResult| {
        let runs: i64 = row.try_get("", "runs")?;
        Ok((row.try_get("", "state")?, runs.unsigned_abs()))
    };
    rows.iter().map(count).collect()
}

/// The query of these counts.
#[must_use]
pub fn counts(connection: &impl ConnectionTrait, workspace: &WorkspaceId) -> Statement {
    let count = |state: State| {
        let (state, limit) = (state.name(), COUNTED + 1);
        format!(
            "SELECT '{state}' AS state, (SELECT count(*) FROM (SELECT 1 FROM flow_run \
             WHERE workspace_id = $1 AND state = '{state}' LIMIT {limit}) AS c) AS runs"
        )
    };
    let sql = State::ALL.map(count).join(" UNION ALL ");
    let values: [Value; 1] = [workspace.as_str().into()];
    Statement::from_sql_and_values(connection.get_database_backend(), sql, values)
}

/// How many runs of a flow are kept back, up to one more than [`COUNTED`].
pub async fn count_held(db: &Db, workspace: &WorkspaceId, flow: Uuid) -> Result<u64, Error> {
    let reader = db.reader();
    let sql = format!(
        "SELECT count(*) AS runs FROM (SELECT 1 FROM flow_run WHERE workspace_id = $1 AND flow_id = $2 \
         AND state = 'held' LIMIT {}) AS c",
        COUNTED + 1
    );
    let values = [workspace.as_str().into(), flow.into()];
    let row = reader.query_one_raw(Statement::from_sql_and_values(reader.get_database_backend(), sql, values)).await?;
    let runs: i64 = row.map(|row| row.try_get("", "runs")).transpose()?.unwrap_or(0);
    Ok(runs.unsigned_abs())
}

/// How many runs each flow began since this time, or will; filtered ones and those that somebody asked for aside. Of very
/// many only the newest are looked at.
pub async fn count_since(db: &Db, workspace: &WorkspaceId, since: OffsetDateTime) -> Result<Vec<(Uuid, u64)>, Error> {
    let reader = db.reader();
    let sql = format!(
        "SELECT flow_id, count(*) AS runs FROM (SELECT flow_id, state, cause FROM flow_run \
         WHERE workspace_id = $1 AND id >= $2 ORDER BY id DESC LIMIT {}) AS n \
         WHERE state <> 'filtered' AND cause NOT IN ('manual', 'replay') GROUP BY flow_id",
        2 * COUNTED
    );
    let values = [workspace.as_str().into(), first_id_of(since).into()];
    let rows = reader.query_all_raw(Statement::from_sql_and_values(reader.get_database_backend(), sql, values)).await?;
    let count = |row: &sea_orm::QueryResult| {
        let runs: i64 = row.try_get("", "runs")?;
        Ok((row.try_get("", "flow_id")?, runs.unsigned_abs()))
    };
    rows.iter().map(count).collect()
}
