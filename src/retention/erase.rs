//! Erasure: every row of a workspace, in every table.
//!
//! The rows of the installation go last. Until then a sweep that was stopped is begun again by the next one; and an
//! install that arrives in between ends it. What was erased is noted in the ledger before the first row goes.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbBackend, DbErr,
    EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QuerySelect, Statement,
};
use time::OffsetDateTime;
use uuid::Uuid;

use super::batch::{self, Pick};
use super::ledger::subject;
use super::look;
use super::pace::Pace;
use super::report::Erased;
use super::say::Say;
use super::table::{Child, Owner, TABLES, Table};
use super::{Error, Sweeper, hold, sweep};
use crate::clock::ms;
use crate::db::entities::erasure::{self, Reason};
use crate::db::entities::installation::{self, Status};
use crate::db::entities::webhook_registration;
use crate::db::lock::Lock;
use crate::db::revision::commit;
use crate::db::{self, Db, Engine};

/// How many rows of each table.
type Rows = BTreeMap<&'static str, u64>;

/// How often it is begun again for rows that others held.
const PASSES: u32 = 5;

/// What goes in the very end.
const LAST: [&str; 2] = ["webhook_registration", "installation"];

/// The log of SQLite is written into the database and emptied, so that nothing stays readable in it. Nobody has to wait for
/// long if somebody reads just then.
const TRUNCATE: &str = "PRAGMA busy_timeout = 200; PRAGMA wal_checkpoint(TRUNCATE); PRAGMA busy_timeout = 5000";

/// The workspaces whose last installation ended longer ago than the grace.
pub(super) async fn leaving(sweeper: &Sweeper, now: OffsetDateTime) -> Result<BTreeSet<String>, Error> {
    let Some(cutoff) = cutoff(sweeper, now) else { return Ok(BTreeSet::new()) };
    let rows: Vec<(String, Status, Option<OffsetDateTime>)> = installation::Entity::find()
        .select_only()
        .columns([installation::Column::WorkspaceId, installation::Column::Status, installation::Column::DeletedAt])
        .into_tuple()
        .all(&sweeper.db.reader())
        .await?;
    let (gone, stay): (Vec<_>, Vec<_>) = rows.into_iter().partition(|(_, status, at)| is_over(*status, *at, cutoff));
    let mut leaving: BTreeSet<String> = gone.into_iter().map(|(workspace, ..)| workspace).collect();
    for (workspace, ..) in stay {
        leaving.remove(&workspace);
    }
    for hold in hold::holds(&sweeper.db).await? {
        leaving.remove(&hold.workspace);
    }
    Ok(leaving)
}

fn cutoff(sweeper: &Sweeper, now: OffsetDateTime) -> Option<OffsetDateTime> {
    now.checked_sub(time::Duration::try_from(sweeper.config.grace?).ok()?)
}

fn is_over(status: Status, ended: Option<OffsetDateTime>, cutoff: OffsetDateTime) -> bool {
    status == Status::Deleted && ended.is_some_and(|ended| ended <= cutoff)
}

/// Erases a workspace that left. None: it didn't, or not for long enough.
pub(super) async fn uninstalled(
    sweeper: &Sweeper,
    lock: &Lock,
    workspace: &str,
    now: OffsetDateTime,
) -> Result<Option<Erased>, Error> {
    let Some(cutoff) = cutoff(sweeper, now) else { return Ok(None) };
    let transaction = sweeper.db.begin().await?;
    let rows = installations(&transaction, workspace).await?;
    if rows.is_empty() || !rows.iter().all(|row| is_over(row.status, row.deleted_at, cutoff)) {
        transaction.rollback().await?;
        return Ok(None);
    }
    let id = note(sweeper, &transaction, workspace, Reason::Uninstalled).await?;
    transaction.commit().await?;
    Erasure { sweeper, lock, workspace, id }.run(Reason::Uninstalled, false, Rows::new()).await.map(Some)
}

/// Erases a workspace because somebody wants it. An installation is ended first.
pub(super) async fn requested(sweeper: &Sweeper, lock: &Lock, workspace: &str) -> Result<Erased, Error> {
    let (id, was_installed, rows) = end(sweeper, workspace, None).await?;
    Erasure { sweeper, lock, workspace, id }.run(Reason::Requested, was_installed, rows).await
}

