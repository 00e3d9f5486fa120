//! PostgreSQL connections that belong to one user and to no pool.
//!
//! A network can swallow a connection without either end hearing of it: after a failover, behind a firewall that
//! forgot. A statement on such a connection never ends, and to give it back to a pool only hands the trouble on. Who
//! has a connection to itself takes it out, uses it under a time limit of its own, and puts it back; if
//! the limit strikes in between, the connection is gone, and the next use makes a new one.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use sqlx::PgConnection;

use super::Url;

/// The place of the connections. Cheap to clone; the clones share the place.
#[derive(Clone, Debug, Default)]
pub(super) struct Own(Arc<Mutex<Place>>);

#[derive(Debug, Default)]
struct Place {
    /// As many as were ever in use at once. They take turns, so that none is forgotten long enough to go silent.
    connections: VecDeque<PgConnection>,
    closed: bool,
}

impl Own {
    /// A connection that is kept, or a new one, and whether it is new.
    pub(super) async fn take(&self, url: &Url) -> Result<(PgConnection, bool), sqlx::Error> {
        let kept = {
            let mut place = self.place();
            if place.closed {
                return Err(sqlx::Error::PoolClosed);
            }
            place.connections.pop_front()
        };
        match kept {
            Some(connection) => Ok((connection, false)),
            None => Ok((super::pooled::marked(url).await?, true)),
        }
    }

    /// Keeps the connection for the next use. To be called only after it answered.
    pub(super) fn give_back(&self, connection: PgConnection) {
        let mut place = self.place();
        if !place.closed {
            place.connections.push_back(connection);
        }
    }

    /// Lets go of what is kept, because it may have gone silent.
    pub(super) fn forget(&self) {
        self.place().connections.clear();
    }

    /// Lets go of all connections for good.
    pub(super) fn close(&self) {
        let mut place = self.place();
        place.closed = true;
        place.connections.clear();
    }

    fn place(&self) -> std::sync::MutexGuard<'_, Place> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
