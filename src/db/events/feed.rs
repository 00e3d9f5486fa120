//! The log as it grows, for whoever follows it: every event once, also across interruptions.
//!
//! Ids don't tell what is new. They are made when a delivery is taken in, and become visible with the commit of their batch
//! a moment later, so that one may turn up behind a higher one. What is new is told by the order of the commits, and a
//! [`Place`] says how far in it somebody is:
//!
//! - on SQLite, where one at a time writes, rows are numbered in that order;
//! - on PostgreSQL a place is a snapshot: what was visible in it was told, and whatever is visible now and wasn't then is
//!   new. The transaction that made a row stands beside it. So that this needn't be asked of the whole log, only events of
//!   the last `LATE` before the place are looked at: none takes that long from its receipt to its commit.
//!
//! A place can be written down and read again, by any process on the same database.

use std::fmt;
use std::str::FromStr;

use sea_orm::sea_query::Expr;
use sea_orm::{
    ConnectionTrait, DbBackend, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect, Statement,
};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::{Filter, Line, first_id_of, lines, select};
use crate::db::entities::webhook_event::{COLUMN, Column, Entity};
use crate::db::{Db, Engine, Error};
use crate::domain::ids::WorkspaceId;

/// Longest time from the receipt of an event to its commit, the difference of two servers' clocks included.
const LATE: Duration = Duration::minutes(1);

/// How old a place may be from which somebody goes on.
const OLDEST: Duration = Duration::hours(1);

/// Rows that a look passes over at most where it can't tell beforehand whose they are.
const ROWS: i64 = 20_000;

/// Longest place that is read, in bytes. A snapshot names each transaction that was open.
const LONGEST: usize = 4096;

/// How far somebody is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The event that was told last, or one that it would have been by its time.
    at: Uuid,
    mark: Mark,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Mark {
    /// Everything with a lower id, as far as that says anything.
    Id,
    /// Everything up to this row.
    Row(i64),
    /// Everything that is visible in a snapshot.
    Seen(String),
    /// And of what is visible in a later one that which isn't above the id.
    Part { seen: Option<String>, now: String },
}

/// A text that is no place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it is no place in the stream")]
pub struct BadPlace;

/// What is new.
#[derive(Debug, Clone)]
pub struct Batch {
    /// Events, each with the place behind it.
    pub lines: Vec<(Line, Place)>,
    /// The place behind all of it.
    pub place: Place,
    /// Whether there is more at once.
    pub more: bool,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.at.simple())?;
        match &self.mark {
            Mark::Id => Ok(()),
            Mark::Row(row) => write!(f, ".r{row}"),
            Mark::Seen(seen) => write!(f, ".s{seen}"),
            Mark::Part { seen, now } => write!(f, ".p{}.{now}", seen.as_deref().unwrap_or_default()),
        }
    }
}

impl FromStr for Place {
    type Err = BadPlace;

    fn from_str(text: &str) -> Result<Self, BadPlace> {
        let snapshot = |text: &str| Snapshot::read(text).map(|_| text.to_owned()).ok_or(BadPlace);
        if text.len() > LONGEST {
            return Err(BadPlace);
        }
        let (at, mark) = match text.split_once('.') {
            Some((_, "")) => return Err(BadPlace),
            Some(parts) => parts,
            None => (text, ""),
        };
        let at = Uuid::try_parse(at).ok().filter(|_| at.len() == 32).ok_or(BadPlace)?;
        let mark = match mark.split_at_checked(1) {
            None if mark.is_empty() => Mark::Id,
            Some(("r", row)) => Mark::Row(row.parse().ok().filter(|row| *row >= 0).ok_or(BadPlace)?),
            Some(("s", seen)) => Mark::Seen(snapshot(seen)?),
            Some(("p", both)) => {
                let (seen, now) = both.split_once('.').ok_or(BadPlace)?;
                let seen = (!seen.is_empty()).then(|| snapshot(seen)).transpose()?;
                Mark::Part { seen, now: snapshot(now)? }
            }
            _ => return Err(BadPlace),
        };
        Ok(Self { at, mark })
    }
}

/// What a snapshot says of transactions, as PostgreSQL writes it: `xmin:xmax:` and those between that were open.
struct Snapshot {
    end: u64,
}

impl Snapshot {
    fn read(text: &str) -> Option<Self> {
        let [first, end, open] = text.split(':').collect::<Vec<_>>()[..] else { return None };
        let number = |text: &str| text.parse::<u64>().ok().filter(|_| text.bytes().all(|c| c.is_ascii_digit()));
        let open = open.is_empty() || open.split(',').all(|open| number(open).is_some());
        let (first, end) = (number(first)?, number(end)?);
        (open && first <= end && i64::try_from(end).is_ok()).then_some(Self { end })
    }

