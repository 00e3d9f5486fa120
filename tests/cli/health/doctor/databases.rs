//! Faults of databases, and of what is in them.

use sea_orm::{ConnectionTrait, Database, TransactionTrait};

use super::MIGRATE;
use super::fault::{Fault, fault, look, sql};
use super::patient::{KEY, Patient, deep};
use crate::harness::{Engine, World, block_on};

const OVERDUE: &str = "INSERT INTO job (id, workspace_id, kind, payload, state, priority, due_at_ms, attempt, run_lease, created_at_ms) \
    VALUES ('01980000-0000-7000-8000-000000000000', 'w', 'flow', '{}', 'pending', 0, 1000, 0, 0, 1000)";
pub(super) const DEAD: &str = "INSERT INTO job (id, workspace_id, kind, payload, state, priority, due_at_ms, attempt, run_lease, created_at_ms, died_at_ms) \
    VALUES ('01980000-0000-7000-8000-000000000000', 'w', 'flow', '{}', 'dead', 0, 1000, 9, 9, 1000, 2000)";
const REFUSED: &str = "INSERT INTO installation (id, workspace_id, addon_id, status, hosts, installed_at, updated_at, refused_since, refused_probes) \
    VALUES ('01980000-0000-7000-8000-000000000000', 'w', 'a', 'ACTIVE', '{}', '2026-01-01 00:00:00+00:00', '2026-01-01 00:00:00+00:00', '2026-01-01 00:00:00+00:00', 3)";
const UNDELIVERED: &str = "INSERT INTO installation (id, workspace_id, addon_id, status, hosts, installed_at, updated_at) \
    VALUES ('01980000-0000-7000-8000-000000000000', 'w', 'a', 'ACTIVE', '{}', '2026-01-01 00:00:00+00:00', '2026-01-01 00:00:00+00:00'); \
    INSERT INTO webhook_registration (id, workspace_id, installation_id, origin, event_type, path, delivery_enabled, created_at) \
    VALUES ('01980000-0000-7000-8000-000000000001', 'w', '01980000-0000-7000-8000-000000000000', 'API', 'NEW_TAG', '/x', FALSE, '2026-01-01 00:00:00+00:00')";

