//! The time zone of a workspace.
//!
//! Clockify has none for a workspace: every user has their own. A workspace's is that of the user on whose behalf the
//! add-on acts, as far as the bootstrap has fetched them, and otherwise UTC.

use std::collections::HashMap;

use jiff::tz::TimeZone;
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};

use crate::db::{self, Db};
use crate::domain::ids::WorkspaceId;

/// The zones of the workspaces that have flows, where they are known.
pub(super) type Zones = HashMap<WorkspaceId, String>;

/// The zone where none is known.
pub(super) const UNKNOWN: &str = "UTC";

const USERS: &str = "SELECT i.workspace_id, c.payload FROM installation AS i \
     JOIN cached_entity AS c ON c.workspace_id = i.workspace_id AND c.entity_type = 'user' AND c.entity_id = i.as_user \
     WHERE i.status <> 'DELETED' AND i.workspace_id ";

/// Reads them.
pub(super) async fn read(db: &Db) -> Result<Zones, db::Error> {
    select(db, "IN (SELECT workspace_id FROM flow)", []).await
}

/// What expressions see of a workspace.
pub(super) async fn place_of(db: &Db, workspace: &WorkspaceId) -> Result<Value, db::Error> {
    Ok(place(workspace, &select(db, "= $1", [workspace.as_str().into()]).await?))
}

/// What expressions see of a workspace, with the zones that are known.
pub(super) fn place(workspace: &WorkspaceId, zones: &Zones) -> Value {
    json!({ "id": workspace.as_str(), "timeZone": zones.get(workspace).map_or(UNKNOWN, String::as_str) })
}

async fn select<const N: usize>(db: &Db, workspaces: &str, values: [sea_orm::Value; N]) -> Result<Zones, db::Error> {
    let reader = db.reader();
    let mut zones = Zones::new();
    let users = format!("{USERS}{workspaces}");
    let statement = Statement::from_sql_and_values(reader.get_database_backend(), users, values);
    for row in reader.query_all_raw(statement).await? {
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
