//! Applying what is pending.

use std::time::Duration;

use migration::Migrator;
use sea_orm::ActiveValue::Set;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait};
use sea_orm_migration::{IntoSchemaManagerConnection, MigratorTrait, SchemaManager, seaql_migrations};

use super::patience::{self, Patience};
use super::render::Way;
use super::{Error, List, Report, Status, ledger, open, refuse_newer, status_of};
use crate::clock::{Clock, System};
use crate::config::database::Url;
use crate::db::lock::{self, Lock, Purpose};
use crate::db::{self, Db};

/// How pending migrations are applied.
#[derive(Clone, Copy, Debug)]
pub struct Up {
    /// Of which list.
    pub list: List,
    /// How long to wait for others: who migrates, and who uses a table that is changed.
    pub timeout: Duration,
    /// Whether a migration is applied also where one that comes after it was applied before.
    pub any_order: bool,
    /// Whether data may be removed, because a backup has it.
    pub backed_up: bool,
}

impl Up {
    /// In order, and without removing data.
    #[must_use]
    pub fn new(timeout: Duration) -> Self {
        Self { list: List::OWN, timeout, any_order: false, backed_up: false }
    }

    /// Applies what is pending, under the lock. Run again, it does nothing.
    pub async fn run(&self, url: &Url, db: &Db) -> Result<Report, Error> {
        let before = status_of(&self.list, &db.single()).await.map_err(open(url))?;
        let in_order = |pending: &String| before.applied.last().is_none_or(|applied| applied < pending);
        let late = before.pending.iter().find(|pending| !self.any_order && !in_order(pending));
        if let Some(late) = late.filter(|_| before.unknown.is_empty()) {
            let applied = before.applied.last().cloned().unwrap_or_default();
            return Err(Error::OutOfOrder { pending: late.clone(), applied });
        }
        refuse_newer(db, &before).await?;
        self.refuse_loss(&before)?;
        if before.pending.is_empty() {
            // A ledger that lacks something was left by a program that was killed, or by one that had none.
            let known: Vec<_> = before.applied.iter().filter(|name| !before.unknown.contains(name)).cloned().collect();
            if !before.unknown.is_empty() || ledger::is_complete(&db.single(), &known).await.map_err(open(url))? {
                return Ok(Report { applied: Vec::new() });
            }
        }
        let patience = Patience::of(self.timeout);
        let lock = wait_for_lock(&self.list, url, db, patience, before.pending.is_empty()).await?;
        let Some(lock) = lock else { return Ok(Report { applied: Vec::new() }) };
        Ok(Report { applied: self.apply(url, db, lock, patience).await? })
    }

    fn refuse_loss(&self, status: &Status) -> Result<(), Error> {
        let destructive = self.list.destructive_in(status);
        if self.backed_up || destructive.is_empty() { Ok(()) } else { Err(Error::NoBackup(destructive.join(", "))) }
    }

    /// Applies what is still pending now that nobody else can. Returns what it applied.
    async fn apply(&self, url: &Url, db: &Db, lock: Lock, patience: Patience) -> Result<Vec<String>, Error> {
        let (transaction, file) = match lock {
            Lock::Postgres(transaction) => (*transaction, None),
            Lock::Sqlite(file) => (db.begin().await.map_err(open(url))?, Some(file)),
        };
        let before = status_of(&self.list, &transaction).await.map_err(open(url))?;
        refuse_newer(db, &before).await?;
        self.refuse_loss(&before)?;
        if fills(&self.list, &before) {
            fill(&self.list, transaction).await.map_err(Error::Failed)?;
        } else {
            self.one_by_one(db, transaction, patience).await?;
            ledger::complete(&self.list, &db.single(), &before.pending).await.map_err(Error::Failed)?;
        }
        drop(file);
        Ok(before.pending)
    }

