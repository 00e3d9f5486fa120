//! Archives in the form of the engine's own means: what `pg_dump` writes, or a SQLite file.
//!
//! They hold a database as it is, with whatever an operator added to its schema, and their tools can restore them without
//! this program. The price: they go into the same engine only, whole only, and PostgreSQL's need its client programs. They
//! go through the same compression and the same hashes as tables do, and share the cut: `pg_dump` is given the snapshot,
//! and SQLite's copies begin while its writers are held back.

mod copy;
mod drill;
mod fill;
mod login;
mod make;
mod tool;
mod watch;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::file::Stored;

pub(super) use copy::Copying;
pub(super) use drill::drill;
pub(super) use fill::restore;
pub(super) use make::{copy_path, part};
pub use tool::dumps;

/// The form of manifests of such archives. Programs that don't know them take them for none.
pub(super) const FORMAT: u32 = 2;

/// In which form a backup is made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Archive {
    /// Lines that belong to no engine.
    #[default]
    Portable,
    /// What the engine's own means make.
    Native,
}

impl fmt::Display for Archive {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Portable => "portable",
            Self::Native => "native",
        })
    }
}

impl FromStr for Archive {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "portable" => Ok(Self::Portable),
            "native" => Ok(Self::Native),
            _ => Err("there are portable and native".to_owned()),
        }
    }
}

/// A database in the form of its engine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Native {
    /// Its file, in the add-on's folder.
    pub file: String,
    /// What made it, and the version of that.
    pub tool: String,
    /// Its tables, in the order of their names.
    pub tables: Vec<Counted>,
    /// What the file has to be.
    #[serde(flatten)]
    pub stored: Stored,
}

/// A table with the number of its rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    /// The table.
    pub table: String,
    /// How many rows.
    pub rows: u64,
}
