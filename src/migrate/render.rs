//! The statements of migrations as text, without a database.
//!
//! A migration is code that talks to a connection. Here the connection is one that only takes notes, so that what is shown
//! beforehand and what a checksum is made of is what the real run executes.

use std::collections::BTreeMap;

use migration::Migrator;
use sea_orm::{DatabaseConnection, DbBackend, DbErr, MockDatabase, MockExecResult, Value};
use sea_orm_migration::{MigrationTrait, MigratorTrait, SchemaManager};
use sha2::{Digest as _, Sha256};
use tokio::sync::OnceCell;

use super::risk::{self, Large, Risk};
use super::{List, Status, up};

/// More statements than any migration has.
const MOST: usize = 500;

/// Which way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    Up,
    Down,
}

/// A connection that takes notes. It says of every change that it worked, and of every question that there is nothing.
pub(super) fn notepad(backend: DbBackend) -> DatabaseConnection {
    let nothing = (0..MOST).map(|_| Vec::<BTreeMap<String, Value>>::new());
    let done = (0..MOST).map(|_| MockExecResult::default());
    MockDatabase::new(backend).append_exec_results(done).append_query_results(nothing).into_connection()
}

/// What was noted.
pub(super) fn noted(connection: DatabaseConnection) -> Vec<String> {
    let log = connection.into_transaction_log();
    log.iter().flat_map(sea_orm::Transaction::statements).map(|statement| tidy(&statement.to_string())).collect()
}

/// One migration's statements.
pub(super) async fn one(migration: &dyn MigrationTrait, backend: DbBackend, way: Way) -> Result<Vec<String>, DbErr> {
    let connection = notepad(backend);
    let manager = SchemaManager::new(&connection);
    match way {
        Way::Up => migration.up(&manager).await?,
        Way::Down => migration.down(&manager).await?,
    }
    drop(manager);
    Ok(noted(connection))
}

/// Checksums by the names of migrations.
pub(super) type Checksums = BTreeMap<String, String>;

/// The checksum of every migration that this program has. Worked out once for each engine: three add-ons ask at every start.
pub(super) async fn checksums(backend: DbBackend) -> Result<&'static Checksums, DbErr> {
    static KNOWN: [OnceCell<Checksums>; 2] = [const { OnceCell::const_new() }; 2];
    KNOWN[usize::from(backend == DbBackend::Postgres)].get_or_try_init(|| work_out(backend)).await
}

async fn work_out(backend: DbBackend) -> Result<Checksums, DbErr> {
    let mut all = BTreeMap::new();
    for migration in Migrator::migrations() {
        let statements = one(migration.as_ref(), backend, Way::Up).await?;
        all.insert(migration.name().to_owned(), checksum(&statements));
    }
    Ok(all)
}

/// The same for those of a list that are asked for, in their order.
pub(super) async fn checksums_of(
    list: &List,
    backend: DbBackend,
    versions: &[String],
) -> Result<Vec<(String, String)>, DbErr> {
    let known = checksums(backend).await?;
    let mut found = Vec::new();
    for migration in list.all().iter().filter(|one| versions.iter().any(|name| name == one.name())) {
        let sum = match known.get(migration.name()) {
            Some(sum) => sum.clone(),
            None => checksum(&one(migration.as_ref(), backend, Way::Up).await?),
        };
        found.push((migration.name().to_owned(), sum));
    }
    Ok(found)
}

/// A step of a plan: one transaction.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Step {
    /// The migrations that it applies, or takes back.
    pub migrations: Vec<String>,
    /// Its statements, in order, without those that begin and end the transaction.
    pub statements: Vec<String>,
    /// Those among them that should be thought about.
    pub risks: Vec<Risk>,
}

/// What an `up` of a database that stands like this would execute.
pub(super) async fn plan(list: &List, status: &Status, backend: DbBackend, large: &Large) -> Result<Vec<Step>, DbErr> {
    if status.pending.is_empty() {
        return Ok(Vec::new());
    }
    let step = |migrations: Vec<String>, statements: Vec<String>| {
        let risks = risk::of(&statements, large);
        Step { migrations, statements, risks }
    };
    if up::fills(list, status) {
        let connection = notepad(backend);
        up::everything(list, &connection).await?;
        return Ok(vec![step(status.pending.clone(), noted(connection))]);
    }
    let mut steps = Vec::new();
    for migration in list.all().iter().filter(|one| status.pending.iter().any(|name| name == one.name())) {
        let mut statements = one(migration.as_ref(), backend, Way::Up).await?;
        let connection = notepad(backend);
        up::note(&connection, migration.name()).await?;
        statements.extend(noted(connection));
        steps.push(step(vec![migration.name().to_owned()], statements));
    }
    let connection = notepad(backend);
    super::ledger::write(list, &connection, &status.pending).await?;
    steps.push(step(Vec::new(), noted(connection)));
    Ok(steps)
}

/// SHA-256 of the statements. How lines end makes no difference: that depends on who checked the sources out.
fn checksum(statements: &[String]) -> String {
    let mut hash = Sha256::new();
    for statement in statements {
        hash.update(statement.as_bytes());
        hash.update(b";\n");
    }
    hex::encode(hash.finalize())
}

fn tidy(statement: &str) -> String {
    statement.replace("\r\n", "\n").trim().trim_end_matches(';').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_lines_end_makes_no_difference() {
        let [unix, dos] = ["CREATE TABLE x (\n  y int\n);", "CREATE TABLE x (\r\n  y int\r\n);\r\n"].map(tidy);
        assert_eq!(checksum(std::slice::from_ref(&unix)), checksum(&[dos]));
        assert_ne!(checksum(std::slice::from_ref(&unix)), checksum(&[unix.replace("int", "text")]));
    }
}