    /// Applies each by itself, so that what uses the database meanwhile waits for one at a time.
    async fn one_by_one(&self, db: &Db, held: DatabaseTransaction, patience: Patience) -> Result<(), Error> {
        if db.engine() == db::Engine::Sqlite {
            // The lock is the file's; an open transaction would keep the one connection that writes.
            held.rollback().await.map_err(Error::Failed)?;
            return self.each(db, patience).await;
        }
        let result = self.each(db, patience).await;
        // It did nothing, so that it can't be rolled back means only that it is gone already.
        _ = held.rollback().await;
        result
    }

    async fn each(&self, db: &Db, patience: Patience) -> Result<(), Error> {
        let connection = db.alone().await.map_err(Error::Failed)?;
        let result = self.each_on(db, &connection, patience).await;
        db.close_alone(connection).await;
        result
    }

    async fn each_on(
        &self,
        db: &Db,
        connection: &sea_orm::DatabaseConnection,
        patience: Patience,
    ) -> Result<(), Error> {
        let installing = db.begin_alone(connection).await.map_err(Error::Failed)?;
        Migrator::install(&installing).await.map_err(Error::Failed)?;
        let pending = status_of(&self.list, &installing).await.map_err(Error::Failed)?.pending;
        installing.commit().await.map_err(Error::Failed)?;
        for migration in self.list.all().iter().filter(|one| pending.iter().any(|name| name == one.name())) {
            patience::change(db, connection, migration.as_ref(), Way::Up, patience).await?;
        }
        Ok(())
    }
}

/// Takes the lock. None if another process did meanwhile what we came for.
pub(super) async fn wait_for_lock(
    list: &List,
    url: &Url,
    db: &Db,
    mut patience: Patience,
    insist: bool,
) -> Result<Option<Lock>, Error> {
    loop {
        if let Some(lock) = Lock::attempt(url, db, Purpose::Migrating).await? {
            return Ok(Some(lock));
        }
        // Whoever holds the lock may have done what we came for.
        if !insist && status_of(list, &db.single()).await.map_err(open(url))?.pending.is_empty() {
            return Ok(None);
        }
        if !patience.wait().await {
            let holder = lock::holder(db, Purpose::Migrating).await;
            return Err(Error::Locked { holder, seconds: patience.seconds() });
        }
    }
}

/// Whether all of it goes into one transaction.
pub(super) fn fills(list: &List, status: &Status) -> bool {
    status.applied.is_empty() && list.all().iter().all(|migration| migration.use_transaction() == Some(true))
}

/// Applies everything to an empty database. Nobody uses what is in it yet, so it can be one transaction, which waits for
/// the disk once.
async fn fill(list: &List, transaction: DatabaseTransaction) -> Result<(), DbErr> {
    match everything(list, &transaction).await {
        Ok(()) => transaction.commit().await,
        Err(error) => {
            // What failed is what there is to say.
            _ = transaction.rollback().await;
            Err(error)
        }
    }
}

pub(super) async fn everything<'c, C>(list: &List, connection: &'c C) -> Result<(), DbErr>
where
    C: ConnectionTrait,
    &'c C: IntoSchemaManagerConnection<'c>,
{
    Migrator::install(connection).await?;
    let manager = SchemaManager::new(connection);
    for migration in &list.all() {
        migration.up(&manager).await?;
    }
    let names = list.names();
    let rows = names.iter().map(|name| applied_now(name));
    seaql_migrations::Entity::insert_many(rows).exec_without_returning(connection).await?;
    ledger::write(list, connection, &names).await
}

/// Notes that a migration was applied.
pub(super) async fn note(connection: &impl ConnectionTrait, name: &str) -> Result<(), DbErr> {
    seaql_migrations::Entity::insert(applied_now(name)).exec_without_returning(connection).await?;
    Ok(())
}

pub(super) fn applied_now(name: &str) -> seaql_migrations::ActiveModel {
    seaql_migrations::ActiveModel { version: Set(name.to_owned()), applied_at: Set(System.now().unix_timestamp()) }
}
