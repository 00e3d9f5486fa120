//! How many calls may be under way: each may hold a request and an answer of some megabytes, and waits for others.

use std::sync::Arc;
use std::time::Duration;

use moka::sync::Cache;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::Error;
use crate::domain::ids::WorkspaceId;

/// The largest request, in bytes: a file of nearly 6 MiB in base64, and what is around it.
pub const LARGEST_REQUEST: usize = 8 * 1024 * 1024;

/// Calls under way in all workspaces together.
const ALL: usize = 8;

/// Calls under way in one workspace.
const EACH: usize = 4;

/// How long a call waits for its place among those of all workspaces.
const PATIENCE: Duration = Duration::from_secs(5);

/// Workspaces that are remembered.
const REMEMBERED: u64 = 10_000;

/// The places.
#[derive(Debug)]
pub struct Room {
    all: Arc<Semaphore>,
    /// A workspace that is forgotten begins anew.
    each: Cache<WorkspaceId, Arc<Semaphore>>,
}

/// A place, until it is dropped.
#[derive(Debug)]
pub struct Slot {
    _each: OwnedSemaphorePermit,
    _all: OwnedSemaphorePermit,
}

impl Default for Room {
    fn default() -> Self {
        let idle = Duration::from_mins(10);
        let each = Cache::builder().max_capacity(REMEMBERED).time_to_idle(idle).build();
        Self { all: Arc::new(Semaphore::new(ALL)), each }
    }
}

impl Room {
    pub(super) async fn slot(&self, workspace: &WorkspaceId) -> Result<Slot, Error> {
        let busy = || Error::Busy { seconds: 1 };
        let each = self.each.get_with_by_ref(workspace, || Arc::new(Semaphore::new(EACH)));
        let each = each.try_acquire_owned().map_err(|_| busy())?;
        let all = tokio::time::timeout(PATIENCE, Arc::clone(&self.all).acquire_owned()).await;
        let all = all.map_err(|_| busy())?.map_err(|_| busy())?;
        Ok(Slot { _each: each, _all: all })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_workspace_has_a_few_places_and_all_have_some_more() {
        let room = Room::default();
        let workspace = |number: usize| WorkspaceId::new(&format!("64a1f0c2e4b0a1b2c3d4e5f{number}")).unwrap();
        let mut first = Vec::new();
        for _ in 0..EACH {
            first.push(room.slot(&workspace(0)).await.unwrap());
        }
        assert!(matches!(room.slot(&workspace(0)).await, Err(Error::Busy { seconds: 1 })));
        let mut others = Vec::new();
        for number in 0..ALL - EACH {
            others.push(room.slot(&workspace(1 + number)).await.unwrap());
        }
        assert!(room.slot(&workspace(9)).await.is_err(), "nobody went within the time that it waits");
        first.pop();
        room.slot(&workspace(9)).await.unwrap();
        room.slot(&workspace(0)).await.unwrap();
    }
}