    /// The transaction that made a row, as a number that is never used again. The row has the lower half of it; of all
    /// numbers with that half it is the nearest to this snapshot's.
    fn maker(&self) -> String {
        const ROUND: u64 = 1 << 32;

        let (end, half) = (self.end, ROUND / 2);
        let ahead = format!("((webhook_event.xmin::text::int8 - {} + {ROUND}) % {ROUND})", end % ROUND);
        let back = format!("CASE WHEN {ahead} < {half} THEN 0 ELSE {ROUND} END");
        format!("(greatest({end} + {ahead} - {back}, 0)::text::xid8)")
    }
}

/// The place behind everything that is there.
pub async fn newest(db: &Db, now: OffsetDateTime) -> Result<Place, Error> {
    let mark = match db.engine() {
        Engine::Postgres => Mark::Seen(snapshot(db).await?),
        Engine::Sqlite => Mark::Row(last_row(db).await?),
    };
    Ok(Place { at: first_id_of(now), mark })
}

/// A place that somebody was given, checked against this database. None: too long ago for going on.
pub async fn resume(
    db: &Db,
    workspace: &WorkspaceId,
    place: Place,
    now: OffsetDateTime,
) -> Result<Option<Place>, Error> {
    if place.at < first_id_of(now - OLDEST) {
        return Ok(None);
    }
    let mark = match (db.engine(), place.mark) {
        (Engine::Postgres, mark) => {
            let now = snapshot(db).await?;
            match mark {
                Mark::Seen(seen) if is_before(&seen, &now) => Mark::Seen(seen),
                Mark::Part { seen, now: then }
                    if is_before(&then, &now) && seen.as_ref().is_none_or(|seen| is_before(seen, &now)) =>
                {
                    Mark::Part { seen, now: then }
                }
                // Of another database, or an event's id alone: ids have to do.
                _ => Mark::Part { seen: None, now },
            }
        }
        (Engine::Sqlite, Mark::Row(row)) if is_row_of(db, row, place.at).await? => Mark::Row(row),
        (Engine::Sqlite, _) => Mark::Row(row_before(db, workspace, place.at).await?),
    };
    Ok(Some(Place { at: place.at, mark }))
}

/// What came behind the place and fits, in the order in which it is told.
pub async fn next(db: &Db, filter: &Filter, place: Place, now: OffsetDateTime, limit: u64) -> Result<Batch, Error> {
    match db.engine() {
        Engine::Postgres => next_by_snapshot(db, filter, place, now, limit).await,
        Engine::Sqlite => next_by_row(db, filter, place, now, limit).await,
    }
}

async fn next_by_snapshot(
    db: &Db,
    filter: &Filter,
    place: Place,
    time: OffsetDateTime,
    limit: u64,
) -> Result<Batch, Error> {
    let (seen, now, after) = match place.mark {
        Mark::Part { seen, now } => (seen, now, place.at),
        Mark::Seen(seen) => {
            let now = snapshot(db).await?;
            if now == seen {
                let place = Place { at: place.at, mark: Mark::Seen(seen) };
                return Ok(Batch { lines: Vec::new(), place, more: false });
            }
            (Some(seen), now, id_before(place.at, LATE))
        }
        Mark::Id | Mark::Row(_) => (None, snapshot(db).await?, place.at),
    };
    let maker = Snapshot::read(&now).map(|now| now.maker()).unwrap_or_default();
    let visible = |snapshot: &str| format!("pg_visible_in_snapshot({maker}, '{snapshot}'::pg_snapshot)");
    let mut new = select(&Filter { after: Some(after), ..filter.clone() }, Engine::Postgres);
    if let Some(seen) = &seen {
        new = new.filter(Expr::cust(format!("NOT {}", visible(seen))));
    }
    let new = new.filter(Expr::cust(visible(&now))).order_by_asc(Column::Id).limit(limit);
    let found: Vec<Line> = lines(new, Engine::Postgres).into_model().all(&db.reader()).await?;
    let more = found.len() as u64 == limit;
    let part = |id| Place { at: id, mark: Mark::Part { seen: seen.clone(), now: now.clone() } };
    let mut lines: Vec<(Line, Place)> =
        found.into_iter().map(|line| (line.id, line)).map(|(id, line)| (line, part(id))).collect();
    if more {
        let place = lines.last().map_or_else(|| part(after), |(_, place)| place.clone());
        return Ok(Batch { lines, place, more });
    }
    if let Some((_, last)) = lines.last_mut() {
        last.mark = Mark::Seen(now.clone());
    }
    let at = lines.last().map_or(place.at, |(line, _)| line.id).max(first_id_of(time));
    Ok(Batch { lines, place: Place { at, mark: Mark::Seen(now) }, more })
}

