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

/// How a token fares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It was refused several times in a row.
    Refused,
    /// It was, and is accepted again.
    Accepted,
}

/// Hears of installations whose token is refused again and again, and of the end of that.
pub trait OnUnauthorized: Send + Sync {
    /// The workspace's token fares like this now. Never waits.
    fn told(&self, workspace: &WorkspaceId, standing: Standing);
}

impl<F: Fn(&WorkspaceId, Standing) + Send + Sync> OnUnauthorized for F {
    fn told(&self, workspace: &WorkspaceId, standing: Standing) {
        self(workspace, standing);
    }
}

/// What is known of a token that was refused.
#[derive(Clone, Copy, Default)]
struct Record {
    /// How often in a row, since it was told.
    refusals: u8,
    told: bool,
}

/// Counts refusals by token, so that those of an old token don't count against a new one.
#[derive(Clone)]
pub(super) struct Health {
    refused: Arc<Mutex<HashMap<token::Hash, Record>>>,
    told: Arc<dyn OnUnauthorized>,
}

impl Health {
    pub(super) fn new(told: Arc<dyn OnUnauthorized>) -> Self {
        Self { refused: Arc::default(), told }
    }

    /// Clockify accepted the token, whatever else it said.
    pub(super) fn accepted(&self, workspace: &WorkspaceId, token: &str) {
        let known = {
            let mut refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
            // Hashing costs; most of the time nobody is being counted.
            if refused.is_empty() { None } else { refused.remove(&token::hash(token)) }
        };
        if known.is_some_and(|record| record.told) {
            self.told.told(workspace, Standing::Accepted);
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
            let record = refused.entry(hash).or_default();
            record.refusals += 1;
            if record.refusals < PERSISTENT {
                return;
            }
            *record = Record { refusals: 0, told: true };
        }
        self.told.told(workspace, Standing::Refused);
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
        let (told, again) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let (refusals, ends) = (Arc::clone(&told), Arc::clone(&again));
        let health = Health::new(Arc::new(move |_: &WorkspaceId, standing| {
            let counter = if standing == Standing::Refused { &refusals } else { &ends };
            counter.fetch_add(1, Ordering::SeqCst);
        }));
        let workspace = WorkspaceId::new("w").unwrap();
        let (told, again) = (|| told.load(Ordering::SeqCst), || again.load(Ordering::SeqCst));
        for _ in 0..2 {
            health.refused(&workspace, "old");
            health.refused(&workspace, "new");
        }
        health.accepted(&workspace, "new");
        health.refused(&workspace, "new");
        assert_eq!((told(), again()), (0, 0), "a success in between begins anew");
        health.refused(&workspace, "old");
        assert_eq!(told(), 1);
        health.refused(&workspace, "old");
        assert_eq!(told(), 1, "it takes three more to be told again");
        for _ in 0..2 {
            health.accepted(&workspace, "old");
            assert_eq!((told(), again()), (1, 1), "the end is told once");
        }
    }
}