#[expect(clippy::too_many_lines, reason = "one fault after the other")]
pub(super) fn of_databases() -> Vec<Fault> {
    let mut faults = vec![
        fault("no database yet", "database.connect", "clockify-addons migrate", || {
            look(&Patient::unmigrated(Engine::Sqlite))
        }),
        fault("no tables yet", "database.migrations", "clockify-addons migrate", || {
            look(&Patient::unmigrated(Engine::Postgres))
        }),
        fault("another journal", "database.journal", "serve", sql(Engine::Sqlite, "PRAGMA journal_mode = DELETE")),
        fault(
            "room that isn't given back",
            "database.vacuum",
            "auto_vacuum",
            sql(Engine::Sqlite, "PRAGMA auto_vacuum = 0; VACUUM"),
        ),
        fault("a server that is away", "database.connect", "URL", || {
            look(
                &Patient::new(Engine::Sqlite)
                    .set("UNIVERSAL_WEBHOOK_DB_URL", "postgresql://u:canary@127.0.0.1:1/x")
                    .set("CLOCKIFY_ADDONS_SECRET_KEY", KEY),
            )
        }),
        fault("a database that isn't there", "database.connect", "migrate init", || {
            let patient = Patient::new(Engine::Postgres);
            let url = patient.world.database();
            look(&patient.set("UNIVERSAL_WEBHOOK_DB_URL", &format!("{url}_away")))
        }),
        fault("the server's owner", "database.role", "migrate init", || {
            let world = World::on(Engine::Postgres).set("UNIVERSAL_WEBHOOK_BASE_URL", "https://addons.example.com");
            world.run(MIGRATE).ok();
            world.run(&deep())
        }),
        fault("a table that can't be changed", "database.role", "GRANT", || {
            let patient = Patient::new(Engine::Postgres);
            patient.operate(&format!("REVOKE UPDATE ON webhook_event FROM {}", patient.role()));
            look(&patient)
        }),
        fault("a database that only reads", "database.writes", "default_transaction_read_only", || {
            let patient = Patient::new(Engine::Postgres);
            patient.operate(&format!("ALTER ROLE {} SET default_transaction_read_only = on", patient.role()));
            look(&patient)
        }),
        fault("commits that a power cut takes", "database.durability", "postgresql.conf", || {
            let patient = Patient::new(Engine::Postgres);
            patient.operate(&format!("ALTER ROLE {} SET synchronous_commit = off", patient.role()));
            look(&patient)
        }),
        // The server's clock can't be set, but what it says of the time can.
        fault("a clock that is wrong", "database.clock", "NTP", || {
            let patient = Patient::new(Engine::Postgres);
            patient.operate(&format!(
                "CREATE SCHEMA wrong; CREATE FUNCTION wrong.clock_timestamp() RETURNS timestamptz LANGUAGE sql AS \
                 'SELECT pg_catalog.clock_timestamp() + interval ''1 minute'''; GRANT USAGE ON SCHEMA wrong TO {0}; \
                 ALTER ROLE {0} SET search_path = wrong, pg_catalog, public",
                patient.role()
            ));
            look(&patient)
        }),
        fault("dead rows that stay", "database.dead_rows", "VACUUM", || {
            let patient = Patient::new(Engine::Postgres);
            patient.operate(&format!(
                "CREATE SCHEMA wrong; CREATE VIEW wrong.pg_stat_user_tables AS \
                 SELECT 'job'::name AS relname, 50000::bigint AS n_dead_tup, 10::bigint AS n_live_tup; \
                 GRANT USAGE ON SCHEMA wrong TO {0}; GRANT SELECT ON wrong.pg_stat_user_tables TO {0}; \
                 ALTER ROLE {0} SET search_path = wrong, pg_catalog, public",
                patient.role()
            ));
            look(&patient)
        }),
        fault(
            "an index that isn't whole",
            "database.indexes",
            "REINDEX",
            sql(
                Engine::Postgres,
                "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'flow_run_workspace'::regclass",
            ),
        ),
        fault("a transaction that stays open", "database.transaction", "pg_terminate_backend", || {
            let patient = Patient::new(Engine::Postgres);
            block_on(async {
                let connection = Database::connect(patient.world.database()).await.unwrap();
                let transaction = connection.begin().await.unwrap();
                transaction.execute_unprepared("SELECT count(*) FROM job").await.unwrap();
                // However short it has been open, it is too long for a limit of nothing.
                let outcome = patient.world.run(&format!("{} --max-transaction 0", deep()));
                transaction.rollback().await.unwrap();
                connection.close().await.unwrap();
                outcome
            })
        }),
    ];
    for engine in [Engine::Sqlite, Engine::Postgres] {
        faults.extend([
            fault(
                "a migration that is pending",
                "database.migrations",
                "clockify-addons migrate",
                sql(engine, "DELETE FROM seaql_migrations WHERE version = (SELECT max(version) FROM seaql_migrations)"),
            ),
            fault(
                "a database that is newer",
                "database.migrations",
                "newer release",
                sql(engine, "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m20990101_000001_tea', 0)"),
            ),
            fault(
                "a migration that is another now",
                "database.ledger",
                "migrate check",
                sql(engine, "UPDATE migration_ledger SET checksum = 'x' WHERE version = 'm20261126_000008_flows'"),
            ),
            fault("nobody works", "queue.waiting", "clockify-addons serve", sql(engine, OVERDUE)),
            fault("jobs that failed for good", "queue.dead", "flows retry", sql(engine, DEAD)),
            fault("an installation that Clockify refuses", "installations.token", "reinstall", sql(engine, REFUSED)),
            fault(
                "a webhook that Clockify gave up",
                "installations.webhooks",
                "events coverage",
                sql(engine, UNDELIVERED),
            ),
        ]);
    }
    faults
}
