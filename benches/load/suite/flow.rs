//! A flow that is in the database as if somebody had saved it and switched it on.

use clockify_addons::db::Engine;
use serde_json::Value;
use uuid::Uuid;

use super::bench::Bench;
use super::database::Database;

/// Saves it as the workspace's only version. Its id is the number, by which it is unique. What runs already sees it within
/// seconds.
pub(crate) fn save(
    bench: &Bench,
    database: &Database,
    workspace: &str,
    number: u32,
    definition: &Value,
) -> anyhow::Result<()> {
    let id = Uuid::from_u128(u128::from(number));
    let id = match database.engine {
        Engine::Sqlite => format!("x'{}'", id.simple()),
        Engine::Postgres => format!("'{id}'"),
    };
    let definition = definition.to_string().replace('\'', "''");
    let flow = format!(
        "INSERT INTO flow (id, workspace_id, name, enabled, version, created_at_ms, updated_at_ms, updated_by) \
         VALUES ({id}, '{workspace}', 'flow {number}', true, 1, 0, 0, 'operator')"
    );
    let version = format!(
        "INSERT INTO flow_version (flow_id, version, workspace_id, definition, created_at_ms, created_by) \
         VALUES ({id}, 1, '{workspace}', '{definition}', 0, 'operator')"
    );
    for statement in [&flow, &version, "UPDATE view_revision SET revision = revision + 1"] {
        bench.databases.execute(database, statement)?;
    }
    Ok(())
}
