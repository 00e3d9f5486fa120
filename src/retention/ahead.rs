//! The batches that come next.
//!
//! On SQLite whoever writes waits for a batch that is under way. So what needn't be done in a turn to write isn't: some
//! batches at a time are counted by a connection that only reads, and the turn is for their removal alone. What was due
//! when it was counted may no longer be: then the batch is undone, and counted and removed in one transaction.

use std::collections::VecDeque;
use std::time::Instant;

use rusqlite::params_from_iter;
use uuid::Uuid;

use super::batch::{self, Gone, Pick, Took};
use super::say::Say;
use super::table::{Age, Due, Key};
use crate::db::direct::Writer;
use crate::db::{self, Db};

/// Batches that are counted at once.
const AHEAD: u64 = 16;

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
                (self.batches, self.more) = count(writer, &pick, size).await?;
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
async fn count(writer: &Writer, pick: &Pick<'_>, size: u64) -> Result<(VecDeque<Gone>, bool), db::Error> {
    let (table, limit) = (pick.table, size * AHEAD);
    let find = format!("SELECT workspace_id, id FROM {table} WHERE {{due}} ORDER BY id LIMIT {limit}");
    let (find, values) = (pick.condition.statement(&find).sql, pick.condition.values());
    let found = writer.read(move |file| {
        let mut found = file.prepare(&find)?;
        let rows = found
            .query_map(params_from_iter(values), |row| Ok((row.get(0)?, Key::Id(Uuid::from_bytes(row.get(1)?)))))?;
        rows.collect::<rusqlite::Result<Vec<(String, Key)>>>()
    });
    let found = found.await?;
    let more = found.len() as u64 == limit;
    let batches = found.chunks(usize::try_from(size).unwrap_or(usize::MAX)).map(|rows| rows.iter().cloned().collect());
    Ok((batches.collect(), more))
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