/// Erases a workspace that is in the ledger of another time.
pub(super) async fn again(
    sweeper: &Sweeper,
    lock: &Lock,
    workspace: &str,
    entry: &erasure::Model,
) -> Result<Erased, Error> {
    let (id, was_installed, rows) = end(sweeper, workspace, Some(entry)).await?;
    Erasure { sweeper, lock, workspace, id }.run(entry.reason, was_installed, rows).await
}

/// Ends what is installed, and notes the erasure. Gives its key in the ledger, whether anything was installed, and what
/// went with the end.
async fn end(sweeper: &Sweeper, workspace: &str, entry: Option<&erasure::Model>) -> Result<(Uuid, bool, Rows), Error> {
    let transaction = sweeper.db.begin().await?;
    hold::refuse(&transaction, workspace).await?;
    let live = installations(&transaction, workspace).await?.into_iter().filter(|row| row.status != Status::Deleted);
    let live: Vec<_> = live.collect();
    let was_installed = !live.is_empty();
    let rows = end_all(sweeper, &transaction, workspace, live).await?;
    let id = match entry {
        None => note(sweeper, &transaction, workspace, Reason::Requested).await?,
        Some(entry) => take_over(&transaction, entry).await?,
    };
    commit(&sweeper.db, transaction).await?;
    Ok((id, was_installed, rows))
}

/// Takes an entry of another ledger for one that has yet to come to its end.
pub(super) async fn take_over(db: &impl ConnectionTrait, entry: &erasure::Model) -> Result<Uuid, DbErr> {
    erasure::Entity::delete_by_id(entry.id).exec(db).await?;
    let row = erasure::Model { counts: "{}".to_owned(), erased_at_ms: None, ..entry.clone() };
    let row = erasure::ActiveModel { id: Set(entry.id), ..row.into_active_model().reset_all() };
    erasure::Entity::insert(row).exec_without_returning(db).await?;
    Ok(entry.id)
}

/// Ends these installations of a workspace. Gives what went with their end.
pub(super) async fn end_all(
    sweeper: &Sweeper,
    transaction: &DatabaseTransaction,
    workspace: &str,
    live: Vec<installation::Model>,
) -> Result<Rows, DbErr> {
    let webhooks = webhook_registration::COLUMN.workspace_id.eq(workspace);
    let webhooks = webhook_registration::Entity::find().filter(webhooks);
    let before = webhooks.clone().count(transaction).await?;
    for row in live {
        row.end(transaction, sweeper.clock.now()).await?;
    }
    let ended = before - webhooks.count(transaction).await?;
    Ok((ended > 0).then_some(("webhook_registration", ended)).into_iter().collect())
}

/// What an erasure would remove.
pub(super) async fn look(sweeper: &Sweeper, workspace: &str) -> Result<Erased, Error> {
    let installed = installation::Entity::find()
        .filter(installation::COLUMN.workspace_id.eq(workspace))
        .filter(installation::COLUMN.status.ne(Status::Deleted));
    let was_installed = installed.one(&sweeper.db.reader()).await?.is_some();
    let reason = if was_installed { Reason::Requested } else { Reason::Uninstalled };
    let reading = look::read(&sweeper.db).await?;
    let mut rows = Rows::new();
    for table in &TABLES {
        let Some(of) = of_workspace(sweeper.db.engine(), table) else { continue };
        let sql = format!("SELECT count(*) AS rows FROM {} WHERE {of}", table.name);
        let statement = Statement::from_sql_and_values(reading.get_database_backend(), sql, [workspace.into()]);
        let found = look::number(&reading, statement).await?;
        if found > 0 {
            rows.insert(table.name, found);
        }
    }
    reading.rollback().await?;
    Ok(Erased { workspace: workspace.to_owned(), reason, rows, remaining: 0, was_installed })
}

