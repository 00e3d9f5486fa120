//! Backups of whole databases, in a form that belongs to no engine.
//!
//! A backup shows the databases of all its add-ons at one moment (`cut.rs`), as one compressed file of lines for each table
//! and a manifest with the hashes of all of them. It is read again before it counts. A restore reads every byte before it
//! touches anything, works in one transaction for each database, and compares what it stored before it commits. So a
//! backup of SQLite can be restored into PostgreSQL and the other way round, whole or in parts.

mod applied;
mod canonical;
mod cell;
mod create;
mod cut;
mod drill;
mod error;
mod file;
mod fill;
mod folder;
mod lines;
mod load;
mod manifest;
mod merge;
mod moment;
mod native;
mod numeric;
mod pin;
mod place;
mod prune;
mod read;
mod restore;
mod row;
mod schema;
mod seal;
mod space;
mod store;
mod stream;
mod target;
mod verify;

pub use create::{Options, Source, create, preflight};
pub use cut::{How, TRIES};
pub use drill::drill;
pub use error::{Error, Refusal};
pub use file::Stored;
pub use folder::{Folder, PARTIAL};

pub use manifest::{Cut, Manifest, Part, Table};
pub use native::{Archive, Counted, Native, dumps};
pub use pin::{pin, unpin};
pub use place::{Checks, Draft, Files, Found, Held, Kept, Opened, Pin, Place, Removal, Set, Sink};
pub use prune::{Fate, Judged, prune};
pub use restore::{Into, Restored, What, restore};
pub use schema::{Column, DERIVED, Kind, Link, Schema, Shape};
pub use seal::Identities;
pub use store::{Store, Using};
pub use stream::{Scratch, write as write_stream};
pub use verify::verify;

/// The form of the archives that this program makes and reads.
pub const FORMAT: u32 = 1;

/// Is told which table of which add-on is worked on.
pub type Progress<'a> = &'a (dyn Fn(&str, &str) + Send + Sync);
