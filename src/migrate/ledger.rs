//! What each migration was when it was applied, so that a program whose migrations say something else is noticed.

use sea_orm::ActiveValue::Set;
use sea_orm::{ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use serde::Serialize;

use super::{List, render, status_of, status_on};
use crate::clock::{self, Clock, System};
use crate::db::Db;
use crate::db::entities::migration_ledger::{ActiveModel, COLUMN, Column, Entity, Model};

/// The migration that makes the ledger.
pub(super) const OWN: &str = "m20261127_000010_migration_ledger";

/// A migration that isn't what it was when it was applied.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Drift {
    /// The migration.
    pub version: String,
    /// Its checksum then.
    pub applied: String,
    /// Its checksum in this program.
    pub known: String,
    /// The release that stamped it.
    pub tool_version: String,
}

/// How the ledger and this program compare.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Comparison {
    /// Migrations that are as they were.
    pub same: Vec<String>,
    /// Those that aren't.
    pub drift: Vec<Drift>,
    /// Those that were applied and aren't in the ledger.
    pub unstamped: Vec<String>,
}

/// Compares. Changes nothing.
pub async fn compare(db: &Db) -> Result<Comparison, DbErr> {
    let reader = db.single();
    let status = status_on(&reader).await?;
    let known = render::checksums(reader.get_database_backend()).await?;
    let rows = if status.applied.iter().any(|name| name == OWN) { rows(&reader).await? } else { Vec::new() };
    let mut found = Comparison::default();
    for version in status.applied {
        let Some(checksum) = known.get(&version) else { continue };
        match rows.iter().find(|row| row.version == version) {
            None => found.unstamped.push(version),
            Some(row) if row.checksum == *checksum => found.same.push(version),
            Some(row) => found.drift.push(Drift {
                version,
                applied: row.checksum.clone(),
                known: checksum.clone(),
                tool_version: row.tool_version.clone(),
            }),
        }
    }
    Ok(found)
}

/// Whether an older program can go on beside these migrations, which it doesn't know: whoever applied them said so.
pub(super) async fn tolerates(connection: &impl ConnectionTrait, unknown: &[String]) -> Result<bool, DbErr> {
    let rows = rows(connection).await?;
    Ok(unknown.iter().all(|name| rows.iter().any(|row| row.version == *name && row.expand_only)))
}

/// Whether every one of these is in the ledger.
pub(super) async fn is_complete(connection: &impl ConnectionTrait, applied: &[String]) -> Result<bool, DbErr> {
    let rows = rows(connection).await?;
    Ok(applied.iter().all(|name| rows.iter().any(|row| row.version == *name)))
}

/// Stamps these as the list has them, whatever stood there.
pub(super) async fn write(list: &List, connection: &impl ConnectionTrait, versions: &[String]) -> Result<(), DbErr> {
    forget(connection, versions).await?;
    let known = render::checksums_of(list, connection.get_database_backend(), versions).await?;
    let now = clock::ms(System.now());
    let rows = known.into_iter().map(|(version, checksum)| ActiveModel {
        expand_only: Set(!list.breaking.contains(&version.as_str())),
        version: Set(version),
        checksum: Set(checksum),
        tool_version: Set(env!("CARGO_PKG_VERSION").to_owned()),
        stamped_at_ms: Set(now),
    });
    let rows: Vec<_> = rows.collect();
    if !rows.is_empty() {
        Entity::insert_many(rows).exec_without_returning(connection).await?;
    }
    Ok(())
}

/// Stamps these, and those of the applied ones that aren't in the ledger yet.
pub(super) async fn complete(list: &List, connection: &impl ConnectionTrait, new: &[String]) -> Result<(), DbErr> {
    let there = rows(connection).await?;
    let applied = status_of(list, connection).await?.applied;
    let missing = |name: &String| new.contains(name) || there.iter().all(|row| row.version != *name);
    let versions: Vec<_> = applied.into_iter().filter(missing).collect();
    write(list, connection, &versions).await
}

/// Takes these out.
pub(super) async fn forget(connection: &impl ConnectionTrait, versions: &[String]) -> Result<(), DbErr> {
    Entity::delete_many().filter(COLUMN.version.is_in(versions)).exec(connection).await?;
    Ok(())
}

async fn rows(connection: &impl ConnectionTrait) -> Result<Vec<Model>, DbErr> {
    Entity::find().order_by_asc(Column::Version).all(connection).await
}
