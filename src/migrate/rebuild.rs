//! The schema of another day, on a connection that somebody else has a transaction open on: for a restore, which makes
//! the schema that a backup was taken of, fills it, and goes on to that of today, all or nothing.

use migration::Migrator;
use sea_orm::{DatabaseConnection, DbErr, EntityTrait};
use sea_orm_migration::{MigrationTrait, MigratorTrait, SchemaManager, seaql_migrations};

/// Migrations that this program knows, in order.
pub fn known() -> Vec<String> {
    Migrator::get_migration_files().iter().map(|migration| migration.name().to_owned()).collect()
}

/// Those that were applied to the database, in order.
pub async fn applied(connection: &DatabaseConnection) -> Result<Vec<String>, DbErr> {
    super::applied(connection).await
}

/// Takes back whatever was applied. Begins no transaction.
pub async fn take_back(connection: &DatabaseConnection) -> Result<(), DbErr> {
    let applied = applied(connection).await?;
    let manager = SchemaManager::new(connection);
    for migration in Migrator::migrations().iter().rev().filter(|migration| is_in(&applied, migration.as_ref())) {
        migration.down(&manager).await?;
    }
    if !applied.is_empty() {
        seaql_migrations::Entity::delete_many().exec(connection).await?;
    }
    Ok(())
}

/// Applies these, in their order. Begins no transaction.
pub async fn apply(connection: &DatabaseConnection, names: &[String]) -> Result<(), DbErr> {
    if names.is_empty() {
        return Ok(());
    }
    Migrator::install(connection).await?;
    let manager = SchemaManager::new(connection);
    let mut rows = Vec::new();
    for migration in Migrator::migrations().iter().filter(|migration| is_in(names, migration.as_ref())) {
        migration.up(&manager).await?;
        rows.push(super::up::applied_now(migration.name()));
    }
    seaql_migrations::Entity::insert_many(rows).exec_without_returning(connection).await?;
    if applied(connection).await?.iter().any(|name| name == super::ledger::OWN) {
        super::ledger::complete(&super::List::OWN, connection, names).await?;
    }
    Ok(())
}

fn is_in(names: &[String], migration: &dyn MigrationTrait) -> bool {
    names.iter().any(|name| name == migration.name())
}
