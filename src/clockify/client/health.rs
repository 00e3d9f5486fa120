//! Tokens that Clockify keeps refusing.
//!
//! One 401 may be a hiccup. Several in a row, with no success between them, mean that the installation is gone or its
//! token replaced, and somebody has to find out which.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use crate::clockify::token;
use crate::domain::ids::WorkspaceId;

/// So many refusals in a row are no accident.
const PERSISTENT: u8 = 3;

/// Most tokens that are counted at the same time.
const MOST: usize = 10_000;

/// Hears of installations whose token is refused again and again.
pub trait OnUnauthorized: Send + Sync {
    /// The workspace's token was refused several times in a row. Never waits.
    fn unauthorized(&self, workspace: &WorkspaceId);
}

impl<F: Fn(&WorkspaceId) + Send + Sync> OnUnauthorized for F {
    fn unauthorized(&self, workspace: &WorkspaceId) {
        self(workspace);
    }
}

/// Counts refusals by token, so that those of an old token don't count against a new one.
#[derive(Clone)]
pub(super) struct Health {
    refused: Arc<Mutex<HashMap<token::Hash, u8>>>,
    told: Arc<dyn OnUnauthorized>,
}

impl Health {
    pub(super) fn new(told: Arc<dyn OnUnauthorized>) -> Self {
        Self { refused: Arc::default(), told }
    }

    /// Clockify accepted the token, whatever else it said.
    pub(super) fn accepted(&self, token: &str) {
        let mut refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        // Hashing costs; most of the time nobody is being counted.
        if !refused.is_empty() {
            refused.remove(&token::hash(token));
        }
    }

    /// Clockify refused the token.
    pub(super) fn refused(&self, workspace: &WorkspaceId, token: &str) {
        let hash = token::hash(token);
        {
            let mut refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
            if refused.len() >= MOST {
                refused.clear();
            }
            let count = refused.entry(hash).or_default();
            *count += 1;
            if *count < PERSISTENT {
                return;
            }
            refused.remove(&hash);
        }
        self.told.unauthorized(workspace);
    }
}

impl fmt::Debug for Health {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Health")
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[test]
    fn three_in_a_row_are_told_once() {
        let told = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&told);
        let health = Health::new(Arc::new(move |_: &WorkspaceId| {
            counter.fetch_add(1, Ordering::SeqCst);
        }));
        let workspace = WorkspaceId::new("w").unwrap();
        let told = || told.load(Ordering::SeqCst);
        for _ in 0..2 {
            health.refused(&workspace, "old");
            health.refused(&workspace, "new");
        }
        health.accepted("new");
        health.refused(&workspace, "new");
        assert_eq!(told(), 0, "a success in between begins anew");
        health.refused(&workspace, "old");
        assert_eq!(told(), 1);
        health.refused(&workspace, "old");
        assert_eq!(told(), 1, "it takes three more to be told again");
    }
}
