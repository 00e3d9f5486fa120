//! Who changes something, and the record of it.

pub(super) use crate::db::trail::Entry;
pub use crate::domain::actor::Actor;
