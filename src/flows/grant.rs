//! Whether a workspace's API may be called now, and how.
//!
//! Asked before each run. A yes is kept for a second, and no longer than until the view hears of a change: an
//! installation that was switched off or ended can start no run after that. A no is never kept, since whoever is told no
//! waits until the answer changes.

use std::sync::Arc;
use std::time::Duration;

use moka::sync::Cache;

use super::Flows;
use crate::clockify::client::Target;
use crate::db;
use crate::db::entities::installation::{self, Status};
use crate::domain::ids::WorkspaceId;

/// How long an answer is kept.
const KEPT: Duration = Duration::from_secs(1);

/// Workspaces whose answers are kept.
const REMEMBERED: u64 = 10_000;

/// Whether a workspace's API may be called.
#[derive(Debug, Clone)]
pub(super) enum Grant {
    /// It may, so.
    Granted(Arc<Target>),
    /// The add-on isn't there any more.
    Uninstalled,
    /// It is switched off.
    Inactive,
    /// Its token is refused, or can't be opened.
    Unauthorized,
}

/// The answers of the last second.
#[derive(Debug)]
pub(super) struct Grants(Cache<WorkspaceId, (i64, Grant)>);

impl Default for Grants {
    fn default() -> Self {
        Self(Cache::builder().max_capacity(REMEMBERED).time_to_live(KEPT).build())
    }
}

impl Flows {
    /// Whether the workspace's API may be called now.
    pub(super) async fn grant(&self, workspace: &WorkspaceId) -> Result<Grant, db::Error> {
        let Grants(kept) = self.grants();
        let revision = self.view().now().revision();
        if let Some((read_at, grant)) = kept.get(workspace)
            && read_at == revision
        {
            return Ok(grant);
        }
        let parts = self.parts();
        let row = installation::Entity::current(workspace).one(&parts.db.reader()).await?;
        let grant = match &row {
            None => Grant::Uninstalled,
            Some(row) if row.status == Status::Inactive => Grant::Inactive,
            Some(row) if row.refused_since.is_some() => Grant::Unauthorized,
            Some(row) => match parts.access.target(row) {
                Ok(target) => Grant::Granted(Arc::new(target)),
                Err(error) => {
                    tracing::warn!(%workspace, error = &error as &dyn std::error::Error, "flows can't call the API");
                    Grant::Unauthorized
                }
            },
        };
        if matches!(grant, Grant::Granted(_)) {
            kept.insert(workspace.clone(), (revision, grant.clone()));
        }
        Ok(grant)
    }
}
