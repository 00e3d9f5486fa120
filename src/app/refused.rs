//! Whose tokens Clockify refuses: told by the client, looked into by whoever watches the installations.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use tokio::sync::Notify;

use crate::clockify::client::{self, Standing};
use crate::domain::ids::WorkspaceId;

/// Workspaces whose token Clockify refused several times in a row, or accepts again, until somebody looks into it.
#[derive(Debug, Default)]
pub struct Refused {
    workspaces: Mutex<BTreeMap<WorkspaceId, Standing>>,
    told: Notify,
}

impl client::OnUnauthorized for Refused {
    fn told(&self, workspace: &WorkspaceId, standing: Standing) {
        match standing {
            Standing::Refused => tracing::warn!(%workspace, "Clockify keeps refusing the installation's token"),
            Standing::Accepted => tracing::info!(%workspace, "Clockify accepts a token that it refused"),
        }
        let mut workspaces = self.workspaces.lock().unwrap_or_else(PoisonError::into_inner);
        workspaces.insert(workspace.clone(), standing);
        self.told.notify_one();
    }
}

impl Refused {
    /// Waits until there is one, and takes it.
    pub async fn next(&self) -> (WorkspaceId, Standing) {
        loop {
            let first = self.workspaces.lock().unwrap_or_else(PoisonError::into_inner).pop_first();
            match first {
                Some(told) => return told,
                None => self.told.notified().await,
            }
        }
    }
}
