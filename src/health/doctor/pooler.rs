//! The pooler before PostgreSQL, where there is one.

use super::keys;
use crate::db::Db;
use crate::health::{Check, Status};

/// Whether the add-ons can work by way of it, and what they do without.
pub(super) async fn check(db: &Db) -> Check {
    if let Err(error) = db.prepares().await {
        return Check::new("database.pooler", Status::Fail, keys::full(&error))
            .hint("docs/operations/pgbouncer.md has the lines for pgbouncer.ini");
    }
    Check::new("database.pooler", Status::Warn, "a pooler that doesn't pass settings on").hint(
        "no statement has a time limit, and with pool_mode = transaction what other replicas do is noticed up to 2 s \
         later: name the server itself in the URL, or live with it (docs/operations/pgbouncer.md)",
    )
}
