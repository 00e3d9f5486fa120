//! The installation of a workspace that counts now, with what was set in Clockify.

use sea_orm::{ColumnTrait, QueryFilter};

use crate::db::entities::installation::{Column, Entity, Model, Status};
use crate::db::{self, Db};
use crate::domain::ids::WorkspaceId;

/// The workspace's live installation. None: the add-on isn't there any more.
pub async fn current(db: &Db, workspace: &WorkspaceId) -> Result<Option<Model>, db::Error> {
    let live = Entity::of_workspace(workspace).filter(Column::Status.ne(Status::Deleted));
    Ok(live.one(&db.reader()).await?)
}