async fn next_by_row(db: &Db, filter: &Filter, place: Place, time: OffsetDateTime, limit: u64) -> Result<Batch, Error> {
    #[derive(FromQueryResult)]
    struct Numbered {
        #[sea_orm(nested)]
        line: Line,
        row: i64,
    }

    let Mark::Row(row) = place.mark else { return Ok(Batch { lines: Vec::new(), place, more: false }) };
    let end = last_row(db).await?;
    // Where the newest rows were removed their numbers are given again: then it goes on by ids.
    let row = match &filter.workspace {
        Some(workspace) if end < row => row_before(db, workspace, place.at).await?,
        _ => row,
    };
    if end <= row {
        let place = Place { at: place.at, mark: Mark::Row(row) };
        return Ok(Batch { lines: Vec::new(), place, more: false });
    }
    let upto = end.min(row + ROWS);
    let whose = filter.workspace.as_ref().map_or("", WorkspaceId::as_str);
    let new = select(&Filter { workspace: None, ..filter.clone() }, Engine::Sqlite)
        // The plus keeps the index of workspaces out of it: the rows are to be walked in their order.
        .filter(Expr::cust_with_values("+workspace_id = ?", [whose]))
        .filter(Expr::cust_with_values("rowid > ? AND rowid <= ?", [row, upto]))
        .order_by_asc(Expr::cust("rowid"))
        .limit(limit);
    let new = lines(new, Engine::Sqlite).column_as(Expr::cust("rowid"), "row");
    let found: Vec<Numbered> = new.into_model().all(&db.reader()).await?;
    let is_full = found.len() as u64 == limit;
    let behind = |Numbered { line, row }| {
        let place = Place { at: line.id, mark: Mark::Row(row) };
        (line, place)
    };
    let lines: Vec<(Line, Place)> = found.into_iter().map(behind).collect();
    let last = lines.last().map(|(_, place)| place.clone()).filter(|_| is_full);
    let at = lines.last().map_or(place.at, |(line, _)| line.id).max(first_id_of(time));
    let place = last.unwrap_or(Place { at, mark: Mark::Row(upto) });
    Ok(Batch { lines, place, more: is_full || upto < end })
}

async fn snapshot(db: &Db) -> Result<String, Error> {
    let ask = Statement::from_string(DbBackend::Postgres, "SELECT pg_current_snapshot()::text AS snapshot");
    match db.reader().query_one_raw(ask).await? {
        Some(row) => Ok(row.try_get("", "snapshot")?),
        None => Ok(String::new()),
    }
}

/// Whether what a snapshot knows of is known in another one too. Of two that are of different databases it isn't always.
fn is_before(one: &str, other: &str) -> bool {
    let end = |text| Snapshot::read(text).map(|snapshot| snapshot.end);
    matches!((end(one), end(other)), (Some(one), Some(other)) if one <= other)
}

async fn last_row(db: &Db) -> Result<i64, Error> {
    let last = Entity::find().select_only().column_as(Expr::cust("rowid"), "row").order_by_desc(Expr::cust("rowid"));
    Ok(last.limit(1).into_tuple().one(&db.reader()).await?.unwrap_or(0))
}

/// Whether the row can be the one that the place was made at: a file that was restored numbers its rows anew.
async fn is_row_of(db: &Db, row: i64, at: Uuid) -> Result<bool, Error> {
    if row > last_row(db).await? {
        return Ok(false);
    }
    let there = Entity::find().select_only().column(Column::Id).order_by_desc(Expr::cust("rowid"));
    let there = there.filter(Expr::cust_with_values("rowid <= ?", [row])).limit(1);
    let there: Option<Uuid> = there.into_tuple().one(&db.reader()).await?;
    Ok(there.is_none_or(|there| id_before(there, LATE) <= at))
}

/// The row before the first event with a higher id.
async fn row_before(db: &Db, workspace: &WorkspaceId, at: Uuid) -> Result<i64, Error> {
    let later = Entity::find().filter(COLUMN.workspace_id.eq(workspace.as_str())).filter(COLUMN.id.gt(at));
    let first = later.select_only().column_as(Expr::cust("min(rowid)"), "row").into_tuple();
    match first.one(&db.reader()).await? {
        Some(Some(row)) => Ok(row.saturating_sub(1)),
        Some(None::<i64>) | None => last_row(db).await,
    }
}

/// The smallest id of a time that lies so long before the id's own.
fn id_before(id: Uuid, by: Duration) -> Uuid {
    let ms = u64::try_from(id.as_u128() >> 80).unwrap_or(0);
    let by = u64::try_from(by.whole_milliseconds()).unwrap_or(0);
    Uuid::from_u128(u128::from(ms.saturating_sub(by)) << 80)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "019c2f00000070008000000000000001";

    #[test]
    fn a_place_can_be_written_down() {
        for mark in ["", ".r0", ".r17", ".s10:20:", ".s10:20:11,15", ".p.10:20:", ".p10:20:11.12:30:"] {
            let text = format!("{ID}{mark}");
            assert_eq!(text.parse::<Place>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn what_is_no_place_is_refused() {
        for mark in
            [".", ".x", ".é", ".r", ".r-1", ".s", ".s1:2", ".s20:10:", ".s1:2:';--", ".p1:2:", ".p.", ".s1:2:+3"]
        {
            assert_eq!(format!("{ID}{mark}").parse::<Place>(), Err(BadPlace), "{mark}");
        }
        for text in ["", "019c", "019c2f00-0000-7000-8000-000000000001", &"9".repeat(5000)] {
            assert_eq!(text.parse::<Place>(), Err(BadPlace), "{text}");
        }
    }
}
