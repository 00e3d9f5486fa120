//! The schema of another day, as statements for a connection that somebody else has a transaction open on: for a restore,
//! which makes the schema that a backup was taken of, fills it, and goes on to that of today, all or nothing.

use migration::Migrator;
use sea_orm::{DbBackend, DbErr, EntityTrait};
use sea_orm_migration::{MigrationTrait, MigratorTrait, seaql_migrations};

use super::render::{self, Way};
use super::{List, ledger, up};

/// Migrations that this program knows, in order.
pub fn known() -> Vec<String> {
    Migrator::get_migration_files().iter().map(|migration| migration.name().to_owned()).collect()
}

/// What takes back these, which were applied.
pub async fn take_back(backend: DbBackend, applied: &[String]) -> Result<Vec<String>, DbErr> {
    let mut statements = Vec::new();
    for migration in Migrator::migrations().iter().rev().filter(|migration| is_in(applied, migration.as_ref())) {
        statements.extend(render::one(migration.as_ref(), backend, Way::Down).await?);
    }
    if !applied.is_empty() {
        let connection = render::notepad(backend);
        seaql_migrations::Entity::delete_many().exec(&connection).await?;
        statements.extend(render::noted(connection));
    }
    Ok(statements)
}

/// What applies these to a database where `applied` are, in their order, and notes it.
pub async fn apply(backend: DbBackend, applied: &[String], names: &[String]) -> Result<Vec<String>, DbErr> {
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let connection = render::notepad(backend);
    Migrator::install(&connection).await?;
    let mut statements = render::noted(connection);
    let mut rows = Vec::new();
    for migration in Migrator::migrations().iter().filter(|migration| is_in(names, migration.as_ref())) {
        statements.extend(render::one(migration.as_ref(), backend, Way::Up).await?);
        rows.push(up::applied_now(migration.name()));
    }
    let connection = render::notepad(backend);
    seaql_migrations::Entity::insert_many(rows).exec_without_returning(&connection).await?;
    let own = |names: &[String]| names.iter().any(|name| name == ledger::OWN);
    if own(names) {
        // What came before the ledger is in none yet.
        ledger::write(&List::OWN, &connection, &[applied, names].concat()).await?;
    } else if own(applied) {
        ledger::write(&List::OWN, &connection, names).await?;
    }
    statements.extend(render::noted(connection));
    Ok(statements)
}

fn is_in(names: &[String], migration: &dyn MigrationTrait) -> bool {
    names.iter().any(|name| name == migration.name())
}
