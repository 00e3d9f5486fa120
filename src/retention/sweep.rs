//! The sweep itself: table by table, workspace by workspace, batch by batch.

use std::time::Duration;

use sea_orm::{ConnectionTrait, DbErr, Statement};
use time::OffsetDateTime;
use tokio::time::sleep;

use super::batch::{self, Gone, Pick};
use super::pace::Pace;
use super::report::{Report, Tally};
use super::table::{Due, Key, TABLES};
use super::{Error, Sweeper, erase, look};
use crate::db::lock::Lock;
use crate::db::{self, Db, Engine};

/// After so many batches SQLite moves what it can from its log into the database.
const CHECKPOINT: u32 = 20;

/// Pages that SQLite keeps for what is to come, and pages that it gives back at a time.
const SPARE_PAGES: u64 = 1000;

/// What goes through a whole sweep.
struct Work<'a> {
    sweeper: &'a Sweeper,
    lock: &'a Lock,
    tally: Tally,
    locked: u64,
    batches: u32,
}

/// Erases whoever left, and removes what is due of the others.
pub(super) async fn sweep(sweeper: &Sweeper, lock: &Lock, now: OffsetDateTime) -> Result<Report, Error> {
    let mut erased = Vec::new();
    let mut locked = 0;
    for workspace in erase::leaving(sweeper, now).await? {
        match erase::uninstalled(sweeper, lock, &workspace, now).await {
            Ok(Some(gone)) => {
                locked += gone.remaining;
                erased.push(gone);
            }
            // It came back in the last moment.
            Ok(None) | Err(Error::Installed { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    let policies = sweeper.policies().await?;
    let mut work = Work { sweeper, lock, tally: Tally::default(), locked, batches: 0 };
    for (at, table) in TABLES.iter().enumerate() {
        let Some(rule) = table.rule() else { continue };
        if !rule.by_workspace {
            if let Some(cutoff) = policies.cutoff(None, rule.kept, now) {
                work.clear(at, &Due { table, rule, workspace: None, cutoff }).await?;
            }
            continue;
        }
        for workspace in look::workspaces(&sweeper.db.reader(), table, rule).await? {
            if let Some(cutoff) = policies.cutoff(Some(&workspace), rule.kept, now) {
                work.clear(at, &Due { table, rule, workspace: Some(&workspace), cutoff }).await?;
            }
        }
    }
    if work.batches > 0 || !erased.is_empty() {
        tidy(&sweeper.db).await?;
    }
    Ok(work.tally.report(erased, work.locked))
}

impl Work<'_> {
    /// Removes rows until none is due any more, or none that is left can be had.
    async fn clear(&mut self, at: usize, due: &Due<'_>) -> Result<(), Error> {
        let (db, engine) = (&self.sweeper.db, self.sweeper.db.engine());
        // Most of the time there is nothing to do, and nobody has to wait for finding that out.
        let Some(first) = look::oldest(&db.reader(), engine, due).await? else { return Ok(()) };
        let mut pace = Pace::new(engine, !due.rule.children.is_empty());
        loop {
            let (removed, goes_on) = self.pass(at, due, &mut pace, first).await?;
            let left = look::oldest(&db.reader(), engine, due).await?.is_some();
            if !left {
                return Ok(());
            }
            if removed == 0 || !goes_on {
                self.locked += look::rows(&db.reader(), engine, due).await?;
                return Ok(());
            }
        }
    }

    /// One way through the rows that are due, from the oldest on. Gives how many went, and whether another may follow.
    async fn pass(&mut self, at: usize, due: &Due<'_>, pace: &mut Pace, first: Key) -> Result<(u64, bool), Error> {
        let (db, engine) = (&self.sweeper.db, self.sweeper.db.engine());
        let (mut behind, mut all): (Option<Key>, u64) = (None, 0);
        let column = due.rule.age.column();
        let wanted = if due.rule.by_workspace { column.to_owned() } else { format!("{column}, workspace_id") };
        loop {
            self.lock.check().await.map_err(Error::Lost)?;
            let condition = due.condition(engine, behind);
            let pick = Pick {
                table: due.table.name,
                condition: &condition,
                order: Some(column),
                wanted: &wanted,
                children: due.rule.children,
            };
            let gone = match batch::remove(db, &pick, pace.size()).await {
                Ok(gone) => gone,
                Err(error) if db::is_contended(&error) => match pace.failed(&error) {
                    Some(pause) => {
                        sleep(pause).await;
                        continue;
                    }
                    None => return Ok((all, false)),
                },
                Err(error) => return Err(error.into()),
            };
            let (rows, took) = (gone.rows.len() as u64, gone.took);
            all += rows;
            behind = self.note(at, due, &gone, first)?.or(behind);
            let short = rows < pace.size();
            let pause = pace.went(rows, took);
            self.breathe(pause).await?;
            if short {
                return Ok((all, true));
            }
        }
    }

    /// Counts what went. Gives the key of the last row.
    fn note(&mut self, at: usize, due: &Due<'_>, gone: &Gone, first: Key) -> Result<Option<Key>, DbErr> {
        let mut last: Option<Key> = None;
        for row in &gone.rows {
            let key = Key::read(due.rule.age, row)?;
            if last.is_none_or(|last| key > last) {
                last = Some(key);
            }
            if due.workspace.is_none() {
                let workspace: String = row.try_get("", "workspace_id")?;
                self.tally.add(&workspace, (at, due.table.name), 1, Some(key.time()), due.cutoff);
            }
        }
        if let Some(workspace) = due.workspace {
            let rows = gone.rows.len() as u64;
            self.tally.add(workspace, (at, due.table.name), rows, Some(first.time()), due.cutoff);
            for &(child, rows) in &gone.children {
                self.tally.add(workspace, look::place_of(child), rows, None, due.cutoff);
            }
        }
        Ok(last)
    }

    /// Lets others work.
    async fn breathe(&mut self, pause: Duration) -> Result<(), DbErr> {
        self.batches += 1;
        if self.batches.is_multiple_of(CHECKPOINT) {
            checkpoint(&self.sweeper.db).await?;
        }
        sleep(pause).await;
        Ok(())
    }
}

/// Moves what can be moved from the log of SQLite into the database, without waiting for anybody.
pub(super) async fn checkpoint(db: &Db) -> Result<(), DbErr> {
    if db.engine() == Engine::Sqlite {
        db.writer().execute_unprepared("PRAGMA wal_checkpoint(PASSIVE)").await?;
    }
    Ok(())
}

/// Gives free pages of SQLite back to the system, some at a time. On PostgreSQL that is for the server to do.
pub(super) async fn tidy(db: &Db) -> Result<(), DbErr> {
    if db.engine() == Engine::Postgres {
        return Ok(());
    }
    let writer = db.writer();
    let ask = || {
        Statement::from_string(
            writer.get_database_backend(),
            "SELECT freelist_count AS rows FROM pragma_freelist_count",
        )
    };
    let mut free = look::number(&writer, ask()).await?;
    while free > SPARE_PAGES {
        writer.execute_unprepared(&format!("PRAGMA incremental_vacuum({SPARE_PAGES})")).await?;
        sleep(Duration::from_millis(5)).await;
        let left = look::number(&writer, ask()).await?;
        if left >= free {
            break;
        }
        free = left;
    }
    checkpoint(db).await
}
