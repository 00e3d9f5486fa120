//! Variables that operators already set and that this version doesn't read yet.
//!
//! They belong to features that come later, or to the compose file. They are listed so that a copied
//! `.env` raises no warnings about them, and so that `config check` can say honestly that they change
//! nothing. A name leaves this list in the change that makes a section read it.

use super::source::Source;

/// A name that is known and has no effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Upcoming {
    /// The variable.
    pub name: &'static str,
    /// What it will set, or who reads it.
    pub about: &'static str,
}

/// The password of the compose file's PostgreSQL.
pub(super) const POSTGRES_PASSWORD: &str = "POSTGRES_PASSWORD";

const COMPOSE: &str = "read by the compose file only";

/// Every such name, with a word about it.
const ALL: [(&str, &str); 8] = [
    (POSTGRES_PASSWORD, COMPOSE),
    ("POSTGRES_USER", COMPOSE),
    ("POSTGRES_DB", COMPOSE),
    // What that host served is under the regular one today.
    ("CLOCKIFY_PTO_API_BASE", "a host of Clockify that no operation uses any more"),
    ("POSTGRES_PASSWORD_FILE", COMPOSE),
    ("POSTGRES_USER_FILE", COMPOSE),
    ("POSTGRES_DB_FILE", COMPOSE),
    // Tools that talk to Clockify use it for a personal key; add-ons get tokens of their own.
    ("CLOCKIFY_API_KEY", "a personal key, which add-ons never use"),
];

/// Every name that is known and has no effect.
pub fn all() -> impl Iterator<Item = Upcoming> {
    ALL.into_iter().map(|(name, about)| Upcoming { name, about })
}

/// Those that somebody set.
#[must_use]
pub fn set(source: &Source) -> Vec<Upcoming> {
    all().filter(|upcoming| source.get(upcoming.name).is_some()).collect()
}
