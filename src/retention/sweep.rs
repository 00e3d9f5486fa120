//! The sweep itself: table by table, workspace by workspace, batch by batch.

use std::time::Instant;

use rusqlite::Transaction;
use sea_orm::{ConnectionTrait, DbErr, Statement};
use time::OffsetDateTime;

use super::ahead::Ahead;
use super::batch::Gone;
use super::pace::Pace;
use super::report::{Erased, Report, Tally, Toll};
use super::table::{Due, Key, Rule, TABLES, Table, Walk};
use super::{Error, Policies, Sweeper, dead, erase, hold, look};
use crate::db::direct::Writer;
use crate::db::lock::Lock;
use crate::db::{self, Db, Engine};

/// After so many batches SQLite moves what it can from its log into the database: so often that the log stays shorter than
/// servers let it become. Otherwise it is they who move what the sweep wrote, before they answer.
const CHECKPOINT: usize = 4;

/// Pages that SQLite keeps for what is to come.
const SPARE_PAGES: u32 = 1000;

/// Pages that it gives back at a time: whoever writes waits that long.
const PAGES: u32 = 16;

/// How often it does so before its log is moved: not each time, because a file that gets shorter takes the disk a while.
const STEPS: usize = 8;

/// How SQLite's connection that writes works: how much of the file it keeps in memory, in KiB, and after how many pages
/// whoever commits moves the log into the database.
#[derive(Debug, Clone, Copy)]
pub(super) struct Manner {
    cache: u32,
    checkpoint: u32,
}

/// During a sweep. A batch touches more than is usually kept: its pages would be read again for every statement, and
/// written to the log before they have to be. The log is moved between the turns, when nobody waits for it.
pub(super) const SWEEPING: Manner = Manner { cache: 16_384, checkpoint: 0 };

/// At all other times.
pub(super) const USUAL: Manner = Manner { cache: 2000, checkpoint: db::CHECKPOINT_PAGES };

impl Manner {
    /// As statements.
    fn settings(self) -> String {
        format!("PRAGMA cache_size = -{}; PRAGMA wal_autocheckpoint = {}", self.cache, self.checkpoint)
    }
}

/// What goes through a whole sweep.
pub(super) struct Work<'a> {
    sweeper: &'a Sweeper,
    lock: &'a Lock,
    /// Where batches are removed on SQLite.
    writer: Option<Writer>,
    policies: Policies,
    now: OffsetDateTime,
    tally: Tally,
    toll: Toll,
    locked: u64,
}

/// Erases whoever left, and removes what is due of the others.
pub(super) async fn sweep(sweeper: &Sweeper, lock: &Lock, now: OffsetDateTime) -> Result<Report, Error> {
    let mut erased = Vec::new();
    let mut locked = 0;
    let (leaving, dead) = (erase::leaving(sweeper, now).await?, dead::dead(sweeper, now).await?);
    let gone = dead.iter().filter(|dead| dead.erased).map(|dead| (&dead.workspace, true));
    for (workspace, is_dead) in leaving.iter().map(|workspace| (workspace, false)).chain(gone) {
        let erasure = if is_dead {
            dead::erase(sweeper, lock, workspace, now).await
        } else {
            erase::uninstalled(sweeper, lock, workspace, now).await
        };
        match erasure {
            Ok(Some(gone)) => {
                locked += gone.remaining;
                erased.push(gone);
            }
            // It came back in the last moment, or has to be kept.
            Ok(None) | Err(Error::Installed { .. } | Error::Held(_)) => {}
            Err(error) => return Err(error),
        }
    }
    let mut work = Work { locked, ..Work::new(sweeper, lock, now).await? };
    for (at, table) in TABLES.iter().enumerate() {
        for rule in table.rules() {
            work.table(at, table, rule).await?;
        }
    }
    let since = Instant::now();
    if work.toll.batches() > 0 || !erased.is_empty() {
        tidy(&sweeper.db).await?;
    }
    let effort = std::mem::take(&mut work.toll).effort(since.elapsed());
    let held = hold::holds(&sweeper.db).await?;
    let oldest_xmin_age = snapshot_age(lock).await?;
    Ok(Report { held, dead, oldest_xmin_age, effort, ..work.report(erased) })
}

impl<'a> Work<'a> {
    /// Nothing is done yet.
    pub(super) async fn new(sweeper: &'a Sweeper, lock: &'a Lock, now: OffsetDateTime) -> Result<Self, Error> {
        let policies = sweeper.policies().await?;
        let writer = Writer::open(&sweeper.db, &SWEEPING.settings()).await.map_err(db::Error::from)?;
        Ok(Self { sweeper, lock, writer, policies, now, tally: Tally::default(), toll: Toll::default(), locked: 0 })
    }

    /// What was done.
    pub(super) fn report(self, erased: Vec<Erased>) -> Report {
        self.tally.report(erased, self.locked)
    }

    /// Removes what is due of one table.
    async fn table(&mut self, at: usize, table: &'static Table, rule: &'static Rule) -> Result<(), Error> {
        let together = match rule.walk {
            Walk::All => true,
            Walk::Workspaces => false,
            Walk::Either => !look::something_stays(&self.sweeper.db.reader()).await?,
        };
        let common = self.policies.cutoff(None, rule.kept, self.now);
        if together && let Some(cutoff) = common {
            self.clear(at, &Due { table, rule, workspace: None, cutoff, settled: cutoff }).await?;
        }
        let workspaces = match (rule.walk, together) {
            (Walk::All, _) => return Ok(()),
            (_, true) => self.policies.set.keys().cloned().collect(),
            (_, false) => look::workspaces(&self.sweeper.db.reader(), table, rule).await?,
        };
        for workspace in workspaces {
            let cutoff = self.policies.cutoff(Some(&workspace), rule.kept, self.now);
            if let Some(cutoff) = cutoff.filter(|cutoff| !together || common.is_none_or(|common| *cutoff > common)) {
                self.clear(at, &Due { table, rule, workspace: Some(&workspace), cutoff, settled: cutoff }).await?;
            }
        }
        Ok(())
    }