/// The condition for the rows of a workspace, `$1`.
fn of_workspace(engine: Engine, table: &Table) -> Option<String> {
    match (table.owner, table.name) {
        (Owner::Nobody, _) => None,
        (Owner::Column, _) => Some("workspace_id = $1".to_owned()),
        // SQLite remembers recent keys beside the database.
        (Owner::Parent, "webhook_dedupe") => (engine == Engine::Postgres)
            .then(|| "event_id IN (SELECT id FROM webhook_event WHERE workspace_id = $1)".to_owned()),
        (Owner::Parent, name) => {
            let parents = TABLES.iter().filter_map(|parent| Some((parent.name, parent.rule()?)));
            let mut children =
                parents.flat_map(|(parent, rule)| rule.children.iter().map(move |child| (parent, child)));
            let (parent, child) = children.find(|(_, child)| child.table == name)?;
            Some(child.of.replace("{ids}", &format!("SELECT id FROM {parent} WHERE workspace_id = $1")))
        }
    }
}

/// Whoever changes one of them waits for us, and we for them.
pub(super) async fn installations(
    transaction: &DatabaseTransaction,
    workspace: &str,
) -> Result<Vec<installation::Model>, DbErr> {
    let rows = installation::Entity::find().filter(installation::COLUMN.workspace_id.eq(workspace));
    if transaction.get_database_backend() == DbBackend::Postgres {
        return rows.lock_exclusive().all(transaction).await;
    }
    rows.all(transaction).await
}

/// A new entry in the ledger. It takes the place of one that was begun and not brought to its end.
pub(super) async fn note(
    sweeper: &Sweeper,
    transaction: &DatabaseTransaction,
    workspace: &str,
    reason: Reason,
) -> Result<Uuid, DbErr> {
    let subject = subject(sweeper.addon, workspace);
    erasure::Entity::delete_many()
        .filter(erasure::COLUMN.subject.eq(subject.clone()))
        .filter(erasure::COLUMN.erased_at_ms.is_null())
        .exec(transaction)
        .await?;
    let now = sweeper.clock.now();
    let id = sweeper.keys.next(now);
    let row = erasure::ActiveModel {
        id: Set(id),
        subject: Set(subject),
        reason: Set(reason),
        counts: Set("{}".to_owned()),
        began_at_ms: Set(ms(now)),
        erased_at_ms: Set(None),
    };
    erasure::Entity::insert(row).exec_without_returning(transaction).await?;
    Ok(id)
}

/// An erasure under way.
pub(super) struct Erasure<'a> {
    pub(super) sweeper: &'a Sweeper,
    pub(super) lock: &'a Lock,
    pub(super) workspace: &'a str,
    /// Its key in the ledger.
    pub(super) id: Uuid,
}

