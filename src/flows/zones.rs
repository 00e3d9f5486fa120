//! The time zone of a workspace.
//!
//! Clockify has none for a workspace: every user has their own. A workspace's is that of the user on whose behalf the
//! add-on acts, as far as the bootstrap has fetched them, and otherwise UTC.

use std::collections::HashMap;

use jiff::tz::TimeZone;
use sea_orm::{ConnectionTrait, Statement};
use serde_json::Value;

use crate::db::{self, Db};
use crate::domain::ids::WorkspaceId;

/// The zones of the workspaces that have flows, where they are known.
pub(super) type Zones = HashMap<WorkspaceId, String>;

const USERS: &str = "SELECT i.workspace_id, c.payload FROM installation AS i \
     JOIN cached_entity AS c ON c.workspace_id = i.workspace_id AND c.entity_type = 'user' AND c.entity_id = i.as_user \
     WHERE i.status <> 'DELETED' AND i.workspace_id IN (SELECT workspace_id FROM flow)";

/// Reads them.
pub(super) async fn read(db: &Db) -> Result<Zones, db::Error> {
    let reader = db.reader();
    let mut zones = Zones::new();
    for row in reader.query_all_raw(Statement::from_string(reader.get_database_backend(), USERS)).await? {
        let (workspace, user): (String, String) = (row.try_get("", "workspace_id")?, row.try_get("", "payload")?);
        if let (Ok(workspace), Some(zone)) = (WorkspaceId::new(&workspace), zone_of(&user)) {
            zones.insert(workspace, zone);
        }
    }
    Ok(zones)
}

/// The zone in what Clockify says of a user, if it is one.
fn zone_of(user: &str) -> Option<String> {
    let user: Value = serde_json::from_str(user).ok()?;
    let zone = user.pointer("/settings/timeZone")?.as_str()?;
    TimeZone::get(zone).is_ok().then(|| zone.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_that_is_none_is_left_out() {
        let zone = |zone: &str| zone_of(&serde_json::json!({ "settings": { "timeZone": zone } }).to_string());
        assert_eq!(zone("Europe/Vienna").as_deref(), Some("Europe/Vienna"));
        assert_eq!(zone("Mars/Base"), None);
        assert_eq!(zone_of("{}"), None);
        assert_eq!(zone_of("no JSON"), None);
    }
}