    /// Removes rows until none is due any more, or none that is left can be had.
    pub(super) async fn clear(&mut self, at: usize, due: &Due<'_>) -> Result<(), Error> {
        let (db, engine) = (&self.sweeper.db, self.sweeper.db.engine());
        // Most of the time there is nothing to do, and nobody has to wait for finding that out.
        if look::oldest(&db.reader(), engine, due).await?.is_none() {
            return Ok(());
        }
        let mut pace = Pace::new(engine, !due.rule.children.is_empty(), self.sweeper.duty);
        loop {
            let (removed, goes_on) = self.pass(at, due, &mut pace).await?;
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
    async fn pass(&mut self, at: usize, due: &Due<'_>, pace: &mut Pace) -> Result<(u64, bool), Error> {
        let db = &self.sweeper.db;
        let (mut behind, mut all): (Option<Key>, u64) = (None, 0);
        let mut ahead = Ahead::default();
        loop {
            self.lock.check().await.map_err(Error::Lost)?;
            let (gone, is_last) = match ahead.remove(db, self.writer.as_ref(), due, behind, pace.size()).await {
                Ok(removed) => removed,
                Err(error) if error.is_contended() => match pace.failed(&error) {
                    Some(pause) => {
                        Pace::pause(pause).await;
                        continue;
                    }
                    None => return Ok((all, false)),
                },
                Err(error) => return Err(error.into()),
            };
            all += gone.rows;
            behind = self.note(at, due, &gone).or(behind);
            let pause = pace.went(gone.rows, gone.took);
            self.toll.batch(gone.took.whole, pause);
            // Not beside the next batch: whoever wants to write then would wait for the disk behind both.
            if let Some(writer) = &self.writer {
                let settled = if self.toll.batches().is_multiple_of(CHECKPOINT) {
                    writer.checkpoint().await
                } else {
                    writer.sync().await
                };
                settled.map_err(db::Error::from)?;
            }
            Pace::pause(pause).await;
            if is_last {
                return Ok((all, true));
            }
        }
    }

    /// Counts what went. Gives the key of the last row.
    fn note(&mut self, at: usize, due: &Due<'_>, gone: &Gone) -> Option<Key> {
        for of in &gone.of {
            let cutoff = self.policies.cutoff(Some(&of.workspace), due.rule.kept, self.now).unwrap_or(due.cutoff);
            let table = (at, due.table.name);
            self.tally.add(&of.workspace, table, of.rows, Some(of.first.time()), cutoff);
        }
        for &(child, rows) in &gone.children {
            self.tally.add(due.workspace.unwrap_or_default(), look::place_of(child), rows, None, due.cutoff);
        }
        gone.last
    }
}

/// How many transactions ago the oldest snapshot was made that is from before the lock was taken and still in use.
async fn snapshot_age(lock: &Lock) -> Result<Option<u64>, DbErr> {
    let Lock::Postgres(held) = lock else { return Ok(None) };
    let ask = "SELECT max(age(backend_xmin))::bigint AS age FROM pg_stat_activity \
               WHERE datname = current_database() AND pid <> pg_backend_pid() \
               AND xact_start < transaction_timestamp() AND backend_type <> 'autovacuum worker'";
    let row = held.query_one_raw(Statement::from_string(held.get_database_backend(), ask)).await?;
    let age = row.and_then(|row| row.try_get::<Option<i64>>("", "age").transpose()).transpose()?;
    Ok(age.map(i64::unsigned_abs))
}

/// Has SQLite work in this manner.
pub(super) async fn work_in(db: &Db, manner: Manner) -> Result<(), DbErr> {
    if db.engine() == Engine::Sqlite {
        let set = format!("{}; PRAGMA shrink_memory", manner.settings());
        db.writer().execute_unprepared(&set).await?;
    }
    Ok(())
}

/// Gives free pages of SQLite back to the system, some at a time. On PostgreSQL that is for the server to do.
pub(super) async fn tidy(db: &Db) -> Result<(), db::Error> {
    let Some(writer) = Writer::open(db, &SWEEPING.settings()).await? else { return Ok(()) };
    let mut before = u32::MAX;
    for step in 1.. {
        let free = writer.write(give_back).await?;
        if free <= SPARE_PAGES || free >= before {
            break;
        }
        before = free;
        if step % STEPS == 0 {
            writer.checkpoint().await?;
        }
    }
    Ok(writer.checkpoint().await?)
}

/// Gives some free pages back. Tells how many are left.
fn give_back(transaction: Transaction<'_>) -> rusqlite::Result<u32> {
    let free = || transaction.pragma_query_value(None, "freelist_count", |row| row.get(0));
    let most = u32::saturating_sub(free()?, SPARE_PAGES).min(PAGES);
    if most > 0 {
        // It gives one page back for each row of its answer.
        let mut vacuum = transaction.prepare(&format!("PRAGMA incremental_vacuum({most})"))?;
        let mut pages = vacuum.query([])?;
        while pages.next()?.is_some() {}
    }
    let left = free()?;
    transaction.commit()?;
    Ok(left)
}
