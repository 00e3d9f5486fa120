//! A workspace's rows, page by page, for whoever takes all of them away. The newest come first where they have an age.

use sea_orm::{ColumnTrait, Condition, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::entities::{api_call, bootstrap_run, cached_entity, flow_run, flow_step, flow_version, webhook_event};
use super::{Db, Error};
use crate::domain::ids::WorkspaceId;

/// Versions of flows behind this one.
pub async fn versions(
    db: &Db,
    workspace: &WorkspaceId,
    behind: Option<(Uuid, i32)>,
    limit: u64,
) -> Result<Vec<flow_version::Model>, Error> {
    use flow_version::Column;

    let mut page = flow_version::Entity::find().filter(Column::WorkspaceId.eq(workspace.as_str()));
    if let Some((flow, version)) = behind {
        let same = Column::FlowId.eq(flow).and(Column::Version.gt(version));
        page = page.filter(Condition::any().add(Column::FlowId.gt(flow)).add(same));
    }
    let page = page.order_by_asc(Column::FlowId).order_by_asc(Column::Version).limit(limit);
    Ok(page.all(&db.reader()).await?)
}

/// These events of a workspace, whole, the newest first.
pub async fn events(db: &Db, workspace: &WorkspaceId, ids: &[Uuid]) -> Result<Vec<webhook_event::Model>, Error> {
    use webhook_event::Column;

    let these = webhook_event::Entity::find()
        .filter(Column::WorkspaceId.eq(workspace.as_str()))
        .filter(Column::Id.is_in(ids.iter().copied()))
        .order_by_desc(Column::Id);
    Ok(these.all(&db.reader()).await?)
}

/// Runs from before this one, with their input.
pub async fn runs(db: &Db, workspace: &WorkspaceId, before: Uuid, limit: u64) -> Result<Vec<flow_run::Model>, Error> {
    let page = flow_run::Entity::of_workspace(workspace).filter(flow_run::Column::Id.lt(before)).limit(limit);
    Ok(page.all(&db.reader()).await?)
}

/// Steps of these runs of a workspace, behind this one.
pub async fn steps(
    db: &Db,
    workspace: &WorkspaceId,
    runs: &[Uuid],
    behind: Option<(Uuid, String)>,
    limit: u64,
) -> Result<Vec<flow_step::Model>, Error> {
    use flow_step::Column;

    let mut page = flow_step::Entity::find()
        .filter(Column::WorkspaceId.eq(workspace.as_str()))
        .filter(Column::RunId.is_in(runs.iter().copied()));
    if let Some((run, position)) = behind {
        let same = Column::RunId.eq(run).and(Column::Position.gt(position));
        page = page.filter(Condition::any().add(Column::RunId.gt(run)).add(same));
    }
    let page = page.order_by_asc(Column::RunId).order_by_asc(Column::Position).limit(limit);
    Ok(page.all(&db.reader()).await?)
}

/// Records of calls from before this one.
pub async fn calls(db: &Db, workspace: &WorkspaceId, before: Uuid, limit: u64) -> Result<Vec<api_call::Model>, Error> {
    let page = api_call::Entity::of_workspace(workspace).filter(api_call::Column::Id.lt(before)).limit(limit);
    Ok(page.all(&db.reader()).await?)
}

/// Entities of the cache behind this one.
pub async fn entities(
    db: &Db,
    workspace: &WorkspaceId,
    behind: Option<(String, String)>,
    limit: u64,
) -> Result<Vec<cached_entity::Model>, Error> {
    use cached_entity::Column;

    let mut page = cached_entity::Entity::find().filter(Column::WorkspaceId.eq(workspace.as_str()));
    if let Some((kind, id)) = behind {
        let same = Column::EntityType.eq(kind.as_str()).and(Column::EntityId.gt(id));
        page = page.filter(Condition::any().add(Column::EntityType.gt(kind)).add(same));
    }
    let page = page.order_by_asc(Column::EntityType).order_by_asc(Column::EntityId).limit(limit);
    Ok(page.all(&db.reader()).await?)
}

/// Fetches of the workspace's data from before this one.
pub async fn fetches(
    db: &Db,
    workspace: &WorkspaceId,
    before: Uuid,
    limit: u64,
) -> Result<Vec<bootstrap_run::Model>, Error> {
    let page = bootstrap_run::Entity::of_workspace(workspace).filter(bootstrap_run::Column::Id.lt(before)).limit(limit);
    Ok(page.all(&db.reader()).await?)
}
