//! A new key for everything that is sealed.
//!
//! While one key replaces another, servers have both: the new one seals, both open. [`rotate`] goes through every sealed
//! column and seals with the new one what another one sealed. Servers go on meanwhile, and what they write counts: a
//! value that changed under our hands is left as it is, and looked at in the next pass. It ends with a pass that found
//! nothing to do, so the old key isn't needed any more. It can be stopped at any time; what is done stays done.

mod column;

use sea_orm::DbErr;
use serde::Serialize;
use uuid::Uuid;

pub use column::Column;

use crate::db::{self, Db, revision};
use crate::secrets::{self, Keyring};

/// Rows of one transaction. Others that write wait for no longer than it takes.
const BATCH: u64 = 100;

/// Passes after which it is given up: somebody goes on sealing with another key.
const PASSES: u32 = 5;

/// Why it stopped.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database refused.
    #[error("the database refused; what is done stays done, run it again")]
    Database(#[from] db::Error),
    /// The keys can't be used so.
    #[error("the keys can't be used")]
    Keys(#[from] secrets::Error),
    /// Values sealed with another key come up again and again.
    #[error("somebody goes on sealing with another key; start every server with the new one first, and run it again")]
    Endless,
}

impl From<DbErr> for Error {
    fn from(error: DbErr) -> Self {
        Self::Database(error.into())
    }
}

/// What was found in a column, and what was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// The column, as `table.column`.
    pub column: Column,
    /// Sealed values.
    pub values: u64,
    /// Those that the new key had sealed already.
    pub current: u64,
    /// Those that were sealed with it now.
    pub resealed: u64,
    /// Those that still have to be.
    pub pending: u64,
    /// Those that no key at hand opens.
    pub unreadable: u64,
    /// Why not, of the first of them.
    pub why: Option<String>,
}

/// Looks what there is to do, and changes nothing.
pub async fn look(db: &Db, keyring: &Keyring) -> Result<Vec<Counts>, Error> {
    keyring.check_ids()?;
    let mut all = Vec::new();
    for column in Column::ALL {
        all.push(pass(db, keyring, column, false, &mut |_| {}).await?);
    }
    Ok(all)
}

/// Seals everything with the key that seals now. `progress` hears of each batch.
pub async fn rotate(
    db: &Db,
    keyring: &Keyring,
    progress: &mut (dyn FnMut(&Counts) + Send),
) -> Result<Vec<Counts>, Error> {
    keyring.check_ids()?;
    let mut all = Vec::new();
    for column in Column::ALL {
        let mut counts = pass(db, keyring, column, true, progress).await?;
        let mut resealed = counts.resealed;
        for _ in 0..PASSES {
            if counts.resealed + counts.pending == 0 {
                break;
            }
            counts = pass(db, keyring, column, true, progress).await?;
            resealed += counts.resealed;
        }
        if counts.resealed + counts.pending > 0 {
            return Err(Error::Endless);
        }
        // What somebody else sealed meanwhile needed nothing from us.
        let current = counts.values.saturating_sub(resealed + counts.unreadable);
        all.push(Counts { current, resealed, ..counts });
    }
    // What servers hold in memory stays true; they look again all the same, so that a key that one of them lacks is
    // noticed now and not at its next start.
    if all.iter().any(|counts| counts.resealed > 0) {
        revision::commit(db, db.begin().await?).await?;
    }
    Ok(all)
}

/// Goes through a column once.
async fn pass(
    db: &Db,
    keyring: &Keyring,
    column: Column,
    write: bool,
    progress: &mut (dyn FnMut(&Counts) + Send),
) -> Result<Counts, Error> {
    let mut counts = Counts { column, values: 0, current: 0, resealed: 0, pending: 0, unreadable: 0, why: None };
    let mut after = None;
    loop {
        let page = column.page(&db.reader(), after, BATCH).await?;
        let Some((last, _)) = page.last() else { return Ok(counts) };
        after = Some(*last);
        let work = reseal(keyring, page, &mut counts);
        if !write {
            counts.pending += u64::try_from(work.len()).unwrap_or(u64::MAX);
        } else if !work.is_empty() {
            let transaction = db.begin().await?;
            for (id, old, new) in work {
                let done = column.replace(&transaction, id, &old, new).await?;
                *(if done { &mut counts.resealed } else { &mut counts.pending }) += 1;
            }
            transaction.commit().await?;
        }
        progress(&counts);
    }
}

/// The values of a page that have to be replaced, and by what.
fn reseal(keyring: &Keyring, page: Vec<(Uuid, Vec<u8>)>, counts: &mut Counts) -> Vec<(Uuid, Vec<u8>, Vec<u8>)> {
    let mut work = Vec::new();
    for (id, old) in page {
        counts.values += 1;
        if keyring.is_current(&old) {
            counts.current += 1;
            continue;
        }
        let context = counts.column.context(id);
        match keyring.open(&context, &old) {
            Ok(plain) => {
                let new = keyring.seal(&context, &plain);
                work.push((id, old, new));
            }
            Err(error) => {
                counts.unreadable += 1;
                counts.why.get_or_insert_with(|| error.to_string());
            }
        }
    }
    work
}
