//! The schema of the add-on databases: one ordered list of migrations for all three, on both engines.
//!
//! A migration is never edited once it has been released; a change is a new file at the end of the list.
//! Nothing of the application is imported here, so that history can't change with it.

use sea_orm_migration::prelude::*;

mod m20261122_000001_installations;
mod m20261122_000002_webhook_events;
mod m20261122_000003_custom_sources;
mod m20261122_000004_jobs;
mod m20261122_000005_api_calls;
mod m20261122_000006_bootstrap;
mod m20261122_000007_registration;
mod m20261126_000008_flows;
mod m20261127_000009_retention;
mod m20261127_000010_migration_ledger;
mod m20261127_000011_legal_hold;
mod m20261128_000012_explorer;
mod m20261128_000013_workspace_settings;

/// Migrations after which an older program can't go on. Every other one only adds.
pub const BREAKING: &[&str] = &[];

/// Migrations that remove data, which then only a backup has.
pub const DESTRUCTIVE: &[&str] = &[];

/// The migrations, in order.
#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261122_000001_installations::Migration),
            Box::new(m20261122_000002_webhook_events::Migration),
            Box::new(m20261122_000003_custom_sources::Migration),
            Box::new(m20261122_000004_jobs::Migration),
            Box::new(m20261122_000005_api_calls::Migration),
            Box::new(m20261122_000006_bootstrap::Migration),
            Box::new(m20261122_000007_registration::Migration),
            Box::new(m20261126_000008_flows::Migration),
            Box::new(m20261127_000009_retention::Migration),
            Box::new(m20261127_000010_migration_ledger::Migration),
            Box::new(m20261127_000011_legal_hold::Migration),
            Box::new(m20261128_000012_explorer::Migration),
            Box::new(m20261128_000013_workspace_settings::Migration),
        ]
    }
}