impl Erasure<'_> {
    pub(super) async fn run(&self, reason: Reason, was_installed: bool, mut rows: Rows) -> Result<Erased, Error> {
        let mut remaining = 0;
        for _ in 0..PASSES {
            let removed = self.pass(&mut rows).await?;
            remaining = self.left().await?;
            if remaining == 0 || removed == 0 {
                break;
            }
        }
        self.finish(&mut rows, remaining == 0).await?;
        clean(&self.sweeper.db).await?;
        Ok(Erased { workspace: self.workspace.to_owned(), reason, rows, remaining, was_installed })
    }

    /// Removes what can be had of everything but the installation. Gives how many rows that were.
    async fn pass(&self, rows: &mut Rows) -> Result<u64, Error> {
        let mut all = 0;
        for table in TABLES.iter().filter(|table| !LAST.contains(&table.name)) {
            let children = table.rule().map_or(&[][..], |rule| rule.children);
            // Rows without a column of their own go with those that they belong to.
            if table.owner == Owner::Column {
                all += self.clear(table.name, "workspace_id = ", children, rows).await?;
            } else if table.name == "webhook_dedupe" && self.sweeper.db.engine() == Engine::Postgres {
                all += self
                    .clear(table.name, "event_id IN (SELECT id FROM webhook_event WHERE workspace_id = ", &[], rows)
                    .await?;
            }
        }
        Ok(all)
    }

    async fn clear(
        &self,
        table: &'static str,
        whose: &str,
        children: &'static [Child],
        rows: &mut Rows,
    ) -> Result<u64, Error> {
        let db = &self.sweeper.db;
        let mut condition = Say::new(db.engine());
        condition.and(whose).value(self.workspace);
        if whose.contains('(') {
            condition.text(")");
        }
        let pick = Pick { table, condition: &condition, age: None, children };
        let mut pace = Pace::new(db.engine(), !children.is_empty(), self.sweeper.duty);
        let mut all = 0;
        loop {
            self.lock.check().await.map_err(Error::Lost)?;
            let (size, pause);
            match self.batch(&pick, pace.size()).await {
                Ok(gone) => {
                    (size, pause) = (gone.rows, pace.went(gone.rows, gone.took));
                    all += size;
                    if size > 0 {
                        *rows.entry(table).or_default() += size;
                    }
                    for (child, removed) in gone.children.into_iter().filter(|(_, removed)| *removed > 0) {
                        *rows.entry(child).or_default() += removed;
                        all += removed;
                    }
                }
                Err(Error::Database(error)) if error.is_contended() => match pace.failed(&error) {
                    Some(wait) => (size, pause) = (u64::MAX, wait),
                    None => return Ok(all),
                },
                Err(error) => return Err(error),
            }
            if size == 0 {
                return Ok(all);
            }
            Pace::pause(pause).await;
        }
    }

    /// One batch, unless the add-on was installed again or a hold was placed.
    async fn batch(&self, pick: &Pick<'_>, limit: u64) -> Result<batch::Gone, Error> {
        let transaction = batch::begin(&self.sweeper.db).await?;
        let since = std::time::Instant::now();
        self.refuse(&transaction).await?;
        let mut gone = batch::remove_in(&transaction, self.sweeper.db.engine(), pick, limit).await?;
        gone.took = batch::end(transaction, since).await?;
        Ok(gone)
    }

    /// Whether it still may be erased: another process may have changed that since.
    async fn refuse(&self, db: &impl ConnectionTrait) -> Result<(), Error> {
        hold::refuse(db, self.workspace).await?;
        let live = installation::Entity::find()
            .filter(installation::COLUMN.workspace_id.eq(self.workspace))
            .filter(installation::COLUMN.status.ne(Status::Deleted));
        match live.one(db).await? {
            Some(_) => Err(Error::Installed { workspace: self.workspace.to_owned() }),
            None => Ok(()),
        }
    }

    /// How many rows there still are, beside those that go last.
    async fn left(&self) -> Result<u64, Error> {
        let rows = look(self.sweeper, self.workspace).await?.rows;
        Ok(rows.iter().filter(|(table, _)| !LAST.contains(table)).map(|(_, rows)| rows).sum())
    }

    /// Removes the installation too, if nothing else is left, and notes in the ledger what went.
    async fn finish(&self, rows: &mut Rows, whole: bool) -> Result<(), Error> {
        let transaction = self.sweeper.db.begin().await?;
        if whole {
            installations(&transaction, self.workspace).await?;
            self.refuse(&transaction).await?;
            for table in LAST {
                let sql = format!("DELETE FROM {table} WHERE workspace_id = $1");
                let backend = transaction.get_database_backend();
                let delete = Statement::from_sql_and_values(backend, sql, [self.workspace.into()]);
                let removed = transaction.execute_raw(delete).await?.rows_affected();
                if removed > 0 {
                    *rows.entry(table).or_default() += removed;
                }
            }
        }
        let entry = erasure::Entity::find_by_id(self.id).one(&transaction).await?;
        if let Some(entry) = entry {
            let mut counts: BTreeMap<String, u64> = serde_json::from_str(&entry.counts).unwrap_or_default();
            for (table, rows) in &*rows {
                *counts.entry((*table).to_owned()).or_default() += rows;
            }
            let mut entry = entry.into_active_model();
            entry.counts = Set(serde_json::to_string(&counts).unwrap_or_default());
            if whole {
                entry.erased_at_ms = Set(Some(ms(self.sweeper.clock.now())));
            }
            entry.update(&transaction).await?;
        }
        Ok(commit(&self.sweeper.db, transaction).await?)
    }
}

/// Sees to it that nothing of it stays readable in the files of SQLite.
pub(super) async fn clean(db: &Db) -> Result<(), db::Error> {
    if db.engine() == Engine::Sqlite {
        sweep::tidy(db).await?;
        db.writer().execute_unprepared(TRUNCATE).await?;
    }
    Ok(())
}
