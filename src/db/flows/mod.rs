//! What is stored of running flows: the journal's batch, what a worker needs to go on, the gates, and the lists.
//!
//! A [`Mark`] is what one worker has to say of one run. It holds only while the worker has the run: the row's job is
//! its own, the row's lease is no newer than its own, and the run is not at its end. Otherwise nothing of the mark is
//! stored, and the worker is told. Many marks travel in one transaction, written in each engine's own SQL
//! (`postgres.rs`, `sqlite.rs`), because every step of every run comes through here.
//!
//! Whoever is held or ends gives up its concurrency key: when it goes on one day it asks for its turn like any other.

pub mod gates;
pub mod list;
pub mod load;
mod mark;
mod postgres;
mod sqlite;

use super::{Db, Engine};

pub use mark::{Answer, EchoAnswered, Mark, Marked, NewEcho, RunChange, StepMark};

/// Stores the marks, in one transaction. Each is of another run. The answers are in the order of the marks.
///
/// May be dropped at any time; whether the marks are stored then is not known.
pub async fn apply(db: &Db, marks: &[Mark]) -> Result<Vec<Marked>, sqlx::Error> {
    match db.engine() {
        Engine::Postgres => {
            let (mut connection, is_new) = db.marks.take(&db.url).await?;
            if is_new {
                postgres::prepare(&mut connection).await?;
            }
            let marked = postgres::apply(&mut connection, marks).await?;
            db.marks.give_back(connection);
            Ok(marked)
        }
        Engine::Sqlite => sqlite::apply(db.writer().get_sqlite_connection_pool(), marks).await,
    }
}
