//! The batches that come next.
//!
//! On SQLite whoever writes waits for a batch that is under way. So what needn't be done in a turn to write isn't: some
//! batches at a time are counted by a connection that only reads, and the turn is for their removal alone. What was due
//! when it was counted may no longer be: then the batch is undone, and counted and removed in one transaction.

use std::collections::VecDeque;
use std::time::Instant;

use rusqlite::params_from_iter;
use sea_orm::{ConnectionTrait, DbErr};

use super::batch::{self, Gone, Pick, Took};
use super::say::Say;
use super::table::{Age, Due, Key};
use crate::db::direct::Writer;
use crate::db::{self, Db};

/// Batches that are counted at once.
const AHEAD: u64 = 32;

/// The batches ahead, where they are counted beforehand.
#[derive(Debug, Default)]
pub(super) struct Ahead {
    batches: VecDeque<Gone>,
    more: bool,
}

impl Ahead {
    /// Removes the next batch, of so many rows or about as many. Gives whether it was the last one.
    pub(super) async fn remove(
        &mut self,
        db: &Db,
        writer: Option<&Writer>,
        due: &Due<'_>,
        behind: Option<Key>,
        size: u64,
    ) -> Result<(Gone, bool), db::Error> {
        let engine = db.engine();
        let condition = due.condition(engine, behind);
        let (table, rule) = (due.table.name, due.rule);
        let pick = Pick { table, condition: &condition, age: Some(rule.age), children: rule.children };
        if let (Some(writer), Age::Id, []) = (writer, rule.age, rule.children) {
            if self.batches.is_empty() {
                (self.batches, self.more) = count(db, &pick, size).await?;
            }
            let Some(counted) = self.batches.pop_front() else { return Ok((Gone::default(), true)) };
            if let Some(Key::Id(last)) = counted.last {
                let condition = due.between(engine, behind, Some(last));
                if let Some(gone) = remove(writer, table, &condition, counted).await? {
                    return Ok((gone, self.batches.is_empty() && !self.more));
                }
            }
            self.batches.clear();
        }
        let gone = batch::remove(db, &pick, size).await?;
        let is_last = gone.rows < size;
        Ok((gone, is_last))
    }
}

/// Counts the next batches, of so many rows each. And whether more may follow.
async fn count(db: &Db, pick: &Pick<'_>, size: u64) -> Result<(VecDeque<Gone>, bool), DbErr> {
    let (table, limit) = (pick.table, size * AHEAD);
    let find = format!(
        "SELECT batch, workspace_id, count(*) AS rows, min(id) AS first, max(id) AS last FROM (\
         SELECT workspace_id, id, (row_number() OVER (ORDER BY id) - 1) / {size} AS batch FROM (\
         SELECT workspace_id, id FROM {table} WHERE {{due}} ORDER BY id LIMIT {limit})) \
         GROUP BY batch, workspace_id ORDER BY batch"
    );
    let reader = db.reader();
    let found = reader.query_all_raw(pick.condition.statement(&find)).await?;
    let mut batches: VecDeque<Gone> = VecDeque::new();
    let mut before = None;
    for row in &found {
        let batch: Option<i64> = row.try_get("", "batch")?;
        if batch != before {
            batches.push_back(Gone::default());
            before = batch;
        }
        if let Some(last) = batches.back_mut() {
            last.add(Age::Id, row)?;
        }
    }
    let all: u64 = batches.iter().map(|batch| batch.rows).sum();
    Ok((batches, all == limit))
}

/// Removes a batch that was counted before. Nothing, where other rows are due now than then.
async fn remove(writer: &Writer, table: &str, condition: &Say, counted: Gone) -> Result<Option<Gone>, db::Error> {
    let (delete, values) = (condition.statement(&format!("DELETE FROM {table} WHERE {{due}}")).sql, condition.values());
    let rows = counted.rows;
    let removed = writer.write(move |transaction| {
        // The wait for the one writer is nobody's work.
        let since = Instant::now();
        // What is not committed is undone.
        if transaction.execute(&delete, params_from_iter(values))? as u64 != rows {
            return Ok(None);
        }
        let work = since.elapsed();
        transaction.commit()?;
        Ok(Some(Took { work, whole: since.elapsed() }))
    });
    Ok(removed.await?.map(|took| Gone { took, ..counted }))
}
