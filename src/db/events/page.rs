//! Pages of the log as people look through it: filtered by whatever they like, and never longer than a moment.
//!
//! Only the workspace and the time have an index, because one more would cost every event that comes in. So a filtered page
//! looks at so many events and no further; where it came to is where the next one begins, be the page full or empty.

use sea_orm::{QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{Filter, Line, list, select};
use crate::db::entities::webhook_event::{COLUMN, Column};
use crate::db::{Db, Error};

/// Events that a page looks at, where names and ids decide.
const LOOKED_AT: u64 = 10_000;

/// The same where each body has to be read.
const READ: u64 = 4_000;

/// A page, the newest first.
#[derive(Debug, Clone)]
pub struct Page {
    /// The events.
    pub lines: Vec<Line>,
    /// Where the next one begins: before this event. None: there is nothing more.
    pub next: Option<Uuid>,
}

/// A page of events that fit, the newest first.
pub async fn page(db: &Db, filter: &Filter, limit: u64) -> Result<Page, Error> {
    let end = if filter.narrows() { end(db, filter).await? } else { None };
    let lines = match end {
        Some(end) => {
            let within = select(filter, db.engine()).filter(COLUMN.id.gte(end)).order_by_desc(Column::Id);
            super::lines(within, db.engine()).limit(limit).into_model().all(&db.reader()).await?
        }
        None => list(db, filter, limit).await?,
    };
    let is_full = lines.len() as u64 == limit;
    let next = if is_full { lines.last().map(|last| last.id) } else { end };
    Ok(Page { lines, next })
}

/// The last event that the page looks at, if there are so many.
async fn end(db: &Db, filter: &Filter) -> Result<Option<Uuid>, Error> {
    let all = Filter {
        workspace: filter.workspace.clone(),
        since: filter.since,
        until: filter.until,
        before: filter.before,
        after: filter.after,
        ..Filter::default()
    };
    let looked_at = if filter.text.is_some() { READ } else { LOOKED_AT };
    let end = select(&all, db.engine()).select_only().column(Column::Id).order_by_desc(Column::Id);
    Ok(end.offset(looked_at - 1).limit(1).into_tuple().one(&db.reader()).await?)
}
